#include "program/ground.hpp"

#include "core/log.hpp"
#include "core/problem.hpp"
#include "postgres/migrations.hpp"

namespace ombud {

Ground::Ground(Settings const& settings) {
    std::filesystem::create_directories(settings.data);
    if (settings.database_url.empty())
        cluster.emplace(postgres::ClusterSettings{.data = settings.data});  // which takes the folder's lock
    else
        lock.emplace(settings.data);
    url = cluster ? cluster->url() : settings.database_url;
    owner_url = cluster ? cluster->owner_url() : owner_of(settings);
    bring_up_to_date(owner_url, url);
}

std::string const& Ground::owner_of(Settings const& settings) {
    return settings.database_owner_url.empty() ? settings.database_url : settings.database_owner_url;
}

void Ground::bring_up_to_date(std::string const& owner_url, std::string const& url) {
    for (auto const& name : postgres::migrate(owner_url)) log::info("database.migrated", {{"migration", name}});
    postgres::let_serve(owner_url, url);
}

CommandDatabase::CommandDatabase(Settings const& settings) : url_(settings.database_url) {
    auto owner_url = Ground::owner_of(settings);
    if (auto running = url_.empty() ? postgres::running_cluster(settings.data) : std::nullopt)
        std::tie(url_, owner_url) = std::pair{running->url, running->owner_url};
    if (url_.empty() && !std::filesystem::exists(settings.data / "postgres"))
        throw Problem{ProblemKind::not_found,
                      "database.none",
                      {},
                      "no database in " + std::filesystem::absolute(settings.data).string() + ": name one by --data or --config"};
    if (url_.empty())
        url_ = own_.emplace(settings).url;
    else
        Ground::bring_up_to_date(owner_url, url_);
}

}  // namespace ombud
