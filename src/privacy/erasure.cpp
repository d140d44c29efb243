// The erasure of one customer, a step at a time: each may be done again, so a program that dies goes on where it was. At the end
// stands a statement of what was done, whose hash is in the audit log.
#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "privacy/clearing_queries.hpp"
#include "privacy/privacy.hpp"
#include "privacy/queries.hpp"

namespace ombud::privacy {

namespace {

enum class Step : std::int64_t { conversations, letters, files, diagnoses, words, key, elsewhere, tidy };

// What is not sealed and was overwritten.
std::vector<std::string> const overwritten{"letters",
                                           "letter_attempts",
                                           "received_letters",
                                           "diagnosis_steps",
                                           "diagnosis_runs",
                                           "customers",
                                           "conversations",
                                           "conversation_contacts",
                                           "correspondents",
                                           "attachments",
                                           "official_codes",
                                           "webhook_deliveries",
                                           "webhook_tries",
                                           "impostor_reports",
                                           "insider_reveals",
                                           "suppressed_addresses",
                                           "conversation_letters",
                                           "entries",
                                           "diagnosis_offers"};

}  // namespace

Task<std::vector<ConversationId>> Privacy::conversations_of(CustomerId id) {
    std::vector<ConversationId> out;
    for (auto const& row : co_await on_.database.run(sql::conversations_of, id)) out.push_back(row.id);
    co_return out;
}

Task<void> Privacy::run_erasure(sql::JobRow job) {
    for (auto step = job.done; step + 1 < erasure_steps; ++step) {
        auto counts = co_await erase(step, job);
        co_await on_.database.run(sql::job_moved, job.id, step + 1, erasure_steps, std::move(counts), lease());
    }
    co_await prove((co_await on_.database.run(sql::job, job.id)).value());
}

Task<json::object> Privacy::erase(std::int64_t step, sql::JobRow const& job) {
    switch (Step{step}) {
        case Step::conversations:
            co_return co_await close_conversations(job);
        case Step::letters:
            co_return co_await clear_letters(job);
        case Step::files:
            co_return co_await clear_all_files(job.customer_id);
        case Step::diagnoses:
            co_return json::object{{"diagnoses", co_await on_.database.run(sql::clear_diagnoses_of, job.customer_id)}};
        case Step::words:
            co_return co_await clear_words(job.customer_id);
        case Step::key:
            co_await on_.database.run(sql::clear_person, job.customer_id, "erased-" + job.id.text());
            co_await on_.desk.words().vault().erase(job.customer_id);
            on_.desk.words().forget();
            co_return json::object{{"keys", 1}};
        case Step::elsewhere:
            co_return co_await forget_elsewhere(job.customer_id);
        case Step::tidy:
            co_await tidy(job.id);
            co_return json::object{{"tidied", bool(tidying_)}};
    }
    co_return json::object{};
}

Task<json::object> Privacy::close_conversations(sql::JobRow const& job) {
    auto const rows = co_await on_.database.run(sql::conversations_of, job.customer_id);
    for (auto const& row : rows)
        if (row.status != "resolved")
            co_await on_.desk.change_status_as({.kind = "privacy", .id = job.id.uuid, .name = {}}, row.id,
                                               {.status = "resolved", .client_id = "erasure-" + job.id.text()});
    co_return json::object{{"conversations", std::int64_t(rows.size())}};
}

// The letters of an account are the platform's own record; those of its conversations are not.
Task<json::object> Privacy::clear_letters(sql::JobRow const& job) {
    auto const ids = co_await conversations_of(job.customer_id);
    auto const owner = co_await owner_of(job.conversation_id);
    std::vector<std::string> addresses;
    std::vector<postgres::Bytes> keys;
    for (auto const& id : ids) {
        if (owner.kind == "account") break;
        auto const key = (co_await on_.desk.words().key_of(id)).value();
        if (key.erased()) break;
        for (auto const& sealed : co_await on_.database.run(sql::contact_address, id)) addresses.push_back(key.open(sealed));
    }
    for (auto const& address : addresses) keys.push_back(on_.desk.words().vault().address_key(address));
    co_return json::object{
        {"letters", co_await on_.database.run(sql::clear_letters_of, ids, std::move(addresses), std::move(keys))}};
}

Task<json::object> Privacy::clear_all_files(CustomerId customer) {
    std::int64_t count = 0;
    auto const ids = co_await conversations_of(customer);
    for (;;) {
        auto const some =
            co_await clear_files(co_await on_.database.run(sql::files_of, ids, std::int64_t(limits::retention_batch)));
        if (some == 0) break;
        count += some;
    }
    for (auto const& job : co_await on_.database.run(sql::exports_of, customer)) co_await drop_file(job);
    co_return json::object{{"files", count}};
}

Task<json::object> Privacy::clear_words(CustomerId customer) {
    std::int64_t entries = 0;
    auto const ids = co_await conversations_of(customer);
    for (std::size_t at = 0; at < ids.size(); at += limits::retention_batch) {
        auto const end = std::min(ids.size(), at + limits::retention_batch);
        std::vector<ConversationId> const some(ids.begin() + std::ptrdiff_t(at), ids.begin() + std::ptrdiff_t(end));
        entries += (co_await on_.database.run(sql::clear_conversations, some, on_.clock.now(), sql::topics)).entries;
    }
    co_return json::object{{"entries", entries}};
}

Task<json::object> Privacy::forget_elsewhere(CustomerId customer) {
    json::object out;
    for (auto const& [what, how] : forgettings_) out[what] = co_await how(customer);
    // What was said between the emptying and the end of the key lies under neither key of whoever goes on.
    co_await clear_all_files(customer);
    co_await clear_words(customer);
    co_await on_.database.run(sql::fresh_start, customer);
    co_return out;
}

// A table that cannot be tidied now keeps none of the others waiting, and has the step done again.
Task<void> Privacy::tidy(JobId id) {
    if (!tidying_) co_return;
    std::exception_ptr fell;
    for (auto const& table : overwritten) {
        auto const once = [&]() -> Task<std::exception_ptr> {
            try {
                co_await tidying_(table);
            } catch (...) {
                co_return std::current_exception();
            }
            co_return nullptr;
        };
        using namespace asio::experimental::awaitable_operators;
        auto const outcome = co_await (once() || keep_lease(id));
        if (auto const* error = std::get_if<0>(&outcome); error && *error) {
            log::warning("privacy.not_tidied", {{"job", id.text()}, {"table", table}});
            fell = *error;
        }
    }
    co_await tidied_();
    if (fell) std::rethrow_exception(fell);
}

// As long as one table takes, nobody else takes the job for left.
Task<void> Privacy::keep_lease(JobId id) {
    for (;;) {
        co_await on_.clock.sleep_for(std::chrono::minutes{1});
        co_await on_.database.run(sql::job_moved, id, std::int64_t(Step::tidy), erasure_steps, json::object{}, lease());
    }
}

Task<void> Privacy::prove(sql::JobRow const& job) {
    json::array agreed;
    for (auto const& id : (co_await on_.database.run(sql::agreed, job.customer_id.uuid)).agreed)
        agreed.push_back(json::value(id.text()));
    auto const owner = co_await owner_of(job.conversation_id);
    json::object const said{{"statement", "ombud.erasure.1"},
                            {"job", job.id.text()},
                            {"customer", job.customer_id.text()},
                            {"basis", to_json(job.basis)},
                            {"asked_at", to_rfc3339(job.asked_at)},
                            {"asked_by", job.staff_id.text()},
                            {"agreed_by", std::move(agreed)},
                            {"started_at", to_json(job.started_at)},
                            {"ended_at", to_rfc3339(on_.clock.now())},
                            {"counts", job.counts},
                            {"account_stays", owner.kind == "account"},
                            {"stays", {"numbers_and_times_of_entries", "audit_log", "backups_made_before"}}};
    auto const statement = canonical_json(said);
    auto const hash = files::Sha256::of(statement).text();
    co_await on_.database.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        if (co_await transaction.run(sql::erasure_done, job.id, on_.clock.now(), statement, hash) == 0) co_return;
        co_await on_.audit.record(transaction,
                                  {.act = "privacy.erased",
                                   .actor_kind = audit::ActorKind::program,
                                   .actor = {},
                                   .subject = job.customer_id.uuid,
                                   .details = {{"job", job.id.text()}, {"statement_sha256", hash}, {"counts", job.counts}}});
    });
}

}  // namespace ombud::privacy
