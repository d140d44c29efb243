#include "facts/facts.hpp"

#include "core/even_time.hpp"
#include "core/problem.hpp"
#include "facts/of_accounts.hpp"
#include "facts/of_the_house.hpp"
#include "text/masked.hpp"

namespace ombud::facts {

diagnosis::Registry registry(Sources sources) {
    diagnosis::Registry out;
    add_house_facts(out, sources);
    add_account_facts(out, sources);
    add_account_acts(out, sources);
    return out;
}

Task<diagnosis::Sent> AccountAddresses::send_code(std::string email, std::string language, std::string) {
    auto const masked = text::masked(accounts::required_email(email));
    auto given = co_await in_even_time(clock_, even_time_,
                                       proofs_.send_code({.email = std::move(email), .language = std::move(language)}));
    co_return diagnosis::Sent{std::move(given.ticket), masked, given.expires_at};
}

Task<std::optional<CustomerId>> AccountAddresses::check(std::string ticket, std::string code) {
    co_return co_await proofs_.check({std::move(ticket), std::move(code)});
}

}  // namespace ombud::facts
