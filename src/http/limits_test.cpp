// Time and number: slow clients, many clients, proxies, listening, draining.
#include <fstream>

#include "http/test_server.hpp"

namespace ombud::http {

class Limited : public ServerTest {
protected:
    Limited() {
        settings.limits.precision = 20ms;
        settings.limits.header_time = 300ms;
        settings.limits.keep_alive_time = 200ms;
        settings.limits.write_time = 300ms;
    }
};

TEST_F(Limited, a_head_that_drips_is_cut_off) {
    start();
    auto one = client();
    one.send("GET /hello HTTP/1.1\r\n");
    auto const began = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - began < 3s && one.send("X: y\r\n") && !one.more(50ms)) {
    }
    EXPECT_EQ(one.answer().status, 408u);
    EXPECT_TRUE(one.ended());
    EXPECT_LT(std::chrono::steady_clock::now() - began, 2500ms);
    EXPECT_EQ(counters().timed_out, 1u);
}

TEST_F(Limited, a_silent_connection_is_closed_without_a_word) {
    start();
    auto fresh = client(), kept = client();
    EXPECT_EQ(kept.get("/hello").status, 200u);
    EXPECT_EQ(kept.everything(), "");
    EXPECT_EQ(fresh.everything(), "");
    EXPECT_TRUE(comes_true([&] { return counters().connections == 0; }));
}

TEST_F(Limited, a_body_that_drips_is_cut_off) {
    start();
    auto one = client();
    one.send("POST /short HTTP/1.1\r\nHost: test\r\nContent-Length: 1000\r\n\r\n");
    auto const began = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - began < 4s && one.send("x") && !one.more(50ms)) {
    }
    EXPECT_EQ(one.answer().status, 408u);
    EXPECT_TRUE(one.ended());
}

