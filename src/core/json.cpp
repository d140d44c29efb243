#include "core/json.hpp"

#include <algorithm>

namespace ombud {

namespace {

constexpr std::size_t max_depth = 32;

void write_canonical(json::value const& value, std::string& out) {
    if (auto const* object = value.if_object()) {
        std::vector<json::key_value_pair const*> fields;
        for (auto const& field : *object) fields.push_back(&field);
        std::ranges::sort(fields, {}, [](auto const* field) { return std::string_view(field->key()); });
        out.push_back('{');
        for (auto const* field : fields) {
            if (out.back() != '{') out.push_back(',');
            out += json::serialize(json::string(field->key()));
            out.push_back(':');
            write_canonical(field->value(), out);
        }
        out.push_back('}');
    } else if (auto const* array = value.if_array()) {
        out.push_back('[');
        for (auto const& item : *array) {
            if (&item != array->data()) out.push_back(',');
            write_canonical(item, out);
        }
        out.push_back(']');
    } else {
        out += json::serialize(value);
    }
}

}  // namespace

json::value parse_json(std::string_view text) {
    json::parse_options options;
    options.max_depth = max_depth;
    boost::system::error_code error;
    auto value = json::parse(text, error, {}, options);
    if (error) throw Problem{ProblemKind::malformed, "json.malformed", {}, error.message()};
    return value;
}

std::string canonical_json(json::value const& value) {
    std::string out;
    write_canonical(value, out);
    return out;
}

}  // namespace ombud
