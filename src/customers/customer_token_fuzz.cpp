// Fuzzes the reader of customer tokens: nothing that we did not sign may pass.
#include <cstdlib>

#include "customers/customer_tokens.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud;
    static ManualClock const clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    static customers::CustomerTokens const tokens{customers::TokenKeys::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"),
                                                  clock};
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    if (tokens.verify(text)) std::abort();
    if (tokens.verify("omc1_" + std::string(text))) std::abort();
    return 0;
}
