#include "edge/complaint_door.hpp"

namespace ombud::edge {

namespace {

std::optional<std::string> told(site::ComplaintForm const& form, std::string_view name) {
    auto value = form.get(name);
    return value.empty() ? std::nullopt : std::optional{std::move(value)};
}

std::vector<std::pair<std::string, std::string>> taken(std::vector<http::FormFile>& files) {
    std::vector<std::pair<std::string, std::string>> out;
    for (auto& file : files) out.emplace_back(std::move(file.name), std::move(file.bytes));
    return out;
}

complaints::Filing filing_of(site::ComplaintForm form) {
    complaints::Filing out{
        .client_id = std::move(form.id),
        .language = form.language,
        .service = from_json<complaints::Service>(json::value(form.get("complaint_service")), "complaint_service"),
        .topic = from_json<complaints::Topic>(json::value(form.get("complaint_topic")), "complaint_topic"),
        .details = {.name = told(form, "complaint_name"),
                    .client_reference = told(form, "complaint_client_reference"),
                    .address = told(form, "complaint_address"),
                    .phone = told(form, "complaint_phone"),
                    .email = told(form, "email"),
                    .representative = {},
                    .service_reference = told(form, "complaint_reference"),
                    .written_in = {},
                    .subject = form.get("complaint_subject"),
                    .description = form.get("complaint_description"),
                    .event_dates = told(form, "complaint_dates"),
                    .damage = told(form, "complaint_damage"),
                    .comments = told(form, "complaint_comments"),
                    .documents = {}},
        .assurance = form.assurance,
        .by_mail = form.get("reach") == "email",
        .documents = taken(form.documents),
        .power = taken(form.power)};
    complaints::Representative other{.name = form.get("complaint_rep_name"),
                                     .address = told(form, "complaint_rep_address"),
                                     .phone = told(form, "complaint_rep_phone"),
                                     .email = told(form, "complaint_rep_email"),
                                     .power = {}};
    if (!other.name.empty() || other.address || other.phone || other.email || !out.power.empty())
        out.details.representative = std::move(other);
    return out;
}

}  // namespace

void file_complaints(HelpCentre& help, WorkRoom& work, People& people) {
    help.complaint_pages.reminds_with([&people](Customer by, bool secure) { return people.cookie_of(by, secure); });
    help.complaint_pages.files_with([&work](Customer by, site::ComplaintForm form) -> Task<site::ComplaintFiled> {
        auto filed = co_await work.complaints.file(by, filing_of(std::move(form)));
        co_return site::ComplaintFiled{std::move(filed.reference), std::move(filed.received_on), std::move(filed.due_on),
                                       std::move(filed.copy)};
    });
}

}  // namespace ombud::edge
