// Guided answers as pages: one question a screen, each a form, the run kept by a cookie of its flow.
#pragma once
#include "diagnosis/runs.hpp"
#include "site/contact_pages.hpp"
#include "site/frame.hpp"

namespace ombud::site {

// What a case keeps of a run.
json::value diagnosis_of(diagnosis::RunView const& run);

// What a screen says of a problem with a run: a key of codes.problem. nullptr for what a page of its own tells: a run or flow
// that is not there or over, a form that is none of ours.
char const* said_of(std::string_view code);

class AnswerPages {
public:
    AnswerPages(Frame& frame, diagnosis::Runs& runs, diagnosis::Flows const& flows, ContactPages& contact);

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
    };

    Where find(std::string const& language, std::string const& flow, Viewer const& by, http::Request const& request) const;
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
    Kept kept_;
    ContactPages& contact_;
};

}  // namespace ombud::site
