#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <gmock/gmock.h>

#include "support/live_window.hpp"

namespace ombud::edge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Asked;
using ombud::testing::run;
using ombud::testing::Window;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct LiveTest : ombud::testing::EdgeWorld {
    std::string customer = visitor();
    std::string ana = work_as(staff::Role::agent, "Ana");
    std::string room = open(customer);
    asio::cancellation_signal end;
    // The same desk in another program: what it stores, this one's hub never hears of.
    realtime::Hub deaf;
    desk::Desk elsewhere{io, database, vault, ombud::testing::shared_guard(), deaf, intake, store, clock, random};

    LiveTest() { asio::co_spawn(io, api.watch_sessions(), asio::bind_cancellation_slot(end.slot(), asio::detached)); }
    ~LiveTest() override {
        end.emit(asio::cancellation_type::terminal);
        settle();
    }

    json::value presence() { return json::parse(*desk.presence().news(*ConversationId::parse(room)).frame); }
    json::value typing(bool internal = false) {
        return {{"type", "typing"}, {"conversation_id", room}, {"typing", true}, {"internal", internal}};
    }
};

// Following a log ---------------------------------------------------------------------------------------------------------

TEST_F(LiveTest, the_confirmation_comes_first_then_what_is_missing_then_what_happens) {
    for (int i = 2; i <= 4; ++i) say(customer, room, std::to_string(i));
    Window phone{*this, customer};
    phone.follow(room, 2);
    ASSERT_FALSE(phone.wire().frames.empty());
    EXPECT_EQ(phone.wire().frames.front().at("type").as_string(), "subscribed");
    EXPECT_EQ(phone.wire().frames.front().at("last_seq").as_int64(), 4);
    EXPECT_THAT(phone.seqs(), ElementsAre(3, 4));
    auto const entry = say(ana, room, "Hello");
    EXPECT_THAT(phone.seqs(), ElementsAre(3, 4, 5));
    EXPECT_EQ(phone.of("entry_posted").back().at("entry"), entry) << "the same as whoever posted it was answered";
    phone.send({{"type", "unsubscribe"}, {"conversation_id", room}});
    say(ana, room, "You there?");
    EXPECT_EQ(phone.seqs().size(), 3u);
}

TEST_F(LiveTest, a_note_reaches_staff_only_and_leaves_no_hole_behind) {
    say(ana, room, "zq-before", true);
    Window phone{*this, customer}, desk_side{*this, ana};
    phone.follow(room);
    desk_side.follow(room);
    EXPECT_EQ(phone.of("subscribed").front().at("last_seq").as_int64(), 1);
    EXPECT_EQ(desk_side.of("subscribed").front().at("last_seq").as_int64(), 2);
    say(ana, room, "zq-now", true);
    say(customer, room, "Hello?");
    say(ana, room, "zq-again", true);
    say(ana, room, "Yes");
    settle();
    EXPECT_THAT(phone.seqs(), ElementsAre(1, 4, 6));
    EXPECT_THAT(desk_side.seqs(), ElementsAre(1, 2, 3, 4, 5, 6));
    desk_side.send({{"type", "seen"}, {"conversation_id", room}, {"seq", 5}});
    desk_side.send(typing(true));
    for (auto const& frame : phone.wire().frames) EXPECT_THAT(json::serialize(frame), Not(HasSubstr("zq-")));
    EXPECT_THAT(phone.of("typing"), IsEmpty());
    EXPECT_EQ(desk_side.of("typing").size(), 1u);
    phone.send({{"type", "subscribe_inbox"}});
    EXPECT_EQ(phone.problem(), "permission.missing");
}

