// Requests as clients send them, well and badly meant.
#include "http/test_server.hpp"

namespace ombud::http {

class Requests : public ServerTest {
protected:
    Requests() { start(); }

    // Refused with 400 in our words, and the connection is over.
    void expect_refused(std::string_view bytes, unsigned status = 400) {
        SCOPED_TRACE(testing::PrintToString(std::string(bytes.substr(0, 200))));
        auto one = client();
        one.send(bytes);
        auto const answer = one.answer();
        EXPECT_EQ(answer.status, status);
        EXPECT_EQ(answer.field("Content-Type"), "application/problem+json");
        EXPECT_EQ(answer.field("Connection"), "close");
        EXPECT_EQ(answer.field("X-Request-Id").size(), 36u);
        EXPECT_EQ(one.everything(), "") << "nothing may follow a refusal";
    }
};

TEST_F(Requests, a_connection_is_kept_and_each_answer_has_its_own_id) {
    auto one = client();
    auto const first = one.get("/hello"), second = one.get("/hello");
    EXPECT_EQ(first.status, 200u);
    EXPECT_EQ(first.body, "hello");
    EXPECT_EQ(first.field("Content-Length"), "5");
    EXPECT_EQ(first.field("Date").size(), 29u);
    EXPECT_TRUE(first.field("Date").ends_with(" GMT"));
    EXPECT_EQ(second.body, "hello");
    EXPECT_NE(first.field("X-Request-Id"), second.field("X-Request-Id"));
    EXPECT_EQ(counters().accepted, 1u);
}

TEST_F(Requests, pipelined_requests_are_answered_in_order_one_at_a_time) {
    auto one = client();
    std::string all;
    for (auto const* path : {"/slow", "/hello", "/shared", "/slow", "/hello"})
        all += "GET " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n\r\n";
    all += "POST /a HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabcGET /hello HTTP/1.1\r\nHost: test\r\n\r\n";
    one.send(all);
    for (auto const* body : {"slow", "hello", "shared", "slow", "hello", "2 /a? 127.0.0.1 plain abc", "hello"})
        EXPECT_EQ(one.answer().body, body);
}

TEST_F(Requests, what_is_pipelined_waits_in_the_kernel_and_not_here) {
    auto one = client();
    EXPECT_EQ(one.get("/hello").status, 200u);
    std::string const request = "GET /slow HTTP/1.1\r\nHost: test\r\nX: " + std::string(4'000, 'x') + "\r\n\r\n";
    EXPECT_LT(one.push(request, 128 * mib), 64 * mib);
}

TEST_F(Requests, junk_behind_a_request_is_refused_after_its_answer) {
    auto one = client();
    one.send("GET /hello HTTP/1.1\r\nHost: test\r\n\r\nJUNK\r\n\r\n");
    EXPECT_EQ(one.answer().status, 200u);
    auto const answer = one.answer();
    EXPECT_EQ(answer.status, 400u);
    EXPECT_EQ(answer.body, "http.malformed");
    EXPECT_TRUE(one.ended());
    auto longer = client();  // a body with more bytes than it said
    longer.send("POST /x HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabcdef\r\n\r\n");
    EXPECT_EQ(longer.answer().body, "2 /x? 127.0.0.1 plain abc");
    EXPECT_EQ(longer.answer().status, 400u);
    EXPECT_TRUE(longer.ended());
}

TEST_F(Requests, a_head_behind_a_body_has_the_same_bound) {
    auto one = client();
    one.send("POST /x HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabcGET /hello HTTP/1.1\r\nX: " +
             std::string(60'000, 'x'));
    EXPECT_EQ(one.answer().status, 200u);
    EXPECT_EQ(one.answer().status, 413u);
    EXPECT_TRUE(one.ended());
}

TEST_F(Requests, a_body_that_breaks_off_is_refused) {
    for (std::string_view start : {"Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                                   "Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n"}) {
        auto one = client();
        one.send("POST /x HTTP/1.1\r\nHost: test\r\n" + std::string(start));
        one.half_close();
        auto const answer = one.answer();
        EXPECT_EQ(answer.status, 400u);
        EXPECT_EQ(answer.body, "body.malformed");
    }
}

TEST_F(Requests, bytes_may_come_one_by_one) {
    auto one = client();
    for (char byte : std::string_view(
             "POST /x?y=1 HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;note=1\r\nde\r\n0\r\n\r\n")) {
        one.send({&byte, 1});
        std::this_thread::sleep_for(1ms);
    }
    EXPECT_EQ(one.answer().body, "2 /x?y=1 127.0.0.1 plain abcde");
    EXPECT_EQ(one.get("/hello").status, 200u);
}

TEST_F(Requests, an_empty_chunked_body_may_come_one_by_one) {
    auto one = client();
    for (char byte : std::string_view("POST /x HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
        one.send({&byte, 1});
        std::this_thread::sleep_for(2ms);
    }
    EXPECT_EQ(one.answer().body, "2 /x? 127.0.0.1 plain ");
}

TEST_F(Requests, head_has_the_length_and_no_body) {
    auto one = client();
    one.send("HEAD /hello HTTP/1.1\r\nHost: test\r\n\r\nGET /shared HTTP/1.1\r\nHost: test\r\n\r\n");
    auto const head = one.answer(true);
    EXPECT_EQ(head.status, 200u);
    EXPECT_EQ(head.field("Content-Length"), "5");
    EXPECT_EQ(one.answer().body, "shared");
}

TEST_F(Requests, no_content_has_no_length) {
    auto one = client();
    auto const answer = one.get("/nothing");
    EXPECT_EQ(answer.status, 204u);
    EXPECT_EQ(answer.field("Content-Length"), "");
    EXPECT_EQ(one.get("/unmodified").status, 304u);
    EXPECT_EQ(one.get("/hello").status, 200u);
}

TEST_F(Requests, old_clients_and_polite_ones_are_let_go) {
    auto old = client();
    EXPECT_EQ(old.ask("GET /hello HTTP/1.0\r\n\r\n").body, "hello");
    EXPECT_TRUE(old.ended());
    auto kept = client();
    auto const answer = kept.ask("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(answer.field("Connection"), "keep-alive");
    EXPECT_EQ(kept.ask("GET /hello HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").field("Connection"), "close");
    EXPECT_TRUE(kept.ended());
}

TEST_F(Requests, a_client_that_half_closes_still_gets_its_answer) {
    auto one = client();
    one.send("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n");
    one.half_close();
    EXPECT_EQ(one.answer().body, "slow");
    EXPECT_TRUE(one.ended());
}

TEST_F(Requests, what_could_be_read_in_two_ways_is_refused) {
    for (std::string_view framing : {"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                                     "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
                                     "Content-Length: 4\r\nContent-Length: 4\r\n",
                                     "Content-Length: 4\r\nContent-Length: 5\r\n",
                                     "Content-Length: 4, 4\r\n",
                                     "Content-Length: +4\r\n",
                                     "Content-Length: -4\r\n",
                                     "Content-Length: 0x4\r\n",
                                     "Content-Length: 4 4\r\n",
                                     "Content-Length: \r\n",
                                     "Content-Length: 99999999999999999999999\r\n",
                                     "Content-Length: 18446744073709551616\r\n",
                                     "Transfer-Encoding: xchunked\r\n",
                                     "Transfer-Encoding: chunked, identity\r\n",
                                     "Transfer-Encoding: identity\r\n",
                                     "Transfer-Encoding: gzip, chunked\r\n",
                                     "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                                     "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                                     "Transfer-Encoding: \"chunked\"\r\n",
                                     "Transfer-Encoding:\vchunked\r\n",
                                     "Transfer-Encoding : chunked\r\n",
                                     "Transfer-Encoding\t: chunked\r\n",
                                     " Transfer-Encoding: chunked\r\n",
                                     "X: y\r\n Transfer-Encoding: chunked\r\n",
                                     "X: y\r\n\tz\r\n",
                                     "Transfer-Encoding: chunked\n",
                                     "X: y\nTransfer-Encoding: chunked\r\n",
                                     "X: y\rTransfer-Encoding: chunked\r\n",
                                     "X\r\n",
                                     ": x\r\n",
                                     "X y: z\r\n",
                                     "X(: z\r\n",
                                     "Transfer-Encoding:\r\n chunked\r\n"})
        expect_refused("POST /x HTTP/1.1\r\nHost: test\r\n" + std::string(framing) + "\r\n0\r\n\r\n");
    expect_refused("POST /x HTTP/1.1\r\nHost: test\r\nX: a\0b\r\n\r\n"sv);
    expect_refused("POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

TEST_F(Requests, a_malformed_start_is_refused) {
    for (std::string_view line :
         {"GET / HTTP/1.2\r\n", "GET / HTTP/2.0\r\n", "GET / HTTP/0.9\r\n", "GET / http/1.1\r\n", "GET / HTTP/1.1 \r\n",
          "GET  / HTTP/1.1\r\n", "GET /  HTTP/1.1\r\n", " GET / HTTP/1.1\r\n", "GET /\r\n", "GET\r\n", "G@T / HTTP/1.1\r\n",
          "GET\t/ HTTP/1.1\r\n", "GET /a b HTTP/1.1\r\n", "GET x HTTP/1.1\r\n", "GET * HTTP/1.1\r\n",
          "CONNECT test:80 HTTP/1.1\r\n", "GET /\x01 HTTP/1.1\r\n", "GET / HTTP/1.1\n", "PRI * HTTP/2.0\r\n"})
        expect_refused(std::string(line) + "Host: test\r\n\r\n");
}

TEST_F(Requests, a_path_with_tricks_is_refused) {
    for (std::string_view path :
         {"/../etc/passwd", "/a/../b",    "/a/..",  "/%2e%2e/x", "/a/%2E%2e",      "/./x",  "/a/.",
          "/a%2fb",         "/a%2Fb",     "/a%00b", "/a%",       "/a%1",           "/a%zz", "/%ff",
          "/%c0%af",        "/%ed%a0%80", "/a%5cb", "/a\\b",     "//evil.example", "/a//b", "/%0d%0aSet-Cookie:x",
          "/a#b",           "/%7f"})
        expect_refused("GET " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n\r\n");
}

TEST_F(Requests, a_path_comes_decoded_and_a_query_as_it_is) {
    auto one = client();
    EXPECT_EQ(one.get("/zh-CN/%E5%AE%89%E5%B8%AD/a+b%20c/?q=%E4%BD%A0&x=[1]|{2}").body,
              "0 /zh-CN/安席/a+b c/?q=%E4%BD%A0&x=[1]|{2} 127.0.0.1 plain ");
    EXPECT_EQ(one.get("/parameter?a=1&q=%E4%BD%A0+%2B%26&q=2").body, "你 +&");
    EXPECT_EQ(one.get("/parameter?qq=1&Q=2").body, "(none)");
    EXPECT_EQ(one.get("/parameter?q").body, "");
    EXPECT_EQ(one.get("/parameter?q=%ff").status, 400u);
    EXPECT_EQ(one.get("/parameter?q=%00").status, 400u);
    EXPECT_EQ(one.get("/parameter?q=%4").status, 400u);
    EXPECT_EQ(one.ask("OPTIONS * HTTP/1.1\r\nHost: test\r\n\r\n").body, "6 *? 127.0.0.1 plain ");
    EXPECT_EQ(one.ask("GET http://test/a?b HTTP/1.1\r\nHost: test\r\n\r\n").body, "0 /a?b 127.0.0.1 plain ");
    EXPECT_EQ(one.ask("GET HTTPS://TEST?b HTTP/1.1\r\nHost: test\r\n\r\n").body, "0 /?b 127.0.0.1 plain ");
    EXPECT_EQ(one.ask("PURGE /a HTTP/1.1\r\nHost: test\r\n\r\n").body, "7 /a? 127.0.0.1 plain ");
}

TEST_F(Requests, one_host_is_required) {
    expect_refused("GET / HTTP/1.1\r\n\r\n");
    expect_refused("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n");
    expect_refused("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
    expect_refused("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n");
    expect_refused("GET / HTTP/1.1\r\nHost: user@a\r\n\r\n");
    expect_refused("GET / HTTP/1.1\r\nHost: a b\r\n\r\n");
    expect_refused("GET http://other/ HTTP/1.1\r\nHost: test\r\n\r\n");
    expect_refused("GET http://test@other/ HTTP/1.1\r\nHost: test\r\n\r\n");
    expect_refused("GET http:/hello HTTP/1.1\r\nHost: test\r\n\r\n");
    expect_refused("GET ftp://test/hello HTTP/1.1\r\nHost: test\r\n\r\n");
    expect_refused("GET ?q=1 HTTP/1.1\r\nHost: test\r\n\r\n");
    for (std::string_view host : {"a.example:8080", "[::1]:80", "127.0.0.1"})
        EXPECT_EQ(client().ask("GET /hello HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n").status, 200u);
}

TEST_F(Requests, chunks_that_are_none_are_refused) {
    for (std::string_view body : {"x\r\n", "3\r\nabcd\r\n0\r\n\r\n", "-1\r\n", " 3\r\nabc\r\n0\r\n\r\n", "10000000000000000\r\n",
                                  "0x3\r\nabc\r\n0\r\n\r\n", "3\r\nabc0\r\n\r\n", "3;\x01=1\r\nabc\r\n0\r\n\r\n"})
        expect_refused("POST /x HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(body));
}

TEST_F(Requests, a_chunks_head_and_trailers_have_an_end) {
    std::string const start = "POST /upload HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n";
    expect_refused(start + "3;" + std::string(80'000, 'x'));
    expect_refused(start + "0\r\n" + std::string(80'000, 'x'));
    expect_refused(start + std::string(80'000, '0'));
    expect_refused(start + "3\r\nabc\r\n0\r\nContent-Length: 7\r\n\r\n");
    auto one = client();
    EXPECT_EQ(one.ask(start + "3\r\nabc\r\n0\r\nHost: other\r\nX-Trailer: y\r\n\r\n").body, "3");
    EXPECT_EQ(one.get("/hello").status, 200u);
}

TEST_F(Requests, a_body_over_its_limit_is_refused_before_it_is_read) {
    expect_refused("POST /short HTTP/1.1\r\nHost: test\r\nContent-Length: 1025\r\n\r\n", 413);
    expect_refused("POST /short HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n401\r\n", 413);
    expect_refused("POST /short HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" + std::string(1024, 'x') +
                       "\r\n1\r\nx\r\n0\r\n\r\n",
                   413);
    EXPECT_EQ(client().ask("POST /short HTTP/1.1\r\nHost: test\r\nContent-Length: 1024\r\n\r\n" + std::string(1024, 'x')).status,
              200u);
}

TEST_F(Requests, a_refused_upload_still_learns_why) {
    // The client pushes on long after the refusal; a reset would take the answer away from it.
    auto one = client();
    one.send("POST /refused HTTP/1.1\r\nHost: test\r\nContent-Length: 3000000\r\n\r\n");
    for (int i = 0; i < 30; ++i)
        if (!one.send(std::string(100'000, 'x'))) break;
    EXPECT_EQ(one.answer().status, 403u);
    EXPECT_TRUE(one.ended());
}

TEST_F(Requests, a_large_upload_arrives_whole) {
    auto one = client();
    one.send("POST /upload HTTP/1.1\r\nHost: test\r\nContent-Length: 10000000\r\n\r\n");
    for (int i = 0; i < 100; ++i) one.send(std::string(100'000, 'x'));
    EXPECT_EQ(one.answer().body, "10000000");
    one.send("POST /upload HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 100; ++i) one.send("186a0\r\n" + std::string(100'000, 'y') + "\r\n");
    one.send("0\r\n\r\n");
    EXPECT_EQ(one.answer().body, "10000000");
    EXPECT_EQ(one.get("/hello").status, 200u);
}

TEST_F(Requests, a_body_is_asked_for_only_when_it_is_wanted) {
    auto one = client();
    one.send("POST /x HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    auto const go_on = one.answer();
    EXPECT_EQ(go_on.status, 100u);
    EXPECT_EQ(one.ask("abc").body, "2 /x? 127.0.0.1 plain abc");
    auto refused = client();
    EXPECT_EQ(refused.ask("POST /refused HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n").status,
              403u);
    auto eager = client();  // did not wait: needs no word
    eager.send("POST /x HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc");
    auto answer = eager.answer();
    if (answer.status == 100) answer = eager.answer();
    EXPECT_EQ(answer.body, "2 /x? 127.0.0.1 plain abc");
}

TEST_F(Requests, what_goes_wrong_behind_becomes_a_problem_and_the_connection_goes_on) {
    auto one = client();
    EXPECT_EQ(one.get("/problem").body, "test.conflict");
    auto const boom = one.get("/boom");
    EXPECT_EQ(boom.status, 500u);
    EXPECT_EQ(boom.body, "internal");
    EXPECT_EQ(one.get("/refused").status, 403u);
    EXPECT_EQ(one.get("/admit-boom").status, 500u);
    EXPECT_EQ(one.get("/split").status, 500u) << "a field with a line break must not go out";
    EXPECT_EQ(one.get("/own-length").status, 500u);
    EXPECT_EQ(one.get("/hello").status, 200u);
    EXPECT_EQ(seen().failures.size(), 4u);
    EXPECT_EQ(seen().statuses, (std::vector<unsigned>{409, 500, 403, 500, 500, 500, 200}));
}

TEST_F(Requests, cookies_are_found_by_name) {
    Request request;
    request.fields = {{"cookie", "a=1; session=abc=d;b=2"}, {"COOKIE", "late=3"}};
    EXPECT_EQ(request.cookie("session"), "abc=d");
    EXPECT_EQ(request.cookie("b"), "2");
    EXPECT_EQ(request.cookie("late"), "3");
    EXPECT_EQ(request.cookie("ession"), std::nullopt);
    EXPECT_EQ(request.field("Cookie"), "a=1; session=abc=d;b=2");
}

class Files : public Requests {
public:
    ~Files() override { std::filesystem::remove(path_); }

protected:
    Files() {
        path_ = std::filesystem::temp_directory_path() / ("ombud-http-" + std::to_string(::getpid()));
        for (int i = 0; i < 300'000; ++i) content_ += char('a' + i % 26);
        std::ofstream(path_, std::ios::binary) << content_;
        on_loop([this] { handler.file = path_.string(), handler.file_size = content_.size(); });
    }

    Answer part(std::string_view range, std::string_view extra = {}) {
        return client().ask("GET /file HTTP/1.1\r\nHost: test\r\nRange: " + std::string(range) + "\r\n" + std::string(extra) +
                            "\r\n");
    }

    std::filesystem::path path_;
    std::string content_;
};

TEST_F(Files, a_file_comes_whole_or_in_part) {
    auto one = client();
    one.send("HEAD /file HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_EQ(one.answer(true).field("Content-Length"), "300000");
    auto const whole = one.get("/file");
    EXPECT_TRUE(whole.body == content_);
    EXPECT_EQ(whole.field("Accept-Ranges"), "bytes");
    auto const first = part("bytes=0-99");
    EXPECT_EQ(first.status, 206u);
    EXPECT_EQ(first.body, content_.substr(0, 100));
    EXPECT_EQ(first.field("Content-Range"), "bytes 0-99/300000");
    EXPECT_EQ(part("bytes=299990-").body, content_.substr(299'990));
    EXPECT_EQ(part("bytes=-10").body, content_.substr(299'990));
    EXPECT_EQ(part("bytes=299990-999999").body, content_.substr(299'990));
    EXPECT_EQ(part("bytes=-999999").body.size(), content_.size());
}

TEST_F(Files, a_part_that_cannot_be_is_named_or_ignored) {
    auto const beyond = part("bytes=300000-");
    EXPECT_EQ(beyond.status, 416u);
    EXPECT_EQ(beyond.field("Content-Range"), "bytes */300000");
    EXPECT_EQ(part("bytes=-0").status, 416u);
    for (std::string_view odd : {"bytes=5-1", "bytes=a-b", "lines=1-2", "bytes=", "bytes=0-1,5-9", "bytes=18446744073709551616-",
                                 "bytes=0-18446744073709551615", "bytes=--5"}) {
        auto const answer = part(odd);
        SCOPED_TRACE(odd);
        EXPECT_TRUE(answer.status == 200u || answer.status == 206u || answer.status == 416u);
        if (answer.status != 416u) {
            EXPECT_EQ(answer.body.size(), content_.size());
        }
    }
    EXPECT_EQ(part("bytes=0-9", "If-Range: \"v1\"\r\n").status, 206u);
    EXPECT_EQ(part("bytes=0-9", "If-Range: \"v0\"\r\n").status, 200u);
}

TEST_F(Files, a_lost_file_is_an_error_not_a_broken_answer) {
    std::filesystem::remove(path_);
    auto one = client();
    EXPECT_EQ(one.get("/file").status, 500u);
    EXPECT_EQ(one.get("/hello").status, 200u);
    EXPECT_EQ(seen().failures.size(), 1u);
}

}  // namespace ombud::http
