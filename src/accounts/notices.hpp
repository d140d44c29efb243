// Security letters: every important change is told to every address of the account, with a signed link to freeze it at once.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "accounts/events.hpp"
#include "core/ids.hpp"
#include "core/task.hpp"
#include "core/time.hpp"

namespace ombud::outbox {
class Outbox;
}
namespace ombud::postgres {
class Database;
}

namespace ombud::accounts {

// What a signed link was mailed for.
struct LinkClaims {
    CustomerId account;
    std::string about;  // the event, or "recovery", "email_change": what "this was not me" stops
    std::int64_t round;
    Timestamp expires_at;
};

class Notices {
public:
    // `key`: 32 bytes that sign the links; `public_url`: where customers reach us.
    Notices(postgres::Database& database, outbox::Outbox& outbox, Clock& clock, std::vector<std::byte> key,
            std::string public_url);

    // To every address (and `also`, one that was just taken off): what happened, when, from where; the freeze link; "not me".
    Task<void> tell(CustomerId account, EventKind what, std::optional<Origin> from,
                    std::map<std::string, std::string> values = {}, std::optional<std::string> also = std::nullopt);
    // One letter to one address: codes and links.
    Task<LetterId> send(std::string letter, std::string to, std::string language, std::map<std::string, std::string> values,
                        std::optional<CustomerId> about = std::nullopt);

    [[nodiscard]] std::string freeze_link(CustomerId account, std::string about, std::int64_t round) const;
    // Of a link's token, when its signature and time hold; whether its round still holds is for who asks the database.
    [[nodiscard]] std::optional<LinkClaims> verify(std::string_view token) const;
};

}  // namespace ombud::accounts
