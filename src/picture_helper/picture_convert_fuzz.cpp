// Fuzzes the conversion without its sandbox: the first byte names the format, the rest is the picture.
#include <cstdint>
#include <cstdlib>

#include "picture_helper/convert.hpp"

// libvips loses some bytes over broken pictures; the helper lives for one.
extern "C" char const* __asan_default_options() {
    return "detect_leaks=0";
}

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    if (!ombud::picture_helper::start_decoders()) std::abort();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud;
    constexpr std::uint64_t few_pixels = 1'000'000;  // so that an input takes milliseconds
    if (size < 2) return -1;
    auto const format = files::PictureFormat(1 + data[0] % 4);
    auto const made = picture_helper::convert(format, {reinterpret_cast<char const*>(data + 1), size - 1}, few_pixels);
    if (made.answer.outcome != files::PictureOutcome::done) return 0;
    // What it calls done, the server must accept and anybody can decode.
    if (!files::decode_answer(encode(made.answer))) std::abort();
    if (made.answer.bytes != made.picture.size() || made.answer.thumbnail_bytes != made.thumbnail.size()) std::abort();
    auto const again = picture_helper::convert(format, made.picture);
    if (again.answer.outcome != files::PictureOutcome::done) std::abort();
    if (again.answer.width != made.answer.width || again.answer.height != made.answer.height) std::abort();
    return 0;
}
