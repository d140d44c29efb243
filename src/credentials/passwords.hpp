// Passwords: which ones serve, and their slow hashes, reckoned on two threads of their own.
#pragma once
#include <array>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/promise.hpp"
#include "core/task.hpp"
#include "credentials/judging.hpp"

namespace ombud::credentials {

class BreachRanges;

// For whom a hash is reckoned. Whoever is known already (a reset link, a known device, somebody signed in) goes before strangers
// and waits in a room of their own, so that an attack on the sign-in starves nobody.
enum class Lane { stranger, owner };

class Passwords {
public:
    static constexpr std::size_t memory_bytes = 64u << 20;  // Argon2id, as OWASP and RFC 9106 advise for a sign-in
    static constexpr unsigned passes = 2;
    static constexpr std::size_t threads = 2;
    static constexpr std::size_t waiting_at_most = 48;  // in each lane: a few seconds of work; more is refused
    static constexpr std::size_t judged_at_once = 64;   // likewise
    static constexpr std::size_t bytes_at_most = 1024;

    // `ranges`: a service that knows breached passwords, where one is configured.
    explicit Passwords(BreachRanges* ranges = nullptr);
    ~Passwords();
    Passwords(Passwords const&) = delete;
    Passwords& operator=(Passwords const&) = delete;

    // Hashes a new password. Throws Problem{invalid, "password.too_short" | "password.too_long" | "password.common" |
    // "password.breached" | "password.same"} when it does not serve; `about` are words that an attacker tries first: the person's
    // names and address. `replaces`: the hash of the one that it takes the place of.
    Task<std::string> choose(std::string password, std::vector<std::string> about,
                             std::optional<std::string> replaces = std::nullopt);
    // The same judgement without a hash, for a meter while somebody types; the service is not asked.
    Task<Judgement> judge(std::string password, std::vector<std::string> about);
    Task<bool> is_breached(std::string password);

    struct Verdict {
        bool right;
        bool outdated;  // hashed with other costs than today's
    };
    // Without a hash (nobody of that name) the work is the same and the answer is no.
    Task<Verdict> verify(std::string password, std::optional<std::string> hash, Lane lane = Lane::stranger);
    Task<std::string> hash(std::string password, Lane lane = Lane::stranger);

    // How many hashes were reckoned so far.
    [[nodiscard]] std::uint64_t reckoned() const { return reckoned_; }

private:
    // The right to one of the threads; passes on when it goes, whatever becomes of its holder.
    class Turn {
    public:
        explicit Turn(Passwords& of) : of_(&of) {}
        Turn(Turn&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
        Turn& operator=(Turn&&) = delete;
        ~Turn() {
            if (of_) of_->next_turn();
        }

    private:
        Passwords* of_;
    };

    Task<Turn> turn(Lane lane);
    void next_turn();
    template <class Work>
    Task<std::invoke_result_t<Work&>> reckon(Lane lane, Work work);

    BreachRanges* ranges_;
    asio::thread_pool pool_, judges_;
    std::array<std::deque<std::weak_ptr<Promise<Turn>>>, 2> waiting_;  // by lane
    std::size_t free_threads_ = threads;
    std::size_t judging_ = 0;
    std::uint64_t reckoned_ = 0;
};

}  // namespace ombud::credentials
