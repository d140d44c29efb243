// Any bytes may come back from the service that knows breached passwords.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "credentials/breaches.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const lines(reinterpret_cast<char const*>(data), size);
    std::string_view const suffix = "1E4C9B93F3F0682250B6CF8331B7EE68FD8";
    if (ombud::credentials::range_holds(lines, suffix) && lines.find(suffix) == lines.npos) std::abort();
    return 0;
}
