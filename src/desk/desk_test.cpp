#include "desk/desk.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <libpq-fe.h>
#include <ranges>

#include "core/limits.hpp"
#include "desk/queries.hpp"
#include "support/desk_people.hpp"

namespace ombud::desk {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Ear;
using ombud::testing::run;
using realtime::Audience;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct DeskTest : ombud::testing::PeopledDesk {
    Customer asking = customer();
    Agent ana = agent("Ana"), ben = agent("Ben");

    std::string status(ConversationId id) { return read(ana, id).status; }
    std::optional<std::string> assignee(ConversationId id) {
        auto const who = read(ana, id).assignee;
        return who ? who->name : std::nullopt;
    }
    bool queued(ConversationId id) { return read(asking, id).queue.has_value(); }
    InboxPage inbox(Agent const& by, std::string view, std::string of = "active", std::optional<std::string> cursor = {},
                    std::int64_t limit = 100) {
        return run(io, desk.inbox(by, {std::move(view), std::move(of), std::move(cursor), limit}));
    }
    static std::vector<ConversationId> ids(InboxPage const& page) {
        std::vector<ConversationId> out;
        out.reserve(page.rows.size());
        for (auto const& row : page.rows) out.push_back(row.conversation.id);
        return out;
    }
};

// States ------------------------------------------------------------------------------------------------------------------

TEST_F(DeskTest, a_conversation_goes_from_new_to_resolved_and_back) {
    auto const id = open(asking, std::nullopt).id;
    EXPECT_EQ(status(id), "new");
    EXPECT_FALSE(queued(id)) << "nothing has been asked yet";
    say(asking, id, "Hello");
    EXPECT_EQ(status(id), "new");
    EXPECT_TRUE(queued(id));
    auto const answer = say(ana, id, "Hi");
    EXPECT_EQ(answer.status, "waiting");
    EXPECT_EQ(assignee(id), "Ana");
    EXPECT_EQ(answer.data.at("assignee").at("name").as_string(), "Ana") << "the entry says that she took it";
    EXPECT_EQ(say(asking, id, "More").status, "open");
    EXPECT_FALSE(queued(id)) << "Ana has it";
    auto const resolved = set(ben, id, "resolved");
    EXPECT_EQ(resolved.data.at("from").as_string(), "open");
    EXPECT_EQ(resolved.data.at("to").as_string(), "resolved");
    EXPECT_EQ(note(ben, id).status, "resolved") << "a note opens nothing";
    EXPECT_EQ(assign(ben, id, ben.id).status, "resolved");
    auto const again = say(asking, id, "Not solved");
    EXPECT_EQ(again.status, "open");
    EXPECT_EQ(assignee(id), "Ben");
    EXPECT_EQ(say(ana, id, "Sorry").status, "waiting");
    EXPECT_EQ(assignee(id), "Ben") << "who helps out does not take it away";
}

TEST_F(DeskTest, who_is_assigned_and_who_was_stands_in_the_entry) {
    auto const id = open(asking).id;
    auto const taken = assign(ana, id, ana.id);
    EXPECT_EQ(taken.status, "open");
    EXPECT_EQ(taken.data.at("assignee").at("id").as_string(), ana.id.text());
    EXPECT_TRUE(taken.data.at("previous").is_null());
    auto const handed = assign(ana, id, ben.id);
    EXPECT_EQ(handed.data.at("assignee").at("name").as_string(), "Ben");
    EXPECT_EQ(handed.data.at("previous").at("name").as_string(), "Ana");
    auto const back = assign(ben, id, std::nullopt);
    EXPECT_TRUE(back.data.at("assignee").is_null());
    EXPECT_EQ(back.data.at("previous").at("name").as_string(), "Ben");
    EXPECT_TRUE(queued(id)) << "in its old place";
    EXPECT_FALSE(back.internal);
}

TEST_F(DeskTest, a_change_that_changes_nothing_is_told_so) {
    auto const id = open(asking).id;
    EXPECT_EQ(code(desk.assign(ana, id, {std::nullopt, "nobody"})), "assignee.unchanged");
    assign(ana, id, ana.id);
    EXPECT_EQ(code(desk.assign(ben, id, {ana.id, "again"})), "assignee.unchanged");
    EXPECT_EQ(code(desk.change_status(ana, id, {"open", "open"})), "status.unchanged");
    EXPECT_EQ(code(desk.change_status(ana, id, {"new", "new"})), "field.choice");
    EXPECT_EQ(code(desk.change_status(ana, id, {"burnt", "burnt"})), "field.choice");
    EXPECT_EQ(code(desk.assign(ana, id, {StaffId::make(clock, random), "stranger"})), "assignee.unknown");
    EXPECT_EQ(code(desk.assign(ana, id, {StaffId{asking.id.uuid}, "customer"})), "assignee.unknown");
    static constexpr postgres::Query<postgres::Affected(StaffId)> leave{"test.leave",
                                                                        "UPDATE staff SET active = false WHERE id = $1"};
    run(io, database.run(leave, ben.id));
    EXPECT_EQ(code(desk.assign(ana, id, {ben.id, "gone"})), "assignee.unknown");
    EXPECT_EQ(log(ana, id).size(), 2u);
}

TEST_F(DeskTest, whoever_looked_at_it_and_opened_it_again_does_not_lose_the_customers_place) {
    auto const first = open(asking).id;
    clock.advance(1min);
    auto const second = open(asking).id;
    set(ana, first, "open");
    EXPECT_EQ(read(asking, first).queue->place, 1);
    EXPECT_EQ(read(asking, second).queue->place, 2);
    set(ana, first, "resolved");
    EXPECT_FALSE(queued(first));
    EXPECT_EQ(read(asking, second).queue->place, 1);
    clock.advance(1min);
    set(ana, first, "open");  // a slip: nobody has answered yet
    EXPECT_EQ(read(asking, first).queue->place, 2);
    say(ana, first, "Here I am");
    set(ana, first, "open");
    EXPECT_FALSE(queued(first)) << "the last word was ours";
}

// Two agents --------------------------------------------------------------------------------------------------------------

TEST_F(DeskTest, two_agents_do_not_answer_the_same_thing) {
    auto const id = open(asking).id;
    auto answer = [&](Agent const& by, std::string name, std::int64_t seen) {
        return code(desk.post(
            by, id, {.client_id = std::move(name), .body = "Yes.", .attachments = {}, .internal = {}, .answering = seen}));
    };
    EXPECT_EQ(answer(ana, "a1", 1), "fine");
    EXPECT_EQ(answer(ben, "b1", 1), "entry.answered_already");
    EXPECT_EQ(answer(ana, "a2", 1), "fine") << "one's own answer is no collision";
    EXPECT_EQ(answer(ben, "b1", 2), "entry.answered_already");
    EXPECT_EQ(answer(ben, "b1", 3), "fine") << "who has seen it may insist";
    EXPECT_EQ(answer(ana, "a1", 1), "fine") << "a retry is no second answer";
    say(asking, id, "Thanks");
    note(ana, id);
    EXPECT_EQ(answer(ana, "a3", 4), "fine") << "neither the customer nor a note answers";
    EXPECT_EQ(code(desk.post(ben, id, {"remark", "late", {}, true, 1})), "fine") << "a note collides with nothing";
    EXPECT_EQ(log(ana, id).size(), 8u);

    // At the very same moment, too.
    for (int round = 0; round < 5; ++round) {
        auto const room = open(asking).id;
        std::vector<Task<Entry>> posts;
        for (auto const& by : {ana, ben})
            posts.push_back(
                desk.post(by, room, {.client_id = "same", .body = "Yes.", .attachments = {}, .internal = {}, .answering = 1}));
        std::vector<std::string> codes;
        for (auto const& outcome : all(std::move(posts))) codes.push_back(outcome.code);
        EXPECT_THAT(codes, ::testing::UnorderedElementsAre("", "entry.answered_already"));
    }
}

// What may be said --------------------------------------------------------------------------------------------------------

TEST_F(DeskTest, what_cannot_be_an_entry_is_refused_by_name) {
    auto const id = open(asking).id;
    for (std::string const& body : {"", " ", "\n\t "}) EXPECT_EQ(code(desk.post(asking, id, {"x", body})), "body.empty");
    EXPECT_EQ(code(desk.post(asking, id, {"x", std::string(limits::entry_body_bytes + 1, 'x')})), "body.too_large");
    EXPECT_EQ(code(desk.post(asking, id, {"largest", std::string(limits::entry_body_bytes, 'x')})), "fine");
    for (std::string const& name :
         {std::string(), std::string("a b"), std::string("é"), std::string(65, 'a'), std::string("a/b"), std::string("a\0b", 3)})
        EXPECT_EQ(code(desk.post(asking, id, {name, "x"})), "client_id.invalid");
    EXPECT_EQ(code(desk.post(asking, id, {std::string(64, 'a'), "x"})), "fine");
    EXPECT_EQ(code(desk.open(asking, {"o", "fr"})), "field.choice");
    EXPECT_EQ(code(desk.open(asking, {"o", "en", std::string(limits::topic_bytes + 1, 'x')})), "field.range");
    EXPECT_EQ(code(desk.open(asking, {"o", "en", {}, " "})), "body.empty");
    for (auto const seq : {std::int64_t{-1}, std::int64_t{1} << 53}) EXPECT_EQ(code(desk.seen(asking, id, {seq})), "field.range");
    EXPECT_EQ(code(desk.entries(asking, id, {-1, {}, {}})), "field.range");
    EXPECT_EQ(code(desk.entries(asking, id, {{}, {}, 0})), "field.range");
    EXPECT_EQ(code(desk.entries(asking, id, {{}, {}, 201})), "field.range");
    EXPECT_EQ(code(desk.entries(asking, id, {1, 2, {}})), "range.both");
}

TEST_F(DeskTest, files_are_named_by_their_owner_once_and_at_most_ten) {
    auto const id = open(asking).id;
    std::vector<AttachmentId> files;
    files.reserve(11);
    for (int i = 0; i < 11; ++i)
        files.push_back(run(io, desk.attach(asking, id, fmt::format("说明 {}.txt", i), fmt::format("text {}", i))).id);
    EXPECT_EQ(code(desk.post(asking, id, {"all", "", files})), "attachments.too_many");
    files.pop_back();
    auto const entry = run(io, desk.post(asking, id, {"ten", "", files}));
    ASSERT_EQ(entry.attachments.size(), 10u);
    EXPECT_EQ(entry.attachments[3].name, "说明 3.txt");
    EXPECT_EQ(entry.attachments[3].scan, "not_configured");
    EXPECT_EQ(to_json(log(ana, id).back()), to_json(entry)) << "in the order that they were named";
    EXPECT_EQ(code(desk.post(asking, id, {"twice", "", std::vector{files[0], files[0]}})), "attachment.unknown");
    EXPECT_EQ(code(desk.post(asking, open(asking).id, {"elsewhere", "", std::vector{files[0]}})), "attachment.unknown");
    auto const served = run(io, desk.attachment(ana, files[3], false));
    EXPECT_TRUE(served.media_type.starts_with("text/plain"));
    EXPECT_EQ(code(desk.attachment(ana, files[3], true)), "attachment.unknown") << "a text has no thumbnail";
}

TEST_F(DeskTest, nobody_is_stopped_by_writing_fast_but_a_machine_is) {
    auto const id = open(asking).id;
    std::vector<Task<Entry>> posts;
    posts.reserve(limits::posts_at_once);
    for (std::uint32_t i = 0; i < limits::posts_at_once; ++i) posts.push_back(desk.post(asking, id, words("fast")));
    for (auto const& outcome : all(std::move(posts))) ASSERT_EQ(outcome.code, "");
    EXPECT_EQ(code(desk.post(asking, id, words("too fast"))), "rate.limited");
    EXPECT_EQ(code(desk.post(ana, id, words("others are free"))), "fine");
    clock.advance(limits::one_post_each);
    EXPECT_EQ(code(desk.post(asking, id, words("slower"))), "fine");

    auto const eager = customer();
    for (std::uint32_t i = 0; i < limits::openings_at_once; ++i) open(eager, "x");
    EXPECT_EQ(code(desk.open(eager, {"one-more", "en"})), "rate.limited");
    auto const room = run(io, desk.own(eager)).conversations.front().id;
    for (std::uint32_t i = 0; i < limits::uploads_in_a_row; ++i) EXPECT_EQ(code(desk.before_upload(eager, room)), "fine");
    EXPECT_EQ(code(desk.before_upload(eager, room)), "rate.limited");
}

TEST_F(DeskTest, a_token_without_a_customer_is_a_session_that_ended) {
    EXPECT_EQ(code(desk.open(edge::Gate::customer(CustomerId::make(clock, random)), {"x", "en", {}, "Hello"})),
              "session.expired");
}

// The queue ---------------------------------------------------------------------------------------------------------------

TEST_F(DeskTest, places_follow_the_time_of_asking_and_move_up) {
    std::vector<ConversationId> rooms;
    std::deque<Ear> phones;
    for (int i = 0; i < 4; ++i) {
        rooms.push_back(open(asking).id);
        phones.emplace_back(hub, rooms.back().uuid, Audience::customer);
        clock.advance(1s);
    }
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(read(asking, rooms[i]).queue->place, std::int64_t(i) + 1);
    say(asking, rooms[0], "Hello??");
    EXPECT_EQ(read(asking, rooms[0]).queue->place, 1) << "asking again costs no place";
    settle();

    say(ana, rooms[1], "Here");
    settle();
    EXPECT_EQ(phones[0].of("queue").back().at_pointer("/queue/place").as_int64(), 1);
    EXPECT_TRUE(phones[1].of("queue").back().at("queue").is_null());
    EXPECT_EQ(phones[2].of("queue").back().at_pointer("/queue/place").as_int64(), 2);
    EXPECT_EQ(phones[3].of("queue").back().at_pointer("/queue/place").as_int64(), 3);
    assign(ben, rooms[0], ben.id);
    settle();
    EXPECT_TRUE(phones[0].of("queue").back().at("queue").is_null()) << "somebody has it now";
    EXPECT_EQ(phones[3].of("queue").back().at_pointer("/queue/place").as_int64(), 2);
    set(ana, rooms[2], "resolved");
    settle();
    EXPECT_EQ(phones[3].of("queue").back().at_pointer("/queue/place").as_int64(), 1);
    // Back from the colleague: in front of whoever came later.
    assign(ben, rooms[0], std::nullopt);
    settle();
    EXPECT_EQ(phones[0].of("queue").back().at_pointer("/queue/place").as_int64(), 1);
    EXPECT_EQ(phones[3].of("queue").back().at_pointer("/queue/place").as_int64(), 2);
}

struct EstimateTest : DeskTest {
    Waiting now() { return run(io, desk.waiting_now({"here"})).waiting; }
    // A conversation of somebody else, answered after so long.
    void answered_after(std::chrono::seconds span) {
        auto const id = open(customer()).id;
        clock.advance(span);
        say(ana, id, "Hello");
    }
};

TEST_F(EstimateTest, it_is_unknown_until_three_have_been_answered_and_an_hour_later_again) {
    EXPECT_FALSE(now().known);
    EXPECT_EQ(now().sample, 0);
    EXPECT_FALSE(now().low_seconds || now().high_seconds);
    answered_after(60s);
    answered_after(120s);
    clock.advance(6s);
    EXPECT_FALSE(now().known);
    EXPECT_EQ(now().sample, 2);
    answered_after(180s);
    clock.advance(6s);
    EXPECT_TRUE(now().known);
    EXPECT_EQ(now().low_seconds, 90);
    EXPECT_EQ(now().high_seconds, 168);
    EXPECT_EQ(open(asking).queue->waiting.high_seconds, 168);
    clock.advance(53min);
    EXPECT_EQ(now().sample, 3);
    clock.advance(5min);
    EXPECT_EQ(now().sample, 1);
    EXPECT_FALSE(now().known);
    clock.advance(1h);
    EXPECT_EQ(now().sample, 0);
}

TEST_F(EstimateTest, nobody_is_promised_less_than_the_first_in_the_queue_has_waited) {
    auto const first = open(customer()).id;
    clock.advance(9min);
    for (int i = 0; i < 3; ++i) answered_after(10s);
    clock.advance(6s);
    EXPECT_EQ(now().low_seconds, 576);
    EXPECT_EQ(now().high_seconds, 576);
    EXPECT_EQ(open(asking).queue->waiting.high_seconds, 576);
    say(ana, first, "Hello");
    clock.advance(6s);
    EXPECT_EQ(now().low_seconds, 10) << "those who wait now came just now";
    EXPECT_EQ(now().high_seconds, 406);
    clock.advance(2h);
    EXPECT_FALSE(now().known) << "somebody waits, and nobody has answered";
}

TEST_F(EstimateTest, quick_words_in_a_talk_say_nothing_about_the_queue) {
    for (int i = 0; i < 3; ++i) answered_after(600s);
    auto const id = open(asking).id;
    clock.advance(600s);
    assign(ben, id, ben.id);  // taken at once, answered a while later: it is the answer that counts
    clock.advance(120s);
    say(ben, id, "Hello");
    for (int i = 0; i < 20; ++i) {
        say(asking, id, "And?");
        clock.advance(2s);
        say(ben, id, "Wait");
    }
    note(ben, id);
    say(ben, open(asking, std::nullopt).id, "Can I help?");  // nobody waited for this
    clock.advance(6s);
    EXPECT_EQ(now().sample, 4);
    EXPECT_EQ(now().low_seconds, 600);
    EXPECT_EQ(now().high_seconds, 684);

    // Given back to the queue and answered from there: that was a wait in the queue.
    assign(ben, id, std::nullopt);
    say(asking, id, "Hello?");
    clock.advance(60s);
    say(ana, id, "Yes?");
    clock.advance(6s);
    EXPECT_EQ(now().sample, 5);
}

TEST_F(EstimateTest, a_clock_that_is_set_back_makes_no_wait_shorter_than_nothing) {
    auto const id = open(asking).id;
    clock.advance(-2h);
    say(ana, id, "Hello");
    answered_after(10s);
    answered_after(10s);
    clock.advance(6s);
    EXPECT_EQ(now().sample, 3);
    EXPECT_EQ(now().low_seconds, 5);
    clock.advance(-30min);
    EXPECT_EQ(now().sample, 0) << "what has not happened yet is no answer of the last hour";
}

TEST_F(DeskTest, agents_are_online_as_long_as_they_look_at_the_inbox) {
    auto online = [&] { return run(io, desk.waiting_now({"here"})).agents_online; };
    EXPECT_FALSE(online());
    desk.presence().agent_online(ana.id);
    desk.presence().agent_online(ana.id);
    desk.presence().agent_offline(ana.id);
    EXPECT_TRUE(online());
    EXPECT_TRUE(desk.presence().is_online(ana.id));
    desk.presence().agent_offline(ana.id);
    EXPECT_FALSE(online());
}

// Seen, presence, typing --------------------------------------------------------------------------------------------------

TEST_F(DeskTest, marks_only_move_forward_and_stay_within_the_log) {
    auto const id = open(asking).id;
    say(ana, id, "One");
    say(ana, id, "Two");
    Ear const ear{hub, id.uuid, Audience::customer};
    run(io, desk.seen(asking, id, {2}));
    run(io, desk.seen(asking, id, {1}));
    EXPECT_EQ(read(ana, id).customer_seen_seq, 2);
    run(io, desk.seen(asking, id, {1'000'000}));
    EXPECT_EQ(read(ana, id).customer_seen_seq, 3);
    run(io, desk.seen(ana, id, {1}));
    run(io, desk.seen(ben, id, {3}));
    EXPECT_EQ(read(asking, id).staff_seen_seq, 3);
    EXPECT_EQ(ear.of("seen").size(), 4u) << "only what moves is told";
    auto row = [&](Agent const& who) { return inbox(who, "all").rows.front().seen_seq; };
    EXPECT_EQ(row(ana), 1) << "each member of staff has a mark of their own";
    EXPECT_EQ(row(ben), 3);
}

TEST_F(DeskTest, presence_counts_windows) {
    auto const id = open(asking).id;
    Ear const ear{hub, id.uuid, Audience::staff};
    auto& presence = desk.presence();
    auto last = [&] { return ear.of("presence").back(); };
    presence.arrived(asking, id);
    presence.arrived(asking, id);
    presence.arrived(ana, id);
    presence.left(asking, id);
    EXPECT_TRUE(last().at("customer_online").as_bool());
    EXPECT_EQ(last().at("agents").as_array().size(), 1u);
    presence.left(asking, id);
    EXPECT_FALSE(last().at("customer_online").as_bool());
    presence.left(ana, id);
    EXPECT_THAT(last().at("agents").as_array(), IsEmpty());
    EXPECT_EQ(ear.of("presence").size(), 4u) << "a second window is no news";
    presence.left(ana, id);
    presence.left(asking, id);
    EXPECT_EQ(ear.of("presence").size(), 4u);
}

TEST_F(DeskTest, customers_hear_that_an_answer_is_being_typed_but_not_a_note) {
    auto const id = open(asking).id;
    Ear const phone{hub, id.uuid, Audience::customer}, colleagues{hub, id.uuid, Audience::staff};
    desk.presence().typing(ana, id, true, false);
    desk.presence().typing(ana, id, true, true);
    desk.presence().typing(asking, id, true, true);
    EXPECT_EQ(phone.of("typing").size(), 2u);
    EXPECT_EQ(phone.of("typing").front().at_pointer("/author/name").as_string(), "Ana");
    EXPECT_EQ(colleagues.of("typing").size(), 3u);
}

// The inbox ---------------------------------------------------------------------------------------------------------------

TEST_F(DeskTest, each_view_shows_its_own_newest_first_and_counts_agree) {
    std::vector<ConversationId> rooms;
    for (int i = 0; i < 6; ++i) {
        rooms.push_back(open(asking, "question " + std::to_string(i)).id);
        clock.advance(1s);
    }
    open(asking, std::nullopt);  // nothing said yet: nothing to show
    assign(ana, rooms[1], ana.id);
    clock.advance(1s);
    assign(ana, rooms[2], ben.id);
    clock.advance(1s);
    set(ana, rooms[3], "resolved");
    clock.advance(1s);
    assign(ana, rooms[4], ana.id);
    clock.advance(1s);
    set(ana, rooms[4], "resolved");

    EXPECT_EQ(ids(inbox(ana, "all")), (std::vector{rooms[2], rooms[1], rooms[5], rooms[0]}));
    EXPECT_EQ(ids(inbox(ana, "unassigned")), (std::vector{rooms[5], rooms[0]}));
    EXPECT_EQ(ids(inbox(ana, "mine")), (std::vector{rooms[1]}));
    EXPECT_EQ(ids(inbox(ana, "all", "resolved")), (std::vector{rooms[4], rooms[3]}));
    EXPECT_EQ(ids(inbox(ana, "mine", "resolved")), (std::vector{rooms[4]}));
    EXPECT_EQ(to_json(inbox(ana, "mine").counts), to_json(Counts{.mine = 1, .unassigned = 2, .all = 4, .snoozed = 0}));
    EXPECT_EQ(to_json(inbox(customer().id == asking.id ? ana : ben, "mine").counts),
              to_json(Counts{.mine = 1, .unassigned = 2, .all = 4, .snoozed = 0}));
    for (auto const& [view, of] : {std::pair{"everything", "active"}, {"all", "gone"}, {"unassigned", "resolved"}})
        EXPECT_EQ(code(desk.inbox(ana, {view, of, {}, {}})), "field.choice");
    EXPECT_EQ(code(desk.inbox(ana, {"all", "active", {}, 0})), "field.range");
    EXPECT_EQ(code(desk.inbox(ana, {"all", "active", {}, 101})), "field.range");

    auto const row = inbox(ana, "unassigned").rows.front();
    EXPECT_EQ(row.preview->body, "question 5");
    EXPECT_EQ(row.last_customer_seq, 1);
    EXPECT_TRUE(row.waiting_since);
    EXPECT_FALSE(row.seen_seq);
}

TEST_F(DeskTest, pages_go_on_where_they_stopped_whatever_happens_meanwhile) {
    std::vector<ConversationId> rooms;
    for (int i = 0; i < 19; ++i) {
        auto const somebody = customer();
        rooms.push_back(open(somebody, "x").id);
        if (i % 4 != 0) clock.advance(1s);  // some at the same moment
    }
    auto const whole = ids(inbox(ana, "unassigned"));
    ASSERT_EQ(whole.size(), rooms.size());
    std::vector<ConversationId> seen;
    std::optional<std::string> cursor;
    int page_number = 0;
    do {
        auto page = inbox(ana, "unassigned", "active", cursor, 4);
        for (auto const& id : ids(page)) seen.push_back(id);
        cursor = page.next;
        // Something new comes in, something old gets an answer, and a row that was shown speaks up again.
        open(customer(), "new");
        if (page_number++ == 1) say(ana, whole[18], "taken away from further down"), note(ana, whole[9], "a note moves nothing");
        say(edge::Gate::customer(read(ana, seen.front()).customer.id), seen.front(), "more");
        clock.advance(1s);
    } while (cursor);
    auto expected = whole;
    expected.pop_back();
    EXPECT_EQ(seen, expected) << "nothing twice, nothing left out that stayed";
}

TEST_F(DeskTest, a_cursor_that_was_tampered_with_is_refused) {
    for (int i = 0; i < 3; ++i) open(asking), clock.advance(1s);
    auto const cursor = *inbox(ana, "all", "active", {}, 1).next;
    EXPECT_EQ(code(desk.inbox(ana, {"all", "active", cursor, 1})), "fine");
    for (std::string const& bad : {std::string(), std::string("_"), cursor.substr(1), cursor.substr(0, cursor.size() - 1),
                                   cursor + "0", "x" + cursor, std::string("2026-02-30T00:00:00Z_") + asking.id.text(),
                                   std::string("'; DROP TABLE entries; --"), std::string(10'000, '9'), std::string("\0", 1)})
        EXPECT_EQ(code(desk.inbox(ana, {"all", "active", bad, 1})), "cursor.invalid") << bad.substr(0, 60);
    for (auto const* edge_of_time : {"0000-01-01T00:00:00Z_", "0001-01-01T00:00:00+23:59_", "9999-12-31T23:59:60-23:59_"})
        EXPECT_THAT(code(desk.inbox(ana, {"all", "active", edge_of_time + asking.id.text(), 1})),
                    ::testing::AnyOf("fine", "time.range", "cursor.invalid"));
}

// A list can be read from end to end without opening anybody: it tells no name, and nothing that was said in what is over.
TEST_F(DeskTest, lists_name_customers_by_a_letter_and_keep_still_of_what_is_resolved) {
    auto const li = customer();
    run(io, vault.keep_name(li.id, "Li Wei"));
    auto const id = open(li, "Where is my penguin?").id;
    Ear const ear{hub, inbox_topic, Audience::staff};
    EXPECT_EQ(inbox(ana, "all").rows.front().conversation.customer.name, "L•••");
    EXPECT_EQ(inbox(ana, "all").rows.front().preview->body, "Where is my penguin?");
    EXPECT_EQ(read(ana, id).customer.name, "Li Wei");
    set(ana, id, "resolved");
    EXPECT_FALSE(inbox(ana, "all", "resolved").rows.front().preview);
    settle();
    auto const news = ear.of("inbox_changed");
    ASSERT_FALSE(news.empty());
    for (auto const& each : news) EXPECT_EQ(json::serialize(each).find("Li Wei"), std::string::npos);
    EXPECT_TRUE(news.back().at_pointer("/row/preview").is_null());

    std::vector<ConversationId> asked;
    desk.live_inbox().asks_what_is_open([&](StaffId who, std::vector<ConversationId> ids) -> Task<std::vector<ConversationId>> {
        asked = ids;
        co_return who == ana.id ? std::move(ids) : std::vector<ConversationId>{};
    });
    EXPECT_TRUE(inbox(ana, "all", "resolved").rows.front().preview);
    EXPECT_EQ(asked, (std::vector{id}));
    EXPECT_FALSE(inbox(ben, "all", "resolved").rows.front().preview);
}

TEST_F(DeskTest, the_live_inbox_tells_a_change_once_for_many) {
    auto const id = open(asking).id;
    settle();
    Ear const ear{hub, inbox_topic, Audience::staff};
    std::vector<Task<Entry>> posts;
    posts.reserve(50);
    for (int i = 0; i < 50; ++i) posts.push_back(desk.post(asking, id, words("quick")));
    all(std::move(posts));
    settle();
    auto const news = ear.of("inbox_changed");
    ASSERT_FALSE(news.empty());
    EXPECT_LT(news.size(), 10u) << "while an agent cannot read that fast";
    EXPECT_EQ(news.back().at_pointer("/row/conversation/last_seq").as_int64(), 51);
    EXPECT_TRUE(news.back().at_pointer("/row/seen_seq").is_null());
}

// Reading -----------------------------------------------------------------------------------------------------------------

TEST_F(DeskTest, pages_of_a_log_add_up_to_the_log) {
    auto const id = open(asking).id;
    for (int i = 0; i < 23; ++i) {
        if (i % 5 == 0)
            note(ana, id);
        else
            say(i % 2 == 0 ? Participant{asking} : Participant{ana}, id, std::to_string(i));
    }
    for (auto const& by : {Participant{asking}, Participant{ana}}) {
        auto const whole = log(by, id);
        std::vector<std::int64_t> forward, backward;
        for (;;) {
            auto page = run(io, desk.entries(by, id, {forward.empty() ? 0 : forward.back(), {}, 3}));
            for (auto const& entry : page.entries) forward.push_back(entry.seq);
            EXPECT_EQ(page.last_seq, whole.back().seq);
            if (page.entries.empty()) break;
        }
        for (std::int64_t before = 9'007'199'254'740'991;;) {
            auto page = run(io, desk.entries(by, id, {{}, before, 3}));
            if (page.entries.empty()) break;
            for (auto const& entry : page.entries | std::views::reverse) backward.push_back(entry.seq);
            before = page.entries.front().seq;
            if (before == 1) break;
        }
        std::ranges::reverse(backward);
        EXPECT_EQ(forward, backward);
        ASSERT_EQ(forward.size(), whole.size());
        EXPECT_TRUE(std::ranges::equal(forward, whole, {}, {}, &Entry::seq));
    }
}

// Every read finds its rows by an index, however much the desk has grown.
TEST_F(DeskTest, no_read_walks_through_a_whole_table) {
    std::unique_ptr<PGconn, decltype(&PQfinish)> session{PQconnectdb(scratch.url().c_str()), &PQfinish};
    auto ask = [&](std::string const& text) {
        std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(session.get(), text.c_str()), &PQclear};
        std::string out = PQresultErrorMessage(result.get());
        for (int i = 0; i < PQntuples(result.get()); ++i) out += std::string(PQgetvalue(result.get(), i, 0)) + "\n";
        return out;
    };
    ask(fmt::format(R"sql(
        INSERT INTO customers (id, kind, created_at, last_seen_at) SELECT gen_random_uuid(), 'visitor', now(), now() FROM generate_series(1, 500);
        INSERT INTO conversations (id, reference, customer_id, client_id, language, status, assignee_id, last_seq, last_shown_seq, waiting_since, created_at, updated_at)
        SELECT gen_random_uuid(), 'R' || n, c.id, 'c' || n, 'en', CASE WHEN n % 10 < 8 THEN 'resolved' ELSE 'open' END,
               CASE n % 3 WHEN 0 THEN '{0}'::uuid WHEN 1 THEN '{1}'::uuid END, 5, 5, CASE WHEN n % 10 = 9 THEN now() - n * interval '1 second' END,
               now() - n * interval '1 minute', now() - n * interval '1 minute'
        FROM (SELECT id, row_number() OVER () AS k FROM customers) c JOIN generate_series(1, 6000) n ON n % 500 = c.k - 1;
        INSERT INTO entries (conversation_id, seq, kind, author_kind, author_id, client_id, body, internal, status, waited, posted_at)
        SELECT c.id, s, 'message', 'customer', c.customer_id, 'e' || s, 'text', s = 3, 'open', CASE WHEN s = 2 THEN 30 END, c.updated_at
        FROM conversations c, generate_series(1, 5) s;
        INSERT INTO staff_seen SELECT id, '{0}', 2 FROM conversations WHERE status = 'open';
        INSERT INTO attachments (id, conversation_id, author_id, name, media_type, bytes, sha256, scan, created_at)
        SELECT gen_random_uuid(), id, customer_id, 'a', 'text/plain', 1, 'x', CASE WHEN random() < 0.001 THEN 'pending' ELSE 'clean' END, now() FROM conversations;
        ANALYZE customers, conversations, entries, staff_seen, attachments)sql",
                    ana.id.text(), ben.id.text()));
    ASSERT_EQ(ask("SELECT count(*) FROM entries"), "30000\n");
    // Small tables are walked through because that is quick; what counts is that there is another way.
    ask("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off");

    auto const one = ask("SELECT id FROM conversations LIMIT 1").substr(0, 36),
               owner = ask("SELECT customer_id FROM conversations LIMIT 1").substr(0, 36),
               file = ask("SELECT id FROM attachments LIMIT 1").substr(0, 36);
    auto walks = [&](auto const& query, std::string const& arguments) {
        std::string types;
        for (auto oid : postgres::statement_of(query).parameter_types)
            types += (types.empty() ? "" : ", ") + ask(fmt::format("SELECT {}::regtype", oid));
        std::erase(types, '\n');
        auto const failed = ask(fmt::format("PREPARE plan{} AS {}", types.empty() ? "" : "(" + types + ")", query.text));
        EXPECT_EQ(failed, "") << query.name;
        auto plan = ask(fmt::format("EXPLAIN EXECUTE plan{}", arguments));
        ask("DEALLOCATE plan");
        EXPECT_THAT(plan, HasSubstr("cost=")) << query.name;
        for (auto const* table : {"conversations", "entries", "attachments", "customers", "staff_seen"})
            EXPECT_THAT(plan, Not(HasSubstr(fmt::format("Seq Scan on {}", table)))) << query.name << "\n" << plan;
        return plan;
    };
    auto const q = [](std::string const& text) { return "'" + text + "'"; };
    auto const room = q(one), who = q(owner), agent_id = q(ana.id.text());
    walks(sql::entries_after, "(" + room + ", 1, 50, false)");
    walks(sql::entries_before, "(" + room + ", 4, 50, false)");
    walks(sql::conversation, "(" + room + ", " + who + ")");
    walks(sql::conversations_of, "(" + who + ", 50)");
    walks(sql::last_seq, "(" + room + ", NULL)");
    walks(sql::standing, "(" + room + ", NULL)");
    walks(sql::customer_saw, "(" + room + ", " + who + ", 5)");
    walks(sql::staff_saw, "(" + room + ", " + agent_id + ", 5)");
    walks(sql::queue_place, "(" + room + ", now())");
    walks(sql::waited, "(now())");
    walks(sql::queue, "(500)");
    walks(sql::own_attachments, "(" + room + ", " + who + ", ARRAY[" + q(file) + "]::uuid[])");
    walks(sql::attachment, "(" + q(file) + ", " + who + ")");
    walks(sql::attachments_to_scan, "(100)");
    walks(sql::append,
          "(ARRAY[" + room + "]::uuid[], '{message}', '{customer}', ARRAY[" + who +
              "]::uuid[], '{NULL}', '{x}', '{x}', '{f}', '{\"{}\"}', '{\"[]\"}', '{NULL}', '{NULL}', ARRAY[now()], '{NULL}')");
    walks(sql::conversation_key, "(" + room + ")");
    walks(sql::plain_entries, "(200)");
    walks(sql::snoozed_enough, "(now(), 100)");
    // A page of the inbox reads as many rows as it shows, in the order of its index.
    std::string const page = "(" + agent_id + ", '9999-01-01', '00000000-0000-0000-0000-000000000000', 51)";
    for (auto const& [view, index] : {std::pair{&sql::inbox_mine, "conversations_of_assignee"},
                                      {&sql::inbox_unassigned, "conversations_unassigned"},
                                      {&sql::inbox_all, "conversations_active"},
                                      {&sql::inbox_resolved, "conversations_resolved"},
                                      {&sql::inbox_resolved_mine, "conversations_resolved_of_assignee"}}) {
        auto const plan = walks(*view, page);
        EXPECT_THAT(plan, HasSubstr(fmt::format("Index Scan using {} on", index)));
        EXPECT_THAT(plan, HasSubstr("(ROW(updated_at, id) < ROW($2, $3))"));
    }
    walks(sql::inbox_rows, "(NULL, ARRAY[" + room + "]::uuid[])");
}

}  // namespace
}  // namespace ombud::desk
