// One live WebSocket: a queue of ready frames outwards, one message at a time inwards, and a watch for the dead.
#pragma once
#include <list>

#include "http/frames.hpp"
#include "http/state.hpp"

namespace ombud::http {

class LiveSocket final : public Socket, public Connection {
public:
    LiveSocket(std::shared_ptr<Server::State> state, std::string peer) : state_(std::move(state)), peer_(std::move(peer)) {}

    // The `handshake` goes out first; from there on the bytes are frames. `early` ones came right behind the request.
    void start(Wire wire, std::shared_ptr<SocketOwner> owner, std::string handshake, std::string early);

    void send(std::shared_ptr<std::string const> message) override;
    void close(std::uint16_t code, std::string_view reason) override;
    [[nodiscard]] bool open() const override { return !ended_ && !closing_; }
    [[nodiscard]] std::size_t queued_bytes() const override { return queued_bytes_; }

    void finish() override { close(1001, "going.away"); }
    void drop() override { wire_->close(); }
    void abandon() override;
    void tick(Steady::time_point now) override;

private:
    struct Outgoing {
        FrameHead head;
        std::shared_ptr<std::string const> payload;
        [[nodiscard]] std::size_t size() const { return head.size + payload->size(); }
    };

    static Task<void> read(std::shared_ptr<LiveSocket> self, std::string early);
    Task<void> hand_over(std::string message);
    Wire::State pull(std::vector<std::string>& messages);
    void take(std::span<char> bytes, std::vector<std::string>& messages);
    void end();
    void part();

    bool has_room(std::size_t more);  // or it is said goodbye to
    [[nodiscard]] std::list<Outgoing>::const_iterator unsent() const {
        return std::next(queue_.begin(), std::ptrdiff_t(pinned_));
    }
    void say(std::list<Outgoing>::const_iterator where, Opcode opcode, std::string payload);
    void say_goodbye(std::uint16_t code, std::string_view reason);
    void write_soon();
    void write();
    void written(std::size_t bytes);
    std::shared_ptr<LiveSocket> self() { return std::static_pointer_cast<LiveSocket>(shared_from_this()); }

    std::shared_ptr<Server::State> state_;
    std::string peer_;
    std::optional<Wire> wire_;
    std::optional<Counted> counted_;
    std::shared_ptr<SocketOwner> owner_;
    FrameReader reader_;
    std::list<Outgoing> queue_;
    std::size_t queued_bytes_ = 0;
    std::size_t front_sent_ = 0;  // bytes of the first in the queue
    std::size_t pinned_ = 0;      // how many of the queue are partly on their way
    bool writing_soon_ = false, blocked_ = false;
    bool closing_ = false;  // our goodbye is in the queue or sent
    bool deaf_ = false;     // the other side said goodbye, or nothing that we understand:
    bool parted_well_ = false;
    bool ended_ = false, busy_ = false, pinged_ = false;
};

}  // namespace ombud::http
