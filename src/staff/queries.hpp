// Every query on staff and their setup links.
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

// The same person by id, for a session or a sign-in that needs no password.
inline constexpr Query<Maybe<Credentials>(StaffId)> find_credentials_by_id{"staff.find_credentials_by_id",
                                                                           R"sql(
    SELECT id, email, name, public_name, role, language, active, created_at, password_hash FROM staff WHERE id = $1)sql",
                                                                           postgres::Retry::on_conflict};

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
        public_name = coalesce($5, public_name), language = coalesce($6, language)
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
inline constexpr Query<Maybe<Person>(std::string, std::string, Timestamp, bool)> relink{"staff.relink", R"sql(
    WITH person AS (SELECT * FROM staff WHERE email = $1 AND active), linked AS (
        INSERT INTO setup_links (token_hash, staff_id, expires_at, resets_factors) SELECT $2, id, $3, $4 FROM person
        ON CONFLICT (staff_id) DO UPDATE
        SET token_hash = excluded.token_hash, expires_at = excluded.expires_at, resets_factors = excluded.resets_factors
    )
    SELECT id, email, name, public_name, role, language, active, created_at FROM person)sql"};

struct LinkRow {
    std::optional<StaffId> staff_id;  // none: it makes the first admin
    std::optional<std::string> email;
    std::optional<std::string> name;
    std::optional<std::string> public_name;
    bool resets_factors;
};
BOOST_DESCRIBE_STRUCT(LinkRow, (), (staff_id, email, name, public_name, resets_factors))

inline constexpr Query<Maybe<LinkRow>(std::string, Timestamp)> find_link{"staff.find_link", R"sql(
    SELECT l.staff_id, p.email, p.name, p.public_name, l.resets_factors FROM setup_links l LEFT JOIN staff p ON p.id = l.staff_id
    WHERE l.token_hash = $1 AND l.expires_at > $2)sql"};

// Whoever deletes the link has used it: of two at once, one.
inline constexpr Query<Maybe<Person>(std::string, Timestamp, std::string)> use_link{"staff.use_link", R"sql(
    WITH link AS (DELETE FROM setup_links WHERE token_hash = $1 AND expires_at > $2 RETURNING staff_id)
    UPDATE staff SET password_hash = $3
    FROM link WHERE staff.id = link.staff_id AND staff.active
    RETURNING id, email, name, public_name, role, language, active, created_at)sql"};

inline constexpr Query<Maybe<Person>(std::string, Timestamp, std::string, StaffId, std::string, std::string, std::string)>
    use_first_link{"staff.use_first_link", R"sql(
    WITH link AS (DELETE FROM setup_links WHERE token_hash = $1 AND expires_at > $2 AND staff_id IS NULL RETURNING token_hash)
    INSERT INTO staff (id, email, name, public_name, role, password_hash, created_at)
    SELECT $4, $5, $6, $7, 'admin', $3, $2 FROM link WHERE NOT EXISTS (SELECT FROM staff)
    RETURNING id, email, name, public_name, role, language, active, created_at)sql"};

// Providers -----------------------------------------------------------------------------------------------------------

inline constexpr Query<Maybe<StaffId>(std::string, std::string)> find_identity{"staff.find_identity", R"sql(
    SELECT staff_id FROM staff_identities WHERE issuer = $1 AND subject = $2)sql",
                                                                               postgres::Retry::on_conflict};

// The first time: an active person of this address who is nobody else there. An address may pass on to somebody new.
inline constexpr Query<Maybe<StaffId>(std::string, std::string, std::string, Timestamp)> link_identity{"staff.link_identity",
                                                                                                       R"sql(
    INSERT INTO staff_identities (issuer, subject, staff_id, linked_at)
    SELECT $1, $2, id, $4 FROM staff WHERE email = $3 AND active
        AND NOT EXISTS (SELECT FROM staff_identities i WHERE i.issuer = $1 AND i.staff_id = staff.id)
    ON CONFLICT DO NOTHING RETURNING staff_id)sql"};

}  // namespace ombud::staff::sql
