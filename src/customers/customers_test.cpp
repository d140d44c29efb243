#include "customers/customers.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

#include "core/base64url.hpp"
#include "customers/platform_signer.hpp"
#include "customers/queries.hpp"
#include "support/scratch_database.hpp"

namespace ombud::customers {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;

struct CustomersTest : ::testing::Test {
    asio::io_context io;
    ManualClock clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    SeededRandom random{11};
    ombud::testing::ScratchDatabase scratch;
    ombud::testing::SilentObserver observer;
    postgres::Database database{io, scratch.settings(), observer};
    std::filesystem::path folder = std::filesystem::temp_directory_path() / ("ombud_customers_" + std::to_string(::getpid()));
    DemoPlatformSigner platform{folder, clock};
    Vault vault{database, Seal{random.bytes<sizeof(Seal::Key)>()}, clock, random};
    Customers customers{database, vault, TokenKeys::parse(base64url(random.bytes<32>())), platform.settings(), clock, random};

    void SetUp() override { run(io, database.connect()); }
    void TearDown() override {
        run(io, database.close());
        std::filesystem::remove_all(folder);
    }
    template <class T>
    std::string code(Task<T> task) {
        try {
            run(io, std::move(task));
            return "fine";
        } catch (Problem const& problem) {
            return problem.code;
        }
    }
};

TEST_F(CustomersTest, every_query_agrees_with_the_schema) {
    EXPECT_EQ(run(io, postgres::check(database, sql::new_visitor)), "");
    EXPECT_EQ(run(io, postgres::check(database, sql::visitor_returns)), "");
    EXPECT_EQ(run(io, postgres::check(database, sql::user_signs_in)), "");
    EXPECT_EQ(run(io, postgres::check(database, sql::find_customer)), "");
    EXPECT_EQ(run(io, postgres::check(database, sql::erased_since)), "");
    EXPECT_EQ(run(io, postgres::check(database, sql::sealed_name)), "");
    EXPECT_EQ(run(io, postgres::check(database, sql::keep_name)), "");
    EXPECT_EQ(run(io, postgres::check(database, sql::plain_names)), "");
}

TEST_F(CustomersTest, a_visitor_is_known_by_a_token_and_comes_back_as_the_same) {
    auto const issued = run(io, customers.new_visitor("zh-CN"));
    auto const claims = customers.verify(issued.token);
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->id, issued.customer_id);
    EXPECT_EQ(claims->kind, CustomerKind::visitor);
    EXPECT_EQ(claims->expires_at, issued.expires_at);
    EXPECT_EQ(issued.expires_at, clock.now() + std::chrono::days{90});

    clock.advance(std::chrono::days{80});
    auto const renewed = run(io, customers.renew(*customers.verify(issued.token)));
    EXPECT_EQ(renewed.customer_id, issued.customer_id);
    EXPECT_EQ(renewed.expires_at, clock.now() + std::chrono::days{90});
    clock.advance(std::chrono::days{10});
    EXPECT_FALSE(customers.verify(issued.token));
    EXPECT_TRUE(customers.verify(renewed.token));

    auto const customer = run(io, customers.find(issued.customer_id));
    ASSERT_TRUE(customer);
    EXPECT_EQ(customer->language, "zh-CN");
    EXPECT_EQ(customer->name, std::nullopt);
}

TEST_F(CustomersTest, two_visitors_are_two_and_a_language_is_one_of_ours) {
    EXPECT_NE(run(io, customers.new_visitor("en")).customer_id, run(io, customers.new_visitor(std::nullopt)).customer_id);
    EXPECT_EQ(code(customers.new_visitor("fr")), "field.choice");
}

TEST_F(CustomersTest, a_platforms_user_is_one_customer_on_every_device_until_the_platforms_word_ends) {
    auto const phone = run(io, customers.sign_in_with_platform_token(platform.sign("li-wei", "李伟")));
    auto const laptop = run(io, customers.sign_in_with_platform_token(platform.sign("li-wei", "李伟（VIP）", 30min)));
    auto const other = run(io, customers.sign_in_with_platform_token(platform.sign("emma", std::nullopt)));
    EXPECT_EQ(phone.customer_id, laptop.customer_id);
    EXPECT_NE(phone.customer_id, other.customer_id);
    EXPECT_EQ(phone.name, "李伟");
    EXPECT_EQ(laptop.name, "李伟（VIP）");
    EXPECT_EQ(laptop.expires_at, clock.now() + 30min);
    EXPECT_EQ(customers.verify(phone.token)->kind, CustomerKind::user);
    // A token without a name takes none away.
    EXPECT_EQ(run(io, customers.sign_in_with_platform_token(platform.sign("li-wei", std::nullopt))).name, "李伟（VIP）");
    clock.advance(30min);
    EXPECT_FALSE(customers.verify(laptop.token));
    EXPECT_TRUE(customers.verify(phone.token));
}

