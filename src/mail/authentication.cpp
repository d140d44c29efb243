#include "mail/authentication.hpp"

#include <algorithm>
#include <boost/algorithm/string.hpp>

namespace ombud::mail {

namespace {

std::string said(std::string_view header) {
    std::string out;
    std::size_t comments = 0;
    bool quoted = false;
    for (std::size_t at = 0; at < header.size(); ++at) {
        char const c = header[at];
        if (c == '\\')
            ++at;
        else if (c == '"' && comments == 0)
            quoted = !quoted;
        else if (!quoted && c == '(')
            ++comments;
        else if (!quoted && c == ')' && comments > 0)
            --comments;
        else if (!quoted && comments == 0)
            out += c;
    }
    return boost::to_lower_copy(out);
}

std::vector<std::string> words_of(std::string const& text) {
    std::vector<std::string> out;
    boost::split(out, text, boost::is_any_of(" \t\r\n"), boost::token_compress_on);
    std::erase(out, "");
    return out;
}

AuthenticationMethod method_of(std::string const& part) {
    AuthenticationMethod out;
    for (auto const& word : words_of(part)) {
        auto const equals = word.find('=');
        if (equals == word.npos) continue;
        auto name = word.substr(0, equals);
        auto value = word.substr(equals + 1);
        if (out.name.empty())
            out.name = std::move(name), out.result = std::move(value);
        else
            out.properties.emplace_back(std::move(name), std::move(value));
    }
    return out;
}

}  // namespace

std::string AuthenticationMethod::get(std::string_view property) const {
    auto const found = std::ranges::find(properties, property, &std::pair<std::string, std::string>::first);
    return found == properties.end() ? std::string{} : found->second;
}

Authentication read_authentication(std::string_view header) {
    std::vector<std::string> parts;
    auto const line = said(header);
    boost::split(parts, line, boost::is_any_of(";"));
    Authentication out;
    if (auto const server = words_of(parts.front()); !server.empty()) out.server = server.front();
    for (std::size_t i = 1; i < parts.size(); ++i) out.methods.push_back(method_of(parts[i]));
    return out;
}

}  // namespace ombud::mail
