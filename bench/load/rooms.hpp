// Rooms with listeners, on Ombud (stored conversations) and on the peers (bare relays), spoken to alike.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "clients.hpp"

namespace ombud::bench {

enum class Server { ombud, ws, socket_io };

// Who writes and listens in a conversation of Ombud's.
struct Person {
    std::string token;
    std::string conversation;
    std::int64_t last_seq = 0;  // of the conversation: a client that comes back goes on from there
};
// From a file with a token and a conversation on each line; the server tells the rest. All of them for 0.
std::vector<Person> read_people(Loop& loop, std::uint16_t port, std::string const& file, std::size_t count);

// A chat message of `size` bytes that carries a number, and the number of a message that is heard. In letters: digits in a chat
// are what a secret guard looks at twice.
std::string message_of(std::uint32_t number, std::size_t size);
std::optional<std::uint32_t> number_in(std::string_view text);

std::string post_request(Person const& person, std::string const& client_id, std::string_view body);
std::string get_request(Person const& person, std::string const& path);
// Unlike any of an earlier run's.
std::string fresh_client_id();

class Room {
public:
    using Heard = std::function<void(std::uint32_t number)>;
    using Answered = std::function<void()>;

    // Of Ombud's with a person and what posts for them; a peer knows a room by its number.
    Room(Loop& loop, std::uint16_t port, Person person, HttpClient& poster);
    Room(Loop& loop, std::uint16_t port, Server server, std::size_t number);

    void add_listener(Heard heard);
    [[nodiscard]] bool ready() const;

    // On Ombud over HTTP, stored and answered; on a peer from the first listener's socket, answered at once.
    void post(std::string const& message, Answered answered);

private:
    [[nodiscard]] std::string path() const;
    [[nodiscard]] std::vector<SocketClient::Step> steps() const;

    Loop& loop_;
    std::uint16_t port_;
    Server server_;
    std::size_t number_ = 0;
    Person person_;
    HttpClient* poster_ = nullptr;
    std::vector<std::unique_ptr<SocketClient>> listeners_;
};

}  // namespace ombud::bench
