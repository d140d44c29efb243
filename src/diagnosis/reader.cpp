// Reads one flow.
#include "diagnosis/reader.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "core/tokens.hpp"
#include "diagnosis/reading.hpp"

namespace ombud::diagnosis {

namespace {

constexpr std::size_t text_letters = 4'000;
constexpr std::size_t links_at_most = 10;
constexpr std::size_t answers_at_most = 20;

constexpr std::pair<std::string_view, StepKind> kinds[] = {{"answers", StepKind::choice},  {"input", StepKind::typed},
                                                           {"look_up", StepKind::look_up}, {"act", StepKind::act},
                                                           {"explain", StepKind::explain}, {"hand_over", StepKind::hand_over}};

class FlowReading : public Reading {
public:
    using Reading::Reading;

    std::optional<Flow> read(Tree const& root, std::string_view source) {
        if (root.kind != Tree::Kind::map) {
            say(root.line, "field.type", "a flow is a map; begin with \"flow: its-name\"");
            return std::nullopt;
        }
        only_keys(root, {"flow", "version", "topic", "title", "summary", "start", "steps"});
        Flow out;
        head(root, out);
        auto const* steps = map(root, "steps", true);
        if (!steps) return std::nullopt;
        if (steps->items.empty()) say(steps->line, "steps.none", "there is no step; add one");
        if (steps->items.size() > limits::flow_steps) {
            say(steps->line, "steps.many", "more than 300 steps; split the flow");
            return std::nullopt;
        }
        for (std::size_t i = 0; i < steps->items.size(); ++i) step(steps->keys[i], steps->items[i], out);
        out.source = source;
        out.hash = token_hash(source);
        return out;
    }

private:
    void head(Tree const& root, Flow& out) {
        out.name = text(root, "flow");
        auto const expected = file_.substr(0, file_.rfind(".yaml"));
        if (!out.name.empty() && (out.name != expected || !is_slug(out.name)))
            say(root.find("flow")->line, "flow.name",
                "a flow is called as its file, in a-z, 0-9 and -; write \"flow: " + expected + "\" or rename the file");
        if (auto const* found = root.find("version"))
            out.version = number(*found, "version").value_or(1);
        else
            say(root.line, "field.missing", "\"version\" is missing; begin with 1");
        if (out.version < 1 && root.find("version")) say(root.find("version")->line, "flow.version", "a version is 1 or more");
        if (auto const* found = root.find("topic"))
            out.topic = choice<Topic>(*found, "topic", "flow.topic").value_or(Topic::other);
        else
            say(root.line, "field.missing", "\"topic\" is missing; use one of: " + one_of(names_of<Topic>()));
        out.title = label(root, "title");
        out.summary = words(root.find("summary"), "summary", root.line);
        out.start = text(root, "start");
    }

    void step(Tree const& key, Tree const& body, Flow& flow) {
        Step out;
        out.id = key.text;
        out.line = key.line;
        if (!is_step_name(out.id))
            say(key.line, "step.id", "a step is named in a-z, 0-9 and _, beginning with a letter; rename " + in_quotes(out.id));
        if (body.kind != Tree::Kind::map) {
            say(key.line, "field.type", "a step is a map; write what it does below it, indented");
            return;
        }
        if (!kind_of(body, out)) return;
        switch (out.kind) {
            case StepKind::choice:
                choice_step(body, out);
                break;
            case StepKind::typed:
                typed_step(body, out);
                break;
            case StepKind::look_up:
                look_up_step(body, out);
                break;
            case StepKind::act:
                act_step(body, out);
                break;
            case StepKind::explain:
                explain_step(body, out);
                break;
            case StepKind::hand_over:
                hand_over_step(body, out);
                break;
        }
        auto const markup = out.kind == StepKind::explain || out.kind == StepKind::hand_over ? Markup::markdown : Markup::plain;
        if (body.find("staff")) out.staff = phrases(body, "staff", markup);
        flow.steps.push_back(std::move(out));
    }

    bool kind_of(Tree const& body, Step& out) {
        std::vector<std::string> found;
        for (auto const& [name, kind] : kinds)
            if (body.find(name)) found.emplace_back(name), out.kind = kind;
        if (found.size() == 1) return true;
        say(out.line, "step.kind",
            found.empty()
                ? "the step does nothing; give it one of: answers, input (both with ask), look_up, act, explain, hand_over"
                : "the step does " + one_of(found) + "; make it one step each");
        return false;
    }

