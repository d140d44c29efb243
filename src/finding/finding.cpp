#include "finding/finding.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <unordered_map>

#include "core/cursor.hpp"
#include "core/limits.hpp"
#include "desk/standing.hpp"
#include "finding/queries.hpp"
#include "finding/words.hpp"
#include "text/languages.hpp"

namespace ombud::finding {

namespace {

constexpr std::size_t days_at_first = 8, days_at_most = 512;  // of one statement
constexpr std::chrono::milliseconds quick{50};                // then the next may take twice as many
constexpr std::int64_t entries_looked_at = 200;               // of a conversation, for what it mentions

using Key = std::pair<ConversationId, std::int64_t>;

// Where the walk goes on: below this entry.
struct Position {
    Timestamp at;
    ConversationId id{};
    std::int64_t seq = 0;
};

struct Cursor {
    Timestamp until;  // when the first page was asked for
    Position position;
};

Timestamp beginning_of(std::int32_t day) {
    return Timestamp{std::chrono::days{day}};
}

// Bound to its question: of another one it would show something else, and miss what is there.
Cursor read_bound(std::string_view text, std::int64_t question) {
    auto const [until, at, id, seq, asked] = read_cursor<Timestamp, Timestamp, ConversationId, std::int64_t, std::int64_t>(text);
    if (asked != question) throw Problem{ProblemKind::invalid, "cursor.invalid", "cursor"};
    return {.until = until, .position = {.at = at, .id = id, .seq = seq}};
}

void require_one_of(std::optional<std::string> const& value, desk::Choices choices, std::string const& field) {
    if (value && !desk::is_one_of(*value, choices)) throw Problem{ProblemKind::invalid, "field.choice", field};
}

void require_filters(SearchFor& wanted, StaffId me) {
    if (wanted.status != "active") require_one_of(wanted.status, desk::choices::statuses, "status");
    require_one_of(wanted.channel, desk::choices::channels, "channel");
    require_one_of(wanted.language, text::languages, "language");
    if (wanted.topic && !desk::is_topic(*wanted.topic)) throw Problem{ProblemKind::invalid, "field.choice", "topic"};
    if (wanted.assignee == "me") wanted.assignee = me.text();
    if (wanted.assignee && wanted.assignee != "nobody" && !StaffId::parse(*wanted.assignee))
        throw Problem{ProblemKind::invalid, "field.choice", "assignee"};
    auto const limit = wanted.limit.value_or(limits::search_page);
    if (limit < 1 || limit > limits::search_page) throw Problem{ProblemKind::invalid, "field.range", "limit"};
}

bool has_filter(SearchFor const& wanted) {
    return wanted.status || wanted.topic || wanted.channel || wanted.language || wanted.tag || wanted.queue_id || wanted.assignee;
}

}  // namespace

struct Finding::Hit {
    sql::FoundPlace place;
    std::optional<sql::ReadRow> row;
};

struct Finding::Walk {
    SearchFor wanted;
    Asked asked;
    std::int64_t question;  // a hash of it
    Cursor cursor;
    std::vector<std::int32_t> days;   // the newest first
    std::size_t first = 0, last = 0;  // those looked at, and how far this step goes
    std::size_t limit;
    std::vector<Hit> hits;
    std::set<ConversationId> decided;
    std::map<Key, std::optional<std::string>> texts;  // those opened to be read, of this step
    bool more = false, partial = false;

