// A letter that we send to ourselves, to see each step of its way: written, taken by the mail server, come back.
#pragma once
#include "callers/callers.hpp"
#include "email/model.hpp"
#include "outbox/outbox.hpp"

namespace ombud::email {

BOOST_DEFINE_ENUM_CLASS(RoundStep, written, accepted, returned)
BOOST_DEFINE_ENUM_CLASS(StepState, waiting, done, failed)

struct StepOfRound {
    RoundStep step{};
    StepState state{};
    std::optional<Timestamp> at;
    std::optional<std::string> detail;  // the mail server's words, or the mailbox that it came back through
};
BOOST_DESCRIBE_STRUCT(StepOfRound, (), (step, state, at, detail))

struct Round {
    LetterId id;
    Timestamp started_at;
    std::vector<StepOfRound> steps;
    std::optional<Belief> belief;  // what our own mail server said of our own letter
    bool over{};                   // nothing more is waited for
};
BOOST_DESCRIBE_STRUCT(Round, (), (id, started_at, steps, belief, over))

struct StartRound {
    std::string language;
};
BOOST_DESCRIBE_STRUCT(StartRound, (), (language))

class Rounds {
public:
    // `address`: where letters reach us.
    Rounds(postgres::Database& database, outbox::Outbox& outbox, std::string address, Clock& clock)
        : database_(database), outbox_(outbox), address_(std::move(address)), clock_(clock) {}

    Task<Round> start(Agent by, StartRound how);
    Task<Round> read(Agent by, LetterId id);

private:
    postgres::Database& database_;
    outbox::Outbox& outbox_;
    std::string address_;
    Clock& clock_;
};

}  // namespace ombud::email
