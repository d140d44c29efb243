#include "factors/factors.hpp"

#include <gmock/gmock.h>
#include <sodium.h>

#include "core/base64url.hpp"
#include "core/limits.hpp"
#include "credentials/totp.hpp"
#include "factors/queries.hpp"
#include "postgres/database.hpp"
#include "support/authenticator.hpp"
#include "support/scratch_database.hpp"

namespace ombud::factors {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Authenticator;
using ombud::testing::run;
using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr char strangers[] = "strangers";

struct FactorsTest : ::testing::Test {
    asio::io_context io;
    ManualClock clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    SeededRandom random{5};
    ombud::testing::ScratchDatabase scratch;
    ombud::testing::SilentObserver observer;
    postgres::Database database{io, scratch.settings(), observer};
    credentials::RelyingParty const party{"exchange.example", "Exchange", {"https://support.exchange.example"}};
    std::vector<std::byte> const key{std::vector<std::byte>(32, std::byte{9})};
    Factors factors{database, clock, random, sessions::Owner::account, party, key};
    Factors of_staff{database, clock, random, sessions::Owner::staff, party, key};
    Uuid const emma = Uuid::make_v7(clock.now(), random), li = Uuid::make_v7(clock.now(), random);
    Authenticator phone{random};

    void SetUp() override { run(io, database.connect()); }
    void TearDown() override { run(io, database.close()); }

    template <class T>
    std::string code_of(Task<T> task) {
        try {
            run(io, std::move(task));
            return "fine";
        } catch (Problem const& problem) {
            return problem.code;
        }
    }

    // Authenticators: the secret as whoever scanned it has it.
    std::vector<std::byte> secret;
    std::string now_shown() { return credentials::totp_code(secret, credentials::totp_step_at(clock.now())); }
    void offered(Factors& by, Uuid owner) {
        auto const uri = run(io, by.offer_totp(owner, "emma@exchange.example")).uri;
        auto const from = uri.find("secret=") + 7;
        secret = from_base32(uri.substr(from, uri.find('&', from) - from));
    }
    std::vector<std::string> enrolled(Factors& by, Uuid owner) {
        offered(by, owner);
        auto const codes = run(io, by.confirm_totp(owner, now_shown()));
        clock.advance(30s);
        return codes.value_or(std::vector<std::string>{});
    }
    static std::vector<std::byte> from_base32(std::string_view text) {
        std::vector<std::byte> bytes;
        unsigned bits = 0, count = 0;
        for (char const c : text) {
            bits = bits << 5 | unsigned(c >= 'A' ? c - 'A' : c - '2' + 26);
            count += 5;
            if (count < 8) continue;
            count -= 8;
            bytes.push_back(std::byte(bits >> count));
        }
        return bytes;
    }
    std::optional<Kind> totp(Factors& by, Uuid owner, std::string code, std::string lane = strangers) {
        return run(io, by.verify(owner, {.totp = std::move(code)}, std::move(lane)));
    }
    std::optional<Kind> recovery(Factors& by, Uuid owner, std::string code) {
        return run(io, by.verify(owner, {.recovery_code = std::move(code)}, strangers));
    }

    // Passkeys.
    Passkey passkey_of(Factors& by, Uuid owner, Authenticator& authenticator, std::string name = "Phone") {
        auto const asked = run(io, by.offer_passkey(owner, "emma@exchange.example", "Emma"));
        return run(io, by.add_passkey(owner, asked.challenge_id, authenticator.create(asked.options), std::move(name)));
    }
    PasskeyProof proof(Factors& by, std::optional<Uuid> owner, Authenticator& authenticator) {
        auto const asked = run(io, by.challenge(owner));
        return {asked.challenge_id, authenticator.get(asked.options)};
    }

