// The chain against people who may write whatever they like into its tables.
#include "audit/chain.hpp"

#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <libpq-fe.h>
#include <sodium.h>

#include "audit/checkpoints.hpp"
#include "audit/queries.hpp"
#include "postgres/database.hpp"
#include "support/scratch_database.hpp"

namespace ombud::audit {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

// 100 records; checkpoints 1 to 4 vouch for 25, 50, 75 and 90.
struct ChainTest : ::testing::Test {
    asio::io_context io;
    ManualClock clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    SeededRandom random{3};
    ombud::testing::ScratchDatabase scratch;
    ombud::testing::SilentObserver observer;
    postgres::Database database{io, scratch.settings(), observer};
    std::filesystem::path kept = std::filesystem::temp_directory_path() / fmt::format("ombud-kept-{}", getpid());
    SigningKey key = SigningKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
    Log log{database, clock};
    Checkpoints checkpoints{database, key, kept, clock};

    void SetUp() override {
        std::filesystem::remove(kept);
        run(io, database.connect());
        write(25);
        run(io, checkpoints.sign());
        write(25);
        run(io, checkpoints.sign());
        write(25);
        run(io, checkpoints.sign());
        write(15);
        run(io, checkpoints.sign());
        write(10);
    }
    void TearDown() override {
        run(io, database.close());
        std::filesystem::remove(kept);
    }

    void write(int count, std::chrono::microseconds apart = 1s) {
        for (int i = 0; i < count; ++i) {
            clock.advance(apart);
            run(io, log.record({.act = "staff.changed",
                                .actor_kind = ActorKind::staff,
                                .actor = Uuid::make_v7(clock.now(), random),
                                .subject = Uuid::make_v7(clock.now(), random),
                                .details = {{"role", i % 2 ? "admin" : "agent"}}}));
        }
    }

    // Whoever runs the machine: no trigger, no permission stands in the way.
    void tamper(std::string const& text) {
        std::unique_ptr<PGconn, decltype(&PQfinish)> session{PQconnectdb(scratch.admin_url().c_str()), &PQfinish};
        std::unique_ptr<PGresult, decltype(&PQclear)> result{
            PQexec(session.get(), ("SET session_replication_role = replica;" + text).c_str()), &PQclear};
        auto const status = PQresultStatus(result.get());
        ASSERT_TRUE(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) << PQerrorMessage(session.get());
    }
    // Hashes and links everything from there on anew, as a careful forger does, and puts the table's end right.
    void chain_anew_from(int seq) {
        tamper(fmt::format(R"sql(
            DO $$ DECLARE r record; last bytea := (SELECT hash FROM audit_records WHERE seq = {0} - 1); BEGIN
                FOR r IN SELECT * FROM audit_records WHERE seq >= {0} ORDER BY seq LOOP
                    UPDATE audit_records SET previous = last, hash = sha256(last || convert_to(body, 'UTF8')) WHERE seq = r.seq
                        RETURNING hash INTO last;
                END LOOP;
                UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit_records ORDER BY seq DESC LIMIT 1);
            END $$)sql",
                           seq));
    }

    std::vector<Fault> faults(bool remembers = true) {
        return run(io, verify(database, key.public_key(), remembers ? kept_checkpoint(kept) : std::nullopt)).faults;
    }
};

using enum FaultKind;

TEST_F(ChainTest, every_query_agrees_with_the_schema) {
    auto agrees = [&](auto const& query) { EXPECT_EQ(run(io, postgres::check(database, query)), ""); };
    agrees(sql::records_after);
    agrees(sql::head);
    agrees(sql::checkpoints_after);
    agrees(sql::last_checkpoint);
    agrees(sql::unsigned_after);
    agrees(sql::add_checkpoint);
    agrees(sql::position);
    agrees(sql::keep_position);
    agrees(sql::page);
}

