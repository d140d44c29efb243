#include "core/seal.hpp"

#include <cstring>
#include <sodium.h>
#include <stdexcept>

#include "core/base64url.hpp"
#include "core/key_file.hpp"
#include "core/problem.hpp"

namespace ombud {

namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(sizeof(Seal::Key) == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

unsigned char const* raw(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}
unsigned char* raw(std::string& text, std::size_t at = 0) {
    return reinterpret_cast<unsigned char*>(text.data() + at);
}
unsigned char const* raw(Seal::Key const& key) {
    return reinterpret_cast<unsigned char const*>(key.data());
}

}  // namespace

Seal::Key Seal::parse_key(std::string_view text) {
    while (text.ends_with('\n') || text.ends_with('\r') || text.ends_with(' ')) text.remove_suffix(1);
    auto const bytes = from_base64url(text);
    Key key;
    if (!bytes || bytes->size() != key.size()) throw Problem{ProblemKind::invalid, "key_file.invalid"};
    std::memcpy(key.data(), bytes->data(), key.size());
    return key;
}

Seal Seal::load_or_create(std::filesystem::path const& file, Random& random) {
    return Seal{parse_key(read_or_create_key_file(file, [&] { return base64url(random.bytes<sizeof(Key)>()) + "\n"; }))};
}

std::string Seal::close(std::string_view text, std::string_view name, Random& random) const {
    std::string out(nonce_bytes + text.size() + tag_bytes, '\0');
    auto const nonce = random.bytes<nonce_bytes>();
    std::memcpy(out.data(), nonce.data(), nonce_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(out, nonce_bytes), nullptr, raw(text), text.size(), raw(name), name.size(),
                                               nullptr, raw(out), raw(key_));
    return out;
}

std::string Seal::open(std::string_view sealed, std::string_view name) const {
    if (sealed.size() < nonce_bytes + tag_bytes) throw std::runtime_error("a text that was not sealed here");
    auto const body = sealed.substr(nonce_bytes);
    std::string out(body.size() - tag_bytes, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(raw(out), nullptr, nullptr, raw(body), body.size(), raw(name), name.size(),
                                                   raw(sealed), raw(key_)) != 0)
        throw std::runtime_error("a text that was not sealed here");
    return out;
}

Seal::Key Seal::derived(std::string_view purpose) const {
    Key out;
    crypto_generichash(reinterpret_cast<unsigned char*>(out.data()), out.size(), raw(purpose), purpose.size(), raw(key_),
                       key_.size());
    return out;
}

}  // namespace ombud
