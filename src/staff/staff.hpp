// The people of the desk: signing in and out, their sessions, adding and changing people, one-time setup links.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/random.hpp"
#include "core/task.hpp"
#include "credentials/passwords.hpp"
#include "credentials/sign_in_guard.hpp"
#include "staff/model.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::staff {

class Staff {
public:
    Staff(postgres::Database& database, Clock& clock, Random& random);

    // Problem{unauthenticated, "credentials.wrong"} whatever is wrong; Problem{too_many, "rate.limited"} with retry_after.
    Task<SignedIn> sign_in(SignIn who, std::string peer);
    Task<void> sign_out(std::string token);
    // The session behind a token; being asked counts as activity. Costs no database trip when it was checked in the last second.
    // What another process ends is seen within that second, what this one ends at once.
    Task<std::optional<Session>> session(std::string token) { return look_up(std::move(token), true); }
    // The same, but does not keep an idle session alive: for an open socket's re-check.
    Task<std::optional<Session>> peek_session(std::string token) { return look_up(std::move(token), false); }

    // Problem{invalid, "email.invalid" | "name.empty"}, Problem{conflict, "email.taken"}.
    Task<Added> add(AddPerson person);
    // The same for the operator at the machine; for an address that is known already, a new link for that person.
    Task<Added> add_from_command_line(AddPerson person);
    // A link to make the first admin, while there is nobody at all; each call invalidates the one before.
    Task<std::optional<SetupLink>> first_setup_link();
    // Problem{unauthenticated, "setup_link.invalid"}, Problem{invalid, "password.too_short" | "password.too_long" |
    // "password.common"}; for the first admin "field.required", "email.invalid", "name.empty" too. Ends the person's sessions.
    Task<SignedIn> complete_setup(CompleteSetup choice);

    Task<std::vector<Person>> list();
    // Problem{not_found, "staff.unknown"}, Problem{conflict, "staff.last_admin"}. Deactivating ends the person's sessions.
    Task<Person> change(StaffId id, ChangePerson change);

    // How many password hashes were reckoned so far.
    [[nodiscard]] std::uint64_t hashes_reckoned() const { return passwords_.reckoned(); }

private:
    struct Cached {
        Session session;
        Timestamp used_at;     // newest use that we know of
        Timestamp written_at;  // as of the database
        Timestamp checked_at;  // when the database last agreed
    };

    Task<std::optional<Session>> look_up(std::string token, bool use);
    // For a person whose password has just been proved or chosen; `password_hash` must still be theirs.
    Task<SignedIn> open_session(Person person, std::string password_hash);
    SetupLink new_link();
    void forget_sessions_of(StaffId id);

    postgres::Database& database_;
    Clock& clock_;
    Random& random_;
    credentials::Passwords passwords_;
    credentials::SignInGuard guard_;
    std::unordered_map<std::string, Cached> sessions_;  // by the token's hash
    std::uint64_t endings_ = 0;                         // grows with each session ended here: an answer read before is stale
};

}  // namespace ombud::staff
