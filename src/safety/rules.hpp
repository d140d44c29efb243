// The rules as data: content/safety/rules.json read, its shorthand spelled out, its patterns compiled.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <re2/re2.h>
#include <re2/set.h>
#include <string>
#include <string_view>
#include <vector>

#include "safety/secret_guard.hpp"

namespace ombud::safety {

// The file as it stands.
struct ContextText {
    std::optional<std::string> before;  // must match what stands right before the value
    std::optional<std::string> after;   // or what stands right after it
    std::optional<std::string> unless;  // and this must not match before it
};
BOOST_DESCRIBE_STRUCT(ContextText, (), (before, after, unless))

struct PatternText {
    std::string name;
    SecretKind kind{};
    std::string match;  // group 1, where there is one, is the secret
    std::optional<bool> ignore_case;
    std::optional<std::string> check;
    std::optional<std::vector<std::int64_t>> broken;  // the lengths to try when the value is split by spaces or line breaks
};
BOOST_DESCRIBE_STRUCT(PatternText, (), (name, kind, match, ignore_case, check, broken))

struct Issuer {
    std::string name;
    std::int64_t from{};
    std::int64_t to{};
    std::vector<std::int64_t> lengths;
    std::optional<bool> needs_label;
};
BOOST_DESCRIBE_STRUCT(Issuer, (), (name, from, to, lengths, needs_label))

struct CardRules {
    std::vector<std::vector<std::int64_t>> separators;  // the groups that cards are printed in
    std::vector<Issuer> issuers;
};
BOOST_DESCRIBE_STRUCT(CardRules, (), (separators, issuers))

struct PhraseRules {
    std::vector<std::int64_t> lengths;
    std::int64_t at_least{};
    std::int64_t distinct{};
};
BOOST_DESCRIBE_STRUCT(PhraseRules, (), (lengths, at_least, distinct))

struct RulesText {
    std::map<std::string, std::vector<std::string>> words;
    std::map<std::string, std::string> spans;
    std::map<std::string, ContextText> contexts;
    std::vector<PatternText> patterns;
    std::vector<std::vector<std::string>> keystore;
    CardRules cards;
    PhraseRules phrases;
    std::int64_t window{};  // how far around a value its context is read, in bytes
};
BOOST_DESCRIBE_STRUCT(RulesText, (), (words, spans, contexts, patterns, keystore, cards, phrases, window))

// Ready to use.
struct Context {
    std::unique_ptr<RE2 const> before;
    std::unique_ptr<RE2 const> after;
    std::unique_ptr<RE2 const> unless;
};

struct Pattern {
    std::string name;
    SecretKind kind{};
    std::unique_ptr<RE2 const> match;
    std::string check;
    std::vector<std::int64_t> broken;
};

struct RuleBook {
    explicit RuleBook(std::string_view rules_json);

    RulesText text;
    std::map<std::string, Context, std::less<>> contexts;
    std::vector<Pattern> patterns;
    std::unique_ptr<RE2::Set const> any;        // tells in one pass which patterns occur at all
    std::unique_ptr<RE2 const> phrase_label;    // what people call a recovery phrase
    std::unique_ptr<RE2 const> phrase_lead_in;  // and what stands between that and its first word
};

// Compiled with the house's options; throws Problem{invalid, "rules.pattern"} when it cannot be.
std::unique_ptr<RE2 const> compile(std::string const& pattern, bool ignore_case);

}  // namespace ombud::safety
