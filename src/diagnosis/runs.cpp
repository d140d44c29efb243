#include "diagnosis/runs.hpp"

#include <algorithm>
#include <ranges>
#include <sodium.h>

#include "audit/audit.hpp"
#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/tokens.hpp"
#include "diagnosis/offers.hpp"
#include "diagnosis/queries.hpp"
#include "diagnosis/show.hpp"
#include "diagnosis/walk.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"
#include "safety/typed.hpp"
#include "text/names.hpp"

namespace ombud::diagnosis {

namespace {

constexpr std::int64_t proofs_at_most = 5;  // letters that one run may cause
constexpr int tries = 5;                    // to be first among tabs
constexpr auto looked_after_every = std::chrono::hours{1};

void require_language(std::string const& language) {
    if (std::ranges::find(languages, language) == std::end(languages))
        throw Problem{ProblemKind::invalid, "field.choice", "language"};
}

void require_customers_channel(std::optional<Channel> channel) {
    if (channel == Channel::staff) throw Problem{ProblemKind::invalid, "field.choice", "channel"};
}

Looker looker_of(Viewer const& who) {
    return {.holder = who.holder(), .fresh_holder = who.fresh_holder(), .peer = who.peer, .staff = false};
}

Looker staff_looker() {
    return {.staff = true};
}

// The ticket of a mailed code, under a key that only whoever holds the run's token has.
class TicketSeal {
public:
    explicit TicketSeal(std::string_view token) {
        constexpr std::string_view purpose = "ombud: ticket of a run";
        crypto_generichash(key_.data(), key_.size(), reinterpret_cast<unsigned char const*>(token.data()), token.size(),
                           reinterpret_cast<unsigned char const*>(purpose.data()), purpose.size());
    }
    [[nodiscard]] postgres::Bytes close(std::string const& ticket, Random& random) const {
        auto const nonce = random.bytes<crypto_secretbox_NONCEBYTES>();
        postgres::Bytes out{std::string(reinterpret_cast<char const*>(nonce.data()), nonce.size())};
        out.data.resize(nonce.size() + crypto_secretbox_MACBYTES + ticket.size());
        crypto_secretbox_easy(reinterpret_cast<unsigned char*>(out.data.data() + nonce.size()),
                              reinterpret_cast<unsigned char const*>(ticket.data()), ticket.size(),
                              reinterpret_cast<unsigned char const*>(nonce.data()), key_.data());
        return out;
    }
    [[nodiscard]] std::optional<std::string> open(postgres::Bytes const& sealed) const {
        constexpr std::size_t overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
        if (sealed.data.size() < overhead) return std::nullopt;
        std::string out(sealed.data.size() - overhead, '\0');
        auto const* bytes = reinterpret_cast<unsigned char const*>(sealed.data.data());
        auto const failed =
            crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(out.data()), bytes + crypto_secretbox_NONCEBYTES,
                                       sealed.data.size() - crypto_secretbox_NONCEBYTES, bytes, key_.data());
        return failed ? std::nullopt : std::optional{std::move(out)};
    }

private:
    std::array<unsigned char, crypto_secretbox_KEYBYTES> key_{};
};

std::string trimmed(std::string text) {
    constexpr char const* blank = " \t\n";
    auto const last = text.find_last_not_of(blank);
    text.erase(last == std::string::npos ? 0 : last + 1);
    text.erase(0, std::min(text.size(), text.find_first_not_of(blank)));
    return text;
}

bool is_date(std::string_view text) {
    return from_rfc3339(std::string(text) + "T00:00:00Z").has_value() || from_rfc3339(text).has_value();
}

struct Typed {
    std::string text;
    bool removed = false;
};

// What was typed, as it may be kept: of its kind, without secrets. Empty only where it may be.
Typed typed_answer(InputKind kind, bool optional, std::string_view typed) {
    auto const refuse = [](char const* code) { throw Problem{ProblemKind::invalid, code, "text"}; };
    auto clean = trimmed(text::clean_lines(typed));
    if (text::count_code_points(clean) > limits::typed_answer_letters) refuse("answer.too_long");
    if (clean.empty() && !optional) refuse("answer.empty");
    if (clean.empty()) return {};
    bool const lines = kind == InputKind::text || kind == InputKind::error_text;
    if (!lines && clean.contains('\n')) refuse("answer.lines");
    if (kind == InputKind::date && !is_date(clean)) refuse("answer.date");
    if (kind == InputKind::email) {
        auto const key = text::email_key(clean);
        if (!key) refuse("answer.email");
        return {*key, false};
    }
    auto guarded = safety::typed_text(clean);
    bool const removed = guarded != clean;
    return {std::move(guarded), removed};
}

// Whether somebody says again what they said.
bool is_same(Event const& event, AnswerRun const& what, Step const& step) {
    if (step.kind == StepKind::choice) return what.answer == event.branch;
    if (step.kind == StepKind::explain) return event.kind == EventKind::continued;
    if (step.kind != StepKind::typed) return false;
    try {
        return event.answer == typed_answer(step.input, step.optional, what.text.value_or("")).text;
    } catch (Problem const&) {
        return false;
    }
}

// The newest thing that somebody did at a step.
Event const* done_at(Walk const& walk, std::string_view step_id) {
    for (auto const* event : std::views::reverse(walk.counting()))
        if (event->step == step_id && event->kind != EventKind::looked_up) return event;
    return nullptr;
}

Event answered(Step const& step, AnswerRun const& what) {
    switch (step.kind) {
        case StepKind::choice: {
            auto const* answer = what.answer ? step.answer(*what.answer) : nullptr;
            if (!answer) throw Problem{ProblemKind::invalid, "answer.unknown", "answer"};
            return {.kind = EventKind::answered, .step = step.id, .branch = answer->id, .goes_to = answer->go};
        }
        case StepKind::typed: {
            auto typed = typed_answer(step.input, step.optional, what.text.value_or(""));
            return {.kind = EventKind::answered,
                    .step = step.id,
                    .branch = "typed",
                    .goes_to = step.go.value(),
                    .answer = std::move(typed.text),
                    .removed = typed.removed};
        }
        case StepKind::explain:
            if (!step.go) throw Problem{ProblemKind::conflict, "run.moved"};
            if (what.answer != "continue") throw Problem{ProblemKind::invalid, "answer.unknown", "answer"};
            return {.kind = EventKind::continued, .step = step.id, .branch = "continue", .goes_to = *step.go};
        default:
            throw Problem{ProblemKind::conflict, "run.moved"};
    }
}

// nullopt: the customer said no.
Event acted(Step const& step, std::optional<bool> done) {
    auto const& to = !done ? step.on_no : *done ? step.go.value() : step.on_failed;
    return {.kind = EventKind::acted,
            .step = step.id,
            .branch = !done   ? "no"
                      : *done ? "yes"
                              : "failed",
            .goes_to = to,
            .name = step.name};
}

// Of two clicks at once one acts.
class Acting {
public:
    explicit Acting(std::set<RunId>& all) : all_(all) {}
    ~Acting() {
        if (own_) all_.erase(*own_);
    }
    Acting(Acting const&) = delete;
    Acting& operator=(Acting const&) = delete;

