// Authenticator codes (TOTP, RFC 6238): secrets, their otpauth link and QR picture, and checking a code.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.hpp"
#include "core/time.hpp"

namespace ombud::credentials {

// 160 random bits, as RFC 4226 advises.
std::vector<std::byte> new_totp_secret(Random& random);
std::string base32(std::vector<std::byte> const& secret);
// otpauth://totp/Issuer:name?secret=…&issuer=…; both names percent-encoded.
std::string totp_uri(std::vector<std::byte> const& secret, std::string_view issuer, std::string_view name);
// A QR picture of any text as SVG without a script, dark modules on a white ground with its quiet zone.
std::string qr_svg(std::string_view text);

// The time step (30 s) of six digits that fit now or one step around it; nullopt when none does. Whoever calls stores it and
// takes only a later one next time: a code works once. Constant time for a wrong code.
std::optional<std::int64_t> totp_step(std::vector<std::byte> const& secret, std::string_view code, Timestamp now);

}  // namespace ombud::credentials
