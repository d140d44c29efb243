// Starts a program as another user, so that it ends with us; what a fork may do between threads and exec, and no more.
#pragma once
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ombud::postgres {

// Who the child is; nobody else when `change` is false.
struct ChildUser {
    bool change = false;
    uid_t user = 0;
    gid_t group = 0;
    std::vector<gid_t> groups;
};

// The system's user of that name. Throws Problem{unavailable, "cluster.user_missing"}.
ChildUser child_user(std::string const& name);

// A child in its own session that gets SIGINT when the calling thread ends; its output goes to `output`.
pid_t start_child(std::vector<std::string> const& command, ChildUser const& user, int output);

// The first folder on the way down to `folder` that the user may not pass; empty when there is none.
std::filesystem::path first_impassable(std::filesystem::path const& folder, ChildUser const& user);

// Blocks until the child ends; its exit status as waitpid gives it.
int wait_for(pid_t child);

}  // namespace ombud::postgres
