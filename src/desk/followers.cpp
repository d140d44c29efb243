#include "desk/followers.hpp"

#include "core/limits.hpp"
#include "desk/queries.hpp"

namespace ombud::desk {

void Followers::tell(ConversationId of) {
    hub_.publish(of.uuid, {.audience = realtime::Audience::staff,
                           .frame = realtime::make_frame(to_json_text(FollowersNews{.conversation_id = of}))});
}

Task<FollowerList> Followers::all(ConversationId of) {
    FollowerList out;
    for (auto& row : co_await database_.run(sql::followers, of))
        out.followers.push_back({row.id.uuid, std::move(row.public_name)});
    co_return out;
}

Task<FollowerList> Followers::list(Agent, ConversationId of) {
    if (!co_await database_.run(sql::last_seq, of, std::nullopt)) throw Problem{ProblemKind::not_found, "conversation.unknown"};
    co_return co_await all(of);
}

Task<FollowerList> Followers::added(ConversationId of, StaffId who) {
    auto const now = co_await database_.run(sql::add_follower, of, who, clock_.now(), limits::followers_each);
    if (!now.conversation) throw Problem{ProblemKind::not_found, "conversation.unknown"};
    if (!now.person) throw Problem{ProblemKind::not_found, "staff.unknown", "staff_id"};
    if (!now.follows) throw Problem{ProblemKind::too_many, "followers.too_many"};
    tell(of);
    co_return co_await all(of);
}

Task<FollowerList> Followers::removed(ConversationId of, StaffId who) {
    if (!co_await database_.run(sql::last_seq, of, std::nullopt)) throw Problem{ProblemKind::not_found, "conversation.unknown"};
    if (co_await database_.run(sql::remove_follower, of, who) > 0) tell(of);
    co_return co_await all(of);
}

Task<FollowerList> Followers::follow(Agent by, ConversationId of) {
    return added(of, by.id);
}

Task<FollowerList> Followers::unfollow(Agent by, ConversationId of) {
    return removed(of, by.id);
}

Task<FollowerList> Followers::add(Agent, ConversationId of, StaffId who) {
    return added(of, who);
}

Task<FollowerList> Followers::remove(Agent, ConversationId of, StaffId who) {
    return removed(of, who);
}

}  // namespace ombud::desk
