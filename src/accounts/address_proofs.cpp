#include "accounts/address_proofs.hpp"

#include "accounts/mailed_codes.hpp"
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
    return mail_code(database_, codes_, notices_, letters_, std::move(who), Purpose::address_proof,
                     {"address_proof_code", "address_proof_unknown"});
}

Task<CustomerId> AddressProofs::check(TicketCode proof) {
    auto const ticket = co_await codes_.prove(Purpose::address_proof, std::move(proof.ticket), std::move(proof.code));
    if (!ticket.account) throw Problem{ProblemKind::unauthenticated, "code.wrong"};  // a code that nobody was sent
    co_await traces_.record("account.address_proved", audit::ActorKind::nobody, ticket.account);
    co_return *ticket.account;
}

}  // namespace ombud::accounts
