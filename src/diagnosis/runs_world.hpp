// A flow about a door, what can be looked up about it, and people who run it: for tests.
#pragma once
#include <functional>
#include <gmock/gmock.h>

#include "audit/audit.hpp"
#include "diagnosis/diagram.hpp"
#include "diagnosis/queries.hpp"
#include "diagnosis/reader.hpp"
#include "diagnosis/runs.hpp"
#include "postgres/database.hpp"
#include "support/module_test.hpp"

namespace ombud::diagnosis {

using namespace std::chrono_literals;
using ombud::testing::run;

inline constexpr std::string_view door = R"(flow: door
version: 3
topic: security
title: {en: The door, zh-CN: 门}
summary: {en: About the door., zh-CN: 关于门。}
start: what
steps:
  what:
    ask: {en: "What is it?", zh-CN: 怎么了？}
    help: {en: Choose., zh-CN: 请选择。}
    staff: {en: "What does the customer say?", zh-CN: 客户怎么说？}
    answers:
      - {id: stuck, label: {en: It is stuck, zh-CN: 打不开}, hint: {en: or locked, zh-CN: 或者锁了}, go: which}
      - {id: guests, label: {en: "Who is inside?", zh-CN: 谁在里面？}, go: guests}
      - {id: key, label: {en: A new key, zh-CN: 新钥匙}, go: send_key}
      - {id: person, label: {en: Somebody else, zh-CN: 其他}, go: day}
  which:
    ask: {en: "What does it say?", zh-CN: 提示什么？}
    input: error_text
    optional: true
    go: is_ours
  is_ours:
    look_up: door.kind
    of: which
    otherwise: lock
    unknown: lock
  lock:
    look_up: door.lock
    when: [{is: locked, go: tell_lock}]
    otherwise: open
    unknown: cannot_tell
    unproved: plain
  tell_lock:
    explain: {en: "**{door.lock}** by {door.lock.who}, ends {door.lock.until}; {door.lock.tries} tries; {door.lock.why}.", zh-CN: "{door.lock}，{door.lock.who}，{door.lock.until}，{door.lock.tries}，{door.lock.why}。"}
    staff: {en: "Staff see {door.lock}.", zh-CN: "客服看到 {door.lock}。"}
    go: more
  more:
    ask: {en: "More?", zh-CN: 还有吗？}
    answers:
      - {id: again, label: {en: From the start, zh-CN: 从头来}, go: what}
      - {id: no, label: {en: "No", zh-CN: 没有了}, go: open}
  guests:
    look_up: door.guests
    when: [{at_least: 2, go: clear}]
    otherwise: open
    unproved: plain
  clear:
    act: door.clear
    ask: {en: "Send them out?", zh-CN: 请他们出去？}
    yes: {en: Send them out, zh-CN: 请出去}
    no: {label: {en: Not now, zh-CN: 先不}, go: open}
    done: cleared
    failed: person
  send_key:
    act: door.send_key
    ask: {en: "Send a key?", zh-CN: 寄钥匙？}
    yes: {en: Send it, zh-CN: 寄}
    no: {label: {en: No, zh-CN: 不}, go: open}
    done: cleared
    failed: person
  cleared:
    explain: {en: Done., zh-CN: 好了。}
    links: [{to: /me/, label: {en: Your account, zh-CN: 账户}}, {flow: door}, {article: keys}]
    outcome: solved
  open:
    explain: {en: It is open., zh-CN: 门开着。}
    outcome: answered
  plain:
    explain: {en: Usually it is locked., zh-CN: 一般是锁了。}
    outcome: answered
  cannot_tell:
    explain: {en: We cannot tell now., zh-CN: 现在查不到。}
    outcome: waiting
  day:
    ask: {en: "Since when?", zh-CN: 从哪天起？}
    input: date
    go: mail
  mail:
    ask: {en: "Your address?", zh-CN: 邮箱？}
    input: email
    go: person
  person:
    hand_over: {en: A person comes., zh-CN: 转人工。}
    urgent: true
    intake: [exact_error, since, pictures]
)";

