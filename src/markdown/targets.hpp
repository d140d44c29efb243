// Where links may lead: which targets are safe whoever wrote them, and which bare addresses in a text are links.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ombud::markdown {

// http, https, mailto and tel; a path of our own; a place on the page. Nothing that a browser reads otherwise than we do.
bool is_safe_target(std::string_view target);
// On somebody else's server, as far as the target tells.
bool is_elsewhere(std::string_view target);
// A path of our own: "/media/…".
bool is_own_path(std::string_view target);

// Percent-escapes undone; what is none stays.
std::string unescaped(std::string_view target);

// A piece of a text; with a target it is an address that stands there bare.
struct Stretch {
    std::string_view text;
    std::string target;
};
// http, https and mail addresses. One ends where ASCII ends: Chinese text goes on without a space.
std::vector<Stretch> bare_addresses(std::string_view text);

}  // namespace ombud::markdown
