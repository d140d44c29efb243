// The shapes of saved replies and macros.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "desk/acts.hpp"
#include "desk/planned.hpp"

namespace ombud::replies {

using ReplyId = Id<struct ReplyTag>;
using MacroId = Id<struct MacroTag>;

struct SavedReply {
    ReplyId id;
    std::optional<StaffId> owner_id;  // none: for all
    std::string title;
    std::optional<std::string> shortcut;
    std::optional<std::string> topic;
    std::string folder;            // empty: in none
    std::string text_en, text_zh;  // one of them may be empty
    std::int64_t used;
    std::optional<Timestamp> used_at;
    Timestamp changed_at;
};
BOOST_DESCRIBE_STRUCT(SavedReply, (), (id, owner_id, title, shortcut, topic, folder, text_en, text_zh, used, used_at, changed_at))

struct SavedReplyList {
    std::vector<SavedReply> replies;     // for all, and one's own; by title
    std::vector<std::string> variables;  // that texts may have in braces
};
BOOST_DESCRIBE_STRUCT(SavedReplyList, (), (replies, variables))

struct Macro {
    MacroId id;
    std::string name;
    std::vector<desk::WantedAct> acts;
    std::int64_t used;
    std::optional<Timestamp> used_at;
    Timestamp changed_at;
};
BOOST_DESCRIBE_STRUCT(Macro, (), (id, name, acts, used, used_at, changed_at))

struct MacroList {
    std::vector<Macro> macros;  // by name
};
BOOST_DESCRIBE_STRUCT(MacroList, (), (macros))

// What a macro would do in a conversation as it stands.
struct MacroPreview {
    Macro macro;
    std::vector<std::string> changes;  // kinds of its acts that change anything
    std::int64_t last_seq;
};
BOOST_DESCRIBE_STRUCT(MacroPreview, (), (macro, changes, last_seq))

struct MacroRun {
    std::vector<desk::Entry> entries;  // what it did; what stood so already is not here
    std::optional<desk::PlannedAnswer> planned;
};
BOOST_DESCRIBE_STRUCT(MacroRun, (), (entries, planned))

// What clients send.

struct ReplyWords {
    std::string title;
    std::optional<std::string> shortcut, topic, folder, text_en, text_zh;
};
BOOST_DESCRIBE_STRUCT(ReplyWords, (), (title, shortcut, topic, folder, text_en, text_zh))

struct MacroWords {
    std::string name;
    std::vector<desk::WantedAct> acts;
};
BOOST_DESCRIBE_STRUCT(MacroWords, (), (name, acts))

struct RunMacro {
    std::string client_id;             // a retry repeats it
    std::int64_t seen_seq;             // the last entry that the agent had seen
    std::optional<std::string> reply;  // of a macro that answers: the text, filled in, as its reader saw it
};
BOOST_DESCRIBE_STRUCT(RunMacro, (), (client_id, seen_seq, reply))

struct RunAssignment {
    std::string client_id;
};
BOOST_DESCRIBE_STRUCT(RunAssignment, (), (client_id))

}  // namespace ombud::replies
