#include "picture_helper/convert.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vips/vips8>

#include "core/limits.hpp"

namespace ombud::picture_helper {

namespace {

using files::PictureFormat;
using files::PictureOutcome;
using vips::VImage;

struct ReleaseBlob {
    void operator()(VipsBlob* blob) const { vips_area_unref(VIPS_AREA(blob)); }
};
using Blob = std::unique_ptr<VipsBlob, ReleaseBlob>;

// Does not copy: `bytes` must outlive it and every image that is made from it.
Blob blob_of(std::string_view bytes) {
    return Blob{vips_blob_new(nullptr, bytes.data(), bytes.size())};
}

std::uint64_t pixels_of(VImage const& image) {
    return std::uint64_t(image.width()) * std::uint64_t(image.height());
}

int frames_of(VImage const& image) {
    return image.get_typeof("n-pages") ? image.get_int("n-pages") : 1;
}

// Reads the header only; pixels come when they are asked for. `frames` of -1 means all, stacked.
VImage open(PictureFormat format, Blob const& blob, int frames) {
    auto* options = VImage::option()->set("access", VIPS_ACCESS_SEQUENTIAL)->set("fail_on", VIPS_FAIL_ON_ERROR);
    switch (format) {
        case PictureFormat::png:
            return VImage::pngload_buffer(blob.get(), options);
        case PictureFormat::jpeg:
            return VImage::jpegload_buffer(blob.get(), options);
        case PictureFormat::webp:
            return VImage::webpload_buffer(blob.get(), options->set("n", frames));
        case PictureFormat::gif:
            break;
    }
    return VImage::gifload_buffer(blob.get(), options->set("n", frames));
}

// An animation stays one as long as all its frames together keep within the limits; otherwise its first frame is the picture.
VImage open_animated(PictureFormat format, Blob const& blob, VImage const& first, std::uint64_t most_pixels) {
    auto const frames = frames_of(first);
    bool const short_enough =
        frames > 1 && std::size_t(frames) <= limits::picture_frames && pixels_of(first) * std::uint64_t(frames) <= most_pixels;
    return short_enough ? open(format, blob, -1) : first;
}

VImage upright(VImage image) {
    if (image.get_typeof("orientation") == 0 || image.get_int("orientation") == 1) return image;
    return image.copy_memory().autorot();  // turning reads out of order
}

// Eight bits of sRGB or of grey, whatever the camera's colours were: the profile goes.
VImage in_screen_colours(VImage image) {
    if (image.get_typeof(VIPS_META_ICC_NAME) != 0) {
        try {
            image = image.icc_transform("srgb", VImage::option()->set("embedded", true));
        } catch (vips::VError const&) {
            vips_error_clear();  // a broken profile: the colours as they are
        }
    }
    auto const space = image.interpretation();
    if (space == VIPS_INTERPRETATION_GREY16)
        image = image.colourspace(VIPS_INTERPRETATION_B_W);
    else if (space != VIPS_INTERPRETATION_sRGB && space != VIPS_INTERPRETATION_B_W)
        image = image.colourspace(VIPS_INTERPRETATION_sRGB);
    return image.format() == VIPS_FORMAT_UCHAR ? image : image.cast(VIPS_FORMAT_UCHAR);
}

// Only what makes an animation move is kept: a list of the harmless stays right when formats learn new metadata.
VImage without_metadata(VImage const& image, bool animated) {
    static constexpr std::array<std::string_view, 4> of_animation{"n-pages", "page-height", "delay", "loop"};
    auto bare = image.copy();
    std::unique_ptr<char*, decltype(&g_strfreev)> const fields{vips_image_get_fields(bare.get_image()), &g_strfreev};
    for (auto** field = fields.get(); *field; ++field)
        if (!animated || std::ranges::find(of_animation, *field) == of_animation.end()) bare.remove(*field);
    return bare;
}

// A PNG with only those chunks that show something. For the others libpng would make room for whatever they claim or unpack to:
// two hundred bytes had it take 1.5 GB.
std::string needed_chunks(std::string_view png) {
    constexpr std::size_t signature = 8, frame = 12, profile_bytes = std::size_t{64} * 1024;
    static constexpr std::array<std::string_view, 6> needed{"IHDR", "PLTE", "tRNS", "eXIf", "IDAT", "IEND"};
    std::string out{png.substr(0, signature)};
    for (auto rest = png.substr(out.size()); rest.size() >= frame;) {
        std::size_t length = 0;
        for (std::size_t at = 0; at < 4; ++at) length = length << 8 | std::uint8_t(rest[at]);
        if (length > rest.size() - frame) break;
        auto const chunk = rest.substr(0, frame + length);
        auto const type = chunk.substr(4, 4);
        if (std::ranges::find(needed, type) != needed.end() || (type == "iCCP" && length <= profile_bytes)) out += chunk;
        rest.remove_prefix(chunk.size());
    }
    return out;
}

constexpr std::size_t riff_header = 12;

// Takes the next chunk of a RIFF file off `rest`: type, length, data, and a byte to make it even.
std::string_view take_chunk(std::string_view& rest) {
    constexpr std::size_t header = 8;
    std::size_t size = 0;
    for (std::size_t at = header; at > header - 4;) size = size << 8 | std::uint8_t(rest[--at]);
    auto const chunk = rest.substr(0, header + size + size % 2);
    rest.remove_prefix(chunk.size());
    return chunk;
}

// Text on a screenshot must stay readable, so a picture that came without loss goes without loss.
bool is_lossless_webp(std::string_view bytes) {
    for (auto rest = bytes.substr(std::min(bytes.size(), riff_header)); rest.size() >= 8;)
        if (take_chunk(rest).starts_with("VP8L")) return true;
    return false;
}

// libvips puts an EXIF block of its own into every WebP, asked or not.
std::string without_exif(std::string_view webp) {
    constexpr std::size_t flags = riff_header + 8;
    constexpr char has_exif = 0x08;
    std::string out{webp.substr(0, riff_header)};
    for (auto rest = webp.substr(riff_header); rest.size() >= 8;)
        if (auto const chunk = take_chunk(rest); !chunk.starts_with("EXIF")) out += chunk;
    if (std::string_view{out}.substr(riff_header).starts_with("VP8X")) out[flags] = char(out[flags] & ~has_exif);
    for (std::size_t byte = 0; byte < 4; ++byte) out[4 + byte] = char((out.size() - 8) >> (8 * byte));
    return out;
}

std::string text_of(VipsBlob* given) {
    Blob const blob{given};
    std::size_t size = 0;
    auto const* data = vips_blob_get(blob.get(), &size);
    return {static_cast<char const*>(data), size};
}

constexpr std::uint64_t lossless_webp_pixels = 16'000'000;  // more would need more memory than the process may have

std::string encode_as(PictureFormat format, VImage const& image, std::string_view original) {
    auto* options = VImage::option()->set("strip", true);
    switch (format) {
        case PictureFormat::png:
            return text_of(image.pngsave_buffer(options));
        case PictureFormat::jpeg:
            return text_of(image.jpegsave_buffer(options->set("Q", 85)->set("optimize_coding", true)));
        case PictureFormat::webp:
            if (is_lossless_webp(original) && pixels_of(image) <= lossless_webp_pixels)
                return without_exif(text_of(image.webpsave_buffer(options->set("lossless", true))));
            return without_exif(
                text_of(image.webpsave_buffer(options->set("Q", 85)->set("smart_subsample", true)->set("effort", 2))));
        case PictureFormat::gif:
            break;
    }
    return text_of(image.gifsave_buffer(options));
}

// From what was just encoded: small to decode, already upright and in screen colours, and proof that it can be decoded.
VImage thumbnail_of(Blob const& encoded) {
    auto const side = int(limits::thumbnail_side);
    return VImage::thumbnail_buffer(encoded.get(), side, VImage::option()->set("height", side)->set("size", VIPS_SIZE_DOWN));
}

Converted convert_or_throw(PictureFormat format, std::string_view bytes, std::uint64_t most_pixels) {
    auto const bare = format == PictureFormat::png ? needed_chunks(bytes) : std::string{};
    auto const blob = blob_of(format == PictureFormat::png ? bare : bytes);
    auto const first = open(format, blob, 1);
    if (pixels_of(first) > most_pixels) return {.answer = {.outcome = PictureOutcome::too_many_pixels}};
    auto image = open_animated(format, blob, first, most_pixels);
    bool const animated = image.height() > first.height();
    if (!animated) image = upright(image);
    image = without_metadata(in_screen_colours(image), animated);
    auto const width = image.width();
    auto const height = animated ? first.height() : image.height();

    Converted out{.answer = {.outcome = PictureOutcome::done}, .picture = encode_as(format, image, bytes)};
    if (out.picture.size() > limits::picture_answer_bytes) return {.answer = {.outcome = PictureOutcome::too_many_pixels}};
    auto const encoded = blob_of(out.picture);
    auto const small = thumbnail_of(encoded);
    out.thumbnail = without_exif(text_of(small.webpsave_buffer(VImage::option()->set("strip", true)->set("Q", 75))));
    out.answer.width = std::uint32_t(width);
    out.answer.height = std::uint32_t(height);
    out.answer.bytes = std::uint32_t(out.picture.size());
    out.answer.thumbnail_width = std::uint32_t(small.width());
    out.answer.thumbnail_height = std::uint32_t(small.height());
    out.answer.thumbnail_bytes = std::uint32_t(out.thumbnail.size());
    return out;
}

}  // namespace

bool start_decoders() {
    // NOLINTBEGIN(concurrency-mt-unsafe): there is no other thread yet
    // Its plug-ins decode formats that we never take: without the folder it loads none, and starts twice as fast.
    ::setenv("VIPSHOME", "/nonexistent", 1);
    ::setenv("VIPS_NOVECTOR", "1", 1);          // would make machine code at run time, which the sandbox forbids
    ::setenv("VIPS_DISC_THRESHOLD", "16g", 1);  // no file to put a large picture into: memory, as far as it goes
    // NOLINTEND(concurrency-mt-unsafe)
    if (VIPS_INIT("ombud-pictures") != 0) return false;
    g_log_set_default_handler([](char const*, GLogLevelFlags, char const*, void*) {}, nullptr);  // would quote the picture
    vips_block_untrusted_set(TRUE);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    return true;
}

Converted convert(PictureFormat format, std::string_view bytes, std::uint64_t most_pixels) try {
    return convert_or_throw(format, bytes, most_pixels);
} catch (vips::VError const&) {
    return {.answer = {.outcome = PictureOutcome::undecodable}};
} catch (std::bad_alloc const&) {
    return {.answer = {.outcome = PictureOutcome::undecodable}};
}

}  // namespace ombud::picture_helper
