#include "credentials/sign_in_guard.hpp"

#include "core/problem.hpp"

namespace ombud::credentials {

using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t network_burst = 30;  // an office behind one address mistypes too
constexpr auto network_refill = 10s;
constexpr unsigned free_failures = 5;
constexpr std::chrono::seconds longest_delay = 15min;
constexpr auto forgotten_after = std::chrono::days{1};
constexpr auto known_for = std::chrono::days{30};
constexpr std::size_t places_at_most = 65'536;

std::chrono::seconds delay_after(unsigned failures) {
    if (failures < free_failures) return 0s;
    return std::min(longest_delay, std::chrono::seconds{1} * (1 << std::min(failures - free_failures, 10u)));
}

std::string both(std::string const& account, std::string const& network) {
    return account + " " + network;
}

}  // namespace

SignInGuard::SignInGuard(Clock const& clock) : clock_(clock), by_network_(clock, network_burst, network_refill) {}

std::string SignInGuard::place_of(std::string const& account, std::string const& network) const {
    auto const pair = both(account, network);
    auto const known = known_from_.find(pair);
    return known != known_from_.end() && clock_.now() < known->second + known_for ? pair : account;
}

void SignInGuard::attempt(std::string const& account, std::string const& peer) {
    auto const now = clock_.now();
    auto const network = network_of(peer);
    make_room();
    auto& failures = failures_[place_of(account, network)];
    failures.last = std::min(failures.last, now);  // a clock set back prolongs nothing
    if (now >= failures.last + forgotten_after) failures.count = 0;
    if (auto const free_at = failures.last + delay_after(failures.count); now < free_at) {
        Problem limited{ProblemKind::too_many, "rate.limited"};
        limited.retry_after = std::chrono::ceil<std::chrono::seconds>(free_at - now);
        throw limited;
    }
    by_network_.require(network);
    ++failures.count;
    failures.last = now;
}

void SignInGuard::succeeded(std::string const& account, std::string const& peer) {
    auto const network = network_of(peer);
    by_network_.give_back(network);
    failures_.erase(place_of(account, network));
    known_from_.insert_or_assign(both(account, network), clock_.now());
}

void SignInGuard::make_room() {
    auto const now = clock_.now();
    if (failures_.size() >= places_at_most) {
        std::erase_if(failures_, [&](auto const& place) { return now >= place.second.last + longest_delay; });
        if (failures_.size() >= places_at_most) failures_.erase(failures_.begin());
    }
    if (known_from_.size() >= places_at_most)
        std::erase_if(known_from_, [&](auto const& place) { return now >= place.second + known_for; });
}

}  // namespace ombud::credentials
