// Every query on service status.
#pragma once
#include "postgres/query.hpp"
#include "status/model.hpp"

namespace ombud::status::sql {

using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

struct NoticeRow {
    NoticeId id;
    std::vector<Component> components;
    std::optional<std::string> asset, network;
    State state;
    std::string text_en, text_zh;
    Timestamp starts_at;
    std::optional<Timestamp> ends_at, ended_at;
    Timestamp changed_at;
};
BOOST_DESCRIBE_STRUCT(NoticeRow, (),
                      (id, components, asset, network, state, text_en, text_zh, starts_at, ends_at, ended_at, changed_at))

inline constexpr Query<One<std::int64_t>()> revision{"status.revision", "SELECT revision FROM status_revision",
                                                     Retry::on_conflict};

inline constexpr Query<Affected()> raise_revision{"status.raise_revision", "UPDATE status_revision SET revision = revision + 1"};

// Those that are not over, and those that ended after a moment.
inline constexpr Query<Many<NoticeRow>(Timestamp, std::int64_t)> notices{"status.notices", R"sql(
    SELECT id, components, asset, network, state, text_en, text_zh, starts_at, ends_at, ended_at, changed_at
    FROM status_notices WHERE ended_at IS NULL OR ended_at > $1 ORDER BY ended_at IS NULL DESC, starts_at DESC, id LIMIT $2)sql",
                                                                         Retry::on_conflict};

inline constexpr Query<One<std::int64_t>()> count_open{"status.count_open",
                                                       "SELECT count(*) FROM status_notices WHERE ended_at IS NULL"};

inline constexpr Query<Affected(NoticeId, std::vector<Component>, std::optional<std::string>, std::optional<std::string>, State,
                                std::string, std::string, Timestamp, std::optional<Timestamp>, StaffId, Timestamp)>
    add{"status.add", R"sql(
    INSERT INTO status_notices (id, components, asset, network, state, text_en, text_zh, starts_at, ends_at, made_by, changed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql"};

inline constexpr Query<Maybe<NoticeRow>(NoticeId)> hold{"status.hold", R"sql(
    SELECT id, components, asset, network, state, text_en, text_zh, starts_at, ends_at, ended_at, changed_at
    FROM status_notices WHERE id = $1 FOR UPDATE)sql"};

inline constexpr Query<Affected(NoticeId, State, std::string, std::string, std::optional<Timestamp>, std::optional<Timestamp>,
                                Timestamp)>
    change{"status.change", R"sql(
    UPDATE status_notices SET state = $2, text_en = $3, text_zh = $4, ends_at = $5, ended_at = $6, changed_at = $7
    WHERE id = $1)sql"};

// One that never began leaves nothing behind.
inline constexpr Query<Affected(NoticeId)> remove{"status.remove", "DELETE FROM status_notices WHERE id = $1"};

inline constexpr Query<Many<Network>()> networks{
    "status.networks", "SELECT asset, network FROM offered_networks ORDER BY position, asset, network", Retry::on_conflict};

inline constexpr Query<Affected()> forget_networks{"status.forget_networks", "DELETE FROM offered_networks"};

inline constexpr Query<Affected(std::vector<std::string>, std::vector<std::string>)> offer_networks{"status.offer_networks",
                                                                                                    R"sql(
    INSERT INTO offered_networks (asset, network, position)
    SELECT asset, network, place FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS given (asset, network, place))sql"};

}  // namespace ombud::status::sql
