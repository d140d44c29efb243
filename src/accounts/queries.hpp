// Every query on accounts, their tickets, events, failures and devices.
#pragma once
#include "accounts/codes.hpp"
#include "accounts/devices.hpp"
#include "accounts/events.hpp"
#include "accounts/model.hpp"
#include "postgres/query.hpp"

namespace ombud::accounts::sql {

using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// Accounts ------------------------------------------------------------------------------------------------------------

inline constexpr Query<Maybe<Account>(CustomerId)> find_account{"accounts.find_account", R"sql(
    SELECT a.id, a.email, a.second_email, c.name, c.language, a.password_hash, a.password_changed_at, a.password_breached, a.phrase,
        a.frozen_at, a.hold_until, a.hold_reason, a.link_round, a.created_at
    FROM accounts a JOIN customers c USING (id) WHERE a.id = $1)sql",
                                                                Retry::on_conflict};

// By either address; of two accounts, whose first one it is.
inline constexpr Query<Maybe<Account>(std::string)> find_by_address{"accounts.find_by_address", R"sql(
    SELECT a.id, a.email, a.second_email, c.name, c.language, a.password_hash, a.password_changed_at, a.password_breached, a.phrase,
        a.frozen_at, a.hold_until, a.hold_reason, a.link_round, a.created_at
    FROM accounts a JOIN customers c USING (id) WHERE a.email = $1 OR a.second_email = $1
    ORDER BY a.email = $1 DESC LIMIT 1)sql",
                                                                    Retry::on_conflict};

// None when the address is somebody's already, as their first or second.
inline constexpr Query<Affected(CustomerId, std::string, std::optional<std::string>, std::string, std::string, Timestamp)>
    add_account{"accounts.add_account", R"sql(
    WITH customer AS (
        INSERT INTO customers (id, kind, name, language, created_at, last_seen_at)
        SELECT $1, 'account', $3, $4, $6, $6 WHERE NOT EXISTS (SELECT FROM accounts WHERE email = $2 OR second_email = $2)
        RETURNING id
    )
    INSERT INTO accounts (id, email, password_hash, password_changed_at, created_at)
    SELECT id, $2, $5, $6, $6 FROM customer)sql"};

// Whose address it is, and whether they signed in with that browser before.
struct Claimant {
    CustomerId id;
    std::string password_hash;
    bool device_known;
};
BOOST_DESCRIBE_STRUCT(Claimant, (), (id, password_hash, device_known))

inline constexpr Query<Maybe<Claimant>(std::string, std::string, Timestamp)> find_claimant{"accounts.find_claimant", R"sql(
    SELECT a.id, a.password_hash, EXISTS (
        SELECT FROM account_devices d WHERE d.account_id = a.id AND d.token_hash = $2 AND d.last_seen_at > $3) AS device_known
    FROM accounts a WHERE a.email = $1 OR a.second_email = $1 ORDER BY a.email = $1 DESC LIMIT 1)sql",
                                                                                           Retry::on_conflict};

// Only in the place of the hash that was proved.
inline constexpr Query<Affected(CustomerId, std::string, std::string)> renew_hash{"accounts.renew_hash", R"sql(
    UPDATE accounts SET password_hash = $3 WHERE id = $1 AND password_hash = $2)sql"};

inline constexpr Query<Affected(CustomerId, std::string, Timestamp)> change_password{"accounts.change_password", R"sql(
    UPDATE accounts SET password_hash = $2, password_changed_at = $3, password_breached = false WHERE id = $1)sql"};

inline constexpr Query<Affected(CustomerId, std::optional<std::string>, std::optional<std::string>)> change_profile{
    "accounts.change_profile", R"sql(
    UPDATE customers SET name = coalesce($2, name), language = coalesce($3, language) WHERE id = $1)sql"};

// Whether what was proved then still counts: no freeze and no other password since.
inline constexpr Query<One<bool>(CustomerId, Timestamp)> still_stands{"accounts.still_stands", R"sql(
    SELECT EXISTS (SELECT FROM accounts WHERE id = $1 AND frozen_at IS NULL AND password_changed_at <= $2))sql",
                                                                      Retry::on_conflict};

