// Taking in, by the form or by whoever of us registers it: made ready to keep, given its number, told to whoever looks after it.
#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "complaints/common.hpp"
#include "complaints/complaints.hpp"
#include "core/limits.hpp"
#include "desk/choices.hpp"
#include "text/languages.hpp"
#include "text/names.hpp"

namespace ombud::complaints {

// What people typed ---------------------------------------------------------------------------------------------------------

std::string Complaints::cleaned(std::string typed, char const* field, std::size_t letters) const {
    auto out = text::clean_lines(guard_.redact(std::move(typed)).text);
    if (text::count_code_points(out) > letters) throw Problem{ProblemKind::invalid, "text.too_long", field};
    if (text::is_blank(out)) out.clear();
    return out;
}

Details Complaints::cleaned(Details details) const {
    auto const maybe = [&](std::optional<std::string>& text, char const* field, std::size_t letters = line_letters) {
        if (!text) return;
        *text = cleaned(std::move(*text), field, letters);
        if (text->empty()) text.reset();
    };
    auto const long_text = limits::complaint_text_letters;
    maybe(details.name, "details.name");
    maybe(details.client_reference, "details.client_reference");
    maybe(details.address, "details.address");
    maybe(details.phone, "details.phone");
    maybe(details.email, "details.email");
    if (auto& other = details.representative) {
        other->name = cleaned(std::move(other->name), "details.representative.name", line_letters);
        maybe(other->address, "details.representative.address");
        maybe(other->phone, "details.representative.phone");
        maybe(other->email, "details.representative.email");
        if (other->name.empty() && !other->address && !other->phone && !other->email && other->power.empty())
            details.representative.reset();
    }
    if (auto& reference = details.service_reference) {
        // Asked for as a transaction: its shape alone would pass for a key.
        std::vector<std::string> const transactions{*reference};
        *reference = guard_.redact(*reference, {.addresses = {}, .transactions = transactions}).text;
        *reference = text::clean_lines(*reference);
        if (text::count_code_points(*reference) > line_letters)
            throw Problem{ProblemKind::invalid, "text.too_long", "details.service_reference"};
        if (text::is_blank(*reference)) reference.reset();
    }
    maybe(details.written_in, "details.written_in");
    details.subject = cleaned(std::move(details.subject), "details.subject", line_letters);
    details.description = cleaned(std::move(details.description), "details.description", long_text);
    maybe(details.event_dates, "details.event_dates");
    maybe(details.damage, "details.damage", long_text);
    maybe(details.comments, "details.comments", long_text);
    if (details.subject.empty()) throw Problem{ProblemKind::invalid, "field.missing", "details.subject"};
    if (details.description.empty()) throw Problem{ProblemKind::invalid, "field.missing", "details.description"};
    auto const named = [&](std::vector<Document>& documents) {
        if (documents.size() > documents_at_most)
            throw Problem{ProblemKind::invalid, "attachments.too_many", "details.documents"};
        for (auto& each : documents) each.name = text::clean_name(guard_.redact(std::move(each.name)).text).value_or("");
    };
    named(details.documents);
    if (details.representative) named(details.representative->power);
    return details;
}

Task<void> Complaints::name_files(ConversationId of, std::vector<Document>& documents, char const* field) {
    std::vector<AttachmentId> ids;
    for (auto const& each : documents) ids.push_back(each.id);
    auto const key = co_await key_of(of);
    std::map<AttachmentId, std::string> names;
    for (auto const& row : co_await database_.run(sql::files, of, ids)) names.emplace(row.id, key.open(row.name));
    for (auto& each : documents) {
        auto const found = names.find(each.id);
        if (found == names.end()) throw Problem{ProblemKind::invalid, "attachment.unknown", field};
        each.name = found->second;
    }
}

// Registering ----------------------------------------------------------------------------------------------------------------

Task<desk::WordsKey> Complaints::key_of(ConversationId of) {
    auto key = co_await desk_.words().key_of(of);
    if (!key) throw Problem{ProblemKind::not_found, "conversation.unknown"};
    co_return std::move(*key);
}

// A number is taken, or the complaint is not there: whoever takes the next one waits for that.
Task<sql::Row> Complaints::add(ConversationId of, std::optional<StaffId> by, Customer const* customer, RegisterComplaint wanted,
                               Timestamp received_at) {
    desk::require_client_id(wanted.client_id);
    text::require_language(wanted.language);
    auto const details = cleaned(std::move(wanted.details));
    auto const key = co_await key_of(of);
    auto const sealed = key.close(json::serialize(to_json(details)), random_);
    auto const limit = co_await database_.run(sql::limit, received_at, limits::complaint_months);
    bool known = false;
    try {
        co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
            if (co_await transaction.run(sql::hold, of)) throw Problem{ProblemKind::conflict, "complaint.known"};
            auto const id = ComplaintId::make(clock_, random_);
            auto const now = clock_.now();
            auto const number = co_await transaction.run(sql::next_number, limit.year);
            co_await transaction.run(sql::add, id, of, limit.year, number, received_at, now, customer != nullptr, wanted.language,
                                     wanted.service, wanted.topic, limit.received_on, limit.limit_on, limit.limit_at, sealed);
            co_await transaction.run(sql::add_step, id, StepKind::registered, now, by, wanted.client_id,
                                     json::value{{"by_form", customer != nullptr}}, std::nullopt, std::nullopt);
            co_await audit_.record(transaction, {.act = "complaint.registered",
                                                 .actor_kind = customer ? audit::ActorKind::customer : audit::ActorKind::staff,
                                                 .actor = customer ? customer->id.uuid : by.value().uuid,
                                                 .subject = of.uuid,
                                                 .details = {{"reference", reference_of(limit.year, number)}}});
        });
    } catch (Problem const& problem) {
        if (problem.code != "complaint.known") throw;
        known = true;
    } catch (postgres::DatabaseError const& error) {
        if (error.sqlstate != "23505") throw;
        known = true;
    }
    auto row = co_await database_.run(sql::of_conversation, of);
    if (!row) throw Problem{ProblemKind::not_found, "complaint.unknown"};
    if (known) {
        auto const made = co_await database_.run(sql::step_made, row->id, wanted.client_id);
        if (!made || made->kind != StepKind::registered || made->staff_id != by)
            throw Problem{ProblemKind::conflict, "complaint.known"};
    }
    co_await note(of, "registered", reference_of(row->year, row->number), row->due_on, "complaint-registered");
    co_return std::move(*row);
}

