// Answers that take the same time whatever they cost, so that nobody reads from it what they are not told.
#pragma once
#include <exception>
#include <optional>

#include "core/task.hpp"
#include "core/time.hpp"

namespace ombud {

// What `work` gives or throws, no earlier than `lasts` after it began.
template <class T>
Task<T> in_even_time(Clock& clock, std::chrono::milliseconds lasts, Task<T> work) {
    auto const until = clock.now() + lasts;
    std::optional<T> done;
    std::exception_ptr failed;
    try {
        done.emplace(co_await std::move(work));
    } catch (...) {
        failed = std::current_exception();
    }
    if (auto const left = until - clock.now(); left.count() > 0) co_await clock.sleep_for(left);
    if (failed) std::rethrow_exception(failed);
    co_return std::move(*done);
}

}  // namespace ombud
