// Bytes as URL-safe text without padding (RFC 4648, section 5), and back.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ombud {

std::string base64url(std::span<std::byte const> bytes);
// Canonical text only: no padding, no stray bits, no other alphabet.
std::optional<std::vector<std::byte>> from_base64url(std::string_view text);

}  // namespace ombud
