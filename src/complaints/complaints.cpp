#include "complaints/complaints.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "core/limits.hpp"
#include "text/names.hpp"

namespace ombud::complaints {

namespace {

bool blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == text.npos;
}

template <class E>
std::string name_of(E value) {
    return boost::describe::enum_to_string(value, "");
}

Problem unknown() {
    return {ProblemKind::not_found, "complaint.unknown"};
}

void require_stage(bool it_is_its_turn) {
    if (!it_is_its_turn) throw Problem{ProblemKind::conflict, "complaint.stage"};
}

bool is_open(Stage stage) {
    return stage != Stage::inadmissible && stage != Stage::answered && stage != Stage::closed;
}

std::string needed(std::optional<std::string> const& text, char const* field) {
    if (!text || blank(*text)) throw Problem{ProblemKind::invalid, "field.missing", field};
    return *text;
}

// What the letter of a refusal cannot do without.
void require_remedies(Terms const& terms, std::string const& language) {
    if (blank(language == "en" ? terms.remedies_en : terms.remedies_zh))
        throw Problem{ProblemKind::conflict, "complaint.no_remedies"};
}

Outcome outcome_of(std::vector<Point> const& points) {
    auto const all = [&](Position position) {
        return std::ranges::all_of(points, [&](Point const& point) { return point.position == position; });
    };
    if (all(Position::accepted)) return Outcome::upheld;
    return all(Position::rejected) ? Outcome::rejected : Outcome::partly_upheld;
}

void require_answered(std::vector<Point> const& points) {
    if (points.empty()) throw Problem{ProblemKind::invalid, "complaint.point_missing", "points"};
    for (std::size_t i = 0; i < points.size(); ++i)
        if (blank(points[i].claim) || blank(points[i].reasons) || !points[i].position)
            throw Problem{ProblemKind::invalid, "complaint.point_missing", fmt::format("points.{}", i)};
}

}  // namespace

LetterFacts facts_of(sql::Row const& row, Details details, Terms terms) {
    return {.language = row.language,
            .reference = reference_of(row.year, row.number),
            .received_on = row.received_on,
            .due_on = row.due_on,
            .before = row.due_on,
            .terms = std::move(terms),
            .service = row.service,
            .topic = row.topic,
            .details = std::move(details)};
}

namespace {

json::value outcome_json(std::optional<Outcome> outcome) {
    return outcome ? to_json(*outcome) : json::value(nullptr);
}

}  // namespace

std::optional<Details> details_of(postgres::Bytes const& sealed, desk::WordsKey const& key) {
    if (sealed.data.empty()) return std::nullopt;
    auto const told = key.open_json(sealed);
    return told ? std::optional{from_json<Details>(*told)} : std::nullopt;
}

std::string reference_of(std::int64_t year, std::int64_t number) {
    return fmt::format("C-{}-{:04}", year, number);
}

Due due_of(Stage stage, Timestamp due_at, Timestamp now) {
    if (!is_open(stage)) return Due::over;
    if (now >= due_at) return Due::late;
    return now >= due_at - due_soon_within ? Due::due_soon : Due::in_time;
}

Due Complaints::due_of(sql::Row const& row) const {
    return complaints::due_of(row.stage, row.due_at, clock_.now());
}

// Reading --------------------------------------------------------------------------------------------------------------------

Complaints::Held Complaints::open(sql::Row row, desk::WordsKey const& key) {
    Held out{.row = std::move(row), .details = {}, .points = {}};
    out.details = details_of(out.row.details, key);
    if (auto const points = key.open_json(out.row.points)) out.points = from_json<std::vector<Point>>(*points);
    return out;
}

Task<FoundComplaint> Complaints::find(Agent by, ConversationId of) {
    co_await key_of(of);
    if (!co_await database_.run(sql::of_conversation, of)) co_return FoundComplaint{};
    co_return FoundComplaint{co_await read(std::move(by), of)};
}

