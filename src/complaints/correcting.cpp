// Putting right what was registered: what is not named stays, and what was replaced stands in the step.
#include "complaints/common.hpp"
#include "complaints/complaints.hpp"
#include "core/limits.hpp"
#include "text/languages.hpp"
#include "text/names.hpp"

namespace ombud::complaints {

namespace {

// By name: what is masked would look the same before and after.
json::array changed_between(json::object const& before, json::object const& after) {
    json::array out;
    for (auto const& [name, value] : before)
        if (after.at(name) != value) out.emplace_back(name);
    return out;
}

}  // namespace

void Complaints::put_right(Details& details, ChangeDetails changes) const {
    auto const set = [](std::optional<std::string>& to, std::optional<std::string>& from) {
        if (from) to = std::move(from);
    };
    set(details.name, changes.name);
    set(details.client_reference, changes.client_reference);
    set(details.address, changes.address);
    set(details.phone, changes.phone);
    set(details.email, changes.email);
    set(details.service_reference, changes.service_reference);
    set(details.written_in, changes.written_in);
    set(details.event_dates, changes.event_dates);
    set(details.damage, changes.damage);
    set(details.comments, changes.comments);
    if (changes.subject) details.subject = std::move(*changes.subject);
    if (changes.description) details.description = std::move(*changes.description);
    if (auto& other = changes.representative) {
        if (!details.representative) details.representative.emplace();
        auto& known = *details.representative;
        if (other->name) known.name = std::move(*other->name);
        set(known.address, other->address);
        set(known.phone, other->phone);
        set(known.email, other->email);
        if (other->power) known.power = std::move(*other->power);
    }
    if (changes.documents) details.documents = std::move(*changes.documents);
    details = cleaned(std::move(details));
}

Task<Complaint> Complaints::correct(Agent by, ConversationId of, CorrectComplaint wanted) {
    auto const reason = cleaned(std::move(wanted.reason), "reason", limits::reason_letters);
    if (text::count_code_points(reason) < limits::reason_letters_at_least)
        throw Problem{ProblemKind::invalid, "purpose.reason", "reason"};
    if (wanted.language) text::require_language(*wanted.language);
    if (auto& details = wanted.details) {
        if (details->documents) co_await name_files(of, *details->documents, "details.documents");
        if (auto& other = details->representative; other && other->power)
            co_await name_files(of, *other->power, "details.representative.power");
    }
    auto const client_id = wanted.client_id;
    co_return co_await change(by, of, client_id, wanted.revision, StepKind::corrected, [&](Held& held) -> std::optional<Writing> {
        auto& row = held.row;
        require_stage(row.stage != Stage::closed);
        if (!held.details) throw Problem{ProblemKind::conflict, "customer.erased"};
        Writing out{.kind = StepKind::corrected};
        out.data = {{"service", to_json(row.service)}, {"topic", to_json(row.topic)}, {"language", row.language}};
        row.service = wanted.service.value_or(row.service);
        row.topic = wanted.topic.value_or(row.topic);
        row.language = wanted.language.value_or(row.language);
        auto const before = to_json(*held.details);
        if (wanted.details) put_right(*held.details, std::move(*wanted.details));
        out.data["changed"] = changed_between(before.as_object(), to_json(*held.details).as_object());
        out.words = {{"reason", reason}, {"before", before}};
        out.details = true;
        return out;
    });
}

}  // namespace ombud::complaints
