#include "diagnosis/flows.hpp"

#include "core/log.hpp"
#include "core/problem.hpp"
#include "diagnosis/queries.hpp"
#include "diagnosis/reader.hpp"
#include "postgres/database.hpp"

namespace ombud::diagnosis {

namespace {

// The operator's files take the place of ours.
std::vector<FlowFile> files_to_serve(std::filesystem::path const& folder) {
    auto out = shipped_files();
    if (folder.empty()) return out;
    for (auto& own : files_of(folder)) {
        std::erase_if(out, [&](FlowFile const& shipped) { return shipped.name == own.name; });
        out.push_back(std::move(own));
    }
    return out;
}

}  // namespace

Flows::Flows(postgres::Database& database, Registry const& registry, Clock& clock, std::filesystem::path folder)
    : database_(database), registry_(registry), clock_(clock), folder_(std::move(folder)), labels_(std::make_shared<Labels>()) {}

Task<void> Flows::load() {
    auto loaded = read_all(files_to_serve(folder_), registry_);
    std::string all;
    for (auto const& mistake : loaded.mistakes) {
        log::error("flows.mistake",
                   {{"file", mistake.file}, {"line", mistake.line}, {"code", mistake.code}, {"what", mistake.what}});
        all += as_line(mistake) + "\n";
    }
    if (!loaded.mistakes.empty()) throw Problem{ProblemKind::invalid, "flows.invalid", {}, all};
    co_await serve(std::move(loaded.flows), loaded.labels ? std::move(*loaded.labels) : Labels{});
}

Task<void> Flows::serve(std::vector<Flow> flows, Labels labels) {
    std::map<std::string, std::shared_ptr<Flow const>, std::less<>> newest;
    for (auto& flow : flows) {
        auto const name = flow.name;
        auto kept = std::make_shared<Flow const>(std::move(flow));
        co_await database_.run(sql::keep_flow, kept->hash, kept->name, kept->version, kept->source, clock_.now());
        by_hash_[kept->hash] = kept;
        newest.emplace(name, std::move(kept));
    }
    newest_ = std::move(newest);
    labels_ = std::make_shared<Labels>(std::move(labels));
}

std::shared_ptr<Flow const> Flows::find(std::string_view name) const {
    auto const found = newest_.find(name);
    return found == newest_.end() ? nullptr : found->second;
}

Task<std::shared_ptr<Flow const>> Flows::version(std::string hash) {
    if (auto const found = by_hash_.find(hash); found != by_hash_.end()) co_return found->second;
    auto const kept = co_await database_.run(sql::kept_flow, hash);
    std::shared_ptr<Flow const> out;
    if (kept) {
        std::vector<Mistake> mistakes;
        if (auto flow = load_flow({kept->name + ".yaml", kept->source}, registry_, mistakes))
            out = std::make_shared<Flow const>(std::move(*flow));
        // It was right when it was loaded; since then a fact, an act or a rule has changed.
        if (!out) log::warning("flows.old_version_gone", {{"flow", kept->name}, {"mistakes", mistakes.size()}});
    }
    by_hash_[hash] = out;
    co_return out;
}

}  // namespace ombud::diagnosis
