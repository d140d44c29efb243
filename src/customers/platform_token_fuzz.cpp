// Fuzzes the reader of platform tokens: nothing without the platform's signature may pass, whatever its claims say.
#include <cstdlib>

#include "core/base64url.hpp"
#include "customers/platform_tokens.hpp"

namespace {

constexpr char const* keys =
    R"({"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"8nS-EDUfPIvOweZXj9bR2UGLrmAuTfXYzkgSROoVZpg","y":"y4DuspFFSPrTnge-f4vxYMBadT232LpvNyXXr8Ya1dI"}]})";

// The first byte decides how much of the rest is header; the parts are well encoded, so that the fuzzer reaches their JSON.
std::string token_of(std::string_view text) {
    if (text.empty()) return {};
    auto const rest = text.substr(1);
    auto const cut = std::min<std::size_t>(std::uint8_t(text[0]), rest.size());
    auto const part = [](std::string_view bytes) { return ombud::base64url(std::as_bytes(std::span{bytes})); };
    return part(rest.substr(0, cut)) + "." + part(rest.substr(cut)) + ".AAAA";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud;
    static ManualClock const clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    static customers::PlatformTokens tokens{{.keys = keys, .audience = "ombud"}, clock};
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    for (std::string const& token : {std::string(text), token_of(text)}) {
        try {
            tokens.verify(token);
            std::abort();
        } catch (Problem const&) {
        }
    }
    return 0;
}
