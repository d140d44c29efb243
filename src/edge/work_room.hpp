// What the desk's people work with around conversations, wired to each other: the program has one of these, and so has each test
// of the whole house.
#pragma once
#include "audit/audit.hpp"
#include "complaints/register.hpp"
#include "complaints/telling.hpp"
#include "compliance/compliance.hpp"
#include "core/limits.hpp"
#include "desk/bulk.hpp"
#include "desk/feed.hpp"
#include "desk/fields.hpp"
#include "desk/followers.hpp"
#include "desk/planned.hpp"
#include "desk/snoozes.hpp"
#include "desk/ties.hpp"
#include "desk/views.hpp"
#include "edge/privacy_doors.hpp"
#include "edge/who_answers.hpp"
#include "fetch/fetch.hpp"
#include "finding/finding.hpp"
#include "incidents/incidents.hpp"
#include "incidents/rounds.hpp"
#include "insiders/insiders.hpp"
#include "notices/notices.hpp"
#include "replies/macros.hpp"
#include "replies/saved_replies.hpp"
#include "reports/reports.hpp"
#include "reports/tally.hpp"
#include "routing/routing.hpp"
#include "rules/automation.hpp"
#include "rules/rules.hpp"
#include "rules/trial.hpp"
#include "service_levels/keeper.hpp"
#include "webhooks/webhooks.hpp"

namespace ombud::edge {

// What it builds on.
struct WorkGround {
    asio::io_context& io;
    postgres::Database& database;
    realtime::Hub& hub;
    safety::SecretGuard const& guard;
    audit::Log& audit;
    desk::Desk& desk;
    staff::Staff& staff;
    fetch::Client& client;
    approvals::Approvals& approvals;
    files::Intake& files;
    desk::Follower& letters;  // that ask how it went
    Clock& clock;
    Random& random;
};

struct WorkSettings {
    std::vector<std::string> webhooks_allow;  // what of the inside webhooks may reach
    Seal webhook_seal;
    std::chrono::milliseconds webhook_patience = limits::webhook_patience;
};

struct WorkRoom {
    WorkRoom(WorkGround on, WorkSettings settings)
        : ground(on),
          planned(on.database, on.desk, on.hub, on.clock),
          snoozes(on.database, on.desk, on.clock),
          feed(on.database, on.clock),
          ties(on.database, on.desk, on.audit, on.clock, on.random),
          followers(on.database, on.hub, on.clock),
          notices(on.database, on.hub, on.clock, on.random),
          insiders(on.database, on.desk, on.guard, on.audit, on.clock, on.random),
          privacy({on.database, on.desk, on.guard, on.audit, on.approvals, on.files, on.clock, on.random}),
          privacy_doors(privacy),
          search_index(on.database, on.desk.words(), on.clock),
          finding(on.database, on.desk, search_index, on.audit, what_is_open(), on.clock),
          agreements(on.database, on.audit, on.clock, on.random),
          clocks(on.database, agreements, on.desk, on.hub, on.clock),
          views(on.database, on.desk, on.audit, on.clock, on.random),
          fields(on.database, on.desk, on.audit, on.clock),
          bulk(on.database, on.desk, on.audit, on.clock),
          saved_replies(on.database, on.audit, on.clock, on.random),
          macros(on.database, on.audit, on.desk, planned, on.clock, on.random),
          rules(on.database, on.audit, on.clock, on.random),
          trials(on.database, on.clock),
          automation(on.database, on.audit, on.desk, on.clock),
          incidents(on.database, on.desk, on.audit, on.clock, on.random),
          rounds(on.database, on.desk, on.clock),
          compliance(on.database, on.desk.words(), on.guard, on.audit, on.clock, on.random),
          complaints(on.database, on.desk, on.guard, on.audit, on.clock, on.random),
          complaint_register(on.database, on.desk, on.audit, what_is_open(), on.clock),
          who_answers(on.staff, on.clock),
          queues(on.io, on.database, on.audit, on.hub, on.desk.board(), on.clock, on.random),
          routing(
              on.database, on.audit, on.desk, queues, [this] { return who_answers.read(); }, on.clock, on.random),
          tally(on.database, on.clock),
          reports(on.database, on.desk, on.audit, on.clock),
          outward(fetch::AllowedInside::read(settings.webhooks_allow)),
          webhooks({on.io, on.database, on.guard, on.audit, on.desk.words(), outward, settings.webhook_seal, on.clock, on.random,
                    settings.webhook_patience}) {
        feed.tells(on.desk.live_inbox());
        feed.tells(clocks);
        feed.tells(search_index);
        on.desk.live_inbox().asks_what_is_open(what_is_open());
        bulk.asks_before(opening());
        ties.asks_before(opening());
        incidents.asks_before(opening(), [this](StaffId who) { return may(who, staff::Permission::handle_incidents); });
        insiders.knows_more([this](StaffId who, ConversationId of) { return contacts_for(who, of); });
        privacy.tells("complaint",
                      [this](ConversationId id) { return complaints::told(ground.database, ground.desk.words(), id); });
        privacy.forgets("search_index", [this](CustomerId id) { return search_index.forget(id); });
        feed.tells(automation);
        feed.tells(rounds);
        feed.tells(webhooks);
        feed.tells(ties);
        feed.tells(notices);
        feed.tells(tally);
        feed.tells(on.letters);
    }
    WorkRoom(WorkRoom const&) = delete;
    WorkRoom& operator=(WorkRoom const&) = delete;

