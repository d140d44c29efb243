// Fetching letters from a mailbox (IMAP, RFC 3501): what is there, which letters came since, each byte for byte. Looking changes
// nothing.
#pragma once
#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/limits.hpp"
#include "core/task.hpp"

namespace ombud::mail {

struct ImapSettings {
    // imaps://host:993 or imap://host:143 (STARTTLS, required). On the machine itself imap:// speaks in clear unless authorities
    // are named.
    std::string url;
    std::string folder = "INBOX";  // UTF-8
    std::string user{}, password{};
    std::function<Task<std::string>()> access_token{};   // instead of a password (XOAUTH2); asked anew for each connection
    std::optional<std::filesystem::path> authorities{};  // a PEM file that vouches for the server instead of the system's
    std::chrono::milliseconds patience = limits::imap_patience;
};

// A letter's number within its folder, ascending as letters come, with gaps; it means nothing under another `uid_validity`.
using Uid = std::uint32_t;

struct Folder {
    std::uint32_t uid_validity = 0;
    Uid uid_next = 0;  // that the next letter will have at least
    std::uint32_t exists = 0;
};

struct Fetched {
    std::string raw;
    bool whole = true;       // false: larger than was asked for; `raw` is its headers, cut where they are endless
    std::uint64_t size = 0;  // of the whole letter, as the server counts
};

// A connection is kept between calls and made anew where the server let it go. Nobody is told of new letters: look again.
//
// Each call may throw Problem{unavailable} with the server's words, printable and bounded, as its detail:
//   "mail.imap_refused"     our name, password or token
//   "mail.imap_away"        no connection, no answer in time, or stopped
//   "mail.imap_declined"    signed in, but not for this: no such folder, no right to change it
//   "mail.imap_renumbered"  `uid_validity` is not the one last looked at: look again and forget the Uids
//   "mail.imap_odd"         an answer that makes no sense
class ImapMailbox {
public:
    // Throws Problem{invalid, "mail.imap_url" or "mail.imap_folder"}.
    explicit ImapMailbox(ImapSettings settings);
    ~ImapMailbox();
    ImapMailbox(ImapMailbox const&) = delete;
    ImapMailbox& operator=(ImapMailbox const&) = delete;

    Task<Folder> look();
    // The next letters after `last`, ascending, `most` at most and perhaps fewer; none only when that was all. 0 begins with the
    // oldest.
    Task<std::vector<Uid>> uids_after(Uid last, std::size_t most);
    // None: it is gone. Leaves it unread.
    Task<std::optional<Fetched>> fetch(Uid uid, std::size_t most_bytes);

    // These two change the mailbox; a letter that is gone is no error. A move that failed may have left a copy behind.
    Task<> mark_seen(Uid uid);
    Task<> move(Uid uid, std::string to);

    // What is under way ends as "mail.imap_away" within a second; nothing more is asked.
    void stop() { stopping_ = true; }

private:
    class Session;

    template <class Work>
    auto with_session(Work work) -> Task<std::invoke_result_t<Work&, Session&>>;
    Task<Folder> looked_at();

    ImapSettings settings_;
    std::string folder_;  // as the server wants it
    bool in_clear_ = false;
    std::atomic<bool> stopping_ = false;
    std::optional<Folder> looked_at_;
    std::shared_ptr<Session> session_;
    asio::thread_pool pool_{1};
};

}  // namespace ombud::mail