    // Both at once: how many were proved.
    int proved_of_two(Task<std::optional<Kind>> one, Task<std::optional<Kind>> other) {
        int proved = 0, ended = 0;
        auto note = [&](std::exception_ptr const& error, std::optional<Kind> kind) {
            EXPECT_FALSE(error);
            proved += kind.has_value(), ++ended;
        };
        asio::co_spawn(io, std::move(one), note);
        asio::co_spawn(io, std::move(other), note);
        io.restart();
        while (ended < 2 && io.run_one() > 0) {
        }
        return proved;
    }
};

TEST_F(FactorsTest, every_query_agrees_with_the_schema) {
    auto differs = [&](auto const&... queries) { return (run(io, postgres::check(database, queries)) + ...); };
    EXPECT_EQ(differs(sql::list_passkeys, sql::count_codes, sql::remove_all, sql::offer_totp, sql::find_offer, sql::confirm_totp,
                      sql::remove_totp, sql::find_totp, sql::use_totp, sql::count_guess, sql::forget_guesses,
                      sql::forget_all_guesses, sql::note_told, sql::replace_recovery_codes, sql::use_recovery_code,
                      sql::list_credentials, sql::find_key, sql::add_passkey, sql::use_passkey, sql::rename_passkey,
                      sql::remove_passkey, sql::open_challenge, sql::take_challenge),
              "");
}

TEST_F(FactorsTest, nobody_holds_anything_at_first) {
    auto const held = run(io, factors.of(emma));
    EXPECT_FALSE(held.any());
    EXPECT_THAT(held.methods(), SizeIs(0));
    EXPECT_EQ(totp(factors, emma, "123456"), std::nullopt);
    EXPECT_EQ(recovery(factors, emma, "k7m2p-x9q4w-3htz8"), std::nullopt);
    EXPECT_EQ(code_of(factors.confirm_totp(emma, "123456")), "totp.not_offered");
}

// Authenticators ------------------------------------------------------------------------------------------------------------

TEST_F(FactorsTest, an_authenticator_counts_once_its_first_code_was_typed) {
    offered(factors, emma);
    EXPECT_FALSE(run(io, factors.of(emma)).totp);
    EXPECT_EQ(totp(factors, emma, now_shown()), std::nullopt);
    EXPECT_EQ(code_of(factors.confirm_totp(emma, "000000")), "code.wrong");
    auto const codes = run(io, factors.confirm_totp(emma, now_shown()));
    ASSERT_TRUE(codes);
    EXPECT_THAT(*codes, SizeIs(10));
    auto const held = run(io, factors.of(emma));
    EXPECT_TRUE(held.totp);
    EXPECT_EQ(held.recovery_codes_left, 10);
    EXPECT_THAT(held.methods(), ElementsAre(Kind::totp, Kind::recovery_code));
    EXPECT_FALSE(run(io, of_staff.of(emma)).any());
}

TEST_F(FactorsTest, an_offer_ends_and_another_takes_its_place) {
    offered(factors, emma);
    clock.advance(limits::totp_offer_time + 1s);
    EXPECT_EQ(code_of(factors.confirm_totp(emma, now_shown())), "totp.not_offered");
    enrolled(factors, emma);
    EXPECT_EQ(totp(factors, emma, now_shown()), Kind::totp);
    // A new offer takes nothing away before it is confirmed; the codes on paper stay.
    clock.advance(30s);
    auto const old_secret = secret;
    offered(factors, emma);
    auto const new_secret = std::exchange(secret, old_secret);
    EXPECT_EQ(totp(factors, emma, now_shown()), Kind::totp);
    clock.advance(30s);
    secret = new_secret;
    EXPECT_EQ(run(io, factors.confirm_totp(emma, now_shown())), std::nullopt);
    clock.advance(30s);
    EXPECT_EQ(totp(factors, emma, now_shown()), Kind::totp);
    clock.advance(30s);
    secret = old_secret;
    EXPECT_EQ(totp(factors, emma, now_shown()), std::nullopt);
}

TEST_F(FactorsTest, a_code_works_once_also_when_it_comes_twice_at_the_same_time) {
    enrolled(factors, emma);
    auto const code = now_shown();
    for (int round = 0; round < 5; ++round) {
        auto const shown = now_shown();
        EXPECT_EQ(
            proved_of_two(factors.verify(emma, {.totp = shown}, strangers), factors.verify(emma, {.totp = shown}, strangers)), 1);
        EXPECT_EQ(totp(factors, emma, shown), std::nullopt);
        clock.advance(30s);
    }
    EXPECT_EQ(totp(factors, emma, code), std::nullopt);
}

TEST_F(FactorsTest, the_code_that_enrolled_is_used_up_and_an_older_one_is_too_old) {
    offered(factors, emma);
    auto const enrolling = now_shown();
    auto const before = credentials::totp_code(secret, credentials::totp_step_at(clock.now()) - 1);
    run(io, factors.confirm_totp(emma, enrolling));
    EXPECT_EQ(totp(factors, emma, enrolling), std::nullopt);
    EXPECT_EQ(totp(factors, emma, before), std::nullopt);
}

TEST_F(FactorsTest, ten_wrong_codes_in_a_row_stop_codes_for_a_growing_while) {
    auto const paper = enrolled(factors, emma);
    passkey_of(factors, emma, phone);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(totp(factors, emma, "not it"), std::nullopt);
    EXPECT_EQ(totp(factors, emma, now_shown()), std::nullopt);  // even the right one
    clock.advance(59s);
    EXPECT_EQ(totp(factors, emma, now_shown()), std::nullopt);
    clock.advance(1s);
    EXPECT_EQ(totp(factors, emma, "not it"), std::nullopt);
    clock.advance(1min + 59s);
    EXPECT_EQ(totp(factors, emma, now_shown()), std::nullopt);
    clock.advance(1s);
    EXPECT_EQ(totp(factors, emma, now_shown()), Kind::totp);
    // And it is forgiven.
    for (int i = 0; i < 9; ++i) EXPECT_EQ(totp(factors, emma, "not it"), std::nullopt);
    clock.advance(30s);
    EXPECT_EQ(totp(factors, emma, now_shown()), Kind::totp);
}

TEST_F(FactorsTest, whoever_guesses_stops_neither_passkeys_nor_recovery_codes) {
    auto const paper = enrolled(factors, emma);
    passkey_of(factors, emma, phone);
    auto guess_for_ever = [&] {
        for (int i = 0; i < 120; ++i) {
            EXPECT_EQ(totp(factors, emma, "not it"), std::nullopt);
            clock.advance(25h);
        }
    };
    guess_for_ever();
    EXPECT_EQ(totp(factors, emma, now_shown()), std::nullopt);  // a hundred are enough for good
    EXPECT_EQ(run(io, factors.verify(emma, {.passkey = proof(factors, emma, phone)}, strangers)), Kind::passkey);
    EXPECT_EQ(totp(factors, emma, now_shown()), Kind::totp);  // who proved it otherwise may type codes again
    guess_for_ever();
    EXPECT_EQ(recovery(factors, emma, paper[3]), Kind::recovery_code);
    EXPECT_EQ(totp(factors, emma, now_shown()), Kind::totp);
}

TEST_F(FactorsTest, strangers_shut_no_lane_but_their_own) {
    enrolled(factors, emma);
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(totp(factors, emma, "not it"), std::nullopt);
        clock.advance(25h);
    }
    EXPECT_EQ(totp(factors, emma, now_shown()), std::nullopt);
    EXPECT_EQ(totp(factors, emma, now_shown(), "device 1"), Kind::totp);
    clock.advance(30s);
    EXPECT_EQ(totp(factors, emma, now_shown()), std::nullopt);  // theirs stays shut
    run(io, factors.forgive(emma));                             // until the password is another
    EXPECT_EQ(totp(factors, emma, now_shown()), Kind::totp);
}

