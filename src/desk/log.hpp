// The conversation log's writer: entries that arrive together share one statement and one commit.
#pragma once
#include <array>
#include <deque>
#include <functional>
#include <memory>

#include "core/promise.hpp"
#include "desk/model.hpp"
#include "desk/words.hpp"
#include "postgres/database.hpp"

namespace ombud::desk {

// An entry about to be numbered.
struct Draft {
    ConversationId conversation_id;
    EntryKind kind;
    AuthorKind author_kind;
    Uuid author_id;
    std::optional<std::string> author_name;
    std::string client_id;
    std::string body;
    bool internal = false;
    std::vector<Attachment> attachments;
    std::vector<safety::Removed> removed;
    std::optional<json::value> data;
    std::optional<json::value> told;  // what is personal of it; kept sealed, and shown as the entry's data
    std::optional<std::int64_t> answering;
    Timestamp posted_at;
};

class Log {
public:
    // `posted` hears each entry in the order of its conversation, before its author does; one that is posted again it hears
    // again.
    Log(asio::io_context& io, postgres::Database& database, Words& words, std::function<void(Entry const&)> posted);

    // Stored when it returns. nullopt: the draft may not be posted as things stand, and the caller finds out why. Throws
    // Problem{conflict, "client_id.reused"} for another content under a known client_id, Problem{unavailable, "desk.busy"}.
    Task<std::optional<Entry>> append(Draft draft);

    // A part of a transaction, at most one of each conversation; whoever asks tells of them once it is committed. nullopt and
    // what is thrown: as above.
    struct Keyed {
        Draft draft;
        WordsKey key;
    };
    Task<std::vector<std::optional<Entry>>> append_in(postgres::Transaction& transaction, std::vector<Keyed> drafts);

    [[nodiscard]] std::size_t waiting() const;

private:
    struct Waiting {
        Draft draft;
        WordsKey key;
        std::shared_ptr<Promise<std::optional<Entry>>> answer;
    };
    // A conversation always goes to the same lane, so two batches under way never touch the same row.
    struct Lane {
        std::deque<Waiting> queue;
        bool running = false;
    };

    Task<void> run(Lane& lane);
    static std::vector<Waiting> take_batch(Lane& lane);
    Task<void> store(std::vector<Waiting>& batch);
    Task<void> store_one_by_one(std::vector<Waiting>& batch);

    asio::io_context& io_;
    postgres::Database& database_;
    Words& words_;
    std::function<void(Entry const&)> posted_;
    std::array<Lane, 2> lanes_;
};

}  // namespace ombud::desk