inline constexpr std::string_view words = R"(facts:
  door.kind: {label: {en: Kind, zh-CN: 种类}, values: {ours: {en: ours, zh-CN: 我们的}, other: {en: other, zh-CN: 别的}}}
  door.lock:
    label: {en: Lock, zh-CN: 锁}
    values: {locked: {en: locked <now>, zh-CN: 锁着}, none: {en: open, zh-CN: 开着}}
    fields: {until: {en: Ends, zh-CN: 结束}, who: {en: By, zh-CN: 谁}, tries: {en: Tries, zh-CN: 次数}, why: {en: Why, zh-CN: 原因}}
    words: {why: {rain: {en: rain, zh-CN: 下雨}, snow: {en: snow, zh-CN: 下雪}}}
  door.guests: {label: {en: Guests, zh-CN: 客人}}
acts:
  door.clear: {label: {en: Clear, zh-CN: 清场}}
  door.send_key: {label: {en: Send a key, zh-CN: 寄钥匙}}
)";

// Codes are always 123456; one address is Li's, one Mo's, all others nobody's.
class Proofs final : public AddressProofs {
public:
    CustomerId li, mo;
    std::vector<std::string> sent;

    Task<Sent> send_code(std::string email, std::string, std::string) override {
        sent.push_back(email);
        co_return Sent{.ticket = "ticket of " + email, .masked = email.substr(0, 1) + "•••", .expires_at = {}};
    }
    Task<std::optional<CustomerId>> check(std::string ticket, std::string code) override {
        if (code != "123456") throw Problem{ProblemKind::unauthenticated, "code.wrong"};
        if (ticket == "ticket of li@example.com") co_return li;
        if (ticket == "ticket of mo@example.com") co_return mo;
        co_return std::nullopt;
    }
};

struct RunsTest : ombud::testing::ModuleTest {
    audit::Log log{database, clock};
    Registry registry;
    Proofs proofs;
    Flows flows{database, registry, clock};
    Runs runs{database, flows, registry, proofs, log, clock, random};
    Diagrams diagrams{database, flows, registry, clock};

    std::map<std::string, Fact> world;  // what is looked up now
    std::vector<Asked> asked;           // by whom
    std::vector<std::string> acts;      // what was done
    bool acts_work = true, facts_hang = false, facts_throw = false;
    std::function<void()> while_acting;

    CustomerId const li = customer(), mo = customer();
    SessionId const session = SessionId::make(clock, random);
    Viewer const nobody = edge::Gate::nobody();
    Viewer const signed_in = edge::Gate::holder(li, session), fresh = edge::Gate::holder(li, session, true);
    Viewer const stranger = edge::Gate::holder(mo, session);

    void SetUp() override {
        proofs.li = li;
        proofs.mo = mo;
        auto const fact = [this](FactShape shape) {
            auto const name = shape.name;
            registry.add(FactKind{std::move(shape), [this, name](Asked who) { return look_up(name, std::move(who)); }});
        };
        fact({"door.kind", Assurance::nobody, {"ours", "other"}, {}, true});
        fact({"door.lock",
              Assurance::address,
              {"locked", "none"},
              {{"until", FieldType::time}, {"who", FieldType::text}, {"tries", FieldType::number}, {"why", FieldType::list}}});
        fact({"door.guests", Assurance::session, {}});
        registry.add(ActKind{{"door.clear", Assurance::step_up}, [this](Asked who) { return act("clear", std::move(who)); }});
        registry.add(ActKind{{"door.send_key", Assurance::nobody, InputKind::email},
                             [this](Asked who) { return act("key", std::move(who)); }});
        world["door.kind"] = {.value = "ours"};
        world["door.lock"] = {
            .value = "locked",
            .fields = {{"until", to_rfc3339(clock.now() + 125min)}, {"who", "Li"}, {"tries", 7}, {"why", {"rain", "snow"}}}};
        world["door.guests"] = {.value = "2"};
        serve(door);
    }
    Task<std::optional<Fact>> look_up(std::string name, Asked who) {
        asked.push_back(std::move(who));
        if (facts_throw) throw std::runtime_error("away");
        if (facts_hang) co_await clock.sleep_for(1h);
        auto const found = world.find(name);
        co_return found == world.end() ? std::nullopt : std::optional{found->second};
    }
    Task<bool> act(std::string name, Asked who) {
        acts.push_back(name + (who.account ? " " + who.account->text() : "") + who.input);
        if (while_acting) while_acting();
        co_return acts_work;
    }

