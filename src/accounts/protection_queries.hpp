// Every query on what protects an account and on the ways back into it.
#pragma once
#include "accounts/checkup.hpp"
#include "accounts/model.hpp"
#include "accounts/protection_model.hpp"
#include "postgres/query.hpp"

namespace ombud::accounts::sql {

using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// Letters ---------------------------------------------------------------------------------------------------------------

struct LetterReader {
    std::string email;
    std::optional<std::string> second_email;
    std::string language;
    std::optional<std::string> phrase;
    std::int64_t link_round;
};
BOOST_DESCRIBE_STRUCT(LetterReader, (), (email, second_email, language, phrase, link_round))

inline constexpr Query<Maybe<LetterReader>(CustomerId)> letter_reader{"accounts.letter_reader", R"sql(
    SELECT a.email, a.second_email, coalesce(c.language, 'en') AS language, a.phrase, a.link_round
    FROM accounts a JOIN customers c USING (id) WHERE a.id = $1)sql",
                                                                      Retry::on_conflict};

// Holds -----------------------------------------------------------------------------------------------------------------

// The later of two holds holds, with its own reason.
inline constexpr Query<Maybe<Timestamp>(CustomerId, Timestamp, std::string)> start_hold{"accounts.start_hold", R"sql(
    UPDATE accounts SET hold_reason = CASE WHEN hold_until > $2 THEN hold_reason ELSE $3 END, hold_until = greatest(hold_until, $2)
    WHERE id = $1 RETURNING hold_until)sql",
                                                                                        Retry::on_conflict};

// Resets ----------------------------------------------------------------------------------------------------------------

struct LastLetter {
    std::optional<LetterId> letter_id;
    Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(LastLetter, (), (letter_id, created_at))

inline constexpr Query<Maybe<LastLetter>(std::string, Timestamp)> last_reset_letter{"accounts.last_reset_letter", R"sql(
    SELECT letter_id, created_at FROM account_tickets
    WHERE email = $1 AND purpose = 'reset' AND created_at > $2 AND letter_id IS NOT NULL ORDER BY created_at DESC LIMIT 1)sql",
                                                                                    Retry::on_conflict};

inline constexpr Query<Affected(std::string, json::value)> note_on_ticket{"accounts.note_on_ticket", R"sql(
    UPDATE account_tickets SET data = data || $2 WHERE token_hash = $1)sql",
                                                                          Retry::on_conflict};

// Only while the password is older than the link: of two resets at once one wins, and a change voids what was mailed before it.
inline constexpr Query<Affected(CustomerId, std::string, Timestamp, Timestamp)> reset_password{"accounts.reset_password", R"sql(
    UPDATE accounts SET password_hash = $2, password_changed_at = $3, password_breached = false
    WHERE id = $1 AND password_changed_at <= $4)sql"};

// Freezing --------------------------------------------------------------------------------------------------------------

struct FreezeRow {
    Timestamp frozen_at;
    bool newly;
    std::int64_t recoveries;     // that it stopped
    std::int64_t email_changes;  // that waited for their code
    std::vector<ApprovalId> approvals;
};
BOOST_DESCRIBE_STRUCT(FreezeRow, (), (frozen_at, newly, recoveries, email_changes, approvals))

// Once frozen, frozen. A new freeze, and each "this was not me" ($3), also stops what is under way.
inline constexpr Query<Maybe<FreezeRow>(CustomerId, Timestamp, bool)> freeze{"accounts.freeze", R"sql(
    WITH before AS MATERIALIZED (SELECT id, frozen_at FROM accounts WHERE id = $1 FOR UPDATE), frozen AS (
        UPDATE accounts SET frozen_at = coalesce(before.frozen_at, $2) FROM before WHERE accounts.id = before.id
        RETURNING accounts.id, accounts.frozen_at, before.frozen_at IS NULL AS newly
    ), keys AS (
        UPDATE api_keys SET ended_at = $2 FROM frozen WHERE account_id = frozen.id AND ended_at IS NULL
    ), stops AS MATERIALIZED (SELECT id FROM frozen WHERE newly OR $3), recoveries AS (
        UPDATE account_recoveries r SET state = 'stopped', ended_at = $2 FROM stops
        WHERE r.account_id = stops.id AND r.state IN ('code_sent', 'waiting_for_staff', 'waiting_time') RETURNING approval_id
    ), unfreezes AS (
        UPDATE account_unfreezes u SET state = 'refused', ended_at = $2 FROM stops
        WHERE u.account_id = stops.id AND u.state IN ('code_sent', 'waiting_for_staff') RETURNING approval_id
    ), tickets AS (
        UPDATE account_tickets t SET used_at = $2 FROM stops
        WHERE t.account_id = stops.id AND t.used_at IS NULL AND t.expires_at > $2
            AND t.purpose IN ('second_factor', 'email_code', 'frozen', 'reset_link', 'email_change')
        RETURNING purpose
    )
    SELECT frozen_at, newly, (SELECT count(*) FROM recoveries) AS recoveries,
        (SELECT count(*) FROM tickets WHERE purpose = 'email_change') AS email_changes,
        array(SELECT approval_id FROM recoveries WHERE approval_id IS NOT NULL
              UNION ALL SELECT approval_id FROM unfreezes WHERE approval_id IS NOT NULL) AS approvals
    FROM frozen)sql",
                                                                             Retry::on_conflict};

