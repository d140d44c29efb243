// The register as people page through it and take it along, and what a year adds up to.
#pragma once
#include "complaints/complaints.hpp"

namespace ombud::complaints {

// A table for other programs: codes and dates only, nobody's name and nobody's words.
struct TableFile {
    std::string name;  // complaints-2026.csv
    std::string text;
};
BOOST_DESCRIBE_STRUCT(TableFile, (), (name, text))

inline constexpr std::int64_t first_year = 2000, last_year = 9998;
std::int64_t checked_year(std::optional<std::int64_t> year);

class Register {
public:
    // `open_to`: of complaints that are over the subject is told only where their conversation is open to whoever asks.
    Register(postgres::Database& database, desk::Desk& desk, audit::Log& audit, desk::Inbox::OpenTo open_to, Clock& clock)
        : database_(database), desk_(desk), audit_(audit), open_to_(std::move(open_to)), clock_(clock) {}

    Task<RegisterPage> list(Agent by, RegisterRange range);
    // All of a year; who took it is on the record.
    Task<TableFile> take_along(Agent by, OfYear of);
    Task<Report> report(Agent by, OfYear of);
    Task<TableFile> report_file(Agent by, OfYear of);

private:
    Task<Report> figures(OfYear of);

    postgres::Database& database_;
    desk::Desk& desk_;
    audit::Log& audit_;
    desk::Inbox::OpenTo open_to_;
    Clock& clock_;
};

}  // namespace ombud::complaints
