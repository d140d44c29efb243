// The published vectors of each standard, valid and invalid.
#include <gmock/gmock.h>
#include <string>
#include <vector>

#include "chains/address.hpp"
#include "chains/base58.hpp"
#include "chains/bech32.hpp"
#include "chains/keys.hpp"

namespace ombud::chains {
namespace {

std::string hex(ByteView data) {
    std::string out;
    for (auto byte : data) {
        out += "0123456789abcdef"[byte >> 4];
        out += "0123456789abcdef"[byte & 15];
    }
    return out;
}

Bytes unhex(std::string_view text) {
    Bytes out(text.size() / 2);
    EXPECT_TRUE(decode_hex(text, out));
    return out;
}

Hash256 secret(std::string_view text) {
    Hash256 out{};
    EXPECT_TRUE(decode_hex(text, out));
    return out;
}

TEST(Hashes, give_the_known_answers) {
    EXPECT_EQ(hex(keccak256({})), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    EXPECT_EQ(hex(sha256(bytes_of("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(crc16_xmodem(bytes_of("123456789")), 0x31c3);
    EXPECT_EQ(crc32(bytes_of("123456789")), 0xcbf43926U);
}

// draft-msporny-base58
TEST(Base58, follows_the_draft) {
    EXPECT_EQ(base58_encode(bytes_of("Hello World!")), "2NEpo7TZRRrLZSi2U");
    EXPECT_EQ(base58_encode(unhex("0000287fb4cd")), "11233QC4");
    EXPECT_EQ(base58_decode("11233QC4"), unhex("0000287fb4cd"));
    EXPECT_EQ(base58_decode("USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"),
              Bytes(bytes_of("The quick brown fox jumps over the lazy dog.").begin(),
                    bytes_of("The quick brown fox jumps over the lazy dog.").end()));
    for (auto const* bad : {"0", "O", "I", "l", "3mJr0", "", " 2", "2 "}) EXPECT_FALSE(base58_decode(bad)) << bad;
    EXPECT_FALSE(base58_decode(std::string(base58_text_limit + 1, 'z')));
    EXPECT_TRUE(base58_decode(std::string(base58_text_limit, 'z')));
}

TEST(Base58, reads_back_what_it_wrote) {
    for (std::size_t size = 0; size < 90; ++size)
        for (std::uint8_t first : {0x00, 0x01, 0xff}) {
            Bytes data(size, std::uint8_t(size * 37));
            if (size) data[0] = first;
            for (auto alphabet : {Base58Alphabet::bitcoin, Base58Alphabet::ripple}) {
                EXPECT_EQ(base58check_decode(base58check_encode(data, alphabet), alphabet).value_or(Bytes{}),
                          data.empty() ? Bytes{} : data);
            }
        }
}

TEST(Base58, a_changed_letter_fails_the_checksum) {
    EXPECT_EQ(hex(*base58check_decode("1BoatSLRHtKNngkdXEeobR76b53LETtpyT")), "007680adec8eabcabac676be9e83854ade0bd22cdb");
    EXPECT_FALSE(base58check_decode("1BoatSLRHtKNngkdXEeobR76b53LETtpyX"));
}

TEST(Bech32, takes_the_valid_strings_of_BIP_173_and_350) {
    for (auto const* text :
         {"A12UEL5L", "a12uel5l", "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
          "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
          "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
          "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "?1ezyfcl"}) {
        auto const decoded = bech32_decode(text);
        ASSERT_TRUE(decoded) << text;
        EXPECT_EQ(decoded->variant, Bech32Variant::bech32) << text;
    }
    for (auto const* text :
         {"A1LQFN3A", "a1lqfn3a", "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
          "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
          "11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8",
          "split1checkupstagehandshakeupstreamerranterredcaperredlc445v", "?1v759aa"}) {
        auto const decoded = bech32_decode(text);
        ASSERT_TRUE(decoded) << text;
        EXPECT_EQ(decoded->variant, Bech32Variant::bech32m) << text;
    }
}

TEST(Bech32, refuses_the_invalid_strings_of_BIP_173_and_350) {
    for (std::string const text : {"\x20"
                                   "1nwldj5",
                                   "\x7f"
                                   "1axkwrx",
                                   "\x80"
                                   "1eym55h",
                                   "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
                                   "pzry9x0s0muk",
                                   "1pzry9x0s0muk",
                                   "x1b4n0q5v",
                                   "li1dgmt3",
                                   "de1lg7wt\xff",
                                   "A1G7SGD8",
                                   "10a06t8",
                                   "1qzzfhee",
                                   "\x20"
                                   "1xj0phk",
                                   "\x7f"
                                   "1g6xzxy",
                                   "\x80"
                                   "1vctc34",
                                   "an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4",
                                   "qyrz8wqd2c9m",
                                   "1qyrz8wqd2c9m",
                                   "y1b0jsk6g",
                                   "lt1igcx5c0",
                                   "in1muywd",
                                   "mm1crxm3i",
                                   "au1s5cgom",
                                   "M1VUXWEZ",
                                   "16plkw9",
                                   "1p2gdwpf"})
        EXPECT_FALSE(bech32_decode(text)) << text;
}

TEST(Segwit, pays_to_the_programs_of_BIP_350) {
    struct Case {
        char const* address;
        char const* script;
    };
    for (auto const& [address, script] : {
             Case{"BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "0014751e76e8199196d454941c45d1b3a323f1433bd6"},
             Case{"tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
                  "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262"},
             Case{"bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
                  "5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6"},
             Case{"BC1SW50QGDZ25J", "6002751e"},
             Case{"bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "5210751e76e8199196d454941c45d1b3a323"},
             Case{"tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy",
                  "0020000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433"},
             Case{"tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c",
                  "5120000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433"},
             Case{"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
                  "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"},
         }) {
        auto const program = segwit_decode(address);
        ASSERT_TRUE(program) << address;
        EXPECT_EQ(hex(program->program), std::string(script).substr(4)) << address;
        EXPECT_EQ(recognise_address(address)->form, AddressForm::segwit) << address;
    }
}

TEST(Segwit, refuses_the_invalid_addresses_of_BIP_350) {
    for (auto const* text :
         {"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
          "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
          "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
          "tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47",
          "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
          "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R", "bc1pw5dgrnzv",
          "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav", "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
          "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
          "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
          "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j", "bc1gmk9yu"})
        EXPECT_FALSE(segwit_decode(text)) << text;
}

TEST(Cashaddr, follows_its_specification) {
    auto const key = cashaddr_decode("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a");
    ASSERT_TRUE(key);
    EXPECT_FALSE(key->script);
    EXPECT_EQ(hex(key->hash), "76a04053bda0a88bda5177b86a15c3b29f559873");
    auto const script = cashaddr_decode("ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq");
    ASSERT_TRUE(script);
    EXPECT_TRUE(script->script);
    EXPECT_EQ(script->hash, key->hash);
    EXPECT_FALSE(cashaddr_decode("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6b"));
    EXPECT_FALSE(cashaddr_decode("bchtest:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"));
    EXPECT_EQ(recognise_address("qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a")->form, AddressForm::bitcoin_cash);
}

TEST(Evm, spells_the_eight_addresses_of_EIP_55) {
    for (std::string const address :
         {"0x52908400098527886E0F7030069857D2E4169EE7", "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
          "0xde709f2102306220921060314715629080e2fb77", "0x27b1fdb04752bbc536007a920d24acb045561c26",
          "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
          "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"}) {
        EXPECT_EQ(eip55(address.substr(2)), address);
        EXPECT_EQ(recognise_address(address)->form, AddressForm::evm);
    }
    EXPECT_EQ(recognise_address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")->check, AddressCheck::proved);
    EXPECT_EQ(recognise_address("0x52908400098527886E0F7030069857D2E4169EE7")->check, AddressCheck::none);
    EXPECT_FALSE(recognise_address("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"));
    EXPECT_FALSE(recognise_address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe"));
}

TEST(Stellar, follows_SEP_23) {
    constexpr auto key = "3f0c34bf93ad0d9971d04ccc90f705511c838aad9734a4a2fb0d7a03fc7fe89a";
    auto const account = recognise_address("GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ");
    ASSERT_TRUE(account);
    EXPECT_EQ(hex(account->payload), key);
    auto const muxed = recognise_address("MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUQ");
    ASSERT_TRUE(muxed);
    EXPECT_EQ(hex(muxed->payload), key);
    for (auto const* bad : {"GAAAAAAAACGC6",                                                          // too short
                            "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUR",  // unused bits are not zero
                            "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZA",              // one letter too many
                            "G47QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVP2I",               // another version byte
                            "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUO",  // checksum
                            "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUK==="}) {
        auto const verdict = recognise_address(bad);
        EXPECT_TRUE(!verdict || verdict->form != AddressForm::stellar) << bad;
    }
}

TEST(Address, is_recognised_in_each_form) {
    struct Case {
        char const* text;
        AddressForm form;
    };
    for (auto const& [text, form] : {
             Case{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", AddressForm::base58check},
             Case{"3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", AddressForm::base58check},
             Case{"LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9", AddressForm::base58check},
             Case{"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", AddressForm::tron},
             Case{"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", AddressForm::solana},
             Case{"rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", AddressForm::xrp},
             Case{"X7AcgcsBL6XDcUb289X4mJ8djcdyKaB5hJDWMArnXr61cqZ", AddressForm::xrp},
             Case{"EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHF", AddressForm::ton},
             Case{"0:ca6e321c7cce9ecedf0a8ca2492ec8592494aa5fb5ce0387dff96ef6af982a3e", AddressForm::ton},
             Case{"addr1vx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzers66hrl8", AddressForm::cardano},
             Case{"stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgw", AddressForm::cardano},
             Case{"15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5", AddressForm::polkadot},
             Case{"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY", AddressForm::polkadot},
         }) {
        auto const verdict = recognise_address(text);
        ASSERT_TRUE(verdict) << text;
        EXPECT_EQ(verdict->form, form) << text;
    }
}

TEST(Address, of_cardano_keeps_its_network_and_may_be_long) {
    constexpr auto base =
        "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x";
    ASSERT_TRUE(recognise_address(base));
    EXPECT_EQ(recognise_address(base)->payload.size(), 56U);
    EXPECT_EQ(recognise_address("addr_test1vz2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzerspjrlsz")->form, AddressForm::cardano);
}

TEST(Address, ton_tells_its_flags) {
    auto const bounceable = ton_decode("EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHF");
    ASSERT_TRUE(bounceable);
    EXPECT_TRUE(bounceable->bounceable);
    EXPECT_FALSE(bounceable->testnet);
    auto const still = ton_decode("UQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPuwA");
    ASSERT_TRUE(still);
    EXPECT_FALSE(still->bounceable);
    EXPECT_EQ(still->hash, bounceable->hash);
}

TEST(Address, tron_pays_to_the_same_hash_as_its_evm_form) {
    EXPECT_EQ(hex(recognise_address("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")->payload), "a614f803b6fd780986a42c78ec9c7f77e6ded13c");
}

// The key 1, whose addresses everybody knows; and the key of BIP-86's first receiving address.
TEST(Keys, own_their_addresses_on_every_chain) {
    auto const one = owned_by(secret(std::string(63, '0') + "1"));
    for (auto const* address :
         {"0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf", "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH",
          "1EHNa6Q4Jz2uvNExL497mE43ikXhwF6kZm", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
          "3JvL6Ymt8MVWiCNHC7oWU6nLeHNJKLZGLN", "bc1pmfr3p9j00pfxjh0zmgp99y8zftmd3s5pmedqhyptwy6lm87hf5sspknck9"}) {
        auto const verdict = recognise_address(address);
        ASSERT_TRUE(verdict) << address;
        EXPECT_TRUE(owns(one, *verdict)) << address;
    }
    EXPECT_FALSE(owns(one, *recognise_address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")));
    auto const none = owned_by(secret(std::string(64, 'f')));
    EXPECT_FALSE(none.on_curve);
}

// RFC 8032, test 1
TEST(Keys, an_ed25519_secret_ends_in_its_public_key) {
    auto pair = unhex(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    EXPECT_TRUE(is_ed25519_pair(pair));
    pair[63] ^= 1;
    EXPECT_FALSE(is_ed25519_pair(pair));
}

}  // namespace
}  // namespace ombud::chains
