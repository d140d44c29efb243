#include "staff/keys.hpp"

#include "core/limits.hpp"
#include "core/networks.hpp"
#include "core/tokens.hpp"
#include "postgres/database.hpp"
#include "safety/typed.hpp"
#include "staff/queries.hpp"
#include "staff/roles.hpp"

namespace ombud::staff {

using namespace std::chrono_literals;

namespace {

constexpr auto use_written_every = 1min;

ProgramKey shown(sql::StoredKey row) {
    return {.id = row.id,
            .name = std::move(row.name),
            .permissions = read_permissions(row.permissions),
            .networks = std::move(row.networks),
            .made_at = row.made_at,
            .made_by = std::move(row.made_by),
            .maker_works_here = row.maker_works_here,
            .expires_at = row.expires_at,
            .ended_at = row.ended_at,
            .ended_by = std::move(row.ended_by),
            .used_at = row.used_at,
            .used_network = std::move(row.used_network)};
}

std::vector<std::string> networks_of(std::vector<std::string> typed) {
    if (typed.size() > limits::program_key_networks) fail_field("networks", "networks.too_many", "name fewer");
    for (auto& each : typed) {
        auto written = canonical_network(each);
        if (!written) fail_field("networks", "network.invalid", "expected an address or a network");
        each = std::move(*written);
    }
    std::ranges::sort(typed);
    typed.erase(std::ranges::unique(typed).begin(), typed.end());
    return typed;
}

// A session that stands nowhere: a program proves itself with each request.
Session session_of(sql::StoredKey const& key) {
    Session out{.staff = {.id = key.id,
                          .email = {},
                          .name = key.name,
                          .public_name = key.name,
                          .role = {},
                          .role_name_en = {},
                          .role_name_zh = {},
                          .language = {},
                          .permissions = read_permissions(key.permissions)},
                .session = {},
                .complete = true,
                .acts_as = ActsAs::program};
    std::erase_if(out.staff.permissions, is_for_people);
    out.session.id = SessionId{key.id.uuid};
    out.session.owner_kind = sessions::Owner::staff;
    out.session.owner = key.id.uuid;
    out.session.expires_at = key.expires_at;
    return out;
}

}  // namespace

bool is_for_people(Permission permission) {
    using enum Permission;
    return permission == approve || permission == manage_people || permission == manage_access || permission == reveal ||
           permission == watch_insiders || permission == see_compliance || permission == manage_privacy ||
           permission == handle_complaints || permission == read_audit || permission == see_mail;
}

Keys::Keys(postgres::Database& database, Staff& staff, audit::Log& audit, Clock& clock, Random& random)
    : database_(database),
      staff_(staff),
      audit_(audit),
      clock_(clock),
      random_(random),
      calls_(clock, limits::program_calls_at_once, limits::one_program_call_each) {}

Task<ProgramKeyList> Keys::list(Agent) {
    ProgramKeyList out;
    for (auto& row : co_await database_.run(sql::list_keys, clock_.now())) out.keys.push_back(shown(std::move(row)));
    co_return out;
}

Task<MadeProgramKey> Keys::make(FreshAgent by, NewProgramKey wanted) {
    auto name = safety::typed_name(wanted.name, "name");
    auto const permissions = in_order(std::move(wanted.permissions));
    if (std::ranges::any_of(permissions, is_for_people))
        throw Problem{ProblemKind::invalid, "permission.for_people", "permissions"};
    require_holds(co_await staff_.permissions_now(by.id), permissions, "permissions");
    auto const networks = networks_of(std::move(wanted.networks).value_or(std::vector<std::string>{}));
    auto const days = wanted.days.value_or(limits::program_key_days);
    if (days < 1 || days > limits::program_key_days_at_most) throw Problem{ProblemKind::invalid, "field.range", "days"};

    auto token = new_token(key_prefix, random_);
    auto const id = StaffId::make(clock_, random_);
    auto const made = co_await database_.run(sql::add_key, id, std::move(name), token_hash(token), permissions, networks,
                                             clock_.now(), by.id, clock_.now() + 24h * days, std::int64_t(limits::program_keys));
    if (made == 0) throw Problem{ProblemKind::conflict, "key.too_many"};
    co_await audit_.record({.act = "key.made",
                            .actor_kind = audit::ActorKind::staff,
                            .actor = by.id.uuid,
                            .subject = id.uuid,
                            .details = {{"permissions", to_json(permissions)}, {"networks", to_json(networks)}, {"days", days}}});
    auto row = co_await database_.run(sql::find_key, id);
    co_return MadeProgramKey{shown(std::move(row.value())), std::move(token)};
}

Task<void> Keys::end(Agent by, StaffId id) {
    if (co_await database_.run(sql::end_key, id, clock_.now(), by.id) == 0) throw Problem{ProblemKind::not_found, "key.unknown"};
    co_await audit_.record(
        {.act = "key.ended", .actor_kind = audit::ActorKind::staff, .actor = by.id.uuid, .subject = id.uuid, .details = {}});
}

Task<std::optional<Session>> Keys::program_of(std::string token, std::string peer, sessions::Sessions::Use use) {
    if (!looks_like_token(key_prefix, token)) co_return std::nullopt;
    auto const now = clock_.now();
    auto const key = co_await database_.run(sql::find_key_by_token, token_hash(token), now);
    if (!key) co_return std::nullopt;
    auto const network = network_of(peer);
    if (!key->networks.empty() && !lies_in(peer, key->networks)) {
        co_await audit_.record_noise({.act = "key.refused",
                                      .actor_kind = audit::ActorKind::staff,
                                      .actor = key->id.uuid,
                                      .subject = key->id.uuid,
                                      .details = {{"network", network}}},
                                     key->id.text());
        throw Problem{ProblemKind::forbidden, "key.network"};
    }
    if (use == sessions::Sessions::Use::looks) co_return session_of(*key);
    calls_.require(key->id.text());
    bool const written = key->used_at && now < *key->used_at + use_written_every && key->used_network == network;
    if (!written && co_await database_.run(sql::key_used, key->id, network, now, limits::program_key_places) > 0)
        co_await audit_.record({.act = "key.new_network",
                                .actor_kind = audit::ActorKind::staff,
                                .actor = key->id.uuid,
                                .subject = key->id.uuid,
                                .details = {{"network", network}}});
    co_return session_of(*key);
}

}  // namespace ombud::staff