// Tickets -------------------------------------------------------------------------------------------------------------

// Sweeps out some of those that ended a while ago, so that they never pile up.
inline constexpr Query<Affected(std::string, Purpose, std::optional<CustomerId>, std::optional<std::string>, json::value,
                                Timestamp, Timestamp, Timestamp)>
    add_ticket{"accounts.add_ticket", R"sql(
    WITH swept AS (
        DELETE FROM account_tickets WHERE token_hash IN (
            SELECT token_hash FROM account_tickets WHERE expires_at <= $8 ORDER BY expires_at LIMIT 10 FOR UPDATE SKIP LOCKED)
    )
    INSERT INTO account_tickets (token_hash, purpose, account_id, email, data, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7))sql"};

inline constexpr Query<Affected(std::string, std::string, Timestamp, Timestamp, std::int32_t)> set_code{"accounts.set_code",
                                                                                                        R"sql(
    UPDATE account_tickets SET code_hash = $2, code_until = $3, wrong = 0
    WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $4 AND wrong < $5)sql"};

inline constexpr Query<Affected(std::string, LetterId)> carried_by{"accounts.carried_by", R"sql(
    UPDATE account_tickets SET letter_id = $2 WHERE token_hash = $1)sql"};

inline constexpr Query<Maybe<Ticket>(std::string, Purpose, Timestamp, std::int32_t)> find_ticket{"accounts.find_ticket", R"sql(
    SELECT purpose, account_id AS account, email, data, letter_id AS letter, created_at, expires_at FROM account_tickets
    WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 AND wrong < $4)sql",
                                                                                                 Retry::on_conflict};

inline constexpr Query<Maybe<std::int32_t>(std::string, Purpose)> count_wrong{"accounts.count_wrong", R"sql(
    UPDATE account_tickets SET wrong = wrong + 1 WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL
    RETURNING wrong)sql"};

struct Judged {
    bool correct;
    Purpose purpose;
    std::optional<CustomerId> account;
    std::optional<std::string> email;
    json::value data;
    std::optional<LetterId> letter;
    Timestamp created_at;
    Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(Judged, (), (correct, purpose, account, email, data, letter, created_at, expires_at))

// The ticket is locked first: of two who try at once, the second sees what the first left.
inline constexpr Query<Maybe<Judged>(std::string, Purpose, std::string, Timestamp, std::int32_t, bool)> judge_code{
    "accounts.judge_code", R"sql(
    WITH held AS (
        SELECT token_hash, code_hash = $3 AS correct FROM account_tickets
        WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $4 AND code_until > $4 AND wrong < $5
            AND code_hash IS NOT NULL
        FOR UPDATE
    )
    UPDATE account_tickets t SET wrong = t.wrong + CASE WHEN held.correct THEN 0 ELSE 1 END,
        code_hash = CASE WHEN held.correct AND $6 THEN NULL ELSE t.code_hash END
    FROM held WHERE t.token_hash = held.token_hash
    RETURNING held.correct, t.purpose, t.account_id AS account, t.email, t.data, t.letter_id AS letter, t.created_at,
        t.expires_at)sql"};

inline constexpr Query<Maybe<Ticket>(std::string, Purpose, Timestamp, std::int32_t)> use_ticket{"accounts.use_ticket", R"sql(
    UPDATE account_tickets SET used_at = $3
    WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 AND wrong < $4
    RETURNING purpose, account_id AS account, email, data, letter_id AS letter, created_at, expires_at)sql"};

inline constexpr Query<Affected(CustomerId, Purpose, Timestamp)> void_tickets{"accounts.void_tickets", R"sql(
    UPDATE account_tickets SET used_at = $3 WHERE account_id = $1 AND purpose = $2 AND used_at IS NULL)sql"};

// Events --------------------------------------------------------------------------------------------------------------

// For an account that there is; the same work for one that there is not.
inline constexpr Query<Affected(CustomerId, EventKind, Timestamp, std::optional<std::string>, std::optional<std::string>,
                                std::optional<std::string>, std::optional<std::string>, std::optional<double>,
                                std::optional<double>, std::optional<std::string>)>
    add_event{"accounts.add_event", R"sql(
    INSERT INTO account_events (account_id, kind, at, device, network, place, country, latitude, longitude, detail)
    SELECT id, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM accounts WHERE id = $1)sql"};

inline constexpr Query<Many<Event>(CustomerId, std::optional<std::int64_t>, std::int64_t)> read_events{"accounts.read_events",
                                                                                                       R"sql(
    SELECT seq, at, kind, device, place, network, detail FROM account_events
    WHERE account_id = $1 AND ($2::bigint IS NULL OR seq < $2) ORDER BY seq DESC LIMIT $3)sql",
                                                                                                       Retry::on_conflict};

