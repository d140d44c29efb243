// Mailboxes that staff add, against a real Dovecot: tried before they are kept, followed, signed in to by password and by token.
#include "email/fetching.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <fstream>
#include <gmock/gmock.h>

#include "support/dovecot.hpp"
#include "support/email_world.hpp"

namespace ombud::email {

namespace {

using testing::Dovecot;
using testing::run;
using namespace std::chrono_literals;

// The token endpoint of an authorization server (RFC 6749 section 6), written from its text.
struct TokenServer final : fetch::Client {
    std::string token = Dovecot::token;
    Task<fetch::Answer> send(fetch::Request) override {
        co_return fetch::Answer{200, {}, R"({"access_token": ")" + token + R"(", "token_type": "Bearer", "expires_in": 3600})"};
    }
};

struct FetchingTest : testing::EmailWorld {
    testing::TemporaryFolder servers;
    Dovecot dovecot{servers.path()};
    TokenServer token_server;
    audit::Log audit{database, clock};
    Fetching fetching{{database, letters, seal, token_server, audit, folder.path() / "mailboxes", clock, random}, std::nullopt};
    FreshAgent admin = edge::Gate::fresh(ana);
    bool ended = false;

    AddMailbox wanted() {
        std::ifstream pem{dovecot.authorities()};
        return {.url = dovecot.url(),
                .folder = {},
                .user = Dovecot::user,
                .password = {},
                .oauth = {},
                .authorities = std::string{std::istreambuf_iterator<char>{pem}, {}}};
    }
    AddMailbox by_password(std::string password = Dovecot::password) {
        auto out = wanted();
        out.password = std::move(password);
        return out;
    }
    AddMailbox by_token() {
        auto out = wanted();
        out.oauth = OAuth{.token_url = "https://login.example/token",
                          .client_id = "desk",
                          .client_secret = "s",
                          .refresh_token = "r",
                          .scope = {}};
        return out;
    }
    Problem problem(AddMailbox box) {
        try {
            run(io, fetching.add(admin, std::move(box)));
        } catch (Problem const& thrown) {
            return thrown;
        }
        return {ProblemKind::internal, "fine"};
    }
    void follow() {
        asio::co_spawn(io, fetching.keep_up(),
                       asio::bind_cancellation_slot(ends.slot(), [this](std::exception_ptr const&) { ended = true; }));
    }
    void stop() {
        fetching.stop();
        ends.emit(asio::cancellation_type::terminal);
        until([&] { return ended; });
    }
    // What is in the raw store, once there is so much.
    void until_stored(std::size_t count) {
        until([&] {
            clock.advance(5s);
            return stored() >= count;
        });
    }
    std::size_t stored() {
        auto rows = std::make_shared<std::optional<std::size_t>>();
        asio::co_spawn(io, database.run(standings),
                       [rows](std::exception_ptr const&, std::vector<std::string> const& all) { *rows = all.size(); });
        for (int i = 0; i < 200 && !*rows; ++i) io.run_one_for(20ms);
        return rows->value_or(0);
    }

    asio::cancellation_signal ends;
};

}  // namespace

TEST_F(FetchingTest, a_mailbox_is_tried_before_it_is_kept) {
    auto const refused = problem(by_password("wrong"));
    EXPECT_EQ(refused.code, "mail.imap_refused");
    EXPECT_EQ(refused.field, "user");
    auto away = by_password();
    away.url = "imaps://localhost:1";
    EXPECT_EQ(problem(away).code, "mail.imap_away");
    auto elsewhere = by_password();
    elsewhere.folder = "No such folder";
    EXPECT_EQ(problem(elsewhere).field, "folder");
    EXPECT_EQ(problem(wanted()).code, "mailbox.no_sign_in");
    EXPECT_TRUE(run(io, fetching.list()).empty());

    auto const kept = run(io, fetching.add(admin, by_password()));
    EXPECT_EQ(kept.sign_in, "password");
    EXPECT_EQ(problem(by_password()).code, "mailbox.known");
    static constexpr postgres::Query<postgres::One<bool>(std::string)> holds{
        "test.holds", "SELECT EXISTS (SELECT FROM fetched_mailboxes m WHERE m::text LIKE '%' || $1 || '%')"};
    EXPECT_FALSE(run(io, database.run(holds, std::string(Dovecot::password)))) << "it is sealed";
}

TEST_F(FetchingTest, letters_come_from_a_mailbox_that_was_added_until_it_is_removed) {
    dovecot.fill("", 7, {{1, letter({})}, {2, letter({.subject = "Second"})}});
    auto const kept = run(io, fetching.add(admin, by_password()));
    follow();
    until_stored(2);
    auto const view = run(io, fetching.list()).at(0);
    EXPECT_TRUE(view.looked_at.has_value());
    EXPECT_TRUE(view.letter_at.has_value());
    EXPECT_FALSE(view.fault.has_value());
    run(io, fetching.remove(admin, *kept.id));
    EXPECT_TRUE(run(io, fetching.list()).empty());
    EXPECT_EQ(code(fetching.remove(admin, *kept.id)), "mailbox.unknown");
    stop();
}

TEST_F(FetchingTest, a_token_opens_a_mailbox_and_a_refused_one_is_told) {
    dovecot.fill("", 7, {{1, letter({})}});
    run(io, fetching.add(admin, by_token()));
    EXPECT_EQ(run(io, fetching.list()).at(0).sign_in, "xoauth2");
    follow();
    until_stored(1);
    stop();
    token_server.token = "stale";
    auto box = by_token();
    box.folder = "Archive";
    EXPECT_EQ(problem(box).code, "mail.imap_refused");
}

TEST_F(FetchingTest, letters_that_are_stored_are_moved_where_the_settings_say_so) {
    dovecot.fill("", 7, {{1, letter({})}, {2, letter({.subject = "Second"})}});
    dovecot.fill("Done", 3, {});
    mail::ImapMailbox server{
        {.url = dovecot.url(), .user = Dovecot::user, .password = Dovecot::password, .authorities = dovecot.authorities()}};
    Mailbox mailbox{database, server, "box", "Done", letters, clock};
    EXPECT_EQ(run(io, mailbox.fetch_new()), 2u);
    EXPECT_EQ(stored(), 2u);
    EXPECT_TRUE(dovecot.letters("").empty());
    EXPECT_EQ(dovecot.letters("Done").size(), 2u);
    EXPECT_EQ(run(io, mailbox.fetch_new()), 0u);
}

}  // namespace ombud::email
