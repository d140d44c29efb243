// The whole house as a browser without scripts sees it: it keeps cookies, and follows where a form leads.
#pragma once
#include <regex>

#include "support/edge_world.hpp"

namespace ombud::testing {

struct BrowsedWorld : EdgeWorld {
    std::map<std::string, std::string> cookies;
    std::string browser_language = "en";

    Answer browse(http::Method method, std::string target, std::string body = {}, std::string type = {}) {
        std::string held;
        for (auto const& [name, value] : cookies) held.append(held.empty() ? "" : "; ").append(name).append("=").append(value);
        Asked asked{.method = method, .target = std::move(target), .bytes = std::move(body)};
        asked.fields = {{"Accept", "text/html,application/xhtml+xml"}, {"Accept-Language", browser_language}};
        if (!held.empty()) asked.fields.push_back({"Cookie", held});
        if (method == http::Method::post) {
            asked.fields.push_back({"Origin", own_origin});
            asked.fields.push_back({"Content-Type", type.empty() ? "application/x-www-form-urlencoded" : type});
        }
        auto answer = ask(std::move(asked));
        for (auto const& field : answer.fields) {
            if (field.name != "Set-Cookie") continue;
            auto const equals = field.value.find('=');
            auto const name = field.value.substr(0, equals);
            auto const value = field.value.substr(equals + 1, field.value.find(';') - equals - 1);
            if (value.empty())
                cookies.erase(name);
            else
                cookies[name] = value;
        }
        return answer;
    }
    Answer look(std::string target) { return browse(http::Method::get, std::move(target)); }
    // Follows where a form leads.
    Answer send(std::string target, std::string form) {
        auto answer = browse(http::Method::post, std::move(target), std::move(form));
        if (answer.status != 303) return answer;
        auto next = answer.field("Location");
        return look(next.substr(0, next.find('#')));
    }
    using Parts = std::vector<std::pair<std::string, std::string>>;
    Answer send_parts(std::string target, Parts const& parts, std::string const& picture = {}) {
        std::string body;
        for (auto const& [name, value] : parts)
            body += "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
        if (!picture.empty())
            body +=
                "--b\r\nContent-Disposition: form-data; name=\"pictures\"; filename=\"a.png\"\r\nContent-Type: "
                "image/png\r\n\r\n" +
                picture + "\r\n";
        return browse(http::Method::post, std::move(target), body + "--b--\r\n", "multipart/form-data; boundary=b");
    }
    static std::string hidden(Answer const& page, std::string const& name) {
        std::smatch found;
        std::regex const field{"name=\"" + name + "\" value=\"([^\"]*)\""};
        return std::regex_search(page.body, found, field) ? found[1].str() : std::string{};
    }
};

}  // namespace ombud::testing
