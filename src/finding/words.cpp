#include "finding/words.hpp"

#include <algorithm>
#include <unicode/unistr.h>

#include "search/letters.hpp"

namespace ombud::finding {

namespace {

constexpr std::size_t identifier_letters = 24;  // the shortest addresses have 25
constexpr std::size_t hash_digits = 64;
constexpr std::size_t signature_letters = 80;  // Solana's transactions are named by one
constexpr std::size_t longest_identifier = 256;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}
bool joins(char c) {
    return c == '-' || c == '_' || c == '.' || c == '@' || c == '+';
}
bool is_hex(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_reference(std::string_view run) {
    return run.size() == 12 && run.starts_with("om-") && run[7] == '-' && is_letter(run[3]) && is_letter(run[8]);
}
bool is_email(std::string_view run) {
    auto const at = run.find('@');
    return at != run.npos && at > 0 && run.find('@', at + 1) == run.npos && run.find('.', at) != run.npos;
}
bool is_long(std::string_view run) {
    return run.size() >= identifier_letters && run.size() <= longest_identifier && !run.contains('.') && !run.contains('@') &&
           !run.contains('+') && std::ranges::count_if(run, [](char c) { return c >= '0' && c <= '9'; }) >= 2;
}

// `0x` or none before a hash: it is the same transaction.
std::optional<Identifier> identifier(std::string_view run, std::uint32_t begin, std::uint32_t end) {
    if (is_reference(run)) return Identifier{"reference", std::string(run), begin, end};
    if (is_email(run)) return Identifier{"email", std::string(run), begin, end};
    if (!is_long(run)) return std::nullopt;
    auto const bare = run.starts_with("0x") ? run.substr(2) : run;
    if (bare.size() == hash_digits && is_hex(bare)) return Identifier{"transaction", std::string(bare), begin, end};
    return Identifier{run.size() >= signature_letters ? "transaction" : "address", std::string(run), begin, end};
}

std::string utf8(char32_t letter) {
    std::string out;
    icu::UnicodeString(UChar32(letter)).toUTF8String(out);
    return out;
}

}  // namespace

std::vector<Identifier> identifiers_in(std::string_view text) {
    auto const letters = search::fold(text);
    std::vector<Identifier> out;
    auto const is_part = [&](std::size_t at) {
        auto const code = letters[at].code;
        return code < 0x80 && (is_letter(char(code)) || joins(char(code)));
    };
    for (std::size_t at = 0; at < letters.size();) {
        if (!is_part(at)) {
            ++at;
            continue;
        }
        auto end = at;
        std::string run;
        for (; end < letters.size() && is_part(end); ++end) run += char(letters[end].code);
        auto first = at, last = end;
        while (!run.empty() && joins(run.back())) run.pop_back(), --last;
        auto const leading = std::size_t(std::ranges::find_if(run, is_letter) - run.begin());
        run.erase(0, leading), first += leading;
        if (auto found = run.empty() ? std::nullopt : identifier(run, letters[first].begin, letters[last - 1].end))
            out.push_back(std::move(*found));
        at = end;
    }
    return out;
}

std::string spelling(search::Tokens const& tokens, search::Token const& token) {
    return token.han ? utf8(token.han) : std::string(tokens.word(token));
}

std::vector<Word> words_in(std::string_view text) {
    using enum Word::Kind;
    std::vector<Word> out;
    auto const identifiers = identifiers_in(text);
    for (auto const& each : identifiers) out.push_back({Word::Kind::identifier, "i" + each.value, each.begin, each.end});
    auto const tokens = search::tokens_of(text);
    auto const& list = tokens.list;
    auto inside = identifiers.begin();
    for (std::size_t at = 0; at < list.size(); ++at) {
        auto const& token = list[at];
        while (inside != identifiers.end() && inside->end <= token.begin) ++inside;
        if (inside != identifiers.end() && inside->begin <= token.begin) continue;
        if (!token.han) {
            out.push_back({word, "w" + search::stem(tokens.word(token)), token.begin, token.end});
            continue;
        }
        auto const letter_here = utf8(token.han);
        out.push_back({letter, "h" + letter_here, token.begin, token.end});
        if (at + 1 < list.size() && list[at + 1].han && list[at + 1].touches)
            out.push_back({pair, "h" + letter_here + utf8(list[at + 1].han), token.begin, list[at + 1].end});
    }
    return out;
}

}  // namespace ombud::finding
