// Clears what was kept for its time: a class at a time, in batches, and nothing of whom a hold stands on.
#include <algorithm>
#include <boost/system/system_error.hpp>
#include <typeinfo>

#include "core/limits.hpp"
#include "postgres/keep_doing.hpp"
#include "privacy/clearing_queries.hpp"
#include "privacy/privacy.hpp"

namespace ombud::privacy {

namespace {

constexpr auto batch = std::int64_t(limits::retention_batch);
constexpr std::int64_t locked_at_once = 20;  // whoever writes there waits so long

// Letters as they came go by then in any case.
std::int64_t most_days(std::string_view name) {
    return name == "received_letters" ? std::chrono::duration_cast<std::chrono::days>(limits::raw_letter_life).count()
                                      : limits::retention_days_most;
}

}  // namespace

RetentionClass class_of(sql::ClassRow const& row) {
    return {.name = row.name,
            .days = row.days,
            .least = limits::retention_days_least,
            .most = most_days(row.name),
            .looked_at = row.looked_at,
            .next_at = row.looked_at ? std::optional{*row.looked_at + limits::retention_looked_at_every} : std::nullopt,
            .cleared = row.cleared,
            .wanted = row.wanted};
}

Task<RetentionClass> Privacy::change_class(FreshAgent by, ChangeClass wanted) {
    auto const find = [&]() -> Task<sql::ClassRow> {
        for (auto const& row : co_await on_.database.run(sql::classes))
            if (row.name == wanted.name) co_return row;
        throw Problem{ProblemKind::invalid, "field.choice", "name"};
    };
    auto const before = co_await find();
    if (wanted.days < limits::retention_days_least || wanted.days > most_days(wanted.name))
        throw Problem{ProblemKind::invalid, "field.range", "days"};
    json::object details{{"class", wanted.name}, {"from", before.days}, {"to", wanted.days}};
    if (wanted.days < before.days) {
        if (before.wanted) throw Problem{ProblemKind::conflict, "retention.change_waiting"};
        co_await on_.approvals.ask(
            shorter_act, before.subject,
            {{"class", wanted.name}, {"from_days", before.days}, {"to_days", wanted.days}, {"asked_by", by.name}}, people_have);
        co_await record("privacy.shorter_asked", by.id, before.subject, std::move(details));
    } else {
        if (co_await on_.database.run(sql::change_class, wanted.name, wanted.days, by.id, on_.clock.now(), before.days) == 0)
            throw Problem{ProblemKind::conflict, "retention.changed"};
        co_await record("privacy.retention_changed", by.id, before.subject, std::move(details));
    }
    co_return class_of(co_await find());
}

// Nothing happens when the time is another by then than they were shown.
Task<void> Privacy::shorten(postgres::Transaction& transaction, approvals::Approved approved) {
    auto const& facts = approved.facts.as_object();
    std::string const name(facts.at("class").as_string());
    auto const from = facts.at("from_days").to_number<std::int64_t>(), to = facts.at("to_days").to_number<std::int64_t>();
    if (co_await transaction.run(sql::change_class, name, to, std::nullopt, on_.clock.now(), from) == 0) co_return;
    co_await on_.audit.record(transaction, {.act = "privacy.retention_changed",
                                            .actor_kind = audit::ActorKind::program,
                                            .actor = {},
                                            .subject = approved.subject,
                                            .details = {{"class", name}, {"from", from}, {"to", to}}});
}

Task<void> Privacy::retain() {
    return postgres::keep_doing(on_.clock, "privacy.retention", limits::retention_looked_at_every,
                                [this] { return retain_once(); });
}

Task<void> Privacy::retain_once() {
    auto const now = on_.clock.now();
    auto const classes = co_await on_.database.run(sql::classes);
    auto const before = [&](std::string_view name) {
        auto const at = std::ranges::find(classes, name, &sql::ClassRow::name);
        return now - std::chrono::days{at == classes.end() ? limits::retention_days_most : at->days};
    };
    std::int64_t all = 0;
    // One that cannot be cleared keeps none of the others waiting.
    std::exception_ptr fell;
    for (auto const& each : classes) try {
            auto const cleared = co_await clear_class(each.name, before(each.name), before("complaints"));
            co_await on_.database.run(sql::class_done, each.name, now, cleared);
            all += cleared;
        } catch (boost::system::system_error const&) {
            throw;  // the program ends
        } catch (std::exception const&) {
            fell = std::current_exception();
        }
    if (all > 0)
        co_await on_.audit.record({.act = "privacy.cleared",
                                   .actor_kind = audit::ActorKind::program,
                                   .actor = {},
                                   .subject = {},
                                   .details = {{"cleared", all}}});
    if (fell) std::rethrow_exception(fell);
}

Task<std::int64_t> Privacy::clear_class(std::string const& name, Timestamp over, Timestamp complaints_over) {
    auto const now = on_.clock.now();
    std::int64_t all = 0;
    for (std::int64_t some = batch; some > 0;) {
        if (name == "conversations")
            some = co_await clear_conversations_over(over, complaints_over);
        else if (name == "attachments")
            some = co_await clear_files_over(over);
        else if (name == "diagnoses")
            some = co_await on_.database.run(sql::clear_diagnoses, now, over, batch);
        else if (name == "letters")
            some = co_await on_.database.run(sql::clear_letters, now, over, batch);
        else if (name == "received_letters")
            some = co_await on_.database.run(sql::clear_received, now, over, batch);
        else
            some = 0;  // complaints go with their conversations, which wait for them
        all += some;
    }
    co_return all;
}

// The file first: a row that says it is there while it is not is met again, and harmless.
Task<void> Privacy::remove_stored(std::vector<sql::FileRow> const& rows) {
    for (auto const& row : rows)
        for (auto const& name : {std::optional{row.sha256}, row.thumbnail_sha256})
            if (auto const hash = name ? files::Sha256::parse(*name) : std::nullopt) co_await on_.files.remove(*hash);
}

Task<std::int64_t> Privacy::clear_files(std::vector<sql::FileRow> rows) {
    co_await remove_stored(rows);
    for (auto const& row : rows) co_await on_.database.run(sql::file_is_gone, row.id);
    co_return std::int64_t(rows.size());
}

// A hold, a new word or a complaint may have come since they were found: nothing goes before that is known again, under lock.
Task<std::int64_t> Privacy::clear_files_over(Timestamp over) {
    auto const now = on_.clock.now();
    std::vector<AttachmentId> ids;
    std::vector<ConversationId> of;
    for (auto const& row : co_await on_.database.run(sql::files_over, now, over, locked_at_once)) {
        ids.push_back(row.id);
        of.push_back(row.conversation_id);
    }
    if (ids.empty()) co_return 0;
    co_return co_await on_.database.transaction([&](postgres::Transaction& transaction) -> Task<std::int64_t> {
        co_await transaction.run(sql::lock_conversations, of);
        auto const rows = co_await transaction.run(sql::files_still_over, now, over, ids);
        co_await remove_stored(rows);
        for (auto const& row : rows) co_await transaction.run(sql::file_is_gone, row.id);
        co_return std::int64_t(rows.size());
    });
}

Task<std::int64_t> Privacy::clear_conversations_over(Timestamp over, Timestamp complaints_over) {
    auto const now = on_.clock.now();
    auto const found = co_await on_.database.run(sql::conversations_over, now, over, complaints_over, locked_at_once);
    if (found.empty()) co_return 0;
    co_return co_await on_.database.transaction([&](postgres::Transaction& transaction) -> Task<std::int64_t> {
        co_await transaction.run(sql::lock_conversations, found);
        auto const still = co_await transaction.run(sql::conversations_still_over, now, over, complaints_over, found);
        if (still.empty()) co_return 0;
        for (;;) {
            auto const rows = co_await transaction.run(sql::files_of, still, batch);
            if (rows.empty()) break;
            co_await remove_stored(rows);
            for (auto const& row : rows) co_await transaction.run(sql::file_is_gone, row.id);
        }
        co_return (co_await transaction.run(sql::clear_conversations, still, now, sql::topics)).conversations;
    });
}

}  // namespace ombud::privacy
