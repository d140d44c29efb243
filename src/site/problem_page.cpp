#include "site/problem_page.hpp"

namespace ombud::site {

bool wants_page(http::Request const& request) {
    auto const& path = request.path;
    return request.field("accept").contains("text/html") && !path.starts_with("/api/") && !path.starts_with("/hooks/") &&
           !path.starts_with("/assets/");
}

http::Response problem_page(Frame& frame, Problem const& problem, unsigned status, http::Request const& request) {
    std::string language{preferred_language(request)};
    for (auto const& each : page_languages)
        if (request.path.starts_with("/" + each + "/")) language = each;
    auto const& words = Words::of(language);
    auto code = std::to_string(status);
    if (!words.find("codes.error." + code + ".title")) code = status == 401 ? "403" : status < 500 ? "400" : "500";
    if (problem.code == "article.withdrawn") code = "withdrawn";
    auto const place = "codes.error." + code;
    auto text = words.text(place + ".text");
    if (problem.retry_after) text += " " + words.fill("too_many", {{"seconds", problem.retry_after->count()}});
    auto const* safe = words.find(place + ".safe");
    bool const again = status >= 500 || status == 429;
    json::object error{{"status", std::to_string(status)},
                       {"title", words.text(place + ".title")},
                       {"text", std::move(text)},
                       {"safe", safe ? json::value(*safe) : json::value(false)},
                       {"search", status == 404},
                       {"retry", again && request.method == http::Method::get
                                     ? json::value{{"href", request.path}, {"label", words.text("error.retry")}}
                                     : json::value(false)},
                       {"reference", status >= 500 ? json::value(request.id) : json::value(false)}};
    Looker looker{language, request};
    PageHead head{.name = "error", .title = words.text(place + ".title"), .path = "", .indexed = false};
    auto response = answer_with(request, frame.render("error", looker, std::move(head), {{"error", std::move(error)}}), status);
    if (problem.retry_after) response.fields.push_back({"Retry-After", std::to_string(problem.retry_after->count())});
    return response;
}

}  // namespace ombud::site
