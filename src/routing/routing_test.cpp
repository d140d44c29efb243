#include "routing/routing.hpp"

#include <gmock/gmock.h>
#include <memory>
#include <set>

#include "core/limits.hpp"
#include "routing/queries.hpp"
#include "support/desk_people.hpp"

namespace ombud::routing {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char shipped[] = "01900000-0000-7000-8000-000000000001";

// What one program routes with.
struct Router {
    Queues queues;
    Routing routing;

    Router(asio::io_context& io, postgres::Database& database, audit::Log& audit, realtime::Hub& hub, desk::Desk& desk,
           Clock& clock, Random& random, std::set<StaffId> const& mute)
        : queues(io, database, audit, hub, desk.board(), clock, random),
          routing(
              database, audit, desk, queues,
              [&database, &mute]() -> Task<std::vector<StaffId>> {
                  static constexpr Query<Many<StaffId>()> active{"test.active_staff", "SELECT id FROM staff WHERE active"};
                  auto all = co_await database.run(active);
                  std::erase_if(all, [&](StaffId const& id) { return mute.contains(id); });
                  co_return all;
              },
              clock, random) {}
};

struct RoutingTest : ombud::testing::PeopledDesk {
    audit::Log audit{database, clock};
    std::set<StaffId> mute;  // who work here, but may not reply
    Router router{io, database, audit, hub, desk, clock, random, mute};
    // The same in another process, or in this one after it fell and was started again.
    realtime::Hub other_hub;
    desk::Desk other_desk{io, database, vault, ombud::testing::shared_guard(), other_hub, intake, store, clock, random};
    std::optional<Router> other;
    desk::Desk* here = &desk;
    Agent boss = agent("Ming");
    QueueId const general = *QueueId::parse(shipped);

    struct StoredRow {
        ConversationId id;
        std::string status, language, channel;
        std::optional<StaffId> assignee_id;
        std::optional<QueueId> queue_id;
        bool snoozed;
        std::int64_t last_seq;
    };
    std::vector<StoredRow> stored();
    [[nodiscard]] std::optional<StaffId> who_has(ConversationId id) {
        for (auto const& row : stored())
            if (row.id == id) return row.assignee_id;
        return std::nullopt;
    }
    [[nodiscard]] std::optional<QueueId> queue_of(ConversationId id) {
        for (auto const& row : stored())
            if (row.id == id) return row.queue_id;
        return std::nullopt;
    }

    void look(int rounds = 1) {
        for (int i = 0; i < rounds; ++i) run(io, now().routing.look());
    }
    [[nodiscard]] Router& now() { return here == &desk ? router : *other; }
    // From here on another program does the work, on the same database; nobody is connected to it yet.
    void restart() {
        other.emplace(io, database, audit, other_hub, other_desk, clock, random, mute);
        here = &other_desk;
    }

    Agent working(std::string name, std::vector<std::string> languages = {"en"}, Amounts capacity = {5, 5, 5},
                  std::vector<std::string> skills = {}) {
        auto const who = agent(std::move(name));
        run(io, now().routing.set_profile(boss, who.id, {std::move(languages), std::move(skills), capacity}));
        here->presence().agent_online(who.id);
        return who;
    }
    void dismiss(Agent const& who) {
        static constexpr Query<Affected(StaffId)> deactivate{"test.deactivate", "UPDATE staff SET active = false WHERE id = $1"};
        run(io, database.run(deactivate, who.id));
    }
    void is_away(Agent const& who, Availability how = Availability::away) { run(io, now().routing.set_availability(who, {how})); }
    void automatic(Strategy strategy = Strategy::round_robin) {
        run(io, now().queues.change(boss, general, {.strategy = strategy}));
    }
    NewQueue a_queue(std::string name, std::vector<desk::Condition> all = {}, Strategy strategy = Strategy::by_hand) {
        return {.name_en = name,
                .name_zh = name,
                .conditions = {std::move(all), {}},
                .everybody = true,
                .members = {},
                .strategy = strategy,
                .skills = {}};
    }
    Queue add(NewQueue wanted) { return run(io, now().queues.add(boss, std::move(wanted))); }

