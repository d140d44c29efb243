#include "site/fields.hpp"

namespace ombud::site {

namespace {

json::value text_or_absent(std::string const* text) {
    return text && !text->empty() ? json::value(*text) : json::value(false);
}

json::value or_absent(std::optional<std::string> const& text) {
    return text_or_absent(text ? &*text : nullptr);
}

}  // namespace

std::string problem_text(Words const& words, std::string_view code) {
    if (auto const* text = words.find("codes.problem." + std::string(code))) return *text;
    return words.text("codes.problem.field_missing");
}

json::object field(Words const& words, FieldWanted wanted) {
    auto const place = "codes.field." + wanted.name;
    json::array options;
    for (auto const& [value, label] : wanted.options)
        options.push_back({{"id", wanted.name + "-" + value},
                           {"value", value},
                           {"label", label},
                           {"hint", false},
                           {"chosen", value == wanted.value}});
    json::object out{{"id", "field-" + wanted.name},
                     {"name", wanted.posted_as.value_or(wanted.name)},
                     {"label", words.text(place + ".label")},
                     {"help", text_or_absent(words.find(place + ".help"))},
                     {"error", wanted.error ? json::value(problem_text(words, *wanted.error)) : json::value(false)},
                     {"optional", wanted.optional},
                     {"value", std::move(wanted.value)},
                     {"limit", wanted.limit ? json::value(std::to_string(*wanted.limit)) : json::value(false)},
                     {"autocomplete", or_absent(wanted.autocomplete)},
                     {"mono", wanted.mono},
                     {"accept", or_absent(wanted.accept)},
                     {"options", std::move(options)}};
    for (char const* kind : {"line", "lines", "email", "code", "day", "choice", "select", "files"})
        out[kind] = wanted.kind == kind;
    return out;
}

}  // namespace ombud::site
