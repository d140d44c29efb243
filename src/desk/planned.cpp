#include "desk/planned.hpp"

#include "core/limits.hpp"
#include "core/log.hpp"
#include "desk/planned_queries.hpp"
#include "postgres/keep_doing.hpp"

namespace ombud::desk {

namespace {

using namespace std::chrono_literals;

constexpr auto looked_every = 500ms;
// What was to wait for less went the way of an answer that is sent at once: the customer may write in between.
constexpr auto at_once = 60s;
constexpr std::int64_t largest_seq = (std::int64_t{1} << 53) - 1;  // to which every client can count
constexpr std::int64_t whatever_comes = largest_seq;               // seen_seq of what is posted in any case

// The same for the same plan: whoever asks again finds it, and what became of it.
PlannedId id_of(ConversationId to, StaffId by, std::string const& client_id) {
    auto const hash = files::Sha256::of(to.text() + by.text() + client_id);
    PlannedId id;
    std::copy_n(hash.bytes.begin(), id.uuid.bytes.size(), id.uuid.bytes.begin());
    id.uuid.bytes[6] = std::uint8_t((id.uuid.bytes[6] & 0x0F) | 0x80);  // a UUIDv8
    id.uuid.bytes[8] = std::uint8_t((id.uuid.bytes[8] & 0x3F) | 0x80);
    return id;
}

// Of the entry that it becomes: whoever posts it a second time posts nothing.
std::string client_id_of(PlannedId id) {
    return "planned-" + id.text();
}

PlannedAnswer answer_of(sql::PlannedRow row, WordsKey const& key) {
    return {.id = row.id,
            .conversation_id = row.conversation_id,
            .author = {row.staff_id.uuid, std::move(row.author_name)},
            .body = key.open(row.body),
            .attachments = std::move(row.attachments),
            .removed = from_json<std::vector<safety::Removed>>(row.removed),
            .planned_at = row.planned_at,
            .due_at = row.due_at,
            .held = std::move(row.held),
            .then_status = std::move(row.then_status)};
}

char const* why_held(sql::DueRow const& due) {
    if (due.seen_seq == whatever_comes) return nullptr;
    if (!due.author_active) return "author_gone";
    if (due.resolved) return "resolved";
    if (due.answered) return "answered";
    if (due.customer_wrote && due.due_at - due.planned_at > at_once) return "customer_wrote";
    return nullptr;
}

Problem posted_already() {
    return {ProblemKind::conflict, "planned.posted"};
}

// Ours until the transaction ends, and not posted.
Task<sql::PlannedRow> hold(postgres::Transaction& transaction, ConversationId of, PlannedId id) {
    auto row = co_await transaction.run(sql::hold_planned_answer, of, id);
    if (co_await transaction.run(sql::was_posted, of, client_id_of(id))) throw posted_already();
    if (!row) throw Problem{ProblemKind::not_found, "planned.unknown"};
    co_return std::move(*row);
}

}  // namespace

void Planned::tell(ConversationId id) {
    hub_.publish(id.uuid, {.audience = realtime::Audience::staff,
                           .frame = realtime::make_frame(to_json_text(PlannedNews{.conversation_id = id}))});
}

Task<WordsKey> Planned::key_of(ConversationId id) {
    auto key = co_await desk_.words_.key_of(id);
    if (!key) throw Problem{ProblemKind::not_found, "conversation.unknown"};
    co_return std::move(*key);
}

Task<PlannedAnswer> Planned::plan(Agent by, ConversationId to, PlanAnswer wanted) {
    if (wanted.seen_seq < 0 || wanted.seen_seq > largest_seq) throw Problem{ProblemKind::invalid, "field.range", "seen_seq"};
    if (wanted.then_status && !is_one_of(*wanted.then_status, choices::statuses_set))
        throw Problem{ProblemKind::invalid, "field.choice", "then_status"};
    auto const draft = co_await desk_.draft_of(
        by, to, {.client_id = wanted.client_id, .body = std::move(wanted.body), .attachments = std::move(wanted.attachments)});
    std::vector<AttachmentId> files;
    std::ranges::transform(draft.attachments, std::back_inserter(files), &Attachment::id);
    auto const id = id_of(to, by.id, draft.client_id);
    auto const key = co_await key_of(to);
    auto const now = clock_.now();
    auto const due_at = wanted.due_at.value_or(now + limits::answer_stands_for);
    auto row = co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<sql::PlannedRow> {
        auto const conversation = co_await transaction.run(sql::hold_conversation, to);
        if (!conversation) throw Problem{ProblemKind::not_found, "conversation.unknown"};
        if (auto known = co_await transaction.run(sql::planned_answer, to, id)) {
            if (key.open(known->body) != draft.body || known->attachments != files)
                throw Problem{ProblemKind::conflict, "client_id.reused", "client_id"};
            co_return std::move(*known);
        }
        if (co_await transaction.run(sql::was_posted, to, client_id_of(id))) throw posted_already();
        if (due_at <= now || due_at > now + limits::planned_at_most) throw Problem{ProblemKind::invalid, "field.range", "due_at"};
        if (conversation->last_answer_seq > wanted.seen_seq && conversation->last_answer_by != by.id.uuid)
            throw Problem{ProblemKind::conflict, "entry.answered_already", "seen_seq"};
        if (co_await transaction.run(sql::count_planned, to) >= std::int64_t(limits::planned_each))
            throw Problem{ProblemKind::too_many, "planned.too_many"};
        co_return co_await transaction.run(sql::add_planned_answer, id, to, by.id, draft.client_id,
                                           key.close(draft.body, desk_.random_), to_json(draft.removed), files,
                                           std::min(wanted.seen_seq, conversation->last_seq), now, due_at, wanted.then_status);
    });
    tell(to);
    co_return answer_of(std::move(row), key);
}

