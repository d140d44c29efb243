// Clocks against a second way to count them: whole logs, looked at from outside, hundreds of them by chance.
#include "service_levels/course.hpp"

#include <gmock/gmock.h>

namespace ombud::service_levels {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;
using What = Happened::What;

constexpr Timestamp start = std::chrono::sys_days{std::chrono::year{2026} / 11 / 23};  // a Monday

struct CourseTest : ::testing::Test {
    BusinessTime const hours;
    Promise const promise{.targets = {60, 30, 600}, .warn_percent = 80, .warn_left = 15};
    Course course;
    std::int64_t seq = 0;

    void happens(std::chrono::minutes when, What what, std::string status, std::optional<bool> snoozed = {},
                 std::optional<bool> held = {}) {
        auto const at = start + when;
        course.take({.seq = ++seq, .at = at, .what = what, .status = std::move(status), .snoozed = snoozed, .held = held}, hours);
        course.promise(promise, hours, at);
    }
    std::vector<Tell> look(std::chrono::minutes when) { return course.look(start + when, start + when); }
    ClockRun const& clock(ClockKind kind) const {
        auto const* found = course.find(kind);
        if (!found) throw std::logic_error("no such clock");
        return *found;
    }
};

TEST_F(CourseTest, answers_are_due_from_the_oldest_unanswered_words) {
    happens(0min, What::says, "new");
    happens(10min, What::says, "new");
    EXPECT_EQ(clock(ClockKind::first_answer).due_at, start + 60min);
    EXPECT_EQ(course.next()->kind, ClockKind::first_answer);
    happens(40min, What::answers, "waiting");
    EXPECT_EQ(clock(ClockKind::first_answer).state(), ClockState::met);
    EXPECT_EQ(clock(ClockKind::resolution).state(), ClockState::paused);
    EXPECT_EQ(course.paused_by(ClockKind::resolution), "customer");
    EXPECT_EQ(course.next(), nullptr);
    happens(100min, What::says, "open");
    happens(110min, What::says, "open");
    EXPECT_EQ(clock(ClockKind::next_answer).due_at, start + 130min);
    EXPECT_EQ(clock(ClockKind::resolution).due_at, start + 100min + 560min) << "the hour of waiting does not count";
    happens(131min, What::answers, "waiting");
    EXPECT_EQ(clock(ClockKind::next_answer).state(), ClockState::breached);
    EXPECT_EQ(clock(ClockKind::next_answer).breached_at, start + 130min);
    EXPECT_THAT(look(131min), ::testing::SizeIs(1)) << "late, and nobody has said so yet";
    EXPECT_THAT(look(132min), ::testing::IsEmpty());
}

TEST_F(CourseTest, a_tie_that_leaves_its_customer_waiting_counts_as_words_of_theirs) {
    auto what = [](json::value const& data) {
        return happened(1, desk::EntryKind::link, desk::AuthorKind::system, true, "open", data, start).what;
    };
    EXPECT_EQ(what({{"act", "wrote"}, {"becomes", {{"status", "open"}, {"waits_since", "2026-11-23T08:00:00Z"}}}}), What::says);
    EXPECT_EQ(what({{"act", "merged"}, {"becomes", {{"status", "resolved"}, {"waits_since", nullptr}}}}), What::nothing);
    EXPECT_EQ(what({{"act", "linked"}}), What::nothing);
}

TEST_F(CourseTest, whoever_waited_elsewhere_has_waited_since_then) {
    auto const comes = [&](std::chrono::minutes when, std::chrono::minutes since) {
        auto const at = start + when;
        course.take({.seq = ++seq, .at = at, .what = What::says, .status = "open", .waits_since = start + since}, hours);
        course.promise(promise, hours, at);
    };
    happens(0min, What::says, "new");
    happens(10min, What::answers, "waiting");
    comes(50min, 30min);
    EXPECT_EQ(clock(ClockKind::next_answer).started_at, start + 30min);
    EXPECT_EQ(clock(ClockKind::next_answer).due_at, start + 60min);
    comes(55min, 40min);
    EXPECT_EQ(clock(ClockKind::next_answer).due_at, start + 60min) << "the oldest unanswered words count";
    happens(56min, What::nothing, "waiting");
    happens(66min, What::nothing, "open");
    comes(67min, 28min);
    EXPECT_EQ(clock(ClockKind::next_answer).due_at, start + 68min) << "and what stopped it stays counted";
    comes(68min, 5min);
    EXPECT_THAT(look(69min), ::testing::Contains(::testing::Field(&Tell::what, Tell::What::breach))) << "over already";
}

TEST_F(CourseTest, a_warning_and_a_breach_each_once) {
    happens(0min, What::says, "new");
    EXPECT_THAT(look(44min), ::testing::IsEmpty());
    EXPECT_EQ(course.look_at(), start + 45min) << "a quarter of an hour is left before four fifths are used";
    auto const warned = look(45min);
    ASSERT_THAT(warned, ::testing::SizeIs(1));
    EXPECT_EQ(warned[0].what, Tell::What::warning);
    EXPECT_THAT(look(60min), ::testing::IsEmpty()) << "at that moment it is still in time";
    auto const breached = look(61min);
    ASSERT_THAT(breached, ::testing::SizeIs(1));
    EXPECT_EQ(breached[0].what, Tell::What::breach);
    EXPECT_EQ(breached[0].due_at, start + 60min);
    EXPECT_THAT(look(500min), ::testing::SizeIs(1)) << "the resolution";
}

TEST_F(CourseTest, snoozing_stops_the_resolution_and_no_answer) {
    happens(0min, What::says, "new");
    happens(20min, What::nothing, "new", true);
    EXPECT_EQ(clock(ClockKind::resolution).state(), ClockState::paused);
    EXPECT_EQ(clock(ClockKind::first_answer).due_at, start + 60min) << "whoever waits is not put off";
    happens(50min, What::nothing, "new", false);
    EXPECT_EQ(clock(ClockKind::resolution).due_at, start + 630min);
    happens(55min, What::nothing, "new", true);
    happens(59min, What::says, "new");
    EXPECT_EQ(clock(ClockKind::resolution).due_at, start + 634min) << "its customer woke it";
}

TEST_F(CourseTest, resolved_without_an_answer_nothing_was_owed_and_reopened_it_goes_on) {
    happens(0min, What::says, "new");
    happens(10min, What::nothing, "resolved");
    EXPECT_FALSE(clock(ClockKind::first_answer).target);
    EXPECT_EQ(clock(ClockKind::resolution).state(), ClockState::met);
    happens(100min, What::says, "open");
    EXPECT_EQ(clock(ClockKind::first_answer).due_at, start + 160min) << "a first answer is owed again";
    EXPECT_EQ(clock(ClockKind::resolution).due_at, start + 690min);
    EXPECT_THAT(course.past, ::testing::SizeIs(1));
}

TEST_F(CourseTest, something_larger_stops_all_clocks) {
    happens(0min, What::says, "new");
    happens(30min, What::nothing, "new", {}, true);
    EXPECT_EQ(clock(ClockKind::first_answer).state(), ClockState::paused);
    EXPECT_EQ(course.paused_by(ClockKind::first_answer), "incident");
    EXPECT_THAT(look(400min), ::testing::IsEmpty());
    happens(400min, What::nothing, "new", {}, false);
    EXPECT_EQ(clock(ClockKind::first_answer).due_at, start + 430min);
}

TEST_F(CourseTest, a_smaller_target_counts_what_has_passed) {
    happens(0min, What::says, "new");
    happens(20min, What::nothing, "waiting");
    happens(50min, What::nothing, "open");
    auto const urgent = Promise{.targets = {25, 5, 15}};
    course.promise(urgent, hours, start + 51min);
    EXPECT_EQ(clock(ClockKind::first_answer).due_at, start + 55min);
    EXPECT_EQ(clock(ClockKind::resolution).due_at, start + 50min) << "over already: since it last began to run";
    auto const late = course.look(start + 52min, start + 52min);
    ASSERT_EQ(late.size(), 2u) << "a warning for the answer, a breach for the resolution";
    course.promise(promise, hours, start + 53min);
    EXPECT_EQ(clock(ClockKind::resolution).state(), ClockState::running) << "what is not due any more is no breach";
    EXPECT_EQ(clock(ClockKind::first_answer).due_at, start + 90min);
}

// By chance ---------------------------------------------------------------------------------------------------------------

struct Chance {
    std::mt19937_64 engine;
    std::uint64_t below(std::uint64_t bound) { return engine() % bound; }
};

// Monday to Friday, 9:00 to 17:00 UTC: counted here once more, day by day.
microseconds counted(Timestamp from, Timestamp to) {
    microseconds out{0};
    for (auto day = std::chrono::floor<std::chrono::days>(from); day < to; day += std::chrono::days{1}) {
        if (std::chrono::weekday{day}.iso_encoding() > 5) continue;
        auto const opens = std::max<Timestamp>(from, day + 9h), closes = std::min<Timestamp>(to, day + 17h);
        if (opens < closes) out += closes - opens;
    }
    return out;
}

struct Past {
    std::vector<Happened> entries;
    std::vector<Promise> promises;  // after each
};

// A log as the desk would write it.
Past a_log(Chance& chance) {
    Past out;
    std::string status = "new";
    Promise promise{.targets = {61, 31, 601}};
    bool snoozed = false;
    auto at = start + std::chrono::seconds{chance.below(86'400)};
    auto const length = 2 + chance.below(40);
    for (std::uint64_t i = 0; i < length; ++i) {
        Happened entry{.seq = std::int64_t(i) + 1, .at = at, .what = What::nothing, .status = status};
        auto const dice = i == 0 ? 0 : chance.below(11);
        if (dice < 4) {
            entry.what = What::says;
            status = status == "new" ? "new" : "open";
        } else if (dice < 6) {
            entry.what = What::answers;
            status = "waiting";
        } else if (dice == 6) {
            char const* const all[] = {"open", "waiting", "resolved"};
            status = all[chance.below(3)];
        } else if (dice == 7) {
            snoozed = !snoozed;
            entry.snoozed = snoozed;
        } else if (dice == 8) {
            entry.held = chance.below(2) == 0;
        } else if (dice == 9) {
            auto const minutes = [&] { return std::optional{std::int64_t(1 + chance.below(700))}; };
            promise = chance.below(6) == 0 ? Promise{} : Promise{.targets = {minutes(), minutes(), minutes()}};
        } else if (dice == 10 && chance.below(3) == 0) {  // another is merged into it
            entry.what = What::says;
            entry.waits_since = at - std::chrono::seconds{chance.below(20'000)};
            status = status == "new" ? "new" : "open";
        }
        if (entry.what == What::says || status == "resolved") snoozed = false;
        entry.status = status;
        out.entries.push_back(entry);
        out.promises.push_back(promise);
        at += std::chrono::seconds{chance.below(4) == 0 ? chance.below(200'000) : chance.below(5'000)} +
              1us * chance.below(999'999);
    }
    return out;
}

// How one clock must stand, read off the whole log.
struct Expectation {
    ClockKind kind;
    std::int64_t started_seq;
    microseconds elapsed{0};
    bool runs = false, ended = false, breached = false;
    std::optional<std::int64_t> target;
    std::optional<Timestamp> due_at{};  // while it runs and is in time
};

// The first moment from which on so much has passed; searched for by halves.
Timestamp found_due(Timestamp from, microseconds span) {
    if (span <= 0us) return from;
    auto early = from, late = from + std::chrono::days{400};
    while (late - early > 1us) {
        auto const middle = early + (late - early) / 2;
        (counted(from, middle) >= span ? late : early) = middle;
    }
    return late;
}

// `from`, `to`: entries; to == the log's size: it has not ended. Reopened resolutions have several stretches.
Expectation expected(Past const& log, ClockKind kind, std::vector<std::pair<std::size_t, std::size_t>> const& stretches,
                     Timestamp now, bool let_go) {
    auto const& entries = log.entries;
    bool snoozed = false, held = false;
    std::vector<std::pair<Timestamp, Timestamp>> runs;
    bool open = false;
    if (kind != ClockKind::resolution) {  // whoever came from elsewhere has waited there
        auto const [from, to] = stretches.front();
        auto began = entries[from].at;
        for (auto i = from; i < to; ++i) began = std::min(began, entries[i].waits_since.value_or(began));
        runs.emplace_back(began, entries[from].at);
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].snoozed) snoozed = *entries[i].snoozed;
        if (entries[i].what == What::says || entries[i].status == "resolved") snoozed = false;
        if (entries[i].held) held = *entries[i].held;
        auto const inside = std::ranges::any_of(stretches, [&](auto const& each) { return i >= each.first && i < each.second; });
        auto const stands = held || entries[i].status == "waiting" || (snoozed && kind == ClockKind::resolution);
        if (!inside || stands) continue;
        bool const last = i + 1 == entries.size();
        if (last) open = true;
        runs.emplace_back(entries[i].at, last ? now : entries[i + 1].at);
    }
    Expectation out{.kind = kind, .started_seq = entries[stretches.front().first].seq, .target = {}};
    out.ended = stretches.back().second < entries.size();
    // A clock that ended was judged by what was promised until then.
    auto const judged_by = out.ended ? stretches.back().second - 1 : entries.size() - 1;
    out.target = log.promises[judged_by].target(kind);
    for (auto const& [from, to] : runs) {
        if (out.target) {
            auto const due = found_due(from, std::chrono::minutes{*out.target} - out.elapsed);
            if (due < to) out.breached = true;
            if (open && !out.breached && to == now) out.due_at = due;
        }
        out.elapsed += counted(from, to);
    }
    out.runs = open;
    if (let_go && !out.breached) out.target.reset();
    return out;
}

std::vector<Expectation> expectations(Past const& log, Timestamp now) {
    auto const& entries = log.entries;
    std::vector<Expectation> out;
    std::optional<std::size_t> owed_from;
    bool answered = false, owed = false, resolved = false;
    ClockKind kind = ClockKind::first_answer;
    std::optional<Expectation> first, next;
    std::vector<std::pair<std::size_t, std::size_t>> resolution;
    auto const close = [&](std::size_t i, bool let_go) {
        if (!owed_from) return;
        (kind == ClockKind::first_answer ? first : next) = expected(log, kind, {{*owed_from, i}}, now, let_go);
        owed_from.reset();
    };
    auto const begin = [&](std::size_t i) {
        if (owed_from) return;
        owed_from = i;
        kind = answered ? ClockKind::next_answer : ClockKind::first_answer;
    };
    for (std::size_t i = 0; i < entries.size(); ++i) {
        bool const now_resolved = entries[i].status == "resolved";
        if (entries[i].what == What::says) {
            owed = true;
            begin(i);
            if (resolution.empty()) resolution.emplace_back(i, entries.size());
        }
        if (entries[i].what == What::answers) {
            close(i, false);
            answered = true;
            owed = false;
        }
        if (now_resolved) {
            close(i, true);
            if (!resolved && !resolution.empty()) resolution.back().second = i;
        } else if (resolved) {
            if (!resolution.empty()) resolution.emplace_back(i, entries.size());
            if (owed) begin(i);
        }
        resolved = now_resolved;
    }
    close(entries.size(), false);
    if (first) out.push_back(*first);
    if (next) out.push_back(*next);
    if (!resolution.empty()) out.push_back(expected(log, ClockKind::resolution, resolution, now, false));
    return out;
}

TEST(CourseByChance, hundreds_of_logs_come_to_what_a_second_count_says) {
    std::vector<OpenSpan> week;
    for (std::int64_t day = 1; day <= 5; ++day) week.push_back({day, 540, 1'020});
    BusinessTime const hours{{{{}, Timestamp::max(), 0s}}, week, {}};
    Chance chance{std::mt19937_64{20'261'129}};
    int compared = 0, breaches = 0, running = 0;
    for (int round = 0; round < 400; ++round) {
        auto const log = a_log(chance);
        Course course;
        for (std::size_t i = 0; i < log.entries.size(); ++i) {
            auto const& entry = log.entries[i];
            // Somebody looks at it now and then, and is told each thing once.
            if (chance.below(3) == 0) (void)course.look(entry.at, entry.at);
            course.take(entry, hours);
            course.promise(log.promises[i], hours, entry.at);
        }
        auto const now = log.entries.back().at + std::chrono::seconds{chance.below(100'000)};
        (void)course.look(now, now);
        EXPECT_THAT(course.look(now, now), ::testing::IsEmpty()) << "each once";
        auto const wanted = expectations(log, now);
        ASSERT_EQ(course.clocks.size(), wanted.size()) << round;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            auto const& have = course.clocks[i];
            auto const& want = wanted[i];
            auto const where = ::testing::Message()
                               << "log " << round << ", " << int(want.kind) << ", entries " << log.entries.size();
            EXPECT_EQ(have.kind, want.kind) << where;
            EXPECT_EQ(have.started_seq, want.started_seq) << where;
            EXPECT_EQ(have.ended_at.has_value(), want.ended) << where;
            EXPECT_EQ(have.running_since.has_value(), want.runs) << where;
            auto const elapsed = have.elapsed + (have.running_since ? counted(*have.running_since, now) : 0us);
            EXPECT_EQ(elapsed, want.elapsed) << where;
            EXPECT_EQ(have.target, want.target) << where;
            EXPECT_EQ(have.breached_at.has_value(), want.breached) << where;
            if (want.due_at) EXPECT_EQ(have.due_at, want.due_at) << where;
            ++compared;
            breaches += want.breached;
            running += want.due_at.has_value();
        }
    }
    EXPECT_GT(compared, 800) << "and the dice showed every side";
    EXPECT_GT(breaches, 100);
    EXPECT_GT(running, 60);
}

}  // namespace
}  // namespace ombud::service_levels
