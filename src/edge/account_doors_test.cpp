// How customers sign up and in, prove again that it is they, and keep their account, as a browser does it.
#include <gmock/gmock.h>

#include "support/authenticator.hpp"
#include "support/edge_world.hpp"
#include "support/totp_code.hpp"

namespace ombud::edge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Answer;
using ombud::testing::Asked;
using ombud::testing::own_origin;
using ombud::testing::run;
using ombud::testing::totp_code;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char good_password[] = "seven lamps over the harbour";
constexpr char other_password[] = "nine boats below the bridge";

struct AccountsOverHttp : ombud::testing::EdgeWorld {
    // A browser: the cookies that it holds.
    struct Browser {
        std::map<std::string, std::string> cookies;
        std::string peer = "203.0.113.7";
    };
    Browser laptop;

    Answer send(Browser& browser, http::Method method, std::string target, std::optional<json::value> body = {}) {
        std::string cookies;
        for (auto const& [name, value] : browser.cookies)
            cookies.append(cookies.empty() ? "" : "; ").append(name).append("=").append(value);
        Asked asked{.method = method, .target = "/api/v1/" + std::move(target), .body = std::move(body), .peer = browser.peer};
        if (!cookies.empty()) asked.fields.push_back({"Cookie", cookies});
        asked.fields.push_back({"Origin", own_origin});
        auto answer = ask(std::move(asked));
        for (auto const& field : answer.fields) {
            if (field.name != "Set-Cookie") continue;
            auto const equals = field.value.find('=');
            auto const name = field.value.substr(0, equals);
            auto const value = field.value.substr(equals + 1, field.value.find(';') - equals - 1);
            if (value.empty())
                browser.cookies.erase(name);
            else
                browser.cookies[name] = value;
        }
        return answer;
    }
    Answer tell(Browser& browser, std::string target, std::optional<json::value> body = {}) {
        return send(browser, http::Method::post, std::move(target), std::move(body));
    }
    Answer look(Browser& browser, std::string target) { return send(browser, http::Method::get, std::move(target)); }

    // Letters -------------------------------------------------------------------------------------------------------------
    std::vector<outbox::LetterLine> all_letters() { return run(io, outbox.list(std::nullopt, 100)).letters; }
    std::string newest_to(std::string_view to, std::string_view letter) {
        for (auto const& each : all_letters())
            if (each.to == to && each.letter == letter) return run(io, outbox.read(each.id)).text;
        ADD_FAILURE() << "no letter " << letter << " to " << to;
        return {};
    }
    std::size_t count_to(std::string_view to, std::string_view letter) {
        return std::size_t(
            std::ranges::count_if(all_letters(), [&](auto const& each) { return each.to == to && each.letter == letter; }));
    }
    static std::string code_in(std::string_view text) {
        for (std::size_t at = 0; at + 8 <= text.size(); ++at) {
            auto const part = text.substr(at, 8);
            if (std::ranges::all_of(part, [](unsigned char c) { return std::isdigit(c) != 0; })) return std::string(part);
        }
        ADD_FAILURE() << text;
        return {};
    }
    static std::string token_in(std::string const& text, std::string const& page) {
        auto const mark = std::string(own_origin) + page + "#token=";
        auto const at = text.find(mark);
        EXPECT_NE(at, text.npos) << text;
        auto const from = at + mark.size();
        auto const end = text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", from);
        return text.substr(from, end - from);
    }