    // Problem{conflict, "run.busy"}.
    void begin(RunId id) {
        if (own_) return;
        if (!all_.insert(id).second) throw Problem{ProblemKind::conflict, "run.busy"};
        own_ = id;
    }

private:
    std::set<RunId>& all_;
    std::optional<RunId> own_;
};

json::value as_rows(std::vector<Event> const& events) {
    return to_json(events);
}

}  // namespace

Runs::Runs(postgres::Database& database, Flows& flows, Registry const& registry, AddressProofs& proofs, audit::Log& audit,
           Clock& clock, Random& random)
    : database_(database),
      flows_(flows),
      registry_(registry),
      proofs_(proofs),
      audit_(audit),
      clock_(clock),
      random_(random),
      starts_(clock, limits::runs_at_once, limits::one_run_each) {}

// Fetching, storing, showing ---------------------------------------------------------------------------------------------

Task<std::unique_ptr<Walk>> Runs::fetch(Key key, Looker who) {
    std::optional<StoredRun> found;
    if (auto const* by_token = std::get_if<RunToken>(&key)) {
        if (looks_like_token(run_prefix, by_token->token))
            found = co_await database_.run(sql::by_token, token_hash(by_token->token));
    } else {
        found = co_await database_.run(sql::by_id, std::get<RunId>(key));
    }
    if (!found) throw Problem{ProblemKind::not_found, "run.unknown"};
    auto flow = co_await flows_.version(found->flow_hash);
    co_return std::make_unique<Walk>(std::move(*found), std::move(flow), registry_, std::move(who), clock_);
}

