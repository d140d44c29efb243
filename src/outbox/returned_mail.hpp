// What letters that came report of letters of ours: that one bounced, or is late.
#pragma once
#include <boost/asio/thread_pool.hpp>
#include <string>

#include "core/task.hpp"
#include "core/time.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::outbox {

class ReturnedMail {
public:
    ReturnedMail(postgres::Database& database, asio::thread_pool& workers, Clock& clock)
        : database_(database), workers_(workers), clock_(clock) {}

    // `stored`: the hash under which the letter is kept. Whether it is a report about a letter of ours; read again it changes
    // nothing.
    Task<bool> read(std::string stored, std::string const& raw);

private:
    postgres::Database& database_;
    asio::thread_pool& workers_;
    Clock& clock_;
};

}  // namespace ombud::outbox
