// IMAP as bytes: what a server says, read with care, and a folder's name as it goes to the server.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/imap.hpp"

namespace ombud::mail {

struct ImapAnswer {
    std::string line;                   // without its end; a literal is only its "{3}" in there
    std::vector<std::string> literals;  // in their order
};

// Takes bytes as they come and gives whole answers. After it has thrown, what follows is of no use.
class ImapReader {
public:
    void take(std::string_view bytes);
    // None: more bytes are needed. Throws Problem "mail.imap_odd": {unavailable} for a line without end, {too_large} where an
    // answer's literals are more than `literal_bytes` together.
    std::optional<ImapAnswer> next(std::size_t literal_bytes);

private:
    std::string buffer_;
    std::size_t at_ = 0;         // what stands before it was read
    std::uint64_t missing_ = 0;  // bytes of the last literal
    ImapAnswer answer_;
};

// What an answer says about one letter.
struct ImapFetch {
    std::optional<Uid> uid;
    std::optional<std::uint64_t> size;
    std::optional<std::string> body;  // of whichever section was asked for
};

// None: it speaks of something else, or makes no sense.
std::optional<ImapFetch> read_fetch(ImapAnswer answer);

// "* 172 EXISTS", "* OK [UIDVALIDITY 3857529045]", "* OK [UIDNEXT 4392]"; other lines change nothing. Throws Problem{unavailable,
// "mail.imap_odd"} where the server says that its numbers do not last.
void read_into(Folder& folder, std::string_view line);

bool starts_with_word(std::string_view line, std::string_view word);  // small letters or large

// Modified UTF-7 in quotes (RFC 3501, 5.1.3). Throws Problem{invalid, "mail.imap_folder"}.
std::string folder_on_the_wire(std::string_view name);

// A server's words as they may be kept: one short line of ASCII.
std::string printable(std::string_view words);

}  // namespace ombud::mail
