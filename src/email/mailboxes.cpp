#include "email/mailboxes.hpp"

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/problem.hpp"
#include "email/queries.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"

namespace ombud::email {

namespace {

using namespace std::chrono_literals;

constexpr auto looked_every = 5s;
constexpr std::size_t batch = 200;

}  // namespace

// For the log: its server and folder, not whose it is.
std::string Mailbox::place() const {
    return name_.substr(name_.find(' ') + 1);
}

Task<void> Mailbox::follow() {
    return postgres::keep_doing(clock_, "email.mailbox", looked_every, [this] { return look(); });
}

// What its server does not give is written down where staff see it.
Task<void> Mailbox::look() {
    std::optional<Problem> fault;
    try {
        co_await fetch_new();
    } catch (Problem const& problem) {
        log::warning("email.mailbox_not_read", {{"mailbox", place()}, {"code", problem.code}, {"detail", problem.detail}});
        fault = problem;
    }
    if (fault) co_await database_.run(sql::mailbox_failed, name_, fault->code, clock_.now());
}

Task<std::size_t> Mailbox::fetch_new() {
    auto const folder = co_await server_.look();
    // Under another UIDVALIDITY the numbers mean nothing: everything is fetched again, and what is known already is one letter.
    auto last = mail::Uid(co_await database_.run(sql::mailbox_looked, name_, std::int64_t(folder.uid_validity), clock_.now()));
    std::size_t count = 0;
    for (;;) {
        auto const uids = co_await server_.uids_after(last, batch);
        for (auto const uid : uids) {
            auto letter = co_await server_.fetch(uid, limits::received_letter_bytes);
            if (letter) {
                if (!letter->whole) log::warning("email.letter_too_large", {{"mailbox", place()}, {"bytes", letter->size}});
                co_await letters_.take(std::move(letter->raw), name_);
                ++count;
            }
            last = uid;
            co_await database_.run(sql::mailbox_read_to, name_, std::int64_t(uid), clock_.now());
            if (!done_.empty()) co_await server_.move(uid, done_);
        }
        if (uids.empty()) break;
    }
    co_return count;
}

}  // namespace ombud::email
