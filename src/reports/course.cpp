#include "reports/course.hpp"

#include <cmath>

namespace ombud::reports {

namespace {

using std::chrono::seconds;

constexpr double steps_a_doubling = 8;

seconds between(Timestamp from, Timestamp to) {
    return std::max(std::chrono::floor<seconds>(to - from), seconds{0});
}

}  // namespace

std::int64_t step_of(seconds span) {
    if (span < seconds{1}) return 0;
    return 1 + std::int64_t(std::floor(steps_a_doubling * std::log2(double(span.count()))));
}

seconds span_of(std::int64_t step) {
    if (step < 1) return seconds{0};
    return seconds{std::llround(std::exp2((double(step) - 0.5) / steps_a_doubling))};
}

void Course::take(Happened const& what) {
    using desk::AuthorKind;
    using desk::EntryKind;
    seq = what.seq;
    bool const message = what.kind == EntryKind::message;
    bool const is_resolved = what.status == "resolved";
    if (!began_at) begin(FactKind::opened, what);
    if (resolved && !is_resolved) begin(FactKind::reopened, what);
    if ((message || what.kind == EntryKind::intake) && what.author_kind == AuthorKind::customer)
        owed_since = owed_since.value_or(what.at);
    if (what.tied) owed_since = what.waits_since;
    if (message && what.author_kind == AuthorKind::agent) {
        if (what.by_program)
            owed_since.reset();
        else
            answer(what);
    }
    if (what.kind == EntryKind::rating && what.score) rate(what);
    if (is_resolved && !resolved) resolve(what);
    resolved = is_resolved;
}

void Course::begin(FactKind kind, Happened const& what) {
    facts.push_back(
        {.seq = what.seq, .kind = kind, .at = what.at, .agent_id = kind == FactKind::opened ? std::nullopt : agent_id});
    began_at = what.at;
    began_seq = what.seq;
    rated_seq.reset();
}

void Course::answer(Happened const& what) {
    agent_id = what.author_id;
    Fact fact{.seq = what.seq, .kind = FactKind::answer, .at = what.at, .agent_id = agent_id, .bucket = nobody_waited};
    if (owed_since) {
        auto const waited = between(*owed_since, what.at);
        fact.value = waited.count();
        fact.bucket = step_of(waited);
        if (!answered) {
            facts.push_back(fact);
            facts.back().kind = FactKind::first_answer;
        }
        answered = true;
        owed_since.reset();
    }
    facts.push_back(fact);
}

void Course::resolve(Happened const& what) {
    bool const by_agent = what.author_kind == desk::AuthorKind::agent;
    if (by_agent && !agent_id) agent_id = what.author_id;
    auto const took = between(began_at.value_or(what.at), what.at);
    facts.push_back({.seq = what.seq,
                     .kind = FactKind::resolved,
                     .at = what.at,
                     .agent_id = by_agent ? std::optional{what.author_id} : agent_id,
                     .bucket = step_of(took),
                     .value = took.count()});
    closings.push_back({began_seq, what.at});
    owed_since.reset();
}

// It is about how whoever answered did, not about who closed it.
void Course::rate(Happened const& what) {
    if (rated_seq) withdrawn.push_back(*rated_seq);
    rated_seq = what.seq;
    facts.push_back({.seq = what.seq,
                     .kind = FactKind::rated,
                     .at = what.at,
                     .agent_id = agent_id,
                     .bucket = *what.score,
                     .value = *what.score});
}

}  // namespace ombud::reports
