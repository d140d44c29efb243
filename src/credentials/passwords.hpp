// Passwords: which ones serve, and their slow hashes, reckoned on two threads of their own.
#pragma once
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/task.hpp"

namespace ombud::credentials {

class Passwords {
public:
    static constexpr std::size_t memory_bytes = 64u << 20;  // Argon2id, as OWASP and RFC 9106 advise for a sign-in
    static constexpr unsigned passes = 2;
    static constexpr std::size_t threads = 2;
    static constexpr std::size_t waiting_at_most = 32;  // a few seconds of work; more is refused
    static constexpr std::size_t letters_at_least = 15;
    static constexpr std::size_t bytes_at_most = 1024;

    Passwords();
    ~Passwords();
    Passwords(Passwords const&) = delete;
    Passwords& operator=(Passwords const&) = delete;

    // Hashes a new password. Throws Problem{invalid, "password.too_short" | "password.too_long" | "password.common"} when it
    // does not serve; `about` are words that an attacker tries first: the person's names and address.
    Task<std::string> choose(std::string password, std::vector<std::string> about);

    struct Verdict {
        bool right;
        bool outdated;  // hashed with other costs than today's
    };
    // Without a hash (nobody of that name) the work is the same and the answer is no.
    Task<Verdict> verify(std::string password, std::optional<std::string> hash);
    Task<std::string> hash(std::string password);

    // How many hashes were reckoned so far.
    [[nodiscard]] std::uint64_t reckoned() const { return reckoned_; }

private:
    template <class Work>
    Task<std::invoke_result_t<Work&>> reckon(Work work);

    asio::thread_pool pool_;
    std::size_t waiting_ = 0;
    std::uint64_t reckoned_ = 0;
};

}  // namespace ombud::credentials
