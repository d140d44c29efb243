// Codes that prove who sent something: how they are made, and how they are found in what somebody typed.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.hpp"

namespace ombud::official {

// "VK7F-3Q9D-M2XA": 60 random bits. Whoever types O for 0, or I or L for 1, means the same (Crockford's alphabet).
std::string new_message_code(Random& random);
// "7KQ4-M2XA": tells two people apart and proves nothing by itself. Never a word: it holds a digit.
std::string new_agent_code(Random& random);

enum class CodeKind { message, agent };
struct ReadCode {
    CodeKind kind;
    std::string code;  // in its one spelling
    std::size_t begin = 0, end = 0;
    bool certain = false;  // written as codes are; else it may be a name
};

// Those that stand in a text, at most `most`; a code without hyphens only where it is all that was typed.
std::vector<ReadCode> codes_in(std::string_view text, std::size_t most);

}  // namespace ombud::official
