// The scanner before a real clamd, and before programs that answer as a broken one might.
#include "files/virus_scanner.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <gtest/gtest.h>

#include "core/problem.hpp"
#include "support/clamd.hpp"
#include "support/run.hpp"

namespace ombud::files {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using namespace std::string_literals;
using Local = asio::local::stream_protocol;
using testing::eicar;

std::string free_port() {
    asio::io_context io;
    using Tcp = asio::ip::tcp;
    return std::to_string(Tcp::acceptor{io, Tcp::endpoint{asio::ip::address_v4::loopback(), 0}}.local_endpoint().port());
}

std::string const ten_megabytes(std::size_t{10} << 20, 'x');

struct VirusScannerTest : ::testing::Test {
    fs::path folder = [] {
        auto pattern = (fs::temp_directory_path() / "ombud-clamd-XXXXXX").string();
        fs::path made = mkdtemp(pattern.data());
        fs::permissions(made, fs::perms(0711));
        return made;
    }();
    std::string socket = (folder / "s").string();
    asio::io_context io;
    SystemClock clock;
    ManualClock still{Timestamp{1'795'507'200s}};

    ~VirusScannerTest() override { fs::remove_all(folder); }

    Verdict verdict(std::string_view bytes) {
        VirusScanner scanner{socket, clock};
        return testing::run(io, scanner.scan(bytes));
    }

    // Takes `read` bytes of the stream, or all of it, answers, and hangs up.
    Verdict verdict_of_peer(std::string const& answer, std::optional<std::size_t> read = {}, std::size_t size = 1000) {
        fs::remove(socket);
        using Peer = asio::basic_stream_socket<Local, Executor>;
        asio::basic_socket_acceptor<Local, Executor> acceptor{io, Local::endpoint{socket}};
        auto peer = [&]() -> Task<void> {
            boost::system::error_code error;
            Peer accepted = co_await acceptor.async_accept(use_task);
            std::string got(read.value_or(10 + size + 4 * (size / 65536 + 2)), '\0');
            co_await asio::async_read(accepted, asio::buffer(got), asio::redirect_error(use_task, error));
            EXPECT_TRUE(read || got.starts_with("zINSTREAM\0"s));
            EXPECT_TRUE(read || got.ends_with("\0\0\0\0"s));
            co_await asio::async_write(accepted, asio::buffer(answer), asio::redirect_error(use_task, error));
        };
        spawn(io, peer());
        return verdict(std::string(size, 'x'));
    }
};

}  // namespace

TEST_F(VirusScannerTest, a_real_clamd_finds_the_test_virus_wherever_it_is) {
    auto const port = free_port();
    testing::Clamd const clamd{folder, "StreamMaxLength 1M\nTCPAddr 127.0.0.1\nTCPSocket " + port + "\n"};
    socket = "127.0.0.1:" + port;
    EXPECT_EQ(verdict("x"), Verdict::clean);
    for (int round = 0; round < 5; ++round) EXPECT_EQ(verdict(ten_megabytes), Verdict::too_large);
    socket = clamd.socket();
    EXPECT_EQ(verdict("Withdrawal of 0.5 ETH\n"), Verdict::clean);
    EXPECT_EQ(verdict(""), Verdict::clean);
    EXPECT_EQ(verdict(std::string(1'000'000, 'x')), Verdict::clean);
    EXPECT_EQ(verdict(eicar()), Verdict::infected);
    EXPECT_EQ(verdict(std::string(200'000, 'x') + eicar()), Verdict::infected);
    EXPECT_EQ(verdict("From: a\r\nDate: b\r\n\r\n" + eicar()), Verdict::infected);
    for (int round = 0; round < 5; ++round) EXPECT_EQ(verdict(ten_megabytes), Verdict::too_large);
}

TEST_F(VirusScannerTest, no_clamd_means_later) {
    EXPECT_EQ(verdict("x"), Verdict::unavailable);
    socket = "127.0.0.1:1";
    EXPECT_EQ(verdict("x"), Verdict::unavailable);
    socket = "/" + std::string(300, 'x');
    EXPECT_EQ(verdict("x"), Verdict::unavailable);
}

TEST_F(VirusScannerTest, only_a_whole_known_answer_counts) {
    EXPECT_EQ(verdict_of_peer("stream: OK\0"s), Verdict::clean);
    EXPECT_EQ(verdict_of_peer("stream: Some.Thing FOUND\0"s), Verdict::infected);
    EXPECT_EQ(verdict_of_peer("INSTREAM size limit exceeded. ERROR\0"s, 100, 5'000'000), Verdict::too_large);
    for (std::string const& nonsense :
         {""s, "\0"s, "stream: OK"s, "stream: O"s, "OK\0"s, "stream: OK \0"s, "stream: ERROR\0"s, "FOUND\0"s,
          "HTTP/1.1 200 OK\r\n\r\n\0"s, "COMMAND READ TIMED OUT\0"s, std::string(100'000, 'x')}) {
        EXPECT_EQ(verdict_of_peer(nonsense), Verdict::unavailable) << nonsense.substr(0, 20);
        EXPECT_EQ(verdict_of_peer(nonsense, 0, 5'000'000), Verdict::unavailable) << nonsense.substr(0, 20);
    }
}

TEST_F(VirusScannerTest, one_that_never_answers_is_left_in_time) {
    asio::basic_socket_acceptor<Local, Executor> const acceptor{io, Local::endpoint{socket}};
    VirusScanner scanner{socket, still, 30s};
    for (std::size_t size : {1U, 10'000'000U}) {
        std::optional<Verdict> verdict;
        std::string const bytes(size, 'x');
        asio::co_spawn(io.get_executor(), scanner.scan(bytes),
                       [&](std::exception_ptr const&, Verdict given) { verdict = given; });
        io.restart();
        io.run_for(50ms);
        EXPECT_FALSE(verdict);
        still.advance(30s);
        io.restart();
        io.run();
        EXPECT_EQ(verdict, Verdict::unavailable);
    }
}

TEST_F(VirusScannerTest, an_address_is_a_path_or_a_host_with_a_port) {
    for (char const* address : {"", "clamd", "clamd:", ":3310", "relative/path"}) {
        try {
            VirusScanner const scanner{address, clock};
            ADD_FAILURE() << address;
        } catch (Problem const& problem) {
            EXPECT_EQ(problem.code, "setting.clamd");
        }
    }
    EXPECT_NO_THROW((VirusScanner{"[::1]:3310", clock}));
}

}  // namespace ombud::files
