// The header of a letter or of one of its parts: its fields as written, and what words, people, ids and parameters they hold.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mail/compose.hpp"

namespace ombud::mail {

struct Field {
    std::string_view name, value;  // the value as it was folded
};

struct Head {
    std::vector<Field> fields;
    std::size_t size{};  // bytes up to the body, the empty line with it
    bool cut{};          // there were more fields than any letter has

    // Empty when there is none. Names are alike in any case.
    [[nodiscard]] std::string_view first(std::string_view name) const;
    [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
};

// Of what starts with a header; an empty line ends it, and so does what can be no field.
Head read_head(std::string_view raw);

// A line's end included, from `at`.
std::string_view line_at(std::string_view text, std::size_t at);

bool same_word(std::string_view left, std::string_view right);  // in any case of ASCII
std::string lower(std::string_view text);

// In UTF-8, unfolded, with encoded words (RFC 2047) and raw bytes read as what they were meant to be.
std::string decoded_words(std::string_view value);

// At most `most`; names decoded, an address may be anything or empty.
std::vector<Mailbox> read_mailboxes(std::string_view value, std::size_t most);

// Of Message-ID, In-Reply-To and References: without brackets, in their order.
std::vector<std::string> read_ids(std::string_view value, std::size_t most);

// "text/plain; charset=gbk" and its like: the value in lower case, parameters decoded (RFC 2231, RFC 2047), names in lower case.
struct Parameters {
    std::string value;
    std::map<std::string, std::string> named;

    [[nodiscard]] std::string get(std::string const& name) const;
};
Parameters read_parameters(std::string_view value);

}  // namespace ombud::mail
