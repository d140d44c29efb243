// The flows that are served: read from the program and from the operator's folder, checked, and every version kept that a run
// began.
#pragma once
#include <filesystem>
#include <memory>

#include "core/task.hpp"
#include "diagnosis/checker.hpp"
#include "diagnosis/flow.hpp"
#include "diagnosis/labels.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::diagnosis {

class Flows {
public:
    // `folder`: flows of the operator's own, which take the place of shipped ones of the same name; may be empty.
    Flows(postgres::Database& database, Registry const& registry, Clock& clock, std::filesystem::path folder = {});

    // Problem{invalid, "flows.invalid"} with the mistakes as detail, each logged.
    Task<void> load();
    // These instead: what `load` does once all is read, and what tests do.
    Task<void> serve(std::vector<Flow> flows, Labels labels);

    // The newest of that name; null when there is none.
    [[nodiscard]] std::shared_ptr<Flow const> find(std::string_view name) const;
    [[nodiscard]] std::map<std::string, std::shared_ptr<Flow const>, std::less<>> const& all() const { return newest_; }
    // The very text that a run began with; null when it is gone or can no longer be run.
    Task<std::shared_ptr<Flow const>> version(std::string hash);
    [[nodiscard]] Labels const& labels() const { return *labels_; }

private:
    postgres::Database& database_;
    Registry const& registry_;
    Clock& clock_;
    std::filesystem::path folder_;
    std::map<std::string, std::shared_ptr<Flow const>, std::less<>> newest_;
    std::map<std::string, std::shared_ptr<Flow const>, std::less<>> by_hash_;
    std::shared_ptr<Labels const> labels_;
};

}  // namespace ombud::diagnosis