Task<bool> Runs::store(Walk& walk) {
    auto const& run = walk.run;
    auto const stored =
        co_await database_.run(sql::move, run.id, run.revision, run.language, run.channel, run.state, run.step, run.account_id,
                               run.proved_at, run.proof_ticket, run.proof_masked, run.proofs_sent, run.outcome, run.solved,
                               run.solved_reason, run.conversation_id, run.moved_at, as_rows(walk.new_events()));
    co_return stored.has_value();
}

template <class Change>
Task<RunView> Runs::move(Key key, Looker who, Change change) {
    for (int i = 0; i < tries; ++i) {
        auto const walk = co_await fetch(key, who);
        co_await change(*walk);
        if (!walk->changed || co_await store(*walk)) co_return shown(*walk);
    }
    throw Problem{ProblemKind::conflict, "run.busy"};
}

RunView Runs::shown(Walk const& walk, std::optional<std::string> language) const {
    auto const flow_title = [this](std::string const& name, std::string const& in) {
        auto const flow = flows_.find(name);
        return flow ? flow->title.in(in) : std::string{};
    };
    auto const in = language.value_or(walk.run.language);
    return show(walk, flows_.labels(), {.flow = flow_title, .article = article_title_}, in);
}

Task<void> Runs::record(std::string act, Walk const& walk, json::object details) {
    details.emplace("flow", walk.run.flow);
    details.emplace("step", walk.run.step);
    auto const actor = walk.run.staff_id ? walk.run.staff_id->uuid : walk.run.account_id ? walk.run.account_id->uuid : Uuid{};
    bool const known = walk.run.staff_id || walk.run.account_id;
    co_await audit_.record({.act = std::move(act),
                            .actor_kind = walk.run.staff_id ? audit::ActorKind::staff
                                          : known           ? audit::ActorKind::customer
                                                            : audit::ActorKind::nobody,
                            .actor = known ? std::optional{actor} : std::nullopt,
                            .subject = walk.run.id.uuid,
                            .details = std::move(details)});
}

// Beginning ----------------------------------------------------------------------------------------------------------------

Task<std::unique_ptr<Walk>> Runs::begin(StartRun what, Looker who, StoredRun run, std::optional<std::string> token) {
    require_language(what.language);
    auto const flow = flows_.find(what.flow);
    if (!flow) throw Problem{ProblemKind::not_found, "flow.unknown", "flow"};
    auto const now = clock_.now();
    run.id = RunId::make(clock_, random_);
    run.flow = flow->name;
    run.version = flow->version;
    run.flow_hash = flow->hash;
    run.language = what.language;
    run.step = flow->start;
    run.created_at = run.moved_at = now;
    auto const peer = who.peer;
    auto walk = std::make_unique<Walk>(std::move(run), flow, registry_, std::move(who), clock_);
    co_await walk->advance();
    auto& begun = walk->run;
    auto const hash = token ? std::optional{token_hash(*token)} : std::nullopt;
    bool const by_letter = what.letter && looks_like_token(offer_prefix, *what.letter);
    auto const offer = by_letter ? std::optional{token_hash(*what.letter)} : std::nullopt;
    // Where it was followed from, in no form that tells it.
    auto const used_by = by_letter ? std::optional{token_hash(*what.letter + " " + peer)} : std::nullopt;
    auto const joined =
        co_await database_.run(sql::begin, begun.id, hash, begun.flow, begun.version, begun.flow_hash, begun.language,
                               begun.channel, begun.state, begun.step, begun.account_id, begun.granted, begun.outcome,
                               begun.conversation_id, begun.staff_id, now, as_rows(walk->new_events()), offer, used_by);
    if (joined) {
        begun.channel = Channel::mail;
        begun.conversation_id = joined;
    }
    co_return walk;
}

Task<StartedRun> Runs::start(Viewer who, StartRun what) {
    require_customers_channel(what.channel);
    starts_.require(network_of(who.peer));
    StoredRun run{.channel = what.channel.value_or(Channel::site)};
    auto token = new_token(run_prefix, random_);
    auto const walk = co_await begin(std::move(what), looker_of(who), std::move(run), token);
    co_return StartedRun{std::move(token), shown(*walk)};
}

FlowList Runs::list(std::string_view language) const {
    FlowList out;
    for (auto const& [name, flow] : flows_.all())
        out.flows.push_back({name, flow->version, flow->topic, flow->title.in(language), flow->summary.in(language)});
    return out;
}

// Going on -----------------------------------------------------------------------------------------------------------------

