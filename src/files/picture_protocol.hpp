// What the server and `ombud-pictures` say to each other over one socket; both sides distrust the other's bytes.
//
//   helper: one HelperStart    server: request header, picture    helper: answer header, picture, thumbnail; then it exits
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/limits.hpp"

namespace ombud::files {

enum class PictureFormat : std::uint8_t { png = 1, jpeg = 2, webp = 3, gif = 4 };
enum class PictureOutcome : std::uint8_t { done = 1, undecodable = 2, too_many_pixels = 3 };

// What the helper says before it reads any picture. Anything but `ready`: the sandbox is not whole, and it exits.
enum class HelperStart : std::uint8_t { ready = 0x4f, no_decoder = 1, no_other_user = 2, no_limits = 3, no_call_filter = 4 };

struct PictureRequest {
    static constexpr std::size_t wire_size = 5;
    PictureFormat format{};
    std::uint32_t bytes{};  // of the picture, which follows
};

struct PictureAnswer {
    static constexpr std::size_t wire_size = 25;
    PictureOutcome outcome{};
    std::uint32_t width{}, height{}, bytes{};
    std::uint32_t thumbnail_width{}, thumbnail_height{}, thumbnail_bytes{};
};

namespace wire {

template <std::size_t N>
using Header = std::array<std::uint8_t, N>;

// Big-endian, like every length on a wire.
inline void put(std::uint8_t* at, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) *at++ = std::uint8_t(value >> shift);
}
inline std::uint32_t get(std::uint8_t const* at) {
    return std::uint32_t(at[0]) << 24 | std::uint32_t(at[1]) << 16 | std::uint32_t(at[2]) << 8 | at[3];
}

}  // namespace wire

inline wire::Header<PictureRequest::wire_size> encode(PictureRequest const& request) {
    wire::Header<PictureRequest::wire_size> out{std::uint8_t(request.format)};
    wire::put(out.data() + 1, request.bytes);
    return out;
}

inline std::optional<PictureRequest> decode_request(wire::Header<PictureRequest::wire_size> const& in) {
    PictureRequest request{PictureFormat(in[0]), wire::get(in.data() + 1)};
    bool known = request.format >= PictureFormat::png && request.format <= PictureFormat::gif;
    if (!known || request.bytes == 0 || request.bytes > limits::attachment_bytes) return std::nullopt;
    return request;
}

inline wire::Header<PictureAnswer::wire_size> encode(PictureAnswer const& answer) {
    wire::Header<PictureAnswer::wire_size> out{std::uint8_t(answer.outcome)};
    auto* at = out.data() + 1;
    for (auto value :
         {answer.width, answer.height, answer.bytes, answer.thumbnail_width, answer.thumbnail_height, answer.thumbnail_bytes}) {
        wire::put(at, value);
        at += 4;
    }
    return out;
}

inline std::optional<PictureAnswer> decode_answer(wire::Header<PictureAnswer::wire_size> const& in) {
    auto at = [&](std::size_t index) { return wire::get(in.data() + 1 + 4 * index); };
    PictureAnswer answer{PictureOutcome(in[0]), at(0), at(1), at(2), at(3), at(4), at(5)};
    auto fits = [](std::uint64_t width, std::uint64_t height, std::uint64_t most) {
        return width > 0 && height > 0 && width <= most && height <= most && width * height <= most;
    };
    switch (answer.outcome) {
        case PictureOutcome::undecodable:
        case PictureOutcome::too_many_pixels:
            return PictureAnswer{answer.outcome};
        case PictureOutcome::done:
            break;
        default:
            return std::nullopt;
    }
    bool sane = fits(answer.width, answer.height, limits::picture_pixels) && answer.bytes > 0 &&
                answer.bytes <= limits::picture_answer_bytes &&
                fits(answer.thumbnail_width, answer.thumbnail_height, limits::thumbnail_side * limits::thumbnail_side) &&
                answer.thumbnail_width <= limits::thumbnail_side && answer.thumbnail_height <= limits::thumbnail_side &&
                answer.thumbnail_bytes > 0 && answer.thumbnail_bytes <= limits::attachment_bytes;
    return sane ? std::optional{answer} : std::nullopt;
}

}  // namespace ombud::files
