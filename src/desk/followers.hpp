// Who of the staff follows which conversation. What they are told of it is the notices'.
#pragma once
#include "desk/desk.hpp"
#include "desk/queries.hpp"

namespace ombud::desk {

struct FollowerList {
    std::vector<Person> followers;  // by name
};
BOOST_DESCRIBE_STRUCT(FollowerList, (), (followers))

class Followers {
public:
    Followers(postgres::Database& database, realtime::Hub& hub, Clock& clock) : database_(database), hub_(hub), clock_(clock) {}

    Task<FollowerList> list(Agent by, ConversationId of);
    // Whoever follows already follows on. Problem{too_many, "followers.too_many"}.
    Task<FollowerList> follow(Agent by, ConversationId of);
    Task<FollowerList> unfollow(Agent by, ConversationId of);
    // Somebody else. Problem{not_found, "staff.unknown"}.
    Task<FollowerList> add(Agent by, ConversationId of, StaffId who);
    Task<FollowerList> remove(Agent by, ConversationId of, StaffId who);

private:
    Task<FollowerList> added(ConversationId of, StaffId who);
    Task<FollowerList> removed(ConversationId of, StaffId who);
    Task<FollowerList> all(ConversationId of);
    void tell(ConversationId of);

    postgres::Database& database_;
    realtime::Hub& hub_;
    Clock& clock_;
};

namespace sql {

inline constexpr Query<Many<StaffNameRow>(ConversationId)> followers{"desk.followers", R"sql(
    SELECT s.id, s.public_name FROM conversation_followers f JOIN staff s ON s.id = f.staff_id AND s.active
    WHERE f.conversation_id = $1 ORDER BY s.public_name, s.id)sql",
                                                                     Retry::on_conflict};

// What became of it: whether there is such a conversation and such a person, and whether they follow now.
struct FollowingRow {
    bool conversation, person, follows;
};
BOOST_DESCRIBE_STRUCT(FollowingRow, (), (conversation, person, follows))

// `$4`: at most so many each.
inline constexpr Query<One<FollowingRow>(ConversationId, StaffId, Timestamp, std::int64_t)> add_follower{"desk.add_follower",
                                                                                                         R"sql(
    WITH known AS (
        SELECT EXISTS (SELECT FROM conversations WHERE id = $1) AS conversation, EXISTS (SELECT FROM staff WHERE id = $2 AND active) AS person,
               EXISTS (SELECT FROM conversation_followers WHERE conversation_id = $1 AND staff_id = $2) AS follows,
               (SELECT count(*) FROM conversation_followers WHERE conversation_id = $1) < $4 AS room
    ), added AS (
        INSERT INTO conversation_followers (conversation_id, staff_id, since)
        SELECT $1, $2, $3 FROM known WHERE conversation AND person AND NOT follows AND room ON CONFLICT DO NOTHING RETURNING true
    )
    SELECT conversation, person, follows OR EXISTS (SELECT FROM added) AS follows FROM known)sql",
                                                                                                         Retry::on_conflict};

inline constexpr Query<Affected(ConversationId, StaffId)> remove_follower{
    "desk.remove_follower", "DELETE FROM conversation_followers WHERE conversation_id = $1 AND staff_id = $2",
    Retry::on_conflict};

}  // namespace sql

// Live news, for staff, that somebody else follows.
struct FollowersNews {
    std::string type = "followers_changed";
    ConversationId conversation_id;
};
BOOST_DESCRIBE_STRUCT(FollowersNews, (), (type, conversation_id))

}  // namespace ombud::desk
