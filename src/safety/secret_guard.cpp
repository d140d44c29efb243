// Puts the finders together: a quick look, then phrases and patterns, then the markers.
#include "safety/secret_guard.hpp"

#include <algorithm>

#include "core/problem.hpp"
#include "embedded/safety_rules.hpp"
#include "embedded/word_lists.hpp"
#include "safety/checks.hpp"
#include "safety/phrases.hpp"
#include "safety/plain_text.hpp"
#include "safety/rules.hpp"
#include "safety/word_lists.hpp"

namespace ombud::safety {
namespace {

struct Finding {
    SecretKind kind{};
    Span span;
};

struct ProvedPattern {
    Pattern const* pattern;
    Check const* check;
};

re2::StringPiece piece(std::string_view text) {
    return {text.data(), text.size()};
}

void add(std::vector<Finding>& out, SecretKind kind, std::vector<Span> const& spans) {
    for (auto const& span : spans) out.push_back({kind, span});
}

void find_pattern(Scene& scene, ProvedPattern const& proved, std::vector<Finding>& out) {
    auto const text = piece(scene.plain());
    re2::StringPiece groups[2];
    int const count = 1 + std::min(1, proved.pattern->match->NumberOfCapturingGroups());
    std::vector<Span> spans;
    for (std::size_t at = 0; proved.pattern->match->Match(text, at, text.size(), RE2::UNANCHORED, groups, count);) {
        auto const& value = groups[count - 1];
        auto const begin = std::size_t(value.data() - text.data());
        proved.check->run(scene, {begin, begin + value.size()}, {value.data(), value.size()}, spans);
        if (proved.check->whole_text) break;
        at = std::max(begin + value.size(), at + 1);
    }
    add(out, proved.pattern->kind, spans);
}

bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

// The unbroken letters and digits of a text.
std::vector<Span> chunks_of(std::string_view text) {
    std::vector<Span> out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!is_letter_or_digit(text[at])) continue;
        auto const begin = at;
        while (at < text.size() && is_letter_or_digit(text[at])) ++at;
        out.push_back({begin, at});
    }
    return out;
}

// Only what a chat window, a quote or a person's neat grouping puts inside a key.
bool may_split_a_key(std::string_view between) {
    constexpr std::size_t widest = 6;
    return between.size() <= widest && between.find_first_not_of(" \t\r\n\"'`>|+\\-") == between.npos;
}

// Keys that were split by spaces or line breaks: chunks are put together as long as some key is.
class BrokenKeys {
public:
    BrokenKeys(Scene& scene, std::vector<ProvedPattern> const& patterns) : scene_(scene), chunks_(chunks_of(scene.plain())) {
        for (auto const& proved : patterns)
            if (!proved.pattern->broken.empty()) patterns_.push_back(proved);
    }

    void find(std::vector<Finding>& out) {
        for (std::size_t first = 0; first < chunks_.size(); ++first) {
            if (auto const last = find_from(first, out)) first = *last;
        }
    }

private:
    static constexpr std::size_t longest = 112;
    static constexpr std::size_t smallest_chunk = 4;  // but for the last: nobody breaks a key into smaller ones

    std::optional<std::size_t> find_from(std::size_t first, std::vector<Finding>& out) {
        auto const text = scene_.plain();
        std::string joined(text.substr(chunks_[first].begin, chunks_[first].end - chunks_[first].begin));
        for (auto last = first + 1; last < chunks_.size() && joined.size() < longest; ++last) {
            auto const& chunk = chunks_[last];
            if (chunks_[last - 1].end - chunks_[last - 1].begin < smallest_chunk) return std::nullopt;
            if (!may_split_a_key(text.substr(chunks_[last - 1].end, chunk.begin - chunks_[last - 1].end))) return std::nullopt;
            joined += text.substr(chunk.begin, chunk.end - chunk.begin);
            if (try_value(joined, {chunks_[first].begin, chunk.end}, out)) return last;
        }
        return std::nullopt;
    }

    bool try_value(std::string_view value, Span span, std::vector<Finding>& out) {
        for (auto const& [pattern, check] : patterns_) {
            if (std::ranges::find(pattern->broken, std::int64_t(value.size())) == pattern->broken.end()) continue;
            if (!RE2::FullMatch(piece(value), *pattern->match)) continue;
            std::vector<Span> spans;
            check->run(scene_, span, value, spans);
            add(out, pattern->kind, spans);
            if (!spans.empty()) return true;
        }
        return false;
    }

    Scene& scene_;
    std::vector<Span> chunks_;
    std::vector<ProvedPattern> patterns_;
};

