// Letters that came, as staff look at them: which were set aside and why, one of them whole, and what they decide about it.
#pragma once
#include <map>

#include "audit/audit.hpp"
#include "callers/callers.hpp"
#include "email/reception.hpp"

namespace ombud::email {

struct ReceivedLetters {
    std::vector<LetterRow> letters;  // newest first
    std::optional<LetterId> next;
};
BOOST_DESCRIBE_STRUCT(ReceivedLetters, (), (letters, next))

struct HeaderLine {
    std::string name, value;  // decoded, cut, addresses masked
};
BOOST_DESCRIBE_STRUCT(HeaderLine, (), (name, value))

struct LinkOfLetter {
    std::string words, target;
};
BOOST_DESCRIBE_STRUCT(LinkOfLetter, (), (words, target))

struct FileOfLetter {
    std::string name, media_type;  // as its sender says
    std::int64_t bytes{};
};
BOOST_DESCRIBE_STRUCT(FileOfLetter, (), (name, media_type, bytes))

struct ReceivedLetter {
    LetterRow letter;
    std::vector<HeaderLine> headers;
    std::string text;  // secrets are removed
    bool has_page{};   // there is HTML to look at
    std::vector<LinkOfLetter> links;
    std::int64_t remote{};  // pictures that were not fetched from elsewhere
    std::vector<FileOfLetter> files;
    std::string seal;  // none, is_signed, encrypted
    bool has_calendar{};
    std::int64_t raw_bytes{};
    Belief belief{};
    std::optional<double> spam_score;
};
BOOST_DESCRIBE_STRUCT(ReceivedLetter, (),
                      (letter, headers, text, has_page, links, remote, files, seal, has_calendar, raw_bytes, belief, spam_score))

// What staff send.
struct ListReceived {
    std::optional<std::string> state;   // quarantined or set_aside; quarantined when it is not said
    std::optional<std::string> before;  // the id of the last letter that is known
    std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(ListReceived, (), (state, before, limit))

struct ReadAgain {
    bool as_person{};  // a person wrote it, whatever it looks like
};
BOOST_DESCRIBE_STRUCT(ReadAgain, (), (as_person))

class Received {
public:
    Received(postgres::Database& database, safety::SecretGuard const& guard, asio::thread_pool& workers, Letters letters,
             desk::Desk& desk, std::string authserv_id, audit::Log& audit, Clock& clock)
        : database_(database),
          guard_(guard),
          workers_(workers),
          letters_(letters),
          desk_(desk),
          authserv_id_(std::move(authserv_id)),
          audit_(audit),
          clock_(clock) {}

    Task<ReceivedLetters> list(Agent by, ListReceived range);
    // Problem{not_found, "letter.unknown" | "letter.not_kept"}.
    Task<ReceivedLetter> read(Agent by, LetterId id);
    Task<ReceivedLetter> read_in(Agent by, ConversationId conversation, LetterId id);
    // Its HTML, safe, with the pictures that it carries: a whole page that asks for nothing. Problem{forbidden, "letter.secret"}.
    Task<std::string> page(Agent by, LetterId id);
    Task<std::string> page_in(Agent by, ConversationId conversation, LetterId id);
    // Problem{conflict, "letter.read"} for one that is an entry already.
    Task<LetterRow> read_again(Agent by, LetterId id, ReadAgain how);
    Task<LetterRow> dismiss(Agent by, LetterId id);

private:
    Task<std::pair<LetterRow, std::string>> open(LetterId id, std::optional<ConversationId> in);
    Task<void> record(char const* act, StaffId by, LetterId id, json::object details = {});
    Task<ReceivedLetter> whole(LetterId id, std::optional<ConversationId> in);
    using Sources = std::map<std::string, std::string, std::less<>>;  // of pictures, by content id
    Task<Sources> pictures(Agent by, ConversationId conversation, LetterId id);
    Task<std::string> made_page(std::string raw, Sources sources);

    postgres::Database& database_;
    safety::SecretGuard const& guard_;
    asio::thread_pool& workers_;
    Letters letters_;
    desk::Desk& desk_;
    std::string authserv_id_;
    audit::Log& audit_;
    Clock& clock_;
};

// Letters that were set aside are read again by the server that runs; how many. `only`: none: all whose bytes are there.
Task<std::int64_t> reparse(postgres::Database& database, std::optional<LetterId> only);

}  // namespace ombud::email
