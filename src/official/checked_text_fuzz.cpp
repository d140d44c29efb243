// Any bytes as what somebody asks about: everything found is bounded and judged, and only what is listed is official.
#include <cstdint>
#include <cstdlib>

#include "official/own_codes.hpp"
#include "official/snapshot.hpp"
#include "official/things.hpp"

namespace {

ombud::official::Channel channel(ombud::official::Kind kind, std::string value,
                                 std::optional<ombud::official::Network> network = {}) {
    return {.id = {},
            .kind = kind,
            .network = network,
            .value = std::move(value),
            .with_below = true,
            .label = "x",
            .note_zh = {},
            .note_en = {},
            .language = {},
            .region = {},
            .since = {},
            .ended_at = {}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud::official;
    static Snapshot const list{{channel(Kind::site, "paiwallet.com"), channel(Kind::email_domain, "paiwallet.com"),
                                channel(Kind::phone, "+85212345678"), channel(Kind::handle, "paiwallet", Network::telegram),
                                channel(Kind::app, "123456789", Network::app_store)}};
    if (size == 0) return 0;
    std::string_view const text{reinterpret_cast<char const*>(data) + 1, std::min<std::size_t>(size - 1, 2'048)};
    auto const network = data[0] < 18 ? std::optional{Network(data[0])} : std::nullopt;
    auto const things = things_in(text, network, 10);
    if (things.size() > 10) std::abort();
    for (auto const& thing : things) {
        if (thing.value.empty() || thing.value.size() > 512) std::abort();
        auto const finding = list.judge(thing);
        if (finding.verdict == Verdict::official && !finding.entry) std::abort();
        if ((finding.verdict == Verdict::look_alike) == finding.why.empty()) std::abort();
    }
    for (auto const& code : codes_in(text, 3)) {
        if (code.end > text.size() || code.begin >= code.end) std::abort();
        if (codes_in(code.code, 1).size() != 1) std::abort();
    }
    return 0;
}
