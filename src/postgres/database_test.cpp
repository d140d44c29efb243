#include "postgres/database.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <csignal>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/problem.hpp"
#include "core/random.hpp"
#include "support/scratch_database.hpp"

namespace ombud::postgres {

namespace {

using namespace asio::experimental::awaitable_operators;
using testing::SilentObserver;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

enum class Mood { calm, angry };
BOOST_DESCRIBE_ENUM(Mood, calm, angry)

struct Everything {
    std::string words;
    bool yes;
    std::int16_t small;
    std::int32_t middle;
    std::int64_t large;
    double ratio;
    Timestamp moment;
    Uuid uuid;
    CustomerId customer;
    json::value document;
    Bytes bytes;
    Mood mood;
    std::optional<std::string> maybe;
    std::optional<std::int64_t> nothing;
    auto operator<=>(Everything const&) const = delete;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (words, yes, small, middle, large, ratio, moment, uuid, customer, document, bytes, mood, maybe, nothing))

struct Lists {
    std::vector<std::string> words;
    std::vector<bool> flags;
    std::vector<std::int64_t> numbers;
    std::vector<Timestamp> moments;
    std::vector<ConversationId> ids;
    std::vector<json::value> documents;
    std::vector<Bytes> bytes;
    std::vector<std::optional<std::string>> holes;
    std::vector<Mood> moods;
};
BOOST_DESCRIBE_STRUCT(Lists, (), (words, flags, numbers, moments, ids, documents, bytes, holes, moods))

struct Pair {
    std::int64_t key;
    std::string value;
};
BOOST_DESCRIBE_STRUCT(Pair, (), (key, value))

namespace sql {
constexpr Query<One<Everything>(std::string, bool, std::int16_t, std::int32_t, std::int64_t, double, Timestamp, Uuid, CustomerId,
                                json::value, Bytes, Mood, std::optional<std::string>, std::optional<std::int64_t>)>
    everything{"test.everything", R"sql(
    SELECT $14 AS nothing, $1 AS words, $2 AS yes, $3 AS small, $4 AS middle, $5 AS large, $6 AS ratio, $7 AS moment, $8 AS uuid,
           $9 AS customer, $10 AS document, $11 AS bytes, $12 AS mood, $13 AS maybe)sql"};
constexpr Query<One<Lists>(std::vector<std::string>, std::vector<bool>, std::vector<std::int64_t>, std::vector<Timestamp>,
                           std::vector<ConversationId>, std::vector<json::value>, std::vector<Bytes>,
                           std::vector<std::optional<std::string>>, std::vector<Mood>)>
    lists{"test.lists", R"sql(
    SELECT $1 AS words, $2 AS flags, $3 AS numbers, $4 AS moments, $5 AS ids, $6 AS documents, $7 AS bytes, $8 AS holes, $9 AS moods)sql"};
constexpr Query<One<std::string>(std::string)> echo{"test.echo", "SELECT $1"};
constexpr Query<One<std::int64_t>(std::int64_t)> inverse{"test.inverse", "SELECT 100 / $1"};
constexpr Query<One<std::string>(double)> sleep{"test.sleep", "SELECT pg_sleep($1)::text"};
constexpr Query<One<std::int32_t>()> backend{"test.backend", "SELECT pg_backend_pid()"};
// These tests make tables.
DatabaseSettings as_owner(testing::ScratchDatabase const& scratch) {
    auto settings = scratch.settings();
    settings.url = scratch.owner_url();
    return settings;
}

constexpr Query<Affected()> make_pairs{"test.make_pairs", "CREATE TABLE pairs (key bigint PRIMARY KEY, value text NOT NULL)"};
constexpr Query<Affected(std::int64_t, std::string)> put{"test.put", "INSERT INTO pairs VALUES ($1, $2)"};
constexpr Query<Affected(std::int64_t, std::string)> put_again{"test.put_again", R"sql(
    INSERT INTO pairs SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM pairs WHERE key = $1))sql",
                                                               Retry::on_conflict};
constexpr Query<Many<Pair>()> pairs{"test.pairs", "SELECT value, key FROM pairs ORDER BY key"};
constexpr Query<Maybe<Pair>(std::int64_t)> pair{"test.pair", "SELECT key, value FROM pairs WHERE key = $1"};
constexpr Query<Affected(std::int64_t)> bump{"test.bump", "UPDATE pairs SET value = value || '.' WHERE key = $1",
                                             Retry::on_conflict};
}  // namespace sql

