// The answer: our position on each point, what all of them add up to, and who may not send it alone.
#include <algorithm>
#include <fmt/format.h>

#include "complaints/common.hpp"
#include "complaints/complaints.hpp"
#include "core/limits.hpp"
#include "text/names.hpp"

namespace ombud::complaints {

Outcome outcome_of(std::vector<Point> const& points) {
    auto const all = [&](Position position) {
        return std::ranges::all_of(points, [&](Point const& point) { return point.position == position; });
    };
    if (all(Position::accepted)) return Outcome::upheld;
    return all(Position::rejected) ? Outcome::rejected : Outcome::partly_upheld;
}

void require_answered(std::vector<Point> const& points) {
    if (points.empty()) throw Problem{ProblemKind::invalid, "complaint.point_missing", "points"};
    for (std::size_t i = 0; i < points.size(); ++i)
        if (text::is_blank(points[i].claim) || text::is_blank(points[i].reasons) || !points[i].position)
            throw Problem{ProblemKind::invalid, "complaint.point_missing", fmt::format("points.{}", i)};
}

Task<Complaint> Complaints::set_points(Agent by, ConversationId of, SetPoints wanted) {
    if (wanted.points.size() > limits::complaint_points)
        throw Problem{ProblemKind::invalid, "complaint.too_many_points", "points"};
    for (auto& point : wanted.points) {
        point.claim = cleaned(std::move(point.claim), "points", limits::complaint_text_letters);
        point.reasons = cleaned(std::move(point.reasons), "points", limits::complaint_text_letters);
    }
    auto const client_id = wanted.client_id;
    co_return co_await change(
        by, of, client_id, wanted.revision, StepKind::points,
        [&](Held& held) -> std::optional<Writing> {
            require_stage(is_open(held.row.stage));
            if (to_json(held.points) == to_json(wanted.points)) return std::nullopt;  // whoever saves them so is no author
            Writing out{.kind = StepKind::points, .points = true};
            out.words = {{"before", to_json(held.points)}, {"after", to_json(wanted.points)}};
            held.points = wanted.points;
            return out;
        },
        [&](json::object const& words) {
            auto const* after = words.if_contains("after");
            return !after || *after == to_json(wanted.points);
        });
}

// Nobody refuses alone: neither an author of the points, nor, before there is an answer, the first of us who saw the complaint.
void Complaints::require_another(Held const& held, StepKind kind, StaffId by) {
    auto const& authors = held.authors;
    bool const alone = kind == StepKind::answered ? std::ranges::find(authors, by) != authors.end()
                                                  : held.hands.empty() || held.hands.front() == by;
    if (alone) throw Problem{ProblemKind::forbidden, "complaint.second_person"};
}

}  // namespace ombud::complaints
