#include "program/demo_past.hpp"

#include <algorithm>
#include <cstdlib>

#include "core/promise.hpp"
#include "customers/platform_signer.hpp"
#include "desk/conditions.hpp"
#include "desk/ratings.hpp"
#include "email/correspondents.hpp"
#include "embedded/demo.hpp"
#include "program/demo_matters.hpp"
#include "program/demo_script.hpp"

namespace ombud {

namespace {

using namespace std::chrono_literals;
using What = PastStep::What;

constexpr std::size_t lanes = 12;
constexpr edge::Access answers = edge::agent(staff::Permission::reply);
constexpr edge::Access manages = edge::agent(staff::Permission::manage_work);

struct PastQueue {
    std::string name_en, name_zh;
    desk::Conditions conditions;
};
BOOST_DESCRIBE_STRUCT(PastQueue, (), (name_en, name_zh, conditions))

struct PastPolicy {
    std::string name_en, name_zh;
    std::int64_t calendar;  // which of them
    desk::Conditions conditions;
    service_levels::Targets targets;
    service_levels::TargetsByPriority by_priority;
    std::int64_t warn_percent;
};
BOOST_DESCRIBE_STRUCT(PastPolicy, (), (name_en, name_zh, calendar, conditions, targets, by_priority, warn_percent))

template <class T>
T part(std::string_view name) {
    for (auto const& file : embedded::demo())
        if (file.name == name) return from_json<T>(parse_json(file.bytes));
    throw std::logic_error("the demo was built without its past");
}

// Stands where it is put.
class PastClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override { return now_; }
    // Whoever sleeps does so in the time of today.
    Task<void> sleep_until(Timestamp when) override {
        SystemClock today;
        co_await today.sleep_for(when - now_);
    }
    void stand_at(Timestamp when) { now_ = when; }

private:
    Timestamp now_{};
};

std::string client_id(char const* what, std::size_t place) {
    return std::string(what) + "-" + std::to_string(place);
}

}  // namespace

bool only_few_samples() {
    auto const* wanted = std::getenv("OMBUD_DEMO_SAMPLES");
    return wanted && std::string_view{wanted} == "few";
}

struct DemoPast::Setting {
    std::vector<PastPerson> people;
    std::string password;
    std::vector<PastQueue> queues;
    std::vector<desk::NewField> fields;
    std::vector<service_levels::CalendarWords> calendars;
    std::vector<PastPolicy> policies;
    std::vector<replies::ReplyWords> replies;
    std::vector<replies::MacroWords> macros;
    std::vector<rules::RuleWords> rules;
    std::vector<desk::NewView> views;
    std::vector<std::string> names_en, names_zh, devices;
    std::vector<PastRating> ratings_en, ratings_zh;
    DemoMatters matters;
    BOOST_DESCRIBE_CLASS(Setting, (),
                         (people, password, queues, fields, calendars, policies, replies, macros, rules, views, names_en,
                          names_zh, devices, ratings_en, ratings_zh, matters),
                         (), ())
};

// What all lanes share.
struct DemoPast::Work {
    DemoPast const& house;
    std::vector<PastConversation> const& past;
    std::vector<routing::Queue> queues;
    std::shared_ptr<service_levels::Agreed const> agreed;
    std::vector<ConversationId> made;
};

// One of several that go through their conversations side by side, each by a clock and at a desk of its own.
struct DemoPast::Lane {
    explicit Lane(PastGround const& on)
        : random(on.random),
          signer(on.data / "demo", clock),
          customers(on.database, on.vault,
                    customers::TokenKeys::load_or_create(on.data / "keys" / "customer_tokens.key", on.random), signer.settings(),
                    clock, on.random),
          correspondents(on.database, on.vault, clock, on.random),
          desk(on.io, on.database, on.vault, on.guard, hub, on.intake, on.store, clock, on.random) {}

    Task<void> live(Work& work, std::size_t first) {
        for (auto place = first; place < work.past.size(); place += lanes) co_await live_through(work, work.past[place]);
    }

private:
    // The words that still wait for an answer, and until when they may.
    struct Owed {
        std::int64_t seq;
        Timestamp due;
        bool first;
    };

