#include "diagnosis/registry.hpp"

#include <algorithm>
#include <stdexcept>

namespace ombud::diagnosis {

namespace {

template <class Kinds>
auto const* find_in(Kinds const& kinds, std::string_view name) {
    auto const found = kinds.find(name);
    return found == kinds.end() ? nullptr : &found->second;
}

}  // namespace

FieldShape const* FactShape::field(std::string_view field_name) const {
    auto const found = std::ranges::find(fields, field_name, &FieldShape::name);
    return found == fields.end() ? nullptr : &*found;
}

bool FactShape::can_be(std::string_view value) const {
    return std::ranges::find(values, value) != values.end();
}

void Registry::add(FactKind kind) {
    auto name = kind.shape.name;
    if (!facts_.emplace(std::move(name), std::move(kind)).second) throw std::logic_error("a fact of that name is known already");
}

void Registry::add(ActKind kind) {
    auto name = kind.shape.name;
    if (!acts_.emplace(std::move(name), std::move(kind)).second) throw std::logic_error("an act of that name is known already");
}

FactKind const* Registry::fact(std::string_view name) const {
    return find_in(facts_, name);
}

ActKind const* Registry::act(std::string_view name) const {
    return find_in(acts_, name);
}

}  // namespace ombud::diagnosis
