// A fresh database with account holders in it, for tests of what protects accounts.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include "core/problem.hpp"
#include "support/scratch_database.hpp"

namespace ombud::testing {

struct AccountHolders : ::testing::Test {
    asio::io_context io{1};
    ManualClock clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    SeededRandom random{20'261'125};
    ScratchDatabase scratch;
    SilentObserver observer;
    postgres::Database database{io, scratch.settings(), observer};

    AccountHolders() { testing::run(io, database.connect()); }
    ~AccountHolders() override { testing::run(io, database.close()); }

    template <class Work>
    auto run(Work work) {
        return testing::run(io, std::move(work));
    }
    // How it ended: "fine" or the problem's code.
    template <class T>
    std::string failure(Task<T> work) {
        try {
            run(std::move(work));
            return "fine";
        } catch (Problem const& problem) {
            return problem.code;
        }
    }

    template <class T>
    struct Outcome {
        std::optional<T> value;
        std::string code;
    };
    // All of them at once; how each ended.
    template <class T>
    std::vector<Outcome<T>> all(std::vector<Task<T>> works) {
        std::vector<Outcome<T>> outcomes(works.size());
        std::size_t done = 0;
        for (std::size_t i = 0; i < works.size(); ++i)
            asio::co_spawn(io, std::move(works[i]), [&, i](std::exception_ptr const& error, T value) {
                ++done;
                try {
                    if (error) std::rethrow_exception(error);
                    outcomes[i].value.emplace(std::move(value));
                } catch (Problem const& problem) {
                    outcomes[i].code = problem.code;
                }
            });
        io.restart();
        while (done < outcomes.size() && io.run_one() > 0) {
        }
        EXPECT_EQ(done, outcomes.size());
        return outcomes;
    }
    template <class T>
    int successes(std::vector<Task<T>> works) {
        int fine = 0;
        for (auto const& outcome : all(std::move(works))) fine += outcome.value.has_value();
        return fine;
    }

    // An account straight in the database, without a password that anybody knows.
    CustomerId add_holder(std::string email) {
        static constexpr postgres::Query<postgres::Affected(CustomerId, std::string, Timestamp)> add{"test.add_holder", R"sql(
            WITH customer AS (
                INSERT INTO customers (id, kind, language, created_at, last_seen_at) VALUES ($1, 'account', 'en', $3, $3))
            INSERT INTO accounts (id, email, password_hash, password_changed_at, created_at) VALUES ($1, $2, 'none', $3, $3))sql"};
        auto const id = CustomerId::make(clock, random);
        run(database.run(add, id, std::move(email), clock.now()));
        return id;
    }
};

}  // namespace ombud::testing
