#include "diagnosis/show.hpp"

#include <algorithm>
#include <ranges>
#include <set>
#include <unicode/listformatter.h>
#include <unicode/unistr.h>

#include "core/markup.hpp"
#include "diagnosis/format_time.hpp"

namespace ombud::diagnosis {

namespace {

constexpr char const* not_known = "—";

std::string joined(std::vector<std::string> const& items, std::string const& language) {
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<icu::ListFormatter> const format{
        icu::ListFormatter::createInstance(icu::Locale::forLanguageTag(language, error), error)};
    std::vector<icu::UnicodeString> texts;
    for (auto const& item : items) texts.push_back(icu::UnicodeString::fromUTF8(item));
    icu::UnicodeString whole;
    if (U_SUCCESS(error)) format->format(texts.data(), std::int32_t(texts.size()), whole, error);
    std::string out;
    whole.toUTF8String(out);
    return out;
}

class Showing {
public:
    Showing(Walk const& walk, Labels const& labels, Titles const& titles, std::string const& language)
        : walk_(walk), labels_(labels), titles_(titles), language_(language), hidden_from_(walk.hidden_from()) {}

    RunView all() const {
        auto const& run = walk_.run;
        // A run that began by a letter belongs to its conversation; that is for staff to see, whoever holds the run.
        bool const shows_conversation = walk_.looker().staff || run.state == State::handed_over;
        RunView out{.id = run.id,
                    .flow = run.flow,
                    .version = run.version,
                    .title = walk_.flow ? walk_.flow->title.in(language_) : "",
                    .topic = walk_.flow ? walk_.flow->topic : Topic::other,
                    .language = language_,
                    .channel = run.channel,
                    .state = run.state,
                    .assurance = walk_.level(),
                    .solved = run.solved,
                    .conversation_id = shows_conversation ? run.conversation_id : std::nullopt,
                    .started_at = run.created_at,
                    .moved_at = run.moved_at};
        if (!walk_.flow || run.state == State::expired) return out;
        out.trail = trail();
        out.read = read();
        out.progress = {.answered = std::int64_t(out.trail.size()), .left = left()};
        if (hidden_from_) {
            out.state = over() ? run.state : State::proving;
            out.solved.reset();
            out.progress.left = 0;  // would say where it stands
            out.proving = proving(walk_.to_see(), true);
            return out;
        }
        out.facts = facts();
        out.can_go_back = walk_.last_choice() != nullptr;
        out.secret_removed = !walk_.counting().empty() && last_answer_had_secrets();
        out.step = step(walk_.step());
        if (auto const need = walk_.wanted()) {
            out.proving = proving(*need, false);
            if (walk_.step().kind == StepKind::look_up) out.step.reset();
        } else if (run.state == State::proving) {
            out.state = walk_.step().kind == StepKind::act ? State::acting : State::proving;
        }
        if (walk_.step().is_end() && (run.state == State::ended || run.state == State::handed_over))
            out.ending = ending(walk_.step());
        return out;
    }

private:
    bool over() const { return walk_.run.state == State::handed_over; }
    bool visible(Event const& event) const { return !hidden_from_ || event.seq < *hidden_from_; }

    std::int64_t left() const {
        auto const found = walk_.flow->screens_left.find(walk_.run.step);
        return found == walk_.flow->screens_left.end() ? 0 : found->second;
    }
    bool last_answer_had_secrets() const {
        for (auto const* event : std::views::reverse(walk_.counting()))
            if (event->kind != EventKind::looked_up) return event->removed;
        return false;
    }

    // Texts -------------------------------------------------------------------------------------------------------------------

