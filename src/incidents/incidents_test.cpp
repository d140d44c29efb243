// Incidents on a real desk: many conversations in two languages answered once each, however often the program falls; who joins,
// who is left alone, whose clocks stand still.
#include "incidents/incidents.hpp"

#include <gmock/gmock.h>

#include "audit/chain.hpp"
#include "core/limits.hpp"
#include "desk/ties.hpp"
#include "incidents/queries.hpp"
#include "incidents/rounds.hpp"
#include "support/desk_people.hpp"

namespace ombud::incidents {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

struct ToldRow {
    std::int64_t told, told_seq;
};
BOOST_DESCRIBE_STRUCT(ToldRow, (), (told, told_seq))
constexpr postgres::Query<postgres::One<ToldRow>(ConversationId)> test_member{
    "test.member", "SELECT told, told_seq FROM incident_conversations WHERE conversation_id = $1"};

constexpr auto said_en = "TRON is halted. Your money is safe; we write as soon as it goes on.";
constexpr auto said_zh = "TRON 网络暂停。您的资产是安全的，恢复后我们马上告诉您。";

struct IncidentsTest : ombud::testing::PeopledDesk {
    audit::Log audit{database, clock};
    desk::Feed feed{database, clock};
    Incidents incidents{database, desk, audit, clock, random};
    Rounds rounds{database, desk, clock};
    Agent boss = agent("Ming"), ana = agent("Ana");

    IncidentsTest() {
        feed.tells(rounds);
        run(io, desk.board().load());
    }
    Declare words() {
        return {.client_id = new_id(),
                .kind = Kind::network,
                .title_en = "TRON halted",
                .title_zh = "TRON 暂停",
                .asset = {},
                .network = "TRON",
                .service = {},
                .conditions = {},
                .text_en = said_en,
                .text_zh = said_zh};
    }
    Declare unsaid() {
        auto out = words();
        out.text_en.reset(), out.text_zh.reset();
        return out;
    }
    IncidentId declare(Declare wanted) { return run(io, incidents.declare(boss, std::move(wanted))).incident.id; }
    NewUpdate news(std::string en, std::string zh) {
        return {.client_id = new_id(),
                .text_en = std::move(en),
                .text_zh = std::move(zh),
                .internal = {},
                .state = {},
                .also_resolved = {}};
    }
    WholeIncident whole(IncidentId id) { return run(io, incidents.read(boss, id)); }
    Gathered gather(IncidentId id, std::vector<ConversationId> ids) { return run(io, incidents.add(ana, id, {std::move(ids)})); }
    ConversationId open_in(std::string language, Customer const& by) {
        return run(io,
                   desk.open(by, {.client_id = new_id(), .language = std::move(language), .topic = {}, .body = "Where is it?"}))
            .id;
    }
    ConversationId open_one(std::string language = "en") { return open_in(std::move(language), customer()); }
    void bring_all() {
        while (run(io, rounds.bring()) > 0) {
        }
    }
    void pass_on() {
        while (run(io, feed.pass_on()) > 0) {
        }
    }
    // What incidents said there to its customer.
    std::vector<std::string> told(ConversationId id) {
        std::vector<std::string> out;
        for (auto const& entry : log(ana, id))
            if (entry.kind == desk::EntryKind::message && entry.client_id.starts_with("incident-")) out.push_back(entry.body);
        return out;
    }
    // What became of its clocks: "hold", "go_on".
    std::vector<std::string> clocks(ConversationId id) {
        std::vector<std::string> out;
        for (auto const& entry : log(ana, id)) {
            auto const* data = entry.data.if_object();
            auto const* word = data ? data->if_contains("clocks") : nullptr;
            if (!word) continue;
            EXPECT_TRUE(entry.internal);
            out.emplace_back(word->as_string());
        }
        return out;
    }
    std::string status(ConversationId id) { return read(ana, id).status; }
    std::vector<std::string> acts(char const* name) {
        std::vector<std::string> out;
        for (auto const& each : run(io, audit.read({}, name, 100))) out.push_back(audit::line_of(each));
        return out;
    }
    static desk::Conditions where(std::string field, std::vector<std::string> values) {
        return {{{std::move(field), "any_of", std::move(values)}}, {}};
    }
    // The program falls between posting a batch and keeping what it did.
    void forget_what_was_done() {
        static constexpr postgres::Query<postgres::Affected()> forget{"test.forget", R"sql(
            UPDATE incident_conversations SET told = 0, told_seq = 0, noted = false, done = 0)sql"};
        run(io, database.run(forget));
    }
};

TEST_F(IncidentsTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::incidents, sql::incident, sql::declare, sql::declared, sql::hold, sql::change, sql::move_to, sql::updates,
           sql::public_updates, sql::update_made, sql::add_update, sql::count_posted, sql::join, sql::known, sql::take_out,
           sql::go_with, sql::members, sql::wrote_again, sql::tied, sql::conversation, sql::resolve_all, sql::hold_again,
           sql::gathering, sql::owed, sql::brought);
    EXPECT_EQ(differs, "");
}

