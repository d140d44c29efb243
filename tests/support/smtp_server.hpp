// A mail server on loopback that takes letters, or answers one command as it is told to.
#pragma once
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ombud::testing {

class SmtpServer {
public:
    struct Taken {
        std::string from, to, message;
    };

    SmtpServer() : thread_([this] { serve(); }) {}
    ~SmtpServer() {
        ending_ = true;
        boost::system::error_code ignored;
        Tcp::socket knock{io_};
        knock.connect({boost::asio::ip::address_v4::loopback(), port()}, ignored);
        thread_.join();
        for (auto& each : talks_) each.join();
    }
    SmtpServer(SmtpServer const&) = delete;
    SmtpServer& operator=(SmtpServer const&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }

    // `command`: "greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA" or "." (the end of the letter). The answer "hang up" closes,
    // "silence" says nothing more.
    void answer(std::string command, std::string line) {
        std::scoped_lock const lock{mutex_};
        answers_[std::move(command)] = std::move(line);
    }
    void answer_well() {
        std::scoped_lock const lock{mutex_};
        answers_.clear();
    }
    std::vector<Taken> taken() {
        std::scoped_lock const lock{mutex_};
        return taken_;
    }
    // Conversations that came as far as a letter, taken or not.
    [[nodiscard]] std::size_t tries() const { return tries_; }
    [[nodiscard]] std::size_t most_at_once() const { return most_at_once_; }

private:
    using Tcp = boost::asio::ip::tcp;

    std::string answer_to(std::string const& command, std::string usual) {
        std::scoped_lock const lock{mutex_};
        auto const found = answers_.find(command);
        return found == answers_.end() ? usual : found->second;
    }

    void serve() {
        while (!ending_) {
            boost::system::error_code error;
            Tcp::socket socket{io_};
            acceptor_.accept(socket, error);
            if (ending_ || error) return;
            talks_.emplace_back([this, connection = std::move(socket)]() mutable {
                auto const now = ++at_once_;
                for (auto most = most_at_once_.load(); most < now && !most_at_once_.compare_exchange_weak(most, now);) {
                }
                talk(connection);
                --at_once_;
            });
        }
    }

    // False when the conversation is over.
    bool say(Tcp::socket& socket, std::string const& line) {
        boost::system::error_code error;
        if (line == "silence") {
            char rest{};
            while (!ending_ && !error && socket.read_some(boost::asio::buffer(&rest, 1), error) > 0) {
            }
            return false;
        }
        if (line == "hang up") return false;
        boost::asio::write(socket, boost::asio::buffer(line + "\r\n"), error);
        return !error;
    }

    void talk(Tcp::socket& socket) {
        std::string buffer;
        auto const read = [&](char const* end) {
            boost::system::error_code error;
            auto const size = boost::asio::read_until(socket, boost::asio::dynamic_buffer(buffer), end, error);
            auto text = error ? std::string{"QUIT\r\n"} : buffer.substr(0, size);
            buffer.erase(0, size);
            return text;
        };
        Taken letter;
        if (!say(socket, answer_to("greeting", "220 test ESMTP"))) return;
        for (;;) {
            auto const line = read("\r\n");
            auto const verb = line.substr(0, 4);
            if (verb == "QUIT") return static_cast<void>(say(socket, "221 2.0.0 Bye"));
            if (verb == "MAIL") letter.from = within(line);
            if (verb == "RCPT") letter.to = within(line);
            bool const data = verb == "DATA";
            auto const usual = verb == "EHLO"   ? "250-test\r\n250-AUTH PLAIN\r\n250 ENHANCEDSTATUSCODES"
                               : verb == "AUTH" ? "235 2.7.0 in"
                               : data           ? "354 go on"
                                                : "250 2.1.0 Ok";
            if (verb == "AUTH") {
                if (!say(socket, "334 ")) return;
                signed_in = read("\r\n");
            }
            auto const said = answer_to(verb, usual);
            if (!say(socket, said)) return;
            if (!data || !said.starts_with("354")) continue;
            ++tries_;
            letter.message = read("\r\n.\r\n");
            auto const end = answer_to(".", "250 2.0.0 Ok: queued");
            if (end.starts_with("250")) {
                std::scoped_lock const lock{mutex_};
                taken_.push_back(letter);
            }
            if (!say(socket, end)) return;
        }
    }
    static std::string within(std::string const& line) {
        auto const open = line.find('<');
        return line.substr(open + 1, line.find('>') - open - 1);
    }

public:
    std::string signed_in;  // what came for AUTH PLAIN

private:
    boost::asio::io_context io_;
    Tcp::acceptor acceptor_{io_, {boost::asio::ip::address_v4::loopback(), 0}};
    std::uint16_t const port_ = acceptor_.local_endpoint().port();
    std::mutex mutex_;
    std::map<std::string, std::string> answers_;
    std::vector<Taken> taken_;
    std::atomic<std::size_t> tries_ = 0, at_once_ = 0, most_at_once_ = 0;
    std::atomic<bool> ending_ = false;
    std::list<std::thread> talks_;
    std::thread thread_;
};

}  // namespace ombud::testing
