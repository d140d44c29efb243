// Every query on accounts, their tickets, events, failures and devices.
#pragma once
#include "accounts/codes.hpp"
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

inline constexpr Query<Maybe<Events::SignedInFrom>(CustomerId)> last_sign_in{"accounts.last_sign_in", R"sql(
    SELECT at, country, latitude, longitude FROM account_events
    WHERE account_id = $1 AND kind IN ('signed_in', 'signed_up') AND country IS NOT NULL ORDER BY seq DESC LIMIT 1)sql",
                                                                             Retry::on_conflict};

}  // namespace ombud::accounts::sql