TEST_F(FactorsTest, the_owner_is_told_of_five_wrong_ones_once_a_day) {
    enrolled(factors, emma);
    auto told = [&] { return run(io, factors.should_tell(emma, strangers)); };
    for (int i = 0; i < 4; ++i) {
        totp(factors, emma, "not it");
        EXPECT_FALSE(told());
    }
    recovery(factors, emma, "k7m2p-x9q4w-3htz8");  // counts as well
    EXPECT_TRUE(told());
    totp(factors, emma, "not it");
    EXPECT_FALSE(told());
    clock.advance(24h);
    EXPECT_TRUE(told());
}

TEST_F(FactorsTest, guesses_at_the_same_time_are_counted_each) {
    enrolled(factors, emma);
    int ended = 0;
    for (int i = 0; i < 100; ++i)
        asio::co_spawn(io, factors.verify(emma, {.totp = "not it"}, strangers),
                       [&](std::exception_ptr const& error, std::optional<Kind> kind) {
                           EXPECT_FALSE(error);
                           EXPECT_FALSE(kind);
                           ++ended;
                       });
    io.restart();
    while (ended < 100 && io.run_one() > 0) {
    }
    EXPECT_EQ(totp(factors, emma, now_shown()), std::nullopt);
    clock.advance(1min);
    EXPECT_EQ(totp(factors, emma, now_shown()), Kind::totp);  // the ninety that came while codes were stopped count for nothing
}