    ConversationId ask(std::string language = "en", std::string channel = "chat", std::optional<std::string> topic = {}) {
        desk::OpenConversation wanted{
            .client_id = new_id(), .language = std::move(language), .topic = std::move(topic), .body = "Where is it?"};
        auto const by = customer();
        if (channel == "email") return run(io, here->open_for_letter(by, std::move(wanted))).id;
        if (channel == "form") return run(io, here->open_for_form(by, std::move(wanted))).id;
        return run(io, here->open(by, std::move(wanted))).id;
    }
    void change(ConversationId id, desk::ChangeHandling wanted) {
        wanted.client_id = new_id();
        run(io, here->change(boss, id, std::move(wanted)));
    }
    std::vector<desk::Entry> of_kind(ConversationId id, desk::EntryKind kind) {
        auto all = log(boss, id);
        std::erase_if(all, [&](auto const& each) { return each.kind != kind; });
        return all;
    }
    ~RoutingTest() override { settle(); }
};
BOOST_DESCRIBE_STRUCT(RoutingTest::StoredRow, (), (id, status, language, channel, assignee_id, queue_id, snoozed, last_seq))

std::vector<RoutingTest::StoredRow> RoutingTest::stored() {
    static constexpr Query<Many<StoredRow>()> all{
        "test.stored",
        "SELECT id, status, language, channel, assignee_id, queue_id, snoozed_until IS NOT NULL AS snoozed, last_seq FROM "
        "conversations WHERE last_seq > 0"};
    return run(io, database.run(all));
}

TEST_F(RoutingTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::queues, sql::hold_queues, sql::keep_queue, sql::keep_default, sql::order_queues, sql::staff_among, sql::workers,
           sql::set_profile, sql::availability, sql::set_availability, sql::seen, sql::keep_turns);
    EXPECT_EQ(differs, "");
}

TEST_F(RoutingTest, a_fresh_desk_has_one_queue_for_everything_and_assigns_nobody) {
    working("Ana");
    auto const asking = customer();
    auto const id = open(asking).id;
    look(3);
    EXPECT_EQ(queue_of(id), general);
    EXPECT_EQ(who_has(id), std::nullopt);
    auto const placed = of_kind(id, desk::EntryKind::handling);
    ASSERT_EQ(placed.size(), 1u);
    EXPECT_EQ(placed[0].data.at("by").at("kind"), "routing");
    EXPECT_EQ(placed[0].data.at("set").at("queue_id"), shipped);
    EXPECT_FALSE(placed[0].data.as_object().contains("expects"));
    EXPECT_EQ(log(asking, id).size(), 1u);  // its customer hears nothing of it
}

TEST_F(RoutingTest, the_first_queue_whose_conditions_hold_has_it) {
    auto const theft = add(a_queue("Theft", {{"topic", "any_of", {"theft"}}}));
    auto const chinese = add(a_queue("Chinese", {{"language", "any_of", {"zh-CN"}}}));
    auto const stolen = ask("zh-CN", "chat", "theft"), letter = ask("zh-CN", "email"), plain = ask();
    look();
    EXPECT_EQ(queue_of(stolen), theft.id);
    EXPECT_EQ(queue_of(letter), chinese.id);
    EXPECT_EQ(queue_of(plain), general);

    run(io, now().queues.change(boss, chinese.id, {.position = 0}));
    auto const stolen_later = ask("zh-CN", "chat", "theft");
    look();
    EXPECT_EQ(queue_of(stolen_later), chinese.id);
    EXPECT_EQ(queue_of(stolen), theft.id);  // what has one keeps it

    run(io, now().queues.change(boss, theft.id, {.ended = true}));
    look();
    EXPECT_EQ(queue_of(stolen), chinese.id);
}

