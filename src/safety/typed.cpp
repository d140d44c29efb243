#include "safety/typed.hpp"

#include <re2/re2.h>

#include "core/json.hpp"
#include "safety/secret_guard.hpp"
#include "text/names.hpp"

namespace ombud::safety {

namespace {

SecretGuard const& guard() {
    static auto const shipped = shipped_secret_guard();
    return shipped;
}

}  // namespace

bool holds_secret(std::string_view typed) {
    return !guard().redact(std::string(typed)).removed.empty();
}

std::string typed_name(std::string_view typed, char const* field) {
    auto name = text::clean_name(typed);
    if (!name) fail_field(field, "name.empty", "nothing visible is left");
    if (holds_secret(typed))
        fail_field(field, "name.secret", "looks like a secret");  // whole, before a name is cut to its length
    return std::move(*name);
}

std::string typed_text(std::string_view typed) {
    return guard().redact(text::clean_lines(typed)).text;
}

std::string without_marks(std::string_view kept) {
    static RE2 const marks{R"((\s|\[removed:[a-z_]+\])+)"};
    std::string out(kept);
    RE2::GlobalReplace(&out, marks, " ");
    return out;
}

}  // namespace ombud::safety
