// Reading what a request says: fields, cookies, query parameters, and a path without tricks.
#include "http/decode.hpp"
#include "http/server.hpp"

namespace ombud::http {

std::string_view Request::field(std::string_view name) const {
    for (auto const& each : fields)
        if (same_letters(each.name, name)) return each.value;
    return {};
}

std::optional<std::string> Request::cookie(std::string_view name) const {
    for (auto const& each : fields) {
        if (!same_letters(each.name, "cookie")) continue;
        std::string_view rest = each.value;
        while (!rest.empty()) {
            auto pair = rest.substr(0, rest.find(';'));
            rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
            while (pair.starts_with(' ')) pair.remove_prefix(1);
            auto const equals = pair.find('=');
            if (equals != pair.npos && pair.substr(0, equals) == name) return std::string(pair.substr(equals + 1));
        }
    }
    return std::nullopt;
}

std::optional<std::string> Request::parameter(std::string_view name) const {
    std::string_view rest = query;
    while (!rest.empty()) {
        auto pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        auto const equals = std::min(pair.find('='), pair.size());
        auto const key = percent_decode(pair.substr(0, equals), Plus::is_space);
        if (!key || *key != name) continue;
        auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), Plus::is_space);
        if (!value || !valid_text(*value)) throw Problem{ProblemKind::malformed, "query.malformed"};
        return value;
    }
    return std::nullopt;
}

}  // namespace ombud::http
