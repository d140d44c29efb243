// The letters that the house sends: ordered, stored, delivered, and what became of each.
#pragma once
#include <boost/describe.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/seal.hpp"
#include "core/task.hpp"
#include "core/time.hpp"
#include "mail/compose.hpp"
#include "outbox/letters.hpp"

namespace ombud::postgres {
class Database;
class Transaction;
}  // namespace ombud::postgres
namespace ombud::mail {
class SmtpClient;
struct Reply;
}  // namespace ombud::mail

namespace ombud::outbox {

// A letter to write. Nothing in it may be a text that somebody unverified typed, but what a person of ours answers.
struct Order {
    std::string letter;                         // the template's name in content/letters: "reset_password"
    std::string language;                       // zh-CN or en
    std::string to;                             // an address as text::email_key gives it
    std::map<std::string, std::string> values;  // what the template names: links, codes, times; more do no harm
    std::optional<std::string> phrase{};        // the receiver's own anti-phishing phrase
    std::optional<Uuid> about{};                // whose account it concerns
    std::optional<Thread> thread{};             // of a correspondence
    std::optional<Words> words{};               // what a person wrote
};

BOOST_DEFINE_ENUM_CLASS(DeliveryState,
                        queued,      // waits to be handed to the mail server
                        accepted,    // the mail server took it
                        deferred,    // refused for now; tried again
                        bounced,     // refused for good, came back, or given up
                        suppressed)  // not sent: the address bounced before

// What became of a letter so far.
struct Delivery {
    LetterId id;
    DeliveryState state;
    Timestamp at;                      // of the newest change
    std::optional<std::string> reply;  // the mail server's own answer: "550 5.1.1 no such user"
    std::optional<Timestamp> next_try;
};
BOOST_DESCRIBE_STRUCT(Delivery, (), (id, state, at, reply, next_try))

// The newest letter to somebody.
struct Latest {
    std::string letter;
    DeliveryState state;
    Timestamp created_at;
    std::optional<std::string> reply;
    std::optional<Timestamp> next_try;
};
BOOST_DESCRIBE_STRUCT(Latest, (), (letter, state, created_at, reply, next_try))

// One line of the delivery log.
struct Attempt {
    Timestamp at;
    std::string outcome;  // accepted, deferred, refused; or of a report that came later: bounced, delayed
    std::string reply;
};
BOOST_DESCRIBE_STRUCT(Attempt, (), (at, outcome, reply))

struct LetterLine {
    LetterId id;
    std::string to, subject, letter, language;
    Timestamp at;
    Delivery delivery;
};
BOOST_DESCRIBE_STRUCT(LetterLine, (), (id, to, subject, letter, language, at, delivery))

struct LetterPage {
    std::vector<LetterLine> letters;  // newest first
    std::optional<LetterId> next;
};
BOOST_DESCRIBE_STRUCT(LetterPage, (), (letters, next))

struct WholeLetter {
    LetterId id;
    std::string to, subject, letter, language;
    Timestamp at;
    Delivery delivery;
    std::string text, html;
    std::vector<Attempt> attempts;
};
BOOST_DESCRIBE_STRUCT(WholeLetter, (), (id, to, subject, letter, language, at, delivery, text, html, attempts))

struct Settings {
    mail::Mailbox from;
    std::string return_path;     // bounces@desk.example: each letter adds "+" and its id, so that a bounce finds it
    bool shown_in_desk = false;  // the demo: bodies are kept, and without a mail server a letter counts as delivered
};

class Outbox {
public:
    // The code that a letter to this address shows, the same again for the same letter.
    using CodeOf = std::function<Task<std::string>(postgres::Transaction&, LetterId, std::string)>;

    // The bytes of a stored file, by its SHA-256; nullopt: it is gone.
    using BytesOf = std::function<Task<std::optional<std::string>>(std::string)>;

    // Without a mail server letters stay queued (or are shown in the desk).
    Outbox(postgres::Database& database, Clock& clock, Random& random, Seal seal, Settings settings, mail::SmtpClient* server);

    // Each letter from now on ends with its code, made where the letter is stored, and the page that knows it.
    void shows_codes(CodeOf how, std::string check_at);

    void encloses_files(BytesOf how) { bytes_of_ = std::move(how); }

    // Stored when it returns; sent soon after. Throws logic_error for a template or a value that there is not.
    Task<LetterId> post(Order order);
    // The same inside somebody's transaction.
    Task<LetterId> post(postgres::Transaction& transaction, Order order);
    Task<std::optional<Delivery>> delivery(LetterId id);
    Task<std::vector<Attempt>> attempts(LetterId id);
    // The newest letter to an address since a moment, other than those named; nullopt: none was written.
    Task<std::optional<Latest>> latest(std::string address, Timestamp since, std::vector<std::string> but_not);

    // The id under which it travels, without brackets: what an answer to it names.
    [[nodiscard]] std::string message_id(LetterId id) const;
    // That our letters come from, unless a thread says otherwise.
    [[nodiscard]] std::string domain() const { return std::string(mail::domain_of(settings_.from.address)); }
    // Whether letters leave the house.
    [[nodiscard]] bool has_server() const { return server_ != nullptr; }
    // Whether they get anywhere: to a mail server, or in the demo to the desk.
    [[nodiscard]] bool delivers() const { return has_server() || settings_.shown_in_desk; }

    // One of the carriers that run side by side: delivers what is due, over and over.
    Task<void> deliver();
    // What is due now, one after the other; how many there were.
    Task<std::size_t> deliver_due();
    // After the carriers were told to end: returns when each has written down what became of its letter.
    Task<void> end();

    // What was written, for the demo's desk; elsewhere Problem{not_found}.
    Task<LetterPage> list(std::optional<LetterId> before, std::int64_t limit);
    Task<WholeLetter> read(LetterId id);

private:
    Task<bool> deliver_one();
    Task<mail::Reply> carry(LetterId id, std::string to, std::string sealed, Timestamp written);
    Task<void> record(LetterId id, mail::Reply reply, std::int32_t attempts, Timestamp written);
    [[nodiscard]] Timestamp next_try(std::int32_t attempts);
    Written unseal(LetterId id, std::optional<std::string> const& sealed) const;
    void require_shown() const;

    postgres::Database& database_;
    Clock& clock_;
    Random& random_;
    Seal seal_;
    Settings settings_;
    mail::SmtpClient* server_;
    CodeOf code_of_;
    BytesOf bytes_of_;
    std::string check_at_;
    bool ending_ = false;
    std::size_t under_way_ = 0;
};

// Letters go there again, although one bounced for good: an administrator says so. False: nothing kept them back.
Task<bool> allow_address(postgres::Database& database, std::string address);

}  // namespace ombud::outbox
