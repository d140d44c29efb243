// One reader for each form, tried by the shape of the text; no form shares a checksum with another.
#include "chains/address.hpp"

#include <algorithm>
#include <array>

#include "chains/base58.hpp"
#include "chains/bech32.hpp"

namespace ombud::chains {
namespace {

using Maybe = std::optional<AddressVerdict>;

Maybe proved(AddressForm form, ByteView payload) {
    return AddressVerdict{form, AddressCheck::proved, Bytes(payload.begin(), payload.end())};
}

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
    return out;
}

Maybe read_evm(std::string_view text) {
    if (text.size() != 42 || text[0] != '0' || (text[1] != 'x' && text[1] != 'X')) return std::nullopt;
    auto const digits = text.substr(2);
    Hash160 payload;
    if (!decode_hex(digits, payload)) return std::nullopt;
    bool const upper = std::ranges::any_of(digits, [](char c) { return c >= 'A' && c <= 'F'; });
    bool const small = std::ranges::any_of(digits, [](char c) { return c >= 'a' && c <= 'f'; });
    if (upper && small) {
        if (eip55(digits).substr(2) != digits) return std::nullopt;
        return proved(AddressForm::evm, payload);
    }
    return AddressVerdict{AddressForm::evm, AddressCheck::none, Bytes(payload.begin(), payload.end())};
}

Maybe read_stellar(std::string_view text) {
    constexpr std::uint8_t account = 6 << 3;
    constexpr std::uint8_t muxed = 12 << 3;
    if (text.size() != 56 && text.size() != 69) return std::nullopt;
    auto const data = strkey_decode(text);
    if (!data) return std::nullopt;
    bool const plain = data->size() == 33 && (*data)[0] == account;
    bool const shared = data->size() == 41 && (*data)[0] == muxed;
    if (!plain && !shared) return std::nullopt;
    return proved(AddressForm::stellar, ByteView(*data).subspan(1, 32));
}

Maybe read_xrp(std::string_view text) {
    if (text[0] == 'r') {
        auto const data = base58check_decode(text, Base58Alphabet::ripple);
        if (data && data->size() == 21 && (*data)[0] == 0) return proved(AddressForm::xrp, ByteView(*data).subspan(1));
    } else if (text[0] == 'X' || text[0] == 'T') {
        auto const data = base58check_decode(text, Base58Alphabet::ripple);
        bool const prefixed = data && data->size() == 31 && (*data)[0] == 0x05 && ((*data)[1] == 0x44 || (*data)[1] == 0x93);
        if (prefixed) return proved(AddressForm::xrp, ByteView(*data).subspan(2, 20));
    }
    return std::nullopt;
}

Maybe read_base58check(std::string_view text) {
    auto const data = base58check_decode(text);
    if (!data || data->size() != 21) return std::nullopt;
    return proved((*data)[0] == 0x41 ? AddressForm::tron : AddressForm::base58check, ByteView(*data).subspan(1));
}

Maybe read_segwit(std::string_view text) {
    constexpr std::array<std::string_view, 5> networks{"bc", "tb", "bcrt", "ltc", "tltc"};
    auto const program = segwit_decode(text);
    if (!program || std::ranges::find(networks, program->prefix) == networks.end()) return std::nullopt;
    return proved(AddressForm::segwit, program->program);
}

Maybe read_cardano(std::string_view text) {
    auto const decoded = bech32_decode(text, bech32_uncapped_limit);
    if (!decoded || decoded->variant != Bech32Variant::bech32) return std::nullopt;
    constexpr std::array<std::string_view, 4> prefixes{"addr", "addr_test", "stake", "stake_test"};
    if (std::ranges::find(prefixes, decoded->prefix) == prefixes.end()) return std::nullopt;
    auto const bytes = bytes_from_five_bits(decoded->values);
    if (!bytes || bytes->size() < 29) return std::nullopt;
    bool const testnet = ((*bytes)[0] & 0x0f) == 0;
    if (testnet != decoded->prefix.ends_with("_test")) return std::nullopt;
    return proved(AddressForm::cardano, ByteView(*bytes).subspan(1));
}

// Byron: CBOR [24(bytes), CRC32 of them], in Base58.
Maybe read_byron(std::string_view text) {
    auto const data = base58_decode(text);
    if (!data || data->size() < 12 || (*data)[0] != 0x82 || (*data)[1] != 0xd8 || (*data)[2] != 0x18 || (*data)[3] != 0x58)
        return std::nullopt;
    std::size_t const size = (*data)[4];
    if (data->size() != 5 + size + 5 || (*data)[5 + size] != 0x1a) return std::nullopt;
    auto const body = ByteView(*data).subspan(5, size);
    auto const tail = ByteView(*data).subspan(5 + size + 1);
    auto const sum = std::uint32_t(tail[0]) << 24 | std::uint32_t(tail[1]) << 16 | std::uint32_t(tail[2]) << 8 | tail[3];
    if (sum != crc32(body)) return std::nullopt;
    return proved(AddressForm::cardano, body);
}

Maybe read_cosmos(std::string_view text) {
    auto const decoded = bech32_decode(text);
    if (!decoded || decoded->variant != Bech32Variant::bech32) return std::nullopt;
    auto const bytes = bytes_from_five_bits(decoded->values);
    if (!bytes || (bytes->size() != 20 && bytes->size() != 32)) return std::nullopt;
    return proved(AddressForm::cosmos, *bytes);
}

Maybe read_ton(std::string_view text) {
    if (auto const ton = ton_decode(text)) return proved(AddressForm::ton, ton->hash);
    auto const colon = text.find(':');
    Hash256 hash;
    if (colon != text.npos && (text.substr(0, colon) == "0" || text.substr(0, colon) == "-1") &&
        decode_hex(text.substr(colon + 1), hash))
        return AddressVerdict{AddressForm::ton, AddressCheck::none, Bytes(hash.begin(), hash.end())};
    return std::nullopt;
}

Maybe read_polkadot(std::string_view text) {
    auto ss58 = ss58_decode(text);
    if (!ss58 || (ss58->payload.size() != 32 && ss58->payload.size() != 33)) return std::nullopt;
    return AddressVerdict{AddressForm::polkadot, AddressCheck::proved, std::move(ss58->payload)};
}

Maybe read_solana(std::string_view text) {
    if (text.size() < 32 || text.size() > 44) return std::nullopt;
    auto data = base58_decode(text);
    if (!data || data->size() != 32) return std::nullopt;
    return AddressVerdict{AddressForm::solana, AddressCheck::none, std::move(*data)};
}

Maybe read_cash(std::string_view text) {
    if (auto const cash = cashaddr_decode(text)) return proved(AddressForm::bitcoin_cash, cash->hash);
    return std::nullopt;
}

constexpr std::array<std::int8_t, 256> base64_values = [] {
    std::array<std::int8_t, 256> out{};
    out.fill(-1);
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < letters.size(); ++i) out[std::uint8_t(letters[i])] = std::int8_t(i);
    out[std::uint8_t('-')] = 62;
    out[std::uint8_t('_')] = 63;
    return out;
}();

}  // namespace

