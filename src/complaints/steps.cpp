// The steps from receipt to the end: which one it is the turn for, what it makes of a complaint, and what its letter says.
#include <algorithm>

#include "complaints/common.hpp"
#include "complaints/complaints.hpp"
#include "core/limits.hpp"
#include "text/names.hpp"

namespace ombud::complaints {

namespace {

std::string needed(std::optional<std::string> const& text, char const* field) {
    if (!text || text::is_blank(*text)) throw Problem{ProblemKind::invalid, "field.missing", field};
    return *text;
}

// What the letter of a refusal cannot do without.
void require_remedies(Terms const& terms, std::string const& language) {
    if (text::is_blank(language == "en" ? terms.remedies_en : terms.remedies_zh))
        throw Problem{ProblemKind::conflict, "complaint.no_remedies"};
}

json::value outcome_json(std::optional<Outcome> outcome) {
    return outcome ? to_json(*outcome) : json::value(nullptr);
}

}  // namespace

Task<Complaints::StepGround> Complaints::ground_of(TakeStep const& wanted) {
    StepGround out{.terms = co_await database_.run(sql::terms), .until_at = {}};
    if (wanted.kind != StepKind::extended) co_return out;
    auto const until = needed(wanted.until, "until");
    if (until.size() != std::string_view("2026-11-30").size() || !from_rfc3339(until + "T00:00:00Z"))
        throw Problem{ProblemKind::invalid, "field.time", "until"};
    try {
        out.until_at = co_await database_.run(sql::end_of_day, until);
    } catch (postgres::DatabaseError const& error) {
        if (!error.sqlstate.starts_with("22")) throw;  // no day of the calendar
        throw Problem{ProblemKind::invalid, "field.time", "until"};
    }
    co_return out;
}

void Complaints::decide(Held& held, TakeStep& wanted, Terms const& terms, Timestamp now, Writing& out) {
    auto& row = held.row;
    row.decided_at = now;
    row.stage = *wanted.admissible ? Stage::admissible : Stage::inadmissible;
    if (*wanted.admissible) return;
    row.outcome = Outcome::inadmissible;
    out.words["reasons"] = needed(wanted.reasons, "reasons");
    require_remedies(terms, row.language);
}

Complaints::Writing Complaints::plan(Held& held, TakeStep wanted, StepGround const& ground) const {
    auto const now = clock_.now();
    auto& row = held.row;
    auto const stage = row.stage;
    if (wanted.reasons) wanted.reasons = cleaned(std::move(*wanted.reasons), "reasons", limits::complaint_text_letters);
    if (wanted.finding) wanted.finding = cleaned(std::move(*wanted.finding), "finding", limits::complaint_text_letters);
    Writing out{.kind = wanted.kind};
    auto facts = facts_of(row, held.details.value_or(Details{}), ground.terms);
    facts.admissible = wanted.admissible;
    facts.reasons = wanted.reasons.value_or("");
    facts.late = now >= row.due_at;
    bool writes = true;
    switch (wanted.kind) {
        case StepKind::acknowledged:
            require_stage(stage == Stage::received);
            row.acknowledged_at = now;
            row.stage = Stage::acknowledged;
            out.data["admissible"] = wanted.admissible ? json::value(*wanted.admissible) : json::value(nullptr);
            if (wanted.admissible) decide(held, wanted, ground.terms, now, out);
            break;
        case StepKind::decided:
            require_stage(stage == Stage::acknowledged);
            if (!wanted.admissible) throw Problem{ProblemKind::invalid, "field.missing", "admissible"};
            out.data["admissible"] = *wanted.admissible;
            decide(held, wanted, ground.terms, now, out);
            break;
        case StepKind::investigated:
            require_stage(stage == Stage::admissible || stage == Stage::investigated);
            out.words["finding"] = needed(wanted.finding, "finding");
            row.stage = Stage::investigated;
            if (!row.investigated_at) row.investigated_at = now;
            writes = false;
            break;
        case StepKind::extended:
            require_stage(is_open(stage));
            // Whoever missed the day still owes the reasons and another one; it stays missed.
            if (*ground.until_at <= std::max(row.due_at, now) ||
                *ground.until_at > std::max(row.due_at, now) + std::chrono::days{extended_at_most_days})
                throw Problem{ProblemKind::invalid, "field.range", "until"};
            out.words["reasons"] = needed(wanted.reasons, "reasons");
            out.data = {{"due_on", *wanted.until}, {"before", row.due_on}, {"late", facts.late}};
            row.due_on = *wanted.until;
            row.due_at = *ground.until_at;
            facts.due_on = row.due_on;
            break;
        case StepKind::answered:
            require_stage(stage == Stage::investigated);
            require_answered(held.points);
            row.outcome = outcome_of(held.points);
            if (row.outcome != Outcome::upheld) require_remedies(ground.terms, row.language);
            row.stage = Stage::answered;
            row.answered_at = now;
            facts.points = held.points;
            facts.outcome = row.outcome;
            out.data["outcome"] = outcome_json(row.outcome);
            break;
        case StepKind::closed:
            require_stage(stage != Stage::closed);
            writes = is_open(stage) && held.details;  // where those are gone nobody is left to read a letter
            if (writes) out.words["reasons"] = needed(wanted.reasons, "reasons");
            if (is_open(stage)) row.outcome = Outcome::withdrawn;
            row.stage = Stage::closed;
            row.closed_at = now;
            out.data["outcome"] = outcome_json(row.outcome);
            break;
        default:
            throw Problem{ProblemKind::invalid, "field.choice", "kind"};
    }
    if (!writes) return out;
    if (!held.details) throw Problem{ProblemKind::conflict, "customer.erased"};
    if (text::is_blank(row.language == "en" ? ground.terms.contact_en : ground.terms.contact_zh))
        throw Problem{ProblemKind::conflict, "complaint.no_contact"};
    out.letter = letter_of(wanted.kind, facts);
    return out;
}

Task<Complaint> Complaints::take_step(Agent by, ConversationId of, TakeStep wanted) {
    auto const ground = co_await ground_of(wanted);
    auto const client_id = wanted.client_id;
    auto const kind = wanted.kind;
    co_return co_await change(by, of, client_id, wanted.revision, kind, [&](Held& held) -> std::optional<Writing> {
        bool const was_decided = held.row.outcome.has_value();
        auto out = plan(held, std::move(wanted), ground);
        if (!was_decided && held.row.outcome && held.row.outcome != Outcome::upheld) require_another(held, kind, by.id);
        return out;
    });
}

Task<LetterPreview> Complaints::preview(Agent, ConversationId of, TakeStep wanted) {
    auto const ground = co_await ground_of(wanted);
    auto row = co_await database_.run(sql::of_conversation, of);
    if (!row) throw unknown();
    auto held = open(std::move(*row), co_await key_of(of));
    co_return LetterPreview{plan(held, std::move(wanted), ground).letter.value_or("")};
}

}  // namespace ombud::complaints