    // Journeys --------------------------------------------------------------------------------------------------------------
    void sign_up(Browser& browser, std::string const& email = "li@q.example") {
        auto const asked = tell(browser, "accounts", json::object{{"email", email}, {"language", "en"}});
        ASSERT_EQ(asked.status, 202u) << asked.body;
        auto const confirmed = tell(browser, "accounts/confirm",
                                    json::object{{"ticket", asked.json().at("ticket")},
                                                 {"code", code_in(newest_to(email, "sign_up_code"))},
                                                 {"password", good_password},
                                                 {"name", "Li Wei"}});
        ASSERT_EQ(confirmed.status, 201u) << confirmed.body;
    }
    Answer enter(Browser& browser, std::string const& word = good_password, std::string const& email = "li@q.example") {
        return tell(browser, "account/sessions", json::object{{"email", email}, {"password", word}});
    }
    bool inside(Browser& browser) { return look(browser, "account").status == 200; }
    void step_up_by_password(Browser& browser, std::string const& word = good_password) {
        auto const answer = tell(browser, "account/step-up", json::object{{"password", word}});
        ASSERT_EQ(answer.status, 200u) << answer.body;
    }
    // The recovery codes that come with it.
    json::array enrol_totp(Browser& browser) {
        auto const offer = tell(browser, "account/totp");
        EXPECT_EQ(offer.status, 201u) << offer.body;
        EXPECT_THAT(std::string(offer.json().at("qr").as_string()), StartsWith("<"));
        secret = std::string(offer.json().at("secret").as_string());
        auto const confirmed = tell(browser, "account/totp/confirm", json::object{{"code", next_code()}});
        EXPECT_EQ(confirmed.status, 200u) << confirmed.body;
        return confirmed.json().at("recovery_codes").as_array();
    }
    std::string next_code() {
        clock.advance(30s);
        return totp_code(secret, clock.now());
    }
    void add_passkey(Browser& browser, ombud::testing::Authenticator& authenticator) {
        auto const offer = tell(browser, "account/passkeys/challenge");
        ASSERT_EQ(offer.status, 201u) << offer.body;
        auto const added = tell(browser, "account/passkeys",
                                json::object{{"challenge_id", offer.json().at("challenge_id")},
                                             {"credential", authenticator.create(offer.json().at("options"))},
                                             {"name", "Laptop"}});
        ASSERT_EQ(added.status, 201u) << added.body;
    }
    static json::object answered(ombud::testing::Authenticator& authenticator, json::value const& asked) {
        return {{"challenge_id", asked.at("challenge_id")}, {"credential", authenticator.get(asked.at("options"))}};
    }

    std::string secret;
};

// Signing up --------------------------------------------------------------------------------------------------------------

TEST_F(AccountsOverHttp, a_code_by_mail_and_a_good_password_make_an_account_that_is_signed_in) {
    auto const asked = tell(laptop, "accounts", json::object{{"email", "Li@Q.example"}, {"language", "zh-CN"}});
    ASSERT_EQ(asked.status, 202u);
    auto const code = code_in(newest_to("li@q.example", "sign_up_code"));
    auto confirm = [&](std::string const& given, std::string const& word) {
        return tell(laptop, "accounts/confirm",
                    json::object{{"ticket", asked.json().at("ticket")}, {"code", given}, {"password", word}, {"name", "李伟"}});
    };
    EXPECT_EQ(confirm("00000000", good_password).code(), "code.wrong");
    EXPECT_EQ(confirm("00000000", "").code(), "code.wrong") << "asked ahead";
    EXPECT_EQ(confirm(code, "").code(), "password.too_short") << "asked ahead: it holds";
    EXPECT_EQ(confirm(code, "short").code(), "password.too_short");
    EXPECT_EQ(confirm(code, "liweiliweiliwei1").status, 201u) << "not the person's own words";
    auto const profile = look(laptop, "account").json();
    EXPECT_EQ(profile.at("email"), "li@q.example");
    EXPECT_EQ(profile.at("name"), "李伟");
    EXPECT_EQ(profile.at("language"), "zh-CN");
    EXPECT_FALSE(profile.at("session").at("stepped_up_until").is_null() && profile.at("hold_until").is_null() == false);
    EXPECT_EQ(confirm(code, good_password).code(), "code.expired") << "once";
}

