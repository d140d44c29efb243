// A real Dovecot of the test's own on loopback, with what the test puts into its mailboxes, letter by letter.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ombud::testing {

class Dovecot {
public:
    struct Letter {
        std::uint32_t uid;
        std::string raw;
    };

    // Its one mailbox is that of `user`, who signs in with `password` or, by XOAUTH2, with `token`. Returns when it answers.
    explicit Dovecot(std::filesystem::path folder);
    ~Dovecot() { end(); }
    Dovecot(Dovecot const&) = delete;
    Dovecot& operator=(Dovecot const&) = delete;

    static constexpr auto user = "desk@exchange.example", password = "secret-of-the-desk", token = "token-of-the-hour";

    [[nodiscard]] std::string url() const { return "imaps://localhost:" + std::to_string(port_); }
    [[nodiscard]] std::string clear_url() const {
        return "imap://localhost:" + std::to_string(clear_port_);
    }  // STARTTLS is offered
    [[nodiscard]] std::filesystem::path authorities() const { return folder_ / "server.pem"; }

    // `name` as it goes over the wire; empty: the inbox. What was in it is gone.
    void fill(std::string const& name, std::uint32_t uid_validity, std::vector<Letter> const& letters) const;
    void remove(std::string const& name, std::uint32_t uid) const;
    // "7:S" is letter 7, read; ascending.
    [[nodiscard]] std::vector<std::string> letters(std::string const& name) const;

    void end();
    void start();

private:
    [[nodiscard]] std::filesystem::path maildir(std::string const& name) const;
    void configure() const;

    std::filesystem::path folder_;
    std::uint16_t port_, clear_port_;
    pid_t process_ = 0;
};

}  // namespace ombud::testing