    BothPhrases phrases(Tree const& parent, std::string_view key, Markup markup) {
        auto const* found = parent.find(key);
        auto const both = words(found, std::string(key), parent.line);
        auto const is_fact = [this](std::string_view name) { return registry_.fact(name) != nullptr; };
        BothPhrases out;
        for (auto const language : languages) {
            auto const& source = both.in(language);
            if (source.empty()) continue;
            auto const* at = found->find(language);
            if (text::count_code_points(source) > text_letters)
                say(at->line, "text.long", "more than 4,000 letters; make it shorter or an article");
            std::vector<PhraseError> errors;
            (language == "en" ? out.en : out.zh) = Phrase::read(source, markup, is_fact, language, errors);
            for (auto& error : errors) say(at->line, std::move(error.code), std::move(error.what));
            for (auto const& hole : out.in(language).holes()) known_hole(hole, at->line);
        }
        same_holes(out, both, found);
        return out;
    }
    void known_hole(Hole const& hole, std::int64_t line) {
        auto const* fact = registry_.fact(hole.fact);
        if (!fact) {
            auto const whole = hole.field.empty() ? hole.fact : hole.fact + "." + hole.field;
            say(line, "placeholder.unknown", "{" + whole + "} names no fact" + suggestion(hole.fact, keys_of(registry_.facts())));
        } else if (!hole.field.empty() && !fact->shape.field(hole.field)) {
            std::vector<std::string> fields;
            for (auto const& field : fact->shape.fields) fields.push_back(field.name);
            say(line, "placeholder.unknown",
                "{" + hole.fact + "." + hole.field +
                    "}: the fact has no such field; it has: " + (fields.empty() ? "none" : one_of(fields)));
        }
    }
    void same_holes(BothPhrases const& both, Words const& source, Tree const* tree) {
        if (source.en.empty() || source.zh.empty()) return;
        auto const missing = [](Phrase const& in, Phrase const& from) -> Hole const* {
            for (auto const& hole : from.holes())
                if (std::ranges::none_of(in.holes(),
                                         [&](Hole const& one) { return one.fact == hole.fact && one.field == hole.field; }))
                    return &hole;
            return nullptr;
        };
        for (auto const language : languages) {
            auto const* hole = missing(both.in(language), both.in(language == "en" ? "zh-CN" : "en"));
            if (!hole) continue;
            say(tree->find(language)->line, "placeholder.one_language",
                "the other language shows {" + hole->fact + (hole->field.empty() ? "" : ".") + hole->field +
                    "}; show it in both");
        }
    }
    static std::string suggestion(std::string_view written, std::vector<std::string> const& known) {
        auto const near = nearest(written, known);
        return near.empty() ? "; see content/flows/README.md for those that there are"
                            : "; did you mean " + in_quotes(near) + "?";
    }
    std::string go(Tree const& parent, std::string_view key) { return text(parent, key); }

    void choice_step(Tree const& body, Step& out) {
        only_keys(body, {"ask", "help", "staff", "answers"});
        out.says = phrases(body, "ask", Markup::plain);
        if (body.find("help")) out.help = phrases(body, "help", Markup::plain);
        auto const* answers = list(body, "answers");
        if (!answers) return;
        if (answers->items.size() < 2)
            say(answers->line, "answers.few", "a question needs at least two answers; an explanation with \"go\" asks nothing");
        if (answers->items.size() > answers_at_most) say(answers->line, "answers.many", "more than 20 answers; ask in two steps");
        for (auto const& item : answers->items) {
            if (item.kind != Tree::Kind::map) {
                say(item.line, "field.type", "an answer is a map: {id: …, label: {en: …, zh-CN: …}, go: …}");
                continue;
            }
            only_keys(item, {"id", "label", "hint", "go"});
            Answer answer{
                .id = text(item, "id"), .label = label(item, "label"), .hint = {}, .go = go(item, "go"), .line = item.line};
            if (item.find("hint")) answer.hint = words(item.find("hint"), "hint", item.line);
            if (!answer.id.empty() && !is_step_name(answer.id))
                say(item.line, "answer.id",
                    "an answer's id is made of a-z, 0-9 and _, beginning with a letter; change " + in_quotes(answer.id));
            if (!answer.id.empty() && out.answer(answer.id))
                say(item.line, "answer.twice", "two answers are called " + in_quotes(answer.id) + "; rename one");
            out.answers.push_back(std::move(answer));
        }
    }

    void typed_step(Tree const& body, Step& out) {
        only_keys(body, {"ask", "help", "staff", "input", "optional", "go"});
        out.says = phrases(body, "ask", Markup::plain);
        if (body.find("help")) out.help = phrases(body, "help", Markup::plain);
        out.input = choice<InputKind>(*body.find("input"), "input", "input.unknown").value_or(InputKind::text);
        out.optional = flag(body, "optional");
        out.go = go(body, "go");
    }

