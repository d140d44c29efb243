// Who a customer is: new visitors, returning ones, and users whom the platform vouches for.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "core/random.hpp"
#include "core/task.hpp"
#include "customers/customer_tokens.hpp"
#include "customers/model.hpp"
#include "customers/platform_tokens.hpp"
#include "customers/vault.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::customers {

namespace sql {
struct FoundCustomer;
}

class Customers {
public:
    Customers(postgres::Database& database, Vault& vault, TokenKeys keys, std::optional<PlatformTokenSettings> platform,
              Clock& clock, Random& random);

    // `language`: zh-CN or en, else Problem{invalid, "field.choice"}.
    Task<IssuedToken> new_visitor(std::optional<std::string> language);
    // A fresh token for the same visitor. Problem{unauthenticated, "session.expired"} for whom we no longer know, and for users:
    // only the platform can vouch for them again.
    Task<IssuedToken> renew(CustomerClaims visitor);
    // Throws Problem{unauthenticated, "platform_token.invalid", "platform_token.expired" or "platform_token.not_configured"}.
    Task<IssuedToken> sign_in_with_platform_token(std::string jwt);
    Task<std::optional<Customer>> find(CustomerId id);

    // Asks no database. Nobody, for the token of whoever was erased.
    [[nodiscard]] std::optional<CustomerClaims> verify(std::string_view token) const;
    [[nodiscard]] bool was_erased(CustomerId id) const { return erased_.contains(id); }
    // From now on their tokens are worth nothing here; other processes learn of it.
    void forget(CustomerId id) { erased_.insert(id); }
    // Whom any process erased since this was asked last; at first, ever. Whether there is somebody of whom it was not known here.
    Task<bool> learn_erased();

private:
    [[nodiscard]] Customer opened(sql::FoundCustomer const& row) const;
    IssuedToken issue(Customer const& customer, Timestamp expires_at) const;

    postgres::Database& database_;
    Vault& vault_;
    CustomerTokens tokens_;
    std::optional<PlatformTokens> platform_;
    Clock& clock_;
    Random& random_;
    std::unordered_set<CustomerId> erased_;
    Timestamp erased_until_{};
};

}  // namespace ombud::customers