    Task<void> live_through(Work& work, PastConversation const& past) {
        clock.stand_at(past.steps.front().at);
        auto const customer = co_await customer_of(past);
        auto const id = co_await opened(customer, past);
        auto const standing = past.standing();
        auto const* policy = work.agreed->policy_of(standing, clock.now());
        co_await sorted_in(work, id, standing);
        std::optional<Owed> owed = Owed{1, past.steps.front().due.value(), true};
        bool described = false;
        for (std::size_t place = 1; place < past.steps.size(); ++place) {
            auto const& step = past.steps[place];
            if (owed && owed->due < step.at) co_await tell_late(id, *std::exchange(owed, {}), policy, past.priority);
            clock.stand_at(step.at);
            if (step.what == What::answers && !std::exchange(described, true)) co_await describe(work, id, past, step.who);
            auto const seq = co_await take(work, id, customer, step, place);
            if (step.what == What::says && step.due) owed = Owed{seq, *step.due, step.first};
            if (step.what == What::answers || step.what == What::resolves) owed.reset();
        }
        auto const now = work.house.on_.clock.now();
        if (owed && owed->due < now) co_await tell_late(id, *owed, policy, past.priority);
        work.made.push_back(id);
    }

    Task<Customer> customer_of(PastConversation const& past) {
        if (past.channel == "email")
            co_return co_await correspondents.find("writer" + past.number + "@mail.example", email::Belief::believed, past.name,
                                                   past.language);
        auto const issued = past.name
                                ? co_await customers.sign_in_with_platform_token(signer.sign("sample-" + past.number, past.name))
                                : co_await customers.new_visitor(past.language);
        co_return edge::Gate::let_in<Customer>({.customer = customers.verify(issued.token), .peer = "demo"}, edge::customer());
    }

    Task<ConversationId> opened(Customer by, PastConversation const& past) {
        auto const& words = past.steps.front().text;
        desk::OpenConversation wanted{.client_id = "opening", .language = past.language, .topic = past.topic, .body = {}};
        if (!past.told) wanted.body = words;
        auto const conversation = past.channel == "email"  ? co_await desk.open_for_letter(by, std::move(wanted))
                                  : past.channel == "form" ? co_await desk.open_for_form(by, std::move(wanted))
                                                           : co_await desk.open(by, std::move(wanted));
        if (past.told)
            co_await desk.tell_case(by, conversation.id,
                                    {.client_id = "case", .body = words, .attachments = {}, .told = *past.told, .email = {}});
        co_return conversation.id;
    }

    // As routing does, and with what makes it known as a sample.
    Task<void> sorted_in(Work& work, ConversationId id, desk::Standing const& standing) {
        desk::ChangeHandling wanted{.client_id = "sorted-in", .add_tags = {{"sample"}}};
        for (auto const& queue : work.queues)
            if (!queue.ended_at && desk::matches(queue.conditions, standing, {.now = clock.now()})) {
                wanted.queue_id = queue.id;
                break;
            }
        if (standing.priority != "normal") wanted.priority = standing.priority;
        clock.stand_at(clock.now() + 1s);
        co_await desk.change_as({.kind = "routing", .id = {}, .name = {}}, id, std::move(wanted));
    }

    // What whoever answers first writes down about it.
    Task<void> describe(Work& work, ConversationId id, PastConversation const& past, std::size_t who) {
        if (past.tags.empty() && past.fields.empty()) co_return;
        desk::ChangeHandling wanted{.client_id = "described"};
        if (!past.tags.empty()) wanted.add_tags = past.tags;
        if (!past.fields.empty()) wanted.fields = past.fields;
        co_await desk.change(work.house.agent(who), id, std::move(wanted));
    }

    Task<std::int64_t> take(Work& work, ConversationId id, Customer customer, PastStep const& step, std::size_t place) {
        auto const agent = work.house.agent(step.who);
        switch (step.what) {
            case What::says:
                co_return (co_await desk.post(customer, id, said(step, place, false))).seq;
            case What::answers: {
                auto const seq = (co_await desk.post(agent, id, said(step, place, false))).seq;
                co_await desk.seen(agent, id, {seq});
                co_return seq;
            }
            case What::notes:
                co_return (co_await desk.post(agent, id, said(step, place, true))).seq;
            case What::hands_over:
                co_return co_await hand_over(work, id, step, place);
            case What::resolves:
                co_return (
                    co_await desk.change_status(agent, id, {.status = "resolved", .client_id = client_id("resolved", place)}))
                    .seq;
            case What::rates:
                co_return (co_await desk.rate(customer, id,
                                              {.client_id = client_id("rated", place), .score = step.score, .words = step.text}))
                    .seq;
            case What::snoozes:
                break;
        }
        auto const until = work.house.on_.clock.now() + 24h * (1 + std::int64_t(place) % 6) - 90min;
        co_return (co_await desk.change(agent, id, {.client_id = client_id("snoozed", place), .snoozed_until = until})).seq;
    }

