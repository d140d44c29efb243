// How mail stands: what waits to leave and to be read, how each mailbox is, under which names we write.
#pragma once
#include "email/fetching.hpp"
#include "outbox/outbox.hpp"

namespace ombud::email {

struct OutgoingMail {
    bool configured{};
    std::int64_t queued{}, deferred{};
    std::optional<Timestamp> oldest_at;
    std::int64_t bounced_today{}, suppressed{};
};
BOOST_DESCRIBE_STRUCT(OutgoingMail, (), (configured, queued, deferred, oldest_at, bounced_today, suppressed))

struct IncomingMail {
    std::int64_t waiting{}, quarantined{}, set_aside_week{};
    std::optional<Timestamp> last_at;
};
BOOST_DESCRIBE_STRUCT(IncomingMail, (), (waiting, quarantined, set_aside_week, last_at))

struct MailState {
    std::string address;      // where letters reach us
    std::string authserv_id;  // whose word on a sender is taken; may be empty
    OutgoingMail outgoing;
    IncomingMail incoming;
    std::vector<MailboxView> mailboxes;
    std::vector<Brand> brands;
};
BOOST_DESCRIBE_STRUCT(MailState, (), (address, authserv_id, outgoing, incoming, mailboxes, brands))

class Standing {
public:
    Standing(postgres::Database& database, outbox::Outbox const& outbox, Fetching& fetching, std::string address,
             std::string authserv_id, Clock& clock)
        : database_(database),
          outbox_(outbox),
          fetching_(fetching),
          address_(std::move(address)),
          authserv_id_(std::move(authserv_id)),
          clock_(clock) {}

    Task<MailState> look(Agent by);
    // For whoever watches the program: names of mailboxes only for those on the machine itself.
    Task<json::object> health(bool with_names);

private:
    Task<MailState> state();

    postgres::Database& database_;
    outbox::Outbox const& outbox_;
    Fetching& fetching_;
    std::string address_, authserv_id_;
    Clock& clock_;
};

}  // namespace ombud::email
