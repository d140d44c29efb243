// Every query on staff and their setup links.
#pragma once
#include "postgres/query.hpp"
#include "staff/model.hpp"

namespace ombud::postgres {

template <>
struct Text<staff::RoleName> : Text<std::string> {
    static void write(staff::RoleName const& value, std::string& out) { Text<std::string>::write(value.text(), out); }
    static staff::RoleName read(std::string_view text) { return staff::RoleName{std::string(text)}; }
};

}  // namespace ombud::postgres

namespace ombud::staff::sql {

using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// What a person's row gives; `who` is the table that it stands in.
#define OMBUD_PERSON(who)                                                                                                 \
    " " who ".id, " who ".email, " who ".name, " who ".public_name, " who ".role, " who ".language, " who ".active, " who \
    ".created_at, (SELECT r.name_en FROM staff_roles r WHERE r.key = " who                                                \
    ".role) AS role_name_en, "                                                                                            \
    "(SELECT r.name_zh FROM staff_roles r WHERE r.key = " who ".role) AS role_name_zh "
#define OMBUD_CREDENTIALS(who) \
    OMBUD_PERSON(who)          \
    ", " who ".password_hash, (SELECT r.permissions FROM staff_roles r WHERE r.key = " who ".role) AS role_permissions "
// A role that is not ended, held as it is until this is done.
#define OMBUD_HELD_ROLE(name) \
    "held AS MATERIALIZED (SELECT key FROM staff_roles WHERE key = " name " AND ended_at IS NULL FOR SHARE)"

struct Credentials {
    StaffId id;
    std::string email;
    std::string name;
    std::string public_name;
    RoleName role;
    std::optional<std::string> role_name_en, role_name_zh;
    std::vector<std::string> role_permissions;  // of a role of the desk's own
    std::optional<std::string> language;
    bool active;
    Timestamp created_at;
    std::optional<std::string> password_hash;
};
BOOST_DESCRIBE_STRUCT(Credentials, (),
                      (id, email, name, public_name, role, role_name_en, role_name_zh, role_permissions, language, active,
                       created_at, password_hash))

inline constexpr Query<Maybe<Credentials>(std::string)> find_credentials{
    "staff.find_credentials", "SELECT" OMBUD_CREDENTIALS("p") "FROM staff p WHERE p.email = $1"};

inline constexpr Query<Affected(StaffId, std::string, std::string)> renew_hash{"staff.renew_hash", R"sql(
    UPDATE staff SET password_hash = $3 WHERE id = $1 AND password_hash = $2)sql"};

// The same person by id, for a session or a sign-in that needs no password.
inline constexpr Query<Maybe<Credentials>(StaffId)> find_credentials_by_id{
    "staff.find_credentials_by_id", "SELECT" OMBUD_CREDENTIALS("p") "FROM staff p WHERE p.id = $1 AND p.kind = 'person'",
    Retry::on_conflict};

// People --------------------------------------------------------------------------------------------------------------

inline constexpr Query<Maybe<Person>(StaffId, std::string, std::string, std::string, RoleName, Timestamp, std::string, Timestamp,
                                     std::optional<Timestamp>)>
    add_person{"staff.add_person", "WITH " OMBUD_HELD_ROLE("$5") R"sql(, added AS (
        INSERT INTO staff (id, email, name, public_name, role, created_at, role_since) SELECT $1, $2, $3, $4, key, $6, $9 FROM held
        ON CONFLICT (email) DO NOTHING RETURNING *
    ), linked AS (
        INSERT INTO setup_links (token_hash, staff_id, expires_at) SELECT $7, id, $8 FROM added
    )
    SELECT)sql" OMBUD_PERSON("added") "FROM added"};

inline constexpr Query<Many<Person>()> list_people{
    "staff.list_people", "SELECT" OMBUD_PERSON("p") "FROM staff p WHERE p.kind = 'person' ORDER BY p.active DESC, p.name, p.id"};

inline constexpr Query<Maybe<Person>(StaffId)> find_person{
    "staff.find_person", "SELECT" OMBUD_PERSON("p") "FROM staff p WHERE p.id = $1 AND p.kind = 'person'"};

struct Named {
    StaffId id;
    std::string public_name;
};
BOOST_DESCRIBE_STRUCT(Named, (), (id, public_name))

// Everybody who ever acted here, programs too.
inline constexpr Query<Many<Named>()> list_names{"staff.list_names", "SELECT id, public_name FROM staff"};

