#include "oidc/oidc.hpp"

#include <boost/url.hpp>
#include <gmock/gmock.h>
#include <sodium.h>

#include "core/base64url.hpp"
#include "core/json.hpp"
#include "core/problem.hpp"
#include "support/run.hpp"

namespace ombud::oidc {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(json_t const* value) {
    std::unique_ptr<char, decltype(&std::free)> const text{json_dumps(value, JSON_COMPACT), &std::free};
    return text.get();
}

// An OpenID Connect provider as the specification has it, which can also misbehave. The scenarios meet a certified one.
class ProviderSimulator final : public fetch::Client {
public:
    static constexpr char const* issuer = "https://id.example";

    explicit ProviderSimulator(Clock const& clock) : clock_(clock) { rotate("first"); }

    void rotate(std::string const& key_id) {
        auto const jose = jwt::quiet_jose();
        key_ = jwt::Json{json_pack("{s:s,s:s}", "alg", "ES256", "kid", key_id.c_str())};
        jose_jwk_gen(jose.get(), key_.get());
    }

    Task<fetch::Answer> send(fetch::Request request) override {
        asked.push_back(request.method + " " + request.url);
        if (away) throw Problem{ProblemKind::unavailable, "remote.timeout"};
        if (request.url.ends_with("/.well-known/openid-configuration")) co_return answer(200, json::serialize(metadata));
        if (request.url == "https://id.example/keys") co_return answer(200, keys ? *keys : public_keys());
        if (request.url == "https://id.example/token") co_return token(request);
        co_return answer(404, "");
    }

    json::object metadata{{"issuer", issuer},
                          {"authorization_endpoint", "https://id.example/authorize"},
                          {"token_endpoint", "https://id.example/token"},
                          {"jwks_uri", "https://id.example/keys"}};
    json::object claims{{"sub", "person-1"}, {"email", "ana@exchange.example"}, {"email_verified", true}};
    std::string algorithm = "ES256";
    std::optional<std::string> keys, whole_token;
    std::string code = "the code", challenge, nonce;  // as the browser brought them
    std::vector<std::string> asked;
    std::string authorization, token_form;
    bool away = false;

private:
    static fetch::Answer answer(unsigned status, std::string body) { return {status, {}, std::move(body)}; }

    std::string public_keys() const {
        auto const jose = jwt::quiet_jose();
        jwt::Json const copy{json_deep_copy(key_.get())};
        jose_jwk_pub(jose.get(), copy.get());
        jwt::Json const set{json_pack("{s:[O]}", "keys", copy.get())};
        return text_of(set.get());
    }
    fetch::Answer token(fetch::Request const& request) {
        token_form = request.body;
        for (auto const& [name, value] : request.fields)
            if (name == "Authorization") authorization = value;
        boost::urls::params_view const form{request.body};
        auto const member = [&](std::string_view name) {
            auto const found = form.find(name);
            return found == form.end() ? std::string{} : std::string((*found).value);
        };
        unsigned char hash[crypto_hash_sha256_BYTES];
        auto const verifier = member("code_verifier");
        crypto_hash_sha256(hash, reinterpret_cast<unsigned char const*>(verifier.data()), verifier.size());
        if (member("code") != code || base64url(std::as_bytes(std::span{hash})) != challenge)
            return answer(400, R"({"error":"invalid_grant"})");
        return answer(200,
                      json::serialize(json::object{{"token_type", "Bearer"}, {"id_token", whole_token ? *whole_token : sign()}}));
    }
    std::string sign() const {
        auto all = claims;
        auto const now = std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch().count();
        for (auto const& [name, value] :
             json::object{{"iss", issuer}, {"aud", "our-client"}, {"iat", now}, {"exp", now + 300}, {"nonce", nonce}})
            if (!all.contains(name)) all.emplace(name, value);
        auto const payload = json::serialize(all);
        auto const encoded = base64url(std::as_bytes(std::span{payload}));
        if (algorithm == "none") {
            std::string_view const header = R"({"alg":"none"})";
            return base64url(std::as_bytes(std::span{header})) + "." + encoded + ".";
        }
        auto const jose = jwt::quiet_jose();
        jwt::Json const jws{json_pack("{s:s}", "payload", encoded.c_str())};
        jwt::Json const how{json_pack("{s:{s:s,s:O}}", "protected", "alg", "ES256", "kid", json_object_get(key_.get(), "kid"))};
        jose_jws_sig(jose.get(), jws.get(), how.get(), key_.get());
        auto const part = [&](char const* name) { return std::string(jwt::string_member(jws.get(), name).value()); };
        return part("protected") + "." + part("payload") + "." + part("signature");
    }

