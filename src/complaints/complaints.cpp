// One complaint: how it is read, and how any change of it is kept together with its step, its record and its letter.
#include "complaints/complaints.hpp"

#include <fmt/format.h>

#include "complaints/common.hpp"
#include "core/limits.hpp"
#include "desk/choices.hpp"

namespace ombud::complaints {

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

Task<std::vector<Contact>> Complaints::contacts(ConversationId of) {
    std::vector<Contact> out;
    auto const row = co_await database_.run(sql::of_conversation, of);
    auto const plain = row ? details_of(row->details, co_await key_of(of)) : std::nullopt;
    if (!plain) co_return out;
    auto const shown = masked(*plain);
    auto const add = [&](char const* field, std::optional<std::string> const& masked, std::optional<std::string> const& value) {
        if (value) out.push_back({field, masked.value(), *value, row->stage == Stage::closed});
    };
    add("complaint_address", shown.address, plain->address);
    add("complaint_phone", shown.phone, plain->phone);
    add("complaint_email", shown.email, plain->email);
    if (!plain->representative) co_return out;
    auto const &other = *plain->representative, &masked_other = *shown.representative;
    add("complaint_rep_address", masked_other.address, other.address);
    add("complaint_rep_phone", masked_other.phone, other.phone);
    add("complaint_rep_email", masked_other.email, other.email);
    co_return out;
}

// Changing -------------------------------------------------------------------------------------------------------------------

// The step is stored with its letter, and only then posted: one that went out is never forgotten, and one that did not can be
// sent again.
Task<Complaint> Complaints::change(Agent by, ConversationId of, std::string client_id, std::int64_t revision, StepKind kind,
                                   Make make, Same same) {
    desk::require_client_id(client_id);
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

// One after the other: whoever tries it while a colleague does finds it posted.
Task<void> Complaints::post_letter(Agent by, ConversationId of, ComplaintId id, std::int64_t step, std::string letter) {
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        co_await transaction.run(sql::hold, of);
        std::optional<std::int64_t> first;
        int number = 0;
        for (auto& part : in_parts(std::move(letter), limits::entry_body_bytes)) {
            auto const client_id = fmt::format("complaint-{}-{}", step, ++number);
            auto seq = co_await database_.run(sql::posted, of, client_id);  // by whoever tried before
            if (!seq) seq = (co_await desk_.post(by, of, {.client_id = client_id, .body = std::move(part)})).seq;
            if (!first) first = seq;
        }
        co_await transaction.run(sql::letter_went, id, step, first.value());
    });
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

}  // namespace ombud::complaints
