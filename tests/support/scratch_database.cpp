#include "support/scratch_database.hpp"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

#include "postgres/migrations.hpp"
#include "postgres/private_cluster.hpp"

namespace ombud::testing {

namespace {

class Folder {
public:
    Folder() {
        auto pattern = (std::filesystem::temp_directory_path() / "ombud-test-XXXXXX").string();
        if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
        path_ = pattern;
        std::filesystem::permissions(path_, std::filesystem::perms(0711));  // the cluster's user passes through it
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;
    [[nodiscard]] std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

void bring_up_to_date(postgres::PrivateCluster const& cluster) {
    postgres::migrate(cluster.owner_url());
    postgres::let_serve(cluster.owner_url(), cluster.url());
}

// Where many programs run, `OMBUD_TEST_CLUSTER` names the place where the first leaves a migrated cluster for the others to begin
// with.
std::filesystem::path const& with_a_copy(std::filesystem::path const& data) {
    auto const* place = std::getenv("OMBUD_TEST_CLUSTER");
    if (!place) return data;
    if (!std::filesystem::exists(place)) {
        Folder const draft;
        postgres::PrivateCluster made{{.data = draft.path(), .durable = false}};
        bring_up_to_date(made);
        made.stop();
        std::error_code another_was_first;
        std::filesystem::rename(draft.path() / "postgres", place, another_was_first);
    }
    auto const copy = fmt::format("cp -a '{}' '{}'", place, (data / "postgres").string());  // its owner, too
    if (std::system(copy.c_str()) != 0) throw std::runtime_error("no copy of the cluster");
    return data;
}

// One for the whole test program, made when it is first wanted; its database `ombud` is the migrated template.
class SharedCluster {
public:
    static SharedCluster& get() {
        static SharedCluster cluster;
        return cluster;
    }

    std::string create() {
        auto name = fmt::format("scratch_{}", ++made_);
        run(fmt::format("CREATE DATABASE {} TEMPLATE ombud STRATEGY file_copy OWNER ombud_owner", name));
        return name;
    }
    void drop(std::string const& name) { run(fmt::format("DROP DATABASE {} WITH (FORCE)", name)); }
    [[nodiscard]] postgres::PrivateCluster const& cluster() const { return cluster_; }

private:
    SharedCluster() { bring_up_to_date(cluster_); }

    void run(std::string const& text) {
        std::unique_ptr<PGconn, decltype(&PQfinish)> session{PQconnectdb(cluster_.admin_url().c_str()), &PQfinish};
        std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(session.get(), text.c_str()), &PQclear};
        if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) throw std::runtime_error(PQerrorMessage(session.get()));
    }

    Folder folder_;
    postgres::PrivateCluster cluster_{{.data = with_a_copy(folder_.path()), .durable = false}};
    int made_ = 0;
};

}  // namespace

ScratchDatabase::ScratchDatabase() : name_(SharedCluster::get().create()) {
    auto const& cluster = SharedCluster::get().cluster();
    url_ = cluster.url() + " dbname=" + name_;
    owner_url_ = cluster.owner_url() + " dbname=" + name_;
    admin_url_ = cluster.admin_url() + " dbname=" + name_;
}

ScratchDatabase::~ScratchDatabase() {
    SharedCluster::get().drop(name_);
}

}  // namespace ombud::testing
