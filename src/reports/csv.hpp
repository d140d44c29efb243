// A report as comma-separated values (RFC 4180) for spreadsheets.
#pragma once
#include <string>
#include <string_view>

#include "reports/model.hpp"

namespace ombud::reports {

// Quoted where it must be; what a spreadsheet would take for a formula is made text.
std::string csv_cell(std::string_view text);
// With the mark that tells spreadsheets that it is UTF-8. A line for each group, or for each day of a report without groups.
std::string csv_of(Report const& report, bool by_group);

}  // namespace ombud::reports
