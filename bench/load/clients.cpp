#include "clients.hpp"

#include <charconv>
#include <stdexcept>

namespace ombud::bench {

namespace {

constexpr std::string_view end_of_head = "\r\n\r\n";

std::size_t number_after(std::string_view text, std::string_view name) {
    auto const at = text.find(name);
    std::size_t number = 0;
    if (at != text.npos) std::from_chars(text.data() + at + name.size(), text.data() + text.size(), number);
    return number;
}

}  // namespace

void HttpClient::ask(std::string request, Answered answered) {
    asked_.push_back({std::move(request), std::move(answered)});
    if (asked_.size() == 1) send(asked_.front().request);
}

std::size_t HttpClient::received(std::string_view bytes) {
    auto const head = bytes.find(end_of_head);
    if (head == bytes.npos) return 0;
    auto const body = head + end_of_head.size();
    auto const whole = body + number_after(bytes.substr(0, head), "\r\nContent-Length: ");
    if (bytes.size() < whole) return 0;
    if (asked_.empty() || bytes.size() > whole) throw std::runtime_error("an answer that nobody asked for");
    auto const answered = std::move(asked_.front().answered);
    asked_.pop_front();
    if (!asked_.empty()) send(asked_.front().request);
    answered(unsigned(number_after(bytes, "HTTP/1.1 ")), bytes.substr(body, whole - body));
    return whole;
}

SocketClient::SocketClient(Loop& loop, std::uint16_t port, std::string path, std::string fields, std::vector<Step> steps,
                           Heard heard)
    : Connection(loop, port),
      path_(std::move(path)),
      fields_(std::move(fields)),
      steps_(std::move(steps)),
      heard_(std::move(heard)) {}

void SocketClient::connected() {
    send("GET " + path_ +
         " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
         fields_ + "\r\n");
}

std::size_t SocketClient::received(std::string_view bytes) {
    std::size_t at = 0;
    if (!upgraded_) {
        auto const head = bytes.find(end_of_head);
        if (head == bytes.npos) return 0;
        if (number_after(bytes, "HTTP/1.1 ") != 101)
            throw std::runtime_error("no WebSocket: " + std::string(bytes.substr(0, 200)));
        at = head + end_of_head.size();
        upgraded_ = true;
        if (!steps_.empty() && !steps_.front().say.empty()) say(steps_.front().say);
    }
    // RFC 6455, 5.2; a server's frames are not masked, and none of these servers splits a message.
    while (bytes.size() - at >= 2) {
        auto const byte = [&](std::size_t place) { return std::size_t(static_cast<unsigned char>(bytes[at + place])); };
        std::size_t head = 2, size = byte(1);
        if (size == 126) {
            if (bytes.size() - at < 4) break;
            head = 4;
            size = byte(2) << 8 | byte(3);
        } else if (size == 127) {
            throw std::runtime_error("a frame larger than any that was asked for");
        }
        if (bytes.size() - at < head + size) break;
        take(byte(0) & 0x0f, bytes.substr(at + head, size));
        at += head + size;
    }
    return at;
}

void SocketClient::take(unsigned char code, std::string_view payload) {
    if (code == close_code) throw std::runtime_error("the server said goodbye");
    if (code == ping_code) frame(pong_code, payload);
    if (code != text_code) return;
    if (ready()) {
        heard_(payload);
    } else if (payload.find(steps_[step_].hear) != payload.npos) {
        ++step_;
        if (step_ < steps_.size() && !steps_[step_].say.empty()) say(steps_[step_].say);
    }
}

void SocketClient::frame(unsigned char code, std::string_view payload) {
    std::string out{char(0x80 | code)};
    if (payload.size() < 126) {
        out += char(0x80 | payload.size());
    } else {
        out += char(0x80 | 126);
        out += char(payload.size() >> 8);
        out += char(payload.size());
    }
    out.append(4, '\0');  // a mask of zeros changes nothing and costs the server as much as any other
    out += payload;
    send(out);
}

}  // namespace ombud::bench
