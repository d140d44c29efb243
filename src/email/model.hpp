// The shapes of e-mail: what becomes of a letter that came, and what an entry of a conversation keeps of it.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace ombud::email {

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
                        unreadable,    // no letter in it
                        faulty)        // reading it failed again and again

// What an entry keeps of the letter that it was.
struct LetterOfEntry {
    std::string id;            // of the letter as it came
    std::string from;          // the sender's address
    std::optional<std::string> subject;  // where it differs from the conversation's
    std::string belief;
    bool has_html{};                     // there is more to see than the words
    std::vector<std::string> not_taken;  // names of files that were not taken over: too many, too large, of a kind that we refuse
};  // the desk adds `quoted`: history and signature below the words
BOOST_DESCRIBE_STRUCT(LetterOfEntry, (), (id, from, subject, belief, has_html, not_taken))

struct ReceptionSettings {
    std::string authserv_id;  // the name under which our own mail server writes Authentication-Results; empty: none is believed
    std::string portal;       // "https://desk.example": where guided answers and the account are
};

}  // namespace ombud::email
