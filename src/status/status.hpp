// Service status: what staff announce, and the state of anything at this moment.
#pragma once
#include <memory>

#include "callers/callers.hpp"
#include "core/random.hpp"
#include "core/task.hpp"
#include "status/model.hpp"

namespace ombud::postgres {
class Database;
class Transaction;
}  // namespace ombud::postgres
namespace ombud::audit {
class Log;
}

namespace ombud::status {

// How one thing does, and the notice that says so.
struct StateOf {
    State state;
    std::optional<Notice> notice;
};

class Status {
public:
    Status(postgres::Database& database, audit::Log& audit, Clock& clock, Random& random);

    // Reads what there is; once, before anything asks.
    Task<void> load();
    // Follows what other processes change; runs for ever.
    Task<void> keep_up();

    Task<Overview> read(Anyone by);
    // Problem{invalid, "field.choice" | "text.empty" | "text.too_long" | "notice.scope" | "notice.times" | "notice.secret"},
    // {conflict, "notice.too_many"}.
    Task<Notice> announce(Agent by, NewNotice wanted);
    // Problem{not_found, "notice.unknown"}, {conflict, "notice.over"}; one that never began is removed by ending it.
    Task<Notice> change(Agent by, NoticeId id, ChangeNotice change);
    Task<Networks> list_networks(Agent by);
    Task<Networks> offer(Agent by, Networks wanted);
    // The networks of a demo and of tests, by nobody.
    Task<void> establish(std::vector<Network> networks);

    [[nodiscard]] Overview overview() const;
    [[nodiscard]] StateOf of(Component component) const;
    // Of an asset on a network, the worse of deposits and withdrawals unless one is named; nullopt: not offered.
    [[nodiscard]] std::optional<StateOf> of(std::string_view asset, std::string_view network,
                                            std::optional<Component> component = std::nullopt) const;
    // The offered network that a person means by "usdt trc20", "USDT-TRON", "BTC"; nullopt when none or several fit.
    [[nodiscard]] std::optional<Network> find_network(std::string_view typed) const;
    [[nodiscard]] std::vector<Network> const& networks() const { return known_->networks; }
    // Grows with each change: pages that show status are made anew.
    [[nodiscard]] std::int64_t revision() const { return known_->revision; }

private:
    struct Known {
        std::int64_t revision = -1;
        std::vector<Notice> notices;
        std::vector<Network> networks;
    };
    void require_offered(Notice const& notice) const;
    Task<void> replace_networks(postgres::Transaction& transaction, std::vector<Network> networks);
    Task<void> record(postgres::Transaction& transaction, std::string act, Agent by, NoticeId id);

    postgres::Database& database_;
    audit::Log& audit_;
    Clock& clock_;
    Random& random_;
    std::shared_ptr<Known const> known_ = std::make_shared<Known>();
};

}  // namespace ombud::status
