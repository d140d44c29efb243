// Tokens that customers carry: signed by us, checked without asking the database.
#pragma once
#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.hpp"
#include "customers/model.hpp"

namespace ombud::customers {

using TokenKey = std::array<std::byte, 32>;

// The first key signs; all of them verify, so that a new first key signs nobody out.
class TokenKeys {
public:
    // One or two keys in base64url, separated by white space. Throws Problem{invalid, "customer_key.invalid"}.
    static TokenKeys parse(std::string_view text);
    // Reads the file; makes it with one new key, for its owner only, when there is none. A file that others may read is
    // refused: Problem{invalid, "customer_key.permissions"}.
    static TokenKeys load_or_create(std::filesystem::path const& file, Random& random);

    [[nodiscard]] std::vector<TokenKey> const& all() const { return keys_; }

private:
    explicit TokenKeys(std::vector<TokenKey> keys) : keys_(std::move(keys)) {}
    std::vector<TokenKey> keys_;
};

class CustomerTokens {
public:
    CustomerTokens(TokenKeys keys, Clock const& clock) : keys_(std::move(keys)), clock_(clock) {}

    // Whole seconds of `expires_at` count.
    [[nodiscard]] std::string issue(CustomerClaims const& claims) const;
    // nullopt for whatever is not a token of ours that still holds.
    [[nodiscard]] std::optional<CustomerClaims> verify(std::string_view token) const;

private:
    TokenKeys keys_;
    Clock const& clock_;
};

}  // namespace ombud::customers
