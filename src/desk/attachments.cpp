// The desk's files: taken in, named in entries, served to participants only, scanned again when the scanner was away.
#include "core/limits.hpp"
#include "core/log.hpp"
#include "desk/attachment_queries.hpp"
#include "desk/desk.hpp"
#include "postgres/keep_doing.hpp"

namespace ombud::desk {

namespace {

std::string name_of(files::ScanState state) {
    return boost::describe::enum_to_string(state, "");
}

std::optional<std::string> text_of(std::optional<files::Sha256> const& hash) {
    return hash ? std::optional{hash->text()} : std::nullopt;
}

Attachment shown(sql::AttachmentRow const& row, WordsKey const& key) {
    return {.id = row.id,
            .name = key.open(row.name),
            .media_type = row.media_type,
            .bytes = row.bytes,
            .width = row.width,
            .height = row.height,
            .thumbnail = row.thumbnail_sha256.has_value(),
            .scan = row.scan};
}

}  // namespace

Task<void> Desk::before_upload(Participant by, ConversationId to) {
    co_await require_participant(by, to);
    uploads_.require(by.id().text());
}

Task<Attachment> Desk::attach(Participant by, ConversationId to, std::string name, std::string bytes) {
    co_await require_participant(by, to);
    // A file's name is text that a person wrote, so it may hold what no text may.
    auto const key = (co_await words_.key_of(to)).value();
    if (key.erased()) throw Problem{ProblemKind::conflict, "customer.erased"};
    auto file = co_await intake_.prepare(std::move(bytes), guard_.redact(std::move(name)).text, key.seal(), &random_);
    auto id = AttachmentId::make(clock_, random_);
    co_await database_.run(sql::add_attachment, id, to, by.id(), key.close(file.name, random_), file.media_type, file.bytes,
                           file.sha256.text(), file.width, file.height, text_of(file.thumbnail), name_of(file.scan),
                           clock_.now());
    co_return Attachment{.id = id,
                         .name = std::move(file.name),
                         .media_type = std::move(file.media_type),
                         .bytes = file.bytes,
                         .width = file.width,
                         .height = file.height,
                         .thumbnail = file.thumbnail.has_value(),
                         .scan = name_of(file.scan)};
}

Task<std::vector<Attachment>> Desk::own_attachments(Uuid author, ConversationId id, std::vector<AttachmentId> wanted) {
    if (wanted.size() > limits::attachments_per_entry) throw Problem{ProblemKind::invalid, "attachments.too_many", "attachments"};
    auto rows = co_await database_.run(sql::own_attachments, id, author, wanted);
    auto const key = rows.empty() ? std::nullopt : co_await words_.key_of(id);
    std::vector<Attachment> out;
    for (auto const& name : wanted) {
        auto found = std::ranges::find(rows, name, &sql::AttachmentRow::id);
        if (found == rows.end() || std::ranges::find(out, name, &Attachment::id) != out.end())
            throw Problem{ProblemKind::invalid, "attachment.unknown", "attachments"};
        out.push_back(shown(*found, key.value()));
    }
    co_return out;
}

Task<ServedFile> Desk::attachment(Participant by, AttachmentId id, bool thumbnail) {
    std::optional<CustomerId> only;
    if (by.customer()) only = by.customer()->id;
    auto row = co_await database_.run(sql::attachment, id, only);
    if (!row || (thumbnail && !row->thumbnail_sha256)) throw Problem{ProblemKind::not_found, "attachment.unknown"};
    if (row->sha256.empty()) throw Problem{ProblemKind::not_found, "attachment.unknown"};  // its time was over
    if (row->scan == "pending") throw Problem{ProblemKind::conflict, "attachment.scanning"};
    if (row->scan == "infected") throw Problem{ProblemKind::forbidden, "attachment.infected"};
    auto hash = files::Sha256::parse(thumbnail ? *row->thumbnail_sha256 : row->sha256);
    auto const key = (co_await words_.key_of(row->conversation_id)).value();
    if (key.erased()) throw Problem{ProblemKind::not_found, "attachment.unknown"};
    auto bytes = hash ? co_await intake_.read(*hash, key.seal()) : std::nullopt;
    if (!bytes) throw Problem{ProblemKind::internal, "attachment.missing"};
    co_return ServedFile{.bytes = std::move(*bytes),
                         .name = key.open(row->name),
                         .media_type = thumbnail ? "image/webp" : std::move(row->media_type),
                         .tag = hash->text()};
}

Task<std::optional<std::string>> Desk::stored_bytes(std::string sha256) {
    auto const row = co_await database_.run(sql::attachment_stored_as, sha256);
    auto const hash = files::Sha256::parse(sha256);
    if (!row || !hash) co_return std::nullopt;
    auto const key = (co_await words_.key_of(row->conversation_id)).value();
    if (key.erased()) co_return std::nullopt;
    co_return co_await intake_.read(*hash, key.seal());
}

// Those that anybody's row still names stay with it: the last of them takes the file with it.
Task<void> Desk::remove_files_left() {
    for (auto const& name : co_await database_.run(sql::files_left)) {
        auto const hash = files::Sha256::parse(name);
        if (hash && !co_await database_.run(sql::file_is_named, name)) co_await intake_.remove(*hash);
        co_await database_.run(sql::file_is_removed, name);
    }
}

// Files that two people sent lay there once; now each has their own.
Task<void> Desk::seal_old_rows() {
    static constexpr std::int64_t at_once = 100;
    co_await remove_files_left();  // of a start that was cut off
    for (auto rows = co_await database_.run(sql::plain_attachments, at_once); !rows.empty();
         rows = co_await database_.run(sql::plain_attachments, at_once))
        for (auto const& row : rows) {
            auto const key = (co_await words_.key_of(row.conversation_id)).value();
            auto const sealed = [&](std::optional<std::string> const& name) -> Task<std::optional<std::string>> {
                auto const hash = name ? files::Sha256::parse(*name) : std::nullopt;
                auto const made = hash ? co_await intake_.seal_kept(*hash, key.seal().value(), random_) : std::nullopt;
                co_return made ? std::optional{made->text()} : name;  // a file that is gone stays gone
            };
            auto const file = co_await sealed(row.sha256);
            auto const thumbnail = co_await sealed(row.thumbnail_sha256);
            co_await database_.run(sql::seal_attachment, row.id, key.close(row.plain_name, random_), file.value(), thumbnail);
            co_await remove_files_left();
        }
    for (auto rows = co_await database_.run(sql::plain_contacts, at_once); !rows.empty();
         rows = co_await database_.run(sql::plain_contacts, at_once))
        for (auto const& row : rows) {
            auto const key = (co_await words_.key_of(row.conversation_id)).value();
            auto const closed = [&](std::optional<std::string> const& text) {
                return text ? std::optional{key.close(*text, random_)} : std::nullopt;
            };
            co_await database_.run(sql::seal_contact, row.conversation_id, closed(row.plain_email), closed(row.plain_subject));
        }
}

Task<void> Desk::scan_pending() {
    return postgres::keep_doing(clock_, "desk.scans", limits::scan_again_every, [this] { return scan_once(); });
}

Task<void> Desk::scan_once() {
    for (auto const& row : co_await database_.run(sql::attachments_to_scan, std::int64_t(100))) {
        auto state = files::ScanState::pending;
        try {
            auto const key = (co_await words_.key_of(row.conversation_id)).value();
            state = co_await intake_.scan_again(files::Sha256::parse(row.sha256).value(), key.seal());
        } catch (Problem const& problem) {
            // Damaged, or more than the scanner takes: the files behind it must not wait for it.
            log::error("attachment.not_scanned", {{"attachment", row.id.text()}, {"code", problem.code}});
            continue;
        }
        if (state == files::ScanState::pending) break;  // still away
        co_await database_.run(sql::scanned, row.id, name_of(state));
    }
}

}  // namespace ombud::desk