std::optional<AddressVerdict> recognise_address(std::string_view text) {
    if (text.size() < 14 || text.size() > bech32_uncapped_limit) return std::nullopt;
    if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) return read_evm(text);
    // From the strict to the lax: what has no checksum comes last.
    for (auto* read : {&read_base58check, &read_segwit, &read_stellar, &read_xrp, &read_cardano, &read_cosmos, &read_cash,
                       &read_ton, &read_byron, &read_polkadot, &read_solana})
        if (auto verdict = read(text)) return verdict;
    return std::nullopt;
}

std::string eip55(std::string_view forty_digits) {
    auto out = "0x" + lower_case(forty_digits);
    auto const hash = keccak256(bytes_of(std::string_view(out).substr(2)));
    for (std::size_t i = 0; i + 2 < out.size() && i < 64; ++i) {
        auto const nibble = hash[i / 2] >> (i % 2 ? 0 : 4) & 0x0f;
        auto& c = out[i + 2];
        if (nibble >= 8 && c >= 'a' && c <= 'f') c = char(c - 'a' + 'A');
    }
    return out;
}

std::optional<Ss58> ss58_decode(std::string_view text) {
    auto const data = base58_decode(text);
    if (!data || data->size() < 5) return std::nullopt;
    std::size_t prefix_size = 1;
    std::uint16_t network = (*data)[0];
    if ((*data)[0] >= 128) return std::nullopt;
    if ((*data)[0] >= 64) {
        prefix_size = 2;
        network = std::uint16_t(((*data)[0] & 0x3f) << 2 | (*data)[1] >> 6 | ((*data)[1] & 0x3f) << 8);
    }
    auto const body = ByteView(*data).first(data->size() - 2);
    if (body.size() <= prefix_size) return std::nullopt;
    constexpr std::string_view salt = "SS58PRE";
    Bytes salted(salt.begin(), salt.end());
    salted.insert(salted.end(), body.begin(), body.end());
    if (!std::equal(data->end() - 2, data->end(), blake2b_512(salted).begin())) return std::nullopt;
    return Ss58{network, Bytes(body.begin() + std::ptrdiff_t(prefix_size), body.end())};
}

std::optional<TonAddress> ton_decode(std::string_view text) {
    if (text.size() != 48) return std::nullopt;
    std::array<std::uint8_t, 36> data{};
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 48; ++i) {
        auto const value = base64_values[std::uint8_t(text[i])];
        if (value < 0) return std::nullopt;
        bits = bits << 6 | std::uint32_t(value);
        if (i % 4 != 3) continue;
        for (std::size_t b = 0; b < 3; ++b) data[i / 4 * 3 + b] = std::uint8_t(bits >> (16 - 8 * b));
        bits = 0;
    }
    auto const flags = data[0] & 0x7f;
    if (flags != 0x11 && flags != 0x51) return std::nullopt;
    if (crc16_xmodem(ByteView(data).first(34)) != (data[34] << 8 | data[35])) return std::nullopt;
    TonAddress out{flags == 0x11, (data[0] & 0x80) != 0, std::int8_t(data[1]), {}};
    std::copy_n(data.begin() + 2, 32, out.hash.begin());
    return out;
}

}  // namespace ombud::chains
