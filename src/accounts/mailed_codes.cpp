#include "accounts/mailed_codes.hpp"

#include "accounts/notices.hpp"
#include "accounts/queries.hpp"
#include "postgres/database.hpp"

namespace ombud::accounts {

namespace {

constexpr auto tracking_holds = std::chrono::days{60};

}  // namespace

Task<TicketGiven> mail_code(postgres::Database& database, Codes& codes, Notices& notices, RateLimit& to_one_address,
                            AskByEmail who, Purpose purpose, CodeLetters letters) {
    auto const email = required_email(who.email);
    require_language(who.language);
    auto const known = co_await database.run(sql::find_by_address, email);
    auto const account = known ? std::optional{known->id} : std::nullopt;
    auto issued = co_await codes.issue({.purpose = purpose, .account = account, .email = email});
    LetterValues values{{"code", co_await codes.code_for(issued.ticket)}};
    if (to_one_address.take(email)) co_return TicketGiven{std::move(issued.ticket), issued.expires_at};
    auto const letter = co_await notices.send(account ? letters.known : letters.unknown, email, std::move(who.language),
                                              std::move(values), account);
    co_await codes.carried_by(issued.ticket, letter);
    co_return TicketGiven{std::move(issued.ticket), issued.expires_at};
}

Task<std::string> mail_tracking(Codes& codes, Notices& notices, Account about, Purpose purpose, std::string letter,
                                json::object data, std::string device) {
    auto issued = co_await codes.issue(
        {.purpose = purpose, .account = about.id, .email = about.email, .data = std::move(data), .lasts = tracking_holds});
    auto code = co_await codes.code_for(issued.ticket);
    auto const sent = co_await notices.send(std::move(letter), about.email, about.language,
                                            {{"code", std::move(code)}, {"device", std::move(device)}}, about.id);
    co_await codes.carried_by(issued.ticket, sent);
    co_return std::move(issued.ticket);
}

}  // namespace ombud::accounts
