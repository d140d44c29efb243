// Any bytes as a question, and as a text: it is refused or read, finds itself, and what is shown of it is what it says.
#include <cstdint>
#include <cstdlib>

#include "core/problem.hpp"
#include "finding/asked.hpp"
#include "finding/words.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud;
    std::string_view const bytes{reinterpret_cast<char const*>(data), size};
    for (auto const& word : finding::words_in(bytes))
        if (word.begin >= word.end || word.end > bytes.size() || word.term.size() < 2) std::abort();
    auto const half = bytes.size() / 2;
    try {
        auto const asked = finding::read_question(bytes.substr(0, half));
        if (asked.terms.empty() || asked.looked_up == 0 || asked.looked_up > asked.terms.size()) std::abort();
        auto const text = bytes.substr(half);
        asked.is_in(text);
        std::string shown;
        for (auto const& piece : asked.excerpt(text)) {
            if (piece.text.empty()) std::abort();
            if (piece.text != "…") shown += piece.text;
        }
        if (!text.contains("…") && !text.contains(shown)) std::abort();
    } catch (Problem const& problem) {
        if (problem.kind != ProblemKind::invalid || problem.field != "q") std::abort();
    }
    return 0;
}
