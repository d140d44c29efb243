#include "diagnosis/kinds.hpp"

#include <algorithm>
#include <stdexcept>

namespace ombud::diagnosis {

namespace {

using enum Assurance;

FieldShape time(char const* name) {
    return {name, FieldType::time};
}
FieldShape text(char const* name) {
    return {name, FieldType::text};
}
FieldShape number(char const* name) {
    return {name, FieldType::number};
}
FieldShape list(char const* name) {
    return {name, FieldType::list};
}

FactShape service(char const* name) {
    return {
        name, nobody, {"working", "degraded", "down", "maintenance", "planned"}, {time("since"), time("until"), text("note")}};
}

std::vector<FactShape> about_the_platform() {
    return {
        {"viewer.signed_in", nobody, {"yes", "no"}},
        service("service.sign_in"),
        service("service.email"),
        service("service.deposits"),
        service("service.withdrawals"),
        service("service.chat"),
        {"service.network",
         nobody,
         {"working", "degraded", "down", "maintenance", "planned", "not_offered"},
         {time("since"), time("until"), text("note")},
         true},
        {"official.check", nobody, {"official", "look_alike", "not_ours", "unreadable"}, {text("imitates"), list("why")}, true},
        {"address.form", nobody, {"valid", "wrong_checksum", "not_an_address"}, {list("chains")}, true},
    };
}

std::vector<FactShape> about_an_account() {
    return {
        {"account.state", address, {"open", "frozen"}, {time("since")}},
        {"account.lock", address, {"none", "waiting", "locked", "until_reset"}, {time("until"), time("since"), number("tries")}},
        {"account.factors", address, {"none", "totp", "passkey", "both"}, {number("recovery_codes_left"), number("passkeys")}},
        {"account.recovery", address, {"none", "waiting_for_staff", "waiting_time"}, {time("until")}},
        {"account.hold", address, {"none", "held"}, {time("until")}},
        {"account.mail",
         address,
         {"none_sent", "accepted", "deferred", "bounced", "suppressed", "waiting"},
         {time("at"), text("reply"), time("next_try"), text("letter")}},
        {"account.attempts",
         address,
         {"none", "wrong_password", "wrong_code"},
         {number("count"), time("last"), text("device"), text("place")}},
        {"account.second_address", address, {"none", "set"}},
        {"account.sessions", session, {"only_this", "others"}, {number("count"), time("newest"), text("newest_device")}},
        {"account.devices",
         session,
         {"only_this", "others"},
         {number("count"), time("newest"), text("newest_device"), text("newest_place")}},
        {"account.checkup", session, {"good", "advice", "danger"}, {number("score"), list("worst")}},
        {"account.phrase", session, {"none", "set"}},
        {"account.api_keys", session, {"none", "some", "can_withdraw"}, {number("count")}},
        {"account.password", session, {"good", "breached"}, {time("changed")}},
        {"account.recent_changes", session, {"none", "some"}, {list("what"), time("last")}},
    };
}

template <class Shape>
Shape const& named(std::vector<Shape> const& shapes, std::string_view name) {
    auto const found = std::ranges::find(shapes, name, &Shape::name);
    if (found == shapes.end()) throw std::logic_error("no such kind of fact or act");
    return *found;
}

}  // namespace

std::vector<FactShape> const& shipped_facts() {
    static auto const all = [] {
        auto facts = about_the_platform();
        for (auto& shape : about_an_account()) facts.push_back(std::move(shape));
        return facts;
    }();
    return all;
}

std::vector<ActShape> const& shipped_acts() {
    static std::vector<ActShape> const all{
        {"account.send_reset", nobody, InputKind::email},  // whose, the same answer for every address
        {"account.end_other_sessions", step_up},
        {"account.freeze", session}};
    return all;
}

FactShape const& fact_shape(std::string_view name) {
    return named(shipped_facts(), name);
}

ActShape const& act_shape(std::string_view name) {
    return named(shipped_acts(), name);
}

Registry registry_of_shapes() {
    Registry out;
    for (auto const& shape : shipped_facts())
        out.add(FactKind{shape, [](Asked) -> Task<std::optional<Fact>> { co_return std::nullopt; }});
    for (auto const& shape : shipped_acts()) out.add(ActKind{shape, [](Asked) -> Task<bool> { co_return false; }});
    return out;
}

}  // namespace ombud::diagnosis