    // By whoever has it, with a note for whoever gets it.
    Task<std::int64_t> hand_over(Work& work, ConversationId id, PastStep const& step, std::size_t place) {
        auto const to = work.house.agent(step.who);
        auto const read = co_await desk.read(to, id);
        auto from = to;
        for (std::size_t i = 0; i < work.house.by_place_.size(); ++i)
            if (auto const each = work.house.agent(i); read.assignee && each.id.uuid == read.assignee->id) from = each;
        auto const note = co_await desk.post(from, id, said(step, place, true));
        if (from.id == to.id) co_return note.seq;
        clock.stand_at(step.at + 4s);
        co_return (co_await desk.assign(from, id, {.assignee_id = to.id, .client_id = client_id("handed-over", place)})).seq;
    }

    static desk::PostEntry said(PastStep const& step, std::size_t place, bool internal) {
        return {
            .client_id = client_id("line", place), .body = step.text, .attachments = {}, .internal = internal, .answering = {}};
    }

    // As whoever keeps the clocks does when an answer is overdue: told by them again, it is the same entry.
    Task<void> tell_late(ConversationId id, Owed owed, service_levels::Policy const* policy, std::string priority) {
        if (!policy) co_return;
        auto const kind = owed.first ? service_levels::ClockKind::first_answer : service_levels::ClockKind::next_answer;
        std::string const name = boost::describe::enum_to_string(kind, "");
        auto const minutes = policy->target(kind, priority);
        json::object told{{"event", "breach"},
                          {"kind", name},
                          {"due_at", to_rfc3339(owed.due)},
                          {"target", minutes ? json::value(*minutes) : json::value(nullptr)},
                          {"ended", false},
                          {"policy", {{"id", policy->id.text()}, {"name_en", policy->name_en}, {"name_zh", policy->name_zh}}}};
        clock.stand_at(owed.due);
        co_await desk.note(id, "breach-" + name + "-" + std::to_string(owed.seq), "", json::value{{"clock", std::move(told)}});
    }

public:
    Random& random;
    PastClock clock;
    realtime::Hub hub;  // nobody listens: it is long ago
    customers::DemoPlatformSigner signer;
    customers::Customers customers;
    email::Correspondents correspondents;
    desk::Desk desk;
};

DemoPast::DemoPast(PastGround ground)
    : on_(std::move(ground)), setting_(std::make_unique<Setting>(part<Setting>("past/desk.json"))) {}
DemoPast::~DemoPast() = default;

Agent DemoPast::agent(std::size_t person) const {
    return edge::Gate::let_in<Agent>(by_place_.at(person), answers);
}

// Whoever among those that were here first may say how the desk works.
Agent DemoPast::boss() const {
    for (auto const& [email, who] : people_)
        if (who.staff->may(staff::Permission::manage_work)) return edge::Gate::let_in<Agent>(who, manages);
    throw std::logic_error("nobody of the demo manages the desk");
}

Task<void> DemoPast::all_of(std::vector<Task<void>> tasks) {
    std::vector<std::shared_ptr<Promise<bool>>> done;
    for (auto& task : tasks) {
        auto promise = done.emplace_back(std::make_shared<Promise<bool>>(on_.io.get_executor()));
        asio::co_spawn(on_.io, std::move(task), [promise](std::exception_ptr const& error) {
            if (error)
                promise->fail(error);
            else
                promise->deliver(true);
        });
    }
    std::exception_ptr failed;
    for (auto const& each : done) {  // all of them end, whatever one of them does
        try {
            co_await Promise<bool>::wait(each);
        } catch (...) {
            failed = std::current_exception();
        }
    }
    if (failed) std::rethrow_exception(failed);
}

Task<void> DemoPast::add_person(std::size_t place) {
    auto& person = setting_->people[place];
    if (auto const known = people_.find(person.email); known != people_.end()) {
        by_place_[place] = known->second;
        person.public_name = known->second.staff->staff.public_name;
        co_return;
    }
    auto const role = person.role == "supervisor" ? staff::Role::supervisor : staff::Role::agent;
    auto const added =
        co_await on_.staff.add_from_command_line({person.email, person.name.value(), person.public_name.value(), role});
    auto const signed_in = co_await on_.staff.complete_setup(
        {.token = added.setup_link.token, .password = setting_->password, .email = {}, .name = {}, .public_name = {}}, {"demo"});
    by_place_[place] = co_await on_.gate.identify_token(signed_in.token, "demo", false);
}

