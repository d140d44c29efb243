#include "desk/ties.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "desk/rows.hpp"
#include "desk/tie_queries.hpp"

namespace ombud::desk {

namespace {

constexpr int tries_for_a_reference = 5;

json::object named(sql::TiedRow const& row) {
    return {{"id", row.id.text()}, {"reference", row.reference}};
}

json::object becoming(std::string status, std::optional<Timestamp> waits_since) {
    return {{"status", std::move(status)}, {"waits_since", to_json(waits_since)}};
}

// With a customer who waits since then, or with what is not done yet.
std::string active_again(std::string const& status) {
    return status == "new" ? status : "open";
}

TiedTo tied_to(sql::TiedRow row, CustomerId customer) {
    return {.id = row.id,
            .reference = std::move(row.reference),
            .status = std::move(row.status),
            .topic = std::move(row.topic),
            .same_customer = row.customer_id == customer};
}

Tie tie_seen(ConversationId from, sql::TieRow row) {
    bool const first = row.a == from;
    std::string role = "with";
    if (row.kind == "merged") role = first ? "into" : "from";
    if (row.kind == "split") role = first ? "to" : "from";
    return {.id = row.id,
            .kind = std::move(row.kind),
            .role = std::move(role),
            .other = {.id = first ? row.b : row.a,
                      .reference = std::move(first ? row.b_reference : row.a_reference),
                      .status = std::move(first ? row.b_status : row.a_status),
                      .topic = std::move(first ? row.b_topic : row.a_topic),
                      .same_customer = row.same_customer},
            .made_at = row.made_at,
            .made_by = {row.made_by.uuid, std::move(row.made_by_name)},
            .ended_at = row.ended_at};
}

std::optional<Problem> why_not_related(sql::TiedRow const& a, sql::TiedRow const& b, bool related) {
    if (related) return Problem{ProblemKind::conflict, "tie.exists", "reference"};
    if (std::max(a.ties, b.ties) >= limits::links_each) return Problem{ProblemKind::too_many, "ties.too_many"};
    return std::nullopt;
}

// No customer is shown another's words, and nothing goes round in a circle: what it goes into is itself merged into nothing.
std::optional<Problem> why_not_merged(sql::TiedRow const& a, sql::TiedRow const& b) {
    if (a.customer_id != b.customer_id) return Problem{ProblemKind::conflict, "merge.other_customer", "reference"};
    if (a.merged_into) return Problem{ProblemKind::conflict, "conversation.merged"};
    if (b.merged_into) return Problem{ProblemKind::conflict, "merge.target_merged", "reference"};
    if (std::max(a.ties, b.ties) >= limits::links_each) return Problem{ProblemKind::too_many, "ties.too_many"};
    return std::nullopt;
}

// Both of them, the first as `a` whatever the order of their ids.
struct Pair {
    sql::TiedRow a, b;
};

std::optional<Pair> pair_of(std::vector<sql::TiedRow> rows, ConversationId a) {
    if (rows.size() != 2) return std::nullopt;
    if (rows[0].id != a) std::swap(rows[0], rows[1]);
    return Pair{std::move(rows[0]), std::move(rows[1])};
}

// Two entries that a transaction has numbered: none of them can have been refused.
std::vector<Entry> stored(std::vector<std::optional<Entry>> numbered) {
    std::vector<Entry> out;
    for (auto& each : numbered) out.push_back(std::move(each.value()));
    return out;
}

Problem unknown_conversation() {
    return {ProblemKind::not_found, "conversation.unknown"};
}

// What PostgreSQL refuses because somebody was quicker.
[[noreturn]] void refuse_twice(postgres::DatabaseError const& error) {
    if (error.constraint == "conversation_ties_related_once") throw Problem{ProblemKind::conflict, "tie.exists", "reference"};
    if (error.constraint == "conversation_ties_made_by_client_id_key")
        throw Problem{ProblemKind::conflict, "client_id.reused", "client_id"};
    throw error;
}

}  // namespace

struct Ties::Keys {
    WordsKey a, b;
};

Task<WordsKey> Ties::key_of(ConversationId id) {
    auto key = co_await desk_.words_.key_of(id);
    if (!key) throw unknown_conversation();
    co_return std::move(*key);
}

Task<Ties::Keys> Ties::keys_of(ConversationId a, ConversationId b) {
    auto first = co_await key_of(a);
    co_return Keys{std::move(first), co_await key_of(b)};
}

Draft Ties::draft(std::optional<Agent> const& by, ConversationId in, std::string client_id, json::object data) const {
    return {.conversation_id = in,
            .kind = EntryKind::link,
            .author_kind = by ? AuthorKind::agent : AuthorKind::system,
            .author_id = by ? by->id.uuid : Uuid{},
            .author_name = by ? std::optional{by->name} : std::nullopt,
            .client_id = std::move(client_id),
            .body = {},
            .internal = true,
            .attachments = {},
            .removed = {},
            .data = std::move(data),
            .told = {},
            .answering = {},
            .posted_at = clock_.now()};
}

Task<void> Ties::record(postgres::Transaction& transaction, StaffId by, char const* act, ConversationId of,
                        ConversationId other) {
    co_await audit_.record(transaction, {.act = act,
                                         .actor_kind = audit::ActorKind::staff,
                                         .actor = by.uuid,
                                         .subject = of.uuid,
                                         .details = {{"other", other.text()}}});
}

// One that was stored before is told too: whoever stored it may never have heard that it was.
void Ties::tell(std::vector<Entry> const& entries, ConversationId a, ConversationId b) {
    for (auto const& entry : entries) desk_.entry_posted(entry);
    for (auto const& id : {a, b}) {
        desk_.inbox_.changed(id);
        desk_.board_.changed(id);
    }
    desk_.queue_.changed();
}

Task<ConversationId> Ties::other_of(StaffId by, ConversationId id, std::string reference) {
    std::erase_if(reference, [](unsigned char c) { return c == ' ' || c == '\t'; });
    std::ranges::transform(reference, reference.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
    auto const other = co_await database_.run(sql::conversation_by_reference, std::move(reference));
    if (!other) throw Problem{ProblemKind::invalid, "reference.unknown", "reference"};
    if (*other == id) throw Problem{ProblemKind::invalid, "tie.self", "reference"};
    if (opens_) co_await opens_(by, *other);
    co_return *other;
}

Task<Tie> Ties::tie_of(ConversationId seen_from, TieId id) {
    auto row = co_await database_.run(sql::tie, id, seen_from);
    if (!row) throw Problem{ProblemKind::not_found, "tie.unknown"};
    co_return tie_seen(seen_from, std::move(*row));
}

Task<TieList> Ties::list(Agent by, ConversationId of) {
    co_await desk_.require_participant(by, of);
    TieList out;
    for (auto& row : co_await database_.run(sql::ties, of)) out.ties.push_back(tie_seen(of, std::move(row)));
    co_return out;
}

Task<TiePreview> Ties::look(Agent by, ConversationId at, TieLook wanted) {
    co_await desk_.require_participant(by, at);
    auto const other = co_await other_of(by.id, at, std::move(wanted.reference));
    auto both = pair_of(co_await database_.run(sql::tied, std::vector{at, other}), at);
    if (!both) throw unknown_conversation();
    auto const code = [](std::optional<Problem> const& problem) { return problem ? std::optional{problem->code} : std::nullopt; };
    auto const related = why_not_related(both->a, both->b, co_await database_.run(sql::are_related, at, other));
    auto const merged = why_not_merged(both->a, both->b);
    co_return TiePreview{.other = tied_to(std::move(both->b), both->a.customer_id),
                         .why_not_related = code(related),
                         .why_not_merged = code(merged)};
}

Task<Tie> Ties::make(Agent by, ConversationId of, MakeTie wanted) try {
    require_client_id(wanted.client_id);
    bool const merges = wanted.kind == "merged";
    if (!merges && wanted.kind != "related") throw Problem{ProblemKind::invalid, "field.choice", "kind"};
    if (wanted.message && !merges) throw Problem{ProblemKind::invalid, "field.choice", "message"};
    co_await desk_.require_participant(by, of);
    auto const other = co_await other_of(by.id, of, std::move(wanted.reference));
    auto const keys = co_await keys_of(of, other);
    auto id = TieId::make(clock_, random_);
    std::optional<Draft> said;
    if (wanted.message) {
        said = co_await desk_.draft_of(by, of, {.client_id = "tie-said-" + id.text(), .body = std::move(*wanted.message)});
        auto const who = co_await desk_.assignee(of, by.id, by.name);
        said->data = json::value{{"assignee", to_json(who)}};
    }
    std::vector<Entry> posted;
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        auto const both = pair_of(co_await transaction.run(sql::hold_tied, std::vector{of, other}), of);
        if (!both) throw unknown_conversation();
        auto const& [a, b] = *both;
        if (auto const known = co_await transaction.run(sql::known_tie, by.id, wanted.client_id)) {
            if (known->kind != wanted.kind || known->a != of || known->b != other)
                throw Problem{ProblemKind::conflict, "client_id.reused", "client_id"};
            id = known->id;
            co_return;
        }
        auto const refused =
            merges ? why_not_merged(a, b) : why_not_related(a, b, co_await transaction.run(sql::are_related, of, other));
        if (refused) throw *refused;
        json::object here{{"act", merges ? "merged" : "linked"}, {"role", merges ? "into" : "with"}, {"other", named(b)}};
        json::object there{{"act", merges ? "merged" : "linked"}, {"role", merges ? "from" : "with"}, {"other", named(a)}};
        if (merges) {
            here["becomes"] = becoming("resolved", {});
            // Whoever waits here waits there from now on, as long as before.
            bool const unfinished = a.waiting_since || (a.status != "resolved" && b.status == "resolved");
            auto const since = !b.waiting_since  ? a.waiting_since
                               : a.waiting_since ? std::optional{std::min(*a.waiting_since, *b.waiting_since)}
                                                 : b.waiting_since;
            if (unfinished) there["becomes"] = becoming(active_again(b.status), since);
        }
        if (said) posted = stored(co_await desk_.log_.append_in(transaction, {{std::move(*said), keys.a}}));
        auto const client_id = "tie-" + id.text();
        auto tied = stored(co_await desk_.log_.append_in(transaction, {{draft(by, of, client_id, std::move(here)), keys.a},
                                                                       {draft(by, other, client_id, std::move(there)), keys.b}}));
        std::optional<json::value> before;
        if (merges)
            before = json::object{{"a", becoming(a.status, a.waiting_since)},
                                  {"b", becoming(b.status, b.waiting_since)},
                                  {"a_seq", tied[0].seq},
                                  {"b_seq", tied[1].seq}};
        co_await transaction.run(sql::add_tie, id, of, other, wanted.kind, wanted.client_id, clock_.now(), by.id, before);
        if (merges) co_await transaction.run(sql::set_merged_into, of, other);
        std::ranges::move(tied, std::back_inserter(posted));
        co_await record(transaction, by.id, merges ? "desk.merged" : "desk.linked", of, other);
    });
    tell(posted, of, other);
    co_return co_await tie_of(of, id);
} catch (postgres::DatabaseError const& error) {
    refuse_twice(error);
}

