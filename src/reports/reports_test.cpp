// Reports of real conversations: through the desk and its feed, on PostgreSQL, against what the logs say when they are read
// plainly.
#include "reports/reports.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <set>

#include "audit/chain.hpp"
#include "core/limits.hpp"
#include "desk/ratings.hpp"
#include "desk/ties.hpp"
#include "reports/csv.hpp"
#include "reports/queries.hpp"
#include "reports/tally.hpp"
#include "support/desk_people.hpp"

namespace ombud::reports {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct ReportsTest : ombud::testing::PeopledDesk {
    Tally tally{database, clock};
    audit::Log audit{database, clock};
    Reports reports{database, desk, audit, clock};
    desk::Feed feed{database, clock};
    Customer const li = customer();
    Agent const ana = agent("Ana"), ben = agent("Ben");

    ReportsTest() {
        feed.tells(tally);
        run(io, desk.board().load());
    }
    void follow() {
        while (run(io, feed.pass_on()) > 0) {
        }
        EXPECT_EQ(run(io, feed.faults()), 0);
    }
    ConversationId open_about(Customer const& by, std::optional<std::string> topic, std::string language = "en") {
        return run(io,
                   desk.open(
                       by, {.client_id = new_id(), .language = std::move(language), .topic = std::move(topic), .body = "Hello"}))
            .id;
    }
    void set_topic(ConversationId id, std::string topic) {
        run(io, desk.change(ana, id, {.client_id = new_id(), .topic = std::move(topic)}));
    }
    desk::Entry rate(Customer const& by, ConversationId id, std::int64_t score, std::optional<std::string> words = {}) {
        return run(io, desk.rate(by, id, {.client_id = new_id(), .score = score, .words = std::move(words)}));
    }
    Report report(ReportRange range = {}) { return run(io, reports.read(ana, std::move(range))); }
    std::vector<FactRow> facts(FactRange range) {
        std::vector<FactRow> out;
        for (;;) {
            auto page = run(io, reports.facts(ana, range));
            std::ranges::move(page.rows, std::back_inserter(out));
            if (!page.next) return out;
            range.cursor = page.next;
        }
    }
    std::string today() { return to_rfc3339(clock.now()).substr(0, 10); }
    // Everything that is kept of reports.
    std::string kept() {
        static constexpr postgres::Query<postgres::One<std::string>()> all{"test.reports", R"sql(
            SELECT concat((SELECT jsonb_agg(to_jsonb(d) ORDER BY to_jsonb(d)::text) FROM report_days d WHERE count <> 0),
                          (SELECT jsonb_agg(to_jsonb(f) ORDER BY f.conversation_id, f.seq, f.kind) FROM report_facts f),
                          (SELECT jsonb_agg(to_jsonb(c) ORDER BY c.conversation_id) FROM report_conversations c)))sql"};
        return run(io, database.run(all));
    }
    void forget_feed() {
        static constexpr postgres::Query<postgres::Affected()> lose{"test.lose", "DELETE FROM entry_feed"};
        run(io, database.run(lose));
    }
};

TEST_F(ReportsTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::count_alone, sql::progress, sql::is_of_edition, sql::forget_some, sql::is_complete, sql::uncounted,
           sql::begin_courses, sql::courses, sql::keep_course, sql::log, sql::add_facts, sql::withdraw_ratings, sql::move_facts,
           sql::close_facts, sql::count_runs, sql::runs_counted, sql::sums, sql::open_before, sql::facts, sql::queue_names,
           sql::agent_names, sql::guided, sql::lately);
    EXPECT_EQ(differs, "");
}

