// Runs a coroutine to its end, for tests.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>

#include "core/task.hpp"

namespace ombud::testing {

// Runs the loop until the coroutine ends, and gives what it gave. `work` is a Task<T> or a callable that makes one.
template <class T>
T run(asio::io_context& io, Task<T> work) {
    std::exception_ptr error;
    bool done = false;
    io.restart();
    if constexpr (std::is_void_v<T>) {
        asio::co_spawn(io.get_executor(), std::move(work), [&](std::exception_ptr e) { error = e, done = true; });
        while (!done && io.run_one() > 0) {
        }
        if (error) std::rethrow_exception(error);
        if (!done) throw std::logic_error("the coroutine waits for nothing");
    } else {
        std::optional<T> value;
        asio::co_spawn(io.get_executor(), std::move(work), [&](std::exception_ptr e, T given) {
            error = e, done = true;
            if (!e) value.emplace(std::move(given));
        });
        while (!done && io.run_one() > 0) {
        }
        if (error) std::rethrow_exception(error);
        if (!done) throw std::logic_error("the coroutine waits for nothing");
        return std::move(*value);
    }
}
template <class F>
    requires std::is_invocable_v<F&>
auto run(asio::io_context& io, F work) {
    return run(io, work());
}

}  // namespace ombud::testing
