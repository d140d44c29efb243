// What an export reads by itself: the person, and what stands beside a conversation's log.
#pragma once
#include "postgres/query.hpp"
#include "privacy/model.hpp"

namespace ombud::privacy::sql {

using postgres::Affected;
using postgres::Bytes;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// Export ------------------------------------------------------------------------------------------------------------------------

struct PersonRow {
    std::string kind;
    std::optional<std::string> name;
    std::optional<Bytes> sealed_name, key;
    std::optional<std::string> language;
    Timestamp created_at, last_seen_at;
};
BOOST_DESCRIBE_STRUCT(PersonRow, (), (kind, name, sealed_name, key, language, created_at, last_seen_at))

inline constexpr Query<Maybe<PersonRow>(CustomerId)> person{"privacy.person", R"sql(
    SELECT u.kind, u.name, u.sealed_name, k.sealed AS key, u.language, u.created_at, u.last_seen_at
    FROM customers u LEFT JOIN customer_keys k ON k.customer_id = u.id WHERE u.id = $1)sql",
                                                            Retry::on_conflict};

struct ToldRow {
    std::string reference, status, channel, language;
    std::optional<std::string> topic;
    Timestamp created_at, updated_at;
    json::value fields;
    std::optional<Bytes> email, subject;
    json::value looked_at, diagnoses;
};
BOOST_DESCRIBE_STRUCT(ToldRow, (),
                      (reference, status, channel, language, topic, created_at, updated_at, fields, email, subject, looked_at,
                       diagnoses))

inline constexpr Query<Maybe<ToldRow>(ConversationId)> told{"privacy.told", R"sql(
    SELECT c.reference, c.status, c.channel, c.language, c.topic, c.created_at, c.updated_at, c.fields, k.email, k.subject,
        coalesce((SELECT jsonb_agg(jsonb_build_object('field', v.field, 'purpose', v.purpose, 'at', v.at) ORDER BY v.at)
                  FROM insider_reveals v WHERE v.conversation_id = c.id), '[]') AS looked_at,
        coalesce((SELECT jsonb_agg(jsonb_build_object('flow', r.flow, 'begun_at', r.created_at, 'outcome', r.outcome, 'steps',
                      (SELECT jsonb_agg(jsonb_build_object('step', s.step, 'branch', s.branch, 'answer', s.answer, 'fact', s.name, 'value', s.value,
                                                           'fields', s.fields, 'at', s.at) ORDER BY s.seq)
                       FROM diagnosis_steps s WHERE s.run_id = r.id)) ORDER BY r.created_at)
                  FROM diagnosis_runs r WHERE r.conversation_id = c.id AND r.staff_id IS NULL), '[]') AS diagnoses
    FROM conversations c LEFT JOIN conversation_contacts k ON k.conversation_id = c.id WHERE c.id = $1)sql",
                                                            Retry::on_conflict};

}  // namespace ombud::privacy::sql
