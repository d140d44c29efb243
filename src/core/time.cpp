#include "core/time.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <charconv>
#include <memory>

namespace ombud {

namespace {

template <class C>
using Timer = asio::basic_waitable_timer<C, asio::wait_traits<C>, Executor>;

// Reads exactly `width` digits from the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
    if (text.size() < width) return std::nullopt;
    int value{};
    auto const* end = text.data() + width;
    for (auto c : text.substr(0, width))
        if (c < '0' || c > '9') return std::nullopt;
    auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    text.remove_prefix(width);
    return value;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == any_of.npos) return false;
    text.remove_prefix(1);
    return true;
}

}  // namespace

Timestamp SystemClock::now() const {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

Task<void> SystemClock::sleep_until(Timestamp when) {
    // A steady timer: a step of the wall clock must not stall or hurry the house.
    Timer<std::chrono::steady_clock> timer{co_await asio::this_coro::executor, when - now()};
    co_await timer.async_wait(use_task);
}

Task<void> ManualClock::sleep_until(Timestamp when) {
    if (when <= now_) co_return;
    auto bell = std::make_shared<Timer<std::chrono::steady_clock>>(co_await asio::this_coro::executor,
                                                                   std::chrono::steady_clock::time_point::max());
    auto rung = std::make_shared<bool>(false);
    auto sleeper = sleepers_.emplace(when, [bell, rung] {
        *rung = true;
        bell->cancel();
    });
    boost::system::error_code error;
    co_await bell->async_wait(asio::redirect_error(use_task, error));
    if (*rung) co_return;
    sleepers_.erase(sleeper);
    throw boost::system::system_error(error);
}

void ManualClock::advance(std::chrono::microseconds span) {
    now_ += span;
    while (!sleepers_.empty() && sleepers_.begin()->first <= now_) {
        auto wake = std::move(sleepers_.begin()->second);
        sleepers_.erase(sleepers_.begin());
        wake();
    }
}

std::string to_rfc3339(Timestamp when) {
    using namespace std::chrono;
    auto const day = floor<days>(when);
    year_month_day const date{day};
    hh_mm_ss const time{when - day};
    std::string out = "0000-00-00T00:00:00.000000Z";
    auto const write = [&](std::size_t at, std::size_t width, std::int64_t number) {
        for (; width-- > 0; number /= 10) out[at + width] = char('0' + number % 10);
    };
    write(0, 4, int(date.year()));
    write(5, 2, unsigned(date.month()));
    write(8, 2, unsigned(date.day()));
    write(11, 2, time.hours().count());
    write(14, 2, time.minutes().count());
    write(17, 2, time.seconds().count());
    write(20, 6, time.subseconds().count());
    return out;
}

std::optional<Timestamp> from_rfc3339(std::string_view text) {
    using namespace std::chrono;
    auto year_ = take_digits(text, 4);
    if (!year_ || !take(text, "-")) return std::nullopt;
    auto month_ = take_digits(text, 2);
    if (!month_ || !take(text, "-")) return std::nullopt;
    auto day_ = take_digits(text, 2);
    if (!day_ || !take(text, "Tt ")) return std::nullopt;
    auto hour = take_digits(text, 2);
    if (!hour || !take(text, ":")) return std::nullopt;
    auto minute = take_digits(text, 2);
    if (!minute || !take(text, ":")) return std::nullopt;
    auto second = take_digits(text, 2);
    if (!second) return std::nullopt;

    microseconds fraction{0};
    if (take(text, ".")) {
        int scale = 100'000;
        if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
        while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
            fraction += microseconds{(text.front() - '0') * scale};
            scale /= 10;
            text.remove_prefix(1);
        }
    }
    minutes offset{0};
    if (!take(text, "Zz")) {
        bool behind = !text.empty() && text.front() == '-';
        if (!take(text, "+-")) return std::nullopt;
        auto hours_off = take_digits(text, 2);
        if (!hours_off || *hours_off > 23 || !take(text, ":")) return std::nullopt;
        auto minutes_off = take_digits(text, 2);
        if (!minutes_off || *minutes_off > 59) return std::nullopt;
        offset = hours{*hours_off} + minutes{*minutes_off};
        if (behind) offset = -offset;
    }
    year_month_day date{year{*year_}, month{unsigned(*month_)}, day{unsigned(*day_)}};
    if (!text.empty() || !date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return Timestamp{sys_days{date} + hours{*hour} + minutes{*minute} + seconds{*second} + fraction - offset};
}

}  // namespace ombud
