#include "core/base64url.hpp"

#include <sodium.h>

namespace ombud {

namespace {
constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
}

std::string base64url(std::span<std::byte const> bytes) {
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(), variant);
    text.pop_back();  // the terminating zero
    return text;
}

std::optional<std::vector<std::byte>> from_base64url(std::string_view text) {
    std::vector<std::byte> bytes(text.size() / 4 * 3 + 3);
    std::size_t size{};
    char const* stopped{};
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr, &size,
                          &stopped, variant) != 0 ||
        stopped != text.data() + text.size())
        return std::nullopt;
    bytes.resize(size);
    // libsodium 1.0.18 reads some bytes outside the alphabet as letters.
    if (base64url(bytes) != text) return std::nullopt;
    return bytes;
}

}  // namespace ombud