TEST_F(RoutingTest, a_queue_that_a_person_chose_stays) {
    auto const theft = add(a_queue("Theft", {{"topic", "any_of", {"theft"}}}));
    auto const id = ask();
    change(id, {.queue_id = theft.id});
    look();
    EXPECT_EQ(queue_of(id), theft.id);
    EXPECT_EQ(code(desk.change(boss, id, {.client_id = new_id(), .queue_id = QueueId::make(clock, random)})), "queue.unknown");
}

TEST_F(RoutingTest, the_default_queue_cannot_end_and_has_no_conditions) {
    EXPECT_EQ(code(now().queues.change(boss, general, {.ended = true})), "queue.default");
    EXPECT_EQ(code(now().queues.change(boss, general, {.conditions = desk::Conditions{}})), "queue.default");
    EXPECT_EQ(code(now().queues.change(boss, QueueId::make(clock, random), {.ended = true})), "queue.unknown");
    EXPECT_EQ(code(now().queues.add(boss, a_queue("X", {{"weather", "any_of", {"rain"}}}))), "condition.field");
    EXPECT_EQ(code(now().queues.add(boss, a_queue(" "))), "name.empty");
    auto strangers = a_queue("X");
    strangers.members = {StaffId::make(clock, random)};
    EXPECT_EQ(code(now().queues.add(boss, strangers)), "staff.unknown");
    auto odd = a_queue("X");
    odd.skills = {"juggling"};
    EXPECT_EQ(code(now().queues.add(boss, odd)), "field.choice");
}

TEST_F(RoutingTest, queues_keep_their_order_and_count_live) {
    auto const first = add(a_queue("One", {{"topic", "any_of", {"theft"}}}));
    auto const second = add(a_queue("Two"));
    run(io, now().queues.change(boss, second.id, {.position = 0}));
    auto const ids = [&] {
        std::vector<QueueId> out;
        for (auto const& each : run(io, now().queues.list(boss)).queues) out.push_back(each.id);
        return out;
    };
    EXPECT_THAT(ids(), ElementsAre(second.id, first.id, general));
    run(io, now().queues.change(boss, second.id, {.ended = true}));
    EXPECT_THAT(ids(), ElementsAre(first.id, general, second.id));
    run(io, now().queues.change(boss, second.id, {.ended = false}));
    EXPECT_THAT(ids(), ElementsAre(first.id, second.id, general));

    ombud::testing::Ear staff{hub, desk::inbox_topic, realtime::Audience::staff};
    auto const one = ask("en", "chat", "theft"), two = ask("en", "chat", "theft"), three = ask("en", "chat", "theft");
    look();
    assign(boss, one, boss.id);
    change(two, {.snoozed_until = clock.now() + 1h});
    set(boss, three, "resolved");
    run(io, desk.board().catch_up());
    auto const counted = [&](json::value const& counts) {
        for (auto const& each : counts.as_array())
            if (each.at("queue_id").as_string() == first.id.text())
                return std::pair{each.at("active").as_int64(), each.at("unassigned").as_int64()};
        return std::pair<std::int64_t, std::int64_t>{-1, -1};
    };
    EXPECT_EQ(counted(to_json(run(io, now().queues.list(boss)).counts)), std::pair(std::int64_t{1}, std::int64_t{0}));
    settle();
    ASSERT_FALSE(staff.of("queues").empty());
    EXPECT_EQ(counted(staff.of("queues").back().at("counts")), std::pair(std::int64_t{1}, std::int64_t{0}));
}

