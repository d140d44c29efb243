#include "mail/digest.hpp"

#include <sodium.h>

namespace ombud::mail {

std::string digest_of_words(std::string_view words) {
    std::string kept;
    kept.reserve(words.size());
    for (char const c : words)
        if (static_cast<unsigned char>(c) > 0x20) kept += c;
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, reinterpret_cast<unsigned char const*>(kept.data()), kept.size());
    std::string out(2 * sizeof hash + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), hash, sizeof hash);
    out.pop_back();
    return out;
}

}  // namespace ombud::mail