// Admins who can sign in are locked first, so that two who demote each other at once cannot both succeed. Whoever comes back has
// their role since then.
inline constexpr Query<Maybe<Person>(StaffId, std::optional<RoleName>, std::optional<bool>, std::optional<std::string>,
                                     std::optional<std::string>, std::optional<std::string>, Timestamp)>
    change_person{"staff.change_person", R"sql(
    WITH admins AS MATERIALIZED (
        SELECT id FROM staff WHERE role = 'admin' AND active AND password_hash IS NOT NULL ORDER BY id FOR UPDATE
    ), )sql" OMBUD_HELD_ROLE("coalesce($2, (SELECT role FROM staff WHERE id = $1))") R"sql(
    UPDATE staff SET role = coalesce($2, role), active = coalesce($3, active), name = coalesce($4, name),
        public_name = coalesce($5, public_name), language = coalesce($6, language),
        role_since = CASE WHEN coalesce($2, role) <> role OR (coalesce($3, active) AND NOT active) THEN $7 ELSE role_since END
    WHERE id = $1 AND kind = 'person' AND (
        (coalesce($2, role) = 'admin' AND coalesce($3, active))
        OR NOT (role = 'admin' AND active AND password_hash IS NOT NULL)
        OR (SELECT count(*) FROM admins WHERE admins.id <> $1) > 0)
        AND (EXISTS (SELECT FROM held) OR (NOT coalesce($3, active) AND $2 IS NULL))
    RETURNING)sql" OMBUD_PERSON("staff")};

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
    SELECT)sql" OMBUD_PERSON("person") "FROM person"};

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
    RETURNING)sql" OMBUD_PERSON("staff")};

inline constexpr Query<Maybe<Person>(std::string, Timestamp, std::string, StaffId, std::string, std::string, std::string)>
    use_first_link{"staff.use_first_link", R"sql(
    WITH link AS (DELETE FROM setup_links WHERE token_hash = $1 AND expires_at > $2 AND staff_id IS NULL RETURNING token_hash)
    INSERT INTO staff (id, email, name, public_name, role, password_hash, created_at)
    SELECT $4, $5, $6, $7, 'admin', $3, $2 FROM link WHERE NOT EXISTS (SELECT FROM staff)
    RETURNING)sql" OMBUD_PERSON("staff")};

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

// Roles ---------------------------------------------------------------------------------------------------------------

struct StoredRole {
    RoleName key;
    bool built_in;
    std::optional<std::string> name_en, name_zh;
    std::vector<std::string> permissions;
    std::optional<RoleName> copied_from;
    std::optional<Timestamp> made_at, changed_at, ended_at;
};
BOOST_DESCRIBE_STRUCT(StoredRole, (), (key, built_in, name_en, name_zh, permissions, copied_from, made_at, changed_at, ended_at))

#define OMBUD_ROLE "key, built_in, name_en, name_zh, permissions, copied_from, made_at, changed_at, ended_at"

inline constexpr Query<Many<StoredRole>()> list_roles{
    "staff.list_roles", "SELECT " OMBUD_ROLE " FROM staff_roles WHERE ended_at IS NULL ORDER BY NOT built_in, made_at, key"};

inline constexpr Query<Maybe<StoredRole>(RoleName)> find_role{"staff.find_role",
                                                              "SELECT " OMBUD_ROLE " FROM staff_roles WHERE key = $1"};
// Nobody is given it, nor is it changed or ended, until the transaction ends.
inline constexpr Query<Maybe<StoredRole>(RoleName)> hold_role{
    "staff.hold_role", "SELECT " OMBUD_ROLE " FROM staff_roles WHERE key = $1 AND ended_at IS NULL FOR UPDATE"};

inline constexpr Query<Maybe<StoredRole>(RoleName, std::string, std::string, Permissions, RoleName, Timestamp, StaffId)> add_role{
    "staff.add_role", R"sql(
    INSERT INTO staff_roles (key, name_en, name_zh, permissions, copied_from, made_at, made_by, changed_at)
    SELECT $1, $2, $3, $4, key, $6, $7, $6 FROM staff_roles WHERE key = $5 AND ended_at IS NULL RETURNING )sql" OMBUD_ROLE};

inline constexpr Query<Maybe<StoredRole>(RoleName, std::string, std::string, Permissions, Timestamp)> change_role{
    "staff.change_role", R"sql(
    UPDATE staff_roles SET name_en = $2, name_zh = $3, permissions = $4, changed_at = $5
    WHERE key = $1 AND NOT built_in AND ended_at IS NULL RETURNING )sql" OMBUD_ROLE};

