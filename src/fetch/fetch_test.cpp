#include "fetch/fetch.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>
#include <thread>

#include "core/problem.hpp"
#include "support/run.hpp"

namespace ombud::fetch {
namespace {

using asio::ip::tcp;
using ombud::testing::run;

// A server that gives one answer, byte for byte, and keeps what it was asked.
class Server {
public:
    explicit Server(std::string answer, bool closes = true) : answer_(std::move(answer)), closes_(closes) {
        thread_ = std::thread{[this] { serve(); }};
    }
    ~Server() {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        if (asio::ip::tcp::socket knock{io_}; !served_) knock.connect({asio::ip::address_v4::loopback(), port}, ignored);
        thread_.join();
    }
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;

    [[nodiscard]] std::string url(std::string const& path = "/") const {
        return "http://127.0.0.1:" + std::to_string(port) + path;
    }

    std::string asked;

private:
    asio::io_context io_;
    tcp::acceptor acceptor_{io_, {asio::ip::address_v4::loopback(), 0}};

public:
    std::uint16_t const port = acceptor_.local_endpoint().port();

private:
    void serve() {
        boost::system::error_code gone;
        tcp::socket socket{io_};
        acceptor_.accept(socket, gone);
        served_ = true;
        if (gone) return;
        asked.resize(4096);
        asked.resize(socket.read_some(asio::buffer(asked), gone));
        asio::write(socket, asio::buffer(answer_), gone);
        if (!closes_) {
            char rest{};
            socket.read_some(asio::buffer(&rest, 1), gone);  // until the client has had enough
        }
    }

    std::string answer_;
    bool closes_;
    std::atomic<bool> served_ = false;
    std::thread thread_;
};

struct FetchTest : ::testing::Test {
    asio::io_context io{1};
    CurlClient client;

    std::string code(Request request) {
        try {
            run(io, client.send(std::move(request)));
            return "fine";
        } catch (Problem const& problem) {
            return problem.code;
        }
    }
};

TEST_F(FetchTest, what_is_sent_and_answered_goes_through_whole) {
    Server server{"HTTP/1.1 200 OK\r\nContent-Type:  text/plain \r\nX-Two: b\r\nContent-Length: 5\r\n\r\nhello"};
    auto const answer =
        run(io, client.send({.method = "POST", .url = server.url("/a?b=c"), .fields = {{"X-One", "a"}}, .body = "x=1"}));
    EXPECT_EQ(answer.status, 200u);
    EXPECT_EQ(answer.body, "hello");
    EXPECT_EQ(answer.fields.at("content-type"), "text/plain");
    EXPECT_EQ(answer.fields.at("x-two"), "b");
    EXPECT_TRUE(server.asked.starts_with("POST /a?b=c HTTP/1.1\r\n")) << server.asked;
    EXPECT_NE(server.asked.find("X-One: a\r\n"), std::string::npos);
    EXPECT_TRUE(server.asked.ends_with("\r\n\r\nx=1")) << server.asked;
}

TEST_F(FetchTest, a_redirect_is_an_answer_and_is_not_followed) {
    Server const other{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"};
    Server const server{"HTTP/1.1 302 Found\r\nLocation: " + other.url() + "\r\nContent-Length: 0\r\n\r\n"};
    EXPECT_EQ(run(io, client.send({.url = server.url()})).status, 302u);
    EXPECT_EQ(other.asked, "");
}

TEST_F(FetchTest, nobody_is_read_beyond_the_limits_of_size_and_time) {
    Server const large{"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string(200'000, 'x')};
    EXPECT_EQ(code({.url = large.url(), .bytes_at_most = 100'000}), "remote.too_large");
    Server const slow{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", false};
    EXPECT_EQ(code({.url = slow.url(), .timeout = 200ms}), "remote.timeout");
}

TEST_F(FetchTest, what_cannot_be_reached_or_read_is_unreachable) {
    std::uint16_t port{};
    {
        Server const gone{""};
        port = gone.port;
    }
    EXPECT_EQ(code({.url = "http://127.0.0.1:" + std::to_string(port) + "/"}), "remote.unreachable");
    Server const garbage{"220 mail.example ESMTP\r\n"};
    EXPECT_EQ(code({.url = garbage.url()}), "remote.unreachable");
    for (auto const* url :
         {"file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "https://127.0.0.1:1/", "", "http://"})
        EXPECT_EQ(code({.url = url}), "remote.unreachable") << url;
}

TEST_F(FetchTest, a_certificate_that_nobody_vouches_for_is_refused) {
    Server const plain{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"};
    EXPECT_EQ(code({.url = "https://127.0.0.1:" + std::to_string(plain.port) + "/"}), "remote.unreachable");
}

}  // namespace
}  // namespace ombud::fetch
