#include "audit/stream.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/local/datagram_protocol.hpp>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <thread>

#include "audit/checkpoints.hpp"
#include "core/problem.hpp"
#include "postgres/database.hpp"
#include "support/scratch_database.hpp"

namespace ombud::audit {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::MatchesRegex;

struct StreamTest : ::testing::Test {
    asio::io_context io;
    asio::thread_pool workers{1};
    ManualClock clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    ombud::testing::ScratchDatabase scratch;
    ombud::testing::SilentObserver observer;
    postgres::Database database{io, scratch.settings(), observer};
    std::filesystem::path folder = [] {
        auto pattern = (std::filesystem::temp_directory_path() / "ombud-stream-XXXXXX").string();
        return std::filesystem::path(mkdtemp(pattern.data()));
    }();
    Log log{database, clock};
    Checkpoints checkpoints{database, SigningKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"), folder / "last", clock};

    void SetUp() override { run(io, database.connect()); }
    void TearDown() override {
        run(io, database.close());
        std::filesystem::remove_all(folder);
    }

    void write(int count) {
        for (int i = 0; i < count; ++i)
            run(io, log.record({.act = "test.act", .actor_kind = ActorKind::program, .actor = {}, .subject = {}}));
    }
    Stream stream(std::unique_ptr<Place> place) { return {database, "test", std::move(place), clock}; }
    int pass_on_all(Stream& to) {
        int batches = 0;
        while (run(io, to.pass_on_some())) ++batches;
        return batches;
    }
    std::vector<std::string> exported() {
        std::vector<std::string> lines;
        run(io, export_lines(database, 0, [&](std::string const& line) { lines.push_back(line); }));
        return lines;
    }
    std::vector<std::string> lines_of(std::filesystem::path const& file) {
        std::vector<std::string> lines;
        std::ifstream in{file};
        for (std::string line; std::getline(in, line);) lines.push_back(line);
        return lines;
    }
};

TEST_F(StreamTest, a_file_gets_every_line_once_goes_on_after_a_restart_and_may_be_rotated) {
    auto const file = folder / "audit.jsonl";
    write(3);
    run(io, checkpoints.sign());
    {
        auto first = stream(file_place(file, workers));
        EXPECT_EQ(pass_on_all(first), 1);
    }
    EXPECT_EQ(lines_of(file), exported());
    EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms(0600));
    write(1'200);
    auto again = stream(file_place(file, workers));
    pass_on_all(again);
    EXPECT_EQ(lines_of(file), exported());
    std::filesystem::rename(file, folder / "audit.1");
    write(1);
    pass_on_all(again);
    EXPECT_EQ(lines_of(file).size(), 1u);
}

TEST_F(StreamTest, what_a_place_did_not_take_is_passed_on_later) {
    auto const file = folder / "not-there-yet" / "audit.jsonl";
    write(2);
    auto standing = stream(file_place(file, workers));
    EXPECT_THROW(run(io, standing.pass_on_some()), std::exception);
    std::filesystem::create_directory(file.parent_path());
    pass_on_all(standing);
    EXPECT_EQ(lines_of(file), exported());
}

TEST_F(StreamTest, a_unix_socket_and_udp_get_a_datagram_of_rfc_5424_each) {
    write(2);
    asio::local::datagram_protocol::socket local{io, asio::local::datagram_protocol::endpoint{(folder / "log").string()}};
    asio::ip::udp::socket remote{io, {asio::ip::make_address("127.0.0.1"), 0}};
    auto by_path = Stream{database, "unix", syslog_place(io, "unix:" + (folder / "log").string(), clock), clock};
    auto by_udp =
        Stream{database, "udp", syslog_place(io, fmt::format("udp:127.0.0.1:{}", remote.local_endpoint().port()), clock), clock};
    pass_on_all(by_path);
    pass_on_all(by_udp);
    for (auto const& line : exported())
        for (int way = 0; way < 2; ++way) {
            std::string got(4096, '\0');
            got.resize(way == 0 ? local.receive(asio::buffer(got)) : remote.receive(asio::buffer(got)));
            EXPECT_THAT(got, MatchesRegex("<109>1 2026-11-24T[0-9:.]+Z [^ ]+ ombud [0-9]+ audit - .*"));
            EXPECT_TRUE(got.ends_with(" - " + line)) << got;
        }
}

TEST_F(StreamTest, tcp_gets_counted_messages_and_a_server_that_was_away_misses_none) {
    std::uint16_t port = 0;
    std::string heard;
    // Takes one connection to its end.
    auto const listen_once = [&](asio::ip::tcp::acceptor& acceptor) {
        return std::jthread{[&] {
            asio::ip::tcp::socket peer{acceptor.get_executor()};
            acceptor.accept(peer);
            char buffer[4096];
            boost::system::error_code ended;
            while (auto const count = peer.read_some(asio::buffer(buffer), ended)) heard.append(buffer, count);
        }};
    };
    asio::io_context other;
    {
        asio::ip::tcp::acceptor acceptor{other, {asio::ip::make_address("127.0.0.1"), 0}};
        port = acceptor.local_endpoint().port();
        write(2);
        auto const server = listen_once(acceptor);
        auto first = stream(syslog_place(io, fmt::format("tcp:127.0.0.1:{}", port), clock));
        EXPECT_TRUE(run(io, first.pass_on_some()));
    }
    auto next = stream(syslog_place(io, fmt::format("tcp:127.0.0.1:{}", port), clock));
    write(1);
    EXPECT_THROW(run(io, next.pass_on_some()), std::exception);
    {
        asio::ip::tcp::acceptor acceptor{other, {asio::ip::make_address("127.0.0.1"), port}};
        auto const server = listen_once(acceptor);
        EXPECT_TRUE(run(io, next.pass_on_some()));
    }
    EXPECT_FALSE(run(io, next.pass_on_some()));
    std::vector<std::string> messages;
    while (!heard.empty()) {
        auto const blank = heard.find(' ');
        auto const size = std::stoul(heard.substr(0, blank));
        messages.push_back(heard.substr(blank + 1, size));
        heard.erase(0, blank + 1 + size);
    }
    auto const lines = exported();
    ASSERT_EQ(messages.size(), lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) EXPECT_TRUE(messages[i].ends_with(" - " + lines[i])) << messages[i];
}

TEST_F(StreamTest, an_address_that_is_none_is_refused_at_once) {
    for (auto const* bad :
         {"", "tcp", "tcp:", "tcp:host", "tcp:host:", "tcp::514", "unix:", "unix:log", "http:host:514", "host:514"})
        EXPECT_THROW(syslog_place(io, bad, clock), Problem) << bad;
    for (auto const* good : {"unix:/dev/log", "udp:[::1]:514", "tcp:log.example:601"}) EXPECT_TRUE(syslog_place(io, good, clock));
}

}  // namespace
}  // namespace ombud::audit