TEST_F(FactorsTest, a_secret_is_sealed_for_its_owner_under_a_key_that_the_database_has_not) {
    enrolled(factors, emma);
    using postgres::Affected, postgres::Bytes, postgres::One, postgres::Query;
    static constexpr Query<One<Bytes>()> read{"test.read", "SELECT sealed FROM totp_secrets"};
    auto const sealed = run(io, database.run(read)).data;
    EXPECT_EQ(sealed.find(std::string_view(reinterpret_cast<char const*>(secret.data()), 8)), std::string::npos);
    static constexpr Query<Affected(Uuid, Bytes)> copy{
        "test.copy", "INSERT INTO totp_secrets (owner_kind, owner, sealed) VALUES ('account', $1, $2)"};
    run(io, database.run(copy, li, Bytes{sealed}));
    EXPECT_THROW(totp(factors, li, now_shown()), std::runtime_error);
    Factors other{database, clock, random, sessions::Owner::account, party, std::vector<std::byte>(32, std::byte{8})};
    EXPECT_THROW(totp(other, emma, now_shown()), std::runtime_error);
}

TEST_F(FactorsTest, codes_of_another_owner_or_kind_of_owner_prove_nothing) {
    auto const paper = enrolled(factors, emma);
    EXPECT_EQ(totp(factors, li, now_shown()), std::nullopt);
    EXPECT_EQ(totp(of_staff, emma, now_shown()), std::nullopt);
    EXPECT_EQ(recovery(factors, li, paper[0]), std::nullopt);
    EXPECT_EQ(recovery(of_staff, emma, paper[0]), std::nullopt);
    EXPECT_EQ(recovery(factors, emma, paper[0]), Kind::recovery_code);
}

// Recovery codes --------------------------------------------------------------------------------------------------------------

TEST_F(FactorsTest, a_recovery_code_works_once_however_it_is_typed) {
    auto const paper = enrolled(factors, emma);
    EXPECT_EQ(proved_of_two(factors.verify(emma, {.recovery_code = paper[0]}, strangers),
                            factors.verify(emma, {.recovery_code = paper[0]}, strangers)),
              1);
    EXPECT_EQ(recovery(factors, emma, paper[0]), std::nullopt);
    auto typed = paper[1];
    std::ranges::transform(typed, typed.begin(), [](char c) { return c == '-' ? ' ' : c >= 'a' ? char(c - 'a' + 'A') : c; });
    EXPECT_EQ(recovery(factors, emma, typed), Kind::recovery_code);
    EXPECT_EQ(run(io, factors.of(emma)).recovery_codes_left, 8);
    auto const anew = run(io, factors.new_recovery_codes(emma));
    EXPECT_EQ(recovery(factors, emma, paper[2]), std::nullopt);
    EXPECT_EQ(recovery(factors, emma, anew[2]), Kind::recovery_code);
    EXPECT_EQ(run(io, factors.of(emma)).recovery_codes_left, 9);
}