    Flow read(std::string_view text) {
        std::vector<Mistake> mistakes;
        auto flow = load_flow({"door.yaml", std::string(text)}, registry, mistakes);
        for (auto const& mistake : mistakes) ADD_FAILURE() << as_line(mistake);
        return flow.value();
    }
    void serve(std::string_view text) {
        std::vector<Mistake> mistakes;
        auto labels = read_labels({"facts.yaml", std::string(words)}, registry, mistakes);
        for (auto const& mistake : mistakes) ADD_FAILURE() << as_line(mistake);
        run(io, flows.serve({read(text)}, std::move(labels)));
    }
    static std::string other(std::string_view from, std::string_view to) {
        std::string text{door};
        return text.replace(text.find(from), from.size(), to);
    }

    ConversationId conversation() {
        static constexpr postgres::Query<postgres::Affected(ConversationId, std::string, CustomerId, Timestamp)> add{
            "test.add_conversation",
            "INSERT INTO conversations (id, reference, customer_id, client_id, language, created_at, updated_at) VALUES ($1, $2, "
            "$3, $2, 'en', $4, $4)"};
        auto const id = ConversationId::make(clock, random);
        run(io, database.run(add, id, id.text(), li, clock.now()));
        return id;
    }
    std::vector<Event> stored(RunId id) { return from_json<std::vector<Event>>(run(io, database.run(sql::by_id, id))->events); }
    std::string dump() {
        static constexpr postgres::Query<postgres::Many<std::string>()> all{
            "test.dump", "SELECT r::text FROM diagnosis_runs r UNION ALL SELECT s::text FROM diagnosis_steps s"};
        std::string out;
        for (auto const& row : run(io, database.run(all))) out += row + "\n";
        return out;
    }

    // Acts of people ------------------------------------------------------------------------------------------------------
    std::string token;  // of the run that was started last

    RunView start(Viewer who, std::string language = "en") {
        auto started = run(io, runs.start(std::move(who), {.flow = "door", .language = std::move(language), .channel = {}}));
        token = started.token;
        return started.run;
    }
    RunView choose(Viewer who, std::string step, std::string id) {
        return run(io,
                   runs.answer(std::move(who), {.token = token, .step = std::move(step), .answer = std::move(id), .text = {}}));
    }
    RunView type(Viewer who, std::string step, std::string text) {
        return run(io,
                   runs.answer(std::move(who), {.token = token, .step = std::move(step), .answer = {}, .text = std::move(text)}));
    }
    RunView look(Viewer who) { return run(io, runs.read(std::move(who), {token})); }
    RunView say(Viewer who, std::string step, YesNo choice, std::optional<std::string> text = {}) {
        return run(
            io, runs.act(std::move(who), {.token = token, .step = std::move(step), .choice = choice, .text = std::move(text)}));
    }
    RunView back(Viewer who, std::string step, std::optional<std::int64_t> to = {}) {
        return run(io, runs.back(std::move(who), {.token = token, .step = std::move(step), .to = to}));
    }
    RunView prove(Viewer who, std::string email = "li@example.com") {
        run(io, runs.prove_address(who, {token, std::move(email)}));
        return run(io, runs.prove_code(who, {token, "123456"}));
    }
    // To the lock's explanation, by a code.
    RunView to_the_lock() {
        start(nobody);
        choose(nobody, "what", "stuck");
        type(nobody, "which", "E 7");
        return prove(nobody);
    }

    std::string code_of(std::function<void()> const& act_of) {
        try {
            act_of();
            return "fine";
        } catch (Problem const& problem) {
            return problem.code;
        }
    }
};

}  // namespace ombud::diagnosis
