// Security letters: every important change is told to every address of the account, with signed links to freeze it at once.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "accounts/events.hpp"
#include "accounts/links.hpp"
#include "core/ids.hpp"
#include "core/task.hpp"
#include "core/time.hpp"

namespace ombud::outbox {
class Outbox;
}  // namespace ombud::outbox
namespace ombud::postgres {
class Database;
class Transaction;
}  // namespace ombud::postgres

namespace ombud::accounts {

using LetterValues = std::map<std::string, std::string>;

class Notices {
public:
    // `key`: 32 bytes that sign the links; `public_url`: where customers reach us, without a slash at the end.
    Notices(postgres::Database& database, outbox::Outbox& outbox, Clock& clock, std::vector<std::byte> const& key,
            std::string public_url);

    // To every address (and `also`, one that was just taken off): what happened, when, from where; the freeze link; "not me".
    // Throws logic_error for an event that no letter tells of.
    Task<void> tell(CustomerId account, EventKind what, std::optional<Origin> from, LetterValues values = {},
                    std::optional<std::string> also = std::nullopt);
    // The same inside somebody's transaction.
    Task<void> tell(postgres::Transaction& transaction, CustomerId account, EventKind what, std::optional<Origin> from,
                    LetterValues values = {}, std::optional<std::string> also = std::nullopt);
    // One letter to one address: codes and links.
    Task<LetterId> send(std::string letter, std::string to, std::string language, LetterValues values,
                        std::optional<CustomerId> about = std::nullopt);

    // A page of ours, from the address that is set and never from what a request says: "/me/reset#token=…".
    [[nodiscard]] std::string page(std::string_view path_and_secret) const { return public_url_ + std::string(path_and_secret); }
    // Of a link's token, when its signature and time hold; whether its round still holds is for who asks the database.
    [[nodiscard]] std::optional<LinkClaims> verify(std::string_view token) const { return links_.verify(token, clock_.now()); }

private:
    [[nodiscard]] std::string freeze_page(LinkClaims const& claims) const;
    template <class Where>  // Database or Transaction
    Task<void> tell_by(Where& where, CustomerId account, EventKind what, std::optional<Origin> from, LetterValues values,
                       std::optional<std::string> also);

    postgres::Database& database_;
    outbox::Outbox& outbox_;
    Clock& clock_;
    Links links_;
    std::string public_url_;
};

// "2026-11-24 09:05 UTC", as letters say it in either language.
std::string letter_time(Timestamp when);
// Where that was, as letters say it.
std::string letter_place(Origin const& from, std::string_view language);
// The name of the letter that tells of an event; nullptr: none does.
char const* letter_of(EventKind what);
// What "this was not me" in that letter is about.
std::string about_of(EventKind what);

}  // namespace ombud::accounts