// Many windows come and go while many people write; the news of some entries never arrive.
TEST_F(LiveTest, whoever_follows_gets_every_entry_once_and_in_order) {
    auto const staff_identity = run(io, gate.identify_token(ana, "x", false));
    auto const agent = Gate::let_in<Agent>(staff_identity, edge::agent(staff::Permission::reply));
    auto const id = *ConversationId::parse(room);

    std::deque<Window> windows;
    for (int i = 0; i < 6; ++i) windows.emplace_back(*this, i % 2 == 0 ? customer : ana);
    std::vector<std::vector<std::pair<std::int64_t, std::size_t>>> asked(windows.size());  // after; frames before it
    std::size_t written = 0;
    auto write = [&]() -> Task<void> {
        for (int i = 0; i < 60; ++i) {
            bool const note = random.below(3) == 0;
            auto& where = random.below(5) == 0 ? elsewhere : desk;
            co_await where.post(agent, id, {.client_id = new_id(), .body = "x", .attachments = {}, .internal = note});
            ++written;
        }
    };
    spawn(io, write());
    spawn(io, write());
    auto subscribe = [&](std::size_t i) {
        auto const seqs = windows[i].seqs();
        auto const after = seqs.empty() ? 0 : std::max<std::int64_t>(0, seqs.back() - random.below(4));
        asked[i].emplace_back(after, windows[i].of("subscribed").size());
        windows[i].start(json::serialize(json::value{{"type", "subscribe"}, {"conversation_id", room}, {"after", after}}));
    };
    for (std::size_t i = 0; i < windows.size(); ++i) subscribe(i);
    while (written < 120) {
        auto const next = written + 1 + random.below(6);
        until([&] { return written >= std::min<std::size_t>(next, 120); });
        auto const i = random.below(std::uint32_t(windows.size()));
        if (random.below(3) == 0)
            windows[i].start(json::serialize(json::value{{"type", "unsubscribe"}, {"conversation_id", room}}));
        subscribe(i);
    }
    until([&] { return std::ranges::all_of(windows, [](auto const& window) { return window.unread() == 0; }); });
    say(ana, room, "the last one");
    auto const all = json::parse(get("/api/v1/conversations/" + room + "/entries?limit=200", ana).body).at("entries").as_array();
    ASSERT_EQ(all.size(), 122u);
    until([&] { return std::ranges::all_of(windows, [&](auto const& window) { return window.seqs().back() == 122; }); });

    for (std::size_t i = 0; i < windows.size(); ++i) {
        bool const is_staff = i % 2 == 1;
        auto wanted_after = [&](std::int64_t last) {
            for (auto const& entry : all)
                if (entry.at("seq").as_int64() > last && (is_staff || !entry.at("internal").as_bool()))
                    return entry.at("seq").as_int64();
            return std::int64_t{0};
        };
        std::int64_t last = -1;
        std::size_t confirmed = 0;
        for (auto const& frame : windows[i].wire().frames) {
            if (frame.at("type") == "subscribed") last = asked[i].at(confirmed++).first;
            if (frame.at("type") != "entry_posted") continue;
            auto const seq = frame.at_pointer("/entry/seq").as_int64();
            ASSERT_EQ(seq, wanted_after(last)) << "window " << i << " after " << last;
            last = seq;
        }
        EXPECT_EQ(confirmed, asked[i].size());
        EXPECT_EQ(last, 122);
    }
}

TEST_F(LiveTest, a_long_log_is_sent_no_faster_than_it_is_taken) {
    std::string const long_words(limits::entry_body_bytes - 10, 'x');
    for (int i = 0; i < 240; ++i) say(customer, room, long_words);
    Window phone{*this, customer};
    phone.wire().slow = true;
    phone.start(json::serialize(json::value{{"type", "subscribe"}, {"conversation_id", room}, {"after", 0}}));
    until([&] { return phone.wire().queued > limits::socket_outbox_bytes / 2; });
    settle();
    EXPECT_EQ(phone.unread(), 1u);
    while (phone.unread() > 0) {
        phone.wire().queued = 0;
        settle();
    }
    EXPECT_EQ(phone.seqs().size(), 241u);
    EXPECT_LT(phone.wire().most_queued, limits::socket_outbox_bytes) << "or it would have been dropped";

    // One that goes away in the middle is left alone.
    Window gone{*this, customer};
    gone.wire().slow = true;
    gone.start(json::serialize(json::value{{"type", "subscribe"}, {"conversation_id", room}, {"after", 0}}));
    until([&] { return gone.wire().queued > limits::socket_outbox_bytes / 2; });
    gone.wire().close(1001, "");
    settle();
    EXPECT_EQ(gone.unread(), 0u);
}

