#include "jwt/jwt.hpp"

#include <algorithm>
#include <cmath>

#include "core/base64url.hpp"

namespace ombud::jwt {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t token_bytes = std::size_t{8} * 1024;
constexpr std::size_t keys_at_most = 16;
constexpr std::size_t subject_bytes = 128;
constexpr std::size_t issuer_bytes = 256;
constexpr auto skew = 60s;  // how far the signer's clock may be off ours

[[noreturn]] void refuse(char const* why) {
    throw Refused{why};
}

std::size_t bytes_of(json_t const* jwk, char const* member) {
    auto const bytes = from_base64url(string_member(jwk, member).value_or(""));
    return bytes ? bytes->size() : 0;
}

// The key decides the algorithm, never the token.
std::optional<std::string_view> algorithm_of(json_t const* jwk) {
    auto const type = string_member(jwk, "kty");
    std::optional<std::string_view> found;
    if (type == "EC" && string_member(jwk, "crv") == "P-256" && bytes_of(jwk, "x") == 32 && bytes_of(jwk, "y") == 32)
        found = "ES256";
    if (type == "RSA" && bytes_of(jwk, "n") >= 256 && bytes_of(jwk, "n") <= 1024 && bytes_of(jwk, "e") > 0) found = "RS256";
    if (type == "oct" && bytes_of(jwk, "k") >= 32) found = "HS256";
    auto const agrees = [&](char const* member, std::optional<std::string_view> value) {
        return !json_object_get(jwk, member) || string_member(jwk, member) == value;
    };
    return agrees("alg", found) && agrees("use", "sig") ? found : std::nullopt;
}

Parts split(std::string_view token) {
    if (token.size() > token_bytes) refuse("is too long");
    auto const first = token.find('.');
    auto const last = token.rfind('.');
    if (first == token.npos || first == last) refuse("is not three parts");
    Parts const parts{token.substr(0, first), token.substr(first + 1, last - first - 1), token.substr(last + 1)};
    if (parts.payload.contains('.')) refuse("is not three parts");
    return parts;
}

Json decode_part(std::string_view part) {
    auto const bytes = from_base64url(part);
    if (!bytes) refuse("is not base64url");
    auto json = read_json({reinterpret_cast<char const*>(bytes->data()), bytes->size()});
    if (json_is_object(json.get())) return json;
    refuse("holds no JSON object");
}

// A NumericDate (RFC 7519): seconds, perhaps with a fraction.
std::optional<Timestamp> date_member(json_t const* claims, char const* name) {
    auto const* member = json_object_get(claims, name);
    if (!member) return std::nullopt;
    auto const seconds = json_is_number(member) ? json_number_value(member) : -1.0;
    if (seconds < 0 || seconds > 1e11) refuse("has a date that is none");
    return Timestamp{std::chrono::seconds{std::int64_t(std::floor(seconds))}};
}

bool names_audience(json_t const* claims, std::string_view audience) {
    auto const* said = json_object_get(claims, "aud");
    if (auto const one = string_value(said)) return one == audience;
    std::size_t index{};
    json_t const* item{};
    bool found = false;
    json_array_foreach(said, index, item) {
        auto const name = string_value(item);
        if (!name) refuse("has an audience that is no text");
        found |= name == audience;
    }
    return found;
}

Timestamp checked_expiry(json_t const* claims, std::chrono::seconds longest_life, Timestamp now) {
    auto const expires = date_member(claims, "exp");
    if (!expires) refuse("does not expire");
    if (*expires > now + longest_life + skew) refuse("lives too long");
    if (date_member(claims, "nbf").value_or(now) > now + skew) refuse("is not valid yet");
    if (date_member(claims, "iat").value_or(now) > now + skew) refuse("was issued in the future");
    if (*expires <= now) throw Refused{"has expired", true};
    return std::min<Timestamp>(*expires, now + longest_life);
}

}  // namespace

KeySet::KeySet(std::string_view text) {
    auto set = text.size() <= keys_bytes ? read_json(text) : nullptr;
    auto const* keys = json_object_get(set.get(), "keys");
    std::size_t index{};
    json_t* jwk{};
    json_array_foreach(keys, index, jwk) {
        auto const algorithm = algorithm_of(jwk);
        // Keys for other uses may stand in the same set (RFC 7517, section 5).
        if (algorithm && keys_.size() < keys_at_most)
            keys_.push_back({Json{json_incref(jwk)}, std::string(string_member(jwk, "kid").value_or("")), *algorithm});
    }
}

bool KeySet::has(std::string_view kid) const {
    return std::ranges::find(keys_, kid, &Key::id) != keys_.end();
}

void KeySet::keep_public_only() {
    std::erase_if(keys_, [](Key const& key) { return key.algorithm == "HS256"; });
}

bool KeySet::signed_by_one(Parts const& parts, json_t const* header) const {
    // libjose reads `crit` and `b64` no better than we do; a token that needs them is not for us.
    if (json_object_get(header, "crit") || json_object_get(header, "b64")) return false;
    auto const algorithm = string_member(header, "alg");
    auto const* kid = json_object_get(header, "kid");
    if (kid && !string_value(kid)) return false;
    auto const jose = quiet_jose();
    Json const jws{json_pack("{s:s%,s:s%,s:s%}", "protected", parts.header.data(), parts.header.size(), "payload",
                             parts.payload.data(), parts.payload.size(), "signature", parts.signature.data(),
                             parts.signature.size())};
    return jws && std::ranges::any_of(keys_, [&](Key const& key) {
               return key.algorithm == algorithm && (!kid || key.id == string_value(kid)) &&
                      jose_jws_ver(jose.get(), jws.get(), nullptr, key.jwk.get(), false);
           });
}

Claims verify(KeySet const& keys, std::string_view token, Expected const& expected, Timestamp now) {
    auto const parts = split(token);
    auto const header = decode_part(parts.header);
    auto claims = decode_part(parts.payload);
    if (!keys.signed_by_one(parts, header.get())) refuse("has no signature that we trust");

    auto const issuer = string_member(claims.get(), "iss");
    if (expected.issuer && issuer != expected.issuer) refuse("has another issuer");
    if (issuer && issuer->size() > issuer_bytes) refuse("has too long an issuer");
    if (!names_audience(claims.get(), expected.audience)) refuse("is for somebody else");
    auto const subject = string_member(claims.get(), "sub");
    if (!subject || subject->empty() || subject->size() > subject_bytes) refuse("has no usable subject");
    Claims out{.object = {},
               .issuer = std::string(issuer.value_or("")),
               .subject = std::string(*subject),
               .expires_at = checked_expiry(claims.get(), expected.longest_life, now)};
    out.object = std::move(claims);
    return out;
}

std::optional<std::string> key_id_of(std::string_view token) try {
    auto const header = decode_part(split(token).header);
    auto const kid = string_member(header.get(), "kid");
    return kid ? std::optional<std::string>{*kid} : std::nullopt;
} catch (Refused const&) {
    return std::nullopt;
}

}  // namespace ombud::jwt
