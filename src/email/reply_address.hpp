// Addresses that lead an answer back into its conversation: "support+<token>@exchange.example", signed, and good for a time.
#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.hpp"

namespace ombud::email {

class ReplyAddresses {
public:
    using Key = std::array<std::byte, 32>;
    // `base`: where letters reach us. Throws Problem{invalid, "mail.address"}.
    ReplyAddresses(Key const& key, std::string base);

    // At `at_address`, or at the base where it is empty. The address itself where its local part is longer than 21 letters:
    // answers then find back by what they name alone.
    [[nodiscard]] std::string make(ConversationId conversation, Timestamp now, std::string_view at_address = {}) const;
    // Whose answer arrives there; nullopt for any other address, a forged one, and one that is too old.
    [[nodiscard]] std::optional<ConversationId> read(std::string_view address, Timestamp now) const;
    // What such an address holds, for other ways back to the conversation.
    [[nodiscard]] std::string token(ConversationId conversation, Timestamp now) const;
    [[nodiscard]] std::optional<ConversationId> conversation_of(std::string_view token, Timestamp now) const;
    [[nodiscard]] std::string const& base() const { return base_; }

private:
    Key key_;
    std::string base_;
};

}  // namespace ombud::email
