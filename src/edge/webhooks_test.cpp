// Webhooks through the desk's own doors, told to a server that may be unkind.
#include <gmock/gmock.h>

#include "support/edge_world.hpp"
#include "support/unkind_server.hpp"
#include "webhooks/signature.hpp"

namespace ombud::edge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Answer;
using ombud::testing::run;
using ombud::testing::UnkindServer;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char const* path = "/api/v1/webhooks";
using Called = UnkindServer::Called;

std::string text_at(json::value const& value, char const* name) {
    return std::string(value.at(name).as_string());
}

struct WebhookDoorsTest : ombud::testing::EdgeWorld {
    std::string customer = visitor();
    StaffId ming = employ(staff::Role::admin, "Ming");
    std::string boss = session_of(ming), ana = work_as(staff::Role::agent, "Ana");
    std::string secret;

    ~WebhookDoorsTest() override { run(io, work.webhooks.rest()); }

    static json::object wish(std::string url, json::array events) {
        return {{"name", "Refund bot"}, {"url", std::move(url)}, {"events", std::move(events)}};
    }
    std::string add(std::string url, json::array events = {"entry.posted"}, std::string notes = "left_out",
                    std::string words = "left_out") {
        auto wanted = wish(std::move(url), std::move(events));
        wanted["notes"] = notes, wanted["words"] = words;
        auto const made = post(path, session_of(ming), std::move(wanted));
        EXPECT_EQ(made.status, 201u) << made.body;
        secret = text_at(made.json(), "secret");
        return text_at(made.json().at("webhook"), "id");
    }
    std::string at(std::string const& id, std::string const& more = {}) { return std::string(path) + "/" + id + more; }
    json::value look(std::string const& id) {
        auto const all = get(path, session_of(ming)).json().at("webhooks").as_array();
        for (auto const& each : all)
            if (each.at("id").as_string() == id) return each;
        ADD_FAILURE() << "no such webhook";
        return nullptr;
    }
    json::array deliveries(std::string const& id, std::string const& state = {}) {
        return get(at(id, "/deliveries" + (state.empty() ? "" : "?state=" + state)), session_of(ming))
            .json()
            .at("deliveries")
            .as_array();
    }
    // What is new is told and sent; returns when all that was begun has ended.
    void send() {
        while (run(io, work.feed.pass_on()) > 0) {
        }
        while (run(io, work.webhooks.send_due()) > 0) run(io, work.webhooks.rest());
    }
    // As the loop does, for so long.
    void live(std::chrono::seconds span, std::chrono::seconds step = 60s) {
        for (auto const end = clock.now() + span; clock.now() < end;) {
            clock.advance(step);
            send();
        }
        run(io, work.webhooks.tidy());
    }
    static std::vector<std::string> types(std::vector<Called> const& called) {
        std::vector<std::string> out;
        for (auto const& each : called) out.push_back(text_at(json::parse(each.body), "type"));
        return out;
    }
    static std::vector<std::int64_t> seqs(std::vector<Called> const& called) {
        std::vector<std::int64_t> out;
        for (auto const& each : called) out.push_back(json::parse(each.body).at("data").at("entry").at("seq").as_int64());
        return out;
    }
};

