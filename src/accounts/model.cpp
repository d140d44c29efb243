#include "accounts/model.hpp"

#include "text/names.hpp"

namespace ombud::accounts {

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
