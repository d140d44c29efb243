#include "accounts/resets.hpp"

#include "accounts/locks.hpp"
#include "accounts/protection_queries.hpp"
#include "accounts/queries.hpp"
#include "core/limits.hpp"
#include "core/problem.hpp"
#include "core/tokens.hpp"
#include "postgres/database.hpp"

namespace ombud::accounts {

using namespace std::chrono_literals;

namespace {

constexpr auto link_holds = 30min;
constexpr auto tracking_holds = 24h;
constexpr auto again_after = 1min;

// "550 5.1.1" of "550 5.1.1 no such user": the rest is some server's text about somebody's mailbox.
std::optional<std::string> codes_only(std::optional<std::string> const& reply) {
    if (!reply) return std::nullopt;
    auto const stop = reply->find_first_not_of("0123456789. ");
    auto codes = reply->substr(0, stop);
    while (codes.ends_with(' ')) codes.pop_back();
    return codes.empty() ? std::nullopt : std::optional{std::move(codes)};
}

std::string text_in(json::value const& data, char const* name, std::string fallback) {
    auto const* object = data.if_object();
    auto const* value = object ? object->if_contains(name) : nullptr;
    return value && value->is_string() ? std::string(value->get_string()) : std::move(fallback);
}
bool is_set(json::value const& data, char const* name) {
    auto const* object = data.if_object();
    auto const* value = object ? object->if_contains(name) : nullptr;
    return value && value->is_bool() && value->get_bool();
}

[[noreturn]] void refuse_tracking() {
    throw Problem{ProblemKind::unauthenticated, "ticket.expired"};
}
[[noreturn]] void refuse_link() {
    throw Problem{ProblemKind::unauthenticated, "reset_link.invalid"};
}

}  // namespace

Resets::Resets(postgres::Database& database, Codes& codes, Notices& notices, Traces& traces, Holds& holds, Devices& devices,
               credentials::Passwords& passwords, factors::Factors& factors, sessions::Sessions& sessions, outbox::Outbox& outbox,
               Clock& clock)
    : database_(database),
      codes_(codes),
      notices_(notices),
      traces_(traces),
      holds_(holds),
      devices_(devices),
      passwords_(passwords),
      factors_(factors),
      sessions_(sessions),
      outbox_(outbox),
      clock_(clock),
      letters_(clock, limits::own_letters_at_once, limits::one_own_letter_each) {}

Task<ResetAsked> Resets::ask(AskByEmail who, Origin from) {
    auto const email = required_email(who.email);
    require_language(who.language);
    auto const now = clock_.now();
    auto const known = co_await database_.run(sql::find_by_address, email);
    auto const account = known ? std::optional{known->id} : std::nullopt;
    Deed asked{.account = account.value_or(CustomerId{}),  // nobody's leaves no event, by the same work
               .what = EventKind::password_reset_asked,
               .from = std::move(from),
               .by = audit::ActorKind::nobody};
    co_await database_.transaction(
        [&](postgres::Transaction& transaction) { return traces_.leave(transaction, std::move(asked)); });
    auto const tracking = co_await codes_.issue({.purpose = Purpose::reset,
                                                 .account = account,
                                                 .email = email,
                                                 .data = {{"language", who.language}},
                                                 .lasts = tracking_holds});
    if (letters_.take(email)) {  // nobody fills a mailbox, nor keeps its owner from the letter that is there already
        if (auto const last = co_await database_.run(sql::last_reset_letter, email, now - tracking_holds)) {
            co_await codes_.carried_by(tracking.ticket, *last->letter_id);
            co_return ResetAsked{tracking.ticket, last->created_at + link_holds};
        }
    }
    co_return co_await send(tracking.ticket, account, email, std::move(who.language));
}

Task<ResetAsked> Resets::send(std::string tracking, std::optional<CustomerId> account, std::string email, std::string language) {
    // For nobody's address too: a link that is never mailed and leads nowhere, so that both take the same time.
    auto const link = co_await codes_.issue({.purpose = Purpose::reset_link,
                                             .account = account,
                                             .email = email,
                                             .data = {{"tracking", token_hash(tracking)}},
                                             .lasts = link_holds});
    LetterValues values{{"link", notices_.page("/me/reset#token=" + link.ticket)}};
    auto const letter = co_await notices_.send(account ? "reset_password" : "reset_unknown", std::move(email),
                                               std::move(language), std::move(values), account);
    co_await codes_.carried_by(tracking, letter);
    json::object const sent{{"sent_at", to_rfc3339(clock_.now())}};
    co_await database_.run(sql::note_on_ticket, token_hash(tracking), json::value(sent));
    co_return ResetAsked{std::move(tracking), link.expires_at};
}

Task<ResetStatus> Resets::status(Tracking which) {
    auto const ticket = co_await codes_.find(Purpose::reset, which.tracking);
    if (!ticket || !ticket->letter) refuse_tracking();
    auto const letter = co_await outbox_.delivery(*ticket->letter);
    if (!letter) refuse_tracking();
    auto const sent_at = from_rfc3339(text_in(ticket->data, "sent_at", "")).value_or(ticket->created_at);
    bool const used = is_set(ticket->data, "used");
    co_return ResetStatus{.state = letter->state,
                          .at = letter->at,
                          .reply = codes_only(letter->reply),
                          .next_try = letter->next_try,
                          .resend_at = used ? std::nullopt : std::optional{sent_at + again_after},
                          .used = used};
}

Task<ResetAsked> Resets::resend(Tracking which) {
    auto const ticket = co_await codes_.find(Purpose::reset, which.tracking);
    if (!ticket || !ticket->email) refuse_tracking();
    auto const sent_at = from_rfc3339(text_in(ticket->data, "sent_at", "")).value_or(ticket->created_at);
    auto wait = std::chrono::ceil<std::chrono::seconds>(sent_at + again_after - clock_.now());
    if (wait <= 0s) wait = letters_.take(*ticket->email).value_or(0s);
    if (wait > 0s) {
        Problem problem{ProblemKind::too_many, "rate.limited"};
        problem.retry_after = wait;
        throw problem;
    }
    co_return co_await send(std::move(which.tracking), ticket->account, *ticket->email, text_in(ticket->data, "language", "en"));
}

Task<Resets::Completed> Resets::complete(ResetChoice choice, Origin from) {
    auto const found = co_await codes_.find(Purpose::reset_link, choice.token);
    if (!found || !found->account) refuse_link();
    auto const id = *found->account;
    auto const account = co_await database_.run(sql::find_account, id);
    if (!account) refuse_link();
    bool const second_factor = (co_await factors_.of(id.uuid)).any();
    auto hash = co_await passwords_.choose(std::move(choice.password), words_about(account->email, account->name),
                                           account->password_hash);

    auto const link = co_await codes_.use(Purpose::reset_link, std::move(choice.token));
    if (!link) refuse_link();
    // The new password, the end of what the old one opened, the hold and the letters: all of it or nothing.
    auto ended = co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<std::vector<SessionId>> {
        if (co_await transaction.run(sql::reset_password, id, hash, clock_.now(), link->created_at) == 0) refuse_link();
        auto sessions = co_await sessions_.end_all(transaction, id.uuid, sessions::Ending::password_changed);
        auto const until = co_await holds_.start(transaction, id, "password_changed");
        co_await traces_.leave(transaction, {.account = id,
                                             .what = EventKind::password_reset,
                                             .from = from,
                                             .by = audit::ActorKind::nobody,
                                             .values = {{"ends_at", letter_time(until)}}});
        co_return sessions;
    });
    sessions_.forget(ended);
    co_await codes_.void_all(id, Purpose::reset_link);
    co_await codes_.void_all(id, Purpose::second_factor);  // whoever knew the old password is not half inside
    co_await codes_.void_all(id, Purpose::email_code);
    co_await database_.run(sql::note_on_ticket, text_in(link->data, "tracking", ""), json::value(json::object{{"used", true}}));
    auto device_token = co_await devices_.remember(id, from, Devices::By::reset);
    std::vector<std::string> lanes{Lane::of_strangers(account->email).key()};
    if (account->second_email) lanes.push_back(Lane::of_strangers(*account->second_email).key());
    co_await database_.run(sql::forget_all_failures, id, std::move(lanes));
    co_return Completed{id, second_factor, std::move(device_token)};
}

}  // namespace ombud::accounts
