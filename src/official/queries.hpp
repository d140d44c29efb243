// Every query on official channels, their changes, codes, look-alikes and reports.
#pragma once
#include "official/model.hpp"
#include "postgres/query.hpp"

namespace ombud::official::sql {

using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

using Text = std::optional<std::string>;

// The list ---------------------------------------------------------------------------------------------------------------------

inline constexpr Query<One<std::int64_t>()> revision{"official.revision", "SELECT revision FROM official_revision",
                                                     Retry::on_conflict};

inline constexpr Query<Affected()> raise_revision{"official.raise_revision",
                                                  "UPDATE official_revision SET revision = revision + 1"};

inline constexpr Query<Many<Channel>()> channels{"official.channels", R"sql(
    SELECT * FROM official_channels WHERE ended_at IS NULL ORDER BY kind, network, value)sql",
                                                 Retry::on_conflict};

// What holds first, then what ended last.
inline constexpr Query<Many<Channel>(std::int64_t)> all_channels{"official.all_channels", R"sql(
    SELECT * FROM official_channels ORDER BY ended_at IS NULL DESC, ended_at DESC, kind, network, value LIMIT $1)sql",
                                                                 Retry::on_conflict};

inline constexpr Query<Maybe<Channel>(ChannelId)> find_channel{
    "official.find_channel", "SELECT * FROM official_channels WHERE id = $1", Retry::on_conflict};

inline constexpr Query<One<bool>(Kind, std::optional<Network>, std::string)> is_listed{"official.is_listed", R"sql(
    SELECT EXISTS (SELECT FROM official_channels
                   WHERE kind = $1 AND network IS NOT DISTINCT FROM $2 AND value = $3 AND ended_at IS NULL))sql",
                                                                                       Retry::on_conflict};

inline constexpr Query<One<std::int64_t>()> count_channels{
    "official.count_channels", "SELECT count(*) FROM official_channels WHERE ended_at IS NULL", Retry::on_conflict};

// None: it is listed already.
inline constexpr Query<Affected(ChannelId, Kind, std::optional<Network>, std::string, bool, std::string, Text, Text, Text, Text,
                                Timestamp)>
    add_channel{"official.add_channel", R"sql(
    INSERT INTO official_channels (id, kind, network, value, with_below, label, note_zh, note_en, language, region, since)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING)sql"};

inline constexpr Query<Affected(ChannelId, Timestamp)> end_channel{"official.end_channel", R"sql(
    UPDATE official_channels SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL)sql"};

// Changes ----------------------------------------------------------------------------------------------------------------------

struct ChangeRow {
    ChangeId id;
    bool ends;
    json::value channel;
    std::optional<ChannelId> channel_id;
    ChangeState state;
    StaffId staff_id;
    std::string by_name;
    Timestamp at;
    std::optional<Timestamp> decided_at;
    std::optional<ApprovalId> approval_id;
};
BOOST_DESCRIBE_STRUCT(ChangeRow, (), (id, ends, channel, channel_id, state, staff_id, by_name, at, decided_at, approval_id))

// None: another change of the same waits.
inline constexpr Query<Affected(ChangeId, bool, json::value, std::optional<ChannelId>, std::string, StaffId, std::string,
                                ApprovalId, Timestamp)>
    propose{"official.propose", R"sql(
    INSERT INTO official_changes (id, ends, channel, channel_id, about, staff_id, by_name, approval_id, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING)sql"};

inline constexpr Query<One<bool>(std::string)> is_waiting{"official.is_waiting", R"sql(
    SELECT EXISTS (SELECT FROM official_changes WHERE about = $1 AND state = 'waiting'))sql",
                                                          Retry::on_conflict};

inline constexpr Query<Maybe<ChangeRow>(ChangeId)> find_change{"official.find_change", R"sql(
    SELECT id, ends, channel, channel_id, state, staff_id, by_name, at, decided_at, approval_id
    FROM official_changes WHERE id = $1)sql",
                                                               Retry::on_conflict};

// None: it is decided already.
inline constexpr Query<Maybe<ChangeRow>(ChangeId, ChangeState, Timestamp, std::optional<ChannelId>)> decide_change{
    "official.decide_change", R"sql(
    UPDATE official_changes SET state = $2, decided_at = $3, channel_id = coalesce(channel_id, $4)
    WHERE id = $1 AND state = 'waiting'
    RETURNING id, ends, channel, channel_id, state, staff_id, by_name, at, decided_at, approval_id)sql"};

inline constexpr Query<Many<ChangeRow>(std::int64_t)> changes{"official.changes", R"sql(
    SELECT id, ends, channel, channel_id, state, staff_id, by_name, at, decided_at, approval_id
    FROM official_changes ORDER BY state = 'waiting' DESC, at DESC LIMIT $1)sql",
                                                              Retry::on_conflict};

// Codes ------------------------------------------------------------------------------------------------------------------------

using Conversation = std::optional<ConversationId>;
using Staff = std::optional<StaffId>;
using Letter = std::optional<LetterId>;

inline constexpr Query<Maybe<std::string>(SentBy, Conversation, Staff, Letter)> code_of{"official.code_of", R"sql(
    SELECT code FROM official_codes WHERE channel = $1 AND conversation_id IS NOT DISTINCT FROM $2
        AND staff_id IS NOT DISTINCT FROM $3 AND letter_id IS NOT DISTINCT FROM $4)sql"};

