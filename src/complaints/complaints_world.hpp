// People who complain, two of us who handle it, and terms that letters can name: for tests, on a clock that stands still.
#pragma once
#include <gmock/gmock.h>

#include "complaints/complaints.hpp"
#include "complaints/register.hpp"
#include "support/desk_people.hpp"

namespace ombud::complaints {

using namespace std::chrono_literals;
using ombud::testing::run;

struct ComplaintsTest : ombud::testing::PeopledDesk {
    audit::Log audit{database, clock};
    Complaints complaints{database, desk, ombud::testing::shared_guard(), audit, clock, random};
    std::vector<ConversationId> opened;  // by whoever asks
    Register book{database, desk, audit,
                  [this](StaffId, std::vector<ConversationId>) -> Task<std::vector<ConversationId>> { co_return opened; }, clock};
    Customer const li = customer();
    Agent const ana = agent("Ana"), ben = agent("Ben");

    ComplaintsTest() { terms("Etc/UTC"); }

    void terms(std::string zone) {
        auto const now = run(io, complaints.terms(ana));
        run(io, complaints.set_terms(ana, {.zone = std::move(zone),
                                           .contact_en = "complaints@desk.example",
                                           .contact_zh = "投诉专线 400-000-0000",
                                           .remedies_en = "The ombudsman, ombudsman.example",
                                           .remedies_zh = "监管机构，regulator.example",
                                           .revision = now.revision}));
    }
    static Details details(std::string subject = "My withdrawal was held for nine days") {
        return {.name = "Li Wei",
                .client_reference = {},
                .address = "Hauptstraße 1, Berlin",
                .phone = "+49 30 901820",
                .email = "li.wei@customer.example",
                .representative = {},
                .service_reference = {},
                .written_in = {},
                .subject = std::move(subject),
                .description = "Nobody told me why, and the price fell.",
                .event_dates = "1 to 9 November 2026",
                .damage = "About 300 EUR",
                .comments = {},
                .documents = {}};
    }
    RegisterComplaint filing(std::string language = "en") {
        return {.client_id = new_id(),
                .language = std::move(language),
                .service = Service::transfer,
                .topic = Topic::withdrawal,
                .details = details(),
                .received_seq = {}};
    }
    Complaint taken_in(std::string language = "en") {
        auto const id = open(customer()).id;
        return run(io, complaints.take_in(ana, id, filing(std::move(language))));
    }
    Complaint step(Agent const& by, Complaint const& of, TakeStep wanted) {
        wanted.client_id = new_id();
        wanted.revision = of.revision;
        return run(io, complaints.take_step(by, of.conversation_id, wanted));
    }
    std::string refused(Agent const& by, Complaint const& of, TakeStep wanted) {
        wanted.client_id = new_id();
        wanted.revision = of.revision;
        return code(complaints.take_step(by, of.conversation_id, wanted));
    }
    Complaint points(Agent const& by, Complaint const& of, std::vector<Point> all) {
        return run(io, complaints.set_points(by, of.conversation_id, {new_id(), of.revision, std::move(all)}));
    }
    Complaint investigated(std::string language = "en") {
        auto out = taken_in(std::move(language));
        out = step(ana, out, {.kind = StepKind::acknowledged, .admissible = true});
        return step(ana, out, {.kind = StepKind::investigated, .finding = "The hold was set by rule 7 and nobody looked."});
    }
    static Point point(Position position) {
        return {.claim = "The hold had no reason.", .position = position, .reasons = "The log names one."};
    }
    // What the complainant reads, newest last.
    std::vector<std::string> letters(ConversationId id) {
        std::vector<std::string> out;
        for (auto const& entry : log(ana, id))
            if (entry.kind == desk::EntryKind::message && entry.author.kind == desk::AuthorKind::agent) out.push_back(entry.body);
        return out;
    }
    std::vector<std::string> warnings(ConversationId id) {
        std::vector<std::string> out;
        for (auto const& entry : log(ana, id)) {
            auto const* data = entry.data.if_object();
            auto const* about = data ? data->if_contains("complaint") : nullptr;
            if (!about || about->at("event") == "registered") continue;
            EXPECT_TRUE(entry.internal) << "a customer never hears of it";
            out.emplace_back(about->at("event").as_string());
        }
        return out;
    }
    sql::LimitRow limit(char const* when) {
        return run(io, database.run(sql::limit, from_rfc3339(when).value(), limits::complaint_months));
    }
};

}  // namespace ombud::complaints
