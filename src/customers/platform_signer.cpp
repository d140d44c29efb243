#include "customers/platform_signer.hpp"

#include <fstream>

#include "core/base64url.hpp"
#include "core/key_file.hpp"
#include "jwt/jose.hpp"

namespace ombud::customers {

namespace {

using jwt::Json;
using jwt::quiet_jose;
using jwt::read_json;
using jwt::string_member;

constexpr char const* audience = "ombud-demo";
constexpr char const* issuer = "https://platform.demo.invalid";
constexpr char const* private_name = "platform_key.json";
constexpr char const* public_name = "platform_keys.json";

std::string text_of(json_t const* value) {
    std::unique_ptr<char, decltype(&std::free)> const text{json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS), &std::free};
    if (!text) throw std::runtime_error("the demo platform could not write its JSON");
    return text.get();
}

std::string new_key() {
    auto const jose = quiet_jose();
    Json const jwk{json_pack("{s:s}", "alg", "ES256")};
    if (!jose_jwk_gen(jose.get(), jwk.get())) throw std::runtime_error("the demo platform could not make its key");
    Json const id{jose_jwk_thp(jose.get(), jwk.get(), "S256")};
    json_object_set(jwk.get(), "kid", id.get());
    return text_of(jwk.get());
}

std::string private_key(std::filesystem::path const& folder) {
    return read_or_create_key_file(folder / private_name, new_key);
}

}  // namespace

DemoPlatformSigner::DemoPlatformSigner(std::filesystem::path folder, Clock const& clock)
    : folder_(std::move(folder)), clock_(clock) {
    auto const jose = quiet_jose();
    auto const jwk = read_json(private_key(folder_));
    if (!jwk || !jose_jwk_pub(jose.get(), jwk.get())) throw std::runtime_error("the demo platform's key is unusable");
    Json const set{json_pack("{s:[O]}", "keys", jwk.get())};
    std::ofstream{folder_ / public_name} << text_of(set.get()) << "\n";
}

std::string DemoPlatformSigner::sign(std::string const& subject, std::optional<std::string> const& name,
                                     std::chrono::seconds lasts) const {
    auto const jose = quiet_jose();
    auto const jwk = read_json(private_key(folder_));
    auto const now = std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch();
    Json const claims{json_pack("{s:s,s:s,s:s,s:I,s:I}", "iss", issuer, "aud", audience, "sub", subject.c_str(), "iat",
                                json_int_t(now.count()), "exp", json_int_t((now + lasts).count()))};
    if (!claims) throw std::runtime_error("the demo platform cannot name this subject");
    if (name) json_object_set_new(claims.get(), "name", json_string(name->c_str()));
    auto const payload = text_of(claims.get());
    Json const jws{json_pack("{s:s}", "payload", base64url(std::as_bytes(std::span{payload})).c_str())};
    Json const how{
        json_pack("{s:{s:s,s:s,s:O}}", "protected", "alg", "ES256", "typ", "JWT", "kid", json_object_get(jwk.get(), "kid"))};
    if (!jose_jws_sig(jose.get(), jws.get(), how.get(), jwk.get())) throw std::runtime_error("the demo platform could not sign");
    auto const part = [&](char const* member) { return std::string(string_member(jws.get(), member).value()); };
    return part("protected") + "." + part("payload") + "." + part("signature");
}

PlatformTokenSettings DemoPlatformSigner::settings() const {
    return {.keys_file = (folder_ / public_name).string(), .audience = audience, .issuer = issuer};
}

}  // namespace ombud::customers
