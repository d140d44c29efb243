// Queues: kept by supervisors, counted live from the board.
#pragma once
#include <unordered_map>

#include "audit/audit.hpp"
#include "callers/callers.hpp"
#include "desk/board.hpp"
#include "postgres/database.hpp"
#include "realtime/hub.hpp"
#include "routing/model.hpp"

namespace ombud::routing {

class Queues {
public:
    Queues(asio::io_context& io, postgres::Database& database, audit::Log& audit, realtime::Hub& hub, desk::Board& board,
           Clock& clock, Random& random);

    Task<QueueList> list(Agent by);
    // Problem{invalid, "name.empty" | "name.secret" | "staff.unknown" | "field.choice" | "field.range"}, what desk::check says of
    // conditions, {conflict, "queue.too_many"}.
    Task<Queue> add(Agent by, NewQueue wanted);
    // The same, and Problem{not_found, "queue.unknown"}, {conflict, "queue.default"}: it has no conditions and no end.
    Task<Queue> change(Agent by, QueueId id, ChangeQueue wanted);

    // All of them, as they are asked.
    Task<std::vector<Queue>> read();

private:
    void heard(desk::Standing const* before, desk::Standing const* now);
    void count(desk::Standing const& standing, std::int64_t by);
    [[nodiscard]] std::vector<QueueCounts> counts() const;
    Task<void> tell();
    Task<void> check(Queue const& queue);
    Task<void> keep(postgres::Transaction& transaction, Queue const& queue, std::vector<Queue> const& others,
                    std::optional<std::int64_t> position);
    Task<void> record(postgres::Transaction& transaction, std::string act, Agent by, QueueId id);

    asio::io_context& io_;
    postgres::Database& database_;
    audit::Log& audit_;
    realtime::Hub& hub_;
    Clock& clock_;
    Random& random_;
    std::unordered_map<QueueId, QueueCounts> counts_;
    bool changed_ = false, telling_ = false;
};

// Live news, for staff, of how many conversations each queue has.
struct QueuesNews {
    std::string type = "queues";
    std::vector<QueueCounts> counts;
};
BOOST_DESCRIBE_STRUCT(QueuesNews, (), (type, counts))

}  // namespace ombud::routing