TEST_F(WebhookDoorsTest, what_happens_is_told_signed_and_without_words) {
    UnkindServer server;
    auto const id = add(server.url("/ok"), {"conversation.opened", "entry.posted", "conversation.assigned",
                                            "conversation.status_changed", "conversation.handling_changed"});
    EXPECT_THAT(secret, StartsWith("whsec_"));
    auto const room = open(customer, "Where is my withdrawal?");
    say(ana, room, "On its way");
    post("/api/v1/conversations/" + room + "/status", ana, {{"client_id", "s"}, {"status", "resolved"}});
    post("/api/v1/conversations/" + room + "/handling", ana, {{"client_id", "h"}, {"priority", "high"}});
    send();
    auto const called = server.called();
    EXPECT_THAT(types(called),
                ElementsAre("conversation.opened", "entry.posted", "entry.posted", "conversation.assigned",
                            "conversation.status_changed", "conversation.status_changed", "conversation.handling_changed"));
    auto const key = webhooks::read_secret(secret).value();
    for (auto const& each : called) {
        EXPECT_TRUE(webhooks::is_signed(each.field("Webhook-Signature"), key, each.field("Webhook-Id"),
                                        each.field("Webhook-Timestamp"), each.body));
        EXPECT_EQ(each.field("Content-Type"), "application/json");
        EXPECT_EQ(each.body.find("withdrawal?"), each.body.npos);
        EXPECT_EQ(each.body.find("On its way"), each.body.npos);
        EXPECT_EQ(text_at(json::parse(each.body).at("data").at("conversation"), "id"), room);
    }
    EXPECT_EQ(text_at(json::parse(called[5].body).at("data"), "to"), "resolved");
    auto const all = deliveries(id, "delivered");
    ASSERT_THAT(all, SizeIs(7));
    EXPECT_EQ(all[0].at("status"), 200);
    auto const whole = get(at(id, "/deliveries/" + text_at(all[0], "id")), boss).json();
    EXPECT_EQ(whole.at("tries").at(0).at("answer"), "heard\n");
    send();
    EXPECT_THAT(server.called(), SizeIs(7)) << "once";
}

TEST_F(WebhookDoorsTest, only_what_was_asked_for_is_told_and_notes_only_where_they_are) {
    UnkindServer plain, with_notes, with_words;
    add(plain.url("/ok"));
    add(with_notes.url("/ok"), {"entry.posted"}, "told");
    add(with_words.url("/ok"), {"entry.posted"}, "left_out", "told");
    auto const room = open(customer, "My key is in the drawer");
    say(ana, room, "He sounds upset", true);
    send();
    EXPECT_THAT(seqs(plain.called()), ElementsAre(1));
    EXPECT_THAT(seqs(with_notes.called()), ElementsAre(1, 2));
    EXPECT_EQ(with_notes.called().back().body.find("upset"), std::string::npos);
    ASSERT_THAT(with_words.called(), SizeIs(1));
    EXPECT_EQ(text_at(json::parse(with_words.called().front().body).at("data").at("entry"), "body"), "My key is in the drawer");
    auto const kept = get(at(text_at(get(path, boss).json().at("webhooks").at(2), "id"), "/deliveries"), boss).body;
    EXPECT_EQ(kept.find("drawer"), kept.npos) << "words are kept nowhere else";
}

TEST_F(WebhookDoorsTest, what_fails_is_tried_again_and_what_is_after_it_in_its_conversation_waits) {
    std::string broken;
    std::atomic<bool> mended = false;
    UnkindServer server{[&](Called const& call) { return !mended && call.body.find(broken) != call.body.npos ? 500u : 200u; }};
    auto const id = add(server.url("/ok"));
    auto const bad = open(customer), good = open(customer);
    broken = bad;
    say(customer, bad, "two");
    say(customer, good, "two");
    send();
    auto const of = [&](std::string const& room) {
        std::vector<Called> out;
        for (auto& each : server.called())
            if (each.body.find(room) != each.body.npos) out.push_back(std::move(each));
        return seqs(out);
    };
    EXPECT_THAT(of(good), ElementsAre(1, 2)) << "others go on";
    EXPECT_THAT(of(bad), ElementsAre(1));
    live(10min, 5s);
    EXPECT_THAT(of(bad), Each(1)) << "in order";
    EXPECT_GT(of(bad).size(), 4u);
    EXPECT_LT(of(bad).size(), 10u) << "less and less often";
    mended = true;
    live(30min);
    auto const told = of(bad);
    EXPECT_EQ(told.at(told.size() - 1), 2);
    EXPECT_EQ(told.at(told.size() - 2), 1);
    EXPECT_THAT(deliveries(id, "waiting"), IsEmpty());
    auto ids = server.called();
    std::erase_if(ids, [&](Called const& each) { return seqs({each}).front() != 1 || each.body.find(bad) == each.body.npos; });
    EXPECT_EQ(ids.front().field("Webhook-Id"), ids.back().field("Webhook-Id")) << "by which it is known again";
}