    std::string field_text(std::string_view fact, FieldShape const& shape, json::value const& value) const {
        switch (shape.type) {
            case FieldType::time: {
                auto const when = value.is_string() ? from_rfc3339(value.get_string()) : std::nullopt;
                return when ? format_time(*when, walk_.now(), language_) : not_known;
            }
            case FieldType::number:
                return value.is_int64() ? std::to_string(value.get_int64()) : not_known;
            case FieldType::text:
                return value.is_string() ? labels_.word(fact, shape.name, value.get_string(), language_) : not_known;
            case FieldType::list: {
                std::vector<std::string> items;
                if (auto const* list = value.if_array())
                    for (auto const& item : *list)
                        if (item.is_string()) items.push_back(labels_.word(fact, shape.name, item.get_string(), language_));
                return items.empty() ? not_known : joined(items, language_);
            }
        }
        return not_known;
    }
    Filling fill(Hole const& hole) const {
        auto const* event = walk_.fact(hole.fact);
        auto const* kind = walk_.registry().fact(hole.fact);
        if (!event || !event->value || !kind || !visible(*event)) return {not_known, ""};
        if (hole.field.empty()) return {labels_.value(hole.fact, *event->value, language_), ""};
        auto const* shape = kind->shape.field(hole.field);
        auto const* value = event->fields.is_object() ? event->fields.get_object().if_contains(hole.field) : nullptr;
        if (!shape || !value) return {not_known, ""};
        auto text = field_text(hole.fact, *shape, *value);
        std::string html;
        if (shape->type == FieldType::time && value->is_string() && text != not_known)
            html = "<time datetime=\"" + escaped_markup(value->get_string()) + "\">" + escaped_markup(text) + "</time>";
        return {std::move(text), std::move(html)};
    }
    std::string text(BothPhrases const& phrases) const {
        return phrases.in(language_).text([this](Hole const& hole) { return fill(hole); });
    }
    std::string html(BothPhrases const& phrases) const {
        return phrases.in(language_).html([this](Hole const& hole) { return fill(hole); });
    }
    BothPhrases const& wording(Step const& step) const { return walk_.looker().staff && step.staff ? *step.staff : step.says; }
    std::optional<std::string> for_customer(Step const& step) const {
        return walk_.looker().staff && step.kind == StepKind::explain ? std::optional{text(step.says)} : std::nullopt;
    }

    // Parts -------------------------------------------------------------------------------------------------------------------

