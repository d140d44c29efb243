// Base58 by 32-bit limbs, five characters at a time.
#include "chains/base58.hpp"

#include <algorithm>
#include <array>

#include "chains/bech32.hpp"

namespace ombud::chains {
namespace {

constexpr std::string_view letters(Base58Alphabet alphabet) {
    return alphabet == Base58Alphabet::bitcoin ? "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
                                               : "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
}

constexpr std::array<std::int8_t, 256> digits(std::string_view alphabet) {
    std::array<std::int8_t, 256> out{};
    out.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i) out[std::uint8_t(alphabet[i])] = std::int8_t(i);
    return out;
}

constexpr auto bitcoin_digits = digits(letters(Base58Alphabet::bitcoin));
constexpr auto ripple_digits = digits(letters(Base58Alphabet::ripple));

// A big number in 32-bit limbs, least first; 160 characters of Base58 need 30.
struct Limbs {
    std::array<std::uint32_t, 30> at{};
    std::size_t used = 0;

    void multiply_add(std::uint32_t factor, std::uint32_t addend) {
        std::uint64_t carry = addend;
        for (std::size_t i = 0; i < used; ++i) {
            carry += std::uint64_t(at[i]) * factor;
            at[i] = std::uint32_t(carry);
            carry >>= 32;
        }
        if (carry) at[used++] = std::uint32_t(carry);
    }
};

Bytes with_leading_zeros(Limbs const& number, std::size_t zeros) {
    Bytes out(zeros + number.used * 4);
    for (std::size_t i = 0; i < number.used; ++i)
        for (std::size_t b = 0; b < 4; ++b) out[out.size() - 1 - (i * 4 + b)] = std::uint8_t(number.at[i] >> (8 * b));
    auto const first = std::find_if(out.begin() + std::ptrdiff_t(zeros), out.end(), [](auto byte) { return byte != 0; });
    out.erase(out.begin() + std::ptrdiff_t(zeros), first);
    return out;
}

}  // namespace

std::optional<Bytes> base58_decode(std::string_view text, Base58Alphabet alphabet) {
    if (text.empty() || text.size() > base58_text_limit) return std::nullopt;
    auto const& value = alphabet == Base58Alphabet::bitcoin ? bitcoin_digits : ripple_digits;
    std::size_t zeros = 0;
    while (zeros < text.size() && value[std::uint8_t(text[zeros])] == 0) ++zeros;
    Limbs number;
    for (std::size_t i = zeros; i < text.size();) {
        std::uint32_t factor = 1;
        std::uint32_t chunk = 0;
        for (auto const end = std::min(i + 5, text.size()); i < end; ++i) {
            auto const digit = value[std::uint8_t(text[i])];
            if (digit < 0) return std::nullopt;
            chunk = chunk * 58 + std::uint32_t(digit);
            factor *= 58;
        }
        number.multiply_add(factor, chunk);
    }
    return with_leading_zeros(number, zeros);
}

std::string base58_encode(ByteView data, Base58Alphabet alphabet) {
    auto const text = letters(alphabet);
    auto const zeros = std::size_t(std::find_if(data.begin(), data.end(), [](auto byte) { return byte != 0; }) - data.begin());
    std::vector<std::uint8_t> reversed;
    for (auto byte : data.subspan(zeros)) {
        unsigned carry = byte;
        for (auto& digit : reversed) {
            carry += unsigned(digit) << 8;
            digit = std::uint8_t(carry % 58);
            carry /= 58;
        }
        for (; carry; carry /= 58) reversed.push_back(std::uint8_t(carry % 58));
    }
    std::string out(zeros, text[0]);
    for (auto digit = reversed.rbegin(); digit != reversed.rend(); ++digit) out += text[*digit];
    return out;
}

std::optional<Bytes> base58check_decode(std::string_view text, Base58Alphabet alphabet) {
    auto data = base58_decode(text, alphabet);
    if (!data || data->size() < 5) return std::nullopt;
    auto const body = ByteView(*data).first(data->size() - 4);
    if (!std::equal(data->end() - 4, data->end(), double_sha256(body).begin())) return std::nullopt;
    data->resize(data->size() - 4);
    return data;
}

std::string base58check_encode(ByteView data, Base58Alphabet alphabet) {
    Bytes whole(data.begin(), data.end());
    auto const sum = double_sha256(data);
    whole.insert(whole.end(), sum.begin(), sum.begin() + 4);
    return base58_encode(whole, alphabet);
}

std::optional<Bytes> base32_decode(std::string_view text) {
    Bytes values;
    values.reserve(text.size());
    for (char c : text) {
        if (c >= 'A' && c <= 'Z')
            values.push_back(std::uint8_t(c - 'A'));
        else if (c >= '2' && c <= '7')
            values.push_back(std::uint8_t(c - '2' + 26));
        else
            return std::nullopt;
    }
    return bytes_from_five_bits(values);
}

std::optional<Bytes> strkey_decode(std::string_view text) {
    auto data = base32_decode(text);
    if (!data || data->size() < 3) return std::nullopt;
    auto const size = data->size() - 2;
    if (crc16_xmodem(ByteView(*data).first(size)) != ((*data)[size] | (*data)[size + 1] << 8)) return std::nullopt;
    data->resize(size);
    return data;
}

}  // namespace ombud::chains
