#include "diagnosis/diagram.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "core/problem.hpp"
#include "diagnosis/queries.hpp"
#include "diagnosis/reader.hpp"
#include "diagnosis/replay.hpp"
#include "postgres/database.hpp"

namespace ombud::diagnosis {

namespace {

constexpr std::int64_t days_counted = 30, most_days = 365;
constexpr std::int64_t runs_at_a_time = 500, most_runs = 20'000;
constexpr std::size_t examples_given = 5, changes_given = 100;

std::int64_t days_of(std::optional<std::int64_t> asked) {
    return std::clamp(asked.value_or(days_counted), std::int64_t{1}, most_days);
}

void must_be_ours(std::string_view language) {
    if (std::ranges::find(languages, language) == std::end(languages))
        throw Problem{ProblemKind::invalid, "field.choice", "language"};
}

// A diagram shows flows, not people: where a fact would stand is its name.
Filling named(Hole const& hole) {
    return {"{" + hole.fact + (hole.field.empty() ? "" : ".") + hole.field + "}", ""};
}

std::string text_of(Step const& step, Labels const& labels, std::string_view language) {
    if (step.kind == StepKind::look_up) return labels.fact(step.name, language);
    return (step.staff ? *step.staff : step.says).in(language).text(named);
}

std::string label_of(Step const& step, Edge const& edge, Labels const& labels, std::string_view language) {
    if (auto const* answer = step.answer(edge.branch)) return answer->label.in(language);
    if (step.kind == StepKind::act && edge.branch == "yes") return step.yes.in(language);
    if (step.kind == StepKind::act && edge.branch == "no") return step.no.in(language);
    std::string out;
    for (auto const& when : step.when)
        if (when.branch() == edge.branch)
            for (auto const& value : when.is) out += (out.empty() ? "" : ", ") + labels.value(step.name, value, language);
    return out;  // else whoever shows it has words for the branch
}

Diagram drawn(Flow const& flow, Labels const& labels, std::string_view language, std::int64_t days) {
    Diagram out{.name = flow.name,
                .version = flow.version,
                .hash = flow.hash,
                .title = flow.title.in(language),
                .start = flow.start,
                .days = days};
    for (auto const& step : flow.steps) {
        out.steps.push_back({.id = step.id,
                             .kind = step.kind,
                             .text = text_of(step, labels, language),
                             .name = step.name.empty() ? std::nullopt : std::optional{step.name},
                             .outcome = step.outcome,
                             .line = step.line});
        for (auto const& edge : edges_of(step))
            out.edges.push_back(
                {.from = step.id, .to = edge.to, .branch = edge.branch, .label = label_of(step, edge, labels, language)});
    }
    return out;
}

void count_ends(Diagram& out, std::vector<sql::EndCount> const& ends) {
    for (auto const& end : ends) {
        out.runs += end.runs;
        if (end.outcome) out.ended += end.runs;
        if (end.state == State::handed_over) out.handed_over += end.runs;
        if (end.solved) (*end.solved ? out.solved : out.not_solved) += end.runs;
        auto const step = std::ranges::find(out.steps, end.step, &DiagramStep::id);
        if (step == out.steps.end()) continue;
        if (!end.outcome) step->stopped += end.runs;
        if (end.solved) (*end.solved ? step->solved : step->not_solved) += end.runs;
    }
    if (auto const start = std::ranges::find(out.steps, out.start, &DiagramStep::id); start != out.steps.end())
        start->reached = out.runs;
}

// By where they ended, where they would, and where the ways part.
using Changes = std::map<std::array<std::string, 6>, ReplayChange>;

void add(Changes& changes, sql::PastRun const& run, std::vector<ReplayTurn> was, Now now) {
    auto const at = parting(was, now.way);
    auto const end = was.back().step, end_now = now.way.back().step;
    auto& change = changes[{boost::describe::enum_to_string(now.result, ""), end, end_now, at.step, at.was, at.now}];
    if (change.runs++ == 0) {
        change.result = now.result;
        change.was = end;
        change.now = end_now;
        change.parts_at = at.step;
        change.branch_was = at.was;
        change.branch_now = at.now;
    }
    if (change.examples.size() < examples_given)
        change.examples.push_back({run.id, run.created_at, std::move(was), std::move(now.way)});
}

}  // namespace

Diagrams::Diagrams(postgres::Database& database, Flows& flows, Registry const& registry, Clock& clock)
    : database_(database), flows_(flows), registry_(registry), clock_(clock) {}

Task<Diagram> Diagrams::flow(Agent, std::string name, AskDiagram how) {
    must_be_ours(how.language);
    auto const flow = flows_.find(name);
    if (!flow) throw Problem{ProblemKind::not_found, "flow.unknown"};
    auto out = drawn(*flow, flows_.labels(), how.language, days_of(how.days));
    auto const since = clock_.now() - std::chrono::days{out.days};
    auto const branches = co_await database_.run(sql::branches, flow->name, flow->version, since);
    for (auto& edge : out.edges)
        for (auto const& counted : branches)
            if (counted.step == edge.from && counted.branch == edge.branch && counted.goes_to == edge.to)
                edge.runs += counted.runs;
    auto const reached = co_await database_.run(sql::reached, flow->name, flow->version, since);
    for (auto& step : out.steps)
        for (auto const& counted : reached)
            if (counted.step == step.id) step.reached = counted.runs;
    count_ends(out, co_await database_.run(sql::ends, flow->name, flow->version, since));
    co_return out;
}

Task<Replay> Diagrams::replay(Agent, AskReplay what) {
    auto const language = what.language.value_or("en");
    must_be_ours(language);
    auto flow = flows_.find(what.flow);
    Replay out{.days = days_of(what.days)};
    if (what.text) {
        auto read = load_flow({what.flow + ".yaml", *what.text}, registry_, out.mistakes);
        if (!read) co_return out;
        flow = std::make_shared<Flow const>(std::move(*read));
    }
    if (!flow) throw Problem{ProblemKind::not_found, "flow.unknown"};
    out.flow = drawn(*flow, flows_.labels(), language, out.days);
    auto const since = clock_.now() - std::chrono::days{out.days};
    Changes changes;
    RunId before{Uuid::parse("ffffffff-ffff-ffff-ffff-ffffffffffff").value()};
    while (out.runs < most_runs) {
        auto const page = co_await database_.run(sql::past_runs, what.flow, since, before, runs_at_a_time);
        for (auto const& row : page) {
            Past const past{row.step, row.outcome, from_json<std::vector<Event>>(row.events)};
            auto now = replay_one(past, *flow);
            ++out.runs;
            ++(now.result == ReplayResult::same_end ? out.same : now.result == ReplayResult::other_end ? out.other : out.stuck);
            if (now.result == ReplayResult::same_end) continue;
            add(changes, row, way_of(past), std::move(now));
        }
        if (std::int64_t(page.size()) < runs_at_a_time) break;
        before = page.back().id;
    }
    for (auto& [key, change] : changes) out.changes.push_back(std::move(change));
    std::ranges::sort(out.changes, {}, [](ReplayChange const& one) {
        return std::tuple{-one.runs, one.was, one.now, one.parts_at, one.branch_was, one.branch_now, one.result};
    });
    out.changes.resize(std::min(out.changes.size(), changes_given));
    co_return out;
}

}  // namespace ombud::diagnosis
