#include "fetch/outward.hpp"

#include <gtest/gtest.h>

#include "core/problem.hpp"
#include "support/run.hpp"
#include "support/unkind_server.hpp"

namespace ombud::fetch {
namespace {

using ombud::testing::run;
using ombud::testing::UnkindServer;

std::string verdict(std::string const& url, std::vector<std::string> const& allow = {}) {
    try {
        require_outward_url(url, AllowedInside::read(allow));
        return "fine";
    } catch (Problem const& problem) {
        return problem.code;
    }
}

TEST(OutwardUrl, leads_to_the_open_internet_over_tls) {
    EXPECT_EQ(verdict("https://hooks.example.com/in?a=b"), "fine");
    EXPECT_EQ(verdict("https://hooks.example.com:8443/"), "fine");
    EXPECT_EQ(verdict("https://[2606:4700::1111]/"), "fine");
    EXPECT_EQ(verdict("http://hooks.example.com/"), "url.insecure");
    for (auto const* no :
         {"", "hooks", "ftp://hooks.example.com/", "file:///etc/passwd", "gopher://127.0.0.1/", "https://",
          "https://user:word@hooks.example.com/", "https://hooks.example.com/#part", "https://a b/", "javascript:alert(1)"})
        EXPECT_EQ(verdict(no), "url.invalid") << no;
    EXPECT_EQ(verdict("https://hooks.example.com/" + std::string(3'000, 'a')), "url.invalid");
}

TEST(OutwardUrl, leads_nowhere_inside_however_it_is_written) {
    for (auto const* inside : {"https://127.0.0.1/",
                               "https://127.1/",
                               "https://2130706433/",
                               "https://0x7f000001/",
                               "https://0177.0.0.1/",
                               "https://0/",
                               "https://10.0.0.1/",
                               "https://169.254.169.254/latest/meta-data/",
                               "https://100.100.100.200/",
                               "https://192.168.0.1./",
                               "https://[::1]/",
                               "https://[::ffff:127.0.0.1]/",
                               "https://[::ffff:a9fe:a9fe]/",
                               "https://[fd00:ec2::254]/",
                               "https://[fe80::1]/",
                               "https://localhost/",
                               "https://LOCALHOST./",
                               "https://desk.localhost/",
                               "https://metadata.google.internal/",
                               "https://printer.local/",
                               "https://intranet/",
                               "https://224.0.0.1/"})
        EXPECT_EQ(verdict(inside), "url.inside") << inside;
}

TEST(OutwardUrl, may_lead_inside_where_the_settings_say_so) {
    std::vector<std::string> const allow{"10.1.0.0/16", "Bot.internal", "127.0.0.1"};
    EXPECT_EQ(verdict("https://10.1.2.3/", allow), "fine");
    EXPECT_EQ(verdict("https://10.2.2.3/", allow), "url.inside");
    EXPECT_EQ(verdict("https://bot.internal/", allow), "fine");
    EXPECT_EQ(verdict("https://other.internal/", allow), "url.inside");
    EXPECT_EQ(verdict("http://127.0.0.1:9000/", allow), "fine");
    EXPECT_EQ(verdict("http://127.0.0.2:9000/", allow), "url.insecure");
    EXPECT_THROW(AllowedInside::read({"http://bot"}), Problem);
    EXPECT_THROW(AllowedInside::read({""}), Problem);
}

struct OutwardTest : ::testing::Test {
    asio::io_context io{1};
    UnkindServer server;
    OutwardClient client{AllowedInside::read({"127.0.0.1"})};

    Outcome send(std::string url, std::chrono::milliseconds timeout = 5s) { return send_by(client, std::move(url), timeout); }
    Outcome send_by(OutwardClient& by, std::string url, std::chrono::milliseconds timeout = 5s) {
        return run(io,
                   by.send({.method = "POST", .url = std::move(url), .body = "{}", .timeout = timeout, .bytes_at_most = 1'024}));
    }
};

TEST_F(OutwardTest, what_is_sent_arrives_and_the_answer_comes_back) {
    auto const outcome = send(server.url("/ok"));
    EXPECT_EQ(outcome.status, 200u);
    EXPECT_EQ(outcome.fault, "");
    EXPECT_EQ(outcome.body, "heard\n");
    ASSERT_EQ(server.called().size(), 1u);
    EXPECT_EQ(server.called().front().body, "{}");
    EXPECT_EQ(send(server.url("/500")).status, 500u);
}

TEST_F(OutwardTest, a_redirect_is_not_followed) {
    EXPECT_EQ(send(server.url("/redirect")).status, 302u);
    EXPECT_EQ(server.called().size(), 1u);
}

TEST_F(OutwardTest, whoever_hangs_is_left_and_whoever_never_ends_is_cut) {
    EXPECT_EQ(send(server.url("/hang"), 200ms).fault, "remote.timeout");
    auto const endless = send(server.url("/stream"));
    EXPECT_EQ(endless.status, 200u);
    EXPECT_EQ(endless.body.size(), 1'024u);
}

TEST_F(OutwardTest, the_address_is_looked_at_as_the_connection_is_made) {
    OutwardClient guarded{{}};
    for (std::string const host : {"127.0.0.1", "localhost", "[::1]"}) {
        auto const outcome = send_by(guarded, "http://" + host + ":" + std::to_string(server.port) + "/ok");
        EXPECT_EQ(outcome.fault, "remote.refused_address") << host;
        EXPECT_EQ(send_by(guarded, "https://" + host + ":" + std::to_string(server.port) + "/ok").fault, "remote.refused_address")
            << host;
    }
    EXPECT_TRUE(server.called().empty()) << "not even a connection";
    // A name that is allowed goes where it leads, but without TLS on this machine only.
    OutwardClient named{AllowedInside::read({"localhost"})};
    EXPECT_EQ(send_by(named, "http://localhost:" + std::to_string(server.port) + "/ok").status, 200u);
    OutwardClient wide{AllowedInside::read({"10.0.0.0/8"})};
    EXPECT_EQ(send_by(wide, "http://10.255.255.1:9/").fault, "remote.refused_address");
}

TEST_F(OutwardTest, a_certificate_is_asked_for) {
    EXPECT_EQ(send("https://127.0.0.1:" + std::to_string(server.port) + "/ok", 2s).fault, "remote.tls");
    EXPECT_EQ(send("http://127.0.0.1:1/").fault, "remote.unreachable");
}

TEST_F(OutwardTest, one_that_hangs_keeps_nobody_waiting) {
    auto both = [&]() -> Task<std::vector<std::string>> {
        std::vector<std::string> order;
        std::size_t done = 0;
        auto one = [&](std::string path) -> Task<void> {
            co_await client.send({.method = "POST", .url = server.url(path), .body = "{}", .timeout = 1s, .bytes_at_most = 10});
            order.push_back(path);
            ++done;
        };
        for (int i = 0; i < 40; ++i) asio::co_spawn(io, one("/hang"), [](std::exception_ptr const&) {});
        co_await one("/ok");
        co_await one("/ok");
        auto const seen = order;
        while (done < 42) co_await client.send({.method = "POST", .url = server.url("/ok"), .body = "{}", .bytes_at_most = 10});
        co_return seen;
    };
    EXPECT_EQ(run(io, both()), (std::vector<std::string>{"/ok", "/ok"}));
}

TEST_F(OutwardTest, whoever_waits_when_it_ends_is_told) {
    std::optional<Outcome> outcome;
    {
        OutwardClient brief{AllowedInside::read({"127.0.0.1"})};
        asio::co_spawn(io, brief.send({.method = "POST", .url = server.url("/hang"), .timeout = 30s}),
                       [&](std::exception_ptr const&, Outcome heard) { outcome = std::move(heard); });
        io.restart();
        io.poll();
    }
    io.restart();
    io.run_for(5s);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->fault, "remote.unreachable");
}

}  // namespace
}  // namespace ombud::fetch
