#include "core/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace ombud {

void spawn(asio::io_context& io, Task<> work) {
    asio::co_spawn(io, std::move(work), asio::detached);
}

}  // namespace ombud
