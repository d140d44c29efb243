#include "staff/staff.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include "credentials/tokens.hpp"
#include "postgres/database.hpp"
#include "staff/queries.hpp"
#include "support/scratch_database.hpp"

namespace ombud::staff {
namespace {

using namespace std::chrono_literals;
using credentials::token_hash;
using ombud::testing::run;

constexpr char const* good = "plum teapot walks north";
constexpr char const* better = "green ladder sings at noon";
From const office{"203.0.113.7", "Firefox, Windows"};
From const attic{"198.51.100.1", "Chrome, Android"};

struct StaffTest : ::testing::Test {
    asio::io_context io;
    ManualClock clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    SeededRandom random{5};
    ombud::testing::ScratchDatabase scratch;
    ombud::testing::SilentObserver observer;
    postgres::Database database{io, scratch.settings(), observer};
    sessions::Sessions sessions{database, clock, random}, sessions_elsewhere{database, clock, random};
    factors::Factors factors{database,
                             clock,
                             random,
                             sessions::Owner::staff,
                             {.id = "desk.example", .name = "Ombud", .origins = {"https://desk.example"}},
                             std::vector<std::byte>(32)};
    // Second factors have tests of their own (edge/staff_security_test.cpp).
    credentials::Passwords passwords;
    Staff staff{database, sessions, factors, passwords, clock, random, SecondFactor::waived};
    Staff elsewhere{database, sessions_elsewhere, factors, passwords, clock, random, SecondFactor::waived};  // in another process

    void SetUp() override { run(io, database.connect()); }
    void TearDown() override { run(io, database.close()); }

