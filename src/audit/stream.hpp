// A second place that the record is passed on to as it grows: a file, or a syslog server.
#pragma once
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "audit/chain.hpp"

namespace ombud::audit {

// Takes lines; returns when they are where they should be, throws when they are not.
class Place {
public:
    virtual ~Place() = default;
    virtual Task<void> put(std::vector<std::string> lines) = 0;
};

// Appended and synced; opened for each batch, so that the file may be rotated.
std::unique_ptr<Place> file_place(std::filesystem::path file, asio::thread_pool& workers);

// RFC 5424 to "unix:/dev/log" or "udp:host:514", a datagram a line, or to "tcp:host:601", framed by octet counting (RFC 6587) and
// waited for until the other side has acknowledged it. Problem{invalid, "syslog.address"} for anything else.
std::unique_ptr<Place> syslog_place(asio::io_context& io, std::string const& address, Clock& clock);

class Stream {
public:
    // `name`: under which the database remembers how far it was told.
    Stream(postgres::Database& database, std::string name, std::unique_ptr<Place> place, Clock& clock);

    // Passes on what is new, at least once; runs for ever.
    Task<void> pass_on();
    // One batch; whether there was anything.
    Task<bool> pass_on_some();

private:
    postgres::Database& database_;
    std::string name_;
    std::unique_ptr<Place> place_;
    Clock& clock_;
};

}  // namespace ombud::audit
