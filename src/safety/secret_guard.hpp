// Finds what a customer must never send (recovery phrases, keys, cards, codes, passwords) and takes it out of a text.
#pragma once
#include <boost/describe.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ombud::safety {

// In the order of harm: where two findings overlap, the first named wins.
enum class SecretKind {
    recovery_phrase,
    private_key,
    extended_private_key,
    stellar_seed,
    xrp_seed,
    keystore,
    card_number,
    identity_number,
    one_time_code,
    password,
};
BOOST_DESCRIBE_ENUM(SecretKind, recovery_phrase, private_key, extended_private_key, stellar_seed, xrp_seed, keystore, card_number,
                    identity_number, one_time_code, password)

// What stood in the text once: never the value.
struct Removed {
    SecretKind kind{};
    std::int64_t at{};  // where its marker begins in the redacted text, in Unicode code points
    bool operator==(Removed const&) const = default;
};
BOOST_DESCRIBE_STRUCT(Removed, (), (kind, at))

struct Redacted {
    std::string text;
    std::vector<Removed> removed;  // in order of place
};

// What is known about the case, for values whose shape alone does not tell a key from a transaction id.
struct KnownFacts {
    std::span<std::string const> addresses;     // a key that owns one of these is a key
    std::span<std::string const> transactions;  // ids that a configured chain knows: never removed
    bool no_transaction = false;                // none is looked for here: what could be one or a key is a key
};

// Reads the rules once; then any number of threads may redact with it at once.
class SecretGuard {
public:
    // `rules_json` is content/safety/rules.json; `word_lists` is what src/safety/word_lists.mjs writes.
    // Throws Problem{invalid, "rules.…"} when either cannot be used.
    SecretGuard(std::string_view rules_json, std::string_view word_lists);
    SecretGuard(SecretGuard&&) noexcept;
    SecretGuard& operator=(SecretGuard&&) noexcept;
    ~SecretGuard();

    // Each secret becomes `[removed:<kind>]`. Any bytes are safe; the time is linear; a second pass changes nothing.
    [[nodiscard]] Redacted redact(std::string text, KnownFacts const& known = {}) const;

private:
    struct Rules;
    std::unique_ptr<Rules const> rules_;
};

// The guard with the rules and word lists that ship inside the program.
SecretGuard shipped_secret_guard();

}  // namespace ombud::safety
