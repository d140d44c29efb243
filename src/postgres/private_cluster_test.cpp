#include "postgres/private_cluster.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "core/problem.hpp"
#include "postgres/database.hpp"
#include "support/scratch_database.hpp"

namespace ombud::postgres {

namespace {

namespace fs = std::filesystem;
using testing::SilentObserver;

constexpr Query<One<std::int64_t>()> count{"test.count", "SELECT count(*) FROM kept", Retry::on_conflict};
constexpr Query<Affected()> make{"test.make", "CREATE TABLE kept (key bigint PRIMARY KEY)"};
constexpr Query<Affected(std::int64_t)> keep{"test.keep", "INSERT INTO kept VALUES ($1) ON CONFLICT DO NOTHING",
                                             Retry::on_conflict};
constexpr Query<One<std::string>()> who{"test.who", "SELECT current_user || ' ' || current_setting('is_superuser')"};
constexpr Query<One<std::string>(std::string)> setting{"test.setting", "SELECT current_setting($1)"};

std::string code_of(auto body) {
    try {
        body();
    } catch (Problem const& problem) {
        return problem.code;
    }
    return "none";
}

struct PrivateClusterTest : ::testing::Test {
    fs::path folder = [] {
        auto pattern = (fs::temp_directory_path() / "ombud-cluster-XXXXXX").string();
        fs::path made = mkdtemp(pattern.data());
        fs::permissions(made, fs::perms(0711));
        return made;
    }();
    asio::io_context io;
    SilentObserver silent;

    ~PrivateClusterTest() override { fs::remove_all(folder); }

