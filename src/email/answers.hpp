// Answers of ours that go out by letter: each message of an agent in a conversation that is reached by mail, once, in its order.
#pragma once
#include "core/task.hpp"
#include "email/queries.hpp"
#include "email/reply_address.hpp"
#include "outbox/outbox.hpp"

namespace ombud::email {

class Answers {
public:
    Answers(postgres::Database& database, outbox::Outbox& outbox, ReplyAddresses const& addresses, Clock& clock)
        : database_(database), outbox_(outbox), addresses_(addresses), clock_(clock) {}

    // Orders what is due, over and over; runs for ever.
    Task<void> work();
    // What is due now; how many letters were ordered.
    Task<std::size_t> send_due();

private:
    Task<void> send(sql::UnsentAnswer answer);

    postgres::Database& database_;
    outbox::Outbox& outbox_;
    ReplyAddresses const& addresses_;
    Clock& clock_;
};

}  // namespace ombud::email
