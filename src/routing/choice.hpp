// Who is given a conversation: of those who can answer it now, the one whose turn it is or who has least to do.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "routing/model.hpp"

namespace ombud::routing {

// Somebody of the desk, as routing sees them at this moment.
struct Worker {
    StaffId id;
    std::string name;
    bool is_program;
    bool may_reply;  // as of now: `answers` may be some seconds old
    bool active;     // works here
    bool answers;    // and may reply
    bool online;     // has the desk open
    Availability availability;
    std::vector<std::string> languages, skills;
    bool is_set;
    Amounts capacity, load;
    std::int64_t turn;  // the smallest is the next in turn
    std::optional<Timestamp> seen_at;
};

std::int64_t& amount_of(Amounts& amounts, std::string_view channel);
std::int64_t amount_of(Amounts const& amounts, std::string_view channel);

// What fills somebody's hands: an active conversation, not put off, whose customer is not the one to speak.
[[nodiscard]] bool is_load(desk::Standing const& standing);

// Whether they could answer it at some time: they may reply, belong to the queue, have its skills and speak the language.
[[nodiscard]] bool could_answer(Worker const& worker, Queue const& queue, std::string_view language);
// Whether they would take it now: online, not away, with room for one more of that channel.
[[nodiscard]] bool takes_now(Worker const& worker, std::string_view channel);

// nullptr: nobody can now. `rests`: it is not given to them.
[[nodiscard]] Worker* choose(std::vector<Worker>& workers, Queue const& queue, desk::Standing const& standing,
                             std::optional<StaffId> rests);

}  // namespace ombud::routing
