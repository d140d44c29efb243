// What people type to name or to explain something, ready to keep: cleaned, and without the secrets that they paste.
#pragma once
#include <string>
#include <string_view>

namespace ombud::safety {

// One clean line (text::clean_name). Problem{invalid, "name.empty" | "name.secret", field}: a name is no place for a key, and
// one with a hole in it is none.
std::string typed_name(std::string_view typed, char const* field);

// Lines without what only deceives (text::clean_lines); each secret becomes `[removed:<kind>]`.
std::string typed_text(std::string_view typed);

bool holds_secret(std::string_view typed);

// The words of a text that was made ready, each one blank apart, without the marks of what was removed.
std::string without_marks(std::string_view kept);

}  // namespace ombud::safety
