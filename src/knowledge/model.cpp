#include "knowledge/model.hpp"

#include <array>

namespace ombud::knowledge {

namespace {

constexpr std::array<std::string_view, 2> all_languages{"en", "zh-CN"};
constexpr std::array<std::string_view, 7> all_categories{"signing-in", "security", "withdrawals", "deposits",
                                                         "stolen",     "safety",   "contact"};
constexpr std::array<std::string_view, 5> all_flows{"sign-in", "security", "withdrawal", "deposit", "stolen"};

}  // namespace

std::span<std::string_view const> languages() {
    return all_languages;
}

std::span<std::string_view const> categories() {
    return all_categories;
}

std::span<std::string_view const> flows() {
    return all_flows;
}

std::string_view other_language(std::string_view language) {
    return language == all_languages[0] ? all_languages[1] : all_languages[0];
}

}  // namespace ombud::knowledge
