// The shapes of notices.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "desk/model.hpp"

namespace ombud::notices {

using NoticeId = Id<struct NoticeTag>;

// Of what one entry gives one person, the first that holds is told.
BOOST_DEFINE_ENUM_CLASS(Why, mentioned, assigned, woken, followed)

struct Notice {
    NoticeId id;
    Why why;
    ConversationId conversation_id;
    std::string reference;
    std::optional<std::string> topic;
    std::int64_t seq;
    desk::EntryKind kind;
    desk::Author by;
    Timestamp at;
    std::optional<Timestamp> read_at;
};
BOOST_DESCRIBE_STRUCT(Notice, (), (id, why, conversation_id, reference, topic, seq, kind, by, at, read_at))

struct NoticePage {
    std::vector<Notice> notices;  // newest first
    std::optional<std::string> next;
    std::int64_t unread;  // of all
};
BOOST_DESCRIBE_STRUCT(NoticePage, (), (notices, next, unread))

struct NoticeRange {
    std::optional<std::int64_t> unread;  // 1: only those
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(NoticeRange, (), (unread, cursor))

// Exactly one of them.
struct MarkRead {
    std::optional<std::vector<NoticeId>> ids;
    std::optional<Timestamp> until;  // all that had come by then
    std::optional<ConversationId> conversation_id;
};
BOOST_DESCRIBE_STRUCT(MarkRead, (), (ids, until, conversation_id))

struct Unread {
    std::int64_t unread;
};
BOOST_DESCRIBE_STRUCT(Unread, (), (unread))

// Live news: there are others now, or fewer unread ones.
struct NoticesNews {
    std::string type = "notices_changed";
    std::int64_t unread;
};
BOOST_DESCRIBE_STRUCT(NoticesNews, (), (type, unread))

}  // namespace ombud::notices
