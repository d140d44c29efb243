#include "core/ids.hpp"

namespace ombud {

Uuid Uuid::make_v7(Timestamp now, Random& random) {
    Uuid id;
    random.fill(std::as_writable_bytes(std::span{id.bytes}));
    auto millis = std::uint64_t(std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch()).count());
    for (int i = 0; i < 6; ++i) id.bytes[std::size_t(i)] = std::uint8_t(millis >> (40 - 8 * i));
    id.bytes[6] = std::uint8_t((id.bytes[6] & 0x0f) | 0x70);
    id.bytes[8] = std::uint8_t((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
    auto nibble = [](char c) -> int {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    if (text.size() != 36) return std::nullopt;
    Uuid id;
    std::size_t filled = 0;
    for (std::size_t i = 0; i < text.size();) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i++] != '-') return std::nullopt;
            continue;
        }
        int high = nibble(text[i]);
        int low = nibble(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        id.bytes[filled++] = std::uint8_t(high << 4 | low);
        i += 2;
    }
    return id;
}

std::string Uuid::text() const {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out(36, '-');
    auto to = out.begin();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) ++to;
        *to++ = digits[bytes[i] >> 4];
        *to++ = digits[bytes[i] & 15];
    }
    return out;
}

}  // namespace ombud
