// Where a link of a stranger may lead, and which picture a letter carries.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ombud::html {

// The target as it may stand in a page: http, https, mailto and tel alone, written as every browser reads them.
std::optional<std::string> safe_target(std::string_view target);

// The content id in "cid:…".
std::optional<std::string> content_id(std::string_view source);
bool is_content_id(std::string_view id);

bool is_remote(std::string_view source);

// Whether the words of a link say themselves where it leads.
bool says_target(std::string_view words, std::string_view target);

}  // namespace ombud::html
