#include "diagnosis/runs.hpp"

#include <fstream>
#include <gmock/gmock.h>

#include "audit/audit.hpp"
#include "core/limits.hpp"
#include "diagnosis/diagram.hpp"
#include "diagnosis/kinds.hpp"
#include "diagnosis/queries.hpp"
#include "diagnosis/reader.hpp"
#include "postgres/database.hpp"
#include "support/scratch_database.hpp"

namespace ombud::edge {

// Stands in the gate's place, which this program does not have.
class Gate {
public:
    static Viewer nobody(std::string peer = "192.0.2.1") { return Viewer{std::move(peer)}; }
    static Viewer holder(CustomerId id, SessionId session, bool fresh = false) {
        Viewer out{"192.0.2.1"};
        out.customer_ = Customer{id};
        out.holder_ = Holder{id, session};
        if (fresh) out.fresh_ = FreshHolder{id, session};
        return out;
    }
    static Agent agent(StaffId id) { return {id, "Ana"}; }
};

}  // namespace ombud::edge

namespace ombud::diagnosis {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view door = R"(flow: door
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

constexpr std::string_view words = R"(facts:
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

struct RunsTest : ::testing::Test {
    asio::io_context io;
    ManualClock clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    SeededRandom random{7};
    ombud::testing::ScratchDatabase scratch;
    ombud::testing::SilentObserver observer;
    postgres::Database database{io, scratch.settings(), observer};
    bool const connected = (run(io, database.connect()), true);
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
    void TearDown() override { run(io, database.close()); }

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

