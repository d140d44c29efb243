// Loads a server as many clients would and says what came of it, as one line of JSON.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <iostream>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "rooms.hpp"

namespace {

using namespace ombud::bench;
using std::chrono::nanoseconds;
using std::chrono::seconds;
namespace json = boost::json;

struct Options {
    Server server = Server::ombud;
    std::uint16_t port = 0;
    std::string people, path;
    std::size_t rooms = 0, listeners = 1, posters = 1, bytes = 128;
    double seconds = 3, rate = 0;
};

constexpr auto warm_up = std::chrono::milliseconds{500};
constexpr auto patience = seconds{60};

Clock::duration span_of(double span) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(span));
}

// How long things took, while `open`.
class Times {
public:
    bool open = false;

    void add(Clock::duration took) {
        if (open) all_.push_back(std::uint32_t(std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
    }
    [[nodiscard]] json::object told(double span) {
        std::ranges::sort(all_);
        return {{"per_second", double(all_.size()) / span}, {"count", all_.size()}, {"p50_ms", at(0.5)}, {"p99_ms", at(0.99)}};
    }

private:
    [[nodiscard]] double at(double part) const {
        return all_.empty() ? 0 : all_[std::min(all_.size() - 1, std::size_t(part * double(all_.size())))] / 1000.0;
    }
    std::vector<std::uint32_t> all_;
};

void tell(json::object const& result) {
    std::cout << json::serialize(result) << std::endl;
}

using Rooms = std::vector<std::unique_ptr<Room>>;
using Clients = std::vector<std::unique_ptr<HttpClient>>;

Clients open_clients(Loop& loop, Options const& options, std::size_t count) {
    Clients clients;
    while (clients.size() < count) clients.push_back(std::make_unique<HttpClient>(loop, options.port));
    return clients;
}

// The rooms share the posters.
Rooms open_rooms(Loop& loop, Options const& options, Clients const& posters,
                 std::function<void(std::size_t, std::uint32_t)> heard) {
    std::vector<Person> people;
    if (options.server == Server::ombud) people = read_people(loop, options.port, options.people, options.rooms);
    Rooms rooms;
    for (std::size_t i = 0; i < options.rooms; ++i) {
        auto& room = *rooms.emplace_back(
            people.empty() ? std::make_unique<Room>(loop, options.port, options.server, i)
                           : std::make_unique<Room>(loop, options.port, people[i], *posters[i % posters.size()]));
        for (std::size_t each = 0; each < options.listeners; ++each)
            room.add_listener([=](std::uint32_t number) { heard(i, number); });
        // Not more at once than a listening queue holds.
        if (i % 100 == 99) loop.run_until([&] { return room.ready(); }, patience);
    }
    loop.run_until([&] { return std::ranges::all_of(rooms, [](auto const& each) { return each->ready(); }); }, patience);
    return rooms;
}

// Each room hears one message, then all are silent until standard input ends.
void idle(Options const& options) {
    Loop loop;
    std::size_t heard = 0, answered = 0;
    auto posters = open_clients(loop, options, options.server == Server::ombud ? 64 : 0);
    auto rooms = open_rooms(loop, options, posters, [&](std::size_t, std::uint32_t) { ++heard; });
    for (std::size_t i = 0; i < rooms.size(); ++i)
        rooms[i]->post(message_of(std::uint32_t(i), options.bytes), [&] { ++answered; });
    loop.run_until([&] { return heard == rooms.size() * options.listeners && answered == rooms.size(); }, patience);
    posters.clear();
    tell({{"sockets", heard}});
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    while (::poll(&input, 1, 0) == 0) loop.run_for(std::chrono::milliseconds{50});
}

// Every room posts its next message when all its listeners have heard the last one, then at a given rate.
class Fanout {
public:
    explicit Fanout(Options const& options) : options_(options), loads_(options.rooms) {
        posters_ = open_clients(loop_, options_, options_.server == Server::ombud ? options_.rooms : 0);
        rooms_ = open_rooms(loop_, options_, posters_, [this](std::size_t room, std::uint32_t number) { heard(room, number); });
    }

    void run() {
        tell({{"flood", measured([&](Clock::duration span) { flood(span); })},
              {"steady", measured([&](Clock::duration span) { steady(span); })}});
    }

private:
    struct Load {
        std::vector<Clock::time_point> due;  // when each message was to be sent
        std::size_t heard = 0, answered = 0;
    };

    [[nodiscard]] bool whole(Load const& load) const {
        return load.answered == load.due.size() && load.heard == load.due.size() * options_.listeners;
    }

    void post(std::size_t room, Clock::time_point due) {
        auto& load = loads_[room];
        load.due.push_back(due);
        rooms_[room]->post(message_of(std::uint32_t(load.due.size() - 1), options_.bytes), [this, room] {
            ++loads_[room].answered;
            go_on(room);
        });
    }
    void heard(std::size_t room, std::uint32_t number) {
        auto& load = loads_[room];
        ++load.heard;
        times_.add(Clock::now() - load.due.at(number));
        go_on(room);
    }
    void go_on(std::size_t room) {
        if (flooding_ && whole(loads_[room])) post(room, Clock::now());
    }

    void flood(Clock::duration span) {
        flooding_ = true;
        for (std::size_t room = 0; room < rooms_.size(); ++room) go_on(room);
        loop_.run_for(span);
        flooding_ = false;
    }
    // A late message counts from when it was due.
    void steady(Clock::duration span) {
        auto const gap = span_of(double(options_.listeners) / options_.rate);
        auto const end = Clock::now() + span;
        for (auto due = Clock::now(); due < end; due += gap) {
            while (Clock::now() < due) loop_.serve({});
            post(next_++ % rooms_.size(), due);
        }
    }
    json::object measured(std::function<void(Clock::duration)> const& load) {
        times_ = {};
        load(warm_up);
        times_.open = true;
        auto const began = Clock::now();
        load(span_of(options_.seconds));
        auto const took = std::chrono::duration<double>(Clock::now() - began).count();
        times_.open = false;
        loop_.run_until([&] { return std::ranges::all_of(loads_, [&](auto const& each) { return whole(each); }); }, patience);
        return times_.told(took);
    }

    Options const& options_;
    Loop loop_;
    std::vector<Load> loads_;
    Clients posters_;
    Rooms rooms_;
    Times times_;
    bool flooding_ = false;
    std::size_t next_ = 0;
};

// Posters that each send their next entry, or ask again for what is at a path, as soon as the last was answered. A poster goes
// from person to person, since each may post only so often; everybody listens to their own conversation.
class Posting {
public:
    explicit Posting(Options const& options) : options_(options), asks_(!options.path.empty()) {
        people_ = read_people(loop_, options_.port, options_.people, 0);
        posters_ = open_clients(loop_, options_, options_.posters);
        if (!asks_) listen();
    }

    void run() {
        for (std::size_t i = 0; i < posters_.size(); ++i) next(i, i % people_.size());
        loop_.run_for(warm_up);
        times_.open = true;
        loop_.run_for(span_of(options_.seconds));
        times_.open = false;
        going_on_ = false;
        loop_.run_until([&] { return answered_ == asked_ && (asks_ || heard_ == asked_); }, patience);
        tell(times_.told(options_.seconds));
    }

private:
    void listen() {
        auto options = options_;
        options.rooms = people_.size();
        rooms_ = open_rooms(loop_, options, posters_, [this](std::size_t, std::uint32_t) { ++heard_; });
    }
    void next(std::size_t poster, std::size_t person) {
        auto const& who = people_[person];
        auto const began = Clock::now();
        auto request = asks_ ? get_request(who, options_.path)
                             : post_request(who, fresh_client_id(), message_of(std::uint32_t(asked_), options_.bytes));
        ++asked_;
        posters_[poster]->ask(std::move(request), [this, poster, person, began](unsigned status, std::string_view body) {
            if (status != (asks_ ? 200 : 201))
                throw std::runtime_error(fmt::format("refused with {}: {}", status, body.substr(0, 300)));
            times_.add(Clock::now() - began);
            ++answered_;
            // Posters start one beside the other and step by their number, so no two are with the same person.
            if (going_on_) next(poster, (person + posters_.size()) % people_.size());
        });
    }

    Options const& options_;
    bool asks_;
    Loop loop_;
    std::vector<Person> people_;
    Clients posters_;
    Rooms rooms_;
    Times times_;
    std::size_t asked_ = 0, answered_ = 0, heard_ = 0;
    bool going_on_ = true;
};

void take_all_descriptors() {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace

int main(int count, char** words) {
    CLI::App app{"Loads a server on this machine"};
    app.require_subcommand(1);
    Options options;
    std::map<std::string, Server> const servers{{"ombud", Server::ombud}, {"ws", Server::ws}, {"socket.io", Server::socket_io}};
    app.add_option("--server", options.server, "ombud, ws or socket.io")->transform(CLI::CheckedTransformer(servers));
    app.add_option("--port", options.port)->required();
    app.add_option("--people", options.people, "File of tokens and conversations");
    app.add_option("--path", options.path, "Ask for this instead of posting");
    app.add_option("--rooms", options.rooms);
    app.add_option("--listeners", options.listeners, "In each room");
    app.add_option("--posters", options.posters);
    app.add_option("--bytes", options.bytes, "Of a message");
    app.add_option("--seconds", options.seconds);
    app.add_option("--rate", options.rate, "Deliveries per second of the steady part");
    auto* idling = app.add_subcommand("idle", "Open sockets, one message each, then silence until standard input ends");
    auto* fanout = app.add_subcommand("fanout", "Messages to rooms: as many as go, then at a rate");
    auto* post = app.add_subcommand("post", "Entries, one after the other for each poster");
    CLI11_PARSE(app, count, words);
    try {
        take_all_descriptors();
        if (*idling) idle(options);
        if (*fanout) Fanout{options}.run();
        if (*post) Posting{options}.run();
        return 0;
    } catch (std::exception const& error) {
        std::cerr << "load: " << error.what() << '\n';
        return 1;
    }
}
