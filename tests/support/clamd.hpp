// A real clamd of the test's own, on a socket in its folder, which knows one virus: the test file of EICAR.
#pragma once
#include <filesystem>
#include <string>
#include <sys/types.h>

namespace ombud::testing {

// In two parts, so that this file is not taken for one.
inline std::string eicar() {
    return std::string(R"(X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-)") + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
}

class Clamd {
public:
    // Returns when it answers. `settings`: further lines of clamd.conf.
    explicit Clamd(std::filesystem::path const& folder, std::string const& settings = {});
    ~Clamd() { end(); }
    Clamd(Clamd const&) = delete;
    Clamd& operator=(Clamd const&) = delete;

    [[nodiscard]] std::string const& socket() const { return socket_; }

private:
    void wait_until_it_answers() const;
    void end() const;

    std::string socket_;
    pid_t process_{};
};

}  // namespace ombud::testing