Task<RunView> Runs::read(Viewer who, RunToken run) {
    auto const go_on = [](Walk& walk) -> Task<void> {
        if (walk.over() || walk.hidden() || walk.run.state != State::proving || walk.wanted()) co_return;
        co_await walk.advance();
    };
    co_return co_await move(std::move(run), looker_of(who), go_on);
}

Task<RunView> Runs::answer_in(Key key, Looker who, AnswerRun what) {
    auto const change = [&what](Walk& walk) -> Task<void> {
        walk.must_be_open();
        bool const current = walk.run.step == what.step && !walk.wanted();
        if (!current) {
            auto const* step = walk.flow->find(what.step);
            auto const* before = step ? done_at(walk, what.step) : nullptr;
            if (before && is_same(*before, what, *step)) co_return;
            throw Problem{ProblemKind::conflict, "run.moved"};
        }
        walk.add(answered(walk.step(), what));
        co_await walk.advance();
    };
    co_return co_await move(std::move(key), std::move(who), change);
}

Task<RunView> Runs::answer(Viewer who, AnswerRun what) {
    RunToken token{what.token};
    co_return co_await answer_in(std::move(token), looker_of(who), std::move(what));
}

Task<RunView> Runs::back_in(Key key, Looker who, BackInRun what) {
    auto const change = [&what](Walk& walk) -> Task<void> {
        walk.must_be_open();
        if (walk.run.step != what.step && !(walk.run.state == State::proving && what.step.empty())) co_return;
        auto const* event = walk.last_choice();
        if (what.to) {
            auto const found = std::ranges::find(walk.counting(), *what.to, &Event::seq);
            event = found != walk.counting().end() && walk.can_go_back_to(**found) ? *found : nullptr;
        }
        if (!event) throw Problem{ProblemKind::conflict, "run.cannot_go_back"};
        walk.go_back_to(*event);
    };
    co_return co_await move(std::move(key), std::move(who), change);
}

Task<RunView> Runs::back(Viewer who, BackInRun what) {
    RunToken token{what.token};
    co_return co_await back_in(std::move(token), looker_of(who), std::move(what));
}

Task<RunView> Runs::resume(Viewer who, ResumeRun what) {
    require_customers_channel(what.channel);
    if (what.language) require_language(*what.language);
    auto const change = [&what](Walk& walk) -> Task<void> {
        if (walk.over()) throw Problem{ProblemKind::conflict, "run.over"};
        // What began by a letter is told there, wherever it goes on.
        bool const by_letter = walk.run.channel == Channel::mail && walk.run.conversation_id;
        auto const channel = by_letter ? Channel::mail : what.channel.value_or(walk.run.channel);
        auto const language = what.language.value_or(walk.run.language);
        walk.changed |= channel != walk.run.channel || language != walk.run.language;
        walk.run.channel = channel;
        walk.run.language = language;
        if (!walk.hidden() && walk.run.state == State::proving && !walk.wanted()) co_await walk.advance();
    };
    RunToken token{what.token};
    co_return co_await move(std::move(token), looker_of(who), change);
}

// Proving ------------------------------------------------------------------------------------------------------------------

namespace {

// What is to be proved now, by an address or at all; nullopt when nothing is.
std::optional<Assurance> asked_for(Walk const& walk) {
    if (walk.over()) throw Problem{ProblemKind::conflict, "run.over"};
    return walk.hidden() ? std::optional{walk.to_see()} : walk.wanted();
}

}  // namespace

Task<RunView> Runs::prove_address(Viewer who, ProveAddress what) {
    RunToken const token{what.token};
    auto const walk = co_await fetch(token, looker_of(who));
    if (asked_for(*walk) != Assurance::address) throw Problem{ProblemKind::conflict, "proof.not_asked"};
    if (walk->run.proofs_sent >= proofs_at_most) throw Problem{ProblemKind::too_many, "proof.too_many"};
    // Counted first: whoever asks in many tabs at once gets no more letters.
    auto const count = [](Walk& at) -> Task<void> {
        if (at.run.proofs_sent >= proofs_at_most) throw Problem{ProblemKind::too_many, "proof.too_many"};
        ++at.run.proofs_sent;
        at.changed = true;
        co_return;
    };
    co_await move(token, looker_of(who), count);
    auto const sent = co_await proofs_.send_code(what.email, walk->run.language, who.peer);
    auto const keep = [&](Walk& at) -> Task<void> {
        at.run.proof_ticket = TicketSeal{what.token}.close(sent.ticket, random_);
        at.run.proof_masked = sent.masked;
        at.changed = true;
        co_return;
    };
    co_return co_await move(token, looker_of(who), keep);
}

