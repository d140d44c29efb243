#include "support/run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <stdexcept>

namespace ombud::testing {

void run(asio::io_context& io, Task<> work) {
    std::exception_ptr error;
    bool done = false;
    io.restart();
    asio::co_spawn(io.get_executor(), std::move(work), [&](std::exception_ptr const& e) { error = e, done = true; });
    while (!done && io.run_one() > 0) {
    }
    if (error) std::rethrow_exception(error);
    if (!done) throw std::logic_error("the coroutine waits for nothing");
}

}  // namespace ombud::testing
