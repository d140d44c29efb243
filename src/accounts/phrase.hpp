// The anti-phishing phrase: words of the holder's own that stand in every letter, so that an impostor's lacks them.
#pragma once
#include "accounts/protection_model.hpp"
#include "accounts/traces.hpp"
#include "credentials/passwords.hpp"

namespace ombud::accounts {

class Phrases {
public:
    Phrases(postgres::Database& database, Traces& traces, credentials::Passwords& passwords)
        : database_(database), traces_(traces), passwords_(passwords) {}

    // It will stand in mails: the account's own password is no phrase either. Problem{invalid, "phrase.too_short" |
    // "phrase.too_long" | "phrase.secret", "phrase"}.
    Task<void> set(CustomerId who, SetPhrase wanted, Origin from);

private:
    postgres::Database& database_;
    Traces& traces_;
    credentials::Passwords& passwords_;
};

}  // namespace ombud::accounts
