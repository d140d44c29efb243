// Who is asking, proved: only the gate can make a Customer or an Agent, so holding one means that the check was done.
#pragma once
#include <string>
#include <variant>

#include "core/ids.hpp"

namespace ombud {

namespace edge {
class Gate;
}

// Nobody in particular; the address serves limits on how often one source may ask.
struct Anyone {
    std::string peer;
};

// A visitor or a signed-in user of the platform.
class Customer {
public:
    CustomerId id;

private:
    friend class edge::Gate;
    explicit Customer(CustomerId who) : id(who) {}
};

// A member of staff who holds the permission that the route states.
class Agent {
public:
    StaffId id;
    std::string name;  // the one that customers see

private:
    friend class edge::Gate;
    Agent(StaffId who, std::string public_name) : id(who), name(std::move(public_name)) {}
};

// Either side of a conversation. A customer's own conversations only: each query that takes one filters by it.
class Participant {
public:
    Participant(Customer customer) : who_(customer) {}    // NOLINT(google-explicit-constructor): a customer is one
    Participant(Agent agent) : who_(std::move(agent)) {}  // NOLINT(google-explicit-constructor): so is an agent

    [[nodiscard]] Customer const* customer() const { return std::get_if<Customer>(&who_); }
    [[nodiscard]] Agent const* agent() const { return std::get_if<Agent>(&who_); }
    [[nodiscard]] Uuid id() const;

private:
    std::variant<Customer, Agent> who_;
};

}  // namespace ombud