TEST_F(IncidentsTest, three_hundred_are_answered_once_each_in_their_language_while_the_program_falls) {
    std::vector<ConversationId> ids;
    for (int i = 0; i < 300; ++i) ids.push_back(open_one(i % 3 == 0 ? "zh-CN" : "en"));
    auto const id = declare(words());
    EXPECT_EQ(gather(id, {ids.begin(), ids.begin() + 300}).added, 300);
    EXPECT_EQ(whole(id).incident.owed, 300);

    EXPECT_EQ(run(io, rounds.bring()), limits::incident_gathered_at_once);
    EXPECT_EQ(whole(id).updates.front().posted, std::int64_t(limits::incident_gathered_at_once)) << "progress is what was done";
    forget_what_was_done();
    bring_all();
    EXPECT_EQ(whole(id).incident.owed, 0);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        ASSERT_THAT(told(ids[i]), ElementsAre(i % 3 == 0 ? said_zh : said_en));
        ASSERT_THAT(clocks(ids[i]), ElementsAre("hold"));
        ASSERT_EQ(status(ids[i]), "waiting");
        ASSERT_FALSE(read(ana, ids[i]).assignee) << "whoever tells everybody takes nobody's conversation";
    }
    static constexpr postgres::Query<postgres::One<std::int64_t>()> by_letter{"test.by_letter",
                                                                              "SELECT count(*) FROM unsent_answers"};
    EXPECT_EQ(run(io, database.run(by_letter)), 300) << "whoever is reached by letter gets it by letter";
    static constexpr postgres::Query<postgres::One<std::int64_t>()> waited{
        "test.waited", "SELECT count(*) FROM entries WHERE waited IS NOT NULL"};
    EXPECT_EQ(run(io, database.run(waited)), 0) << "it says nothing of how long somebody waits for a person";
}

TEST_F(IncidentsTest, two_updates_at_once_reach_everybody_in_one_order) {
    auto const one = open_one("en"), two = open_one("zh-CN");
    auto const id = declare(unsaid());
    gather(id, {one, two});
    bring_all();
    EXPECT_THAT(told(one), IsEmpty()) << "nothing was said yet";
    std::vector<Task<WholeIncident>> both;
    both.push_back(incidents.update(boss, id, news("First", "甲")));
    both.push_back(incidents.update(ana, id, news("Second", "乙")));
    for (auto const& each : all(std::move(both))) EXPECT_TRUE(each.value) << each.code;
    bring_all();
    auto const updates = whole(id).updates;  // the newest first
    ASSERT_THAT(updates, SizeIs(2));
    EXPECT_EQ(updates[0].number, 2);
    EXPECT_THAT(told(one), ElementsAre(*updates[1].text_en, *updates[0].text_en));
    EXPECT_THAT(told(two), ElementsAre(*updates[1].text_zh, *updates[0].text_zh));
    EXPECT_EQ(updates[0].posted, 2);
}

TEST_F(IncidentsTest, the_same_act_twice_is_one_and_the_name_of_who_said_it_stands_there) {
    auto wanted = words();
    auto const id = declare(wanted);
    EXPECT_EQ(declare(wanted), id);
    auto const more = news("More", "更多");
    run(io, incidents.update(boss, id, more));
    run(io, incidents.update(boss, id, more));
    EXPECT_THAT(whole(id).updates, SizeIs(2));
    auto other = more;
    other.text_en = "Something else";
    EXPECT_EQ(code(incidents.update(boss, id, other)), "client_id.reused");
    auto const one = open_one();
    gather(id, {one});
    bring_all();
    EXPECT_THAT(told(one), ElementsAre("More")) << "whoever comes late hears the newest alone";
    auto const entries = log(ana, one);
    EXPECT_EQ(entries.back().author.name, "Ming");
    EXPECT_THAT(acts("incident.declared"), SizeIs(1));
    EXPECT_THAT(acts("incident.updated"), ElementsAre(Not(HasSubstr("More"))));
}