Task<Tie> Ties::end(Agent by, ConversationId of, TieId id) {
    auto const tie = co_await database_.run(sql::tie, id, of);
    if (!tie) throw Problem{ProblemKind::not_found, "tie.unknown"};
    if (tie->kind == "split") throw Problem{ProblemKind::conflict, "tie.split"};
    bool const merged = tie->kind == "merged";
    auto const keys = co_await keys_of(tie->a, tie->b);
    std::vector<Entry> posted;
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        auto const both = pair_of(co_await transaction.run(sql::hold_tied, std::vector{tie->a, tie->b}), tie->a);
        if (!both) throw unknown_conversation();
        auto const& [a, b] = *both;
        auto const ended = co_await transaction.run(sql::end_tie, id, clock_.now(), by.id);
        if (!ended) co_return;  // somebody was quicker: it stands as asked for
        json::object here{{"act", merged ? "unmerged" : "unlinked"}, {"role", merged ? "into" : "with"}, {"other", named(b)}};
        json::object there{{"act", merged ? "unmerged" : "unlinked"}, {"role", merged ? "from" : "with"}, {"other", named(a)}};
        if (merged) {
            auto const& before = ended->before.value();
            co_await transaction.run(sql::set_merged_into, a.id, std::nullopt);
            auto const said = co_await transaction.run(sql::said_since, a.id, before.at("a_seq").as_int64());
            here["becomes"] = before.at("a");
            if (said) {
                auto const status = std::string(before.at("a").at("status").as_string());
                auto const since = from_json<std::optional<Timestamp>>(before.at("a").at("waits_since"));
                here["becomes"] = becoming(active_again(status), since.value_or(*said));
            }
            // Where it went stands as before, too, unless something has happened there.
            if (b.last_seq == before.at("b_seq").as_int64() && !b.merged_into) there["becomes"] = before.at("b");
        }
        auto const client_id = "untie-" + id.text();
        posted = stored(co_await desk_.log_.append_in(transaction, {{draft(by, a.id, client_id, std::move(here)), keys.a},
                                                                    {draft(by, b.id, client_id, std::move(there)), keys.b}}));
        co_await record(transaction, by.id, merged ? "desk.unmerged" : "desk.unlinked", a.id, b.id);
    });
    tell(posted, tie->a, tie->b);
    co_return co_await tie_of(of, id);
}

