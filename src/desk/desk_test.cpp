#include "desk/desk.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
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
    auto row = [&](Agent const& who) { return run(io, desk.inbox(who, {"all", "active", {}, 1})).rows.front().seen_seq; };
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

}  // namespace
}  // namespace ombud::desk
