// What flows can look up and do: each kind of fact and act, what it needs, what it can give, and who looks it up or does it.
#pragma once
#include <functional>

#include "core/task.hpp"
#include "diagnosis/model.hpp"

namespace ombud::diagnosis {

struct FieldShape {
    std::string name;
    FieldType type;
};

// What a flow may expect of a fact.
struct FactShape {
    std::string name;
    Assurance needs;
    std::vector<std::string> values;  // empty: a number
    std::vector<FieldShape> fields{};
    bool takes_input = false;  // it is about something that was typed or chosen

    [[nodiscard]] bool is_number() const { return values.empty(); }
    [[nodiscard]] FieldShape const* field(std::string_view field_name) const;
    [[nodiscard]] bool can_be(std::string_view value) const;
};

struct ActShape {
    std::string name;
    Assurance needs;
    std::optional<InputKind> input{};  // what it is about: typed at the act itself, or before (`of`)
};

// nullopt, a failure or no answer in limits::fact_patience: the fact is unknown.
using LookUp = std::function<Task<std::optional<Fact>>(Asked)>;
// Whether it was done. Doing it twice does no harm.
using Do = std::function<Task<bool>(Asked)>;

struct FactKind {
    FactShape shape;
    LookUp look_up;
};
struct ActKind {
    ActShape shape;
    Do run;
};

class Registry {
public:
    // Throws logic_error for a name that is taken.
    void add(FactKind kind);
    void add(ActKind kind);

    [[nodiscard]] FactKind const* fact(std::string_view name) const;
    [[nodiscard]] ActKind const* act(std::string_view name) const;
    [[nodiscard]] std::map<std::string, FactKind, std::less<>> const& facts() const { return facts_; }
    [[nodiscard]] std::map<std::string, ActKind, std::less<>> const& acts() const { return acts_; }

private:
    std::map<std::string, FactKind, std::less<>> facts_;
    std::map<std::string, ActKind, std::less<>> acts_;
};

}  // namespace ombud::diagnosis
