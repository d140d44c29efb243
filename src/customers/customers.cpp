#include "customers/customers.hpp"

#include <algorithm>

#include "customers/queries.hpp"
#include "postgres/database.hpp"

namespace ombud::customers {

using namespace std::chrono_literals;

namespace {
constexpr auto visitor_token_life = std::chrono::days{90};
constexpr auto erased_overlap = 10min;
}  // namespace

Customers::Customers(postgres::Database& database, Vault& vault, TokenKeys keys, std::optional<PlatformTokenSettings> platform,
                     Clock& clock, Random& random)
    : database_(database), vault_(vault), tokens_(std::move(keys), clock), clock_(clock), random_(random) {
    if (platform) platform_.emplace(std::move(*platform), clock);
}

IssuedToken Customers::issue(Customer const& customer, Timestamp expires_at) const {
    auto const until = std::chrono::floor<std::chrono::seconds>(expires_at);
    auto token = tokens_.issue({customer.id, customer.kind, until});
    return {customer.id, customer.kind, customer.name, std::move(token), until};
}

Task<IssuedToken> Customers::new_visitor(std::optional<std::string> language) {
    if (language && language != "zh-CN" && language != "en") fail_field("language", "field.choice", "expected zh-CN or en");
    auto const now = clock_.now();
    auto const visitor = co_await database_.run(sql::new_visitor, CustomerId::make(clock_, random_), std::move(language), now);
    co_return issue(visitor, now + visitor_token_life);
}

Task<IssuedToken> Customers::renew(CustomerClaims visitor) {
    auto const now = clock_.now();
    auto const known = co_await database_.run(sql::visitor_returns, visitor.id, now);
    if (!known) throw Problem{ProblemKind::unauthenticated, "session.expired"};
    co_return issue(*known, now + visitor_token_life);
}

Task<IssuedToken> Customers::sign_in_with_platform_token(std::string jwt) {
    if (!platform_) throw Problem{ProblemKind::unauthenticated, "platform_token.not_configured"};
    auto user = platform_->verify(jwt);
    auto const found = co_await database_.run(sql::user_signs_in, CustomerId::make(clock_, random_), std::move(user.issuer),
                                              std::move(user.subject), clock_.now());
    auto customer = opened(found);
    if (user.name && user.name != customer.name) {
        co_await vault_.keep_name(customer.id, *user.name);
        customer.name = std::move(user.name);
    }
    co_return issue(customer, user.expires_at);
}

Task<std::optional<Customer>> Customers::find(CustomerId id) {
    auto const found = co_await database_.run(sql::find_customer, id);
    co_return found ? std::optional{opened(*found)} : std::nullopt;
}

std::optional<CustomerClaims> Customers::verify(std::string_view token) const {
    auto const claims = tokens_.verify(token);
    return claims && !was_erased(claims->id) ? claims : std::nullopt;
}

// The clocks of two machines differ a little, and an erasure is told when it is committed.
Task<bool> Customers::learn_erased() {
    bool news = false;
    for (auto const& row : co_await database_.run(sql::erased_since, erased_until_ - erased_overlap)) {
        news = erased_.insert(row.id).second || news;
        erased_until_ = std::max(erased_until_, row.at);
    }
    co_return news;
}

Customer Customers::opened(sql::FoundCustomer const& row) const {
    auto name = row.sealed_name ? vault_.read_name(row.id, row.sealed_name, row.key) : row.name;
    return {row.id, row.kind, std::move(name), row.language, row.created_at};
}

}  // namespace ombud::customers
