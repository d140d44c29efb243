// Spells out the shorthand of the rules: <name> stands for a span or for any word of a list.
#include "safety/rules.hpp"

#include <algorithm>

#include "core/json.hpp"

namespace ombud {

template <class T>
struct JsonCodec<std::map<std::string, T>> {
    static std::map<std::string, T> read(json::value const& value, std::string const& path) {
        if (!value.is_object()) fail_field(path, "field.type", "expected an object");
        std::map<std::string, T> out;
        for (auto const& member : value.get_object())
            out.emplace(member.key(), from_json<T>(member.value(), path + "." + std::string(member.key())));
        return out;
    }
};

}  // namespace ombud

namespace ombud::safety {
namespace {

[[noreturn]] void fail(std::string name, std::string detail) {
    throw Problem{ProblemKind::invalid, "rules.pattern", std::move(name), std::move(detail)};
}

bool is_ascii(std::string_view word) {
    return std::ranges::all_of(word, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// "private key" also as "private_key", "privatekey", "private keys".
std::string spell_word(std::string_view word) {
    std::string out;
    for (char c : word) {
        if (c == ' ')
            out += "[ _-]{0,2}";
        else
            out += c;
    }
    return is_ascii(word) ? out + "s?" : out;
}

// Longer words first, so that JavaScript's leftmost choice agrees with the longest one.
std::string any_of(std::vector<std::string> words) {
    std::ranges::sort(words, std::ranges::greater{}, [](std::string const& word) { return std::pair(word.size(), word); });
    std::string out = "(?:";
    for (auto const& word : words) out += (out.size() > 3 ? "|" : "") + spell_word(word);
    return out + ")";
}

std::string spell_out(RulesText const& rules, std::string_view shorthand) {
    std::string out;
    for (std::size_t at = 0; at < shorthand.size();) {
        auto const close = shorthand[at] == '<' ? shorthand.find('>', at) : shorthand.npos;
        auto const name = close == shorthand.npos ? std::string() : std::string(shorthand.substr(at + 1, close - at - 1));
        if (auto const span = rules.spans.find(name); span != rules.spans.end()) {
            out += span->second;
        } else if (auto const words = rules.words.find(name); words != rules.words.end()) {
            out += any_of(words->second);
        } else {
            out += shorthand[at++];
            continue;
        }
        at = close + 1;
    }
    return out;
}

Context compile_context(RulesText const& rules, ContextText const& context) {
    auto const make = [&](std::optional<std::string> const& part) {
        return part ? compile(spell_out(rules, *part), true) : nullptr;
    };
    return {make(context.before), make(context.after), make(context.unless)};
}

RE2::Options options(bool ignore_case) {
    RE2::Options out;
    out.set_case_sensitive(!ignore_case);
    out.set_log_errors(false);
    out.set_max_mem(64 << 20);
    return out;
}

}  // namespace

std::unique_ptr<RE2 const> compile(std::string const& pattern, bool ignore_case) {
    auto made = std::make_unique<RE2 const>(pattern, options(ignore_case));
    if (!made->ok()) fail(pattern.substr(0, 40), made->error());
    return made;
}

RuleBook::RuleBook(std::string_view rules_json) : text(from_json<RulesText>(parse_json(rules_json))) {
    for (auto const& [name, context] : text.contexts) contexts.emplace(name, compile_context(text, context));
    auto set = std::make_unique<RE2::Set>(options(false), RE2::UNANCHORED);
    for (auto const& pattern : text.patterns) {
        auto const spelled = spell_out(text, pattern.match);
        bool const ignore_case = pattern.ignore_case.value_or(false);
        std::string error;
        if (set->Add((ignore_case ? "(?i)" : "") + spelled, &error) < 0) fail(pattern.name, error);
        patterns.push_back({pattern.name, pattern.kind, compile(spelled, ignore_case), pattern.check.value_or(""),
                            pattern.broken.value_or(std::vector<std::int64_t>{})});
    }
    if (!set->Compile()) fail("patterns", "too large");
    any = std::move(set);
    phrase_label = compile(spell_out(text, "(?:<phrase>)"), true);
    phrase_lead_in = compile(spell_out(text, "(?:<gap>|<filler>)*"), true);
}

}  // namespace ombud::safety
