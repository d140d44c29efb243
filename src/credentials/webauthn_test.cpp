#include "credentials/webauthn.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "core/base64url.hpp"
#include "core/problem.hpp"
#include "credentials/cbor.hpp"
#include "credentials/cose.hpp"
#include "support/authenticator.hpp"

namespace ombud::credentials {
namespace {

using Bytes = std::vector<std::byte>;
using ombud::testing::Authenticator;

Bytes decoded(json::value const& text) {
    return from_base64url(text.as_string()).value();
}

std::string code_of(auto work) {
    try {
        work();
        return "fine";
    } catch (Problem const& problem) {
        EXPECT_EQ(problem.kind, ProblemKind::unauthenticated);
        EXPECT_TRUE(problem.detail.empty());
        return problem.code;
    }
}

// The vectors of the specification -------------------------------------------------------------------------------------------

// Not every one is an acceptable sign-in: most were made without user verification, some inside another page, some attested by
// a certificate, which we do not ask for.
struct SpecificationVectors : ::testing::Test {
    json::value const file = [] {
        std::ifstream stream("tests/vectors/webauthn.json");
        std::stringstream text;
        text << stream.rdbuf();
        return json::parse(text.str());
    }();
    RelyingParty const party{file.at("relying_party").as_string().c_str(), "Example", {file.at("origin").as_string().c_str()}};

    json::object vector(std::string_view name) const {
        for (auto const& each : file.at("vectors").as_array())
            if (each.at("name").as_string() == name) return each.as_object();
        throw std::runtime_error("no such vector");
    }
    static json::value credential(json::object const& vector, char const* ceremony) {
        auto response = vector.at(ceremony).as_object();
        response.erase("challenge");
        return {{"id", vector.at("credential_id")},
                {"rawId", vector.at("credential_id")},
                {"type", "public-key"},
                {"response", std::move(response)},
                {"clientExtensionResults", json::object{}}};
    }
    static Bytes challenge(json::object const& vector, char const* ceremony) {
        return decoded(vector.at(ceremony).at("challenge"));
    }
    std::string registered(json::object const& vector) const {
        return code_of([&] {
            auto const key = verify_registration(party, challenge(vector, "registration"), credential(vector, "registration"));
            EXPECT_EQ(key.credential_id, decoded(vector.at("credential_id")));
            EXPECT_EQ(key.public_key, public_key(vector));
        });
    }
    // Where authenticator data ends with the key, as it does in all of them.
    static Bytes public_key(json::object const& vector) {
        auto const object = decoded(vector.at("registration").at("attestationObject"));
        auto const id = decoded(vector.at("credential_id"));
        auto const found = std::search(object.begin(), object.end(), id.begin(), id.end());
        return {found + std::ptrdiff_t(id.size()), object.end()};
    }
    static Bytes signed_message(json::object const& vector) {
        auto message = decoded(vector.at("authentication").at("authenticatorData"));
        auto const said = decoded(vector.at("authentication").at("clientDataJSON"));
        std::array<std::byte, crypto_hash_sha256_BYTES> hash;
        crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()), reinterpret_cast<unsigned char const*>(said.data()),
                           said.size());
        message.insert(message.end(), hash.begin(), hash.end());
        return message;
    }
    std::string answered(json::object const& vector, bool backup_eligible) const {
        return code_of([&] {
            PasskeyKey const key{decoded(vector.at("credential_id")), public_key(vector), 0, backup_eligible, false};
            verify_answer(party, challenge(vector, "authentication"), key, credential(vector, "authentication"));
        });
    }
};