// Back to what the addresses were before the first change that the letter may tell of.
inline constexpr Query<One<std::int64_t>(CustomerId, Timestamp, Timestamp)> undo_email_changes{"accounts.undo_email_changes",
                                                                                               R"sql(
    WITH undone AS (
        UPDATE account_email_changes SET undone_at = $2 WHERE account_id = $1 AND at >= $3 AND undone_at IS NULL
        RETURNING use, before, at
    ), first AS (SELECT DISTINCT ON (use) use, before FROM undone ORDER BY use, at), restored AS (
        SELECT coalesce((SELECT before FROM first WHERE use = 'primary'), email) AS email,
            CASE WHEN EXISTS (SELECT FROM first WHERE use = 'second') THEN (SELECT before FROM first WHERE use = 'second')
                 ELSE second_email END AS second_email
        FROM accounts WHERE id = $1
    ), applied AS (
        UPDATE accounts SET email = restored.email, second_email = nullif(restored.second_email, restored.email)
        FROM restored WHERE id = $1 AND EXISTS (SELECT FROM undone)
    )
    SELECT count(*) FROM undone)sql"};

// Recovery --------------------------------------------------------------------------------------------------------------

inline constexpr Query<Affected(RecoveryId, CustomerId, std::string, Timestamp, std::string, std::string,
                                std::optional<std::string>)>
    new_recovery{"accounts.new_recovery", R"sql(
    WITH earlier AS (
        UPDATE account_recoveries SET state = 'expired', ended_at = $4 WHERE account_id = $2 AND state = 'code_sent'
    )
    INSERT INTO account_recoveries (id, account_id, state, statement, statement_at, network, device, place)
    SELECT $1, $2, 'code_sent', $3, $4, $5, $6, $7
    WHERE NOT EXISTS (SELECT FROM account_recoveries
                      WHERE account_id = $2 AND state IN ('waiting_for_staff', 'waiting_time', 'carrying_out')))sql"};

inline constexpr Query<Maybe<RecoveryRow>(RecoveryId)> find_recovery{"accounts.find_recovery", R"sql(
    SELECT id, account_id, state, statement, network, device, place, statement_at, approval_id, effective_at
    FROM account_recoveries WHERE id = $1)sql",
                                                                     Retry::on_conflict};

inline constexpr Query<Maybe<RecoveryRow>(RecoveryId)> recovery_proved{"accounts.recovery_proved", R"sql(
    UPDATE account_recoveries SET state = 'waiting_for_staff' WHERE id = $1 AND state = 'code_sent'
    RETURNING id, account_id, state, statement, network, device, place, statement_at, approval_id, effective_at)sql"};

inline constexpr Query<Affected(RecoveryId, ApprovalId)> recovery_asked{"accounts.recovery_asked", R"sql(
    UPDATE account_recoveries SET approval_id = $2 WHERE id = $1 AND state = 'waiting_for_staff')sql",
                                                                        Retry::on_conflict};

// What staff were not asked yet because the program ended in between.
inline constexpr Query<Many<RecoveryRow>()> recoveries_to_ask{"accounts.recoveries_to_ask", R"sql(
    SELECT id, account_id, state, statement, network, device, place, statement_at, approval_id, effective_at
    FROM account_recoveries WHERE state = 'waiting_for_staff' AND approval_id IS NULL)sql",
                                                              Retry::on_conflict};

