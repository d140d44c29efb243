// A letter that somebody else wrote, read whole: who says they wrote it, their words, what they enclosed, and what kind of letter
// it is. Nothing of it is proved.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "mail/compose.hpp"

namespace ombud::mail {

// Who wrote it: only a person's letter is answered by a program.
enum class LetterKind { person, automatic_reply, bounce, list };

// Whether its words come in an envelope that we do not open (S/MIME, PGP) or with a signature that we do not check.
enum class Seal { none, is_signed, encrypted };

struct LetterFile {
    std::string name;        // as its sender named it, one line; may be empty
    std::string media_type;  // as its sender says; lower case
    std::string bytes;
    std::string content_id;  // without brackets
    bool in_words{};         // meant to be seen among the words, not hung on
};

// What filters on the way thought of it.
struct SpamVerdict {
    std::optional<double> score;
    bool is_spam{};
};

struct Letter {
    std::vector<Mailbox> from, reply_to, to, cc;  // names decoded; an address may be anything, or empty
    std::optional<Mailbox> sender;
    std::optional<std::string> return_path;  // empty: the null path, which wants no answer
    std::string subject;
    std::string message_id;                           // without brackets; empty when it has none
    std::vector<std::string> references;              // the oldest letter first, the one that it answers last
    std::optional<Timestamp> date;                    // as its sender's clock said
    std::vector<std::string> delivered_to;            // Delivered-To, X-Original-To and the like: in which mailbox it ended
    std::vector<std::string> authentication_results;  // RFC 8601, the newest server's first
    LetterKind kind{};
    std::string loop;  // of X-Ombud-Loop: the domain of the desk that wrote it; empty: no desk did
    std::string text;  // its plain words; empty when only the HTML has them all
    std::string html;  // as written; empty when there is none
    std::vector<LetterFile> files;
    bool has_calendar{};
    Seal seal{};
    SpamVerdict spam;
    bool is_cut{};  // something was left out for its size or number: the bytes themselves hold more
};

// nullopt: no header of a letter in it. Never throws for what it reads, takes a time that grows with its length alone, and opens
// neither archives nor enclosed letters. All text is valid UTF-8 without NUL.
std::optional<Letter> read_letter(std::string_view raw);

}  // namespace ombud::mail
