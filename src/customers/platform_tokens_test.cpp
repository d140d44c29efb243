#include "customers/platform_tokens.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "core/base64url.hpp"
#include "customers/platform_signer.hpp"
#include "jwt/jose.hpp"

namespace ombud::customers {
namespace {

using jwt::Jose;
using jwt::Json;
using jwt::quiet_jose;
using jwt::read_json;
using jwt::string_member;

using namespace std::chrono_literals;

constexpr Timestamp noon{std::chrono::seconds{1'795'507'200}};  // 2026-11-24T08:00:00Z

// Signed by node's crypto, as platforms do: interoperation does not rest on our own signer.
constexpr char const* es256_key =
    "{\"kty\":\"EC\",\"x\":\"9ZLHhkVuQ-zuOILGSDenjYVVFFqtuOJJVRTfW_FAqgE\",\"y\":\"lE1vBIHU6iMqzheNunlHFoA6J8eRYDe7MdaxVRCh-5A"
    "\",\"crv\":\"P-256\",\"kid\":\"es256\",\"alg\":\"ES256\",\"use\":\"sig\"}";
constexpr char const* es256_token =
    "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImVzMjU2In0.eyJpc3MiOiJodHRwczovL2V4Y2hhbmdlLmV4YW1wbGUiLCJhdWQiOi"
    "JvbWJ1ZCIsInN1YiI6InVzZXItODg0MSIsIm5hbWUiOiLmnY7kvJ8iLCJpYXQiOjE3OTU1MDcyMDAsIm5iZiI6MTc5NTUwNzIwMCwiZXhwIjox"
    "Nzk1NTEwODAwfQ.GEjvF3E3AOIn5_fHvsrycUYE6B4_rhNq3T4Lewuh_ywbf0VLmZqqAqg4s1UjWTF7psEqNESGbGh3mQpcBpe2xw";
constexpr char const* rs256_key =
    "{\"kty\":\"RSA\",\"n\":\"2LBE2rUIuuz2-If9yGmWch_jfqbcfqh_CQotUnw0dpkCJplQ_YP8scJ7yU2NwbaZTAuzMHvJvyqKw5oEM1aol8JrkPtI"
    "6iUziVrmpWZQFl4IDbRqux2xhoS4JfcH4Nn4cudPtVvItPr1fc3WuMH0TCTUBeZ5c8WuFDOF6mGB8sNg6Mdm5grPuOW1t9MigCf75xgIw5ecKV"
    "6R-njzoA0kpWkKOsU9CSLL902th82quaKXsJt2E5uwGFdV52U7Yd7lBWBXjS6uXLXXOCM8MAOP0VCgQJ2BQOs8tMiMDoEnsyI18uPBvdDU5yCI"
    "AA2woSGXxlDm7-yFmyR8CZM1BYkLAw\",\"e\":\"AQAB\",\"kid\":\"rs256\",\"alg\":\"RS256\",\"use\":\"sig\"}";
constexpr char const* rs256_token =
    "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6InJzMjU2In0.eyJpc3MiOiJodHRwczovL2V4Y2hhbmdlLmV4YW1wbGUiLCJhdWQiOi"
    "JvbWJ1ZCIsInN1YiI6InVzZXItODg0MSIsIm5hbWUiOiLmnY7kvJ8iLCJpYXQiOjE3OTU1MDcyMDAsIm5iZiI6MTc5NTUwNzIwMCwiZXhwIjox"
    "Nzk1NTEwODAwfQ.jluKglQ-KyXcbGWdHd1mWfibS0qOTEgvHrtlbt4fXwtYVK-TxFbX36-3LjfFtx3MzSyWJ7frCT-yiwsr3JaHMu66hDJXJG7"
    "ZGk0oHRaS6QAJxwjLyyvSJCFxSgSx2dISU8vneI4RHEwClcqnlf3f7WeIPMHxjh6y4NgoCPuDPon4nCDJJDQIAgS3FxG9xcerGPhxmegSuFQyV"
    "upY8iCfkD_iFw1NqFzm2jm79CjQmFskogZhXayM7BZOfJX8k98LKqEVkKWk_K9SRX8CqkSN0B_KVQW61WvYcZKNC6KdOeXtR3EX_uY0gRRtOJe"
    "USfXodlP9EXQAho3_LzK-1OtOhw";

std::string set_of(std::initializer_list<std::string> keys) {
    std::string set = R"({"keys":[)";
    for (auto const& key : keys) set += (set.back() == '[' ? "" : ",") + key;
    return set + "]}";
}

std::string part(std::string_view text) {
    return base64url(std::as_bytes(std::span{text}));
}

std::string dump(json_t const* value) {
    std::unique_ptr<char, decltype(&std::free)> const text{json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY), &std::free};
    return text.get();
}

// A platform with one key, able to sign whatever an attacker or a careless developer might.
class Signer {
public:
    explicit Signer(char const* template_, char const* kid = nullptr) : jwk_(read_json(template_)) {
        if (!jose_jwk_gen(jose_.get(), jwk_.get())) throw std::runtime_error("no key");
        if (kid) json_object_set_new(jwk_.get(), "kid", json_string(kid));
    }
    [[nodiscard]] std::string public_key() const {
        Json const copy{json_deep_copy(jwk_.get())};
        jose_jwk_pub(jose_.get(), copy.get());
        json_object_del(copy.get(), "key_ops");
        return dump(copy.get());
    }
    [[nodiscard]] std::string secret_key() const { return dump(jwk_.get()); }
    [[nodiscard]] std::string sign(std::string const& header, std::string const& payload) const {
        Json const jws{json_pack("{s:s}", "payload", part(payload).c_str())};
        Json const how{json_pack("{s:o}", "protected", read_json(header).release())};
        if (!jose_jws_sig(jose_.get(), jws.get(), how.get(), jwk_.get())) throw std::runtime_error("not signed");
        auto text = [&](char const* member) { return std::string(*string_member(jws.get(), member)); };
        return text("protected") + "." + text("payload") + "." + text("signature");
    }

private:
    Jose jose_ = quiet_jose();
    Json jwk_;
};

struct PlatformTokensTest : testing::Test {
    ManualClock clock{noon + 60s};
    Signer platform{R"({"alg":"ES256"})", "a"};
    PlatformTokens tokens{{.keys = set_of({platform.public_key()}), .audience = "ombud", .issuer = "https://x.example"}, clock};

    static std::string claims(std::string const& replaced = "{}") {
        auto all = json::parse(R"({"iss":"https://x.example","aud":"ombud","sub":"u1","exp":1795510800})").as_object();
        for (auto const& field : json::parse(replaced).as_object()) {
            if (field.value().is_null())
                all.erase(field.key());
            else
                all[field.key()] = field.value();
        }
        return json::serialize(all);
    }
    [[nodiscard]] std::string signed_with(std::string const& replaced) const {
        return platform.sign(R"({"alg":"ES256","kid":"a"})", claims(replaced));
    }

    static std::string outcome(PlatformTokens& by, std::string_view token) {
        try {
            by.verify(token);
            return "accepted";
        } catch (Problem const& problem) {
            EXPECT_EQ(problem.kind, ProblemKind::unauthenticated);
            return problem.code;
        }
    }
    std::string outcome(std::string const& token) { return outcome(tokens, token); }
};

TEST_F(PlatformTokensTest, tokens_of_other_peoples_libraries_are_understood) {
    PlatformTokens both{{.keys = set_of({es256_key, rs256_key}), .audience = "ombud", .issuer = "https://exchange.example"},
                        clock};
    for (auto const* token : {es256_token, rs256_token}) {
        auto const user = both.verify(token);
        EXPECT_EQ(user.subject, "user-8841");
        EXPECT_EQ(user.issuer, "https://exchange.example");
        EXPECT_EQ(user.name, "李伟");
        EXPECT_EQ(user.expires_at, noon + 1h);
    }
    clock.advance(1h);
    EXPECT_EQ(outcome(both, es256_token), "platform_token.expired");
}

TEST_F(PlatformTokensTest, not_one_changed_character_is_accepted) {
    PlatformTokens one{{.keys = set_of({es256_key}), .audience = "ombud"}, clock};
    std::string const token = es256_token;
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto tampered = token;
        tampered[i] = tampered[i] == 'A' ? 'B' : 'A';
        EXPECT_EQ(outcome(one, tampered), "platform_token.invalid") << i;
    }
    for (std::size_t size = 0; size < token.size(); ++size)
        EXPECT_EQ(outcome(one, token.substr(0, size)), "platform_token.invalid");
}

TEST_F(PlatformTokensTest, a_token_without_signature_is_refused) {
    for (auto const* alg : {"none", "None", "NONE", "nOnE", ""}) {
        auto const head = part(std::string(R"({"alg":")") + alg + R"("})") + "." + part(claims());
        EXPECT_EQ(outcome(head + "."), "platform_token.invalid");
        EXPECT_EQ(outcome(head), "platform_token.invalid");
        EXPECT_EQ(outcome(head + "." + part("x")), "platform_token.invalid");
    }
    EXPECT_EQ(outcome(part("{}") + "." + part(claims()) + ".AAAA"), "platform_token.invalid");
}

TEST_F(PlatformTokensTest, a_public_key_cannot_be_used_as_a_shared_secret) {
    // The classic confusion: HS256 over a public key that everybody may read, in each form it is published in.
    auto const rsa = json::parse(rs256_key).as_object();
    PlatformTokens one{{.keys = set_of({rs256_key}), .audience = "ombud"}, clock};
    for (std::string const& secret : {std::string(rsa.at("n").as_string()), part(rs256_key), part(set_of({rs256_key}))}) {
        auto const jose = quiet_jose();
        Json const oct{json_pack("{s:s,s:s}", "kty", "oct", "k", secret.c_str())};
        Json const jws{json_pack("{s:s}", "payload", part(claims()).c_str())};
        Json const how{json_pack("{s:{s:s,s:s}}", "protected", "alg", "HS256", "kid", "rs256")};
        ASSERT_TRUE(jose_jws_sig(jose.get(), jws.get(), how.get(), oct.get()));
        auto text = [&](char const* member) { return std::string(*string_member(jws.get(), member)); };
        EXPECT_EQ(outcome(one, text("protected") + "." + text("payload") + "." + text("signature")), "platform_token.invalid");
    }
}

TEST_F(PlatformTokensTest, a_key_that_the_token_brings_along_is_not_trusted) {
    Signer const attacker{R"({"alg":"ES256"})", "a"};
    EXPECT_EQ(outcome(attacker.sign(R"({"alg":"ES256","kid":"a"})", claims())), "platform_token.invalid");
    EXPECT_EQ(outcome(attacker.sign(R"({"alg":"ES256","jwk":)" + attacker.public_key() + "}", claims())),
              "platform_token.invalid");
    EXPECT_EQ(outcome(attacker.sign(R"({"alg":"ES256","jku":"https://evil.example/keys"})", claims())), "platform_token.invalid");
    EXPECT_EQ(outcome(platform.sign(R"({"alg":"ES256","crit":["b64"],"b64":false})", claims())), "platform_token.invalid");
}

TEST_F(PlatformTokensTest, a_shared_secret_serves_when_it_is_configured_as_one) {
    Signer const shared{R"({"alg":"HS256","kty":"oct","bytes":32})"};
    PlatformTokens one{{.keys = set_of({shared.secret_key()}), .audience = "ombud"}, clock};
    EXPECT_EQ(outcome(one, shared.sign(R"({"alg":"HS256"})", claims())), "accepted");
    EXPECT_EQ(outcome(one, platform.sign(R"({"alg":"ES256"})", claims())), "platform_token.invalid");
}

TEST_F(PlatformTokensTest, claims_must_say_who_to_whom_and_until_when) {
    EXPECT_EQ(outcome(signed_with("{}")), "accepted");
    EXPECT_EQ(outcome(signed_with(R"({"aud":["other","ombud"]})")), "accepted");
    EXPECT_EQ(outcome(signed_with(R"({"nbf":1795507310,"iat":1795507310})")), "accepted");  // within a minute's skew
    for (auto const* wrong :
         {R"({"aud":"other"})", R"({"aud":null})", R"({"aud":[]})", R"({"aud":["ombud",1]})", R"({"aud":{"ombud":1}})",
          R"({"iss":"https://y.example"})", R"({"iss":null})", R"({"iss":7})", R"({"sub":null})", R"({"sub":""})",
          R"({"sub":42})", R"({"exp":null})", R"({"exp":"1795510800"})", R"({"exp":-1})", R"({"exp":1e300})",
          R"({"exp":1795600000})", R"({"nbf":1795507400})", R"({"iat":1795507400})", R"({"name":{"a":1}})"})
        EXPECT_EQ(outcome(signed_with(wrong)), "platform_token.invalid") << wrong;
    EXPECT_EQ(outcome(signed_with(R"({"sub":")" + std::string(129, 's') + "\"}")), "platform_token.invalid");
    EXPECT_EQ(outcome(signed_with(R"({"exp":1795507260})")), "platform_token.expired");  // this very second
    EXPECT_EQ(outcome(signed_with(R"({"exp":1795507261})")), "accepted");
}

TEST_F(PlatformTokensTest, one_claim_said_twice_is_no_claim) {
    auto const twice = R"({"iss":"https://x.example","aud":"ombud","sub":"victim","sub":"u1","exp":1795510800})";
    EXPECT_EQ(outcome(platform.sign(R"({"alg":"ES256"})", twice)), "platform_token.invalid");
}

TEST_F(PlatformTokensTest, a_name_is_made_safe_to_show) {
    EXPECT_EQ(tokens.verify(signed_with("{\"name\":\"  Li\\u202e \\u0007Wei\\n \"}")).name, "Li Wei");
    EXPECT_EQ(tokens.verify(signed_with(R"({"name":"\u200b"})")).name, std::nullopt);
    EXPECT_EQ(tokens.verify(signed_with("{}")).name, std::nullopt);
}

TEST_F(PlatformTokensTest, huge_and_strange_tokens_are_refused_unread) {
    for (std::string const& token : {std::string(), std::string("."), std::string(".."), std::string("..."),
                                     std::string(9'000, 'A'), std::string(8'000'000, '.'), std::string("a.b.c"),
                                     std::string("\0.\0.\0", 5), part(std::string(3'000, '[')) + "." + part("{}") + ".AAAA"})
        EXPECT_EQ(outcome(token), "platform_token.invalid");
    EXPECT_EQ(outcome(signed_with(R"({"padding":")" + std::string(9'000, 'p') + "\"}")), "platform_token.invalid");
}

TEST_F(PlatformTokensTest, keys_rotate_while_the_program_runs) {
    auto const folder = std::filesystem::temp_directory_path() / ("ombud_keys_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    auto const file = (folder / "keys.json").string();
    auto tick = std::filesystem::file_time_type::clock::now();
    auto const publish = [&](std::string const& text) {
        std::ofstream{file} << text;
        std::filesystem::last_write_time(file, tick += 1s);
    };
    Signer const older{R"({"alg":"ES256"})", "older"}, newer{R"({"alg":"ES256"})", "newer"};
    auto const old_token = older.sign(R"({"alg":"ES256","kid":"older"})", claims());
    auto const new_token = newer.sign(R"({"alg":"ES256","kid":"newer"})", claims());

    publish(set_of({older.public_key()}));
    PlatformTokens rotating{{.keys_file = file, .audience = "ombud"}, clock};
    EXPECT_EQ(outcome(rotating, old_token), "accepted");
    EXPECT_EQ(outcome(rotating, new_token), "platform_token.invalid");
    publish(set_of({newer.public_key(), older.public_key()}));
    EXPECT_EQ(outcome(rotating, old_token), "accepted");
    EXPECT_EQ(outcome(rotating, new_token), "accepted");
    publish("half a fi");  // a broken file must not sign anybody out
    EXPECT_EQ(outcome(rotating, new_token), "accepted");
    publish(set_of({newer.public_key()}));
    EXPECT_EQ(outcome(rotating, old_token), "platform_token.invalid");
    EXPECT_EQ(outcome(rotating, new_token), "accepted");
    // The same key under the other's name is not the other.
    EXPECT_EQ(outcome(rotating, newer.sign(R"({"alg":"ES256","kid":"older"})", claims())), "platform_token.invalid");
    std::filesystem::remove_all(folder);
}

TEST_F(PlatformTokensTest, keys_that_cannot_be_used_stop_the_start) {
    auto code = [&](PlatformTokenSettings settings) -> std::string {
        try {
            PlatformTokens const made{std::move(settings), clock};
            return "accepted";
        } catch (Problem const& problem) {
            return problem.code;
        }
    };
    auto const good = set_of({es256_key});
    EXPECT_EQ(code({.keys = good, .audience = "ombud"}), "accepted");
    EXPECT_EQ(code({.keys = good}), "platform_keys.invalid");
    EXPECT_EQ(code({.keys_file = "/nowhere/keys.json", .audience = "ombud"}), "platform_keys.invalid");
    for (auto const* keys :
         {"", "[]", "{}", R"({"keys":[]})", R"({"keys":"none"})", R"({"keys":[1,{"kty":"oct","k":"c2hvcnQ"}]})",
          R"({"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]})", R"({"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]})"})
        EXPECT_EQ(code({.keys = keys, .audience = "ombud"}), "platform_keys.invalid") << keys;
    // A key for encryption next to one for signatures is left alone.
    EXPECT_EQ(code({.keys = set_of({R"({"kty":"EC","use":"enc"})", es256_key}), .audience = "ombud"}), "accepted");
}

TEST_F(PlatformTokensTest, the_demo_platform_keeps_its_key_and_vouches_for_its_users) {
    auto const folder = std::filesystem::temp_directory_path() / ("ombud_demo_" + std::to_string(::getpid()));
    DemoPlatformSigner const first{folder, clock};
    auto const token = first.sign("li-wei", "李伟");
    DemoPlatformSigner const again{folder, clock};
    PlatformTokens trusting{again.settings(), clock};
    auto const user = trusting.verify(token);
    EXPECT_EQ(user.subject, "li-wei");
    EXPECT_EQ(user.name, "李伟");
    EXPECT_EQ(outcome(trusting, again.sign("emma", std::nullopt, 30h)), "platform_token.invalid");
    clock.advance(1h);
    EXPECT_EQ(outcome(trusting, token), "platform_token.expired");
    EXPECT_EQ(std::filesystem::status(folder / "platform_key.json").permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace ombud::customers
