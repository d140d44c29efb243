#include "files/store.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

#include "core/problem.hpp"

namespace ombud::files {

namespace {

namespace fs = std::filesystem;

// SHA-256 of "abc", from FIPS 180-4.
constexpr std::string_view hash_of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

struct StoreTest : ::testing::Test {
    fs::path folder = [] {
        auto pattern = (fs::temp_directory_path() / "ombud-store-XXXXXX").string();
        return fs::path{mkdtemp(pattern.data())};
    }();
    fs::path root = folder / "files";
    Store store{root};

    ~StoreTest() override { fs::remove_all(folder); }

    std::vector<fs::path> all_files() const {
        std::vector<fs::path> out;
        for (auto const& entry : fs::recursive_directory_iterator(root))
            if (entry.is_regular_file()) out.push_back(entry.path());
        return out;
    }
};

void write(fs::path const& path, std::string_view bytes) {
    std::ofstream{path, std::ios::binary} << bytes;
}

struct stat facts_of(fs::path const& path) {
    struct stat out{};
    EXPECT_EQ(::stat(path.c_str(), &out), 0);
    return out;
}

}  // namespace

TEST_F(StoreTest, gives_back_what_it_got_under_its_hash) {
    auto const name = store.put("abc");
    EXPECT_EQ(name.text(), hash_of_abc);
    EXPECT_EQ(store.find(name), root / "ba" / "78" / hash_of_abc);
    EXPECT_EQ(store.read(name), "abc");
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += char(byte);
    EXPECT_EQ(store.read(store.put(all)), all);
    EXPECT_EQ(Store{root}.read(name), "abc");
}

TEST_F(StoreTest, knows_nothing_of_what_it_never_got) {
    EXPECT_EQ(store.find(Sha256::of("never")), std::nullopt);
    EXPECT_EQ(store.read(Sha256::of("never")), std::nullopt);
}

TEST_F(StoreTest, keeps_the_same_bytes_once) {
    auto const name = store.put("abc");
    auto const before = facts_of(*store.find(name));
    EXPECT_EQ(store.put("abc"), name);
    EXPECT_EQ(facts_of(*store.find(name)).st_ino, before.st_ino);
    EXPECT_EQ(all_files().size(), 1U);
}

TEST_F(StoreTest, is_for_its_owner_only) {
    auto const name = store.put("abc");
    EXPECT_EQ(facts_of(root).st_mode & 0777, 0700U);
    EXPECT_EQ(facts_of(*store.find(name)).st_mode & 0777, 0600U);
}

TEST_F(StoreTest, notices_damage_and_mends_it) {
    auto const name = store.put("abc");
    for (std::string_view damage : {"abd", "ab", "abcd", ""}) {
        write(*store.find(name), damage);
        try {
            (void)store.read(name);
            ADD_FAILURE() << "damage went unnoticed";
        } catch (Problem const& problem) {
            EXPECT_EQ(problem.code, "file.damaged");
        }
        store.put("abc");
        EXPECT_EQ(store.read(name), "abc");
    }
}

TEST_F(StoreTest, sweeps_away_what_a_crash_left_half_written) {
    auto const name = store.put("abc");
    write(root / "incoming" / "orphan", "half of somethi");
    auto const at_work = root / "incoming" / "at-work";
    write(at_work, "another process is writing this");
    int const other = ::open(at_work.c_str(), O_RDWR | O_CLOEXEC);
    ASSERT_EQ(::flock(other, LOCK_EX), 0);

    Store const again{root};
    EXPECT_FALSE(fs::exists(root / "incoming" / "orphan"));
    EXPECT_TRUE(fs::exists(at_work));
    EXPECT_EQ(again.read(name), "abc");
    ::close(other);
    Store const later{root};
    EXPECT_FALSE(fs::exists(at_work));
}

TEST_F(StoreTest, leaves_nothing_behind_when_there_is_no_room) {
    auto const kept = store.put("abc");
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    auto const old_handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit const little{65'536, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &little), 0);
    std::string const much(1'000'000, 'x');
    EXPECT_THROW(store.put(much), std::system_error);
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, old_handler);

    EXPECT_EQ(all_files(), std::vector{*store.find(kept)});
    EXPECT_EQ(store.find(Sha256::of(much)), std::nullopt);
    EXPECT_EQ(store.read(store.put(much)), much);
}

TEST_F(StoreTest, takes_the_same_bytes_from_many_at_once) {
    std::string const bytes(300'000, 'y');
    {
        std::array<std::jthread, 8> threads;
        for (std::size_t number = 0; number < threads.size(); ++number)
            threads[number] = std::jthread([&, number] {
                Store const own{root};
                for (int round = 0; round < 10; ++round) {
                    EXPECT_EQ(own.read(own.put(bytes)), bytes);
                    own.put(std::to_string(number) + bytes);
                }
            });
    }
    EXPECT_EQ(all_files().size(), 9U);
}

TEST_F(StoreTest, stands_in_a_folder_of_any_spelling) {
    EXPECT_EQ(Store{folder / "." / "files" / ""}.read(store.put("abc")), "abc");
}

TEST(sha256, is_read_in_one_spelling_only) {
    EXPECT_EQ(Sha256::parse(hash_of_abc), Sha256::of("abc"));
    std::string upper{hash_of_abc};
    upper[0] = 'B';
    for (std::string const& text : {upper, std::string(hash_of_abc.substr(1)), std::string(hash_of_abc) + "0",
                                    std::string(64, 'g'), std::string(64, '/'), std::string()})
        EXPECT_EQ(Sha256::parse(text), std::nullopt) << text;
}

}  // namespace ombud::files
