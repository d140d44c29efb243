// The head of an article's file: a flat list of names, each with a text or a list of texts, read from YAML with its lines.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ombud::knowledge {

struct HeadField {
    std::int64_t line{};  // within the head, from 0
    bool list = false;
    std::vector<std::string> values;  // one, unless it is a list
};

struct Head {
    std::map<std::string, HeadField, std::less<>> fields;
    // Why it could not be read, and where: "head.yaml", "head.shape", "head.alias" or "head.repeated".
    std::optional<std::string> error;
    std::int64_t error_line{};
};

// Nothing is expanded or nested, so that a small head stays small. Any bytes are safe.
Head read_head(std::string_view yaml);

// As a plain scalar where that reads as the same text, else quoted.
std::string yaml_text(std::string_view text);
std::string yaml_list(std::vector<std::string> const& texts);

}  // namespace ombud::knowledge
