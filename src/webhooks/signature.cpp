#include "webhooks/signature.hpp"

#include <algorithm>
#include <array>
#include <boost/algorithm/string.hpp>
#include <sodium.h>
#include <vector>

namespace ombud::webhooks {

namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::size_t key_bytes_at_least = 24;
using Signature = std::array<unsigned char, crypto_auth_hmacsha256_BYTES>;

unsigned char const* bytes_of(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}

std::string to_base64(unsigned char const* bytes, std::size_t size) {
    std::string out(sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes, size, sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();  // the zero at its end
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    std::string out(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(), nullptr, &size,
                          nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
        return std::nullopt;
    out.resize(size);
    return out;
}

Signature signature_of(std::string_view key, std::string_view id, std::string_view timestamp, std::string_view body) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
    for (auto const part : {id, std::string_view{"."}, timestamp, std::string_view{"."}, body})
        crypto_auth_hmacsha256_update(&state, bytes_of(part), part.size());
    Signature out;
    crypto_auth_hmacsha256_final(&state, out.data());
    return out;
}

}  // namespace

NewSecret new_secret(Random& random) {
    auto const bytes = random.bytes<32>();
    NewSecret out{.key = {reinterpret_cast<char const*>(bytes.data()), bytes.size()}, .text = std::string(secret_prefix)};
    out.text += to_base64(bytes_of(out.key), out.key.size());
    return out;
}

std::optional<std::string> read_secret(std::string_view text) {
    if (text.starts_with(secret_prefix)) text.remove_prefix(secret_prefix.size());
    auto key = from_base64(text);
    if (!key || key->size() < key_bytes_at_least) return std::nullopt;
    return key;
}

std::string sign(std::string_view key, std::string_view id, std::string_view timestamp, std::string_view body) {
    auto const signature = signature_of(key, id, timestamp, body);
    return "v1," + to_base64(signature.data(), signature.size());
}

bool is_signed(std::string_view signatures, std::string_view key, std::string_view id, std::string_view timestamp,
               std::string_view body) {
    auto const right = signature_of(key, id, timestamp, body);
    std::vector<std::string> each;
    boost::split(each, signatures, boost::is_any_of(" "), boost::token_compress_on);
    return std::ranges::any_of(each, [&](std::string const& one) {
        if (!one.starts_with("v1,")) return false;
        auto const bytes = from_base64(std::string_view{one}.substr(3));
        return bytes && bytes->size() == right.size() && sodium_memcmp(bytes->data(), right.data(), right.size()) == 0;
    });
}

std::string timestamp_of(Timestamp when) {
    return std::to_string(std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count());
}

}  // namespace ombud::webhooks
