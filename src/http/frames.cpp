#include "http/frames.hpp"

#include <algorithm>
#include <cstring>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include "http/decode.hpp"

namespace ombud::http {

namespace {

std::size_t head_length(unsigned char second) {
    auto const size = second & 0x7f;
    return 2 + (size == 126 ? 2 : size == 127 ? 8 : 0) + 4;
}

// RFC 6455, 7.4: what a peer may say; 1005, 1006 and 1015 never go over the wire.
bool sayable(unsigned code) {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

}  // namespace

Goodbye FrameReader::goodbye_of(std::string_view payload) {
    if (payload.empty()) return {1000, {}};
    unsigned const code = payload.size() < 2 ? 0u : unsigned(std::uint8_t(payload[0])) << 8 | std::uint8_t(payload[1]);
    if (!sayable(code)) throw Violation{1002, "close.code"};
    if (!valid_utf8(payload.substr(2))) throw Violation{1007, "close.reason"};
    return {std::uint16_t(code), std::string(payload.substr(2))};
}

Received FrameReader::take(std::span<char> bytes, std::size_t message_limit) {
    Received received;
    try {
        while (!received.goodbye && !bytes.empty()) {
            bytes = in_payload_ ? take_payload(bytes) : take_head(bytes, message_limit);
            if (in_payload_ && left_ == 0) finish_frame(received);
        }
    } catch (Violation const& violation) {
        received.violation = Goodbye{violation.code, violation.reason};
    }
    return received;
}

std::span<char> FrameReader::take_head(std::span<char> bytes, std::size_t message_limit) {
    while (!bytes.empty() && (head_size_ < 2 || head_size_ < head_length(head_[1]))) {
        head_[head_size_++] = static_cast<unsigned char>(bytes.front());
        bytes = bytes.subspan(1);
        if (head_size_ == 2 && !(head_[1] & 0x80)) throw Violation{1002, "frame.unmasked"};
    }
    if (head_size_ >= 2 && head_size_ == head_length(head_[1])) check_head(message_limit);
    return bytes;
}

void FrameReader::check_head(std::size_t message_limit) {
    opcode_ = Opcode(head_[0] & 0x0f);
    bool const reserved = head_[0] & 0x70;
    final_ = head_[0] & 0x80;
    left_ = head_[1] & 0x7f;
    std::size_t const extra = left_ == 126 ? 2 : left_ == 127 ? 8 : 0;
    auto const least = left_ == 126 ? 126u : 65536u;
    if (extra) {
        left_ = 0;
        for (std::size_t i = 0; i < extra; ++i) left_ = left_ << 8 | head_[2 + i];
        if (left_ < least || left_ >> 63) throw Violation{1002, "frame.length"};
    }
    std::memmove(head_.data(), head_.data() + 2 + extra, 4);  // of the head only the mask is needed further on
    head_size_ = mask_at_ = 0;
    in_payload_ = true;

    if (reserved || (opcode_ > Opcode::binary && opcode_ < Opcode::close) || opcode_ > Opcode::pong)
        throw Violation{1002, "frame.reserved"};
    if (control()) {
        if (!final_ || left_ > 125) throw Violation{1002, "frame.control"};
        return;
    }
    if (opcode_ == Opcode::binary) throw Violation{1003, "message.binary"};
    if (in_message_ != (opcode_ == Opcode::continuation)) throw Violation{1002, "frame.order"};
    in_message_ = true;
    if (left_ > message_limit || message_.size() + left_ > message_limit) throw Violation{1009, "message.too_large"};
}

std::span<char> FrameReader::take_payload(std::span<char> bytes) {
    auto const part = bytes.first(std::size_t(std::min<std::uint64_t>(left_, bytes.size())));
    for (auto& byte : part) byte = char(byte ^ char(head_[mask_at_++ & 3]));
    mask_at_ &= 3;
    left_ -= part.size();
    (control() ? control_ : message_).append(part.data(), part.size());
    return bytes.subspan(part.size());
}

void FrameReader::finish_frame(Received& received) {
    in_payload_ = false;
    if (!control()) {
        if (!final_) return;
        in_message_ = false;
        if (!valid_utf8(message_)) throw Violation{1007, "message.encoding"};
        received.messages.push_back(std::exchange(message_, {}));
        return;
    }
    auto payload = std::exchange(control_, {});
    if (opcode_ == Opcode::close)
        received.goodbye = goodbye_of(payload);
    else if (opcode_ == Opcode::ping)
        received.ping = std::move(payload);
}

FrameHead::FrameHead(Opcode opcode, std::size_t payload) {
    bytes[0] = char(0x80 | std::uint8_t(opcode));
    if (payload < 126) {
        bytes[1] = char(payload);
        size = 2;
        return;
    }
    std::size_t const extra = payload < 65536 ? 2 : 8;
    bytes[1] = char(extra == 2 ? 126 : 127);
    for (std::size_t i = 0; i < extra; ++i) bytes[2 + i] = char(std::uint64_t(payload) >> (8 * (extra - 1 - i)));
    size = std::uint8_t(2 + extra);
}

std::optional<std::string> accept_key(std::string_view key) {
    // Sixteen bytes in base64: two equals signs end it.
    std::array<unsigned char, 18> nonce;
    if (key.size() != 24 || !key.ends_with("==") || key.substr(0, 22).find('=') != key.npos ||
        EVP_DecodeBlock(nonce.data(), reinterpret_cast<unsigned char const*>(key.data()), int(key.size())) != 18)
        return std::nullopt;
    auto const text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
    SHA1(reinterpret_cast<unsigned char const*>(text.data()), text.size(), digest.data());
    std::string answer(28, '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(answer.data()), digest.data(), int(digest.size()));
    return answer;
}

}  // namespace ombud::http
