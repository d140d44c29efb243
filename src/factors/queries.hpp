// Every query on second factors.
#pragma once
#include "factors/factors.hpp"
#include "postgres/query.hpp"

namespace ombud::factors::sql {

using postgres::Affected;
using postgres::Bytes;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;
using sessions::Owner;

// What somebody holds ---------------------------------------------------------------------------------------------------

inline constexpr Query<Many<Passkey>(Owner, Uuid)> list_passkeys{"factors.list_passkeys", R"sql(
    SELECT id, name, created_at, used_at FROM passkeys WHERE owner_kind = $1 AND owner = $2 ORDER BY created_at, id)sql",
                                                                 Retry::on_conflict};

struct CodesHeld {
    bool totp;
    std::int64_t recovery_codes_left;
};
BOOST_DESCRIBE_STRUCT(CodesHeld, (), (totp, recovery_codes_left))

inline constexpr Query<One<CodesHeld>(Owner, Uuid)> count_codes{"factors.count_codes", R"sql(
    SELECT EXISTS (SELECT FROM totp_secrets WHERE owner_kind = $1 AND owner = $2 AND sealed IS NOT NULL) AS totp,
           coalesce((SELECT cardinality(hashes) FROM recovery_codes WHERE owner_kind = $1 AND owner = $2), 0)::bigint
               AS recovery_codes_left)sql",
                                                                Retry::on_conflict};

inline constexpr Query<Affected(Owner, Uuid)> remove_all{"factors.remove_all", R"sql(
    WITH keys AS (DELETE FROM passkeys WHERE owner_kind = $1 AND owner = $2),
         secrets AS (DELETE FROM totp_secrets WHERE owner_kind = $1 AND owner = $2),
         codes AS (DELETE FROM recovery_codes WHERE owner_kind = $1 AND owner = $2),
         guesses AS (DELETE FROM factor_guesses WHERE owner_kind = $1 AND owner = $2)
    DELETE FROM webauthn_challenges WHERE owner_kind = $1 AND owner = $2)sql"};

// Authenticators --------------------------------------------------------------------------------------------------------

inline constexpr Query<Affected(Owner, Uuid, Bytes, Timestamp)> offer_totp{"factors.offer_totp", R"sql(
    INSERT INTO totp_secrets (owner_kind, owner, offered, offered_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (owner_kind, owner) DO UPDATE SET offered = $3, offered_at = $4)sql"};

inline constexpr Query<Maybe<Bytes>(Owner, Uuid, Timestamp)> find_offer{"factors.find_offer", R"sql(
    SELECT offered FROM totp_secrets WHERE owner_kind = $1 AND owner = $2 AND offered IS NOT NULL AND offered_at > $3)sql"};

inline constexpr Query<Affected(Owner, Uuid, Bytes, std::int64_t)> confirm_totp{"factors.confirm_totp", R"sql(
    UPDATE totp_secrets SET sealed = offered, last_step = $4, offered = NULL, offered_at = NULL
    WHERE owner_kind = $1 AND owner = $2 AND offered = $3)sql"};

inline constexpr Query<Affected(Owner, Uuid)> remove_totp{"factors.remove_totp", R"sql(
    DELETE FROM totp_secrets WHERE owner_kind = $1 AND owner = $2)sql"};

inline constexpr Query<Maybe<Bytes>(Owner, Uuid)> find_totp{"factors.find_totp", R"sql(
    SELECT sealed FROM totp_secrets WHERE owner_kind = $1 AND owner = $2 AND sealed IS NOT NULL)sql",
                                                            Retry::on_conflict};

// A code works once, also when it comes twice at the same time.
inline constexpr Query<Affected(Owner, Uuid, Bytes, std::int64_t)> use_totp{"factors.use_totp", R"sql(
    UPDATE totp_secrets SET last_step = $4
    WHERE owner_kind = $1 AND owner = $2 AND sealed = $3 AND last_step < $4)sql"};

// Guesses ---------------------------------------------------------------------------------------------------------------

// Counts a try as a wrong one until it turns out right; nothing while the lane is shut: after ten for a minute, after each more
// twice as long, a day at most, and after a hundred (NIST SP 800-63B-4) until something else proves the person.
inline constexpr Query<Affected(Owner, Uuid, std::string, Timestamp, Timestamp)> count_guess{"factors.count_guess", R"sql(
    WITH forgotten AS (
        DELETE FROM factor_guesses WHERE owner_kind = $1 AND owner = $2 AND lane <> $3 AND failed_at <= $5
    )
    INSERT INTO factor_guesses AS g (owner_kind, owner, lane, failures, failed_at) VALUES ($1, $2, $3, 1, $4)
    ON CONFLICT (owner_kind, owner, lane) DO UPDATE SET failures = g.failures + 1, failed_at = $4
    WHERE g.failures < 10 OR (g.failures < 100
        AND g.failed_at + least(interval '1 minute' * 2 ^ least(g.failures - 10, 11), interval '1 day') <= $4))sql"};

inline constexpr Query<Affected(Owner, Uuid, std::string)> forget_guesses{"factors.forget_guesses", R"sql(
    DELETE FROM factor_guesses WHERE owner_kind = $1 AND owner = $2 AND lane = $3)sql"};