TEST_F(SpecificationVectors, every_signature_fits_and_none_that_was_touched) {
    for (auto const& [name, algorithm] :
         std::map<std::string_view, std::int64_t>{{"ES256, no attestation", cose::es256},
                                                  {"ES256, self attestation", cose::es256},
                                                  {"crossOrigin: true", cose::es256},
                                                  {"topOrigin", cose::es256},
                                                  {"very long credential id", cose::es256},
                                                  {"ES256, attested by a certificate", cose::es256},
                                                  {"RS256", cose::rs256},
                                                  {"EdDSA", cose::eddsa}}) {
        auto const each = vector(name);
        auto const key = public_key(each);
        EXPECT_EQ(cose::algorithm_of(key), algorithm) << name;
        auto message = signed_message(each);
        auto signature = decoded(each.at("authentication").at("signature"));
        EXPECT_TRUE(cose::fits(key, message, signature)) << name;
        signature.back() ^= std::byte{1};
        EXPECT_FALSE(cose::fits(key, message, signature)) << name;
        signature.back() ^= std::byte{1};
        message[40] ^= std::byte{1};
        EXPECT_FALSE(cose::fits(key, message, signature)) << name;
    }
    EXPECT_THROW(cose::algorithm_of(public_key(vector("ES384"))), cbor::Unreadable);
}

TEST_F(SpecificationVectors, with_user_verification_serve) {
    EXPECT_EQ(registered(vector("ES256, self attestation")), "fine");
    EXPECT_EQ(answered(vector("very long credential id"), true), "fine");
    EXPECT_EQ(answered(vector("ES256, attested by a certificate"), true), "fine");
}

TEST_F(SpecificationVectors, without_user_verification_or_inside_another_page_do_not) {
    for (auto const* name : {"ES256, no attestation", "topOrigin", "very long credential id", "EdDSA", "crossOrigin: true",
                             "ES256, attested by a certificate", "RS256", "ES384"})
        EXPECT_EQ(registered(vector(name)), "passkey.invalid") << name;
    for (auto const& [name, eligible] : std::map<char const*, bool>{{"ES256, no attestation", true},
                                                                    {"ES256, self attestation", true},
                                                                    {"crossOrigin: true", false},
                                                                    {"topOrigin", false},
                                                                    {"RS256", true},
                                                                    {"EdDSA", false},
                                                                    {"ES384", true}})
        EXPECT_EQ(answered(vector(name), eligible), "passkey.invalid") << name;
}

TEST_F(SpecificationVectors, a_self_attestation_by_another_key_or_algorithm_is_refused) {
    auto each = vector("ES256, self attestation");
    auto object = decoded(each.at("registration").at("attestationObject"));
    for (std::size_t const place : {std::size_t{27}, std::size_t{70}}) {  // the algorithm; the middle of the signature
        auto touched = object;
        touched[place] ^= std::byte{1};
        each["registration"].as_object()["attestationObject"] = base64url(touched);
        EXPECT_EQ(registered(each), "passkey.invalid") << place;
    }
}

// A passkey of our own ---------------------------------------------------------------------------------------------------------

struct WebauthnTest : ::testing::Test {
    RelyingParty const party{"exchange.example", "Exchange", {"https://support.exchange.example"}};
    SeededRandom random{11};
    Bytes const user{Bytes(16, std::byte{7})};
    Authenticator phone{random};

    json::value creation(Bytes const& challenge) const {
        return creation_options(party, challenge, user, "li@exchange.example", "Li", {});
    }
    PasskeyKey enrolled() {
        auto const challenge = new_challenge(random);
        return verify_registration(party, challenge, phone.create(creation(challenge)));
    }
    // What becomes of a registration and of an answer when something is done to what the browser sends.
    std::string registration(auto touch) {
        auto const challenge = new_challenge(random);
        auto credential = phone.create(creation(challenge));
        touch(credential.as_object());
        return code_of([&] { verify_registration(party, challenge, credential); });
    }
    std::string answer(PasskeyKey const& key, auto touch) {
        auto const challenge = new_challenge(random);
        auto credential = phone.get(request_options(party, challenge, {key}));
        touch(credential.as_object());
        return code_of([&] { verify_answer(party, challenge, key, credential); });
    }
    static constexpr auto untouched = [](json::object&) {};
    // Changes one member of the response, given and taken as bytes.
    static auto with(char const* member, auto change) {
        return [=](json::object& credential) {
            auto& text = credential["response"].as_object()[member];
            auto bytes = decoded(text);
            change(bytes);
            text = base64url(bytes);
        };
    }
    static auto said(std::string_view before, std::string_view after) {
        return with("clientDataJSON", [=](Bytes& bytes) {
            std::string text(reinterpret_cast<char const*>(bytes.data()), bytes.size());
            auto const at = text.find(before);
            if (at == text.npos) throw std::logic_error("nothing to replace");
            text.replace(at, before.size(), after);
            auto const raw = std::as_bytes(std::span{text});
            bytes.assign(raw.begin(), raw.end());
        });
    }
};

