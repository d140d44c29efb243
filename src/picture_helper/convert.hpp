// Decodes a picture and encodes it anew: nothing of the original but what it shows.
#pragma once
#include <string>
#include <string_view>

#include "files/picture_protocol.hpp"

namespace ombud::picture_helper {

struct Converted {
    files::PictureAnswer answer;
    std::string picture, thumbnail;
};

Converted convert(files::PictureFormat format, std::string_view bytes);

}  // namespace ombud::picture_helper
