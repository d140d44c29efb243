// What facts, their values and fields, and acts are called in front of people: content/flows/facts.yaml.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "diagnosis/model.hpp"

namespace ombud::diagnosis {

struct FactLabels {
    Words label;
    std::map<std::string, Words, std::less<>> values, fields;
    std::map<std::string, std::map<std::string, Words, std::less<>>, std::less<>> words;  // by field
};

class Labels {
public:
    std::map<std::string, FactLabels, std::less<>> facts;
    std::map<std::string, Words, std::less<>> acts;

    // Whatever has no label is shown as its code.
    [[nodiscard]] std::string fact(std::string_view name, std::string_view language) const;
    [[nodiscard]] std::string value(std::string_view fact_name, std::string_view value, std::string_view language) const;
    [[nodiscard]] std::string field(std::string_view fact_name, std::string_view field, std::string_view language) const;
    [[nodiscard]] std::string word(std::string_view fact_name, std::string_view field, std::string_view word,
                                   std::string_view language) const;
    [[nodiscard]] std::string act(std::string_view name, std::string_view language) const;
};

}  // namespace ombud::diagnosis
