#include "edge/guided.hpp"

#include "core/limits.hpp"
#include "site/answer_pages.hpp"
#include "text/names.hpp"

namespace ombud::edge {

using namespace diagnosis;

namespace {

constexpr std::size_t case_fields = 20;

desk::Case case_of(RunView const& run, std::vector<desk::CaseField> fields) {
    desk::Case out{.topic = boost::describe::enum_to_string(run.topic, ""),
                   .urgent = run.topic == Topic::theft || (run.ending && run.ending->urgent),
                   .fields = std::move(fields),
                   .missing = {},
                   .assurance = run.assurance,
                   .reach = "chat",
                   .email = {},
                   .diagnosis = site::diagnosis_of(run)};
    if (!run.ending) return out;
    for (auto const& asked : run.ending->intake) {
        std::string const name = boost::describe::enum_to_string(asked.field, "");
        bool const told = std::ranges::find(out.fields, name, &desk::CaseField::name) != out.fields.end();
        if (!told && asked.known)
            out.fields.push_back({name, *asked.known});
        else if (!told && asked.field != IntakeField::contact && asked.field != IntakeField::what_happened)
            out.missing.push_back(name);
    }
    return out;
}

}  // namespace

Task<FlowList> Guided::flows(Anyone, AskLanguage asked) {
    co_return runs_.list(asked.language);
}

Task<Diagram> Guided::flow(Agent by, http::PathText name, AskDiagram how) {
    co_return co_await diagrams_.flow(std::move(by), std::move(name.value), std::move(how));
}

Task<HandedOver> Guided::hand_over(Guest by, HandOverRun wanted) {
    if (wanted.fields.size() > case_fields) throw Problem{ProblemKind::invalid, "fields.too_many", "fields"};
    for (auto& field : wanted.fields) {
        if (field.name.size() > limits::topic_bytes || text::count_code_points(field.value) > limits::case_field_letters)
            throw Problem{ProblemKind::invalid, "field.range", "fields"};
        field.value = text::clean_lines(field.value);
    }
    auto const run = co_await runs_.whole(by.viewer, {wanted.token});
    if (run.proving && run.proving->again) throw Problem{ProblemKind::forbidden, "proof.required"};
    auto told = case_of(run, std::move(wanted.fields));
    auto const letter = co_await letters_.place_of(run.id);
    if (letter) {
        wanted.conversation_id = letter->id;
        told.reach.reset();  // as it is: by letter, to whoever wrote
        if (!letter->theirs) {
            told.assurance = Assurance::nobody;
            told.diagnosis = site::without_facts(std::move(told.diagnosis));
        }
        site::add_known(told, letter->known);
    }
    auto const who = letter ? letter->customer : by.customer;
    auto const conversation =
        wanted.conversation_id
            ? co_await desk_.read(who, *wanted.conversation_id)
            : co_await desk_.open(who,
                                  {.client_id = wanted.client_id, .language = wanted.language, .topic = told.topic, .body = {}});
    co_await desk_.tell_case(who, conversation.id,
                             {.client_id = wanted.client_id + "-case",
                              .body = text::clean_lines(wanted.body),
                              .attachments = wanted.attachments.value_or(std::vector<AttachmentId>{}),
                              .told = std::move(told),
                              .email = {}});
    co_await runs_.hand_over(by.viewer, {wanted.token}, conversation.id);
    co_return HandedOver{conversation.id, conversation.reference};
}

Task<RunView> Guided::read(Agent by, RunId run, AskLanguage asked) {
    co_return co_await runs_.read_as_staff(std::move(by), run, std::move(asked.language));
}

Task<RunView> Guided::start(Agent by, ConversationId id, StartForCustomer what) {
    auto const conversation = co_await desk_.read(by, id);
    if (conversation.customer.kind != "account") throw Problem{ProblemKind::conflict, "conversation.no_account"};
    // Whoever holds an account writes here in a session of theirs.
    co_return co_await runs_.start_for(by, conversation.customer.id, Assurance::session,
                                       {.flow = std::move(what.flow), .language = std::move(what.language), .channel = {}}, id);
}

Task<RunView> Guided::answer(Agent by, RunId run, AnswerRun what) {
    co_return co_await runs_.answer_as_staff(std::move(by), run, std::move(what));
}
Task<RunView> Guided::back(Agent by, RunId run, BackInRun what) {
    co_return co_await runs_.back_as_staff(std::move(by), run, std::move(what));
}
Task<RunView> Guided::act(Agent by, RunId run, ActInRun what) {
    co_return co_await runs_.act_as_staff(std::move(by), run, std::move(what));
}

}  // namespace ombud::edge
