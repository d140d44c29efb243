// A server on loopback that may be unkind: the path says how it answers. It keeps what it was asked.
#pragma once
#include <atomic>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/task.hpp"

namespace ombud::testing {

class UnkindServer {
public:
    struct Called {
        std::string path, head, body;

        [[nodiscard]] std::string field(std::string const& name) const {
            auto const at = head.find("\r\n" + name + ": ");
            if (at == head.npos) return {};
            auto const begin = at + name.size() + 4;
            return head.substr(begin, head.find("\r\n", begin) - begin);
        }
    };
    // The status of an answer, by what was asked; 0: says nothing until it is closed.
    using Answers = std::function<unsigned(Called const&)>;

    // Speaks no TLS. /ok: 200, /500, /410: that; /hang says nothing; /stream answers 200 and never ends; /redirect sends
    // elsewhere.
    explicit UnkindServer(Answers answers = {}) : answers_(std::move(answers)) {
        thread_ = std::thread{[this] { serve(); }};
    }
    ~UnkindServer() {
        ending_ = true;
        boost::system::error_code ignored;
        asio::ip::tcp::socket knock{io_};
        knock.connect({asio::ip::address_v4::loopback(), port}, ignored);
        thread_.join();
        for (auto& each : talks_) each.join();
    }
    UnkindServer(UnkindServer const&) = delete;
    UnkindServer& operator=(UnkindServer const&) = delete;

    [[nodiscard]] std::string url(std::string const& path) const { return "http://127.0.0.1:" + std::to_string(port) + path; }
    [[nodiscard]] std::vector<Called> called() {
        std::lock_guard const lock{mutex_};
        return called_;
    }

private:
    asio::io_context io_;
    asio::ip::tcp::acceptor acceptor_{io_, {asio::ip::address_v4::loopback(), 0}};

public:
    std::uint16_t const port = acceptor_.local_endpoint().port();

private:
    void serve() {
        while (!ending_) {
            boost::system::error_code gone;
            asio::ip::tcp::socket socket{io_};
            acceptor_.accept(socket, gone);
            if (gone || ending_) return;
            talks_.emplace_back([this, socket = std::move(socket)]() mutable { talk(std::move(socket)); });
        }
    }

    void talk(asio::ip::tcp::socket socket) {
        boost::system::error_code gone;
        std::string all(1, '\0');
        asio::read(socket, asio::buffer(all), gone);
        if (all[0] == 0x16) asio::write(socket, asio::buffer("no TLS here\n", 12), gone);  // a hello that is no HTTP
        if (gone || all[0] == 0x16) return;
        auto const head = asio::read_until(socket, asio::dynamic_buffer(all), "\r\n\r\n", gone);
        if (gone) return;
        Called call{.path = all.substr(all.find(' ') + 1), .head = all.substr(0, head), .body = all.substr(head)};
        call.path.resize(call.path.find(' '));
        auto const size = std::stoul("0" + call.field("Content-Length"));
        std::string rest(size - std::min<std::size_t>(size, call.body.size()), '\0');
        asio::read(socket, asio::buffer(rest), gone);
        call.body += rest;
        {
            std::lock_guard const lock{mutex_};
            called_.push_back(call);
        }
        answer(socket, call);
    }

    void answer(asio::ip::tcp::socket& socket, Called const& call) {
        boost::system::error_code gone;
        auto const say = [&](std::string const& text) { asio::write(socket, asio::buffer(text), gone); };
        auto const status = answers_                                         ? answers_(call)
                            : call.path == "/hang" || call.path == "/stream" ? 0u
                            : call.path == "/redirect"                       ? 302u
                            : call.path == "/ok"                             ? 200u
                                                                             : unsigned(std::stoul(call.path.substr(1)));
        if (call.path == "/stream") {
            say("HTTP/1.1 200 OK\r\n\r\n");
            while (!gone && !ending_) say(std::string(4'096, 'x'));
            return;
        }
        if (status == 0) {
            char byte{};
            socket.read_some(asio::buffer(&byte, 1), gone);  // until the other side has had enough
            return;
        }
        say("HTTP/1.1 " + std::to_string(status) + " Said\r\nLocation: " + url("/ok") +
            "\r\nConnection: close\r\nContent-Length: 6\r\n\r\nheard\n");
    }

    Answers answers_;
    std::atomic<bool> ending_ = false;
    std::mutex mutex_;
    std::vector<Called> called_;
    std::list<std::thread> talks_;
    std::thread thread_;
};

}  // namespace ombud::testing
