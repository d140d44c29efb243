#include "notices/notices.hpp"

#include <gmock/gmock.h>

#include "core/limits.hpp"
#include "desk/followers.hpp"
#include "desk/snoozes.hpp"
#include "notices/queries.hpp"
#include "support/desk_people.hpp"

namespace ombud::notices {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Ear;
using ombud::testing::run;
using realtime::Audience;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct NoticesTest : ombud::testing::PeopledDesk {
    desk::Feed feed{database, clock};
    desk::Followers followers{database, hub, clock};
    Notices notices{database, hub, clock, random};
    Customer asking = customer();
    Agent ana = agent("Ana"), ben = agent("Ben");
    desk::Conversation conversation = open(asking);
    ConversationId id = conversation.id;
    Ear screen{hub, topic_of(ben.id), Audience::staff}, other{hub, topic_of(ana.id), Audience::staff};

    NoticesTest() { feed.tells(notices); }

    void pass_on() {
        while (run(io, feed.pass_on()) > 0) {
        }
    }
    NoticePage page(Agent const& of, NoticeRange range = {}) {
        pass_on();
        return run(io, notices.list(of, std::move(range)));
    }
    std::vector<Why> whys(Agent const& of) {
        std::vector<Why> out;
        for (auto const& each : page(of).notices) out.push_back(each.why);
        return out;
    }
    desk::Entry mention(Agent const& by, std::vector<StaffId> who) {
        auto named = remark("@Ben, have you seen this?");
        named.mentions = std::move(who);
        return run(io, desk.post(by, id, named));
    }
    void follows(Agent const& who) { run(io, followers.follow(who, id)); }
    void leaves(Agent const& who) {
        static constexpr postgres::Query<postgres::Affected(StaffId)> leave{"test.leave",
                                                                            "UPDATE staff SET active = false WHERE id = $1"};
        run(io, database.run(leave, who.id));
    }
    std::int64_t stored() {
        static constexpr postgres::Query<postgres::One<std::int64_t>()> count{"test.count", "SELECT count(*) FROM notices"};
        return run(io, database.run(count));
    }
};

TEST_F(NoticesTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::followers, sql::add, sql::page, sql::unread, sql::mark_read, sql::forget);
    EXPECT_EQ(differs, "");
}

TEST_F(NoticesTest, whoever_a_note_names_is_told_at_once) {
    auto const entry = mention(ana, {ben.id, ana.id});
    auto const told = page(ben);
    ASSERT_THAT(told.notices, SizeIs(1));
    auto const& notice = told.notices[0];
    EXPECT_EQ(notice.why, Why::mentioned);
    EXPECT_EQ(notice.reference, conversation.reference);
    EXPECT_EQ(notice.seq, entry.seq);
    EXPECT_EQ(notice.by.name, "Ana");
    EXPECT_EQ(notice.at, entry.posted_at);
    EXPECT_FALSE(notice.read_at);
    EXPECT_EQ(told.unread, 1);
    ASSERT_THAT(screen.of("notices_changed"), SizeIs(1));
    EXPECT_EQ(screen.of("notices_changed")[0].at("unread").as_int64(), 1);
    EXPECT_THAT(whys(ana), IsEmpty()) << "nobody is told of what they did themselves";
    EXPECT_THAT(other.all, IsEmpty());
}

TEST_F(NoticesTest, an_entry_that_is_heard_again_is_told_once) {
    auto const entry = mention(ana, {ben.id});
    EXPECT_THAT(page(ben).notices, SizeIs(1));
    run(io, notices.mark_read(ben, {.ids = {}, .until = clock.now(), .conversation_id = {}}));
    static constexpr postgres::Query<postgres::Affected(ConversationId, std::int64_t)> again{
        "test.feed_again", "INSERT INTO entry_feed (conversation_id, seq) VALUES ($1, $2)"};
    run(io, database.run(again, id, entry.seq));
    EXPECT_THAT(page(ben).notices, SizeIs(1));
    EXPECT_EQ(page(ben).unread, 0) << "what was read stays read";
}

TEST_F(NoticesTest, followers_hear_of_what_others_do_and_not_of_how_it_is_handled) {
    pass_on();
    follows(ben);
    say(asking, id, "It never came.");
    say(ben, id, "It was sent at noon.");
    note(ana, id);
    run(io, desk.change(ana, id,
                        {.client_id = new_id(),
                         .topic = {},
                         .priority = "high",
                         .queue_id = {},
                         .add_tags = {},
                         .remove_tags = {},
                         .fields = {},
                         .snoozed_until = {},
                         .clear = {}}));
    set(ana, id, "resolved");
    EXPECT_THAT(whys(ben), ElementsAre(Why::followed, Why::followed, Why::followed)) << "their own answer is no news";
    EXPECT_THAT(whys(ana), IsEmpty());
    clock.advance(1s);
    mention(ana, {ben.id});
    EXPECT_EQ(page(ben).notices.at(0).why, Why::mentioned) << "one notice of one entry";
    EXPECT_THAT(page(ben).notices, SizeIs(4));
    run(io, followers.unfollow(ben, id));
    note(ana, id);
    EXPECT_THAT(page(ben).notices, SizeIs(4));
}

