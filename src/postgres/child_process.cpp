#include "postgres/child_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include "core/problem.hpp"

namespace ombud::postgres {

namespace {

bool become(ChildUser const& user) {
    return !user.change ||
           (setgroups(user.groups.size(), user.groups.data()) == 0 && setgid(user.group) == 0 && setuid(user.user) == 0);
}

pid_t fork_or_throw() {
    pid_t const child = fork();
    if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
    return child;
}

}  // namespace

ChildUser child_user(std::string const& name) {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 16'384> words{};
    if (getpwnam_r(name.c_str(), &entry, words.data(), words.size(), &found) != 0 || !found)
        throw Problem{ProblemKind::unavailable, "cluster.user_missing", {}, "there is no system user " + name};
    ChildUser user{.change = true, .user = entry.pw_uid, .group = entry.pw_gid, .groups = {}};
    int count = 64;
    user.groups.resize(std::size_t(count));
    getgrouplist(name.c_str(), entry.pw_gid, user.groups.data(), &count);
    user.groups.resize(std::size_t(std::min(count, 64)));
    return user;
}

pid_t start_child(std::vector<std::string> const& command, ChildUser const& user, int output) {
    std::vector<char*> arguments;  // made before the fork: the child may not allocate
    arguments.reserve(command.size() + 1);
    for (auto const& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    pid_t const parent = getpid();
    pid_t const child = fork_or_throw();
    if (child > 0) return child;

    if (!become(user)) _exit(120);
    prctl(PR_SET_PDEATHSIG, SIGINT);  // after the change of user, which clears it
    if (getppid() != parent) _exit(121);
    setsid();  // Ctrl-C in the terminal is for us: we drain first
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
    umask(077);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    close_range(3, ~0U, 0);  // our sockets and locks are not the child's
    if (chdir("/") == 0) execv(arguments[0], arguments.data());
    _exit(122);
}

std::filesystem::path first_impassable(std::filesystem::path const& folder, ChildUser const& user) {
    std::vector<std::filesystem::path> way;
    for (auto at = folder; way.empty() || way.back() != at; at = at.parent_path()) way.push_back(at);
    pid_t const child = fork_or_throw();
    if (child == 0) {
        if (!become(user)) _exit(0);
        for (std::size_t i = way.size(); i-- > 0;)
            if (access(way[i].c_str(), X_OK) != 0) _exit(int(std::min<std::size_t>(i + 1, 255)));
        _exit(0);
    }
    int const status = wait_for(child);
    auto const found = std::size_t(WIFEXITED(status) ? WEXITSTATUS(status) : 0);
    return found == 0 ? std::filesystem::path{} : way[std::min(found, way.size()) - 1];
}

int wait_for(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

}  // namespace ombud::postgres
