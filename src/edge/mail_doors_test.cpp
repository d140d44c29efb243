// Letters handed over by a signed POST, a letter's page, the end of letters, and who may do what about mail.
#include <gmock/gmock.h>
#include <sodium.h>

#include "support/edge_world.hpp"

namespace ombud::edge {

namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::run;

struct MailDoorsTest : testing::EdgeWorld {
    std::string letter =
        "From: Li Wei <li@mail.example>\r\nTo: support@desk.example\r\nSubject: Withdrawal\r\nMessage-ID: "
        "<one@mail.example>\r\n\r\nMy "
        "withdrawal is stuck.\r\n";

    // By Standard Webhooks 1.0, written from its text.
    std::string sign(std::string const& id, std::string const& time, std::string const& body) {
        auto const said = id + "." + time + "." + body;
        std::string const key(32, 'k');
        std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac;
        crypto_auth_hmacsha256(mac.data(), reinterpret_cast<unsigned char const*>(said.data()), said.size(),
                               reinterpret_cast<unsigned char const*>(key.data()));
        std::string out(sodium_base64_encoded_len(mac.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
        sodium_bin2base64(out.data(), out.size(), mac.data(), mac.size(), sodium_base64_VARIANT_ORIGINAL);
        out.pop_back();
        return "v1," + out;
    }
    std::string now(std::chrono::seconds off = {}) {
        return std::to_string((std::chrono::floor<std::chrono::seconds>(clock.now()) + off).time_since_epoch().count());
    }
    testing::Answer hand_over(std::string const& body, std::string const& time, std::string signature) {
        return ask(
            {.method = http::Method::post,
             .target = "/hooks/mail",
             .bytes = body,
             .fields = {{"webhook-id", "msg_1"}, {"webhook-timestamp", time}, {"webhook-signature", std::move(signature)}}});
    }
    std::size_t read() { return run(io, mail.reception.read_waiting()); }
};

}  // namespace

TEST_F(MailDoorsTest, a_signed_letter_is_taken_once_and_an_unsigned_one_never) {
    auto const time = now();
    auto const signature = sign("msg_1", time, letter);
    EXPECT_EQ(hand_over(letter, time, signature).status, 204u);
    EXPECT_EQ(hand_over(letter, time, "v1,bm90IGl0 " + signature).status, 204u) << "one of several keys is enough";
    EXPECT_EQ(read(), 1u);
    EXPECT_EQ(hand_over(letter + "more", time, signature).code(), "hook.signature");
    EXPECT_EQ(hand_over(letter, now(std::chrono::seconds{1}), signature).code(), "hook.signature") << "the time is signed, too";
    EXPECT_EQ(hand_over(letter, time, "").code(), "hook.signature");
    EXPECT_EQ(hand_over(letter, "soon", sign("msg_1", "soon", letter)).code(), "hook.timestamp");
    auto const old = now(std::chrono::minutes{-6});
    EXPECT_EQ(hand_over(letter, old, sign("msg_1", old, letter)).code(), "hook.timestamp");
    EXPECT_EQ(read(), 0u);
}

TEST_F(MailDoorsTest, secrets_of_the_hook_are_read_as_they_are_written) {
    EXPECT_EQ(read_hook_secret("whsec_a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="), std::string(32, 'k'));
    EXPECT_THROW(read_hook_secret("whsec_c2hvcnQ="), Problem);
    EXPECT_THROW(read_hook_secret("not base64!"), Problem);
}

TEST_F(MailDoorsTest, a_letters_page_runs_nothing_and_stands_in_a_frame_of_ours_alone) {
    auto const time = now();
    auto const html =
        "From: li@mail.example\r\nSubject: x\r\nContent-Type: text/html\r\nX-Spam-Flag: "
        "YES\r\n\r\n<b>Hello</b><script>alert(1)</script>";
    hand_over(html, time, sign("msg_1", time, html));
    read();
    auto const supervisor = work_as(staff::Role::supervisor), agent = work_as(staff::Role::agent, "Bo");
    auto const rows = get("/api/v1/mail/letters?state=quarantined", supervisor).json();
    auto const id = std::string(rows.at("letters").at(0).at("id").as_string());
    auto const page = get("/api/v1/mail/letters/" + id + "/page", supervisor);
    EXPECT_EQ(page.status, 200u);
    EXPECT_THAT(page.body, HasSubstr("<strong>Hello</strong>"));
    EXPECT_THAT(page.body, Not(HasSubstr("script")));
    EXPECT_THAT(page.field("Content-Security-Policy"), HasSubstr("sandbox"));
    EXPECT_THAT(page.field("Content-Security-Policy"), HasSubstr("default-src 'none'"));
    EXPECT_THAT(page.field("Content-Security-Policy"), HasSubstr("frame-ancestors 'self'"));
    EXPECT_EQ(get("/api/v1/mail/letters/" + id + "/page", agent).code(), "permission.missing");
    EXPECT_EQ(get("/api/v1/mail", agent).code(), "permission.missing");
}

TEST_F(MailDoorsTest, letters_are_ended_by_whoever_has_one_and_only_after_they_were_asked) {
    auto const conversation = *ConversationId::parse(open(visitor()));
    auto const token = mail.addresses.token(conversation, clock.now());
    static constexpr postgres::Query<postgres::One<std::int64_t>()> stopped{
        "test.stopped", "SELECT count(*) FROM conversation_contacts WHERE stopped_at IS NOT NULL"};
    auto const asked = get("/en/letters/stop/" + token);
    EXPECT_EQ(asked.status, 200u);
    EXPECT_THAT(asked.body, HasSubstr("method=\"post\""));
    EXPECT_EQ(run(io, database.run(stopped)), 0) << "programs that look at links end nothing";
    auto const done = ask({.method = http::Method::post,
                           .target = "/zh-CN/letters/stop/" + token,
                           .bytes = "List-Unsubscribe=One-Click",
                           .fields = {{"Content-Type", "application/x-www-form-urlencoded"}}});
    EXPECT_EQ(done.status, 200u);
    EXPECT_THAT(done.body, HasSubstr("您不会再收到"));
    EXPECT_EQ(run(io, database.run(stopped)), 1);
    EXPECT_EQ(get("/en/letters/stop/" + token.substr(1)).status, 404u);
}

TEST_F(MailDoorsTest, health_tells_of_mail_and_names_no_mailbox_to_strangers) {
    operations.watches_mail([this](bool with_names) { return mail.standing.health(with_names); });
    auto const health = get("/healthz").json();
    EXPECT_EQ(health.at("checks").at("mail").at("waiting").as_int64(), 0);
    EXPECT_EQ(health.at("status").as_string(), "ok");
    static constexpr postgres::Query<postgres::Affected()> broken{
        "test.broken",
        "WITH box AS (INSERT INTO fetched_mailboxes (id, name, url, folder, username, sealed, added_at, added_by) SELECT "
        "gen_random_uuid(), "
        "'box', 'imaps://x', 'INBOX', 'u', '', now(), id FROM staff LIMIT 1) INSERT INTO mailboxes (name, fault, fault_at) "
        "VALUES "
        "('box', 'mail.imap_away', now())"};
    employ(staff::Role::admin);
    run(io, database.run(broken));
    auto const worse = get("/healthz");
    EXPECT_EQ(worse.status, 200u) << "people are not sent away for it";
    EXPECT_EQ(worse.json().at("status").as_string(), "degraded");
    EXPECT_THAT(worse.body, Not(HasSubstr("\"box\"")));
}

}  // namespace ombud::edge
