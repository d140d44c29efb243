// A letter under suspicion: what its header, its links and its codes say about whether it is ours.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "official/model.hpp"
#include "official/snapshot.hpp"

namespace ombud::official {

// What the bytes alone say.
struct LetterReading {
    std::vector<LetterFinding> findings;
    bool from_ours = false;          // the sender's address is on our list, which anybody can write
    bool claims_us = false;          // it wants to be taken for ours
    bool leads_elsewhere = false;    // not every link in it is known to be ours
    bool says_more = false;          // it names others beside its links, or there is something in it that was not read
    bool vouched = false;            // its newest server says that the sender's domain sent it
    std::vector<std::string> codes;  // that stand in it
    std::vector<std::string> to;     // whom it is addressed to
    std::int64_t links = 0;
    std::vector<std::string> text_digests, html_digests;  // of the words of each part (mail::digest_of_words)
};

// nullopt: it is no letter. Pure; a large letter takes a while.
std::optional<LetterReading> read_letter(std::string_view raw, Snapshot const& list);

// What the database says of a code in it. Nothing: there is no such code.
struct CodeOfLetter {
    Sender sender;
    bool for_this_receiver;
    std::optional<std::string> text_digest, html_digest;  // of what we wrote, where that is known
};

LetterAnswer conclude(LetterReading reading, std::vector<std::optional<CodeOfLetter>> const& codes);

}  // namespace ombud::official
