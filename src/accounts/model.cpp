#include "accounts/model.hpp"

#include "text/names.hpp"

namespace ombud::accounts {

namespace {

constexpr std::string_view dots = "•••";

// The first letters of a part; of a short one, one.
std::string begin_of(std::string_view part) {
    return std::string(part.substr(0, part.size() > 4 ? 2 : 1)) + std::string(dots);
}

}  // namespace

std::string masked(std::string_view email) {
    auto const at = std::min(email.rfind('@'), email.size());
    auto const domain = email.substr(std::min(at + 1, email.size()));
    auto const dot = std::min(domain.rfind('.'), domain.size());
    return begin_of(email.substr(0, at)) + "@" + begin_of(domain.substr(0, dot)) + std::string(domain.substr(dot));
}

std::vector<std::string> words_about(std::string_view email, std::optional<std::string> const& name) {
    std::vector<std::string> words;
    for (auto const text : {email, name ? std::string_view(*name) : std::string_view{}}) {
        if (!text.empty()) words.emplace_back(text);
        std::string word;
        for (char const c : std::string(text) + " ") {
            if (!std::string_view(" @.-_+").contains(c)) {
                word.push_back(c);
                continue;
            }
            if (word.size() > 2) words.push_back(word);
            word.clear();
        }
    }
    return words;
}

std::string required_email(std::string_view typed) {
    auto email = text::email_key(typed);
    if (!email) fail_field("email", "email.invalid", "expected a plain ASCII address");
    return std::move(*email);
}

void require_language(std::string_view language) {
    if (language != "zh-CN" && language != "en") fail_field("language", "field.choice", "expected zh-CN or en");
}

}  // namespace ombud::accounts
