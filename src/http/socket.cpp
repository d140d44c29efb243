#include "http/socket.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>

namespace ombud::http {

namespace {

constexpr std::size_t frames_at_once = 32;
constexpr std::size_t reason_bytes = 123;

std::string goodbye_payload(std::uint16_t code, std::string_view reason) {
    return std::string{char(code >> 8), char(code)} + std::string(reason.substr(0, reason_bytes));
}

}  // namespace

void LiveSocket::start(Wire wire, std::shared_ptr<SocketOwner> owner, std::string handshake, std::string early) {
    wire_.emplace(std::move(wire));
    owner_ = std::move(owner);
    counted_.emplace(state_, *this, std::move(peer_));
    ++state_->counters.sockets;
    queued_bytes_ += handshake.size();
    queue_.push_front({{}, std::make_shared<std::string const>(std::move(handshake))});
    within(closing_ ? limits::socket_goodbye_time : state_->settings.limits.socket_ping_time);
    if (state_->draining) finish();
    write();  // before anything that comes can change what there is to say
    spawn(state_->io, read(self(), std::move(early)));
}

void LiveSocket::abandon() {
    drop();
    ended_ = true;
    if (!busy_) part();  // else when its last message is worked on
}

void LiveSocket::tick(Steady::time_point now) {
    if (now < deadline) return;
    if (closing_ || (pinged_ && !busy_)) {
        if (!closing_) ++state_->counters.dead_peers_dropped;
        wire_->reset();
        return;
    }
    within(state_->settings.limits.socket_ping_time);
    if (busy_) return;  // while its last message is worked on, nobody listens for the answer
    pinged_ = true;
    say(unsent(), Opcode::ping, {});
}

// --- Inwards -------------------------------------------------------------------------------------------------------------------

Task<void> LiveSocket::read(std::shared_ptr<LiveSocket> self, std::string early) {
    std::vector<std::string> messages;
    self->take(early, messages);
    early = std::string{};
    for (;;) {
        for (auto& message : messages) co_await self->hand_over(std::move(message));
        messages = std::vector<std::string>{};
        auto const state = self->pull(messages);
        if (state == Wire::State::ended) break;
        if (state == Wire::State::done) continue;
        if (self->deaf_ && self->queue_.empty()) {
            if (self->parted_well_) break;
            self->part();  // what still comes is only read away, so that our goodbye arrives
        }
        boost::system::error_code error;
        co_await self->wire_->wait(state, asio::redirect_error(use_task, error));
        if (error) break;
    }
    self->end();
}

Wire::State LiveSocket::pull(std::vector<std::string>& messages) {
    if (deaf_) return wire_->discard().state;
    std::array<char, 16'384> part;
    auto const outcome = wire_->read(part);
    take(std::span{part}.first(outcome.bytes), messages);
    return outcome.state;
}

void LiveSocket::take(std::span<char> bytes, std::vector<std::string>& messages) {
    if (bytes.empty()) return;
    pinged_ = false;
    if (!closing_) within(state_->settings.limits.socket_ping_time);
    auto received = reader_.take(bytes, state_->settings.limits.socket_message_bytes);
    if (!closing_) messages = std::move(received.messages);
    if (received.ping && has_room(received.ping->size())) say(unsent(), Opcode::pong, std::move(*received.ping));
    auto const& goodbye = received.violation ? received.violation : received.goodbye;
    if (!goodbye) return;
    deaf_ = true;
    parted_well_ = !received.violation;
    say_goodbye(goodbye->code, received.violation ? std::string_view{goodbye->reason} : std::string_view{});
    if (!blocked_) write();  // now: the connection may end with the next reading
}

Task<void> LiveSocket::hand_over(std::string message) {
    auto const owner = owner_;
    if (!owner || ended_) co_return;
    busy_ = true;
    try {
        co_await owner->received(std::move(message));
    } catch (Problem const& problem) {
        close(1008, problem.code);
    } catch (std::exception const& error) {
        if (!state_->over) state_->handler.failed(Request{.peer = counted_->peer}, error);
        close(1011, "internal");
    }
    busy_ = false;
    if (!closing_) within(state_->settings.limits.socket_ping_time);
}

void LiveSocket::end() {
    ended_ = true;
    drop();
    queue_.clear();
    counted_.reset();
    part();
}

// The two hold each other until here.
void LiveSocket::part() {
    if (!owner_) return;
    --state_->counters.sockets;
    std::exchange(owner_, nullptr)->closed();
}

// --- Outwards ------------------------------------------------------------------------------------------------------------------

bool LiveSocket::has_room(std::size_t more) {
    auto const& limits = state_->settings.limits;
    auto const full = [&] {
        return queue_.size() >= limits.socket_outbox_frames || queued_bytes_ + more > limits.socket_outbox_bytes;
    };
    if (open() && full() && wire_ && !blocked_) write();  // perhaps there was no turn to write since
    if (open() && full()) {
        ++state_->counters.slow_readers_dropped;
        say_goodbye(4008, "reader.slow");
    }
    return open();
}

void LiveSocket::send(std::shared_ptr<std::string const> message) {
    if (!has_room(message->size())) return;
    queued_bytes_ += message->size();
    queue_.push_back({FrameHead{Opcode::text, message->size()}, std::move(message)});
    write_soon();
}

void LiveSocket::close(std::uint16_t code, std::string_view reason) {
    if (!open()) return;
    closing_ = true;
    within(limits::socket_goodbye_time);
    say(queue_.end(), Opcode::close, goodbye_payload(code, reason));
}

// Instead of what is queued.
void LiveSocket::say_goodbye(std::uint16_t code, std::string_view reason) {
    if (!open()) return;
    queue_.resize(pinned_);
    queued_bytes_ = 0;
    for (auto const& each : queue_) queued_bytes_ += each.payload->size();
    close(code, reason);
}

void LiveSocket::say(std::list<Outgoing>::const_iterator where, Opcode opcode, std::string payload) {
    queued_bytes_ += payload.size();
    FrameHead const head{opcode, payload.size()};
    queue_.insert(where, {head, std::make_shared<std::string const>(std::move(payload))});
    write_soon();
}

void LiveSocket::write_soon() {
    if (!wire_ || writing_soon_ || blocked_) return;
    writing_soon_ = true;
    // What is sent in one turn goes out together.
    asio::post(state_->io, [self = self()] {
        self->writing_soon_ = false;
        if (!self->blocked_ && !self->ended_) self->write();
    });
}

void LiveSocket::write() {
    while (!queue_.empty()) {
        std::array<iovec, 2 * frames_at_once> parts;
        std::size_t count = 0, skip = front_sent_;
        auto const add = [&](char const* bytes, std::size_t size) {
            auto const skipped = std::min(skip, size);
            skip -= skipped;
            if (size > skipped) parts[count++] = {const_cast<char*>(bytes) + skipped, size - skipped};
        };
        pinned_ = 0;
        for (auto const& each : queue_) {
            if (pinned_ == frames_at_once) break;
            ++pinned_;
            add(each.head.bytes.data(), each.head.size);
            add(each.payload->data(), each.payload->size());
        }
        auto const outcome = wire_->write(std::span{parts}.first(count));
        written(outcome.bytes);
        if (outcome.state == Wire::State::ended) return drop();
        if (outcome.state == Wire::State::done) continue;
        // OpenSSL wants to be asked with the same bytes again; else only what is half sent must stay, and the handshake.
        if (!wire_->secure()) pinned_ = front_sent_ > 0 || queue_.front().head.size == 0 ? 1 : 0;
        blocked_ = true;
        wire_->wait(outcome.state, [self = self()](boost::system::error_code error) {
            self->blocked_ = false;
            if (!error && !self->ended_) self->write();
        });
        return;
    }
    pinned_ = 0;
    if (closing_ && deaf_) wire_->finish();
}

void LiveSocket::written(std::size_t bytes) {
    front_sent_ += bytes;
    while (!queue_.empty() && front_sent_ >= queue_.front().size()) {
        front_sent_ -= queue_.front().size();
        queued_bytes_ -= queue_.front().payload->size();
        queue_.pop_front();
    }
}

}  // namespace ombud::http
