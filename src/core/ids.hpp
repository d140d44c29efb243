// Typed identifiers: UUIDv7 (RFC 9562), so that ids sort by the time they were made and never mix by mistake.
#pragma once
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/random.hpp"
#include "core/time.hpp"

namespace ombud {

struct Uuid {
    std::array<std::uint8_t, 16> bytes{};
    auto operator<=>(Uuid const&) const = default;

    static Uuid make_v7(Timestamp now, Random& random);
    // Canonical 8-4-4-4-12 text only, either case.
    static std::optional<Uuid> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
};

template <class Tag>
struct Id {
    Uuid uuid;
    auto operator<=>(Id const&) const = default;

    static Id make(Clock const& clock, Random& random) { return {Uuid::make_v7(clock.now(), random)}; }
    static std::optional<Id> parse(std::string_view text) {
        auto uuid = Uuid::parse(text);
        return uuid ? std::optional<Id>{Id{*uuid}} : std::nullopt;
    }
    [[nodiscard]] std::string text() const { return uuid.text(); }
};

template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<Id<Tag>> = true;

using CustomerId = Id<struct CustomerTag>;  // a visitor or a signed-in user of the platform
using StaffId = Id<struct StaffTag>;
using ConversationId = Id<struct ConversationTag>;
using AttachmentId = Id<struct AttachmentTag>;
using SessionId = Id<struct SessionTag>;    // somebody signed in, customer or staff
using PasskeyId = Id<struct PasskeyTag>;    // one passkey of somebody
using ApprovalId = Id<struct ApprovalTag>;  // something that two people must agree to
using LetterId = Id<struct LetterTag>;      // one e-mail on its way out

}  // namespace ombud

template <class Tag>
struct std::hash<ombud::Id<Tag>> {
    std::size_t operator()(ombud::Id<Tag> const& id) const noexcept {
        std::size_t tail{};  // the last eight bytes of a UUIDv7 are random
        std::memcpy(&tail, id.uuid.bytes.data() + 8, sizeof tail);
        return tail;
    }
};
