// Every query on the record of acts and its checkpoints.
#pragma once
#include "audit/chain.hpp"
#include "postgres/query.hpp"

namespace ombud::audit::sql {

using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

inline constexpr Query<One<std::int64_t>(Timestamp, std::string, ActorKind, std::optional<Uuid>, std::optional<Uuid>, std::string,
                                         std::string)>
    append{"audit.append", "SELECT append_audit_record($1, $2, $3, $4, $5, $6, $7)"};

// The chain -----------------------------------------------------------------------------------------------------------

inline constexpr Query<Many<Record>(std::int64_t, std::int64_t)> records_after{"audit.records_after", R"sql(
    SELECT * FROM audit_records WHERE seq > $1 ORDER BY seq LIMIT $2)sql",
                                                                               Retry::on_conflict};

inline constexpr Query<Maybe<End>()> head{"audit.head", "SELECT seq, hash FROM audit_head", Retry::on_conflict};

// Checkpoints ---------------------------------------------------------------------------------------------------------

inline constexpr Query<Many<Checkpoint>(std::int64_t, std::int64_t)> checkpoints_after{"audit.checkpoints_after", R"sql(
    SELECT * FROM audit_checkpoints WHERE number > $1 ORDER BY number LIMIT $2)sql",
                                                                                       Retry::on_conflict};

inline constexpr Query<Maybe<Checkpoint>()> last_checkpoint{"audit.last_checkpoint", R"sql(
    SELECT * FROM audit_checkpoints ORDER BY number DESC LIMIT 1)sql",
                                                            Retry::on_conflict};

// When the first record came that no checkpoint vouches for, and the number of the last one.
struct Unsigned {
    Timestamp since;
    std::int64_t last;
};
BOOST_DESCRIBE_STRUCT(Unsigned, (), (since, last))

inline constexpr Query<Maybe<Unsigned>(std::int64_t)> unsigned_after{"audit.unsigned_after", R"sql(
    SELECT at AS since, (SELECT max(seq) FROM audit_records) AS last FROM audit_records WHERE seq > $1 ORDER BY seq LIMIT 1)sql",
                                                                     Retry::on_conflict};

inline constexpr Query<Affected(std::int64_t, std::int64_t, postgres::Bytes, Timestamp, postgres::Bytes)> add_checkpoint{
    "audit.add_checkpoint", "INSERT INTO audit_checkpoints (number, seq, hash, at, signature) VALUES ($1, $2, $3, $4, $5)"};

// Second places -------------------------------------------------------------------------------------------------------

struct Position {
    std::int64_t seq = 0;
    std::int64_t checkpoint = 0;
};
BOOST_DESCRIBE_STRUCT(Position, (), (seq, checkpoint))

inline constexpr Query<Maybe<Position>(std::string)> position{
    "audit.position", "SELECT seq, checkpoint FROM audit_places WHERE name = $1", Retry::on_conflict};

inline constexpr Query<Affected(std::string, std::int64_t, std::int64_t)> keep_position{"audit.keep_position", R"sql(
    INSERT INTO audit_places VALUES ($1, $2, $3)
    ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, checkpoint = excluded.checkpoint)sql",
                                                                                        Retry::on_conflict};

// For people ----------------------------------------------------------------------------------------------------------

inline constexpr Query<Many<Record>(std::optional<std::int64_t>, std::optional<std::string>, std::int64_t)> page{
    "audit.page", R"sql(
    SELECT * FROM audit_records WHERE ($1::bigint IS NULL OR seq < $1) AND ($2::text IS NULL OR act = $2)
    ORDER BY seq DESC LIMIT $3)sql",
    Retry::on_conflict};

}  // namespace ombud::audit::sql