// Splitting ---------------------------------------------------------------------------------------------------------------

Task<Tie> Ties::split(Agent by, ConversationId of, Split wanted) {
    require_client_id(wanted.client_id);
    if (wanted.topic && !is_topic(*wanted.topic)) throw Problem{ProblemKind::invalid, "field.choice", "topic"};
    std::ranges::sort(wanted.seqs);
    auto const repeats = std::ranges::unique(wanted.seqs);
    wanted.seqs.erase(repeats.begin(), repeats.end());
    if (wanted.seqs.empty() || wanted.seqs.size() > limits::split_entries)
        throw Problem{ProblemKind::invalid, "field.range", "seqs"};
    co_await desk_.require_participant(by, of);
    for (int tries = 0; tries < tries_for_a_reference; ++tries) {
        auto const id = TieId::make(clock_, random_);
        auto const fresh = ConversationId::make(clock_, random_);
        // Whose conversation it becomes; the code that they show is made when somebody first looks.
        auto said = co_await desk_.draft_of(by, fresh, {.client_id = "tie-said-" + id.text(), .body = wanted.message});
        said.data = json::value{{"assignee", to_json(Assignee{by.id.uuid, by.name, {}})}};
        bool taken = false;
        try {
            co_return co_await split_now(by, of, wanted, id, fresh, std::move(said));
        } catch (postgres::DatabaseError const& error) {
            taken = error.constraint == "conversations_reference_key";  // another is drawn
            if (!taken) refuse_twice(error);
        }
    }
    throw Problem{ProblemKind::unavailable, "desk.busy"};
}

