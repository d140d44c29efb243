// What the sandbox of the picture helper forbids, tried from inside.
#include "picture_helper/sandbox.hpp"

#include <cerrno>
#include <fcntl.h>
#include <functional>
#include <gtest/gtest.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace {

using ombud::files::HelperStart;

// Runs `act` in a process of its own, inside the sandbox; tells what it returned, or 255 when the sandbox could not be entered.
int inside(std::function<int()> const& act) {
    auto const child = ::fork();
    if (child == 0) {
        ::_exit(ombud::picture_helper::enter_sandbox() == HelperStart::ready ? act() : 255);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

constexpr int refused = 1;
constexpr int allowed = 2;
int verdict(bool worked) {
    return !worked && (errno == EPERM || errno == EMFILE) ? refused : allowed;
}

}  // namespace

TEST(sandbox, opens_no_file_for_reading_or_writing) {
    EXPECT_EQ(inside([] { return verdict(::open("/etc/passwd", O_RDONLY) >= 0); }), refused);
    EXPECT_EQ(inside([] { return verdict(::open("/tmp/ombud-sandbox", O_WRONLY | O_CREAT, 0600) >= 0); }), refused);
    EXPECT_EQ(inside([] { return verdict(::unlink("/tmp/ombud-sandbox") == 0); }), refused);
}

TEST(sandbox, reaches_no_network) {
    for (int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK})
        EXPECT_EQ(inside([=] { return verdict(::socket(family, SOCK_STREAM, 0) >= 0); }), refused);
}

TEST(sandbox, starts_no_process_and_touches_none) {
    EXPECT_EQ(inside([] {
                  char* words[]{nullptr};
                  return verdict(::execve("/bin/true", words, words) == 0);
              }),
              refused);
    EXPECT_EQ(inside([] {
                  auto const child = ::fork();
                  if (child == 0) ::_exit(0);
                  return verdict(child > 0);
              }),
              refused);
    EXPECT_EQ(inside([] { return verdict(::kill(::getppid(), 0) == 0); }), refused);
    EXPECT_EQ(inside([] { return verdict(::tgkill(::getppid(), ::getppid(), 0) == 0); }), refused);
    EXPECT_EQ(inside([] { return verdict(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0); }), refused);
}

TEST(sandbox, makes_no_code_at_run_time) {
    EXPECT_EQ(inside([] {
                  return verdict(::mmap(nullptr, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
              }),
              refused);
    EXPECT_EQ(inside([] {
                  auto* page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                  return verdict(::mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0);
              }),
              refused);
}

TEST(sandbox, cannot_have_its_limits_lifted_again) {
    EXPECT_EQ(inside([] { return verdict(::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0); }), refused);
    EXPECT_EQ(inside([] { return verdict(::setuid(0) == 0); }), refused);
}

TEST(sandbox, still_has_memory_threads_and_its_socket) {
    EXPECT_EQ(inside([] {
                  int count = 0;
                  std::string const much(64 << 20, 'x');
                  std::thread{[&] { count = int(much.size() >> 20); }}.join();
                  return count == 64 ? 0 : 1;
              }),
              0);
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    EXPECT_EQ(inside([&] { return ::write(ends[1], "x", 1) == 1 ? 0 : 1; }), 0);
    char letter = 0;
    EXPECT_EQ(::read(ends[0], &letter, 1), 1);
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST(sandbox, has_bounded_memory) {
    EXPECT_EQ(inside([] {
                  auto* much = ::mmap(nullptr, std::size_t{3} << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                  return much == MAP_FAILED && errno == ENOMEM ? 0 : 1;
              }),
              0);
}

TEST(sandbox, says_what_it_could_not_have) {
    // A container that forbids what the sandbox is made of.
    auto const start_without = [](std::initializer_list<int> calls) {
        auto const child = ::fork();
        if (child == 0) {
            auto* filter = seccomp_init(SCMP_ACT_ALLOW);
            for (int call : calls) seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0);
            if (seccomp_load(filter) != 0) ::_exit(255);
            ::_exit(int(ombud::picture_helper::enter_sandbox()));
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        return HelperStart(WEXITSTATUS(status));
    };
    EXPECT_EQ(start_without({}), HelperStart::ready);
    EXPECT_EQ(start_without({SCMP_SYS(seccomp)}), HelperStart::no_call_filter);
    EXPECT_EQ(start_without({SCMP_SYS(prlimit64), SCMP_SYS(setrlimit)}), HelperStart::no_limits);
    EXPECT_EQ(start_without({SCMP_SYS(setresuid)}), ::geteuid() == 0 ? HelperStart::no_other_user : HelperStart::ready);
}
