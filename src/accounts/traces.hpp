// What every act on an account leaves behind: an event for its holder, a record in the audit log, a letter to every address.
#pragma once
#include "accounts/events.hpp"
#include "accounts/notices.hpp"
#include "audit/audit.hpp"

namespace ombud::accounts {

struct Deed {
    CustomerId account;  // all zeros: an address that is nobody's
    EventKind what;
    std::optional<Origin> from{};                      // none: nobody's request, but a timer or the staff
    audit::ActorKind by = audit::ActorKind::customer;  // whoever is not signed in is nobody
    LetterValues values{};                             // of the letter
    std::optional<std::string> also{};                 // an address that was just taken off
    json::object details{};                            // of the record
    std::optional<std::string> detail{};               // of the event: a code
};

class Traces {
public:
    Traces(Events& events, audit::Log& audit, Notices& notices) : events_(events), audit_(audit), notices_(notices) {}

    // Where no letter tells of such an event there is none.
    Task<void> leave(Deed deed);
    // The same inside somebody's transaction, as the last thing it does.
    Task<void> leave(postgres::Transaction& transaction, Deed deed);
    // A record alone, of what is no event.
    Task<void> record(std::string act, audit::ActorKind by, std::optional<CustomerId> account, json::object details = {});
    Task<void> record(postgres::Transaction& transaction, std::string act, audit::ActorKind by,
                      std::optional<CustomerId> account);

private:
    Events& events_;
    audit::Log& audit_;
    Notices& notices_;
};

}  // namespace ombud::accounts
