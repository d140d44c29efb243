// What all pages share: who looks, the frame around a page, and how it goes out as an answer.
#pragma once
#include <functional>
#include <memory>
#include <unordered_map>

#include "callers/callers.hpp"
#include "http/server.hpp"
#include "site/templates.hpp"

namespace ombud::site {

struct Settings {
    std::string name;              // the platform's; empty: Ombud's own
    std::string origin;            // where people reach us, without a slash at the end
    std::string security_contact;  // an address as security.txt takes it; empty: none
    bool chat = true;
};

// What the build of the front end made.
struct Assets {
    std::string css, js, icons;
};
BOOST_DESCRIBE_STRUCT(Assets, (), (css, js, icons))

// Who looks at which page. Problem{not_found, "path.unknown"} for a language that there is not.
struct Looker {
    Looker(std::string const& page_language, Viewer const& who, http::Request const& asked);
    // Somebody of whom nothing is known.
    Looker(std::string const& page_language, http::Request const& asked);

    std::string language;
    bool signed_in;
    bool prefers_other;  // the reader's browser asks for the other language

    // The key in Kept of a page that all who look in this way see alike.
    [[nodiscard]] std::string key_of(std::string_view page) const;
};

// The one that a reader prefers of those that there are.
std::string_view preferred_language(http::Request const& request);

struct PageHead {
    std::string name;  // home, category, article, …
    std::string title;
    std::optional<std::string> description{};
    std::string path;                         // after the language: "articles/account-locked"; empty: home
    std::optional<std::string> other_path{};  // of the same in the other language, where that differs
    bool indexed = true;
    bool article = false;
    json::array feeds{};
    bool has_search = true;  // in the header
};

class Frame {
public:
    Frame(Settings settings, Assets assets, Clock& clock);

    // A whole page. `context`: the page's own part.
    std::string render(std::string const& page, Looker const& looker, PageHead head, json::object context);
    [[nodiscard]] Settings const& settings() const { return settings_; }
    [[nodiscard]] Timestamp now() const { return clock_.now(); }

    // Time of the contract: exact, and relative when asked for.
    [[nodiscard]] json::object moment(Words const& words, Timestamp when, bool relative) const;
    [[nodiscard]] static json::object day(Words const& words, Timestamp when);

private:
    Settings settings_;
    Assets assets_;
    Clock& clock_;
    Templates templates_;
};

// A page that was made, as it goes out: plain and packed.
struct Ready {
    explicit Ready(std::string html);
    std::shared_ptr<std::string const> plain, gzip;
    std::string tag;
};

// Ready pages that everybody sees alike, until what they show has changed.
class Kept {
public:
    // `state`: grows or changes with whatever the page shows.
    std::shared_ptr<Ready const> get(std::string const& key, std::string const& state, std::function<std::string()> const& make);

private:
    struct Entry {
        std::string state;
        std::shared_ptr<Ready const> page;
    };
    std::unordered_map<std::string, Entry> pages_;
};

http::Response answer_with(http::Request const& request, Ready const& page);
// A file for programs, which everybody sees alike for minutes.
http::Response answer_with(http::Request const& request, Ready const& file, std::string type);
// One that is for this reader alone.
http::Response answer_with(http::Request const& request, std::string html, unsigned status = 200);
http::Response go_to(std::string address);                      // 303: after a form
http::Response moved_to(std::string address, unsigned status);  // 301, 302, 308

// For ETag: changes with the bytes.
std::string tag_of(std::string_view bytes);

// What a page may load and where its forms go.
extern char const page_policy[];

}  // namespace ombud::site
