// A browser's live connection without the wire between: it sends frames in order and keeps what it was sent.
#pragma once
#include "core/limits.hpp"
#include "support/edge_world.hpp"

namespace ombud::testing {

class Window {
public:
    struct Wire final : http::Socket {
        void send(std::shared_ptr<std::string const> message) override {
            if (!open()) return;
            queued += slow ? message->size() : 0;
            most_queued = std::max(most_queued, queued);
            frames.push_back(json::parse(*message));
        }
        void close(std::uint16_t code, std::string_view) override {
            if (open()) close_code = code;
        }
        [[nodiscard]] bool open() const override { return close_code == 0; }
        [[nodiscard]] std::size_t queued_bytes() const override { return queued; }

        std::vector<json::value> frames;
        std::size_t queued = 0, most_queued = 0;
        bool slow = false;  // nothing goes out until take() is called
        std::uint16_t close_code = 0;
    };

    Window(EdgeWorld& world, Asked handshake) : world_(world), wire_(std::make_shared<Wire>()) {
        auto head = EdgeWorld::head_of(handshake);
        owner_ = run(world.io, world.api.open_socket(head, wire_));
    }
    Window(EdgeWorld& world, std::string token) : Window(world, Asked{.target = "/api/v1/live", .token = std::move(token)}) {}
    ~Window() { end(); }
    Window(Window const&) = delete;
    Window& operator=(Window const&) = delete;

    // As the transport does it: the next message is read when this one is done, and closed() comes last.
    void end() {
        if (!owner_) return;
        wire_->close(1000, "");
        world_.until([&] { return sending_ == 0; });
        std::exchange(owner_, nullptr)->closed();
    }

    void send(json::value const& frame) { send_text(json::serialize(frame)); }
    void send_text(std::string text) {
        start(std::move(text));
        world_.until([&] { return sending_ == 0; });
    }
    // Does not wait for it to be done.
    void start(std::string text) {
        outgoing_.push_back(std::move(text));
        if (sending_++ == 0) asio::co_spawn(world_.io, pump(), asio::detached);
    }
    void follow(std::string const& conversation, std::int64_t after = 0) {
        send({{"type", "subscribe"}, {"conversation_id", conversation}, {"after", after}});
    }

    [[nodiscard]] Wire& wire() { return *wire_; }
    [[nodiscard]] std::size_t unread() const { return sending_; }
    [[nodiscard]] std::vector<json::value> of(std::string_view type) const {
        std::vector<json::value> out;
        for (auto const& frame : wire_->frames)
            if (frame.at("type").as_string() == type) out.push_back(frame);
        return out;
    }
    [[nodiscard]] std::vector<std::int64_t> seqs() const {
        std::vector<std::int64_t> out;
        for (auto const& frame : of("entry_posted")) out.push_back(frame.at_pointer("/entry/seq").as_int64());
        return out;
    }
    // The code of the newest problem.
    [[nodiscard]] std::string problem() const {
        auto const problems = of("problem");
        return problems.empty() ? std::string{} : std::string(problems.back().at("code").as_string());
    }
    void forget() { wire_->frames.clear(); }

private:
    Task<void> pump() {
        while (!outgoing_.empty()) {
            auto text = std::move(outgoing_.front());
            outgoing_.pop_front();
            try {
                if (wire_->open()) co_await owner_->received(std::move(text));
            } catch (std::exception const&) {
                wire_->close(1011, "internal");
            }
            --sending_;
        }
    }

    EdgeWorld& world_;
    std::shared_ptr<Wire> wire_;
    std::shared_ptr<http::SocketOwner> owner_;
    std::deque<std::string> outgoing_;
    std::size_t sending_ = 0;
};

}  // namespace ombud::testing
