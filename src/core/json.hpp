// Strict JSON for described structs: unknown fields, wrong types and missing fields are errors that name the field.
#pragma once
#include <array>
#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"

namespace ombud {

namespace json = boost::json;

template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;
template <class T>
concept DescribedEnum = boost::describe::has_describe_enumerators<T>::value;

template <class T>
using MembersOf = boost::describe::describe_members<T, boost::describe::mod_public>;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

// How one type is read, written and described (JSON Schema 2020-12, as OpenAPI 3.1 uses). Specialise for a new leaf.
template <class T>
struct JsonCodec;

template <class T>
T from_json(json::value const& value, std::string const& path = {}) {
    return JsonCodec<T>::read(value, path);
}
template <class T>
json::value to_json(T const& value) {
    return JsonCodec<T>::write(value);
}
template <class T>
json::value json_schema() {
    return JsonCodec<T>::schema();
}
// The same as text, written straight: what is sent often needs no tree in between.
template <class T>
void append_json(std::string& out, T const& value);
template <class T>
std::string to_json_text(T const& value) {
    std::string out;
    append_json(out, value);
    return out;
}

// Parses outside text: depth and duplicates limited, UTF-8 checked. Throws Problem{malformed, "json.malformed"}.
json::value parse_json(std::string_view text);
// Writes a value as text, keys sorted at every level: the same value gives the same bytes.
std::string canonical_json(json::value const& value);

[[noreturn]] inline void fail_field(std::string const& path, std::string_view code, std::string_view detail) {
    throw Problem{ProblemKind::invalid, std::string(code), path, std::string(detail)};
}

template <>
struct JsonCodec<std::string> {
    static std::string read(json::value const& v, std::string const& path) {
        if (!v.is_string()) fail_field(path, "field.type", "expected a string");
        auto const& text = v.get_string();
        if (text.find('\0') != text.npos) fail_field(path, "field.nul", "must not hold U+0000");  // PostgreSQL stores none
        return std::string(text);
    }
    static json::value write(std::string const& s) { return json::value(s); }
    static json::value schema() { return {{"type", "string"}}; }
};

template <std::signed_integral T>
struct JsonCodec<T> {
    static T read(json::value const& v, std::string const& path) {
        if (!v.is_int64() || !std::in_range<T>(v.get_int64())) fail_field(path, "field.type", "expected an integer");
        return T(v.get_int64());
    }
    static json::value write(T n) { return json::value(std::int64_t(n)); }
    static json::value schema() { return {{"type", "integer"}}; }
};

template <>
struct JsonCodec<bool> {
    static bool read(json::value const& v, std::string const& path) {
        if (!v.is_bool()) fail_field(path, "field.type", "expected true or false");
        return v.get_bool();
    }
    static json::value write(bool b) { return json::value(b); }
    static json::value schema() { return {{"type", "boolean"}}; }
};

// A ratio or a duration in seconds; never money.
template <>
struct JsonCodec<double> {
    static double read(json::value const& v, std::string const& path) {
        if (v.is_int64()) return double(v.get_int64());
        if (!v.is_double()) fail_field(path, "field.type", "expected a number");
        return v.get_double();
    }
    static json::value write(double x) { return json::value(x); }
    static json::value schema() { return {{"type", "number"}}; }
};

template <>
struct JsonCodec<json::value> {
    static json::value read(json::value const& v, std::string const&) { return v; }
    static json::value write(json::value const& v) { return v; }
    static json::value schema() { return json::object{}; }
};

template <>
struct JsonCodec<Timestamp> {
    static Timestamp read(json::value const& v, std::string const& path) {
        auto when = from_rfc3339(JsonCodec<std::string>::read(v, path));
        if (!when) fail_field(path, "field.time", "expected an RFC 3339 date-time");
        return *when;
    }
    static json::value write(Timestamp t) { return json::value(to_rfc3339(t)); }
    static json::value schema() { return {{"type", "string"}, {"format", "date-time"}}; }
};

template <>
struct JsonCodec<Uuid> {
    static Uuid read(json::value const& v, std::string const& path) {
        auto id = Uuid::parse(JsonCodec<std::string>::read(v, path));
        if (!id) fail_field(path, "field.id", "expected a UUID");
        return *id;
    }
    static json::value write(Uuid const& id) { return json::value(id.text()); }
    static json::value schema() { return {{"type", "string"}, {"format", "uuid"}}; }
};

template <class Tag>
struct JsonCodec<Id<Tag>> {
    static Id<Tag> read(json::value const& v, std::string const& path) { return {JsonCodec<Uuid>::read(v, path)}; }
    static json::value write(Id<Tag> const& id) { return JsonCodec<Uuid>::write(id.uuid); }
    static json::value schema() { return JsonCodec<Uuid>::schema(); }
};

template <class T>
struct JsonCodec<std::optional<T>> {
    static std::optional<T> read(json::value const& v, std::string const& path) {
        if (v.is_null()) return std::nullopt;
        return from_json<T>(v, path);
    }
    static json::value write(std::optional<T> const& x) { return x ? to_json(*x) : json::value(nullptr); }
    static json::value schema() { return {{"anyOf", {json_schema<T>(), {{"type", "null"}}}}}; }
};

template <class T>
struct JsonCodec<std::vector<T>> {
    static std::vector<T> read(json::value const& v, std::string const& path) {
        if (!v.is_array()) fail_field(path, "field.type", "expected a list");
        std::vector<T> out;
        out.reserve(v.get_array().size());
        std::size_t index = 0;
        for (auto const& item : v.get_array()) out.push_back(from_json<T>(item, path + "[" + std::to_string(index++) + "]"));
        return out;
    }
    static json::value write(std::vector<T> const& items) {
        json::array out;
        out.reserve(items.size());
        for (auto const& item : items) out.push_back(to_json(item));
        return out;
    }
    static json::value schema() { return {{"type", "array"}, {"items", json_schema<T>()}}; }
};

template <DescribedEnum E>
struct JsonCodec<E> {
    static E read(json::value const& v, std::string const& path) {
        E value{};
        if (!v.is_string() || !boost::describe::enum_from_string(v.get_string().c_str(), value))
            fail_field(path, "field.choice", "not one of the allowed values");
        return value;
    }
    static json::value write(E e) { return json::value(boost::describe::enum_to_string(e, "")); }
    static json::value schema() {
        json::array names;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
            [&](auto enumerator) { names.emplace_back(enumerator.name); });
        return {{"type", "string"}, {"enum", std::move(names)}};
    }
};

