// Runs blocking or heavy work on a thread pool while the calling coroutine waits on the event loop.
#pragma once
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "core/task.hpp"

namespace ombud {

// The calling thread of a pool lets the event loop go first, where both want the same core.
void give_way();

// `work` must return a value. What it throws is thrown to the caller. Its references stay valid: the coroutine waits for it even
// when cancelled. Join the pool before the loop goes.
template <class Work>
Task<std::invoke_result_t<Work&>> offload(asio::thread_pool& pool, Work work) {
    std::optional<std::invoke_result_t<Work&>> result;
    std::exception_ptr error;
    auto loop = co_await asio::this_coro::executor;
    auto start = [&](auto handler) {
        asio::post(pool, [&, handler = std::move(handler), busy = asio::make_work_guard(loop)]() mutable {
            give_way();
            try {
                result.emplace(work());
            } catch (...) {
                error = std::current_exception();
            }
            // The guard goes on the loop's own thread: let go here, it might stop a loop that has been started anew meanwhile.
            asio::post(loop, [handler = std::move(handler), busy = std::move(busy)]() mutable {
                busy.reset();
                std::move(handler)();
            });
        });
    };
    co_await asio::async_initiate<asio::use_awaitable_t<Executor> const, void()>(start, use_task);
    if (error) std::rethrow_exception(error);
    co_return std::move(*result);
}

}  // namespace ombud
