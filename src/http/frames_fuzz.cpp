// Any bytes may come on a live socket, cut anywhere; how they are cut must change nothing.
#include <cstdlib>

#include "http/decode.hpp"
#include "http/frames.hpp"

using namespace ombud::http;

namespace {

constexpr std::size_t limit = 1'000;

struct Heard {
    std::vector<std::string> messages;
    std::string ping;
    std::uint16_t goodbye = 0, violation = 0;
    bool operator==(Heard const&) const = default;
};

Heard hear(std::string bytes, std::size_t step) {
    Heard heard;
    FrameReader reader;
    for (std::size_t at = 0; at < bytes.size() && !heard.goodbye && !heard.violation; at += step) {
        auto received = reader.take(std::span{bytes}.subspan(at, std::min(step, bytes.size() - at)), limit);
        for (auto& message : received.messages) heard.messages.push_back(std::move(message));
        if (received.ping) heard.ping = *received.ping;
        if (received.goodbye) heard.goodbye = received.goodbye->code;
        if (received.violation) heard.violation = received.violation->code;
    }
    return heard;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0) return 0;
    std::string const bytes(reinterpret_cast<char const*>(data) + 1, size - 1);
    auto const heard = hear(bytes, std::max<std::size_t>(bytes.size(), 1));
    if (heard != hear(bytes, 1 + data[0])) std::abort();
    for (auto const& message : heard.messages)
        if (message.size() > limit || !valid_utf8(message)) std::abort();
    if (heard.ping.size() > 125) std::abort();
    return 0;
}
