// Any bytes as a letter in HTML: the scan ends, and what it gives is bounded.
#include <cstdint>
#include <cstdlib>

#include "official/html_links.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const words = ombud::official::read_html({reinterpret_cast<char const*>(data), size});
    if (words.links.size() > 1'000 || words.named.size() > 1'000 || words.text.size() > 1024 * 1024) std::abort();
    for (auto const& address : words.named)
        if (address.size() > 4'200) std::abort();
    for (auto const& link : words.links)
        if (link.target.size() > 4'200 || link.text.size() > 1'024) std::abort();
    return 0;
}
