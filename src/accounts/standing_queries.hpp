// Every query on how an account stands.
#pragma once
#include "accounts/standing.hpp"
#include "postgres/query.hpp"

namespace ombud::accounts::sql {

using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

inline constexpr Query<Maybe<Standing>(CustomerId)> standing{"accounts.standing", R"sql(
    SELECT a.email, coalesce(c.language, 'en') AS language, a.frozen_at, a.hold_until, a.second_email IS NOT NULL AS second_email,
        a.phrase IS NOT NULL AS phrase, a.password_breached, a.password_changed_at, r.state AS recovery,
        r.effective_at AS recovery_effective_at
    FROM accounts a JOIN customers c USING (id)
    LEFT JOIN account_recoveries r ON r.account_id = a.id AND r.state IN ('waiting_for_staff', 'waiting_time', 'carrying_out')
    WHERE a.id = $1)sql",
                                                             Retry::on_conflict};

// The lanes of strangers alone: a lane that is written in the name of an account, but for each browser another, is no lock of it.
inline constexpr Query<Maybe<PasswordLock>(CustomerId, std::vector<std::string>, std::int32_t, std::int32_t)> password_lock{
    "accounts.password_lock", R"sql(
    SELECT failures, failed_at, shut_until, in_a_row >= $4 AS until_reset, failures >= $3 AS long_lock
    FROM account_failures WHERE account_id = $1 AND lane = ANY ($2)
    ORDER BY in_a_row >= $4 DESC, shut_until DESC LIMIT 1)sql",
    Retry::on_conflict};

inline constexpr Query<Many<std::string>(CustomerId)> addresses_of{
    "accounts.addresses_of", "SELECT unnest(array_remove(ARRAY[email, second_email], NULL)) FROM accounts WHERE id = $1",
    Retry::on_conflict};

inline constexpr Query<Many<Event>(CustomerId, std::vector<std::string>, Timestamp)> events_since{"accounts.events_since", R"sql(
    SELECT seq, at, kind, device, place, network, detail FROM account_events
    WHERE account_id = $1 AND kind = ANY ($2) AND at > $3 ORDER BY seq DESC LIMIT 100)sql",
                                                                                                  Retry::on_conflict};

inline constexpr Query<One<ApiKeyCounts>(CustomerId)> api_key_counts{"accounts.api_key_counts", R"sql(
    SELECT count(*) AS "all", count(*) FILTER (WHERE 'withdraw' = ANY (permissions)) AS may_withdraw
    FROM api_keys WHERE account_id = $1 AND ended_at IS NULL)sql",
                                                                     Retry::on_conflict};

}  // namespace ombud::accounts::sql
