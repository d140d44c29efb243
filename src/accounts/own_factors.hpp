// What holders change of how they sign in: password, passkeys, authenticator, recovery codes. Each change holds the money.
#pragma once
#include "accounts/codes.hpp"
#include "accounts/holds.hpp"
#include "accounts/profile.hpp"
#include "credentials/passwords.hpp"

namespace ombud::accounts {

struct NewPassword {
    std::string password;
};
BOOST_DESCRIBE_STRUCT(NewPassword, (), (password))

struct NewPasskey {
    std::string challenge_id;
    json::value credential;  // RegistrationResponseJSON
    std::string name;
};
BOOST_DESCRIBE_STRUCT(NewPasskey, (), (challenge_id, credential, name))

struct PasskeyName {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(PasskeyName, (), (name))

struct TotpCode {
    std::string code;
};
BOOST_DESCRIBE_STRUCT(TotpCode, (), (code))

struct RecoveryCodes {
    std::optional<std::vector<std::string>> recovery_codes;  // shown once
};
BOOST_DESCRIBE_STRUCT(RecoveryCodes, (), (recovery_codes))

class OwnFactors {
public:
    OwnFactors(postgres::Database& database, Codes& codes, Traces& traces, Holds& holds, Profiles& profiles,
               credentials::Passwords& passwords, factors::Factors& factors, sessions::Sessions& sessions, Clock& clock);

    // What Passwords::choose throws. Every other session ends.
    Task<Profile> change_password(FreshHolder who, NewPassword choice, Origin from);

    Task<factors::Challenge> offer_passkey(FreshHolder who);
    Task<Profile> add_passkey(FreshHolder who, NewPasskey made, Origin from);
    Task<Profile> rename_passkey(Holder who, PasskeyId id, PasskeyName name);
    Task<Profile> remove_passkey(FreshHolder who, PasskeyId id, Origin from);

    Task<factors::TotpOffer> offer_totp(FreshHolder who);
    Task<RecoveryCodes> confirm_totp(FreshHolder who, TotpCode proof, Origin from);
    Task<Profile> remove_totp(FreshHolder who, Origin from);
    // Problem{conflict, "factor.none"}: recovery codes stand in for a factor, so there must be one.
    Task<RecoveryCodes> new_recovery_codes(FreshHolder who, Origin from);

private:
    Task<Account> account_of(CustomerId id);
    // Starts the hold, ends other sessions where that protects, tells.
    enum class Others { stay, end };
    Task<void> changed(Holder who, EventKind what, Others others, Origin from);

    postgres::Database& database_;
    Codes& codes_;
    Traces& traces_;
    Holds& holds_;
    Profiles& profiles_;
    credentials::Passwords& passwords_;
    factors::Factors& factors_;
    sessions::Sessions& sessions_;
    Clock& clock_;
};

}  // namespace ombud::accounts
