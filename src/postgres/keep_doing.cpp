#include "postgres/keep_doing.hpp"

#include <algorithm>
#include <bit>
#include <boost/asio/this_coro.hpp>

#include "core/log.hpp"
#include "core/problem.hpp"
#include "postgres/query.hpp"

namespace ombud::postgres {

namespace {

using namespace std::chrono_literals;

// Unless it comes round more seldom by itself.
constexpr std::chrono::milliseconds tried_again_within = 5s;
constexpr unsigned doubled_at_most = 8;

std::chrono::milliseconds wait_after(unsigned failures, std::chrono::milliseconds every) {
    return std::max(every, std::min(every * (1 << std::min(failures, doubled_at_most)), tried_again_within));
}

// The failures in a row of one kind of work.
class Failures {
public:
    explicit Failures(std::string work) : work_(std::move(work)) {}

    void add(std::exception_ptr const& error) {
        ++in_a_row_;
        auto fault = fault_of(error);
        // What goes on failing alike is told ever more seldom.
        if (fault == fault_ && !std::has_single_bit(in_a_row_)) return;
        fault_ = std::move(fault);
        json::object details{{"work", work_}, {"fault", fault_}, {"in_a_row", in_a_row_}};
        is_away(error) ? log::warning("work.failed", details) : log::error("work.failed", details);
    }
    void end() {
        if (in_a_row_ > 0) log::info("work.goes_on", {{"work", work_}, {"failed", in_a_row_}});
        in_a_row_ = 0;
        fault_.clear();
    }
    [[nodiscard]] unsigned in_a_row() const { return in_a_row_; }

private:
    std::string work_, fault_;
    unsigned in_a_row_ = 0;
};

}  // namespace

std::string fault_of(std::exception_ptr const& error) {
    try {
        std::rethrow_exception(error);
    } catch (Problem const& problem) {
        return problem.code;
    } catch (DatabaseError const& refused) {
        return refused.query + " " + refused.sqlstate;
    } catch (std::exception const& other) {
        return typeid(other).name();
    }
}

bool is_away(std::exception_ptr const& error) {
    try {
        std::rethrow_exception(error);
    } catch (Problem const& problem) {
        return problem.kind == ProblemKind::unavailable;
    } catch (boost::system::system_error const& other) {
        return other.code() == asio::error::operation_aborted;
    } catch (std::exception const&) {
        return false;
    }
}

Task<void> keep_doing(Clock& clock, std::string work, std::chrono::milliseconds every, std::function<Task<Left>()> round) {
    Failures failures{std::move(work)};
    for (;;) {
        auto left = Left::nothing;
        std::exception_ptr error;
        try {
            left = co_await round();
        } catch (...) {
            error = std::current_exception();
        }
        auto const told = co_await asio::this_coro::cancellation_state;
        if (told.cancelled() != asio::cancellation_type::none) co_return;
        if (error)
            failures.add(error);
        else
            failures.end();
        if (left == Left::nothing) co_await clock.sleep_for(error ? wait_after(failures.in_a_row(), every) : every);
    }
}

Task<void> keep_doing(Clock& clock, std::string work, std::chrono::milliseconds every, std::function<Task<void>()> round) {
    return keep_doing(clock, std::move(work), every, [round = std::move(round)]() -> Task<Left> {
        co_await round();
        co_return Left::nothing;
    });
}

}  // namespace ombud::postgres
