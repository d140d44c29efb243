#include "accounts/emails.hpp"

#include "accounts/protection_queries.hpp"
#include "accounts/queries.hpp"
#include "core/problem.hpp"
#include "postgres/database.hpp"

namespace ombud::accounts {

Emails::Emails(postgres::Database& database, Codes& codes, Notices& notices, Traces& traces, Holds& holds, Clock& clock,
               Random& random)
    : database_(database), codes_(codes), notices_(notices), traces_(traces), holds_(holds), clock_(clock), random_(random) {}

Task<Account> Emails::account_of(CustomerId who) {
    auto account = co_await database_.run(sql::find_account, who);
    if (!account) throw Problem{ProblemKind::not_found, "account.unknown"};
    co_return std::move(*account);
}

Task<TicketGiven> Emails::change(CustomerId who, ChangeEmail wanted) {
    auto const email = required_email(wanted.email);
    auto const account = co_await account_of(who);
    if (email == account.email || (wanted.use == EmailUse::second && email == account.second_email))
        throw Problem{ProblemKind::conflict, "email.own", "email"};
    auto const owner = co_await database_.run(sql::find_by_address, email);
    bool const taken = owner && owner->id != who;
    co_await codes_.void_all(who, Purpose::email_change);  // the newest counts
    json::object const use{{"use", boost::describe::enum_to_string(wanted.use, "")}};
    auto issued = co_await codes_.issue({.purpose = Purpose::email_change, .account = who, .email = email, .data = use});
    auto code = co_await codes_.code_for(issued.ticket);
    LetterId letter;
    if (taken)
        letter = co_await notices_.send("sign_up_known", email, account.language, {}, owner->id);
    else
        letter = co_await notices_.send("email_change_code", email, account.language, {{"code", std::move(code)}}, who);
    co_await codes_.carried_by(issued.ticket, letter);
    co_return TicketGiven{std::move(issued.ticket), issued.expires_at};
}

Task<void> Emails::confirm(CustomerId who, TicketCode proof, Origin from) {
    auto const held = co_await codes_.find(Purpose::email_change, proof.ticket);
    if (!held || held->account != who) throw Problem{ProblemKind::unauthenticated, "ticket.expired"};
    auto const ticket = co_await codes_.prove(Purpose::email_change, proof.ticket, std::move(proof.code));
    if (!co_await codes_.use(Purpose::email_change, std::move(proof.ticket)))
        throw Problem{ProblemKind::unauthenticated, "ticket.expired"};
    auto const before = co_await account_of(who);
    auto const use = from_json<EmailUse>(ticket.data.at("use"));
    try {
        co_await database_.run(sql::change_email, who, clock_.now(), ticket.email.value(), use,
                               EmailChangeId::make(clock_, random_));
    } catch (postgres::DatabaseError const& error) {
        // Another account's since the letter went out; only whoever reads its mail learns that.
        if (error.sqlstate == "23505") throw Problem{ProblemKind::conflict, "email.taken"};
        throw;
    }
    auto const until = co_await holds_.start(who, "email_changed");
    bool const primary = use == EmailUse::primary;
    LetterValues values;
    if (primary) values["ends_at"] = letter_time(until);
    co_await traces_.leave({.account = who,
                            .what = primary ? EventKind::email_changed : EventKind::second_email_added,
                            .from = std::move(from),
                            .values = std::move(values),
                            .also = primary ? std::optional{before.email} : before.second_email});
}

Task<void> Emails::remove_second(CustomerId who, Origin from) {
    auto const before = co_await account_of(who);
    if (!co_await database_.run(sql::remove_second_email, who, clock_.now(), EmailChangeId::make(clock_, random_)))
        throw Problem{ProblemKind::not_found, "email.unknown"};
    co_await holds_.start(who, "email_changed");
    co_await traces_.leave(
        {.account = who, .what = EventKind::second_email_removed, .from = std::move(from), .also = before.second_email});
}

}  // namespace ombud::accounts
