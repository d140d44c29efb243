// How staff get in and prove once more that it is they, as a browser does it.
#include <gmock/gmock.h>

#include "support/authenticator.hpp"
#include "support/edge_world.hpp"
#include "support/totp_code.hpp"

namespace ombud::edge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Answer;
using ombud::testing::run;
using ombud::testing::totp_code;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char const* inbox = "/api/v1/inbox";

struct StaffSecurityTest : ombud::testing::EdgeWorld {
    // Invited, with a password chosen.
    std::string newcomer(staff::Role role = staff::Role::admin) {
        auto const added = run(io, staff.add({"ana@desk.test", "Ana", "Ana", role}));
        auto const answer = post("/api/v1/staff/setup", {}, {{"token", added.setup_link.token}, {"password", password}});
        EXPECT_EQ(answer.json().at("needs"), "enrolment");
        return token_of(answer);
    }
    std::string sign_in() {
        return token_of(post("/api/v1/staff/sessions", {}, {{"email", "ana@desk.test"}, {"password", password}}));
    }
    static std::string token_of(Answer const& answer) {
        EXPECT_EQ(answer.status, 201u) << answer.body;
        return std::string(answer.json().at("token").as_string());
    }
    Answer act(http::Method method, std::string target, std::string const& token) {
        return ask({.method = method, .target = std::move(target), .token = token});
    }
    // An authenticator is set up; the codes are those that came with it.
    std::vector<std::string> enrol(std::string const& token) {
        auto const offer = act(http::Method::post, "/api/v1/staff/me/totp", token);
        EXPECT_EQ(offer.status, 201u) << offer.body;
        secret = std::string(offer.json().at("secret").as_string());
        auto const confirmed = post("/api/v1/staff/me/totp/confirm", token, {{"code", next_code()}});
        EXPECT_EQ(confirmed.status, 200u) << confirmed.body;
        std::vector<std::string> codes;
        auto const answered = confirmed.json();
        if (auto const* list = answered.at("recovery_codes").if_array())
            for (auto const& each : *list) codes.emplace_back(each.as_string());
        return codes;
    }
    // A code works once, so each is of a later moment.
    std::string next_code() {
        clock.advance(30s);
        return totp_code(secret, clock.now());
    }
    Answer prove(std::string const& token, json::object proof) {
        return post("/api/v1/staff/sessions/current/second-factor", token, std::move(proof));
    }
    std::string complete() { return token_of(prove(sign_in(), {{"totp", next_code()}})); }

    std::string secret;
};

TEST_F(StaffSecurityTest, the_desk_opens_only_after_a_second_factor_was_set_up) {
    auto const token = newcomer();
    EXPECT_EQ(get(inbox, token).code(), "second_factor.required");
    EXPECT_EQ(get("/api/v1/staff/me", token).code(), "second_factor.required");
    EXPECT_EQ(post("/api/v1/staff/me/totp/confirm", token, {{"code", "123456"}}).code(), "totp.not_offered");
    auto const codes = enrol(token);
    EXPECT_THAT(codes, SizeIs(10));
    EXPECT_EQ(get(inbox, token).status, 200u);
    auto const me = get("/api/v1/staff/me", token).json();
    EXPECT_TRUE(me.at_pointer("/factors/totp").as_bool());
    EXPECT_EQ(me.at_pointer("/factors/recovery_codes_left").as_int64(), 10);
    EXPECT_FALSE(me.at("second_factor_waived").as_bool());
    EXPECT_FALSE(me.at("stepped_up_until").is_null()) << "whoever has just set it up has just proved it";
}

TEST_F(StaffSecurityTest, signing_in_takes_both_and_ends_the_token_that_the_password_gave) {
    enrol(newcomer());
    auto const first = post("/api/v1/staff/sessions", {}, {{"email", "ana@desk.test"}, {"password", password}});
    EXPECT_EQ(first.json().at("needs"), "second_factor");
    EXPECT_EQ(first.json().at("methods"), (json::array{"totp", "recovery_code"}));
    auto const half = token_of(first);
    EXPECT_EQ(get(inbox, half).code(), "second_factor.required");
    EXPECT_EQ(act(http::Method::post, "/api/v1/staff/me/totp", half).code(), "second_factor.required")
        << "a password alone replaces no second factor";
    EXPECT_EQ(prove(half, {{"totp", "000000"}}).code(), "code.wrong");
    EXPECT_EQ(prove(half, json::object{}).code(), "factor.one");
    auto const code = next_code();
    auto const whole = prove(half, {{"totp", code}});
    EXPECT_THAT(whole.field("Set-Cookie"), StartsWith("__Host-ombud_staff=oms1_"));
    EXPECT_TRUE(whole.json().at("needs").is_null());
    EXPECT_EQ(get(inbox, token_of(whole)).status, 200u);
    EXPECT_EQ(get(inbox, half).code(), "session.expired") << "a fresh token after a rise";
    EXPECT_EQ(prove(token_of(whole), {{"totp", next_code()}}).code(), "second_factor.proved");
    EXPECT_EQ(prove(sign_in(), {{"totp", code}}).code(), "code.wrong") << "a code works once";
}

