// Tickets, mailed codes and one-time links: made, checked, used once.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/random.hpp"
#include "core/task.hpp"
#include "core/time.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::accounts {

BOOST_DEFINE_ENUM_CLASS(Purpose,
                        sign_up,        // an address to confirm
                        second_factor,  // the password was right
                        email_code,     // the password was right, from a device or place that is new
                        frozen,         // signed in whole to a frozen account
                        reset,          // the tracking of a reset
                        reset_link,     // the link that a reset mailed
                        freeze,         // freezing, signed out
                        email_change, recovery, unfreeze,
                        address_proof)  // whose address it is, for a guided answer

struct NewTicket {
    Purpose purpose;
    std::optional<CustomerId> account{};  // none for an address that is nobody's
    std::optional<std::string> email{};
    json::object data{};
    std::chrono::seconds lasts = std::chrono::minutes{10};
};

struct IssuedTicket {
    std::string ticket;  // "omt1_…"; only its hash is stored
    Timestamp expires_at;
};

// What a ticket that holds stands for.
struct Ticket {
    Purpose purpose;
    std::optional<CustomerId> account;
    std::optional<std::string> email;
    json::value data;
    std::optional<LetterId> letter;
    Timestamp created_at;
    Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(Ticket, (), (purpose, account, email, data, letter, created_at, expires_at))

[[noreturn]] void refuse_ticket();  // Problem{unauthenticated, "ticket.expired"}

class Codes {
public:
    Codes(postgres::Database& database, Clock& clock, Random& random);

    Task<IssuedTicket> issue(NewTicket wanted);
    // Sets the code of a ticket, in place of the one before, and gives it: eight digits to mail, ten minutes. Problem
    // {unauthenticated, "ticket.expired"}.
    Task<std::string> code_for(std::string ticket);
    // The letter that carried it.
    Task<void> carried_by(std::string ticket, LetterId letter);
    Task<std::optional<Ticket>> find(Purpose purpose, std::string ticket);
    // Something else than its code was given, and wrong. True when that was one too many and the ticket is over.
    Task<bool> was_wrong(Purpose purpose, std::string ticket);
    // Problem{unauthenticated, "ticket.expired"} when it does not hold, {unauthenticated, "code.wrong"}; the sixth try ends the
    // ticket. A right code is used up; the ticket holds on.
    Task<Ticket> prove(Purpose purpose, std::string ticket, std::string code);
    // The same, but a right code serves again: where something else may still be wrong. Whoever is satisfied uses the ticket up.
    Task<Ticket> check(Purpose purpose, std::string ticket, std::string code);
    // Uses it up: of two at once, one gets it. nullopt when it does not hold.
    Task<std::optional<Ticket>> use(Purpose purpose, std::string ticket);
    Task<void> void_all(CustomerId account, Purpose purpose);

private:
    Task<Ticket> judge(Purpose purpose, std::string ticket, std::string code, bool use_up);

    postgres::Database& database_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::accounts
