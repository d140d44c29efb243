// Turns rows of the desk's tables into the shapes that everybody is answered.
#pragma once
#include "desk/model.hpp"
#include "desk/queries.hpp"
#include "desk/words.hpp"

namespace ombud::desk {

// Row: any row that holds the columns of a conversation. As staff see it.
template <class Row>
Conversation conversation_of(Row const& row, customers::Vault const& vault) {
    auto const name = row.customer_sealed_name ? vault.read_name(row.customer_id, row.customer_sealed_name, row.customer_key)
                                               : row.customer_name;
    Conversation out{.id = row.id,
                     .reference = row.reference,
                     .status = row.status,
                     .language = row.language,
                     .topic = row.topic,
                     .last_seq = row.last_seq,
                     .customer = {row.customer_id, row.customer_kind, name},
                     .assignee = {},
                     .created_at = row.created_at,
                     .updated_at = row.updated_at,
                     .customer_seen_seq = row.customer_seen_seq,
                     .staff_seen_seq = row.staff_seen_seq,
                     .queue = {},
                     .handling = {}};
    if (row.assignee_id) out.assignee = Assignee{*row.assignee_id, row.assignee_name, row.assignee_code};
    out.handling = Handling{row.channel, row.priority, row.queue_id, row.tags, row.fields, row.snoozed_until};
    return out;
}

// Their names come as they lie there, in hex.
inline std::vector<Attachment> attachments_of(json::value const& rows, WordsKey const& key) {
    auto out = from_json<std::vector<Attachment>>(rows);
    for (auto& each : out) each.name = key.open_hex(each.name);
    return out;
}

inline Entry entry_of(sql::EntryRow row, WordsKey const& key) {
    auto told = key.open_json(row.told);
    if (!told) told = std::move(row.data);
    return {.conversation_id = row.conversation_id,
            .seq = row.seq,
            .kind = row.kind,
            .author = {row.author_kind, row.author_id, std::move(row.author_name)},
            .body = key.open(row.body, row.plain),
            .attachments = attachments_of(row.attachments, key),
            .internal = row.internal,
            .client_id = std::move(row.client_id),
            .posted_at = row.posted_at,
            .removed = from_json<std::vector<safety::Removed>>(row.removed),
            .status = std::move(row.status),
            .data = told ? std::move(*told) : json::value(nullptr)};
}

}  // namespace ombud::desk
