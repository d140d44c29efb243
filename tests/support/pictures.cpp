#include "support/pictures.hpp"

#include <algorithm>
#include <boost/crc.hpp>
#include <memory>
#include <ranges>
#include <stdexcept>
#include <vips/vips8>

namespace ombud::testing {

namespace {

using vips::VImage;

struct Vips {
    Vips() {
        if (VIPS_INIT("test") != 0) throw std::runtime_error("libvips does not start");
        vips_concurrency_set(1);
    }
    ~Vips() { vips_shutdown(); }
};

void need_vips() {
    static Vips const vips;
}

struct FreeBlob {
    void operator()(VipsBlob* blob) const { vips_area_unref(VIPS_AREA(blob)); }
};

std::string text_of(VipsBlob* given) {
    std::unique_ptr<VipsBlob, FreeBlob> const blob{given};
    std::size_t size = 0;
    auto const* data = vips_blob_get(blob.get(), &size);
    return {static_cast<char const*>(data), size};
}

void set_blob(VImage& image, char const* field, std::string const& text) {
    if (!text.empty()) vips_image_set_blob_copy(image.get_image(), field, text.data(), text.size());
}

VImage one_frame(int width, int height, double light) {
    auto const quarter = VImage::black(width / 2, height / 2);
    auto const of = [&](double red, double green, double blue) {
        return quarter.new_from_image(std::vector{red * light, green * light, blue * light});
    };
    std::vector<VImage> const quarters{of(255, 0, 0), of(0, 255, 0), of(0, 0, 255), of(255, 255, 255)};
    return VImage::arrayjoin(quarters, VImage::option()->set("across", 2))
        .cast(VIPS_FORMAT_UCHAR)
        .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB));
}

VImage in_colours(VImage const& image, Colours colours) {
    switch (colours) {
        case Colours::srgb:
            break;
        case Colours::with_alpha:
            return image.bandjoin(128);
        case Colours::grey:
            return image.colourspace(VIPS_INTERPRETATION_B_W);
        case Colours::cmyk:
        case Colours::cmyk_with_profile:
            return image.icc_transform("cmyk", VImage::option()->set("input_profile", "srgb"));
        case Colours::display_p3:
            return image.icc_transform("p3", VImage::option()->set("input_profile", "srgb"));
        case Colours::sixteen_bits:
            return (image * 257)
                .cast(VIPS_FORMAT_USHORT)
                .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_RGB16))
                .bandjoin(32768);
    }
    return image;
}

std::string big_endian(std::uint32_t number, int bytes) {
    std::string out;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += char(number >> shift);
    return out;
}

std::string little_endian(std::uint32_t number, int bytes) {
    auto out = big_endian(number, bytes);
    std::ranges::reverse(out);
    return out;
}

std::string chunk(std::string_view type, std::string_view data) {
    boost::crc_32_type sum;
    sum.process_bytes(type.data(), type.size());
    sum.process_bytes(data.data(), data.size());
    return big_endian(std::uint32_t(data.size()), 4).append(type).append(data) + big_endian(sum.checksum(), 4);
}

std::string const png_start = "\x89PNG\r\n\x1a\n";
constexpr std::size_t png_header = 8 + 25;

}  // namespace

std::string draw(Format format, Drawing const& drawing) {
    need_vips();
    std::vector<VImage> frames;
    frames.reserve(std::size_t(drawing.frames));
    for (int frame = 0; frame < drawing.frames; ++frame)
        frames.push_back(one_frame(drawing.width, drawing.height, 1 - 0.3 * (frame % 3)).copy_memory());
    auto image = in_colours(VImage::arrayjoin(frames, VImage::option()->set("across", 1)), drawing.colours).copy();
    if (drawing.frames > 1) {
        image.set("page-height", drawing.height);
        image.set("delay", std::vector(std::size_t(drawing.frames), 120));
        image.set("loop", 0);
    }
    if (drawing.colours == Colours::cmyk) image.remove(VIPS_META_ICC_NAME);
    set_blob(image, VIPS_META_XMP_NAME, drawing.xmp);
    set_blob(image, VIPS_META_IPTC_NAME, drawing.iptc);

    auto* options = VImage::option();
    switch (format) {
        case Format::png:
            return text_of(image.pngsave_buffer(options->set("interlace", drawing.interlaced)));
        case Format::jpeg:
            return text_of(image.jpegsave_buffer(options->set("Q", 95)->set("interlace", drawing.interlaced)));
        case Format::webp:
            return text_of(image.webpsave_buffer(options->set("Q", 90)));
        case Format::webp_lossless:
            return text_of(image.webpsave_buffer(options->set("lossless", true)));
        case Format::gif:
            break;
    }
    return text_of(image.gifsave_buffer(options));
}

