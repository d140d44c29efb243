// Answers of ours that go out by letter: those to whoever is reached by mail, and those that somebody who left the chat did not
// read; each once, with its files, and what became of each.
#pragma once
#include "callers/callers.hpp"
#include "core/task.hpp"
#include "desk/words.hpp"
#include "email/model.hpp"
#include "email/reply_address.hpp"
#include "outbox/outbox.hpp"
#include "postgres/database.hpp"

namespace ombud::email {

namespace sql {
struct FileToSend;
struct UnsentAnswer;
}  // namespace sql

struct DeliveryOfAnswer {
    std::int64_t seq;  // of the entry
    outbox::DeliveryState state;
    Timestamp at;
    std::optional<std::string> reply;  // the mail server's own words, addresses masked
    std::optional<Timestamp> next_try;
    std::vector<outbox::Attempt> attempts;
};
BOOST_DESCRIBE_STRUCT(DeliveryOfAnswer, (), (seq, state, at, reply, next_try, attempts))

struct DeliveriesOfAnswers {
    std::vector<DeliveryOfAnswer> deliveries;  // newest first
};
BOOST_DESCRIBE_STRUCT(DeliveriesOfAnswers, (), (deliveries))

class Answers {
public:
    // `portal`: "https://desk.example", where the chat is and such letters are stopped.
    Answers(postgres::Database& database, desk::Words const& said, outbox::Outbox& outbox, ReplyAddresses const& addresses,
            std::string portal, Clock& clock)
        : database_(database), said_(said), outbox_(outbox), addresses_(addresses), portal_(std::move(portal)), clock_(clock) {}

    // Orders what is due, over and over; runs for ever.
    Task<void> work();
    // What is due now; how many letters were ordered.
    Task<std::size_t> send_due();

    // Those of a conversation, the newest hundred.
    Task<DeliveriesOfAnswers> deliveries(Agent by, ConversationId of);

    // Whoever has the token of a letter wants no more of them about its conversation; whether it was one. They still may write,
    // and then are answered.
    Task<bool> stop(std::string token);
    [[nodiscard]] bool knows(std::string_view token) const { return addresses_.conversation_of(token, clock_.now()).has_value(); }

private:
    // nullopt: now. Else when to look again.
    [[nodiscard]] std::optional<Timestamp> waits_until(sql::UnsentAnswer const& answer) const;
    [[nodiscard]] std::optional<std::string> address_of(sql::UnsentAnswer const& answer) const;
    Task<void> send(sql::UnsentAnswer answer, std::string to, std::vector<sql::FileToSend> files);

    postgres::Database& database_;
    desk::Words const& said_;
    outbox::Outbox& outbox_;
    ReplyAddresses const& addresses_;
    std::string portal_;
    Clock& clock_;
};

}  // namespace ombud::email