// In order of place, without overlaps; the more harmful kind names what two of them share.
std::vector<Finding> merged(std::vector<Finding> findings) {
    std::ranges::sort(findings, {},
                      [](Finding const& finding) { return std::tuple(finding.span.begin, finding.span.end, finding.kind); });
    std::vector<Finding> out;
    for (auto const& finding : findings) {
        if (finding.span.begin >= finding.span.end) continue;
        if (out.empty() || finding.span.begin >= out.back().span.end) {
            out.push_back(finding);
            continue;
        }
        out.back().span.end = std::max(out.back().span.end, finding.span.end);
        out.back().kind = std::min(out.back().kind, finding.kind);
    }
    return out;
}

std::string marker_of(SecretKind kind) {
    return std::string("[removed:") + boost::describe::enum_to_string(kind, "secret") + "]";
}

// A marker in the text under way, by bytes.
struct Marker {
    SecretKind kind{};
    std::size_t at = 0;
};

// Writes the markers; those that stood before move with the text around them or vanish in a wider finding.
std::string replace(std::string_view text, std::vector<Finding> const& findings, std::vector<Marker>& markers) {
    std::string out;
    std::vector<Marker> moved;
    auto earlier = markers.begin();
    std::size_t done = 0;
    auto const copy_until = [&](std::size_t end) {
        for (; earlier != markers.end() && earlier->at < end; ++earlier)
            moved.push_back({earlier->kind, out.size() + earlier->at - done});
        out += text.substr(done, end - done);
    };
    for (auto const& [kind, span] : findings) {
        copy_until(span.begin);
        while (earlier != markers.end() && earlier->at < span.end) ++earlier;
        moved.push_back({kind, out.size()});
        out += marker_of(kind);
        done = span.end;
    }
    copy_until(text.size());
    markers = std::move(moved);
    return out;
}

std::vector<Removed> in_code_points(std::string_view text, std::vector<Marker> const& markers) {
    std::vector<Removed> out;
    std::int64_t code_points = 0;
    std::size_t at = 0;
    for (auto const& marker : markers) {
        for (; at < marker.at; ++at) code_points += (std::uint8_t(text[at]) & 0xc0) != 0x80;
        out.push_back({marker.kind, code_points});
    }
    return out;
}

std::vector<std::string> words_of(RuleBook const& book, std::string const& list) {
    auto const found = book.text.words.find(list);
    return found == book.text.words.end() ? std::vector<std::string>{} : found->second;
}

}  // namespace

struct SecretGuard::Rules {
    Rules(std::string_view rules_json, std::string_view lists_text)
        : book(rules_json), lists(lists_text, words_of(book, "password"), words_of(book, "phrase"), words_of(book, "common")) {
        for (auto const& pattern : book.patterns) patterns.push_back({&pattern, &check_named(pattern.check)});
    }

    [[nodiscard]] std::vector<Finding> find(std::string_view text, KnownFacts const& known) const;

    RuleBook book;
    WordLists lists;
    std::vector<ProvedPattern> patterns;
};

std::vector<Finding> SecretGuard::Rules::find(std::string_view text, KnownFacts const& known) const {
    PlainText const plain(text);
    auto const look = lists.first_look(plain.text());
    std::vector<Finding> out;
    if (look.phrases) add(out, SecretKind::recovery_phrase, find_phrases(plain.text(), lists, book));
    if (look.patterns) {
        Scene scene(plain.text(), book, known);
        std::vector<int> occurring;
        book.any->Match(piece(plain.text()), &occurring);
        for (auto const index : occurring) find_pattern(scene, patterns[std::size_t(index)], out);
        BrokenKeys(scene, patterns).find(out);
    }
    for (auto& [kind, span] : out) span = {plain.original_begin(span.begin), plain.original_end(span.end)};
    return merged(std::move(out));
}

SecretGuard::SecretGuard(std::string_view rules_json, std::string_view word_lists)
    : rules_(std::make_unique<Rules const>(rules_json, word_lists)) {}
SecretGuard::SecretGuard(SecretGuard&&) noexcept = default;
SecretGuard& SecretGuard::operator=(SecretGuard&&) noexcept = default;
SecretGuard::~SecretGuard() = default;

Redacted SecretGuard::redact(std::string text, KnownFacts const& known) const {
    // What was taken out may have been the context that spoke against another value: look until nothing is found.
    constexpr int most_passes = 8;
    std::vector<Marker> markers;
    for (int pass = 0; pass < most_passes; ++pass) {
        auto const findings = rules_->find(text, known);
        if (findings.empty()) break;
        text = replace(text, findings, markers);
    }
    auto removed = in_code_points(text, markers);
    return {std::move(text), std::move(removed)};
}

SecretGuard shipped_secret_guard() {
    return SecretGuard(embedded::safety_rules().front().bytes, embedded::word_lists().front().bytes);
}

}  // namespace ombud::safety
