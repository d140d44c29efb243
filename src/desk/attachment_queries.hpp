// Statements about files in conversations, and about what is older than the vault.
#pragma once
#include "desk/queries.hpp"

namespace ombud::desk::sql {

struct AttachmentRow {
    AttachmentId id;
    ConversationId conversation_id;
    Uuid author_id;
    std::optional<Bytes> name;  // sealed, and then so is the file
    std::string media_type;
    std::int64_t bytes;
    std::string sha256;
    std::optional<std::int32_t> width, height;
    std::optional<std::string> thumbnail_sha256;
    std::string scan;
};
BOOST_DESCRIBE_STRUCT(AttachmentRow, (),
                      (id, conversation_id, author_id, name, media_type, bytes, sha256, width, height, thumbnail_sha256, scan))

inline constexpr Query<Affected(AttachmentId, ConversationId, Uuid, Bytes, std::string, std::int64_t, std::string,
                                std::optional<std::int32_t>, std::optional<std::int32_t>, std::optional<std::string>, std::string,
                                Timestamp)>
    add_attachment{"desk.add_attachment", R"sql(
    INSERT INTO attachments (id, conversation_id, author_id, name, media_type, bytes, sha256, width, height, thumbnail_sha256, scan, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql"};

// What an author may name in an entry: their own files of that conversation.
inline constexpr Query<Many<AttachmentRow>(ConversationId, Uuid, std::vector<AttachmentId>)> own_attachments{
    "desk.own_attachments", R"sql(
    SELECT id, conversation_id, author_id, name, media_type, bytes, sha256, width, height, thumbnail_sha256, scan
    FROM attachments WHERE conversation_id = $1 AND author_id = $2 AND id = ANY ($3))sql",
    Retry::on_conflict};

// `$2`: a customer sees their own files and those of entries that they see; null for staff.
inline constexpr Query<Maybe<AttachmentRow>(AttachmentId, std::optional<CustomerId>)> attachment{"desk.attachment", R"sql(
    SELECT a.id, a.conversation_id, a.author_id, a.name, a.media_type, a.bytes, a.sha256, a.width, a.height, a.thumbnail_sha256, a.scan
    FROM attachments a JOIN conversations c ON c.id = a.conversation_id
    WHERE a.id = $1 AND ($2::uuid IS NULL OR (c.customer_id = $2 AND (a.author_id = $2 OR EXISTS (
        SELECT FROM entries e WHERE e.conversation_id = a.conversation_id AND NOT e.internal AND a.id = ANY (e.attachments))))))sql",
                                                                                                 Retry::on_conflict};

inline constexpr Query<Many<AttachmentRow>(std::int64_t)> attachments_to_scan{"desk.attachments_to_scan", R"sql(
    SELECT id, conversation_id, author_id, name, media_type, bytes, sha256, width, height, thumbnail_sha256, scan
    FROM attachments WHERE scan = 'pending' ORDER BY created_at LIMIT $1)sql",
                                                                              Retry::on_conflict};

inline constexpr Query<Affected(AttachmentId, std::string)> scanned{
    "desk.scanned", "UPDATE attachments SET scan = $2 WHERE id = $1", Retry::on_conflict};

// What is older than the vault.

struct PlainAttachment {
    AttachmentId id;
    ConversationId conversation_id;
    std::string plain_name, sha256;
    std::optional<std::string> thumbnail_sha256;
};
BOOST_DESCRIBE_STRUCT(PlainAttachment, (), (id, conversation_id, plain_name, sha256, thumbnail_sha256))

inline constexpr Query<Many<PlainAttachment>(std::int64_t)> plain_attachments{"desk.plain_attachments", R"sql(
    SELECT id, conversation_id, plain_name, sha256, thumbnail_sha256 FROM attachments WHERE plain_name IS NOT NULL ORDER BY id LIMIT $1)sql",
                                                                              Retry::on_conflict};

// None: it was cleared meanwhile. What it was kept as is written down until it is removed.
inline constexpr Query<Affected(AttachmentId, Bytes, std::string, std::optional<std::string>)> seal_attachment{
    "desk.seal_attachment", R"sql(
    WITH old AS (SELECT id, sha256, thumbnail_sha256 FROM attachments WHERE id = $1 AND plain_name IS NOT NULL FOR UPDATE),
    needless AS (
        INSERT INTO files_left (sha256) SELECT DISTINCT f.name FROM old, LATERAL (VALUES (old.sha256), (old.thumbnail_sha256)) f (name)
        WHERE f.name IS NOT NULL ON CONFLICT DO NOTHING)
    UPDATE attachments a SET plain_name = NULL, name = $2, sha256 = $3, thumbnail_sha256 = $4 FROM old WHERE a.id = old.id)sql",
    Retry::on_conflict};

inline constexpr Query<Many<std::string>()> files_left{"desk.files_left", "SELECT sha256 FROM files_left", Retry::on_conflict};
inline constexpr Query<Affected(std::string)> file_is_removed{"desk.file_is_removed", "DELETE FROM files_left WHERE sha256 = $1",
                                                              Retry::on_conflict};

// Whether the same bytes stand under this name for anybody else, from before files were sealed.
inline constexpr Query<One<bool>(std::string)> file_is_named{"desk.file_is_named", R"sql(
    SELECT EXISTS (SELECT FROM attachments WHERE sha256 = $1 OR thumbnail_sha256 = $1)
        OR EXISTS (SELECT FROM article_pictures WHERE sha256 = $1))sql",
                                                             Retry::on_conflict};

struct PlainContact {
    ConversationId conversation_id;
    std::optional<std::string> plain_email, plain_subject;
};
BOOST_DESCRIBE_STRUCT(PlainContact, (), (conversation_id, plain_email, plain_subject))

inline constexpr Query<Many<PlainContact>(std::int64_t)> plain_contacts{"desk.plain_contacts", R"sql(
    SELECT conversation_id, plain_email, plain_subject FROM conversation_contacts
    WHERE plain_email IS NOT NULL OR plain_subject IS NOT NULL ORDER BY conversation_id LIMIT $1)sql",
                                                                        Retry::on_conflict};

inline constexpr Query<Affected(ConversationId, std::optional<Bytes>, std::optional<Bytes>)> seal_contact{"desk.seal_contact",
                                                                                                          R"sql(
    UPDATE conversation_contacts SET plain_email = NULL, plain_subject = NULL, email = coalesce(email, $2), subject = coalesce(subject, $3)
    WHERE conversation_id = $1)sql",
                                                                                                          Retry::on_conflict};

inline constexpr Query<Maybe<AttachmentRow>(std::string)> attachment_stored_as{"desk.attachment_stored_as", R"sql(
    SELECT id, conversation_id, author_id, name, media_type, bytes, sha256, width, height, thumbnail_sha256, scan
    FROM attachments WHERE sha256 = $1 LIMIT 1)sql",
                                                                               Retry::on_conflict};

}  // namespace ombud::desk::sql
