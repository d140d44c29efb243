// A run as it is shown, on whatever channel, and what people send to it: shapes good for JSON and for pages.
#pragma once
#include "diagnosis/model.hpp"

namespace ombud::diagnosis {

// What is sent ---------------------------------------------------------------------------------------------------------

struct StartRun {
    std::string flow;
    std::string language;
    std::optional<Channel> channel;  // site when it is not said; never staff
    // Of the link in a letter: the first run that begins by it belongs to the letter's conversation.
    std::optional<std::string> letter{};
};
BOOST_DESCRIBE_STRUCT(StartRun, (), (flow, language, channel, letter))

struct RunToken {
    std::string token;
};
BOOST_DESCRIBE_STRUCT(RunToken, (), (token))

// To a choice its answer's id, to a typed question the text (empty where it may be), to an explanation "continue".
struct AnswerRun {
    std::string token;
    std::string step;
    std::optional<std::string> answer;
    std::optional<std::string> text;
};
BOOST_DESCRIBE_STRUCT(AnswerRun, (), (token, step, answer, text))

// From the step that is shown to the one before it, or to that of a line of the trail. Nothing happens when the run has moved on.
struct BackInRun {
    std::string token;
    std::string step;
    std::optional<std::int64_t> to;
};
BOOST_DESCRIBE_STRUCT(BackInRun, (), (token, step, to))

struct ProveAddress {
    std::string token;
    std::string email;
};
BOOST_DESCRIBE_STRUCT(ProveAddress, (), (token, email))

struct ProveCode {
    std::string token;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(ProveCode, (), (token, code))

struct ActInRun {
    std::string token;
    std::string step;
    YesNo choice{};
    std::optional<std::string> text;  // where the step shows an input
};
BOOST_DESCRIBE_STRUCT(ActInRun, (), (token, step, choice, text))

struct SolvedRun {
    std::string token;
    YesNo solved{};
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(SolvedRun, (), (token, solved, reason))

struct ResumeRun {
    std::string token;
    std::optional<Channel> channel;
    std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(ResumeRun, (), (token, channel, language))

// What is shown --------------------------------------------------------------------------------------------------------

struct AnswerView {
    std::string id;
    std::string label;
    std::optional<std::string> hint;
};
BOOST_DESCRIBE_STRUCT(AnswerView, (), (id, label, hint))

// What a flow or an article is called, for links to it. Empty: there is no such page in that language, nor a link to it.
using TitleOf = std::function<std::string(std::string const& name, std::string const& language)>;

// One of the three: a page of ours, an article's slug, a flow's name.
struct LinkView {
    std::optional<std::string> to;
    std::optional<std::string> article;
    std::optional<std::string> flow;
    std::string label;
};
BOOST_DESCRIBE_STRUCT(LinkView, (), (to, article, flow, label))

struct StepView {
    std::string id;
    StepKind kind{};
    std::string text;                 // plain
    std::optional<std::string> html;  // of an explanation and a handing over; safe to show as it is
    std::optional<std::string> help;
    std::vector<AnswerView> answers;  // of a choice; of an act "yes" and "no"
    std::optional<InputKind> input;   // of a typed question, or of an act that is about something
    bool optional = false;            // it may be left empty
    std::optional<Assurance> needs;   // of an act
    std::vector<LinkView> links;
    std::optional<std::string> for_customer;  // of an explanation that staff look at: what they may pass on, plain
};
BOOST_DESCRIBE_STRUCT(StepView, (), (id, kind, text, html, help, answers, input, optional, needs, links, for_customer))

BOOST_DEFINE_ENUM_CLASS(ProofMethod, sign_in, code, step_up)

// What must be proved before the run goes on, or before it is shown again.
struct ProvingView {
    Assurance need{};
    std::vector<ProofMethod> methods;
    bool sent = false;                  // a code is under way
    std::optional<std::string> masked;  // to this address
    bool can_skip = false;              // "I can't" leads on
    bool again = false;                 // it was proved once: what is known is hidden until it is proved again
};
BOOST_DESCRIBE_STRUCT(ProvingView, (), (need, methods, sent, masked, can_skip, again))

struct TrailView {
    std::int64_t seq{};
    std::string step;
    std::string question;
    std::string answer;
    Timestamp at;
    bool can_change = false;
};
BOOST_DESCRIBE_STRUCT(TrailView, (), (seq, step, question, answer, at, can_change))

// An explanation that was read, in its place among the lines of the trail.
struct ReadView {
    std::int64_t seq{};
    std::string step;
    std::string text;
    std::string html;
};
BOOST_DESCRIBE_STRUCT(ReadView, (), (seq, step, text, html))

struct FieldView {
    std::string name;
    std::string label;
    FieldType type{};
    json::value value;  // RFC 3339, text, a number, a list of words
    std::string text;   // the same for people; a time is left to whoever shows it and stands here as UTC
};
BOOST_DESCRIBE_STRUCT(FieldView, (), (name, label, type, value, text))

struct FactView {
    std::string name;
    std::string label;
    std::optional<std::string> value;  // none: it could not be looked up
    std::string value_label;
    std::vector<FieldView> fields;
    Timestamp at;
};
BOOST_DESCRIBE_STRUCT(FactView, (), (name, label, value, value_label, fields, at))

// A field that a person needs, and what the run knows of it already.
struct IntakeView {
    IntakeField field{};
    std::optional<std::string> known;
};
BOOST_DESCRIBE_STRUCT(IntakeView, (), (field, known))

struct EndingView {
    Outcome outcome{};
    std::string text;
    std::string html;
    std::vector<LinkView> links;
    std::vector<IntakeView> intake;  // of a handing over
    bool urgent = false;
    std::optional<std::string> for_customer;  // as of a step
};
BOOST_DESCRIBE_STRUCT(EndingView, (), (outcome, text, html, links, intake, urgent, for_customer))

struct ProgressView {
    std::int64_t answered{};
    std::int64_t left{};  // screens on the shortest way to an end
};
BOOST_DESCRIBE_STRUCT(ProgressView, (), (answered, left))

struct RunView {
    RunId id;
    std::string flow;
    std::int64_t version{};
    std::string title;
    Topic topic{};
    std::string language;
    Channel channel{};
    State state{};
    Assurance assurance{};         // as it is in this call
    std::optional<StepView> step;  // none while something must be proved again, and when it expired
    std::optional<ProvingView> proving;
    std::vector<TrailView> trail;
    std::vector<ReadView> read;
    std::vector<FactView> facts;  // newest of each, in the order of looking up
    std::optional<EndingView> ending;
    std::optional<bool> solved;
    std::optional<ConversationId> conversation_id;
    bool can_go_back = false;
    bool secret_removed = false;  // from what was typed last: the customer should know, and act
    ProgressView progress;
    Timestamp started_at;
    Timestamp moved_at;
};
BOOST_DESCRIBE_STRUCT(RunView, (),
                      (id, flow, version, title, topic, language, channel, state, assurance, step, proving, trail, read, facts,
                       ending, solved, conversation_id, can_go_back, secret_removed, progress, started_at, moved_at))

struct StartedRun {
    std::string token;  // only its hash is kept
    RunView run;
};
BOOST_DESCRIBE_STRUCT(StartedRun, (), (token, run))

struct FlowListed {
    std::string name;
    std::int64_t version{};
    Topic topic{};
    std::string title;
    std::string summary;
};
BOOST_DESCRIBE_STRUCT(FlowListed, (), (name, version, topic, title, summary))

struct FlowList {
    std::vector<FlowListed> flows;
};
BOOST_DESCRIBE_STRUCT(FlowList, (), (flows))

}  // namespace ombud::diagnosis
