// Brings to each conversation of an incident what it is owed, and lets those join that match: over and over, each thing once.
#pragma once
#include <map>

#include "desk/desk.hpp"
#include "desk/feed.hpp"
#include "incidents/queries.hpp"

namespace ombud::incidents {

class Rounds final : public desk::Follower {
public:
    Rounds(postgres::Database& database, desk::Desk& desk, Clock& clock) : database_(database), desk_(desk), clock_(clock) {}

    [[nodiscard]] std::string_view name() const override { return "incidents"; }
    // Whoever matches joins.
    Task<void> follow(std::vector<desk::Followed> const& entries) override;

    // Runs for ever. Any number of processes may.
    Task<void> work();
    // One batch; how many conversations it was for. When we fall before it is kept, the next one does it again, which posts
    // nothing a second time.
    Task<std::size_t> bring();

private:
    using Updates = std::map<IncidentId, std::vector<sql::UpdateRow>>;
    struct Brought {
        sql::OwedRow now;                  // how it stands in it from now on
        std::vector<std::int64_t> posted;  // updates
        bool again = false;                // the next round has to look once more
    };
    Task<std::vector<Brought>> bring_all(std::vector<sql::OwedRow> owed, Updates updates);
    Task<Brought> bring_to(sql::OwedRow owed, std::vector<sql::UpdateRow> updates);
    Task<void> tell(Brought& brought, std::vector<sql::UpdateRow> const& updates);
    Task<void> stop_clocks(sql::OwedRow& now, bool stop);
    Task<void> set_status(sql::OwedRow const& now, char const* status, char which);
    Task<void> keep(postgres::Transaction& transaction, std::vector<Brought> const& brought);

    postgres::Database& database_;
    desk::Desk& desk_;
    Clock& clock_;
};

}  // namespace ombud::incidents
