#include "email/received.hpp"

#include <fstream>
#include <iterator>
#include <sodium.h>

#include "core/limits.hpp"
#include "core/offload.hpp"
#include "core/problem.hpp"
#include "email/queries.hpp"
#include "email/trust.hpp"
#include "html/html.hpp"
#include "mail/header.hpp"
#include "postgres/database.hpp"
#include "text/masked.hpp"
#include "text/names.hpp"

namespace ombud::email {

namespace {

constexpr std::size_t header_lines = 100;
constexpr std::int64_t letters_listed = 50;

// What a page of a letter looks like: calm, wide enough for its tables, in the colours of the reader's system.
constexpr std::string_view page_before = R"(<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<style>
:root { color-scheme: light dark; }
body { margin: 0; padding: 16px; font: 15px/1.6 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; }
table { border-collapse: collapse; max-width: 100%; }
td, th { padding: 2px 6px; vertical-align: top; text-align: start; }
td:first-child:not(:only-child), th { overflow-wrap: break-word; }
pre { white-space: pre-wrap; }
blockquote { margin: 0; padding-inline-start: 14px; border-inline-start: 3px solid #8886; }
</style>
</head>
<body dir="auto">
)";
constexpr std::string_view page_after = "\n</body>\n</html>\n";

std::string base64(std::string_view bytes) {
    std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();
    return out;
}

// Whose addresses they are is known by a reveal alone.
std::vector<HeaderLine> headers_of(std::string const& raw, safety::SecretGuard const& guard) {
    std::vector<HeaderLine> out;
    for (auto const& [name, value] : mail::read_head(raw).fields) {
        if (out.size() == header_lines) break;
        auto words = text::cut(mail::decoded_words(value.substr(0, limits::letter_header_bytes)), limits::letter_header_bytes);
        out.push_back(
            {text::cut(text::clean_lines(name), 100), text::masked_addresses(guard.redact(text::clean_lines(words)).text)});
    }
    return out;
}

char const* seal_name(mail::Seal seal) {
    return seal == mail::Seal::encrypted ? "encrypted" : seal == mail::Seal::is_signed ? "is_signed" : "none";
}

LetterId id_of(std::string const& text, char const* field) {
    auto const id = LetterId::parse(text);
    if (!id) throw Problem{ProblemKind::invalid, "field.id", field};
    return *id;
}

}  // namespace

Task<ReceivedLetters> Received::list(Agent, ListReceived range) {
    auto const state = range.state.value_or("quarantined");
    if (state != "quarantined" && state != "set_aside") throw Problem{ProblemKind::invalid, "field.choice", "state"};
    auto const limit = std::clamp<std::int64_t>(range.limit.value_or(letters_listed), 1, limits::letters_page);
    auto const before = range.before ? std::optional{id_of(*range.before, "before")} : std::nullopt;
    ReceivedLetters out;
    for (auto& row : co_await database_.run(sql::list_aside, state, before, limit + 1))
        out.letters.push_back(letters_.shown(std::move(row)));
    if (std::int64_t(out.letters.size()) > limit) {
        out.letters.pop_back();
        out.next = out.letters.back().id;
    }
    co_return out;
}

Task<std::pair<LetterRow, std::string>> Received::open(LetterId id, std::optional<ConversationId> in) {
    auto row = co_await database_.run(sql::received_letter, id);
    if (!row || (in && row->conversation_id != *in)) throw Problem{ProblemKind::not_found, "letter.unknown"};
    auto stored = co_await database_.run(sql::kept_letter, id);
    if (!stored) throw Problem{ProblemKind::not_found, "letter.not_kept"};
    co_return std::pair{letters_.shown(std::move(*row)), letters_.open(*stored)};
}

Task<ReceivedLetter> Received::whole(LetterId id, std::optional<ConversationId> in) {
    auto [row, raw] = co_await open(id, in);
    ReceivedLetter out{.letter = std::move(row), .seal = "none"};
    auto parse = [&] {
        out.raw_bytes = std::int64_t(raw.size());
        out.headers = headers_of(raw, guard_);
        auto letter = mail::read_letter(raw);
        if (!letter) {
            auto const all = text::cut(text::clean_lines(raw), limits::entry_body_bytes);
            out.text = text::masked_addresses(guard_.redact(all).text);
            return true;
        }
        auto const safe = html::make_safe(letter->html);
        bool const has_text = !text::is_blank(letter->text);
        auto words = has_text ? std::move(letter->text) : safe.text;
        out.text = guard_.redact(text::cut(text::clean_lines(words), limits::entry_body_bytes)).text;
        out.has_page = !letter->html.empty();
        for (auto const& each : safe.links) out.links.push_back({guard_.redact(each.words).text, each.target});
        out.remote = std::int64_t(safe.remote);
        for (auto const& each : letter->files)
            out.files.push_back({guard_.redact(text::clean_name(each.name).value_or("")).text,
                                 text::clean_name(each.media_type).value_or(""), std::int64_t(each.bytes.size())});
        out.seal = seal_name(letter->seal);
        out.has_calendar = letter->has_calendar;
        out.belief = belief_in(*letter, authserv_id_);
        out.spam_score = letter->spam.score;
        return true;
    };
    co_await offload(workers_, parse);
    co_return out;
}

// Whoever looks through the mail room has no conversation in whose log it would be told.
Task<void> Received::record(char const* act, StaffId by, LetterId id, json::object details) {
    co_await audit_.record(
        {.act = act, .actor_kind = audit::ActorKind::staff, .actor = by.uuid, .subject = id.uuid, .details = std::move(details)});
}

Task<ReceivedLetter> Received::read(Agent by, LetterId id) {
    auto out = co_await whole(id, std::nullopt);
    co_await record("mail.letter_opened", by.id, id);
    co_return out;
}
Task<ReceivedLetter> Received::read_in(Agent, ConversationId conversation, LetterId id) {
    return whole(id, conversation);
}

// The entry's own pictures: they were decoded and encoded anew when they came in.
Task<Received::Sources> Received::pictures(Agent by, ConversationId conversation, LetterId id) {
    Sources out;
    auto const sealed = co_await database_.run(sql::letter_entry, conversation, "letter-" + id.text());
    auto const key = co_await desk_.words().key_of(conversation);
    auto const data = key ? key->open_json(sealed) : std::nullopt;
    if (!data) co_return out;
    auto const* cids = data->as_object().at("letter").as_object().if_contains("cids");
    if (!cids) co_return out;
    std::size_t bytes = 0;
    for (auto const& each : from_json<std::vector<PictureOfLetter>>(*cids)) {
        std::optional<desk::ServedFile> file;
        try {
            file = co_await desk_.attachment(by, each.attachment, false);
        } catch (Problem const&) {  // not scanned yet, or worse: its place stays empty
            continue;
        }
        if (!file->media_type.starts_with("image/") || bytes + file->bytes.size() > limits::shown_letter_bytes) continue;
        bytes += file->bytes.size();
        auto shown = [&] { return "data:" + file->media_type + ";base64," + base64(file->bytes); };
        out[each.content_id] = co_await offload(workers_, shown);
    }
    co_return out;
}

Task<std::string> Received::made_page(std::string raw, Sources sources) {
    auto make = [&] {
        auto const letter = mail::read_letter(raw);
        auto const safe = html::make_safe(letter ? letter->html : std::string{});
        if (!guard_.redact(safe.text).removed.empty()) throw Problem{ProblemKind::forbidden, "letter.secret"};
        return std::string(page_before) + html::with_pictures(safe.html, sources) + std::string(page_after);
    };
    co_return co_await offload(workers_, make);
}

Task<std::string> Received::page(Agent by, LetterId id) {
    auto opened = co_await open(id, std::nullopt);
    co_await record("mail.letter_opened", by.id, id);
    co_return co_await made_page(std::move(opened.second), {});
}

Task<std::string> Received::page_in(Agent by, ConversationId conversation, LetterId id) {
    auto opened = co_await open(id, conversation);
    auto sources = co_await pictures(std::move(by), conversation, id);
    co_return co_await made_page(std::move(opened.second), std::move(sources));
}

Task<LetterRow> Received::read_again(Agent by, LetterId id, ReadAgain how) {
    auto const row = co_await database_.run(sql::received_letter, id);
    if (!row) throw Problem{ProblemKind::not_found, "letter.unknown"};
    if (row->state == LetterState::read) throw Problem{ProblemKind::conflict, "letter.read"};
    if (!row->kept) throw Problem{ProblemKind::not_found, "letter.not_kept"};
    co_await database_.run(sql::read_again, id, how.as_person, by.id, clock_.now());
    co_await record("mail.letter_read_again", by.id, id, {{"as_person", how.as_person}});
    co_return letters_.shown((co_await database_.run(sql::received_letter, id)).value());
}

Task<LetterRow> Received::dismiss(Agent by, LetterId id) {
    if (co_await database_.run(sql::dismiss, id, by.id, clock_.now()) > 0) co_await record("mail.letter_dismissed", by.id, id);
    auto row = co_await database_.run(sql::received_letter, id);
    if (!row) throw Problem{ProblemKind::not_found, "letter.unknown"};
    co_return letters_.shown(std::move(*row));
}

Task<std::int64_t> reparse(postgres::Database& database, std::optional<LetterId> only) {
    co_return std::int64_t(co_await database.run(sql::reparse, only));
}

}  // namespace ombud::email
