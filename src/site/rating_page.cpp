#include "site/rating_page.hpp"

#include "core/limits.hpp"
#include "site/fields.hpp"

namespace ombud::site {

namespace {

using Value = json::value;

constexpr char const* state_names[] = {"ask", "given", "open", "unknown"};
constexpr std::string_view marker = "[removed:";
constexpr std::int64_t best = 5;

json::object form_of(Words const& words, RatingShown const& shown, std::string const& action) {
    json::array faces, faults;
    for (std::int64_t score = 1; score <= best; ++score) {
        auto const value = std::to_string(score);
        json::object face{{"id", "score-" + value},
                          {"value", value},
                          {"label", words.text("codes.score." + value)},
                          {"chosen", score == shown.score}};
        for (std::int64_t other = 1; other <= best; ++other) face["face_" + std::to_string(other)] = other == score;
        faces.push_back(std::move(face));
    }
    auto const wrong = [&](std::optional<std::string> const& code, char const* id, std::string const& label) {
        if (code)
            faults.push_back(
                {{"id", id}, {"text", words.fill("field_error", {{"label", label}, {"problem", problem_text(words, *code)}})}});
    };
    wrong(shown.wrong_score, "score-1", words.text("codes.rating.ask.title"));
    wrong(shown.wrong_words, "field-words", words.text("codes.field.words.label"));
    return {{"action", action},
            {"faces", std::move(faces)},
            {"error", shown.wrong_score ? Value(problem_text(words, *shown.wrong_score)) : Value(false)},
            // Cut where it is pasted, a key would be known for one no more: too long is said, not made short.
            {"field", field(words, {.name = "words",
                                    .kind = "lines",
                                    .value = shown.words,
                                    .error = shown.wrong_words,
                                    .optional = true,
                                    .limit = limits::case_field_letters})},
            {"submit", words.text(shown.state == RatingState::given ? "rating.change" : "rating.send")},
            {"until", words.fill("rating_until", {{"date", words.date(shown.until)}})},
            {"errors", std::move(faults)}};
}

}  // namespace

http::Response rating_page(Frame& frame, std::string const& language, RatingShown const& shown, http::Request const& request) {
    Looker const looker{language, request};
    auto const& words = Words::of(language);
    auto const place = std::string("codes.rating.") + state_names[std::size_t(shown.state)];
    auto const title = words.text(place + ".title");
    bool const has_form = shown.state == RatingState::ask || shown.state == RatingState::given;
    json::object rating{
        {"title", title},
        {"text", words.text(place + ".text")},
        {"reference", shown.reference.empty() ? Value(false) : Value(shown.reference)},
        {"given",
         shown.state == RatingState::given ? Value(words.text("codes.score." + std::to_string(shown.score))) : Value(false)},
        {"secret_removed", shown.state == RatingState::given && shown.words.contains(marker)},
        {"form", has_form ? Value(form_of(words, shown, request.path)) : Value(false)}};
    auto const path = request.path.substr(std::min(request.path.size(), language.size() + 2));
    PageHead head{.name = "rating", .title = title, .path = has_form ? path : std::string{}, .indexed = false};
    return answer_with(request, frame.render("rating", looker, std::move(head), {{"rating", std::move(rating)}}),
                       shown.state == RatingState::unknown ? 404 : 200);
}

}  // namespace ombud::site