// What its customer said stays where it was said; the new one holds it as a quote, which only staff see and nothing counts.
Task<Tie> Ties::split_now(Agent by, ConversationId of, Split wanted, TieId id, ConversationId fresh, Draft said) {
    auto const key = co_await key_of(of);
    auto const rows = co_await database_.run(sql::said_at, of, wanted.seqs);
    if (rows.size() != wanted.seqs.size()) throw Problem{ProblemKind::invalid, "split.entries", "seqs"};
    json::array quoted;
    for (auto const& row : rows) {
        auto entry = entry_of(row, key);
        quoted.push_back(json::object{{"seq", entry.seq},
                                      {"body", std::move(entry.body)},
                                      {"attachments", to_json(entry.attachments)},
                                      {"posted_at", to_rfc3339(entry.posted_at)}});
    }
    auto const customer = (co_await database_.run(sql::tied, std::vector{of})).at(0).customer_id;
    auto const fresh_key = co_await desk_.words_.key_for(fresh, customer);
    std::vector<Entry> posted;
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        auto const held = co_await transaction.run(sql::hold_tied, std::vector{of});
        auto const& a = held.at(0);
        if (auto const known = co_await transaction.run(sql::known_tie, by.id, wanted.client_id)) {
            if (known->kind != "split" || known->a != of) throw Problem{ProblemKind::conflict, "client_id.reused", "client_id"};
            id = known->id;
            fresh = known->b;
            co_return;
        }
        if (a.merged_into) throw Problem{ProblemKind::conflict, "conversation.merged"};
        if (a.ties >= limits::links_each) throw Problem{ProblemKind::too_many, "ties.too_many"};
        auto const now = clock_.now();
        auto const reference = Desk::new_reference(random_);
        co_await transaction.run(sql::open_split, of, fresh, reference, "split-" + id.text(), wanted.topic, now);
        co_await reach_as(transaction, of, key, fresh, fresh_key);
        posted = stored(co_await desk_.log_.append_in(transaction, {{std::move(said), fresh_key}}));
        auto const seqs = to_json(wanted.seqs);
        json::object here{{"act", "split"},
                          {"role", "to"},
                          {"other", json::object{{"id", fresh.text()}, {"reference", reference}}},
                          {"seqs", seqs}};
        json::object there{{"act", "split"}, {"role", "from"}, {"other", named(a)}, {"seqs", seqs}};
        if (!wanted.answered) there["becomes"] = becoming("open", rows.front().posted_at);
        auto quote = draft(by, fresh, "tie-" + id.text(), there);
        there["quoted"] = std::move(quoted);
        quote.told = std::move(there);
        auto tied = stored(co_await desk_.log_.append_in(
            transaction, {{draft(by, of, "tie-" + id.text(), std::move(here)), key}, {std::move(quote), fresh_key}}));
        co_await transaction.run(sql::add_tie, id, of, fresh, "split", wanted.client_id, now, by.id, std::nullopt);
        std::ranges::move(tied, std::back_inserter(posted));
        co_await record(transaction, by.id, "desk.split", of, fresh);
    });
    tell(posted, of, fresh);
    co_return co_await tie_of(of, id);
}

