#include "knowledge/feedback.hpp"

#include <algorithm>
#include <cmath>

#include "core/limits.hpp"
#include "knowledge/queries.hpp"
#include "knowledge/words.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"
#include "safety/typed.hpp"
#include "text/names.hpp"

namespace ombud::knowledge {

using namespace std::chrono_literals;

namespace {

constexpr std::int64_t usual_days = 30, most_days = 365;
constexpr std::int64_t comments_shown = 5;
constexpr std::size_t articles_shown = 200;
constexpr auto kept_for = 24h * 400;
constexpr auto tidied_every = 6h;

// The share of those whom it did not help that is sure with so few voices (Wilson's lower bound, 95 %).
double surely_unhelpful(ArticleFeedback const& article) {
    auto const n = double(article.helped + article.not_helped);
    if (n == 0) return 0;
    constexpr double z = 1.96;
    auto const share = double(article.not_helped) / n;
    return (share + z * z / (2 * n) - z * std::sqrt((share * (1 - share) + z * z / (4 * n)) / n)) / (1 + z * z / n);
}

ArticleFeedback feedback_of(sql::FeedbackRow row) {
    auto const all = row.helped + row.not_helped;
    return {.article = row.article,
            .slug = std::move(row.slug),
            .language = std::move(row.language),
            .title = std::move(row.title),
            .helped = row.helped,
            .not_helped = row.not_helped,
            .share = all == 0 ? 0 : double(row.helped) / double(all),
            .reasons = {},
            .comments = {}};
}

}  // namespace

Feedback::Feedback(postgres::Database& database, Library const& library, Clock& clock)
    : database_(database), library_(library), clock_(clock), rate_(clock, limits::feedback_at_once, limits::one_feedback_each) {}

Task<void> Feedback::say(Anyone by, Voice voice) {
    auto const published = library_.now();
    auto const slug = published->redirect(voice.slug).value_or(voice.slug);
    auto const page = published->find(slug, voice.language);
    if (!page) throw Problem{ProblemKind::not_found, "article.unknown"};
    auto const network = network_of(by.peer);
    rate_.require(network);

    std::optional<std::string> words;
    bool const helped = voice.helped == Helped::yes;
    if (!helped && voice.text) {
        words = safety::typed_text(*voice.text);
        if (text::count_code_points(*words) > limits::feedback_letters) fail_field("text", "feedback.too_long", "is too long");
        if (text::is_blank(*words)) words = std::nullopt;
    }
    if (helped) voice.reason = std::nullopt;
    if (words && !voice.reason) voice.reason = NoHelp::other;
    auto const day = date_of(clock_.now());
    co_await database_.run(sql::add_salt, day);
    co_await database_.run(sql::say, page->id, page->language, day, network, helped, voice.reason, words, clock_.now());
}

Task<FeedbackReport> Feedback::report(Agent, AskFeedback asked) {
    if (asked.language) require_language(*asked.language);
    auto const days = std::clamp<std::int64_t>(asked.days.value_or(usual_days), 1, most_days);
    auto const since = date_of(clock_.now() - 24h * days);
    auto rows = co_await database_.run(sql::feedback, since, asked.language);
    auto const reasons = co_await database_.run(sql::feedback_reasons, since);
    auto const comments = co_await database_.run(sql::feedback_comments, since, comments_shown);

    std::map<std::pair<ArticleId, std::string>, ArticleFeedback> articles;
    for (auto& row : rows) {
        std::pair name{row.article, row.language};
        articles.emplace(std::move(name), feedback_of(std::move(row)));
    }
    auto const article = [&](ArticleId id, std::string const& language) {
        auto const found = articles.find({id, language});
        return found == articles.end() ? nullptr : &found->second;
    };
    for (auto const& row : reasons)
        if (auto* const of = article(row.article_id, row.language)) of->reasons.push_back({row.reason, row.count});
    for (auto const& row : comments)
        if (auto* const of = article(row.article_id, row.language)) of->comments.push_back({row.reason, row.words, row.said_at});

    FeedbackReport out;
    for (auto& [name, each] : articles) out.articles.push_back(std::move(each));
    std::ranges::sort(out.articles, std::greater{},
                      [](auto const& each) { return std::pair{surely_unhelpful(each), each.not_helped}; });
    if (out.articles.size() > articles_shown) out.articles.resize(articles_shown);
    co_return out;
}

// A salt that is gone makes yesterday's voices nobody's.
Task<void> Feedback::tidy() {
    auto const now = clock_.now();
    co_await database_.run(sql::forget_salts, date_of(now));
    co_await database_.run(sql::forget_feedback, date_of(now - kept_for));
}

Task<void> Feedback::keep_tidy() {
    return postgres::keep_doing(clock_, "knowledge.feedback", tidied_every, [this] { return tidy(); });
}

}  // namespace ombud::knowledge
