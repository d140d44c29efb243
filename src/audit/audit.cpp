#include "audit/audit.hpp"

#include "audit/queries.hpp"
#include "core/limits.hpp"
#include "core/log.hpp"
#include "postgres/database.hpp"

namespace ombud::audit {

namespace {

constexpr std::size_t sources_counted = 65'536;  // of which something was left out; over that, an arbitrary one is forgotten

// The canonical JSON of an act around the number that it will get.
struct Body {
    std::string head, tail;
};

Body body_of(Act const& act, Timestamp at) {
    auto const id = [](std::optional<Uuid> const& of) { return of ? json::value(of->text()) : json::value(); };
    // The names before and after "seq", in the order of the alphabet.
    auto head = canonical_json({{"act", act.act},
                                {"actor", id(act.actor)},
                                {"actor_kind", to_json(act.actor_kind)},
                                {"at", to_rfc3339(at)},
                                {"details", act.details}});
    head.back() = ',';
    auto tail = canonical_json({{"subject", id(act.subject)}});
    tail.front() = ',';
    return {std::move(head) + "\"seq\":", std::move(tail)};
}

template <class Where>
Task<void> append(Where& where, Timestamp at, Act act) {
    auto body = body_of(act, at);
    co_await where.run(sql::append, at, std::move(act.act), act.actor_kind, act.actor, act.subject, std::move(body.head),
                       std::move(body.tail));
}

}  // namespace

Log::Log(postgres::Database& database, Clock& clock)
    : database_(database),
      clock_(clock),
      by_source_(clock, limits::audit_noise_of_a_source, limits::audit_noise_of_a_source_each),
      in_all_(clock, limits::audit_noise_in_all, limits::audit_noise_in_all_each) {}

Task<void> Log::record(Act act) {
    return append(database_, clock_.now(), std::move(act));
}

Task<void> Log::record(postgres::Transaction& transaction, Act act) {
    return append(transaction, clock_.now(), std::move(act));
}

Task<void> Log::record_noise(Act act, std::string source) {
    auto const of = act.act + ' ' + source;
    // Strangers share a bucket; what is done in the name of somebody of the desk they cannot drown.
    auto const who = act.actor_kind == ActorKind::staff && act.actor ? act.actor->text() : std::string{};
    if (by_source_.take(of) || in_all_.take(who)) {
        leave_out(of, 1);
        co_return;
    }
    auto const before = left_out_.extract(of);
    auto const left_out = before ? before.mapped() : 0;
    if (left_out > 0) act.details["left_out"] = left_out;
    std::exception_ptr error;
    try {
        co_await record(std::move(act));
    } catch (std::exception const&) {
        error = std::current_exception();
    }
    if (!error) co_return;
    leave_out(of, left_out + 1);
    log::error("audit.not_recorded");
}

void Log::leave_out(std::string const& of, std::int64_t acts) {
    if (left_out_.size() >= sources_counted && !left_out_.contains(of)) left_out_.erase(left_out_.begin());
    left_out_[of] += acts;
}

Task<std::vector<Record>> Log::read(std::optional<std::int64_t> before, std::optional<std::string> act, std::int64_t limit) {
    return database_.run(sql::page, before, std::move(act), limit);
}

}  // namespace ombud::audit