TEST_F(FactorsTest, recovery_codes_alone_are_no_factor) {
    auto const paper = enrolled(factors, emma);
    run(io, factors.remove_totp(emma));
    EXPECT_THAT(run(io, factors.of(emma)).methods(), SizeIs(0));
    EXPECT_EQ(recovery(factors, emma, paper[0]), std::nullopt);
}

// Passkeys --------------------------------------------------------------------------------------------------------------------

TEST_F(FactorsTest, a_passkey_is_enrolled_named_used_and_removed) {
    auto const added = passkey_of(factors, emma, phone, "  My phone\n");
    EXPECT_EQ(added.name, "My phone");
    EXPECT_EQ(run(io, factors.verify(emma, {.passkey = proof(factors, emma, phone)}, strangers)), Kind::passkey);
    auto held = run(io, factors.of(emma));
    ASSERT_THAT(held.passkeys, SizeIs(1));
    EXPECT_EQ(held.passkeys[0].used_at, clock.now());
    EXPECT_THAT(held.methods(), ElementsAre(Kind::passkey));
    run(io, factors.rename_passkey(emma, added.id, "旧手机"));
    EXPECT_EQ(run(io, factors.of(emma)).passkeys[0].name, "旧手机");
    EXPECT_EQ(code_of(factors.rename_passkey(emma, added.id, "\n")), "name.empty");
    EXPECT_EQ(code_of(factors.rename_passkey(li, added.id, "Mine")), "passkey.unknown");
    EXPECT_EQ(code_of(factors.remove_passkey(li, added.id)), "passkey.unknown");
    EXPECT_EQ(code_of(of_staff.remove_passkey(emma, added.id)), "passkey.unknown");
    run(io, factors.remove_passkey(emma, added.id));
    EXPECT_EQ(run(io, factors.verify(emma, {.passkey = proof(factors, emma, phone)}, strangers)), std::nullopt);
}

TEST_F(FactorsTest, a_passkey_tells_whose_it_is) {
    passkey_of(factors, emma, phone);
    EXPECT_EQ(run(io, factors.owner_of(proof(factors, std::nullopt, phone))), emma);
    EXPECT_EQ(run(io, of_staff.owner_of(proof(of_staff, std::nullopt, phone))), std::nullopt);
    Authenticator stranger{random};
    stranger.user_handle = phone.user_handle;
    EXPECT_EQ(run(io, factors.owner_of(proof(factors, std::nullopt, stranger))), std::nullopt);
    // It may not name somebody else.
    phone.user_handle.back() ^= std::byte{1};
    EXPECT_EQ(run(io, factors.owner_of(proof(factors, std::nullopt, phone))), std::nullopt);
    phone.user_handle.clear();
    EXPECT_EQ(run(io, factors.owner_of(proof(factors, std::nullopt, phone))), std::nullopt);
}

TEST_F(FactorsTest, a_challenge_is_answered_once_in_time_by_whom_it_was_for) {
    passkey_of(factors, emma, phone);
    auto const once = proof(factors, emma, phone);
    EXPECT_EQ(run(io, factors.verify(emma, {.passkey = once}, strangers)), Kind::passkey);
    EXPECT_EQ(run(io, factors.verify(emma, {.passkey = once}, strangers)), std::nullopt);

    auto const twice = proof(factors, emma, phone);
    EXPECT_EQ(
        proved_of_two(factors.verify(emma, {.passkey = twice}, strangers), factors.verify(emma, {.passkey = twice}, strangers)),
        1);

    auto const late = proof(factors, emma, phone);
    clock.advance(limits::passkey_challenge_time);
    EXPECT_EQ(run(io, factors.verify(emma, {.passkey = late}, strangers)), std::nullopt);

    EXPECT_EQ(run(io, factors.verify(emma, {.passkey = proof(factors, li, phone)}, strangers)), std::nullopt);
    EXPECT_EQ(run(io, factors.verify(li, {.passkey = proof(factors, emma, phone)}, strangers)), std::nullopt);
    EXPECT_EQ(run(io, factors.verify(emma, {.passkey = proof(of_staff, emma, phone)}, strangers)), std::nullopt);

    auto swapped = proof(factors, emma, phone);
    swapped.challenge_id = proof(factors, emma, phone).challenge_id;
    EXPECT_EQ(run(io, factors.verify(emma, {.passkey = swapped}, strangers)), std::nullopt);
    EXPECT_EQ(run(io, factors.verify(emma, {.passkey = PasskeyProof{"", json::value{}}}, strangers)), std::nullopt);
}