    Clock const& clock_;
    jwt::Json key_;
};

struct OidcTest : ::testing::Test {
    asio::io_context io{1};
    ManualClock clock{Timestamp{1'795'507'200s}};
    SeededRandom random{7};
    ProviderSimulator provider{clock};
    SignIn sign_in{{{"work", "Work", ProviderSimulator::issuer, "our-client", "s3cret/+ "}},
                   "https://desk.example/api/v1/staff/oidc/callback",
                   provider,
                   clock,
                   random,
                   std::vector<std::byte>(32, std::byte{9})};

    // Leaves; the browser is at the provider.
    Departure leave() {
        auto const departure = run(io, sign_in.depart("work"));
        auto const url = boost::urls::parse_uri(departure.location).value();
        auto const params = url.params();
        auto const value = [&](std::string_view name) { return std::string((*params.find(name)).value); };
        state = value("state");
        provider.nonce = value("nonce");
        provider.challenge = value("code_challenge");
        return departure;
    }
    Return back() { return {.code = "the code", .state = state, .iss = {}, .error = {}}; }
    std::string outcome(std::string memory, Return with) {
        try {
            run(io, sign_in.arrive(std::move(memory), std::move(with)));
            return "signed in";
        } catch (Problem const& problem) {
            return problem.code;
        }
    }
    std::string outcome() {
        auto const departure = leave();
        return outcome(departure.memory, back());
    }

    std::string state;
};

TEST_F(OidcTest, whoever_comes_back_with_a_code_is_who_the_provider_says) {
    auto const departure = leave();
    EXPECT_THAT(
        departure.location,
        HasSubstr(
            "https://id.example/authorize?response_type=code&client_id=our-client&redirect_uri=https%3A%2F%2Fdesk.example%2F"));
    EXPECT_THAT(departure.location, HasSubstr("code_challenge_method=S256"));
    EXPECT_THAT(departure.memory, Not(HasSubstr(state)));
    auto const who = run(io, sign_in.arrive(departure.memory, back()));
    EXPECT_EQ(who.provider, "work");
    EXPECT_EQ(who.issuer, "https://id.example");
    EXPECT_EQ(who.subject, "person-1");
    EXPECT_EQ(who.email, "ana@exchange.example");
    EXPECT_FALSE(who.second_factor);
    EXPECT_THAT(provider.token_form, Not(HasSubstr("client_secret")));
    EXPECT_EQ(provider.authorization,
              "Basic b3VyLWNsaWVudDpzM2NyZXQlMkYlMkIlMjA=");  // each half form-encoded first (RFC 6749, 2.3.1)
}

TEST_F(OidcTest, a_second_factor_counts_when_the_provider_says_that_it_asked_for_one) {
    for (auto const* method : {"mfa", "otp", "hwk"}) {
        provider.claims["amr"] = json::array{"pwd", method};
        auto const departure = leave();
        EXPECT_TRUE(run(io, sign_in.arrive(departure.memory, back())).second_factor) << method;
    }
    provider.claims["amr"] = json::array{"pwd"};
    auto const departure = leave();
    EXPECT_FALSE(run(io, sign_in.arrive(departure.memory, back())).second_factor);
}

TEST_F(OidcTest, an_address_counts_only_when_the_provider_vouches_for_it) {
    for (json::value const& verified : {json::value(false), json::value("true"), json::value(nullptr)}) {
        provider.claims["email_verified"] = verified;
        auto const departure = leave();
        EXPECT_FALSE(run(io, sign_in.arrive(departure.memory, back())).email);
    }
}

TEST_F(OidcTest, whoever_did_not_leave_from_this_browser_does_not_arrive) {
    auto const departure = leave();
    auto const other = [&](auto change) {
        auto with = back();
        change(with);
        return outcome(departure.memory, with);
    };
    EXPECT_EQ(outcome("", back()), "oidc.state_invalid");
    EXPECT_EQ(outcome(departure.memory + "A", back()), "oidc.state_invalid");
    EXPECT_EQ(outcome(std::string(5'000, 'A'), back()), "oidc.state_invalid");
    auto changed = departure.memory;
    changed[40] = changed[40] == 'A' ? 'B' : 'A';
    EXPECT_EQ(outcome(changed, back()), "oidc.state_invalid");
    EXPECT_EQ(other([](Return& with) { with.state.reset(); }), "oidc.state_invalid");
    EXPECT_EQ(other([](Return& with) { with.state = "x"; }), "oidc.state_invalid");
    EXPECT_EQ(other([](Return& with) { with.iss = "https://evil.example"; }), "oidc.state_invalid");
    EXPECT_EQ(other([](Return& with) { with.error = "access_denied"; }), "oidc.refused");
    EXPECT_EQ(other([](Return& with) { with.code.reset(); }), "oidc.refused");
    EXPECT_EQ(other([](Return& with) { with.code = "another"; }), "oidc.refused");
    EXPECT_EQ(other([](Return&) {}), "signed in");
    clock.advance(longest_absence);
    EXPECT_EQ(other([](Return&) {}), "oidc.state_invalid");
}

TEST_F(OidcTest, somebody_elses_departure_does_not_fit_ones_own_code) {
    auto const attacker = leave();
    auto const attackers_return = back();
    auto const victim = leave();
    EXPECT_EQ(outcome(victim.memory, attackers_return), "oidc.state_invalid");
    EXPECT_EQ(outcome(attacker.memory, attackers_return), "oidc.refused");  // the code was asked for with another challenge
}

TEST_F(OidcTest, a_provider_that_names_itself_in_redirects_must_do_so) {
    provider.metadata["authorization_response_iss_parameter_supported"] = true;
    auto const departure = leave();
    EXPECT_EQ(outcome(departure.memory, back()), "oidc.state_invalid");
    auto with = back();
    with.iss = ProviderSimulator::issuer;
    EXPECT_EQ(outcome(departure.memory, with), "signed in");
}

TEST_F(OidcTest, a_token_that_is_not_for_us_now_is_refused) {
    auto const with = [&](std::string const& name, json::value value) {
        auto const before = provider.claims;
        provider.claims[name] = std::move(value);
        auto const code = outcome();
        provider.claims = before;
        return code;
    };
    auto const now = std::chrono::floor<std::chrono::seconds>(clock.now()).time_since_epoch().count();
    EXPECT_EQ(with("nonce", "another"), "oidc.token_invalid");
    EXPECT_EQ(with("nonce", nullptr), "oidc.token_invalid");
    EXPECT_EQ(with("aud", "another-client"), "oidc.token_invalid");
    EXPECT_EQ(with("aud", json::array{"our-client", "another"}), "signed in");
    EXPECT_EQ(with("azp", "another-client"), "oidc.token_invalid");
    EXPECT_EQ(with("iss", "https://id.example/"), "oidc.token_invalid");
    EXPECT_EQ(with("exp", now - 1), "oidc.token_invalid");
    EXPECT_EQ(with("iat", now + 600), "oidc.token_invalid");
    EXPECT_EQ(with("sub", ""), "oidc.token_invalid");
    provider.algorithm = "none";
    EXPECT_EQ(outcome(), "oidc.token_invalid");
    for (std::string const& token : {"", "x", "a.b.c", "....", "e30.e30."}) {
        provider.whole_token = token;
        EXPECT_THAT((std::vector<std::string>{"oidc.token_invalid", "oidc.provider_away"}), Contains(outcome())) << token;
    }
}

TEST_F(OidcTest, new_keys_are_fetched_when_a_token_names_one_but_at_most_once_a_minute) {
    EXPECT_EQ(outcome(), "signed in");
    auto const fetched = [&] { return std::ranges::count(provider.asked, "GET https://id.example/keys"); };
    EXPECT_EQ(outcome(), "signed in");
    EXPECT_EQ(fetched(), 1);
    provider.rotate("second");
    EXPECT_EQ(outcome(), "oidc.token_invalid");  // too soon to ask again
    EXPECT_EQ(fetched(), 1);
    clock.advance(1min);
    EXPECT_EQ(outcome(), "signed in");
    EXPECT_EQ(fetched(), 2);
}

TEST_F(OidcTest, a_shared_secret_among_the_published_keys_signs_nothing) {
    provider.keys = R"({"keys":[{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","kid":"first","alg":"HS256"}]})";
    EXPECT_EQ(outcome(), "oidc.provider_away");
}

TEST_F(OidcTest, a_provider_that_is_away_or_not_itself_is_told_as_that) {
    provider.away = true;
    EXPECT_THROW(run(io, sign_in.depart("work")), Problem);
    provider.away = false;
    EXPECT_THROW(run(io, sign_in.depart("unknown")), Problem);
    auto const departs = [&](std::string const& name, json::value value) {
        auto const before = provider.metadata;
        provider.metadata[name] = std::move(value);
        clock.advance(2h);
        std::string code = "departed";
        try {
            run(io, sign_in.depart("work"));
        } catch (Problem const& problem) {
            code = problem.code;
        }
        provider.metadata = before;
        return code;
    };
    EXPECT_EQ(departs("issuer", "https://id.example.evil.example"), "oidc.provider_away");
    EXPECT_EQ(departs("token_endpoint", "http://id.example/token"), "oidc.provider_away");
    EXPECT_EQ(departs("authorization_endpoint", "javascript:alert(1)"), "oidc.provider_away");
    EXPECT_EQ(departs("jwks_uri", 7), "oidc.provider_away");
    EXPECT_EQ(departs("token_endpoint_auth_methods_supported", json::array{"client_secret_post"}), "departed");
}

TEST_F(OidcTest, the_secret_goes_in_the_body_where_only_that_is_taken) {
    provider.metadata["token_endpoint_auth_methods_supported"] = json::array{"client_secret_post"};
    EXPECT_EQ(outcome(), "signed in");
    EXPECT_THAT(provider.token_form, HasSubstr("client_secret=s3cret%2F%2B%20"));
    EXPECT_EQ(provider.authorization, "");
}

}  // namespace
}  // namespace ombud::oidc
