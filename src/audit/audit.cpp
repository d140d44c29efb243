#include "audit/audit.hpp"

#include "audit/queries.hpp"
#include "core/limits.hpp"
#include "core/log.hpp"
#include "postgres/database.hpp"

namespace ombud::audit {

namespace {

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
    if (by_source_.take(act.act + ' ' + source) || in_all_.take({})) {
        ++left_out_;
        co_return;
    }
    auto const left_out = std::exchange(left_out_, 0);
    if (left_out > 0) act.details["left_out"] = left_out;
    std::exception_ptr error;
    try {
        co_await record(std::move(act));
    } catch (std::exception const&) {
        error = std::current_exception();
    }
    if (!error) co_return;
    left_out_ += left_out + 1;
    log::error("audit.not_recorded");
}

Task<std::vector<Record>> Log::read(std::optional<std::int64_t> before, std::optional<std::string> act, std::int64_t limit) {
    return database_.run(sql::page, before, std::move(act), limit);
}

}  // namespace ombud::audit