Task<Complaint> Complaints::read(Agent, ConversationId of) {
    auto row = co_await database_.run(sql::of_conversation, of);
    if (!row) throw unknown();
    auto const key = co_await key_of(of);
    auto held = open(std::move(*row), key);
    auto const& kept = held.row;
    Complaint out{.id = kept.id,
                  .conversation_id = of,
                  .reference = reference_of(kept.year, kept.number),
                  .language = kept.language,
                  .by_form = kept.by_form,
                  .service = kept.service,
                  .topic = kept.topic,
                  .stage = kept.stage,
                  .outcome = kept.outcome,
                  .due = due_of(kept),
                  .received_on = kept.received_on,
                  .limit_on = kept.limit_on,
                  .due_on = kept.due_on,
                  .received_at = kept.received_at,
                  .registered_at = kept.registered_at,
                  .due_at = kept.due_at,
                  .acknowledge_by = kept.received_at + limits::complaint_acknowledged_within,
                  .acknowledged_at = kept.acknowledged_at,
                  .decided_at = kept.decided_at,
                  .investigated_at = kept.investigated_at,
                  .answered_at = kept.answered_at,
                  .closed_at = kept.closed_at,
                  .details = {},
                  .points = std::move(held.points),
                  .points_by = kept.points_by,
                  .revision = kept.revision,
                  .steps = {}};
    if (held.details) out.details = masked(std::move(*held.details));
    for (auto& step : co_await database_.run(sql::steps, kept.id)) {
        Step shown{.seq = step.seq,
                   .kind = step.kind,
                   .at = step.at,
                   .by = {},
                   .data = std::move(step.data),
                   .words = key.open_json(step.words).value_or(nullptr),
                   .letter = {},
                   .letter_seq = step.letter_seq};
        if (step.staff_id) shown.by = StaffName{*step.staff_id, step.staff_name.value_or("")};
        if (step.letter) shown.letter = key.open(step.letter);
        if (auto* words = shown.words.if_object(); words && step.kind == StepKind::corrected && words->contains("before"))
            (*words)["before"] = to_json(masked(from_json<Details>(words->at("before"))));
        out.steps.push_back(std::move(shown));
    }
    co_return out;
}

// Changing -------------------------------------------------------------------------------------------------------------------

// The step is stored with its letter, and only then posted: one that went out is never forgotten, and one that did not can be
// sent again.
Task<Complaint> Complaints::change(Agent by, ConversationId of, std::string client_id, std::int64_t revision, StepKind kind,
                                   Make make, Same same) {
    require_client_id(client_id);
    auto const key = co_await key_of(of);
    std::optional<std::string> letter;
    std::int64_t seq = 0;
    ComplaintId id;
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        auto row = co_await transaction.run(sql::hold, of);
        if (!row) throw unknown();
        id = row->id;
        if (auto const made = co_await transaction.run(sql::step_made, id, client_id)) {
            if (made->kind != kind || made->staff_id != by.id)
                throw Problem{ProblemKind::conflict, "client_id.reused", "client_id"};
            auto const words = same ? key.open_json(made->words) : std::nullopt;
            if (words && !same(words->as_object())) throw Problem{ProblemKind::conflict, "client_id.reused", "client_id"};
            seq = made->seq;
            if (made->letter && !made->letter_seq) letter = key.open(made->letter);
            co_return;
        }
        if (row->revision != revision) throw Problem{ProblemKind::conflict, "complaint.changed"};
        auto held = open(std::move(*row), key);
        for (auto const& hand : co_await transaction.run(sql::hands, id)) {
            held.hands.push_back(hand.staff_id);
            if (hand.wrote) held.authors.push_back(hand.staff_id);
        }
        auto made = make(held);
        if (!made) co_return;
        auto& writing = *made;
        letter = std::move(writing.letter);
        // Nothing is said in what was merged: a step would stand as taken, and nobody would hear of it.
        if (letter && co_await transaction.run(sql::is_merged, of)) throw Problem{ProblemKind::conflict, "conversation.merged"};
        auto const now = clock_.now();
        auto const seal = [&](std::string const& words) { return std::optional{key.close(words, random_)}; };
        auto& kept = held.row;
        if (writing.details) kept.details = *seal(json::serialize(to_json(held.details.value())));
        if (writing.points) kept.points = seal(json::serialize(to_json(held.points)));
        if (writing.points) kept.points_by = by.id;
        std::optional<postgres::Bytes> words, sealed_letter;
        if (!writing.words.empty()) words = seal(json::serialize(writing.words));
        if (letter) sealed_letter = seal(*letter);
        seq = co_await transaction.run(sql::add_step, id, kind, now, by.id, client_id, json::value(std::move(writing.data)),
                                       std::move(words), std::move(sealed_letter));
        co_await transaction.run(sql::keep, id, kept.language, kept.service, kept.topic, kept.stage, kept.outcome, kept.due_on,
                                 kept.due_at, kept.acknowledged_at, kept.decided_at, kept.investigated_at, kept.answered_at,
                                 kept.closed_at, kept.details, kept.points, kept.points_by);
        co_await audit_.record(transaction, {.act = "complaint." + name_of(kind),
                                             .actor_kind = audit::ActorKind::staff,
                                             .actor = by.id.uuid,
                                             .subject = of.uuid,
                                             .details = {{"reference", reference_of(kept.year, kept.number)}}});
    });
    if (letter) co_await post_letter(by, of, id, seq, std::move(*letter));
    co_return co_await read(by, of);
}

Task<void> Complaints::post_letter(Agent by, ConversationId of, ComplaintId id, std::int64_t step, std::string letter) {
    std::optional<std::int64_t> first;
    int number = 0;
    for (auto& part : in_parts(std::move(letter), limits::entry_body_bytes)) {
        auto const client_id = fmt::format("complaint-{}-{}", step, ++number);
        auto seq = co_await database_.run(sql::posted, of, client_id);  // by whoever tried before
        if (!seq) seq = (co_await desk_.post(by, of, {.client_id = client_id, .body = std::move(part)})).seq;
        if (!first) first = seq;
    }
    co_await database_.run(sql::letter_went, id, step, first.value());
}

