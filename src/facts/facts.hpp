// The facts and acts of guided answers, wired to what knows them.
#pragma once
#include "accounts/ways_back.hpp"
#include "diagnosis/proofs.hpp"
#include "diagnosis/registry.hpp"
#include "official/official.hpp"
#include "outbox/outbox.hpp"
#include "status/status.hpp"

namespace ombud::facts {

struct Sources {
    accounts::Accounts& accounts;
    accounts::WaysBack& ways_back;
    factors::Factors& factors;
    sessions::Sessions& sessions;
    outbox::Outbox& outbox;
    status::Status& status;
    official::Official& official;
    Clock& clock;
};

// Every kind of the shipped tables.
diagnosis::Registry registry(Sources sources);

// Whose address it is, by a code that the accounts' letters carry.
class AccountAddresses final : public diagnosis::AddressProofs {
public:
    // `even_time`: what an answer about an address takes at least.
    AccountAddresses(accounts::AddressProofs& proofs, Clock& clock, std::chrono::milliseconds even_time)
        : proofs_(proofs), clock_(clock), even_time_(even_time) {}

    Task<diagnosis::Sent> send_code(std::string email, std::string language, std::string peer) override;
    Task<std::optional<CustomerId>> check(std::string ticket, std::string code) override;

private:
    accounts::AddressProofs& proofs_;
    Clock& clock_;
    std::chrono::milliseconds even_time_;
};

}  // namespace ombud::facts
