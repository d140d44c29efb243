#include "edge/rating_door.hpp"

#include "core/problem.hpp"
#include "desk/ratings.hpp"
#include "site/rating_page.hpp"

namespace ombud::edge {

namespace {

using site::RatingShown, site::RatingState;

std::int64_t score_of(std::optional<std::string> const& text) {
    return text && text->size() == 1 && (*text)[0] >= '1' && (*text)[0] <= '5' ? (*text)[0] - '0' : 0;
}

}  // namespace

Task<http::Response> RatingDoor::page(Anyone, http::PathText language, http::PathText token, http::Request* request) {
    RatingShown shown;
    if (auto const link = co_await letters_.link(token.value)) {
        auto const ending = co_await desk_.ending(link->customer, link->id);
        shown = {.state = !ending.resolved ? RatingState::open
                          : ending.given   ? RatingState::given
                                           : RatingState::ask,
                 .reference = link->reference,
                 .until = link->until};
        if (ending.given) shown.score = ending.given->score, shown.words = ending.given->words;
    }
    co_return site::rating_page(frame_, language.value, shown, *request);
}

Task<http::Response> RatingDoor::rate(Anyone, http::PathText language, http::PathText token, RatingForm form,
                                      http::Request* request) {
    auto const link = co_await letters_.link(token.value);
    if (!link) co_return site::rating_page(frame_, language.value, {}, *request);
    RatingShown shown{.state = RatingState::ask,
                      .reference = link->reference,
                      .score = score_of(form.score),
                      .words = form.words.value_or(""),
                      .until = link->until};
    if (shown.score == 0) shown.wrong_score = "choice_missing";
    try {
        if (shown.score != 0) co_await desk_.rate_by_link(link->customer, link->id, shown.score, std::move(form.words));
    } catch (Problem const& problem) {
        if (problem.code == "body.too_large")
            shown.wrong_words = "text_too_long";
        else if (problem.code != "rating.not_resolved")  // of which the page tells
            throw;
    }
    if (!shown.wrong_score && !shown.wrong_words) co_return site::go_to(request->path);
    co_return site::rating_page(frame_, language.value, shown, *request);
}

}  // namespace ombud::edge
