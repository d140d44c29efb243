#include "diagnosis/labels.hpp"

namespace ombud::diagnosis {

namespace {

template <class Map>
auto const* in(Map const& map, std::string_view key) {
    auto const found = map.find(key);
    return found == map.end() ? nullptr : &found->second;
}

std::string words_or(Words const* words, std::string_view language, std::string_view code) {
    return words ? words->in(language) : std::string(code);
}

}  // namespace

std::string Labels::fact(std::string_view name, std::string_view language) const {
    auto const* known = in(facts, name);
    return words_or(known ? &known->label : nullptr, language, name);
}

std::string Labels::value(std::string_view fact_name, std::string_view value, std::string_view language) const {
    auto const* known = in(facts, fact_name);
    return words_or(known ? in(known->values, value) : nullptr, language, value);
}

std::string Labels::field(std::string_view fact_name, std::string_view field, std::string_view language) const {
    auto const* known = in(facts, fact_name);
    return words_or(known ? in(known->fields, field) : nullptr, language, field);
}

std::string Labels::word(std::string_view fact_name, std::string_view field, std::string_view word,
                         std::string_view language) const {
    auto const* known = in(facts, fact_name);
    auto const* of_field = known ? in(known->words, field) : nullptr;
    return words_or(of_field ? in(*of_field, word) : nullptr, language, word);
}

std::string Labels::act(std::string_view name, std::string_view language) const {
    return words_or(in(acts, name), language, name);
}

}  // namespace ombud::diagnosis
