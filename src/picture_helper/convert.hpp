// Decodes a picture and encodes it anew: nothing of the original but what it shows.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/limits.hpp"
#include "files/picture_protocol.hpp"

namespace ombud::picture_helper {

struct Converted {
    files::PictureAnswer answer;
    std::string picture, thumbnail;
};

// Once, before the first picture and before the sandbox: it reads files. False when libvips does not work here.
bool start_decoders();

Converted convert(files::PictureFormat format, std::string_view bytes, std::uint64_t most_pixels = limits::picture_pixels);

}  // namespace ombud::picture_helper
