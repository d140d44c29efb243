#include "credentials/passwords.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include "core/json.hpp"
#include "core/offload.hpp"
#include "core/problem.hpp"
#include "credentials/breaches.hpp"
#include "text/names.hpp"

namespace ombud::credentials {

using namespace std::chrono_literals;

namespace {

std::string reckon_hash(std::string const& password) {
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str(out.data(), password.data(), password.size(), Passwords::passes, Passwords::memory_bytes) != 0)
        throw std::runtime_error("no memory for a password's hash");
    return out.data();
}

// A hash of today's costs that no password fits: for whom we do not know, the same work is done.
std::string const& nobodys_hash() {
    static std::string const hash = fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", Passwords::memory_bytes / 1024,
                                                Passwords::passes, std::string(22, 'A'), std::string(43, 'A'));
    return hash;
}

// A password typed on another keyboard is the same one.
std::string one_form(std::string password) {
    auto composed = text::composed(password);
    return composed ? std::move(*composed) : std::move(password);
}

[[noreturn]] void refuse_crowd() {
    Problem busy{ProblemKind::too_many, "rate.limited"};
    busy.retry_after = 2s;
    throw busy;
}

void refuse(Weakness weakness) {
    switch (weakness) {
        case Weakness::too_short:
            fail_field("password", "password.too_short", "at least 15 characters, 8 beside a second factor");
        case Weakness::common:
            fail_field("password", "password.common", "too easy to guess");
        case Weakness::breached:
            fail_field("password", "password.breached", "known from a breach");
    }
}

}  // namespace

Passwords::Passwords(BreachRanges* ranges) : ranges_(ranges), pool_(threads), judges_(1) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not start");
}
Passwords::~Passwords() {
    pool_.join();
    judges_.join();
}

// Turns ---------------------------------------------------------------------------------------------------------------------

Task<Passwords::Turn> Passwords::turn(Lane lane) {
    if (free_threads_ > 0) {
        --free_threads_;
        co_return Turn{*this};
    }
    auto& room = waiting_[std::size_t(lane)];
    if (room.size() >= waiting_at_most) std::erase_if(room, [](auto const& waiter) { return waiter.expired(); });
    if (room.size() >= waiting_at_most) refuse_crowd();
    auto const called = std::make_shared<Promise<Turn>>(co_await asio::this_coro::executor);
    room.push_back(called);
    co_return co_await Promise<Turn>::wait(called);
}

void Passwords::next_turn() {
    for (auto const lane : {Lane::owner, Lane::stranger}) {
        auto& room = waiting_[std::size_t(lane)];
        while (!room.empty()) {
            auto const called = room.front().lock();
            room.pop_front();
            if (!called) continue;  // gone meanwhile
            called->deliver(Turn{*this});
            return;
        }
    }
    ++free_threads_;
}

template <class Work>
Task<std::invoke_result_t<Work&>> Passwords::reckon(Lane lane, Work work) {
    auto const mine = co_await turn(lane);
    ++reckoned_;
    co_return co_await offload(pool_, std::move(work));
}

// Judging and hashing ---------------------------------------------------------------------------------------------------------

Task<Judgement> Passwords::judge(std::string password, std::vector<std::string> about) {
    if (password.size() > bytes_at_most) fail_field("password", "password.too_long", "at most 1024 bytes");
    if (judging_ >= judged_at_once) refuse_crowd();
    struct Place {
        std::size_t& taken;
        explicit Place(std::size_t& judging) : taken(judging) { ++taken; }
        ~Place() { --taken; }
    } const place{judging_};
    auto work = [password = one_form(std::move(password)), about = std::move(about)] { return judge_password(password, about); };
    co_return co_await offload(judges_, std::move(work));
}

Task<bool> Passwords::is_breached(std::string password) {
    password = one_form(std::move(password));
    if (is_in_packaged_list(password)) co_return true;
    co_return ranges_ != nullptr&& co_await ranges_->hold(std::move(password));
}

Task<std::string> Passwords::choose(std::string password, std::vector<std::string> about, std::optional<std::string> replaces) {
    auto const judgement = co_await judge(password, std::move(about));
    if (judgement.reason) refuse(*judgement.reason);
    if (co_await is_breached(password)) refuse(Weakness::breached);
    if (replaces && (co_await verify(password, std::move(replaces), Lane::owner)).right)
        fail_field("password", "password.same", "is the one that it would replace");
    co_return co_await hash(std::move(password), Lane::owner);
}

Task<std::string> Passwords::hash(std::string password, Lane lane) {
    auto work = [password = one_form(std::move(password))] { return reckon_hash(password); };
    co_return co_await reckon(lane, std::move(work));
}

Task<Passwords::Verdict> Passwords::verify(std::string password, std::optional<std::string> hash, Lane lane) {
    auto work = [password = one_form(std::move(password)), hash = std::move(hash)]() -> Verdict {
        auto const& expected = hash ? *hash : nobodys_hash();
        bool const right = crypto_pwhash_str_verify(expected.c_str(), password.data(), password.size()) == 0 && hash;
        return {right, right && crypto_pwhash_str_needs_rehash(expected.c_str(), passes, memory_bytes) != 0};
    };
    co_return co_await reckon(lane, std::move(work));
}

}  // namespace ombud::credentials
