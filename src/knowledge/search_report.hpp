// What people searched for: counted without who they were, and which searches found nothing or nothing that anybody wanted.
#pragma once
#include <map>

#include "callers/callers.hpp"
#include "core/task.hpp"
#include "knowledge/model.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::knowledge {

struct SearchCount {
    std::string query, language;
    std::int64_t searches{}, clicks{}, found{};  // found: how many answers the last one had
    Timestamp last_at;
};
BOOST_DESCRIBE_STRUCT(SearchCount, (), (query, language, searches, clicks, found, last_at))

struct SearchList {
    std::vector<SearchCount> searches;  // the most frequent first
};
BOOST_DESCRIBE_STRUCT(SearchList, (), (searches))

struct AskSearches {
    std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(AskSearches, (), (language))

class SearchReport {
public:
    SearchReport(postgres::Database& database, Clock& clock) : database_(database), clock_(clock) {}

    // Both only note it in memory. What is no language of ours, or nothing but marks, is passed over.
    void searched(std::string_view query, std::string_view language, std::size_t found);
    void clicked(std::string_view query, std::string_view language);

    // Of the last 30 days.
    Task<SearchList> unanswered(Agent by, AskSearches asked);
    Task<SearchList> unwanted(Agent by, AskSearches asked);  // answers came and nobody chose one

    // Writes down what was noted, and forgets what is old; runs for ever.
    Task<void> keep_up();
    Task<void> write_down();
    Task<void> tidy();

private:
    struct Name {
        std::int64_t day;
        std::string language, query;
        auto operator<=>(Name const&) const = default;
    };
    struct Noted {
        std::int64_t searches = 0, clicks = 0, found = 0;
        Timestamp last_at;
    };
    Noted* note(std::string_view query, std::string_view language);

    postgres::Database& database_;
    Clock& clock_;
    std::map<Name, Noted> noted_;
    std::int64_t passed_over_ = 0;
};

// A query as it is kept: one spelling, without what names a person (addresses, long numbers, keys). Empty when nothing is left.
std::string kept_query(std::string_view typed);

}  // namespace ombud::knowledge
