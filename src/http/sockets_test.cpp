// Live sockets: what clients send well and badly, readers that are too slow, peers that are gone, and goodbyes.
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>

#include "http/test_server.hpp"

namespace ombud::http {

class Sockets : public ServerTest {
protected:
    Sockets() {
        settings.limits.socket_outbox_frames = 64;
        settings.limits.socket_outbox_bytes = 128 * kib;
    }

    Client open(std::string_view path = "/socket") {
        auto one = client();
        EXPECT_EQ(one.upgrade(path).status, 101u);
        return one;
    }
    // The connection ends after a close frame with this code, and its owner hears of it.
    void expect_closed(std::string_view bytes, unsigned code) {
        SCOPED_TRACE(testing::PrintToString(std::string(bytes.substr(0, 40))));
        auto const before = seen().sockets_closed;
        auto one = open();
        one.send(bytes);
        auto const frame = one.hear();
        EXPECT_EQ(frame.opcode, 8);
        EXPECT_EQ(frame.close_code(), code);
        one.send(Client::frame(0x88, frame.payload));
        EXPECT_EQ(one.everything(), "");
        EXPECT_TRUE(comes_true([&] { return seen().sockets_closed == before + 1; }));
    }
    static std::string close_frame(unsigned code, std::string_view reason = {}) {
        return Client::frame(0x88, std::string{char(code >> 8), char(code)} + std::string(reason));
    }
};

TEST_F(Sockets, a_handshake_is_answered_by_the_book) {
    start();
    auto one = client();
    auto const answer = one.upgrade(
        "/socket", "Sec-WebSocket-Protocol: other, ombud.v1, bearer.secret\r\nSec-WebSocket-Extensions: permessage-deflate\r\n");
    EXPECT_EQ(answer.status, 101u);
    EXPECT_EQ(answer.field("Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") << "RFC 6455, 1.3";
    EXPECT_EQ(answer.field("Sec-WebSocket-Protocol"), "ombud.v1");
    EXPECT_EQ(answer.field("Sec-WebSocket-Extensions"), "");
    EXPECT_EQ(answer.field("X-Request-Id").size(), 36u);
    EXPECT_EQ(on_loop([this] { return handler.token; }), "other, ombud.v1, bearer.secret");
    EXPECT_EQ(client().upgrade("/socket").field("Sec-WebSocket-Protocol"), "");
    EXPECT_EQ(client().upgrade("/socket", "Sec-WebSocket-Protocol: ombud.v2\r\n").field("Sec-WebSocket-Protocol"), "");
    EXPECT_EQ(seen().statuses.front(), 101u);
}

TEST_F(Sockets, a_handshake_that_is_none_is_refused) {
    start();
    auto const with = [&](std::string_view line, std::string_view key, std::string_view version) {
        return client().ask(std::string(line) +
                            "\r\nHost: test\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: " +
                            std::string(version) + "\r\nSec-WebSocket-Key: " + std::string(key) + "\r\n\r\n");
    };
    constexpr std::string_view good = "dGhlIHNhbXBsZSBub25jZQ==";
    EXPECT_EQ(with("GET /socket HTTP/1.1", good, "13").status, 101u);
    auto const old = with("GET /socket HTTP/1.1", good, "8");
    EXPECT_EQ(old.status, 400u);
    EXPECT_EQ(old.body, "websocket.version");
    EXPECT_EQ(old.field("Sec-WebSocket-Version"), "13");
    EXPECT_EQ(with("GET /socket HTTP/1.1", "c2hvcnQ=", "13").status, 400u);
    EXPECT_EQ(with("GET /socket HTTP/1.1", "dGhlIHNhbXBsZSBub25jZQ!=", "13").status, 400u);
    EXPECT_EQ(with("GET /socket HTTP/1.1", "", "13").status, 400u);
    EXPECT_EQ(with("POST /socket HTTP/1.1", good, "13").status, 200u) << "only GET opens a socket; this is an ordinary request";
    auto const refused = client().upgrade("/refused");
    EXPECT_EQ(refused.status, 403u);
    EXPECT_EQ(refused.body, "test.refused");
    EXPECT_TRUE(comes_true([&] { return seen().sockets_closed == 1 && counters().sockets == 0; })) << "only one was opened";
}

TEST_F(Sockets, messages_come_and_go_in_order_even_sent_with_the_handshake) {
    start();
    auto one = client();
    one.send(
        "GET /greeting HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
        Client::frame(0x81, "early") + Client::frame(0x81, "wait") + Client::frame(0x81, "after"));
    EXPECT_EQ(one.answer().status, 101u);
    for (auto const* text : {"welcome", "early", "waited", "after"}) EXPECT_EQ(one.hear().payload, text);
    one.say("安席 🙏");
    EXPECT_EQ(one.hear().payload, "安席 🙏");
    for (std::size_t size : {0u, 125u, 126u, 127u, 4000u, 16384u}) {
        one.say(std::string(size, 'x'));
        auto const frame = one.hear();
        EXPECT_EQ(frame.opcode, 1);
        EXPECT_EQ(frame.payload.size(), size);
    }
}

TEST_F(Sockets, a_broken_frame_right_behind_the_handshake_is_answered_after_it) {
    start();
    auto one = client();
    one.send(
        "GET /greeting HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
        Client::frame(0x81, "unmasked", false));
    EXPECT_EQ(one.answer().status, 101u);
    EXPECT_EQ(one.hear().payload, "welcome");
    EXPECT_EQ(one.hear().close_code(), 1002u);
}

TEST_F(Sockets, another_implementation_agrees) {
    start();
    namespace websocket = boost::beast::websocket;
    asio::io_context own;
    websocket::stream<asio::ip::tcp::socket> stream{own};
    stream.next_layer().connect({asio::ip::address_v4::loopback(), port});
    stream.set_option(websocket::permessage_deflate{.client_enable = true});
    stream.handshake("test", "/socket");
    boost::beast::flat_buffer buffer;
    for (std::size_t size : {0u, 1u, 125u, 126u, 5'000u, 16'384u}) {
        std::string const text(size, 'z');
        stream.write_buffer_bytes(1'000);  // several frames a message
        stream.write(asio::buffer(text));
        stream.ping({});
        stream.read(buffer);
        EXPECT_TRUE(boost::beast::buffers_to_string(buffer.data()) == text) << size;
        buffer.consume(buffer.size());
    }
    stream.close(websocket::close_code::normal);
    EXPECT_EQ(stream.reason().code, websocket::close_code::normal);
    EXPECT_TRUE(comes_true([&] { return seen().sockets_closed == 1; }));
}

TEST_F(Sockets, a_message_may_come_in_parts_with_pings_between_and_byte_by_byte) {
    start();
    auto one = open();
    std::string const text = "好的，谢谢";
    std::string const bytes = Client::frame(0x01, text.substr(0, 4)) + Client::frame(0x89, "are you there") +
                              Client::frame(0x00, "") + Client::frame(0x80, text.substr(4)) + Client::frame(0x8a, "unasked");
    for (char byte : bytes) {
        one.send({&byte, 1});
        std::this_thread::sleep_for(1ms);
    }
    auto const pong = one.hear();
    EXPECT_EQ(pong.opcode, 10);
    EXPECT_EQ(pong.payload, "are you there");
    EXPECT_EQ(one.hear().payload, text);
}

TEST_F(Sockets, a_broken_frame_ends_the_connection_with_the_right_code) {
    start();
    expect_closed(Client::frame(0x81, "not masked", false), 1002);
    for (std::uint8_t reserved : {0xc1, 0xa1, 0x91}) expect_closed(Client::frame(reserved, "x"), 1002);
    for (std::uint8_t unknown : {0x83, 0x87, 0x8b, 0x8f}) expect_closed(Client::frame(unknown, "x"), 1002);
    expect_closed(Client::frame(0x09, "ping in parts"), 1002);
    expect_closed(Client::frame(0x89, std::string(126, 'x')), 1002);
    expect_closed(Client::frame(0x80, "nothing to go on with"), 1002);
    expect_closed(Client::frame(0x01, "a") + Client::frame(0x81, "b"), 1002);
    expect_closed(std::string("\x81\xfe\x00\x05\0\0\0\0hello"sv), 1002);                     // a length that needs no two bytes
    expect_closed(std::string("\x81\xff\0\0\0\0\0\0\x01\0\0\0\0\0"sv), 1002);                // nor eight
    expect_closed(std::string("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0"sv), 1002);  // negative
    expect_closed(Client::frame(0x82, "binary"), 1003);
    expect_closed(Client::frame(0x81, "\xff"), 1007);
    expect_closed(Client::frame(0x81, "\xed\xa0\x80"), 1007);
    expect_closed(Client::frame(0x81, "\xc0\xaf"), 1007);
    expect_closed(Client::frame(0x81, "cut \xe5\xae"), 1007);
    expect_closed(Client::frame(0x81, std::string(16 * kib + 1, 'x')), 1009);
    expect_closed(std::string("\x81\xff\0\0\0\x01\0\0\0\0\0\0\0\0"sv), 1009);  // four gigabytes, announced
    expect_closed(Client::frame(0x01, std::string(16 * kib, 'x')) + Client::frame(0x80, "x"), 1009);
}

TEST_F(Sockets, a_goodbye_is_answered_and_a_bad_one_too) {
    start();
    expect_closed(close_frame(1000, "done"), 1000);
    expect_closed(close_frame(4999), 4999);
    for (unsigned code : {0u, 999u, 1004u, 1005u, 1006u, 1015u, 1016u, 2999u, 5000u, 65535u})
        expect_closed(close_frame(code), 1002);
    expect_closed(Client::frame(0x88, "x"), 1002);
    expect_closed(close_frame(1000, "\xff"), 1007);
    auto one = open();
    one.send(Client::frame(0x88, ""));
    auto const answer = one.hear();
    EXPECT_EQ(answer.opcode, 8);
    EXPECT_TRUE(one.ended());
}

TEST_F(Sockets, the_owner_may_say_goodbye_after_its_last_words) {
    start();
    auto one = open();
    one.say("goodbye");
    EXPECT_EQ(one.hear().payload, "last words");
    auto const frame = one.hear();
    EXPECT_EQ(frame.close_code(), 4001u);
    EXPECT_EQ(frame.payload.substr(2), "enough");
    one.say("too late");
    one.send(close_frame(4001));
    EXPECT_EQ(one.everything(), "");
    EXPECT_TRUE(comes_true([&] { return seen().sockets_closed == 1; }));
    EXPECT_EQ(seen().received, std::vector<std::string>{"goodbye"});
    auto away = open("/away");
    EXPECT_EQ(away.hear().close_code(), 4002u);
}

TEST_F(Sockets, what_an_owner_throws_closes_with_a_code) {
    start();
    auto one = open(), two = open();
    one.say("problem");
    auto const frame = one.hear();
    EXPECT_EQ(frame.close_code(), 1008u);
    EXPECT_EQ(frame.payload.substr(2), "message.wrong");
    two.say("boom");
    EXPECT_EQ(two.hear().close_code(), 1011u);
}

TEST_F(Sockets, a_vanished_peer_is_noticed) {
    start();
    auto one = open(), two = open();
    one.hang_up();
    EXPECT_TRUE(comes_true([&] { return counters().sockets == 1 && seen().sockets_closed == 1; }));
    two.say("wait");
    two.hang_up();  // while its message is being handled: closed() comes after
    EXPECT_TRUE(comes_true([&] { return counters().sockets == 0 && seen().sockets_closed == 2 && counters().connections == 0; }));
}

TEST_F(Sockets, a_slow_reader_is_dropped_and_others_go_on) {
    start();
    auto slow = client("127.0.0.1", 4096);
    EXPECT_EQ(slow.upgrade().status, 101u);
    auto quick = open();
    slow.say("flood");
    EXPECT_TRUE(comes_true([&] { return counters().slow_readers_dropped == 1; }));
    quick.say("still here");
    EXPECT_EQ(quick.hear().payload, "still here");
    // When it wakes up it reads whole frames and why it was dropped.
    Frame frame;
    for (frame = slow.hear(); frame.opcode == 1; frame = slow.hear()) EXPECT_EQ(frame.payload.size(), 4096u);
    EXPECT_EQ(frame.close_code(), 4008u);
    slow.hang_up();
    EXPECT_TRUE(comes_true([&] { return seen().sockets_closed == 1; }));
}

TEST_F(Sockets, a_silent_peer_is_pinged_and_then_given_up) {
    settings.limits.socket_ping_time = 150ms;
    settings.limits.precision = 20ms;
    start();
    auto dead = open(), alive = open();
    for (int i = 0; i < 4; ++i) {
        auto const ping = alive.hear();
        EXPECT_EQ(ping.opcode, 9);
        alive.send(Client::frame(0x8a, ping.payload));
    }
    EXPECT_EQ(counters().dead_peers_dropped, 1u);
    EXPECT_EQ(dead.hear().opcode, 9);
    EXPECT_EQ(dead.everything(), "") << "one ping is enough";
    EXPECT_EQ(counters().sockets, 1u);
}

TEST_F(Sockets, a_peer_is_not_given_up_while_its_message_is_worked_on) {
    settings.limits.socket_ping_time = 100ms;
    settings.limits.precision = 20ms;
    start();
    auto one = open();
    one.say("wait long");
    Frame frame;
    for (frame = one.hear(); frame.opcode == 9; frame = one.hear()) one.send(Client::frame(0x8a, frame.payload));
    EXPECT_EQ(frame.payload, "waited");
    EXPECT_EQ(counters().dead_peers_dropped, 0u);
}

TEST_F(Sockets, what_is_said_at_once_comes_in_order_and_is_no_slow_reader) {
    start();
    auto one = open();
    one.say("burst");  // far more than may wait
    for (int i = 0; i < 500; ++i) EXPECT_EQ(one.hear().payload, std::to_string(i));
    EXPECT_EQ(counters().slow_readers_dropped, 0u);
}

TEST_F(Sockets, a_flood_of_pings_costs_the_flooder_only) {
    start();
    auto one = open();
    std::string pings;
    for (int i = 0; i < 10'000; ++i) pings += Client::frame(0x89, "x");
    for (int i = 0; i < 20; ++i) one.send(pings);
    one.say("still here");
    std::size_t pongs = 0;
    Frame frame;
    for (frame = one.hear(); frame.opcode == 10; frame = one.hear()) ++pongs;
    EXPECT_EQ(frame.payload, "still here");
    EXPECT_GE(pongs, 1u);
    EXPECT_LE(pongs, 200'000u);
}

TEST_F(Sockets, a_thousand_may_idle_and_all_are_told_when_the_server_goes) {
    settings.limits.connections_per_address = 2'000;
    start();
    std::vector<Client> all;
    all.reserve(1'000);
    for (int i = 0; i < 1'000; ++i) all.push_back(open());
    EXPECT_EQ(counters().sockets, 1'000u);
    all[500].say("here");
    EXPECT_EQ(all[500].hear().payload, "here");
    auto drained = std::async(std::launch::async, [this] { return drain(10s); });
    for (auto& each : all) {
        auto const frame = each.hear();
        EXPECT_EQ(frame.close_code(), 1001u);
        each.send(Client::frame(0x88, frame.payload));
    }
    EXPECT_TRUE(drained.get());
    EXPECT_EQ(seen().sockets_closed, 1'000u);
    EXPECT_EQ(counters().connections, 0u);
    EXPECT_FALSE(client().connected);
}

}  // namespace ombud::http
