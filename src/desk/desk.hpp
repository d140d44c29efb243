// The desk: conversations opened, written in, read, assigned, resolved; each act checked, cleaned of secrets, stored, told.
#pragma once
#include <functional>
#include <map>

#include "callers/callers.hpp"
#include "core/rate_limit.hpp"
#include "desk/board.hpp"
#include "desk/inbox.hpp"
#include "desk/log.hpp"
#include "desk/model.hpp"
#include "desk/presence.hpp"
#include "desk/queue.hpp"
#include "desk/words.hpp"
#include "files/intake.hpp"
#include "postgres/database.hpp"
#include "safety/secret_guard.hpp"

namespace ombud::desk {

namespace sql {
struct CaseRow;
struct OpenedRow;
}  // namespace sql

class Planned;
struct Ending;
struct Rate;

// A stored file that the asker may have.
struct ServedFile {
    std::string bytes;
    std::string name;
    std::string media_type;
    std::string tag;  // changes with the content
};

class Desk {
public:
    // The code of an agent in a conversation, the same again for the same two.
    using CodeOf = std::function<Task<std::string>(ConversationId, StaffId)>;

    Desk(asio::io_context& io, postgres::Database& database, customers::Vault& vault, safety::SecretGuard const& guard,
         realtime::Hub& hub, files::Intake& intake, files::Store const& store, Clock& clock, Random& random);

    // Whoever answers shows a code from now on.
    void shows_codes(CodeOf how) { code_of_ = std::move(how); }
    // Throws where a conversation may not have these fields of the desk's own making. Until somebody says how, any may be.
    using FieldCheck = std::function<void(json::object const&)>;
    void checks_fields(FieldCheck how) { field_check_ = std::move(how); }

    Task<Conversation> open(Customer by, OpenConversation wanted);
    Task<OwnConversations> own(Customer by);
    Task<Conversation> read(Participant by, ConversationId id);
    Task<EntryPage> entries(Participant by, ConversationId id, EntryRange range);
    Task<Entry> post(Participant by, ConversationId to, PostEntry draft);
    // The matter as fields, at the conversation's end; counts as a message of theirs. Each field passes the secret guard.
    Task<Entry> tell_case(Customer by, ConversationId to, TellCase wanted);
    // What came by mail, however much comes at once. The limits on how often somebody may open or post are the mail's own.
    Task<Conversation> open_for_letter(Customer by, OpenConversation wanted);
    // What begins in a form of the help centre.
    Task<Conversation> open_for_form(Customer by, OpenConversation wanted);
    Task<Entry> post_letter(Customer by, ConversationId to, PostLetter letter);
    // A note that the program makes for staff; it passes the secret guard, too.
    Task<Entry> note(ConversationId to, std::string client_id, std::string body, json::value data);
    Task<ToldCase> read_case(Agent by, ConversationId id);
    // The same for the program itself, which adds to it what a letter says.
    Task<std::optional<Case>> told_case(ConversationId id);
    // How it went, in the customer's eyes; a later one of the same resolution takes its place. ratings.hpp.
    Task<Entry> rate(Customer by, ConversationId id, Rate wanted);
    // By whoever holds a link to it, who says for how long; what stands already is not said twice.
    Task<void> rate_by_link(Customer by, ConversationId id, std::int64_t score, std::optional<std::string> words);
    Task<Ending> ending(Customer by, ConversationId of);
    // Whether this was posted before: then what belongs to it is there, too.
    Task<bool> has_posted(Customer by, ConversationId in, std::string client_id);
    Task<Entry> assign(Agent by, ConversationId id, Assign wanted);
    Task<Entry> change_status(Agent by, ConversationId id, ChangeStatus wanted);
    // Problem{conflict, "handling.unchanged"} when everything stands so already.
    Task<Entry> change(Agent by, ConversationId id, ChangeHandling wanted);
    // Somebody looked at a masked field: {field, purpose, until}. The same client_id again is the same entry.
    Task<Entry> note_reveal(Agent by, ConversationId id, std::string client_id, json::object data);
    // The same acts when no person does them. nullopt: it stands so already, or not as expected, or there is no such
    // conversation.
    Task<std::optional<Entry>> assign_as(Program by, ConversationId id, Assign wanted, std::optional<Expected> expected = {});
    Task<std::optional<Entry>> change_status_as(Program by, ConversationId id, ChangeStatus wanted);
    Task<std::optional<Entry>> change_as(Program by, ConversationId id, ChangeHandling wanted,
                                         std::optional<Expected> expected = {});
    // What somebody of ours says in many conversations at once, posted in one of them: an answer that takes nobody's
    // conversation.
    struct ToMany {
        StaffId author;
        std::string author_name;
        std::string client_id;
        std::string body;
    };
    Task<std::optional<Entry>> post_as(Program by, ConversationId to, ToMany said);
    Task<void> seen(Participant by, ConversationId id, Seen mark);
    Task<WaitingNow> waiting_now(Anyone by);
    Task<InboxPage> inbox(Agent by, InboxRange range);

