// Pictures made for tests, with everything that cameras, programs and attackers put into them, and a look at what came out.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ombud::testing {

enum class Format { png, jpeg, webp, webp_lossless, gif };
enum class Colours { srgb, with_alpha, grey, cmyk, cmyk_with_profile, display_p3, sixteen_bits };

// Four quarters: red, green; blue, white. Of an animation every third frame is as bright.
struct Drawing {
    int width = 60;
    int height = 40;
    Colours colours = Colours::srgb;
    int frames = 1;
    std::string xmp{}, iptc{};
    bool interlaced = false;
};
std::string draw(Format format, Drawing const& drawing = {});

struct Seen {
    int width{}, height{};  // of one frame
    int frames = 1;
    int bands{};
    std::string pixel_type;
    std::vector<std::string> fields;           // names of the metadata
    std::array<std::vector<int>, 4> quarters;  // the colour in the middle of each, of the first frame
    std::vector<int> delays;

    [[nodiscard]] bool has(std::string_view field) const;
};
Seen look(std::string_view bytes);

// A TIFF block with an orientation, a GPS position (30° 15' N, 120° 10' E) and a description, as cameras write it.
std::string exif(std::string_view description, int orientation = 1);

// A JPEG segment (marker 0xe1 is APP1, 0xfe a comment) behind the beginning of the file.
std::string with_segment(std::string const& jpeg, std::uint8_t marker, std::string_view data);
// A PNG chunk behind the header.
std::string with_chunk(std::string const& png, std::string_view type, std::string_view data);
// The header alone of a PNG of that size, and an end.
std::string png_that_claims(std::uint32_t width, std::uint32_t height);
// A comment in a GIF, and an XMP block.
std::string with_comment(std::string const& gif, std::string_view text);

}  // namespace ombud::testing
