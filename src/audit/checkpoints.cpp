#include "audit/checkpoints.hpp"

#include <fstream>
#include <system_error>

#include "audit/queries.hpp"
#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/problem.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"

namespace ombud::audit {

namespace {

// Aside, then in its place: never half a checkpoint.
void keep(std::filesystem::path const& file, Checkpoint const& checkpoint) {
    auto const aside = file.string() + ".new";
    {
        std::ofstream out{aside, std::ios::trunc};
        out << line_of(checkpoint) << '\n' << std::flush;
        if (!out) throw std::system_error(errno, std::generic_category(), aside);
    }
    std::filesystem::rename(aside, file);
}

Task<std::int64_t> take_records(postgres::Database& database, Verifier& verifier) {
    auto const records = co_await database.run(sql::records_after, verifier.end().seq, limits::audit_records_read);
    for (auto const& record : records) verifier.take(record);
    co_return std::int64_t(records.size());
}

}  // namespace

std::optional<Checkpoint> kept_checkpoint(std::filesystem::path const& file) {
    std::ifstream in{file};
    if (!in) return std::nullopt;
    std::string line;
    std::getline(in, line);
    auto kept = checkpoint_of(line);
    if (!kept) throw Problem{ProblemKind::invalid, "audit_kept.invalid", {}, file.string()};
    return kept;
}

Checkpoints::Checkpoints(postgres::Database& database, SigningKey key, std::filesystem::path kept, Clock& clock)
    : database_(database), key_(std::move(key)), kept_(std::move(kept)), clock_(clock) {}

Task<bool> Checkpoints::due() {
    auto const last = co_await database_.run(sql::last_checkpoint);
    auto const from = last ? last->seq : 0;
    auto const waiting = co_await database_.run(sql::unsigned_after, from);
    co_return waiting && (waiting->last - from >= limits::audit_checkpoint_records ||
                          clock_.now() - waiting->since >= limits::audit_checkpoint_time);
}

Task<void> Checkpoints::sign() {
    auto const last = co_await database_.run(sql::last_checkpoint);
    auto const kept = kept_checkpoint(kept_);
    if (kept && (!last || kept->number > last->number)) {  // to go on numbering would hide that some are gone
        log::error("audit.checkpoint_deleted", {{"number", kept->number}});
        co_return;
    }
    Verifier verifier{key_.public_key(), last ? End{last->seq, last->hash} : End{}};
    while (co_await take_records(database_, verifier) == limits::audit_records_read) {
    }
    auto const found = verifier.verified();
    if (!found.faults.empty()) {
        log::error("audit.chain_broken", {{"fault", to_json(found.faults.front().kind)}, {"at", found.faults.front().at}});
        co_return;
    }
    if (found.records == 0) co_return;
    Checkpoint next{.number = last ? last->number + 1 : 1,
                    .seq = verifier.end().seq,
                    .hash = verifier.end().hash,
                    .at = clock_.now(),
                    .signature = {}};
    key_.sign(next);
    co_await database_.run(sql::add_checkpoint, next.number, next.seq, next.hash, next.at, next.signature);
    keep(kept_, next);
}

Task<void> Checkpoints::keep_signing() {
    return postgres::keep_doing(clock_, "audit.checkpoints", limits::audit_looked_at_every, [this]() -> Task<void> {
        if (co_await due()) co_await sign();
    });
}

Task<Verified> verify(postgres::Database& database, PublicKey key, std::optional<Checkpoint> kept) {
    Verifier verifier{std::move(key)};
    for (std::size_t got = 1; got > 0;) {
        auto checkpoints = co_await database.run(sql::checkpoints_after, verifier.last_checkpoint(), limits::audit_records_read);
        got = checkpoints.size();
        for (auto& checkpoint : checkpoints) verifier.take(std::move(checkpoint));
    }
    for (;;) {
        if (co_await take_records(database, verifier) > 0) continue;
        auto const head = co_await database.run(sql::head);
        if (head && head->seq > verifier.end().seq && co_await take_records(database, verifier) > 0)
            continue;  // it has just grown
        verifier.finish(head, kept);
        co_return verifier.verified();
    }
}

Task<void> export_lines(postgres::Database& database, std::int64_t after, std::function<void(std::string const&)> put) {
    std::int64_t number = 0;
    std::vector<Checkpoint> waiting;
    for (;;) {
        auto const records = co_await database.run(sql::records_after, after, limits::audit_records_read);
        if (records.empty()) co_return;
        auto more = co_await database.run(sql::checkpoints_after, number, limits::audit_records_read);
        if (!more.empty()) number = more.back().number;
        std::ranges::move(more, std::back_inserter(waiting));
        for (auto const& record : records) {
            put(line_of(record));
            for (auto const& checkpoint : waiting)
                if (checkpoint.seq == record.seq) put(line_of(checkpoint));
        }
        after = records.back().seq;
        std::erase_if(waiting, [&](Checkpoint const& each) { return each.seq <= after; });
    }
}

}  // namespace ombud::audit