// What a described struct's fields do, one small function each: the loops over them stand in json.cpp once, since whatever is
// written out anew for each of some hundreds of shapes is what compiling takes its time for.
struct FieldReader {
    char const* name;
    bool optional;
    void (*read)(void* object, json::value const& value, std::string const& path);
};
struct FieldWriter {
    char const* name;
    json::value (*write)(void const* object);
};
struct FieldAppender {
    char const* name;
    void (*append)(std::string& out, void const* object);
};
struct FieldSchema {
    char const* name;
    bool optional;
    json::value (*schema)();
};
void read_fields(std::span<FieldReader const> fields, void* object, json::value const& value, std::string const& path);
json::value write_fields(std::span<FieldWriter const> fields, void const* object);
void append_fields(std::string& out, std::span<FieldAppender const> fields, void const* object);
json::value schema_of(std::span<FieldSchema const> fields);

template <class T, class Member>
struct FieldOf {
    using Value = std::remove_cvref_t<decltype(std::declval<T&>().*Member::pointer)>;
    static void read(void* object, json::value const& value, std::string const& path) {
        static_cast<T*>(object)->*Member::pointer = from_json<Value>(value, path);
    }
    static json::value write(void const* object) { return to_json(static_cast<T const*>(object)->*Member::pointer); }
    static void append(std::string& out, void const* object) {
        append_json(out, static_cast<T const*>(object)->*Member::pointer);
    }
};

// A list of `Row`s, one for each member of T.
template <class T, class Row, class... Members>
constexpr auto rows_of_fields(boost::mp11::mp_list<Members...>) {
    if constexpr (std::same_as<Row, FieldReader>)
        return std::array<Row, sizeof...(Members)>{
            Row{Members::name, is_optional<typename FieldOf<T, Members>::Value>, &FieldOf<T, Members>::read}...};
    else if constexpr (std::same_as<Row, FieldWriter>)
        return std::array<Row, sizeof...(Members)>{Row{Members::name, &FieldOf<T, Members>::write}...};
    else if constexpr (std::same_as<Row, FieldAppender>)
        return std::array<Row, sizeof...(Members)>{Row{Members::name, &FieldOf<T, Members>::append}...};
    else
        return std::array<Row, sizeof...(Members)>{Row{Members::name, is_optional<typename FieldOf<T, Members>::Value>,
                                                       &json_schema<typename FieldOf<T, Members>::Value>}...};
}
template <class T, class Row>
inline constexpr auto fields_as = rows_of_fields<T, Row>(boost::mp11::mp_rename<MembersOf<T>, boost::mp11::mp_list>{});

template <Described T>
struct JsonCodec<T> {
    static T read(json::value const& v, std::string const& path) {
        T out{};
        read_fields(fields_as<T, FieldReader>, &out, v, path);
        return out;
    }
    static json::value write(T const& x) { return write_fields(fields_as<T, FieldWriter>, &x); }
    static json::value schema() { return schema_of(fields_as<T, FieldSchema>); }
};

void append_json_string(std::string& out, std::string_view text);
void append_json_integer(std::string& out, std::int64_t number);

template <class T>
void append_json(std::string& out, T const& value) {
    if constexpr (std::same_as<T, std::string>) {
        append_json_string(out, value);
    } else if constexpr (std::same_as<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::signed_integral<T>) {
        append_json_integer(out, value);
    } else if constexpr (std::same_as<T, Uuid> || is_id<T>) {
        append_json_string(out, value.text());
    } else if constexpr (std::same_as<T, Timestamp>) {
        append_json_string(out, to_rfc3339(value));
    } else if constexpr (is_optional<T>) {
        if (value)
            append_json(out, *value);
        else
            out += "null";
    } else if constexpr (is_vector<T>) {
        char before = '[';
        for (auto const& item : value) {
            out.push_back(std::exchange(before, ','));
            append_json(out, item);
        }
        if (value.empty()) out.push_back('[');
        out.push_back(']');
    } else if constexpr (DescribedEnum<T>) {
        append_json_string(out, boost::describe::enum_to_string(value, ""));
    } else if constexpr (Described<T>) {
        append_fields(out, fields_as<T, FieldAppender>, &value);
    } else {
        out += json::serialize(to_json(value));
    }
}

}  // namespace ombud
