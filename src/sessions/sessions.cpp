#include "sessions/sessions.hpp"

#include <utility>

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "core/tokens.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"
#include "sessions/queries.hpp"

namespace ombud::sessions {

namespace {

constexpr auto followed_every = 500ms;
constexpr auto trusted_for = 2s;  // without a look at what others changed, memory counts no longer
// A change is stamped before it is committed: so much later it may still come to light. Longer than any statement runs.
constexpr auto overlap = 15s;
constexpr auto use_written_every = 1min;
constexpr auto tidied_every = 10s;
constexpr auto swept_every = 1h;
constexpr auto kept_after_expiry = 1h;
constexpr auto skew = 1min;  // how far another machine's clock may be ahead of ours

[[noreturn]] void refuse() {
    throw Problem{ProblemKind::unauthenticated, "session.expired"};
}

Session session_of(sql::Row row) {
    return {.id = row.id,
            .owner_kind = row.owner_kind,
            .owner = row.owner,
            .assurance = row.assurance,
            .device = std::move(row.device),
            .network = std::move(row.network),
            .place = std::move(row.place),
            .created_at = row.created_at,
            .used_at = row.used_at,
            .expires_at = row.expires_at,
            .stepped_up_at = row.stepped_up_at,
            .locked = row.locked};
}

}  // namespace

bool is_fresh(Session const& session, Timestamp now) {
    auto const at = session.stepped_up_at;
    return !session.locked && at && *at <= now + skew && now < *at + step_up_life;
}

Sessions::Sessions(postgres::Database& database, Clock& clock, Random& random, Terms account, Terms staff)
    : database_(database), clock_(clock), random_(random), account_(account), staff_(staff) {}

Terms const& Sessions::terms_of(Session const& session) const {
    return session.owner_kind == Owner::staff ? staff_ : account_;
}
bool Sessions::holds(Session const& session, Timestamp now) const {
    return now < session.expires_at && now < session.used_at + terms_of(session).idle;
}
bool Sessions::locks(Session const& session, Timestamp now) const {
    auto const after = terms_of(session).lock_after;
    return !session.locked && after > 0s && now >= session.used_at + after;
}
bool Sessions::follows(Timestamp now) const {
    return followed_at_ && now >= *followed_at_ && now < *followed_at_ + trusted_for;
}

// What this process knows ---------------------------------------------------------------------------------------------

Sessions::Known* Sessions::known(std::string const& token_hash) {
    auto const found = by_token_.find(token_hash);
    return found == by_token_.end() ? nullptr : &known_.at(found->second);
}

Sessions::Known& Sessions::remember(Known fresh) {
    auto const id = fresh.session.id;
    if (auto const at = known_.find(id); at != known_.end()) {
        auto& before = at->second;
        if (before.revision > fresh.revision) return before;
        fresh.session.used_at = std::max(fresh.session.used_at, before.session.used_at);
        by_token_.erase(before.token_hash);
        by_token_.emplace(fresh.token_hash, id);
        before = std::move(fresh);
        return before;
    }
    // An arbitrary one makes room: whoever asks next with its token finds it in the database.
    if (known_.size() >= limits::sessions_known) forget(known_.begin()->first);
    by_token_.emplace(fresh.token_hash, id);
    return known_.emplace(id, std::move(fresh)).first->second;
}

void Sessions::forget(SessionId id) {
    auto const at = known_.find(id);
    if (at == known_.end()) return;
    by_token_.erase(at->second.token_hash);
    known_.erase(at);
}

// Opening and finding -------------------------------------------------------------------------------------------------

namespace {
template <class Known>
Known known_of(sql::Row row) {
    auto hash = std::move(row.token_hash);
    auto const revision = row.revision;
    auto const written_at = row.used_at;
    return {session_of(std::move(row)), std::move(hash), revision, written_at};
}
}  // namespace

Task<Opened> Sessions::open(Owner kind, Uuid owner, Assurance assurance, Device device) {
    auto const now = clock_.now();
    auto const life = kind == Owner::staff ? staff_.life : account_.life;
    auto token = new_token(token_prefix, random_);
    auto const stepped_up = assurance > Assurance::password ? std::optional{now} : std::nullopt;
    auto row = co_await database_.run(sql::open, SessionId::make(clock_, random_), token_hash(token), kind, owner, assurance,
                                      std::move(device.label), std::move(device.network), std::move(device.place), now,
                                      now + life, stepped_up);
    co_return Opened{session_of(std::move(row)), std::move(token)};
}

Task<std::optional<Session>> Sessions::find(std::string token, Use use) {
    if (!looks_like_token(token_prefix, token)) co_return std::nullopt;
    auto const hash = token_hash(token);
    auto const now = clock_.now();
    auto* at = follows(now) ? known(hash) : nullptr;
    // Another process may know of a later use: what looks left alone is looked up.
    if (!at || !holds(at->session, now) || locks(at->session, now)) {
        std::optional<sql::Row> row;
        std::uint64_t before{};
        do {  // an answer that was under way while something changed here may be stale
            before = changes_;
            row = co_await database_.run(sql::find, hash);
        } while (before != changes_);
        if (!row) {
            if (auto const* stale = known(hash)) forget(stale->session.id);
            co_return std::nullopt;
        }
        at = &remember(known_of<Known>(std::move(*row)));
        if (!holds(at->session, now)) co_return std::nullopt;
        if (locks(at->session, now)) {
            auto const id = at->session.id;
            co_await lock_idle(id);
            at = known(hash);
            if (!at) co_return std::nullopt;
        }
    }
    if (use == Use::counts && !at->session.locked) at->session.used_at = std::max(at->session.used_at, now);
    co_return at->session;
}

Task<void> Sessions::lock_idle(SessionId id) {
    auto const& session = known_.at(id).session;
    auto row = co_await database_.run(sql::lock, id, clock_.now() - terms_of(session).lock_after);
    if (!row) co_return;  // used elsewhere a moment ago, or ended: the next look learns it
    ++changes_;
    remember(known_of<Known>(std::move(*row)));
}

Task<std::vector<Session>> Sessions::of(Uuid owner) {
    auto const now = clock_.now();
    std::vector<Session> out;
    for (auto& row : co_await database_.run(sql::of, owner)) {
        auto session = session_of(std::move(row));
        if (auto const at = known_.find(session.id); at != known_.end())
            session.used_at = std::max(session.used_at, at->second.session.used_at);
        if (holds(session, now)) out.push_back(std::move(session));
    }
    std::ranges::sort(out, std::greater{}, &Session::used_at);
    co_return out;
}

// Changing and ending -------------------------------------------------------------------------------------------------

Task<void> Sessions::step_up(SessionId id, Assurance proved) {
    auto row = co_await database_.run(sql::prove, id, clock_.now(), proved, std::nullopt);
    ++changes_;
    if (!row) refuse();
    remember(known_of<Known>(std::move(*row)));
}

Task<Opened> Sessions::renew(SessionId id, Assurance proved) {
    auto token = new_token(token_prefix, random_);
    auto row = co_await database_.run(sql::prove, id, clock_.now(), proved, token_hash(token));
    ++changes_;
    if (!row) refuse();
    co_return Opened{remember(known_of<Known>(std::move(*row))).session, std::move(token)};
}

Task<void> Sessions::lock(SessionId id) {
    auto row = co_await database_.run(sql::lock, id, std::nullopt);
    ++changes_;
    if (!row) refuse();
    remember(known_of<Known>(std::move(*row)));
}

Task<void> Sessions::end(SessionId id, Ending why) {
    co_await database_.run(sql::end, id, clock_.now(), why);
    ++changes_;
    forget(id);
}

Task<std::int64_t> Sessions::end_all(Uuid owner, Ending why, std::optional<SessionId> spared) {
    auto const ended = co_await database_.run(sql::end_all, owner, clock_.now(), why, spared);
    ++changes_;
    for (auto const id : ended) forget(id);
    co_return std::int64_t(ended.size());
}

Task<std::vector<SessionId>> Sessions::end_all(postgres::Transaction& transaction, Uuid owner, Ending why,
                                               std::optional<SessionId> spared) {
    co_return co_await transaction.run(sql::end_all, owner, clock_.now(), why, spared);
}

void Sessions::forget(std::vector<SessionId> const& ended) {
    ++changes_;
    for (auto const id : ended) forget(id);
}

// What others do ------------------------------------------------------------------------------------------------------

Task<void> Sessions::follow_endings() {
    return postgres::keep_doing(clock_, "sessions", followed_every, [this]() -> Task<void> {
        try {
            co_await catch_up();
        } catch (...) {
            followed_at_.reset();  // until it works again, every session is looked up in the database
            throw;
        }
    });
}

Task<void> Sessions::catch_up() {
    auto const now = clock_.now();
    auto const since = read_until_ ? std::optional{*read_until_ - overlap} : std::nullopt;
    auto const changes = co_await database_.run(sql::changes, since);
    // At the first time nothing was read: what memory holds may be older.
    if (!since) {
        known_.clear();
        by_token_.clear();
        ++changes_;
    }
    for (auto const& change : changes) {
        if (!change.id) continue;
        auto const at = known_.find(*change.id);
        if (at == known_.end() || at->second.revision >= *change.revision) continue;
        auto& known = at->second;
        if (*change.ended || known.token_hash != *change.token_hash) {
            forget(*change.id);
            continue;
        }
        auto& session = known.session;
        session.assurance = *change.assurance;
        session.stepped_up_at = change.stepped_up_at;
        session.locked = *change.locked;
        session.used_at = std::max(session.used_at, *change.used_at);
        known.revision = *change.revision;
    }
    read_until_ = changes.front().read_at;
    followed_at_ = now;
    if (now < tidied_at_ || now >= tidied_at_ + tidied_every) co_await tidy(now);
}

// Writes down what was used, forgets what is over here, and now and then deletes what is over for good.
Task<void> Sessions::tidy(Timestamp now) {
    tidied_at_ = now;
    std::vector<SessionId> ids, over;
    std::vector<Timestamp> uses;
    for (auto& [id, known] : known_) {
        auto const used_at = known.session.used_at;
        if (used_at >= known.written_at + use_written_every) {
            ids.push_back(id);
            uses.push_back(used_at);
            known.written_at = used_at;
        } else if (!holds(known.session, now)) {
            over.push_back(id);
        }
    }
    for (auto const id : over) forget(id);
    if (!ids.empty()) co_await database_.run(sql::write_uses, std::move(ids), std::move(uses));
    if (now >= swept_at_ && now < swept_at_ + swept_every) co_return;
    swept_at_ = now;
    co_await database_.run(sql::sweep, now - kept_after_expiry);
}

}  // namespace ombud::sessions
