// Bech32's and cashaddr's codes, from their specifications.
#include "chains/bech32.hpp"

#include <algorithm>
#include <array>

namespace ombud::chains {
namespace {

constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

constexpr auto value_of = [] {
    std::array<std::int8_t, 256> out{};
    out.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        out[std::uint8_t(alphabet[i])] = std::int8_t(i);
        if (alphabet[i] >= 'a') out[std::uint8_t(alphabet[i] - 'a' + 'A')] = std::int8_t(i);
    }
    return out;
}();

class Bech32Code {
public:
    void add(std::uint8_t value) {
        auto const top = sum_ >> 25;
        sum_ = (sum_ & 0x1ffffff) << 5 ^ value ^ feedback[top];
    }
    [[nodiscard]] std::uint32_t sum() const { return sum_; }

private:
    static constexpr auto feedback = [] {
        constexpr std::array<std::uint32_t, 5> generator{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
        std::array<std::uint32_t, 32> out{};
        for (std::size_t top = 0; top < 32; ++top)
            for (std::size_t bit = 0; bit < 5; ++bit)
                if (top >> bit & 1) out[top] ^= generator[bit];
        return out;
    }();
    std::uint32_t sum_ = 1;
};

// The 40-bit code of cashaddr: the same construction with other constants.
class CashCode {
public:
    void add(std::uint8_t value) {
        constexpr std::array<std::uint64_t, 5> generator{0x98f2bc8e61, 0x79b76d99e2, 0xf33e5fb3c4, 0xae2eabe2a8, 0x1e4f43e470};
        auto const top = sum_ >> 35;
        sum_ = (sum_ & 0x07ffffffff) << 5 ^ value;
        for (std::size_t bit = 0; bit < 5; ++bit)
            if (top >> bit & 1) sum_ ^= generator[bit];
    }
    [[nodiscard]] std::uint64_t sum() const { return sum_; }

private:
    std::uint64_t sum_ = 1;
};

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

// Upper and lower case never mix within one address.
bool one_case(std::string_view text) {
    bool upper = false;
    bool small = false;
    for (char c : text) {
        upper |= c >= 'A' && c <= 'Z';
        small |= c >= 'a' && c <= 'z';
    }
    return !(upper && small);
}

}  // namespace

std::optional<Bech32> bech32_decode(std::string_view text, std::size_t length_limit) {
    auto const separator = text.rfind('1');
    if (text.size() > length_limit || separator == text.npos || separator == 0 || text.size() - separator < 7)
        return std::nullopt;
    if (!one_case(text)) return std::nullopt;
    Bech32 out;
    Bech32Code code;
    for (char c : text.substr(0, separator)) {
        if (c < 33 || c > 126) return std::nullopt;
        out.prefix += lower(c);
        code.add(std::uint8_t(lower(c)) >> 5);
    }
    code.add(0);
    for (char c : out.prefix) code.add(std::uint8_t(c) & 31);
    auto const data = text.substr(separator + 1);
    out.values.reserve(data.size());
    for (char c : data) {
        auto const value = value_of[std::uint8_t(c)];
        if (value < 0) return std::nullopt;
        out.values.push_back(std::uint8_t(value));
        code.add(std::uint8_t(value));
    }
    if (code.sum() == 1)
        out.variant = Bech32Variant::bech32;
    else if (code.sum() == 0x2bc830a3)
        out.variant = Bech32Variant::bech32m;
    else
        return std::nullopt;
    out.values.resize(out.values.size() - 6);
    return out;
}

std::optional<Bytes> bytes_from_five_bits(ByteView values) {
    Bytes out;
    out.reserve(values.size() * 5 / 8);
    std::uint32_t bits = 0;
    int count = 0;
    for (auto value : values) {
        bits = bits << 5 | value;
        count += 5;
        if (count < 8) continue;
        count -= 8;
        out.push_back(std::uint8_t(bits >> count));
        bits &= (1U << count) - 1;
    }
    // A whole character too many, or bits that no byte holds, would give one value two spellings.
    if (count >= 5 || bits != 0) return std::nullopt;
    return out;
}

std::optional<SegwitProgram> segwit_decode(std::string_view text) {
    auto decoded = bech32_decode(text);
    if (!decoded || decoded->values.empty()) return std::nullopt;
    auto const version = decoded->values[0];
    auto program = bytes_from_five_bits(ByteView(decoded->values).subspan(1));
    if (!program || version > 16 || program->size() < 2 || program->size() > 40) return std::nullopt;
    if (version == 0 && program->size() != 20 && program->size() != 32) return std::nullopt;
    if ((version == 0) != (decoded->variant == Bech32Variant::bech32)) return std::nullopt;
    return SegwitProgram{std::move(decoded->prefix), version, std::move(*program)};
}

std::optional<CashAddress> cashaddr_decode(std::string_view text) {
    if (text.size() > 120 || !one_case(text)) return std::nullopt;
    auto const colon = text.find(':');
    std::string prefix = "bitcoincash";
    if (colon != text.npos) {
        prefix = text.substr(0, colon);
        std::ranges::transform(prefix, prefix.begin(), lower);
    }
    CashCode code;
    for (char c : prefix) code.add(std::uint8_t(c) & 31);
    code.add(0);
    Bytes values;
    for (char c : text.substr(colon == text.npos ? 0 : colon + 1)) {
        auto const value = value_of[std::uint8_t(c)];
        if (value < 0) return std::nullopt;
        values.push_back(std::uint8_t(value));
        code.add(std::uint8_t(value));
    }
    if (values.size() < 9 || code.sum() != 1) return std::nullopt;
    values.resize(values.size() - 8);
    auto bytes = bytes_from_five_bits(values);
    constexpr std::array<std::size_t, 8> hash_sizes{20, 24, 28, 32, 40, 48, 56, 64};
    if (!bytes || bytes->empty() || (*bytes)[0] & 0x80 || bytes->size() != 1 + hash_sizes[(*bytes)[0] & 7]) return std::nullopt;
    auto const type = (*bytes)[0] >> 3;
    if (type > 1) return std::nullopt;
    return CashAddress{type == 1, Bytes(bytes->begin() + 1, bytes->end())};
}

}  // namespace ombud::chains