// The new one's customer is reached the same way; where that is lies sealed for each conversation.
Task<void> Ties::reach_as(postgres::Transaction& transaction, ConversationId of, WordsKey key, ConversationId fresh,
                          WordsKey fresh_key) {
    auto const contact = co_await transaction.run(sql::contact_of, of);
    if (!contact) co_return;
    auto const moved = [&](std::optional<postgres::Bytes> const& sealed, std::optional<std::string> const& plain) {
        return sealed || plain ? std::optional{fresh_key.close(key.open(sealed, plain), random_)} : std::nullopt;
    };
    co_await transaction.run(sql::reach_as, of, fresh, moved(contact->email, contact->plain_email),
                             moved(contact->subject, contact->plain_subject));
}

// What is said in merged ones ---------------------------------------------------------------------------------------------

Task<void> Ties::follow(std::vector<Followed> const& entries) {
    std::vector<ConversationId> ids;
    std::vector<std::int64_t> seqs;
    for (auto const& entry : entries) {
        bool const says = entry.kind == EntryKind::message || entry.kind == EntryKind::intake;
        if (!says || entry.author_kind != AuthorKind::customer) continue;
        ids.push_back(entry.standing.id);
        seqs.push_back(entry.seq);
    }
    if (ids.empty()) co_return;
    for (auto& wrote : co_await database_.run(sql::wrote_in_merged, std::move(ids), std::move(seqs)))
        co_await mark(std::move(wrote));
}

// Heard again it is the same entry.
Task<void> Ties::mark(sql::WroteRow wrote) {
    auto const key = co_await key_of(wrote.into);
    if (key.erased()) co_return;  // with all that was said
    std::vector<Entry> posted;
    std::optional<ConversationId> further;
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        auto const held = co_await transaction.run(sql::hold_tied, std::vector{wrote.into});
        auto const& into = held.at(0);
        if ((further = into.merged_into)) co_return;
        json::object data{{"act", "wrote"},
                          {"role", "from"},
                          {"other", json::object{{"id", wrote.id.text()}, {"reference", wrote.reference}}},
                          {"seq", wrote.seq},
                          {"becomes", becoming(active_again(into.status), into.waiting_since.value_or(wrote.at))}};
        auto entry = draft({}, wrote.into, "wrote-" + wrote.id.text() + "-" + std::to_string(wrote.seq), std::move(data));
        posted = stored(co_await desk_.log_.append_in(transaction, {{std::move(entry), key}}));
    });
    if (further) {
        wrote.into = *further;
        co_return co_await mark(std::move(wrote));
    }
    tell(posted, wrote.id, wrote.into);
}

}  // namespace ombud::desk