// None: the code is taken, or somebody made one for the same at this moment.
inline constexpr Query<Affected(std::string, SentBy, Conversation, Staff, Letter, Text, Text, Timestamp)> new_code{
    "official.new_code", R"sql(
    INSERT INTO official_codes (code, channel, conversation_id, staff_id, letter_id, to_masked, to_digest, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING)sql",
    Retry::on_conflict};

struct SenderRow {
    SentBy channel;
    Text agent;
    Timestamp at;
    Text to_masked, to_digest;
    Text letter, language, text_digest, html_digest;
};
BOOST_DESCRIBE_STRUCT(SenderRow, (), (channel, agent, at, to_masked, to_digest, letter, language, text_digest, html_digest))

inline constexpr Query<Maybe<SenderRow>(std::string)> sender{"official.sender", R"sql(
    SELECT c.channel, s.public_name AS agent, c.at, c.to_masked, c.to_digest, l.letter, l.language, l.text_digest, l.html_digest
    FROM official_codes c LEFT JOIN staff s ON s.id = c.staff_id LEFT JOIN letters l ON l.id = c.letter_id
    WHERE c.code = $1)sql",
                                                             Retry::on_conflict};

inline constexpr Query<Maybe<KnownAgent>(std::string)> agent{"official.agent", R"sql(
    SELECT s.public_name AS name, s.created_at AS since
    FROM official_agent_codes c JOIN staff s ON s.id = c.staff_id WHERE c.code = $1 AND s.active)sql",
                                                             Retry::on_conflict};

inline constexpr Query<Maybe<std::string>(StaffId)> agent_code{"official.agent_code",
                                                               "SELECT code FROM official_agent_codes WHERE staff_id = $1"};

inline constexpr Query<Affected(StaffId, std::string, Timestamp)> new_agent_code{"official.new_agent_code", R"sql(
    INSERT INTO official_agent_codes (staff_id, code, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING)sql"};

// Look-alikes ------------------------------------------------------------------------------------------------------------------

struct LookalikeRow {
    Asked asked;
    std::string value, imitates;
    json::value why;
    std::int64_t times;
    Timestamp first_at, last_at;
};
BOOST_DESCRIBE_STRUCT(LookalikeRow, (), (asked, value, imitates, why, times, first_at, last_at))

// `$1`: rows as above.
inline constexpr Query<Affected(json::value)> note_lookalikes{"official.note_lookalikes", R"sql(
    INSERT INTO official_lookalikes AS known (asked, value, imitates, why, times, first_at, last_at)
    SELECT asked, value, imitates, why, times, first_at, last_at
    FROM jsonb_to_recordset($1) AS seen (asked text, value text, imitates text, why jsonb, times bigint, first_at timestamptz, last_at timestamptz)
    ORDER BY asked, value
    ON CONFLICT (asked, value) DO UPDATE SET times = known.times + excluded.times, last_at = greatest(known.last_at, excluded.last_at),
        imitates = excluded.imitates, why = excluded.why)sql"};

// The rarest and oldest make room.
inline constexpr Query<Affected(std::int64_t)> forget_lookalikes{"official.forget_lookalikes", R"sql(
    DELETE FROM official_lookalikes WHERE (asked, value) IN (
        SELECT asked, value FROM official_lookalikes ORDER BY times > 1 DESC, last_at DESC OFFSET $1))sql"};

inline constexpr Query<Many<LookalikeRow>(std::int64_t)> lookalikes{"official.lookalikes", R"sql(
    SELECT asked, value, imitates, why, times, first_at, last_at FROM official_lookalikes ORDER BY last_at DESC, asked, value LIMIT $1)sql",
                                                                    Retry::on_conflict};

// Reports ----------------------------------------------------------------------------------------------------------------------

struct ReportRow {
    ReportId id;
    std::string what, place, text;
    Text language;
    Verdict verdict;
    Text imitates;
    std::optional<CustomerId> customer_id;
    std::optional<ConversationId> conversation_id;
    ReportState state;
    Timestamp at;
    std::optional<Timestamp> decided_at;
    Text decided_by;
};
BOOST_DESCRIBE_STRUCT(ReportRow, (),
                      (id, what, place, text, language, verdict, imitates, customer_id, conversation_id, state, at, decided_at,
                       decided_by))

inline constexpr Query<Affected(ReportId, std::string, std::string, std::string, Text, Verdict, Text, std::optional<CustomerId>,
                                Timestamp)>
    add_report{"official.add_report", R"sql(
    INSERT INTO impostor_reports (id, what, place, text, language, verdict, imitates, customer_id, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql"};

inline constexpr Query<Affected(ReportId, ConversationId)> report_opened{"official.report_opened", R"sql(
    UPDATE impostor_reports SET conversation_id = $2 WHERE id = $1)sql"};

inline constexpr Query<Maybe<ReportRow>(ReportId)> find_report{
    "official.find_report", "SELECT * FROM impostor_reports WHERE id = $1", Retry::on_conflict};

inline constexpr Query<Many<ReportRow>(std::int64_t)> reports{"official.reports", R"sql(
    SELECT * FROM impostor_reports ORDER BY state = 'waiting' DESC, at DESC LIMIT $1)sql",
                                                              Retry::on_conflict};

// None: it is decided already, or there is none.
inline constexpr Query<Maybe<ReportRow>(ReportId, ReportState, Timestamp, std::string)> decide_report{"official.decide_report",
                                                                                                      R"sql(
    UPDATE impostor_reports SET state = $2, decided_at = $3, decided_by = $4 WHERE id = $1 AND state = 'waiting' RETURNING *)sql"};

}  // namespace ombud::official::sql
