// Fields of forms as the templates show them: label, help, what was typed, what is wrong with it.
#pragma once
#include "site/words.hpp"

namespace ombud::site {

struct FieldWanted {
    std::string name;           // of codes.field and of what is posted
    std::string kind = "line";  // line, lines, email, code, day, choice, select, files
    std::string value{};
    std::optional<std::string> error{};  // a code of codes.problem
    bool optional = false;
    bool mono = false;
    std::optional<std::size_t> limit{};
    std::optional<std::string> autocomplete{}, accept{};
    std::optional<std::string> posted_as{};                      // where that is another name
    std::vector<std::pair<std::string, std::string>> options{};  // value, label
};

json::object field(Words const& words, FieldWanted wanted);
// The words of a problem, as pages say it.
std::string problem_text(Words const& words, std::string_view code);

}  // namespace ombud::site
