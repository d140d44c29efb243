#include "program/demo_matters.hpp"

#include <algorithm>

#include "text/names.hpp"

namespace ombud {

namespace {

using complaints::StepKind;

std::string first_line(std::string const& words) {
    return text::cut(words.substr(0, words.find('\n')), 200);
}

// By the order of their coming: received, acknowledged, investigated, answered, and so on again.
Task<void> go_on(edge::WorkRoom& work, Agent by, complaints::Complaint complaint, DemoAnswer const& answer, std::size_t place) {
    auto const id = complaint.conversation_id;
    auto const step = [&](StepKind kind) {
        return complaints::TakeStep{.client_id = "demo-" + std::string(boost::describe::enum_to_string(kind, "")),
                                    .revision = complaint.revision,
                                    .kind = kind,
                                    .admissible = {},
                                    .reasons = {},
                                    .finding = {},
                                    .until = {}};
    };
    if (place % 4 == 0) co_return;
    auto received = step(StepKind::acknowledged);
    received.admissible = true;
    complaint = co_await work.complaints.take_step(by, id, std::move(received));
    if (place % 4 == 1) co_return;
    auto looked = step(StepKind::investigated);
    looked.finding = answer.finding;
    complaint = co_await work.complaints.take_step(by, id, std::move(looked));
    if (place % 4 == 2) co_return;
    complaint = co_await work.complaints.set_points(by, id,
                                                    {.client_id = "demo-points",
                                                     .revision = complaint.revision,
                                                     .points = {{answer.claim, complaints::Position::accepted, answer.reasons}}});
    co_await work.complaints.take_step(by, id, step(StepKind::answered));
}

}  // namespace

Task<void> add_matters(edge::WorkRoom& work, Agent by, DemoMatters matters) {
    matters.terms.revision = (co_await work.complaints.terms(by)).revision;
    co_await work.complaints.set_terms(by, std::move(matters.terms));
    std::vector<desk::Standing> complaining;
    for (auto const& [id, standing] : work.ground.desk.board().active())
        if (standing.topic == "complaint") complaining.push_back(standing);
    std::ranges::sort(complaining, {}, &desk::Standing::created_at);
    for (std::size_t place = 0; place < complaining.size(); ++place) {
        auto const& standing = complaining[place];
        auto const said = co_await work.ground.desk.entries_after(Participant{by}, standing.id, 0, 10);
        auto const first = std::ranges::find_if(said.entries, [](auto const& entry) {
            return entry.author.kind == desk::AuthorKind::customer && !entry.body.empty();
        });
        auto const answer = std::ranges::find(matters.answers, standing.language, &DemoAnswer::language);
        if (first == said.entries.end() || answer == matters.answers.end()) continue;
        auto registered =
            co_await work.complaints.take_in(by, standing.id,
                                             {.client_id = "demo-complaint",
                                              .language = standing.language,
                                              .service = complaints::Service::transfer,
                                              .topic = complaints::Topic::conduct,
                                              .details = {.subject = first_line(first->body), .description = first->body},
                                              .received_seq = {}});
        co_await go_on(work, by, std::move(registered), *answer, place);
    }
    for (auto& incident : matters.incidents) co_await work.incidents.declare(by, std::move(incident));
}

}  // namespace ombud