Task<void> DemoPast::add_people() {
    by_place_.resize(setting_->people.size());
    std::vector<Task<void>> tasks;
    for (std::size_t i = 0; i < by_place_.size(); ++i) tasks.push_back(add_person(i));
    co_await all_of(std::move(tasks));
    for (std::size_t i = 0; i < by_place_.size(); ++i)
        co_await on_.work.routing.set_profile(
            boss(), by_place_[i].staff->staff.id,
            {.languages = setting_->people[i].languages, .skills = {}, .capacity = {4, 15, 15}});
}

Task<void> DemoPast::set_up_work() {
    for (auto const& queue : setting_->queues)
        co_await on_.work.queues.add(boss(), {.name_en = queue.name_en,
                                              .name_zh = queue.name_zh,
                                              .conditions = queue.conditions,
                                              .everybody = true,
                                              .members = {},
                                              .strategy = routing::Strategy::by_hand,
                                              .skills = {}});
    for (auto const& field : setting_->fields) co_await on_.work.fields.add(boss(), field);
    std::vector<service_levels::CalendarId> calendars;
    for (auto const& calendar : setting_->calendars)
        calendars.push_back((co_await on_.work.agreements.add_calendar(boss(), calendar)).id);
    service_levels::PolicyOrder order;
    for (auto const& policy : setting_->policies)
        order.policies.push_back(
            (co_await on_.work.agreements.add_policy(boss(), {.name_en = policy.name_en,
                                                              .name_zh = policy.name_zh,
                                                              .calendar_id = calendars.at(std::size_t(policy.calendar)),
                                                              .conditions = policy.conditions,
                                                              .targets = policy.targets,
                                                              .by_priority = policy.by_priority,
                                                              .warn_percent = policy.warn_percent,
                                                              .warn_left = {}}))
                .id);
    // The one that every desk begins with takes what is left.
    for (auto const& policy : (co_await on_.work.agreements.read(boss())).policies)
        if (std::ranges::find(order.policies, policy.id) == order.policies.end()) order.policies.push_back(policy.id);
    co_await on_.work.agreements.order_policies(boss(), std::move(order));
}

Task<void> DemoPast::set_up_texts() {
    for (auto const& reply : setting_->replies) co_await on_.work.saved_replies.add(boss(), reply);
    for (auto const& macro : setting_->macros) co_await on_.work.macros.add(boss(), macro);
    for (auto const& rule : setting_->rules) co_await on_.work.rules.add(boss(), rule);
    for (auto const& view : setting_->views) co_await on_.work.views.add_shared(boss(), view);
}

Task<void> DemoPast::fill(std::map<std::string, edge::Identity> people) {
    people_ = std::move(people);
    std::vector<Task<void>> beginnings;
    beginnings.push_back(add_people());
    beginnings.push_back(set_up_work());
    beginnings.push_back(set_up_texts());
    co_await all_of(std::move(beginnings));

    auto const agreed = on_.work.agreements.now();
    auto const now = on_.clock.now();
    auto const promise_of = [&](desk::Standing const& standing) {
        auto const* policy = agreed->policy_of(standing, now);
        auto const minutes = [&](service_levels::ClockKind kind) {
            return policy ? policy->target(kind, standing.priority).value_or(240) : 240;
        };
        return PastPromise{minutes(service_levels::ClockKind::first_answer), minutes(service_levels::ClockKind::next_answer),
                           &agreed->hours_of(policy)};
    };
    auto const past = past_until(now,
                                 {.people = setting_->people,
                                  .names_en = setting_->names_en,
                                  .names_zh = setting_->names_zh,
                                  .devices = setting_->devices,
                                  .ratings_en = setting_->ratings_en,
                                  .ratings_zh = setting_->ratings_zh,
                                  .scripts = {part<PastScripts>("past/en.json"), part<PastScripts>("past/zh.json")}},
                                 promise_of);
    Work work{*this, past, co_await on_.work.queues.read(), agreed, {}};
    std::vector<Task<void>> tasks;
    for (std::size_t i = 0; i < lanes; ++i) tasks.push_back(lanes_.emplace_back(std::make_unique<Lane>(on_))->live(work, i));
    co_await all_of(std::move(tasks));
    for (auto const& id : work.made) on_.desk.board().changed(id);
    co_await on_.desk.board().catch_up();
    co_await add_matters(on_.work, boss(), std::move(setting_->matters));
}

}  // namespace ombud