Task<PlannedAnswers> Planned::list(Agent by, ConversationId of) {
    co_await desk_.require_participant(by, of);
    PlannedAnswers out;
    auto const key = co_await key_of(of);
    for (auto& row : co_await database_.run(sql::planned_answers, of)) out.planned.push_back(answer_of(std::move(row), key));
    co_return out;
}

Task<PlannedAnswer> Planned::take_back(Agent, ConversationId of, PlannedId id) {
    auto row = co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<sql::PlannedRow> {
        auto held = co_await hold(transaction, of, id);
        co_await transaction.run(sql::forget_planned_answer, id);
        co_return held;
    });
    tell(of);
    co_return answer_of(std::move(row), co_await key_of(of));
}

Task<PlannedAnswer> Planned::post_now(Agent, ConversationId of, PlannedId id) {
    auto row = co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<sql::PlannedRow> {
        co_await hold(transaction, of, id);
        co_return co_await transaction.run(sql::make_due, id, clock_.now(), whatever_comes);
    });
    tell(of);
    co_return answer_of(std::move(row), co_await key_of(of));
}

// Posting -----------------------------------------------------------------------------------------------------------------

Task<void> Planned::work() {
    return postgres::keep_doing(clock_, "desk.planned", looked_every, [this] { return post_due(); });
}

Task<void> Planned::post_due() {
    std::vector<PlannedId> looked_at;  // in this round: one that cannot be posted keeps no other waiting
    while (co_await post_next(looked_at)) {
    }
}

// Whether there was one. It is locked until it is posted and forgotten. When we fall in between, the next one posts it again,
// which posts nothing.
Task<bool> Planned::post_next(std::vector<PlannedId>& looked_at) {
    std::optional<ConversationId> changed;
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        auto due = co_await transaction.run(sql::due_answer, clock_.now(), looked_at);
        if (!due) co_return;
        changed = due->conversation_id;
        auto const id = looked_at.emplace_back(due->id);
        auto const* why = why_held(*due);
        if (!why || co_await transaction.run(sql::was_posted, due->conversation_id, client_id_of(id))) {
            if (auto const seq = co_await post(*due)) {
                co_await then_set(*due, *seq);
                co_await transaction.run(sql::forget_planned_answer, id);
                co_return;
            }
            why = "refused";
        }
        co_await transaction.run(sql::keep_back, id, why);
        co_await note_held(*due, why);
    });
    if (changed) tell(*changed);
    co_return changed.has_value();
}

// What its writer wanted it to become then; not when its customer has written meanwhile, or when it stands so already.
Task<void> Planned::then_set(sql::DueRow const& posted, std::int64_t seq) {
    if (!posted.then_status) co_return;
    co_await desk_.log_.append({.conversation_id = posted.conversation_id,
                                .kind = EntryKind::state,
                                .author_kind = AuthorKind::agent,
                                .author_id = posted.staff_id.uuid,
                                .author_name = posted.author_name,
                                .client_id = "then-" + posted.id.text(),
                                .body = {},
                                .attachments = {},
                                .removed = {},
                                .data = json::value{{"to", *posted.then_status}},
                                .told = {},
                                .answering = std::min(posted.seen_seq, seq),
                                .posted_at = clock_.now()});
}

// It waits until somebody looks. What waited for its customer is open again, so that somebody has it; its followers are told.
Task<void> Planned::note_held(sql::DueRow const& due, std::string why) try {
    json::object of{{"id", due.conversation_id.text()}, {"reference", due.reference}};
    co_await desk_.note(
        due.noted_in, "held-" + due.id.text(), "",
        json::object{{"planned", json::object{{"held", std::move(why)}, {"author", due.author_name}, {"of", std::move(of)}}}});
    // Customers see this one, so it does not say what waited.
    if (due.noted_in_waits)
        co_await desk_.change_status_as({.kind = "clock", .id = {}, .name = {}}, due.noted_in,
                                        {"open", "held-open-" + due.id.text()});
} catch (Problem const& problem) {
    if (problem.kind == ProblemKind::unavailable) throw;
    log::error("planned.not_noted", {{"code", problem.code}});
} catch (postgres::DatabaseError const& error) {
    log::error("planned.not_noted", {{"query", error.query}, {"sqlstate", error.sqlstate}});
}

// nullopt: it is refused for good.
Task<std::optional<std::int64_t>> Planned::post(sql::DueRow due) try {
    auto const key = co_await key_of(due.conversation_id);
    Draft draft{.conversation_id = due.conversation_id,
                .kind = EntryKind::message,
                .author_kind = AuthorKind::agent,
                .author_id = due.staff_id.uuid,
                .author_name = std::move(due.author_name),
                .client_id = client_id_of(due.id),
                .body = key.open(due.body),
                .attachments = {},
                .removed = from_json<std::vector<safety::Removed>>(due.removed),
                .data = {},
                .answering = {},
                .posted_at = clock_.now()};
    if (!due.attachments.empty())
        draft.attachments = co_await desk_.own_attachments(draft.author_id, draft.conversation_id, std::move(due.attachments));
    co_return (co_await desk_.say(std::move(draft))).seq;
} catch (Problem const& problem) {
    if (problem.kind == ProblemKind::unavailable) throw;
    log::error("planned.refused", {{"code", problem.code}});
    co_return std::nullopt;
} catch (postgres::DatabaseError const& error) {
    log::error("planned.refused", {{"query", error.query}, {"sqlstate", error.sqlstate}});
    co_return std::nullopt;
}

}  // namespace ombud::desk
