// Reading CBOR (RFC 8949) from outside, one item after the other: definite lengths only, no floats, no tags, nothing allocated.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace ombud::credentials::cbor {

using Bytes = std::span<std::byte const>;

enum class Kind { unsigned_integer, negative_integer, bytes, text, array, map };

struct Item {
    Kind kind{};
    std::uint64_t number{};  // its value (-1 - number for a negative one), or how many items or pairs follow
    Bytes content;           // of bytes and text
};

// What is not CBOR as we take it.
struct Unreadable {};

// Takes items from the front of `rest`; each throws Unreadable for anything else than it promises.
Item take(Bytes& rest);
std::int64_t take_integer(Bytes& rest);
Bytes take_bytes(Bytes& rest);
std::string_view take_text(Bytes& rest);
std::uint64_t take_map(Bytes& rest);  // how many pairs follow
void skip(Bytes& rest);               // one item with all that it holds

}  // namespace ombud::credentials::cbor