    void look_up_step(Tree const& body, Step& out) {
        only_keys(body, {"look_up", "of", "staff", "when", "otherwise", "unknown", "unproved"});
        out.name = text(body, "look_up");
        out.of = optional_text(body, "of").value_or("");
        out.otherwise = optional_text(body, "otherwise");
        out.unknown = optional_text(body, "unknown");
        out.unproved = optional_text(body, "unproved");
        auto const* kind = registry_.fact(out.name);
        if (!kind && !out.name.empty())
            say(body.find("look_up")->line, "fact.unknown",
                "there is no fact " + in_quotes(out.name) + suggestion(out.name, keys_of(registry_.facts())));
        if (auto const* when = list(body, "when"))
            for (auto const& item : when->items) when_line(item, kind, out);
        if (kind) covers_all(kind->shape, out);
        if (!kind) return;
        if (kind->shape.needs != Assurance::nobody && !out.unproved)
            say(out.line, "unproved.missing", "this fact needs proof of who asks; add \"unproved\" for those who cannot give it");
        if (kind->shape.needs == Assurance::nobody && out.unproved)
            say(body.find("unproved")->line, "unproved.useless", "this fact needs no proof; take \"unproved\" out");
        if (kind->shape.takes_input && out.of.empty())
            say(out.line, "of.missing", "this fact is about something typed or chosen; add \"of: the question's name\"");
        if (!kind->shape.takes_input && !out.of.empty())
            say(body.find("of")->line, "of.not_wanted", "this fact is about nothing typed; take \"of\" out");
    }
    void when_line(Tree const& item, FactKind const* kind, Step& out) {
        if (item.kind != Tree::Kind::map) {
            say(item.line, "field.type", "a line of \"when\" is a map: {is: …, go: …}");
            return;
        }
        only_keys(item, {"is", "at_least", "under", "go"});
        When when{.is = {}, .at_least = {}, .under = {}, .go = go(item, "go"), .line = item.line};
        auto const tests =
            int(item.find("is") != nullptr) + int(item.find("at_least") != nullptr) + int(item.find("under") != nullptr);
        if (tests != 1) say(item.line, "when.test", "give exactly one of: is, at_least, under");
        if (auto const* bound = item.find("at_least")) when.at_least = number(*bound, "at_least");
        if (auto const* bound = item.find("under")) when.under = number(*bound, "under");
        if (auto const* is = item.find("is")) {
            if (is->kind == Tree::Kind::list)
                for (auto const& value : is->items) when.is.push_back(scalar(value, "is"));
            else
                when.is.push_back(scalar(*is, "is"));
        }
        if (kind) known_values(kind->shape, when, out);
        if (tests == 1) out.when.push_back(std::move(when));
    }
    void known_values(FactShape const& shape, When const& when, Step const& out) {
        if ((when.at_least || when.under) && !shape.is_number())
            say(when.line, "when.words", "this fact is no number; use \"is\" with one of: " + one_of(shape.values));
        for (auto const& value : when.is) {
            if (shape.is_number()) {
                say(when.line, "when.number", "this fact is a number; use at_least or under");
            } else if (!value.empty() && !shape.can_be(value)) {
                auto const near = nearest(value, shape.values);
                say(when.line, "value.unknown",
                    shape.name + " is never " + in_quotes(value) +
                        (near.empty() ? "; it is one of: " + one_of(shape.values) : "; did you mean " + in_quotes(near) + "?"));
            } else if (std::ranges::any_of(out.when, [&](When const& earlier) { return earlier.fits(value); })) {
                say(when.line, "value.twice", in_quotes(value) + " went another way further up; take it out here or there");
            }
        }
    }
    void covers_all(FactShape const& shape, Step const& out) {
        if (out.otherwise) return;
        if (!out.unknown) {
            say(out.line, "otherwise.missing", "add \"otherwise\", or name every value and add \"unknown\"");
            return;
        }
        std::vector<std::string> left;
        for (auto const& value : shape.values)
            if (std::ranges::none_of(out.when, [&](When const& when) { return when.fits(value); })) left.push_back(value);
        if (shape.is_number()) left.emplace_back("other numbers");
        if (!left.empty()) say(out.line, "otherwise.missing", "nothing is said of: " + one_of(left) + "; add \"otherwise\"");
    }

    void act_step(Tree const& body, Step& out) {
        only_keys(body, {"act", "of", "ask", "help", "staff", "yes", "no", "done", "failed"});
        out.name = text(body, "act");
        out.of = optional_text(body, "of").value_or("");
        out.says = phrases(body, "ask", Markup::plain);
        if (body.find("help")) out.help = phrases(body, "help", Markup::plain);
        out.yes = label(body, "yes");
        if (auto const* no = map(body, "no", true)) {
            only_keys(*no, {"label", "go"});
            out.no = label(*no, "label");
            out.on_no = go(*no, "go");
        }
        out.go = go(body, "done");
        out.on_failed = go(body, "failed");
        auto const* kind = registry_.act(out.name);
        if (!kind && !out.name.empty())
            say(body.find("act")->line, "act.unknown",
                "there is no act " + in_quotes(out.name) + suggestion(out.name, keys_of(registry_.acts())));
        if (kind && !kind->shape.input && !out.of.empty())
            say(body.find("of")->line, "of.not_wanted", "this act is about nothing typed; take \"of\" out");
    }