TEST_F(ChainTest, a_whole_chain_has_no_fault_and_says_how_far_it_is_vouched_for) {
    auto const verified = run(io, verify(database, key.public_key(), kept_checkpoint(kept)));
    EXPECT_THAT(verified.faults, IsEmpty());
    EXPECT_EQ(verified.records, 100);
    EXPECT_EQ(verified.checkpoints, 4);
    EXPECT_EQ(verified.vouched_for, 90);
    write(1'000);  // more than a page
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(ChainTest, an_empty_one_is_whole) {
    ombud::testing::ScratchDatabase fresh;
    postgres::Database empty{io, fresh.settings(), observer};
    run(io, empty.connect());
    EXPECT_THAT(run(io, verify(empty, key.public_key(), std::nullopt)).faults, IsEmpty());
    run(io, empty.close());
}

// Twenty ways and more, each straight in the tables, each with the place where it must be seen.

TEST_F(ChainTest, m01_a_column_that_is_not_hashed_itself) {
    tamper("UPDATE audit_records SET act = 'staff.signed_in' WHERE seq = 40");
    EXPECT_THAT(faults(), ElementsAre(Fault{column_changed, 40}));
}
TEST_F(ChainTest, m02_the_time_in_the_column) {
    tamper("UPDATE audit_records SET at = at - interval '1 microsecond' WHERE seq = 7");
    EXPECT_THAT(faults(), ElementsAre(Fault{column_changed, 7}));
}
TEST_F(ChainTest, m03_the_actor_in_the_column) {
    tamper("UPDATE audit_records SET actor = NULL WHERE seq = 100");
    EXPECT_THAT(faults(), ElementsAre(Fault{column_changed, 100}));
}
TEST_F(ChainTest, m04_one_word_of_the_body) {
    tamper("UPDATE audit_records SET body = regexp_replace(body, 'admin|agent', 'owner') WHERE seq = 42");
    EXPECT_THAT(faults(), ElementsAre(Fault{changed, 42}));
}
TEST_F(ChainTest, m05_the_body_and_its_column_together) {
    tamper("UPDATE audit_records SET body = replace(body, 'staff.changed', 'staff.added'), act = 'staff.added' WHERE seq = 3");
    EXPECT_THAT(faults(), ElementsAre(Fault{changed, 3}));
}
TEST_F(ChainTest, m06_a_body_with_its_own_hash_reckoned_anew) {
    tamper("UPDATE audit_records SET body = regexp_replace(body, 'admin|agent', 'owner') WHERE seq = 41");
    tamper("UPDATE audit_records SET hash = sha256(previous || convert_to(body, 'UTF8')) WHERE seq = 41");
    EXPECT_THAT(faults(), ElementsAre(Fault{unlinked, 42}));
}
TEST_F(ChainTest, m07_a_body_with_everything_after_it_chained_anew) {
    tamper("UPDATE audit_records SET body = regexp_replace(body, 'admin|agent', 'owner') WHERE seq = 41");
    chain_anew_from(41);
    EXPECT_THAT(faults(), ElementsAre(Fault{rewritten, 50}));
}
TEST_F(ChainTest, m08_a_hash) {
    tamper("UPDATE audit_records SET hash = sha256(hash) WHERE seq = 10");
    EXPECT_THAT(faults(), ElementsAre(Fault{changed, 10}, Fault{unlinked, 11}));
}
TEST_F(ChainTest, m09_a_link) {
    tamper("UPDATE audit_records SET previous = sha256(previous) WHERE seq = 10");
    EXPECT_THAT(faults(), ElementsAre(Fault{changed, 10}, Fault{unlinked, 10}));
}
TEST_F(ChainTest, m10_the_first_deleted) {
    tamper("DELETE FROM audit_records WHERE seq = 1");
    EXPECT_THAT(faults(), ElementsAre(Fault{deleted, 1}));
}
TEST_F(ChainTest, m11_one_in_the_middle_deleted) {
    tamper("DELETE FROM audit_records WHERE seq = 33");
    EXPECT_THAT(faults(), ElementsAre(Fault{deleted, 33}));
}
TEST_F(ChainTest, m12_several_deleted) {
    tamper("DELETE FROM audit_records WHERE seq BETWEEN 60 AND 70 OR seq IN (80, 85)");
    EXPECT_THAT(faults(), ElementsAre(Fault{deleted, 60}));
}
TEST_F(ChainTest, m13_the_last_deleted) {
    tamper("DELETE FROM audit_records WHERE seq = 100");
    EXPECT_THAT(faults(), ElementsAre(Fault{tail_cut, 100}));
}
TEST_F(ChainTest, m14_the_tail_cut_behind_a_checkpoint_and_the_end_put_right) {
    tamper(
        "DELETE FROM audit_records WHERE seq > 80;"
        "UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit_records WHERE seq = 80)");
    EXPECT_THAT(faults(), ElementsAre(Fault{tail_cut, 81}));
}
TEST_F(ChainTest, m15_the_tail_cut_with_its_checkpoints_and_the_end_put_right) {
    tamper(
        "DELETE FROM audit_records WHERE seq > 75; DELETE FROM audit_checkpoints WHERE seq > 75;"
        "UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit_records WHERE seq = 75)");
    EXPECT_THAT(faults(), ElementsAre(Fault{tail_cut, 76}, Fault{checkpoint_deleted, 4}));
}
TEST_F(ChainTest, m16_two_swapped) {
    tamper(
        "UPDATE audit_records SET seq = seq + 1000 WHERE seq IN (20, 21);"
        "UPDATE audit_records SET seq = CASE seq WHEN 1020 THEN 21 ELSE 20 END WHERE seq > 1000");
    EXPECT_THAT(faults(), ElementsAre(Fault{unlinked, 20}, Fault{moved, 20}));
}
TEST_F(ChainTest, m17_two_swapped_and_chained_anew) {
    tamper(
        "UPDATE audit_records SET seq = seq + 1000 WHERE seq IN (92, 93);"
        "UPDATE audit_records SET seq = CASE seq WHEN 1092 THEN 93 ELSE 92 END WHERE seq > 1000");
    chain_anew_from(92);
    EXPECT_THAT(faults(), ElementsAre(Fault{moved, 92}));
}
TEST_F(ChainTest, m18_one_inserted_and_the_rest_renumbered) {
    tamper(
        "UPDATE audit_records SET seq = seq + 1001 WHERE seq >= 50; UPDATE audit_records SET seq = seq - 1000 WHERE seq > 1000;"
        "INSERT INTO audit_records SELECT 50, at, act, actor_kind, actor, subject, body, previous, hash FROM audit_records WHERE "
        "seq = 49");
    EXPECT_THAT(faults(), IsSupersetOf({Fault{unlinked, 50}, Fault{moved, 50}, Fault{rewritten, 50}}));
}
TEST_F(ChainTest, m19_one_deleted_and_the_rest_renumbered) {
    tamper(
        "DELETE FROM audit_records WHERE seq = 50; UPDATE audit_records SET seq = seq + 1000 WHERE seq > 50;"
        "UPDATE audit_records SET seq = seq - 1001 WHERE seq > 1000");
    EXPECT_THAT(faults(), IsSupersetOf({Fault{unlinked, 50}, Fault{moved, 50}, Fault{rewritten, 50}, Fault{tail_cut, 100}}));
}
TEST_F(ChainTest, m20_one_deleted_the_rest_renumbered_in_words_too_and_chained_anew) {
    tamper(
        "DELETE FROM audit_records WHERE seq = 50; UPDATE audit_records SET seq = seq + 1000 WHERE seq > 50;"
        "UPDATE audit_records SET seq = seq - 1001 WHERE seq > 1000;"
        "UPDATE audit_records SET body = replace(body, format('\"seq\":%s', seq + 1), format('\"seq\":%s', seq)) WHERE seq >= "
        "50");
    chain_anew_from(50);
    EXPECT_THAT(faults(), ElementsAre(Fault{rewritten, 50}));
}
TEST_F(ChainTest, m21_one_appended_past_the_function) {
    tamper(
        "INSERT INTO audit_records SELECT 101, at, act, actor_kind, actor, subject, body, hash, "
        "sha256(hash || convert_to(body, 'UTF8')) FROM audit_records WHERE seq = 100");
    EXPECT_THAT(faults(), ElementsAre(Fault{moved, 101}, Fault{head_changed, 101}));
}
TEST_F(ChainTest, m22_a_body_that_is_no_act) {
    tamper("UPDATE audit_records SET body = '{\"seq\":95}' WHERE seq = 95");
    chain_anew_from(95);
    EXPECT_THAT(faults(), ElementsAre(Fault{unreadable, 95}));
}
TEST_F(ChainTest, m23_the_same_act_in_other_letters) {
    tamper("UPDATE audit_records SET body = replace(body, ',\"seq\"', ', \"seq\"') WHERE seq = 95");
    chain_anew_from(95);
    EXPECT_THAT(faults(), ElementsAre(Fault{unreadable, 95}));
}
TEST_F(ChainTest, m24_a_checkpoint_moved_to_a_rewritten_chain) {
    tamper("UPDATE audit_records SET body = regexp_replace(body, 'admin|agent', 'owner') WHERE seq = 89");
    chain_anew_from(89);
    tamper("UPDATE audit_checkpoints SET hash = (SELECT hash FROM audit_records WHERE seq = 90) WHERE number = 4");
    EXPECT_THAT(faults(), ElementsAre(Fault{checkpoint_forged, 4}));
}
TEST_F(ChainTest, m25_a_checkpoint_signed_by_another_key) {
    auto const other = SigningKey::parse("AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
    auto forged = *run(io, database.run(sql::last_checkpoint));
    other.sign(forged);
    std::string hex;
    for (unsigned char byte : forged.signature.data) hex += fmt::format("{:02x}", byte);
    tamper("UPDATE audit_checkpoints SET signature = decode('" + hex + "', 'hex') WHERE number = 4");
    EXPECT_THAT(faults(), ElementsAre(Fault{checkpoint_forged, 4}));
}
TEST_F(ChainTest, m26_a_checkpoint_deleted) {
    tamper("DELETE FROM audit_checkpoints WHERE number = 2");
    EXPECT_THAT(faults(), ElementsAre(Fault{checkpoint_deleted, 2}));
}
TEST_F(ChainTest, m27_the_last_checkpoint_deleted) {
    tamper("DELETE FROM audit_checkpoints WHERE number = 4");
    EXPECT_THAT(faults(), ElementsAre(Fault{checkpoint_deleted, 4}));
}
TEST_F(ChainTest, m28_all_checkpoints_deleted_and_all_rewritten) {
    tamper(
        "DELETE FROM audit_checkpoints; UPDATE audit_records SET body = regexp_replace(body, 'admin|agent', 'owner') WHERE seq = "
        "2");
    chain_anew_from(2);
    EXPECT_THAT(faults(), ElementsAre(Fault{checkpoint_deleted, 1}));
}
TEST_F(ChainTest, m29_everything_deleted) {
    tamper(
        "DELETE FROM audit_checkpoints; DELETE FROM audit_records; UPDATE audit_head SET seq = 0, hash = decode(repeat('00', "
        "32), 'hex')");
    EXPECT_THAT(faults(), ElementsAre(Fault{tail_cut, 1}, Fault{checkpoint_deleted, 1}));
}
TEST_F(ChainTest, m30_the_end_of_the_table_moved_or_gone) {
    tamper("UPDATE audit_head SET seq = 99");
    EXPECT_THAT(faults(), ElementsAre(Fault{head_changed, 100}));
    tamper("DELETE FROM audit_head");
    EXPECT_THAT(faults(), ElementsAre(Fault{head_changed, 100}));
}

TEST_F(ChainTest, no_checkpoint_is_ever_given_to_what_is_no_whole_chain) {
    tamper("UPDATE audit_records SET body = regexp_replace(body, 'admin|agent', 'owner') WHERE seq = 91");
    run(io, checkpoints.sign());
    EXPECT_EQ(run(io, database.run(sql::last_checkpoint))->number, 4);
    tamper("DELETE FROM audit_checkpoints WHERE number = 4");
    run(io, checkpoints.sign());
    EXPECT_EQ(run(io, database.run(sql::last_checkpoint))->number, 3);
}

TEST_F(ChainTest, checkpoints_come_after_so_many_records_or_so_long) {
    auto const number = [&] { return run(io, database.run(sql::last_checkpoint))->number; };
    spawn(io, checkpoints.keep_signing());
    auto const pass = [&](std::chrono::microseconds span) {
        for (auto const until = clock.now() + span; clock.now() < until;) {
            io.restart();
            io.poll();
            clock.advance(1s);
            run(io, database.run(sql::head));
            run(io, database.run(sql::head));
            run(io, database.run(sql::head));
        }
    };
    // Signing asks the database many times: it may end a little later on this clock.
    auto const eventually = [&](std::int64_t expected) {
        for (int rounds = 0; number() < expected && rounds < 100; ++rounds) pass(1s);
        return number();
    };
    pass(60s);
    EXPECT_EQ(number(), 4);
    pass(300s);
    EXPECT_EQ(eventually(5), 5);
    pass(600s);
    EXPECT_EQ(number(), 5) << "nothing new, nothing to sign";
    write(1'000, 0s);
    pass(10s);
    EXPECT_EQ(eventually(6), 6);
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(ChainTest, an_exported_line_can_be_checked_without_ombud) {
    std::vector<std::string> lines;
    run(io, export_lines(database, 20, [&](std::string const& line) { lines.push_back(line); }));
    ASSERT_EQ(lines.size(), 84u);
    auto const first = parse_json(lines.front());
    EXPECT_EQ(first.at("seq"), 21);
    EXPECT_EQ(first.at("body").at("seq"), 21);
    auto const record = run(io, database.run(sql::records_after, 20, 1)).front();
    EXPECT_TRUE(lines.front().starts_with("{\"body\":" + record.body + ",\"hash\":\""));
    auto const checkpoint = checkpoint_of(lines[5]);
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->seq, 25);
    EXPECT_TRUE(key.public_key().vouches_for(*checkpoint));
    EXPECT_EQ(PublicKey::parse(key.public_key().text()).bytes, key.public_key().bytes);
    EXPECT_FALSE(checkpoint_of(lines[4]));
}

}  // namespace
}  // namespace ombud::audit