    std::vector<LinkView> links(Step const& step) const {
        std::vector<LinkView> out;
        for (auto const& link : step.links) {
            auto title = link.article ? titles_.article(*link.article, language_)
                         : link.flow  ? titles_.flow(*link.flow, language_)
                                      : std::string{};
            if (!link.to && title.empty()) continue;
            auto label = link.label ? link.label->in(language_) : std::move(title);
            out.push_back({.to = link.to, .article = link.article, .flow = link.flow, .label = std::move(label)});
        }
        return out;
    }
    StepView step(Step const& step) const {
        StepView out{
            .id = step.id, .kind = step.kind, .text = text(wording(step)), .optional = step.optional, .links = links(step)};
        out.for_customer = for_customer(step);
        if (step.kind == StepKind::explain || step.kind == StepKind::hand_over) out.html = html(wording(step));
        if (step.help) out.help = text(*step.help);
        if (step.kind == StepKind::typed) out.input = step.input;
        for (auto const& answer : step.answers)
            out.answers.push_back(
                {answer.id, answer.label.in(language_), answer.hint ? std::optional{answer.hint->in(language_)} : std::nullopt});
        if (step.kind == StepKind::act) {
            out.answers = {{"yes", step.yes.in(language_), {}}, {"no", step.no.in(language_), {}}};
            auto const* kind = walk_.registry().act(step.name);
            out.needs = kind ? std::optional{kind->shape.needs} : std::nullopt;
            // About the account itself, once that is known.
            if (kind && kind->shape.input && step.of.empty() && walk_.level() < Assurance::address) out.input = kind->shape.input;
        }
        return out;
    }
    ProvingView proving(Assurance need, bool again) const {
        ProvingView out{.need = need,
                        .sent = walk_.run.proof_ticket.has_value() && need == Assurance::address,
                        .masked = need == Assurance::address ? walk_.run.proof_masked : std::nullopt,
                        .can_skip = !again,
                        .again = again};
        bool const other = walk_.looker().holder && !walk_.own_holder();
        if (need == Assurance::step_up && walk_.level() == Assurance::session)
            out.methods.push_back(ProofMethod::step_up);
        else if (!other)
            out.methods.push_back(ProofMethod::sign_in);
        if (need == Assurance::address) out.methods.push_back(ProofMethod::code);
        return out;
    }
    std::string answer_text(Step const& step, Event const& event) const {
        if (event.kind == EventKind::acted) return (event.branch == "no" ? step.no : step.yes).in(language_);
        if (event.answer) return *event.answer;
        auto const* answer = step.answer(event.branch);
        return answer ? answer->label.in(language_) : event.branch;
    }
    std::vector<TrailView> trail() const {
        std::vector<TrailView> out;
        for (auto const* event : walk_.counting()) {
            auto const* step = walk_.flow->find(event->step);
            if (!step || !visible(*event) || (event->kind != EventKind::answered && event->kind != EventKind::acted)) continue;
            out.push_back({.seq = event->seq,
                           .step = step->id,
                           .question = text(wording(*step)),
                           .answer = answer_text(*step, *event),
                           .at = event->at,
                           .can_change = !hidden_from_ && walk_.can_go_back_to(*event)});
        }
        return out;
    }
    std::vector<ReadView> read() const {
        std::vector<ReadView> out;
        for (auto const* event : walk_.counting()) {
            auto const* step = event->kind == EventKind::continued && visible(*event) ? walk_.flow->find(event->step) : nullptr;
            if (step) out.push_back({event->seq, step->id, text(wording(*step)), html(wording(*step))});
        }
        return out;
    }
    FactView fact(Event const& event) const {
        auto const* kind = walk_.registry().fact(*event.name);
        FactView out{.name = *event.name,
                     .label = labels_.fact(*event.name, language_),
                     .value = event.value,
                     .value_label = event.value ? labels_.value(*event.name, *event.value, language_) : not_known,
                     .fields = {},
                     .at = event.looked_up_at.value_or(event.at)};
        if (!kind || !event.fields.is_object()) return out;
        for (auto const& shape : kind->shape.fields)
            if (auto const* value = event.fields.get_object().if_contains(shape.name))
                out.fields.push_back({.name = shape.name,
                                      .label = labels_.field(*event.name, shape.name, language_),
                                      .type = shape.type,
                                      .value = *value,
                                      .text = field_text(*event.name, shape, *value)});
        return out;
    }
    std::vector<FactView> facts() const {
        std::vector<FactView> out;
        for (auto const* event : walk_.counting())
            if (event->kind == EventKind::looked_up && event->name && event->branch != "unproved" &&
                walk_.fact(*event->name) == event)
                out.push_back(fact(*event));
        return out;
    }

    // What was typed that a person would ask for.
    std::optional<std::string> known(IntakeField field) const {
        static std::map<InputKind, IntakeField> const of_input{{InputKind::error_text, IntakeField::exact_error},
                                                               {InputKind::transaction_id, IntakeField::transaction_id},
                                                               {InputKind::address, IntakeField::address},
                                                               {InputKind::site_or_handle, IntakeField::impostor},
                                                               {InputKind::date, IntakeField::since},
                                                               {InputKind::amount_asset, IntakeField::amount}};
        auto const name = std::string_view(boost::describe::enum_to_string(field, ""));
        for (auto const* event : std::views::reverse(walk_.counting())) {
            auto const* step = event->kind == EventKind::answered ? walk_.flow->find(event->step) : nullptr;
            if (!step || event->answer == "") continue;
            auto const kind = of_input.find(step->input);
            bool const fits =
                step->id == name || (step->kind == StepKind::typed && kind != of_input.end() && kind->second == field);
            if (fits) return answer_text(*step, *event);
        }
        return std::nullopt;
    }
    EndingView ending(Step const& step) const {
        EndingView out{.outcome = step.outcome.value_or(Outcome::answered),
                       .text = text(wording(step)),
                       .html = html(wording(step)),
                       .links = links(step),
                       .urgent = step.urgent,
                       .for_customer = for_customer(step)};
        for (auto const field : step.intake) out.intake.push_back({field, known(field)});
        return out;
    }

    Walk const& walk_;
    Labels const& labels_;
    Titles const& titles_;
    std::string const& language_;
    std::optional<std::int64_t> hidden_from_;
};

}  // namespace

RunView show(Walk const& walk, Labels const& labels, Titles const& titles, std::string const& language) {
    return Showing{walk, labels, titles, language}.all();
}

}  // namespace ombud::diagnosis