    template <class Q, class... A>
    auto ask(PrivateCluster const& cluster, Q const& query, A... arguments) {
        return ask_as(cluster.owner_url(), query, std::move(arguments)...);
    }
    template <class Q, class... A>
    auto ask_as(std::string const& url, Q const& query, A... arguments) {
        Database db{io, {.url = url, .connections = 1}, silent};
        testing::run(io, db.connect());
        auto result = testing::run(io, db.run(query, std::move(arguments)...));
        testing::run(io, db.close());
        return result;
    }
};

TEST_F(PrivateClusterTest, keeps_what_was_written_and_is_nobodys_superuser) {
    {
        PrivateCluster cluster{{.data = folder / "data"}};
        ask(cluster, make);
        ask(cluster, keep, 1);
        EXPECT_EQ(ask_as(cluster.url(), who), "ombud off");
        EXPECT_EQ(ask_as(cluster.owner_url(), who), "ombud_owner off");
        EXPECT_EQ(ask(cluster, setting, "fsync"), "on");
        EXPECT_EQ(ask(cluster, setting, "listen_addresses"), "");
        EXPECT_EQ(ask(cluster, setting, "lc_collate"), "C.UTF-8");
        EXPECT_EQ(ask(cluster, setting, "server_encoding"), "UTF8");
    }
    PrivateCluster again{{.data = folder / "data"}};
    EXPECT_EQ(ask(again, count), 1);
}

TEST_F(PrivateClusterTest, the_role_that_serves_owns_nothing_even_where_it_once_owned_all) {
    constexpr Query<Affected()> give_back{"test.give_back", "ALTER DATABASE ombud OWNER TO ombud"};
    constexpr Query<Affected()> drop{"test.drop", "DROP TABLE kept"};
    auto const refused = [&](std::string const& url, auto const& query) {
        try {
            ask_as(url, query);
            return std::string("nothing");
        } catch (DatabaseError const& error) {
            return error.sqlstate;
        }
    };
    {
        PrivateCluster cluster{{.data = folder, .durable = false}};
        EXPECT_EQ(refused(cluster.url(), make), "42501");
        ask_as(cluster.admin_url(), give_back);
        ask_as(cluster.url(), make);
    }
    PrivateCluster cluster{{.data = folder, .durable = false}};
    EXPECT_EQ(refused(cluster.url(), drop), "42501");
    EXPECT_EQ(ask(cluster, count), 0);
}

TEST_F(PrivateClusterTest, runs_unprivileged_and_lets_nobody_else_in) {
    PrivateCluster cluster{{.data = folder, .durable = false}};
    struct stat owner{};
    ASSERT_EQ(stat(("/proc/" + std::to_string(cluster.process())).c_str(), &owner), 0);
    EXPECT_NE(owner.st_uid, 0u);
    struct stat gate{};
    ASSERT_EQ(stat((folder / "postgres").c_str(), &gate), 0);
    EXPECT_EQ(gate.st_mode & 0777, 0700u);
    EXPECT_EQ(gate.st_uid, owner.st_uid);
}

TEST_F(PrivateClusterTest, a_second_one_on_the_folder_is_refused) {
    PrivateCluster cluster{{.data = folder, .durable = false}};
    EXPECT_EQ(code_of([&] { PrivateCluster second{{.data = folder}}; }), "data.in_use");
    EXPECT_EQ(code_of([&] { DataFolderLock second{folder}; }), "data.in_use");
    EXPECT_EQ(ask_as(cluster.url(), who), "ombud off");
}

TEST_F(PrivateClusterTest, a_folder_too_deep_for_a_socket_works_all_the_same) {
    auto const deep = folder / std::string(90, 'd') / "客服, \"desk\" it's";
    fs::create_directories(deep);
    PrivateCluster cluster{{.data = deep, .durable = false}};
    EXPECT_EQ(ask_as(cluster.url(), who), "ombud off");
}

TEST_F(PrivateClusterTest, a_folder_that_its_user_cannot_enter_is_named) {
    if (geteuid() != 0) return;  // only root can make one that it may enter itself
    auto const shut = folder / "shut";
    fs::create_directories(shut / "data");
    fs::permissions(shut, fs::perms(0700));
    try {
        PrivateCluster cluster{{.data = shut / "data"}};
        FAIL();
    } catch (Problem const& problem) {
        EXPECT_EQ(problem.code, "cluster.folder_unreachable");
        EXPECT_NE(problem.detail.find(shut.string()), std::string::npos);
    }
}

TEST_F(PrivateClusterTest, a_half_made_cluster_is_made_anew) {
    fs::create_directories(folder / "postgres.new/base");
    std::ofstream(folder / "postgres.new/PG_VERSION") << "15\n";
    PrivateCluster cluster{{.data = folder, .durable = false}};
    EXPECT_EQ(ask_as(cluster.url(), who), "ombud off");
}

TEST_F(PrivateClusterTest, a_stale_pid_file_does_not_keep_it_from_starting) {
    {
        PrivateCluster cluster{{.data = folder, .durable = false}};
    }
    std::ofstream(folder / "postgres/postmaster.pid") << getppid() << "\n" << (folder / "postgres").string() << "\n";
    PrivateCluster cluster{{.data = folder, .durable = false}};
    EXPECT_EQ(ask_as(cluster.url(), who), "ombud off");
}

TEST_F(PrivateClusterTest, another_process_finds_its_way_to_a_running_one) {
    EXPECT_FALSE(running_cluster(folder));
    {
        PrivateCluster cluster{{.data = folder, .durable = false}};
        auto const found = running_cluster(folder);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->url, cluster.url());
        EXPECT_EQ(found->owner_url, cluster.owner_url());
    }
    EXPECT_FALSE(running_cluster(folder));
}

TEST_F(PrivateClusterTest, one_left_by_a_killed_program_is_followed_by_a_new_one) {
    // A program of its own that starts the cluster and is killed without a word.
    pid_t const program = fork();
    if (program == 0) {
        PrivateCluster cluster{{.data = folder, .durable = false}};
        std::ofstream(folder / "ready") << cluster.process();
        pause();
    }
    while (!fs::exists(folder / "ready") || fs::file_size(folder / "ready") == 0) std::this_thread::sleep_for(10ms);
    kill(program, SIGKILL);
    waitpid(program, nullptr, 0);
    PrivateCluster cluster{{.data = folder, .durable = false}};
    EXPECT_EQ(ask_as(cluster.url(), who), "ombud off");
}

TEST_F(PrivateClusterTest, a_killed_postmaster_comes_back_and_nothing_acknowledged_is_lost) {
    PrivateCluster cluster{{.data = folder}};
    spawn(io, cluster.supervise());
    Database db{io, {.url = cluster.owner_url(), .connections = 4, .patience = 20s}, silent};
    testing::run(io, db.connect());
    testing::run(io, db.run(make));

    std::int64_t stored = 0, next = 0;
    int left = 0;
    bool storming = true;
    auto poster = [&]() -> Task<void> {
        while (storming) {
            co_await db.run(keep, ++next);
            ++stored;
        }
        --left;
    };
    for (int i = 0; i < 16; ++i, ++left)
        asio::co_spawn(io.get_executor(), poster(), [](std::exception_ptr const& error) {
            if (error) std::rethrow_exception(error);
        });
    auto killer = [&]() -> Task<void> {
        using Timer =
            asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;
        for (int round = 0; round < 3; ++round) {
            auto const before = stored;
            while (stored < before + 200 || cluster.process() == 0) {
                Timer pause{io.get_executor(), 20ms};
                co_await pause.async_wait(use_task);
            }
            kill(cluster.process(), SIGKILL);
        }
        storming = false;
    };
    testing::run(io, killer());
    io.restart();
    while (left > 0 && io.run_one() > 0) {
    }
    EXPECT_EQ(testing::run(io, db.run(count)), next);
    EXPECT_EQ(stored, next);
    testing::run(io, db.close());
}

}  // namespace

}  // namespace ombud::postgres
