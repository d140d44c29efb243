// Customers as the house knows them: visitors without a name, users whom the platform vouches for, and holders of accounts.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"

namespace ombud::customers {

BOOST_DEFINE_ENUM_CLASS(CustomerKind, visitor, user, account)

struct Customer {
    CustomerId id;
    CustomerKind kind;
    std::optional<std::string> name;  // as the platform says, cleaned; a visitor has none
    std::optional<std::string> language;
    Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Customer, (), (id, kind, name, language, created_at))

// What a valid customer token says.
struct CustomerClaims {
    CustomerId id;
    CustomerKind kind;
    Timestamp expires_at;
};

struct IssuedToken {
    CustomerId customer_id;
    CustomerKind kind;
    std::optional<std::string> name;
    std::string token;
    Timestamp expires_at;
};

// What the platform's own server says about its user, proved by its signature.
struct PlatformUser {
    std::string issuer;  // empty when its tokens name none
    std::string subject;
    std::optional<std::string> name;
    Timestamp expires_at;
};

}  // namespace ombud::customers
