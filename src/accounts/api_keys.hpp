// Keys by which a holder's own programs act: shown once, stored hashed, with permissions and networks; a freeze ends them.
#pragma once
#include "accounts/protection_model.hpp"
#include "accounts/traces.hpp"
#include "core/random.hpp"

namespace ombud::accounts {

inline constexpr std::string_view api_key_prefix = "omk1_";

class ApiKeys {
public:
    ApiKeys(postgres::Database& database, Traces& traces, Clock& clock, Random& random)
        : database_(database), traces_(traces), clock_(clock), random_(random) {}

    Task<ApiKeyList> list(CustomerId who);
    // Problem{invalid, "name.empty", "name"}, {invalid, "permissions.empty", "permissions"}, {invalid, "network.invalid" |
    // "networks.too_many", "networks"}, {conflict, "api_keys.too_many" or, frozen, "account.frozen"}.
    Task<MadeApiKey> make(CustomerId who, NewApiKey wanted, Origin from);
    Task<void> end(CustomerId who, ApiKeyId id, Origin from);  // {not_found, "api_key.unknown"}

private:
    postgres::Database& database_;
    Traces& traces_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::accounts
