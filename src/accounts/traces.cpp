#include "accounts/traces.hpp"

#include "core/rate_limit.hpp"

namespace ombud::accounts {

namespace {

audit::Act act_of(std::string act, audit::ActorKind by, std::optional<CustomerId> account, json::object details) {
    bool const own = by == audit::ActorKind::customer && account;
    return {.act = std::move(act),
            .actor_kind = by,
            .actor = own ? std::optional{account->uuid} : std::nullopt,
            .subject = account ? std::optional{account->uuid} : std::nullopt,
            .details = std::move(details)};
}

audit::Act record_of(Deed& deed) {
    auto details = std::move(deed.details);
    if (deed.from) details["network"] = network_of(deed.from->peer);
    auto const account = deed.account == CustomerId{} ? std::nullopt : std::optional{deed.account};
    return act_of(std::string("account.") + boost::describe::enum_to_string(deed.what, ""), deed.by, account, std::move(details));
}

}  // namespace

Task<void> Traces::leave(Deed deed) {
    co_await audit_.record(record_of(deed));
    co_await events_.add(deed.account, deed.what, deed.from, std::move(deed.detail));
    if (letter_of(deed.what))
        co_await notices_.tell(deed.account, deed.what, std::move(deed.from), std::move(deed.values), std::move(deed.also));
}

Task<void> Traces::leave(postgres::Transaction& transaction, Deed deed) {
    auto act = record_of(deed);
    co_await events_.add(transaction, deed.account, deed.what, deed.from, std::move(deed.detail));
    if (letter_of(deed.what))
        co_await notices_.tell(transaction, deed.account, deed.what, std::move(deed.from), std::move(deed.values),
                               std::move(deed.also));
    co_await audit_.record(transaction, std::move(act));
}

Task<void> Traces::record(std::string act, audit::ActorKind by, std::optional<CustomerId> account, json::object details) {
    co_await audit_.record(act_of(std::move(act), by, account, std::move(details)));
}

Task<void> Traces::record(postgres::Transaction& transaction, std::string act, audit::ActorKind by,
                          std::optional<CustomerId> account) {
    co_await audit_.record(transaction, act_of(std::move(act), by, account, {}));
}

}  // namespace ombud::accounts
