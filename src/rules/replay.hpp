// How a conversation stood after each entry of its log: goes through it again, with what a rule would have changed on the way.
#pragma once
#include "rules/model.hpp"

namespace ombud::rules {

namespace sql {
struct LoggedRow;
}

class Replay {
public:
    // `now`: as it stands today; `log`: all of its entries, ascending.
    Replay(desk::Standing now, std::vector<sql::LoggedRow> const& log);

    // The next entry happens.
    void hear(sql::LoggedRow const& entry);
    [[nodiscard]] desk::Standing& standing() { return standing_; }

private:
    void hear_handling(json::object const& data);

    desk::Standing standing_;
};

}  // namespace ombud::rules
