// The words of our letters, from content/letters: what each needs to know, and how it reads as text and as HTML.
#pragma once
#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ombud::outbox {

// A name and an address in place of those that our letters usually come from.
struct SpeaksAs {
    std::string name, address;
};
BOOST_DESCRIBE_STRUCT(SpeaksAs, (), (name, address))

// A stored file that goes with a letter.
struct Enclosed {
    std::string name, media_type, sha256;
};
BOOST_DESCRIBE_STRUCT(Enclosed, (), (name, media_type, sha256))

// Where a letter stands among others, when it is one of a correspondence.
struct Thread {
    std::string reply_to;                 // an address that leads the answer back
    std::vector<std::string> references;  // ids of the letters before it, without brackets, the one that it answers last
    bool by_program = false;              // an acknowledgement: no program shall answer it
    std::optional<SpeaksAs> from{};
    std::optional<std::string> stop_url{};  // where its receiver's program ends such letters
    std::optional<std::vector<Enclosed>> enclosed{};
};
BOOST_DESCRIBE_STRUCT(Thread, (), (reply_to, references, by_program, from, stop_url, enclosed))

struct Written {
    std::string subject, text, html;
    std::optional<Thread> thread{};
};
BOOST_DESCRIBE_STRUCT(Written, (), (subject, text, html, thread))

// What a person wrote, for the place `{{body}}` of a template, above what it answers.
struct Words {
    std::string body;
    std::string subject;         // takes the template's place
    std::string quoted_heading;  // "On 25 November 2026, 10:02 UTC you wrote:"
    std::string quoted;          // may be empty
    std::string left_out{};      // names of files that are too large for a letter; empty: none
};

// What shows that a letter is ours, and where that is checked.
struct Proof {
    std::string code;
    std::string check_at;  // "https://desk.example/verify"
};

struct Wanted {
    std::string const& letter;
    std::string const& language;
    std::map<std::string, std::string> const& values;
    std::optional<std::string> const& phrase;  // the receiver's own
    bool has_account = false;                  // somebody without one is not told to set a phrase
    std::optional<Proof> proof = std::nullopt;
    std::optional<Words> words = std::nullopt;
};

// Values stay text wherever they stand; control characters become spaces. Throws logic_error for a letter, a language or a value
// that there is not.
Written write_letter(Wanted const& wanted);

std::vector<std::string> letter_names();
// How it is headed, "…" for what differs from letter to letter; none: there is no such letter any more.
std::optional<std::string> subject_of(std::string_view letter, std::string_view language);
// What the letter names, in that language.
std::set<std::string> values_of(std::string_view letter, std::string_view language);

}  // namespace ombud::outbox
