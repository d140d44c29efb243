// Fuzzes both headers between the server and the picture helper: what is accepted is within the limits and survives the way back.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "files/picture_protocol.hpp"

namespace {

using namespace ombud;

template <class Header>
Header header_of(std::uint8_t const* data, std::size_t size) {
    Header header{};
    std::copy_n(data, std::min(size, header.size()), header.begin());
    return header;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const sent = header_of<files::wire::Header<files::PictureAnswer::wire_size>>(data, size);
    if (auto const answer = files::decode_answer(sent); answer && answer->outcome == files::PictureOutcome::done) {
        if (std::uint64_t(answer->width) * answer->height > limits::picture_pixels) std::abort();
        if (answer->bytes > limits::picture_answer_bytes || answer->thumbnail_bytes > limits::attachment_bytes) std::abort();
        if (std::max(answer->thumbnail_width, answer->thumbnail_height) > limits::thumbnail_side) std::abort();
        if (files::encode(*answer) != sent) std::abort();
    }
    auto const asked = header_of<files::wire::Header<files::PictureRequest::wire_size>>(data, size);
    if (auto const request = files::decode_request(asked)) {
        if (request->bytes > limits::attachment_bytes || files::encode(*request) != asked) std::abort();
    }
    return 0;
}
