// Authenticator codes (TOTP, RFC 6238): secrets, their otpauth link and QR picture, and checking a code.
#pragma once
#include <cstddef>
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

// The code of one time step of 30 s.
std::string totp_code(std::vector<std::byte> const& secret, std::int64_t step, unsigned digits = 6);
std::int64_t totp_step_at(Timestamp when);
// The time step of six digits that fit now or one step around it; nullopt when none does. Spaces between the digits do no harm.
// Whoever calls stores the step and takes only a later one next time: a code works once. Constant time for a wrong code.
std::optional<std::int64_t> totp_step(std::vector<std::byte> const& secret, std::string_view code, Timestamp now);

}  // namespace ombud::credentials
