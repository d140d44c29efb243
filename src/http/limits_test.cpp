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
    EXPECT_LT(one.everything().size(), 64 * mib);
}

TEST_F(Limited, a_client_that_reads_slowly_but_steadily_gets_everything) {
    start();
    auto one = client("127.0.0.1", 64 * kib);
    one.send("GET /big HTTP/1.1\r\nHost: test\r\n\r\n");
    std::size_t got = 0;
    std::string part(128 * kib, 0);
    for (;;) {  // 8 MiB in well over the time that one write may stall
        auto const size = ::recv(one.descriptor(), part.data(), part.size(), 0);
        if (size <= 0) break;
        got += std::size_t(size);
        if (got > 8 * mib) break;
        std::this_thread::sleep_for(8ms);
    }
    EXPECT_GT(got, 8 * mib);
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

TEST_F(Limited, a_head_has_so_many_fields_and_no_more) {
    start();
    std::string fields;
    for (int i = 0; i < 99; ++i) fields += "X: y\r\n";
    EXPECT_EQ(client().ask("GET /hello HTTP/1.1\r\nHost: test\r\n" + fields + "\r\n").status, 200u);
    auto const answer = client().ask("GET /hello HTTP/1.1\r\nHost: test\r\nX: y\r\n" + fields + "\r\n");
    EXPECT_EQ(answer.status, 413u);
    EXPECT_EQ(answer.body, "header.too_many_fields");
}

TEST_F(Limited, one_address_may_not_take_all_connections) {
    settings.limits.connections_per_address = 3;
    settings.limits.connections = 5;
    settings.limits.header_time = settings.limits.keep_alive_time = 30s;
    start();
    std::vector<Client> greedy;
    greedy.reserve(3);
    for (int i = 0; i < 3; ++i) greedy.push_back(client());
    for (auto& each : greedy) EXPECT_EQ(each.get("/hello").status, 200u);
    auto fourth = client();
    auto const refusal = fourth.answer();
    EXPECT_EQ(refusal.status, 429u);
    EXPECT_EQ(refusal.body, "connections.too_many");
    EXPECT_EQ(refusal.field("Connection"), "close");
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

TEST_F(Limited, who_upgrades_while_the_server_drains_is_told_at_once) {
    start();
    auto late = client();
    std::thread upgrading([&] { EXPECT_EQ(late.upgrade("/late").status, 101u); });
    EXPECT_TRUE(comes_true([&] { return counters().connections == 1; }));
    std::this_thread::sleep_for(50ms);
    auto drained = std::async(std::launch::async, [this] { return drain(2s); });
    upgrading.join();
    auto const frame = late.hear();
    EXPECT_EQ(frame.close_code(), 1001u);
    late.send(Client::frame(0x88, frame.payload));
    EXPECT_TRUE(drained.get());
    EXPECT_EQ(seen().sockets_closed, 1u);
}

TEST_F(Limited, a_peer_that_does_not_answer_the_goodbye_is_dropped_in_time) {
    start();
    auto silent = client(), waiting = client();
    EXPECT_EQ(silent.upgrade().status, 101u);
    waiting.send("POST /upload HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\n\r\n");
    EXPECT_TRUE(comes_true([&] { return on_loop([this] { return handler.admitted; }) == 1; }));
    EXPECT_TRUE(drain(1s));
    EXPECT_EQ(seen().sockets_closed, 1u);
    EXPECT_EQ(seen().owners, 0u);
    EXPECT_EQ(counters().connections, 0u);
}

TEST_F(Limited, the_server_may_go_while_requests_are_under_way) {
    start();
    auto one = client(), two = client();
    one.send("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n");
    two.upgrade();
    two.say("wait");
    auto three = client();
    three.upgrade();
    EXPECT_TRUE(comes_true([&] { return seen().received.size() == 1 && counters().sockets == 2; }));
    on_loop([this] {
        server.reset();
        EXPECT_EQ(handler.seen.sockets_closed, 1u)
            << "the idle one hears it before the server is gone, the busy one when it is done";
    });
    stop();
    EXPECT_EQ(seen().sockets_closed, 2u);
    EXPECT_EQ(seen().owners, 0u);
    EXPECT_EQ(seen().statuses, (std::vector<unsigned>{101, 101})) << "nobody is told of the unfinished one";
}

TEST(Lifetimes, the_loop_may_go_with_everything_still_under_way) {
    TestHandler handler;
    SystemClock clock;
    SeededRandom random{7};
    std::vector<Client> clients;
    {
        asio::io_context io{1};
        Server server{io, {.listen = {"127.0.0.1:0"}}, handler, clock, random};
        server.listen();
        for (int i = 0; i < 4; ++i) {
            int both[2];
            ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both), 0);
            clients.emplace_back(both[0]);
            server.adopt(both[1]);
        }
        clients[0].send("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n");
        clients[1].send("GET /hel");
        clients[2].send(
            "GET /socket HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        io.run_for(50ms);
        EXPECT_EQ(server.counters().connections, 4u);
        EXPECT_EQ(server.counters().sockets, 1u);
    }
    EXPECT_EQ(handler.seen.sockets_closed, 1u);
    EXPECT_EQ(handler.seen.owners, 0u);
    for (auto& each : clients) EXPECT_TRUE(each.ended());
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
