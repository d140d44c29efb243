// The rules of time zones: as PostgreSQL knows them, so that they are those of the system, which are kept up to date.
#pragma once
#include <map>
#include <memory>

#include "core/task.hpp"
#include "service_levels/business_time.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::service_levels {

class Zones {
public:
    explicit Zones(postgres::Database& database);

    // By its name in the IANA's data; null: there is none of that name.
    Task<std::shared_ptr<std::vector<Stretch> const>> rules(std::string zone);

private:
    postgres::Database& database_;
    std::map<std::string, std::shared_ptr<std::vector<Stretch> const>> known_;  // those asked for so far
};

// The same for the same rules.
[[nodiscard]] std::string edition_of(std::vector<Stretch> const& rules);

}  // namespace ombud::service_levels