TEST_F(IncidentsTest, what_is_for_staff_no_customer_ever_sees) {
    auto const li = customer();
    auto const one = open_in("en", li);
    auto const id = declare(words());
    gather(id, {one});
    run(io, incidents.update(boss, id,
                             {.client_id = new_id(),
                              .text_en = "Their node is on fire",
                              .text_zh = {},
                              .internal = true,
                              .state = State::monitoring,
                              .also_resolved = {}}));
    bring_all();
    EXPECT_EQ(whole(id).incident.state, State::monitoring);
    EXPECT_EQ(whole(id).updates.front().posted, 0);
    auto const shown = log(li, one);
    ASSERT_THAT(shown, SizeIs(2)) << "their question and the answer";
    EXPECT_EQ(shown.back().body, said_en);
    EXPECT_THAT(json::serialize(to_json(shown)), Not(HasSubstr("TRON halted"))) << "what staff call it is theirs";
}

TEST_F(IncidentsTest, whoever_matches_joins_by_itself_once_and_stays_out_when_taken_out) {
    auto const before = open_one("en");
    open_one("zh-CN");
    settle();
    auto wanted = words();
    wanted.conditions = where("language", {"en"});
    EXPECT_EQ(run(io, incidents.trial(boss, {*wanted.conditions})).conversations, 1);
    auto const id = declare(wanted);
    EXPECT_EQ(whole(id).incident.conversations, 1) << "those that match already";
    auto const li = customer();
    auto const later = open_in("en", li);
    open_one("zh-CN");
    pass_on();
    bring_all();
    EXPECT_EQ(whole(id).incident.conversations, 2);
    EXPECT_THAT(told(later), ElementsAre(said_en));
    say(li, later, "And my other question?");
    pass_on();
    bring_all();
    EXPECT_THAT(told(later), SizeIs(1));
    EXPECT_EQ(whole(id).wrote_again, 1);

    run(io, incidents.take_out(ana, id, later));
    say(li, later, "Hello?");
    pass_on();
    bring_all();
    EXPECT_EQ(whole(id).incident.conversations, 1);
    EXPECT_THAT(clocks(later), ElementsAre("hold", "go_on"));
    EXPECT_THAT(clocks(before), ElementsAre("hold"));
    EXPECT_EQ(gather(id, {later}).added, 1) << "by hand it comes back";
    EXPECT_EQ(gather(id, {later, before}).already, 2);
    bring_all();
    EXPECT_THAT(told(later), SizeIs(1)) << "and hears nothing twice";
    EXPECT_THAT(clocks(later), ElementsAre("hold", "go_on", "hold"));
}

TEST_F(IncidentsTest, whoever_matches_now_can_be_gathered_once) {
    auto const mine = open_one("en"), other = open_one("en");
    assign(ana, mine, ana.id);
    settle();
    auto const id = declare(words());
    EXPECT_EQ(run(io, incidents.trial(ana, {where("assignee", {"me"})})).conversations, 1);
    EXPECT_EQ(run(io, incidents.gather(ana, id, {where("assignee", {"me"})})).added, 1);
    open_one("en");
    pass_on();
    bring_all();
    EXPECT_THAT(told(mine), SizeIs(1));
    EXPECT_THAT(told(other), IsEmpty());
    EXPECT_EQ(whole(id).incident.conversations, 1);
}