struct Heard final : QueryObserver {
    void observed(std::string_view query, std::chrono::nanoseconds took, bool ok) override {
        EXPECT_GE(took.count(), 0);
        (ok ? good : bad)[std::string(query)]++;
    }
    std::map<std::string, int> good, bad;
};

struct DatabaseTest : ::testing::Test {
    testing::ScratchDatabase scratch;
    asio::io_context io;
    Heard heard;
    std::unique_ptr<Database> db = open(sql::as_owner(scratch));

    std::unique_ptr<Database> open(DatabaseSettings settings) {
        auto made = std::make_unique<Database>(io, std::move(settings), heard);
        testing::run(io, made->connect());
        return made;
    }
    template <class Q, class... A>
    auto run(Q const& query, A... arguments) {
        return testing::run(io, db->run(query, std::move(arguments)...));
    }
    template <class F>
    auto in_coroutine(F body) {
        return testing::run(io, body());
    }
    // Starts it and lets it go on by itself; what it throws is counted.
    template <class F>
    void aside(F body) {
        ++left;
        asio::co_spawn(io.get_executor(), std::move(body), [this](std::exception_ptr const& error) {
            --left;
            if (error) errors.push_back(error);
        });
    }
    void finish_aside() {
        io.restart();
        while (left > 0 && io.run_one() > 0) {
        }
    }
    void TearDown() override {
        if (db) testing::run(io, db->close());
    }
    Task<void> pause(std::chrono::milliseconds span) {
        Timer timer{io.get_executor(), span};
        co_await timer.async_wait(use_task);
    }

    int left = 0;
    std::vector<std::exception_ptr> errors;
};

template <class F>
std::string problem_of(F body) {
    try {
        body();
    } catch (Problem const& problem) {
        return problem.code;
    } catch (std::exception const& other) {
        return other.what();
    }
    return "none";
}

std::string const hostile =
    "quote ' double \" back\\slash {NULL,null} $1 %s \n\r\t \x01 مرحبا 你好 👩‍👩‍👧 e\u0301 '; DROP TABLE x; "
    "--";

