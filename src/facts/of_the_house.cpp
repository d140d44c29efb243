#include "facts/of_the_house.hpp"

#include "accounts/chain_rules.hpp"
#include "core/problem.hpp"
#include "diagnosis/kinds.hpp"

namespace ombud::facts {

namespace {

using diagnosis::Asked;
using diagnosis::Fact;
using Found = std::optional<Fact>;

template <class E>
std::string name_of(E value) {
    return boost::describe::enum_to_string(value, "");
}

Fact fact_of(status::StateOf const& state, std::string_view language) {
    Fact out{.value = name_of(state.state)};
    if (!state.notice) return out;
    out.fields["since"] = to_rfc3339(state.notice->starts_at);
    if (state.notice->ends_at) out.fields["until"] = to_rfc3339(*state.notice->ends_at);
    out.fields["note"] = language == "en" ? state.notice->text.en : state.notice->text.zh;
    return out;
}

Task<Found> service(status::Status& status, status::Component component, Asked asked) {
    co_return fact_of(status.of(component), asked.language);
}

Task<Found> network(status::Status& status, Asked asked) {
    auto const meant = status.find_network(asked.input);
    auto const state = meant ? status.of(meant->asset, meant->network) : std::nullopt;
    if (!state) co_return Fact{.value = "not_offered"};
    co_return fact_of(*state, asked.language);
}

Task<Found> official_check(official::Official& list, Asked asked) {
    auto const answer = co_await list.check(Anyone{asked.peer}, {.text = asked.input, .network = {}});
    using official::Verdict;
    bool const told =
        answer.verdict == Verdict::official || answer.verdict == Verdict::look_alike || answer.verdict == Verdict::not_ours;
    Fact out{.value = told ? name_of(answer.verdict) : "unreadable"};
    if (answer.findings.empty()) co_return out;
    auto const& finding = answer.findings.front();
    if (finding.imitates) out.fields["imitates"] = *finding.imitates;
    if (!finding.why.empty()) out.fields["why"] = to_json(finding.why);
    co_return out;
}

// One word of letters and digits, as long as addresses are: a mistyped one, and no sentence.
bool looks_like_an_address(std::string_view text) {
    constexpr std::size_t shortest = 25, longest = 130;
    return text.size() >= shortest && text.size() <= longest &&
           std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) != 0 || c == ':' || c == '-' || c == '_'; });
}

Task<Found> address_form(Asked asked) {
    json::array takers;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<accounts::Chain>>([&](auto chain) {
        accounts::NewAddress wanted{.label = "", .chain = chain.value, .address = asked.input, .memo = {}};
        try {
            accounts::check(wanted);
            takers.emplace_back(chain.name);
        } catch (Problem const&) {
            return;  // not this one's
        }
    });
    if (takers.empty()) co_return Fact{.value = looks_like_an_address(asked.input) ? "wrong_checksum" : "not_an_address"};
    Fact out{.value = "valid"};
    out.fields["chains"] = std::move(takers);
    co_return out;
}

Task<Found> signed_in(Asked asked) {
    co_return Fact{.value = asked.proved >= Assurance::session ? "yes" : "no"};
}

}  // namespace

void add_house_facts(diagnosis::Registry& into, Sources sources) {
    auto const add = [&](char const* name, diagnosis::LookUp look_up) {
        into.add(diagnosis::FactKind{diagnosis::fact_shape(name), std::move(look_up)});
    };
    add("viewer.signed_in", signed_in);
    add("address.form", address_form);
    auto& status = sources.status;
    for (auto const& [name, component] : std::initializer_list<std::pair<char const*, status::Component>>{
             {"service.sign_in", status::Component::sign_in},
             {"service.email", status::Component::email},
             {"service.chat", status::Component::chat},
             {"service.deposits", status::Component::deposits},
             {"service.withdrawals", status::Component::withdrawals}})
        add(name, [&status, component](Asked asked) { return service(status, component, std::move(asked)); });
    add("service.network", [&status](Asked asked) { return network(status, std::move(asked)); });
    add("official.check", [&official = sources.official](Asked asked) { return official_check(official, std::move(asked)); });
}

}  // namespace ombud::facts
