// Notes behind the wall: written, corrected and read by those who may, each time on the record.
#pragma once
#include "audit/audit.hpp"
#include "callers/callers.hpp"
#include "compliance/model.hpp"
#include "desk/words.hpp"
#include "postgres/database.hpp"

namespace ombud::compliance {

class Compliance {
public:
    Compliance(postgres::Database& database, desk::Words& words, safety::SecretGuard const& guard, audit::Log& audit,
               Clock& clock, Random& random)
        : database_(database), words_(words), guard_(guard), audit_(audit), clock_(clock), random_(random) {}

    // Problem{not_found, "conversation.unknown"}, {invalid, "cursor.invalid"}.
    Task<NotePage> read(Agent by, ConversationId of, NoteRange range);
    // The same client_id again is the same note. Problem{not_found, "conversation.unknown" or "compliance.note_unknown"},
    // {invalid, "body.empty"}, {too_large, "body.too_large"}, {conflict, "client_id.reused" or "customer.erased"}.
    Task<Note> write(Agent by, ConversationId of, NewNote wanted);

private:
    Task<desk::WordsKey> key_of(ConversationId id);

    postgres::Database& database_;
    desk::Words& words_;
    safety::SecretGuard const& guard_;
    audit::Log& audit_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::compliance
