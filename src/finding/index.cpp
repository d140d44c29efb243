#include "finding/index.hpp"

#include <algorithm>
#include <set>

#include "core/limits.hpp"
#include "finding/queries.hpp"
#include "finding/words.hpp"
#include "postgres/keep_doing.hpp"

namespace ombud::finding {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t conversations_at_once = 50;
constexpr std::size_t entries_at_once = 500;
constexpr auto breath = 20ms;       // between two parts, so that whoever works meanwhile is not kept waiting
constexpr auto looked_every = 10s;  // whether somebody had it begin anew

void add_text(std::string& text, std::string_view more) {
    if (!more.empty()) text.append(text.empty() ? "" : "\n").append(more);
}

json::value const* at(json::value const& value, std::string_view name) {
    return value.is_object() ? value.get_object().if_contains(name) : nullptr;
}

// Of what was looked up, transactions and addresses only: the rest is not in anybody's words.
void add_identifiers(std::string& text, json::value const& value) {
    if (value.is_string()) {
        for (auto const& each : identifiers_in(value.get_string())) add_text(text, each.value);
    } else if (value.is_array()) {
        for (auto const& each : value.get_array()) add_identifiers(text, each);
    } else if (value.is_object()) {
        for (auto const& each : value.get_object()) add_identifiers(text, each.value());
    }
}

void add_case(std::string& text, json::value const& told) {
    if (auto const* fields = at(told, "fields"); fields && fields->is_array())
        for (auto const& field : fields->get_array())
            if (auto const* value = at(field, "value"); value && value->is_string()) add_text(text, value->get_string());
    if (auto const* diagnosis = at(told, "diagnosis"))
        if (auto const* facts = at(*diagnosis, "facts")) add_identifiers(text, *facts);
}

}  // namespace

std::optional<std::string> Index::text_of(sql::ReadRow const& row) const {
    auto const key = words_.key_of(row.conversation_id, row.customer_id, row.key);
    if (key.erased() && (row.body || row.told)) return std::nullopt;
    if (row.body && row.body->data.empty()) return std::nullopt;  // its time was over
    auto text = key.open(row.body, row.plain);
    if (auto const told = key.open_json(row.told)) {
        if (auto const* letter = at(*told, "letter")) {
            if (auto const* subject = at(*letter, "subject"); subject && subject->is_string())
                add_text(text, subject->get_string());
            if (auto const* found = at(*letter, "case")) add_case(text, *found);
        } else {
            add_case(text, *told);
        }
    }
    return text;
}

Task<void> Index::follow(std::vector<desk::Followed> const& entries) {
    std::vector<ConversationId> conversations;
    std::vector<std::int64_t> seqs;
    for (auto const& entry : entries) conversations.push_back(entry.standing.id), seqs.push_back(entry.seq);
    co_await add(std::move(conversations), std::move(seqs));
}

Task<void> Index::add(std::vector<ConversationId> conversations, std::vector<std::int64_t> seqs) {
    auto const rows = co_await database_.run(sql::entries, std::move(conversations), std::move(seqs));
    std::vector<ConversationId> ids;
    std::vector<std::int64_t> numbers;
    std::vector<CustomerId> customers;
    std::vector<std::int32_t> days;
    std::vector<Timestamp> times;
    std::vector<std::string> terms;
    for (auto const& row : rows) {
        auto text = text_of(row);
        if (!text) continue;
        if (row.seq == 1) add_text(*text, row.reference);  // each conversation is found by its own
        auto const day = day_of(row.posted_at);
        std::set<std::int64_t> hashes;
        for (auto const& word : words_in(*text))
            if (hashes.size() < limits::search_terms_of_entry) hashes.insert(hashes_.of(word.term, day));
        if (hashes.empty()) continue;
        std::string array;
        for (auto const hash : hashes) array.append(array.empty() ? "{" : ",").append(std::to_string(hash));
        ids.push_back(row.conversation_id), numbers.push_back(row.seq), customers.push_back(row.customer_id);
        days.push_back(day), times.push_back(row.posted_at), terms.push_back(array + "}");
    }
    if (!ids.empty())
        co_await database_.run(sql::add, std::move(ids), std::move(numbers), std::move(customers), std::move(days),
                               std::move(times), std::move(terms));
}

Task<std::int64_t> Index::forget(CustomerId id) {
    return database_.run(sql::forget, id);
}

Task<bool> Index::catch_up() {
    co_return co_await database_.transaction([&](postgres::Transaction& alone) -> Task<bool> {
        auto const after = co_await alone.run(sql::catch_up_place);
        if (!after) co_return false;
        auto const rooms = co_await alone.run(sql::next_conversations, *after, conversations_at_once);
        auto const missing = co_await alone.run(sql::not_in_index, rooms);
        for (std::size_t from = 0; from < missing.size(); from += entries_at_once) {
            std::vector<ConversationId> conversations;
            std::vector<std::int64_t> seqs;
            for (auto i = from; i < std::min(from + entries_at_once, missing.size()); ++i)
                conversations.push_back(missing[i].conversation_id), seqs.push_back(missing[i].seq);
            co_await add(std::move(conversations), std::move(seqs));
        }
        bool const more = std::int64_t(rooms.size()) == conversations_at_once;
        co_await alone.run(sql::caught_up_to, rooms.empty() ? *after : rooms.back(), !more);
        co_return more;
    });
}

Task<void> Index::work() {
    return postgres::keep_doing(clock_, "finding", looked_every, [this]() -> Task<postgres::Left> {
        if (!co_await catch_up()) co_return postgres::Left::nothing;
        co_await clock_.sleep_for(breath);
        co_return postgres::Left::more;
    });
}

}  // namespace ombud::finding
