// "Is it really us?": the check of anything that claims to be ours, of a letter, the list of what is ours, and reports.
#pragma once
#include "official/official.hpp"
#include "site/frame.hpp"

namespace ombud::site {

struct CheckForm {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(CheckForm, (), (text))

struct ReportForm {
    std::string what;
    std::optional<std::string> where, text;
};
BOOST_DESCRIBE_STRUCT(ReportForm, (), (what, where, text))

class VerifyPages {
public:
    VerifyPages(Frame& frame, official::Official& official) : frame_(frame), official_(official) {}

    Task<http::Response> front(Anyone by, http::Request* request);  // /verify
    Task<http::Response> page(Viewer by, http::PathText language, http::Request* request);
    Task<http::Response> check(Viewer by, http::PathText language, CheckForm form, http::Request* request);
    Task<http::Response> check_letter(Viewer by, http::PathText language, http::Request* request);
    Task<http::Response> report(Guest by, http::PathText language, ReportForm form, http::Request* request);

private:
    // What the page shows besides its forms.
    struct Shown {
        json::value verdict = false;
        json::value letter_error = false, letter = false;
        std::string asked;  // stays in the field
        std::optional<std::string> problem;
        ReportForm report{};
        json::value reported = false;
        json::array report_errors{};
        bool report_open = false;
    };
    Task<http::Response> show(Looker looker, Shown shown, http::Request const& request);
    Task<json::array> channels(Words const& words, std::string peer);
    [[nodiscard]] json::object verdict_of(Words const& words, official::Answer const& answer) const;
    [[nodiscard]] json::object letter_of(Words const& words, official::LetterAnswer const& answer) const;

    Frame& frame_;
    official::Official& official_;
};

}  // namespace ombud::site
