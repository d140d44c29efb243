// One run in one call: who looks at it, how surely we know them, what they may see of it, and how it goes on.
#pragma once
#include <memory>

#include "diagnosis/flow.hpp"
#include "diagnosis/registry.hpp"
#include "diagnosis/story.hpp"

namespace ombud::diagnosis {

// Whoever looks, of whatever kind.
struct Looker {
    std::optional<Holder> holder{};
    std::optional<FreshHolder> fresh_holder{};
    std::string peer{};
    bool staff = false;
};

class Walk {
public:
    // Throws Problem{internal} through from_json when the stored steps are none.
    Walk(StoredRun stored, std::shared_ptr<Flow const> flow_of_it, Registry const& registry, Looker who, Clock& clock);

    StoredRun run;  // as it will be stored
    std::shared_ptr<Flow const> flow;
    std::vector<Event> events;
    bool changed = false;

    [[nodiscard]] Timestamp now() const { return now_; }
    [[nodiscard]] Looker const& looker() const { return who_; }
    [[nodiscard]] Registry const& registry() const { return registry_; }
    [[nodiscard]] Step const& step() const { return flow->step(run.step); }
    [[nodiscard]] bool over() const { return run.state == State::handed_over || run.state == State::expired; }

    // How surely we know this viewer, as far as this run is concerned.
    [[nodiscard]] Assurance level() const;
    // What must be known of a viewer to see all of it, and from which step on it is hidden from this one.
    [[nodiscard]] Assurance to_see() const;
    [[nodiscard]] std::optional<std::int64_t> hidden_from() const;
    [[nodiscard]] bool hidden() const { return hidden_from().has_value(); }
    // What the step that it stands at asks to be proved, when this viewer has not.
    [[nodiscard]] std::optional<Assurance> wanted() const;
    // Whether whoever is signed in is the one whose account it is, or may be.
    [[nodiscard]] bool own_holder() const;

    [[nodiscard]] std::vector<Event const*> const& counting() const { return counting_; }
    // The newest of a fact, known or not; null when it was not looked up.
    [[nodiscard]] Event const* fact(std::string_view name) const;
    // What was answered to a question: the answer's id, or the text.
    [[nodiscard]] Event const* answer_to(std::string_view step_id) const;
    // Where going back leads: the last thing that the customer did, null when there is none or it cannot be undone.
    [[nodiscard]] Event const* last_choice() const;
    [[nodiscard]] bool can_go_back_to(Event const& event) const;
    [[nodiscard]] std::vector<Event> new_events() const { return {events.begin() + std::ptrdiff_t(stored_), events.end()}; }

    // Problem{conflict, "run.over"}, {forbidden, "proof.required"} for somebody who may not see all of it.
    void must_be_open() const;
    // Problem{conflict, "run.too_long"}.
    void add(Event event);
    void add_unproved();  // of the fact that it stands at
    void go_back_to(Event const& event);
    void bind();  // to the holder's account, when it is nobody's yet
    // Looks up what is next, until somebody must answer, prove or act, or it ends.
    Task<void> advance();
    [[nodiscard]] Asked asked(std::string_view of) const;

private:
    void settle();
    void recount();
    Task<std::optional<Fact>> look_up(FactKind const& kind, Asked asked);

    Registry const& registry_;
    Looker who_;
    Clock& clock_;
    Timestamp now_;
    std::size_t stored_;
    std::vector<Event const*> counting_;
};

}  // namespace ombud::diagnosis
