// A passkey in software, for tests: answers what a browser with an authenticator would, with an ES256 key of its own.
#pragma once
#include <memory>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/base64url.hpp"
#include "core/json.hpp"
#include "core/random.hpp"

namespace ombud::testing {

class Authenticator {
public:
    using Bytes = std::vector<std::byte>;
    struct Flags {
        std::uint8_t registration = 0x45;  // present, verified, attested
        std::uint8_t answer = 0x05;        // present, verified
    };

    explicit Authenticator(Random& random, std::string origin = "https://support.exchange.example")
        : origin(std::move(origin)), key_(EVP_EC_gen("P-256"), &EVP_PKEY_free) {
        auto const drawn = random.bytes<32>();
        credential_id.assign(drawn.begin(), drawn.end());
    }

    // RegistrationResponseJSON to PublicKeyCredentialCreationOptionsJSON.
    json::value create(json::value const& options) {
        relying_party = options.at("rp").at("id").as_string();
        user_handle = from_base64url(options.at("user").at("id").as_string()).value();
        auto const object = concat({bytes("\xa3\x63"), bytes("fmt"), bytes("\x64"), bytes("none"), bytes("\x67"),
                                    bytes("attStmt"), bytes("\xa0\x68"), bytes("authData"), byte_string(registration_data())});
        return credential(
            {{"clientDataJSON", client_data("webauthn.create", options)}, {"attestationObject", base64url(object)}});
    }

    // AuthenticationResponseJSON to PublicKeyCredentialRequestOptionsJSON.
    json::value get(json::value const& options) {
        relying_party = options.at("rpId").as_string();
        auto const said = client_data("webauthn.get", options);
        ++counter;
        auto const data = authenticator_data(flags.answer);
        auto const hash = sha256(from_base64url(said).value());
        return credential({{"clientDataJSON", said},
                           {"authenticatorData", base64url(data)},
                           {"signature", base64url(sign(concat({data, hash})))},
                           {"userHandle", base64url(user_handle)}});
    }

    std::string origin;
    std::string relying_party;
    Bytes credential_id, user_handle;
    std::uint32_t counter = 0;
    Flags flags;

private:
    static Bytes bytes(std::string_view text) {
        auto const raw = std::as_bytes(std::span{text});
        return {raw.begin(), raw.end()};
    }
    static Bytes concat(std::vector<Bytes> const& parts) {
        Bytes out;
        for (auto const& part : parts) out.insert(out.end(), part.begin(), part.end());
        return out;
    }
    static Bytes number(std::uint32_t value, int size) {
        Bytes out;
        for (int shift = (size - 1) * 8; shift >= 0; shift -= 8) out.push_back(std::byte(value >> shift));
        return out;
    }
    static Bytes byte_string(Bytes const& content) {
        return concat({bytes("\x59"), number(std::uint32_t(content.size()), 2), content});
    }
    static Bytes sha256(Bytes const& message) {
        Bytes hash(crypto_hash_sha256_BYTES);
        crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()), reinterpret_cast<unsigned char const*>(message.data()),
                           message.size());
        return hash;
    }

    std::string client_data(std::string_view type, json::value const& options) const {
        return base64url(bytes(json::serialize(
            json::value{{"type", type}, {"challenge", options.at("challenge")}, {"origin", origin}, {"crossOrigin", false}})));
    }
    json::value credential(json::value response) const {
        auto const id = base64url(credential_id);
        return {{"id", id},
                {"rawId", id},
                {"type", "public-key"},
                {"response", std::move(response)},
                {"authenticatorAttachment", "platform"},
                {"clientExtensionResults", json::object{}}};
    }
    Bytes authenticator_data(std::uint8_t bits) const {
        return concat({sha256(bytes(relying_party)), number(bits, 1), number(counter, 4)});
    }
    Bytes registration_data() const {
        std::array<unsigned char, 65> point{};
        std::size_t size{};
        EVP_PKEY_get_octet_string_param(key_.get(), "pub", point.data(), point.size(), &size);
        auto const raw = std::as_bytes(std::span{point});
        Bytes const x{raw.begin() + 1, raw.begin() + 33}, y{raw.begin() + 33, raw.end()};
        return concat({authenticator_data(flags.registration), Bytes(16), number(std::uint32_t(credential_id.size()), 2),
                       credential_id, bytes("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"), x, bytes("\x22\x58\x20"), y});
    }
    Bytes sign(Bytes const& message) const {
        std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
        std::size_t size = 128;
        Bytes signature(size);
        auto const* raw = reinterpret_cast<unsigned char const*>(message.data());
        if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) != 1 ||
            EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, raw, message.size()) != 1)
            throw std::runtime_error("no signature");
        signature.resize(size);
        return signature;
    }

    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

}  // namespace ombud::testing