TEST_F(NoticesTest, whoever_is_given_a_conversation_by_a_colleague_is_told) {
    assign(ana, id, ana.id);
    EXPECT_THAT(whys(ana), IsEmpty());
    assign(ana, id, ben.id);
    EXPECT_THAT(whys(ben), ElementsAre(Why::assigned));
    run(io, desk.assign_as({.kind = "routing", .id = {}, .name = {}}, id, {ana.id, new_id()}));
    EXPECT_THAT(whys(ana), IsEmpty()) << "what routing gives out is seen in the inbox";
    run(io, desk.assign_as({.kind = "rule", .id = {}, .name = "Night"}, id, {ben.id, new_id()}));
    EXPECT_THAT(whys(ben), ElementsAre(Why::assigned, Why::assigned));
}

TEST_F(NoticesTest, whoever_has_what_wakes_is_told) {
    desk::Snoozes snoozes{database, desk, clock};
    assign(ben, id, ben.id);
    run(io, desk.change(ana, id,
                        {.client_id = new_id(),
                         .topic = {},
                         .priority = {},
                         .queue_id = {},
                         .add_tags = {},
                         .remove_tags = {},
                         .fields = {},
                         .snoozed_until = clock.now() + 1h,
                         .clear = {}}));
    EXPECT_THAT(whys(ben), IsEmpty());
    clock.advance(1h);
    run(io, snoozes.wake_due());
    EXPECT_THAT(whys(ben), ElementsAre(Why::woken));
}

TEST_F(NoticesTest, they_are_read_one_by_one_by_conversation_or_all_up_to_a_moment) {
    for (int i = 0; i < 4; ++i) {
        mention(ana, {ben.id});
        clock.advance(1min);
    }
    auto const told = page(ben).notices;
    ASSERT_THAT(told, SizeIs(4));
    EXPECT_EQ(run(io, notices.mark_read(ben, {.ids = std::vector{told[0].id}, .until = {}, .conversation_id = {}})).unread, 3);
    EXPECT_EQ(run(io, notices.mark_read(ben, {.ids = {}, .until = told[2].at, .conversation_id = {}})).unread, 1);
    auto const left = page(ben, {.unread = 1, .cursor = {}}).notices;
    ASSERT_THAT(left, SizeIs(1));
    EXPECT_EQ(left[0].id, told[1].id);
    EXPECT_EQ(run(io, notices.mark_read(ana, {.ids = std::vector{left[0].id}, .until = {}, .conversation_id = {}})).unread, 0);
    EXPECT_EQ(page(ben).unread, 1) << "nobody reads another's";
    EXPECT_EQ(run(io, notices.mark_read(ben, {.ids = {}, .until = {}, .conversation_id = id})).unread, 0);
    EXPECT_EQ(screen.of("notices_changed").back().at("unread").as_int64(), 0) << "the other tab hears of it";
    EXPECT_EQ(code(notices.mark_read(ben, {})), "field.required");
    EXPECT_EQ(
        code(notices.mark_read(
            ben, {.ids = std::vector<NoticeId>(std::size_t(limits::notices_page) + 1), .until = {}, .conversation_id = {}})),
        "field.range");
}

TEST_F(NoticesTest, many_come_page_by_page) {
    auto const total = std::size_t(limits::notices_page) + 3;
    for (std::size_t i = 0; i < total; ++i) mention(ana, {ben.id});
    auto const first = page(ben);
    EXPECT_THAT(first.notices, SizeIs(limits::notices_page));
    ASSERT_TRUE(first.next);
    auto const rest = page(ben, {.unread = {}, .cursor = first.next});
    EXPECT_THAT(rest.notices, SizeIs(3));
    EXPECT_FALSE(rest.next);
    EXPECT_EQ(rest.unread, std::int64_t(total));
    EXPECT_EQ(code(notices.list(ben, {.unread = {}, .cursor = "x"})), "cursor.invalid");
    EXPECT_THAT(page(ana, {.unread = {}, .cursor = first.next}).notices, IsEmpty()) << "another's place is none";
}

TEST_F(NoticesTest, what_is_old_is_forgotten_and_so_is_what_was_for_somebody_who_left) {
    mention(ana, {ben.id});
    pass_on();
    clock.advance(limits::notices_kept);
    mention(ana, {ben.id});
    pass_on();
    run(io, notices.forget_old());
    EXPECT_EQ(stored(), 2) << "kept for so long";
    clock.advance(1s);
    run(io, notices.forget_old());
    EXPECT_EQ(stored(), 1);
    follows(ben);
    leaves(ben);
    note(ana, id);
    pass_on();
    EXPECT_EQ(stored(), 1) << "whoever has left is told nothing";
    run(io, notices.forget_old());
    EXPECT_EQ(stored(), 0);
}

}  // namespace
}  // namespace ombud::notices