Task<RunView> Runs::prove_code(Viewer who, ProveCode what) {
    RunToken const token{what.token};
    auto const walk = co_await fetch(token, looker_of(who));
    if (asked_for(*walk) != Assurance::address) throw Problem{ProblemKind::conflict, "proof.not_asked"};
    auto const ticket = walk->run.proof_ticket ? TicketSeal{what.token}.open(*walk->run.proof_ticket) : std::nullopt;
    if (!ticket) throw Problem{ProblemKind::conflict, "proof.not_sent"};
    auto const account = co_await proofs_.check(*ticket, what.code);
    if (!account) throw Problem{ProblemKind::forbidden, "proof.no_account"};
    auto const proved = [&](Walk& at) -> Task<void> {
        if (at.run.account_id && at.run.account_id != account && at.to_see() > Assurance::nobody)
            throw Problem{ProblemKind::forbidden, "proof.other_account"};
        at.run.account_id = account;
        at.run.proved_at = at.now();
        at.run.proof_ticket.reset();
        at.run.proof_masked.reset();
        at.run.moved_at = at.now();
        at.changed = true;
        if (!at.hidden() && at.run.state == State::proving && !at.wanted()) co_await at.advance();
    };
    auto out = co_await move(token, looker_of(who), proved);
    auto const now_known = co_await fetch(token, looker_of(who));
    co_await record("diagnosis.address_proved", *now_known);
    co_return out;
}

Task<RunView> Runs::cannot_prove(Viewer who, RunToken run) {
    auto const change = [](Walk& walk) -> Task<void> {
        walk.must_be_open();
        if (!walk.wanted()) throw Problem{ProblemKind::conflict, "proof.not_asked"};
        auto const& step = walk.step();
        walk.run.proof_ticket.reset();
        walk.run.proof_masked.reset();
        if (step.kind == StepKind::act)
            walk.add(acted(step, std::nullopt));
        else
            walk.add_unproved();
        co_await walk.advance();
    };
    co_return co_await move(std::move(run), looker_of(who), change);
}

// Acting -------------------------------------------------------------------------------------------------------------------

// Whether it was done; a customer who was too quick may try again.
Task<bool> Runs::carry_out(Walk& walk, ActKind const& kind, std::optional<std::string> typed) {
    auto const& step = walk.step();
    auto asked = walk.asked(step.of);
    if (kind.shape.input && asked.input.empty() && !asked.account)
        asked.input = typed_answer(*kind.shape.input, false, typed.value_or("")).text;
    bool done = false;
    try {
        done = co_await kind.run(std::move(asked));
    } catch (Problem const& problem) {
        log::warning("diagnosis.act_failed", {{"act", step.name}, {"code", problem.code}});
        if (problem.kind == ProblemKind::too_many) throw;
    } catch (std::exception const& error) {
        log::error("diagnosis.act_failed", {{"act", step.name}, {"kind", typeid(error).name()}});
    }
    co_await record("diagnosis.acted", walk, {{"act", step.name}, {"done", done}});
    co_return done;
}

Task<RunView> Runs::act_in(Key key, Looker who, ActInRun what) {
    Acting acting{acting_};
    std::optional<bool> done;  // once, however often another tab was first
    auto const change = [&](Walk& walk) -> Task<void> {
        walk.must_be_open();
        auto const& step = walk.step();
        if (step.kind != StepKind::act || step.id != what.step) {
            auto const* before = done_at(walk, what.step);
            bool const said =
                before && before->kind == EventKind::acted && (before->branch == "no") == (what.choice == YesNo::no);
            if (said) co_return;
            throw Problem{ProblemKind::conflict, "run.moved"};
        }
        if (what.choice == YesNo::yes) {
            if (walk.looker().staff) throw Problem{ProblemKind::forbidden, "act.customer_only"};
            auto const* kind = registry_.act(step.name);
            if (kind && kind->shape.needs > walk.level()) {
                walk.changed |= walk.run.state != State::proving;
                walk.run.state = State::proving;
                co_return;
            }
            acting.begin(walk.run.id);
            if (kind && kind->shape.needs > Assurance::nobody) walk.bind();
            if (!done) done = kind && co_await carry_out(walk, *kind, what.text);
        }
        walk.add(acted(step, done));
        co_await walk.advance();
    };
    co_return co_await move(std::move(key), std::move(who), change);
}

