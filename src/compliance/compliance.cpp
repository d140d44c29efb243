#include "compliance/compliance.hpp"

#include "compliance/queries.hpp"
#include "core/cursor.hpp"
#include "core/limits.hpp"
#include "core/problem.hpp"
#include "desk/choices.hpp"
#include "text/names.hpp"

namespace ombud::compliance {

namespace {

Note note_of(sql::NoteRow row, desk::WordsKey const& key) {
    return {.id = row.id,
            .conversation_id = row.conversation_id,
            .author = {row.author_id, std::move(row.author_name)},
            .at = row.at,
            .corrects = row.corrects,
            .body = key.open(std::move(row.body)),
            .removed = from_json<std::vector<safety::Removed>>(row.removed)};
}

audit::Act act_of(char const* name, StaffId by, ConversationId on, json::object details) {
    return {
        .act = name, .actor_kind = audit::ActorKind::staff, .actor = by.uuid, .subject = on.uuid, .details = std::move(details)};
}

}  // namespace

Task<desk::WordsKey> Compliance::key_of(ConversationId id) {
    auto key = co_await words_.key_of(id);
    if (!key) throw Problem{ProblemKind::not_found, "conversation.unknown"};
    co_return std::move(*key);
}

Task<NotePage> Compliance::read(Agent by, ConversationId of, NoteRange range) {
    auto const before = read_cursor<NoteId>(range.cursor);
    auto const key = co_await key_of(of);
    auto rows = co_await database_.run(sql::notes, of, before, limits::compliance_notes_page + 1);
    NotePage out;
    if (std::int64_t(rows.size()) > limits::compliance_notes_page) {
        rows.pop_back();
        out.next = rows.back().id;
    }
    // Whoever looks is on record before they see anything.
    co_await audit_.record(act_of("compliance.read", by.id, of, {{"shown", rows.size()}}));
    for (auto& row : rows) out.notes.push_back(note_of(std::move(row), key));
    co_return out;
}

Task<Note> Compliance::write(Agent by, ConversationId of, NewNote wanted) {
    desk::require_client_id(wanted.client_id);
    auto said = guard_.redact(text::clean_lines(wanted.body));
    if (text::is_blank(said.text)) throw Problem{ProblemKind::invalid, "body.empty", "body"};
    if (text::count_code_points(said.text) > limits::compliance_note_letters)
        throw Problem{ProblemKind::too_large, "body.too_large", "body"};
    auto const key = co_await key_of(of);
    if (wanted.corrects && !co_await database_.run(sql::note_of, of, *wanted.corrects))
        throw Problem{ProblemKind::not_found, "compliance.note_unknown", "corrects"};

    auto const id = NoteId::make(clock_, random_);
    auto const sealed = key.close(said.text, random_);
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        bool const fresh = co_await transaction.run(sql::add, id, of, by.id, wanted.client_id, clock_.now(), wanted.corrects,
                                                    sealed, to_json(said.removed)) > 0;
        if (fresh)
            co_await audit_.record(transaction, act_of("compliance.noted", by.id, of,
                                                       {{"note", id.text()}, {"corrects", to_json(wanted.corrects)}}));
    });
    auto row = co_await database_.run(sql::note_made, of, by.id, wanted.client_id);
    if (!row) throw Problem{ProblemKind::internal, "internal"};
    auto out = note_of(std::move(*row), key);
    if (out.body != said.text || out.corrects != wanted.corrects)
        throw Problem{ProblemKind::conflict, "client_id.reused", "client_id"};
    co_return out;
}

}  // namespace ombud::compliance
