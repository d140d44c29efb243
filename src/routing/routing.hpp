// Routing: gives each conversation a queue and, where its queue asks for it, somebody who can answer it; takes back what its
// answerer has left behind.
#pragma once
#include <functional>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "desk/desk.hpp"
#include "routing/choice.hpp"
#include "routing/queues.hpp"

namespace ombud::routing {

class Routing {
public:
    // Everybody who works here and may reply.
    using WhoAnswers = std::function<Task<std::vector<StaffId>>()>;

    Routing(postgres::Database& database, audit::Log& audit, desk::Desk& desk, Queues& queues, WhoAnswers who_answers,
            Clock& clock, Random& random);

    // Who takes what, how much they have, and what nobody could answer.
    Task<RoutingState> read(Agent by);
    Task<OwnAvailability> availability(Agent by);
    Task<OwnAvailability> set_availability(Agent by, OwnAvailability wanted);
    // Problem{not_found, "staff.unknown"}, {invalid, "field.choice" | "field.range"}.
    Task<RoutedPerson> set_profile(Agent by, StaffId id, RoutingProfile wanted);

    // Over and over; runs for ever. Any number of processes may: each gives to those who are connected to it.
    Task<void> work();
    // One round.
    Task<void> look();

private:
    // An act of ours that the board has not shown yet.
    struct Given {
        StaffId to;
        std::string channel;
        std::int64_t seq = 0;  // of its entry; 0: under way
    };
    struct Rest {
        StaffId who;
        Timestamp until;
    };

    void heard(desk::Standing const* before, desk::Standing const* now);
    void count(desk::Standing const& standing, std::int64_t by);
    static Task<std::optional<desk::Entry>> tried(Task<std::optional<desk::Entry>> act);
    void forget_given(ConversationId id);
    Task<std::vector<Worker>> workers();
    Task<void> keep_presence(std::vector<Worker> const& workers);
    Task<void> take_back(std::vector<Worker> const& workers);
    [[nodiscard]] bool has_left(Worker const& worker, desk::Standing const& standing) const;
    Task<void> place(std::vector<Queue> const& queues);
    Task<void> give(std::vector<Queue> const& queues, std::vector<Worker> workers);
    Task<void> keep_turns(std::map<StaffId, std::int64_t> const& turns);
    Task<bool> give_one(desk::Standing standing, Worker& to);
    Task<void> note_unanswerable(desk::Standing standing, Queue const& queue);
    [[nodiscard]] std::vector<ConversationId> in_turn(std::vector<Queue> const& queues) const;
    [[nodiscard]] std::optional<StaffId> who_rests(ConversationId id) const;
    std::string new_client_id();

    postgres::Database& database_;
    audit::Log& audit_;
    desk::Desk& desk_;
    Queues& queues_;
    WhoAnswers who_answers_;
    Clock& clock_;
    Random& random_;
    Timestamp began_;
    std::unordered_map<StaffId, Amounts> loads_;
    std::unordered_map<ConversationId, Given> given_;
    std::unordered_map<ConversationId, Timestamp> has_since_;  // since when its answerer has it
    std::unordered_map<ConversationId, QueueId> placed_;       // the same of queues
    std::unordered_map<ConversationId, Rest> rests_;           // given back by hand: not at once to the same one again
    std::unordered_set<ConversationId> taken_back_;            // by us
    std::unordered_set<ConversationId> noted_;                 // that nobody could answer
};

}  // namespace ombud::routing
