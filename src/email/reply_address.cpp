#include "email/reply_address.hpp"

#include <algorithm>
#include <boost/algorithm/string.hpp>
#include <cstring>
#include <sodium.h>
#include <span>

#include "chains/base58.hpp"
#include "core/limits.hpp"
#include "core/problem.hpp"
#include "credentials/totp.hpp"
#include "mail/compose.hpp"

namespace ombud::email {

namespace {

// A token: the conversation's id, the last day on which it is good (two bytes, days since 1970), and a signature.
constexpr std::size_t id_bytes = 16, day_bytes = 2, signed_bytes = id_bytes + day_bytes, signature_bytes = 8;
using Token = std::array<unsigned char, signed_bytes + signature_bytes>;
constexpr std::size_t local_part_letters = 64;  // RFC 5321

std::uint16_t day_of(Timestamp when) {
    return std::uint16_t(std::chrono::floor<std::chrono::days>(when).time_since_epoch().count());
}

void sign(std::span<unsigned char const, signed_bytes> what, ReplyAddresses::Key const& key, unsigned char* into) {
    std::array<unsigned char, crypto_auth_BYTES> whole;
    crypto_auth(whole.data(), what.data(), what.size(), reinterpret_cast<unsigned char const*>(key.data()));
    std::copy_n(whole.begin(), signature_bytes, into);
}

}  // namespace

ReplyAddresses::ReplyAddresses(Key const& key, std::string base) : key_(key), base_(boost::to_lower_copy(base)) {
    if (!mail::is_address(base_)) throw Problem{ProblemKind::invalid, "mail.address", "mail_in.address"};
}

std::string ReplyAddresses::token(ConversationId conversation, Timestamp now) const {
    Token token;
    std::ranges::copy(conversation.uuid.bytes, token.begin());
    auto const day = std::uint16_t(day_of(now) + std::chrono::days{limits::reply_address_life}.count());
    token[id_bytes] = day >> 8;
    token[id_bytes + 1] = day & 0xff;
    sign(std::span<unsigned char const, signed_bytes>{token.data(), signed_bytes}, key_, token.data() + signed_bytes);
    auto text = boost::to_lower_copy(credentials::base32(
        {reinterpret_cast<std::byte const*>(token.data()), reinterpret_cast<std::byte const*>(token.data()) + token.size()}));
    std::erase(text, '=');
    return text;
}

std::string ReplyAddresses::make(ConversationId conversation, Timestamp now, std::string_view at_address) const {
    auto const base = at_address.empty() ? base_ : boost::to_lower_copy(std::string(at_address));
    auto const at = base.rfind('@');
    auto const text = token(conversation, now);
    if (at + 1 + text.size() > local_part_letters) return base;
    return base.substr(0, at) + "+" + text + base.substr(at);
}

std::optional<ConversationId> ReplyAddresses::read(std::string_view address, Timestamp now) const {
    auto const local = address.substr(0, address.rfind('@'));
    auto const plus = local.rfind('+');
    return plus == local.npos ? std::nullopt : conversation_of(local.substr(plus + 1), now);
}

std::optional<ConversationId> ReplyAddresses::conversation_of(std::string_view text, Timestamp now) const {
    if (text.size() > local_part_letters) return std::nullopt;
    auto const bytes = chains::base32_decode(boost::to_upper_copy(std::string(text)));
    if (!bytes || bytes->size() != sizeof(Token)) return std::nullopt;
    Token token;
    std::ranges::copy(*bytes, token.begin());
    std::array<unsigned char, signature_bytes> right;
    sign(std::span<unsigned char const, signed_bytes>{token.data(), signed_bytes}, key_, right.data());
    auto const last_day = std::uint16_t(token[id_bytes] << 8 | token[id_bytes + 1]);
    if (sodium_memcmp(right.data(), token.data() + signed_bytes, right.size()) != 0 || day_of(now) > last_day)
        return std::nullopt;
    ConversationId out;
    std::copy_n(token.begin(), id_bytes, out.uuid.bytes.begin());
    return out;
}

}  // namespace ombud::email