inline constexpr Query<Maybe<RecoveryRow>(CustomerId, ApprovalId, Timestamp)> recovery_agreed{"accounts.recovery_agreed", R"sql(
    UPDATE account_recoveries SET state = 'waiting_time', effective_at = $3, approval_id = $2
    WHERE account_id = $1 AND state = 'waiting_for_staff' AND coalesce(approval_id, $2) = $2
    RETURNING id, account_id, state, statement, network, device, place, statement_at, approval_id, effective_at)sql"};

inline constexpr Query<Maybe<CustomerId>(ApprovalId, std::string, Timestamp)> recovery_refused{"accounts.recovery_refused",
                                                                                               R"sql(
    UPDATE account_recoveries SET state = $2, ended_at = $3 WHERE approval_id = $1 AND state = 'waiting_for_staff'
    RETURNING account_id)sql"};

inline constexpr Query<Many<RecoveryRow>(Timestamp, Timestamp)> recoveries_to_tell{"accounts.recoveries_to_tell", R"sql(
    SELECT id, account_id, state, statement, network, device, place, statement_at, approval_id, effective_at
    FROM account_recoveries WHERE state = 'waiting_time' AND coalesce(told_at, '-infinity') <= $2 AND effective_at > $1
    ORDER BY told_at NULLS FIRST LIMIT 100)sql",
                                                                                   Retry::on_conflict};

inline constexpr Query<Affected(RecoveryId, Timestamp, Timestamp)> recovery_told{"accounts.recovery_told", R"sql(
    UPDATE account_recoveries SET told_at = $2 WHERE id = $1 AND state = 'waiting_time' AND coalesce(told_at, '-infinity') <= $3)sql"};

// From here on nothing stops it. One process carries it out; what it left in the middle ($2: long ago) another takes up.
inline constexpr Query<Many<RecoveryRow>(Timestamp, Timestamp)> recoveries_due{"accounts.recoveries_due", R"sql(
    UPDATE account_recoveries SET state = 'carrying_out', told_at = $1
    WHERE (state = 'waiting_time' AND effective_at <= $1) OR (state = 'carrying_out' AND told_at <= $2)
    RETURNING id, account_id, state, statement, network, device, place, statement_at, approval_id, effective_at)sql"};

inline constexpr Query<Affected(RecoveryId, Timestamp)> recovery_done{"accounts.recovery_done", R"sql(
    UPDATE account_recoveries SET state = 'done', ended_at = $2 WHERE id = $1 AND state = 'carrying_out')sql"};

// Whether this device or place was ever used to sign in.
struct Familiarity {
    bool device;
    bool place;
};
BOOST_DESCRIBE_STRUCT(Familiarity, (), (device, place))
inline constexpr Query<One<Familiarity>(CustomerId, std::string, std::optional<std::string>)> familiarity{"accounts.familiarity",
                                                                                                          R"sql(
    SELECT EXISTS (SELECT FROM account_events WHERE account_id = $1 AND kind = 'signed_in' AND device = $2) AS device,
        $3::text IS NULL OR EXISTS (SELECT FROM account_events WHERE account_id = $1 AND kind = 'signed_in' AND place = $3) AS place)sql",
                                                                                                          Retry::on_conflict};

// Unfreezing ------------------------------------------------------------------------------------------------------------

inline constexpr Query<Affected(UnfreezeId, CustomerId, Timestamp, std::string, std::string, std::optional<std::string>)>
    new_unfreeze{"accounts.new_unfreeze", R"sql(
    WITH earlier AS (
        UPDATE account_unfreezes SET state = 'expired', ended_at = $3 WHERE account_id = $2 AND state = 'code_sent'
    )
    INSERT INTO account_unfreezes (id, account_id, state, asked_at, network, device, place)
    SELECT $1, $2, 'code_sent', $3, $4, $5, $6
    WHERE NOT EXISTS (SELECT FROM account_unfreezes WHERE account_id = $2 AND state = 'waiting_for_staff'))sql"};

inline constexpr Query<Maybe<UnfreezeRow>(UnfreezeId)> find_unfreeze{"accounts.find_unfreeze", R"sql(
    SELECT id, account_id, state, asked_at, network, device, place, approval_id, hold_until
    FROM account_unfreezes WHERE id = $1)sql",
                                                                     Retry::on_conflict};

inline constexpr Query<Maybe<UnfreezeRow>(UnfreezeId)> unfreeze_proved{"accounts.unfreeze_proved", R"sql(
    UPDATE account_unfreezes SET state = 'waiting_for_staff' WHERE id = $1 AND state = 'code_sent'
    RETURNING id, account_id, state, asked_at, network, device, place, approval_id, hold_until)sql"};