TEST_F(AccountsOverHttp, an_address_that_has_an_account_is_answered_like_any_other) {
    sign_up(laptop);
    Browser stranger{.cookies = {}, .peer = "198.51.100.9"};
    auto const known = tell(stranger, "accounts", json::object{{"email", "li@q.example"}, {"language", "en"}});
    auto const unknown = tell(stranger, "accounts", json::object{{"email", "new@q.example"}, {"language", "en"}});
    EXPECT_EQ(known.status, unknown.status);
    EXPECT_EQ(known.body.size(), unknown.body.size());
    EXPECT_EQ(count_to("li@q.example", "sign_up_known"), 1u) << "its owner is told";
    auto wrong = [&](Answer const& asked) {
        return tell(stranger, "accounts/confirm",
                    json::object{{"ticket", asked.json().at("ticket")}, {"code", "12345678"}, {"password", good_password}})
            .code();
    };
    EXPECT_EQ(wrong(known), "code.wrong");
    EXPECT_EQ(wrong(unknown), "code.wrong");
    auto const enter_known = enter(stranger, other_password), enter_unknown = enter(stranger, other_password, "nobody@q.example");
    EXPECT_EQ(enter_known.status, 401u);
    auto without_id = [](Answer const& answer) {
        auto body = answer.json().as_object();
        body.erase("request_id");
        return json::serialize(body);
    };
    EXPECT_EQ(without_id(enter_known), without_id(enter_unknown));
    EXPECT_EQ(enter(stranger, good_password, "no address").code(), "credentials.wrong");
    auto ask_both = [&](std::string const& target) {
        auto one = tell(stranger, target, json::object{{"email", "li@q.example"}, {"language", "en"}});
        auto other = tell(stranger, target, json::object{{"email", "nobody@q.example"}, {"language", "en"}});
        EXPECT_EQ(one.status, other.status) << target;
        EXPECT_EQ(one.body.size(), other.body.size()) << target;
    };
    ask_both("account/resets");
    ask_both("account/freezes/code");
}

TEST_F(AccountsOverHttp, look_alike_letters_and_header_tricks_are_no_address) {
    for (std::string const email : {"lі@q.example", "li@q.example\r\nBcc: eve@evil.example", "li@ｑ.example",
                                    "li@q.example,eve@evil.example", "\"li\"@q.example", "li@", "@q.example", "li", ""})
        EXPECT_EQ(tell(laptop, "accounts", json::object{{"email", email}, {"language", "en"}}).code(), "email.invalid") << email;
    EXPECT_TRUE(all_letters().empty());
}

TEST_F(AccountsOverHttp, what_somebody_types_gets_into_no_subject_and_no_letter) {
    auto const asked = tell(laptop, "accounts", json::object{{"email", "li@q.example"}, {"language", "en"}});
    tell(laptop, "accounts/confirm",
         json::object{{"ticket", asked.json().at("ticket")},
                      {"code", code_in(newest_to("li@q.example", "sign_up_code"))},
                      {"password", good_password},
                      {"name", "Win 1 BTC at evil.example"}});
    step_up_by_password(laptop);
    enrol_totp(laptop);
    for (auto const& line : all_letters()) {
        auto const whole = run(io, outbox.read(line.id));
        EXPECT_THAT(whole.subject + whole.text + whole.html, Not(HasSubstr("evil.example"))) << line.letter;
    }
}

// Signing in --------------------------------------------------------------------------------------------------------------

TEST_F(AccountsOverHttp, a_known_browser_needs_the_password_a_new_one_a_mailed_code_too) {
    sign_up(laptop);
    EXPECT_EQ(send(laptop, http::Method::delete_, "account/sessions/current").status, 204u);
    EXPECT_FALSE(inside(laptop));
    auto const again = enter(laptop);
    EXPECT_EQ(again.status, 201u);
    EXPECT_TRUE(again.json().at("next").is_null());
    EXPECT_TRUE(inside(laptop));

    Browser phone{.cookies = {}, .peer = "198.51.100.9"};
    auto const half = enter(phone);
    EXPECT_EQ(half.json().at("next"), "email_code");
    EXPECT_EQ(half.json().at("masked_email"), "l•••@q•••.example");
    EXPECT_TRUE(half.json().at("session").is_null());
    EXPECT_FALSE(inside(phone));
    auto const ticket = half.json().at("ticket");
    auto const code = code_in(newest_to("li@q.example", "sign_in_code"));
    EXPECT_EQ(tell(phone, "account/sessions/second-factor", json::object{{"ticket", ticket}, {"email_code", "00000000"}}).code(),
              "code.wrong");
    auto const whole = tell(phone, "account/sessions/second-factor", json::object{{"ticket", ticket}, {"email_code", code}});
    EXPECT_EQ(whole.status, 201u) << whole.body;
    EXPECT_TRUE(inside(phone));
    EXPECT_EQ(count_to("li@q.example", "new_sign_in"), 1u) << "the owner is told of a new device";
    EXPECT_EQ(tell(phone, "account/sessions/second-factor", json::object{{"ticket", ticket}, {"email_code", code}}).code(),
              "ticket.expired")
        << "once";
}

