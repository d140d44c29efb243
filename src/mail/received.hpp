// A letter that somebody else wrote: who it says it is from, its words, and what servers said of it on the way. Nothing is
// proved.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/compose.hpp"

namespace ombud::mail {

struct Received {
    std::vector<Mailbox> from, reply_to, to;          // names decoded; an address may be anything
    std::string return_path;                          // without brackets
    std::string subject;                              // decoded
    std::vector<std::string> authentication_results;  // RFC 8601, as they stand there, the newest server's first
    std::vector<std::string> texts, htmls;            // each part's words in UTF-8, those of enclosed letters, too
    bool whole = true;  // these are all of it: no file, no letter within, nothing that programs read differently
};

// nullopt: no header of a letter in it. Never throws for what it reads; parts beyond a sane number and depth are left out.
std::optional<Received> read_received(std::string_view raw);

}  // namespace ombud::mail
