// The shapes of finding: what is asked for, what was found, and what is related to a conversation.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "desk/model.hpp"

namespace ombud::finding {

struct SearchFor {
    std::string q;                      // words, all in one entry; "what stands in quotes" letter by letter
    std::optional<std::string> status;  // new, open, waiting, resolved; active: all but resolved
    std::optional<std::string> topic, channel, language, tag;
    std::optional<desk::QueueId> queue_id;
    std::optional<std::string> assignee;  // somebody's id, me or nobody
    std::optional<Timestamp> from, to;    // when the entry was posted: from the one, before the other
    std::optional<std::string> cursor;
    std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(SearchFor, (), (q, status, topic, channel, language, tag, queue_id, assignee, from, to, cursor, limit))

struct Piece {
    std::string text;
    bool marked;  // because it was asked for
    bool operator==(Piece const&) const = default;
};
BOOST_DESCRIBE_STRUCT(Piece, (), (text, marked))

// The newest entry of a conversation that answers.
struct Match {
    std::int64_t seq;
    desk::EntryKind kind;
    desk::AuthorKind author_kind;
    Timestamp posted_at;
    std::optional<std::vector<Piece>> snippet;  // only where the conversation is open to whoever asks
};
BOOST_DESCRIBE_STRUCT(Match, (), (seq, kind, author_kind, posted_at, snippet))

struct FoundRow {
    desk::InboxRow row;
    Match match;
};
BOOST_DESCRIBE_STRUCT(FoundRow, (), (row, match))

struct Found {
    std::vector<FoundRow> rows;  // the newest match first
    std::optional<std::string> next;
    bool partial;  // it took too long: there may be more on this page's way, from `next` on
};
BOOST_DESCRIBE_STRUCT(Found, (), (rows, next, partial))

struct Reason {
    std::string kind;                  // customer, incident, transaction, address or reference
    std::optional<std::string> value;  // what both mention
    bool operator==(Reason const&) const = default;
};
BOOST_DESCRIBE_STRUCT(Reason, (), (kind, value))

struct RelatedRow {
    desk::InboxRow row;
    std::vector<Reason> reasons;
};
BOOST_DESCRIBE_STRUCT(RelatedRow, (), (row, reasons))

struct Related {
    std::vector<RelatedRow> rows;  // those that name the same first, then of the same customer, then of the same incident
};
BOOST_DESCRIBE_STRUCT(Related, (), (rows))

}  // namespace ombud::finding
