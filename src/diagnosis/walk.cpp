#include "diagnosis/walk.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <ranges>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/number.hpp"
#include "diagnosis/runs.hpp"
#include "safety/typed.hpp"

namespace ombud::diagnosis {

namespace {

constexpr std::size_t field_bytes = 500;
constexpr std::size_t list_items = 20;

bool is_of_customer(Event const& event) {
    return event.kind == EventKind::answered || event.kind == EventKind::continued || event.kind == EventKind::acted;
}

bool cannot_be_undone(Event const& event) {
    return event.kind == EventKind::acted && event.branch == "yes";
}

std::string cut(std::string text) {
    if (text.size() <= field_bytes) return text;
    auto end = field_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text.resize(end);
    return text;
}

// A field as it may be kept, null for what is none of its type. Texts come from other servers too: no secret lands from there.
json::value kept_field(FieldType type, json::value const& value) {
    switch (type) {
        case FieldType::time:
            if (auto const when = value.is_string() ? from_rfc3339(value.get_string()) : std::nullopt)
                return json::value(to_rfc3339(*when));
            return nullptr;
        case FieldType::number:
            return value.is_int64() ? value : json::value(nullptr);
        case FieldType::text:
            return value.is_string() ? json::value(cut(safety::typed_text(value.get_string()))) : json::value(nullptr);
        case FieldType::list: {
            if (!value.is_array()) return nullptr;
            json::array out;
            for (auto const& item : value.get_array())
                if (item.is_string() && out.size() < list_items) out.emplace_back(cut(safety::typed_text(item.get_string())));
            return out;
        }
    }
    return nullptr;
}

json::object kept_fields(FactShape const& shape, json::object const& fields) {
    json::object out;
    for (auto const& field : shape.fields)
        if (auto const* value = fields.if_contains(field.name))
            if (auto kept = kept_field(field.type, *value); !kept.is_null()) out.emplace(field.name, std::move(kept));
    return out;
}

// Whatever goes wrong with it, it is unknown.
Task<std::optional<Fact>> ask(FactKind const& kind, Asked asked) {
    auto const& shape = kind.shape;
    try {
        auto found = co_await kind.look_up(std::move(asked));
        if (!found || (shape.is_number() ? number_in(found->value).has_value() : shape.can_be(found->value))) co_return found;
        log::error("diagnosis.fact_unknown", {{"fact", shape.name}, {"code", "fact.unexpected"}});
    } catch (Problem const& problem) {
        log::warning("diagnosis.fact_unknown", {{"fact", shape.name}, {"code", problem.code}});
    } catch (boost::system::system_error const& error) {  // cut off: the patience is over
        if (error.code() != asio::error::operation_aborted)
            log::error("diagnosis.fact_unknown", {{"fact", shape.name}, {"code", error.code().message()}});
    } catch (std::exception const& error) {
        log::error("diagnosis.fact_unknown", {{"fact", shape.name}, {"kind", typeid(error).name()}});
    }
    co_return std::nullopt;
}

}  // namespace

std::vector<Event const*> counting(std::vector<Event> const& events) {
    std::vector<Event const*> out;
    for (auto const& event : events) {
        if (event.kind == EventKind::back)
            std::erase_if(out, [&](Event const* earlier) { return earlier->seq >= event.back_to.value_or(1); });
        else
            out.push_back(&event);
    }
    return out;
}

Walk::Walk(StoredRun stored, std::shared_ptr<Flow const> flow_of_it, Registry const& registry, Looker who, Clock& clock)
    : run(std::move(stored)),
      flow(std::move(flow_of_it)),
      events(from_json<std::vector<Event>>(run.events)),
      registry_(registry),
      who_(std::move(who)),
      clock_(clock),
      now_(clock.now()),
      stored_(events.size()) {
    events.reserve(limits::run_steps + limits::flow_steps);  // what points into it stays
    recount();
    if (!over() && run.moved_at + limits::run_life <= now_) run.state = State::expired;
    if (!flow) run.state = State::expired;  // its text is gone, or can no longer be run
}

void Walk::recount() {
    counting_ = diagnosis::counting(events);
}

Assurance Walk::level() const {
    if (run.granted) return *run.granted;
    if (own_holder()) return who_.fresh_holder ? Assurance::step_up : Assurance::session;
    bool const proved = run.account_id && run.proved_at && now_ < *run.proved_at + address_proof_life;
    return proved ? Assurance::address : Assurance::nobody;
}

// As long as nothing is known of an account, the run may become that of another.
bool Walk::own_holder() const {
    return who_.holder && (!run.account_id || *run.account_id == who_.holder->id || to_see() == Assurance::nobody);
}

Assurance Walk::to_see() const {
    auto out = Assurance::nobody;
    for (auto const* event : counting_) {
        if (event->kind != EventKind::looked_up || !event->value) continue;
        auto const* kind = event->name ? registry_.fact(*event->name) : nullptr;
        out = std::max(out, kind ? kind->shape.needs : Assurance::session);
    }
    return out;
}

std::optional<std::int64_t> Walk::hidden_from() const {
    if (who_.staff) return std::nullopt;
    auto const known = level();
    for (auto const* event : counting_) {
        if (event->kind != EventKind::looked_up || !event->value) continue;
        auto const* kind = event->name ? registry_.fact(*event->name) : nullptr;
        if ((kind ? kind->shape.needs : Assurance::session) > known) return event->seq;
    }
    return std::nullopt;
}

std::optional<Assurance> Walk::wanted() const {
    if (run.state != State::proving) return std::nullopt;
    auto needs = Assurance::nobody;
    if (step().kind == StepKind::look_up)
        if (auto const* kind = registry_.fact(step().name)) needs = kind->shape.needs;
    if (step().kind == StepKind::act)
        if (auto const* kind = registry_.act(step().name)) needs = kind->shape.needs;
    return needs > level() ? std::optional{needs} : std::nullopt;
}

Event const* Walk::fact(std::string_view name) const {
    for (auto const* event : std::views::reverse(counting_))
        if (event->kind == EventKind::looked_up && event->name == name) return event;
    return nullptr;
}

Event const* Walk::answer_to(std::string_view step_id) const {
    for (auto const* event : std::views::reverse(counting_))
        if (event->kind == EventKind::answered && event->step == step_id) return event;
    return nullptr;
}

bool Walk::can_go_back_to(Event const& event) const {
    if (!is_of_customer(event) || over()) return false;
    return std::ranges::none_of(counting_, [&](Event const* one) { return one->seq >= event.seq && cannot_be_undone(*one); });
}

Event const* Walk::last_choice() const {
    for (auto const* event : std::views::reverse(counting_))
        if (is_of_customer(*event)) return can_go_back_to(*event) ? event : nullptr;
    return nullptr;
}

void Walk::must_be_open() const {
    if (over()) throw Problem{ProblemKind::conflict, "run.over"};
    if (hidden()) throw Problem{ProblemKind::forbidden, "proof.required"};
}

void Walk::add(Event event) {
    if (events.size() >= limits::run_steps) throw Problem{ProblemKind::conflict, "run.too_long"};
    event.seq = std::int64_t(events.size()) + 1;
    event.at = now_;
    run.step = event.goes_to;
    run.moved_at = now_;
    events.push_back(std::move(event));
    changed = true;
    recount();
}

void Walk::add_unproved() {
    auto const& at = step();
    add({.kind = EventKind::looked_up, .step = at.id, .branch = "unproved", .goes_to = at.unproved.value(), .name = at.name});
}

void Walk::go_back_to(Event const& event) {
    auto const step_id = event.step;
    add({.kind = EventKind::back, .step = run.step, .branch = "back", .goes_to = step_id, .back_to = event.seq});
    run.outcome.reset();
    run.solved.reset();
    run.solved_reason.reset();
    settle();
}

void Walk::bind() {
    if (!own_holder() || run.account_id == who_.holder->id) return;
    run.account_id = who_.holder->id;
    run.proved_at.reset();
    changed = true;
}

// What a step that stops makes of the run.
void Walk::settle() {
    auto const& at = step();
    auto const before = run.state;
    run.state = at.is_end() ? State::ended : at.kind == StepKind::act ? State::acting : State::asking;
    run.outcome = at.is_end() ? at.outcome : std::nullopt;
    changed |= run.state != before;
}

Asked Walk::asked(std::string_view of) const {
    Asked out{.account = {},
              .holder = {},
              .fresh_holder = {},
              .proved = level(),
              .peer = who_.peer,
              .language = run.language,
              .input = {}};
    bool const own = own_holder();
    if (own) {
        out.holder = who_.holder;
        out.fresh_holder = who_.fresh_holder;
    }
    if (out.proved >= Assurance::address) out.account = own ? std::optional{who_.holder->id} : run.account_id;
    if (auto const* answer = of.empty() ? nullptr : answer_to(of)) out.input = answer->answer ? *answer->answer : answer->branch;
    return out;
}

Task<std::optional<Fact>> Walk::look_up(FactKind const& kind, Asked asked) {
    using namespace asio::experimental::awaitable_operators;
    if (kind.shape.takes_input && asked.input.empty()) co_return std::nullopt;
    auto first = co_await (ask(kind, std::move(asked)) || clock_.sleep_for(limits::fact_patience));
    if (auto* found = std::get_if<0>(&first)) co_return std::move(*found);
    log::error("diagnosis.fact_unknown", {{"fact", kind.shape.name}, {"code", "fact.too_slow"}});
    co_return std::nullopt;
}

Task<void> Walk::advance() {
    while (step().kind == StepKind::look_up) {
        auto const& at = step();
        auto const* kind = registry_.fact(at.name);
        if (kind && kind->shape.needs > level() && run.granted) {
            add_unproved();  // the customer is not here to prove more
            continue;
        }
        if (kind && kind->shape.needs > level()) {
            changed |= run.state != State::proving;
            run.state = State::proving;
            co_return;
        }
        if (kind && kind->shape.needs > Assurance::nobody) bind();
        std::optional<Fact> found;
        if (kind) found = co_await look_up(*kind, asked(at.of));
        auto edge = edge_for_value(at, found ? std::optional{found->value} : std::nullopt);
        Event event{.kind = EventKind::looked_up,
                    .step = at.id,
                    .branch = std::move(edge.branch),
                    .goes_to = std::move(edge.to),
                    .name = at.name};
        if (found) {
            event.value = std::move(found->value);
            event.fields = kept_fields(kind->shape, found->fields);
            event.looked_up_at = found->at == Timestamp{} ? now_ : found->at;
        }
        add(std::move(event));
    }
    settle();
}

}  // namespace ombud::diagnosis
