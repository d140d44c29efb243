#include "accounts/address_proofs.hpp"

#include "accounts/queries.hpp"
#include "accounts/traces.hpp"
#include "core/limits.hpp"
#include "core/problem.hpp"
#include "postgres/database.hpp"

namespace ombud::accounts {

AddressProofs::AddressProofs(postgres::Database& database, Codes& codes, Notices& notices, Traces& traces, Clock& clock)
    : database_(database),
      codes_(codes),
      notices_(notices),
      traces_(traces),
      letters_(clock, limits::own_letters_at_once, limits::one_own_letter_each) {}

Task<TicketGiven> AddressProofs::send_code(AskByEmail who) {
    auto const email = required_email(who.email);
    require_language(who.language);
    auto const known = co_await database_.run(sql::find_by_address, email);
    auto const account = known ? std::optional{known->id} : std::nullopt;
    auto issued = co_await codes_.issue({.purpose = Purpose::address_proof, .account = account, .email = email});
    LetterValues values{{"code", co_await codes_.code_for(issued.ticket)}};
    if (letters_.take(email)) co_return TicketGiven{std::move(issued.ticket), issued.expires_at};
    auto const letter = co_await notices_.send(account ? "address_proof_code" : "address_proof_unknown", email,
                                               std::move(who.language), std::move(values), account);
    co_await codes_.carried_by(issued.ticket, letter);
    co_return TicketGiven{std::move(issued.ticket), issued.expires_at};
}

Task<CustomerId> AddressProofs::check(TicketCode proof) {
    auto const ticket = co_await codes_.prove(Purpose::address_proof, std::move(proof.ticket), std::move(proof.code));
    if (!ticket.account) throw Problem{ProblemKind::unauthenticated, "code.wrong"};  // a code that nobody was sent
    co_await traces_.record("account.address_proved", audit::ActorKind::nobody, ticket.account);
    co_return *ticket.account;
}

}  // namespace ombud::accounts
