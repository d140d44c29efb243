// Who is asking, proved: only the gate can make a Customer or an Agent, so holding one means that the check was done. Whoever
// writes by mail comes through a gate of its own.
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "core/ids.hpp"

namespace ombud {

namespace edge {
class Gate;
}
namespace email {
class Correspondents;
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
    friend class email::Correspondents;
    explicit Customer(CustomerId who) : id(who) {}
};

// The holder of an account of the built-in platform, in a session of theirs. The account's id is the customer's.
class Holder {
public:
    CustomerId id;
    SessionId session;

protected:
    friend class edge::Gate;
    Holder(CustomerId who, SessionId where) : id(who), session(where) {}
};

// The same, who proved it again in the last five minutes with the strongest factor that they have (step-up).
class FreshHolder : public Holder {
    friend class edge::Gate;
    using Holder::Holder;
};

// Whoever looks at a page: the holder of an account in a session of theirs, a visitor or user who is known, or nobody.
class Viewer {
public:
    std::string peer;

    [[nodiscard]] std::optional<Customer> const& customer() const { return customer_; }
    [[nodiscard]] std::optional<Holder> const& holder() const { return holder_; }
    [[nodiscard]] std::optional<FreshHolder> const& fresh_holder() const { return fresh_; }

private:
    friend class edge::Gate;
    explicit Viewer(std::string address) : peer(std::move(address)) {}
    std::optional<Customer> customer_;  // of every holder, too
    std::optional<Holder> holder_;
    std::optional<FreshHolder> fresh_;
};

// Whoever sends a form that begins something: nobody has become a visitor, who will be known again.
class Guest {
public:
    Customer customer;
    Viewer viewer;

private:
    friend class edge::Gate;
    Guest(Customer who, Viewer looks) : customer(who), viewer(std::move(looks)) {}
};

// A member of staff who holds the permission that the route states.
class Agent {
public:
    StaffId id;
    std::string name;  // the one that customers see

protected:
    friend class edge::Gate;
    Agent(StaffId who, std::string public_name) : id(who), name(std::move(public_name)) {}
};

// The same, who proved it again in the last five minutes with a passkey or an authenticator code (step-up).
class FreshAgent : public Agent {
    friend class edge::Gate;
    using Agent::Agent;
};

// A member of staff in a session that may do next to nothing yet: its second factor is still missing, or it is locked. What
// takes one decides what that is enough for.
class PasswordAgent {
public:
    StaffId id;
    SessionId session;

private:
    friend class edge::Gate;
    PasswordAgent(StaffId who, SessionId where) : id(who), session(where) {}
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
