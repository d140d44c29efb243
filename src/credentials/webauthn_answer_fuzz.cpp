// Any bytes may stand where a passkey's answer, its client data, its signed data, its signature or its stored key is expected.
#include <cstddef>
#include <cstdint>

#include "core/base64url.hpp"
#include "core/problem.hpp"
#include "credentials/cbor.hpp"
#include "credentials/cose.hpp"
#include "credentials/webauthn.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud;
    static credentials::RelyingParty const party{"example.org", "Example", {"https://example.org"}};
    static std::vector<std::byte> const challenge(32);
    std::span const bytes{reinterpret_cast<std::byte const*>(data), size};
    try {
        credentials::cose::fits(bytes, bytes, bytes);
    } catch (credentials::cbor::Unreadable const&) {
    }
    credentials::PasskeyKey const key{std::vector<std::byte>(16), {bytes.begin(), bytes.end()}, 0, false, false};
    auto const text = base64url(bytes);
    static std::string_view const said =
        R"({"type":"webauthn.get","challenge":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","origin":"https://example.org"})";
    for (auto const& client_data : {base64url(std::as_bytes(std::span{said})), text}) {
        json::value const credential{
            {"id", "AAAAAAAAAAAAAAAAAAAAAA"},
            {"rawId", "AAAAAAAAAAAAAAAAAAAAAA"},
            {"type", "public-key"},
            {"response",
             {{"clientDataJSON", client_data}, {"authenticatorData", text}, {"signature", text}, {"userHandle", text}}}};
        try {
            credentials::read_answer(credential);
        } catch (Problem const&) {
        }
        try {
            credentials::verify_answer(party, challenge, key, credential);
        } catch (Problem const&) {
        }
    }
    return 0;
}
