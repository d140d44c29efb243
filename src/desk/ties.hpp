// Conversations tied to each other: related ones linked, two of one customer merged, one split in two. Each tie is a row, and an
// entry in both logs, stored in one transaction: both logs have it, or none.
//
// What is merged ends there and is answered where it went. What its customer writes in it later is stored in it as ever, and an
// entry where it went says so, with a customer who waits: nothing that was said is lost, and nobody looks for it in vain.
#pragma once
#include "audit/audit.hpp"
#include "desk/desk.hpp"
#include "desk/feed.hpp"
#include "desk/opening.hpp"
#include "desk/tie_queries.hpp"

namespace ombud::desk {

// The other conversation, without a word of it.
struct TiedTo {
    ConversationId id;
    std::string reference, status;
    std::optional<std::string> topic;
    bool same_customer;
};
BOOST_DESCRIBE_STRUCT(TiedTo, (), (id, reference, status, topic, same_customer))

// kind      role   the other one
// related   with   is about the same
// merged    into   is where this one went
// merged    from   came into this one
// split     to     came of this one
// split     from   is what this one came of
struct Tie {
    TieId id;
    std::string kind, role;
    TiedTo other;
    Timestamp made_at;
    Person made_by;
    std::optional<Timestamp> ended_at;
};
BOOST_DESCRIBE_STRUCT(Tie, (), (id, kind, role, other, made_at, made_by, ended_at))

struct TieList {
    std::vector<Tie> ties;  // those that stand, newest first
};
BOOST_DESCRIBE_STRUCT(TieList, (), (ties))

struct MakeTie {
    std::string client_id;
    std::string kind;                      // related or merged
    std::string reference;                 // of the other; merged: into which this one goes
    std::optional<std::string> message{};  // merged: said to its customer here, as the last answer
};
BOOST_DESCRIBE_STRUCT(MakeTie, (), (client_id, kind, reference, message))

struct TieLook {
    std::string reference;
};
BOOST_DESCRIBE_STRUCT(TieLook, (), (reference))

// What a tie would come to.
struct TiePreview {
    TiedTo other;
    std::optional<std::string> why_not_related, why_not_merged;  // codes of problems
};
BOOST_DESCRIBE_STRUCT(TiePreview, (), (other, why_not_related, why_not_merged))

struct Split {
    std::string client_id;
    std::vector<std::int64_t> seqs;      // what its customer said that is another matter
    std::string message;                 // our first words in the new one: no customer finds an empty conversation
    std::optional<std::string> topic{};  // of the new one; as here otherwise
    bool answered{};                     // by the message; otherwise its customer waits since they said it
};
BOOST_DESCRIBE_STRUCT(Split, (), (client_id, seqs, message, topic, answered))

class Ties final : public Follower {
public:
    Ties(postgres::Database& database, Desk& desk, audit::Log& audit, Clock& clock, Random& random)
        : database_(database), desk_(desk), audit_(audit), clock_(clock), random_(random) {}

    // The other one of a tie.
    void asks_before(Opens opens) { opens_ = std::move(opens); }

    Task<TieList> list(Agent by, ConversationId of);
    Task<TiePreview> look(Agent by, ConversationId at, TieLook wanted);
    // The same client_id again is the same tie. Problem{conflict, "merge.other_customer"}: no customer is shown another's words.
    Task<Tie> make(Agent by, ConversationId of, MakeTie wanted);
    // A merged one stands again as it stood, and a customer who wrote meanwhile waits. What was split is merged back instead.
    Task<Tie> end(Agent by, ConversationId of, TieId id);
    Task<Tie> split(Agent by, ConversationId of, Split wanted);

    // What was said in a merged one is marked where it went.
    [[nodiscard]] std::string_view name() const override { return "ties"; }
    Task<void> follow(std::vector<Followed> const& entries) override;

private:
    struct Keys;
    Task<WordsKey> key_of(ConversationId id);
    Task<Keys> keys_of(ConversationId a, ConversationId b);
    Task<ConversationId> other_of(StaffId by, ConversationId id, std::string reference);
    Task<Tie> tie_of(ConversationId seen_from, TieId id);
    [[nodiscard]] Draft draft(std::optional<Agent> const& by, ConversationId in, std::string client_id, json::object data) const;
    Task<Tie> split_now(Agent by, ConversationId of, Split wanted, TieId id, ConversationId fresh, Draft said);
    Task<void> reach_as(postgres::Transaction& transaction, ConversationId of, WordsKey key, ConversationId fresh,
                        WordsKey fresh_key);
    Task<void> mark(sql::WroteRow wrote);
    Task<void> record(postgres::Transaction& transaction, StaffId by, char const* act, ConversationId of, ConversationId other);
    void tell(std::vector<Entry> const& entries, ConversationId a, ConversationId b);

    postgres::Database& database_;
    Desk& desk_;
    audit::Log& audit_;
    Clock& clock_;
    Random& random_;
    Opens opens_;
};

}  // namespace ombud::desk
