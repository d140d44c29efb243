#include "rooms.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>

namespace ombud::bench {

namespace {

constexpr std::string_view mark = "note-";
constexpr std::size_t letters = 8;

}  // namespace

std::vector<Person> read_people(Loop& loop, std::uint16_t port, std::string const& file, std::size_t count) {
    std::ifstream in{file};
    std::vector<Person> people;
    for (Person person; in >> person.token >> person.conversation && (count == 0 || people.size() < count);)
        people.push_back(person);
    if (people.empty() || people.size() < count) throw std::runtime_error("too few people in " + file);

    std::array<std::unique_ptr<HttpClient>, 16> clients;
    for (auto& client : clients) client = std::make_unique<HttpClient>(loop, port);
    std::size_t known = 0;
    for (std::size_t i = 0; i < people.size(); ++i) {
        auto const newest = "/api/v1/conversations/" + people[i].conversation + "/entries?before=9007199254740991&limit=1";
        clients[i % clients.size()]->ask(get_request(people[i], newest), [&, i](unsigned status, std::string_view body) {
            if (status != 200) throw std::runtime_error(fmt::format("a conversation was not told: {}", status));
            people[i].last_seq = boost::json::parse({body.data(), body.size()}).at("last_seq").as_int64();
            ++known;
        });
    }
    loop.run_until([&] { return known == people.size(); }, std::chrono::seconds{60});
    return people;
}

std::string message_of(std::uint32_t number, std::size_t size) {
    constexpr std::string_view words = "hello, the transfer has not arrived yet, could somebody please look into it? ";
    std::string text{mark};
    for (std::size_t i = 0; i < letters; ++i) text += char('a' + (number >> (4 * i)) % 16);
    text += ' ';
    while (text.size() < size) text += words.substr(0, std::min(words.size(), size - text.size()));
    return text;
}

std::optional<std::uint32_t> number_in(std::string_view text) {
    auto const at = text.find(mark);
    if (at == text.npos || text.size() < at + mark.size() + letters) return std::nullopt;
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < letters; ++i) number |= std::uint32_t(text[at + mark.size() + i] - 'a') << (4 * i);
    return number;
}

std::string post_request(Person const& person, std::string const& client_id, std::string_view body) {
    auto const json = fmt::format(R"({{"client_id":"{}","body":"{}"}})", client_id, body);
    return fmt::format(
        "POST /api/v1/conversations/{}/entries HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n"
        "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        person.conversation, person.token, json.size(), json);
}

std::string get_request(Person const& person, std::string const& path) {
    return fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n\r\n", path, person.token);
}

std::string fresh_client_id() {
    static auto next = std::chrono::system_clock::now().time_since_epoch().count();
    return std::to_string(next++);
}

Room::Room(Loop& loop, std::uint16_t port, Person person, HttpClient& poster)
    : loop_(loop), port_(port), server_(Server::ombud), person_(std::move(person)), poster_(&poster) {}

Room::Room(Loop& loop, std::uint16_t port, Server server, std::size_t number)
    : loop_(loop), port_(port), server_(server), number_(number) {}

std::string Room::path() const {
    if (server_ == Server::ombud) return "/api/v1/live";
    if (server_ == Server::ws) return fmt::format("/{}", number_);
    return fmt::format("/socket.io/?EIO=4&transport=websocket&room={}", number_);
}

std::vector<SocketClient::Step> Room::steps() const {
    if (server_ == Server::ombud)
        return {
            {fmt::format(R"({{"type":"subscribe","conversation_id":"{}","after":{}}})", person_.conversation, person_.last_seq),
             R"("type":"subscribed")"}};
    if (server_ == Server::ws) return {};
    return {{"", "0{"}, {"40", "40{"}};
}

void Room::add_listener(Heard heard) {
    auto const place = listeners_.size();
    auto take = [this, place, heard = std::move(heard)](std::string_view text) {
        if (auto const number = number_in(text))
            heard(*number);
        else if (server_ == Server::socket_io && text == "2")
            listeners_[place]->say("3");  // its own ping
    };
    auto fields = server_ == Server::ombud ? fmt::format("Authorization: Bearer {}\r\n", person_.token) : std::string{};
    listeners_.push_back(std::make_unique<SocketClient>(loop_, port_, path(), std::move(fields), steps(), std::move(take)));
}

bool Room::ready() const {
    return std::ranges::all_of(listeners_, [](auto const& each) { return each->ready(); });
}

void Room::post(std::string const& message, Answered answered) {
    if (server_ != Server::ombud) {
        listeners_.front()->say(server_ == Server::ws ? message : fmt::format(R"(42["m","{}"])", message));
        answered();
        return;
    }
    poster_->ask(post_request(person_, fresh_client_id(), message),
                 [answered = std::move(answered)](unsigned status, std::string_view body) {
                     if (status != 201)
                         throw std::runtime_error(fmt::format("an entry was refused with {}: {}", status, body.substr(0, 300)));
                     answered();
                 });
}

}  // namespace ombud::bench