    template <class T>
    std::string code(Task<T> task) {
        try {
            run(io, std::move(task));
            return "fine";
        } catch (Problem const& problem) {
            return problem.code;
        }
    }
    // Both at once; how each ended.
    template <class T>
    std::vector<std::string> race(Task<T> one, Task<T> other) {
        std::vector<std::string> codes;
        auto note = [&](std::exception_ptr const& error, auto&&...) {
            try {
                if (error) std::rethrow_exception(error);
                codes.emplace_back("fine");
            } catch (Problem const& problem) {
                codes.push_back(problem.code);
            }
        };
        asio::co_spawn(io, std::move(one), note);
        asio::co_spawn(io, std::move(other), note);
        io.restart();
        while (codes.size() < 2 && io.run_one() > 0) {
        }
        std::ranges::sort(codes);
        return codes;
    }
    SignedIn first_admin() {
        auto const link = run(io, staff.first_setup_link());
        return run(io, staff.complete_setup({link->token, good, "Admin@Example.com", "Ada Admin", "Ada"}, office));
    }
    SignedIn person(std::string email, Role role) {
        auto const added = run(io, staff.add({std::move(email), "李伟", "小李", role}));
        return run(io, staff.complete_setup({added.setup_link.token, good}, office));
    }
    std::optional<Session> session(SignedIn const& who) { return session_in(sessions, staff, who); }
    std::optional<Session> session_elsewhere(SignedIn const& who) { return session_in(sessions_elsewhere, elsewhere, who); }
    std::optional<Session> session_in(sessions::Sessions& known, Staff& desk, SignedIn const& who) {
        auto found = run(io, known.find(who.token, sessions::Sessions::Use::counts));
        return found ? run(io, desk.person_in(*found)) : std::nullopt;
    }
    bool holds(SignedIn const& who) { return session(who).has_value(); }
    // Both processes follow what the other does.
    void follow() {
        run(io, sessions.catch_up());
        run(io, sessions_elsewhere.catch_up());
    }
};

TEST_F(StaffTest, every_query_agrees_with_the_schema) {
    auto agrees = [&](auto const& query) { EXPECT_EQ(run(io, postgres::check(database, query)), ""); };
    agrees(sql::find_credentials);
    agrees(sql::find_credentials_by_id);
    agrees(sql::list_names);
    agrees(sql::list_roles);
    agrees(sql::find_role);
    agrees(sql::hold_role);
    agrees(sql::add_role);
    agrees(sql::change_role);
    agrees(sql::given_anew);
    agrees(sql::end_role);
    agrees(sql::list_keys);
    agrees(sql::find_key);
    agrees(sql::find_key_by_token);
    agrees(sql::add_key);
    agrees(sql::end_key);
    agrees(sql::key_used);
    agrees(sql::renew_hash);
    agrees(sql::add_person);
    agrees(sql::list_people);
    agrees(sql::find_person);
    agrees(sql::change_person);
    agrees(sql::first_link);
    agrees(sql::relink);
    agrees(sql::find_link);
    agrees(sql::use_link);
    agrees(sql::use_first_link);
    agrees(sql::find_identity);
    agrees(sql::link_identity);
}

// The first admin ------------------------------------------------------------------------------------------------------

TEST_F(StaffTest, an_empty_desk_offers_one_link_and_the_newest_only) {
    auto const older = run(io, staff.first_setup_link());
    auto const newer = run(io, staff.first_setup_link());
    ASSERT_TRUE(older && newer);
    EXPECT_EQ(code(staff.complete_setup({older->token, good, "a@example.com", "Ada", "Ada"}, office)), "setup_link.invalid");
    auto const admin =
        run(io, staff.complete_setup({newer->token, good, "Ada@Example.com", " Ada  Lovelace ", std::nullopt}, office));
    EXPECT_EQ(admin.staff.email, "ada@example.com");
    EXPECT_EQ(admin.staff.name, "Ada Lovelace");
    EXPECT_EQ(admin.staff.role, Role::admin);
    EXPECT_TRUE(session(admin)->may(Permission::manage_people));
    EXPECT_FALSE(run(io, staff.first_setup_link()));
    EXPECT_EQ(code(staff.complete_setup({newer->token, good, "b@example.com", "Bob", "Bob"}, office)), "setup_link.invalid");
}

TEST_F(StaffTest, the_first_admin_says_who_they_are_and_may_correct_mistakes) {
    auto const token = run(io, staff.first_setup_link())->token;
    EXPECT_EQ(code(staff.complete_setup({token, good}, office)), "field.required");
    EXPECT_EQ(code(staff.complete_setup({token, good, "no address", "Ada", "Ada"}, office)), "email.invalid");
    EXPECT_EQ(code(staff.complete_setup({token, good, "a@example.com", "\u202E", "Ada"}, office)), "name.empty");
    EXPECT_EQ(code(staff.complete_setup({token, "short", "a@example.com", "Ada", "Ada"}, office)), "password.too_short");
    EXPECT_EQ(code(staff.complete_setup({token, "ada.lovelace@example.com", "ada.lovelace@example.com", "Ada Lovelace", "Ada"},
                                        office)),
              "password.common");
    EXPECT_EQ(code(staff.complete_setup({token, good, "a@example.com", "Ada", "Ada"}, office)), "fine");
}

TEST_F(StaffTest, a_link_is_used_once_even_by_two_at_the_same_moment) {
    auto const first = run(io, staff.first_setup_link())->token;
    std::vector<std::string> const one_wins{"fine", "setup_link.invalid"};
    EXPECT_EQ(race(staff.complete_setup({first, good, "a@example.com", "Ada", "Ada"}, office),
                   elsewhere.complete_setup({first, better, "eve@example.com", "Eve", "Eve"}, office)),
              one_wins);
    EXPECT_EQ(run(io, staff.list()).size(), 1u);
    auto const added = run(io, staff.add({"li@example.com", "李伟", "小李", Role::agent}));
    EXPECT_EQ(race(staff.complete_setup({added.setup_link.token, good}, office),
                   elsewhere.complete_setup({added.setup_link.token, better}, office)),
              one_wins);
}

TEST_F(StaffTest, links_expire_and_nonsense_is_no_link) {
    auto const first = run(io, staff.first_setup_link())->token;
    clock.advance(24h);
    EXPECT_EQ(code(staff.complete_setup({first, good, "a@example.com", "Ada", "Ada"}, office)), "setup_link.invalid");
    first_admin();
    auto const added = run(io, staff.add({"li@example.com", "李伟", "小李", Role::agent}));
    EXPECT_EQ(added.setup_link.expires_at, clock.now() + 24h);
    clock.advance(24h - 1us);
    auto const again = run(io, staff.add_from_command_line({"li@example.com", "", "", Role::agent}));
    clock.advance(1us);
    EXPECT_EQ(code(staff.complete_setup({added.setup_link.token, good}, office)), "setup_link.invalid");
    EXPECT_EQ(code(staff.complete_setup({again.setup_link.token, good}, office)), "fine");
    for (std::string const& token : {std::string(), std::string("oml1_"), again.setup_link.token + "A", std::string(100'000, 'A'),
                                     std::string("oml1_") + std::string(43, '\0')})
        EXPECT_EQ(code(staff.complete_setup({token, good}, office)), "setup_link.invalid");
}

// Signing in ----------------------------------------------------------------------------------------------------------

TEST_F(StaffTest, people_sign_in_with_their_address_in_any_case) {
    first_admin();
    auto const signed_in = run(io, staff.sign_in({"ADMIN@example.COM", good}, office));
    EXPECT_EQ(signed_in.staff.email, "admin@example.com");
    EXPECT_EQ(signed_in.staff.public_name, "Ada");
    EXPECT_EQ(signed_in.expires_at, clock.now() + 12h);
    auto const held = session(signed_in);
    ASSERT_TRUE(held);
    EXPECT_EQ(held->staff.id, signed_in.staff.id);
    EXPECT_TRUE(session_elsewhere(signed_in));
}

TEST_F(StaffTest, whatever_is_wrong_sounds_the_same_and_costs_one_hash) {
    first_admin();
    auto const gone = person("gone@example.com", Role::agent);
    run(io, staff.change(gone.staff.id, {.active = false}));
    run(io, staff.add({"pending@example.com", "Pia", "Pia", Role::agent}));
    for (auto const& [email, password] : {std::pair{"admin@example.com", "wrong"},
                                          {"nobody@example.com", good},
                                          {"gone@example.com", good},
                                          {"pending@example.com", good},
                                          {"pending@example.com", ""},
                                          {"no address", good},
                                          {"", ""}}) {
        auto const before = passwords.reckoned();
        EXPECT_EQ(code(staff.sign_in({email, password}, office)), "credentials.wrong") << email;
        EXPECT_EQ(passwords.reckoned(), before + 1) << email;
    }
}

TEST_F(StaffTest, guessing_is_slowed_down_without_a_word_on_who_exists) {
    first_admin();
    for (auto const* email : {"admin@example.com", "nobody@example.com"}) {
        for (int i = 0; i < 5; ++i) EXPECT_EQ(code(staff.sign_in({email, "wrong"}, attic)), "credentials.wrong");
        auto const before = passwords.reckoned();
        EXPECT_EQ(code(staff.sign_in({email, good}, attic)), "rate.limited") << email;
        EXPECT_EQ(passwords.reckoned(), before);  // and costs us nothing
    }
    clock.advance(1s);
    EXPECT_EQ(code(staff.sign_in({"admin@example.com", good}, attic)), "fine");
}

TEST_F(StaffTest, a_hash_of_cheaper_days_is_renewed_when_its_owner_signs_in) {
    auto const admin = first_admin();
    static constexpr postgres::Query<postgres::Affected(StaffId, std::string)> weaken{
        "test.weaken", "UPDATE staff SET password_hash = $2 WHERE id = $1"};
    std::array<char, crypto_pwhash_STRBYTES> cheap{};
    ASSERT_EQ(crypto_pwhash_str(cheap.data(), good, std::strlen(good), 1, 8 << 20), 0);
    run(io, database.run(weaken, admin.staff.id, std::string(cheap.data())));
    EXPECT_EQ(code(staff.sign_in({"admin@example.com", good}, office)), "fine");
    auto const row = run(io, database.run(sql::find_credentials, "admin@example.com"));
    EXPECT_TRUE(row->password_hash->starts_with("$argon2id$v=19$m=65536,t=2,p=1$"));
    EXPECT_EQ(code(staff.sign_in({"admin@example.com", good}, office)), "fine");
}

// Sessions ------------------------------------------------------------------------------------------------------------

TEST_F(StaffTest, a_session_ends_after_an_hour_of_silence_and_twelve_hours_in_the_end) {
    auto const admin = first_admin(), laptop = run(io, staff.sign_in({"admin@example.com", good}, office));
    EXPECT_EQ(admin.expires_at, clock.now() + 12h);
    for (int i = 0; i < 71; ++i) {
        clock.advance(10min);
        follow();
        ASSERT_TRUE(holds(laptop)) << i;
    }
    EXPECT_FALSE(holds(admin));
    clock.advance(10min);
    EXPECT_FALSE(holds(laptop));
}

TEST_F(StaffTest, a_session_remembers_from_where_it_was_opened) {
    auto const admin = first_admin();
    auto const phone = run(io, staff.sign_in({"admin@example.com", good}, {"2001:db8:1:2:3::9", "Chrome, Android"}));
    EXPECT_EQ(session(phone)->session.network, network_of("2001:db8:1:2:3::9"));
    EXPECT_EQ(session(phone)->session.device, "Chrome, Android");
    EXPECT_EQ(run(io, sessions.of(admin.staff.id.uuid)).size(), 2u);
}

TEST_F(StaffTest, signing_out_ends_one_session_here_at_once_and_elsewhere_with_the_next_look) {
    auto const admin = first_admin();
    auto const laptop = run(io, staff.sign_in({"admin@example.com", good}, office));
    follow();
    EXPECT_TRUE(session_elsewhere(admin));
    run(io, staff.sign_out(session(admin)->session.id));
    EXPECT_FALSE(holds(admin));
    EXPECT_TRUE(holds(laptop));
    follow();
    EXPECT_FALSE(session_elsewhere(admin));
}

TEST_F(StaffTest, a_busy_session_costs_no_query_but_a_look_at_its_person_now_and_then) {
    struct Counting final : postgres::QueryObserver {
        int sessions = 0, people = 0;
        void observed(std::string_view query, std::chrono::nanoseconds, bool) override {
            sessions += query == "sessions.find";
            people += query == "staff.find_credentials_by_id";
        }
    } counting;
    auto const admin = first_admin();
    postgres::Database watched{io, scratch.settings(), counting};
    run(io, watched.connect());
    sessions::Sessions busy_sessions{watched, clock, random};
    Staff busy{watched, busy_sessions, factors, passwords, clock, random, SecondFactor::waived};
    for (int i = 0; i < 1'200; ++i) {
        if (i % 5 == 0) run(io, busy_sessions.catch_up());
        EXPECT_TRUE(session_in(busy_sessions, busy, admin));
        clock.advance(100ms);
    }
    EXPECT_EQ(counting.sessions, 1);
    EXPECT_LE(counting.people, 25);
    run(io, watched.close());
}

TEST_F(StaffTest, deactivation_and_a_new_role_end_every_session_of_the_person) {
    auto const admin = first_admin();
    auto agent = person("li@example.com", Role::agent);
    follow();
    EXPECT_TRUE(session_elsewhere(agent));
    run(io, staff.change(agent.staff.id, {.role = Role::agent, .name = "Li"}));
    EXPECT_TRUE(holds(agent)) << "the same role is none that is new";
    run(io, staff.change(agent.staff.id, {.role = Role::admin}));
    EXPECT_FALSE(holds(agent));
    follow();
    EXPECT_FALSE(session_elsewhere(agent));

    agent = run(io, staff.sign_in({"li@example.com", good}, office));
    EXPECT_EQ(session(agent)->staff.role, Role::admin);
    run(io, staff.change(agent.staff.id, {.active = false}));
    EXPECT_FALSE(holds(agent));
    follow();
    EXPECT_FALSE(session_elsewhere(agent));
    run(io, staff.change(agent.staff.id, {.active = true}));
    EXPECT_FALSE(holds(agent)) << "coming back means signing in again";
    EXPECT_EQ(code(staff.sign_in({"li@example.com", good}, office)), "fine");
    EXPECT_TRUE(holds(admin));
}

TEST_F(StaffTest, whoever_is_deactivated_while_signing_in_is_left_without_a_session) {
    first_admin();
    auto const agent = person("li@example.com", Role::agent);
    for (int i = 0; i < 5; ++i) {
        std::optional<SignedIn> opened;
        asio::co_spawn(io, elsewhere.sign_in({"li@example.com", good}, office),
                       [&](std::exception_ptr const& error, SignedIn given) {
                           if (!error) opened = std::move(given);
                       });
        io.restart();
        for (int step = 0; step < 3 + i; ++step) io.run_one();
        run(io, staff.change(agent.staff.id, {.active = false}));
        io.restart();
        io.run_for(500ms);
        if (opened) {
            EXPECT_FALSE(session(*opened)) << i;
        }
        EXPECT_EQ(run(io, sessions.of(agent.staff.id.uuid)).size(), 0u) << i;
        run(io, staff.change(agent.staff.id, {.active = true}));
    }
}

// Stepping up and locking ---------------------------------------------------------------------------------------------

TEST_F(StaffTest, a_step_up_takes_the_right_password_and_guessing_is_slowed_down) {
    auto const admin = first_admin();
    EXPECT_FALSE(sessions::is_fresh(session(admin)->session, clock.now()));
    EXPECT_EQ(code(staff.step_up(*session(admin), {}, office)), "factor.one");
    for (int i = 0; i < 5; ++i) EXPECT_EQ(code(staff.step_up(*session(admin), {.password = better}, attic)), "credentials.wrong");
    EXPECT_EQ(code(staff.step_up(*session(admin), {.password = good}, attic)), "rate.limited");
    EXPECT_FALSE(sessions::is_fresh(session(admin)->session, clock.now()));
    clock.advance(1min);
    auto const until = run(io, staff.step_up(*session(admin), {.password = good}, office)).until;
    EXPECT_EQ(until, clock.now() + sessions::step_up_life);
    EXPECT_TRUE(sessions::is_fresh(session(admin)->session, clock.now()));
}

TEST_F(StaffTest, a_locked_session_is_unlocked_by_whoever_it_belongs_to) {
    auto const admin = first_admin();
    run(io, staff.lock(session(admin)->session.id));
    EXPECT_TRUE(session(admin)->session.locked);
    EXPECT_EQ(code(staff.step_up(*session(admin), {.password = better}, office)), "credentials.wrong");
    EXPECT_TRUE(session(admin)->session.locked);
    EXPECT_EQ(code(staff.step_up(*session(admin), {.password = good}, office)), "fine");
    EXPECT_FALSE(session(admin)->session.locked);
}

TEST_F(StaffTest, a_forgotten_password_is_replaced_by_a_new_link_and_ends_every_session) {
    auto const admin = first_admin();
    auto const link = run(io, staff.add_from_command_line({"Admin@example.com", "ignored", "ignored", Role::agent}));
    EXPECT_EQ(link.staff.id, admin.staff.id);
    EXPECT_EQ(link.staff.role, Role::admin);
    EXPECT_TRUE(holds(admin)) << "asking for a link ends nothing";
    auto const renewed = run(io, staff.complete_setup({link.setup_link.token, better}, office));
    EXPECT_FALSE(holds(admin));
    EXPECT_TRUE(holds(renewed));
    EXPECT_EQ(code(staff.sign_in({"admin@example.com", good}, office)), "credentials.wrong");
    EXPECT_EQ(code(staff.sign_in({"admin@example.com", better}, office)), "fine");
}

TEST_F(StaffTest, no_token_stands_in_the_database) {
    auto const admin = first_admin();
    auto const added = run(io, staff.add({"li@example.com", "李伟", "小李", Role::agent}));
    static constexpr postgres::Query<postgres::One<std::int64_t>(std::string)> count{
        "test.count",
        "SELECT (SELECT count(*) FROM sessions t WHERE t::text LIKE '%' || $1 || '%')"
        " + (SELECT count(*) FROM setup_links t WHERE t::text LIKE '%' || $1 || '%')"};
    for (auto const& token : {admin.token, added.setup_link.token}) EXPECT_EQ(run(io, database.run(count, token.substr(5))), 0);
    EXPECT_EQ(run(io, database.run(count, token_hash(added.setup_link.token))), 1);
}

// People --------------------------------------------------------------------------------------------------------------

TEST_F(StaffTest, an_address_belongs_to_one_person_in_any_case_and_look_alikes_are_refused) {
    first_admin();
    EXPECT_EQ(code(staff.add({"ADMIN@EXAMPLE.COM", "Eve", "Eve", Role::agent})), "email.taken");
    EXPECT_EQ(code(staff.add({"аdmin@example.com" /* Cyrillic а */, "Eve", "Eve", Role::agent})), "email.invalid");
    EXPECT_EQ(code(staff.add({"admin@exａmple.com", "Eve", "Eve", Role::agent})), "email.invalid");
    EXPECT_EQ(code(staff.add({"eve@example.com", " ", "Eve", Role::agent})), "name.empty");
    auto const added = run(io, staff.add({"li@example.com", "李\u202E伟", " 小李 ", Role::supervisor}));
    EXPECT_EQ(added.staff.name, "李伟");
    EXPECT_EQ(added.staff.public_name, "小李");
    auto const people = run(io, staff.list());
    ASSERT_EQ(people.size(), 2u);
    EXPECT_TRUE(std::ranges::any_of(
        people, [](Person const& one) { return one.email == "li@example.com" && one.role == Role::supervisor; }));
}

TEST_F(StaffTest, names_can_be_changed_and_show_at_once) {
    auto const admin = first_admin();
    auto const changed = run(io, staff.change(admin.staff.id, {.name = "Ada King", .public_name = "Countess", .language = "en"}));
    EXPECT_EQ(changed.name, "Ada King");
    EXPECT_EQ(session(admin)->staff.public_name, "Countess");
    EXPECT_EQ(session(admin)->staff.language, "en");
    EXPECT_EQ(code(staff.change(admin.staff.id, {.name = "\u200B"})), "name.empty");
    EXPECT_EQ(code(staff.change(admin.staff.id, {.language = "fr"})), "field.choice");
    EXPECT_EQ(code(staff.change(StaffId::make(clock, random), {.name = "X"})), "staff.unknown");
}

TEST_F(StaffTest, a_desk_is_never_left_without_an_admin) {
    auto const admin = first_admin();
    EXPECT_EQ(code(staff.change(admin.staff.id, {.role = Role::agent})), "staff.last_admin");
    EXPECT_EQ(code(staff.change(admin.staff.id, {.active = false})), "staff.last_admin");
    auto const pending = run(io, staff.add({"p@example.com", "Pia", "Pia", Role::admin}));
    EXPECT_EQ(code(staff.change(admin.staff.id, {.active = false})), "staff.last_admin")
        << "one who cannot sign in yet is no help";
    EXPECT_EQ(code(staff.change(pending.staff.id, {.role = Role::agent})), "fine");

    auto const second = person("second@example.com", Role::admin);
    EXPECT_EQ(code(staff.change(admin.staff.id, {.role = Role::agent})), "fine");
    EXPECT_EQ(code(staff.change(second.staff.id, {.role = Role::agent})), "staff.last_admin");
}

TEST_F(StaffTest, two_admins_who_dismiss_each_other_at_once_do_not_both_succeed) {
    auto one = first_admin();
    auto other = person("second@example.com", Role::admin);
    for (int round = 0; round < 10; ++round) {
        std::vector<std::string> const one_wins{"fine", "staff.last_admin"};
        EXPECT_EQ(race(staff.change(one.staff.id, {.active = false}), elsewhere.change(other.staff.id, {.active = false})),
                  one_wins);
        run(io, staff.change(one.staff.id, {.active = true}));
        run(io, staff.change(other.staff.id, {.active = true}));
    }
}

TEST(Permissions, only_admins_manage_people_and_everybody_can_do_the_work) {
    for (auto const role : {Role::agent, Role::supervisor, Role::admin}) {
        EXPECT_TRUE(may(role, Permission::read_conversations));
        EXPECT_TRUE(may(role, Permission::reply));
        EXPECT_EQ(may(role, Permission::manage_people), role == Role::admin);
    }
}

}  // namespace
}  // namespace ombud::staff
