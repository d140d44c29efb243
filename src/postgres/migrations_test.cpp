#include "postgres/migrations.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <thread>

#include "core/problem.hpp"
#include "postgres/query.hpp"
#include "support/scratch_database.hpp"

namespace ombud::postgres {

namespace {

// Numbered far above the shipped ones, which the scratch database already holds.
std::vector<Migration> with(std::vector<Migration> more) {
    auto all = shipped_migrations();
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

std::string code_of(auto body) {
    try {
        body();
    } catch (Problem const& problem) {
        return problem.code;
    } catch (DatabaseError const& error) {
        return error.query + " " + error.sqlstate;
    }
    return "none";
}

Migration const first{9001, "9001_first.sql", "CREATE TABLE first (x int); INSERT INTO first VALUES (1);"};
Migration const second{9002, "9002_second.sql", "-- 你好\nCREATE TABLE second (x int);\nSELECT * FROM nowhere;\n"};

TEST(Migrations, are_applied_once_and_in_order) {
    testing::ScratchDatabase scratch;
    EXPECT_TRUE(migrate(scratch.owner_url()).empty());
    auto const all = with({first});
    EXPECT_EQ(migrate(scratch.owner_url(), all), std::vector<std::string>{"9001_first.sql"});
    EXPECT_TRUE(migrate(scratch.owner_url(), all).empty());
}

TEST(Migrations, a_changed_file_is_refused) {
    testing::ScratchDatabase scratch;
    migrate(scratch.owner_url(), with({first}));
    auto changed = first;
    changed.text = "CREATE TABLE first (y int)";
    EXPECT_EQ(code_of([&] { migrate(scratch.owner_url(), with({changed})); }), "migration.changed");
}

TEST(Migrations, a_database_newer_than_the_program_is_refused) {
    testing::ScratchDatabase scratch;
    migrate(scratch.owner_url(), with({first}));
    EXPECT_EQ(code_of([&] { migrate(scratch.owner_url()); }), "migration.newer");
}

TEST(Tidying, ends_in_time_and_says_that_it_was_not_done) {
    testing::ScratchDatabase scratch;
    migrate(scratch.owner_url(), with({{9001, "9001_large.sql",
                                        "CREATE TABLE large AS SELECT n, repeat('x', 200) AS x FROM generate_series(1, 200000) n;"
                                        "DELETE FROM large WHERE n % 2 = 0;"}}));
    EXPECT_EQ(code_of([&] { tidy(scratch.owner_url(), "large", std::chrono::milliseconds{10}); }), "migrations.tidy 57014");
    EXPECT_EQ(code_of([&] { tidy(scratch.owner_url(), "large", std::chrono::minutes{5}); }), "none") << "the next try does it";
    begin_new_log(scratch.owner_url());
}

TEST(Migrations, one_that_fails_leaves_nothing_and_says_where) {
    testing::ScratchDatabase scratch;
    EXPECT_EQ(code_of([&] { migrate(scratch.owner_url(), with({first, second})); }), "9002_second.sql:3 42P01");
    auto mended = second;
    mended.text = "CREATE TABLE second (x int)";
    EXPECT_EQ(migrate(scratch.owner_url(), with({first, mended})), std::vector<std::string>{"9002_second.sql"});
}

TEST(Migrations, programs_that_start_together_take_turns) {
    testing::ScratchDatabase scratch;
    auto const all = with({first});
    std::atomic<int> applied = 0;
    {
        std::vector<std::jthread> programs;
        programs.reserve(4);
        for (int i = 0; i < 4; ++i) programs.emplace_back([&] { applied += int(migrate(scratch.owner_url(), all).size()); });
    }
    EXPECT_EQ(applied, 1);
}

TEST(Migrations, an_unreachable_database_is_unavailable) {
    EXPECT_EQ(code_of([] { migrate("host=/nonexistent"); }), "database.unavailable");
}

TEST(Migrations, the_schema_on_one_page_is_what_they_add_up_to) {
    testing::ScratchDatabase scratch;
    auto const command = "db/dump_schema \"" + scratch.owner_url() + "\"";
    std::unique_ptr<FILE, decltype(&pclose)> dump{popen(command.c_str(), "r"), &pclose};
    ASSERT_TRUE(dump);
    std::string dumped;
    char buffer[4096];
    while (auto const count = fread(buffer, 1, sizeof buffer, dump.get())) dumped.append(buffer, count);
    std::ostringstream written;
    written << std::ifstream("db/schema.sql").rdbuf();
    EXPECT_EQ(dumped, written.str()) << "write it anew: db/dump_schema URL > db/schema.sql";
}

}  // namespace

}  // namespace ombud::postgres
