#include "credentials/recovery_codes.hpp"

#include "core/tokens.hpp"

namespace ombud::credentials {

namespace {

constexpr std::string_view alphabet = "23456789abcdefghjkmnpqrstuvwxyz";  // no 0 or o, 1, i or l
constexpr std::size_t groups = 3, letters_in_a_group = 5;
constexpr std::size_t typed_at_most = 64;

}  // namespace

std::vector<std::string> new_recovery_codes(Random& random) {
    std::vector<std::string> codes(recovery_codes_in_a_set);
    for (auto& code : codes)
        for (std::size_t group = 0; group < groups; ++group)
            code += (group > 0 ? "-" : "") + random.text(letters_in_a_group, alphabet);
    return codes;
}

std::optional<std::string> recovery_code_hash(std::string_view typed) {
    if (typed.size() > typed_at_most) return std::nullopt;
    std::string letters;
    for (char c : typed) {
        if (c == ' ' || c == '-') continue;
        if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
        if (!alphabet.contains(c)) return std::nullopt;
        letters.push_back(c);
    }
    if (letters.size() != groups * letters_in_a_group) return std::nullopt;
    return token_hash("recovery code " + letters);
}

}  // namespace ombud::credentials
