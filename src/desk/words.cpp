#include "desk/words.hpp"

#include <sodium.h>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "desk/queries.hpp"

namespace ombud::desk {

namespace {

constexpr std::int64_t sealed_at_once = 200;

}  // namespace

postgres::Bytes WordsKey::close(std::string_view words, Random& random) const {
    if (!seal_) throw Problem{ProblemKind::conflict, "customer.erased"};
    return {seal_->close(words, id_.text(), random)};
}

std::string WordsKey::open(std::optional<postgres::Bytes> const& sealed, std::optional<std::string> const& plain) const {
    if (!sealed) return plain.value_or("");
    return opened(*sealed).value_or(std::string(erased_words));
}

// What lies under a key that was erased opens under no key that came after it.
std::optional<std::string> WordsKey::opened(postgres::Bytes const& sealed) const {
    if (!seal_ || sealed.data.empty()) return std::nullopt;
    try {
        return seal_->open(sealed.data, id_.text());
    } catch (std::runtime_error const&) {
        log::error("desk.words_unreadable", {{"conversation", id_.text()}});
        return std::nullopt;
    }
}

std::string WordsKey::open_hex(std::string_view sealed) const {
    postgres::Bytes bytes{std::string(sealed.size() / 2, '\0')};
    if (sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data.data()), bytes.data.size(), sealed.data(), sealed.size(),
                       nullptr, nullptr, nullptr) != 0)
        throw std::runtime_error("sealed words that are not in hex");
    return open(bytes);
}

std::optional<json::value> WordsKey::open_json(std::optional<postgres::Bytes> const& sealed) const {
    auto const told = sealed ? opened(*sealed) : std::nullopt;
    return told ? std::optional{parse_json(*told)} : std::nullopt;
}

Task<std::optional<WordsKey>> Words::key_of(ConversationId id) {
    if (auto const known = known_.find(id); known != known_.end()) co_return known->second;
    auto const row = co_await database_.run(sql::conversation_key, id);
    if (!row) co_return std::nullopt;
    if (row->erased) co_return WordsKey{id, std::nullopt};
    if (!row->sealed) co_return co_await key_for(id, row->customer_id);
    auto key = key_of(id, row->customer_id, row->sealed);
    remember(id, key);
    co_return key;
}

Task<WordsKey> Words::key_for(ConversationId id, CustomerId customer) {
    WordsKey key{id, co_await vault_.key_of(customer)};
    remember(id, key);
    co_return key;
}

void Words::remember(ConversationId id, WordsKey const& key) {
    if (known_.size() >= limits::words_keys_held) known_.clear();
    known_.insert_or_assign(id, key);
}

void Words::forget() {
    known_.clear();
}

Task<void> Words::seal_old_entries() {
    for (;;) {
        auto const rows = co_await database_.run(sql::plain_entries, sealed_at_once);
        if (rows.empty()) co_return;
        for (auto const& row : rows) {
            auto const key = (co_await key_of(row.conversation_id)).value();
            // Of whoever was erased in the meantime nothing is kept.
            auto const closed = [&](std::string const& words) {
                return key.erased() ? postgres::Bytes{} : key.close(words, random());
            };
            std::optional<postgres::Bytes> told;
            if (row.told) told = closed(json::serialize(*row.told));
            co_await database_.run(sql::seal_entry, row.conversation_id, row.seq, closed(row.plain), told, row.tells_case);
        }
    }
}

}  // namespace ombud::desk
