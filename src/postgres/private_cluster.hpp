// A private PostgreSQL that the program makes in its data folder, runs, watches and stops.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "core/task.hpp"

namespace ombud::postgres {

// Held for as long as a program serves from the folder. Throws Problem{conflict, "data.in_use"} when another one does.
class DataFolderLock {
public:
    explicit DataFolderLock(std::filesystem::path const& folder);
    ~DataFolderLock();
    DataFolderLock(DataFolderLock&& other) noexcept;
    DataFolderLock& operator=(DataFolderLock&&) = delete;

private:
    int file_;
};

struct ClusterSettings {
    std::filesystem::path data;           // the cluster lives in `<data>/postgres`
    std::filesystem::path binaries = {};  // where `initdb` and `postgres` are; found by itself when empty
    bool durable = true;                  // false (tests, demos that are thrown away): no fsync
};

class PrivateCluster {
public:
    // Makes the cluster if need be and returns when it accepts connections. Blocks: run it before the event loop.
    // Throws Problem{unavailable, code} with what to do as detail: "cluster.programs_missing", "cluster.folder_unreachable",
    // "cluster.user_missing", "cluster.broken", "cluster.in_use".
    explicit PrivateCluster(ClusterSettings settings);
    ~PrivateCluster();  // fast shutdown
    PrivateCluster(PrivateCluster const&) = delete;
    PrivateCluster& operator=(PrivateCluster const&) = delete;

    // Restarts PostgreSQL whenever it dies, without blocking the event loop, until it is stopped.
    void supervise(asio::io_context& io);
    // Fast shutdown; blocks until PostgreSQL is gone.
    void stop();

    [[nodiscard]] std::string url() const;        // role and database `ombud`
    [[nodiscard]] std::string admin_url() const;  // the superuser, for tests and repairs
    [[nodiscard]] int process() const;            // of the postmaster

private:
    class Server;
    std::shared_ptr<Server> server_;
};

}  // namespace ombud::postgres
