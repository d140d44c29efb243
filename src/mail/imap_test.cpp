// A mailbox fetched from a real Dovecot, and from servers that mean harm.
#include "mail/imap.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fstream>
#include <gmock/gmock.h>
#include <list>
#include <map>
#include <mutex>
#include <numeric>
#include <random>
#include <thread>

#include "core/problem.hpp"
#include "mail/imap_wire.hpp"
#include "support/dovecot.hpp"
#include "support/run.hpp"

namespace ombud::mail {
namespace {

using namespace std::literals;
using ombud::testing::Dovecot;
using ombud::testing::run;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

template <class T>
std::string code(asio::io_context& io, Task<T> task, std::string* detail = nullptr) {
    try {
        run(io, std::move(task));
        return "fine";
    } catch (Problem const& problem) {
        if (detail) *detail = problem.detail;
        return problem.code;
    }
}

std::string letter(int number) {
    return "From: li@customer.example\r\nSubject: " + std::to_string(number) + "\r\n\r\nwords of letter " +
           std::to_string(number) + "\r\n";
}

std::vector<Dovecot::Letter> letters(std::vector<Uid> const& uids) {
    std::vector<Dovecot::Letter> out;
    for (auto const uid : uids) out.push_back({uid, letter(int(uid))});
    return out;
}

// One Dovecot for all tests of this file; each fills its mailboxes anew.
struct ImapDovecotTest : ::testing::Test {
    static void SetUpTestSuite() {
        std::string folder = std::filesystem::temp_directory_path() / "ombud-dovecot-XXXXXX";
        if (!::mkdtemp(folder.data())) throw std::runtime_error("no folder");
        home = folder;
        dovecot = std::make_unique<Dovecot>(folder);
    }
    static void TearDownTestSuite() {
        dovecot.reset();
        std::filesystem::remove_all(home);
    }
    static inline std::filesystem::path home;
    static inline std::unique_ptr<Dovecot> dovecot;

    asio::io_context io;

