// Every query on letters.
#pragma once
#include "outbox/outbox.hpp"
#include "postgres/query.hpp"

namespace ombud::outbox::sql {

using postgres::Affected;
using postgres::Bytes;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// An address that bounced is not written to: the letter is only noted.
inline constexpr Query<Affected(LetterId, std::string, std::string, std::string, Bytes, std::optional<Uuid>, Timestamp,
                                DeliveryState, bool, std::string, std::string)>
    post{"outbox.post", R"sql(
    INSERT INTO letters (id, letter, language, recipient, sealed, about, state, changed_at, reply, next_try_at, created_at, text_digest,
                         html_digest)
    SELECT $1, $2, $3, $4, CASE WHEN s.address IS NULL OR $9 THEN $5 END, $6,
           CASE WHEN s.address IS NULL THEN $8 ELSE 'suppressed' END, $7, s.reply,
           CASE WHEN s.address IS NULL AND $8 = 'queued' THEN $7 END, $7, $10, $11
    FROM (SELECT) one LEFT JOIN suppressed_addresses s ON s.address = $4)sql"};

struct Due {
    LetterId id;
    std::string recipient;
    Bytes sealed;
    std::int32_t attempts;
    Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Due, (), (id, recipient, sealed, attempts, created_at))

// Takes one that is due, until the end of the lease. The message keeps its id, so a second sending is seen as one letter.
inline constexpr Query<Maybe<Due>(Timestamp, Timestamp)> take_due{"outbox.take_due", R"sql(
    UPDATE letters SET next_try_at = $2, attempts = attempts + 1
    WHERE id = (SELECT id FROM letters WHERE next_try_at <= $1 ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, recipient, sealed, attempts, created_at)sql"};

// A bounce may have come before the answer was written down: it counts. `$6`: no further letter to that address; `$8`: bodies
// stay.
inline constexpr Query<Affected(LetterId, Timestamp, DeliveryState, std::string, std::optional<Timestamp>, bool, std::string,
                                bool)>
    record{"outbox.record", R"sql(
    WITH changed AS (
        UPDATE letters
        SET state = CASE WHEN next_try_at IS NULL THEN state ELSE $3 END,
            reply = CASE WHEN next_try_at IS NULL THEN reply ELSE $4 END,
            changed_at = $2,
            next_try_at = CASE WHEN next_try_at IS NULL THEN NULL ELSE $5 END,
            sealed = CASE WHEN $5 IS NOT NULL OR $8 THEN sealed END
        WHERE id = $1
        RETURNING id, recipient),
    suppressed AS (
        INSERT INTO suppressed_addresses (address, since, reply, letter_id)
        SELECT recipient, $2, $4, id FROM changed WHERE $6
        ON CONFLICT (address) DO NOTHING)
    INSERT INTO letter_attempts (letter_id, at, outcome, reply) SELECT id, $2, $7, $4 FROM changed)sql",
           Retry::on_conflict};

// A report that the letter came back. `$4`: no further letter to that address.
// $4: an address is dead, says the report about $5. Only our receiver's own is written to no more, never one that merely
// forwards.
inline constexpr Query<Affected(LetterId, Timestamp, std::string, bool, std::string)> bounced{"outbox.bounced", R"sql(
    WITH changed AS (
        UPDATE letters SET state = 'bounced', reply = $3, changed_at = $2, next_try_at = NULL
        WHERE id = $1 AND state IN ('queued', 'deferred', 'accepted')
        RETURNING id, recipient),
    suppressed AS (
        INSERT INTO suppressed_addresses (address, since, reply, letter_id)
        SELECT recipient, $2, $3, id FROM changed WHERE $4 AND recipient = lower($5)
        ON CONFLICT (address) DO NOTHING)
    INSERT INTO letter_attempts (letter_id, at, outcome, reply) SELECT id, $2, 'bounced', $3 FROM changed)sql"};

inline constexpr Query<Affected(LetterId, Timestamp, std::string)> delayed{"outbox.delayed", R"sql(
    WITH changed AS (UPDATE letters SET reply = $3, changed_at = $2 WHERE id = $1 AND state = 'accepted' RETURNING id)
    INSERT INTO letter_attempts (letter_id, at, outcome, reply) SELECT id, $2, 'delayed', $3 FROM changed)sql"};

inline constexpr Query<Maybe<Latest>(std::string, Timestamp, std::vector<std::string>)> latest{"outbox.latest", R"sql(
    SELECT letter, state, created_at, reply, CASE WHEN state IN ('queued', 'deferred') THEN next_try_at END AS next_try
    FROM letters WHERE recipient = $1 AND created_at > $2 AND letter <> ALL ($3) ORDER BY created_at DESC, id DESC LIMIT 1)sql",
                                                                                               Retry::on_conflict};

inline constexpr Query<Maybe<Delivery>(LetterId)> delivery{"outbox.delivery", R"sql(
    SELECT id, state, changed_at AS at, reply, next_try_at AS next_try FROM letters WHERE id = $1)sql",
                                                           Retry::on_conflict};

inline constexpr Query<Many<Attempt>(LetterId)> attempts{"outbox.attempts", R"sql(
    SELECT at, outcome, reply FROM letter_attempts WHERE letter_id = $1 ORDER BY seq)sql",
                                                         Retry::on_conflict};

inline constexpr Query<Affected(std::string)> allow{"outbox.allow", R"sql(
    DELETE FROM suppressed_addresses WHERE address = $1)sql",
                                                    Retry::on_conflict};

struct Row {
    LetterId id;
    std::string recipient, letter, language;
    std::optional<Bytes> sealed;
    Timestamp created_at;
    DeliveryState state;
    Timestamp changed_at;
    std::optional<std::string> reply;
    std::optional<Timestamp> next_try_at;
};
BOOST_DESCRIBE_STRUCT(Row, (), (id, recipient, letter, language, sealed, created_at, state, changed_at, reply, next_try_at))

inline constexpr Query<Many<Row>(std::optional<LetterId>, std::int64_t)> list{"outbox.list", R"sql(
    SELECT id, recipient, letter, language, sealed, created_at, state, changed_at, reply, next_try_at
    FROM letters WHERE $1 IS NULL OR id < $1 ORDER BY id DESC LIMIT $2)sql",
                                                                              Retry::on_conflict};

inline constexpr Query<Maybe<Row>(LetterId)> read{"outbox.read", R"sql(
    SELECT id, recipient, letter, language, sealed, created_at, state, changed_at, reply, next_try_at
    FROM letters WHERE id = $1)sql",
                                                  Retry::on_conflict};

inline constexpr Query<Affected(std::string, LetterId)> receive_about{"outbox.receive_about", R"sql(
    UPDATE received_letters SET letter_id = $2 WHERE sha256 = $1 AND letter_id IS NULL AND EXISTS (SELECT FROM letters WHERE id = $2))sql"};

inline constexpr Query<One<std::int64_t>(std::string, LetterId)> is_about{"outbox.is_about", R"sql(
    SELECT count(*) FROM received_letters WHERE sha256 = $1 AND letter_id = $2)sql",
                                                                          Retry::on_conflict};

}  // namespace ombud::outbox::sql
