// Handing letters to a mail server (RFC 6409): one recipient each, TLS wherever it leaves the machine, and what the server said.
#pragma once
#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <boost/describe.hpp>
#include <filesystem>
#include <optional>
#include <string>

#include "core/task.hpp"

namespace ombud::mail {

struct SmtpSettings {
    // smtp://host:587 (STARTTLS, required) or smtps://host:465. On the machine itself smtp:// speaks in clear unless authorities
    // are named.
    std::string url;
    std::string user{}, password{};
    std::optional<std::filesystem::path> authorities{};  // a PEM file that vouches for the server instead of the system's
};

BOOST_DEFINE_ENUM_CLASS(Outcome,
                        accepted,  // the server has it now
                        deferred,  // not now: busy, away, or we are not let in
                        refused)   // never: this recipient or this letter

struct Reply {
    Outcome outcome{};
    int code = 0;          // 550; 0 when nothing was said
    std::string enhanced;  // "5.1.1" (RFC 3463), where there is one
    std::string text;      // the server's words or the name of what failed; printable, bounded

    // "550 5.1.1 no such user"
    [[nodiscard]] std::string line() const;
};

// Whether it says that no letter will ever reach this address, rather than that this one did not please.
bool says_address_is_dead(std::string_view enhanced, int code);

class SmtpClient {
public:
    // `greeting`: the name by which we introduce ourselves. Throws Problem{invalid, "mail.smtp_url"}.
    SmtpClient(SmtpSettings settings, std::string const& greeting);
    ~SmtpClient();
    SmtpClient(SmtpClient const&) = delete;
    SmtpClient& operator=(SmtpClient const&) = delete;

    // `return_path`: where a bounce goes. Throws Problem{invalid, "mail.address"} for what is no address.
    Task<Reply> send(std::string return_path, std::string to, std::string message);
    // What is under way ends as deferred within a second; nothing more is sent.
    void stop() { stopping_ = true; }

private:
    Reply perform(std::string const& return_path, std::string const& to, std::string const& message) const;

    SmtpSettings settings_;
    std::string url_;
    bool in_clear_ = false;
    std::atomic<bool> stopping_ = false;
    asio::thread_pool pool_;
};

}  // namespace ombud::mail