// Whoever cannot answer is given nothing, however long it waits; as soon as they can they have it.
TEST_F(RoutingTest, nobody_is_given_what_they_cannot_answer) {
    automatic();
    auto const nobody_takes = [&](ConversationId id, char const* why) {
        look(2);
        EXPECT_EQ(who_has(id), std::nullopt) << why;
    };
    auto const id = ask("zh-CN");
    auto const ana = agent("Ana");
    auto const speaks = [&](std::vector<std::string> languages, std::int64_t chats) {
        run(io, now().routing.set_profile(boss, ana.id, {std::move(languages), {}, {chats, 5, 5}}));
    };
    speaks({"zh-CN"}, 1);
    nobody_takes(id, "offline");
    desk.presence().agent_online(ana.id);
    is_away(ana);
    nobody_takes(id, "away");
    is_away(ana, Availability::online);
    mute.insert(ana.id);
    nobody_takes(id, "may not reply");
    mute.clear();
    speaks({"en"}, 1);
    nobody_takes(id, "language");
    speaks({"zh-CN"}, 0);
    nobody_takes(id, "full");
    speaks({"zh-CN"}, 1);
    run(io, now().queues.change(boss, general, {.skills = std::vector<std::string>{"theft"}}));
    nobody_takes(id, "skill");
    run(io, now().queues.change(boss, general, {.everybody = false, .skills = std::vector<std::string>{}}));
    nobody_takes(id, "no member");
    run(io, now().queues.change(boss, general, {.members = std::vector{ana.id}}));
    change(id, {.snoozed_until = clock.now() + 1h});
    nobody_takes(id, "snoozed");
    change(id, {.clear = std::vector<std::string>{"snoozed_until"}});
    look();
    EXPECT_EQ(who_has(id), ana.id);

    auto const second = ask("zh-CN");
    nobody_takes(second, "full by the first");
    say(ana, id, "Here it is.");  // now its customer is to speak
    look();
    EXPECT_EQ(who_has(second), ana.id);
    auto const third = ask("zh-CN", "email");
    dismiss(ana);
    nobody_takes(third, "works here no more");
}

TEST_F(RoutingTest, the_urgent_come_first_then_who_has_waited_longest) {
    automatic();
    std::vector<ConversationId> asked;
    for (int i = 0; i < 4; ++i) {
        asked.push_back(ask());
        clock.advance(1min);
    }
    change(asked[3], {.priority = "urgent"});
    change(asked[0], {.priority = "low"});
    look();
    auto const ana = working("Ana", {"en"}, {1, 1, 1});
    for (auto const next : {3, 1, 2, 0}) {
        look();
        for (auto const& id : asked)
            EXPECT_EQ(who_has(id), id == asked[std::size_t(next)] ? std::optional{ana.id} : std::nullopt);
        set(ana, asked[std::size_t(next)], "resolved");
        assign(boss, asked[std::size_t(next)], {});
    }
}

TEST_F(RoutingTest, turns_go_round_and_a_restart_does_not_begin_anew) {
    automatic();
    std::vector<Agent> people;
    for (auto const* name : {"Ana", "Ben", "Cai"}) people.push_back(working(name, {"en"}, {50, 50, 50}));
    for (int i = 0; i < 4; ++i) ask();
    look();
    restart();
    for (auto const& each : people) other_desk.presence().agent_online(each.id);
    for (int i = 0; i < 5; ++i) ask();
    look();
    std::map<StaffId, int> given;
    for (auto const& row : stored()) ++given[row.assignee_id.value()];
    for (auto const& each : people) EXPECT_EQ(given[each.id], 3) << each.name;
}

// Shares of what each takes: who takes ten is given twice what is given to whoever takes five.
TEST_F(RoutingTest, whoever_has_the_smallest_share_of_their_hands_full_is_next) {
    automatic(Strategy::least_load);
    auto const ana = working("Ana", {"en"}, {10, 10, 10}), ben = working("Ben", {"en"}, {5, 5, 5});
    for (int i = 0; i < 12; ++i) ask();
    look();
    std::map<StaffId, int> given;
    for (auto const& row : stored()) ++given[row.assignee_id.value()];
    EXPECT_EQ(given[ana.id], 8);
    EXPECT_EQ(given[ben.id], 4);
}

