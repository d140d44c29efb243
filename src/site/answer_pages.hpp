// Guided answers as pages: one question a screen, each a form, the run kept by a cookie of its flow.
#pragma once
#include "diagnosis/offers.hpp"
#include "diagnosis/runs.hpp"
#include "site/contact_pages.hpp"
#include "site/frame.hpp"

namespace ombud::site {

// What a case keeps of a run.
json::value diagnosis_of(diagnosis::RunView const& run);
// The same where what was looked up and told must not go.
json::value without_facts(json::value diagnosis);

// What a screen says of a problem with a run: a key of codes.problem. nullptr for what a page of its own tells: a run or flow
// that is not there or over, a form that is none of ours.
char const* said_of(std::string_view code);

class AnswerPages {
public:
    // Where a run that began by a letter is handed over; nullopt for every other.
    using PlaceOf = std::function<Task<std::optional<ContactPages::Place>>(diagnosis::RunId)>;

    AnswerPages(Frame& frame, diagnosis::Runs& runs, diagnosis::Flows const& flows, diagnosis::Offers& offers,
                ContactPages& contact, PlaceOf place_of);

    Task<http::Response> page(Viewer by, http::PathText language, http::PathText flow, http::Request* request);
    Task<http::Response> step(Viewer by, http::PathText language, http::PathText flow, http::Request* request);
    // For a person to take over.
    Task<http::Response> person(Viewer by, http::PathText language, http::PathText flow, http::Request* request);
    Task<http::Response> hand_over(Guest by, http::PathText language, http::PathText flow, http::Request* request);

private:
    using Form = std::map<std::string, std::string, std::less<>>;
    // What a screen shows beside the run itself.
    struct Beside {
        std::optional<std::string> error{};  // a code of codes.problem
        bool other_address = false;          // another address is to be typed in place of the code
        std::string typed{};                 // stays in the field
        std::string helped{};                // "no": why? "thanks"
    };
    struct Where {
        Looker looker;
        std::shared_ptr<diagnosis::Flow const> flow;
        std::string token;  // empty: no run yet
        bool secure;
        std::string letter{};  // of the link in a letter by which somebody came and may begin; else empty
    };

    Where find(std::string const& language, std::string const& flow, Viewer const& by, http::Request const& request) const;
    // Whoever comes by a letter begins anew, whatever they did here before.
    Task<void> come_by(Where& where, std::string letter);
    Task<diagnosis::RunView> move(Viewer by, Where& where, Form const& form);
    // Who went back in the browser and answers there gives that question another answer.
    Task<diagnosis::RunView> move_or_change(Viewer by, Where& where, Form const& form);
    Task<diagnosis::RunView> begin(Viewer by, Where& where);
    // What everybody sees who has not begun, and the same with what was wrong.
    http::Response first_screen(Where const& where, http::Request const& request);
    http::Response first_screen_again(Where const& where, http::Request const& request, std::string const& error);
    [[nodiscard]] json::object first_question(Where const& where) const;
    http::Response show(Where const& where, diagnosis::RunView const& run, Viewer const& by, Beside beside,
                        http::Request const& request);
    // A question that was answered since: what the answer was, to be changed or kept.
    http::Response show_earlier(Where const& where, diagnosis::RunView const& run, diagnosis::TrailView const& line,
                                http::Request const& request);
    http::Response show_over(Where const& where, std::string const& why, http::Request const& request);
    Task<http::Response> show_intake(Where const& where, diagnosis::RunView const& run, Viewer by, IntakeForm form,
                                     IntakeErrors errors, http::Request const& request);
    [[nodiscard]] json::object screen(Where const& where, diagnosis::RunView const* run) const;
    std::string render(Where const& where, json::object context, bool indexed);
    [[nodiscard]] std::string path(Where const& where) const;
    // The address of where a run stands: each of its screens has one, for the browser's way back.
    [[nodiscard]] std::string path_of(Where const& where, diagnosis::RunView const& run) const;
    [[nodiscard]] json::array links_of(Where const& where, std::vector<diagnosis::LinkView> const& links) const;
    [[nodiscard]] json::array facts_of(Words const& words, diagnosis::RunView const& run) const;
    void add_ending(json::object& context, Where const& where, diagnosis::RunView const& run, Beside const& beside) const;
    void add_proving(json::object& context, Where const& where, diagnosis::RunView const& run, Beside const& beside) const;

    Frame& frame_;
    diagnosis::Runs& runs_;
    diagnosis::Flows const& flows_;
    diagnosis::Offers& offers_;
    Kept kept_;
    ContactPages& contact_;
    PlaceOf place_of_;
};

}  // namespace ombud::site
