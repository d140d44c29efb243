// A value that one coroutine waits for and somebody else delivers, once.
#pragma once
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <exception>
#include <memory>
#include <optional>

#include "core/task.hpp"

namespace ombud {

// Shared between both sides; if the waiting side is gone, delivering does nothing.
template <class T>
class Promise {
public:
    explicit Promise(Executor const& executor) : bell_(executor, Timer::time_point::max()) {}

    void deliver(T value) {
        value_.emplace(std::move(value));
        bell_.cancel();
    }
    void fail(std::exception_ptr error) {
        error_ = std::move(error);
        bell_.cancel();
    }

    static Task<T> wait(std::shared_ptr<Promise> self) {
        if (!self->value_ && !self->error_) {
            boost::system::error_code rung;
            co_await self->bell_.async_wait(asio::redirect_error(use_task, rung));
            if (!self->value_ && !self->error_) throw boost::system::system_error(rung);
        }
        if (self->error_) std::rethrow_exception(self->error_);
        co_return std::move(*self->value_);
    }

private:
    using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;
    Timer bell_;
    std::optional<T> value_;
    std::exception_ptr error_;
};

}  // namespace ombud
