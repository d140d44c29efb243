// Asks a ClamAV daemon (clamd) over its socket whether bytes carry a known virus.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "core/task.hpp"
#include "core/time.hpp"

namespace ombud::files {

enum class Verdict { clean, infected, too_large, unavailable };

class VirusScanner {
public:
    // `address` is "/path/of/clamd.sock" or "host:port". Throws Problem{invalid, "setting.clamd"} for anything else.
    VirusScanner(std::string address, Clock& clock, std::chrono::microseconds time_limit = std::chrono::seconds{30});

    // Never throws for what the daemon does: down, slow or talking nonsense is `unavailable`, and worth another try later.
    Task<Verdict> scan(std::string_view bytes);

private:
    std::string path_;  // of a unix socket, or empty
    std::string host_;
    std::string port_;
    Clock& clock_;
    std::chrono::microseconds time_limit_;
};

// What clamd says to INSTREAM, without its closing zero byte.
Verdict read_clamd_answer(std::string_view answer);

}  // namespace ombud::files