bool Seen::has(std::string_view field) const {
    return std::ranges::find(fields, field) != fields.end();
}

Seen look(std::string_view bytes) {
    need_vips();
    bool const may_move = bytes.starts_with("GIF") || bytes.starts_with("RIFF");
    auto const image = VImage::new_from_buffer(bytes.data(), bytes.size(), may_move ? "n=-1" : "");
    Seen out{.width = image.width(), .height = vips_image_get_page_height(image.get_image()), .bands = image.bands()};
    out.frames = image.height() / out.height;
    out.pixel_type = vips_enum_nick(VIPS_TYPE_BAND_FORMAT, image.format());
    std::unique_ptr<char*, decltype(&g_strfreev)> const fields{vips_image_get_fields(image.get_image()), &g_strfreev};
    for (auto** field = fields.get(); *field; ++field) out.fields.emplace_back(*field);
    for (int quarter = 0; quarter < 4; ++quarter) {
        auto const values = image.getpoint(out.width * (quarter % 2 * 2 + 1) / 4, out.height * (quarter / 2 * 2 + 1) / 4);
        out.quarters[std::size_t(quarter)].assign(values.begin(), values.end());
    }
    if (out.has("delay")) out.delays = image.get_array_int("delay");
    return out;
}

std::string exif(std::string_view description, int orientation) {
    auto const entry = [](std::uint32_t tag, std::uint32_t type, std::uint32_t count, std::string const& value) {
        return little_endian(tag, 2) + little_endian(type, 2) + little_endian(count, 4) + value;
    };
    auto const at = [](std::uint32_t offset) { return little_endian(offset, 4); };
    constexpr std::uint32_t gps = 8 + 2 + 3 * 12 + 4, numbers = gps + 2 + 4 * 12 + 4, words = numbers + 6 * 8;
    std::string out = "II*" + std::string(1, '\0') + at(8);
    out += little_endian(3, 2) + entry(0x010e, 2, std::uint32_t(description.size() + 1), at(words)) +
           entry(0x0112, 3, 1, at(std::uint32_t(orientation))) + entry(0x8825, 4, 1, at(gps)) + at(0);
    out += little_endian(4, 2) + entry(1, 2, 2, std::string("N\0\0\0", 4)) + entry(2, 5, 3, at(numbers)) +
           entry(3, 2, 2, std::string("E\0\0\0", 4)) + entry(4, 5, 3, at(numbers + 24)) + at(0);
    for (std::uint32_t number : {30, 1, 15, 1, 0, 1, 120, 1, 10, 1, 0, 1}) out += at(number);
    return out.append(description) + '\0';
}

std::string with_segment(std::string const& jpeg, std::uint8_t marker, std::string_view data) {
    auto segment = std::string{'\xff', char(marker)} + big_endian(std::uint32_t(data.size() + 2), 2);
    return jpeg.substr(0, 2) + segment.append(data) + jpeg.substr(2);
}

std::string with_chunk(std::string const& png, std::string_view type, std::string_view data) {
    return png.substr(0, png_header) + chunk(type, data) + png.substr(png_header);
}

std::string png_that_claims(std::uint32_t width, std::uint32_t height) {
    std::string const depth_and_colours{8, 2, 0, 0, 0};
    return png_start + chunk("IHDR", big_endian(width, 4) + big_endian(height, 4) + depth_and_colours) +
           chunk("IDAT", "\x78\x9c\x03") + chunk("IEND", "");
}

std::string with_comment(std::string const& gif, std::string_view text) {
    auto const block = char(text.size()) + std::string(text) + '\0';
    auto const end = gif.size() - 1;  // the trailer
    return gif.substr(0, end) + "\x21\xfe" + block + "\x21\xff\x0bXMP DataXMP" + block + gif.substr(end);
}

}  // namespace ombud::testing