TEST_F(AccountsOverHttp, a_second_factor_is_asked_for_once_it_is_there_and_a_code_serves_once) {
    sign_up(laptop);
    step_up_by_password(laptop);
    auto const codes = enrol_totp(laptop);
    EXPECT_THAT(codes, SizeIs(10));
    Browser phone{.cookies = {}, .peer = "198.51.100.9"};
    auto const half = enter(phone).json();
    EXPECT_EQ(half.at("next"), "second_factor");
    EXPECT_EQ(half.at("methods"), (json::array{"totp", "recovery_code"}));
    auto second = [&](json::value const& ticket, json::object proof) {
        proof["ticket"] = ticket;
        return tell(phone, "account/sessions/second-factor", std::move(proof));
    };
    auto const code = next_code();
    EXPECT_EQ(second(half.at("ticket"), {{"totp", code}, {"recovery_code", "x"}}).code(), "factor.one");
    EXPECT_EQ(second(half.at("ticket"), {{"email_code", "12345678"}}).code(), "factor.not_asked") << "not instead of it";
    EXPECT_EQ(second(half.at("ticket"), {{"totp", code}}).status, 201u);
    EXPECT_TRUE(inside(phone));
    auto const next = enter(phone).json();
    EXPECT_EQ(second(next.at("ticket"), {{"totp", code}}).code(), "code.wrong") << "replayed";
    EXPECT_EQ(second(next.at("ticket"), {{"recovery_code", codes[4]}}).status, 201u);
    EXPECT_EQ(count_to("li@q.example", "recovery_code_used"), 1u);
    EXPECT_EQ(second(enter(phone).json().at("ticket"), {{"recovery_code", codes[4]}}).code(), "code.wrong");
    EXPECT_EQ(look(phone, "account").json().at("recovery_codes_left"), 9);
}

TEST_F(AccountsOverHttp, a_passkey_signs_in_by_itself_and_takes_no_swapped_challenge) {
    ombud::testing::Authenticator key{random, own_origin};
    sign_up(laptop);
    step_up_by_password(laptop);
    add_passkey(laptop, key);
    Browser phone{.cookies = {}, .peer = "198.51.100.9"};
    auto const first = tell(phone, "account/passkey-challenges", json::object{}).json();
    auto const second = tell(phone, "account/passkey-challenges", json::object{}).json();
    auto proof = answered(key, first);
    auto swapped = proof;
    swapped["challenge_id"] = second.at("challenge_id");
    EXPECT_EQ(tell(phone, "account/sessions/passkey", swapped).status, 401u);
    EXPECT_EQ(tell(phone, "account/sessions/passkey", proof).status, 201u);
    EXPECT_TRUE(inside(phone));
    EXPECT_EQ(look(phone, "account").json().at("session").at("assurance"), "passkey");
    EXPECT_EQ(tell(phone, "account/sessions/passkey", proof).status, 401u) << "once";
}

