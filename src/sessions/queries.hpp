// Every query on sessions.
#pragma once
#include "postgres/query.hpp"
#include "sessions/sessions.hpp"

namespace ombud::sessions::sql {

using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

struct Row {
    SessionId id;
    std::string token_hash;
    Owner owner_kind;
    Uuid owner;
    Assurance assurance;
    std::string device, network;
    std::optional<std::string> place;
    Timestamp created_at, used_at, expires_at;
    std::optional<Timestamp> stepped_up_at;
    bool locked;
    std::int64_t revision;
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (id, token_hash, owner_kind, owner, assurance, device, network, place, created_at, used_at, expires_at,
                       stepped_up_at, locked, revision))

inline constexpr Query<One<Row>(SessionId, std::string, Owner, Uuid, Assurance, std::string, std::string,
                                std::optional<std::string>, Timestamp, Timestamp, std::optional<Timestamp>)>
    open{"sessions.open", R"sql(
    INSERT INTO sessions (id, token_hash, owner_kind, owner, assurance, device, network, place, created_at, used_at, expires_at, stepped_up_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11)
    RETURNING id, token_hash, owner_kind, owner, assurance, device, network, place, created_at, used_at, expires_at,
        stepped_up_at, locked, revision)sql"};

inline constexpr Query<Maybe<Row>(std::string)> find{"sessions.find",
                                                     R"sql(
    SELECT id, token_hash, owner_kind, owner, assurance, device, network, place, created_at, used_at, expires_at,
        stepped_up_at, locked, revision
    FROM sessions WHERE token_hash = $1 AND ended_at IS NULL)sql",
                                                     Retry::on_conflict};

inline constexpr Query<Many<Row>(Uuid)> of{"sessions.of", R"sql(
    SELECT id, token_hash, owner_kind, owner, assurance, device, network, place, created_at, used_at, expires_at,
        stepped_up_at, locked, revision
    FROM sessions WHERE owner = $1 AND ended_at IS NULL ORDER BY used_at DESC, id DESC)sql",
                                           Retry::on_conflict};

// A rise of assurance, never a fall; a token that is given replaces the one before.
inline constexpr Query<Maybe<Row>(SessionId, Timestamp, Assurance, std::optional<std::string>)> prove{"sessions.prove", R"sql(
    UPDATE sessions SET stepped_up_at = $2, used_at = greatest(used_at, $2), locked = false, token_hash = coalesce($4, token_hash),
        assurance = CASE WHEN array_position(ARRAY['password', 'two_factors', 'passkey'], $3)
                            > array_position(ARRAY['password', 'two_factors', 'passkey'], assurance) THEN $3 ELSE assurance END,
        revision = revision + 1, changed_at = clock_timestamp()
    WHERE id = $1 AND ended_at IS NULL AND expires_at > $2
    RETURNING id, token_hash, owner_kind, owner, assurance, device, network, place, created_at, used_at, expires_at,
        stepped_up_at, locked, revision)sql"};

// Not when it was used after `unless_used_after`, perhaps in another process.
inline constexpr Query<Maybe<Row>(SessionId, std::optional<Timestamp>)> lock{"sessions.lock", R"sql(
    UPDATE sessions SET locked = true, stepped_up_at = NULL, revision = revision + 1, changed_at = clock_timestamp()
    WHERE id = $1 AND ended_at IS NULL AND ($2 IS NULL OR used_at <= $2)
    RETURNING id, token_hash, owner_kind, owner, assurance, device, network, place, created_at, used_at, expires_at,
        stepped_up_at, locked, revision)sql"};

inline constexpr Query<Affected(SessionId, Timestamp, Ending)> end{"sessions.end", R"sql(
    UPDATE sessions SET ended_at = $2, ending = $3, revision = revision + 1, changed_at = clock_timestamp()
    WHERE id = $1 AND ended_at IS NULL)sql"};

inline constexpr Query<Many<SessionId>(Uuid, Timestamp, Ending, std::optional<SessionId>)> end_all{"sessions.end_all", R"sql(
    UPDATE sessions SET ended_at = $2, ending = $3, revision = revision + 1, changed_at = clock_timestamp()
    WHERE owner = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $4 RETURNING id)sql"};

// What changed since, and until when this answer knows: one row at least.
struct Change {
    Timestamp read_at;
    std::optional<SessionId> id;
    std::optional<std::string> token_hash;
    std::optional<Assurance> assurance;
    std::optional<Timestamp> used_at, stepped_up_at;
    std::optional<bool> locked, ended;
    std::optional<std::int64_t> revision;
};
BOOST_DESCRIBE_STRUCT(Change, (), (read_at, id, token_hash, assurance, used_at, stepped_up_at, locked, ended, revision))

inline constexpr Query<Many<Change>(std::optional<Timestamp>)> changes{"sessions.changes",
                                                                       R"sql(
    SELECT asked.at AS read_at, s.id, s.token_hash, s.assurance, s.used_at, s.stepped_up_at, s.locked,
        s.ended_at IS NOT NULL AS ended, s.revision
    FROM (SELECT clock_timestamp() AS at) asked LEFT JOIN sessions s ON s.changed_at > $1)sql",
                                                                       Retry::on_conflict};

inline constexpr Query<Affected(std::vector<SessionId>, std::vector<Timestamp>)> write_uses{"sessions.write_uses",
                                                                                            R"sql(
    UPDATE sessions s SET used_at = used.at FROM unnest($1::uuid[], $2::timestamptz[]) AS used (id, at)
    WHERE s.id = used.id AND s.used_at < used.at)sql",
                                                                                            Retry::on_conflict};

inline constexpr Query<Affected(Timestamp)> sweep{"sessions.sweep", R"sql(DELETE FROM sessions WHERE expires_at <= $1)sql",
                                                  Retry::on_conflict};

}  // namespace ombud::sessions::sql
