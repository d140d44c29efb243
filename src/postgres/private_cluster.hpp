// A private PostgreSQL that the program makes in its data folder, runs, watches and stops.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/task.hpp"

namespace ombud::postgres {

// Held for as long as a program serves from the folder. Throws Problem{conflict, "data.in_use"} when another one does.
class DataFolderLock {
public:
    explicit DataFolderLock(std::filesystem::path const& folder);
    ~DataFolderLock();
    DataFolderLock(DataFolderLock const&) = delete;
    DataFolderLock& operator=(DataFolderLock const&) = delete;

private:
    int file_;
};

struct ClusterSettings {
    std::filesystem::path data;           // the cluster lives in `<data>/postgres`
    std::filesystem::path programs = {};  // where `initdb` and `postgres` are; found by itself when empty
    bool durable = true;                  // false for what is thrown away afterwards: a crash of the machine may spoil it
};

// Takes the lock of the data folder, then makes the cluster if need be and starts it, as the user `postgres` when run by root.
class PrivateCluster {
public:
    // Returns when PostgreSQL accepts connections. Blocks: call it before the event loop runs. Throws DataFolderLock's Problem,
    // or Problem{unavailable, code} with what to mend as detail: "cluster.programs_missing", "cluster.user_missing",
    // "cluster.folder_unreachable", "cluster.not_started".
    explicit PrivateCluster(ClusterSettings settings);
    ~PrivateCluster();  // stops it
    PrivateCluster(PrivateCluster const&) = delete;
    PrivateCluster& operator=(PrivateCluster const&) = delete;

    // Starts PostgreSQL again whenever it dies, until cancelled or stopped, without blocking the event loop. Run it on the thread
    // that made the cluster: PostgreSQL stops when that thread ends.
    Task<void> supervise();
    // Fast shutdown: open transactions are rolled back. Blocks until it is gone.
    void stop();

    [[nodiscard]] std::string url() const;        // role and database `ombud`: works with rows, owns nothing
    [[nodiscard]] std::string owner_url() const;  // role `ombud_owner`: owns the schema and migrates it
    [[nodiscard]] std::string admin_url() const;  // the superuser, for repairs and tests
    [[nodiscard]] int process() const;            // of the postmaster; 0 while there is none

private:
    class Server;
    DataFolderLock lock_;
    std::shared_ptr<Server> server_;
};

// The database of the cluster that another process runs in this data folder, as `url()` and `owner_url()` there; nullopt when
// none does.
struct RunningCluster {
    std::string url, owner_url;
};
std::optional<RunningCluster> running_cluster(std::filesystem::path const& data);

}  // namespace ombud::postgres
