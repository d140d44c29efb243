// "Did this help": one voice for each network, article and day, and which articles help least.
#pragma once
#include "callers/callers.hpp"
#include "core/rate_limit.hpp"
#include "knowledge/library.hpp"

namespace ombud::knowledge {

BOOST_DEFINE_ENUM_CLASS(Helped, yes, no)
BOOST_DEFINE_ENUM_CLASS(NoHelp, not_clear, not_my_case, did_not_work, wrong, other)

struct Voice {
    std::string slug;
    std::string language;
    Helped helped{};
    std::optional<NoHelp> reason;
    std::optional<std::string> text;
};
BOOST_DESCRIBE_STRUCT(Voice, (), (slug, language, helped, reason, text))

struct AskFeedback {
    std::optional<std::string> language;
    std::optional<std::int64_t> days;  // 30, if nothing is said
};
BOOST_DESCRIBE_STRUCT(AskFeedback, (), (language, days))

struct Comment {
    NoHelp reason{};
    std::string text;
    Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Comment, (), (reason, text, at))

struct ReasonCount {
    NoHelp reason{};
    std::int64_t count{};
};
BOOST_DESCRIBE_STRUCT(ReasonCount, (), (reason, count))

struct ArticleFeedback {
    ArticleId article;
    std::string slug, language, title;
    std::int64_t helped{}, not_helped{};
    double share{};  // of those whom it helped
    std::vector<ReasonCount> reasons;
    std::vector<Comment> comments;  // the newest ones
};
BOOST_DESCRIBE_STRUCT(ArticleFeedback, (), (article, slug, language, title, helped, not_helped, share, reasons, comments))

struct FeedbackReport {
    std::vector<ArticleFeedback> articles;  // the worst first: many voices against count more than one
};
BOOST_DESCRIBE_STRUCT(FeedbackReport, (), (articles))

class Feedback {
public:
    Feedback(postgres::Database& database, Library const& library, Clock& clock);

    // The last word of a network on an article today counts, so that a reason may follow. {not_found, "article.unknown"},
    // {invalid, "feedback.too_long", "text"}, {too_many, "rate.limited"}.
    Task<void> say(Anyone by, Voice voice);
    Task<FeedbackReport> report(Agent by, AskFeedback asked);
    // Forgets what is old; runs for ever.
    Task<void> keep_tidy();
    Task<void> tidy();

private:
    postgres::Database& database_;
    Library const& library_;
    Clock& clock_;
    RateLimit rate_;
};

}  // namespace ombud::knowledge