TEST_F(AccountsOverHttp, whoever_knows_the_password_and_guesses_codes_betrays_themselves_and_shuts_nobody_out) {
    sign_up(laptop);
    step_up_by_password(laptop);
    enrol_totp(laptop);
    Browser thief{.cookies = {}, .peer = "198.51.100.1"};
    auto guess = [&](json::value const& ticket) {
        return tell(thief, "account/sessions/second-factor", json::object{{"ticket", ticket}, {"totp", "000000"}}).code();
    };
    for (int round = 0; round < 25; ++round) {
        auto const ticket = enter(thief).json().at("ticket");
        for (int i = 0; i < 4; ++i) EXPECT_EQ(guess(ticket), "code.wrong");
        EXPECT_EQ(guess(ticket), "code.too_many");
        EXPECT_EQ(guess(ticket), "ticket.expired") << "the password again";
        clock.advance(20s);
    }
    EXPECT_EQ(count_to("li@q.example", "second_factor_guessed"), 1u) << "told once, not a hundred times";
    EXPECT_THAT(newest_to("li@q.example", "second_factor_guessed"), HasSubstr("/me/forgotten"));

    auto const own = enter(laptop).json();
    EXPECT_EQ(
        tell(laptop, "account/sessions/second-factor", json::object{{"ticket", own.at("ticket")}, {"totp", next_code()}}).status,
        201u)
        << "the owner's own browser is not the thief's";
    EXPECT_EQ(tell(laptop, "account/step-up", json::object{{"totp", next_code()}}).status, 200u) << "nor is their session";
}

