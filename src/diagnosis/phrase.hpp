// A text of a flow with its holes: rendered once when the flow is read, filled with facts each time it is shown.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ombud::diagnosis {

// {fact.field}, or {fact}: its value's label.
struct Hole {
    std::string fact, field;
    std::int64_t line{};  // within the text, from 0
    bool operator==(Hole const&) const = default;
};

// What stands in a hole: for people and, where it is more than escaped text, for a page.
struct Filling {
    std::string text;
    std::string html;
};
using Fill = std::function<Filling(Hole const&)>;

enum class Markup { plain, markdown };

// Why a text is none; `code` of a Mistake, `what` says what to do.
struct PhraseError {
    std::int64_t line{};
    std::string code, what;
};

class Phrase {
public:
    Phrase() = default;

    // Which facts are known (by their longest name that fits: "account.lock" of "account.lock.until").
    using IsFact = std::function<bool(std::string_view)>;
    static Phrase read(std::string_view source, Markup markup, IsFact const& is_fact, std::string_view language,
                       std::vector<PhraseError>& errors);

    [[nodiscard]] std::string text(Fill const& fill) const;
    [[nodiscard]] std::string html(Fill const& fill) const;  // safe to show as it is
    [[nodiscard]] std::vector<Hole> const& holes() const { return holes_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }

private:
    std::string text_, html_;  // a hole is its number between two characters of no language
    std::vector<Hole> holes_;
};

struct BothPhrases {
    Phrase en, zh;
    [[nodiscard]] Phrase const& in(std::string_view language) const { return language == "en" ? en : zh; }
};

}  // namespace ombud::diagnosis
