#include "accounts/sign_up.hpp"

#include "accounts/queries.hpp"
#include "core/limits.hpp"
#include "postgres/database.hpp"
#include "safety/typed.hpp"
#include "text/names.hpp"

namespace ombud::accounts {

using namespace std::chrono_literals;

namespace {

constexpr auto ticket_life = 30min;  // to choose a password; the code itself holds ten

[[noreturn]] void refuse_code() {
    throw Problem{ProblemKind::unauthenticated, "code.expired"};
}
[[noreturn]] void refuse_taken() {
    throw Problem{ProblemKind::conflict, "email.taken", "email"};
}

}  // namespace

SignUps::SignUps(postgres::Database& database, Codes& codes, Notices& notices, credentials::Passwords& passwords,
                 SignIns& sign_ins, Clock& clock, Random& random)
    : database_(database),
      codes_(codes),
      notices_(notices),
      passwords_(passwords),
      sign_ins_(sign_ins),
      clock_(clock),
      random_(random),
      by_network_(clock, limits::entrances_at_once, limits::one_entrance_each),
      by_asker_(clock, limits::own_letters_at_once, limits::one_own_letter_each),
      by_address_(clock, limits::sign_up_letters_at_once, limits::one_own_letter_each) {}

Task<TicketGiven> SignUps::ask(AskAccount who, Origin from) {
    auto email = required_email(who.email);
    require_language(who.language);
    by_network_.require(network_of(from.peer));
    by_asker_.require(network_of(from.peer) + " " + email);
    by_address_.require(email);
    auto const known = co_await database_.run(sql::find_by_address, email);
    // A known address gets a ticket and a code like any other; only that nobody is told the code.
    auto issued = co_await codes_.issue(
        {.purpose = Purpose::sign_up, .email = email, .data = {{"language", who.language}}, .lasts = ticket_life});
    LetterValues values{{"code", co_await codes_.code_for(issued.ticket)}};
    auto const letter =
        co_await notices_.send(known ? "sign_up_known" : "sign_up_code", std::move(email), std::move(who.language),
                               std::move(values), known ? std::optional{known->id} : std::nullopt);
    co_await codes_.carried_by(issued.ticket, letter);
    co_return TicketGiven{std::move(issued.ticket), issued.expires_at};
}

Task<Entrance> SignUps::confirm(ConfirmAccount choice, Origin from) {
    by_network_.require(network_of(from.peer));
    std::optional<std::string> name;
    if (choice.name) name = safety::typed_name(*choice.name, "name");
    std::optional<Ticket> ticket;
    try {
        ticket = co_await codes_.check(Purpose::sign_up, choice.ticket, std::move(choice.code));
    } catch (Problem const& problem) {
        if (problem.code != "ticket.expired") throw;
    }
    if (!ticket || !ticket->email) refuse_code();
    auto hash = co_await passwords_.choose(std::move(choice.password), words_about(*ticket->email, name));
    if (!co_await codes_.use(Purpose::sign_up, std::move(choice.ticket))) refuse_code();
    auto language = std::string(ticket->data.at("language").as_string());
    auto const account = co_await add(std::move(*ticket->email), std::move(name), std::move(language), std::move(hash));
    co_return co_await sign_ins_.begin(account, std::move(from));
}

Task<CustomerId> SignUps::establish(AskAccount who, std::string name, std::string password) {
    auto email = required_email(who.email);
    require_language(who.language);
    auto hash = co_await passwords_.choose(std::move(password), words_about(email, name));
    co_return co_await add(std::move(email), std::move(name), std::move(who.language), std::move(hash));
}

Task<CustomerId> SignUps::add(std::string email, std::optional<std::string> name, std::string language,
                              std::string password_hash) {
    auto const id = CustomerId::make(clock_, random_);
    try {
        auto const added = co_await database_.run(sql::add_account, id, std::move(email), std::move(name), std::move(language),
                                                  std::move(password_hash), clock_.now());
        if (added == 0) refuse_taken();
    } catch (postgres::DatabaseError const& error) {
        if (error.constraint != "accounts_email_key") throw;
        refuse_taken();
    }
    co_return id;
}

}  // namespace ombud::accounts
