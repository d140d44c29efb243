#include "replies/variables.hpp"

#include <algorithm>

namespace ombud::replies {

namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || c == '_';
}

}  // namespace

std::vector<std::string_view> variables_in(std::string_view text) {
    std::vector<std::string_view> out;
    for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
        auto const inside = text.substr(open + 1, text.find_first_of("{}\n", open + 1) - open - 1);
        auto const end = open + 1 + inside.size();
        auto const name = inside.substr(0, inside.find('|'));
        bool const closed = end < text.size() && text[end] == '}';
        if (closed && !name.empty() && name.front() != '_' && std::ranges::all_of(name, is_letter)) out.push_back(name);
    }
    return out;
}

bool is_variable(std::string_view name) {
    return std::ranges::find(variables, name) != variables.end();
}

}  // namespace ombud::replies