TEST_F(RoutingTest, a_person_who_takes_it_while_routing_decides_keeps_it) {
    automatic();
    working("Ana");
    auto const ben = agent("Ben");
    for (int i = 0; i < 20; ++i) {
        auto const id = ask();
        // Side by side: sometimes the one is first, sometimes the other.
        std::vector<Task<desk::Entry>> both;
        auto const route = [](Routing& routing) -> Task<desk::Entry> {
            co_await routing.look();
            co_return desk::Entry{};
        };
        desk::Assign const wanted{ben.id, new_id()};
        if (i % 2 == 0) {
            both.push_back(route(router.routing));
            both.push_back(desk.assign(ben, id, wanted));
        } else {
            both.push_back(desk.assign(ben, id, wanted));
            both.push_back(route(router.routing));
        }
        for (auto const& each : all(std::move(both))) EXPECT_EQ(each.code, "");
        look(2);
        EXPECT_EQ(who_has(id), ben.id) << i;
    }
}

// What the board has not seen yet, the log compares: routing decided by what is no longer so.
TEST_F(RoutingTest, what_was_decided_by_an_older_state_is_not_done) {
    automatic();
    working("Ana");
    auto const ben = agent("Ben");
    auto const id = ask();
    // Another process, whose acts this board hears nothing of.
    run(io, desk.board().catch_up());
    run(io, other_desk.assign(ben, id, {ben.id, new_id()}));
    ASSERT_EQ(desk.board().find(id)->assignee_id, std::nullopt);
    look(3);
    EXPECT_EQ(who_has(id), ben.id);
    EXPECT_EQ(of_kind(id, desk::EntryKind::assignment).size(), 1u);

    auto const resolved = ask();
    run(io, desk.board().catch_up());
    run(io, other_desk.change_status(ben, resolved, {"resolved", new_id()}));
    look(3);
    EXPECT_EQ(who_has(resolved), std::nullopt);
}

TEST_F(RoutingTest, two_programs_at_once_give_each_conversation_once) {
    automatic();
    std::vector<Agent> people;
    for (int i = 0; i < 4; ++i) people.push_back(working("P" + std::to_string(i), {"en"}, {50, 50, 50}));
    std::vector<ConversationId> asked;
    for (int i = 0; i < 40; ++i) asked.push_back(ask());
    other.emplace(io, database, audit, other_hub, other_desk, clock, random, mute);
    for (auto const& each : people) other_desk.presence().agent_online(each.id);
    auto const route = [](Routing& routing) -> Task<int> {
        co_await routing.look();
        co_return 0;
    };
    std::vector<Task<int>> both;
    both.push_back(route(router.routing));
    both.push_back(route(other->routing));
    for (auto const& each : all(std::move(both))) EXPECT_EQ(each.code, "");
    for (auto const& id : asked) {
        EXPECT_EQ(of_kind(id, desk::EntryKind::assignment).size(), 1u);
        EXPECT_EQ(of_kind(id, desk::EntryKind::handling).size(), 1u);
    }
}

TEST_F(RoutingTest, whoever_is_deactivated_in_mid_shift_leaves_everything_to_the_others) {
    automatic();
    auto const ana = working("Ana", {"en"}, {50, 50, 50});
    auto const chat = ask(), letter = ask("en", "email"), answered = ask(), later = ask();
    look();
    say(ana, answered, "We looked.");
    change(later, {.snoozed_until = clock.now() + 1h});
    dismiss(ana);
    auto const ben = working("Ben", {"en"}, {50, 50, 50});
    look(2);
    EXPECT_EQ(who_has(chat), ben.id);
    EXPECT_EQ(who_has(letter), ben.id);
    // Nothing is to be done in these now; when there is, somebody is given them.
    EXPECT_EQ(who_has(answered), std::nullopt);
    EXPECT_EQ(who_has(later), std::nullopt);
    auto const left = of_kind(chat, desk::EntryKind::assignment)[1];
    EXPECT_EQ(left.data.at("by").at("name"), "gone");
    EXPECT_EQ(left.data.at("previous").at("name"), "Ana");
    change(later, {.clear = std::vector<std::string>{"snoozed_until"}});
    look();
    EXPECT_EQ(who_has(later), ben.id);
}

