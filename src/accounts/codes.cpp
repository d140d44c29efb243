#include "accounts/codes.hpp"

#include "accounts/queries.hpp"
#include "credentials/tokens.hpp"
#include "postgres/database.hpp"

namespace ombud::accounts {

using namespace std::chrono_literals;
using credentials::looks_like_token;
using credentials::token_hash;

namespace {

constexpr std::string_view ticket_prefix = "omt1_";
constexpr std::size_t code_digits = 8;
constexpr auto code_life = 10min;
constexpr std::int32_t wrong_codes = 5;
constexpr auto swept_after = std::chrono::days{1};

// With the ticket, which is nowhere in the database, so that the few digits cannot be found by trying them all there.
std::string code_hash(std::string_view ticket, std::string_view code) {
    return token_hash(std::string(ticket) + " " + std::string(code));
}

// As people type them: "1234 5678".
std::string digits_of(std::string_view typed) {
    std::string digits;
    for (char const c : typed)
        if (c >= '0' && c <= '9') digits.push_back(c);
    return digits;
}

}  // namespace

void refuse_ticket() {
    throw Problem{ProblemKind::unauthenticated, "ticket.expired"};
}

Codes::Codes(postgres::Database& database, Clock& clock, Random& random) : database_(database), clock_(clock), random_(random) {}

Task<IssuedTicket> Codes::issue(NewTicket wanted) {
    auto const now = clock_.now();
    IssuedTicket issued{credentials::new_token(ticket_prefix, random_), now + wanted.lasts};
    co_await database_.run(sql::add_ticket, token_hash(issued.ticket), wanted.purpose, wanted.account, std::move(wanted.email),
                           json::value(std::move(wanted.data)), now, issued.expires_at, now - swept_after);
    co_return issued;
}

Task<std::string> Codes::code_for(std::string ticket) {
    auto code = random_.text(code_digits, "0123456789");
    auto const now = clock_.now();
    if (co_await database_.run(sql::set_code, token_hash(ticket), code_hash(ticket, code), now + code_life, now, wrong_codes) ==
        0)
        refuse_ticket();
    co_return code;
}

Task<void> Codes::carried_by(std::string ticket, LetterId letter) {
    co_await database_.run(sql::carried_by, token_hash(ticket), letter);
}

Task<std::optional<Ticket>> Codes::find(Purpose purpose, std::string ticket) {
    if (!looks_like_token(ticket_prefix, ticket)) co_return std::nullopt;
    co_return co_await database_.run(sql::find_ticket, token_hash(ticket), purpose, clock_.now(), wrong_codes);
}

Task<bool> Codes::was_wrong(Purpose purpose, std::string ticket) {
    auto const wrong = co_await database_.run(sql::count_wrong, token_hash(ticket), purpose);
    co_return wrong.value_or(wrong_codes) >= wrong_codes;
}

Task<Ticket> Codes::judge(Purpose purpose, std::string ticket, std::string code, bool use_up) {
    if (!looks_like_token(ticket_prefix, ticket)) refuse_ticket();
    auto judged = co_await database_.run(sql::judge_code, token_hash(ticket), purpose, code_hash(ticket, digits_of(code)),
                                         clock_.now(), wrong_codes, use_up);
    if (!judged) refuse_ticket();
    if (!judged->correct) throw Problem{ProblemKind::unauthenticated, "code.wrong"};
    co_return Ticket{judged->purpose, judged->account,    std::move(judged->email), std::move(judged->data),
                     judged->letter,  judged->created_at, judged->expires_at};
}

Task<Ticket> Codes::prove(Purpose purpose, std::string ticket, std::string code) {
    return judge(purpose, std::move(ticket), std::move(code), true);
}

Task<Ticket> Codes::check(Purpose purpose, std::string ticket, std::string code) {
    return judge(purpose, std::move(ticket), std::move(code), false);
}

Task<std::optional<Ticket>> Codes::use(Purpose purpose, std::string ticket) {
    if (!looks_like_token(ticket_prefix, ticket)) co_return std::nullopt;
    co_return co_await database_.run(sql::use_ticket, token_hash(ticket), purpose, clock_.now(), wrong_codes);
}

Task<void> Codes::void_all(CustomerId account, Purpose purpose) {
    co_await database_.run(sql::void_tickets, account, purpose, clock_.now());
}

}  // namespace ombud::accounts