TEST_F(IncidentsTest, the_end_resolves_those_who_asked_nothing_else_and_a_change_opens_them_again) {
    auto const li = customer(), wei = customer(), mo = customer();
    auto const quiet = open_in("en", li), asks = open_in("zh-CN", wei), answered = open_in("en", mo), over = open_one("en");
    set(ana, over, "resolved");
    auto const id = declare(words());
    gather(id, {quiet, asks, answered, over});
    bring_all();
    EXPECT_THAT(told(over), IsEmpty()) << "that one was over before";
    say(wei, asks, "另外我的充值呢？");
    say(mo, answered, "And my card?");
    EXPECT_EQ(whole(id).wrote_again, 2);
    say(ana, answered, "It is on its way.");
    EXPECT_EQ(whole(id).wrote_again, 1) << "the other one was answered";
    run(io,
        incidents.resolve(
            boss, id, {.client_id = new_id(), .text_en = "It goes on.", .text_zh = "已恢复。", .resolve_conversations = true}));
    bring_all();
    EXPECT_EQ(status(quiet), "resolved");
    EXPECT_EQ(status(asks), "open") << "somebody has to look at what they asked";
    EXPECT_EQ(status(answered), "waiting") << "what they asked may not be over";
    EXPECT_THAT(told(asks), ElementsAre(said_zh, "已恢复。"));
    EXPECT_THAT(clocks(quiet), ElementsAre("hold", "go_on"));
    EXPECT_EQ(code(incidents.add(ana, id, {std::vector{open_one()}})), "incident.resolved");

    run(io, incidents.reopen(boss, id, {.client_id = new_id(), .text_en = "It halted again.", .text_zh = "又暂停了。"}));
    bring_all();
    EXPECT_EQ(status(quiet), "waiting") << "open again, with the new words";
    EXPECT_THAT(told(quiet), ElementsAre(said_en, "It goes on.", "It halted again."));
    EXPECT_THAT(clocks(quiet), ElementsAre("hold", "go_on", "hold"));
    EXPECT_THAT(told(over), IsEmpty());
    EXPECT_EQ(status(over), "resolved");

    auto also = news("All money is there.", "资产都在。");
    also.also_resolved = true;
    run(io, incidents.update(boss, id, also));
    bring_all();
    EXPECT_THAT(told(over), ElementsAre("All money is there.")) << "when it is asked for";
}

TEST_F(IncidentsTest, a_round_that_falls_after_it_resolved_one_has_resolved_it) {
    auto const one = open_one();
    auto const id = declare(words());
    gather(id, {one});
    bring_all();
    run(io,
        incidents.resolve(
            boss, id, {.client_id = new_id(), .text_en = "It goes on.", .text_zh = "已恢复。", .resolve_conversations = true}));
    auto const before = run(io, database.run(test_member, one));
    bring_all();
    static constexpr postgres::Query<postgres::Affected(std::int64_t, std::int64_t)> as_before{"test.as_before", R"sql(
        UPDATE incident_conversations SET told = $1, told_seq = $2, held = true, resolving = true, resolved = false, done = 0)sql"};
    run(io, database.run(as_before, before.told, before.told_seq));
    bring_all();
    EXPECT_EQ(status(one), "resolved");
    run(io, incidents.reopen(boss, id, {.client_id = new_id(), .text_en = "It halted again.", .text_zh = "又暂停了。"}));
    bring_all();
    EXPECT_THAT(told(one), ElementsAre(said_en, "It goes on.", "It halted again."));
    EXPECT_EQ(status(one), "waiting");
}

TEST_F(IncidentsTest, what_was_merged_into_another_hears_what_is_new_there) {
    desk::Ties ties{database, desk, audit, clock, random};
    auto const li = customer();
    auto const one = open_in("en", li), other = open_in("en", li), third = open_in("en", li);
    auto const id = declare(words());
    gather(id, {one, third});
    run(io, incidents.take_out(ana, id, third));
    bring_all();
    run(io, ties.make(ana, one, {new_id(), "merged", read(ana, other).reference}));
    pass_on();
    bring_all();
    EXPECT_THAT(told(other), IsEmpty()) << "they were told where they asked";
    EXPECT_THAT(clocks(other), ElementsAre("hold"));
    run(io, incidents.update(boss, id, news("It goes on.", "已恢复。")));
    bring_all();
    EXPECT_THAT(told(other), ElementsAre("It goes on."));
    run(io, ties.make(ana, other, {new_id(), "merged", read(ana, third).reference}));
    pass_on();
    bring_all();
    EXPECT_EQ(whole(id).incident.conversations, 0) << "what was taken out comes back by hand only";
}

TEST_F(IncidentsTest, what_is_said_between_a_merge_and_the_round_that_sees_it_is_heard_where_it_went) {
    desk::Ties ties{database, desk, audit, clock, random};
    auto const li = customer();
    auto const one = open_in("en", li), other = open_in("en", li), third = open_in("en", li);
    auto const id = declare(words());
    gather(id, {one});
    bring_all();
    run(io, ties.make(ana, one, {new_id(), "merged", read(ana, other).reference}));
    run(io, ties.make(ana, other, {new_id(), "merged", read(ana, third).reference}));
    run(io,
        incidents.resolve(
            boss, id, {.client_id = new_id(), .text_en = "It goes on.", .text_zh = "已恢复。", .resolve_conversations = true}));
    bring_all();
    bring_all();
    EXPECT_THAT(told(one), ElementsAre(said_en)) << "nothing is said in what was merged";
    EXPECT_THAT(told(other), IsEmpty());
    EXPECT_THAT(told(third), ElementsAre("It goes on."));
    EXPECT_EQ(status(third), "resolved");
    EXPECT_EQ(clocks(third).back(), "go_on");
    auto const known = run(io, incidents.conversations(boss, id, {})).conversations;
    ASSERT_EQ(known.size(), 1u) << "one matter is one conversation";
    EXPECT_EQ(known[0].conversation_id, third);
    pass_on();
    bring_all();
    EXPECT_THAT(told(third), ElementsAre("It goes on."));
}

