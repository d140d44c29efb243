// PostgreSQL's text format, both ways: what each C++ type is called there, how it is written and how it is read.
#pragma once
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"

namespace ombud::postgres {

using Oid = unsigned int;  // as libpq's

// A bytea: bytes that are no text.
struct Bytes {
    std::string data;
    auto operator<=>(Bytes const&) const = default;
};

// A cell that is not what its type promises; whoever reads the row adds the names.
struct Unparsable : std::logic_error {
    Unparsable() : std::logic_error("unparsable cell") {}
};

// `oid` and `array_oid` name the type, `write` appends the value's text, `read` throws Unparsable. Specialise for a new leaf.
template <class T>
struct Text;

template <class T>
concept Cell = requires { Text<T>::oid; };

// The integer family by size: int2, int4, int8.
template <std::signed_integral T>
    requires(sizeof(T) >= 2)
struct Text<T> {
    static constexpr Oid oid = sizeof(T) == 2 ? 21 : sizeof(T) == 4 ? 23 : 20;
    static constexpr Oid array_oid = sizeof(T) == 2 ? 1005 : sizeof(T) == 4 ? 1007 : 1016;
    static void write(T value, std::string& out) {
        char digits[24];
        out.append(digits, std::to_chars(digits, std::end(digits), value).ptr);
    }
    static T read(std::string_view text) {
        T value{};
        auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || stop != text.data() + text.size()) throw Unparsable{};
        return value;
    }
};

template <>
struct Text<double> {
    static constexpr Oid oid = 701, array_oid = 1022;
    static void write(double value, std::string& out);
    static double read(std::string_view text);
};

template <>
struct Text<bool> {
    static constexpr Oid oid = 16, array_oid = 1000;
    static void write(bool value, std::string& out) { out.push_back(value ? 't' : 'f'); }
    static bool read(std::string_view text) {
        if (text != "t" && text != "f") throw Unparsable{};
        return text == "t";
    }
};

template <>
struct Text<std::string> {
    static constexpr Oid oid = 25, array_oid = 1009;
    // Throws Problem{invalid, "text.nul"}: PostgreSQL stores no U+0000 and would cut the text there.
    static void write(std::string const& value, std::string& out);
    static std::string read(std::string_view text) { return std::string(text); }
};

// To the microsecond, UTC, years 1 to 9999; any other moment is Problem{invalid, "time.range"}.
template <>
struct Text<Timestamp> {
    static constexpr Oid oid = 1184, array_oid = 1185;
    static void write(Timestamp value, std::string& out);
    static Timestamp read(std::string_view text);
};

template <>
struct Text<Uuid> {
    static constexpr Oid oid = 2950, array_oid = 2951;
    static void write(Uuid const& value, std::string& out) { out += value.text(); }
    static Uuid read(std::string_view text) {
        auto uuid = Uuid::parse(text);
        if (!uuid) throw Unparsable{};
        return *uuid;
    }
};

template <class Tag>
struct Text<Id<Tag>> : Text<Uuid> {
    static void write(Id<Tag> const& value, std::string& out) { Text<Uuid>::write(value.uuid, out); }
    static Id<Tag> read(std::string_view text) { return {Text<Uuid>::read(text)}; }
};

template <>
struct Text<json::value> {
    static constexpr Oid oid = 3802, array_oid = 3807;
    static void write(json::value const& value, std::string& out);
    static json::value read(std::string_view text);
};

template <>
struct Text<Bytes> {
    static constexpr Oid oid = 17, array_oid = 1001;
    static void write(Bytes const& value, std::string& out);
    static Bytes read(std::string_view text);
};

// An enumeration is kept as the text of its name.
template <DescribedEnum E>
struct Text<E> {
    static constexpr Oid oid = 25, array_oid = 1009;
    static void write(E value, std::string& out) {
        auto const* name = boost::describe::enum_to_string(value, nullptr);
        if (!name) throw std::logic_error("an enumeration's value without a name");
        out += name;
    }
    static E read(std::string_view text) {
        std::optional<E> found;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto enumerator) {
            if (text == enumerator.name) found = enumerator.value;
        });
        if (!found) throw Unparsable{};
        return *found;
    }
};

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

// One array's text, item by item: writing quotes what needs it, reading undoes it.
class ArrayWriter {
public:
    explicit ArrayWriter(std::string& out) : out_(out) { out_.push_back('{'); }
    ~ArrayWriter() { out_.push_back('}'); }
    ArrayWriter(ArrayWriter const&) = delete;
    ArrayWriter& operator=(ArrayWriter const&) = delete;

    void null() {
        separate();
        out_ += "NULL";
    }
    template <class T>
    void item(T const& value) {
        separate();
        if constexpr (std::is_arithmetic_v<T> || std::same_as<T, Uuid> || is_id<T>) {
            Text<T>::write(value, out_);
        } else {
            scratch_.clear();
            Text<T>::write(value, scratch_);
            quote();
        }
    }

private:
    void separate() {
        if (!first_) out_.push_back(',');
        first_ = false;
    }
    void quote();

    std::string& out_;
    std::string scratch_;
    bool first_ = true;
};

// Reads a one-dimensional array; throws Unparsable for anything else.
class ArrayReader {
public:
    explicit ArrayReader(std::string_view text);
    // False at the end; otherwise `item()` and `is_null()` speak of the next one.
    bool next();
    [[nodiscard]] bool is_null() const { return null_; }
    [[nodiscard]] std::string_view item() const { return item_; }

private:
    void take_quoted();
    void take_bare();

    std::string_view rest_;
    std::string unescaped_;
    std::string_view item_;
    bool null_ = false;
    bool first_ = true;
};

template <class T>
    requires(Cell<T> && !is_vector<T>)
struct Text<std::vector<T>> {
    static constexpr Oid oid = Text<T>::array_oid;
    static void write(std::vector<T> const& items, std::string& out) {
        ArrayWriter writer{out};
        for (T const& item : items) writer.item<T>(item);
    }
    static std::vector<T> read(std::string_view text) {
        std::vector<T> items;
        for (ArrayReader reader{text}; reader.next();) {
            if (reader.is_null()) throw Unparsable{};
            items.push_back(Text<T>::read(reader.item()));
        }
        return items;
    }
};

template <class T>
    requires(Cell<T> && !is_vector<T>)
struct Text<std::vector<std::optional<T>>> {
    static constexpr Oid oid = Text<T>::array_oid;
    static void write(std::vector<std::optional<T>> const& items, std::string& out) {
        ArrayWriter writer{out};
        for (auto const& item : items) item ? writer.item<T>(*item) : writer.null();
    }
    static std::vector<std::optional<T>> read(std::string_view text) {
        std::vector<std::optional<T>> items;
        for (ArrayReader reader{text}; reader.next();)
            items.push_back(reader.is_null() ? std::nullopt : std::optional<T>{Text<T>::read(reader.item())});
        return items;
    }
};

}  // namespace ombud::postgres
