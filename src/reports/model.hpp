// The shapes of reports: what is asked, figures, the facts behind them, the wall.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "desk/model.hpp"

namespace ombud::reports {

BOOST_DEFINE_ENUM_CLASS(FactKind, opened, first_answer, answer, resolved, reopened, rated)

// What is asked. Days as 2026-11-30, of UTC, both included; the last four weeks unless named. `none` names what has no topic,
// queue or agent.
struct ReportRange {
    std::optional<std::string> from, to;
    std::optional<std::string> by;  // topic, channel, language, queue or agent
    std::optional<std::string> topic, channel, language, queue, agent;
};
BOOST_DESCRIBE_STRUCT(ReportRange, (), (from, to, by, topic, channel, language, queue, agent))

// Spans in seconds: the median, and what nine of ten kept within. What says nothing of an agent is empty for one.
struct Figures {
    std::optional<std::int64_t> opened{}, backlog{};  // backlog: not resolved at the end of the last day
    std::int64_t first_answers{};
    std::optional<std::int64_t> first_answer_middle{}, first_answer_most{};
    std::int64_t answers{};
    std::optional<std::int64_t> answer_middle{}, answer_most{};  // of a customer who waited
    std::int64_t resolved{};
    std::optional<std::int64_t> resolution_middle{}, resolution_most{};
    std::int64_t reopened{};
    std::int64_t rated{};
    std::optional<double> score{};  // on the average
};
BOOST_DESCRIBE_STRUCT(Figures, (),
                      (opened, backlog, first_answers, first_answer_middle, first_answer_most, answers, answer_middle,
                       answer_most, resolved, resolution_middle, resolution_most, reopened, rated, score))

struct DayFigures {
    std::string day{};
    Figures figures{};
};
BOOST_DESCRIBE_STRUCT(DayFigures, (), (day, figures))

struct GroupFigures {
    std::optional<std::string> key{};  // none: without a topic, a queue, an agent
    std::optional<std::string> name_en{}, name_zh{};
    Figures figures{};
};
BOOST_DESCRIBE_STRUCT(GroupFigures, (), (key, name_en, name_zh, figures))

struct Report {
    std::string from{}, to{}, before_from{};  // the span before ends where this one begins
    bool complete{};                          // false: older conversations are still being counted
    Figures total{}, before{};
    std::vector<std::int64_t> scores{};  // how many ratings of 1, 2, 3, 4 and 5
    std::vector<DayFigures> days{};      // each day
    std::vector<GroupFigures> rows{};    // as asked by `by`
};
BOOST_DESCRIBE_STRUCT(Report, (), (from, to, before_from, complete, total, before, scores, days, rows))

// What whoever asks did themselves, and nobody else.
struct OwnReport {
    std::string from{}, to{}, before_from{};
    bool complete{};
    Figures total{}, before{};
    std::vector<std::int64_t> scores{};
    std::vector<DayFigures> days{};
};
BOOST_DESCRIBE_STRUCT(OwnReport, (), (from, to, before_from, complete, total, before, scores, days))

// The conversations behind one figure.
struct FactRange {
    std::optional<std::string> from{}, to{}, topic{}, channel{}, language{}, queue{}, agent{};  // as above
    std::optional<std::string> figure{};  // opened, first_answer, answer, resolved, reopened, rated or backlog
    std::optional<std::int64_t> score{};  // of ratings
    std::optional<std::string> cursor{};
};
BOOST_DESCRIBE_STRUCT(FactRange, (), (from, to, topic, channel, language, queue, agent, figure, score, cursor))

// No name of a customer and no word: whoever wants more opens it, and that is counted.
struct FactRow {
    ConversationId conversation_id{};
    std::int64_t seq{};
    std::string reference{}, status{}, channel{}, language{};
    std::optional<std::string> topic{}, agent_name{};
    Timestamp at{};
    std::int64_t value{};  // seconds or the score, where the figure has one
};
BOOST_DESCRIBE_STRUCT(FactRow, (), (conversation_id, seq, reference, status, channel, language, topic, agent_name, at, value))

struct FactPage {
    std::vector<FactRow> rows{};  // newest first
    std::optional<std::string> next{};
};
BOOST_DESCRIBE_STRUCT(FactPage, (), (rows, next))

// Guided answers.
struct GuidedRange {
    std::optional<std::string> from{}, to{}, language{};
};
BOOST_DESCRIBE_STRUCT(GuidedRange, (), (from, to, language))

struct GuidedFigures {
    std::string key{};  // a day, a flow, or nothing for all of them
    std::int64_t begun{}, ended{}, solved{}, handed_over{};
};
BOOST_DESCRIBE_STRUCT(GuidedFigures, (), (key, begun, ended, solved, handed_over))

struct GuidedReport {
    std::string from{}, to{}, before_from{};
    GuidedFigures total{}, before{};
    std::vector<GuidedFigures> days{}, flows{};
};
BOOST_DESCRIBE_STRUCT(GuidedReport, (), (from, to, before_from, total, before, days, flows))

// This moment.
struct WallQueue {
    std::optional<Uuid> id{};  // none: not yet in any
    std::optional<std::string> name_en{}, name_zh{};
    std::int64_t open{}, waiting{};
    std::optional<Timestamp> waiting_since{};  // longest
};
BOOST_DESCRIBE_STRUCT(WallQueue, (), (id, name_en, name_zh, open, waiting, waiting_since))

struct Wall {
    Timestamp at{};
    std::int64_t open{}, waiting{}, unassigned{}, overdue{}, agents{};  // unassigned: of those who wait
    std::optional<Timestamp> waiting_since{};                           // longest
    std::int64_t opened{}, answered{}, resolved{};                      // in the last 24 hours
    std::vector<WallQueue> queues{};
};
BOOST_DESCRIBE_STRUCT(Wall, (),
                      (at, open, waiting, unassigned, overdue, agents, waiting_since, opened, answered, resolved, queues))

}  // namespace ombud::reports
