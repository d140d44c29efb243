#include "site/feed.hpp"

#include "core/markup.hpp"

namespace ombud::site {

std::string escaped(std::string_view text) {
    auto out = escaped_markup(text);
    // No others may stand in XML.
    std::erase_if(out, [](unsigned char c) { return c < 0x20 && c != '\n' && c != '\t'; });
    return out;
}

http::Response file(std::string type, std::string body) {
    return {.status = 200,
            .fields = {{"Content-Type", std::move(type)}, {"Cache-Control", "public, max-age=300"}},
            .body = std::move(body)};
}

std::string atom(Settings const& settings, Words const& words, FeedHead const& head, std::vector<FeedEntry> const& entries) {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"" + words.language() +
        "\">\n<id>" + escaped(settings.origin + head.path) + "</id>\n<title>" + escaped(settings.name + " – " + head.title) +
        "</title>\n<updated>" + to_rfc3339(entries.empty() ? Timestamp{} : entries.front().at) + "</updated>\n<author><name>" +
        escaped(settings.name) + "</name></author>\n<link rel=\"self\" href=\"" + escaped(settings.origin + head.path) +
        "\"/>\n<link href=\"" + escaped(settings.origin + head.page) + "\"/>\n";
    for (auto const& entry : entries)
        out += "<entry>\n<id>" + escaped(entry.id) + "</id>\n<title>" + escaped(entry.title) + "</title>\n<updated>" +
               to_rfc3339(entry.at) + "</updated>\n<link href=\"" + escaped(settings.origin + entry.path) + "\"/>\n<summary>" +
               escaped(entry.summary) + "</summary>\n</entry>\n";
    return out + "</feed>\n";
}

}  // namespace ombud::site
