#include "site/answer_pages.hpp"

#include "core/limits.hpp"
#include "core/markup.hpp"
#include "core/number.hpp"
#include "core/problem.hpp"
#include "http/cookies.hpp"
#include "site/fields.hpp"

namespace ombud::site {

namespace {

using diagnosis::RunView;
using diagnosis::State;
using Value = json::value;

constexpr auto run_cookie_life = std::chrono::days{7};
constexpr char const* screens[] = {"question", "typed",  "prove",  "code",   "step_up", "act",
                                   "explain",  "ending", "intake", "handed", "over",    "earlier"};

template <class E>
std::string name_of(E value) {
    return boost::describe::enum_to_string(value, "");
}

std::string cookie_of(diagnosis::Flow const& flow) {
    return "ombud_run_" + flow.name;
}

Value absent_or(std::optional<std::string> const& text) {
    return text && !text->empty() ? Value(*text) : Value(false);
}

char const* level_of(diagnosis::Outcome outcome) {
    return outcome == diagnosis::Outcome::solved ? "good" : outcome == diagnosis::Outcome::waiting ? "wait" : "plain";
}

char const* kind_of(diagnosis::InputKind input) {
    using enum diagnosis::InputKind;
    if (input == email) return "email";
    if (input == date) return "day";
    if (input == text || input == error_text) return "lines";
    return "line";
}

bool is_mono(diagnosis::InputKind input) {
    using enum diagnosis::InputKind;
    return input == address || input == transaction_id || input == site_or_handle;
}

// The field of codes.field whose words tell what is to be typed.
std::string field_of(diagnosis::InputKind input) {
    using enum diagnosis::InputKind;
    if (input == email) return "email";
    if (input == address) return "address";
    if (input == transaction_id) return "transaction_id";
    if (input == error_text) return "exact_error";
    return "text";
}

std::map<std::string, std::string, std::less<>> form_of(http::Request const& request) {
    std::map<std::string, std::string, std::less<>> out;
    for (auto& [name, value] : http::read_form(request.body)) out.emplace(std::move(name), std::move(value));
    return out;
}

std::string get(std::map<std::string, std::string, std::less<>> const& form, std::string_view name) {
    auto const found = form.find(name);
    return found == form.end() ? std::string{} : found->second;
}

// What was answered since, where an address of a page says that the run stood then.
diagnosis::TrailView const* given_since(RunView const& run, std::string_view at) {
    auto const stood = number_in<std::size_t>(at);
    return stood && *stood < run.trail.size() ? &run.trail[*stood] : nullptr;
}

// On the first screen nothing was looked up yet.
diagnosis::Filling no_facts(diagnosis::Hole const&) {
    return {};
}

http::Response with_cookie(http::Response response, std::string const& name, std::string const& token, bool secure) {
    // Lax: whoever comes back from a letter or from signing in goes on where they were.
    response.fields.push_back(
        http::set_cookie(name.c_str(), token, token.empty() ? std::chrono::seconds{0} : run_cookie_life, secure, "Lax"));
    return response;
}

}  // namespace

char const* said_of(std::string_view code) {
    static std::map<std::string_view, char const*> const known{{"code.wrong", "code_wrong"},
                                                               {"code.too_many", "too_many_codes"},
                                                               {"ticket.expired", "code_expired"},
                                                               {"run.moved", "run_moved"},
                                                               {"run.busy", "run_busy"},
                                                               {"run.too_long", "run_too_long"},
                                                               {"run.not_ended", "run_not_ended"},
                                                               {"run.cannot_go_back", "cannot_go_back"},
                                                               {"run.handed_over", "handed_over"},
                                                               {"run.of_customer", "of_customer"},
                                                               {"act.customer_only", "customer_only"},
                                                               {"answer.unknown", "answer_missing"},
                                                               {"answer.empty", "text_missing"},
                                                               {"answer.too_long", "text_too_long"},
                                                               {"answer.email", "email_form"},
                                                               {"answer.date", "day_form"},
                                                               {"answer.lines", "one_line"},
                                                               {"email.invalid", "email_form"},
                                                               {"rate.limited", "slow_down"},
                                                               {"proof.required", "proof_required"},
                                                               {"proof.too_many", "too_many_codes"},
                                                               {"proof.no_account", "code_wrong"},
                                                               {"proof.other_account", "other_account"},
                                                               {"proof.not_asked", "run_moved"},
                                                               {"proof.not_sent", "run_moved"},
                                                               {"field.required", "answer_missing"}};
    auto const found = known.find(code);
    return found == known.end() ? nullptr : found->second;
}

json::value diagnosis_of(RunView const& run) {
    return {{"run_id", run.id.text()},     {"flow", run.flow},
            {"version", run.version},      {"outcome", run.ending ? to_json(run.ending->outcome) : Value(nullptr)},
            {"trail", to_json(run.trail)}, {"facts", to_json(run.facts)}};
}

json::value without_facts(json::value diagnosis) {
    auto& all = diagnosis.as_object();
    all["trail"] = all["facts"] = json::array{};
    return diagnosis;
}

AnswerPages::AnswerPages(Frame& frame, diagnosis::Runs& runs, diagnosis::Flows const& flows, diagnosis::Offers& offers,
                         ContactPages& contact, PlaceOf place_of)
    : frame_(frame), runs_(runs), flows_(flows), offers_(offers), contact_(contact), place_of_(std::move(place_of)) {}

AnswerPages::Where AnswerPages::find(std::string const& language, std::string const& name, Viewer const& by,
                                     http::Request const& request) const {
    auto flow = flows_.find(name);
    if (!flow) throw Problem{ProblemKind::not_found, "path.unknown"};
    Looker looker{language, by, request};
    auto token = request.cookie(http::cookie_name(cookie_of(*flow).c_str(), request.secure)).value_or("");
    return {std::move(looker), std::move(flow), std::move(token), request.secure};
}

std::string AnswerPages::path(Where const& where) const {
    return "/" + where.looker.language + "/answers/" + where.flow->name;
}

std::string AnswerPages::path_of(Where const& where, RunView const& run) const {
    return path(where) + "?at=" + std::to_string(run.trail.size());
}

Task<RunView> AnswerPages::begin(Viewer by, Where& where) {
    diagnosis::StartRun what{.flow = where.flow->name, .language = where.looker.language, .channel = diagnosis::Channel::site};
    if (!where.letter.empty()) what.letter = where.letter;
    auto started = co_await runs_.start(std::move(by), std::move(what));
    where.token = std::move(started.token);
    co_return std::move(started.run);
}

Task<void> AnswerPages::come_by(Where& where, std::string letter) {
    if (letter.empty() || !co_await offers_.is_open(letter, where.flow->name)) co_return;
    where.letter = std::move(letter);
    where.token.clear();
}

Task<http::Response> AnswerPages::page(Viewer by, http::PathText language, http::PathText flow, http::Request* request) {
    auto where = find(language.value, flow.value, by, *request);
    co_await come_by(where, request->parameter("letter").value_or(""));
    if (where.token.empty()) co_return first_screen(where, *request);
    std::optional<RunView> run;
    std::string why;
    try {
        run = co_await runs_.resume(by, {.token = where.token, .channel = {}, .language = where.looker.language});
    } catch (Problem const& problem) {
        if (problem.kind != ProblemKind::not_found && problem.kind != ProblemKind::conflict) throw;
        why = problem.code;
    }
    // A run that is gone says nothing of why somebody comes now: they begin.
    if (!run && why == "run.unknown") co_return first_screen(where, *request);
    if (!run) run = co_await runs_.read(by, {where.token});
    Beside beside;
    beside.other_address = request->parameter("address").has_value();
    beside.helped = request->parameter("helped").value_or("");
    bool const wants_person = run->state == State::ended && run->ending && run->ending->outcome == diagnosis::Outcome::person;
    if (wants_person) {
        IntakeForm form;
        form.id = contact_.new_form();
        co_return co_await show_intake(where, *run, by, std::move(form), {}, *request);
    }
    auto const* earlier = given_since(*run, request->parameter("at").value_or(""));
    co_return earlier ? show_earlier(where, *run, *earlier, *request) : show(where, *run, by, std::move(beside), *request);
}

Task<RunView> AnswerPages::move(Viewer by, Where& where, Form const& form) {
    auto const what = get(form, "do");
    auto const step = get(form, "step");
    if (where.token.empty()) {
        auto run = co_await begin(by, where);
        bool const only_begins = what == "continue" && where.flow->step(where.flow->start).kind != diagnosis::StepKind::explain;
        if (only_begins) co_return run;
    }
    auto const& token = where.token;
    if (auto const solved = get(form, "solved"); !solved.empty())
        co_return co_await runs_.solved(by,
                                        {.token = token,
                                         .solved = solved == "yes" ? diagnosis::YesNo::yes : diagnosis::YesNo::no,
                                         .reason = form.contains("reason") ? std::optional{get(form, "reason")} : std::nullopt});
    if (auto const change = get(form, "change"); !change.empty())
        co_return co_await runs_.back(by, {.token = token, .step = step, .to = std::atoll(change.c_str())});
    if (what == "back") co_return co_await runs_.back(by, {.token = token, .step = step, .to = {}});
    if (what == "prove_address") co_return co_await runs_.prove_address(by, {token, get(form, "email")});
    if (what == "prove_code") co_return co_await runs_.prove_code(by, {token, get(form, "code")});
    if (what == "cannot_prove") co_return co_await runs_.cannot_prove(by, {token});
    // An act that is about something typed is agreed to by typing it.
    if (form.contains("act"))
        co_return co_await runs_.act(by, {.token = token,
                                          .step = step,
                                          .choice = what == "skip" ? diagnosis::YesNo::no : diagnosis::YesNo::yes,
                                          .text = what == "skip" ? std::nullopt : std::optional{get(form, "text")}});
    if (what == "act_yes" || what == "act_no")
        co_return co_await runs_.act(
            by, {.token = token, .step = step, .choice = what == "act_yes" ? diagnosis::YesNo::yes : diagnosis::YesNo::no});
    diagnosis::AnswerRun answer{.token = token, .step = step, .answer = {}, .text = {}};
    if (what == "continue")
        answer.answer = "continue";
    else if (what == "skip")
        answer.text = "";
    else if (what == "answer")
        answer.text = get(form, "text");
    else
        answer.answer = get(form, "answer");
    co_return co_await runs_.answer(by, std::move(answer));
}

Task<RunView> AnswerPages::move_or_change(Viewer by, Where& where, Form const& form) {
    std::optional<Problem> moved;
    try {
        co_return co_await move(by, where, form);
    } catch (Problem const& problem) {
        if (problem.code != "run.moved") throw;
        moved = problem;
    }
    auto const now = co_await runs_.read(by, {where.token});
    auto const given = std::ranges::find(now.trail, get(form, "step"), &diagnosis::TrailView::step);
    if (given == now.trail.end() || !given->can_change || !now.step) throw std::move(*moved);
    co_await runs_.back(by, {.token = where.token, .step = now.step->id, .to = given->seq});
    co_return co_await move(by, where, form);
}

Task<http::Response> AnswerPages::step(Viewer by, http::PathText language, http::PathText flow, http::Request* request) {
    auto where = find(language.value, flow.value, by, *request);
    auto const cookie = cookie_of(*where.flow);
    auto const form = form_of(*request);
    auto const what = get(form, "do");
    co_await come_by(where, get(form, "letter"));
    if (what == "restart") co_return with_cookie(go_to(path(where)), cookie, "", where.secure);
    if (what == "person") {
        if (where.token.empty()) co_await begin(by, where);
        co_return with_cookie(go_to(path(where) + "/person"), cookie, where.token, where.secure);
    }
    if (what == "another_code") co_return go_to(path(where) + "?address=1");
    std::optional<RunView> moved;
    std::optional<Problem> wrong;
    try {
        moved = co_await move_or_change(by, where, form);
    } catch (Problem const& problem) {
        wrong = problem;
    }
    if (!wrong) {
        auto address = path_of(where, *moved);
        if (auto const solved = get(form, "solved"); !solved.empty())
            address += std::string("&helped=") + (solved == "no" && !form.contains("text") ? "no" : "thanks") + "#helped";
        co_return with_cookie(go_to(std::move(address)), cookie, where.token, where.secure);
    }
    if (wrong->code == "run.unknown") {
        // The cookie is older than the run: what was chosen on the first screen begins another.
        where.token.clear();
        if (get(form, "step") == where.flow->start) {
            auto const begun = co_await move(by, where, form);
            co_return with_cookie(go_to(path_of(where, begun)), cookie, where.token, where.secure);
        }
        co_return with_cookie(show_over(where, "unknown", *request), cookie, "", where.secure);
    }
    if (wrong->code == "run.over") co_return show_over(where, "expired", *request);
    auto const* known = said_of(wrong->code);
    if (!known) throw std::move(*wrong);
    if (where.token.empty()) co_return first_screen_again(where, *request, known);
    Beside beside{
        .error = known, .other_address = what == "prove_address", .typed = get(form, what == "prove_address" ? "email" : "text")};
    auto const run = co_await runs_.read(by, {where.token});
    co_return with_cookie(show(where, run, by, std::move(beside), *request), cookie, where.token, where.secure);
}

json::object AnswerPages::screen(Where const& where, RunView const* run) const {
    auto const& words = Words::of(where.looker.language);
    json::object context;
    for (auto const* name : screens) context[name] = false;
    auto const step = run && run->step ? run->step->id : run ? std::string{} : where.flow->start;
    context["flow"] = {{"id", where.flow->name},
                       {"title", where.flow->title.in(where.looker.language)},
                       {"summary", run ? Value(false) : absent_or(where.flow->summary.in(where.looker.language))},
                       {"first", run == nullptr}};
    auto const number = run ? run->progress.answered + 1 : 1;
    bool const asks = !run || run->state == State::asking;
    context["run"] = {{"action", path(where)},
                      {"hidden", json::array{{{"name", "step"}, {"value", step}}}},
                      {"can_go_back", run && run->can_go_back},
                      {"progress", asks ? Value(words.fill("question_number", {{"number", number}})) : Value(false)}};
    if (!run && !where.letter.empty())
        context["run"].as_object()["hidden"].as_array().push_back({{"name", "letter"}, {"value", where.letter}});
    context["error"] = false;
    json::array trail;
    if (run)
        for (auto const& line : run->trail)
            trail.push_back({{"question", line.question},
                             {"answer", line.answer},
                             {"step", std::to_string(line.seq)},
                             {"changeable", line.can_change}});
    context["trail"] = std::move(trail);
    context["facts"] = run ? facts_of(words, *run) : json::array{};
    return context;
}

json::array AnswerPages::facts_of(Words const& words, RunView const& run) const {
    json::array out;
    for (auto const& fact : run.facts) {
        json::array fields;
        for (auto const& each : fact.fields) {
            auto const when = each.type == diagnosis::FieldType::time && each.value.is_string()
                                  ? from_rfc3339(each.value.get_string())
                                  : std::nullopt;
            fields.push_back({{"label", each.label},
                              {"text", when ? Value(false) : Value(each.text)},
                              {"time", when ? Value(frame_.moment(words, *when, true)) : Value(false)}});
        }
        bool const known = fact.value.has_value();
        out.push_back({{"label", fact.label},
                       {"value", fact.value_label},
                       {"level", "plain"},
                       {"sure", words.text(known ? "codes.sure.live" : "codes.sure.unknown")},
                       {"live", known},
                       {"at", frame_.moment(words, fact.at, true)},
                       {"fields", std::move(fields)}});
    }
    return out;
}

json::array AnswerPages::links_of(Where const& where, std::vector<diagnosis::LinkView> const& links) const {
    json::array out;
    auto const base = "/" + where.looker.language;
    for (auto const& link : links) {
        auto const href = link.to        ? *link.to
                          : link.article ? base + "/articles/" + *link.article
                                         : base + "/answers/" + link.flow.value_or("");
        out.push_back({{"href", href}, {"label", link.label}});
    }
    return out;
}

std::string AnswerPages::render(Where const& where, json::object context, bool indexed) {
    auto const& language = where.looker.language;
    PageHead head{.name = "answer",
                  .title = where.flow->title.in(language),
                  .description = where.flow->summary.in(language),
                  .path = "answers/" + where.flow->name + (where.letter.empty() ? "" : "?letter=" + where.letter),
                  .indexed = indexed};
    return frame_.render("answer", where.looker, std::move(head), std::move(context));
}

json::object AnswerPages::first_question(Where const& where) const {
    auto const& language = where.looker.language;
    auto const& start = where.flow->step(where.flow->start);
    auto context = screen(where, nullptr);
    if (start.kind == diagnosis::StepKind::choice) {
        json::array answers;
        for (auto const& answer : start.answers)
            answers.push_back({{"id", answer.id},
                               {"label", answer.label.in(language)},
                               {"hint", answer.hint ? Value(answer.hint->in(language)) : Value(false)}});
        context["question"] = {{"text", start.says.in(language).text(no_facts)},
                               {"help", start.help ? Value(start.help->in(language).text(no_facts)) : Value(false)},
                               {"answers", std::move(answers)}};
    } else {
        // What begins by looking something up begins when somebody says so.
        context["explain"] = {{"html", "<p>" + escaped_markup(where.flow->summary.in(language)) + "</p>"},
                              {"links", json::array{}}};
    }
    return context;
}

http::Response AnswerPages::first_screen(Where const& where, http::Request const& request) {
    if (!where.letter.empty()) return answer_with(request, render(where, first_question(where), false));  // theirs alone
    auto const key = where.looker.key_of("answer " + where.flow->name);
    return answer_with(request, *kept_.get(key, where.flow->hash, [&] { return render(where, first_question(where), true); }));
}

http::Response AnswerPages::first_screen_again(Where const& where, http::Request const& request, std::string const& error) {
    auto context = first_question(where);
    context["error"] = problem_text(Words::of(where.looker.language), error);
    return answer_with(request, render(where, std::move(context), true), 422);
}

http::Response AnswerPages::show_earlier(Where const& where, RunView const& run, diagnosis::TrailView const& line,
                                         http::Request const& request) {
    auto context = screen(where, &run);
    context["earlier"] = {{"question", line.question},
                          {"answer", line.answer},
                          {"change", line.can_change ? Value(std::to_string(line.seq)) : Value(false)},
                          {"go_on", path_of(where, run)}};
    context["trail"] = json::array{};
    context["facts"] = json::array{};
    return answer_with(request, render(where, std::move(context), false));
}

http::Response AnswerPages::show_over(Where const& where, std::string const& why, http::Request const& request) {
    auto const& words = Words::of(where.looker.language);
    auto context = screen(where, nullptr);
    context["over"] = {{"title", words.text("codes.over." + why + ".title")},
                       {"text", words.text("codes.over." + why + ".text")}};
    return answer_with(request, render(where, std::move(context), false), 200);
}

void AnswerPages::add_proving(json::object& context, Where const& where, RunView const& run, Beside const& beside) const {
    auto const& words = Words::of(where.looker.language);
    auto const& proving = *run.proving;
    auto const has = [&](diagnosis::ProofMethod method) {
        return std::ranges::find(proving.methods, method) != proving.methods.end();
    };
    Value const sign_in = has(diagnosis::ProofMethod::sign_in)
                              ? Value{{"href", "/me/?next=" + path(where)}, {"label", words.text("answer.by_session")}}
                              : Value(false);
    if (proving.need == Assurance::step_up && where.looker.signed_in) {
        context["step_up"] = {{"text", words.text("codes.prove.step_up")},
                              {"go", {{"href", "/me/prove?next=" + path(where)}, {"label", words.text("answer.step_up")}}}};
        return;
    }
    if (proving.sent && !beside.other_address) {
        context["code"] = {
            {"text", words.fill("code_sent", {{"address", proving.masked.value_or("")}, {"minutes", std::int64_t{10}}})},
            {"field",
             field(words, {.name = "code", .kind = "code", .error = beside.error, .limit = 8, .autocomplete = "one-time-code"})}};
        return;
    }
    auto const why = proving.again ? "again" : has(diagnosis::ProofMethod::code) ? "address" : "session";
    context["prove"] = {
        {"text", words.text("codes.prove." + std::string(why))},
        {"sign_in", sign_in},
        {"address", has(diagnosis::ProofMethod::code)},
        {"have_code", proving.sent ? Value{{"href", path(where)}, {"label", words.text("answer.have_code")}} : Value(false)},
        {"field", field(words, {.name = "email",
                                .kind = "email",
                                .value = beside.typed,
                                .error = beside.error,
                                .limit = 254,
                                .autocomplete = "email"})}};
}

void AnswerPages::add_ending(json::object& context, Where const& where, RunView const& run, Beside const& beside) const {
    auto const& words = Words::of(where.looker.language);
    auto const& ending = *run.ending;
    // The moment to wait for: of the newest fact that names one to come.
    Value when = false, when_label = false;
    for (auto const& fact : run.facts)
        for (auto const& each : fact.fields)
            if (auto const at = each.type == diagnosis::FieldType::time && each.name == "until" && each.value.is_string()
                                    ? from_rfc3339(each.value.get_string())
                                    : std::nullopt;
                at && *at > frame_.now()) {
                when = frame_.moment(words, *at, true);
                when_label = fact.label + ": " + each.label;
            }
    json::array reasons;
    for (char const* code : {"not_clear", "not_my_case", "did_not_work", "wrong", "other"})
        reasons.push_back({{"value", code}, {"label", words.text("codes.reason." + std::string(code))}});
    bool const asks_why = beside.helped == "no";
    json::object const helped{{"action", path(where)},
                              {"hidden", json::array{}},
                              {"ask", !run.solved && !asks_why},
                              {"reasons", asks_why ? Value(std::move(reasons)) : Value(false)},
                              {"thanks", run.solved && !asks_why}};
    context["ending"] = {{"outcome", name_of(ending.outcome)},
                         {"level", level_of(ending.outcome)},
                         {"title", words.text("codes.outcome." + name_of(ending.outcome))},
                         {"html", ending.html},
                         {"when", std::move(when)},
                         {"when_label", std::move(when_label)},
                         {"links", links_of(where, ending.links)},
                         {"helped", helped},
                         {"chat_code", false}};
}

http::Response AnswerPages::show(Where const& where, RunView const& run, Viewer const&, Beside beside,
                                 http::Request const& request) {
    auto const& words = Words::of(where.looker.language);
    if (run.state == State::expired) return show_over(where, "expired", request);
    auto context = screen(where, &run);
    if (beside.error) context["error"] = problem_text(words, *beside.error);
    if (run.secret_removed) context["error"] = problem_text(words, "secret_removed");
    if (run.state == State::handed_over) {
        context["handed"] = {{"html", false},
                             {"reference", false},
                             {"when", words.text("with_values.waiting_unknown")},
                             {"secret_removed", false},
                             {"follow", false}};
    } else if (run.proving) {
        add_proving(context, where, run, beside);
    } else if (run.ending) {
        add_ending(context, where, run, beside);
    } else if (run.step) {
        auto const& step = *run.step;
        using enum diagnosis::StepKind;
        json::array answers;
        for (auto const& answer : step.answers)
            answers.push_back({{"id", answer.id}, {"label", answer.label}, {"hint", absent_or(answer.hint)}});
        if (step.kind == choice) {
            context["question"] = {{"text", step.text}, {"help", absent_or(step.help)}, {"answers", std::move(answers)}};
        } else if (step.kind == typed || (step.kind == act && step.input)) {
            if (step.kind == act) context["run"].as_object()["hidden"].as_array().push_back({{"name", "act"}, {"value", "1"}});
            auto const input = step.input.value_or(diagnosis::InputKind::text);
            auto const yes = step.kind == act ? step.answers.front().label : words.text("answer.continue");
            auto const no = step.kind == act ? step.answers.back().label : step.optional ? words.text("answer.skip") : "";
            bool const is_email = input == diagnosis::InputKind::email;
            context["typed"] = {{"text", step.text},
                                {"help", absent_or(step.help)},
                                {"field", field(words, {.name = field_of(input),
                                                        .kind = kind_of(input),
                                                        .value = beside.typed,
                                                        .error = beside.error,
                                                        .optional = step.optional,
                                                        .mono = is_mono(input),
                                                        .limit = limits::typed_answer_letters,
                                                        .autocomplete = is_email ? std::optional{"email"} : std::nullopt,
                                                        .posted_as = "text"})},
                                {"yes", yes},
                                {"no", no.empty() ? Value(false) : Value(no)}};
        } else if (step.kind == act) {
            context["act"] = {{"title", step.text},
                              {"text", step.help.value_or("")},
                              {"yes", step.answers.empty() ? "" : step.answers.front().label},
                              {"no", step.answers.size() < 2 ? "" : step.answers.back().label},
                              {"danger", run.topic == diagnosis::Topic::theft}};
        } else {
            context["explain"] = {{"html", step.html.value_or("")}, {"links", links_of(where, step.links)}};
        }
    }
    return answer_with(request, render(where, std::move(context), false), beside.error ? 422 : 200);
}

Task<http::Response> AnswerPages::show_intake(Where const& where, RunView const& run, Viewer by, IntakeForm form,
                                              IntakeErrors errors, http::Request const& request) {
    auto const& words = Words::of(where.looker.language);
    IntakeAsk ask = ask_for(name_of(run.topic));
    std::string text = words.text("answer.person_text");
    if (run.ending && run.ending->outcome == diagnosis::Outcome::person) {
        text = run.ending->text;
        ask.urgent = run.ending->urgent;
        ask.fields.clear();
        for (auto const& each : run.ending->intake) {
            ask.fields.push_back(name_of(each.field));
            // What the run knows already is not asked again, only shown.
            if (each.known && !form.fields.contains(name_of(each.field))) form.fields[name_of(each.field)] = *each.known;
        }
    }
    ask.by_letter = (co_await place_of_(run.id)).has_value();
    IntakeProof proof{.assurance = run.assurance};
    if (!by.holder()) proof.sign_in = {{"href", "/me/?next=" + path(where)}, {"label", words.text("contact.sign_in")}};
    auto intake = intake_of(words, path(where) + "/person", ask, form, errors, proof, "hand_over");
    intake["title"] = words.text("answer.hand_over");
    intake["text"] = std::move(text);
    intake["urgent"] = ask.urgent;
    auto context = screen(where, &run);
    context["intake"] = std::move(intake);
    context["waiting"] = co_await contact_.waiting(words);
    co_return answer_with(request, render(where, std::move(context), false), errors.empty() ? 200 : 422);
}

Task<http::Response> AnswerPages::person(Viewer by, http::PathText language, http::PathText flow, http::Request* request) {
    auto const where = find(language.value, flow.value, by, *request);
    if (where.token.empty()) co_return go_to(path(where));
    std::optional<RunView> run;
    try {
        run = co_await runs_.read(by, {where.token});
    } catch (Problem const& problem) {
        if (problem.kind != ProblemKind::not_found) throw;
    }
    if (!run || run->state == State::handed_over || run->state == State::expired) co_return go_to(path(where));
    IntakeForm form;
    form.id = contact_.new_form();
    co_return co_await show_intake(where, *run, by, std::move(form), {}, *request);
}

Task<http::Response> AnswerPages::hand_over(Guest by, http::PathText language, http::PathText flow, http::Request* request) {
    auto const where = find(language.value, flow.value, by.viewer, *request);
    auto form = read_intake(*request);
    if (where.token.empty()) co_return show_over(where, "unknown", *request);
    auto const run = co_await runs_.whole(by.viewer, {where.token});
    if (run.state == State::expired) co_return show_over(where, "expired", *request);
    // What a run knows is hidden until who asks is proved again: it is not handed on before.
    if (run.proving && run.proving->again) co_return show(where, run, by.viewer, {}, *request);
    IntakeAsk ask = ask_for(name_of(run.topic));
    if (run.ending && run.ending->outcome == diagnosis::Outcome::person) {
        ask.urgent = run.ending->urgent;
        ask.fields.clear();
        for (auto const& each : run.ending->intake) ask.fields.push_back(name_of(each.field));
    }
    auto const place = co_await place_of_(run.id);
    ask.by_letter = place.has_value();
    auto errors = errors_of(ask, form);
    if (!errors.empty()) co_return co_await show_intake(where, run, by.viewer, std::move(form), std::move(errors), *request);
    bool const told = !place || place->theirs;
    auto const sent = co_await contact_.take(by, where.looker.language, ask, std::move(form),
                                             told ? diagnosis_of(run) : without_facts(diagnosis_of(run)),
                                             told ? run.assurance : Assurance::nobody, place);
    auto after = run;
    try {
        after = co_await runs_.hand_over(by.viewer, {where.token}, sent.id);
    } catch (Problem const& problem) {
        if (problem.code != "run.handed_over") throw;  // from another window: what was told here is received all the same
    }
    auto const& words = Words::of(where.looker.language);
    auto context = screen(where, &after);
    auto const wait = co_await contact_.waiting(words);
    context["handed"] = {{"html", false},
                         {"reference", sent.reference},
                         {"when", wait.at("text")},
                         {"secret_removed", sent.lacks_a_secret()},
                         {"follow", false}};
    co_return answer_with(*request, render(where, std::move(context), false), 200);
}

}  // namespace ombud::site