    void explain_step(Tree const& body, Step& out) {
        only_keys(body, {"explain", "staff", "links", "go", "outcome"});
        out.says = phrases(body, "explain", Markup::markdown);
        links(body, out);
        out.go = optional_text(body, "go");
        auto const* outcome = body.find("outcome");
        if (outcome) {
            out.outcome = choice<Outcome>(*outcome, "outcome", "outcome.unknown");
            if (out.outcome == Outcome::person)
                say(outcome->line, "outcome.unknown",
                    "an explanation ends as answered, solved or waiting; a person takes over by hand_over");
        }
        if (!out.go && !outcome)
            say(out.line, "outcome.missing", "this is an end; say \"outcome: answered\", solved or waiting, or add \"go\"");
        if (out.go && outcome)
            say(outcome->line, "outcome.useless", "it goes on from here, so it is no end; take \"outcome\" or \"go\" out");
    }

    void hand_over_step(Tree const& body, Step& out) {
        only_keys(body, {"hand_over", "staff", "links", "urgent", "intake"});
        out.says = phrases(body, "hand_over", Markup::markdown);
        links(body, out);
        out.urgent = flag(body, "urgent");
        out.outcome = Outcome::person;
        auto const* intake = list(body, "intake");
        if (!intake) {
            if (!body.find("intake")) say(out.line, "field.missing", "\"intake\" is missing; list what a person needs to know");
            return;
        }
        for (auto const& item : intake->items) {
            auto const field = choice<IntakeField>(item, "intake", "intake.unknown");
            if (!field) continue;
            if (std::ranges::find(out.intake, *field) != out.intake.end())
                say(item.line, "intake.twice", in_quotes(item.text) + " stands here twice; take one out");
            else
                out.intake.push_back(*field);
        }
    }

    void links(Tree const& body, Step& out) {
        auto const* found = list(body, "links");
        if (!found) return;
        if (found->items.size() > links_at_most) say(found->line, "links.many", "more than 10 links; keep those that help most");
        for (auto const& item : found->items) {
            if (item.kind != Tree::Kind::map) {
                say(item.line, "field.type", "a link is a map: {article: …}, {flow: …} or {to: …, label: {…}}");
                continue;
            }
            only_keys(item, {"to", "article", "flow", "label"});
            Link link{.to = optional_text(item, "to"),
                      .article = optional_text(item, "article"),
                      .flow = optional_text(item, "flow"),
                      .label = {},
                      .line = item.line};
            if (item.find("label")) link.label = label(item, "label");
            link_form(link);
            out.links.push_back(std::move(link));
        }
    }
    void link_form(Link const& link) {
        if (int(link.to.has_value()) + int(link.article.has_value()) + int(link.flow.has_value()) != 1) {
            say(link.line, "link.form", "a link has exactly one of: to, article, flow");
            return;
        }
        if (link.to && !link.label) say(link.line, "link.label", "a link to a page needs words; add \"label\"");
        bool const path =
            link.to && link.to->starts_with('/') && !link.to->starts_with("//") && std::ranges::all_of(*link.to, [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view("/-_?=#").contains(c);
            });
        if (link.to && !path)
            say(link.line, "link.form", "\"to\" is a page of this site: /me/…, /verify; other sites are not linked from a flow");
        if (link.article && !is_slug(*link.article))
            say(link.line, "link.form", "\"article\" is an article's slug: a-z, 0-9 and -");
        if (link.flow && !is_slug(*link.flow)) say(link.line, "link.form", "\"flow\" is a flow's name: a-z, 0-9 and -");
    }
};

}  // namespace

std::optional<Flow> read_flow(FlowFile const& file, Registry const& registry, std::vector<Mistake>& mistakes) {
    auto const before = mistakes.size();
    auto const tree = read_yaml(file.name, file.text, mistakes);
    if (!tree) return std::nullopt;
    auto flow = FlowReading{file.name, registry, mistakes}.read(*tree, file.text);
    if (mistakes.size() == before) check_schema(*tree, file.name, mistakes);  // the reader's words are kinder
    if (flow) index_steps(*flow);
    return flow;
}

std::optional<Flow> load_flow(FlowFile const& file, Registry const& registry, std::vector<Mistake>& mistakes) {
    auto const before = mistakes.size();
    auto flow = read_flow(file, registry, mistakes);
    if (flow) check_flow(*flow, file.name, registry, mistakes);
    if (mistakes.size() > before) return std::nullopt;
    return flow;
}

}  // namespace ombud::diagnosis