    CustomerId customer() {
        static constexpr postgres::Query<postgres::Affected(CustomerId, Timestamp)> add{
            "test.add_customer", "INSERT INTO customers (id, kind, created_at, last_seen_at) VALUES ($1, 'account', $2, $2)"};
        auto const id = CustomerId::make(clock, random);
        run(io, database.run(add, id, clock.now()));
        return id;
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
    Agent agent() {
        static constexpr postgres::Query<postgres::Affected(StaffId, std::string, Timestamp)> add{
            "test.add_staff",
            "INSERT INTO staff (id, email, name, public_name, role, created_at) VALUES ($1, $2, 'Ana', 'Ana', 'agent', $3)"};
        auto const id = StaffId::make(clock, random);
        run(io, database.run(add, id, id.text() + "@desk.test", clock.now()));
        return edge::Gate::agent(id);
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

    template <class T>
    std::string code(Task<T> task) {
        try {
            run(io, std::move(task));
            return "fine";
        } catch (Problem const& problem) {
            return problem.code;
        }
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

TEST_F(RunsTest, every_query_agrees_with_the_schema) {
    auto agrees = [&](auto const& query) { EXPECT_EQ(run(io, postgres::check(database, query)), ""); };
    agrees(sql::keep_flow);
    agrees(sql::kept_flow);
    agrees(sql::by_token);
    agrees(sql::by_id);
    agrees(sql::begin);
    agrees(sql::move);
    agrees(sql::expire);
    agrees(sql::branches);
    agrees(sql::reached);
    agrees(sql::ends);
    agrees(sql::past_runs);
}

TEST_F(RunsTest, a_run_asks_looks_up_explains_and_ends) {
    auto at = start(nobody);
    EXPECT_EQ(at.state, State::asking);
    EXPECT_EQ(at.step->text, "What is it?");
    EXPECT_EQ(at.step->help, "Choose.");
    ASSERT_EQ(at.step->answers.size(), 4u);
    EXPECT_EQ(at.step->answers[0].label, "It is stuck");
    EXPECT_EQ(at.step->answers[0].hint, "or locked");
    EXPECT_FALSE(at.can_go_back);
    EXPECT_EQ(at.progress.answered, 0);
    EXPECT_EQ(at.progress.left, 1);

    at = choose(signed_in, "what", "stuck");
    EXPECT_EQ(at.step->input, InputKind::error_text);
    EXPECT_TRUE(at.step->optional);
    at = type(signed_in, "which", "  E 7\n");
    EXPECT_EQ(at.state, State::asking);
    EXPECT_EQ(at.step->id, "tell_lock");
    EXPECT_EQ(at.step->text, "locked <now> by Li, ends 10:05 UTC, in 2h; 7 tries; rain and snow.");
    EXPECT_EQ(at.step->html, "<p><strong>locked &lt;now&gt;</strong> by Li, ends <time datetime=\"" +
                                 to_rfc3339(clock.now() + 125min) + "\">10:05 UTC, in 2h</time>; 7 tries; rain and snow.</p>\n");
    EXPECT_EQ(asked.at(0).input, "E 7");
    EXPECT_EQ(asked.at(1).account, li);
    EXPECT_EQ(asked.at(1).holder->session, session);

    at = choose(signed_in, "tell_lock", "continue");
    at = choose(signed_in, "more", "no");
    EXPECT_EQ(at.state, State::ended);
    EXPECT_EQ(at.ending->outcome, Outcome::answered);
    EXPECT_EQ(at.ending->html, "<p>It is open.</p>\n");
    ASSERT_EQ(at.trail.size(), 3u);
    EXPECT_EQ(at.trail[0].answer, "It is stuck");
    EXPECT_EQ(at.trail[1].question, "What does it say?");
    EXPECT_EQ(at.trail[1].answer, "E 7");
    ASSERT_EQ(at.facts.size(), 2u);
    EXPECT_EQ(at.facts[1].label, "Lock");
    EXPECT_EQ(at.facts[1].value_label, "locked <now>");
    EXPECT_EQ(at.facts[1].at, clock.now());
    EXPECT_EQ(at.facts[1].fields[0].type, FieldType::time);
    EXPECT_EQ(at.facts[1].fields[0].value.get_string(), to_rfc3339(clock.now() + 125min));
    EXPECT_EQ(at.facts[1].fields[3].text, "rain and snow");

    at = run(io, runs.resume(signed_in, {.token = token, .channel = Channel::chat, .language = "zh-CN"}));
    EXPECT_EQ(at.title, "门");
    EXPECT_EQ(at.channel, Channel::chat);
    EXPECT_EQ(at.facts[1].fields[3].text, "下雨和下雪");
    EXPECT_EQ(at.trail[0].answer, "打不开");
}

TEST_F(RunsTest, what_a_fact_says_is_never_markup) {
    world["door.lock"].fields["who"] = "**<script>alert(1)</script>** [x](http://evil.example) {door.lock.until} \u202Eevil";
    auto const at = to_the_lock();
    EXPECT_THAT(*at.step->html,
                HasSubstr("**&lt;script&gt;alert(1)&lt;/script&gt;** [x](http://evil.example) {door.lock.until}"));
    EXPECT_THAT(*at.step->html, Not(HasSubstr("<a ")));
    EXPECT_THAT(at.step->text, Not(HasSubstr("\u202E")));
}

TEST_F(RunsTest, answers_are_of_their_kind) {
    start(nobody);
    EXPECT_EQ(code_of([&] { choose(nobody, "what", "nothing"); }), "answer.unknown");
    EXPECT_EQ(code_of([&] { type(nobody, "what", "stuck"); }), "answer.unknown");
    choose(nobody, "what", "person");
    EXPECT_EQ(code_of([&] { type(nobody, "day", ""); }), "answer.empty");
    EXPECT_EQ(code_of([&] { type(nobody, "day", "last week"); }), "answer.date");
    EXPECT_EQ(code_of([&] { type(nobody, "day", "2026-11-\n24"); }), "answer.lines");
    type(nobody, "day", "2026-11-24");
    EXPECT_EQ(code_of([&] { type(nobody, "mail", "nobody"); }), "answer.email");
    auto const at = type(nobody, "mail", "Li@Example.com");
    EXPECT_EQ(at.state, State::ended);
    EXPECT_EQ(at.ending->outcome, Outcome::person);
    EXPECT_TRUE(at.ending->urgent);
    ASSERT_EQ(at.ending->intake.size(), 3u);
    EXPECT_EQ(at.ending->intake[0].known, std::nullopt);
    EXPECT_EQ(at.ending->intake[1].field, IntakeField::since);
    EXPECT_EQ(at.ending->intake[1].known, "2026-11-24");
    start(nobody);
    choose(nobody, "what", "stuck");
    EXPECT_EQ(code_of([&] { type(nobody, "which", std::string(limits::typed_answer_letters + 1, 'a')); }), "answer.too_long");
    EXPECT_EQ(type(nobody, "which", "").state, State::proving);  // it may be left empty
    EXPECT_THAT(asked, IsEmpty());                               // and then there is nothing to look up about it
}

TEST_F(RunsTest, a_secret_that_is_typed_is_not_kept_and_the_customer_is_told) {
    std::string const phrase = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    start(nobody);
    choose(nobody, "what", "stuck");
    auto const at = type(nobody, "which", "It says: " + phrase);
    EXPECT_TRUE(at.secret_removed);
    EXPECT_EQ(at.trail.back().answer, "It says: [removed:recovery_phrase]");
    EXPECT_THAT(dump(), Not(HasSubstr("abandon abandon")));
    EXPECT_FALSE(prove(nobody).trail.empty());
    run(io, runs.answer(nobody, {.token = token, .step = "tell_lock", .answer = "continue", .text = {}}));
    choose(nobody, "more", "no");
    run(io, runs.solved(nobody, {.token = token, .solved = YesNo::no, .reason = phrase}));
    EXPECT_THAT(dump(), Not(HasSubstr("abandon abandon")));
}

TEST_F(RunsTest, the_token_and_the_ticket_are_nowhere) {
    start(nobody);
    choose(nobody, "what", "stuck");
    type(nobody, "which", "");
    run(io, runs.prove_address(nobody, {token, "li@example.com"}));
    auto const all = dump();
    EXPECT_THAT(all, Not(HasSubstr(token)));
    EXPECT_THAT(all, Not(HasSubstr("ticket of")));
    EXPECT_THAT(all, Not(HasSubstr("li@example.com")));
    EXPECT_THAT(all, HasSubstr("l•••"));
}

// Proving ------------------------------------------------------------------------------------------------------------------

TEST_F(RunsTest, a_code_to_the_address_proves_enough_for_half_an_hour) {
    start(nobody);
    choose(nobody, "what", "stuck");
    auto at = type(nobody, "which", "E 7");
    EXPECT_EQ(at.state, State::proving);
    EXPECT_FALSE(at.step);
    EXPECT_EQ(at.proving->need, Assurance::address);
    EXPECT_THAT(at.proving->methods, ElementsAre(ProofMethod::sign_in, ProofMethod::code));
    EXPECT_TRUE(at.proving->can_skip);
    EXPECT_FALSE(at.proving->sent);
    EXPECT_EQ(code(runs.prove_code(nobody, {token, "123456"})), "proof.not_sent");

    at = run(io, runs.prove_address(nobody, {token, "li@example.com"}));
    EXPECT_TRUE(at.proving->sent);
    EXPECT_EQ(at.proving->masked, "l•••");
    EXPECT_EQ(code(runs.prove_code(nobody, {token, "654321"})), "code.wrong");
    at = run(io, runs.prove_code(nobody, {token, "123456"}));
    EXPECT_EQ(at.state, State::asking);
    EXPECT_EQ(at.assurance, Assurance::address);
    EXPECT_EQ(at.step->id, "tell_lock");
    EXPECT_EQ(asked.back().account, li);
    EXPECT_FALSE(asked.back().holder);

    clock.advance(address_proof_life - 1s);
    EXPECT_FALSE(look(nobody).facts.empty());
    clock.advance(1s);
    at = look(nobody);
    EXPECT_EQ(at.state, State::proving);
    EXPECT_TRUE(at.proving->again);
    EXPECT_FALSE(at.proving->can_skip);
    EXPECT_THAT(at.facts, IsEmpty());
    EXPECT_FALSE(at.step);
    EXPECT_FALSE(at.ending);
    EXPECT_EQ(at.trail.size(), 2u);  // what they said themselves
    EXPECT_EQ(code_of([&] { choose(nobody, "tell_lock", "continue"); }), "proof.required");
    EXPECT_EQ(code(runs.cannot_prove(nobody, {token})), "proof.required");
    EXPECT_EQ(code(runs.hand_over(nobody, {token}, conversation())), "proof.required");
    EXPECT_EQ(prove(nobody).step->id, "tell_lock");
}

TEST_F(RunsTest, a_stranger_with_the_token_sees_nothing) {
    start(signed_in);
    choose(signed_in, "what", "stuck");
    type(signed_in, "which", "E 7");
    for (auto const& who : {nobody, stranger}) {
        auto const at = look(who);
        EXPECT_EQ(at.state, State::proving);
        EXPECT_THAT(at.facts, IsEmpty());
        EXPECT_FALSE(at.step);
        EXPECT_EQ(code(runs.solved(who, {.token = token, .solved = YesNo::yes, .reason = {}})), "proof.required");
        EXPECT_EQ(code_of([&] { back(who, "tell_lock"); }), "proof.required");
    }
    EXPECT_THAT(look(stranger).proving->methods, ElementsAre(ProofMethod::code));
    run(io, runs.prove_address(stranger, {token, "mo@example.com"}));
    EXPECT_EQ(code(runs.prove_code(stranger, {token, "123456"})), "proof.other_account");
    EXPECT_EQ(look(signed_in).facts.size(), 2u);
}

TEST_F(RunsTest, a_fact_of_a_session_is_not_shown_by_a_code_alone) {
    start(signed_in);
    auto at = choose(signed_in, "what", "guests");
    EXPECT_EQ(at.step->id, "clear");
    EXPECT_EQ(at.facts.at(0).value, "2");
    at = look(nobody);
    EXPECT_EQ(at.proving->need, Assurance::session);
    EXPECT_THAT(at.proving->methods, ElementsAre(ProofMethod::sign_in));
    EXPECT_EQ(code(runs.prove_address(nobody, {token, "li@example.com"})), "proof.not_asked");
    EXPECT_THAT(proofs.sent, IsEmpty());
}

TEST_F(RunsTest, whoever_signs_in_and_comes_back_goes_on) {
    start(nobody);
    auto at = choose(nobody, "what", "guests");
    EXPECT_EQ(at.proving->need, Assurance::session);
    EXPECT_EQ(look(nobody).state, State::proving);
    at = look(signed_in);
    EXPECT_EQ(at.state, State::acting);
    EXPECT_EQ(at.step->id, "clear");
}

TEST_F(RunsTest, as_long_as_nothing_is_known_the_next_one_at_the_screen_may_sign_in) {
    to_the_lock();
    back(nobody, "tell_lock", 1);
    choose(stranger, "what", "guests");
    EXPECT_EQ(asked.back().account, mo);
    EXPECT_EQ(look(stranger).step->id, "clear");
}

TEST_F(RunsTest, who_cannot_prove_goes_another_way) {
    start(nobody);
    choose(nobody, "what", "stuck");
    EXPECT_EQ(code(runs.cannot_prove(nobody, {token})), "proof.not_asked");
    type(nobody, "which", "E 7");
    auto const at = run(io, runs.cannot_prove(nobody, {token}));
    EXPECT_EQ(at.state, State::ended);
    EXPECT_EQ(at.ending->text, "Usually it is locked.");
    EXPECT_EQ(at.facts.size(), 1u);  // the one that needs nobody
    EXPECT_EQ(look(stranger).state, State::ended);
}

TEST_F(RunsTest, an_address_of_nobody_proves_nothing_and_letters_are_few) {
    start(nobody);
    choose(nobody, "what", "stuck");
    type(nobody, "which", "E 7");
    run(io, runs.prove_address(nobody, {token, "who@example.com"}));
    EXPECT_EQ(code(runs.prove_code(nobody, {token, "123456"})), "proof.no_account");
    for (int i = 0; i < 4; ++i) run(io, runs.prove_address(nobody, {token, "who@example.com"}));
    EXPECT_EQ(code(runs.prove_address(nobody, {token, "who@example.com"})), "proof.too_many");
    EXPECT_EQ(proofs.sent.size(), 5u);
}

// Acting -------------------------------------------------------------------------------------------------------------------

TEST_F(RunsTest, an_act_waits_for_a_yes_and_for_its_proof) {
    start(signed_in);
    auto at = choose(signed_in, "what", "guests");
    EXPECT_EQ(at.state, State::acting);
    EXPECT_EQ(at.step->needs, Assurance::step_up);
    EXPECT_EQ(at.step->answers[0].label, "Send them out");
    EXPECT_EQ(at.step->answers[1].label, "Not now");
    EXPECT_THAT(acts, IsEmpty());

    at = say(signed_in, "clear", YesNo::yes);
    EXPECT_EQ(at.state, State::proving);
    EXPECT_THAT(at.proving->methods, ElementsAre(ProofMethod::step_up));
    EXPECT_THAT(acts, IsEmpty());
    at = look(fresh);
    EXPECT_EQ(at.state, State::acting);  // looking does nothing
    EXPECT_THAT(acts, IsEmpty());
    at = say(fresh, "clear", YesNo::yes);
    EXPECT_EQ(at.state, State::ended);
    EXPECT_EQ(at.ending->outcome, Outcome::solved);
    EXPECT_THAT(acts, ElementsAre("clear " + li.text()));
    EXPECT_FALSE(at.can_go_back);  // it is done
    EXPECT_EQ(code_of([&] { back(fresh, "cleared"); }), "run.cannot_go_back");
    EXPECT_EQ(say(fresh, "clear", YesNo::yes).state, State::ended);  // a second click
    EXPECT_EQ(code_of([&] { say(fresh, "clear", YesNo::no); }), "run.moved");
    EXPECT_EQ(acts.size(), 1u);
    EXPECT_EQ(at.ending->links[1].flow, "door");
    EXPECT_EQ(at.ending->links[1].label, "The door");
    EXPECT_EQ(at.ending->links[2].article, "keys");
}

TEST_F(RunsTest, an_act_may_fail_be_refused_or_be_impossible_to_prove) {
    acts_work = false;
    start(fresh);
    choose(fresh, "what", "guests");
    EXPECT_EQ(say(fresh, "clear", YesNo::yes).ending->outcome, Outcome::person);
    start(fresh);
    choose(fresh, "what", "guests");
    auto at = say(fresh, "clear", YesNo::no);
    EXPECT_EQ(at.ending->outcome, Outcome::answered);
    EXPECT_TRUE(at.can_go_back);
    EXPECT_EQ(at.trail.back().answer, "Not now");
    EXPECT_EQ(say(fresh, "clear", YesNo::no).ending->outcome, Outcome::answered);
    start(signed_in);
    choose(signed_in, "what", "guests");
    say(signed_in, "clear", YesNo::yes);
    EXPECT_EQ(run(io, runs.cannot_prove(signed_in, {token})).ending->outcome, Outcome::answered);
    EXPECT_EQ(acts.size(), 1u);
}

TEST_F(RunsTest, an_act_about_an_address_asks_for_it_where_nobody_is_known) {
    start(nobody);
    auto at = choose(nobody, "what", "key");
    EXPECT_EQ(at.step->input, InputKind::email);
    EXPECT_EQ(code_of([&] { say(nobody, "send_key", YesNo::yes); }), "answer.empty");
    EXPECT_EQ(code_of([&] { say(nobody, "send_key", YesNo::yes, "li"); }), "answer.email");
    EXPECT_EQ(say(nobody, "send_key", YesNo::yes, "li@example.com").state, State::ended);
    EXPECT_THAT(acts, ElementsAre("keyli@example.com"));
    EXPECT_THAT(dump(), Not(HasSubstr("li@example.com")));
    start(signed_in);
    at = choose(signed_in, "what", "key");
    EXPECT_FALSE(at.step->input);
    say(signed_in, "send_key", YesNo::yes);
    EXPECT_EQ(acts.back(), "key " + li.text());
}

TEST_F(RunsTest, of_two_tabs_that_act_at_once_one_acts) {
    start(fresh);
    choose(fresh, "what", "guests");
    std::vector<std::string> codes;
    for (int i = 0; i < 2; ++i)
        asio::co_spawn(io, runs.act(fresh, {.token = token, .step = "clear", .choice = YesNo::yes, .text = {}}),
                       [&](std::exception_ptr const& error, std::optional<RunView> const&) {
                           try {
                               if (error) std::rethrow_exception(error);
                               codes.emplace_back("fine");
                           } catch (Problem const& problem) {
                               codes.push_back(problem.code);
                           }
                       });
    io.restart();
    while (codes.size() < 2 && io.run_one() > 0) {
    }
    EXPECT_EQ(acts.size(), 1u);
    EXPECT_THAT(codes, ::testing::Contains("fine"));
}

TEST_F(RunsTest, an_act_is_done_once_though_another_tab_changes_the_run_meanwhile) {
    start(fresh);
    choose(fresh, "what", "guests");
    while_acting = [&] {
        while_acting = {};
        static constexpr postgres::Query<postgres::Affected()> other{"test.other",
                                                                     "UPDATE diagnosis_runs SET revision = revision + 1"};
        asio::co_spawn(io, database.run(other), [](std::exception_ptr const& error, std::int64_t) { EXPECT_FALSE(error); });
    };
    EXPECT_EQ(say(fresh, "clear", YesNo::yes).state, State::ended);
    EXPECT_EQ(acts.size(), 1u);
}

// Facts --------------------------------------------------------------------------------------------------------------------

TEST_F(RunsTest, a_fact_that_cannot_be_had_is_unknown) {
    world.erase("door.lock");
    EXPECT_EQ(to_the_lock().ending->text, "We cannot tell now.");
    world["door.lock"] = {.value = "ajar"};  // what it never is
    EXPECT_EQ(to_the_lock().ending->text, "We cannot tell now.");
    facts_throw = true;
    auto const at = to_the_lock();
    EXPECT_EQ(at.ending->outcome, Outcome::waiting);
    EXPECT_FALSE(at.facts.back().value);
}

TEST_F(RunsTest, a_fact_that_takes_too_long_is_unknown) {
    start(signed_in);
    facts_hang = true;
    std::optional<RunView> at;
    asio::co_spawn(io, runs.answer(signed_in, {.token = token, .step = "what", .answer = "guests", .text = {}}),
                   [&](std::exception_ptr const& error, std::optional<RunView> view) {
                       EXPECT_FALSE(error);
                       at = std::move(view);
                   });
    io.restart();
    while (asked.empty() && io.run_one() > 0) {
    }
    io.poll();
    EXPECT_FALSE(at);
    clock.advance(limits::fact_patience);
    while (!at && io.run_one() > 0) {
    }
    EXPECT_EQ(at->ending->text, "It is open.");
}

TEST_F(RunsTest, fields_that_are_none_of_a_kind_are_left_out) {
    world["door.lock"].fields = {{"until", "soon"}, {"who", 7}, {"tries", "many"}, {"why", "rain"}, {"password", "hunter2"}};
    auto const at = to_the_lock();
    EXPECT_THAT(at.facts.back().fields, IsEmpty());
    EXPECT_EQ(at.step->text, "locked <now> by —, ends —; — tries; —.");
    EXPECT_THAT(dump(), Not(HasSubstr("hunter2")));
}

// Going back, again, at once ---------------------------------------------------------------------------------------------------

TEST_F(RunsTest, going_back_asks_again_and_forgets_nothing) {
    to_the_lock();
    auto at = back(nobody, "tell_lock");
    EXPECT_EQ(at.step->id, "which");
    EXPECT_THAT(at.facts, IsEmpty());
    EXPECT_EQ(back(nobody, "tell_lock").step->id, "which");  // a second click does nothing
    world["door.lock"] = {.value = "none"};
    at = type(nobody, "which", "E 8");
    EXPECT_EQ(at.state, State::ended);
    EXPECT_EQ(at.trail.size(), 2u);
    EXPECT_EQ(at.trail[1].answer, "E 8");
    at = back(nobody, "open", at.trail[0].seq);
    EXPECT_EQ(at.step->id, "what");
    EXPECT_FALSE(at.ending);
    EXPECT_FALSE(at.can_go_back);
    EXPECT_EQ(code_of([&] { back(nobody, "what"); }), "run.cannot_go_back");
    EXPECT_EQ(code_of([&] { back(nobody, "what", 2); }), "run.cannot_go_back");  // superseded
    std::vector<std::string> kinds;
    for (auto const& event : stored(at.id)) kinds.emplace_back(boost::describe::enum_to_string(event.kind, ""));
    EXPECT_THAT(kinds, ElementsAre("answered", "answered", "looked_up", "looked_up", "back", "answered", "looked_up", "looked_up",
                                   "back"));
}

TEST_F(RunsTest, from_a_proof_one_may_go_back) {
    start(nobody);
    choose(nobody, "what", "guests");
    EXPECT_EQ(back(nobody, "").step->id, "what");
    EXPECT_EQ(back(nobody, "").step->id, "what");
}

TEST_F(RunsTest, the_same_answer_twice_is_one_and_another_has_moved) {
    auto const first = start(nobody);
    choose(nobody, "what", "stuck");
    EXPECT_EQ(choose(nobody, "what", "stuck").step->id, "which");
    EXPECT_EQ(code_of([&] { choose(nobody, "what", "guests"); }), "run.moved");
    type(nobody, "which", "E 7");
    EXPECT_EQ(type(nobody, "which", " E 7 ").state, State::proving);
    EXPECT_EQ(code_of([&] { type(nobody, "which", "E 8"); }), "run.moved");
    EXPECT_EQ(code_of([&] { choose(nobody, "no_such_step", "x"); }), "run.moved");
    EXPECT_EQ(code_of([&] { choose(nobody, "tell_lock", "continue"); }), "run.moved");
    EXPECT_EQ(stored(first.id).size(), 3u);
}

TEST_F(RunsTest, of_two_tabs_that_answer_at_once_one_is_first) {
    auto const begun = start(nobody);
    std::vector<std::string> codes;
    for (auto const* id : {"stuck", "person"})
        asio::co_spawn(io, runs.answer(nobody, {.token = token, .step = "what", .answer = id, .text = {}}),
                       [&](std::exception_ptr const& error, std::optional<RunView> const&) {
                           try {
                               if (error) std::rethrow_exception(error);
                               codes.emplace_back("fine");
                           } catch (Problem const& problem) {
                               codes.push_back(problem.code);
                           }
                       });
    io.restart();
    while (codes.size() < 2 && io.run_one() > 0) {
    }
    EXPECT_THAT(codes, ::testing::UnorderedElementsAre("fine", "run.moved"));
    EXPECT_EQ(stored(begun.id).size(), 1u);
}

TEST_F(RunsTest, a_run_has_its_limit_and_is_still_a_persons) {
    start(nobody);
    auto at = look(nobody);
    std::string last;
    for (int i = 0; i < 200 && last.empty(); ++i) {
        last = code_of([&] { at = at.step->id == "what" ? choose(nobody, "what", "key") : back(nobody, "send_key"); });
        if (last == "fine") last.clear();
    }
    EXPECT_EQ(last, "run.too_long");
    EXPECT_EQ(stored(at.id).size(), limits::run_steps);
    EXPECT_EQ(run(io, runs.hand_over(nobody, {token}, conversation())).state, State::handed_over);
}

// Ending -------------------------------------------------------------------------------------------------------------------

TEST_F(RunsTest, whether_it_helped_is_said_at_the_end) {
    start(nobody);
    EXPECT_EQ(code(runs.solved(nobody, {.token = token, .solved = YesNo::yes, .reason = {}})), "run.not_ended");
    choose(nobody, "what", "key");
    say(nobody, "send_key", YesNo::no);
    auto at = run(io, runs.solved(nobody, {.token = token, .solved = YesNo::no, .reason = "did_not_work"}));
    EXPECT_EQ(at.solved, false);
    at = run(io, runs.solved(nobody, {.token = token, .solved = YesNo::yes, .reason = {}}));
    EXPECT_EQ(at.solved, true);
    EXPECT_EQ(back(nobody, "open").solved, std::nullopt);
}

TEST_F(RunsTest, a_person_takes_over_from_anywhere_once) {
    to_the_lock();
    auto const whole = run(io, runs.whole(nobody, {token}));
    EXPECT_EQ(whole.facts.size(), 2u);
    auto const to = conversation();
    auto const at = run(io, runs.hand_over(nobody, {token}, to));
    EXPECT_EQ(at.state, State::handed_over);
    EXPECT_EQ(at.conversation_id, to);
    EXPECT_EQ(run(io, runs.hand_over(nobody, {token}, to)).conversation_id, to);
    EXPECT_EQ(code(runs.hand_over(nobody, {token}, conversation())), "run.handed_over");
    EXPECT_EQ(code_of([&] { choose(nobody, "tell_lock", "continue"); }), "run.over");
    EXPECT_EQ(code(runs.resume(nobody, {.token = token, .channel = Channel::chat, .language = {}})), "run.over");
    EXPECT_FALSE(at.can_go_back);
}

TEST_F(RunsTest, a_run_that_nobody_goes_on_with_expires) {
    to_the_lock();
    clock.advance(limits::run_life);
    auto at = look(signed_in);
    EXPECT_EQ(at.state, State::expired);
    EXPECT_THAT(at.trail, IsEmpty());
    EXPECT_THAT(at.facts, IsEmpty());
    EXPECT_EQ(code_of([&] { choose(signed_in, "tell_lock", "continue"); }), "run.over");
    clock.advance(1s);
    run(io, runs.expire_old());
    EXPECT_EQ(run(io, database.run(sql::by_id, at.id))->state, State::expired);
}

TEST_F(RunsTest, strangers_tokens_flows_languages_and_channels_are_refused) {
    EXPECT_EQ(code(runs.read(nobody, {"omr1_no"})), "run.unknown");
    EXPECT_EQ(code(runs.read(nobody, {""})), "run.unknown");
    EXPECT_EQ(code(runs.read(nobody, {"omr1_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})), "run.unknown");
    EXPECT_EQ(code(runs.start(nobody, {.flow = "window", .language = "en", .channel = {}})), "flow.unknown");
    EXPECT_EQ(code(runs.start(nobody, {.flow = "door", .language = "de", .channel = {}})), "field.choice");
    EXPECT_EQ(code(runs.start(nobody, {.flow = "door", .language = "en", .channel = Channel::staff})), "field.choice");
    for (std::uint32_t i = 3; i < limits::runs_at_once; ++i) start(edge::Gate::nobody("192.0.2.7"));
    std::string last;
    for (int i = 0; i < 5; ++i) last = code_of([&] { start(edge::Gate::nobody("192.0.2.7")); });
    EXPECT_EQ(last, "rate.limited");
    EXPECT_EQ(runs.list("zh-CN").flows.at(0).title, "门");
}

TEST_F(RunsTest, a_run_goes_on_with_the_version_that_it_began_with) {
    auto const begun = start(nobody);
    auto const older = token;
    serve(other("version: 3", "version: 4"));
    auto fresh_start = start(nobody);
    EXPECT_EQ(fresh_start.version, 4);
    token = older;
    EXPECT_EQ(choose(nobody, "what", "stuck").version, 3);
    // Another process, that never loaded the old one.
    Flows later{database, registry, clock};
    Runs there{database, later, registry, proofs, log, clock, random};
    EXPECT_EQ(run(io, there.read(nobody, {older})).step->id, "which");
}

TEST_F(RunsTest, a_run_whose_flow_can_no_longer_be_run_is_over) {
    start(nobody);
    Registry less;  // a program that knows none of these facts
    Flows later{database, less, clock};
    Runs there{database, later, less, proofs, log, clock, random};
    EXPECT_EQ(run(io, there.read(nobody, {token})).state, State::expired);
    EXPECT_EQ(code(there.answer(nobody, {.token = token, .step = "what", .answer = "stuck", .text = {}})), "run.over");
}

// Staff --------------------------------------------------------------------------------------------------------------------

TEST_F(RunsTest, staff_see_all_of_a_run_in_their_own_words) {
    auto const seen = to_the_lock();
    clock.advance(2h);
    auto const at = run(io, runs.read_as_staff(agent(), seen.id, "zh-CN"));
    EXPECT_EQ(at.facts.size(), 2u);
    EXPECT_EQ(at.step->text, "客服看到 锁着。");
    EXPECT_EQ(at.trail[0].question, "客户怎么说？");
    EXPECT_EQ(code(runs.read_as_staff(agent(), RunId::make(clock, random), "en")), "run.unknown");
    EXPECT_EQ(code(runs.answer_as_staff(agent(), seen.id, {.token = {}, .step = "tell_lock", .answer = "continue", .text = {}})),
              "run.of_customer");
}

TEST_F(RunsTest, staff_run_the_same_flow_as_far_as_the_customer_has_proved) {
    auto const ana = agent();
    auto at =
        run(io, runs.start_for(ana, li, Assurance::address, {.flow = "door", .language = "en", .channel = {}}, conversation()));
    EXPECT_EQ(at.channel, Channel::staff);
    EXPECT_EQ(at.step->text, "What does the customer say?");
    run(io, runs.answer_as_staff(ana, at.id, {.token = {}, .step = "what", .answer = "stuck", .text = {}}));
    at = run(io, runs.answer_as_staff(ana, at.id, {.token = {}, .step = "which", .answer = {}, .text = ""}));
    EXPECT_EQ(at.step->text, "Staff see locked <now>.");
    EXPECT_EQ(asked.back().account, li);
    at = run(io, runs.back_as_staff(ana, at.id, {.token = {}, .step = "tell_lock", .to = 1}));
    at = run(io, runs.answer_as_staff(ana, at.id, {.token = {}, .step = "what", .answer = "guests", .text = {}}));
    EXPECT_EQ(at.ending->text, "Usually it is locked.");  // no session was proved

    at = run(io, runs.start_for(ana, li, Assurance::session, {.flow = "door", .language = "en", .channel = {}}, {}));
    at = run(io, runs.answer_as_staff(ana, at.id, {.token = {}, .step = "what", .answer = "guests", .text = {}}));
    EXPECT_EQ(at.step->id, "clear");
    EXPECT_EQ(code(runs.act_as_staff(ana, at.id, {.token = {}, .step = "clear", .choice = YesNo::yes, .text = {}})),
              "act.customer_only");
    at = run(io, runs.act_as_staff(ana, at.id, {.token = {}, .step = "clear", .choice = YesNo::no, .text = {}}));
    EXPECT_EQ(at.state, State::ended);
    EXPECT_THAT(acts, IsEmpty());
}

TEST_F(RunsTest, proofs_acts_and_runs_of_staff_are_on_record) {
    to_the_lock();
    start(fresh);
    choose(fresh, "what", "guests");
    say(fresh, "clear", YesNo::yes);
    run(io, runs.start_for(agent(), li, Assurance::session, {.flow = "door", .language = "en", .channel = {}}, {}));
    static constexpr postgres::Query<postgres::Many<std::string>()> recorded{"test.acts",
                                                                             "SELECT act FROM audit_records ORDER BY seq"};
    EXPECT_THAT(run(io, database.run(recorded)),
                ElementsAre("diagnosis.address_proved", "diagnosis.acted", "diagnosis.started_for"));
}

// Diagrams and replays -----------------------------------------------------------------------------------------------------

std::int64_t on_edge(Diagram const& diagram, std::string_view from, std::string_view branch) {
    for (auto const& edge : diagram.edges)
        if (edge.from == from && edge.branch == branch) return edge.runs;
    return -1;
}
DiagramStep step_of(Diagram const& diagram, std::string_view id) {
    return *std::ranges::find(diagram.steps, id, &DiagramStep::id);
}

TEST_F(RunsTest, a_diagram_counts_how_many_runs_went_where) {
    to_the_lock();
    to_the_lock();
    choose(nobody, "tell_lock", "continue");
    choose(nobody, "more", "no");
    run(io, runs.solved(nobody, {.token = token, .solved = YesNo::yes, .reason = {}}));
    start(nobody);
    choose(nobody, "what", "stuck");
    back(nobody, "which");
    choose(nobody, "what", "key");
    say(nobody, "send_key", YesNo::no);
    run(io, runs.solved(nobody, {.token = token, .solved = YesNo::no, .reason = {}}));
    auto const ana = agent();
    run(io, runs.start_for(ana, li, Assurance::session, {.flow = "door", .language = "en", .channel = {}},
                           {}));  // counts for nothing

    auto const diagram = run(io, diagrams.flow(ana, "door", {"en"}));
    EXPECT_EQ(diagram.runs, 3);
    EXPECT_EQ(diagram.ended, 2);
    EXPECT_EQ(diagram.solved, 1);
    EXPECT_EQ(diagram.not_solved, 1);
    EXPECT_EQ(on_edge(diagram, "what", "stuck"), 2);  // one went back
    EXPECT_EQ(on_edge(diagram, "what", "key"), 1);
    EXPECT_EQ(on_edge(diagram, "lock", "is:locked"), 2);
    EXPECT_EQ(on_edge(diagram, "lock", "unproved"), 0);
    EXPECT_EQ(on_edge(diagram, "send_key", "no"), 1);
    EXPECT_EQ(step_of(diagram, "what").reached, 3);
    EXPECT_EQ(step_of(diagram, "open").reached, 2);
    EXPECT_EQ(step_of(diagram, "open").solved, 1);
    EXPECT_EQ(step_of(diagram, "open").not_solved, 1);
    EXPECT_EQ(step_of(diagram, "tell_lock").stopped, 1);
    EXPECT_EQ(step_of(diagram, "lock").text, "Lock");
    EXPECT_EQ(step_of(diagram, "tell_lock").text, "Staff see {door.lock}.");
    clock.advance(24h * 31);
    EXPECT_EQ(run(io, diagrams.flow(ana, "door", {"en"})).runs, 0);
    EXPECT_EQ(code(diagrams.flow(ana, "window", {"en"})), "flow.unknown");
}

TEST_F(RunsTest, a_replay_says_what_another_version_would_change) {
    auto const ana = agent();
    to_the_lock();
    choose(nobody, "tell_lock", "continue");
    choose(nobody, "more", "no");  // ends at open
    start(nobody);
    choose(nobody, "what", "stuck");  // stopped at which
    start(fresh);
    choose(fresh, "what", "guests");
    say(fresh, "clear", YesNo::yes);  // ends at cleared
    auto const replay = [&](std::string text) {
        return run(io, diagrams.replay(ana, {.flow = "door", .text = std::move(text), .days = {}}));
    };

    auto same = run(io, diagrams.replay(ana, {.flow = "door", .text = {}, .days = {}}));
    EXPECT_EQ(same.runs, 3);
    EXPECT_EQ(same.same, 3);
    EXPECT_THAT(same.changes, IsEmpty());

    auto elsewhere = replay(other("when: [{at_least: 2, go: clear}]", "when: [{at_least: 3, go: clear}]"));
    EXPECT_EQ(elsewhere.same, 2);
    ASSERT_EQ(elsewhere.changes.size(), 1u);
    EXPECT_EQ(elsewhere.changes[0].result, ReplayResult::other_end);
    EXPECT_EQ(elsewhere.changes[0].was, "cleared");
    EXPECT_EQ(elsewhere.changes[0].now, "open");
    EXPECT_EQ(elsewhere.changes[0].examples.size(), 1u);

    auto gone = replay(other("id: guests, label", "id: visitors, label"));
    EXPECT_EQ(gone.stuck, 1);
    EXPECT_EQ(gone.changes.at(0).result, ReplayResult::answer_gone);
    EXPECT_EQ(gone.changes.at(0).now, "what");

    auto missing =
        replay(other("otherwise: open\n    unproved: plain\n  clear:", "otherwise: lock\n    unproved: plain\n  clear:"));
    EXPECT_EQ(missing.stuck, 0);
    missing = replay(
        other("when: [{at_least: 2, go: clear}]\n    otherwise: open", "when: [{at_least: 2, go: lock}]\n    otherwise: clear"));
    EXPECT_EQ(missing.changes.at(0).result, ReplayResult::fact_missing);
    EXPECT_EQ(missing.changes.at(0).now, "lock");

    auto new_question = replay(other("    optional: true\n    go: is_ours", "    optional: true\n    go: colour") +
                               "  colour:\n    ask: {en: Its colour, zh-CN: 颜色}\n    input: text\n    go: is_ours\n");
    EXPECT_THAT(new_question.mistakes, IsEmpty());
    EXPECT_EQ(new_question.stuck, 1);
    EXPECT_EQ(new_question.changes.at(0).result, ReplayResult::not_asked);

    auto wrong = replay("flow: door\n");
    EXPECT_FALSE(wrong.mistakes.empty());
    EXPECT_EQ(wrong.runs, 0);
    EXPECT_EQ(code(diagrams.replay(ana, {.flow = "window", .text = {}, .days = {}})), "flow.unknown");
}

// The operator's own flows -----------------------------------------------------------------------------------------------------

TEST(FlowsOfAFolder, take_the_place_of_shipped_ones_and_mistakes_are_refused) {
    asio::io_context io;
    ManualClock clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    ombud::testing::ScratchDatabase scratch;
    ombud::testing::SilentObserver observer;
    postgres::Database database{io, scratch.settings(), observer};
    run(io, database.connect());
    auto const registry = registry_of_shapes();
    auto const folder = std::filesystem::temp_directory_path() /
                        ("flows-" + Uuid::make_v7(clock.now(), *std::make_unique<SystemRandom>()).text());
    std::filesystem::create_directory(folder);
    auto const write = [&](std::string_view text) { std::ofstream{folder / "sign-in.yaml"} << text; };

    Flows shipped{database, registry, clock};
    run(io, shipped.load());
    EXPECT_EQ(shipped.all().size(), 5u);
    write(
        "flow: sign-in\nversion: 77\ntopic: sign_in\ntitle: {en: a, zh-CN: b}\nsummary: {en: a, zh-CN: b}\nstart: x\nsteps:\n"
        "  x: {explain: {en: a, zh-CN: b}, outcome: answered}\n");
    Flows own{database, registry, clock, folder};
    run(io, own.load());
    EXPECT_EQ(own.find("sign-in")->version, 77);
    EXPECT_EQ(own.all().size(), 5u);
    write("flow: sign-in\n");
    Flows broken{database, registry, clock, folder};
    try {
        run(io, broken.load());
        ADD_FAILURE() << "a broken flow was taken";
    } catch (Problem const& problem) {
        EXPECT_EQ(problem.code, "flows.invalid");
        EXPECT_THAT(problem.detail, HasSubstr("sign-in.yaml:1: field.missing"));
    }
    run(io, database.close());
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace ombud::diagnosis
