// The index over what was said: hears of each entry by the feed, and puts in beside that what is older.
#pragma once
#include "customers/vault.hpp"
#include "desk/desk.hpp"
#include "desk/feed.hpp"
#include "finding/hashes.hpp"
#include "postgres/database.hpp"

namespace ombud::finding {

namespace sql {
struct ReadRow;
}

class Index final : public desk::Follower {
public:
    Index(postgres::Database& database, desk::Words& words, Clock& clock)
        : database_(database), words_(words), hashes_(words.vault().derived("search over conversations")), clock_(clock) {}

    [[nodiscard]] std::string_view name() const override { return "finding"; }
    Task<void> follow(std::vector<desk::Followed> const& entries) override;

    // Puts in what was stored before there was an index, a part at a time; runs for ever.
    Task<void> work();
    // One part; whether there may be more.
    Task<bool> catch_up();
    // All of an erased customer, when their key is gone: from then on nothing of them is put in. How many entries.
    Task<std::int64_t> forget(CustomerId id);

    [[nodiscard]] Hashes const& hashes() const { return hashes_; }
    // The words of an entry, with the fields of a case, the subject of a letter and what its facts name. nullopt: erased.
    [[nodiscard]] std::optional<std::string> text_of(sql::ReadRow const& row) const;

private:
    Task<void> add(std::vector<ConversationId> conversations, std::vector<std::int64_t> seqs);

    postgres::Database& database_;
    desk::Words& words_;
    Hashes hashes_;
    Clock& clock_;
};

}  // namespace ombud::finding
