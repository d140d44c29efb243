// One connection from its first byte to its last: requests in order, one at a time, then perhaps a WebSocket.
#pragma once
#include "http/message.hpp"
#include "http/state.hpp"

namespace ombud::http {

class HttpConnection final : public Connection {
public:
    HttpConnection(std::shared_ptr<Server::State> state, Wire wire, std::string peer)
        : wire_(std::move(wire)), counted_(std::move(state), *this, std::move(peer)) {}

    static Task<void> run(std::unique_ptr<HttpConnection> self);

    void finish() override;
    void drop() override { wire_.close(); }
    void tick(Steady::time_point now) override;

private:
    enum class Phase { idle, head, body, handling, writing, leaving };
    struct Answer {
        Response response;
        std::optional<FileReader> file;
        bool whole = false;  // nothing of the request is left to read
    };

    // False when the connection is over.
    Task<bool> one_request();
    Task<bool> read_head(Parser& parser, Request& request);
    Task<void> read_body(Parser& parser, Request& request, Admission admission);
    // What went wrong, if anything.
    Task<std::optional<Problem>> answer(Parser& parser, Request& request, Answer& answer);
    Task<void> upgrade(Parser& parser, Request& request, Steady::time_point began);
    Task<bool> write(Answer& answer, Request const& request, bool keep, Steady::time_point began);

    // Reads up to `most` bytes more; false at the end of the connection. Throws Problem{too_slow}.
    Task<bool> more(std::size_t most);
    Task<bool> send(std::string_view head, std::string_view body);
    // Reads away what the client still sends, for a moment, so that it gets to see our answer.
    Task<void> linger();

    Wire::Outcome pull(std::size_t most);
    Server::State& state() { return *counted_.state; }
    void enter(Phase phase, std::chrono::milliseconds time) {
        phase_ = phase;
        within(time);
    }

    Wire wire_;
    std::string buffer_;  // read but not yet understood
    Counted counted_;
    Phase phase_ = Phase::idle;
    bool last_ = false, late_ = false;
};

}  // namespace ombud::http
