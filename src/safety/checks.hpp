// Decides on what the patterns propose: by checksum, by the curve, by the words around it, by what is known of the case.
#pragma once
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "chains/hashes.hpp"
#include "safety/phrases.hpp"
#include "safety/rules.hpp"

namespace ombud::safety {

// One text under examination.
class Scene {
public:
    Scene(std::string_view plain, RuleBook const& rules, KnownFacts const& known) : plain_(plain), rules_(rules), known_(known) {}

    [[nodiscard]] std::string_view plain() const { return plain_; }
    [[nodiscard]] RuleBook const& rules() const { return rules_; }

    // Whether the words before or after a value call it so.
    [[nodiscard]] bool called(std::string_view context, Span value) const;
    [[nodiscard]] bool known_transaction(std::string_view value) const;
    [[nodiscard]] bool may_be_a_transaction() const { return !known_.no_transaction; }
    // Whether the value is an address of the case.
    [[nodiscard]] bool known_address(std::string_view value) const;
    // Whether an address of the case, or one that stands in the text, belongs to this key.
    bool owns_an_address(chains::Hash256 const& secret);
    // Whether the last half is the public key of the first.
    bool is_key_pair(chains::ByteView sixty_four_bytes);

private:
    void gather_addresses();

    std::string_view plain_;
    RuleBook const& rules_;
    KnownFacts const& known_;
    std::optional<std::set<chains::Bytes>> payloads_;  // of those addresses, once they were asked for
    std::size_t derivations_ = 0;
};

// What a pattern names as its proof: adds the secrets within `candidate`, whose characters are `value` (without the line
// breaks that the text may have inside).
struct Check {
    void (*run)(Scene& scene, Span candidate, std::string_view value, std::vector<Span>& out);
    bool whole_text = false;  // one candidate is reason enough to read all of the text, once
};
// Throws Problem{invalid, "rules.check"} for a name that is none.
Check const& check_named(std::string_view name);

}  // namespace ombud::safety
