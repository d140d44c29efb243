// Guided answers over the interface where they meet conversations: handing over, and runs that staff make for a customer.
#pragma once
#include "desk/desk.hpp"
#include "diagnosis/diagram.hpp"
#include "diagnosis/runs.hpp"
#include "edge/route.hpp"
#include "email/outcomes.hpp"

namespace ombud::edge {

struct AskLanguage {
    std::string language;
};
BOOST_DESCRIBE_STRUCT(AskLanguage, (), (language))

struct HandOverRun {
    std::string token;
    std::string client_id;  // made by the client; a retry repeats it
    std::string language;
    std::optional<ConversationId> conversation_id;  // none: another is opened
    std::string body;                               // what happened, in the customer's words; may be empty
    std::vector<desk::CaseField> fields;
    std::optional<std::vector<AttachmentId>> attachments;
};
BOOST_DESCRIBE_STRUCT(HandOverRun, (), (token, client_id, language, conversation_id, body, fields, attachments))

struct HandedOver {
    ConversationId conversation_id;
    std::string reference;
};
BOOST_DESCRIBE_STRUCT(HandedOver, (), (conversation_id, reference))

struct StartForCustomer {
    std::string flow;
    std::string language;
};
BOOST_DESCRIBE_STRUCT(StartForCustomer, (), (flow, language))

class Guided {
public:
    Guided(diagnosis::Runs& runs, diagnosis::Diagrams& diagrams, desk::Desk& desk, email::Outcomes& letters)
        : runs_(runs), diagrams_(diagrams), desk_(desk), letters_(letters) {}

    Task<diagnosis::FlowList> flows(Anyone by, AskLanguage asked);
    Task<diagnosis::Diagram> flow(Agent by, http::PathText name, diagnosis::AskDiagram how);
    // The whole diagnosis goes into the conversation as a case; of a run that began by a letter, into the letter's.
    // Problem{invalid, "fields.too_many" | "field.range"} and what the desk refuses.
    Task<HandedOver> hand_over(Guest by, HandOverRun wanted);

    Task<diagnosis::RunView> read(Agent by, diagnosis::RunId run, AskLanguage asked);
    // For the customer of a conversation, with as much as they have proved there.
    Task<diagnosis::RunView> start(Agent by, ConversationId conversation, StartForCustomer what);
    Task<diagnosis::RunView> answer(Agent by, diagnosis::RunId run, diagnosis::AnswerRun what);
    Task<diagnosis::RunView> back(Agent by, diagnosis::RunId run, diagnosis::BackInRun what);
    Task<diagnosis::RunView> act(Agent by, diagnosis::RunId run, diagnosis::ActInRun what);

private:
    diagnosis::Runs& runs_;
    diagnosis::Diagrams& diagrams_;
    desk::Desk& desk_;
    email::Outcomes& letters_;
};

}  // namespace ombud::edge