TEST_F(Limited, a_client_that_does_not_read_is_cut_off) {
    start();
    auto one = client("127.0.0.1", 4096);
    one.send("GET /huge HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_TRUE(comes_true([&] { return counters().timed_out == 1 && counters().connections == 0; }));
    EXPECT_LT(one.everything().size(), 64u * 1024 * 1024);
}

TEST_F(Limited, a_client_that_reads_slowly_but_steadily_gets_everything) {
    start();
    auto one = client("127.0.0.1", 64 * 1024);
    one.send("GET /big HTTP/1.1\r\nHost: test\r\n\r\n");
    std::size_t got = 0;
    std::string part(128 * 1024, 0);
    for (;;) {  // 8 MiB in well over the time that one write may stall
        auto const size = ::recv(one.descriptor(), part.data(), part.size(), 0);
        if (size <= 0) break;
        got += std::size_t(size);
        if (got > 8 * 1024 * 1024) break;
        std::this_thread::sleep_for(8ms);
    }
    EXPECT_GT(got, 8u * 1024 * 1024);
}

TEST_F(Limited, a_handler_may_take_its_time) {
    settings.limits.header_time = settings.limits.keep_alive_time = settings.limits.write_time = 60ms;
    start();
    EXPECT_EQ(client().get("/slow").body, "slow");
}

TEST_F(Limited, a_head_has_a_size) {
    start();
    auto one = client();
    one.send("GET /hello HTTP/1.1\r\nHost: test\r\nX: " + std::string(15'000, 'x') + "\r\n\r\n");
    EXPECT_EQ(one.answer().status, 200u);
    one.send("GET /hello HTTP/1.1\r\nHost: test\r\nX: " + std::string(17'000, 'x') + "\r\n\r\n");
    auto const answer = one.answer();
    EXPECT_EQ(answer.status, 413u);
    EXPECT_EQ(answer.field("Connection"), "close");
    auto endless = client();
    for (int i = 0; i < 100 && endless.send(std::string(1'000, 'G')); ++i) {
    }
    EXPECT_EQ(endless.answer().status, 413u);
}

TEST_F(Limited, one_address_may_not_take_all_connections) {
    settings.limits.connections_per_address = 3;
    settings.limits.connections = 5;
    settings.limits.header_time = settings.limits.keep_alive_time = 30s;
    start();
    std::vector<Client> greedy;
    for (int i = 0; i < 3; ++i) greedy.push_back(client());
    for (auto& each : greedy) EXPECT_EQ(each.get("/hello").status, 200u);
    auto fourth = client();
    EXPECT_EQ(fourth.answer().status, 429u);
    EXPECT_TRUE(fourth.ended());
    auto neighbour = client("127.0.0.2"), other = client("127.0.0.3");
    EXPECT_EQ(neighbour.get("/hello").status, 200u);
    EXPECT_EQ(other.get("/hello").status, 200u);
    EXPECT_EQ(client("127.0.0.4").answer().status, 503u);
    EXPECT_EQ(counters().refused, 2u);
    greedy.pop_back();
    EXPECT_TRUE(comes_true([&] { return counters().connections == 4; }));
    EXPECT_EQ(client().get("/hello").status, 200u);
}

TEST_F(Limited, only_a_trusted_proxy_speaks_for_others) {
    settings.trusted_proxies = {"127.0.0.9", "10.0.0.0/8", "::1"};
    settings.limits.connections_per_address = 1;
    settings.limits.keep_alive_time = settings.limits.header_time = 30s;
    start();
    auto const through = [](Client& one, std::string_view forwarded) {
        return one.ask("GET /x HTTP/1.1\r\nHost: test\r\nX-Forwarded-Proto: https\r\n" + std::string(forwarded) + "\r\n").body;
    };
    auto stranger = client();
    EXPECT_EQ(through(stranger, "X-Forwarded-For: 6.6.6.6\r\n"), "0 /x? 127.0.0.1 plain ");
    auto proxy = client("127.0.0.9"), second = client("127.0.0.9");
    EXPECT_EQ(through(proxy, "X-Forwarded-For: 203.0.113.7\r\n"), "0 /x? 203.0.113.7 secure ");
    EXPECT_EQ(through(second, "X-Forwarded-For: 6.6.6.6, 203.0.113.7, 10.1.2.3\r\n"), "0 /x? 203.0.113.7 secure ");
    EXPECT_EQ(through(second, "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 2001:db8::7\r\n"), "0 /x? 2001:db8::7 secure ");
    EXPECT_EQ(through(second, "X-Forwarded-For: 6.6.6.6, nonsense\r\n"), "0 /x? 127.0.0.9 secure ");
    EXPECT_EQ(through(second, ""), "0 /x? 127.0.0.9 secure ");
}

TEST_F(Limited, draining_finishes_what_was_asked_and_no_more) {
    settings.limits.header_time = settings.limits.keep_alive_time = 30s;
    start();
    auto idle = client(), busy = client(), half = client();
    EXPECT_EQ(idle.get("/hello").status, 200u);
    busy.send("GET /slow HTTP/1.1\r\nHost: test\r\n\r\nGET /hello HTTP/1.1\r\nHost: test\r\n\r\n");
    half.send("GET /hello HTT");
    EXPECT_TRUE(comes_true([&] { return on_loop([this] { return handler.admitted; }) == 2; }));
    auto drained = std::async(std::launch::async, [this] { return drain(1s); });
    EXPECT_EQ(idle.everything(), "");
    auto const answer = busy.answer();
    EXPECT_EQ(answer.body, "slow");
    EXPECT_EQ(answer.field("Connection"), "close");
    EXPECT_EQ(busy.everything(), "");
    EXPECT_FALSE(client().connected);
    EXPECT_TRUE(drained.get());
    EXPECT_TRUE(half.ended());
    EXPECT_EQ(counters().connections, 0u);
}

TEST_F(Limited, the_server_may_go_while_requests_are_under_way) {
    start();
    auto one = client(), two = client();
    one.send("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n");
    two.upgrade();
    two.say("wait");
    std::this_thread::sleep_for(30ms);
    stop();
}

TEST_F(Limited, an_address_in_use_has_a_clear_code) {
    start();
    auto const code = [&](std::string const& address) -> std::string {
        try {
            Settings other = settings;
            other.listen = {address};
            asio::io_context idle;
            Server second{idle, other, handler, clock, random};
            second.listen();
        } catch (Problem const& problem) {
            return problem.code;
        }
        return "listens";
    };
    EXPECT_EQ(code("127.0.0.1:" + std::to_string(port)), "listen.in_use");
    EXPECT_EQ(code("127.0.0.2:" + std::to_string(port)), "listens");
    for (auto const* wrong :
         {"", "8080", "host.example:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:65536", "::1:80:", "[::1"})
        EXPECT_EQ(code(wrong), "listen.address") << wrong;
    EXPECT_EQ(code("203.0.113.1:8080"), "listen.failed");
    settings.trusted_proxies = {"10.0.0.0/99"};
    EXPECT_EQ(code("127.0.0.1:0"), "proxy.address");
}

TEST_F(Limited, it_listens_on_several_addresses) {
    settings.listen = {"127.0.0.1:0", "[::1]:0"};
    start();
    EXPECT_EQ(client().get("/hello").status, 200u);
}

}  // namespace ombud::http
