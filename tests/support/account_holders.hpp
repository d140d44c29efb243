// A fresh database with account holders in it, for tests of what protects accounts.
#pragma once
#include <boost/asio/co_spawn.hpp>

#include "support/module_test.hpp"

namespace ombud::testing {

struct AccountHolders : ModuleTest {
    template <class Work>
    auto run(Work work) {
        return testing::run(io, std::move(work));
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
