// Any bytes may stand where a new passkey's attestation object is expected, and any JSON where the credential is.
#include <cstddef>
#include <cstdint>

#include "core/base64url.hpp"
#include "core/problem.hpp"
#include "credentials/webauthn.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud;
    static credentials::RelyingParty const party{"example.org", "Example", {"https://example.org"}};
    static std::vector<std::byte> const challenge(32);
    static std::string_view const said =
        R"({"type":"webauthn.create","challenge":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","origin":"https://example.org"})";
    // The credential's id stands at one place of the authenticator's data; what is found there is what the browser names.
    std::span const bytes{reinterpret_cast<std::byte const*>(data), size};
    auto const id = base64url(size > 117 ? bytes.subspan(85, 32) : bytes);
    try {
        credentials::verify_registration(
            party, challenge,
            {{"id", id},
             {"rawId", id},
             {"type", "public-key"},
             {"response",
              {{"clientDataJSON", base64url(std::as_bytes(std::span{said}))}, {"attestationObject", base64url(bytes)}}}});
    } catch (Problem const&) {
    }
    try {
        credentials::verify_registration(party, challenge, parse_json({reinterpret_cast<char const*>(data), size}));
    } catch (Problem const&) {
    }
    return 0;
}