inline constexpr Query<Affected(UnfreezeId, ApprovalId)> unfreeze_asked{"accounts.unfreeze_asked", R"sql(
    UPDATE account_unfreezes SET approval_id = $2 WHERE id = $1 AND state = 'waiting_for_staff')sql",
                                                                        Retry::on_conflict};

inline constexpr Query<Many<UnfreezeRow>()> unfreezes_to_ask{"accounts.unfreezes_to_ask", R"sql(
    SELECT id, account_id, state, asked_at, network, device, place, approval_id, hold_until
    FROM account_unfreezes WHERE state = 'waiting_for_staff' AND approval_id IS NULL)sql",
                                                             Retry::on_conflict};

// The account is given back with a hold; links of letters before it no longer freeze.
inline constexpr Query<Maybe<CustomerId>(CustomerId, ApprovalId, Timestamp, Timestamp)> unfreeze{"accounts.unfreeze", R"sql(
    WITH done AS (
        UPDATE account_unfreezes SET state = 'done', ended_at = $3, hold_until = $4, approval_id = $2
        WHERE account_id = $1 AND state = 'waiting_for_staff' AND coalesce(approval_id, $2) = $2 RETURNING account_id
    )
    UPDATE accounts SET frozen_at = NULL, link_round = link_round + 1,
        hold_reason = CASE WHEN hold_until > $4 THEN hold_reason ELSE 'unfrozen' END, hold_until = greatest(hold_until, $4)
    FROM done WHERE id = done.account_id RETURNING id)sql"};

inline constexpr Query<Maybe<CustomerId>(ApprovalId, std::string, Timestamp)> unfreeze_refused{"accounts.unfreeze_refused",
                                                                                               R"sql(
    UPDATE account_unfreezes SET state = $2, ended_at = $3 WHERE approval_id = $1 AND state = 'waiting_for_staff'
    RETURNING account_id)sql"};

// Addresses of the person -------------------------------------------------------------------------------------------------

inline constexpr Query<Maybe<bool>(CustomerId, Timestamp, std::string, EmailUse, EmailChangeId)> change_email{
    "accounts.change_email", R"sql(
    WITH before AS MATERIALIZED (SELECT id, email, second_email FROM accounts WHERE id = $1 FOR UPDATE), noted AS (
        INSERT INTO account_email_changes (id, account_id, use, before, after, at)
        SELECT $5, id, $4, CASE WHEN $4 = 'primary' THEN email ELSE second_email END, $3, $2 FROM before
    ), voided AS (
        UPDATE account_tickets SET used_at = $2
        WHERE account_id = $1 AND used_at IS NULL AND purpose IN ('reset_link', 'email_code', 'email_change')
    )
    UPDATE accounts SET email = CASE WHEN $4 = 'primary' THEN $3 ELSE accounts.email END,
        second_email = CASE WHEN $4 = 'second' THEN $3 ELSE nullif(accounts.second_email, $3) END
    FROM before WHERE accounts.id = before.id RETURNING true)sql"};

inline constexpr Query<Maybe<bool>(CustomerId, Timestamp, EmailChangeId)> remove_second_email{"accounts.remove_second_email",
                                                                                              R"sql(
    WITH before AS MATERIALIZED (SELECT id, second_email FROM accounts WHERE id = $1 AND second_email IS NOT NULL FOR UPDATE),
    noted AS (
        INSERT INTO account_email_changes (id, account_id, use, before, after, at)
        SELECT $3, id, 'second', second_email, NULL, $2 FROM before
    ), voided AS (
        UPDATE account_tickets SET used_at = $2 WHERE account_id = $1 AND used_at IS NULL AND purpose = 'reset_link'
    )
    UPDATE accounts SET second_email = NULL FROM before WHERE accounts.id = before.id RETURNING true)sql"};

// Never: null.
inline constexpr Query<One<std::optional<Timestamp>>(CustomerId)> email_changed_at{"accounts.email_changed_at", R"sql(
    SELECT max(at) FROM account_email_changes WHERE account_id = $1 AND undone_at IS NULL)sql",
                                                                                   Retry::on_conflict};

inline constexpr Query<Affected(CustomerId, std::optional<std::string>)> set_phrase{"accounts.set_phrase", R"sql(
    UPDATE accounts SET phrase = $2 WHERE id = $1)sql",
                                                                                    Retry::on_conflict};

