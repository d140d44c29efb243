// The anti-phishing phrase: words of the holder's own that stand in every letter, so that an impostor's lacks them.
#pragma once
#include "accounts/protection_model.hpp"
#include "accounts/traces.hpp"
#include "safety/secret_guard.hpp"

namespace ombud::accounts {

class Phrases {
public:
    Phrases(postgres::Database& database, Traces& traces, safety::SecretGuard const& guard)
        : database_(database), traces_(traces), guard_(guard) {}

    // Problem{invalid, "phrase.too_short" | "phrase.too_long" | "phrase.secret", "phrase"}.
    Task<void> set(CustomerId who, SetPhrase wanted, Origin from);

private:
    postgres::Database& database_;
    Traces& traces_;
    safety::SecretGuard const& guard_;
};

}  // namespace ombud::accounts
