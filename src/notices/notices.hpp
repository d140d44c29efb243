// What each member of the staff is told about conversations, and what of it they have read.
#pragma once
#include "callers/callers.hpp"
#include "desk/feed.hpp"
#include "notices/model.hpp"
#include "postgres/database.hpp"
#include "realtime/hub.hpp"

namespace ombud::notices {

// What is for one person only.
inline realtime::Topic topic_of(StaffId who) {
    return who.uuid;
}

class Notices final : public desk::Follower {
public:
    Notices(postgres::Database& database, realtime::Hub& hub, Clock& clock, Random& random)
        : database_(database), hub_(hub), clock_(clock), random_(random) {}

    Task<NoticePage> list(Agent by, NoticeRange range);
    Task<Unread> mark_read(Agent by, MarkRead which);

    [[nodiscard]] std::string_view name() const override { return "notices"; }
    Task<void> follow(std::vector<desk::Followed> const& entries) override;

    // Forgets what is too old, or was for somebody who has left, over and over; runs for ever.
    Task<void> work();
    Task<void> forget_old();

private:
    Task<std::int64_t> tell(StaffId who);

    postgres::Database& database_;
    realtime::Hub& hub_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::notices