TEST_F(IncidentsTest, what_was_merged_and_writes_again_waits_where_it_went) {
    desk::Ties ties{database, desk, audit, clock, random};
    auto const li = customer();
    auto const one = open_in("en", li), other = open_in("en", li);
    auto const id = declare(words());
    gather(id, {one});
    bring_all();
    say(li, one, "Still nothing here.");
    EXPECT_EQ(whole(id).wrote_again, 1);
    run(io, ties.make(ana, one, {new_id(), "merged", read(ana, other).reference}));
    pass_on();
    bring_all();
    EXPECT_EQ(whole(id).incident.conversations, 1);
    EXPECT_TRUE(run(io, incidents.conversations(boss, id, {.only = "wrote_again"})).conversations.empty());
}

TEST_F(IncidentsTest, declaring_again_lets_those_join_who_did_not) {
    open_one();
    settle();
    auto wanted = words();
    wanted.conditions = where("language", {"en"});
    auto const id = declare(wanted);
    EXPECT_EQ(whole(id).incident.conversations, 1);
    static constexpr postgres::Query<postgres::Affected()> fall{"test.fall", "DELETE FROM incident_conversations"};
    run(io, database.run(fall));
    EXPECT_EQ(declare(wanted), id);
    EXPECT_EQ(whole(id).incident.conversations, 1);
}

TEST_F(IncidentsTest, an_update_of_what_was_over_opens_it_again) {
    auto const one = open_one();
    auto const id = declare(words());
    gather(id, {one});
    run(io, incidents.resolve(boss, id,
                              {.client_id = new_id(), .text_en = "Over.", .text_zh = "结束。", .resolve_conversations = true}));
    // Resolved and open again before any round: nothing is lost of it.
    run(io, incidents.update(boss, id, news("Not over.", "没有结束。")));
    bring_all();
    EXPECT_EQ(whole(id).incident.state, State::open);
    EXPECT_FALSE(whole(id).incident.resolved_at);
    EXPECT_EQ(status(one), "waiting");
    EXPECT_EQ(clocks(one).back(), "hold");
}

TEST_F(IncidentsTest, clocks_go_on_only_when_no_incident_stops_them) {
    auto const one = open_one();
    auto const first = declare(unsaid()), second = declare(unsaid());
    gather(first, {one});
    gather(second, {one});
    bring_all();
    auto const resolve = [&](IncidentId id) {
        run(io, incidents.resolve(
                    boss, id, {.client_id = new_id(), .text_en = "Over.", .text_zh = "结束。", .resolve_conversations = false}));
        bring_all();
    };
    resolve(first);
    EXPECT_THAT(clocks(one), ElementsAre("hold", "hold"));
    resolve(second);
    EXPECT_THAT(clocks(one), ElementsAre("hold", "hold", "go_on"));
    auto const tied = run(io, incidents.of(ana, one)).incidents;
    ASSERT_THAT(tied, SizeIs(2));
    EXPECT_EQ(tied[0].newest->text_en, "Over.");
}

TEST_F(IncidentsTest, one_whom_nobody_can_tell_any_more_keeps_no_other_waiting) {
    auto const gone = customer();
    auto const erased = open_in("en", gone), one = open_one();
    run(io, vault.erase(gone.id));
    desk.words().forget();
    auto const id = declare(words());
    gather(id, {erased, one});
    bring_all();
    EXPECT_THAT(told(one), SizeIs(1));
    EXPECT_EQ(whole(id).incident.owed, 0);
}

