// A desk on a fresh database, with a clock that stands still and dice that repeat.
#pragma once
#include <boost/asio/detached.hpp>
#include <filesystem>
#include <gtest/gtest.h>

#include "desk/desk.hpp"
#include "support/scratch_database.hpp"

namespace ombud::testing {

class TemporaryFolder {
public:
    TemporaryFolder() {
        auto pattern = (std::filesystem::temp_directory_path() / "ombud-files-XXXXXX").string();
        if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
        path_ = pattern;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;
    [[nodiscard]] std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// Keeps what one audience would be sent on a topic.
struct Ear final : realtime::Listener {
    struct Heard {
        std::int64_t seq;
        json::value news;
    };

    Ear(realtime::Hub& where, realtime::Topic what, realtime::Audience who) : hub(where), topic(what), audience(who) {
        hub.join(topic, *this);
    }
    ~Ear() { hub.leave(topic, *this); }
    Ear(Ear const&) = delete;
    Ear& operator=(Ear const&) = delete;

    void hear(realtime::Topic const&, realtime::Event const& event) override {
        if (event.audience == realtime::Audience::everyone || event.audience == audience)
            all.push_back({event.seq, json::parse(*event.frame)});
    }
    // The news of one type.
    [[nodiscard]] std::vector<json::value> of(std::string_view type) const {
        std::vector<json::value> out;
        for (auto const& each : all)
            if (each.news.at("type").as_string() == type) out.push_back(each.news);
        return out;
    }

    realtime::Hub& hub;
    realtime::Topic topic;
    realtime::Audience audience;
    std::vector<Heard> all;
};

inline safety::SecretGuard const& shared_guard() {
    static auto const guard = safety::shipped_secret_guard();
    return guard;
}

// A test program that has pictures decoded names the helper of its build.
inline std::filesystem::path picture_helper() {
#ifdef OMBUD_PICTURES
    return OMBUD_PICTURES;
#else
    return files::helper_beside_server();
#endif
}

struct DeskWorld : ::testing::Test {
    asio::io_context io{1};
    ManualClock clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    SeededRandom random{20'261'124};
    ScratchDatabase scratch;
    SilentObserver observer;
    postgres::Database database{io, scratch.settings(), observer};
    realtime::Hub hub;
    asio::thread_pool workers{1};
    TemporaryFolder folder;
    files::Store store{folder.path()};
    files::Pictures pictures{io, workers, clock, picture_helper()};
    files::Intake intake{store, pictures, nullptr, workers};
    Seal master{random.bytes<sizeof(Seal::Key)>()};
    customers::Vault vault{database, master, clock, random};
    desk::Desk desk{io, database, vault, shared_guard(), hub, intake, store, clock, random};

    DeskWorld() { run(io, database.connect()); }
    ~DeskWorld() override { rest(database); }

    // What goes on beside ends before what it uses does.
    void rest(postgres::Database& used) {
        settle();
        run(io, used.close());
    }

    // How it ended: "fine" or the problem's code.
    template <class T>
    std::string code(Task<T> task) {
        try {
            run(io, std::move(task));
            return "fine";
        } catch (Problem const& problem) {
            return problem.code;
        }
    }

    // Runs what goes on beside until `done` says so.
    template <class Done>
    void until(Done done) {
        auto const late = std::chrono::steady_clock::now() + std::chrono::seconds{30};
        io.restart();
        while (!done()) {
            ASSERT_LT(std::chrono::steady_clock::now(), late) << "waited in vain";
            io.run_one_for(std::chrono::milliseconds{50});
        }
    }
    // What goes on beside comes to rest: news that are held back for a moment are told.
    void settle() {
        for (int round = 0; round < 4; ++round) {
            io.restart();
            io.run_for(std::chrono::milliseconds{10});
            clock.advance(std::chrono::seconds{1});
        }
    }

    struct No {};
    template <class T>
    struct Outcome {
        std::optional<std::conditional_t<std::is_void_v<T>, No, T>> value;
        std::string code;  // of the problem, or what else went wrong
    };
    // All of them at once; how each ended.
    template <class T>
    std::vector<Outcome<T>> all(std::vector<Task<T>> tasks) {
        std::vector<Outcome<T>> outcomes(tasks.size());
        std::size_t done = 0;
        for (std::size_t i = 0; i < tasks.size(); ++i)
            asio::co_spawn(io, std::move(tasks[i]), [&, i](std::exception_ptr error, T value) {
                ++done;
                try {
                    if (error) std::rethrow_exception(error);
                    outcomes[i].value.emplace(std::move(value));
                } catch (Problem const& problem) {
                    outcomes[i].code = problem.code;
                } catch (std::exception const& other) {
                    outcomes[i].code = other.what();
                }
            });
        until([&] { return done == outcomes.size(); });
        return outcomes;
    }
};

}  // namespace ombud::testing