inline constexpr Query<Affected(Owner, Uuid)> forget_all_guesses{"factors.forget_all_guesses", R"sql(
    DELETE FROM factor_guesses WHERE owner_kind = $1 AND owner = $2)sql"};

inline constexpr Query<Affected(Owner, Uuid, std::string, std::int32_t, Timestamp, Timestamp)> note_told{"factors.note_told",
                                                                                                         R"sql(
    UPDATE factor_guesses SET told_at = $5
    WHERE owner_kind = $1 AND owner = $2 AND lane = $3 AND failures >= $4 AND (told_at IS NULL OR told_at <= $6))sql"};

// Recovery codes --------------------------------------------------------------------------------------------------------

inline constexpr Query<Affected(Owner, Uuid, std::vector<std::string>, Timestamp)> replace_recovery_codes{
    "factors.replace_recovery_codes", R"sql(
    INSERT INTO recovery_codes (owner_kind, owner, hashes, made_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (owner_kind, owner) DO UPDATE SET hashes = $3, made_at = $4)sql"};

// Only beside a real factor.
inline constexpr Query<Affected(Owner, Uuid, std::string)> use_recovery_code{"factors.use_recovery_code", R"sql(
    UPDATE recovery_codes SET hashes = array_remove(hashes, $3)
    WHERE owner_kind = $1 AND owner = $2 AND $3 = ANY (hashes)
      AND (EXISTS (SELECT FROM totp_secrets t WHERE t.owner_kind = $1 AND t.owner = $2 AND t.sealed IS NOT NULL)
           OR EXISTS (SELECT FROM passkeys p WHERE p.owner_kind = $1 AND p.owner = $2)))sql"};

// Passkeys --------------------------------------------------------------------------------------------------------------

inline constexpr Query<Many<Bytes>(Owner, Uuid)> list_credentials{"factors.list_credentials", R"sql(
    SELECT credential_id FROM passkeys WHERE owner_kind = $1 AND owner = $2 ORDER BY created_at, id)sql",
                                                                  Retry::on_conflict};

struct KeyRow {
    PasskeyId id;
    Uuid owner;
    Bytes public_key;
    std::int64_t sign_count;
    bool backup_eligible;
    bool backed_up;
};
BOOST_DESCRIBE_STRUCT(KeyRow, (), (id, owner, public_key, sign_count, backup_eligible, backed_up))

inline constexpr Query<Maybe<KeyRow>(Owner, Bytes)> find_key{"factors.find_key", R"sql(
    SELECT id, owner, public_key, sign_count, backup_eligible, backed_up FROM passkeys
    WHERE owner_kind = $1 AND credential_id = $2)sql",
                                                             Retry::on_conflict};

inline constexpr Query<Affected(PasskeyId, Owner, Uuid, std::string, Bytes, Bytes, std::int64_t, bool, bool, Timestamp,
                                std::int64_t)>
    add_passkey{"factors.add_passkey", R"sql(
    INSERT INTO passkeys (id, owner_kind, owner, name, credential_id, public_key, sign_count, backup_eligible, backed_up, created_at)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
    WHERE (SELECT count(*) FROM passkeys WHERE owner_kind = $2 AND owner = $3) < $11)sql"};

// The count grows, also when the same answer comes twice at the same time.
inline constexpr Query<Affected(PasskeyId, std::int64_t, bool, Timestamp)> use_passkey{"factors.use_passkey", R"sql(
    UPDATE passkeys SET sign_count = $2, backed_up = $3, used_at = $4
    WHERE id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0)))sql"};

inline constexpr Query<Affected(Owner, Uuid, PasskeyId, std::string)> rename_passkey{"factors.rename_passkey", R"sql(
    UPDATE passkeys SET name = $4 WHERE owner_kind = $1 AND owner = $2 AND id = $3)sql"};

inline constexpr Query<Affected(Owner, Uuid, PasskeyId)> remove_passkey{"factors.remove_passkey", R"sql(
    DELETE FROM passkeys WHERE owner_kind = $1 AND owner = $2 AND id = $3)sql"};

// Challenges ------------------------------------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(Purpose, enrol, answer)

inline constexpr Query<Affected(std::string, Owner, std::optional<Uuid>, Purpose, Bytes, Timestamp, Timestamp)> open_challenge{
    "factors.open_challenge", R"sql(
    WITH swept AS (DELETE FROM webauthn_challenges WHERE expires_at <= $7)
    INSERT INTO webauthn_challenges (id_hash, owner_kind, owner, purpose, challenge, expires_at) VALUES ($1, $2, $3, $4, $5, $6))sql"};

struct ChallengeRow {
    std::optional<Uuid> owner;
    Bytes challenge;
    bool holds;
};
BOOST_DESCRIBE_STRUCT(ChallengeRow, (), (owner, challenge, holds))

// Whatever comes of it, it is spent.
inline constexpr Query<Maybe<ChallengeRow>(std::string, Owner, Purpose, Timestamp)> take_challenge{"factors.take_challenge",
                                                                                                   R"sql(
    DELETE FROM webauthn_challenges WHERE id_hash = $1 AND owner_kind = $2 AND purpose = $3
    RETURNING owner, challenge, expires_at > $4 AS holds)sql"};

}  // namespace ombud::factors::sql
