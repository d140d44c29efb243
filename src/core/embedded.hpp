// A file inside the program, put there by cmake/embed.cmake.
#pragma once
#include <string_view>

namespace ombud {

struct EmbeddedFile {
    std::string_view name;  // its path within the embedded folder
    std::string_view bytes;
};

}  // namespace ombud