TEST_F(StaffSecurityTest, a_recovery_code_opens_the_desk_once) {
    auto const codes = enrol(newcomer());
    ASSERT_THAT(codes, SizeIs(10));
    auto const token = token_of(prove(sign_in(), {{"recovery_code", codes[3]}}));
    EXPECT_EQ(get("/api/v1/staff/me", token).json().at_pointer("/factors/recovery_codes_left").as_int64(), 9);
    EXPECT_EQ(prove(sign_in(), {{"recovery_code", codes[3]}}).code(), "code.wrong");
}

TEST_F(StaffSecurityTest, own_factors_are_changed_after_a_step_up_only_and_the_last_one_stays) {
    auto const first = newcomer();
    enrol(first);
    auto const token = complete();
    EXPECT_EQ(get(inbox, first).status, 200u);
    clock.advance(5min);
    for (auto const& [method, target] : {std::pair{http::Method::post, "/api/v1/staff/me/totp"},
                                         {http::Method::delete_, "/api/v1/staff/me/totp"},
                                         {http::Method::post, "/api/v1/staff/me/passkeys/challenge"},
                                         {http::Method::post, "/api/v1/staff/me/recovery-codes"}})
        EXPECT_EQ(act(method, target, token).code(), "step_up.required") << target;
    EXPECT_EQ(post("/api/v1/staff/me/step-up", token, {{"password", password}}).code(), "factor.one")
        << "a password is no second factor";
    EXPECT_EQ(post("/api/v1/staff/me/step-up", token, {{"totp", "000000"}}).code(), "code.wrong");
    auto const stepped_up = post("/api/v1/staff/me/step-up", token, {{"totp", next_code()}});
    ASSERT_EQ(stepped_up.status, 200u) << stepped_up.body;
    EXPECT_EQ(from_rfc3339(stepped_up.json().at("until").as_string()), clock.now() + 5min);
    EXPECT_EQ(act(http::Method::delete_, "/api/v1/staff/me/totp", token).code(), "factor.last");
    EXPECT_EQ(act(http::Method::post, "/api/v1/staff/me/recovery-codes", token).json().at("recovery_codes").as_array().size(),
              10u);
    auto const challenge = act(http::Method::post, "/api/v1/staff/me/passkeys/challenge", token);
    ASSERT_EQ(challenge.status, 201u) << challenge.body;
    EXPECT_EQ(post("/api/v1/staff/me/passkeys", token,
                   {{"challenge_id", challenge.json().at("challenge_id")}, {"credential", json::object{}}, {"name", "Key"}})
                  .code(),
              "passkey.invalid");
    enrol(token);
    EXPECT_EQ(get(inbox, token).status, 200u);
    EXPECT_EQ(get(inbox, first).code(), "session.expired") << "another factor ends the other sessions";
}