TEST_F(LiveTest, other_peoples_conversations_are_unknown_to_a_socket) {
    Window nosy{*this, visitor()};
    for (auto const& id : {room, ConversationId::make(clock, random).text(), ConversationId{}.text()}) {
        nosy.follow(id);
        EXPECT_EQ(nosy.problem(), "conversation.unknown");
        nosy.forget();
        nosy.send(typing());
        EXPECT_EQ(nosy.problem(), "conversation.unknown");
        nosy.forget();
        nosy.send({{"type", "seen"}, {"conversation_id", id}, {"seq", 1}});
        EXPECT_EQ(nosy.problem(), "conversation.unknown");
        nosy.send({{"type", "unsubscribe"}, {"conversation_id", id}});
    }
    nosy.forget();
    say(customer, room, "Secret");
    say(ana, room, "Answer");
    EXPECT_THAT(nosy.wire().frames, IsEmpty());
    EXPECT_FALSE(presence().at("customer_online").as_bool());
}

TEST_F(LiveTest, what_may_be_opened_no_more_is_followed_no_more) {
    auto const boss = employ(staff::Role::admin, "Boss");
    auto const made =
        post("/api/v1/keys", session_of(boss), {{"name", "Bot"}, {"permissions", json::array{"read_conversations"}}});
    ASSERT_EQ(made.status, 201u) << made.body;
    auto const other = open(visitor());
    Window bot{*this, std::string(made.json().at("token").as_string())};
    bot.follow(room);
    bot.follow(other);
    post("/api/v1/conversations/" + room + "/status", session_of(boss), {{"client_id", "r"}, {"status", "resolved"}});
    clock.advance(31 * 24h);
    settle();
    EXPECT_TRUE(bot.wire().open());
    EXPECT_EQ(bot.problem(), "conversation.archived");
    EXPECT_EQ(bot.of("problem").back().at("conversation_id").as_string(), room);
    bot.forget();
    auto const later = session_of(boss);
    for (auto const& each : {room, other}) say(later, each, "zq-later", true);
    ASSERT_EQ(bot.of("entry_posted").size(), 1u);
    EXPECT_EQ(bot.of("entry_posted").front().at_pointer("/entry/conversation_id").as_string(), other);
}

TEST_F(LiveTest, nobody_marks_as_seen_what_they_may_not_open) {
    auto const boss = employ(staff::Role::admin, "Boss");
    auto const made =
        post("/api/v1/keys", session_of(boss), {{"name", "Bot"}, {"permissions", json::array{"read_conversations"}}});
    post("/api/v1/conversations/" + room + "/status", session_of(boss), {{"client_id", "r"}, {"status", "resolved"}});
    clock.advance(31 * 24h);
    Window bot{*this, std::string(made.json().at("token").as_string())};
    bot.send({{"type", "seen"}, {"conversation_id", room}, {"seq", 1}});
    EXPECT_EQ(bot.problem(), "conversation.archived");
}

// Who it is ---------------------------------------------------------------------------------------------------------------

TEST_F(LiveTest, what_the_page_says_counts_more_than_the_cookie_that_came_along) {
    Asked const with_cookie{.target = "/api/v1/live",
                            .fields = {{"Origin", ombud::testing::own_origin}, {"Cookie", "__Host-ombud_staff=" + ana}}};
    say(ana, room, "A note", true);
    Window widget{*this, with_cookie};
    widget.send({{"type", "authenticate"}, {"token", customer}});
    EXPECT_EQ(widget.of("authenticated").size(), 1u);
    widget.follow(room);
    EXPECT_THAT(widget.seqs(), ElementsAre(1)) << "the customer's view";
    widget.send({{"type", "authenticate"}, {"token", ana}});
    EXPECT_EQ(widget.problem(), "session.known");

    Window forged{*this, with_cookie};
    forged.send({{"type", "authenticate"}, {"token", customer + "A"}});
    EXPECT_EQ(forged.problem(), "session.expired");
    forged.follow(room);
    EXPECT_EQ(forged.problem(), "session.required") << "and not the cookie's owner";

    Window desk_page{*this, with_cookie};
    desk_page.send({{"type", "subscribe_inbox"}});
    EXPECT_EQ(desk_page.of("counts").size(), 1u);
    desk_page.send({{"type", "authenticate"}, {"token", customer}});
    EXPECT_EQ(desk_page.problem(), "session.known") << "too late";
    desk_page.follow(room);
    EXPECT_THAT(desk_page.seqs(), ElementsAre(1, 2));
}

