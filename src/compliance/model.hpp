// The shapes of notes behind the wall.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "callers/staff_name.hpp"
#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "safety/secret_guard.hpp"

namespace ombud::compliance {

using NoteId = Id<struct ComplianceNoteTag>;

struct Note {
    NoteId id;
    ConversationId conversation_id;
    StaffName author;
    Timestamp at;
    std::optional<NoteId> corrects;  // the note that this one puts right
    std::string body;                // with markers where secrets were
    std::vector<safety::Removed> removed;
};
BOOST_DESCRIBE_STRUCT(Note, (), (id, conversation_id, author, at, corrects, body, removed))

struct NotePage {
    std::vector<Note> notes;     // the newest first
    std::optional<NoteId> next;  // cursor of the next page
};
BOOST_DESCRIBE_STRUCT(NotePage, (), (notes, next))

// What clients send.

struct NoteRange {
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(NoteRange, (), (cursor))

struct NewNote {
    std::string client_id;
    std::string body;
    std::optional<NoteId> corrects;
};
BOOST_DESCRIBE_STRUCT(NewNote, (), (client_id, body, corrects))

}  // namespace ombud::compliance
