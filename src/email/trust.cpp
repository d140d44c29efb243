#include "email/trust.hpp"

#include <algorithm>
#include <boost/algorithm/string.hpp>

namespace ombud::email {

namespace {

// Without comments and quoted words, which the sender may have had a hand in.
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

// One method of the line: "dkim=pass header.d=exchange.example".
struct Method {
    std::string name, result;
    std::vector<std::pair<std::string, std::string>> properties;

    [[nodiscard]] std::string get(std::string_view property) const {
        auto const found = std::ranges::find(properties, property, &std::pair<std::string, std::string>::first);
        return found == properties.end() ? std::string{} : found->second;
    }
};

std::vector<std::string> words_of(std::string const& text) {
    std::vector<std::string> out;
    boost::split(out, text, boost::is_any_of(" \t\r\n"), boost::token_compress_on);
    std::erase(out, "");
    return out;
}

Method method_of(std::string const& part) {
    Method out;
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

// The same domain, or the letter's is below the one that signed.
bool covers(std::string_view signer, std::string_view domain) {
    if (signer.starts_with('@')) signer.remove_prefix(1);
    if (auto const at = signer.rfind('@'); at != signer.npos) signer.remove_prefix(at + 1);
    return signer == domain || (signer.contains('.') && domain.ends_with("." + std::string(signer)));
}

}  // namespace

Belief belief_in(mail::Letter const& letter, std::string_view authserv_id) {
    if (authserv_id.empty() || letter.authentication_results.empty() || letter.from.size() != 1) return Belief::unknown;
    auto const line = said(letter.authentication_results.front());
    std::vector<std::string> parts;
    boost::split(parts, line, boost::is_any_of(";"));
    auto const server = words_of(parts.front());
    if (server.empty() || server.front() != boost::to_lower_copy(std::string(authserv_id))) return Belief::unknown;
    auto const domain = boost::to_lower_copy(std::string(mail::domain_of(letter.from.front().address)));
    bool failed = false;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        auto const method = method_of(parts[i]);
        if (method.name == "dmarc" && method.result == "fail") return Belief::refuted;
        if (method.name == "dmarc" && method.result == "pass" && method.get("header.from") == domain) return Belief::believed;
        if (method.name == "dkim" && method.result == "pass" &&
            (covers(method.get("header.d"), domain) || covers(method.get("header.i"), domain)))
            return Belief::believed;
        failed = failed || ((method.name == "dkim" || method.name == "spf") && method.result == "fail");
    }
    return failed ? Belief::refuted : Belief::unknown;
}

}  // namespace ombud::email