TEST_F(WebauthnTest, a_passkey_is_enrolled_and_then_answers) {
    auto key = enrolled();
    EXPECT_EQ(key.credential_id, phone.credential_id);
    EXPECT_EQ(key.sign_count, 0);
    for (int i = 1; i <= 3; ++i) {
        auto const challenge = new_challenge(random);
        auto const credential = phone.get(request_options(party, challenge, {key}));
        EXPECT_EQ(read_answer(credential).credential_id, key.credential_id);
        EXPECT_EQ(read_answer(credential).user_handle, user);
        key = verify_answer(party, challenge, key, credential);
        EXPECT_EQ(key.sign_count, i);
    }
}

TEST_F(WebauthnTest, it_is_asked_for_a_verified_person_and_a_passkey_that_is_not_there_yet) {
    auto const key = enrolled();
    auto const challenge = new_challenge(random);
    EXPECT_EQ(challenge.size(), 32u);
    auto const asked = creation_options(party, challenge, user, "li@exchange.example", "Li", {key});
    EXPECT_EQ(asked.at("challenge").as_string(), base64url(challenge));
    EXPECT_EQ(asked.at("rp").at("id").as_string(), "exchange.example");
    EXPECT_EQ(asked.at("authenticatorSelection").at("userVerification").as_string(), "required");
    EXPECT_EQ(asked.at("authenticatorSelection").at("residentKey").as_string(), "required");
    EXPECT_EQ(asked.at("excludeCredentials").at(0).at("id").as_string(), base64url(key.credential_id));
    EXPECT_EQ(asked.at("pubKeyCredParams").as_array().size(), 3u);
    auto const request = request_options(party, challenge, {});
    EXPECT_EQ(request.at("userVerification").as_string(), "required");
    EXPECT_TRUE(request.at("allowCredentials").as_array().empty());
}

TEST_F(WebauthnTest, what_the_browser_says_must_be_about_us_and_now) {
    EXPECT_EQ(registration(untouched), "fine");
    auto const key = enrolled();
    phone.counter = 10;
    EXPECT_EQ(answer(key, untouched), "fine");
    for (auto const& [before, after] : std::vector<std::pair<char const*, char const*>>{
             {"webauthn.", "payment."},
             {"https://support.exchange.example", "https://support.exchange.example.evil.example"},
             {"https://support.exchange.example", "http://support.exchange.example"},
             {"https://support.exchange.example", "https://exchange.example"},
             {"\"crossOrigin\":false", "\"crossOrigin\":true"},
             {"\"crossOrigin\":false", "\"crossOrigin\":null"},
             {"\"crossOrigin\":false", "\"topOrigin\":\"https://evil.example\""},
             {"\"challenge\":\"", "\"challenge\":\"A"},
             {"{", "["},
             {"}", "}}"}}) {
        EXPECT_EQ(registration(said(before, after)), "passkey.invalid") << after;
        EXPECT_EQ(answer(key, said(before, after)), "passkey.invalid") << after;
    }
    EXPECT_EQ(registration(said("webauthn.create", "webauthn.get")), "passkey.invalid");
    EXPECT_EQ(answer(key, said("webauthn.get", "webauthn.create")), "passkey.invalid");
}

TEST_F(WebauthnTest, an_answer_to_another_challenge_is_none) {
    auto const key = enrolled();
    auto const asked = new_challenge(random), other = new_challenge(random);
    auto const credential = phone.get(request_options(party, asked, {}));
    EXPECT_EQ(code_of([&] { verify_answer(party, other, key, credential); }), "passkey.invalid");
    EXPECT_EQ(code_of([&] { verify_answer(party, {}, key, credential); }), "passkey.invalid");
    EXPECT_EQ(code_of([&] { verify_answer(party, asked, key, credential); }), "fine");
}