    // Lists and searches show words only of what is open to whoever asks.
    desk::Inbox::OpenTo what_is_open() {
        return [this](StaffId who, std::vector<ConversationId> ids) { return insiders.open_to(who, std::move(ids)); };
    }
    // What acts reach into that no path names is opened as if it had been.
    desk::Opens opening() {
        return [this](StaffId who, ConversationId id) { return open_for(who, id); };
    }
    Task<void> open_for(StaffId who, ConversationId id) {
        co_await insiders.opens(who, co_await may(who, staff::Permission::watch_insiders), id);
    }
    Task<bool> may(StaffId who, staff::Permission what) {
        co_return staff::holds(co_await ground.staff.permissions_now(who), what);
    }
    // How to reach a complainant is seen, masked, by whoever handles complaints.
    Task<std::vector<insiders::Known>> contacts_for(StaffId who, ConversationId of) {
        std::vector<insiders::Known> out;
        if (!co_await may(who, staff::Permission::handle_complaints)) co_return out;
        for (auto& each : co_await complaints.contacts(of)) {
            auto const why_not = each.over ? std::optional<std::string>{"over"} : std::nullopt;
            out.push_back({{std::move(each.field), std::move(each.masked), why_not}, std::move(each.value)});
        }
        co_return out;
    }
    // Before the first request.
    Task<void> load() {
        co_await ground.desk.board().load();
        co_await agreements.load();
        co_await views.load();
        co_await fields.load();
    }
    // Each of these runs for ever.
    std::vector<Task<void>> loops() {
        std::vector<Task<void>> out;
        out.push_back(planned.work());
        out.push_back(snoozes.work());
        out.push_back(feed.work());
        out.push_back(clocks.work());
        out.push_back(search_index.work());
        out.push_back(views.work());
        out.push_back(fields.work());
        out.push_back(routing.work());
        out.push_back(automation.work());
        out.push_back(rounds.work());
        out.push_back(webhooks.work());
        out.push_back(complaints.look_after());
        out.push_back(notices.work());
        out.push_back(privacy.work());
        out.push_back(privacy.retain());
        out.push_back(tally.work());
        return out;
    }
    // After its loops were told to end: returns when what is on its way has arrived or failed.
    Task<void> end() {
        ground.desk.board().end();
        co_await webhooks.rest();
    }

    WorkGround ground;
    desk::Planned planned;
    desk::Snoozes snoozes;
    desk::Feed feed;
    desk::Ties ties;
    desk::Followers followers;
    notices::Notices notices;
    insiders::Insiders insiders;
    privacy::Privacy privacy;
    PrivacyDoors privacy_doors;
    finding::Index search_index;
    finding::Finding finding;
    service_levels::Agreements agreements;
    service_levels::Keeper clocks;
    desk::Views views;
    desk::Fields fields;
    desk::Bulk bulk;
    replies::SavedReplies saved_replies;
    replies::Macros macros;
    rules::Rules rules;
    rules::Trials trials;
    rules::Automation automation;
    incidents::Incidents incidents;
    incidents::Rounds rounds;
    compliance::Compliance compliance;
    complaints::Complaints complaints;
    complaints::Register complaint_register;
    WhoAnswers who_answers;
    routing::Queues queues;
    routing::Routing routing;
    reports::Tally tally;
    reports::Reports reports;
    fetch::OutwardClient outward;
    webhooks::Webhooks webhooks;
};

}  // namespace ombud::edge