TEST_F(LiveTest, a_socket_opens_for_our_pages_the_widgets_sites_and_programs) {
    auto opened = [&](std::vector<http::Field> fields, std::string token = {}, std::string path = "/api/v1/live") -> std::string {
        try {
            Window const window{*this, Asked{.target = std::move(path), .token = std::move(token), .fields = std::move(fields)}};
            return "opened";
        } catch (Problem const& problem) {
            return problem.code;
        }
    };
    EXPECT_EQ(opened({}), "opened");
    EXPECT_EQ(opened({{"Origin", ombud::testing::own_origin}}), "opened");
    EXPECT_EQ(opened({{"Origin", ombud::testing::widget_origin}, {"Sec-Fetch-Site", "cross-site"}}), "opened");
    EXPECT_EQ(opened({{"Origin", "https://evil.example"}}), "origin.foreign");
    EXPECT_EQ(opened({{"Origin", "https://evil.example"}}, customer), "origin.foreign");
    EXPECT_EQ(opened({{"Origin", "null"}}), "origin.foreign");
    EXPECT_EQ(opened({{"Origin", "http://desk.example"}}), "origin.foreign");
    EXPECT_EQ(
        opened({{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}, {"Cookie", "__Host-ombud_staff=" + ana}}),
        "origin.foreign");
    EXPECT_EQ(opened({}, "nonsense"), "session.expired");
    EXPECT_EQ(opened({}, customer, "/api/v1/elsewhere"), "path.unknown");

    // A site of the widget's never acts by our cookies.
    Window widget{*this, Asked{.target = "/api/v1/live",
                               .fields = {{"Origin", ombud::testing::widget_origin}, {"Cookie", "__Host-ombud_staff=" + ana}}}};
    widget.send({{"type", "subscribe_inbox"}});
    EXPECT_EQ(widget.problem(), "session.required");
}

TEST_F(LiveTest, whoever_says_nothing_is_sent_away_and_sessions_end_at_once) {
    auto const ben = employ(staff::Role::agent, "Ben");
    auto const bens = session_of(ben);
    Window silent{*this, std::string{}}, phone{*this, customer}, desk_side{*this, ana}, colleague{*this, bens};
    for (auto* each : {&desk_side, &colleague}) each->send({{"type", "subscribe_inbox"}});
    clock.advance(9s);
    settle();
    EXPECT_EQ(silent.wire().close_code, 4003);
    for (auto* each : {&phone, &desk_side, &colleague}) EXPECT_TRUE(each->wire().open());

    ask({.method = http::Method::delete_, .target = "/api/v1/staff/sessions/current", .token = ana});
    settle();
    EXPECT_EQ(desk_side.wire().close_code, 4001);
    EXPECT_TRUE(colleague.wire().open());
    run(io, staff.change(ben, {.active = false}));
    settle();
    EXPECT_EQ(colleague.wire().close_code, 4001);
    clock.advance(90 * 24h);
    settle();
    EXPECT_EQ(phone.wire().close_code, 4001);
    desk_side.end();
    colleague.end();
    EXPECT_FALSE(desk.presence().any_agent_online());
}

TEST_F(LiveTest, the_socket_of_an_account_closes_when_its_session_ends_even_in_another_process) {
    sessions::Sessions other_process{database, clock, random};
    run(io, sessions.catch_up());
    auto const lin = hold_account();
    auto const laptop = account_session(lin.id, sessions::Assurance::password);
    Window phone{*this, lin.token}, desktop{*this, laptop.token};
    phone.follow(open(lin.token));
    run(io, other_process.end(lin.session, sessions::Ending::by_owner));
    run(io, sessions.catch_up());
    clock.advance(1s);
    settle();
    EXPECT_EQ(phone.wire().close_code, 4001);
    EXPECT_TRUE(desktop.wire().open());
    run(io, sessions.lock(laptop.session));
    settle();
    EXPECT_EQ(desktop.wire().close_code, 4001);
}