TEST_F(WebauthnTest, another_relying_party_another_credential_and_another_key_are_refused) {
    auto const key = enrolled();
    auto const challenge = new_challenge(random);
    RelyingParty const other{"evil.example", "Evil", party.origins};
    auto const credential = phone.get(request_options(other, challenge, {}));
    EXPECT_EQ(code_of([&] { verify_answer(party, challenge, key, credential); }), "passkey.invalid");
    EXPECT_EQ(code_of([&] {
                  verify_registration(party, challenge, phone.create(creation_options(other, challenge, user, "", "", {})));
              }),
              "passkey.invalid");
    Authenticator stranger{random};
    auto strangers = verify_registration(party, challenge, stranger.create(creation(challenge)));
    auto mixed = key;
    mixed.public_key = strangers.public_key;
    EXPECT_EQ(answer(mixed, untouched), "passkey.invalid");
    EXPECT_EQ(answer(strangers, untouched), "passkey.invalid");
}

TEST_F(WebauthnTest, a_person_must_be_present_and_verified) {
    auto const key = enrolled();
    for (std::uint8_t const flags : {0x00, 0x01, 0x04, 0x15, 0x25 ^ 0x25}) {
        phone.flags.answer = flags;
        EXPECT_EQ(answer(key, untouched), "passkey.invalid") << int(flags);
        phone.flags.registration = std::uint8_t(0x40 | flags);
        EXPECT_EQ(registration(untouched), "passkey.invalid") << int(flags);
    }
    phone.flags.registration = 0x05;  // says that it attests nothing
    EXPECT_EQ(registration(untouched), "passkey.invalid");
    phone.flags.registration = 0xc5;  // says that extensions follow
    EXPECT_EQ(registration(untouched), "passkey.invalid");
}

TEST_F(WebauthnTest, whether_a_key_may_leave_its_device_never_changes) {
    phone.flags = {0x4d, 0x1d};
    auto const key = enrolled();
    EXPECT_TRUE(key.backup_eligible);
    EXPECT_FALSE(key.backed_up);
    EXPECT_EQ(answer(key, untouched), "fine");
    phone.flags.answer = 0x05;
    EXPECT_EQ(answer(key, untouched), "passkey.invalid");
}

TEST_F(WebauthnTest, a_count_that_does_not_grow_tells_of_a_copy) {
    auto key = enrolled();
    key.sign_count = 5;
    for (std::uint32_t const before : {0u, 3u, 4u}) {
        phone.counter = before;
        EXPECT_EQ(answer(key, untouched), "passkey.invalid") << before + 1;
    }
    phone.counter = 5;
    EXPECT_EQ(answer(key, untouched), "fine");
    phone.counter = UINT32_MAX;  // comes round to zero: a key that counted must go on
    EXPECT_EQ(answer(key, untouched), "passkey.invalid");
    key.sign_count = 0;
    phone.counter = UINT32_MAX;
    EXPECT_EQ(answer(key, untouched), "fine");  // most passkeys never count
}

TEST_F(WebauthnTest, bytes_cut_off_added_or_changed_are_refused_wherever_they_are) {
    auto const key = enrolled();
    phone.counter = 1;
    auto const size = decoded(phone.create(creation(new_challenge(random))).at("response").at("attestationObject")).size();
    for (std::size_t cut = 0; cut < size; ++cut)
        EXPECT_EQ(registration(with("attestationObject", [&](Bytes& bytes) { bytes.resize(cut); })), "passkey.invalid") << cut;
    for (auto const* member : {"clientDataJSON", "attestationObject"})
        EXPECT_EQ(registration(with(member, [](Bytes& bytes) { bytes.push_back(std::byte{0}); })), "passkey.invalid") << member;
    for (auto const* member : {"clientDataJSON", "authenticatorData", "signature"}) {
        EXPECT_EQ(answer(key, with(member, [](Bytes& bytes) { bytes.push_back(std::byte{0}); })), "passkey.invalid") << member;
        EXPECT_EQ(answer(key, with(member, [](Bytes& bytes) { bytes.pop_back(); })), "passkey.invalid") << member;
        EXPECT_EQ(answer(key, with(member, [](Bytes& bytes) { bytes.clear(); })), "passkey.invalid") << member;
        EXPECT_EQ(answer(key, with(member, [](Bytes& bytes) { bytes[bytes.size() / 2] ^= std::byte{1}; })), "passkey.invalid")
            << member;
    }
}