inline constexpr Query<Maybe<Events::SignedInFrom>(CustomerId, std::string)> last_sign_in{"accounts.last_sign_in", R"sql(
    SELECT at, latitude, longitude, EXISTS (
        SELECT FROM account_events e WHERE e.account_id = $1 AND e.kind IN ('signed_in', 'signed_up') AND e.country = $2)
        AS country_known
    FROM account_events
    WHERE account_id = $1 AND kind IN ('signed_in', 'signed_up') AND country IS NOT NULL ORDER BY seq DESC LIMIT 1)sql",
                                                                                          Retry::on_conflict};

// Failures ------------------------------------------------------------------------------------------------------------

// Counts a try unless the lane is shut; $4 are the seconds to wait after the first, second, … of late.
inline constexpr Query<Affected(std::string, std::optional<CustomerId>, Timestamp, std::vector<std::int64_t>, Timestamp,
                                std::int32_t)>
    count_attempt{"accounts.count_attempt", R"sql(
    INSERT INTO account_failures AS f (lane, account_id, failures, in_a_row, failed_at, shut_until)
    VALUES ($1, $2, 1, 1, $3, $3 + ($4::bigint[])[1] * interval '1 second')
    ON CONFLICT (lane) DO UPDATE SET
        account_id = excluded.account_id,
        failures = CASE WHEN f.failed_at <= $5 THEN 1 ELSE f.failures + 1 END,
        in_a_row = f.in_a_row + 1,
        failed_at = $3,
        shut_until = $3 + ($4::bigint[])[least(CASE WHEN f.failed_at <= $5 THEN 1 ELSE f.failures + 1 END, cardinality($4::bigint[]))]
            * interval '1 second'
    WHERE f.shut_until <= $3 AND f.in_a_row < $6)sql"};

// For its lane and, where the account exists, in its history: in one statement, so that both take the same time.
inline constexpr Query<Affected(std::string, CustomerId, Timestamp, std::string, std::string, std::optional<std::string>,
                                std::optional<std::string>)>
    note_failure{"accounts.note_failure", R"sql(
    WITH lane AS (UPDATE account_failures SET failed_at = $3 WHERE lane = $1)
    INSERT INTO account_events (account_id, kind, at, device, network, place, country)
    SELECT id, 'sign_in_failed', $3, $4, $5, $6, $7 FROM accounts WHERE id = $2)sql"};

inline constexpr Query<Affected(std::string, Timestamp)> uncount_attempt{"accounts.uncount_attempt", R"sql(
    UPDATE account_failures SET failures = greatest(failures - 1, 0), in_a_row = greatest(in_a_row - 1, 0), shut_until = $2
    WHERE lane = $1)sql"};

inline constexpr Query<Affected(std::string)> forget_failures{"accounts.forget_failures",
                                                              R"sql(DELETE FROM account_failures WHERE lane = $1)sql"};

// All that concern an account: those of its browsers, and those of strangers at its addresses.
inline constexpr Query<Affected(CustomerId, std::vector<std::string>)> forget_all_failures{
    "accounts.forget_all_failures", R"sql(DELETE FROM account_failures WHERE account_id = $1 OR lane = ANY ($2))sql"};

