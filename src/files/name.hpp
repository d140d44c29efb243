// Makes a file name that came from outside safe to show, to send in a header and to save.
#pragma once
#include <string>
#include <string_view>

namespace ombud::files {

// The last part of a path, without control, invisible and direction-changing characters, ending in `extension` whatever the
// sender claimed, at most limits::attachment_name_bytes of whole UTF-8 characters.
std::string clean_name(std::string_view declared, std::string_view extension);

}  // namespace ombud::files
