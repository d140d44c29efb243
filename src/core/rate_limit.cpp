#include "core/rate_limit.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include "core/problem.hpp"

namespace ombud {

RateLimit::RateLimit(Clock const& clock, std::uint32_t burst, std::chrono::microseconds refill, std::size_t keys)
    : clock_(clock), refill_(refill), depth_(refill * burst), keys_(keys) {}

std::optional<std::chrono::seconds> RateLimit::take(std::string const& key) {
    auto const now = clock_.now();
    auto bucket = full_again_.find(key);
    // A clock that was set back is nobody's fault: what could not be by the time it shows now does not count.
    bool const known = bucket != full_again_.end() && bucket->second > now && bucket->second <= now + depth_;
    auto const full = known ? bucket->second : now;
    if (bucket == full_again_.end()) {
        make_room(now);
        bucket = full_again_.emplace(key, now).first;
    }
    auto const wait = full + refill_ - depth_ - now;
    bucket->second = wait > wait.zero() ? full : full + refill_;
    if (wait > wait.zero()) return std::chrono::ceil<std::chrono::seconds>(wait);
    return std::nullopt;
}

void RateLimit::require(std::string const& key) {
    auto const wait = take(key);
    if (!wait) return;
    Problem limited{ProblemKind::too_many, "rate.limited"};
    limited.retry_after = *wait;
    throw limited;
}

void RateLimit::give_back(std::string const& key) {
    if (auto bucket = full_again_.find(key); bucket != full_again_.end()) bucket->second -= refill_;
}

void RateLimit::make_room(Timestamp now) {
    if (full_again_.size() < keys_) return;
    if (now >= swept_ + refill_ || now < swept_) {
        swept_ = now;
        std::erase_if(full_again_, [&](auto const& bucket) { return bucket.second <= now; });
    }
    if (full_again_.size() >= keys_) full_again_.erase(full_again_.begin());
}

std::string network_of(std::string_view address) {
    boost::system::error_code error;
    auto const parsed = asio::ip::make_address(address, error);
    if (error || !parsed.is_v6()) return std::string(address);
    auto const v6 = parsed.to_v6();
    if (v6.is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, v6).to_string();
    return asio::ip::network_v6{v6, 64}.canonical().to_string();
}

}  // namespace ombud
