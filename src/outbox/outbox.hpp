// The letters that the house sends: ordered, stored, delivered, and what became of each.
#pragma once
#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/task.hpp"
#include "core/time.hpp"

namespace ombud::postgres {
class Database;
class Transaction;
}  // namespace ombud::postgres

namespace ombud::outbox {

// A letter to write. Nothing in it may be a text that somebody unverified typed.
struct Order {
    std::string letter;                         // the template's name in content/letters: "reset_password"
    std::string language;                       // zh-CN or en
    std::string to;                             // an address as text::email_key gives it
    std::map<std::string, std::string> values;  // what the template names: links, codes, times
    std::optional<std::string> phrase{};        // the receiver's own anti-phishing phrase
    std::optional<Uuid> about{};                // whose account it concerns
};

BOOST_DEFINE_ENUM_CLASS(DeliveryState,
                        queued,      // waits to be handed to the mail server
                        accepted,    // the mail server took it
                        deferred,    // refused for now; tried again
                        bounced,     // refused for good, or came back
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

class Outbox {
public:
    // Stored when it returns; sent soon after. Throws logic_error for a template or a value that there is not.
    Task<LetterId> post(Order order);
    // The same inside somebody's transaction.
    Task<LetterId> post(postgres::Transaction& transaction, Order order);
    Task<std::optional<Delivery>> delivery(LetterId id);
};

}  // namespace ombud::outbox
