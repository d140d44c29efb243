#include "picture_helper/convert.hpp"

#include <vips/vips8>

namespace ombud::picture_helper {

namespace {

using files::PictureFormat;
using files::PictureOutcome;
using vips::VImage;

vips::VOption* strictly() { return VImage::option()->set("fail_on", VIPS_FAIL_ON_ERROR); }


std::string text_of(VipsBlob* blob) {
    std::size_t size = 0;
    auto const* data = vips_blob_get(blob, &size);
    std::string out{static_cast<char const*>(data), size};
    vips_area_unref(reinterpret_cast<VipsArea*>(blob));
    return out;
}

// Colours as screens show them, and no word about where, when or with what it was taken.
VImage cleaned(VImage image) {
    if (image.get_typeof("icc-profile-data") != 0) {
        try {
            image = image.icc_transform("srgb", VImage::option()->set("embedded", true));
        } catch (vips::VError const&) {
            vips_error_clear();  // a broken profile says nothing worth keeping
        }
    }
    if (image.interpretation() == VIPS_INTERPRETATION_CMYK) image = image.colourspace(VIPS_INTERPRETATION_sRGB);
    image = image.copy();
    auto** fields = vips_image_get_fields(image.get_image());
    for (auto** field = fields; *field != nullptr; ++field) {
        std::string_view const name = *field;
        if (name.starts_with("exif-") || name.starts_with("xmp-") || name.starts_with("iptc-") || name.starts_with("icc-") ||
            name.starts_with("photoshop-") || name.starts_with("png-comment") || name == "gif-comment" || name == "orientation")
            image.remove(*field);
    }
    g_strfreev(fields);
    return image;
}

std::string encoded(PictureFormat format, VImage const& image) {
    auto* stripped = VImage::option()->set("strip", true);
    switch (format) {
        case PictureFormat::png: return text_of(image.pngsave_buffer(stripped));
        case PictureFormat::jpeg: return text_of(image.jpegsave_buffer(stripped->set("Q", 85)));
        case PictureFormat::webp: return text_of(image.webpsave_buffer(stripped->set("Q", 85)));
        case PictureFormat::gif: break;
    }
    return text_of(image.gifsave_buffer(stripped));
}

bool too_large(VImage const& image) {
    return std::uint64_t(image.width()) * std::uint64_t(image.height()) > limits::picture_pixels;
}

// An animation as long as all its frames together stay within bounds, else its first frame.
VImage load(PictureFormat format, VipsBlob* blob) {
    auto image = VImage::new_from_buffer(static_cast<void const*>(VIPS_AREA(blob)->data), VIPS_AREA(blob)->length, "", strictly());
    if (format == PictureFormat::png || format == PictureFormat::jpeg || image.get_typeof("n-pages") == 0) return image;
    auto const frames = std::uint64_t(image.get_int("n-pages"));
    auto const pixels = std::uint64_t(image.width()) * std::uint64_t(image.height()) * frames;
    if (frames < 2 || frames > limits::picture_frames || pixels > limits::picture_pixels) return image;
    return VImage::new_from_buffer(static_cast<void const*>(VIPS_AREA(blob)->data), VIPS_AREA(blob)->length, "", strictly()->set("n", -1));
}

}  // namespace

Converted convert(PictureFormat format, std::string_view bytes) {
    Converted out;
    // libvips keeps reading from these bytes while it works.
    auto* blob = vips_blob_new(nullptr, bytes.data(), bytes.size());
    try {
        auto image = load(format, blob);
        if (too_large(image)) {
            out.answer.outcome = PictureOutcome::too_many_pixels;
            return out;
        }
        // What is decoded is decoded once and whole, so that damage at its end is found now.
        image = cleaned(image.autorot()).copy_memory();
        auto const page = image.get_typeof("page-height") == 0 ? image.height() : image.get_int("page-height");
        auto const frame = page < image.height() ? image.crop(0, 0, image.width(), page) : image;
        auto const thumbnail = cleaned(frame.thumbnail_image(
            int(limits::thumbnail_side), VImage::option()->set("height", int(limits::thumbnail_side))->set("size", VIPS_SIZE_DOWN)));
        out.picture = encoded(format, image);
        out.thumbnail = text_of(thumbnail.webpsave_buffer(VImage::option()->set("strip", true)->set("Q", 75)));
        out.answer = {.outcome = PictureOutcome::done,
                      .width = std::uint32_t(image.width()),
                      .height = std::uint32_t(page),
                      .bytes = std::uint32_t(out.picture.size()),
                      .thumbnail_width = std::uint32_t(thumbnail.width()),
                      .thumbnail_height = std::uint32_t(thumbnail.height()),
                      .thumbnail_bytes = std::uint32_t(out.thumbnail.size())};
    } catch (vips::VError const&) {
        out = {};
        out.answer.outcome = PictureOutcome::undecodable;
    }
    vips_area_unref(VIPS_AREA(blob));
    return out;
}

}  // namespace ombud::picture_helper
