#include "site/stop_page.hpp"

namespace ombud::site {

http::Response stop_page(Frame& frame, std::string const& language, StopState state, std::string action,
                         http::Request const& request) {
    Looker const looker{language, request};
    auto const& words = Words::of(language);
    static constexpr char const* names[] = {"ask", "done", "unknown"};
    auto const place = std::string("codes.letters.") + names[std::size_t(state)];
    auto const title = words.text(place + ".title");
    json::value stop = false;
    if (state == StopState::ask) stop = json::object{{"action", std::move(action)}, {"label", words.text("letters.stop")}};
    json::object letters{{"title", title}, {"text", words.text(place + ".text")}, {"stop", std::move(stop)}};
    PageHead head{.name = "letters", .title = title, .path = "", .indexed = false};
    return answer_with(request, frame.render("letters", looker, std::move(head), {{"letters", std::move(letters)}}),
                       state == StopState::unknown ? 404 : 200);
}

}  // namespace ombud::site
