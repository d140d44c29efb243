#include "complaints/telling.hpp"

#include "complaints/complaints.hpp"

namespace ombud::complaints {

namespace {

// What staff think of it before they answer is theirs, as notes are.
json::array points_of(sql::Row const& row, desk::WordsKey const& key) {
    json::array out;
    auto const points = key.open_json(row.points);
    for (auto const& point : points ? from_json<std::vector<Point>>(*points) : std::vector<Point>{}) {
        json::object told{{"claim", point.claim}};
        if (row.answered_at) told["position"] = to_json(point.position), told["reasons"] = point.reasons;
        out.push_back(std::move(told));
    }
    return out;
}

json::object step_of(sql::StepRow const& step, desk::WordsKey const& key) {
    json::object out{{"kind", to_json(step.kind)}, {"at", to_rfc3339(step.at)}, {"data", step.data}};
    if (step.letter) out["letter"] = key.open(step.letter);
    return out;
}

}  // namespace

Task<json::value> told(postgres::Database& database, desk::Words& words, ConversationId of) {
    auto const row = co_await database.run(sql::of_conversation, of);
    auto const key = row ? co_await words.key_of(of) : std::nullopt;
    auto const details = key ? details_of(row->details, *key) : std::nullopt;
    if (!details) co_return nullptr;
    json::array steps;
    for (auto const& step : co_await database.run(sql::steps, row->id))
        if (step.kind != StepKind::points) steps.push_back(step_of(step, *key));
    co_return json::object{{"reference", reference_of(row->year, row->number)},
                           {"language", row->language},
                           {"service", to_json(row->service)},
                           {"topic", to_json(row->topic)},
                           {"stage", to_json(row->stage)},
                           {"outcome", to_json(row->outcome)},
                           {"received_on", row->received_on},
                           {"limit_on", row->limit_on},
                           {"due_on", row->due_on},
                           {"received_at", to_rfc3339(row->received_at)},
                           {"acknowledged_at", to_json(row->acknowledged_at)},
                           {"decided_at", to_json(row->decided_at)},
                           {"answered_at", to_json(row->answered_at)},
                           {"closed_at", to_json(row->closed_at)},
                           {"details", to_json(*details)},
                           {"points", points_of(*row, *key)},
                           {"steps", std::move(steps)}};
}

}  // namespace ombud::complaints
