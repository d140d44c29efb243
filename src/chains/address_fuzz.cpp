// Any bytes may stand where an address is expected.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "chains/address.hpp"
#include "chains/base58.hpp"
#include "chains/bech32.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud::chains;
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    recognise_address(text);
    segwit_decode(text);
    strkey_decode(text);
    base58check_decode(text, Base58Alphabet::ripple);
    if (auto const bytes = base58_decode(text); bytes && base58_encode(*bytes) != text) std::abort();
    return 0;
}
