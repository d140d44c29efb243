// A flow as staff see it: its steps and branches with how many runs went where; and what a new version would change.
#pragma once
#include "diagnosis/runs.hpp"

namespace ombud::diagnosis {

struct DiagramStep {
    std::string id;
    StepKind kind{};
    std::string text;                     // the question, the fact, the explanation, as staff read it
    std::optional<std::string> name;      // of the fact or act
    std::optional<Outcome> outcome;       // of an end
    std::int64_t line{};                  // in its file
    std::int64_t reached{};               // runs that came here
    std::int64_t stopped{};               // that nobody went on with from here
    std::int64_t solved{}, not_solved{};  // what people said at this end
};
BOOST_DESCRIBE_STRUCT(DiagramStep, (), (id, kind, text, name, outcome, line, reached, stopped, solved, not_solved))

// `branch`: the answer's id, "is:locked", "at_least:3", "otherwise", "unknown", "unproved", "yes", "no", "failed", "continue".
struct DiagramEdge {
    std::string from;
    std::string to;
    std::string branch;
    std::string label;
    std::int64_t runs{};
};
BOOST_DESCRIBE_STRUCT(DiagramEdge, (), (from, to, branch, label, runs))

struct Diagram {
    std::string name;
    std::int64_t version{};
    std::string hash;
    std::string title;
    std::string start;
    std::int64_t days{};
    std::int64_t runs{}, ended{}, handed_over{}, solved{}, not_solved{};
    std::vector<DiagramStep> steps;
    std::vector<DiagramEdge> edges;
};
BOOST_DESCRIBE_STRUCT(Diagram, (),
                      (name, version, hash, title, start, days, runs, ended, handed_over, solved, not_solved, steps, edges))

struct AskDiagram {
    std::string language;
    std::optional<std::int64_t> days{};  // 30; 365 at most
};
BOOST_DESCRIBE_STRUCT(AskDiagram, (), (language, days))

// The flow is what is loaded under `flow`, or `text` when it is given.
struct AskReplay {
    std::string flow;
    std::optional<std::string> text;
    std::optional<std::int64_t> days;       // as of a diagram
    std::optional<std::string> language{};  // en; of what the new version is called by
};
BOOST_DESCRIBE_STRUCT(AskReplay, (), (flow, text, days, language))

BOOST_DEFINE_ENUM_CLASS(ReplayResult, same_end, other_end, answer_gone, not_asked, fact_missing)

struct ReplayTurn {
    std::string step;
    std::string branch;  // empty at the last
};
BOOST_DESCRIBE_STRUCT(ReplayTurn, (), (step, branch))

struct ReplayedRun {
    RunId id;
    Timestamp at;                      // when it began
    std::vector<ReplayTurn> was, now;  // the way that it went, and that it would go
};
BOOST_DESCRIBE_STRUCT(ReplayedRun, (), (id, at, was, now))

struct ReplayChange {
    ReplayResult result{};
    std::string was;                     // the step at which the run ended or stopped
    std::string now;                     // at which it would, or is stuck
    std::string parts_at;                // the last step on both ways; empty where they begin at different ones
    std::string branch_was, branch_now;  // there; empty for one that stays there
    std::int64_t runs{};
    std::vector<ReplayedRun> examples;  // the newest
};
BOOST_DESCRIBE_STRUCT(ReplayChange, (), (result, was, now, parts_at, branch_was, branch_now, runs, examples))

struct Replay {
    std::vector<Mistake> mistakes;  // of the text; then nothing was replayed
    std::int64_t days{};
    std::int64_t runs{}, same{}, other{}, stuck{};
    std::vector<ReplayChange> changes;  // most runs first, as many as can be read
    std::optional<Diagram> flow;        // what it was replayed in, without counts
};
BOOST_DESCRIBE_STRUCT(Replay, (), (mistakes, days, runs, same, other, stuck, changes, flow))

class Diagrams {
public:
    Diagrams(postgres::Database& database, Flows& flows, Registry const& registry, Clock& clock);

    // Problem{not_found, "flow.unknown"}, {invalid, "field.choice", "language"}.
    Task<Diagram> flow(Agent by, std::string name, AskDiagram how);
    Task<Replay> replay(Agent by, AskReplay what);

private:
    postgres::Database& database_;
    Flows& flows_;
    Registry const& registry_;
    Clock& clock_;
};

}  // namespace ombud::diagnosis
