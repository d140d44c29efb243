// content/search/asked.txt, read once. A question is Chinese when it has a letter beyond Latin.
#include "search/asked.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include "search/lines.hpp"
#include "search/symbols.hpp"

namespace ombud::search {
namespace {

struct Questions {
    std::string english, chinese;
};

ByText<Questions> read() {
    ByText<Questions> all;
    Questions* questions = nullptr;
    for (auto const line : lines_of(embedded_words("asked.txt"))) {
        if (line.starts_with('[')) {
            questions = &all[std::string(line.substr(1, line.size() - 2))];
            continue;
        }
        if (!questions) throw std::logic_error("questions without an article");
        for (auto const question : parts_of(line, '|')) {
            auto const is_chinese = std::ranges::any_of(question, [](char letter) { return std::uint8_t(letter) >= 0xe3; });
            ((is_chinese ? questions->chinese : questions->english) += question) += ".\n";
        }
    }
    return all;
}

}  // namespace

std::string asked_of(std::string_view id, std::string_view language) {
    static auto const all = read();
    auto const found = all.find(id);
    if (found == all.end()) return {};
    return language.starts_with("zh") ? found->second.chinese : found->second.english;
}

}  // namespace ombud::search
