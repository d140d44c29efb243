// Keys by which other programs work at the desk: shown once, stored hashed, least privilege, for a time; each is an author of its
// own among the staff, whom nobody can sign in as.
#pragma once
#include "audit/audit.hpp"
#include "callers/callers.hpp"
#include "core/rate_limit.hpp"
#include "staff/staff.hpp"

namespace ombud::staff {

inline constexpr std::string_view key_prefix = "omk_";

// What no key holds: acts that need people, looks at what is masked, and the means to make others.
bool is_for_people(Permission permission);

class Keys {
public:
    Keys(postgres::Database& database, Staff& staff, audit::Log& audit, Clock& clock, Random& random);

    Task<ProgramKeyList> list(Agent by);
    // Problem{forbidden, "permission.not_held", "permissions"}, {invalid, "name.empty" | "permissions.empty" |
    // "permission.for_people" | "network.invalid" | "networks.too_many" | "field.range"}, {conflict, "key.too_many"}.
    Task<MadeProgramKey> make(FreshAgent by, NewProgramKey wanted);
    // At once, and without a step-up: whoever sees one misused should not look for a passkey first. Problem{not_found,
    // "key.unknown"}.
    Task<void> end(Agent by, StaffId id);

    // Whom a key stands for now; nullopt: nobody. Use counts against the key's limit and is written down; a look is neither.
    // Problem{forbidden, "key.network"} from where it may not be used, {too_many, "rate.limited"}.
    Task<std::optional<Session>> program_of(std::string token, std::string peer, sessions::Sessions::Use use);

private:
    postgres::Database& database_;
    Staff& staff_;
    audit::Log& audit_;
    Clock& clock_;
    Random& random_;
    RateLimit calls_;
};

}  // namespace ombud::staff
