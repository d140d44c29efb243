#include "credentials/cbor.hpp"

#include <cbor.h>
#include <optional>

namespace ombud::credentials::cbor {

namespace {

constexpr int depth_at_most = 4;

// What libcbor saw. Everything that it does not mention here stays nothing, which is unreadable.
using Seen = std::optional<Item>;

template <class Value, Kind kind>
void number(void* seen, Value value) {
    static_cast<Seen*>(seen)->emplace(Item{kind, value, {}});
}
template <Kind kind>
void content(void* seen, cbor_data data, std::size_t size) {
    static_cast<Seen*>(seen)->emplace(Item{kind, size, {reinterpret_cast<std::byte const*>(data), size}});
}

cbor_callbacks what_we_take() {
    auto callbacks = cbor_empty_callbacks;
    callbacks.uint8 = number<std::uint8_t, Kind::unsigned_integer>;
    callbacks.uint16 = number<std::uint16_t, Kind::unsigned_integer>;
    callbacks.uint32 = number<std::uint32_t, Kind::unsigned_integer>;
    callbacks.uint64 = number<std::uint64_t, Kind::unsigned_integer>;
    callbacks.negint8 = number<std::uint8_t, Kind::negative_integer>;
    callbacks.negint16 = number<std::uint16_t, Kind::negative_integer>;
    callbacks.negint32 = number<std::uint32_t, Kind::negative_integer>;
    callbacks.negint64 = number<std::uint64_t, Kind::negative_integer>;
    callbacks.byte_string = content<Kind::bytes>;
    callbacks.string = content<Kind::text>;
    callbacks.array_start = number<std::size_t, Kind::array>;
    callbacks.map_start = number<std::size_t, Kind::map>;
    return callbacks;
}

Item take_one(Bytes& rest, Kind kind) {
    auto const item = cbor::take(rest);
    if (item.kind != kind) throw Unreadable{};
    return item;
}

void skip(Bytes& rest, int depth) {
    if (depth > depth_at_most) throw Unreadable{};
    auto const item = cbor::take(rest);
    if (item.kind != Kind::array && item.kind != Kind::map) return;
    // Each item takes a byte at least, so a number that lies ends soon.
    for (std::uint64_t i = 0; i < item.number; ++i) {
        skip(rest, depth + 1);
        if (item.kind == Kind::map) skip(rest, depth + 1);
    }
}

}  // namespace

Item take(Bytes& rest) {
    static auto const callbacks = what_we_take();
    Seen seen;
    auto const result = cbor_stream_decode(reinterpret_cast<cbor_data>(rest.data()), rest.size(), &callbacks, &seen);
    if (result.status != CBOR_DECODER_FINISHED || !seen) throw Unreadable{};
    rest = rest.subspan(result.read);
    return *seen;
}

std::int64_t take_integer(Bytes& rest) {
    auto const item = take(rest);
    if (item.kind != Kind::unsigned_integer && item.kind != Kind::negative_integer) throw Unreadable{};
    if (item.number > INT64_MAX) throw Unreadable{};
    return item.kind == Kind::unsigned_integer ? std::int64_t(item.number) : -1 - std::int64_t(item.number);
}

Bytes take_bytes(Bytes& rest) {
    return take_one(rest, Kind::bytes).content;
}

std::string_view take_text(Bytes& rest) {
    auto const bytes = take_one(rest, Kind::text).content;
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

std::uint64_t take_map(Bytes& rest) {
    return take_one(rest, Kind::map).number;
}

void skip(Bytes& rest) {
    skip(rest, 0);
}

}  // namespace ombud::credentials::cbor
