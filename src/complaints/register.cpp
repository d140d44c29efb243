// The register as people page through it and take it along.
#include "complaints/register.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "complaints/common.hpp"
#include "core/limits.hpp"

namespace ombud::complaints {

namespace {

template <class E>
bool names_one(std::string const& text) {
    E value{};
    return boost::describe::enum_from_string(text.c_str(), value);
}

// "2026-17": the year and number of the last row that was seen.
std::pair<std::int64_t, std::int64_t> place_of(std::string_view cursor) {
    std::int64_t year = 0, number = 0;
    auto const end = cursor.data() + cursor.size();
    auto const [dash, wrong] = std::from_chars(cursor.data(), end, year);
    if (wrong == std::errc{} && dash != end && *dash == '-') {
        auto const [stop, bad] = std::from_chars(dash + 1, end, number);
        if (bad == std::errc{} && stop == end && year > 0 && number > 0) return {year, number};
    }
    throw Problem{ProblemKind::invalid, "cursor.invalid", "cursor"};
}

std::string moment(std::optional<Timestamp> when) {
    return when ? to_rfc3339(*when) : std::string{};
}

std::string line_of(sql::ListedRow const& row) {
    return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", reference_of(row.year, row.number), row.received_on,
                       to_rfc3339(row.received_at), row.language, name_of(row.service), name_of(row.topic), name_of(row.stage),
                       row.outcome ? name_of(*row.outcome) : "", row.limit_on, row.due_on, row.due_on > row.limit_on,
                       moment(row.acknowledged_at), moment(row.decided_at), moment(row.answered_at), moment(row.closed_at),
                       row.missed);
}

}  // namespace

std::int64_t checked_year(std::optional<std::int64_t> year) {
    if (!year) throw Problem{ProblemKind::invalid, "field.missing", "year"};
    if (*year < first_year || *year > last_year) throw Problem{ProblemKind::invalid, "field.range", "year"};
    return *year;
}

Task<RegisterPage> Register::list(Agent by, RegisterRange range) {
    auto const limit = range.limit.value_or(limits::complaints_page);
    if (limit < 1 || limit > limits::complaints_page) throw Problem{ProblemKind::invalid, "field.range", "limit"};
    if (range.year) checked_year(range.year);
    if (range.stage && *range.stage != "open" && !names_one<Stage>(*range.stage))
        throw Problem{ProblemKind::invalid, "field.choice", "stage"};
    if (range.due && *range.due != "due_soon" && *range.due != "late") throw Problem{ProblemKind::invalid, "field.choice", "due"};
    std::optional<std::int64_t> year, number;
    if (range.cursor) std::tie(year, number) = place_of(*range.cursor);
    auto const now = clock_.now();
    auto rows = co_await database_.run(sql::list, range.year, range.stage, range.due, year, number, now, now + due_soon_within,
                                       limit + 1);
    auto const standing =
        co_await database_.run(sql::standing, now, now + due_soon_within, now - limits::complaint_acknowledged_within);
    RegisterPage out{.rows = {},
                     .next = {},
                     .years = standing.years,
                     .open = standing.open,
                     .due_soon = standing.due_soon,
                     .late = standing.late,
                     .unacknowledged = standing.unacknowledged};
    if (std::int64_t(rows.size()) > limit) {
        rows.pop_back();
        out.next = fmt::format("{}-{}", rows.back().year, rows.back().number);
    }
    std::vector<ConversationId> over, open;
    for (auto const& row : rows)
        if (due_of(row.stage, row.due_at, now) == Due::over) over.push_back(row.conversation_id);
    if (!over.empty()) open = co_await open_to_(by.id, over);
    auto const hidden = [&](ConversationId id) {
        return std::ranges::find(over, id) != over.end() && std::ranges::find(open, id) == open.end();
    };
    for (auto const& row : rows) {
        auto const key = co_await desk_.words().key_of(row.conversation_id);
        RegisterRow shown{.conversation_id = row.conversation_id,
                          .reference = reference_of(row.year, row.number),
                          .subject = {},
                          .language = row.language,
                          .service = row.service,
                          .topic = row.topic,
                          .stage = row.stage,
                          .outcome = row.outcome,
                          .due = due_of(row.stage, row.due_at, now),
                          .unsent = row.unsent,
                          .received_on = row.received_on,
                          .due_on = row.due_on,
                          .received_at = row.received_at,
                          .due_at = row.due_at};
        if (hidden(row.conversation_id)) {
            out.rows.push_back(std::move(shown));
            continue;
        }
        if (auto const details = details_of(row.details, key.value())) shown.subject = details->subject;
        out.rows.push_back(std::move(shown));
    }
    co_return out;
}

Task<TableFile> Register::take_along(Agent by, OfYear of) {
    auto const year = checked_year(of.year);
    auto const now = clock_.now();
    TableFile out{.name = fmt::format("complaints-{}.csv", year),
                  .text =
                      "reference,received_on,received_at,language,service,topic,stage,outcome,limit_on,due_on,extended,"
                      "acknowledged_at,decided_at,answered_at,closed_at,late\r\n"};
    std::optional<std::int64_t> after_year, after;
    for (bool more = true; more;) {
        auto const rows = co_await database_.run(sql::list, year, std::nullopt, std::nullopt, after_year, after, now, now,
                                                 limits::entries_read_at_once);
        for (auto const& row : rows) out.text += line_of(row);
        more = std::int64_t(rows.size()) == limits::entries_read_at_once;
        if (more) after_year = rows.back().year, after = rows.back().number;
    }
    co_await audit_.record({.act = "complaint.register_taken",
                            .actor_kind = audit::ActorKind::staff,
                            .actor = by.id.uuid,
                            .subject = {},
                            .details = {{"year", year}}});
    co_return out;
}

}  // namespace ombud::complaints