inline constexpr Query<Maybe<Timestamp>(std::string)> find_shut_until{
    "accounts.find_shut_until", R"sql(SELECT shut_until FROM account_failures WHERE lane = $1)sql", Retry::on_conflict};

struct Locked {
    CustomerId account;
    std::string lane;
    Timestamp shut_until;
};
BOOST_DESCRIBE_STRUCT(Locked, (), (account, lane, shut_until))

// Locks of known accounts that nobody was told of, but of a try that may still be under way (since $3).
inline constexpr Query<Many<Locked>(std::int32_t, Timestamp, Timestamp)> locks_to_tell{"accounts.locks_to_tell", R"sql(
    SELECT account_id AS account, lane, shut_until FROM account_failures
    WHERE account_id IS NOT NULL AND failures >= 10 AND failures >= $1 AND shut_until > $2 AND failed_at <= $3
        AND (told_until IS NULL OR told_until < shut_until)
    LIMIT 100)sql",
                                                                                       Retry::on_conflict};

inline constexpr Query<Affected(std::string, Timestamp)> note_told{"accounts.note_told", R"sql(
    UPDATE account_failures SET told_until = $2 WHERE lane = $1)sql"};

inline constexpr Query<Affected(Timestamp)> sweep_failures{"accounts.sweep_failures",
                                                           R"sql(DELETE FROM account_failures WHERE failed_at <= $1)sql"};

// Devices -------------------------------------------------------------------------------------------------------------

inline constexpr Query<One<bool>(CustomerId, std::string, Timestamp)> knows_device{"accounts.knows_device", R"sql(
    SELECT EXISTS (SELECT FROM account_devices WHERE account_id = $1 AND token_hash = $2 AND last_seen_at > $3))sql",
                                                                                   Retry::on_conflict};

inline constexpr Query<One<bool>(CustomerId, std::string, Timestamp)> signed_in_on{"accounts.signed_in_on", R"sql(
    SELECT EXISTS (SELECT FROM account_devices
        WHERE account_id = $1 AND token_hash = $2 AND last_seen_at > $3 AND signed_in_at IS NOT NULL))sql",
                                                                                   Retry::on_conflict};

inline constexpr Query<Affected(CustomerId, std::string, Timestamp, Timestamp, std::string, std::optional<Timestamp>)> see_device{
    "accounts.see_device", R"sql(
    UPDATE account_devices SET last_seen_at = $3, label = $5, signed_in_at = coalesce($6, signed_in_at)
    WHERE account_id = $1 AND token_hash = $2 AND last_seen_at > $4)sql"};

// In the place of those not seen for longest, beyond `$6` others.
inline constexpr Query<Affected(DeviceId, CustomerId, std::string, std::string, Timestamp, std::int64_t,
                                std::optional<Timestamp>)>
    add_device{"accounts.add_device", R"sql(
    WITH outdated AS (
        DELETE FROM account_devices WHERE id IN (
            SELECT id FROM account_devices WHERE account_id = $2 ORDER BY last_seen_at DESC OFFSET $6)
    )
    INSERT INTO account_devices (id, account_id, token_hash, label, first_seen_at, last_seen_at, signed_in_at)
    VALUES ($1, $2, $3, $4, $5, $5, $7))sql"};

inline constexpr Query<Many<Device>(CustomerId, std::string, Timestamp)> list_devices{"accounts.list_devices", R"sql(
    SELECT id, label, first_seen_at, last_seen_at, token_hash = $2 AS current FROM account_devices
    WHERE account_id = $1 AND last_seen_at > $3 ORDER BY last_seen_at DESC)sql",
                                                                                      Retry::on_conflict};

inline constexpr Query<Affected(CustomerId, DeviceId)> forget_device{"accounts.forget_device", R"sql(
    DELETE FROM account_devices WHERE account_id = $1 AND id = $2)sql"};

}  // namespace ombud::accounts::sql
