// Any bytes as a flow's file: it is read or refused with lines that are there; and what was read can be run to every end.
#include <algorithm>
#include <cstdlib>

#include "diagnosis/kinds.hpp"
#include "diagnosis/reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud::diagnosis;
    static auto const registry = registry_of_shapes();
    std::string const text{reinterpret_cast<char const*>(data), size};
    auto const lines = std::ranges::count(text, '\n') + 1;
    std::vector<Mistake> mistakes;
    auto const flow = load_flow({"fuzzed.yaml", text}, registry, mistakes);
    if (flow.has_value() != mistakes.empty()) std::abort();
    for (auto const& mistake : mistakes)
        if (mistake.line < 1 || mistake.line > lines + 1 || mistake.code.empty() || mistake.what.empty()) std::abort();
    if (flow)
        for (auto const& step : flow->steps) {
            if (!flow->screens_left.contains(step.id)) std::abort();
            for (auto const& edge : edges_of(step)) static_cast<void>(flow->step(edge.to));
            for (auto const* language : {"en", "zh-CN"}) {
                auto const html = step.says.in(language).html([](Hole const&) { return Filling{"<b>&\"'", ""}; });
                if (html.contains("<b>")) std::abort();
            }
        }
    mistakes.clear();
    read_labels({"facts.yaml", text}, registry, mistakes);
    return 0;
}
