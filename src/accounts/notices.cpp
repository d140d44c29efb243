#include "accounts/notices.hpp"

#include <fmt/chrono.h>
#include <stdexcept>

#include "accounts/protection_queries.hpp"
#include "outbox/outbox.hpp"
#include "postgres/database.hpp"

namespace ombud::accounts {

std::string letter_time(Timestamp when) {
    return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(std::chrono::system_clock::to_time_t(when)));
}

std::string letter_place(Origin const& from, std::string_view language) {
    if (from.place) return from.place->label();
    return language == "zh-CN" ? "未知" : "unknown";
}

char const* letter_of(EventKind what) {
    using enum EventKind;
    switch (what) {
        case signed_in:
            return "new_sign_in";
        case sign_in_locked:
            return "locked";
        case second_factor_guessed:
            return "second_factor_guessed";
        case session_ended:
            return "sessions_ended";
        case password_changed:
        case password_reset:
            return "password_changed";
        case totp_added:
            return "totp_added";
        case totp_removed:
            return "totp_removed";
        case passkey_added:
            return "passkey_added";
        case passkey_removed:
            return "passkey_removed";
        case recovery_codes_made:
            return "recovery_codes_made";
        case recovery_code_used:
            return "recovery_code_used";
        case email_changed:
            return "email_changed";
        case second_email_added:
            return "second_email_added";
        case second_email_removed:
            return "second_email_removed";
        case phrase_changed:
            return "phrase_changed";
        case frozen:
            return "frozen";
        case unfreeze_asked:
            return "unfreeze_asked";
        case unfrozen:
            return "unfrozen";
        case recovery_asked:
            return "recovery_asked";
        case recovery_approved:
            return "recovery_approved";
        case recovery_stopped:
            return "recovery_stopped";
        case recovery_refused:
            return "recovery_refused";
        case unfreeze_refused:
            return "unfreeze_refused";
        case recovered:
            return "recovered";
        case api_key_made:
            return "api_key_made";
        case api_key_removed:
            return "api_key_removed";
        case address_added:
            return "address_added";
        case address_removed:
            return "address_removed";
        default:
            return nullptr;
    }
}

std::string about_of(EventKind what) {
    using enum EventKind;
    switch (what) {
        case recovery_asked:
        case recovery_approved:
            return "recovery";
        case email_changed:
        case second_email_added:
        case second_email_removed:
            return "email_change";
        default:
            return boost::describe::enum_to_string(what, "");
    }
}

std::string Notices::freeze_page(LinkClaims const& claims) const {
    // Where there is something to stop as well, the page that stops it and freezes.
    bool const stops = claims.about == "recovery" || claims.about == "email_change" || claims.about == "unfreeze_asked";
    return page((stops ? "/me/not-me#token=" : "/me/freeze#token=") + links_.sign(claims));
}

Notices::Notices(postgres::Database& database, outbox::Outbox& outbox, Clock& clock, std::vector<std::byte> const& key,
                 std::string public_url)
    : database_(database), outbox_(outbox), clock_(clock), links_(key), public_url_(std::move(public_url)) {}

template <class Where>
Task<void> Notices::tell_by(Where& where, CustomerId account, EventKind what, std::optional<Origin> from, LetterValues values,
                            std::optional<std::string> also) {
    auto const* letter = letter_of(what);
    if (!letter) throw std::logic_error("no letter tells of this event");
    auto const reader = co_await where.run(sql::letter_reader, account);
    if (!reader) co_return;
    auto const now = clock_.now();
    values["freeze_link"] = freeze_page({account, about_of(what), reader->link_round, now + link_life});
    values.try_emplace("time", letter_time(now));
    bool const guessed = what == EventKind::sign_in_locked || what == EventKind::second_factor_guessed;
    values.try_emplace("link", page(guessed ? "/me/forgotten" : "/me/"));
    values["device"] = from ? from->device : "";
    values["place"] = from ? letter_place(*from, reader->language) : "";

    std::vector<std::string> addresses{reader->email};
    if (reader->second_email) addresses.push_back(*reader->second_email);
    if (also && also != reader->email && also != reader->second_email) addresses.push_back(*also);
    for (auto& to : addresses) {
        outbox::Order order{.letter = letter,
                            .language = reader->language,
                            .to = std::move(to),
                            .values = values,
                            .phrase = reader->phrase,
                            .about = account.uuid};
        if constexpr (std::same_as<Where, postgres::Transaction>)
            co_await outbox_.post(where, std::move(order));
        else
            co_await outbox_.post(std::move(order));
    }
}

Task<void> Notices::tell(CustomerId account, EventKind what, std::optional<Origin> from, LetterValues values,
                         std::optional<std::string> also) {
    co_await tell_by(database_, account, what, std::move(from), std::move(values), std::move(also));
}

Task<void> Notices::tell(postgres::Transaction& transaction, CustomerId account, EventKind what, std::optional<Origin> from,
                         LetterValues values, std::optional<std::string> also) {
    co_await tell_by(transaction, account, what, std::move(from), std::move(values), std::move(also));
}

Task<LetterId> Notices::send(std::string letter, std::string to, std::string language, LetterValues values,
                             std::optional<CustomerId> about) {
    auto const reader = about ? co_await database_.run(sql::letter_reader, *about) : std::nullopt;
    if (reader) language = reader->language;
    if (reader) values["freeze_link"] = freeze_page({*about, letter, reader->link_round, clock_.now() + link_life});
    values.try_emplace("time", letter_time(clock_.now()));
    // The letter with a code to freeze by has the link beside it: one is enough.
    values.try_emplace("link", letter == "freeze_code" ? values["freeze_link"] : page("/me/"));
    // An address that is yet to be proved may be a stranger's, who would learn the phrase.
    bool const own = reader && (to == reader->email || to == reader->second_email);
    outbox::Order order{.letter = std::move(letter),
                        .language = std::move(language),
                        .to = std::move(to),
                        .values = std::move(values),
                        .phrase = own ? reader->phrase : std::nullopt,
                        .about = own ? std::optional{about->uuid} : std::nullopt};
    co_return co_await outbox_.post(std::move(order));
}

}  // namespace ombud::accounts