TEST_F(RoutingTest, whoever_may_not_reply_any_more_leaves_everything_and_is_given_nothing_by_anybody) {
    automatic();
    auto const ana = working("Ana");
    auto const chat = ask(), letter = ask("en", "email");
    look();
    ASSERT_EQ(who_has(chat), ana.id);
    auto const ben = working("Ben");
    mute.insert(ana.id);
    look();
    EXPECT_EQ(who_has(chat), ana.id) << "who answers is known some seconds late: whoever is new keeps what they took";
    static constexpr Query<Affected(StaffId)> look_on{"test.look_on", R"sql(
        WITH role AS (INSERT INTO staff_roles (key, name_en, name_zh, permissions) VALUES ('guest', 'Guest', '访客', '{read_conversations}') RETURNING key)
        UPDATE staff SET role = (SELECT key FROM role) WHERE id = $1)sql"};
    run(io, database.run(look_on, ana.id));
    look(2);
    EXPECT_EQ(who_has(chat), ben.id);
    EXPECT_EQ(who_has(letter), ben.id);
    EXPECT_EQ(code(desk.assign(boss, chat, {ana.id, new_id()})), "assignee.may_not_reply");
    EXPECT_EQ(who_has(chat), ben.id);
}

TEST_F(RoutingTest, a_chat_handed_to_somebody_who_never_comes_goes_to_somebody_else) {
    automatic();
    auto const chat = ask();
    auto const late = agent("Late");
    assign(boss, chat, late.id);
    look();
    auto const ben = working("Ben");
    clock.advance(limits::chat_of_absent_waits - 1min);
    look(2);
    EXPECT_EQ(who_has(chat), late.id);
    clock.advance(2min);
    look(2);
    EXPECT_EQ(who_has(chat), ben.id);
}

// What one of them could not be given says nothing of the other.
TEST_F(RoutingTest, what_rests_keeps_nothing_else_waiting) {
    automatic();
    auto const ana = working("Ana");
    auto const given_back = ask();
    look();
    assign(ana, given_back, {});
    auto const fresh = ask(), another = ask("en", "email");
    look();
    EXPECT_EQ(who_has(given_back), std::nullopt);
    EXPECT_EQ(who_has(fresh), ana.id);
    EXPECT_EQ(who_has(another), ana.id);
}

TEST_F(RoutingTest, a_chat_whose_answerer_stays_away_goes_to_somebody_else) {
    automatic();
    auto const ana = working("Ana", {"en"}, {50, 50, 50});
    auto const chat = ask(), letter = ask("en", "email"), answered = ask();
    look();
    say(ana, answered, "We looked.");
    auto const ben = working("Ben", {"en"}, {0, 0, 0});
    here->presence().agent_offline(ana.id);
    clock.advance(limits::chat_of_absent_waits - limits::presence_kept_every - 1min);
    look(2);
    EXPECT_EQ(who_has(chat), ana.id);
    here->presence().agent_online(ana.id);  // back in time: it begins anew
    look();
    here->presence().agent_offline(ana.id);
    clock.advance(limits::chat_of_absent_waits - 1min);
    look(2);
    EXPECT_EQ(who_has(chat), ana.id);
    clock.advance(2min);
    run(io, now().routing.set_profile(boss, ben.id, {{"en"}, {}, {5, 5, 5}}));
    look(2);
    EXPECT_EQ(who_has(chat), ben.id);
    EXPECT_EQ(who_has(letter), ana.id);    // a letter can wait until tomorrow
    EXPECT_EQ(who_has(answered), ana.id);  // so can what its customer has to answer

    // Handed to somebody who is away, by hand: they have as long to come.
    assign(boss, chat, ana.id);
    look(2);
    EXPECT_EQ(who_has(chat), ana.id);
}

