// Customers and agents for a desk without an edge: whoever a test names is let in.
#pragma once
#include "support/desk_world.hpp"

namespace ombud::edge {

// Stands in the gate's place, which this program does not have.
class Gate {
public:
    static Customer customer(CustomerId id) { return Customer{id}; }
    static Agent agent(StaffId id, std::string name) { return {id, std::move(name)}; }
    static FreshAgent fresh(Agent const& who) { return {who.id, who.name}; }
};

}  // namespace ombud::edge

namespace ombud::testing {

struct PeopledDesk : DeskWorld {
    Customer customer() {
        static constexpr postgres::Query<postgres::Affected(CustomerId, Timestamp)> add{
            "test.add_customer", "INSERT INTO customers (id, kind, created_at, last_seen_at) VALUES ($1, 'visitor', $2, $2)"};
        auto const id = CustomerId::make(clock, random);
        run(io, database.run(add, id, clock.now()));
        return edge::Gate::customer(id);
    }
    Agent agent(std::string name) {
        static constexpr postgres::Query<postgres::Affected(StaffId, std::string, std::string, Timestamp)> add{
            "test.add_staff",
            "INSERT INTO staff (id, email, name, public_name, role, created_at) VALUES ($1, $2, $3, $3, 'agent', $4)"};
        auto const id = StaffId::make(clock, random);
        run(io, database.run(add, id, id.text() + "@desk.test", name, clock.now()));
        return edge::Gate::agent(id, std::move(name));
    }
    std::string new_id() { return "c" + std::to_string(++ids_); }

    desk::Conversation open(Customer const& by, std::optional<std::string> body = "Where is my withdrawal?") {
        return run(io, desk.open(by, {.client_id = new_id(), .language = "en", .topic = {}, .body = std::move(body)}));
    }
    desk::PostEntry words(std::string body) { return {.client_id = new_id(), .body = std::move(body)}; }
    desk::PostEntry remark(std::string body) {
        return {.client_id = new_id(), .body = std::move(body), .attachments = {}, .internal = true};
    }
    desk::Entry say(Participant by, ConversationId to, std::string body) {
        return run(io, desk.post(by, to, words(std::move(body))));
    }
    desk::Entry note(Agent const& by, ConversationId to, std::string body = "He was here before.") {
        return run(io, desk.post(by, to, remark(std::move(body))));
    }
    desk::Entry assign(Agent const& by, ConversationId id, std::optional<StaffId> to) {
        return run(io, desk.assign(by, id, {to, new_id()}));
    }
    desk::Entry set(Agent const& by, ConversationId id, std::string status) {
        return run(io, desk.change_status(by, id, {std::move(status), new_id()}));
    }
    desk::Conversation read(Participant by, ConversationId id) { return run(io, desk.read(by, id)); }
    std::vector<desk::Entry> log(Participant const& by, ConversationId id) {
        std::vector<desk::Entry> out;
        for (;;) {
            auto page = run(io, desk.entries(by, id, {.after = out.empty() ? 0 : out.back().seq, .before = {}, .limit = 200}));
            std::ranges::move(page.entries, std::back_inserter(out));
            if (page.entries.size() < 200) return out;
        }
    }

private:
    int ids_ = 0;
};

}  // namespace ombud::testing
