// Runs a coroutine to its end, for tests.
#pragma once
#include <optional>
#include <type_traits>

#include "core/task.hpp"

namespace ombud::testing {

// Runs the loop until the coroutine ends, and gives what it gave. `work` is a Task<T> or a callable that makes one.
void run(asio::io_context& io, Task<> work);
template <class T>
T run(asio::io_context& io, Task<T> work) {
    std::optional<T> value;
    run(io, [](Task<T> of, std::optional<T>& to) -> Task<> { to.emplace(co_await std::move(of)); }(std::move(work), value));
    return std::move(*value);
}
template <class F>
    requires std::is_invocable_v<F&>
auto run(asio::io_context& io, F work) {
    return run(io, work());
}

}  // namespace ombud::testing