TEST_F(RoutingTest, after_a_restart_everybody_has_the_time_to_come_back) {
    automatic();
    auto const ana = working("Ana"), ben = working("Ben", {"en"}, {0, 0, 0});
    auto const chat = ask();
    look();
    is_away(ben);
    clock.advance(3h);  // so long the program was down
    restart();
    look(2);
    EXPECT_EQ(who_has(chat), ana.id);
    // Who was away still is.
    run(io, now().routing.set_profile(boss, ben.id, {{"en"}, {}, {5, 5, 5}}));
    other_desk.presence().agent_online(ben.id);
    EXPECT_EQ(run(io, now().routing.availability(ben)).availability, Availability::away);
    clock.advance(limits::chat_of_absent_waits + 1min);
    look(2);
    EXPECT_EQ(who_has(chat), std::nullopt);
    is_away(ben, Availability::online);
    look();
    EXPECT_EQ(who_has(chat), ben.id);
}

TEST_F(RoutingTest, what_somebody_gives_back_is_not_given_to_them_again_at_once) {
    automatic();
    auto const ana = working("Ana");
    auto const id = ask();
    look();
    ASSERT_EQ(who_has(id), ana.id);
    assign(ana, id, {});
    look(3);
    EXPECT_EQ(who_has(id), std::nullopt);
    auto const ben = working("Ben");
    look();
    EXPECT_EQ(who_has(id), ben.id);
    assign(ben, id, {});
    look();
    EXPECT_EQ(who_has(id), ana.id);
    // But nothing is forgotten: when nobody else comes it is theirs again.
    dismiss(ben);
    assign(ana, id, {});
    look();
    EXPECT_EQ(who_has(id), std::nullopt);
    clock.advance(limits::handed_back_rests + 1min);
    look();
    EXPECT_EQ(who_has(id), ana.id);
}

TEST_F(RoutingTest, what_nobody_at_all_could_answer_is_said_once) {
    automatic();
    run(io, now().routing.set_profile(boss, boss.id, {{"en"}, {}, {}}));
    working("Ana", {"en"});
    auto const id = ask("zh-CN"), fine = ask("en");
    look(3);
    auto const notes = of_kind(id, desk::EntryKind::note);
    ASSERT_EQ(notes.size(), 1u);
    EXPECT_TRUE(notes[0].internal);
    EXPECT_EQ(notes[0].data.at("routing").at("nobody_answers"), "zh-CN");
    EXPECT_THAT(of_kind(fine, desk::EntryKind::note), IsEmpty());
    auto const state = run(io, now().routing.read(boss));
    ASSERT_EQ(state.unanswerable.size(), 1u);
    EXPECT_EQ(state.unanswerable[0].language, "zh-CN");
    EXPECT_EQ(state.unanswerable[0].waiting, 1);
    restart();
    look(2);
    EXPECT_EQ(of_kind(id, desk::EntryKind::note).size(), 1u);
    auto const bo = working("Bo", {"zh-CN"});
    look();
    EXPECT_EQ(who_has(id), bo.id);
    EXPECT_THAT(run(io, now().routing.read(boss)).unanswerable, IsEmpty());
}

