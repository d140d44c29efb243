// A small secret kept in a file that only its owner may read.
#pragma once
#include <filesystem>
#include <functional>
#include <string>

namespace ombud {

// Reads the file; when there is none, what `make` gives becomes it, safely even when two processes start at once. Throws
// Problem{invalid, "key_file.permissions"} when others may read it, std::system_error when it cannot be read or written.
std::string read_or_create_key_file(std::filesystem::path const& file, std::function<std::string()> const& make);

}  // namespace ombud