TEST_F(WebauthnTest, keys_of_other_algorithms_and_points_off_the_curve_are_refused) {
    auto const touch_key = [&](std::size_t from_end, std::uint8_t mask) {
        return registration(with("attestationObject", [=](Bytes& bytes) { bytes[bytes.size() - from_end] ^= std::byte{mask}; }));
    };
    EXPECT_EQ(touch_key(1, 1), "passkey.invalid");                 // the point
    EXPECT_EQ(touch_key(77 - 2, 2), "passkey.invalid");            // the key's type
    EXPECT_EQ(touch_key(77 - 4, 0x26 ^ 0x20), "passkey.invalid");  // alg -1
    EXPECT_EQ(touch_key(77 - 4, 0x26 ^ 0x00), "passkey.invalid");  // alg 0
    EXPECT_EQ(touch_key(77 - 6, 3), "passkey.invalid");            // the curve
}

TEST_F(WebauthnTest, shapes_that_no_browser_sends_are_refused) {
    auto const key = enrolled();
    auto const challenge = new_challenge(random);
    for (auto const* text :
         {"null", "[]", "{}", R"({"id":"AA","rawId":"AA","type":"public-key"})", R"({"id":1,"rawId":1,"type":1,"response":1})",
          R"({"id":"","rawId":"","type":"public-key","response":{}})"}) {
        auto const shape = json::parse(text);
        EXPECT_EQ(code_of([&] { verify_registration(party, challenge, shape); }), "passkey.invalid") << text;
        EXPECT_EQ(code_of([&] { verify_answer(party, challenge, key, shape); }), "passkey.invalid") << text;
        EXPECT_EQ(code_of([&] { read_answer(shape); }), "passkey.invalid") << text;
    }
    for (auto const* member : {"id", "rawId", "type", "response"}) {
        auto const gone = [=](json::object& credential) { credential.erase(member); };
        EXPECT_EQ(registration(gone), "passkey.invalid") << member;
        EXPECT_EQ(answer(key, gone), "passkey.invalid") << member;
    }
    EXPECT_EQ(answer(key, [](json::object& credential) { credential["id"] = "AAAA"; }), "passkey.invalid");
}

// CBOR -------------------------------------------------------------------------------------------------------------------------

TEST(Cbor, nests_no_deeper_than_a_few_and_believes_no_number) {
    auto const readable = [](std::string_view text) {
        auto rest = std::as_bytes(std::span{text});
        try {
            cbor::skip(rest);
            return rest.empty();
        } catch (cbor::Unreadable const&) {
            return false;
        }
    };
    EXPECT_TRUE(readable("\x81\x81\x81\x81\x01"));
    EXPECT_FALSE(readable(std::string(100'000, '\x81') + "\x01"));
    EXPECT_FALSE(readable("\x9b\xff\xff\xff\xff\xff\xff\xff\xff\x01"));  // an array of 2^64 - 1
    EXPECT_FALSE(readable("\x5b\xff\xff\xff\xff\xff\xff\xff\xff\x01"));  // bytes of that number
    EXPECT_FALSE(readable("\x9f\x01\xff"));                              // of no definite length
    EXPECT_FALSE(readable("\xf9\x3c\x01"));                              // a float
    EXPECT_FALSE(readable("\xc1\x01"));                                  // a tag
    EXPECT_FALSE(readable(""));
}

}  // namespace
}  // namespace ombud::credentials
