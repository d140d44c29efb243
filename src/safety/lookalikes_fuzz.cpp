// Any bytes as a link, an address, a handle and a displayed name: they end, what is official is only what is listed, and a host
// that was read is one that can be read again.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "safety/lookalikes.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud::safety;
    static Lookalikes const ours{{.sites = {{.host = "paiwallet.com", .with_below = true}, {.host = "pai.zendesk.com"}},
                                  .mail_domains = {"mail.paiwallet.com"},
                                  .addresses = {"pai.help@gmail.com"},
                                  .handles = {{"telegram", "paiwallet_official"}},
                                  .brands = {"派钱包", "bitpai"}}};
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    if (auto const link = read_link(text)) {
        auto const& host = link->host;
        if (host.ascii.empty() || host.ascii.size() > 253 || !host.ascii.ends_with(host.registered)) std::abort();
        bool const ipv6 = host.ascii.find(':') != host.ascii.npos;
        auto const again = read_host(ipv6 ? "[" + host.ascii + "]" : host.ascii);
        if (!again || again->ascii != host.ascii) std::abort();
        auto const judgement = ours.site(*link);
        bool const listed = host.ascii == "paiwallet.com" || host.ascii.ends_with(".paiwallet.com") ||
                            host.ascii == "pai.zendesk.com" || host.ascii == "www.pai.zendesk.com";
        if ((judgement.likeness == Likeness::official) != listed) std::abort();
        if ((judgement.likeness == Likeness::look_alike) == judgement.tricks.empty()) std::abort();
    }
    if (ours.address(text).likeness == Likeness::official && !text.contains('@')) std::abort();
    if (ours.handle("telegram", text).likeness == Likeness::official && text.size() > 19) std::abort();
    static_cast<void>(ours.handle("", text));
    static_cast<void>(ours.claims_us(text));
    return 0;
}
