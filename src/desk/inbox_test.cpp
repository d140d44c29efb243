#include "desk/inbox.hpp"

#include <gmock/gmock.h>
#include <ranges>

#include "support/desk_people.hpp"

namespace ombud::desk {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Ear;
using ombud::testing::run;
using realtime::Audience;

struct InboxTest : ombud::testing::PeopledDesk {
    Customer asking = customer();
    Agent ana = agent("Ana"), ben = agent("Ben");

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

TEST_F(InboxTest, each_view_shows_its_own_newest_first_and_counts_agree) {
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

TEST_F(InboxTest, pages_go_on_where_they_stopped_whatever_happens_meanwhile) {
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

TEST_F(InboxTest, a_cursor_that_was_tampered_with_is_refused) {
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
TEST_F(InboxTest, lists_name_customers_by_a_letter_and_keep_still_of_what_is_resolved) {
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

TEST_F(InboxTest, fields_of_the_desks_own_are_for_whoever_may_read_the_conversation) {
    static constexpr postgres::Query<postgres::Affected()> defined{"test.defined", R"sql(
        INSERT INTO field_definitions (name, label_en, label_zh, kind, position, changed_at)
        VALUES ('phone', 'Phone', '电话', 'text', 1, now()), ('vip', 'VIP', '贵宾', 'yes_no', 2, now()))sql"};
    run(io, database.run(defined));
    auto const id = open(asking).id;
    Ear const ear{hub, inbox_topic, Audience::staff};
    ChangeHandling wanted;
    wanted.client_id = new_id();
    wanted.fields = json::object{{"phone", "+852 5555"}, {"vip", true}};
    run(io, desk.change(ana, id, wanted));
    settle();
    auto const fields = [&](std::string const& of) {
        return json::serialize(inbox(ana, "all", of).rows.front().conversation.handling->fields);
    };
    auto const news = [&] {
        return json::serialize(ear.of("inbox_changed").back().at_pointer("/row/conversation/handling/fields"));
    };
    EXPECT_THAT(fields("active"), ::testing::HasSubstr("+852 5555"));
    EXPECT_EQ(json::parse(news()), (json::object{{"phone", nullptr}, {"vip", true}}));
    set(ana, id, "resolved");
    settle();
    EXPECT_EQ(fields("resolved"), "{}");
    EXPECT_EQ(news(), "{}");
    desk.live_inbox().asks_what_is_open(
        [&](StaffId, std::vector<ConversationId> ids) -> Task<std::vector<ConversationId>> { co_return ids; });
    EXPECT_THAT(fields("resolved"), ::testing::HasSubstr("+852 5555"));
}

TEST_F(InboxTest, the_live_inbox_tells_a_change_once_for_many) {
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

}  // namespace
}  // namespace ombud::desk
