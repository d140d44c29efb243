// One live WebSocket: a queue of ready frames outwards, one message at a time inwards, and a watch for the dead.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/beast/websocket.hpp>
#include <list>

#include "http/message.hpp"
#include "http/decode.hpp"

namespace ombud::http {

template <class Stream>
class LiveSocket final : public Socket, public Connection {
public:
    LiveSocket(Stream stream, std::shared_ptr<Server::State> state, std::string peer)
        : ws_(std::move(stream)), counted_(std::move(state), *this, std::move(peer)) {}
    ~LiveSocket() override {
        if (owner_) --counted_.state->counters.sockets;
    }

    Stream take_back() { return std::move(ws_.next_layer()); }

    void send(std::shared_ptr<std::string const> message) override {
        if (!open()) return;
        auto const& limits = counted_.state->settings.limits;
        if (queue_.size() >= limits.socket_outbox_frames || queued_bytes_ + message->size() > limits.socket_outbox_bytes) {
            ++counted_.state->counters.slow_readers_dropped;
            // Its queue is full: there is no room for a polite goodbye behind it.
            ended_ = true;
            drop();
            return;
        }
        queued_bytes_ += message->size();
        queue_.push_back(std::move(message));
        pump();
    }
    void close(std::uint16_t code, std::string_view reason) override {
        if (ended_ || closing_) return;
        closing_ = true;
        goodbye_ = boost::beast::websocket::close_reason{boost::beast::websocket::close_code(code),
                                                         boost::beast::string_view{reason.data(), std::min<std::size_t>(reason.size(), 123)}};
        this->deadline = Steady::now() + std::chrono::seconds{5};
        pump();
    }
    [[nodiscard]] bool open() const override { return !ended_ && !closing_; }

    void drop() override {
        boost::system::error_code ignored;
        boost::beast::get_lowest_layer(ws_).close(ignored);
    }
    void finish() override { close(1001, "going.away"); }
    void tick(Steady::time_point now) override {
        if (now < this->deadline) return;
        if (!accepted_ || closing_ || pinged_) {
            if (pinged_) ++counted_.state->counters.dead_peers_dropped;
            drop();
            return;
        }
        pinged_ = true;
        heard_within(counted_.state->settings.limits.socket_ping_time);
        pump();
    }

    Task<void> run(std::shared_ptr<SocketOwner> owner, ParsedRequest request, std::string protocol, std::string request_id) {
        auto self = std::static_pointer_cast<LiveSocket>(this->shared_from_this());
        owner_ = std::move(owner);
        ++counted_.state->counters.sockets;
        boost::system::error_code error;
        this->deadline = Steady::now() + counted_.state->settings.limits.header_time;
        prepare(protocol, request_id);
        co_await ws_.async_accept(request, asio::redirect_error(use_task, error));
        request = {};
        if (!error) {
            accepted_ = true;
            heard_within(counted_.state->settings.limits.socket_ping_time);
            pump();
            // A coroutine of its own again: what accepting needed is given back.
            asio::co_spawn(counted_.state->io, read_loop(self), asio::detached);
        } else {
            ended_ = true;
            owner_->closed();
        }
    }

private:
    using Ws = boost::beast::websocket::stream<Stream, false>;

    void heard_within(std::chrono::milliseconds span) { this->deadline = Steady::now() + span; }

    void prepare(std::string const& protocol, std::string const& request_id) {
        ws_.read_message_max(counted_.state->settings.limits.socket_message_bytes);
        ws_.auto_fragment(false);
        ws_.write_buffer_bytes(512);
        ws_.set_option(boost::beast::websocket::stream_base::decorator([protocol, request_id](boost::beast::websocket::response_type& response) {
            if (!protocol.empty()) response.set(boost::beast::http::field::sec_websocket_protocol, protocol);
            response.set("X-Request-Id", request_id);
        }));
        ws_.control_callback([this](auto, auto) {
            pinged_ = false;
            heard_within(counted_.state->settings.limits.socket_ping_time);
        });
    }

    Task<void> read_loop(std::shared_ptr<LiveSocket> /* keeps this */) {
        boost::system::error_code error;
        std::array<char, 256> small;
        for (;;) {
            std::string message;
            do {
                auto const size = co_await ws_.async_read_some(asio::buffer(small), asio::redirect_error(use_task, error));
                if (error) break;
                message.append(small.data(), size);
            } while (!ws_.is_message_done());
            if (error) break;
            pinged_ = false;
            heard_within(counted_.state->settings.limits.socket_ping_time);
            if (!ws_.got_text()) {
                close(1003, "text.only");
                continue;
            }
            if (closing_) continue;
            co_await hand_over(std::move(message));
        }
        ended_ = true;
        drop();
        queue_.clear();
        owner_->closed();
    }

    Task<void> hand_over(std::string message) {
        std::exception_ptr failed;
        try {
            co_await owner_->received(std::move(message));
        } catch (Problem const& problem) {
            close(1008, problem.code);
        } catch (...) {
            close(1011, "internal");
        }
    }

    // One write at a time: queued frames, then a ping if one is due, then the goodbye.
    void pump() {
        if (!accepted_ || writing_ || ended_) return;
        bool const ping = pinged_ && !ping_sent_;
        if (queue_.empty() && !ping && !closing_) return;
        writing_ = true;
        auto self = std::static_pointer_cast<LiveSocket>(this->shared_from_this());
        auto done = [self](boost::system::error_code error, std::size_t = 0) {
            self->writing_ = false;
            if (error)
                self->drop();
            else
                self->pump();
        };
        if (!queue_.empty()) {
            auto frame = std::move(queue_.front());
            queue_.pop_front();
            queued_bytes_ -= frame->size();
            ws_.text(true);
            auto const bytes = asio::buffer(*frame);
            ws_.async_write(bytes, [frame = std::move(frame), done = std::move(done)](auto error, std::size_t) mutable { done(error); });
        } else if (closing_) {
            ended_ = true;
            ws_.async_close(goodbye_, [self](boost::system::error_code) { self->drop(); });
        } else {
            ping_sent_ = true;
            ws_.async_ping({}, [self, done = std::move(done)](boost::system::error_code error) mutable {
                self->ping_sent_ = false;
                done(error);
            });
        }
    }

    Ws ws_;
    Counted counted_;
    std::shared_ptr<SocketOwner> owner_;
    std::list<std::shared_ptr<std::string const>> queue_;
    std::size_t queued_bytes_ = 0;
    boost::beast::websocket::close_reason goodbye_;
    bool accepted_ = false, writing_ = false, closing_ = false, ended_ = false, pinged_ = false, ping_sent_ = false;
};

}  // namespace ombud::http