TEST_F(FactorsTest, a_passkey_is_enrolled_by_an_enrolment_only) {
    auto const asked = run(io, factors.offer_passkey(emma, "emma@exchange.example", "Emma"));
    auto const credential = phone.create(asked.options);
    EXPECT_EQ(code_of(factors.add_passkey(li, asked.challenge_id, credential, "Phone")), "challenge.expired");
    auto const answering = run(io, factors.challenge(emma));
    EXPECT_EQ(code_of(factors.add_passkey(emma, answering.challenge_id, credential, "Phone")), "challenge.expired");
    auto const again = run(io, factors.offer_passkey(emma, "emma@exchange.example", "Emma"));
    EXPECT_EQ(code_of(factors.add_passkey(emma, again.challenge_id, credential, "Phone")), "passkey.invalid");
    passkey_of(factors, emma, phone);
    auto const third = run(io, factors.offer_passkey(li, "li@exchange.example", "Li"));
    EXPECT_EQ(code_of(factors.add_passkey(li, third.challenge_id, phone.create(third.options), "Phone")), "passkey.known");
    EXPECT_EQ(run(io, factors.offer_passkey(emma, "", "")).options.at("excludeCredentials").at(0).at("id").as_string(),
              base64url(phone.credential_id));
}

TEST_F(FactorsTest, a_copied_passkey_is_noticed) {
    passkey_of(factors, emma, phone);
    EXPECT_EQ(run(io, factors.verify(emma, {.passkey = proof(factors, emma, phone)}, strangers)), Kind::passkey);
    phone.counter = 0;  // the copy begins where the first one was
    EXPECT_EQ(run(io, factors.verify(emma, {.passkey = proof(factors, emma, phone)}, strangers)), std::nullopt);
}

TEST_F(FactorsTest, somebody_has_so_many_passkeys_and_no_more) {
    for (std::size_t i = 0; i < limits::passkeys_per_owner; ++i) {
        Authenticator one{random};
        passkey_of(factors, emma, one);
    }
    auto const asked = run(io, factors.offer_passkey(emma, "emma@exchange.example", "Emma"));
    EXPECT_EQ(code_of(factors.add_passkey(emma, asked.challenge_id, phone.create(asked.options), "Phone")), "passkeys.too_many");
}

// Together --------------------------------------------------------------------------------------------------------------------

TEST_F(FactorsTest, exactly_one_proof_is_given) {
    EXPECT_EQ(code_of(factors.verify(emma, {}, strangers)), "factor.one");
    EXPECT_EQ(code_of(factors.verify(emma, {.totp = "123456", .recovery_code = "k7m2p-x9q4w-3htz8"}, strangers)), "factor.one");
}

TEST_F(FactorsTest, all_of_them_go_at_once_and_nobody_elses) {
    auto const paper = enrolled(factors, emma);
    passkey_of(factors, emma, phone);
    auto const pending = proof(factors, emma, phone);
    Authenticator tablet{random};
    passkey_of(factors, li, tablet);
    Authenticator badge{random};
    passkey_of(of_staff, emma, badge);
    run(io, factors.remove_all(emma));
    EXPECT_FALSE(run(io, factors.of(emma)).any());
    EXPECT_EQ(run(io, factors.of(emma)).recovery_codes_left, 0);
    EXPECT_EQ(run(io, factors.verify(emma, {.passkey = pending}, strangers)), std::nullopt);
    EXPECT_EQ(totp(factors, emma, now_shown()), std::nullopt);
    EXPECT_TRUE(run(io, factors.of(li)).any());
    EXPECT_TRUE(run(io, of_staff.of(emma)).any());
}

}  // namespace
}  // namespace ombud::factors
