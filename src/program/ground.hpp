// What the server and each command stand on: the data folder and the database in it, or the one that is named.
#pragma once
#include <optional>
#include <string>

#include "postgres/private_cluster.hpp"
#include "program/settings.hpp"

namespace ombud {

// The data folder, ours alone while we serve, and the database: the one that is named or a private one.
struct Ground {
    explicit Ground(Settings const& settings);

    // With one role for everything, the one that serves owns the schema, too.
    static std::string const& owner_of(Settings const& settings);
    static void bring_up_to_date(std::string const& owner_url, std::string const& url);

    std::optional<postgres::DataFolderLock> lock;
    std::optional<postgres::PrivateCluster> cluster;
    std::string url, owner_url;
};

// The database for a command that may be given while the server runs. It must be there: only who serves makes one.
class CommandDatabase {
public:
    explicit CommandDatabase(Settings const& settings);
    [[nodiscard]] std::string const& url() const { return url_; }

private:
    std::optional<Ground> own_;
    std::string url_;
};

}  // namespace ombud