    // Asked before a large upload is read: Problem{not_found, "conversation.unknown"}, {too_many, "rate.limited"}.
    Task<void> before_upload(Participant by, ConversationId to);
    Task<Attachment> attach(Participant by, ConversationId to, std::string name, std::string bytes);
    Task<ServedFile> attachment(Participant by, AttachmentId id, bool thumbnail);
    // The bytes of an attachment by the SHA-256 it is stored under, for a letter that encloses it; nullopt: it is gone.
    Task<std::optional<std::string>> stored_bytes(std::string sha256);
    // Files, their names, and where answers go, of before they were sealed.
    Task<void> seal_old_rows();
    // Asks the virus scanner again about files that came while it was away; runs for ever.
    Task<void> scan_pending();

    [[nodiscard]] Presence& presence() { return presence_; }
    [[nodiscard]] Inbox& live_inbox() { return inbox_; }
    [[nodiscard]] Board& board() { return board_; }
    [[nodiscard]] Words& words() { return words_; }
    [[nodiscard]] std::size_t posts_waiting() const { return log_.waiting(); }

    // Entries after `seq` as the participant sees them, at most `limit`; for live connections that catch up. Problem{not_found}.
    Task<EntryPage> entries_after(Participant const& by, ConversationId id, std::int64_t seq, std::int64_t limit);

private:
    friend class Planned;  // posts later what was drafted here
    friend class Ties;     // writes in two logs at once
    static std::string new_reference(Random& random);
    void entry_posted(Entry const& entry);
    // What somebody means to say, checked and clean of secrets.
    Task<Draft> draft_of(Participant by, ConversationId to, PostEntry wanted);
    Task<json::value> mentioned(std::vector<StaffId> who, bool in_note);
    Task<Entry> say(Draft draft);
    Task<Conversation> open_now(Customer by, OpenConversation wanted, std::string channel);
    Task<WordsKey> key_for_opening(Customer by, ConversationId id);
    Task<std::optional<std::string>> first_words(sql::OpenedRow opened);
    Task<std::optional<Case>> case_of(ConversationId id, sql::CaseRow row);
    struct Act;
    [[nodiscard]] Draft draft_of_act(Act act) const;
    Task<Entry> act_of(Agent by, Act act);
    Task<std::optional<Entry>> act_of(Program by, Act act);
    Task<Act> act_of_assigning(ConversationId id, Assign wanted);
    static Act act_of_status(ConversationId id, ChangeStatus wanted);
    Act act_of_handling(ConversationId id, ChangeHandling wanted);
    [[nodiscard]] json::array checked_tags(std::vector<std::string> const& tags, std::string const& field) const;
    [[nodiscard]] json::object checked_fields(json::value const& fields) const;
    Task<void> scan_once();
    Task<void> remove_files_left();
    Task<void> require_participant(Participant by, ConversationId id);
    Task<Assignee> assignee(ConversationId id, StaffId who, std::optional<std::string> name);
    Task<Conversation> with_code(Conversation conversation);
    Task<Conversation> with_queue(Conversation conversation, std::optional<Timestamp> waiting_since);
    Task<std::vector<Attachment>> own_attachments(Uuid author, ConversationId id, std::vector<AttachmentId> wanted);
    [[nodiscard]] safety::Redacted said_in_rating(std::int64_t score, std::optional<std::string> words) const;
    Task<Entry> post_rating(Customer by, ConversationId id, std::string client_id, std::int64_t score, safety::Redacted said);
    Task<Entry> append(Draft draft);
    Task<Problem> why_refused(Draft const& draft);

    postgres::Database& database_;
    safety::SecretGuard const& guard_;
    realtime::Hub& hub_;
    files::Intake& intake_;
    files::Store const& store_;
    Clock& clock_;
    Random& random_;
    Words words_;
    Presence presence_;
    Queue queue_;
    Board board_;
    Inbox inbox_;
    Log log_;
    CodeOf code_of_;
    FieldCheck field_check_;
    std::map<std::pair<ConversationId, StaffId>, std::string> codes_;  // those asked for last
    RateLimit posts_;
    RateLimit openings_;
    RateLimit uploads_;
};

// Live news of an entry; the customer's and the staff's are the same text.
struct EntryNews {
    std::string type = "entry_posted";
    Entry entry;
};
BOOST_DESCRIBE_STRUCT(EntryNews, (), (type, entry))

}  // namespace ombud::desk
