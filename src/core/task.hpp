// The one coroutine type of the house and the executor it runs on.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ombud {

namespace asio = boost::asio;

// Concrete instead of any_io_executor: it halves the memory of an idle socket.
using Executor = asio::io_context::executor_type;

template <class T = void>
using Task = asio::awaitable<T, Executor>;

inline constexpr asio::use_awaitable_t<Executor> use_task{};

// Begins it beside everything else. What it throws leaves io.run().
void spawn(asio::io_context& io, Task<> work);

}  // namespace ombud
