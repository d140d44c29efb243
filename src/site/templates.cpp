#include "site/templates.hpp"

#include <stdexcept>

#include "embedded/site_templates.hpp"

namespace ombud::site {

namespace {

constexpr std::string_view template_end = ".mustache";

using Sources = std::map<std::string, std::string, std::less<>>;

// Puts the text of each {{>_part}} in its place, so that no page parses it again. Parts do not include themselves.
std::string with_parts(Sources const& sources, std::string_view text) {
    std::string out;
    for (;;) {
        auto const at = text.find("{{>");
        out += text.substr(0, at);
        if (at == text.npos) return out;
        auto const end = text.find("}}", at);
        auto name = text.substr(at + 3, end - at - 3);
        while (name.starts_with(' ')) name.remove_prefix(1);
        while (name.ends_with(' ')) name.remove_suffix(1);
        auto const part = sources.find(name);
        if (part == sources.end()) throw std::logic_error("no such part: " + std::string(name));
        out += with_parts(sources, part->second);
        text.remove_prefix(end + 2);
    }
}

}  // namespace

Templates::Templates() {
    Sources sources;
    for (auto const& file : embedded::site_templates())
        sources.emplace(file.name.substr(0, file.name.size() - template_end.size()), file.bytes);
    for (auto const& [name, text] : sources) {
        if (name.starts_with('_')) continue;
        auto page = std::make_unique<mustache::mustache>(with_parts(sources, text));
        if (!page->is_valid()) throw std::logic_error(name + ": " + page->error_message());
        pages_.emplace(name, std::move(page));
    }
}

std::string Templates::fill(mustache::mustache& page, Words const& words, mustache::data const& context) {
    mustache::context<std::string> looked_in{&words.data()};
    looked_in.push(&context);
    return page.render(looked_in);
}

std::string Templates::render(std::string_view page, Words const& words, json::object context) {
    auto const own = pages_.find(page);
    auto const layout = pages_.find("layout");
    if (own == pages_.end() || layout == pages_.end()) throw std::logic_error("no such page: " + std::string(page));
    auto data = as_data(json::value(std::move(context)));
    data.set("main", fill(*own->second, words, data));
    return fill(*layout->second, words, data);
}

}  // namespace ombud::site
