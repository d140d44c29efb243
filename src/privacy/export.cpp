// One customer's data as one document in JSON, files and all: what they said and were told, where they are reached, what was
// looked up for them, who looked at what. Notes that staff keep to themselves are not in it.
#include <sodium.h>

#include "core/limits.hpp"
#include "desk/attachment_queries.hpp"
#include "desk/queries.hpp"
#include "desk/rows.hpp"
#include "privacy/export_queries.hpp"
#include "privacy/privacy.hpp"
#include "privacy/queries.hpp"

namespace ombud::privacy {

namespace {

constexpr std::int64_t entries_at_once = 200;

std::string base64(std::string_view bytes) {
    std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();  // the zero at its end
    return out;
}

json::object entry_told(desk::Entry const& entry) {
    json::object out{{"number", entry.seq},
                     {"kind", to_json(entry.kind)},
                     {"by", to_json(entry.author.kind)},
                     {"at", to_rfc3339(entry.posted_at)},
                     {"text", entry.body}};
    if (entry.author.name) out["name"] = *entry.author.name;
    if (!entry.data.is_null()) out["data"] = entry.data;
    return out;
}

}  // namespace

Task<void> Privacy::run_export(sql::JobRow job) {
    auto& database = on_.database;
    auto const person = co_await database.run(sql::person, job.customer_id);
    auto& vault = on_.desk.words().vault();
    auto const name =
        person.value().sealed_name ? vault.read_name(job.customer_id, person->sealed_name, person->key) : person->name;
    json::array conversations;
    std::int64_t done = 0;
    std::size_t bytes = 0;
    auto const counted = [&](std::string text) {
        bytes += text.size();
        if (bytes > limits::export_bytes) throw Problem{ProblemKind::too_large, "export.too_large"};
        return text;
    };
    auto const ids = co_await conversations_of(job.customer_id);
    for (auto const& id : ids) {
        auto const told = (co_await database.run(sql::told, id)).value();
        auto const key = (co_await on_.desk.words().key_of(id)).value();
        json::array entries, files;
        std::int64_t after = 0;
        for (;;) {
            auto rows = co_await database.run(desk::sql::entries_after, id, after, entries_at_once, false);
            if (rows.empty()) break;
            for (auto& row : rows) {
                auto const entry = desk::entry_of(std::move(row), key);
                after = entry.seq;
                entries.push_back(entry_told(entry));
                counted(json::serialize(entries.back()));
                for (auto const& file : entry.attachments) {
                    json::object kept{{"entry", entry.seq}, {"name", file.name}, {"media_type", file.media_type}};
                    auto const stored = co_await database.run(desk::sql::attachment, file.id, std::nullopt);
                    auto const hash = stored ? files::Sha256::parse(stored->sha256) : std::nullopt;
                    if (auto const content = hash ? co_await on_.files.read(*hash, key.seal()) : std::nullopt)
                        kept["base64"] = counted(base64(*content));
                    files.push_back(std::move(kept));
                }
            }
        }
        json::object out{{"reference", told.reference},
                         {"status", told.status},
                         {"channel", told.channel},
                         {"language", told.language},
                         {"topic", to_json(told.topic)},
                         {"opened_at", to_rfc3339(told.created_at)},
                         {"changed_at", to_rfc3339(told.updated_at)},
                         {"fields", told.fields},
                         {"entries", std::move(entries)},
                         {"files", std::move(files)},
                         {"looked_at", told.looked_at},
                         {"diagnoses", told.diagnoses}};
        for (auto const& [what, how] : tellings_)
            if (auto more = co_await how(id); !more.is_null()) {
                counted(json::serialize(more));
                out[what] = std::move(more);
            }
        if (told.email) out["email"] = key.open(told.email);
        if (told.subject) out["subject"] = key.open(told.subject);
        conversations.push_back(std::move(out));
        co_await database.run(sql::job_moved, job.id, ++done, std::int64_t(ids.size()), json::object{}, lease());
    }
    json::object const whole{{"format", "ombud.customer.1"},
                             {"made_at", to_rfc3339(on_.clock.now())},
                             {"customer",
                              {{"id", job.customer_id.text()},
                               {"kind", person->kind},
                               {"name", to_json(name)},
                               {"language", to_json(person->language)},
                               {"known_since", to_rfc3339(person->created_at)},
                               {"last_seen_at", to_rfc3339(person->last_seen_at)}}},
                             {"conversations", std::move(conversations)}};
    auto const document = json::serialize(whole);
    auto const file = co_await on_.files.keep_sealed(document, co_await vault.key_of(job.customer_id), on_.random);
    if (co_await database.run(sql::export_done, job.id, on_.clock.now(), file.text(), std::int64_t(document.size()),
                              on_.clock.now() + limits::export_life) == 0)
        co_await on_.files.remove(file);
}

Task<std::string> Privacy::fetch_export(FreshAgent by, JobId id) {
    auto const row = co_await on_.database.run(sql::job, id);
    if (!row || row->kind != "export") throw Problem{ProblemKind::not_found, "job.unknown"};
    if (row->staff_id != by.id) throw Problem{ProblemKind::forbidden, "export.own"};
    auto const hash = row->file ? files::Sha256::parse(*row->file) : std::nullopt;
    auto const bytes =
        hash ? co_await on_.files.read(*hash, co_await on_.desk.words().vault().key_of(row->customer_id)) : std::nullopt;
    bool const first = bytes && co_await on_.database.transaction([&](postgres::Transaction& transaction) -> Task<bool> {
        if (co_await transaction.run(sql::export_fetched, id, on_.clock.now()) == 0) co_return false;
        co_await on_.audit.record(transaction, {.act = "privacy.export_fetched",
                                                .actor_kind = audit::ActorKind::staff,
                                                .actor = by.id.uuid,
                                                .subject = row->customer_id.uuid,
                                                .details = {{"job", id.text()}, {"bytes", std::int64_t(bytes->size())}}});
        co_return true;
    });
    if (!first) throw Problem{ProblemKind::conflict, "export.gone"};
    co_return *bytes;
}

// Fetched, or not in time.
Task<void> Privacy::drop_file(sql::JobRow const& job) {
    auto const hash = job.file ? files::Sha256::parse(*job.file) : std::nullopt;
    if (hash) co_await on_.files.remove(*hash);
    co_await on_.database.run(sql::export_gone, job.id);
}

}  // namespace ombud::privacy