// API keys --------------------------------------------------------------------------------------------------------------

inline constexpr Query<Many<ApiKey>(CustomerId)> api_keys{"accounts.api_keys", R"sql(
    SELECT id, name, permissions, networks, created_at, used_at FROM api_keys
    WHERE account_id = $1 AND ended_at IS NULL ORDER BY created_at, id)sql",
                                                          Retry::on_conflict};

// Not for a frozen account, and only so many; the account's row is locked, so that two at once count each other.
// First in a transaction that adds below a limit: of two at once, the second counts what the first added.
inline constexpr Query<Affected(CustomerId)> hold_account{"accounts.hold_account",
                                                          R"sql(SELECT FROM accounts WHERE id = $1 FOR UPDATE)sql"};

inline constexpr Query<Maybe<ApiKey>(ApiKeyId, CustomerId, std::string, std::string, std::vector<std::string>,
                                     std::vector<std::string>, Timestamp, std::int64_t)>
    add_api_key{"accounts.add_api_key", R"sql(
    INSERT INTO api_keys (id, account_id, token_hash, name, permissions, networks, created_at)
    SELECT $1, id, $3, $4, $5, $6, $7 FROM accounts
    WHERE id = $2 AND frozen_at IS NULL AND (SELECT count(*) FROM api_keys WHERE account_id = $2 AND ended_at IS NULL) < $8
    RETURNING id, name, permissions, networks, created_at, used_at)sql"};

inline constexpr Query<Affected(CustomerId, ApiKeyId, Timestamp)> end_api_key{"accounts.end_api_key", R"sql(
    UPDATE api_keys SET ended_at = $3 WHERE id = $2 AND account_id = $1 AND ended_at IS NULL)sql"};

// Address book ----------------------------------------------------------------------------------------------------------

inline constexpr Query<Many<Address>(CustomerId)> addresses{"accounts.addresses", R"sql(
    SELECT id, label, chain, address, memo, created_at, usable_at FROM account_addresses
    WHERE account_id = $1 ORDER BY created_at, id)sql",
                                                            Retry::on_conflict};

inline constexpr Query<Maybe<Address>(AddressId, CustomerId, std::string, Chain, std::string, std::optional<std::string>,
                                      Timestamp, Timestamp, std::int64_t)>
    add_address{"accounts.add_address", R"sql(
    INSERT INTO account_addresses (id, account_id, label, chain, address, memo, created_at, usable_at)
    SELECT $1, id, $3, $4, $5, $6, $7, $8 FROM accounts
    WHERE id = $2 AND frozen_at IS NULL AND (SELECT count(*) FROM account_addresses WHERE account_id = $2) < $9
    RETURNING id, label, chain, address, memo, created_at, usable_at)sql"};

inline constexpr Query<Affected(CustomerId, AddressId)> remove_address{"accounts.remove_address", R"sql(
    DELETE FROM account_addresses WHERE id = $2 AND account_id = $1)sql"};

// Check-up --------------------------------------------------------------------------------------------------------------

inline constexpr Query<Maybe<CheckupFacts>(CustomerId, Timestamp, Timestamp)> checkup_facts{"accounts.checkup_facts", R"sql(
    SELECT a.password_breached,
        EXISTS (SELECT FROM account_events e WHERE e.account_id = a.id AND e.kind IN ('frozen', 'recovered', 'second_factor_guessed')
                AND e.at > a.password_changed_at) AS incident,
        EXISTS (SELECT FROM account_events e WHERE e.account_id = a.id AND e.kind = 'sign_in_locked' AND e.at > $2) AS guessed_at,
        a.second_email IS NOT NULL AS second_email, a.phrase IS NOT NULL AS phrase,
        (SELECT count(*) FROM api_keys k WHERE k.account_id = a.id AND k.ended_at IS NULL
            AND coalesce(k.used_at, k.created_at) < $3) AS idle_keys,
        (SELECT count(*) FROM api_keys k WHERE k.account_id = a.id AND k.ended_at IS NULL
            AND 'withdraw' = ANY (k.permissions) AND k.networks = '{}') AS open_keys,
        (SELECT count(*) FROM account_addresses d WHERE d.account_id = a.id) AS addresses
    FROM accounts a WHERE a.id = $1)sql",
                                                                                            Retry::on_conflict};

}  // namespace ombud::accounts::sql