Task<Complaint> Complaints::send_letter(Agent by, ConversationId of, SendLetter wanted) {
    auto const row = co_await database_.run(sql::of_conversation, of);
    if (!row) throw unknown();
    auto const step = co_await database_.run(sql::step, row->id, wanted.seq);
    if (!step || !step->letter) throw Problem{ProblemKind::invalid, "complaint.no_letter", "seq"};
    auto const key = co_await key_of(of);
    if (key.erased()) throw Problem{ProblemKind::conflict, "customer.erased"};
    if (!step->letter_seq) co_await post_letter(by, of, row->id, step->seq, key.open(step->letter));
    co_return co_await read(by, of);
}

Task<Complaint> Complaints::correct(Agent by, ConversationId of, CorrectComplaint wanted) {
    auto const reason = cleaned(std::move(wanted.reason), "reason", limits::reason_letters);
    if (text::count_code_points(reason) < limits::reason_letters_at_least)
        throw Problem{ProblemKind::invalid, "purpose.reason", "reason"};
    if (wanted.language && *wanted.language != "en" && *wanted.language != "zh-CN")
        throw Problem{ProblemKind::invalid, "field.choice", "language"};
    if (wanted.details && wanted.details->documents) {
        std::vector<AttachmentId> named;
        for (auto const& each : *wanted.details->documents) named.push_back(each.id);
        if (co_await database_.run(sql::count_files, of, named) != std::int64_t(named.size()))
            throw Problem{ProblemKind::invalid, "attachment.unknown", "details.documents"};
    }
    auto const client_id = wanted.client_id;
    co_return co_await change(by, of, client_id, wanted.revision, StepKind::corrected, [&](Held& held) -> std::optional<Writing> {
        auto& row = held.row;
        require_stage(row.stage != Stage::closed);
        if (!held.details) throw Problem{ProblemKind::conflict, "customer.erased"};
        Writing out{.kind = StepKind::corrected};
        out.data = {{"service", to_json(row.service)}, {"topic", to_json(row.topic)}, {"language", row.language}};
        out.words = {{"reason", reason}, {"before", to_json(*held.details)}};
        row.service = wanted.service.value_or(row.service);
        row.topic = wanted.topic.value_or(row.topic);
        row.language = wanted.language.value_or(row.language);
        if (wanted.details) put_right(*held.details, std::move(*wanted.details));
        out.details = true;
        return out;
    });
}

Task<Complaint> Complaints::set_points(Agent by, ConversationId of, SetPoints wanted) {
    if (wanted.points.size() > limits::complaint_points)
        throw Problem{ProblemKind::invalid, "complaint.too_many_points", "points"};
    for (auto& point : wanted.points) {
        point.claim = cleaned(std::move(point.claim), "points", limits::complaint_text_letters);
        point.reasons = cleaned(std::move(point.reasons), "points", limits::complaint_text_letters);
    }
    auto const client_id = wanted.client_id;
    co_return co_await change(
        by, of, client_id, wanted.revision, StepKind::points,
        [&](Held& held) -> std::optional<Writing> {
            require_stage(is_open(held.row.stage));
            if (to_json(held.points) == to_json(wanted.points)) return std::nullopt;  // whoever saves them so is no author
            Writing out{.kind = StepKind::points, .points = true};
            out.words = {{"before", to_json(held.points)}, {"after", to_json(wanted.points)}};
            held.points = wanted.points;
            return out;
        },
        [&](json::object const& words) {
            auto const* after = words.if_contains("after");
            return !after || *after == to_json(wanted.points);
        });
}

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
            if (now >= row.due_at) throw Problem{ProblemKind::conflict, "complaint.limit_passed"};
            if (*ground.until_at <= row.due_at || *ground.until_at > row.due_at + std::chrono::days{extended_at_most_days})
                throw Problem{ProblemKind::invalid, "field.range", "until"};
            out.words["reasons"] = needed(wanted.reasons, "reasons");
            out.data = {{"due_on", *wanted.until}, {"before", row.due_on}};
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
    if (blank(row.language == "en" ? ground.terms.contact_en : ground.terms.contact_zh))
        throw Problem{ProblemKind::conflict, "complaint.no_contact"};
    out.letter = letter_of(wanted.kind, facts);
    return out;
}

// Nobody refuses alone: neither an author of the points, nor, before there is an answer, the first of us who saw the complaint.
void Complaints::require_another(Held const& held, StepKind kind, StaffId by) {
    auto const& authors = held.authors;
    bool const alone = kind == StepKind::answered ? std::ranges::find(authors, by) != authors.end()
                                                  : held.hands.empty() || held.hands.front() == by;
    if (alone) throw Problem{ProblemKind::forbidden, "complaint.second_person"};
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