TEST_F(ReportsTest, what_goes_to_many_ends_the_waiting_and_is_nobodys_answer) {
    auto const told = open_about(li, "deposit"), asked = open_about(customer(), "deposit");
    clock.advance(10min);
    for (auto const id : {told, asked})
        run(io, desk.post_as({.kind = "incident", .id = ana.id.uuid, .name = {}}, id,
                             {.author = ana.id, .author_name = "Ana", .client_id = new_id(), .body = "We know."}));
    clock.advance(1min);
    say(ana, asked, "Is it there?");
    follow();
    auto const total = report().total;
    EXPECT_EQ(total.answers, 1);
    EXPECT_EQ(total.first_answers, 0) << "nobody waited for it any more";
    EXPECT_EQ(facts({.figure = "answer"}).size(), 1u);
    auto const before = kept();
    run(io, tally.forget_all());
    run(io, tally.catch_up());
    EXPECT_EQ(kept(), before) << "read from the log it comes to the same";
}

TEST_F(ReportsTest, whoever_waits_in_a_merged_one_has_waited_since_then_for_the_answer_where_it_went) {
    desk::Ties ties{database, desk, audit, clock, random};
    auto const asks = open_about(li, "deposit"), into = open_about(li, "deposit");
    say(ana, into, "A moment.");
    set(ana, into, "resolved");
    clock.advance(10min);
    run(io, ties.make(ana, asks, {new_id(), "merged", read(ana, into).reference}));
    clock.advance(5min);
    say(ben, into, "Here it is.");
    auto const again = open_about(li, "deposit");
    auto const back = run(io, ties.make(ana, again, {new_id(), "merged", read(ana, into).reference}));
    run(io, ties.end(ana, again, back.id));
    clock.advance(1min);
    say(ben, into, "Anything else?");  // nobody waits here any more
    follow();
    std::vector<std::int64_t> waited;
    for (auto const& row : facts({.figure = "answer"}))
        if (row.conversation_id == into && row.agent_name == "Ben") waited.push_back(row.value);
    EXPECT_THAT(waited, ElementsAre(0, 900)) << "newest first";
    auto const before = kept();
    run(io, tally.forget_all());
    run(io, tally.catch_up());
    EXPECT_EQ(kept(), before) << "read from the log it comes to the same";
}

TEST_F(ReportsTest, figures_of_another_edition_are_forgotten_in_parts_whoever_is_cut_off) {
    say(ana, open_about(li, "deposit"), "Is it there?");
    follow();
    auto const before = kept();
    // More than goes at once, of rules that are no more; and a program that died over it.
    static constexpr postgres::Query<postgres::Affected()> old{"test.old_figures", R"sql(
        WITH conversations AS (
            INSERT INTO report_conversations (conversation_id, seq, channel, language, resolved, answered, began_seq)
            SELECT gen_random_uuid(), 1, 'chat', 'en', false, false, 0 FROM generate_series(1, 4500) RETURNING conversation_id),
        facts AS (
            INSERT INTO report_facts (conversation_id, seq, kind, at, bucket, value)
            SELECT conversation_id, 1, 'opened', now(), 0, 7 FROM conversations),
        days AS (
            INSERT INTO report_days (day, kind, channel, language, bucket, count, total)
            SELECT '2020-01-01'::date + n, 'opened', 'chat', 'en', 0, 1, 7 FROM generate_series(1, 2500) n)
        UPDATE report_progress SET edition = 1)sql"};
    run(io, database.run(old));
    EXPECT_NE(kept(), before);
    run(io, tally.catch_up());
    run(io, tally.catch_up());
    EXPECT_EQ(kept(), before);
    static constexpr postgres::Query<postgres::Affected()> cut_off{"test.cut_off", R"sql(
        WITH gone AS (DELETE FROM report_days) UPDATE report_progress SET edition = -1, complete = false)sql"};
    run(io, database.run(cut_off));
    run(io, tally.catch_up());
    run(io, tally.catch_up());
    EXPECT_EQ(kept(), before);
}

TEST_F(ReportsTest, who_takes_a_file_or_looks_behind_a_figure_is_on_the_record) {
    open_about(li, "deposit");
    follow();
    run(io, reports.csv(ana, {}));
    facts({.figure = "opened"});
    auto const records = run(io, audit.read({}, {}, 10));
    ASSERT_EQ(records.size(), 2u);
    EXPECT_THAT(audit::line_of(records[1]), HasSubstr("report.taken"));
    EXPECT_THAT(audit::line_of(records[0]), HasSubstr(R"("figure":"opened")"));
    EXPECT_EQ(records[0].actor, ana.id.uuid);
}