TEST_F(WebhookDoorsTest, an_endpoint_that_fails_for_a_day_is_left_in_peace_and_somebody_may_wake_it) {
    std::atomic<unsigned> says = 500;
    UnkindServer server{[&](Called const&) { return says.load(); }};
    auto const id = add(server.url("/ok"));
    for (int i = 0; i < 8; ++i) open(customer);
    live(29h, 5min);  // the first failure after a day; tries are up to four hours apart
    auto now = look(id);
    EXPECT_EQ(now.at("pause"), "failing");
    EXPECT_EQ(now.at("waiting"), 8);
    auto const asked = server.called().size();
    EXPECT_LT(asked, 250u) << "asked less and less often";
    live(2h, 10min);
    EXPECT_EQ(server.called().size(), asked) << "and then not at all";
    says = 200;
    ASSERT_EQ(post(at(id, "/resume"), session_of(ming), nullptr).status, 200u);
    send();
    now = look(id);
    EXPECT_EQ(now.at("waiting"), 0);
    EXPECT_TRUE(now.at("failing_since").is_null());
    EXPECT_EQ(get("/api/v1/audit?act=webhook.paused", session_of(ming)).json().at("records").as_array().size(), 1u);
}

TEST_F(WebhookDoorsTest, what_was_not_heard_in_three_days_is_given_up_and_can_be_sent_again) {
    std::atomic<unsigned> says = 503;
    UnkindServer server{[&](Called const&) { return says.load(); }};
    auto const id = add(server.url("/ok"));
    auto const room = open(customer);
    live(75h, 30min);
    auto const dead = deliveries(id, "dead");
    ASSERT_THAT(dead, SizeIs(1));
    EXPECT_EQ(look(id).at("dead"), 1);
    says = 200;
    boss = session_of(ming);
    ASSERT_EQ(post(at(id, "/resume"), boss, nullptr).status, 200u);
    send();
    EXPECT_THAT(deliveries(id, "dead"), SizeIs(1)) << "by itself it stays";
    EXPECT_EQ(post(at(id, "/deliveries/" + text_at(dead[0], "id") + "/again"), boss, nullptr).status, 200u);
    send();
    EXPECT_THAT(deliveries(id, "delivered"), SizeIs(1));
    EXPECT_EQ(post(at(id, "/send-again"), boss, nullptr).json().at("deliveries"), 0);
}

