// A plain file's bytes, of a folder that somebody else may have filled: never through a link, never a pipe's or a device's.
#pragma once
#include <filesystem>
#include <string>

namespace ombud {

// At most so many bytes of it. Problem{invalid, "file.not_plain"}, {unavailable, "file.unreadable"}, the detail naming the path.
std::string read_plain_file(std::filesystem::path const& file, std::size_t most_bytes);

}  // namespace ombud
