#include "core/markup.hpp"

namespace ombud {

std::string escaped_markup(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 16);
    for (char const c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\'')
            out += "&#39;";
        else
            out.push_back(c);
    }
    return out;
}

}  // namespace ombud
