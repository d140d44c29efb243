#include "desk/log.hpp"

#include <unordered_set>

#include "core/limits.hpp"
#include "desk/queries.hpp"

namespace ombud::desk {

namespace {

std::string uuid_array(std::vector<Attachment> const& attachments) {
    std::string out = "{";
    for (auto const& attachment : attachments) {
        if (out.size() > 1) out.push_back(',');
        out += attachment.id.text();
    }
    return out + "}";
}

// What an assignment, a change of state or a rating asks for. How things stood before it, and what a colleague was called then,
// do not count.
json::value asked_for(EntryKind kind, std::optional<json::value> const& data) {
    if (kind == EntryKind::state) return data->at("to");
    if (kind == EntryKind::rating) return *data;
    if (kind == EntryKind::handling) {
        auto set = data->at("set").as_object();
        set.erase("tags");  // which tags came of it depends on those that were there
        return set;
    }
    if (kind != EntryKind::assignment) return nullptr;
    auto const& assignee = data->at("assignee");
    return assignee.is_null() ? assignee : assignee.at("id");
}

bool same_content(Draft const& draft, WordsKey const& key, sql::AppendedRow const& stored) {
    if (stored.kind != draft.kind || key.open(stored.body, stored.plain) != draft.body || stored.internal != draft.internal)
        return false;
    if (asked_for(stored.kind, stored.data) != asked_for(draft.kind, draft.data)) return false;
    return std::ranges::equal(draft.attachments, stored.attachment_ids, {}, &Attachment::id);
}

Entry entry_of(Draft draft, WordsKey const& key, sql::AppendedRow row) {
    auto told = row.repeated ? key.open_json(row.told) : std::move(draft.told);
    if (!told) told = std::move(row.data);
    return {.conversation_id = draft.conversation_id,
            .seq = row.seq,
            .kind = draft.kind,
            .author = {draft.author_kind, draft.author_id, std::move(row.author_name)},
            .body = std::move(draft.body),
            .attachments = std::move(draft.attachments),
            .internal = draft.internal,
            .client_id = std::move(draft.client_id),
            .posted_at = row.posted_at,
            .removed = from_json<std::vector<safety::Removed>>(row.removed),
            .status = std::move(row.status),
            .data = told ? std::move(*told) : json::value(nullptr)};
}

// One statement for all of them. On: the database, or a transaction.
template <class On, class Batch>
Task<std::vector<sql::AppendedRow>> number(On& on, Batch const& batch, Random& random) {
    std::vector<ConversationId> conversations;
    std::vector<EntryKind> kinds;
    std::vector<AuthorKind> author_kinds;
    std::vector<Uuid> authors;
    std::vector<std::optional<std::string>> names;
    std::vector<std::string> client_ids, attachments;
    std::vector<postgres::Bytes> bodies;
    std::vector<std::optional<postgres::Bytes>> told;
    std::vector<bool> internal;
    std::vector<json::value> removed;
    std::vector<std::optional<json::value>> data;
    std::vector<std::optional<std::int64_t>> answering;
    std::vector<Timestamp> times;
    for (auto const& each : batch) {
        Draft const& draft = each.draft;
        WordsKey const& key = each.key;
        conversations.push_back(draft.conversation_id);
        kinds.push_back(draft.kind);
        author_kinds.push_back(draft.author_kind);
        authors.push_back(draft.author_id);
        names.push_back(draft.author_name);
        client_ids.push_back(draft.client_id);
        bodies.push_back(key.close(draft.body, random));
        told.push_back(draft.told ? std::optional{key.close(json::serialize(*draft.told), random)} : std::nullopt);
        internal.push_back(draft.internal);
        attachments.push_back(uuid_array(draft.attachments));
        removed.push_back(to_json(draft.removed));
        data.push_back(draft.data);
        answering.push_back(draft.answering);
        times.push_back(draft.posted_at);
    }
    co_return co_await on.run(sql::append, std::move(conversations), std::move(kinds), std::move(author_kinds),
                              std::move(authors), std::move(names), std::move(client_ids), std::move(bodies), std::move(internal),
                              std::move(attachments), std::move(removed), std::move(data), std::move(answering), std::move(times),
                              std::move(told));
}

}  // namespace

Log::Log(asio::io_context& io, postgres::Database& database, Words& words, std::function<void(Entry const&)> posted)
    : io_(io), database_(database), words_(words), posted_(std::move(posted)) {}

std::size_t Log::waiting() const {
    std::size_t total = 0;
    for (auto const& lane : lanes_) total += lane.queue.size();
    return total;
}

Task<std::optional<Entry>> Log::append(Draft draft) {
    auto key = co_await words_.key_of(draft.conversation_id);
    if (!key) co_return std::nullopt;
    if (key->erased()) throw Problem{ProblemKind::conflict, "customer.erased"};  // alone: its batch would share the fault
    auto& lane = lanes_[std::hash<ConversationId>{}(draft.conversation_id) % lanes_.size()];
    if (lane.queue.size() >= limits::posts_waiting) {
        Problem busy{ProblemKind::unavailable, "desk.busy"};
        busy.retry_after = std::chrono::seconds{1};
        throw busy;
    }
    auto answer = std::make_shared<Promise<std::optional<Entry>>>(io_.get_executor());
    lane.queue.push_back({std::move(draft), std::move(*key), answer});
    if (!lane.running) {
        lane.running = true;
        spawn(io_, run(lane));
    }
    co_return co_await Promise<std::optional<Entry>>::wait(std::move(answer));
}

Task<void> Log::run(Lane& lane) {
    while (!lane.queue.empty()) {
        auto batch = take_batch(lane);
        std::exception_ptr error;
        bool refused = false;
        try {
            co_await store(batch);
        } catch (postgres::DatabaseError const&) {
            refused = true;
            error = std::current_exception();
        } catch (...) {
            error = std::current_exception();
        }
        // One entry that PostgreSQL refuses must not take its neighbours with it.
        if (refused && batch.size() > 1)
            co_await store_one_by_one(batch);
        else if (error)
            for (auto& waiting : batch) waiting.answer->fail(error);
    }
    lane.running = false;
}

std::vector<Log::Waiting> Log::take_batch(Lane& lane) {
    std::vector<Waiting> batch;
    std::unordered_set<ConversationId> taken;
    std::deque<Waiting> later;
    // Looks only so far ahead, or one busy conversation would make each batch walk the whole queue.
    for (auto looked = 0U; !lane.queue.empty() && batch.size() < limits::posts_per_batch && looked < 4 * limits::posts_per_batch;
         ++looked) {
        auto next = std::move(lane.queue.front());
        lane.queue.pop_front();
        if (taken.insert(next.draft.conversation_id).second)
            batch.push_back(std::move(next));
        else
            later.push_back(std::move(next));
    }
    while (!later.empty()) {
        lane.queue.push_front(std::move(later.back()));
        later.pop_back();
    }
    return batch;
}

Task<void> Log::store(std::vector<Waiting>& batch) {
    auto rows = co_await number(database_, batch, words_.random());
    std::vector<bool> answered(batch.size(), false);
    for (auto& row : rows) {
        auto place = std::size_t(row.place - 1);
        auto& [draft, key, answer] = batch[place];
        answered[place] = true;
        if (row.repeated && !same_content(draft, key, row)) {
            answer->fail(std::make_exception_ptr(Problem{ProblemKind::conflict, "client_id.reused", "client_id"}));
            continue;
        }
        auto entry = entry_of(std::move(draft), key, std::move(row));
        // One that was stored before is told too: whoever stored it may have lost the connection, and never heard that it was.
        posted_(entry);
        answer->deliver(std::move(entry));
    }
    for (std::size_t place = 0; place < batch.size(); ++place)
        if (!answered[place]) batch[place].answer->deliver(std::nullopt);
}

Task<std::vector<std::optional<Entry>>> Log::append_in(postgres::Transaction& transaction, std::vector<Keyed> drafts) {
    std::vector<std::optional<Entry>> out(drafts.size());
    for (auto& row : co_await number(transaction, drafts, words_.random())) {
        auto const place = std::size_t(row.place - 1);
        auto& [draft, key] = drafts[place];
        if (row.repeated && !same_content(draft, key, row)) throw Problem{ProblemKind::conflict, "client_id.reused", "client_id"};
        out[place] = entry_of(std::move(draft), key, std::move(row));
    }
    co_return out;
}

Task<void> Log::store_one_by_one(std::vector<Waiting>& batch) {
    for (auto& waiting : batch) {
        std::vector<Waiting> single;
        single.push_back(waiting);
        std::exception_ptr error;
        try {
            co_await store(single);
        } catch (...) {
            error = std::current_exception();
        }
        if (error) waiting.answer->fail(error);
    }
}

}  // namespace ombud::desk
