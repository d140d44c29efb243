// Asking for a person without a chat: choose what it is about, tell it once, be told what happens next.
#pragma once
#include "core/random.hpp"
#include "core/rate_limit.hpp"
#include "desk/desk.hpp"
#include "official/model.hpp"
#include "site/frame.hpp"
#include "site/help_pages.hpp"
#include "site/intake.hpp"

namespace ombud::site {

class ContactPages {
public:
    ContactPages(Frame& frame, desk::Desk& desk, HelpPages const& help, Clock& clock, Random& random);

    Task<http::Response> page(Viewer by, http::PathText language, http::Request* request);
    Task<http::Response> send(Guest by, http::PathText language, http::Request* request);

    // What is under way about sending, for guided answers too.
    struct Sent {
        ConversationId id;
        std::string reference;
        // As it is kept: no secret in it.
        std::string what_happened;
        std::vector<desk::CaseField> fields;
        std::vector<std::string> pictures;  // their names

        [[nodiscard]] bool lacks_a_secret() const;
    };
    // A conversation that is there already, and as whom it is written in.
    struct Place {
        ConversationId id;
        Customer customer;
        bool theirs;  // what is known of who asks may be told there
        std::vector<desk::CaseField> known;
    };
    // Opens a conversation, or writes in the place that is given, and tells the case in it, each once however often the form
    // comes. Problem{too_many, "rate.limited"}.
    Task<Sent> take(Guest by, std::string language, IntakeAsk const& ask, IntakeForm form, json::value diagnosis,
                    Assurance assurance, std::optional<Place> place = {});
    // The same from a report of an impostor, which its reporter has not asked an answer to by mail.
    Task<official::Opened> take_report(Guest by, official::Report report);
    // A fresh form's id.
    std::string new_form();
    // How long somebody waits now: level and text.
    Task<json::object> waiting(Words const& words);
    // Assurance as the page knows it without a guided answer.
    static Assurance assurance_of(Viewer const& by);

private:
    Task<http::Response> show(Looker looker, Viewer by, IntakeAsk ask, IntakeForm form, IntakeErrors errors,
                              http::Request const& request);

    Frame& frame_;
    desk::Desk& desk_;
    HelpPages const& help_;
    Random& random_;
    RateLimit rate_;
};

}  // namespace ombud::site
