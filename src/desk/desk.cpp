#include "desk/desk.hpp"

#include <algorithm>
#include <array>

#include "core/limits.hpp"
#include "desk/queries.hpp"
#include "desk/rows.hpp"
#include "text/languages.hpp"
#include "text/masked.hpp"
#include "text/names.hpp"

namespace ombud::desk {

namespace {

// Crockford's letters: none that are mistaken for another when read out.
constexpr std::string_view reference_letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

constexpr std::size_t codes_held = 4'096;
constexpr std::int64_t largest_seq = (std::int64_t{1} << 53) - 1;  // to which every client can count

void require_body(std::string const& body) {
    if (body.size() > limits::entry_body_bytes) throw Problem{ProblemKind::too_large, "body.too_large", "body"};
}

std::optional<CustomerId> only_of(Participant const& by) {
    return by.customer() ? std::optional{by.customer()->id} : std::nullopt;
}

// A customer learns nothing of notes, not even by a number.
Conversation shown_to(Participant const& by, sql::ConversationRow const& row, customers::Vault const& vault) {
    auto out = conversation_of(row, vault);
    if (by.customer()) {
        out.last_seq = row.last_shown_seq;
        out.handling.reset();
    }
    return out;
}

Problem unknown_conversation() {
    return {ProblemKind::not_found, "conversation.unknown"};
}

struct SeenNews {
    std::string type = "seen";
    ConversationId conversation_id;
    std::string by;
    std::int64_t seq;
};
BOOST_DESCRIBE_STRUCT(SeenNews, (), (type, conversation_id, by, seq))

}  // namespace

Desk::Desk(asio::io_context& io, postgres::Database& database, customers::Vault& vault, safety::SecretGuard const& guard,
           realtime::Hub& hub, files::Intake& intake, files::Store const& store, Clock& clock, Random& random)
    : database_(database),
      guard_(guard),
      hub_(hub),
      intake_(intake),
      store_(store),
      clock_(clock),
      random_(random),
      words_(database, vault),
      presence_(hub),
      queue_(io, database, hub, clock),
      board_(io, database, clock),
      inbox_(io, database, words_, board_, hub, clock),
      log_(io, database, words_, [this](Entry const& entry) { entry_posted(entry); }),
      posts_(clock, limits::posts_at_once, limits::one_post_each),
      openings_(clock, limits::openings_at_once, limits::one_opening_each),
      uploads_(clock, limits::uploads_in_a_row, limits::one_upload_each) {}

void Desk::entry_posted(Entry const& entry) {
    auto audience = entry.internal ? realtime::Audience::staff : realtime::Audience::everyone;
    hub_.publish(
        entry.conversation_id.uuid,
        {.seq = entry.seq, .audience = audience, .frame = realtime::make_frame(to_json_text(EntryNews{.entry = entry}))});
    inbox_.changed(entry.conversation_id);
    board_.changed(entry.conversation_id);
    // Only these can change anybody's place in the queue.
    if (entry.kind != EntryKind::note && entry.kind != EntryKind::handling) queue_.changed();
}

Task<Assignee> Desk::assignee(ConversationId id, StaffId who, std::optional<std::string> name) {
    Assignee out{.id = who.uuid, .name = std::move(name), .code = {}};
    if (!code_of_) co_return out;
    auto const key = std::pair{id, who};
    if (auto const known = codes_.find(key); known != codes_.end()) {
        out.code = known->second;
        co_return out;
    }
    if (!co_await database_.run(sql::last_seq, id, std::nullopt)) throw unknown_conversation();
    out.code = co_await code_of_(id, who);
    if (codes_.size() >= codes_held) codes_.clear();
    codes_.insert_or_assign(key, *out.code);
    co_return out;
}

// One that was taken before there were codes gets its own now.
Task<Conversation> Desk::with_code(Conversation conversation) {
    if (auto& who = conversation.assignee; who && !who->code)
        who = co_await assignee(conversation.id, StaffId{who->id}, std::move(who->name));
    co_return conversation;
}

Task<Conversation> Desk::with_queue(Conversation conversation, std::optional<Timestamp> waiting_since) {
    bool queued = waiting_since && !conversation.assignee && (conversation.status == "new" || conversation.status == "open");
    if (queued) conversation.queue = co_await queue_.place_of(conversation.id, *waiting_since);
    co_return conversation;
}

Task<Conversation> Desk::open(Customer by, OpenConversation wanted) {
    require_client_id(wanted.client_id);
    text::require_language(wanted.language);
    if (wanted.topic && (wanted.topic->empty() || wanted.topic->size() > limits::topic_bytes))
        throw Problem{ProblemKind::invalid, "field.range", "topic"};
    if (wanted.body && text::is_blank(*wanted.body)) throw Problem{ProblemKind::invalid, "body.empty", "body"};
    if (wanted.body) require_body(*wanted.body);
    openings_.require(by.id.text());
    co_return co_await open_now(by, std::move(wanted), "chat");
}

Task<Conversation> Desk::open_for_form(Customer by, OpenConversation wanted) {
    require_client_id(wanted.client_id);
    openings_.require(by.id.text());
    co_return co_await open_now(by, std::move(wanted), "form");
}

Task<Conversation> Desk::open_for_letter(Customer by, OpenConversation wanted) {
    require_client_id(wanted.client_id);
    co_return co_await open_now(by, std::move(wanted), "email");
}

Task<Conversation> Desk::open_now(Customer by, OpenConversation wanted, std::string channel) {
    safety::Redacted said;
    if (wanted.body) {
        said = guard_.redact(std::move(*wanted.body));
        wanted.body = said.text;
    }
    if (wanted.topic) wanted.topic = guard_.redact(std::move(*wanted.topic)).text;

    auto const id = ConversationId::make(clock_, random_);
    auto const key = co_await key_for_opening(by, id);
    std::optional<postgres::Bytes> body;
    if (wanted.body) body = key.close(*wanted.body, random_);
    std::optional<sql::OpenedRow> opened;
    for (int tries = 0; !opened && tries < 5; ++tries) {
        try {
            opened = co_await database_.run(sql::open_conversation, id, new_reference(random_), by.id, wanted.client_id,
                                            wanted.language, wanted.topic, body, to_json(said.removed), clock_.now(), channel);
        } catch (postgres::DatabaseError const& error) {
            // A token outlives its customer where an older database was brought back: the widget then asks for a new one.
            if (error.sqlstate == "23503") throw Problem{ProblemKind::unauthenticated, "session.expired"};
            if (error.sqlstate != "23505") throw;  // the reference was taken; another is drawn
        }
    }
    if (!opened) throw Problem{ProblemKind::unavailable, "desk.busy"};
    if (opened->repeated && co_await first_words(*opened) != wanted.body)
        throw Problem{ProblemKind::conflict, "client_id.reused", "client_id"};
    // A repeated one too: whoever stored it may never have heard that it was.
    if (wanted.body) {
        inbox_.changed(opened->id);
        board_.changed(opened->id);
        queue_.changed();
    }
    co_return co_await read(by, opened->id);
}

std::string Desk::new_reference(Random& random) {
    return "OM-" + random.text(4, reference_letters) + "-" + random.text(4, reference_letters);
}

Task<WordsKey> Desk::key_for_opening(Customer by, ConversationId id) try {
    co_return co_await words_.key_for(id, by.id);
} catch (postgres::DatabaseError const& error) {
    // A token outlives its customer where an older database was brought back: the widget then asks for a new one.
    if (error.sqlstate == "23503") throw Problem{ProblemKind::unauthenticated, "session.expired"};
    throw;
}

Task<std::optional<std::string>> Desk::first_words(sql::OpenedRow opened) {
    if (!opened.first_body && !opened.first_plain) co_return std::nullopt;
    auto const key = co_await words_.key_of(opened.id);
    co_return key.value().open(opened.first_body, opened.first_plain);
}

Task<OwnConversations> Desk::own(Customer by) {
    OwnConversations out;
    for (auto const& row : co_await database_.run(sql::conversations_of, by.id, std::int64_t(limits::own_conversations)))
        out.conversations.push_back(co_await with_code(shown_to(by, row, words_.vault())));
    co_return out;
}

Task<Conversation> Desk::read(Participant by, ConversationId id) {
    auto row = co_await database_.run(sql::conversation, id, only_of(by));
    if (!row) throw unknown_conversation();
    co_return co_await with_queue(co_await with_code(shown_to(by, *row, words_.vault())), row->waiting_since);
}

Task<EntryPage> Desk::entries(Participant by, ConversationId id, EntryRange range) {
    auto limit = range.limit.value_or(50);
    if (limit < 1 || limit > std::int64_t(limits::entries_page)) throw Problem{ProblemKind::invalid, "field.range", "limit"};
    if (range.after.value_or(0) < 0) throw Problem{ProblemKind::invalid, "field.range", "after"};
    if (range.before.value_or(0) < 0) throw Problem{ProblemKind::invalid, "field.range", "before"};
    if (range.after && range.before) throw Problem{ProblemKind::invalid, "range.both", "before"};
    if (!range.before.has_value() || *range.before == 0) co_return co_await entries_after(by, id, range.after.value_or(0), limit);

    auto last = co_await database_.run(sql::last_seq, id, only_of(by));
    if (!last) throw unknown_conversation();
    EntryPage page{.entries = {}, .last_seq = *last};
    auto const key = co_await words_.key_of(id);
    for (auto& row : co_await database_.run(sql::entries_before, id, *range.before, limit, by.agent() != nullptr))
        page.entries.push_back(entry_of(std::move(row), key.value()));
    co_return page;
}

Task<EntryPage> Desk::entries_after(Participant const& by, ConversationId id, std::int64_t seq, std::int64_t limit) {
    bool const staff = by.agent() != nullptr;
    auto last = co_await database_.run(sql::last_seq, id, only_of(by));
    if (!last) throw unknown_conversation();
    EntryPage page{.entries = {}, .last_seq = *last};
    auto const key = co_await words_.key_of(id);
    for (auto& row : co_await database_.run(sql::entries_after, id, seq, limit, staff))
        page.entries.push_back(entry_of(std::move(row), key.value()));
    co_return page;
}

Task<Entry> Desk::post(Participant by, ConversationId to, PostEntry wanted) {
    auto draft = co_await draft_of(std::move(by), to, std::move(wanted));
    co_return co_await say(std::move(draft));
}

Task<Draft> Desk::draft_of(Participant by, ConversationId to, PostEntry wanted) {
    require_client_id(wanted.client_id);
    require_body(wanted.body);
    auto files = wanted.attachments.value_or(std::vector<AttachmentId>{});
    if (text::is_blank(wanted.body) && files.empty()) throw Problem{ProblemKind::invalid, "body.empty", "body"};
    bool const note = wanted.internal.value_or(false);
    auto const* agent = by.agent();
    if (note && !agent) throw Problem{ProblemKind::forbidden, "permission.missing", "internal"};
    posts_.require(by.id().text());

    // A seed phrase must never reach the disk.
    auto said = guard_.redact(std::move(wanted.body));
    Draft draft{.conversation_id = to,
                .kind = note ? EntryKind::note : EntryKind::message,
                .author_kind = agent ? AuthorKind::agent : AuthorKind::customer,
                .author_id = by.id(),
                .author_name = agent ? std::optional{agent->name} : std::nullopt,
                .client_id = std::move(wanted.client_id),
                .body = std::move(said.text),
                .internal = note,
                .attachments = {},
                .removed = std::move(said.removed),
                .data = {},
                .answering = agent && !note ? wanted.answering : std::nullopt,
                .posted_at = clock_.now()};
    if (wanted.mentions && !wanted.mentions->empty()) draft.data = co_await mentioned(std::move(*wanted.mentions), note);
    if (!files.empty()) draft.attachments = co_await own_attachments(by.id(), to, std::move(files));
    co_return draft;
}

// Only staff hear of it, and each of them once.
Task<json::value> Desk::mentioned(std::vector<StaffId> who, bool in_note) {
    if (!in_note) throw Problem{ProblemKind::invalid, "mentions.in_note", "mentions"};
    if (who.size() > limits::mentions_each) throw Problem{ProblemKind::invalid, "field.range", "mentions"};
    std::ranges::sort(who);
    auto const repeats = std::ranges::unique(who);
    who.erase(repeats.begin(), repeats.end());
    json::array out;
    for (auto& person : co_await database_.run(sql::mentionable, who))
        out.push_back(to_json(Person{person.id.uuid, std::move(person.public_name)}));
    if (out.size() != who.size()) throw Problem{ProblemKind::invalid, "mentions.unknown", "mentions"};
    co_return json::object{{"mentions", std::move(out)}};
}

Task<Entry> Desk::say(Draft draft) {
    if (draft.author_kind == AuthorKind::agent && !draft.internal) {  // whoever answers first has the conversation
        auto const who = co_await assignee(draft.conversation_id, StaffId{draft.author_id}, draft.author_name);
        draft.data = json::value{{"assignee", to_json(who)}};
    }
    co_return co_await append(std::move(draft));
}

Task<Entry> Desk::append(Draft draft) {
    // What is needed to say why it was refused; the body is not.
    Draft const asked{.conversation_id = draft.conversation_id,
                      .kind = draft.kind,
                      .author_kind = draft.author_kind,
                      .author_id = draft.author_id,
                      .author_name = {},
                      .client_id = {},
                      .body = {},
                      .attachments = {},
                      .removed = {},
                      .data = {},
                      .answering = draft.answering,
                      .posted_at = {}};
    auto entry = co_await log_.append(std::move(draft));
    if (!entry) throw co_await why_refused(asked);
    co_return std::move(*entry);
}

Task<Problem> Desk::why_refused(Draft const& draft) {
    std::optional<CustomerId> only;
    if (draft.author_kind == AuthorKind::customer) only = CustomerId{draft.author_id};
    auto standing = co_await database_.run(sql::standing, draft.conversation_id, only);
    if (!standing) co_return unknown_conversation();
    bool const ends_or_answers = draft.kind == EntryKind::state || draft.kind == EntryKind::message;
    if (standing->merged && ends_or_answers) co_return Problem{ProblemKind::conflict, "conversation.merged"};
    if (draft.kind == EntryKind::state && draft.answering && standing->last_customer_seq > *draft.answering)
        co_return Problem{ProblemKind::conflict, "status.customer_wrote", "answering"};
    if (draft.kind == EntryKind::state) co_return Problem{ProblemKind::conflict, "status.unchanged", "status"};
    if (draft.kind == EntryKind::handling) co_return Problem{ProblemKind::conflict, "handling.unchanged"};
    if (draft.kind == EntryKind::assignment) co_return Problem{ProblemKind::conflict, "assignee.unchanged", "assignee_id"};
    co_return Problem{ProblemKind::conflict, "entry.answered_already", "answering"};
}

namespace {

constexpr std::string_view transaction_field = "transaction_id";
constexpr std::array<std::string_view, 5> plain_fields{"asset", "network", "amount", "since", "device"};

}  // namespace

Task<Entry> Desk::tell_case(Customer by, ConversationId to, TellCase wanted) {
    require_client_id(wanted.client_id);
    require_body(wanted.body);
    posts_.require(by.id.text());
    auto said = guard_.redact(std::move(wanted.body));
    auto told = std::move(wanted.told);
    for (auto& [name, value] : told.fields) {
        // Its shape alone does not tell a transaction from a key: what somebody was asked for does.
        std::vector<std::string> const transactions{name == transaction_field ? value : std::string{}};
        bool const plain = std::ranges::find(plain_fields, name) != plain_fields.end();
        value = guard_.redact(value, {.addresses = {}, .transactions = transactions, .no_transaction = plain}).text;
    }
    told.email = wanted.email ? std::optional{text::masked(*wanted.email)} : std::nullopt;
    std::vector<Attachment> attachments;
    if (!wanted.attachments.empty()) attachments = co_await own_attachments(by.id.uuid, to, std::move(wanted.attachments));
    co_await require_participant(by, to);
    if (told.reach) {
        auto const key = co_await words_.key_of(to);
        auto const email = wanted.email ? std::optional{key.value().close(*wanted.email, words_.random())} : std::nullopt;
        co_await database_.run(sql::keep_contact, to, *told.reach, email);
    }
    co_return co_await append({.conversation_id = to,
                               .kind = EntryKind::intake,
                               .author_kind = AuthorKind::customer,
                               .author_id = by.id.uuid,
                               .author_name = {},
                               .client_id = std::move(wanted.client_id),
                               .body = std::move(said.text),
                               .attachments = std::move(attachments),
                               .removed = std::move(said.removed),
                               .data = {},
                               .told = to_json(told),
                               .answering = {},
                               .posted_at = clock_.now()});
}

Task<Entry> Desk::post_letter(Customer by, ConversationId to, PostLetter letter) {
    require_client_id(letter.client_id);
    auto said = guard_.redact(std::move(letter.body));
    said.text = text::cut(std::move(said.text), limits::entry_body_bytes);
    auto const shown = std::int64_t(text::count_code_points(said.text));
    std::erase_if(said.removed, [&](auto const& each) { return each.at >= shown; });
    auto below = guard_.redact(std::move(letter.quoted));
    bool const tells_case = letter.letter.contains("case");
    letter.letter["quoted"] = text::cut(std::move(below.text), limits::entry_body_bytes);
    std::vector<Attachment> attachments;
    if (!letter.attachments.empty()) attachments = co_await own_attachments(by.id.uuid, to, std::move(letter.attachments));
    co_return co_await append({.conversation_id = to,
                               .kind = EntryKind::message,
                               .author_kind = AuthorKind::customer,
                               .author_id = by.id.uuid,
                               .author_name = {},
                               .client_id = std::move(letter.client_id),
                               .body = std::move(said.text),
                               .attachments = std::move(attachments),
                               .removed = std::move(said.removed),
                               .data = tells_case ? std::optional<json::value>{json::object{{"tells_case", true}}} : std::nullopt,
                               .told = json::object{{"letter", std::move(letter.letter)}},
                               .answering = {},
                               .posted_at = clock_.now()});
}

Task<Entry> Desk::note(ConversationId to, std::string client_id, std::string body, json::value data) {
    require_client_id(client_id);
    auto said = guard_.redact(std::move(body));
    // What stops and starts clocks is nobody's words: whoever counts them opens nothing.
    std::optional<json::value> plain;
    if (auto const* object = data.if_object())
        if (auto const* clocks = object->if_contains("clocks")) plain = json::object{{"clocks", *clocks}};
    co_return co_await append({.conversation_id = to,
                               .kind = EntryKind::note,
                               .author_kind = AuthorKind::system,
                               .author_id = {},
                               .author_name = {},
                               .client_id = std::move(client_id),
                               .body = text::cut(std::move(said.text), limits::entry_body_bytes),
                               .internal = true,
                               .attachments = {},
                               .removed = std::move(said.removed),
                               .data = std::move(plain),
                               .told = data.is_null() ? std::nullopt : std::optional{std::move(data)},
                               .answering = {},
                               .posted_at = clock_.now()});
}

Task<ToldCase> Desk::read_case(Agent by, ConversationId id) {
    co_await require_participant(by, id);
    auto const row = co_await database_.run(sql::newest_case, id);
    if (!row) co_return ToldCase{};
    co_return ToldCase{co_await case_of(id, *row), row->posted_at};
}

Task<std::optional<Case>> Desk::case_of(ConversationId id, sql::CaseRow row) {
    auto const key = co_await words_.key_of(id);
    auto told = key.value().open_json(row.told);
    if (!told) told = row.data;
    if (!told || !told->is_object()) co_return std::nullopt;
    if (auto const* letter = told->get_object().if_contains("letter")) co_return from_json<Case>(letter->at("case"));
    co_return from_json<Case>(*told);
}

Task<std::optional<Case>> Desk::told_case(ConversationId id) {
    auto const row = co_await database_.run(sql::newest_case, id);
    if (!row) co_return std::nullopt;
    co_return co_await case_of(id, *row);
}

Task<bool> Desk::has_posted(Customer by, ConversationId in, std::string client_id) {
    co_return co_await database_.run(sql::has_posted, in, by.id, std::move(client_id));
}

Task<std::optional<Entry>> Desk::post_as(Program by, ConversationId to, ToMany said) {
    require_client_id(said.client_id);
    require_body(said.body);
    auto clean = guard_.redact(std::move(said.body));
    co_return co_await log_.append({.conversation_id = to,
                                    .kind = EntryKind::message,
                                    .author_kind = AuthorKind::agent,
                                    .author_id = said.author.uuid,
                                    .author_name = std::move(said.author_name),
                                    .client_id = std::move(said.client_id),
                                    .body = std::move(clean.text),
                                    .attachments = {},
                                    .removed = std::move(clean.removed),
                                    .data = json::value{{"by", to_json(by)}},
                                    .told = {},
                                    .answering = {},
                                    .posted_at = clock_.now()});
}

Task<void> Desk::seen(Participant by, ConversationId id, Seen mark) {
    if (mark.seq < 0 || mark.seq > largest_seq) throw Problem{ProblemKind::invalid, "field.range", "seq"};
    co_await require_participant(by, id);
    auto moved = by.agent() ? co_await database_.run(sql::staff_saw, id, by.agent()->id, mark.seq)
                            : co_await database_.run(sql::customer_saw, id, by.customer()->id, mark.seq);
    if (!moved) co_return;
    auto news = to_json_text(SeenNews{.conversation_id = id, .by = by.agent() ? "staff" : "customer", .seq = *moved});
    hub_.publish(id.uuid, {.frame = realtime::make_frame(std::move(news))});
}

Task<WaitingNow> Desk::waiting_now(Anyone) {
    co_return WaitingNow{presence_.any_agent_online(), co_await queue_.waiting()};
}

Task<InboxPage> Desk::inbox(Agent by, InboxRange range) {
    co_return co_await inbox_.list(std::move(by), std::move(range));
}

Task<void> Desk::require_participant(Participant by, ConversationId id) {
    if (!co_await database_.run(sql::last_seq, id, only_of(by))) throw unknown_conversation();
}

}  // namespace ombud::desk
