#include "audit/audit.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sodium.h>

#include "audit/queries.hpp"
#include "postgres/database.hpp"
#include "support/scratch_database.hpp"

namespace ombud::audit {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using postgres::Bytes;

struct Row {
    std::int64_t seq;
    Timestamp at;
    std::string act;
    ActorKind actor_kind;
    std::optional<Uuid> actor, subject;
    std::string body;
    Bytes previous, hash;
};
BOOST_DESCRIBE_STRUCT(Row, (), (seq, at, act, actor_kind, actor, subject, body, previous, hash))

constexpr postgres::Query<postgres::Many<Row>()> all_rows{"test.rows", "SELECT * FROM audit_records ORDER BY seq"};

struct AuditTest : ::testing::Test {
    asio::io_context io;
    ManualClock clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    SeededRandom random{3};
    ombud::testing::ScratchDatabase scratch;
    ombud::testing::SilentObserver observer;
    postgres::Database database{io, scratch.settings(), observer};
    Log log{database, clock};

    void SetUp() override { run(io, database.connect()); }
    void TearDown() override { run(io, database.close()); }

    std::vector<Row> rows() { return run(io, database.run(all_rows)); }

    // What PostgreSQL answers to whoever that is.
    std::string answer_to(std::string const& url, char const* text) {
        postgres::Database asked{io, {.url = url, .connections = 1}, observer};
        run(io, asked.connect());
        std::string answer = "done";
        try {
            run(io, asked.run(postgres::Query<postgres::Affected()>{"test.write", text}));
        } catch (postgres::DatabaseError const& error) {
            answer = error.sqlstate;
        }
        run(io, asked.close());
        return answer;
    }
};

std::string sha256(std::string const& bytes) {
    std::string out(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<unsigned char const*>(bytes.data()),
                       bytes.size());
    return out;
}

void expect_a_whole_chain(std::vector<Row> const& rows) {
    std::string previous(32, '\0');
    std::int64_t seq = 0;
    for (auto const& row : rows) {
        EXPECT_EQ(row.seq, ++seq);
        EXPECT_EQ(row.previous.data, previous);
        EXPECT_EQ(row.hash.data, sha256(previous + row.body));
        previous = row.hash.data;
    }
}

TEST_F(AuditTest, every_query_agrees_with_the_schema) {
    EXPECT_EQ(run(io, postgres::check(database, sql::append)), "");
}

TEST_F(AuditTest, an_act_is_kept_as_canonical_text_in_columns_and_in_the_chain) {
    auto const who = Uuid::make_v7(clock.now(), random), whom = Uuid::make_v7(clock.now(), random);
    run(io, log.record({.act = "staff.changed",
                        .actor_kind = ActorKind::staff,
                        .actor = who,
                        .subject = whom,
                        .details = {{"role", "admin"}, {"active", true}, {"note", "引号\" \\ 换行\n"}}}));
    clock.advance(1us);
    run(io, log.record({.act = "program.started", .actor_kind = ActorKind::program, .actor = {}, .subject = {}}));
    auto const kept = rows();
    ASSERT_EQ(kept.size(), 2u);
    auto const& first = kept[0];
    EXPECT_EQ(first.body, canonical_json({{"act", "staff.changed"},
                                          {"actor", who.text()},
                                          {"actor_kind", "staff"},
                                          {"at", to_rfc3339(first.at)},
                                          {"details", {{"role", "admin"}, {"active", true}, {"note", "引号\" \\ 换行\n"}}},
                                          {"seq", 1},
                                          {"subject", whom.text()}}));
    EXPECT_EQ(first.actor, who);
    EXPECT_EQ(first.subject, whom);
    EXPECT_EQ(kept[1].body, canonical_json(parse_json(kept[1].body)));
    EXPECT_EQ(kept[1].at, clock.now());
    expect_a_whole_chain(kept);
}

TEST_F(AuditTest, writers_of_several_processes_chain_without_gaps) {
    postgres::Database second_database{io, scratch.settings(), observer};
    run(io, second_database.connect());
    Log second{second_database, clock};
    constexpr int each = 150;
    int left = 2 * each;
    for (int i = 0; i < each; ++i)
        for (auto* one : {&log, &second})
            asio::co_spawn(io, one->record({.act = "test.act", .actor_kind = ActorKind::program, .actor = {}, .subject = {}}),
                           [&](std::exception_ptr const& error) {
                               EXPECT_FALSE(error);
                               --left;
                           });
    io.restart();
    while (left > 0 && io.run_one() > 0) {
    }
    EXPECT_EQ(rows().size(), 2 * std::size_t{each});
    expect_a_whole_chain(rows());
    run(io, second_database.close());
}

TEST_F(AuditTest, what_is_rolled_back_leaves_neither_record_nor_gap) {
    Act const act{.act = "test.act", .actor_kind = ActorKind::program, .actor = {}, .subject = {}};
    run(io, log.record(act));
    EXPECT_THROW(run(io, database.transaction([&](postgres::Transaction& transaction) -> Task<void> {
                     co_await log.record(transaction, act);
                     throw Problem{ProblemKind::conflict, "test.changed_its_mind"};
                 })),
                 Problem);
    run(io,
        database.transaction([&](postgres::Transaction& transaction) -> Task<void> { co_await log.record(transaction, act); }));
    EXPECT_EQ(rows().size(), 2u);
    expect_a_whole_chain(rows());
}

TEST_F(AuditTest, noise_is_kept_up_to_a_limit_and_counted_beyond_it_by_whoever_made_it) {
    auto const refused = [&](std::string const& source, std::optional<Uuid> staff = {}) {
        run(io, log.record_noise({.act = "gate.refused",
                                  .actor_kind = staff ? ActorKind::staff : ActorKind::nobody,
                                  .actor = staff,
                                  .subject = {}},
                                 source));
    };
    auto const left_out = [&] {
        auto const details = parse_json(rows().back().body).at("details");
        auto const* count = details.as_object().if_contains("left_out");
        return count ? count->as_int64() : 0;
    };
    for (int i = 0; i < 50; ++i) refused("203.0.113.7");
    EXPECT_EQ(rows().size(), 10u);
    refused("203.0.113.8");
    EXPECT_EQ(rows().size(), 11u);
    EXPECT_EQ(left_out(), 0) << "that was somebody else";
    for (int i = 0; i < 3'000; ++i) refused(fmt::format("10.0.{}.{}", i / 250, i % 250));
    EXPECT_EQ(rows().size(), 1'000u);
    auto const ana = Uuid::make_v7(clock.now(), random);
    refused(ana.text(), ana);
    EXPECT_EQ(rows().size(), 1'001u) << "strangers drown nobody of the desk";
    clock.advance(1min);
    refused("203.0.113.7");
    EXPECT_EQ(left_out(), 40);
    refused("10.0.11.249");
    EXPECT_EQ(left_out(), 1);
}

TEST_F(AuditTest, nobody_who_serves_can_rewrite_it_and_the_owner_is_refused_too) {
    run(io, log.record({.act = "test.act", .actor_kind = ActorKind::program, .actor = {}, .subject = {}}));
    constexpr auto refused = "42501";
    for (auto const* text : {"UPDATE audit_records SET act = 'x'", "DELETE FROM audit_records", "TRUNCATE audit_records",
                             "UPDATE audit_checkpoints SET seq = 1", "DELETE FROM audit_checkpoints",
                             "TRUNCATE audit_checkpoints", "UPDATE audit_records SET act = 'x' WHERE false"}) {
        EXPECT_EQ(answer_to(scratch.url(), text), refused) << text;
        EXPECT_EQ(answer_to(scratch.owner_url(), text), refused) << text;
    }
    for (auto const* text :
         {"INSERT INTO audit_records SELECT 2, at, act, actor_kind, actor, subject, body, previous, hash FROM audit_records",
          "UPDATE audit_head SET seq = 0", "DELETE FROM audit_head", "INSERT INTO audit_head VALUES (true, 1, '')",
          "DROP TABLE audit_records", "ALTER TABLE audit_records DISABLE TRIGGER ALL",
          "CREATE OR REPLACE FUNCTION refuse_to_rewrite_audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
          "SET session_replication_role = replica", "SET ROLE ombud_owner", "DELETE FROM schema_migrations",
          "CREATE TABLE mine (x int)"})
        EXPECT_EQ(answer_to(scratch.url(), text), refused) << text;
    EXPECT_EQ(rows().size(), 1u);
    EXPECT_EQ(rows()[0].act, "test.act");
}

}  // namespace
}  // namespace ombud::audit