Task<Complaint> Complaints::take_in(Agent by, ConversationId of, RegisterComplaint wanted) {
    auto const conversation = co_await database_.run(sql::conversation, of, wanted.received_seq);
    if (!conversation) throw Problem{ProblemKind::not_found, "conversation.unknown"};
    if (wanted.received_seq && !conversation->came_at) throw Problem{ProblemKind::invalid, "field.range", "received_seq"};
    co_await name_files(of, wanted.details.documents, "details.documents");
    if (wanted.details.representative)
        co_await name_files(of, wanted.details.representative->power, "details.representative.power");
    co_await add(of, by.id, nullptr, std::move(wanted), conversation->came_at.value_or(conversation->created_at));
    try {
        co_await desk_.change(by, of, {.client_id = "complaint-topic", .topic = "complaint"});
    } catch (Problem const& problem) {  // it is one already
        if (problem.code != "handling.unchanged" && problem.code != "client_id.reused") throw;
    }
    co_return co_await read(by, of);
}

Task<Filed> Complaints::file(Customer by, Filing filing) {
    desk::require_client_id(filing.client_id);
    auto details = cleaned(std::move(filing.details));  // before anything is opened for what cannot be kept
    auto const email = filing.by_mail && details.email ? text::email_key(*details.email) : std::nullopt;
    auto const opened = co_await desk_.open_for_form(
        by, {.client_id = filing.client_id, .language = filing.language, .topic = "complaint", .body = {}});
    desk::TellCase told{.client_id = filing.client_id + "-case",
                        .body = text::cut(details.subject + "\n\n" + details.description, limits::entry_body_bytes),
                        .attachments = {},
                        .told = {.topic = "complaint",
                                 .urgent = false,
                                 .fields = {},
                                 .missing = {},
                                 .assurance = filing.assurance,
                                 .reach = email ? "email" : "chat",
                                 .email = {},
                                 .diagnosis = nullptr},
                        .email = email};
    if (details.event_dates) told.told.fields.push_back({"since", *details.event_dates});
    desk::Entry kept;
    if (co_await desk_.has_posted(by, opened.id, told.client_id)) {  // sent twice: with the files that came first
        kept = std::move((co_await desk_.entries(by, opened.id, {.after = 0, .before = {}, .limit = 1})).entries.at(0));
    } else {
        for (auto* files : {&filing.documents, &filing.power})
            for (auto& [name, bytes] : *files)
                told.attachments.push_back((co_await desk_.attach(by, opened.id, name, std::move(bytes))).id);
        kept = co_await desk_.tell_case(by, opened.id, std::move(told));
    }
    for (std::size_t i = 0; i < kept.attachments.size(); ++i) {
        Document const document{kept.attachments[i].id, kept.attachments[i].name};
        if (i < filing.documents.size() || !details.representative)
            details.documents.push_back(document);
        else
            details.representative->power.push_back(document);
    }
    auto const row = co_await add(opened.id, std::nullopt, &by,
                                  {.client_id = filing.client_id,
                                   .language = filing.language,
                                   .service = filing.service,
                                   .topic = filing.topic,
                                   .details = details,
                                   .received_seq = {}},
                                  opened.created_at);
    // Of a form that came before it shows what came then.
    auto const stored = details_of(row.details, co_await key_of(opened.id)).value_or(details);
    co_return Filed{reference_of(row.year, row.number), row.received_on, row.due_on, copy_of(facts_of(row, stored, {}))};
}

Task<void> Complaints::note(ConversationId of, std::string event, std::string reference, std::string due_on,
                            std::string client_id) {
    json::object what{{"event", std::move(event)}, {"reference", std::move(reference)}, {"due_on", std::move(due_on)}};
    co_await desk_.note(of, std::move(client_id), "", json::value{{"complaint", std::move(what)}});
}

}  // namespace ombud::complaints