TEST_F(StaffSecurityTest, a_passkey_alone_opens_the_desk_and_unlocks_it) {
    ombud::testing::Authenticator laptop{random, ombud::testing::own_origin};
    auto const first = newcomer();
    auto const offer = act(http::Method::post, "/api/v1/staff/me/passkeys/challenge", first).json();
    auto const added = post(
        "/api/v1/staff/me/passkeys", first,
        {{"challenge_id", offer.at("challenge_id")}, {"credential", laptop.create(offer.at("options"))}, {"name", "Laptop"}});
    ASSERT_EQ(added.status, 201u) << added.body;
    auto const id = std::string(added.json().at_pointer("/factors/passkeys/0/id").as_string());
    EXPECT_EQ(get(inbox, first).status, 200u) << "whoever has just set it up has just proved it";

    auto answered = [&](Answer const& challenge) {
        auto const asked = challenge.json();
        return json::object{{"challenge_id", asked.at("challenge_id")}, {"credential", laptop.get(asked.at("options"))}};
    };
    auto const proof = answered(act(http::Method::post, "/api/v1/staff/passkey-challenges", {}));
    auto const signed_in = post("/api/v1/staff/sessions/passkey", {}, proof);
    auto const token = token_of(signed_in);
    EXPECT_TRUE(signed_in.json().at("needs").is_null());
    EXPECT_EQ(get(inbox, token).status, 200u);
    EXPECT_EQ(post("/api/v1/staff/sessions/passkey", {}, proof).status, 401u) << "an answer is good once";

    EXPECT_EQ(act(http::Method::post, "/api/v1/staff/me/lock", token).status, 204u);
    auto const question = act(http::Method::post, "/api/v1/staff/me/step-up/challenge", token);
    EXPECT_EQ(question.json().at("methods"), (json::array{"passkey"}));
    EXPECT_EQ(post("/api/v1/staff/me/step-up", token, {{"passkey", answered(question)}}).status, 200u);
    EXPECT_EQ(get(inbox, token).status, 200u);
    auto const half = sign_in();
    auto const asked = act(http::Method::post, "/api/v1/staff/me/step-up/challenge", half);
    EXPECT_EQ(prove(half, {{"passkey", answered(asked)}}).status, 201u) << "after a password, too";

    EXPECT_EQ(act(http::Method::delete_, "/api/v1/staff/me/passkeys/" + id, token).code(), "factor.last");
    enrol(token);
    EXPECT_EQ(act(http::Method::delete_, "/api/v1/staff/me/passkeys/" + id, token).status, 200u);
    EXPECT_EQ(act(http::Method::delete_, "/api/v1/staff/me/passkeys/" + id, token).code(), "passkey.unknown");
}

TEST_F(StaffSecurityTest, a_locked_desk_is_unlocked_by_a_second_factor_or_left) {
    enrol(newcomer());
    auto const token = complete();
    EXPECT_EQ(act(http::Method::post, "/api/v1/staff/me/lock", token).status, 204u);
    EXPECT_EQ(get(inbox, token).code(), "session.locked");
    EXPECT_EQ(act(http::Method::post, "/api/v1/staff/me/totp", token).code(), "session.locked");
    auto const offer = act(http::Method::post, "/api/v1/staff/me/step-up/challenge", token);
    EXPECT_EQ(offer.json().at("methods"), (json::array{"totp", "recovery_code"}));
    EXPECT_TRUE(offer.json().at("challenge_id").is_null());
    EXPECT_EQ(post("/api/v1/staff/me/step-up", token, {{"totp", next_code()}}).status, 200u);
    EXPECT_EQ(get(inbox, token).status, 200u);
    clock.advance(15min);
    EXPECT_EQ(get(inbox, token).code(), "session.locked") << "left alone";
    EXPECT_EQ(act(http::Method::delete_, "/api/v1/staff/sessions/current", token).status, 204u);
    EXPECT_EQ(get(inbox, token).code(), "session.expired");
}

TEST_F(StaffSecurityTest, the_operator_lets_somebody_start_over_who_lost_everything) {
    auto const before = newcomer();
    enrol(before);
    auto const plain = run(io, staff.add_from_command_line({"ana@desk.test", "", "", staff::Role::agent}));
    auto const again = post("/api/v1/staff/setup", {}, {{"token", plain.setup_link.token}, {"password", password}});
    EXPECT_EQ(again.json().at("needs"), "second_factor") << "a new password keeps the second factor";
    auto const link = run(io, staff.add_from_command_line({"ana@desk.test", "", "", staff::Role::agent}, true));
    EXPECT_EQ(prove(sign_in(), {{"totp", next_code()}}).status, 201u) << "asking for a link takes nothing away";
    auto const fresh = post("/api/v1/staff/setup", {}, {{"token", link.setup_link.token}, {"password", password}});
    EXPECT_EQ(fresh.json().at("needs"), "enrolment");
    EXPECT_EQ(get(inbox, before).code(), "session.expired");
    enrol(token_of(fresh));
    EXPECT_EQ(get(inbox, token_of(fresh)).status, 200u);
}