TEST_F(IncidentsTest, whoever_does_not_handle_incidents_adds_a_few_that_they_may_open) {
    std::vector<ConversationId> ids, opened;
    for (int i = 0; i < 11; ++i) ids.push_back(open_one());
    auto const hidden = open_one();
    incidents.asks_before(
        [&](StaffId who, ConversationId id) -> Task<void> {
            EXPECT_EQ(who, ana.id);
            if (id == hidden) throw Problem{ProblemKind::forbidden, "budget.spent"};
            opened.push_back(id);
            co_return;
        },
        [&](StaffId who) -> Task<bool> { co_return who == boss.id; });
    auto const id = declare(words());
    EXPECT_EQ(code(incidents.add(ana, id, {ids})), "incident.many");
    EXPECT_EQ(code(incidents.add(ana, id, {{ids[0], hidden}})), "budget.spent");
    EXPECT_EQ(whole(id).incident.conversations, 0);
    EXPECT_EQ(gather(id, {ids[0], ids[1]}).added, 2);
    EXPECT_THAT(opened, ElementsAre(ids[0], ids[0], ids[1]));
    EXPECT_EQ(run(io, incidents.add(boss, id, {ids})).added, 9);
    EXPECT_EQ(code(incidents.take_out(ana, id, hidden)), "budget.spent");
    run(io, incidents.take_out(ana, id, ids[0]));
    EXPECT_THAT(acts("incident.conversations_added"), SizeIs(2));
    EXPECT_THAT(acts("incident.conversation_taken_out"), ElementsAre(HasSubstr(ids[0].text())));
}

TEST_F(IncidentsTest, pages_hold_each_conversation_once) {
    std::vector<ConversationId> ids;
    for (int i = 0; i < 230; ++i) ids.push_back(open_one());
    auto const id = declare(unsaid());
    gather(id, ids);
    std::vector<ConversationId> seen;
    MemberRange range;
    for (;;) {
        auto const page = run(io, incidents.conversations(ana, id, range));
        for (auto const& each : page.conversations) seen.push_back(each.conversation_id);
        if (!page.next) break;
        range.cursor = page.next->text();
    }
    std::ranges::sort(ids);
    EXPECT_EQ(seen, ids);
}

TEST_F(IncidentsTest, what_cannot_be_is_refused_with_a_code) {
    auto const declared = [&](auto change) {
        auto wanted = words();
        change(wanted);
        return code(incidents.declare(boss, wanted));
    };
    EXPECT_EQ(declared([](auto& w) { w.text_zh.reset(); }), "incident.one_language");
    EXPECT_EQ(declared([](auto& w) { w.text_zh = "  \n"; }), "incident.one_language");
    EXPECT_EQ(declared([](auto& w) { w.title_en = " "; }), "name.empty");
    EXPECT_EQ(declared([](auto& w) { w.text_en = std::string(limits::incident_text_letters + 1, 'a'); }), "text.too_long");
    EXPECT_EQ(declared([](auto& w) {
                  w.text_en = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
              }),
              "incident.secret");
    EXPECT_EQ(declared([](auto& w) { w.conditions = desk::Conditions{{{"waiting", "at_least", {"5"}}}, {}}; }),
              "conditions.time");
    EXPECT_EQ(declared([](auto& w) { w.conditions = desk::Conditions{}; }), "incident.everybody");
    EXPECT_EQ(declared([](auto& w) { w.conditions = where("assignee", {"me"}); }), "conditions.me");
    auto const id = declare(words());
    EXPECT_EQ(code(incidents.gather(boss, id, {desk::Conditions{}})), "incident.everybody");
    EXPECT_EQ(code(incidents.update(boss, id, {.client_id = new_id()})), "text.empty");
    EXPECT_EQ(code(incidents.reopen(boss, id, {new_id(), "Open", "重开"})), "incident.not_resolved");
    EXPECT_EQ(code(incidents.take_out(ana, id, open_one())), "incident.not_in_it");
    EXPECT_EQ(code(incidents.read(boss, {})), "incident.unknown");
    EXPECT_EQ(code(incidents.of(boss, {})), "conversation.unknown");
    auto changed = run(io, incidents.change(boss, id, {.title_en = "Halted", .clear = std::vector<std::string>{"network"}}));
    EXPECT_EQ(changed.incident.title_en, "Halted");
    EXPECT_FALSE(changed.incident.network);
    EXPECT_THAT(run(io, incidents.list(boss, {.state = "active"})).incidents, SizeIs(1));
    EXPECT_THAT(run(io, incidents.list(boss, {.state = "resolved"})).incidents, IsEmpty());
}

}  // namespace
}  // namespace ombud::incidents
