// What the test of a module below the edge stands on: a fresh database, time and chance that obey, callers without a gate.
#pragma once
#include <gtest/gtest.h>

#include "callers/callers.hpp"
#include "core/problem.hpp"
#include "support/scratch_database.hpp"

namespace ombud::edge {

// Stands in the gate's place, which these programs do not have.
class Gate {
public:
    static FreshAgent agent(StaffId id, std::string name) { return {id, std::move(name)}; }
    static Guest guest(CustomerId id, std::string peer) { return Guest{Customer{id}, Viewer{std::move(peer)}}; }
    static Viewer nobody(std::string peer = "192.0.2.1") { return Viewer{std::move(peer)}; }
    static Viewer holder(CustomerId id, SessionId session, bool fresh = false) {
        auto out = nobody();
        out.customer_ = Customer{id};
        out.holder_ = Holder{id, session};
        if (fresh) out.fresh_ = FreshHolder{id, session};
        return out;
    }
};

}  // namespace ombud::edge

namespace ombud::testing {

struct ModuleTest : ::testing::Test {
    asio::io_context io{1};
    ManualClock clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    SeededRandom random{20'261'125};
    ScratchDatabase scratch;
    SilentObserver observer;
    postgres::Database database{io, scratch.settings(), observer};

    ModuleTest() { testing::run(io, database.connect()); }
    ~ModuleTest() override { testing::run(io, database.close()); }

    FreshAgent agent(std::string name = "Ana") {
        static constexpr postgres::Query<postgres::Affected(StaffId, std::string, std::string, Timestamp)> add{
            "test.add_staff",
            "INSERT INTO staff (id, email, name, public_name, role, created_at) VALUES ($1, $2, $3, $3, 'supervisor', $4)"};
        auto const id = StaffId::make(clock, random);
        testing::run(io, database.run(add, id, id.text() + "@desk.test", name, clock.now()));
        return edge::Gate::agent(id, std::move(name));
    }
    CustomerId customer(std::string kind = "account") {
        static constexpr postgres::Query<postgres::Affected(CustomerId, std::string, Timestamp)> add{
            "test.add_customer",
            "INSERT INTO customers (id, kind, language, created_at, last_seen_at) VALUES ($1, $2, 'en', $3, $3)"};
        auto const id = CustomerId::make(clock, random);
        testing::run(io, database.run(add, id, std::move(kind), clock.now()));
        return id;
    }
    // How it ended: "fine" or the problem's code.
    template <class T>
    std::string failure(Task<T> task) {
        try {
            testing::run(io, std::move(task));
            return "fine";
        } catch (Problem const& problem) {
            return problem.code;
        }
    }
};

}  // namespace ombud::testing