// Ten agents and three hundred conversations, while people come, go, rest, leave for good, answer and are written to.
TEST_F(RoutingTest, a_long_day) {
    automatic(Strategy::least_load);
    std::vector<Agent> people;
    std::map<StaffId, RoutingProfile> profiles;
    std::map<StaffId, bool> is_online, is_gone;
    std::map<StaffId, Availability> availability;
    std::vector<std::vector<std::string>> const speech{{"en"}, {"zh-CN"}, {"en", "zh-CN"}};
    for (unsigned i = 0; i < 10; ++i) {
        RoutingProfile const profile{speech[i % 3], {}, {2 + random.below(3), 2 + random.below(4), 1 + random.below(3)}};
        people.push_back(working("P" + std::to_string(i), profile.languages, profile.capacity));
        profiles[people.back().id] = profile;
        is_online[people.back().id] = true;
        availability[people.back().id] = Availability::online;
    }
    std::array<std::string, 3> const channels{"chat", "email", "form"};
    std::map<ConversationId, std::optional<StaffId>> before;
    int asked = 0, rounds = 0, gone = 0;
    std::size_t open = 1;
    while (asked < 300 || open > 0) {
        ASSERT_LT(++rounds, 600) << open << " are left";
        for (auto i = random.below(8); i > 0 && asked < 300; --i, ++asked)
            ask(random.below(2) == 0 ? "en" : "zh-CN", channels[random.below(3)]);
        for (auto const& who : people) {
            auto const dice = random.below(40);
            if (dice == 0 && !is_gone[who.id] && asked < 300) {
                is_online[who.id] = !is_online[who.id];
                if (is_online[who.id])
                    desk.presence().agent_online(who.id);
                else
                    desk.presence().agent_offline(who.id);
            } else if (dice == 1) {
                availability[who.id] = availability[who.id] == Availability::online ? Availability::away : Availability::online;
                is_away(who, availability[who.id]);
            } else if (dice == 2 && random.below(4) == 0 && gone < 3 && !is_gone[who.id]) {
                is_gone[who.id] = true;
                ++gone;
                dismiss(who);
            }
        }
        if (asked >= 300)
            for (auto const& who : people)
                if (!is_gone[who.id] && !std::exchange(is_online[who.id], true)) desk.presence().agent_online(who.id);
        look();
        open = 0;
        std::map<std::pair<StaffId, std::string>, std::int64_t> load;
        for (auto const& row : stored()) {
            if (row.status == "resolved") continue;
            ++open;
            EXPECT_EQ(row.queue_id, general);
            if (!row.assignee_id) continue;
            auto const who = *row.assignee_id;
            EXPECT_FALSE(is_gone[who]);
            if (row.status != "waiting") ++load[{who, row.channel}];
            if (std::exchange(before[row.id], who) == who) continue;
            // It was given in this round.
            auto const& languages = profiles[who].languages;
            EXPECT_TRUE(is_online[who]);
            EXPECT_EQ(availability[who], Availability::online);
            EXPECT_NE(std::ranges::find(languages, row.language), languages.end());
        }
        for (auto const& [whose, number] : load) EXPECT_LE(number, amount_of(profiles[whose.first].capacity, whose.second));
        // Nothing waits that somebody would take.
        for (auto const& row : stored()) {
            if (row.assignee_id || row.status == "resolved" || row.status == "waiting") continue;
            for (auto const& who : people) {
                auto const& profile = profiles[who.id];
                bool const here = !is_gone[who.id] && is_online[who.id] && availability[who.id] == Availability::online;
                bool const speaks = std::ranges::find(profile.languages, row.language) != profile.languages.end();
                bool const has_room = load[{who.id, row.channel}] < amount_of(profile.capacity, row.channel);
                EXPECT_FALSE(here && speaks && has_room) << who.name;
            }
        }
        // Some are answered and done, some answered only: their customers may write again.
        for (auto const& row : stored()) {
            if (!row.assignee_id && row.status == "waiting") set(boss, row.id, "resolved");  // its answerer has left
            if (!row.assignee_id || row.status == "resolved" || !is_online[*row.assignee_id] || random.below(3) != 0) continue;
            auto const who = *std::ranges::find(people, *row.assignee_id, &Agent::id);
            if (row.status != "waiting") say(who, row.id, "Here it is.");
            if (random.below(2) == 0) set(who, row.id, "resolved");
        }
        clock.advance(1min);
    }
    EXPECT_EQ(stored().size(), 300u);
    EXPECT_GT(gone, 0);
}

TEST_F(RoutingTest, three_hundred_among_ten_equal_people_are_thirty_each) {
    automatic();
    std::vector<Agent> people;
    for (int i = 0; i < 10; ++i) people.push_back(working("P" + std::to_string(i), {"en"}, {200, 200, 200}));
    for (int i = 0; i < 300; ++i) ask();
    look();
    std::map<StaffId, int> given;
    for (auto const& row : stored()) ++given[row.assignee_id.value()];
    for (auto const& who : people) EXPECT_EQ(given[who.id], 30);
    auto const state = run(io, now().routing.read(boss));
    for (auto const& each : state.people)
        if (each.id != boss.id) EXPECT_EQ(each.load, (Amounts{30, 0, 0}));
}

}  // namespace
}  // namespace ombud::routing
