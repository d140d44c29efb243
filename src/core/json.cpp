#include "core/json.hpp"

#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <fmt/format.h>

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

// Hears a text being parsed and counts the names of its members, as they stand there.
struct NameCounter {
    static constexpr auto max_object_size = std::size_t(-1), max_array_size = max_object_size, max_key_size = max_object_size,
                          max_string_size = max_object_size;
    using Error = boost::system::error_code;
    std::size_t names = 0;

    bool on_key(std::string_view, std::size_t, Error&) { return ++names != 0; }
    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error&) { return true; }
    bool on_object_end(std::size_t, Error&) { return true; }
    bool on_array_begin(Error&) { return true; }
    bool on_array_end(std::size_t, Error&) { return true; }
    bool on_key_part(std::string_view, std::size_t, Error&) { return true; }
    bool on_string_part(std::string_view, std::size_t, Error&) { return true; }
    bool on_string(std::string_view, std::size_t, Error&) { return true; }
    bool on_number_part(std::string_view, Error&) { return true; }
    bool on_int64(std::int64_t, std::string_view, Error&) { return true; }
    bool on_uint64(std::uint64_t, std::string_view, Error&) { return true; }
    bool on_double(double, std::string_view, Error&) { return true; }
    bool on_bool(bool, Error&) { return true; }
    bool on_null(Error&) { return true; }
    bool on_comment_part(std::string_view, Error&) { return true; }
    bool on_comment(std::string_view, Error&) { return true; }
};

std::size_t count_names_in(std::string_view text, json::parse_options const& options) {
    json::basic_parser<NameCounter> parser{options};
    boost::system::error_code error;
    parser.write_some(false, text.data(), text.size(), error);
    return parser.handler().names;
}

// Of members with one name an object keeps the last.
std::size_t names_kept(json::value const& value) {
    std::size_t names = 0;
    if (auto const* object = value.if_object()) {
        names = object->size();
        for (auto const& member : *object) names += names_kept(member.value());
    } else if (auto const* array = value.if_array()) {
        for (auto const& item : *array) names += names_kept(item);
    }
    return names;
}

}  // namespace

json::value parse_json(std::string_view text) {
    json::parse_options options;
    options.max_depth = max_depth;
    boost::system::error_code error;
    auto value = json::parse(text, error, {}, options);
    if (error) throw Problem{ProblemKind::malformed, "json.malformed", {}, error.message()};
    if (count_names_in(text, options) != names_kept(value)) throw Problem{ProblemKind::malformed, "json.name_repeated"};
    return value;
}

std::string canonical_json(json::value const& value) {
    std::string out;
    write_canonical(value, out);
    return out;
}

void append_json_string(std::string& out, std::string_view text) {
    auto const plain = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; };
    out.push_back('"');
    for (auto at = text.begin(); at != text.end();) {
        auto const special = std::find_if_not(at, text.end(), plain);
        out.append(at, special);
        if (special == text.end()) break;
        if (*special == '"' || *special == '\\')
            out.append({'\\', *special});
        else
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", int(*special));
        at = special + 1;
    }
    out.push_back('"');
}

void append_json_integer(std::string& out, std::int64_t number) {
    std::array<char, 24> digits;
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

namespace {

std::string join(std::string const& path, std::string_view name) {
    return path.empty() ? std::string(name) : path + "." + std::string(name);
}

}  // namespace

void read_fields(std::span<FieldReader const> fields, void* object, json::value const& value, std::string const& path) {
    auto const* given = value.if_object();
    if (!given) fail_field(path, "field.type", "expected an object");
    std::size_t used = 0;
    for (auto const& field : fields) {
        if (auto const* found = given->if_contains(field.name)) {
            field.read(object, *found, join(path, field.name));
            ++used;
        } else if (!field.optional) {
            fail_field(join(path, field.name), "field.required", "is required");
        }
    }
    if (used == given->size()) return;
    for (auto const& [name, unused] : *given)
        if (std::ranges::find(fields, std::string_view(name), &FieldReader::name) == fields.end())
            fail_field(join(path, std::string_view(name).substr(0, 80)), "field.unknown", "is not a known field");
    fail_field(path, "field.unknown", "has an unknown field");
}

json::value write_fields(std::span<FieldWriter const> fields, void const* object) {
    json::object out;
    out.reserve(fields.size());
    for (auto const& field : fields) out.emplace(field.name, field.write(object));
    return out;
}

void append_fields(std::string& out, std::span<FieldAppender const> fields, void const* object) {
    char before = '{';
    for (auto const& field : fields) {
        out.push_back(std::exchange(before, ','));
        out.append("\"").append(field.name).append("\":");
        field.append(out, object);
    }
    if (fields.empty()) out.push_back('{');
    out.push_back('}');
}

json::value schema_of(std::span<FieldSchema const> fields) {
    json::object properties;
    json::array required;
    for (auto const& field : fields) {
        properties.emplace(field.name, field.schema());
        if (!field.optional) required.emplace_back(field.name);
    }
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", std::move(required)},
            {"additionalProperties", false}};
}

}  // namespace ombud