TEST_F(DatabaseTest, every_type_comes_back_as_it_went) {
    auto const moment = Timestamp{std::chrono::microseconds{1'793'526'307'123'456}};
    SeededRandom random{7};
    auto const uuid = Uuid::make_v7(moment, random);
    json::value const document{{"text", hostile}, {"list", {1, nullptr, true}}};
    Bytes const bytes{std::string("\0\\x\xff'\"", 6)};
    auto got = run(sql::everything, hostile, true, std::int16_t{-32768}, std::int32_t{-5}, std::int64_t{1} << 62, 0.1, moment,
                   uuid, CustomerId{uuid}, document, bytes, Mood::angry, std::optional<std::string>{""}, std::nullopt);
    EXPECT_EQ(got.words, hostile);
    EXPECT_TRUE(got.yes);
    EXPECT_EQ(got.small, -32768);
    EXPECT_EQ(got.middle, -5);
    EXPECT_EQ(got.large, std::int64_t{1} << 62);
    EXPECT_EQ(got.ratio, 0.1);
    EXPECT_EQ(got.moment, moment);
    EXPECT_EQ(got.uuid, uuid);
    EXPECT_EQ(got.customer, CustomerId{uuid});
    EXPECT_EQ(got.document, document);
    EXPECT_EQ(got.bytes, bytes);
    EXPECT_EQ(got.mood, Mood::angry);
    EXPECT_EQ(got.maybe, "");
    EXPECT_EQ(got.nothing, std::nullopt);
}

TEST_F(DatabaseTest, lists_of_every_type_come_back_as_they_went) {
    Lists sent;
    SeededRandom random{8};
    for (int i = 0; i < 5'000; ++i) {
        auto const moment = Timestamp{std::chrono::microseconds{std::int64_t(i) * 7'919'123'457}};
        sent.words.push_back(hostile.substr(0, random.below(20)) + std::to_string(i));
        sent.flags.push_back(i % 3 == 0);
        sent.numbers.push_back(std::int64_t(i) * -1'000'000'007);
        sent.moments.push_back(moment);
        sent.ids.push_back({Uuid::make_v7(moment, random)});
        sent.documents.push_back(json::value{{"i", i}, {"t", "a\\\"b"}});
        sent.bytes.push_back({random.text(5, std::string_view("\0\\\"x\xff", 5))});
        sent.holes.push_back(i % 2 ? std::nullopt : std::optional<std::string>{"NULL"});
        sent.moods.push_back(i % 2 ? Mood::calm : Mood::angry);
    }
    auto got = run(sql::lists, sent.words, sent.flags, sent.numbers, sent.moments, sent.ids, sent.documents, sent.bytes,
                   sent.holes, sent.moods);
    EXPECT_EQ(got.words, sent.words);
    EXPECT_EQ(got.flags, sent.flags);
    EXPECT_EQ(got.numbers, sent.numbers);
    EXPECT_EQ(got.moments, sent.moments);
    EXPECT_EQ(got.ids, sent.ids);
    EXPECT_EQ(got.documents, sent.documents);
    EXPECT_EQ(got.bytes, sent.bytes);
    EXPECT_EQ(got.holes, sent.holes);
    EXPECT_EQ(got.moods, sent.moods);
}

TEST_F(DatabaseTest, random_text_survives_whatever_it_holds) {
    SeededRandom random{9};
    std::vector<std::string> words;
    words.reserve(2'000);
    for (int i = 0; i < 2'000; ++i) words.push_back(random.text(random.below(12), "\"\\{},' \nNUL\x01$%a"));
    constexpr Query<One<std::vector<std::string>>(std::vector<std::string>)> echo{"test.echo_list", "SELECT $1"};
    EXPECT_EQ(run(echo, words), words);
}

TEST_F(DatabaseTest, bad_utf8_is_refused_by_code_without_its_bytes) {
    try {
        run(sql::echo, std::string("secret\xff"));
        FAIL();
    } catch (DatabaseError const& error) {
        EXPECT_EQ(error.sqlstate, "22021");
        EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos);
    }
    EXPECT_EQ(run(sql::echo, std::string("fine")), "fine");
}

TEST_F(DatabaseTest, a_broken_constraint_is_named_and_its_values_are_not) {
    run(sql::make_pairs);
    EXPECT_EQ(run(sql::put, 1, std::string("13800138000")), 1);
    try {
        run(sql::put, 1, std::string("13800138000"));
        FAIL();
    } catch (DatabaseError const& error) {
        EXPECT_EQ(error.sqlstate, "23505");
        EXPECT_EQ(error.constraint, "pairs_pkey");
        EXPECT_EQ(error.query, "test.put");
        EXPECT_STREQ(error.what(), "query test.put failed with 23505 pairs_pkey");
    }
}

TEST_F(DatabaseTest, rows_come_by_name_and_in_number) {
    run(sql::make_pairs);
    EXPECT_TRUE(run(sql::pairs).empty());
    EXPECT_FALSE(run(sql::pair, 1).has_value());
    run(sql::put, 2, std::string("two"));
    run(sql::put, 1, std::string("one"));
    auto rows = run(sql::pairs);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].value, "one");
    EXPECT_EQ(run(sql::pair, 2)->value, "two");
}

TEST_F(DatabaseTest, a_row_that_is_not_as_promised_names_query_and_column) {
    constexpr Query<One<std::string>()> null{"test.null", "SELECT NULL::text"};
    constexpr Query<One<Pair>()> missing{"test.missing", "SELECT 1::bigint AS key"};
    constexpr Query<One<Pair>()> wrong{"test.wrong", "SELECT 'x' AS key, 'y' AS value"};
    constexpr Query<One<std::int64_t>()> none{"test.none", "SELECT 1::bigint WHERE false"};
    constexpr Query<Maybe<std::int64_t>()> two{"test.two", "SELECT generate_series(1, 2)::bigint"};
    EXPECT_EQ(problem_of([&] { run(null); }), "query test.null: (single) is NULL");
    EXPECT_EQ(problem_of([&] { run(missing); }), "query test.missing: value is missing");
    EXPECT_EQ(problem_of([&] { run(wrong); }), "query test.wrong: key is unparsable");
    EXPECT_EQ(problem_of([&] { run(none); }), "query test.none: * did not come");
    EXPECT_EQ(problem_of([&] { run(two); }), "query test.two: * came more than once");
}

TEST_F(DatabaseTest, check_sees_where_a_query_and_the_schema_part) {
    run(sql::make_pairs);
    auto check_of = [&](auto const& query) { return testing::run(io, check(*db, query)); };
    EXPECT_EQ(check_of(sql::pairs), "");
    EXPECT_EQ(check_of(sql::put), "");
    EXPECT_EQ(check_of(sql::everything), "");
    EXPECT_EQ(check_of(sql::inverse), "");
    constexpr Query<Many<Pair>()> renamed{"renamed", "SELECT key, value AS worth FROM pairs"};
    constexpr Query<Many<Pair>()> retyped{"retyped", "SELECT key::text, value FROM pairs"};
    constexpr Query<Many<Pair>()> surplus{"surplus", "SELECT key, value, 1 AS more FROM pairs"};
    constexpr Query<Maybe<Pair>(std::int64_t, std::int64_t)> arguments{"arguments",
                                                                       "SELECT key, value FROM pairs WHERE key = $1"};
    constexpr Query<Many<Pair>()> broken{"broken", "SELECT FROM nowhere"};
    EXPECT_EQ(check_of(renamed), "renamed: value is missing\n");
    EXPECT_EQ(check_of(retyped), "retyped: key has type oid 25\n");
    EXPECT_EQ(check_of(surplus), "surplus: columns are more than the row reads\n");
    EXPECT_EQ(check_of(broken), "broken does not prepare: 42P01");
    EXPECT_EQ(check_of(arguments), "arguments: parameters differ in number\n");
}

TEST_F(DatabaseTest, two_queries_of_one_name_are_found_out) {
    constexpr Query<One<std::string>(std::string)> impostor{"test.echo", "SELECT 'x' || $1"};
    auto alone = sql::as_owner(scratch);
    alone.connections = 1;
    auto narrow = open(alone);
    EXPECT_EQ(testing::run(io, narrow->run(sql::echo, "a")), "a");
    EXPECT_EQ(problem_of([&] { testing::run(io, narrow->run(impostor, "a")); }), "two queries are named test.echo");
    testing::run(io, narrow->close());
}

TEST_F(DatabaseTest, one_failing_query_among_many_touches_nobody_else) {
    std::vector<std::int64_t> answers(300, -1);
    int failed = 0;
    for (std::int64_t i = 0; i < 300; ++i)
        aside([&, i]() -> Task<void> {
            try {
                answers[std::size_t(i)] = co_await db->run(sql::inverse, i % 10);
            } catch (DatabaseError const& error) {
                EXPECT_EQ(error.sqlstate, "22012");
                ++failed;
            }
        });
    finish_aside();
    EXPECT_EQ(failed, 30);
    for (std::size_t i = 0; i < 300; ++i) EXPECT_EQ(answers[i], i % 10 ? std::int64_t(100 / (i % 10)) : -1) << i;
    EXPECT_EQ(heard.good["test.inverse"], 270);
    EXPECT_EQ(heard.bad["test.inverse"], 30);
}

TEST_F(DatabaseTest, a_statement_that_takes_too_long_is_stopped_by_the_server) {
    auto settings = sql::as_owner(scratch);
    settings.statement_timeout = 100ms;
    auto quick = open(settings);
    EXPECT_EQ(problem_of([&] { testing::run(io, quick->run(sql::sleep, 30.0)); }), "database.unavailable");
    EXPECT_EQ(testing::run(io, quick->run(sql::echo, "on")), "on");
    testing::run(io, quick->close());
}

TEST_F(DatabaseTest, a_connection_that_answers_nothing_is_given_up) {
    auto settings = sql::as_owner(scratch);
    settings.connections = 1;
    settings.answer_timeout = 200ms;
    auto quick = open(settings);
    auto const backend = testing::run(io, quick->run(sql::backend));
    ASSERT_EQ(kill(backend, SIGSTOP), 0);
    EXPECT_EQ(problem_of([&] { testing::run(io, quick->run(sql::echo, "anyone?")); }), "database.unavailable");
    EXPECT_EQ(testing::run(io, quick->run(sql::echo, "someone")), "someone");
    kill(backend, SIGCONT);
    testing::run(io, quick->close());
}

TEST_F(DatabaseTest, a_conflict_is_run_again_where_that_is_harmless) {
    run(sql::make_pairs);
    std::int64_t stored = 0;
    for (int i = 0; i < 100; ++i) aside([&, i]() -> Task<void> { stored += co_await db->run(sql::put_again, i / 20, "x"); });
    finish_aside();
    EXPECT_TRUE(errors.empty());
    EXPECT_EQ(stored, 5);
}

TEST_F(DatabaseTest, a_query_survives_a_change_of_the_table_under_it) {
    run(sql::make_pairs);
    run(sql::put, 1, std::string("x"));
    constexpr Query<Many<Pair>()> all{"test.all", "SELECT * FROM pairs"};
    constexpr Query<Affected()> widen{"test.widen", "ALTER TABLE pairs ADD COLUMN more text"};
    for (int i = 0; i < 10; ++i) EXPECT_EQ(run(all).size(), 1u);
    run(widen);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(run(all).size(), 1u);
}

TEST_F(DatabaseTest, a_query_that_could_not_be_prepared_is_prepared_later) {
    EXPECT_EQ(problem_of([&] { run(sql::pairs); }), "query test.pairs failed with 42P01 ");
    run(sql::make_pairs);
    for (int i = 0; i < 6; ++i) EXPECT_TRUE(run(sql::pairs).empty());
}

TEST_F(DatabaseTest, a_transaction_is_all_or_nothing) {
    run(sql::make_pairs);
    auto const last = in_coroutine([&]() -> Task<std::int64_t> {
        co_return co_await db->transaction([](Transaction& tx) -> Task<std::int64_t> {
            co_await tx.run(sql::put, 1, "one");
            co_return co_await tx.run(sql::put, 2, "two");
        });
    });
    EXPECT_EQ(last, 1);
    auto broken = [&]() -> Task<void> {
        co_await db->transaction([](Transaction& tx) -> Task<void> {
            co_await tx.run(sql::put, 3, "three");
            throw Problem{ProblemKind::conflict, "changed.my_mind"};
        });
    };
    EXPECT_EQ(problem_of([&] { testing::run(io, broken()); }), "changed.my_mind");
    EXPECT_EQ(run(sql::pairs).size(), 2u);
}

TEST_F(DatabaseTest, a_transaction_cannot_be_committed_over_a_failed_statement) {
    run(sql::make_pairs);
    auto careless = [&]() -> Task<void> {
        co_await db->transaction([](Transaction& tx) -> Task<void> {
            co_await tx.run(sql::put, 1, "one");
            try {
                co_await tx.run(sql::put, 1, "again");
            } catch (DatabaseError const& error) {
                EXPECT_EQ(error.sqlstate, "23505");
            }
        });
    };
    EXPECT_EQ(problem_of([&] { testing::run(io, careless()); }), "query transaction.commit failed with 25P02 ");
    EXPECT_TRUE(run(sql::pairs).empty());
}

TEST_F(DatabaseTest, more_transactions_than_connections_take_turns_and_queries_pass_beside_them) {
    run(sql::make_pairs);
    run(sql::put, 1, std::string());
    for (int i = 0; i < 50; ++i)
        aside([&]() -> Task<void> {
            co_await db->transaction([&](Transaction& tx) -> Task<void> {
                co_await tx.run(sql::bump, 1);
                co_await db->run(sql::echo, "from outside");
                co_await tx.run(sql::bump, 1);
            });
        });
    finish_aside();
    EXPECT_TRUE(errors.empty());
    EXPECT_EQ(run(sql::pair, 1)->value.size(), 100u);
}

TEST_F(DatabaseTest, a_transaction_that_is_cut_off_leaves_nothing_and_its_place_is_filled_again) {
    run(sql::make_pairs);
    for (int i = 0; i < 6; ++i) {
        in_coroutine([&]() -> Task<void> {
            co_await (db->transaction([&](Transaction& tx) -> Task<void> {
                co_await tx.run(sql::put, 1, "never");
                co_await tx.run(sql::sleep, 30.0);
            }) || pause(50ms));
        });
    }
    EXPECT_TRUE(run(sql::pairs).empty());
    in_coroutine([&]() -> Task<void> {
        co_await db->transaction([&](Transaction& tx) -> Task<void> { co_await tx.run(sql::put, 1, "once"); });
    });
    EXPECT_EQ(run(sql::pairs).size(), 1u);
}

TEST_F(DatabaseTest, callers_that_walk_away_leave_the_pipeline_in_step) {
    for (int i = 0; i < 200; ++i)
        aside([&, i]() -> Task<void> {
            if (i % 2)
                co_await (db->run(sql::sleep, 0.005) || pause(std::chrono::milliseconds(i % 7)));
            else
                EXPECT_EQ(co_await db->run(sql::echo, std::to_string(i)), std::to_string(i));
        });
    finish_aside();
    EXPECT_TRUE(errors.empty());
    EXPECT_EQ(run(sql::echo, std::string("in step")), "in step");
}

TEST_F(DatabaseTest, a_loop_that_ends_under_waiting_queries_harms_nothing) {
    auto brief = std::make_unique<asio::io_context>();
    auto silent = std::make_unique<SilentObserver>();
    auto doomed = std::make_unique<Database>(*brief, sql::as_owner(scratch), *silent);
    testing::run(*brief, doomed->connect());
    for (int i = 0; i < 20; ++i) {
        asio::co_spawn(brief->get_executor(), doomed->run(sql::sleep, 30.0), asio::detached);
        asio::co_spawn(brief->get_executor(),
                       doomed->transaction([](Transaction& tx) -> Task<void> { co_await tx.run(sql::sleep, 30.0); }),
                       asio::detached);
    }
    brief->restart();
    brief->run_for(50ms);
    doomed.reset();
    silent.reset();
    brief.reset();
}

TEST_F(DatabaseTest, killed_backends_cost_at_most_the_queries_in_flight) {
    run(sql::make_pairs);
    int answered = 0, unavailable = 0;
    bool storming = true;
    for (int i = 0; i < 40; ++i)
        aside([&, i]() -> Task<void> {
            std::int64_t n = 0;
            while (storming) {
                ++n;
                try {
                    auto const words = fmt::format("{}:{}", i, n);
                    EXPECT_EQ(co_await db->run(sql::echo, words), words);
                    ++answered;
                } catch (Problem const& problem) {
                    EXPECT_EQ(problem.code, "database.unavailable");
                    ++unavailable;
                }
                // Idempotent by construction: it never fails.
                EXPECT_LE(co_await db->run(sql::put_again, std::int64_t(i) * 1'000'000 + n, "x"), 1);
            }
        });
    aside([&]() -> Task<void> {
        constexpr Query<Affected()> terminate{"test.terminate", R"sql(
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid())sql"};
        for (int round = 0; round < 5; ++round) {
            co_await pause(60ms);
            try {
                co_await db->run(terminate);
            } catch (Problem const& problem) {
                EXPECT_EQ(problem.code, "database.unavailable");
            }
        }
        storming = false;
    });
    finish_aside();
    EXPECT_TRUE(errors.empty());
    EXPECT_GT(answered, 0);
    EXPECT_TRUE(testing::run(io, db->healthy()));
}

TEST_F(DatabaseTest, health_is_told_as_it_is) {
    EXPECT_TRUE(testing::run(io, db->healthy()));
    testing::run(io, db->close());
    EXPECT_FALSE(testing::run(io, db->healthy()));
    EXPECT_EQ(problem_of([&] { run(sql::echo, std::string("late")); }), "database.unavailable");
}

TEST_F(DatabaseTest, closing_waits_for_what_is_in_flight) {
    std::string got;
    aside([&]() -> Task<void> { got = co_await db->run(sql::sleep, 0.1) + "done"; });
    io.restart();
    io.poll();
    testing::run(io, db->close());
    finish_aside();
    EXPECT_EQ(got, "done");
}

TEST_F(DatabaseTest, an_unreachable_database_is_said_to_be_so_in_time) {
    asio::io_context other;
    Database nowhere{other, {.url = "host=/nonexistent dbname=x", .connections = 2, .patience = 100ms}, heard};
    EXPECT_EQ(problem_of([&] { testing::run(other, nowhere.connect()); }), "database.unavailable");
    EXPECT_EQ(problem_of([&] { testing::run(other, nowhere.run(sql::echo, "x")); }), "database.unavailable");
}

TEST_F(DatabaseTest, a_url_that_cannot_be_read_is_not_repeated) {
    asio::io_context other;
    Database wrong{other, {.url = "postgres://user:hunter2@[bad", .patience = 100ms}, heard};
    try {
        testing::run(other, wrong.connect());
        FAIL();
    } catch (Problem const& problem) {
        EXPECT_EQ(problem.detail.find("hunter2"), std::string::npos);
    }
}

}  // namespace

}  // namespace ombud::postgres
