// The codes that somebody reads from their authenticator app.
#pragma once
#include <cstdlib>
#include <stdexcept>
#include <string>

extern "C" {
#include <liboath/oath.h>
}

#include "core/time.hpp"

namespace ombud::testing {

inline std::string totp_code(std::string const& base32_secret, Timestamp now) {
    char* secret = nullptr;
    std::size_t length = 0;
    if (oath_base32_decode(base32_secret.data(), base32_secret.size(), &secret, &length) != OATH_OK)
        throw std::runtime_error("no base32");
    char code[7];
    auto const seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    auto const made = oath_totp_generate(secret, length, std::time_t(seconds), 30, 0, 6, code);
    std::free(secret);
    if (made != OATH_OK) throw std::runtime_error("no code");
    return code;
}

}  // namespace ombud::testing