    [[nodiscard]] bool ended() const { return more || partial || first >= days.size(); }
};

Finding::Finding(postgres::Database& database, desk::Desk& desk, Index const& index, audit::Log& audit, OpenTo open_to,
                 Clock& clock)
    : database_(database),
      desk_(desk),
      index_(index),
      audit_(audit),
      open_to_(std::move(open_to)),
      clock_(clock),
      searches_(clock, limits::searches_at_once, limits::one_search_each) {}

Task<Found> Finding::search(Agent by, SearchFor wanted) {
    auto asked = read_question(wanted.q);
    require_filters(wanted, by.id);
    searches_.require(by.id.text());
    auto const started = clock_.now();
    auto bound = wanted;
    bound.cursor.reset(), bound.limit.reset();
    auto const question = index_.hashes().of(to_json_text(bound), 0);
    // What is posted at this very moment counts.
    auto const until = std::min(started + std::chrono::microseconds{1}, wanted.to.value_or(Timestamp::max()));
    auto const cursor = wanted.cursor ? read_bound(*wanted.cursor, question) : Cursor{until, {.at = until}};
    Walk walk{.wanted = std::move(wanted),
              .asked = std::move(asked),
              .question = question,
              .cursor = cursor,
              .days = co_await database_.run(sql::days),
              .limit = 0,
              .hits = {},
              .decided = {},
              .texts = {}};
    walk.limit = std::size_t(walk.wanted.limit.value_or(limits::search_page));
    std::erase_if(walk.days, [&](std::int32_t day) {
        return day > day_of(cursor.until) || (walk.wanted.from && day < day_of(*walk.wanted.from));
    });
    while (walk.first < walk.days.size() && walk.days[walk.first] > day_of(cursor.position.at)) ++walk.first;
    walk.last = std::min(walk.first + days_at_first, walk.days.size());
    while (!walk.ended()) {
        co_await step(walk);
        if (!walk.ended() && clock_.now() - started > limits::search_patience) walk.partial = true;
    }
    // Who looks for what nobody asked them is seen by how often; what they looked for stays theirs.
    co_await audit_.record({.act = "desk.searched",
                            .actor_kind = audit::ActorKind::staff,
                            .actor = by.id.uuid,
                            .subject = {},
                            .details = {{"found", std::int64_t(walk.hits.size())}}});
    co_return co_await shown(by.id, std::move(walk));
}

// One statement: as many days as this step takes; how many the next one takes follows from how long this one took.
Task<void> Finding::step(Walk& walk) {
    auto const& wanted = walk.wanted;
    std::vector<std::int32_t> days(walk.days.begin(), walk.days.begin() + std::ptrdiff_t(walk.last));
    std::vector<std::int64_t> hashes;
    for (auto const day : days)
        for (std::size_t i = 0; i < walk.asked.looked_up; ++i) hashes.push_back(index_.hashes().of(walk.asked.terms[i], day));
    auto const most = std::int64_t(2 * walk.limit + 2);
    auto& position = walk.cursor.position;
    auto const begun = clock_.now();
    auto const places = co_await database_.run(sql::walk, std::move(days), std::move(hashes), std::int64_t(walk.asked.looked_up),
                                               position.at, position.id, position.seq, wanted.from.value_or(Timestamp{}),
                                               walk.cursor.until, has_filter(wanted), wanted.status, wanted.topic, wanted.channel,
                                               wanted.language, wanted.tag, wanted.queue_id, wanted.assignee, most);
    if (walk.asked.needs_words()) co_await open_words(walk, places);
    for (auto const& place : places) {
        bool const is_hit = !walk.decided.contains(place.conversation_id) && answers(walk, place);
        if (is_hit && walk.hits.size() == walk.limit) {
            walk.more = true;
            co_return;
        }
        position = {place.posted_at, place.conversation_id, place.seq};
        if (!is_hit) continue;
        walk.decided.insert(place.conversation_id);
        walk.hits.push_back({place, {}});
    }
    if (std::int64_t(places.size()) == most) co_return;
    auto const walked = walk.last - walk.first;
    walk.first = walk.last;
    auto const next = clock_.now() - begun < quick ? std::min(2 * walked, days_at_most) : std::max(walked / 2, std::size_t{1});
    walk.last = std::min(walk.first + next, walk.days.size());
    if (walk.first < walk.days.size()) position = {std::min(position.at, beginning_of(walk.days[walk.first] + 1)), {}, 0};
}

Task<void> Finding::open_words(Walk& walk, std::vector<sql::FoundPlace> const& places) {
    std::vector<ConversationId> ids;
    std::vector<std::int64_t> seqs;
    for (auto const& place : places) {
        if (walk.decided.contains(place.conversation_id)) continue;
        ids.insert(ids.end(), place.newer.size() + 1, place.conversation_id);
        seqs.insert(seqs.end(), place.newer.begin(), place.newer.end());
        seqs.push_back(place.seq);
    }
    walk.texts.clear();
    if (ids.empty()) co_return;
    for (auto const& row : co_await database_.run(sql::entries, std::move(ids), std::move(seqs)))
        walk.texts.emplace(Key{row.conversation_id, row.seq}, index_.text_of(row));
}

// Whether it is the newest of its conversation that answers. Where the index alone cannot tell, the opened words do.
bool Finding::answers(Walk const& walk, sql::FoundPlace const& place) {
    if (!walk.asked.needs_words()) return place.newer.empty();
    auto const holds = [&](std::int64_t seq) {
        auto const found = walk.texts.find({place.conversation_id, seq});
        return found != walk.texts.end() && found->second && walk.asked.is_in(*found->second);
    };
    return holds(place.seq) && std::ranges::none_of(place.newer, holds);
}

Task<Found> Finding::shown(StaffId by, Walk walk) {
    Found out{.rows = {}, .next = {}, .partial = walk.partial};
    if (walk.more || walk.partial) {
        auto const& [until, position] = walk.cursor;
        out.next = cursor_of(until, position.at, position.id, position.seq, walk.question);
    }
    if (walk.hits.empty()) co_return out;
    std::vector<ConversationId> ids;
    std::vector<std::int64_t> seqs;
    for (auto const& hit : walk.hits) ids.push_back(hit.place.conversation_id), seqs.push_back(hit.place.seq);
    for (auto& row : co_await database_.run(sql::entries, ids, std::move(seqs))) {
        auto const hit =
            std::ranges::find(walk.hits, row.conversation_id, [](Hit const& each) { return each.place.conversation_id; });
        if (hit != walk.hits.end()) hit->row = std::move(row);
    }
    auto const open = co_await open_to_(by, ids);
    std::unordered_map<ConversationId, desk::InboxRow> rows;
    for (auto& row : co_await desk_.live_inbox().rows(by, std::move(ids))) rows.emplace(row.conversation.id, std::move(row));
    for (auto const& hit : walk.hits) {
        auto const row = rows.find(hit.place.conversation_id);
        if (row == rows.end() || !hit.row) continue;
        Match match{.seq = hit.place.seq,
                    .kind = hit.row->kind,
                    .author_kind = hit.row->author_kind,
                    .posted_at = hit.place.posted_at,
                    .snippet = {}};
        if (std::ranges::find(open, hit.place.conversation_id) != open.end())
            if (auto const text = index_.text_of(*hit.row)) match.snippet = walk.asked.excerpt(*text);
        out.rows.push_back({std::move(row->second), std::move(match)});
    }
    co_return out;
}

// What is related -----------------------------------------------------------------------------------------------------------

Task<Related> Finding::related(Agent by, ConversationId of) {
    auto const customer = co_await database_.run(sql::customer_of, of);
    if (!customer) throw Problem{ProblemKind::not_found, "conversation.unknown"};

    // What it mentions, the newest first.
    std::vector<std::int64_t> seqs;
    for (auto const& place : co_await database_.run(sql::last_entries, of, entries_looked_at)) seqs.push_back(place.seq);
    std::vector<Identifier> mentioned;
    std::vector const ids_of_it(seqs.size(), of);
    auto entries = co_await database_.run(sql::entries, ids_of_it, std::move(seqs));
    std::ranges::sort(entries, std::ranges::greater{}, &sql::ReadRow::seq);
    for (auto const& row : entries) {
        auto const text = index_.text_of(row);
        for (auto& each : text ? identifiers_in(*text) : std::vector<Identifier>{}) {
            bool const known = std::ranges::find(mentioned, each.value, &Identifier::value) != mentioned.end();
            if (!known && each.kind != "email" && mentioned.size() < limits::search_terms) mentioned.push_back(std::move(each));
        }
    }

    std::map<ConversationId, std::vector<Reason>> reasons;
    std::vector<ConversationId> ids;
    if (!mentioned.empty()) {
        std::vector<std::int64_t> hashes;
        std::optional<std::int32_t> month;
        for (auto const day : co_await database_.run(sql::days)) {
            if (month == Hashes::month_of(day)) continue;
            month = Hashes::month_of(day);
            for (auto const& each : mentioned) hashes.push_back(index_.hashes().of("i" + each.value, day));
        }
        auto const terms = std::int64_t(mentioned.size());
        for (auto const& row : co_await database_.run(sql::sharing, std::move(hashes), terms, of, limits::related_shown)) {
            auto const& shared = mentioned[std::size_t(row.term - 1)];
            auto [at, is_new] = reasons.try_emplace(row.conversation_id);
            if (is_new) ids.push_back(row.conversation_id);
            Reason reason{shared.kind, shared.value};
            if (std::ranges::find(at->second, reason) == at->second.end()) at->second.push_back(std::move(reason));
        }
    }
    auto const add = [&](std::vector<ConversationId> const& others, char const* why) {
        for (auto const& id : others) {
            auto [at, is_new] = reasons.try_emplace(id);
            if (is_new) ids.push_back(id);
            at->second.push_back({why, {}});
        }
    };
    add(co_await database_.run(sql::others_of, *customer, of, limits::related_shown), "customer");
    add(co_await database_.run(sql::of_the_same_incident, of, limits::related_shown), "incident");

    Related out;
    for (auto& row : co_await desk_.live_inbox().rows(by.id, std::move(ids))) {
        auto why = std::move(reasons[row.conversation.id]);
        out.rows.push_back({std::move(row), std::move(why)});
    }
    auto const place = [](RelatedRow const& each) {
        auto const& conversation = each.row.conversation;
        auto const& first = each.reasons.front();
        return std::tuple{first.value.has_value(), first.kind != "incident", conversation.updated_at, conversation.id};
    };
    std::ranges::sort(out.rows, std::ranges::greater{}, place);
    if (out.rows.size() > std::size_t(limits::related_shown)) out.rows.resize(std::size_t(limits::related_shown));
    co_return out;
}

}  // namespace ombud::finding