    static ImapSettings settings(std::string folder = "INBOX") {
        return {.url = dovecot->url(),
                .folder = std::move(folder),
                .user = Dovecot::user,
                .password = Dovecot::password,
                .authorities = dovecot->authorities()};
    }
    std::vector<Uid> all(ImapMailbox& mailbox, std::size_t most) {
        std::vector<Uid> out;
        for (Uid last = 0;; last = out.back()) {
            auto const batch = run(io, mailbox.uids_after(last, most));
            EXPECT_LE(batch.size(), most);
            if (batch.empty()) return out;
            out.insert(out.end(), batch.begin(), batch.end());
        }
    }
};

TEST_F(ImapDovecotTest, every_letter_comes_byte_for_byte_and_stays_unread) {
    std::string noise(300'000, '\0');
    std::minstd_rand chance{7};
    for (auto& byte : noise) do
            byte = char(chance());
        while (byte == '\0' || byte == '\r' || byte == '\n');
    std::vector<Dovecot::Letter> const sent{
        {1, letter(1)},
        {2,
         "Subject: like the protocol\r\n\r\na1 OK done\r\na2 OK\r\n* BYE\r\n)\r\n* 3 FETCH (UID 2 BODY[] "
         "{3}\r\nabc)\r\n.\r\n..\r\n"},
        {3, "Subject: \xe5\xae\x89\xe5\xb8\xad\r\n\r\n" + noise + "\r\n"},
        {4, "\r\n"},
        {5, "Subject: no end of line"},
        {6, "Subject: {5}\r\n\r\n{9223372036854775808}\r\n\"\\\r\n"},
    };
    dovecot->fill("", 11, sent);
    ImapMailbox mailbox{settings()};
    auto const folder = run(io, mailbox.look());
    EXPECT_EQ(folder.uid_validity, 11u);
    EXPECT_EQ(folder.uid_next, 7u);
    EXPECT_EQ(folder.exists, sent.size());
    for (auto const& [uid, raw] : sent) {
        auto const fetched = run(io, mailbox.fetch(uid, 1'000'000));
        ASSERT_TRUE(fetched) << uid;
        EXPECT_TRUE(fetched->raw == raw) << uid << ": " << fetched->raw.size() << " bytes instead of " << raw.size();
        EXPECT_TRUE(fetched->whole);
        EXPECT_EQ(fetched->size, raw.size());
    }
    EXPECT_THAT(dovecot->letters(""), ElementsAre("1:", "2:", "3:", "4:", "5:", "6:"));
}

TEST_F(ImapDovecotTest, letters_are_listed_across_gaps_in_batches) {
    std::vector<Uid> const uids{1, 7, 8, 9, 10, 5'000, 70'000'000, 4'000'000'000, 4'000'000'001};
    dovecot->fill("", 12, letters(uids));
    ImapMailbox mailbox{settings()};
    for (std::size_t const most : {1, 2, 3, 1'000}) EXPECT_EQ(all(mailbox, most), uids) << most;
    EXPECT_THAT(run(io, mailbox.uids_after(10, 2)), ElementsAre(5'000));
    EXPECT_THAT(run(io, mailbox.uids_after(4'000'000'001, 2)), IsEmpty());
    EXPECT_THAT(run(io, mailbox.uids_after(std::numeric_limits<Uid>::max(), 2)), IsEmpty());
    dovecot->fill("Empty", 1, {});
    ImapMailbox empty{settings("Empty")};
    EXPECT_EQ(run(io, empty.look()).exists, 0u);
    EXPECT_THAT(run(io, empty.uids_after(0, 2)), IsEmpty());
}

TEST_F(ImapDovecotTest, a_mailbox_of_a_hundred_thousand_letters_is_listed_to_its_end) {
    std::vector<Uid> uids(100'000);
    std::iota(uids.begin(), uids.end(), 1);
    dovecot->fill("Large", 1, letters(uids));
    ImapMailbox mailbox{settings("Large")};
    EXPECT_EQ(run(io, mailbox.look()).exists, uids.size());
    EXPECT_TRUE(all(mailbox, 5'000) == uids);
    EXPECT_EQ(run(io, mailbox.fetch(77'777, 1'000))->raw, letter(77'777));
}

TEST_F(ImapDovecotTest, letters_that_come_while_we_look_are_seen_at_the_next_look) {
    dovecot->fill("", 14, letters({1, 2}));
    ImapMailbox mailbox{settings()};
    EXPECT_THAT(all(mailbox, 10), ElementsAre(1, 2));
    std::ofstream{home / "mail" / "inbox" / "new" / "3.test"} << letter(3);
    EXPECT_EQ(run(io, mailbox.look()).exists, 3u);
    EXPECT_THAT(run(io, mailbox.uids_after(2, 10)), ElementsAre(3));
}

TEST_F(ImapDovecotTest, a_letter_that_is_gone_is_none) {
    dovecot->fill("", 15, letters({1, 2, 3}));
    ImapMailbox mailbox{settings()};
    EXPECT_THAT(all(mailbox, 10), ElementsAre(1, 2, 3));
    EXPECT_TRUE(run(io, mailbox.fetch(1, 1'000)));
    dovecot->remove("", 2);
    EXPECT_FALSE(run(io, mailbox.fetch(2, 1'000)));
    EXPECT_FALSE(run(io, mailbox.fetch(99, 1'000)));
    EXPECT_EQ(run(io, mailbox.fetch(3, 1'000))->raw, letter(3));
}

TEST_F(ImapDovecotTest, of_a_letter_that_is_too_large_come_the_headers) {
    auto const headers = "From: li@customer.example\r\nSubject: much\r\n\r\n"s;
    dovecot->fill(
        "", 16, {{1, headers + std::string(50'000, 'x')}, {2, "X: " + std::string(400'000, 'y') + "\r\n\r\nz"}, {3, letter(3)}});
    ImapMailbox mailbox{settings()};
    auto const large = run(io, mailbox.fetch(1, 10'000));
    ASSERT_TRUE(large);
    EXPECT_FALSE(large->whole);
    EXPECT_EQ(large->raw, headers);
    EXPECT_EQ(large->size, headers.size() + 50'000);
    auto const endless = run(io, mailbox.fetch(2, 10'000));
    ASSERT_TRUE(endless);
    EXPECT_FALSE(endless->whole);
    EXPECT_EQ(endless->raw.size(), limits::imap_header_bytes);
    EXPECT_TRUE(run(io, mailbox.fetch(3, letter(3).size()))->whole);
    EXPECT_FALSE(run(io, mailbox.fetch(3, letter(3).size() - 1))->whole);
    EXPECT_THAT(dovecot->letters(""), ElementsAre("1:", "2:", "3:"));
}

TEST_F(ImapDovecotTest, letters_are_marked_and_moved_only_when_told) {
    dovecot->fill("", 17, letters({1, 2, 3}));
    dovecot->fill("&W6JnDQ- &- Co", 1, {});
    ImapMailbox mailbox{settings()};
    run(io, mailbox.mark_seen(1));
    EXPECT_THAT(dovecot->letters(""), ElementsAre("1:S", "2:", "3:"));
    EXPECT_EQ(run(io, mailbox.fetch(2, 1'000))->raw, letter(2)) << "unread again after a mark";
    run(io, mailbox.move(3, "客服 & Co"));
    EXPECT_THAT(dovecot->letters(""), ElementsAre("1:S", "2:"));
    EXPECT_EQ(dovecot->letters("&W6JnDQ- &- Co").size(), 1u);
    run(io, mailbox.move(99, "客服 & Co"));
    EXPECT_EQ(code(io, mailbox.move(1, "nowhere")), "mail.imap_declined");
    EXPECT_THAT(dovecot->letters(""), ElementsAre("1:S", "2:"));

    ImapMailbox other{settings("客服 & Co")};
    EXPECT_THAT(all(other, 10), ElementsAre(1));
    EXPECT_EQ(run(io, other.fetch(1, 1'000))->raw, letter(3));
}

TEST_F(ImapDovecotTest, numbers_of_a_folder_made_anew_are_not_mixed_up) {
    dovecot->fill("", 18, letters({1, 2}));
    ImapMailbox mailbox{settings()};
    EXPECT_EQ(run(io, mailbox.look()).uid_validity, 18u);
    dovecot->end();
    dovecot->fill("", 19, letters({1}));
    dovecot->start();
    EXPECT_EQ(code(io, mailbox.fetch(1, 1'000)), "mail.imap_renumbered");
    EXPECT_EQ(code(io, mailbox.uids_after(0, 10)), "mail.imap_renumbered");
    EXPECT_EQ(code(io, mailbox.move(1, "INBOX")), "mail.imap_renumbered");
    EXPECT_EQ(run(io, mailbox.look()).uid_validity, 19u);
    EXPECT_THAT(all(mailbox, 10), ElementsAre(1));
}

TEST_F(ImapDovecotTest, a_server_that_was_away_is_found_again) {
    dovecot->fill("", 20, letters({1}));
    ImapMailbox mailbox{settings()};
    run(io, mailbox.look());
    dovecot->end();
    EXPECT_EQ(code(io, mailbox.look()), "mail.imap_away");
    dovecot->start();
    EXPECT_EQ(run(io, mailbox.fetch(1, 1'000))->raw, letter(1));
    dovecot->end();
    dovecot->start();
    EXPECT_EQ(run(io, mailbox.fetch(1, 1'000))->raw, letter(1)) << "nobody notices that the kept connection was lost";
}

TEST_F(ImapDovecotTest, a_password_or_a_token_opens_the_door) {
    dovecot->fill("", 21, letters({1}));
    auto wrong = settings();
    wrong.password = "not-the-secret";
    ImapMailbox refused{wrong};
    std::string detail;
    EXPECT_EQ(code(io, refused.look(), &detail), "mail.imap_refused");
    EXPECT_THAT(detail, HasSubstr("AUTHENTICATIONFAILED"));

    auto by_token = settings();
    by_token.password.clear();
    std::vector<std::string> tokens{Dovecot::token, "token-of-yesterday"};
    int asked = 0;
    by_token.access_token = [&]() -> Task<std::string> {
        ++asked;
        auto token = tokens.back();
        if (tokens.size() > 1) tokens.pop_back();
        co_return token;
    };
    ImapMailbox mailbox{by_token};
    EXPECT_EQ(code(io, mailbox.look(), &detail), "mail.imap_refused");
    EXPECT_THAT(detail, Not(HasSubstr("token-of")));
    EXPECT_EQ(run(io, mailbox.look()).exists, 1u);
    EXPECT_EQ(run(io, mailbox.fetch(1, 1'000))->raw, letter(1));
    EXPECT_EQ(asked, 2) << "anew for each connection, not for each call";
}

TEST_F(ImapDovecotTest, the_server_must_be_vouched_for) {
    dovecot->fill("", 22, letters({1}));
    auto stranger = settings();
    stranger.authorities.reset();
    EXPECT_EQ(code(io, ImapMailbox{stranger}.look()), "mail.imap_away");
    auto elsewhere = settings();
    elsewhere.url.replace(elsewhere.url.find("localhost"), 9, "127.0.0.1");
    EXPECT_EQ(code(io, ImapMailbox{elsewhere}.look()), "mail.imap_away") << "another name than the certificate's";
    auto starttls = settings();
    starttls.url = dovecot->clear_url();
    EXPECT_EQ(run(io, ImapMailbox{starttls}.look()).exists, 1u);
    starttls.authorities.reset();
    EXPECT_EQ(run(io, ImapMailbox{starttls}.look()).exists, 1u) << "in clear on the machine itself";
}

TEST_F(ImapDovecotTest, a_folder_that_is_not_there_is_declined) {
    ImapMailbox mailbox{settings("不在")};
    std::string detail;
    EXPECT_EQ(code(io, mailbox.look(), &detail), "mail.imap_declined");
    EXPECT_THAT(detail, HasSubstr("NO"));
}

TEST(ImapSettingsTest, urls_and_folders_are_checked) {
    auto const made = [](std::string url, std::string folder = "INBOX") {
        try {
            ImapMailbox{{.url = std::move(url), .folder = std::move(folder)}};
            return "fine"s;
        } catch (Problem const& problem) {
            return problem.code;
        }
    };
    for (auto const* url : {"imaps://mail.example", "imap://mail.example:143/", "imaps://[::1]:993"})
        EXPECT_EQ(made(url), "fine") << url;
    for (auto const* url : {"", "http://mail.example", "imap:", "mail.example:143", "imap://h/INBOX", "imap://me:secret@h",
                            "imap://h/?ALL", "imap://h#x", "imap://h/;UID=1"})
        EXPECT_EQ(made(url), "mail.imap_url") << url;
    EXPECT_EQ(made("imaps://h", ""), "mail.imap_folder");
    EXPECT_EQ(made("imaps://h", "INBOX\r\na1 DELETE INBOX"), "mail.imap_folder");
    EXPECT_EQ(made("imaps://h", "\xff"), "mail.imap_folder");
}

TEST(ImapSettingsTest, names_of_folders_go_over_the_wire) {
    EXPECT_EQ(folder_on_the_wire("INBOX"), "\"INBOX\"");
    EXPECT_EQ(folder_on_the_wire("~peter/mail/台北/日本語"), "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\"") << "the example of RFC 3501";
    EXPECT_EQ(folder_on_the_wire("a & b"), "\"a &- b\"");
    EXPECT_EQ(folder_on_the_wire("\"\\"), "\"\\\"\\\\\"");
    EXPECT_EQ(folder_on_the_wire("😀"), "\"&2D3eAA-\"");
}

// Signs anybody in and answers as it is told. "@" in an answer is the command's tag.
class Scripted {
public:
    using Tcp = asio::ip::tcp;

    Scripted() : thread_([this] { serve(); }) {}
    ~Scripted() {
        ending_ = true;
        boost::system::error_code ignored;
        Tcp::socket knock{io_};
        knock.connect({asio::ip::address_v4::loopback(), port_}, ignored);
        thread_.join();
        for (auto& talk : talks_) talk.join();
    }
    Scripted(Scripted const&) = delete;
    Scripted& operator=(Scripted const&) = delete;

    [[nodiscard]] ImapSettings settings() const {
        return {
            .url = "imap://127.0.0.1:" + std::to_string(port_), .user = "desk", .password = "s3cret-of-ours", .patience = 500ms};
    }
    // To commands that begin so, once for each time this is called and the last for ever. "silence" says nothing more; what ends
    // with "hang up" closes; what begins with "endless " is said until nobody listens.
    void answer(std::string command, std::string text) {
        std::scoped_lock const lock{mutex_};
        answers_[std::move(command)].push_back(std::move(text));
    }
    void forget() {
        std::scoped_lock const lock{mutex_};
        answers_.clear();
    }
    std::vector<std::string> asked() {
        std::scoped_lock const lock{mutex_};
        return asked_;
    }

private:
    void serve() {
        while (!ending_) {
            boost::system::error_code error;
            Tcp::socket socket{io_};
            acceptor_.accept(socket, error);
            if (ending_ || error) return;
            talks_.emplace_back([this, connection = std::move(socket)]() mutable { talk(connection); });
        }
    }
    std::string answer_to(std::string const& command) {
        std::scoped_lock const lock{mutex_};
        asked_.push_back(command);
        for (auto& [prefix, texts] : answers_)
            if (command.starts_with(prefix)) {
                auto text = texts.front();
                if (texts.size() > 1) texts.erase(texts.begin());
                return text;
            }
        if (command.starts_with("EXAMINE"))
            return "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 10] x\r\n@ OK [READ-ONLY] done\r\n";
        if (command.starts_with("CAPABILITY")) return "* CAPABILITY IMAP4rev1\r\n@ OK done\r\n";
        if (command.starts_with("LOGOUT")) return "hang up";
        return "@ OK done\r\n";
    }
    void talk(Tcp::socket& socket) {
        boost::system::error_code error;
        std::string buffer;
        asio::write(socket, asio::buffer("* OK hello\r\n"s), error);
        while (!error) {
            auto const size = asio::read_until(socket, asio::dynamic_buffer(buffer), "\r\n", error);
            if (error) return;
            auto const line = buffer.substr(0, size - 2);
            buffer.erase(0, size);
            auto const space = line.find(' ');
            auto text = answer_to(line.substr(space + 1));
            bool const endless = text.starts_with("endless "), closes = text.ends_with("hang up");
            if (text == "silence") {
                for (char rest{}; !ending_ && !error;) socket.read_some(asio::buffer(&rest, 1), error);
                return;
            }
            if (endless) text.erase(0, 8);
            if (closes) text.erase(text.size() - 7);
            for (auto at = text.find('@'); at != text.npos; at = text.find('@', at + space)) text.replace(at, 1, line, 0, space);
            do asio::write(socket, asio::buffer(text), error);
            while (endless && !error && !ending_);
            if (closes) return;
        }
    }

    asio::io_context io_;
    Tcp::acceptor acceptor_{io_, {asio::ip::address_v4::loopback(), 0}};
    std::uint16_t const port_ = acceptor_.local_endpoint().port();
    std::mutex mutex_;
    std::map<std::string, std::vector<std::string>> answers_;
    std::vector<std::string> asked_;
    std::atomic<bool> ending_ = false;
    std::list<std::thread> talks_;
    std::thread thread_;
};

struct ImapHostileTest : ::testing::Test {
    asio::io_context io;
    Scripted server;
    static constexpr auto size_of = "UID FETCH 5 (UID RFC822.SIZE)", bytes_of = "UID FETCH 5 (UID BODY.PEEK[])",
                          headers_of = "UID FETCH 5 (UID BODY.PEEK[HEADER]";

    std::string fetch_with(std::string answer, std::string size = "* 1 FETCH (UID 5 RFC822.SIZE 100)\r\n@ OK\r\n") {
        server.forget();
        server.answer(size_of, std::move(size));
        server.answer(bytes_of, std::move(answer));
        ImapMailbox mailbox{server.settings()};
        return code(io, mailbox.fetch(5, 1'000));
    }
};

TEST_F(ImapHostileTest, zero_bytes_and_everything_else_come_as_they_are) {
    std::string raw;
    for (int round = 0; round < 3; ++round)
        for (int byte = 0; byte < 256; ++byte)
            if (byte != '@') raw.push_back(char(byte));
    server.answer(size_of, "* 1 FETCH (RFC822.SIZE 765 UID 5)\r\n@ OK\r\n");
    server.answer(bytes_of,
                  "* 4 EXISTS\r\n* LIST () NIL {5}\r\nINBOX\r\n* 2 FETCH (FLAGS () UID 6)\r\n* OK we like {5}\r\n* 1 FETCH "
                  "(FLAGS (\\Seen {2}\r\n)) \"(\") UID "
                  "5 BODY[] {765}\r\n" +
                      raw + " X-ANY (1 (\"a)\\\"\" NIL)))\r\n@ OK done {5}\r\n");
    ImapMailbox mailbox{server.settings()};
    auto const fetched = run(io, mailbox.fetch(5, 1'000));
    ASSERT_TRUE(fetched);
    EXPECT_TRUE(fetched->raw == raw) << fetched->raw.size();
}

TEST_F(ImapHostileTest, what_makes_no_sense_is_odd) {
    EXPECT_EQ(fetch_with("* 1 FETCH (UID 5 BODY[] \"short\")\r\n@ OK\r\n"), "fine");
    for (auto const* answer :
         {"* 1 FETCH (UID 5 BODY[] NIL)\r\n@ OK\r\n", "* 1 FETCH (UID 5 BODY[] {3}abc)\r\n@ OK\r\n",
          "* 1 FETCH (UID 5 BODY[] {3}) {5}\r\nabcde\r\n@ OK\r\n", "* 1 FETCH (UID 6 BODY[] {3}\r\nabc)\r\n@ OK\r\n",
          "* 1 FETCH (BODY[] {3}\r\nabc)\r\n@ OK\r\n", "@ OK\r\n",
          "* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n* 1 FETCH (UID 5 BODY[] {3}\r\nabd)\r\n@ OK\r\n",
          "endless * 1 FETCH (FLAGS (\\Seen))\r\n", "endless * 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n", "endless (((((",
          "endless * 5 FETCH ((((((((((((((((("})
        EXPECT_EQ(fetch_with(answer), "mail.imap_odd") << answer;
    EXPECT_EQ(fetch_with("* 1 FETCH (UID 5 BODY[] {3}\r\n" + std::string(10'000'000, 'x') + "\r\n"), "mail.imap_odd");
    EXPECT_EQ(fetch_with("@ NO [SERVERBUG] not this one\r\n"), "mail.imap_declined") << "it is there, so it is not given up";
}

TEST_F(ImapHostileTest, a_line_that_breaks_is_away) {
    for (auto const* answer :
         {"hang up", "* 1 FETCH (UID 5 BODY[] {300}\r\nabchang up", "* BYE busy\r\n", "* 1 FETCH (UID 5 BODY[] {300}\r\nabc",
          "silence", "* 1 FETCH (UID 5 BODY[] {3}\r\nabc)\r\n* BYE too long\r\nhang up"})
        EXPECT_EQ(fetch_with(answer), "mail.imap_away") << answer;
}

TEST_F(ImapHostileTest, a_size_that_is_a_lie_makes_a_letter_too_large) {
    for (auto const* size : {"1001", "9223372036854775808", "99999999999999999999999999"}) {
        server.forget();
        server.answer(size_of, "* 1 FETCH (UID 5 RFC822.SIZE 100)\r\n@ OK\r\n");
        server.answer(bytes_of, "* 1 FETCH (UID 5 BODY[] {"s + size + "}\r\n");
        server.answer(headers_of, "* 1 FETCH (UID 5 BODY[HEADER]<0> {8}\r\nA: b\r\n\r\n)\r\n@ OK\r\n");
        ImapMailbox mailbox{server.settings()};
        auto const fetched = run(io, mailbox.fetch(5, 1'000));
        ASSERT_TRUE(fetched) << size;
        EXPECT_FALSE(fetched->whole);
        EXPECT_EQ(fetched->raw, "A: b\r\n\r\n");
        EXPECT_GT(fetched->size, 1'000u);
    }
    server.forget();
    server.answer(size_of, "* 1 FETCH (UID 5 RFC822.SIZE 100000)\r\n@ OK\r\n");
    server.answer(headers_of, "* 1 FETCH (UID 5 BODY[HEADER]<0> {999999}\r\n");
    EXPECT_EQ(code(io, ImapMailbox{server.settings()}.fetch(5, 1'000)), "mail.imap_odd");
}

TEST_F(ImapHostileTest, a_letter_is_gone_only_when_the_server_says_so_twice) {
    server.answer(size_of, "@ OK\r\n");
    server.answer(size_of, "* 1 FETCH (UID 5 RFC822.SIZE 100)\r\n@ OK\r\n");
    EXPECT_EQ(code(io, ImapMailbox{server.settings()}.fetch(5, 1'000)), "mail.imap_odd");
    server.forget();
    server.answer(size_of, "@ OK\r\n");
    EXPECT_FALSE(run(io, ImapMailbox{server.settings()}.fetch(5, 1'000)));
}

TEST_F(ImapHostileTest, numbers_out_of_order_doubled_or_never_asked_for_are_put_right) {
    server.answer(
        "UID FETCH 3:",
        "* 9 FETCH (UID 9)\r\n* 2 FETCH (UID 2)\r\n* 1 FETCH (UID 5)\r\n* 1 FETCH (UID 5 FLAGS ())\r\n* 1 FETCH (UID 0)\r\n"
        "* 1 FETCH (UID 99999999999)\r\n* 1 FETCH (UID -4)\r\n* 3 FETCH (UID 4)\r\n@ OK\r\n");
    ImapMailbox mailbox{server.settings()};
    EXPECT_THAT(run(io, mailbox.uids_after(2, 10)), ElementsAre(4, 5, 9));
    EXPECT_THAT(run(io, mailbox.uids_after(2, 2)), ElementsAre(4));
    server.answer("UID FETCH 1:", "endless * 1 FETCH (UID 4)\r\n");
    EXPECT_EQ(code(io, mailbox.uids_after(0, 10)), "mail.imap_odd");
}

TEST_F(ImapHostileTest, a_server_that_tells_no_next_number_is_listed_all_the_same) {
    server.answer("EXAMINE", "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n@ OK\r\n");
    server.answer("UID FETCH *", "* 2 FETCH (UID 30)\r\n@ OK\r\n");
    server.answer("UID FETCH 21:", "* 1 FETCH (UID 24)\r\n* 2 FETCH (UID 30)\r\n@ OK\r\n");
    ImapMailbox mailbox{server.settings()};
    EXPECT_EQ(run(io, mailbox.look()).uid_next, 31u);
    EXPECT_THAT(run(io, mailbox.uids_after(20, 20)), ElementsAre(24, 30));
}

TEST_F(ImapHostileTest, a_folder_without_lasting_numbers_is_odd) {
    for (auto const* answer :
         {"@ OK\r\n", "* 3 EXISTS\r\n* OK [UIDVALIDITY 0] x\r\n@ OK\r\n", "* OK [UIDVALIDITY 99999999999]\r\n@ OK\r\n",
          "* OK [UIDVALIDITY\r\n@ OK\r\n", "* OK [\r\n* OK []\r\n* [\r\n*\r\n\r\n@ OK\r\n",
          "* OK [UIDVALIDITY 7] x\r\n* NO [UIDNOTSTICKY] no\r\n@ OK\r\n", "endless * 3 EXISTS\r\n"}) {
        server.forget();
        server.answer("EXAMINE", answer);
        EXPECT_EQ(code(io, ImapMailbox{server.settings()}.look()), "mail.imap_odd") << answer;
    }
}

TEST_F(ImapHostileTest, numbers_that_change_with_a_connection_are_noticed) {
    server.answer("EXAMINE", "* OK [UIDVALIDITY 7] x\r\n@ OK\r\n");
    server.answer("EXAMINE", "* OK [UIDVALIDITY 8] x\r\n@ OK\r\n");
    server.answer(size_of, "* BYE restarting\r\nhang up");
    ImapMailbox mailbox{server.settings()};
    EXPECT_EQ(run(io, mailbox.look()).uid_validity, 7u);
    EXPECT_EQ(code(io, mailbox.fetch(5, 1'000)), "mail.imap_renumbered");
}

TEST_F(ImapHostileTest, without_move_a_letter_is_copied_and_only_that_one_expunged) {
    server.answer("SELECT", "* OK [UIDVALIDITY 7] x\r\n@ OK\r\n");
    ImapMailbox mailbox{server.settings()};
    EXPECT_EQ(code(io, mailbox.move(5, "Done")), "mail.imap_declined") << "it could only be expunged with others";
    server.answer("CAPABILITY", "* CAPABILITY IMAP4rev1 uidplus\r\n@ OK\r\n");
    EXPECT_EQ(code(io, mailbox.move(5, "Done")), "fine");
    auto asked = server.asked();
    EXPECT_EQ(std::vector<std::string>(asked.end() - 3, asked.end()),
              (std::vector<std::string>{"UID COPY 5 \"Done\"", "UID STORE 5 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 5"}));
    server.answer("UID COPY", "@ NO [OVERQUOTA] full\r\n");
    EXPECT_EQ(code(io, mailbox.move(5, "Done")), "mail.imap_declined");
    asked = server.asked();
    EXPECT_TRUE(asked.back().starts_with("UID COPY") || asked.back() == "LOGOUT")
        << "what is not copied is not deleted: " << asked.back();
}

TEST_F(ImapHostileTest, nothing_secret_and_nothing_endless_is_told) {
    std::string detail;
    server.answer("LOGIN", "@ NO desk s3cret-of-ours is wrong\r\n");
    EXPECT_EQ(code(io, ImapMailbox{server.settings()}.look(), &detail), "mail.imap_refused");
    EXPECT_THAT(detail, Not(HasSubstr("s3cret")));
    server.forget();
    server.answer("EXAMINE", "@ NO you said s3cret-of-ours\r\n");
    EXPECT_EQ(code(io, ImapMailbox{server.settings()}.look(), &detail), "mail.imap_declined");
    EXPECT_THAT(detail, Not(HasSubstr("s3cret")));
    server.forget();
    server.answer("EXAMINE", "@ NO \x1b[31m\xff" + std::string(5'000, 'x') + "\r\n");
    EXPECT_EQ(code(io, ImapMailbox{server.settings()}.look(), &detail), "mail.imap_declined");
    EXPECT_LE(detail.size(), limits::smtp_answer_bytes);
    EXPECT_THAT(detail, Each(::testing::AllOf(::testing::Ge(' '), ::testing::Le('~'))));
    server.forget();
    server.answer("LOGIN", "@ NO [UNAVAILABLE] come back later\r\n");
    EXPECT_EQ(code(io, ImapMailbox{server.settings()}.look()), "mail.imap_away") << "nobody need change the password";
}

TEST_F(ImapHostileTest, what_a_server_says_too_early_does_no_harm) {
    server.answer("LOGIN", "@ OK in\r\n* CAPABILITY IMAP4rev1\r\n* 1 EXI");
    server.answer("EXAMINE", "STS\r\n* 4 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 10] x\r\n@ OK done\r\n");
    EXPECT_EQ(run(io, ImapMailbox{server.settings()}.look()).exists, 4u);
}

TEST_F(ImapHostileTest, nothing_goes_in_clear_where_tls_is_due) {
    auto settings = server.settings();
    settings.authorities = "/nonexistent.pem";
    EXPECT_EQ(code(io, ImapMailbox{settings}.look()), "mail.imap_away") << "the server offers no STARTTLS";
    for (auto const& asked : server.asked()) EXPECT_THAT(asked, Not(HasSubstr("s3cret")));
    EXPECT_EQ(code(io, ImapMailbox{{.url = "imap://127.0.0.1:1"}}.look()), "mail.imap_away");
}

TEST_F(ImapHostileTest, what_is_under_way_ends_when_it_is_told_to) {
    for (auto const* command : {"CAPABILITY", "EXAMINE"}) {
        server.forget();
        server.answer(command, "silence");
        auto settings = server.settings();
        settings.patience = 60s;
        ImapMailbox mailbox{settings};
        std::thread stopper{[&] {
            std::this_thread::sleep_for(200ms);
            mailbox.stop();
        }};
        auto const started = std::chrono::steady_clock::now();
        EXPECT_EQ(code(io, mailbox.look()), "mail.imap_away") << command;
        EXPECT_LT(std::chrono::steady_clock::now() - started, 10s);
        stopper.join();
    }
}

}  // namespace
}  // namespace ombud::mail