TEST_F(StaffSecurityTest, an_unknown_passkey_is_nobodys) {
    auto const challenge = act(http::Method::post, "/api/v1/staff/passkey-challenges", {});
    ASSERT_EQ(challenge.status, 201u);
    EXPECT_TRUE(challenge.json().at("options").is_object());
    auto const answer = post("/api/v1/staff/sessions/passkey", {},
                             {{"challenge_id", challenge.json().at("challenge_id")}, {"credential", json::object{}}});
    EXPECT_EQ(answer.status, 401u) << answer.body;
    EXPECT_EQ(answer.field("Set-Cookie"), "");
    for (int i = 0; i < 40; ++i) act(http::Method::post, "/api/v1/staff/passkey-challenges", {});
    EXPECT_EQ(act(http::Method::post, "/api/v1/staff/passkey-challenges", {}).code(), "rate.limited");
}

TEST_F(StaffSecurityTest, a_provider_that_is_away_or_unknown_leads_back_to_the_desk_with_a_code) {
    EXPECT_EQ(get("/api/v1/staff/oidc").json(),
              (json::value{{"providers", json::array{json::object{{"id", "example"}, {"name", "Example"}}}}}));
    auto const location = [&](std::string target) {
        auto const answer = get(std::move(target));
        EXPECT_EQ(answer.status, 302u);
        return answer.field("Location");
    };
    EXPECT_EQ(location("/api/v1/staff/oidc/start?provider=example"), "/desk/#oidc=oidc.provider_away");
    EXPECT_EQ(location("/api/v1/staff/oidc/start?provider=https%3A%2F%2Fevil.example"), "/desk/#oidc=oidc.provider_unknown");
    EXPECT_EQ(location("/api/v1/staff/oidc/callback?code=x&state=y&scope=openid"), "/desk/#oidc=oidc.state_invalid");
}

TEST_F(StaffSecurityTest, whom_a_provider_vouches_for_is_found_by_address_once_and_then_by_who_they_are_there) {
    auto const ana = run(io, staff.add({"ana@desk.test", "Ana", "Ana", staff::Role::agent})).staff;
    auto vouched = [&](std::string subject, std::optional<std::string> email, bool second_factor = true) -> std::string {
        try {
            auto const session =
                run(io, staff.sign_in_vouched({"https://id.example", std::move(subject), std::move(email), second_factor},
                                              {"203.0.113.7", "Firefox, Windows"}));
            EXPECT_EQ(session.staff.id, ana.id);
            return session.needs ? boost::describe::enum_to_string(*session.needs, "") : "fine";
        } catch (Problem const& problem) {
            return problem.code;
        }
    };
    EXPECT_EQ(vouched("ana-1", std::nullopt), "oidc.nobody") << "an address that nobody checked";
    EXPECT_EQ(vouched("eve", "eve@desk.test"), "oidc.nobody");
    EXPECT_EQ(vouched("ana-1", "Ana@desk.test"), "fine");
    EXPECT_EQ(vouched("ana-1", "ana.new@desk.test"), "fine") << "known there";
    EXPECT_EQ(vouched("ana-2", "ana@desk.test"), "oidc.nobody") << "her address passed on to somebody else";
    EXPECT_EQ(vouched("ana-1", std::nullopt, false), "enrolment") << "the provider asked for a password only";
    employ(staff::Role::admin);
    run(io, staff.change(ana.id, {.active = false}));
    EXPECT_EQ(vouched("ana-1", "ana@desk.test"), "oidc.nobody");
}

// The demo ------------------------------------------------------------------------------------------------------------

TEST_F(StaffSecurityTest, only_where_it_is_waived_a_password_is_enough) {
    auto const id = employ(staff::Role::agent);
    staff::Staff demo{database, sessions, factors, passwords, clock, random, staff::SecondFactor::waived};
    auto const token = session_of(id, sessions::Assurance::password);
    auto find = [&] { return *run(io, demo.person_in(*run(io, sessions.find(token, sessions::Sessions::Use::counts)))); };
    EXPECT_TRUE(find().complete);
    EXPECT_TRUE(run(io, demo.me(find())).second_factor_waived);
    EXPECT_THAT(run(io, demo.offer_step_up(find())).methods, ElementsAre(staff::StepUpMethod::password));
    EXPECT_EQ(code(demo.step_up(find(), {.password = "wrong"}, {"203.0.113.7"})), "credentials.wrong");
    EXPECT_EQ(code(demo.step_up(find(), {.password = password}, {"203.0.113.7"})), "fine");
    EXPECT_TRUE(sessions::is_fresh(find().session, clock.now()));
    EXPECT_EQ(get(inbox, token).code(), "second_factor.required") << "and nowhere else";
}

}  // namespace
}  // namespace ombud::edge