TEST_F(LiveTest, an_open_socket_keeps_no_idle_session_alive) {
    Window desk_side{*this, ana};
    for (int minute = 0; minute < 61; ++minute) {
        clock.advance(1min);
        settle();
    }
    EXPECT_EQ(desk_side.wire().close_code, 4001);
}

// The database away -------------------------------------------------------------------------------------------------------

TEST_F(LiveTest, a_database_that_is_away_ends_no_session_and_whoever_asks_comes_back_later) {
    Window phone{*this, customer}, desk_side{*this, ana};
    desk_side.send({{"type", "subscribe_inbox"}});
    run(io, database.close());
    settle();
    EXPECT_TRUE(phone.wire().open());
    EXPECT_TRUE(desk_side.wire().open());
    phone.follow(room);
    EXPECT_EQ(phone.problem(), "database.unavailable");
    EXPECT_EQ(phone.wire().close_code, 1013);
    desk_side.follow(room);
    EXPECT_EQ(desk_side.wire().close_code, 1013);
}

TEST_F(LiveTest, a_database_that_goes_away_in_the_middle_leaves_nobody_present) {
    Window phone{*this, customer};
    phone.start(json::serialize(json::value{{"type", "subscribe"}, {"conversation_id", room}, {"after", 0}}));
    until([&] { return !phone.of("subscribed").empty(); });
    EXPECT_TRUE(presence().at("customer_online").as_bool());
    run(io, database.close());
    until([&] { return phone.unread() == 0; });
    EXPECT_EQ(phone.wire().close_code, 1013);
    phone.end();
    EXPECT_FALSE(presence().at("customer_online").as_bool());
    EXPECT_FALSE(hub.anyone_on(ConversationId::parse(room)->uuid));
}

// Presence, typing, the inbox, the queue ----------------------------------------------------------------------------------

TEST_F(LiveTest, presence_lasts_as_long_as_a_window_follows) {
    Window phone{*this, customer}, desk_side{*this, ana};
    phone.follow(room);
    desk_side.follow(room);
    EXPECT_TRUE(desk_side.of("presence").back().at("customer_online").as_bool());
    EXPECT_EQ(phone.of("presence").back().at_pointer("/agents/0/name").as_string(), "Ana");
    {
        Window second{*this, customer};
        second.follow(room);
        second.follow(room);  // again: still one window
    }
    EXPECT_TRUE(presence().at("customer_online").as_bool());
    phone.send({{"type", "unsubscribe"}, {"conversation_id", room}});
    EXPECT_FALSE(desk_side.of("presence").back().at("customer_online").as_bool());
    desk_side.end();
    EXPECT_THAT(presence().at("agents").as_array(), IsEmpty());
    EXPECT_FALSE(hub.anyone_on(ConversationId::parse(room)->uuid));
}

TEST_F(LiveTest, the_inbox_tells_rows_and_each_agent_their_own_counts) {
    auto const ben = work_as(staff::Role::agent, "Ben");
    Window anas{*this, ana}, bens{*this, ben};
    for (auto* each : {&anas, &bens}) each->send({{"type", "subscribe_inbox"}});
    EXPECT_EQ(json::serialize(anas.of("counts").back().at("counts")), R"({"mine":0,"unassigned":1,"all":1,"snoozed":0})");
    EXPECT_TRUE(get("/api/v1/waiting").json().at("agents_online").as_bool());
    say(ana, room, "Mine");
    settle();
    EXPECT_EQ(json::serialize(anas.of("counts").back().at("counts")), R"({"mine":1,"unassigned":0,"all":1,"snoozed":0})");
    EXPECT_EQ(json::serialize(bens.of("counts").back().at("counts")), R"({"mine":0,"unassigned":0,"all":1,"snoozed":0})");
    EXPECT_EQ(bens.of("inbox_changed").back().at_pointer("/row/preview/body").as_string(), "Mine");
    auto const told = bens.of("counts").size();
    settle();
    EXPECT_EQ(bens.of("counts").size(), told) << "nothing changed";
    anas.end();
    bens.end();
    EXPECT_FALSE(get("/api/v1/waiting").json().at("agents_online").as_bool());
}