TEST_F(WebhookDoorsTest, whoever_hangs_streams_or_sends_elsewhere_stops_nobody_else) {
    UnkindServer unkind, kind;
    auto const hang = add(unkind.url("/hang")), stream = add(unkind.url("/stream")), redirect = add(unkind.url("/redirect"));
    std::vector<std::string> many;
    for (int i = 0; i < 10; ++i) many.push_back(add(unkind.url("/hang")));
    auto const well = add(kind.url("/ok"));
    open(customer);
    while (run(io, work.feed.pass_on()) > 0) {
    }
    run(io, work.webhooks.send_due());
    until([&] { return !kind.called().empty(); });
    EXPECT_THAT(deliveries(hang, "waiting"), SizeIs(1)) << "still under way";
    run(io, work.webhooks.rest());
    EXPECT_THAT(deliveries(well, "delivered"), SizeIs(1));
    EXPECT_EQ(deliveries(hang)[0].at("fault"), "remote.timeout");
    EXPECT_EQ(deliveries(stream)[0].at("state"), "delivered") << "it said 200";
    auto const long_answer = get(at(stream, "/deliveries/" + text_at(deliveries(stream)[0], "id")), boss).json();
    EXPECT_LE(long_answer.at("tries").at(0).at("answer").as_string().size(), 1'024u);
    EXPECT_EQ(deliveries(redirect)[0].at("status"), 302);
    EXPECT_EQ(deliveries(redirect)[0].at("state"), "waiting") << "elsewhere is not heard";
    EXPECT_TRUE(std::ranges::none_of(unkind.called(), [](Called const& each) { return each.path == "/ok"; }));
}

TEST_F(WebhookDoorsTest, an_endpoint_that_is_gone_is_told_nothing_more) {
    UnkindServer server;
    auto const id = add(server.url("/410"));
    open(customer);
    send();
    EXPECT_EQ(look(id).at("pause"), "gone");
}

TEST_F(WebhookDoorsTest, nowhere_inside_is_told_anything) {
    for (auto const& [url, code] :
         std::initializer_list<std::pair<char const*, char const*>>{{"http://hooks.example.com/", "url.insecure"},
                                                                    {"https://169.254.169.254/latest/meta-data", "url.inside"},
                                                                    {"https://10.0.0.1/", "url.inside"},
                                                                    {"https://localhost/", "url.inside"},
                                                                    {"https://[::ffff:127.0.0.2]/", "url.inside"},
                                                                    {"ftp://hooks.example.com/", "url.invalid"}})
        EXPECT_EQ(post(path, boss, wish(url, {"entry.posted"})).code(), code) << url;
}

TEST_F(WebhookDoorsTest, a_test_is_sent_whatever_was_asked_for) {
    UnkindServer server;
    auto const id = add(server.url("/ok"), {"conversation.assigned"});
    auto const made = post(at(id, "/test"), boss, nullptr);
    EXPECT_EQ(made.status, 201u) << made.body;
    send();
    EXPECT_THAT(types(server.called()), ElementsAre("webhook.test"));
    EXPECT_EQ(deliveries(id)[0].at("state"), "delivered");
}

TEST_F(WebhookDoorsTest, one_that_has_ended_hears_nothing_and_one_that_is_paused_hears_later) {
    UnkindServer server, other;
    auto const ended = add(server.url("/ok")), paused = add(other.url("/ok"));
    ASSERT_EQ(post(at(paused, "/pause"), boss, nullptr).status, 200u);
    EXPECT_EQ(post(at(paused, "/pause"), boss, nullptr).code(), "webhook.paused");
    open(customer);
    while (run(io, work.feed.pass_on()) > 0) {
    }
    ASSERT_EQ(ask({.method = http::Method::delete_, .target = at(ended), .token = boss}).status, 204u);
    send();
    EXPECT_THAT(server.called(), IsEmpty());
    EXPECT_THAT(other.called(), IsEmpty());
    ASSERT_EQ(post(at(paused, "/resume"), boss, nullptr).status, 200u);
    EXPECT_EQ(post(at(paused, "/resume"), boss, nullptr).code(), "webhook.not_paused");
    send();
    EXPECT_THAT(other.called(), SizeIs(1));
}

TEST_F(WebhookDoorsTest, what_an_endpoint_is_asked_to_hear_is_checked_and_what_is_changed_is_recorded) {
    EXPECT_EQ(post(path, boss, wish("https://hooks.example.com/", {})).code(), "events.empty");
    EXPECT_EQ(post(path, boss, wish("https://hooks.example.com/", {"weather.changed"})).code(), "event.unknown");
    auto const id = add("https://hooks.example.com/");
    auto const changed = ask({.method = http::Method::put,
                              .target = at(id),
                              .token = boss,
                              .body = wish("https://hooks.example.com/other", {"conversation.opened"})});
    EXPECT_EQ(changed.status, 200u);
    EXPECT_EQ(changed.body.find("whsec"), changed.body.npos);
    auto const records = get("/api/v1/audit?act=webhook.changed", boss).json().at("records").as_array();
    ASSERT_THAT(records, SizeIs(1));
    EXPECT_EQ(records[0].at("details").at("url_changed"), true);
    EXPECT_EQ(get(path, ana).code(), "permission.missing");
}

TEST_F(WebhookDoorsTest, what_is_told_twice_is_sent_once) {
    UnkindServer server;
    add(server.url("/ok"));
    open(customer);
    while (run(io, work.feed.pass_on()) > 0) {
    }
    static constexpr postgres::Query<postgres::Affected()> once_more{
        "test.once_more", "INSERT INTO entry_feed (conversation_id, seq) SELECT conversation_id, seq FROM entries"};
    run(io, database.run(once_more));
    send();
    EXPECT_THAT(server.called(), SizeIs(1));
}

}  // namespace
}  // namespace ombud::edge
