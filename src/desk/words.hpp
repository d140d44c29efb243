// What was said in a conversation, sealed for the database and opened for whoever may read it, under its customer's own key.
#pragma once
#include <unordered_map>

#include "customers/vault.hpp"
#include "desk/model.hpp"
#include "postgres/database.hpp"

namespace ombud::desk {

// What stands in the place of words that nobody can read any more.
inline constexpr std::string_view erased_words = "[erased]";

// The key of one conversation's words. Its customer was erased when it holds none.
class WordsKey {
public:
    WordsKey(ConversationId id, std::optional<Seal> seal) : id_(id), seal_(std::move(seal)) {}

    // Problem{conflict, "customer.erased"}.
    [[nodiscard]] postgres::Bytes close(std::string_view words, Random& random) const;
    // `plain`: of what is older than the vault. What was kept for its time is empty.
    [[nodiscard]] std::string open(std::optional<postgres::Bytes> const& sealed,
                                   std::optional<std::string> const& plain = {}) const;
    [[nodiscard]] std::string open_hex(std::string_view sealed) const;
    [[nodiscard]] std::optional<json::value> open_json(std::optional<postgres::Bytes> const& sealed) const;
    [[nodiscard]] bool erased() const { return !seal_; }
    // For files, which are sealed on another thread.
    [[nodiscard]] std::optional<Seal> const& seal() const { return seal_; }

private:
    [[nodiscard]] std::optional<std::string> opened(postgres::Bytes const& sealed) const;

    ConversationId id_;
    std::optional<Seal> seal_;
};

class Words {
public:
    Words(postgres::Database& database, customers::Vault& vault) : database_(database), vault_(vault) {}

    // nullopt: no such conversation.
    Task<std::optional<WordsKey>> key_of(ConversationId id);
    // Of a row that came with its customer's key.
    [[nodiscard]] WordsKey key_of(ConversationId id, CustomerId customer, std::optional<postgres::Bytes> const& sealed) const {
        return {id, vault_.open(customer, sealed)};
    }
    // Of a conversation that is about to be opened for them.
    Task<WordsKey> key_for(ConversationId id, CustomerId customer);
    // Seals what was stored before there was a vault.
    Task<void> seal_old_entries();
    // Their key is gone, and so it is from memory.
    void forget();

    [[nodiscard]] Random& random() { return vault_.random(); }
    [[nodiscard]] customers::Vault& vault() { return vault_; }
    [[nodiscard]] customers::Vault const& vault() const { return vault_; }

private:
    void remember(ConversationId id, WordsKey const& key);

    postgres::Database& database_;
    customers::Vault& vault_;
    std::unordered_map<ConversationId, WordsKey> known_;
};

}  // namespace ombud::desk
