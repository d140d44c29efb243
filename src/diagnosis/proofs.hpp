// How somebody who is not signed in proves that an account's address is theirs; whoever knows accounts does it.
#pragma once
#include "core/task.hpp"
#include "diagnosis/model.hpp"

namespace ombud::diagnosis {

struct Sent {
    std::string ticket;  // goes with the code; kept sealed under the run's token
    std::string masked;  // "li•••@q•.com", of what was typed
    Timestamp expires_at;
};

class AddressProofs {
public:
    virtual ~AddressProofs() = default;
    // The same answer and the same time for every address. Problem{invalid, "email.invalid", "email"}, {too_many,
    // "rate.limited"}.
    virtual Task<Sent> send_code(std::string email, std::string language, std::string peer) = 0;
    // Whose account it is; nullopt when the address is that of none. Problem{unauthenticated, "code.wrong" | "code.too_many" |
    // "ticket.expired"}.
    virtual Task<std::optional<CustomerId>> check(std::string ticket, std::string code) = 0;
};

}  // namespace ombud::diagnosis
