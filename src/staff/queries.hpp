// Every query on staff, their sessions and their setup links.
#pragma once
#include "postgres/query.hpp"
#include "staff/model.hpp"

namespace ombud::staff::sql {

using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::Query;

struct Credentials {
    StaffId id;
    std::string email;
    std::string name;
    std::string public_name;
    Role role;
    std::optional<std::string> language;
    bool active;
    Timestamp created_at;
    std::optional<std::string> password_hash;
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (id, email, name, public_name, role, language, active, created_at, password_hash))

inline constexpr Query<Maybe<Credentials>(std::string)> find_credentials{"staff.find_credentials", R"sql(
    SELECT id, email, name, public_name, role, language, active, created_at, password_hash FROM staff WHERE email = $1)sql"};

inline constexpr Query<Affected(StaffId, std::string, std::string)> renew_hash{"staff.renew_hash", R"sql(
    UPDATE staff SET password_hash = $3 WHERE id = $1 AND password_hash = $2)sql"};

// Sessions ------------------------------------------------------------------------------------------------------------

// Only while the person is active and the password is the one that was proved. Sweeps out what nobody can use any more.
inline constexpr Query<Maybe<Timestamp>(std::string, StaffId, std::string, Timestamp, Timestamp, Timestamp)> open_session{
    "staff.open_session", R"sql(
    WITH swept AS (DELETE FROM staff_sessions WHERE expires_at <= $4 OR used_at <= $6)
    INSERT INTO staff_sessions (token_hash, staff_id, round, created_at, used_at, expires_at)
    SELECT $1, id, session_round, $4, $4, $5 FROM staff WHERE id = $2 AND active AND password_hash = $3
    RETURNING expires_at)sql"};

struct SessionRow {
    StaffId id;
    std::string email;
    std::string name;
    std::string public_name;
    Role role;
    std::optional<std::string> language;
    Timestamp used_at;
    Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(SessionRow, (), (id, email, name, public_name, role, language, used_at, expires_at))

inline constexpr Query<Maybe<SessionRow>(std::string)> find_session{"staff.find_session", R"sql(
    SELECT p.id, p.email, p.name, p.public_name, p.role, p.language, s.used_at, s.expires_at
    FROM staff_sessions s JOIN staff p ON p.id = s.staff_id AND p.active AND p.session_round = s.round
    WHERE s.token_hash = $1)sql"};

inline constexpr Query<Affected(std::string, Timestamp)> use_session{"staff.use_session", R"sql(
    UPDATE staff_sessions SET used_at = $2 WHERE token_hash = $1 AND used_at < $2)sql"};

inline constexpr Query<Affected(std::string)> end_session{"staff.end_session", R"sql(
    DELETE FROM staff_sessions WHERE token_hash = $1)sql"};

// People --------------------------------------------------------------------------------------------------------------

inline constexpr Query<Maybe<Person>(StaffId, std::string, std::string, std::string, Role, Timestamp, std::string, Timestamp)>
    add_person{"staff.add_person", R"sql(
    WITH added AS (
        INSERT INTO staff (id, email, name, public_name, role, created_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (email) DO NOTHING RETURNING *
    ), linked AS (
        INSERT INTO setup_links (token_hash, staff_id, expires_at) SELECT $7, id, $8 FROM added
    )
    SELECT id, email, name, public_name, role, language, active, created_at FROM added)sql"};

inline constexpr Query<Many<Person>()> list_people{"staff.list_people", R"sql(
    SELECT id, email, name, public_name, role, language, active, created_at FROM staff ORDER BY active DESC, name, id)sql"};

inline constexpr Query<Maybe<Person>(StaffId)> find_person{"staff.find_person", R"sql(
    SELECT id, email, name, public_name, role, language, active, created_at FROM staff WHERE id = $1)sql"};

// Admins who can sign in are locked first, so that two who demote each other at once cannot both succeed.
inline constexpr Query<Maybe<Person>(StaffId, std::optional<Role>, std::optional<bool>, std::optional<std::string>,
                                     std::optional<std::string>, std::optional<std::string>)>
    change_person{"staff.change_person", R"sql(
    WITH admins AS MATERIALIZED (
        SELECT id FROM staff WHERE role = 'admin' AND active AND password_hash IS NOT NULL ORDER BY id FOR UPDATE
    )
    UPDATE staff SET role = coalesce($2, role), active = coalesce($3, active), name = coalesce($4, name),
        public_name = coalesce($5, public_name), language = coalesce($6, language),
        session_round = session_round + CASE WHEN $3 THEN 0 WHEN NOT $3 THEN 1 ELSE 0 END
    WHERE id = $1 AND (
        (coalesce($2, role) = 'admin' AND coalesce($3, active))
        OR NOT (role = 'admin' AND active AND password_hash IS NOT NULL)
        OR (SELECT count(*) FROM admins WHERE admins.id <> $1) > 0)
    RETURNING id, email, name, public_name, role, language, active, created_at)sql"};

// Setup links ---------------------------------------------------------------------------------------------------------

inline constexpr Query<Maybe<Timestamp>(std::string, Timestamp)> first_link{"staff.first_link", R"sql(
    INSERT INTO setup_links (token_hash, staff_id, expires_at) SELECT $1, NULL, $2 WHERE NOT EXISTS (SELECT FROM staff)
    ON CONFLICT (staff_id) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at
    RETURNING expires_at)sql"};

// A new link for an active person; the one before ends.
inline constexpr Query<Maybe<Person>(std::string, std::string, Timestamp)> relink{"staff.relink", R"sql(
    WITH person AS (SELECT * FROM staff WHERE email = $1 AND active), linked AS (
        INSERT INTO setup_links (token_hash, staff_id, expires_at) SELECT $2, id, $3 FROM person
        ON CONFLICT (staff_id) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at
    )
    SELECT id, email, name, public_name, role, language, active, created_at FROM person)sql"};

struct LinkRow {
    std::optional<StaffId> staff_id;  // none: it makes the first admin
    std::optional<std::string> email;
    std::optional<std::string> name;
    std::optional<std::string> public_name;
};
BOOST_DESCRIBE_STRUCT(LinkRow, (), (staff_id, email, name, public_name))

inline constexpr Query<Maybe<LinkRow>(std::string, Timestamp)> find_link{"staff.find_link", R"sql(
    SELECT l.staff_id, p.email, p.name, p.public_name FROM setup_links l LEFT JOIN staff p ON p.id = l.staff_id
    WHERE l.token_hash = $1 AND l.expires_at > $2)sql"};

// Whoever deletes the link has used it: of two at once, one. Sessions that an older password opened end.
inline constexpr Query<Maybe<Person>(std::string, Timestamp, std::string)> use_link{"staff.use_link", R"sql(
    WITH link AS (DELETE FROM setup_links WHERE token_hash = $1 AND expires_at > $2 RETURNING staff_id)
    UPDATE staff SET password_hash = $3, session_round = session_round + 1
    FROM link WHERE staff.id = link.staff_id AND staff.active
    RETURNING id, email, name, public_name, role, language, active, created_at)sql"};

inline constexpr Query<Maybe<Person>(std::string, Timestamp, std::string, StaffId, std::string, std::string, std::string)>
    use_first_link{"staff.use_first_link", R"sql(
    WITH link AS (DELETE FROM setup_links WHERE token_hash = $1 AND expires_at > $2 AND staff_id IS NULL RETURNING token_hash)
    INSERT INTO staff (id, email, name, public_name, role, password_hash, created_at)
    SELECT $4, $5, $6, $7, 'admin', $3, $2 FROM link WHERE NOT EXISTS (SELECT FROM staff)
    RETURNING id, email, name, public_name, role, language, active, created_at)sql"};

}  // namespace ombud::staff::sql