TEST_F(LiveTest, the_waiting_customer_is_told_their_place_and_staff_are_not) {
    Window phone{*this, customer}, desk_side{*this, ana};
    phone.follow(room);
    desk_side.follow(room);
    EXPECT_EQ(phone.of("queue").back().at_pointer("/queue/place").as_int64(), 1);
    say(ana, room, "Here I am");
    settle();
    EXPECT_TRUE(phone.of("queue").back().at("queue").is_null());
    EXPECT_THAT(desk_side.of("queue"), IsEmpty());
}

// Bad frames, too many frames ---------------------------------------------------------------------------------------------

TEST_F(LiveTest, frames_that_make_no_sense_are_answered_and_echo_nothing) {
    Window phone{*this, customer};
    for (std::string const& frame :
         {std::string(""), std::string("{"), std::string("[]"), std::string("null"), std::string("7"), std::string("{}"),
          std::string(R"({"type":7})"), std::string(R"({"type":"zq-unknown"})"), std::string(R"({"type":"subscribe"})"),
          std::string(R"({"type":"subscribe","conversation_id":7})"),
          std::string(R"({"type":"subscribe","conversation_id":"zq-x"})"),
          std::string(R"({"type":"typing","conversation_id":"zq","typing":"yes"})"),
          R"({"type":"subscribe","after":-1,"conversation_id":")" + room + "\"}",
          R"({"type":"subscribe","after":1.5,"conversation_id":")" + room + "\"}",
          R"({"type":"seen","seq":-1,"conversation_id":")" + room + "\"}", std::string(R"({"type":"ping","type":"pong"})"),
          std::string(16'000, '['), std::string("\xff\xfe"), std::string(R"({"type":"authenticate","token":"zq-token"})")}) {
        phone.forget();
        phone.send_text(frame);
        EXPECT_FALSE(phone.problem().empty()) << frame.substr(0, 60);
        for (auto const& answer : phone.wire().frames) EXPECT_THAT(json::serialize(answer), Not(HasSubstr("zq")));
    }
    EXPECT_TRUE(phone.wire().open());
    phone.send({{"type", "ping"}, {"colour", "red"}});
    EXPECT_EQ(phone.of("pong").size(), 1u);
}

TEST_F(LiveTest, one_socket_follows_so_many_conversations_and_no_more) {
    std::vector<std::string> rooms;
    for (int i = 0; i < 5; ++i) {
        auto const somebody = visitor();
        for (int k = 0; k < 13; ++k) rooms.push_back(open(somebody));
    }
    Window desk_side{*this, ana};
    for (std::size_t i = 0; i < limits::subscriptions_per_socket; ++i) desk_side.follow(rooms[i]);
    EXPECT_EQ(desk_side.problem(), "");
    desk_side.follow(rooms[limits::subscriptions_per_socket]);
    EXPECT_EQ(desk_side.problem(), "subscriptions.too_many");
    desk_side.forget();
    desk_side.follow(rooms[0]);
    EXPECT_EQ(desk_side.problem(), "") << "the same one again takes no place";
    desk_side.send({{"type", "unsubscribe"}, {"conversation_id", rooms[1]}});
    desk_side.follow(rooms[limits::subscriptions_per_socket]);
    EXPECT_EQ(desk_side.problem(), "");
}

TEST_F(LiveTest, a_flood_of_frames_is_read_slowly_and_harms_nobody_else) {
    Window flood{*this, customer}, second{*this, customer}, other{*this, visitor()};
    for (std::uint32_t i = 0; i < limits::frames_at_once + 100; ++i) flood.start(R"({"type":"ping"})");
    until([&] { return flood.of("pong").size() == limits::frames_at_once; });
    second.start(R"({"type":"ping"})");
    other.send({{"type", "ping"}});
    EXPECT_EQ(other.of("pong").size(), 1u);
    EXPECT_EQ(flood.of("pong").size(), limits::frames_at_once);
    EXPECT_THAT(second.of("pong"), IsEmpty()) << "another socket of the same person is the same person";
    for (int i = 0; i < 5; ++i) settle();
    EXPECT_EQ(flood.of("pong").size(), limits::frames_at_once + 100) << "later, but nothing is lost";
    EXPECT_EQ(second.of("pong").size(), 1u);
    EXPECT_TRUE(flood.wire().open());
}

}  // namespace
}  // namespace ombud::edge
