// The words of the pages in one language: the front end's message files, filled in by ICU.
#pragma once
#include <kainjow/mustache.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/json.hpp"
#include "core/time.hpp"

namespace ombud::site {

namespace mustache = kainjow::mustache;

inline std::string const page_languages[] = {"en", "zh-CN"};

class Words {
public:
    using Value = std::variant<std::string, std::int64_t>;
    using Values = std::map<std::string, Value>;

    // Throws logic_error for a language that there is not.
    static Words const& of(std::string_view language);

    [[nodiscard]] std::string const& language() const { return language_; }
    // By its place: "home.title", "codes.topic.deposit". Throws logic_error where there is none: a test asks for all of them.
    [[nodiscard]] std::string const& text(std::string_view place) const;
    // The same for a word that a code picks: nullptr where there is none.
    [[nodiscard]] std::string const* find(std::string_view place) const;
    // with_values.<name>.
    [[nodiscard]] std::string fill(std::string const& name, Values const& values) const;
    // "28 November 2026", "2026年11月28日"
    [[nodiscard]] std::string date(Timestamp when) const;
    // "28 November 2026 at 14:05 UTC"
    [[nodiscard]] std::string exact(Timestamp when) const;
    [[nodiscard]] mustache::data const& data() const { return data_; }

private:
    Words(std::string_view language, json::value const& messages);
    void collect(std::string const& place, json::value const& value);

    std::string language_;
    std::map<std::string, std::string, std::less<>> texts_;
    mustache::data data_;
};

std::string_view other_language(std::string_view language);

// Text, bool, list or object as the templates read it.
mustache::data as_data(json::value const& value);

}  // namespace ombud::site
