// Letters read, made safe and stored, with the program's own parts and without its server: each file of a folder, again and again
// or once into PostgreSQL.
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <numeric>
#include <sched.h>
#include <stdexcept>

#include "email/reception.hpp"
#include "html/html.hpp"
#include "mail/folded.hpp"
#include "mail/gmime.hpp"
#include "postgres/migrations.hpp"
#include "postgres/private_cluster.hpp"

namespace {

using namespace ombud;
using Steady = std::chrono::steady_clock;

std::vector<std::string> letters_in(std::filesystem::path const& folder) {
    std::vector<std::filesystem::path> files{std::filesystem::directory_iterator{folder}, {}};
    std::ranges::sort(files);
    std::vector<std::string> letters;
    for (auto const& file : files) {
        std::ifstream in{file, std::ios::binary};
        letters.emplace_back(std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{});
    }
    if (letters.empty()) throw std::runtime_error("no letters");
    return letters;
}

double seconds_since(Steady::time_point began) {
    return std::chrono::duration<double>(Steady::now() - began).count();
}

// How long each took, and so all of them.
class Times {
public:
    template <class Work>
    void add(Work work) {
        auto const began = Steady::now();
        work();
        all_.push_back(seconds_since(began));
    }
    [[nodiscard]] double sum() const { return std::accumulate(all_.begin(), all_.end(), 0.0); }
    [[nodiscard]] boost::json::object told(std::vector<std::string> const& letters) {
        double bytes = 0;
        for (auto const& letter : letters) bytes += double(letter.size());
        auto const each = sum() / double(all_.size());
        std::ranges::sort(all_);
        return {{"per_second", 1 / each},
                {"mb_per_second", bytes / double(letters.size()) / 1e6 / each},
                {"p50_ms", 1e3 * all_[all_.size() / 2]},
                {"p99_ms", 1e3 * all_[all_.size() * 99 / 100]}};
    }

private:
    std::vector<double> all_;
};

// Whole rounds for a second at least.
template <class Work>
boost::json::object again_and_again(std::vector<std::string> const& letters, Work work) {
    Times times;
    do {
        for (auto const& letter : letters)
            times.add([&] {
                auto const kept = work(letter);
                asm volatile("" : : "r"(kept));
            });
    } while (times.sum() < 1);
    return times.told(letters);
}

std::size_t parse(std::string_view raw) {
    auto const letter = mail::read_letter(raw);
    if (!letter) throw std::runtime_error("it does not read a letter");
    return letter->text.size() + letter->files.size();
}

std::size_t make_safe(std::string_view raw) {
    auto const letter = mail::read_letter(raw);
    if (!letter) throw std::runtime_error("it does not read a letter");
    return html::make_safe(letter->html).html.size() + mail::fold(letter->text).size();
}

// GMime alone: takes a letter apart and undoes the encodings of its parts.
std::size_t gmime(std::string_view raw) {
    using namespace mail;
    start_gmime();
    Ref<GMimeStream> const in{g_mime_stream_mem_new_with_buffer(raw.data(), raw.size())};
    Ref<GMimeParser> const parser{g_mime_parser_new_with_stream(in.get())};
    Ref<GMimeMessage> const message{g_mime_parser_construct_message(parser.get(), nullptr)};
    std::size_t bytes = 0;
    g_mime_message_foreach(
        message.get(),
        [](GMimeObject*, GMimeObject* part, gpointer to) {
            auto& sum = *static_cast<std::size_t*>(to);
            if (GMIME_IS_TEXT_PART(part)) {
                Text const text{g_mime_text_part_get_text(GMIME_TEXT_PART(part))};
                sum += text ? std::strlen(text.get()) : 0;
            } else if (GMIME_IS_PART(part)) {
                Ref<GMimeStream> const out{g_mime_stream_mem_new()};
                auto* const content = g_mime_part_get_content(GMIME_PART(part));
                if (content) sum += std::size_t(g_mime_data_wrapper_write_to_stream(content, out.get()));
            }
        },
        &bytes);
    return bytes;
}

class Silent final : public postgres::QueryObserver {
public:
    void observed(std::string_view, std::chrono::nanoseconds, bool) override {}
};

// What runs from here on, its database excepted, has this core.
void stay_on(int core) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(std::size_t(core), &cores);
    if (core >= 0) ::sched_setaffinity(0, sizeof cores, &cores);
}

// As the program stores them: on disk first, then read, guarded, put in their conversations and acknowledged.
class House {
public:
    House(std::filesystem::path const& data, int core) : data_(data) {
        postgres::migrate(cluster_.owner_url());
        postgres::let_serve(cluster_.owner_url(), cluster_.url());
        stay_on(core);
        workers_.emplace(2);
        database_.emplace(io_, postgres::DatabaseSettings{.url = cluster_.url()}, observer_);
        run(database_->connect());
    }
    ~House() { run(database_->close()); }
    House(House const&) = delete;
    House& operator=(House const&) = delete;

    boost::json::object store(std::vector<std::string> const& letters) {
        files::Store store{data_ / "files"};
        files::Pictures pictures{io_, *workers_, clock_, files::helper_beside_server()};
        files::Intake intake{store, pictures, nullptr, *workers_};
        auto const guard = safety::shipped_secret_guard();
        realtime::Hub hub;
        Seal const seal{random_.bytes<sizeof(Seal::Key)>()};
        customers::Vault vault{*database_, seal, clock_, random_};
        desk::Desk desk{io_, *database_, vault, guard, hub, intake, store, clock_, random_};
        outbox::Outbox outbox{*database_, clock_, random_, seal, {{"Support", "support@exchange.test"}, "support@exchange.test"},
                              nullptr};
        outbox::ReturnedMail returned{*database_, *workers_, clock_};
        email::ReplyAddresses const addresses{random_.bytes<32>(), "support@exchange.test"};
        email::Letters raw{*database_, clock_, random_, seal};
        email::Reception reception{
            *database_, guard,     desk,      outbox,
            returned,   *workers_, addresses, {.authserv_id = {}, .portal = "https://support.exchange.test"},
            raw,        clock_,    random_};

        Times times;
        for (auto const& letter : letters)
            times.add([&] {
                run(raw.take(letter));
                if (run(reception.read_waiting()) != 1) throw std::runtime_error("a letter was not read");
            });
        return times.told(letters);
    }

private:
    template <class T>
    T run(Task<T> work) {
        auto outcome = asio::co_spawn(io_.get_executor(), std::move(work), asio::use_future);
        while (outcome.wait_for(std::chrono::seconds{0}) != std::future_status::ready) io_.run_one();
        return outcome.get();
    }

    std::filesystem::path data_;
    postgres::PrivateCluster cluster_{{.data = data_}};
    asio::io_context io_{1};
    std::optional<asio::thread_pool> workers_;
    SystemClock clock_;
    SystemRandom random_;
    Silent observer_;
    std::optional<postgres::Database> database_;
};

}  // namespace

int main(int count, char** words) {
    try {
        if (count < 3) throw std::runtime_error("usage: bench_letters parse|safe|gmime FOLDER | store FOLDER DATA CORE");
        std::string_view const what{words[1]};
        auto const letters = letters_in(words[2]);
        auto const found = what == "parse"   ? again_and_again(letters, parse)
                           : what == "safe"  ? again_and_again(letters, make_safe)
                           : what == "gmime" ? again_and_again(letters, gmime)
                                             : House{words[3], std::stoi(words[4])}.store(letters);
        std::cout << boost::json::serialize(found) << '\n';
        return 0;
    } catch (std::exception const& error) {
        std::cerr << "letters: " << error.what() << '\n';
        return 1;
    }
}