Task<RunView> Runs::act(Viewer who, ActInRun what) {
    RunToken token{what.token};
    co_return co_await act_in(std::move(token), looker_of(who), std::move(what));
}

// Ending -------------------------------------------------------------------------------------------------------------------

Task<RunView> Runs::solved(Viewer who, SolvedRun what) {
    auto reason = what.reason ? std::optional{trimmed(safety::typed_text(*what.reason))} : std::nullopt;
    if (reason && text::count_code_points(*reason) > limits::feedback_letters)
        throw Problem{ProblemKind::invalid, "answer.too_long", "reason"};
    auto const change = [&](Walk& walk) -> Task<void> {
        if (walk.run.state == State::expired) throw Problem{ProblemKind::conflict, "run.over"};
        if (walk.hidden()) throw Problem{ProblemKind::forbidden, "proof.required"};
        if (walk.run.state != State::ended && walk.run.state != State::handed_over)
            throw Problem{ProblemKind::conflict, "run.not_ended"};
        walk.run.solved = what.solved == YesNo::yes;
        walk.run.solved_reason = reason;
        walk.changed = true;
        co_return;
    };
    RunToken token{what.token};
    co_return co_await move(std::move(token), looker_of(who), change);
}

Task<RunView> Runs::hand_over(Viewer who, RunToken run, ConversationId to) {
    auto const change = [to](Walk& walk) -> Task<void> {
        if (walk.run.state == State::handed_over) {
            if (walk.run.conversation_id == to) co_return;
            throw Problem{ProblemKind::conflict, "run.handed_over"};
        }
        walk.must_be_open();
        walk.run.state = State::handed_over;
        walk.run.conversation_id = to;
        walk.run.proof_ticket.reset();
        walk.run.moved_at = walk.now();
        walk.changed = true;
    };
    co_return co_await move(std::move(run), looker_of(who), change);
}

// Staff --------------------------------------------------------------------------------------------------------------------

Task<RunView> Runs::read_as_staff(Agent, RunId run, std::string language) {
    require_language(language);
    auto const walk = co_await fetch(run, staff_looker());
    co_return shown(*walk, std::move(language));
}

Task<std::optional<RunId>> Runs::untold(Timestamp stood_since) {
    co_return co_await database_.run(sql::untold, stood_since);
}

Task<RunView> Runs::read_for_note(RunId run) {
    auto const walk = co_await fetch(run, staff_looker());
    co_return shown(*walk);
}

Task<void> Runs::is_told(RunId run) {
    co_await database_.run(sql::is_told, run, clock_.now());
}

Task<RunView> Runs::start_for(Agent by, CustomerId account, Assurance proved, StartRun what,
                              std::optional<ConversationId> conversation) {
    StoredRun run{
        .channel = Channel::staff, .account_id = account, .granted = proved, .conversation_id = conversation, .staff_id = by.id};
    auto const walk = co_await begin(std::move(what), staff_looker(), std::move(run), std::nullopt);
    co_await record("diagnosis.started_for", *walk, {{"account", account.text()}});
    co_return shown(*walk);
}

namespace {

// Only what staff began is theirs to go on with.
void require_of_staff(RunView const& run) {
    if (run.channel != Channel::staff) throw Problem{ProblemKind::forbidden, "run.of_customer"};
}

}  // namespace

Task<RunView> Runs::answer_as_staff(Agent by, RunId run, AnswerRun what) {
    auto const now = co_await read_as_staff(std::move(by), run, "en");
    require_of_staff(now);
    co_return co_await answer_in(run, staff_looker(), std::move(what));
}

Task<RunView> Runs::back_as_staff(Agent by, RunId run, BackInRun what) {
    auto const now = co_await read_as_staff(std::move(by), run, "en");
    require_of_staff(now);
    co_return co_await back_in(run, staff_looker(), std::move(what));
}

Task<RunView> Runs::act_as_staff(Agent by, RunId run, ActInRun what) {
    auto const now = co_await read_as_staff(std::move(by), run, "en");
    require_of_staff(now);
    co_return co_await act_in(run, staff_looker(), std::move(what));
}

// By a timer -----------------------------------------------------------------------------------------------------------------

Task<void> Runs::expire_old() {
    co_await database_.run(sql::expire, clock_.now() - limits::run_life);
}

Task<void> Runs::look_after() {
    return postgres::keep_doing(clock_, "diagnosis.runs", looked_after_every, [this] { return expire_old(); });
}

}  // namespace ombud::diagnosis
