// WebSocket frames (RFC 6455): what a client's bytes mean, and the few bytes in front of what we send.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ombud::http {

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

struct Goodbye {
    std::uint16_t code;
    std::string reason;
};

// What one reading of bytes held.
struct Received {
    std::vector<std::string> messages;  // whole, valid UTF-8
    std::optional<std::string> ping;    // the last one: only that must be answered
    std::optional<Goodbye> goodbye;     // the client's; nothing after it counts
    std::optional<Goodbye> violation;   // ours, for a client that breaks the protocol; nothing after it was read
};

class FrameReader {
public:
    // Takes all of `bytes`, unmasking them in place, and remembers what is unfinished.
    Received take(std::span<char> bytes, std::size_t message_limit);

private:
    struct Violation {
        std::uint16_t code;
        char const* reason;
    };
    std::span<char> take_head(std::span<char> bytes, std::size_t message_limit);
    void check_head(std::size_t message_limit);
    std::span<char> take_payload(std::span<char> bytes);
    void finish_frame(Received& received);
    static Goodbye goodbye_of(std::string_view payload);
    [[nodiscard]] bool control() const { return std::uint8_t(opcode_) >= 8; }

    std::string message_, control_;
    std::uint64_t left_ = 0;  // of the payload
    std::array<unsigned char, 14> head_{};
    std::uint8_t head_size_ = 0, mask_at_ = 0;
    Opcode opcode_ = Opcode::continuation;
    bool final_ = false, in_message_ = false, in_payload_ = false;
};

// Our frames are whole and unmasked.
struct FrameHead {
    FrameHead() = default;  // none
    FrameHead(Opcode opcode, std::size_t payload);
    std::array<char, 10> bytes{};
    std::uint8_t size = 0;
};

// The answer to a client's Sec-WebSocket-Key; nullopt when it is no key.
std::optional<std::string> accept_key(std::string_view key);

}  // namespace ombud::http
