#include "accounts/api_keys.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include "accounts/protection_queries.hpp"
#include "accounts/queries.hpp"
#include "core/limits.hpp"
#include "core/problem.hpp"
#include "core/tokens.hpp"
#include "postgres/database.hpp"
#include "safety/typed.hpp"

namespace ombud::accounts {

namespace {

// "203.0.113.7" or "2001:db8::/32" as it is written canonically: the network's own address, its length.
std::string canonical_network(std::string const& text) {
    boost::system::error_code no;
    auto const bare = asio::ip::make_address(text, no);
    auto const with_length = no ? text : text + (bare.is_v4() ? "/32" : "/128");
    auto const v4 = asio::ip::make_network_v4(with_length, no);
    if (!no) return v4.canonical().to_string();
    auto const v6 = asio::ip::make_network_v6(with_length, no);
    if (no || with_length.contains('%')) fail_field("networks", "network.invalid", "expected an address or a network");
    return v6.canonical().to_string();
}

std::vector<std::string> names_of(std::vector<KeyPermission> permissions) {
    std::ranges::sort(permissions);
    permissions.erase(std::ranges::unique(permissions).begin(), permissions.end());
    if (permissions.empty()) fail_field("permissions", "permissions.empty", "name at least one");
    std::vector<std::string> names;
    names.reserve(permissions.size());
    for (auto const each : permissions) names.emplace_back(boost::describe::enum_to_string(each, ""));
    return names;
}

}  // namespace

Task<ApiKeyList> ApiKeys::list(CustomerId who) {
    co_return ApiKeyList{co_await database_.run(sql::api_keys, who)};
}

Task<MadeApiKey> ApiKeys::make(CustomerId who, NewApiKey wanted, Origin from) {
    auto name = safety::typed_name(wanted.name, "name");
    auto permissions = names_of(std::move(wanted.permissions));
    if (wanted.networks.size() > limits::api_key_networks) fail_field("networks", "networks.too_many", "name fewer");
    for (auto& each : wanted.networks) each = canonical_network(each);
    std::ranges::sort(wanted.networks);
    wanted.networks.erase(std::ranges::unique(wanted.networks).begin(), wanted.networks.end());

    auto secret = new_token(api_key_prefix, random_);
    auto made = co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<std::optional<ApiKey>> {
        co_await transaction.run(sql::hold_account, who);
        co_return co_await transaction.run(sql::add_api_key, ApiKeyId::make(clock_, random_), who, token_hash(secret), name,
                                           permissions, wanted.networks, clock_.now(), std::int64_t(limits::api_keys));
    });
    if (!made) {
        auto const account = co_await database_.run(sql::find_account, who);
        throw Problem{ProblemKind::conflict, account && account->frozen_at ? "account.frozen" : "api_keys.too_many"};
    }
    co_await traces_.leave({.account = who,
                            .what = EventKind::api_key_made,
                            .from = std::move(from),
                            .details = {{"api_key", made->id.text()}, {"permissions", json::value_from(made->permissions)}}});
    co_return MadeApiKey{std::move(*made), std::move(secret)};
}

Task<void> ApiKeys::end(CustomerId who, ApiKeyId id, Origin from) {
    if (co_await database_.run(sql::end_api_key, who, id, clock_.now()) == 0)
        throw Problem{ProblemKind::not_found, "api_key.unknown"};
    co_await traces_.leave(
        {.account = who, .what = EventKind::api_key_removed, .from = std::move(from), .details = {{"api_key", id.text()}}});
}

}  // namespace ombud::accounts
