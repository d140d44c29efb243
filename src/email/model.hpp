// The shapes of e-mail: what becomes of a letter that came, and what an entry of a conversation keeps of it.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"

namespace ombud::email {

using MailboxId = Id<struct MailboxTag>;  // a mailbox that staff added
using BrandId = Id<struct BrandTag>;

// How far the receiving mail server vouches that the sender's own domain sent a letter.
BOOST_DEFINE_ENUM_CLASS(Belief,
                        unknown,   // no server that we trust said anything
                        believed,  // it passed, for the domain that the reader sees
                        refuted)   // it failed

// Why a letter became no entry of a conversation.
BOOST_DEFINE_ENUM_CLASS(Why,
                        report,        // tells what became of a letter of ours
                        before_email,  // came before letters became conversations
                        same_letter,   // in another mailbox, too
                        own_letter,    // ours, come back: a loop
                        automatic,     // of a program, about nothing that we know
                        list,          // to a list, not to us
                        spam,
                        round,       // one that we sent to ourselves to see whether mail comes and goes
                        unreadable,  // no letter in it
                        faulty)      // reading it failed again and again

BOOST_DEFINE_ENUM_CLASS(LetterState, waiting, read, set_aside, quarantined)

// A picture that stands among the letter's words.
struct PictureOfLetter {
    std::string content_id;
    AttachmentId attachment;
};
BOOST_DESCRIBE_STRUCT(PictureOfLetter, (), (content_id, attachment))

// What an entry keeps of the letter that it was.
struct LetterOfEntry {
    std::string id;                      // of the letter as it came
    std::string from;                    // the sender's address, masked
    std::optional<std::string> subject;  // where it differs from the conversation's
    std::string belief;
    bool has_html{};  // there is more to see than the words
    std::vector<PictureOfLetter> cids;
    std::vector<std::string> not_taken;  // names of files that were not taken over: too many, too large, of a kind that we refuse
};  // the desk adds `quoted`: history and signature below the words
BOOST_DESCRIBE_STRUCT(LetterOfEntry, (), (id, from, subject, belief, has_html, cids, not_taken))

// A letter that came, as staff list it.
struct LetterRow {
    LetterId id;
    Timestamp received_at;
    std::optional<std::string> mailbox;  // none: it was handed to us
    LetterState state;
    std::optional<Why> why;
    std::optional<std::string> sender, subject;  // of one that was set aside; secrets are removed
    bool kept{};                                 // its bytes are still there
    std::optional<ConversationId> conversation_id;
};
BOOST_DESCRIBE_STRUCT(LetterRow, (), (id, received_at, mailbox, state, why, sender, subject, kept, conversation_id))

// A name and an address under which we write, and its own words around ours, in both languages.
struct Brand {
    BrandId id;
    std::string address;
    std::string name_en, name_zh;
    std::string acknowledgement_en, acknowledgement_zh;  // a paragraph of the letter that says that theirs is here; may be empty
    std::string closing_en, closing_zh;                  // below each answer; may be empty
    Timestamp changed_at;
};
BOOST_DESCRIBE_STRUCT(Brand, (),
                      (id, address, name_en, name_zh, acknowledgement_en, acknowledgement_zh, closing_en, closing_zh, changed_at))

struct ReceptionSettings {
    std::string authserv_id;  // the name under which our own mail server writes Authentication-Results; empty: none is believed
    std::string portal;       // "https://desk.example": where guided answers and the account are
};

}  // namespace ombud::email