// Whoever has it has a new one, as it were.
inline constexpr Query<Affected(RoleName, Timestamp)> given_anew{"staff.given_anew",
                                                                 "UPDATE staff SET role_since = $2 WHERE role = $1"};

inline constexpr Query<Affected(RoleName, Timestamp)> end_role{"staff.end_role", R"sql(
    UPDATE staff_roles SET ended_at = $2 WHERE key = $1 AND NOT built_in AND ended_at IS NULL
        AND NOT EXISTS (SELECT FROM staff WHERE role = $1 AND active))sql"};

// Keys of other programs ----------------------------------------------------------------------------------------------

struct StoredKey {
    StaffId id;
    std::string name;
    std::vector<std::string> permissions, networks;
    Timestamp made_at;
    std::string made_by;
    bool maker_works_here;
    Timestamp expires_at;
    std::optional<Timestamp> ended_at;
    std::optional<std::string> ended_by;
    std::optional<Timestamp> used_at;
    std::optional<std::string> used_network;
};
BOOST_DESCRIBE_STRUCT(StoredKey, (),
                      (id, name, permissions, networks, made_at, made_by, maker_works_here, expires_at, ended_at, ended_by,
                       used_at, used_network))

#define OMBUD_KEY                                                                                                  \
    "SELECT k.id, s.name, k.permissions, k.networks, k.made_at, m.name AS made_by, m.active AS maker_works_here, " \
    "k.expires_at, k.ended_at, e.name AS ended_by, k.used_at, k.used_network FROM program_keys k "                 \
    "JOIN staff s ON s.id = k.id JOIN staff m ON m.id = k.made_by LEFT JOIN staff e ON e.id = k.ended_by "

inline constexpr Query<Many<StoredKey>(Timestamp)> list_keys{
    "staff.list_keys", OMBUD_KEY "ORDER BY (k.ended_at IS NULL AND k.expires_at > $1) DESC, k.made_at DESC, k.id LIMIT 500"};

inline constexpr Query<Maybe<StoredKey>(StaffId)> find_key{"staff.find_key", OMBUD_KEY "WHERE k.id = $1"};

inline constexpr Query<Maybe<StoredKey>(std::string, Timestamp)> find_key_by_token{
    "staff.find_key_by_token", OMBUD_KEY "WHERE k.token_hash = $1 AND k.ended_at IS NULL AND k.expires_at > $2",
    Retry::on_conflict};

inline constexpr Query<Affected(StaffId, std::string, std::string, Permissions, std::vector<std::string>, Timestamp, StaffId,
                                Timestamp, std::int64_t)>
    add_key{"staff.add_key", R"sql(
    WITH author AS (
        INSERT INTO staff (id, name, public_name, kind, created_at) SELECT $1, $2, $2, 'program', $6
        WHERE (SELECT count(*) FROM program_keys WHERE ended_at IS NULL AND expires_at > $6) < $9 RETURNING id
    )
    INSERT INTO program_keys (id, token_hash, permissions, networks, made_at, made_by, expires_at)
    SELECT id, $3, $4, $5, $6, $7, $8 FROM author)sql"};

inline constexpr Query<Affected(StaffId, Timestamp, StaffId)> end_key{"staff.end_key", R"sql(
    WITH ended AS (UPDATE program_keys SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL RETURNING id)
    UPDATE staff SET active = false FROM ended WHERE staff.id = ended.id)sql"};

// 1 when it was never used from there; what is over the limit of places is no news any more.
inline constexpr Query<One<std::int64_t>(StaffId, std::string, Timestamp, std::int64_t)> key_used{"staff.key_used", R"sql(
    WITH used AS (UPDATE program_keys SET used_at = $3, used_network = $2 WHERE id = $1), seen AS (
        INSERT INTO program_key_networks (key_id, network, seen_at)
        SELECT $1, $2, $3 WHERE (SELECT count(*) FROM program_key_networks WHERE key_id = $1) < $4
        ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT count(*) FROM seen)sql",
                                                                                                  Retry::on_conflict};

#undef OMBUD_PERSON
#undef OMBUD_CREDENTIALS
#undef OMBUD_HELD_ROLE
#undef OMBUD_ROLE
#undef OMBUD_KEY

}  // namespace ombud::staff::sql
