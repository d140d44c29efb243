#include "credentials/cose.hpp"

#include <map>
#include <memory>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <stdexcept>
#include <vector>

#include "credentials/cbor.hpp"

namespace ombud::credentials::cose {

namespace {

using cbor::Bytes;
using cbor::Unreadable;

template <auto free>
struct Free {
    void operator()(auto* thing) const { free(thing); }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>>;

// Labels and values of RFC 9053.
constexpr std::int64_t key_type = 1, algorithm = 3, curve_or_modulus = -1, x_or_exponent = -2, y = -3;
constexpr std::int64_t octet_key = 1, two_coordinates = 2, rsa = 3;
constexpr std::int64_t p256 = 1, ed25519 = 6;
constexpr std::size_t coordinate_bytes = 32;
constexpr std::size_t rsa_bytes_at_least = 256, rsa_bytes_at_most = 512;

struct Parts {
    std::map<std::int64_t, std::int64_t> numbers;
    std::map<std::int64_t, Bytes> bytes;

    [[nodiscard]] bool is(std::int64_t type, std::int64_t alg, std::size_t count) const {
        auto const has = [&](std::int64_t label, std::int64_t value) {
            auto const found = numbers.find(label);
            return found != numbers.end() && found->second == value;
        };
        return has(key_type, type) && has(algorithm, alg) && numbers.size() + bytes.size() == count;
    }
    [[nodiscard]] Bytes at(std::int64_t label) const {
        auto const found = bytes.find(label);
        if (found == bytes.end()) throw Unreadable{};
        return found->second;
    }
    void require_curve(std::int64_t curve) const {
        auto const found = numbers.find(curve_or_modulus);
        if (found == numbers.end() || found->second != curve) throw Unreadable{};
    }
};

Parts split(Bytes key) {
    Parts parts;
    auto const pairs = cbor::take_map(key);
    if (pairs > 5) throw Unreadable{};
    for (std::uint64_t i = 0; i < pairs; ++i) {
        auto const label = cbor::take_integer(key);
        auto after = key;
        bool fresh{};
        if (cbor::take(after).kind == cbor::Kind::bytes)
            fresh = parts.bytes.emplace(label, cbor::take_bytes(key)).second;
        else
            fresh = parts.numbers.emplace(label, cbor::take_integer(key)).second;
        if (!fresh) throw Unreadable{};
    }
    if (!key.empty()) throw Unreadable{};
    return parts;
}

unsigned char const* raw(Bytes bytes) {
    return reinterpret_cast<unsigned char const*>(bytes.data());
}

Key build(char const* type, OSSL_PARAM_BLD* builder) {
    Parameters const parameters{OSSL_PARAM_BLD_to_param(builder)};
    KeyContext const context{EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
    EVP_PKEY* made{};
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        throw Unreadable{};
    Key key{made};
    KeyContext const check{EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr)};
    if (!check || EVP_PKEY_public_check(check.get()) != 1) throw Unreadable{};
    return key;
}

Key read_es256(Parts const& parts) {
    parts.require_curve(p256);
    if (parts.at(x_or_exponent).size() != coordinate_bytes || parts.at(y).size() != coordinate_bytes) throw Unreadable{};
    std::vector<std::byte> point{std::byte{4}};  // uncompressed
    for (auto const label : {x_or_exponent, y}) point.insert(point.end(), parts.at(label).begin(), parts.at(label).end());
    Builder const builder{OSSL_PARAM_BLD_new()};
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    return build("EC", builder.get());
}

Key read_eddsa(Parts const& parts) {
    parts.require_curve(ed25519);
    auto const point = parts.at(x_or_exponent);
    if (point.size() != coordinate_bytes) throw Unreadable{};
    Key key{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(point), point.size())};
    if (!key) throw Unreadable{};
    return key;
}

Key read_rs256(Parts const& parts) {
    auto const modulus = parts.at(curve_or_modulus), exponent = parts.at(x_or_exponent);
    if (modulus.size() < rsa_bytes_at_least || modulus.size() > rsa_bytes_at_most || exponent.size() > 4) throw Unreadable{};
    Number const n{BN_bin2bn(raw(modulus), int(modulus.size()), nullptr)},
        e{BN_bin2bn(raw(exponent), int(exponent.size()), nullptr)};
    if (!n || !e || BN_num_bits(n.get()) < int(rsa_bytes_at_least * 8)) throw Unreadable{};
    Builder const builder{OSSL_PARAM_BLD_new()};
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    return build("RSA", builder.get());
}

struct Read {
    std::int64_t algorithm;
    Key key;
};

Read read(Bytes key) {
    auto const parts = split(key);
    if (parts.is(two_coordinates, es256, 5)) return {es256, read_es256(parts)};
    if (parts.is(octet_key, eddsa, 4)) return {eddsa, read_eddsa(parts)};
    if (parts.is(rsa, rs256, 4)) return {rs256, read_rs256(parts)};
    throw Unreadable{};
}

}  // namespace

std::int64_t algorithm_of(Bytes key) {
    return read(key).algorithm;
}

bool fits(Bytes key, Bytes message, Bytes signature) {
    auto const by = read(key);
    DigestContext const context{EVP_MD_CTX_new()};
    auto const* digest = by.algorithm == eddsa ? nullptr : EVP_sha256();
    if (!context || EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, by.key.get()) != 1)
        throw std::runtime_error("OpenSSL could not begin to check a signature");
    return EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message), message.size()) == 1;
}

}  // namespace ombud::credentials::cose
