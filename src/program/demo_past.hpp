// Makes the demo's desk look lived in: colleagues, queues, promises, saved texts, and a month of sample conversations, each entry
// posted through the desk's own doors by a clock that stands where it happened.
#pragma once
#include <map>
#include <memory>
#include <string>

#include "customers/vault.hpp"
#include "edge/gate.hpp"
#include "edge/work_room.hpp"

namespace ombud {

struct PastGround {
    asio::io_context& io;
    postgres::Database& database;
    customers::Vault& vault;
    safety::SecretGuard const& guard;
    files::Intake& intake;
    files::Store const& store;
    std::filesystem::path data;  // where the keys are, and the demo's platform
    staff::Staff& staff;
    edge::Gate& gate;
    desk::Desk& desk;
    edge::WorkRoom& work;
    Clock& clock;
    Random& random;
};

// Whether the environment asks for few samples only (OMBUD_DEMO_SAMPLES=few), as tests do.
bool only_few_samples();

class DemoPast {
public:
    explicit DemoPast(PastGround ground);
    ~DemoPast();
    DemoPast(DemoPast const&) = delete;
    DemoPast& operator=(DemoPast const&) = delete;

    // `people`: who works here already, by address. Once, before anything follows the log.
    Task<void> fill(std::map<std::string, edge::Identity> people);

private:
    struct Setting;
    struct Lane;
    struct Work;

    Task<void> add_people();
    Task<void> add_person(std::size_t place);
    Task<void> set_up_work();
    Task<void> set_up_texts();
    Task<void> all_of(std::vector<Task<void>> tasks);
    [[nodiscard]] Agent agent(std::size_t person) const;
    [[nodiscard]] Agent boss() const;

    PastGround on_;
    std::unique_ptr<Setting> setting_;
    std::map<std::string, edge::Identity> people_;
    std::vector<edge::Identity> by_place_;
    std::vector<std::unique_ptr<Lane>> lanes_;  // as long as we: what goes on in them beside ends after they are done
};

}  // namespace ombud
