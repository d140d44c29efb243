// The two kinds of client that load a server: one asks over HTTP, one listens on a WebSocket.
#pragma once
#include <deque>
#include <vector>

#include "loop.hpp"

namespace ombud::bench {

// Keeps its connection and has one request under way; the others wait their turn.
class HttpClient final : public Connection {
public:
    using Answered = std::function<void(unsigned status, std::string_view body)>;

    using Connection::Connection;
    void ask(std::string request, Answered answered);

private:
    std::size_t received(std::string_view bytes) override;

    struct Asked {
        std::string request;
        Answered answered;
    };
    std::deque<Asked> asked_;
};

class SocketClient final : public Connection {
public:
    // What is said once the socket is open, and what must be heard before the next step; an empty text says nothing.
    struct Step {
        std::string say;
        std::string hear;
    };
    using Heard = std::function<void(std::string_view text)>;

    // `fields`: more header fields for the handshake, each with its line break.
    SocketClient(Loop& loop, std::uint16_t port, std::string path, std::string fields, std::vector<Step> steps, Heard heard);

    void say(std::string_view text) { frame(text_code, text); }
    [[nodiscard]] bool ready() const { return upgraded_ && step_ == steps_.size(); }

private:
    static constexpr unsigned char text_code = 1, close_code = 8, ping_code = 9, pong_code = 10;

    void connected() override;
    std::size_t received(std::string_view bytes) override;
    void take(unsigned char code, std::string_view payload);
    void frame(unsigned char code, std::string_view payload);

    std::string path_, fields_;
    std::vector<Step> steps_;
    Heard heard_;
    std::size_t step_ = 0;
    bool upgraded_ = false;
};

}  // namespace ombud::bench
