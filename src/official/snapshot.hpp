// The official list as it stands at one moment, in memory and ready to answer in microseconds.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "official/model.hpp"
#include "official/things.hpp"
#include "safety/lookalikes.hpp"

namespace ombud::official {

class Snapshot {
public:
    explicit Snapshot(std::vector<Channel> channels);
    Snapshot(Snapshot const&) = delete;
    Snapshot& operator=(Snapshot const&) = delete;

    // What holds, by kind and value; brands are among them.
    [[nodiscard]] std::vector<Channel> const& channels() const { return channels_; }
    [[nodiscard]] safety::Lookalikes const& lookalikes() const { return lookalikes_; }

    // Everything but codes, which only the database knows.
    [[nodiscard]] Finding judge(Thing const& thing) const;
    [[nodiscard]] bool lists(Kind kind, std::optional<Network> network, std::string const& value) const;

private:
    [[nodiscard]] Channel const* find(std::string const& key, Asked asked) const;
    [[nodiscard]] Channel const* imitated(std::string const& of, Asked asked) const;
    void judge_number(Thing const& thing, Finding& out) const;
    void judge_app(Thing const& thing, Finding& out) const;
    void judge_name(Thing const& thing, Finding& out) const;

    std::vector<Channel> channels_;
    std::multimap<std::string, std::size_t> by_key_;  // as Lookalikes names what it found
    safety::Lookalikes lookalikes_;
};

// The answer to all of it: the worst first.
Answer answer_of(std::vector<Finding> findings, bool secret_seen);

// A channel as it is typed brought into its one spelling. Problem{invalid, "channel.value" | "channel.network" | "channel.label"
// | "channel.note" | "channel.language" | "channel.region", field}.
NewChannel canonical(NewChannel typed);

}  // namespace ombud::official