TEST(Scale, a_span_comes_back_within_five_percent) {
    std::int64_t last = -1;
    for (std::int64_t seconds = 0; seconds < 200'000'000; seconds += 1 + seconds / 37) {
        auto const step = step_of(std::chrono::seconds{seconds});
        EXPECT_GE(step, last);
        last = step;
        auto const back = span_of(step).count();
        EXPECT_LE(std::abs(double(back - seconds)), std::max(1.0, 0.05 * double(seconds))) << seconds;
    }
}

TEST_F(ReportsTest, a_small_story_adds_up_as_anybody_would_by_hand) {
    auto const day = today();
    auto const first = open_about(li, "withdrawal");
    clock.advance(10min);
    say(ana, first, "A moment.");  // waited 600 s
    clock.advance(1min);
    say(li, first, "Thanks. And now?");
    clock.advance(4min);
    say(ben, first, "Done.");           // waited 240 s
    say(ben, first, "Anything else?");  // nobody had asked
    clock.advance(5min);
    set(ana, first, "resolved");  // 20 min after it was opened
    clock.advance(1min);
    rate(li, first, 5);
    auto const second = open_about(li, "deposit", "zh-CN");
    follow();

    auto const told = report();
    EXPECT_TRUE(told.rows.empty());
    EXPECT_EQ(told.days.size(), 28u);
    EXPECT_EQ(told.to, day);
    auto const& total = told.total;
    EXPECT_EQ(total.opened, 2);
    EXPECT_EQ(total.backlog, 1);
    EXPECT_EQ(total.first_answers, 1);
    EXPECT_NEAR(double(total.first_answer_middle.value()), 600, 30);
    EXPECT_EQ(total.answers, 3);
    EXPECT_NEAR(double(total.answer_middle.value()), 240, 12);
    EXPECT_NEAR(double(total.answer_most.value()), 600, 30);
    EXPECT_EQ(total.resolved, 1);
    EXPECT_NEAR(double(total.resolution_middle.value()), 1'200, 60);
    EXPECT_EQ(total.reopened, 0);
    EXPECT_EQ(total.rated, 1);
    EXPECT_DOUBLE_EQ(total.score.value(), 5);
    EXPECT_THAT(told.scores, ElementsAre(0, 0, 0, 0, 1));
    EXPECT_EQ(told.before.opened, 0);
    EXPECT_EQ(told.days.back().figures.opened, 2);
    EXPECT_EQ(told.days.back().figures.backlog, 1);

    auto const people = report({.by = "agent"});
    ASSERT_EQ(people.rows.size(), 2u) << "Ana and Ben";
    for (auto const& row : people.rows) {
        EXPECT_FALSE(row.figures.opened);
        if (row.name_en == "Ana") {
            EXPECT_EQ(row.figures.answers, 1);
            EXPECT_EQ(row.figures.resolved, 1);
            EXPECT_EQ(row.figures.rated, 0) << "it was Ben who had answered last";
        } else if (row.name_en == "Ben") {
            EXPECT_EQ(row.figures.answers, 2);
            EXPECT_EQ(row.figures.rated, 1);
        }
    }
    auto const topics = report({.by = "topic"});
    ASSERT_EQ(topics.rows.size(), 2u);
    EXPECT_EQ(report({.topic = "deposit"}).total.opened, 1);
    EXPECT_EQ(report({.language = "zh-CN"}).total.answers, 0);
    EXPECT_EQ(report({.agent = ben.id.text()}).total.answers, 2);
    EXPECT_FALSE(report({.agent = ben.id.text()}).total.backlog);

    auto const open = facts({.figure = "backlog"});
    ASSERT_EQ(open.size(), 1u);
    EXPECT_EQ(open[0].conversation_id, second);
    auto const rated = facts({.figure = "rated", .score = 5});
    ASSERT_EQ(rated.size(), 1u);
    EXPECT_EQ(rated[0].conversation_id, first);
    EXPECT_EQ(rated[0].agent_name, "Ben");
    EXPECT_THAT(facts({.figure = "rated", .score = 1}), IsEmpty());

    // The next day it is reopened: yesterday's figures stay what they were.
    clock.advance(24h);
    say(li, first, "It is gone again.");
    follow();
    auto const later = report();
    EXPECT_EQ(later.total.reopened, 1);
    EXPECT_EQ(later.total.backlog, 2);
    EXPECT_EQ(later.days.end()[-2].figures.backlog, 1);
    EXPECT_EQ(facts({.from = day, .to = day, .figure = "backlog"}).size(), 1u);
    EXPECT_EQ(facts({.figure = "backlog"}).size(), 2u);
    EXPECT_EQ(report({.from = today(), .to = today()}).before.opened, 2) << "the day before";
}

TEST_F(ReportsTest, a_rating_changes_nothing_and_the_newest_of_a_resolution_counts) {
    auto const id = open_about(li, "sign_in");
    auto const rating = [&](std::int64_t score) {
        return code(desk.rate(li, id, {.client_id = new_id(), .score = score, .words = {}}));
    };
    EXPECT_EQ(rating(5), "rating.not_resolved");
    say(ana, id, "Here is how.");
    set(ana, id, "resolved");
    EXPECT_EQ(rating(0), "field.range");
    EXPECT_EQ(rating(6), "field.range");
    auto const stranger = customer();
    EXPECT_EQ(code(desk.rate(stranger, id, {.client_id = new_id(), .score = 1, .words = {}})), "conversation.unknown");

    auto const inbox_before = run(io, desk.inbox(ana, {.view = "all", .status = "resolved"})).rows.at(0).last_customer_seq;
    auto const entry = rate(li, id, 2, "Slow.\nMy key: 5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ");
    EXPECT_EQ(entry.kind, desk::EntryKind::rating);
    EXPECT_THAT(entry.body, ::testing::AllOf(HasSubstr("Slow."), HasSubstr("[removed:"), ::testing::Not(HasSubstr("5Hue"))));
    EXPECT_EQ(entry.data.at("score"), 2);
    EXPECT_EQ(entry.status, "resolved") << "it is no message";
    auto const now = read(ana, id);
    EXPECT_EQ(now.status, "resolved");
    auto const row = run(io, desk.inbox(ana, {.view = "all", .status = "resolved"})).rows.at(0);
    EXPECT_EQ(row.last_customer_seq, inbox_before) << "nothing to answer";
    EXPECT_FALSE(row.waiting_since);
    rate(li, id, 4);
    follow();
    EXPECT_EQ(report().total.rated, 1);
    EXPECT_THAT(report().scores, ElementsAre(0, 0, 0, 1, 0));

    // Staff look at it again: nobody waits, as nothing was said.
    set(ana, id, "open");
    EXPECT_FALSE(run(io, desk.inbox(ana, {.view = "all"})).rows.at(0).waiting_since);
    set(ana, id, "resolved");
    rate(li, id, 1);
    follow();
    EXPECT_THAT(report().scores, ElementsAre(1, 0, 0, 1, 0)) << "one for each resolution";
    clock.advance(limits::rating_time + 1s);
    EXPECT_EQ(rating(5), "rating.too_late");
    auto const again = desk::Rate{.client_id = "same", .score = 3, .words = {}};
    say(li, id, "Again?");
    set(ana, id, "resolved");
    auto const once = run(io, desk.rate(li, id, again));
    EXPECT_EQ(run(io, desk.rate(li, id, again)).seq, once.seq) << "a retry";
    EXPECT_EQ(code(desk.rate(li, id, {.client_id = "same", .score = 4, .words = {}})), "client_id.reused");
}

TEST_F(ReportsTest, what_changes_its_topic_takes_all_its_figures_along) {
    auto const id = open_about(li, "my own words");
    say(ana, id, "Hello.");
    follow();
    EXPECT_EQ(report({.topic = "other"}).total.answers, 1) << "no customer makes a topic of the desk";
    set_topic(id, "theft");
    set(ana, id, "resolved");
    rate(li, id, 3);
    follow();
    EXPECT_EQ(report({.topic = "other"}).total.opened, 0);
    auto const theft = report({.topic = "theft"}).total;
    EXPECT_EQ(theft.opened, 1);
    EXPECT_EQ(theft.answers, 1);
    EXPECT_EQ(theft.rated, 1);
    EXPECT_EQ(theft.backlog, 0);
    EXPECT_EQ(report().total.opened, 1);
}

// What a log comes to, read plainly: exact times, no steps.
struct Plain {
    std::map<std::string, std::int64_t> counts;  // "opened", "answer"…
    std::map<std::string, std::vector<std::int64_t>> spans;
    std::int64_t score = 0, backlog = 0;
};

void read_plainly(std::vector<desk::Entry> const& log, Timestamp from, Timestamp to, Plain& out) {
    std::optional<Timestamp> asked, rated_at;
    std::optional<std::int64_t> score;
    Timestamp since = log.front().posted_at;
    bool answered = false, resolved = false, open = false;
    auto const within = [&](Timestamp at) { return at >= from && at < to; };
    auto const span = [&](char const* what, Timestamp begin, Timestamp end) {
        if (within(end)) out.spans[what].push_back((end - begin) / 1s);
    };
    auto const count = [&](char const* what, Timestamp at) { out.counts[what] += within(at); };
    auto const settle_rating = [&] {
        if (score && within(*rated_at)) out.counts["rated"]++, out.score += *score;
        score.reset();
    };
    count("opened", since);
    for (auto const& entry : log) {
        if (entry.posted_at < to) open = entry.status != "resolved";
        if (resolved && entry.status != "resolved") {
            count("reopened", entry.posted_at);
            since = entry.posted_at;
            settle_rating();
        }
        if (entry.kind == desk::EntryKind::message && entry.author.kind == desk::AuthorKind::customer && !asked)
            asked = entry.posted_at;
        if (entry.kind == desk::EntryKind::message && entry.author.kind == desk::AuthorKind::agent) {
            count("answer", entry.posted_at);
            if (asked) {
                if (!answered) count("first_answer", entry.posted_at), span("first_answer", *asked, entry.posted_at);
                span("answer", *asked, entry.posted_at);
                answered = true;
            }
            asked.reset();
        }
        if (entry.kind == desk::EntryKind::rating) score = entry.data.at("score").as_int64(), rated_at = entry.posted_at;
        if (!resolved && entry.status == "resolved") {
            count("resolved", entry.posted_at);
            span("resolved", since, entry.posted_at);
            asked.reset();
        }
        resolved = entry.status == "resolved";
    }
    settle_rating();  // a later one of the same resolution takes its place, whenever it comes
    out.backlog += open;
}

TEST_F(ReportsTest, heard_in_pieces_twice_or_read_from_the_logs_it_comes_to_what_the_logs_say) {
    static constexpr postgres::Query<postgres::Affected()> repeat{
        "test.repeat",
        "INSERT INTO entry_feed (conversation_id, seq) SELECT conversation_id, seq FROM entries ORDER BY posted_at, seq"};
    std::vector<std::string> const topics{"sign_in", "withdrawal", "deposit", "other"};
    std::vector<std::pair<Customer, ConversationId>> rooms;
    auto const began = today();
    for (int step = 0; step < 420; ++step) {
        if (rooms.size() < 12 && random.below(6) == 0) {
            auto const who = customer();
            rooms.emplace_back(who, open_about(who, random.below(3) == 0 ? std::nullopt : std::optional{topics[random.below(4)]},
                                               random.below(2) == 0 ? "en" : "zh-CN"));
        }
        clock.advance(std::chrono::seconds{random.below(2) == 0 ? random.below(120) : random.below(9'000)});
        if (rooms.empty()) continue;
        auto const& [who, id] = rooms[random.below(std::uint32_t(rooms.size()))];
        auto const& by = random.below(2) == 0 ? ana : ben;
        auto const dice = random.below(12);
        try {
            if (dice < 3) say(who, id, "And now?");
            if (dice >= 3 && dice < 6) say(by, id, "A moment.");
            if (dice == 6) set(by, id, random.below(3) == 0 ? "open" : "waiting");
            if (dice >= 7 && dice < 9) set(by, id, "resolved");
            if (dice == 9) note(by, id);
            if (dice == 10) set_topic(id, topics[random.below(4)]);
            if (dice == 11) rate(who, id, 1 + std::int64_t(random.below(5)));
        } catch (Problem const&) {  // it stands so already
        }
        if (random.below(9) == 0) run(io, feed.pass_on());
        if (step == 200) forget_feed();  // nobody hears of what was new
    }
    for (auto const& [who, id] : rooms) note(ana, id);  // whoever hears of a conversation again counts what it missed
    follow();
    auto const running = kept();
    run(io, database.run(repeat));
    follow();
    EXPECT_EQ(kept(), running) << "heard twice";
    run(io, tally.forget_all());
    run(io, tally.catch_up());
    EXPECT_EQ(kept(), running) << "read from the logs";
    EXPECT_TRUE(report().complete);

    auto const near = [](std::optional<std::int64_t> told, std::vector<std::int64_t> exact, std::size_t tenths) {
        if (exact.empty()) return !told;
        std::ranges::sort(exact);
        auto const right = double(exact[(exact.size() * tenths + 9) / 10 - 1]);
        return told && std::abs(double(*told) - right) <= std::max(1.0, right * 0.05);
    };
    auto const day = [](std::string const& text) { return from_rfc3339(text + "T00:00:00Z").value(); };
    std::set<std::string> const days{began, today(), to_rfc3339(clock.now() - 48h).substr(0, 10)};
    ASSERT_GE((day(today()) - day(began)) / 24h, 5) << "some days went by";
    for (auto const& from : days)
        for (auto const& to : days) {
            if (to < from) continue;
            Plain plain;
            for (auto const& [who, id] : rooms) read_plainly(log(ana, id), day(from), day(to) + 24h, plain);
            auto const told = report({.from = from, .to = to});
            auto const& total = told.total;
            auto const span = from + " " + to;
            EXPECT_EQ(total.opened, plain.counts["opened"]) << span;
            EXPECT_EQ(total.first_answers, plain.counts["first_answer"]) << span;
            EXPECT_EQ(total.answers, plain.counts["answer"]) << span;
            EXPECT_EQ(total.resolved, plain.counts["resolved"]) << span;
            EXPECT_EQ(total.reopened, plain.counts["reopened"]) << span;
            EXPECT_EQ(total.rated, plain.counts["rated"]) << span;
            EXPECT_EQ(total.backlog, plain.backlog) << span;
            EXPECT_NEAR(total.score.value_or(0) * double(total.rated), double(plain.score), 0.001) << span;
            EXPECT_TRUE(near(total.first_answer_middle, plain.spans["first_answer"], 5)) << span;
            EXPECT_TRUE(near(total.first_answer_most, plain.spans["first_answer"], 9)) << span;
            EXPECT_TRUE(near(total.answer_middle, plain.spans["answer"], 5)) << span;
            EXPECT_TRUE(near(total.answer_most, plain.spans["answer"], 9)) << span;
            EXPECT_TRUE(near(total.resolution_middle, plain.spans["resolved"], 5)) << span;
            EXPECT_TRUE(near(total.resolution_most, plain.spans["resolved"], 9)) << span;
            EXPECT_EQ(told.days.back().figures.backlog, total.backlog) << span;

            // Each list adds up to its figure, and so do the groups.
            auto const listed = [&](char const* figure) {
                return std::int64_t(facts({.from = from, .to = to, .figure = figure}).size());
            };
            EXPECT_EQ(listed("opened"), total.opened) << span;
            EXPECT_EQ(listed("first_answer"), total.first_answers) << span;
            EXPECT_EQ(listed("answer"), total.answers) << span;
            EXPECT_EQ(listed("resolved"), total.resolved) << span;
            EXPECT_EQ(listed("reopened"), total.reopened) << span;
            EXPECT_EQ(listed("rated"), total.rated) << span;
            EXPECT_EQ(listed("backlog"), total.backlog) << span;
            for (auto const* by : {"topic", "channel", "language", "queue", "agent"}) {
                std::int64_t answers = 0, backlog = 0;
                for (auto const& row : report({.from = from, .to = to, .by = by}).rows) {
                    answers += row.figures.answers;
                    backlog += row.figures.backlog.value_or(0);
                    if (by != std::string_view{"topic"}) continue;
                    auto const key = row.key.value_or("none");
                    EXPECT_EQ(std::int64_t(facts({.from = from, .to = to, .topic = key, .figure = "answer"}).size()),
                              row.figures.answers);
                    EXPECT_EQ(report({.from = from, .to = to, .topic = key}).total.answers, row.figures.answers);
                }
                EXPECT_EQ(answers, total.answers) << by;
                if (by != std::string_view{"agent"}) EXPECT_EQ(backlog, total.backlog) << by;
            }
        }
}

TEST_F(ReportsTest, an_older_desk_is_counted_whole_before_it_says_that_it_is_complete) {
    for (int i = 0; i < 3; ++i) {
        auto const id = open_about(customer(), "deposit");
        clock.advance(5min);
        say(ana, id, "Here.");
    }
    forget_feed();
    EXPECT_FALSE(report().complete);
    EXPECT_EQ(report().total.opened, 0);
    run(io, tally.catch_up());
    EXPECT_TRUE(report().complete);
    EXPECT_EQ(report().total.opened, 3);
    EXPECT_EQ(report().total.answers, 3);
    auto const once = kept();
    run(io, tally.catch_up());
    EXPECT_EQ(kept(), once);
}

TEST_F(ReportsTest, what_cannot_be_asked_is_refused) {
    auto const refused = [&](ReportRange range) { return code(reports.read(ana, std::move(range))); };
    EXPECT_EQ(refused({.from = "2026-02-30"}), "field.range");
    EXPECT_EQ(refused({.from = "2026-12-01", .to = "2026-11-01"}), "field.range");
    EXPECT_EQ(refused({.from = "2020-01-01", .to = "2026-11-01"}), "field.range");
    EXPECT_EQ(refused({.to = "0001-01-01"}), "field.range");
    EXPECT_EQ(refused({.by = "customer"}), "field.choice");
    EXPECT_EQ(refused({.topic = "' OR 1=1"}), "field.choice");
    EXPECT_EQ(refused({.queue = "x"}), "field.choice");
    EXPECT_EQ(refused({.agent = "none"}), "fine");
    EXPECT_EQ(code(reports.facts(ana, {.figure = "customers"})), "field.choice");
    EXPECT_EQ(code(reports.facts(ana, {.figure = "opened", .cursor = "x_y_z"})), "cursor.invalid");
}

TEST_F(ReportsTest, a_file_for_spreadsheets_holds_the_same_and_no_formula) {
    EXPECT_EQ(csv_cell("plain"), "plain");
    EXPECT_EQ(csv_cell("a,\"b\""), "\"a,\"\"b\"\"\"");
    EXPECT_EQ(csv_cell("=1+1"), "\"'=1+1\"");
    EXPECT_EQ(csv_cell("\t@SUM(A1)"), "\"'\t@SUM(A1)\"");
    EXPECT_EQ(csv_cell("-2"), "\"'-2\"");
    auto const villain = agent("=HYPERLINK(\"https://evil.example\")");
    auto const id = open_about(li, "deposit");
    say(villain, id, "Hello.");
    follow();
    auto const file = run(io, reports.csv(ana, {.by = "agent"}));
    auto const text = std::get<std::string>(file.body);
    EXPECT_TRUE(text.starts_with("\xEF\xBB\xBFkey,name_en,name_zh,opened,"));
    EXPECT_THAT(text, HasSubstr(",\"'=HYPERLINK(\"\"https://evil.example\"\")\","));
    auto const days = std::get<std::string>(run(io, reports.csv(ana, {})).body);
    EXPECT_EQ(std::ranges::count(days, '\n'), 29);
    EXPECT_THAT(days, HasSubstr(today() + ",1,1,1,"));
}

TEST_F(ReportsTest, guided_answers_are_counted_by_the_day_on_which_they_began) {
    static constexpr postgres::Query<postgres::Affected(std::string, std::string, std::optional<bool>, std::string, Timestamp)>
        add{"test.add_run", R"sql(
        WITH flow AS (INSERT INTO diagnosis_flows VALUES ('h', 'deposit', 1, '', $5) ON CONFLICT DO NOTHING)
        INSERT INTO diagnosis_runs (id, token_hash, flow, version, flow_hash, language, channel, state, step, solved, created_at, moved_at)
        VALUES ($1::uuid, $1, $4, 1, 'h', 'en', 'site', $2, 's', $3, $5, $5))sql"};
    static constexpr postgres::Query<postgres::Affected(std::string, Timestamp)> move{
        "test.move_run", "UPDATE diagnosis_runs SET state = 'handed_over', moved_at = $2 WHERE id = $1::uuid"};
    auto const id = [&] { return ConversationId::make(clock, random).text(); };
    auto const asking = id();
    run(io, database.run(add, asking, "asking", std::nullopt, "deposit", clock.now()));
    run(io, database.run(add, id(), "ended", true, "deposit", clock.now()));
    run(io, database.run(add, id(), "ended", false, "sign-in", clock.now()));
    run(io, tally.count_runs());
    auto const first = run(io, reports.guided(ana, {}));
    EXPECT_EQ(first.total.begun, 3);
    EXPECT_EQ(first.total.ended, 2);
    EXPECT_EQ(first.total.solved, 1);
    EXPECT_EQ(first.total.handed_over, 0);
    ASSERT_EQ(first.flows.size(), 2u);
    EXPECT_EQ(first.days.back().begun, 3);
    clock.advance(48h);
    run(io, tally.count_runs());
    run(io, database.run(move, asking, clock.now()));
    clock.advance(10s);
    run(io, tally.count_runs());
    auto const later = run(io, reports.guided(ana, {}));
    EXPECT_EQ(later.total.begun, 3);
    EXPECT_EQ(later.total.handed_over, 1);
    EXPECT_EQ(later.days.end()[-3].handed_over, 1) << "of the day on which it began";
    EXPECT_EQ(run(io, reports.guided(ana, {.language = "zh-CN"})).total.begun, 0);
}

TEST_F(ReportsTest, the_wall_shows_this_moment) {
    auto const began = clock.now();
    auto const first = open_about(li, "deposit");
    clock.advance(10min);
    open_about(customer(), "theft");
    say(ana, first, "A moment.");
    follow();
    auto const wall = run(io, reports.wall(ana));
    EXPECT_EQ(wall.open, 2);
    EXPECT_EQ(wall.waiting, 1);
    EXPECT_EQ(wall.unassigned, 1);
    EXPECT_EQ(wall.waiting_since, began + 10min);
    EXPECT_EQ(wall.opened, 2);
    EXPECT_EQ(wall.answered, 1);
    EXPECT_EQ(wall.resolved, 0);
    EXPECT_EQ(wall.agents, 0);
    ASSERT_EQ(wall.queues.size(), 1u);
    EXPECT_EQ(wall.queues[0].open, 2);
    set(ana, first, "resolved");
    follow();
    EXPECT_EQ(run(io, reports.wall(ana)).open, 2) << "one for all who look";
    clock.advance(limits::live_wall_each);
    EXPECT_EQ(run(io, reports.wall(ana)).open, 1);
}

}  // namespace
}  // namespace ombud::reports