TEST_F(AccountsOverHttp, a_name_is_no_place_for_a_secret) {
    sign_up(laptop);
    constexpr char phrase[] = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    auto const renamed = send(laptop, http::Method::patch, "account", json::object{{"name", phrase}});
    EXPECT_EQ(renamed.code(), "name.secret");
    step_up_by_password(laptop);
    EXPECT_EQ(
        tell(laptop, "account/api-keys", json::object{{"name", phrase}, {"permissions", {"read"}}, {"networks", json::array{}}})
            .code(),
        "name.secret");
    EXPECT_EQ(tell(laptop, "account/addresses",
                   json::object{{"label", phrase}, {"chain", "evm"}, {"address", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"}})
                  .code(),
              "name.secret");
}

TEST_F(AccountsOverHttp, a_link_that_we_signed_freezes_however_busy_its_network_is) {
    sign_up(laptop);
    step_up_by_password(laptop);
    enrol_totp(laptop);
    auto const link = token_in(newest_to("li@q.example", "totp_added"), "/me/freeze");
    Browser crowded{.cookies = {}, .peer = "198.51.100.1"};
    auto press = [&](std::string token) {
        return tell(crowded, "account/freezes/link", json::object{{"token", std::move(token)}});
    };
    unsigned status = 0;
    for (int i = 0; i < 1000 && status != 429; ++i) status = press("not a link").status;
    EXPECT_EQ(status, 429u);
    EXPECT_EQ(press(link).status, 200u);
}

// The lock ----------------------------------------------------------------------------------------------------------------

TEST_F(AccountsOverHttp, strangers_shut_their_own_door_and_never_the_owners) {
    ombud::testing::Authenticator key{random, own_origin};
    sign_up(laptop);
    step_up_by_password(laptop);
    // Ten strangers' tries, then the right password from a stranger's browser: shut.
    Browser stranger{.cookies = {}, .peer = "198.51.100.1"};
    for (int i = 0; i < 30; ++i) {
        stranger.peer = "198.51.100." + std::to_string(i + 1);
        enter(stranger, other_password);
        clock.advance(20s);
    }
    EXPECT_EQ(enter(stranger).code(), "credentials.wrong") << "shut, whatever is typed, and nothing says so";
    run(io, accounts.locks.tell_owners());
    EXPECT_EQ(count_to("li@q.example", "locked"), 1u) << "the owner is told when it ends";
    EXPECT_THAT(newest_to("li@q.example", "locked"), HasSubstr("UTC"));

    EXPECT_EQ(enter(laptop).status, 201u) << "a browser that is known has its own door";
    step_up_by_password(laptop);
    add_passkey(laptop, key);
    Browser phone{.cookies = {}, .peer = "192.0.2.9"};
    EXPECT_EQ(enter(phone).code(), "credentials.wrong") << "a new browser waits with the strangers";
    auto const challenge = tell(phone, "account/passkey-challenges", json::object{}).json();
    EXPECT_EQ(tell(phone, "account/sessions/passkey", answered(key, challenge)).status, 201u) << "a passkey does not";

    Browser borrowed{.cookies = {}, .peer = "192.0.2.77"};
    EXPECT_EQ(tell(borrowed, "account/resets", json::object{{"email", "li@q.example"}, {"language", "en"}}).status, 202u);
    auto const link = token_in(newest_to("li@q.example", "reset_password"), "/me/reset");
    EXPECT_EQ(tell(borrowed, "account/resets/complete", json::object{{"token", link}, {"password", other_password}}).status,
              200u);
    EXPECT_EQ(enter(borrowed, other_password).json().at("next"), "second_factor") << "a reset gets in, too";
}

TEST_F(AccountsOverHttp, an_address_of_nobody_is_shut_the_same_way) {
    sign_up(laptop);
    auto tries_until_shut = [&](std::string const& email) {
        for (int i = 0; i < 40; ++i) {
            Browser stranger{.cookies = {}, .peer = "198.51.100." + std::to_string(i + 1)};
            auto const before = passwords.reckoned();
            enter(stranger, other_password, email);
            if (passwords.reckoned() == before) return i;
        }
        return -1;
    };
    EXPECT_EQ(tries_until_shut("li@q.example"), tries_until_shut("nobody@q.example"));
}

// Step-up -----------------------------------------------------------------------------------------------------------------

TEST_F(AccountsOverHttp, important_acts_ask_again_with_the_strongest_that_there_is) {
    sign_up(laptop);
    clock.advance(6min);
    EXPECT_EQ(tell(laptop, "account/password", json::object{{"password", other_password}}).code(), "step_up.required");
    EXPECT_EQ(tell(laptop, "account/step-up/challenge").json().at("methods"), json::array{"password"});
    EXPECT_EQ(tell(laptop, "account/step-up", json::object{{"password", other_password}}).code(), "credentials.wrong");
    step_up_by_password(laptop);
    enrol_totp(laptop);
    clock.advance(6min);
    EXPECT_EQ(tell(laptop, "account/totp").code(), "step_up.required");
    EXPECT_EQ(tell(laptop, "account/step-up/challenge").json().at("methods"), (json::array{"totp", "recovery_code"}));
    EXPECT_EQ(tell(laptop, "account/step-up", json::object{{"password", good_password}}).code(), "factor.too_weak");
    EXPECT_EQ(tell(laptop, "account/step-up", json::object{{"totp", next_code()}}).status, 200u);

    Browser phone{.cookies = {}, .peer = "198.51.100.9"};
    auto const half = enter(phone).json();
    tell(phone, "account/sessions/second-factor", json::object{{"ticket", half.at("ticket")}, {"totp", next_code()}});
    ASSERT_TRUE(inside(phone));
    auto const changed = tell(laptop, "account/password", json::object{{"password", other_password}});
    EXPECT_EQ(changed.status, 200u) << changed.body;
    EXPECT_EQ(from_rfc3339(changed.json().at("hold_until").as_string()), clock.now() + 24h) << "no money leaves meanwhile";
    EXPECT_EQ(changed.json().at("hold_reason"), "password_changed");
    EXPECT_FALSE(inside(phone)) << "every other session ends";
    EXPECT_TRUE(inside(laptop));
    EXPECT_EQ(count_to("li@q.example", "password_changed"), 1u);
}

// Sessions, devices, history ----------------------------------------------------------------------------------------------

TEST_F(AccountsOverHttp, sessions_and_devices_are_listed_and_ended_one_by_one_or_all) {
    sign_up(laptop);
    Browser phone{.cookies = {}, .peer = "198.51.100.9"};
    auto const half = enter(phone).json();
    tell(phone, "account/sessions/second-factor",
         json::object{{"ticket", half.at("ticket")}, {"email_code", code_in(newest_to("li@q.example", "sign_in_code"))}});
    auto const sessions = look(laptop, "account/sessions").json().at("sessions").as_array();
    ASSERT_THAT(sessions, SizeIs(2));
    auto const other = sessions[0].at("current").as_bool() ? sessions[1] : sessions[0];
    EXPECT_EQ(other.at("network"), "198.51.100.9");
    EXPECT_THAT(look(laptop, "account/devices").json().at("devices").as_array(), SizeIs(2));
    EXPECT_EQ(send(laptop, http::Method::delete_, "account/sessions/" + std::string(other.at("id").as_string())).status, 204u);
    EXPECT_FALSE(inside(phone));
    EXPECT_EQ(send(laptop, http::Method::delete_, "account/sessions/" + std::string(other.at("id").as_string())).code(),
              "session.unknown");
    EXPECT_EQ(enter(phone).json().at("next"), nullptr) << "its browser is still known";
    EXPECT_EQ(tell(laptop, "account/sessions/end-others").json().at("ended"), 1);
    EXPECT_FALSE(inside(phone));
    std::vector<std::string> kinds;
    auto const history = look(laptop, "account/history?limit=100").json();
    for (auto const& event : history.at("events").as_array()) kinds.emplace_back(event.at("kind").as_string());
    EXPECT_EQ(kinds.back(), "signed_up");
    EXPECT_THAT(kinds, Contains("signed_in"));
    EXPECT_THAT(kinds, Contains("session_ended"));
}

// Freezing ----------------------------------------------------------------------------------------------------------------

TEST_F(AccountsOverHttp, a_link_in_any_security_letter_freezes_signed_out_and_nobody_alone_undoes_it) {
    sign_up(laptop);
    step_up_by_password(laptop);
    enrol_totp(laptop);
    auto const link = token_in(newest_to("li@q.example", "totp_added"), "/me/freeze");
    Browser anywhere{.cookies = {}, .peer = "192.0.2.1"};
    EXPECT_EQ(tell(anywhere, "account/freezes/link", json::object{{"token", link + "A"}}).code(), "link.invalid");
    auto const frozen = tell(anywhere, "account/freezes/link", json::object{{"token", link}});
    EXPECT_EQ(frozen.status, 200u) << frozen.body;
    EXPECT_FALSE(inside(laptop)) << "at once";
    auto const half = enter(laptop).json();
    auto const whole =
        tell(laptop, "account/sessions/second-factor", json::object{{"ticket", half.at("ticket")}, {"totp", next_code()}});
    EXPECT_EQ(whole.json().at("next"), "frozen") << "even the owner stays out";
    EXPECT_TRUE(whole.json().at("session").is_null());
    EXPECT_FALSE(inside(laptop));
}

TEST_F(AccountsOverHttp, the_check_up_starts_with_the_worst_and_facts_move_it) {
    sign_up(laptop);
    auto const before = look(laptop, "account/checkup").json();
    EXPECT_EQ(before.at("items").as_array().front().at("state"), "danger");
    step_up_by_password(laptop);
    enrol_totp(laptop);
    auto const after = look(laptop, "account/checkup").json();
    EXPECT_GT(after.at("score").as_int64(), before.at("score").as_int64());
}

TEST_F(AccountsOverHttp, every_act_is_on_the_record_and_says_nothing_private) {
    sign_up(laptop);
    enter(laptop, "a wrong password");
    step_up_by_password(laptop);
    tell(laptop, "account/freeze");
    std::vector<std::string> acts;
    for (auto const& record : run(io, audit.read(std::nullopt, std::nullopt, 100))) {
        acts.push_back(record.act);
        EXPECT_THAT(record.body, Not(HasSubstr("li@q.example")));
        EXPECT_THAT(record.body, Not(HasSubstr("wrong password")));
    }
    for (auto const* act : {"account.signed_up", "account.sign_in_failed", "account.stepped_up", "account.frozen"})
        EXPECT_THAT(acts, Contains(act));
}

TEST_F(AccountsOverHttp, the_strength_of_a_password_is_judged_as_it_is_typed) {
    auto judge = [&](std::string const& word, json::array words = {}) {
        return tell(laptop, "passwords/strength", json::object{{"password", word}, {"words", std::move(words)}}).json();
    };
    EXPECT_FALSE(judge("short").at("enough").as_bool());
    EXPECT_EQ(judge("short").at("reason"), "too_short");
    EXPECT_EQ(judge("password123456789").at("enough"), false);
    EXPECT_EQ(judge(good_password).at("enough"), true);
    EXPECT_GE(judge(good_password).at("score").as_int64(), 3);
}

}  // namespace
}  // namespace ombud::edge