TEST_F(CustomersTest, what_a_user_is_called_goes_with_their_key) {
    auto const li = run(io, customers.sign_in_with_platform_token(platform.sign("li-wei", "Li Wei")));
    static constexpr postgres::Query<postgres::Affected(CustomerId)> old{
        "test.old",
        "INSERT INTO customers (id, kind, issuer, subject, name, created_at, last_seen_at) VALUES ($1, 'user', '', 'na', 'Li "
        "Na', now(), now())"};
    auto const na = CustomerId::make(clock, random);
    run(io, database.run(old, na));
    run(io, vault.seal_old_names());
    static constexpr postgres::Query<postgres::One<std::string>()> rows{"test.rows",
                                                                        "SELECT string_agg(c::text, ' ') FROM customers c"};
    EXPECT_EQ(run(io, database.run(rows)).find("Li "), std::string::npos);
    EXPECT_EQ(run(io, customers.find(li.customer_id))->name, "Li Wei");
    EXPECT_EQ(run(io, customers.find(na))->name, "Li Na");
    run(io, vault.erase(li.customer_id));
    EXPECT_EQ(run(io, customers.find(li.customer_id))->name, std::nullopt);
    EXPECT_EQ(code(customers.sign_in_with_platform_token(platform.sign("li-wei", "Li Wei"))), "customer.erased");
}

TEST_F(CustomersTest, the_token_of_whoever_was_erased_is_worth_nothing_in_any_process) {
    auto const li = run(io, customers.new_visitor("en")), na = run(io, customers.new_visitor("en"));
    Customers elsewhere{database, vault, TokenKeys::parse(base64url(SeededRandom{12}.bytes<32>())), {}, clock, random};
    auto const li_elsewhere = run(io, elsewhere.new_visitor("en"));
    EXPECT_FALSE(run(io, customers.learn_erased()));
    run(io, vault.erase(li.customer_id));
    EXPECT_TRUE(customers.verify(li.token)) << "nobody told it yet";
    customers.forget(li.customer_id);
    EXPECT_FALSE(customers.verify(li.token));
    clock.advance(2s);
    run(io, vault.erase(li_elsewhere.customer_id));
    EXPECT_TRUE(run(io, elsewhere.learn_erased()));
    EXPECT_FALSE(run(io, elsewhere.learn_erased())) << "no news";
    EXPECT_FALSE(elsewhere.verify(li_elsewhere.token));
    EXPECT_TRUE(elsewhere.was_erased(li.customer_id)) << "nor of before it began";
    run(io, customers.learn_erased());
    EXPECT_TRUE(customers.was_erased(li_elsewhere.customer_id)) << "another process did it";
    EXPECT_TRUE(customers.verify(na.token));
}

TEST_F(CustomersTest, an_address_has_one_key_that_needs_the_master_key) {
    EXPECT_EQ(vault.address_key("li@wei.example"), vault.address_key("li@wei.example"));
    EXPECT_NE(vault.address_key("li@wei.example"), vault.address_key("li@wei.exampl"));
    Vault const other{database, Seal{random.bytes<sizeof(Seal::Key)>()}, clock, random};
    EXPECT_NE(other.address_key("li@wei.example"), vault.address_key("li@wei.example"));
}

TEST_F(CustomersTest, a_user_signed_in_on_ten_devices_at_once_is_one_customer) {
    std::set<CustomerId> seen;
    int left = 10;
    for (int i = 0; i < 10; ++i)
        asio::co_spawn(io, customers.sign_in_with_platform_token(platform.sign("li-wei", "李伟")),
                       [&](std::exception_ptr const& error, IssuedToken const& issued) {
                           EXPECT_FALSE(error);
                           seen.insert(issued.customer_id);
                           --left;
                       });
    while (left > 0 && io.run_one() > 0) {
    }
    EXPECT_EQ(seen.size(), 1u);
}

TEST_F(CustomersTest, only_visitors_renew_by_themselves_and_only_those_we_know) {
    auto const user = run(io, customers.sign_in_with_platform_token(platform.sign("emma", "Emma")));
    EXPECT_EQ(code(customers.renew(*customers.verify(user.token))), "session.expired");
    EXPECT_EQ(code(customers.renew({CustomerId::make(clock, random), CustomerKind::visitor, clock.now()})), "session.expired");
}

TEST_F(CustomersTest, platform_tokens_are_refused_when_no_platform_is_configured) {
    Customers lone{database, vault, TokenKeys::parse(base64url(random.bytes<32>())), std::nullopt, clock, random};
    EXPECT_EQ(code(lone.sign_in_with_platform_token(platform.sign("emma", "Emma"))), "platform_token.not_configured");
    EXPECT_EQ(code(customers.sign_in_with_platform_token("a.b.c")), "platform_token.invalid");
}

}  // namespace
}  // namespace ombud::customers
