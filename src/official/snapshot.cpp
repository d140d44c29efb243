#include "official/snapshot.hpp"

#include <algorithm>
#include <set>

#include "core/problem.hpp"
#include "safety/typed.hpp"
#include "text/languages.hpp"
#include "text/names.hpp"

namespace ombud::official {

namespace {

constexpr std::size_t note_letters = 300, value_bytes = 253, least_digits_in_common = 8;

std::string name_of(Network network) {
    return boost::describe::enum_to_string(network, "");
}
std::string text_of(std::optional<Network> network) {
    return network ? name_of(*network) : std::string{};
}
std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c; });
    return out;
}

safety::OfficialNames names_of(std::vector<Channel> const& channels) {
    safety::OfficialNames out;
    for (auto const& channel : channels) switch (channel.kind) {
            case Kind::site:
                out.sites.push_back({.host = channel.value, .with_below = channel.with_below});
                break;
            case Kind::email_domain:
                out.mail_domains.push_back(channel.value);
                break;
            case Kind::email_address:
                out.addresses.push_back(channel.value);
                break;
            case Kind::handle:
                out.handles.push_back({text_of(channel.network), channel.value});
                break;
            case Kind::brand:
                out.brands.push_back(channel.value);
                break;
            case Kind::phone:
            case Kind::app:
                break;
        }
    return out;
}

// As Lookalikes says what something is or imitates.
std::string key_of(Channel const& channel) {
    bool const of_network = channel.kind == Kind::handle || channel.kind == Kind::app;
    return of_network ? text_of(channel.network) + ":" + channel.value : channel.value;
}

Advice advice_for(Verdict verdict) {
    switch (verdict) {
        case Verdict::look_alike:
            return Advice::leave;
        case Verdict::not_ours:
            return Advice::treat_as_false;
        case Verdict::unproven:
            return Advice::ask_for_code;
        case Verdict::unreadable:
            return Advice::type_more;
        case Verdict::official:
            return Advice::fine;
    }
    return Advice::treat_as_false;
}

Verdict verdict_of(safety::Likeness likeness) {
    if (likeness == safety::Likeness::official) return Verdict::official;
    return likeness == safety::Likeness::look_alike ? Verdict::look_alike : Verdict::not_ours;
}

bool is_of_the_web(safety::Link const& link) {
    return link.scheme.empty() || link.scheme == "https" || link.scheme == "http";
}

bool is_mail(Kind kind) {
    return kind == Kind::email_address || kind == Kind::email_domain;
}

std::string digits_of(std::string const& number) {
    return number.starts_with('+') ? number.substr(1) : number;
}

std::string shown(Thing const& thing) {
    if (thing.asked == Asked::handle && !thing.value.starts_with('+')) return "@" + thing.value;
    return thing.value;
}

}  // namespace

Snapshot::Snapshot(std::vector<Channel> channels) : channels_(std::move(channels)), lookalikes_(names_of(channels_)) {
    for (std::size_t at = 0; at < channels_.size(); ++at) by_key_.emplace(key_of(channels_[at]), at);
}

// A site and the mail of one domain have the same key: mail is meant where an "@" stood, and nowhere else.
Channel const* Snapshot::find(std::string const& key, Asked asked) const {
    auto const [first, last] = by_key_.equal_range(key);
    Channel const* out = nullptr;
    for (auto at = first; at != last; ++at) {
        auto const& channel = channels_[at->second];
        bool const mail = is_mail(channel.kind);
        if (channel.kind == Kind::brand || (mail && asked == Asked::site)) continue;
        if (!out || mail == (asked == Asked::email)) out = &channel;
    }
    return out;
}

// A brand that is made of a domain stands for what is listed below that domain.
Channel const* Snapshot::imitated(std::string const& of, Asked asked) const {
    if (auto const* const found = find(of, asked)) return found;
    for (auto const kind : {asked == Asked::email ? Kind::email_domain : Kind::site, Kind::site})
        for (auto const& channel : channels_)
            if (channel.kind == kind && channel.value.ends_with("." + of)) return &channel;
    return nullptr;
}

bool Snapshot::lists(Kind kind, std::optional<Network> network, std::string const& value) const {
    return std::ranges::any_of(
        channels_, [&](Channel const& each) { return each.kind == kind && each.network == network && each.value == value; });
}

Finding Snapshot::judge(Thing const& thing) const {
    Finding out{.asked = thing.asked, .read_as = shown(thing), .verdict = Verdict::not_ours, .advice = Advice::treat_as_false};
    if (thing.network) out.network = name_of(*thing.network);
    safety::Judgement judgement;
    switch (thing.asked) {
        case Asked::site:
            judgement = lookalikes_.site(*thing.link);
            if (thing.link->host.unicode != thing.link->host.ascii) out.looks = thing.link->host.unicode;
            break;
        case Asked::email:
            judgement = lookalikes_.address(thing.value);
            break;
        case Asked::handle:
            judgement = lookalikes_.handle(text_of(thing.network), thing.value);
            break;
        case Asked::phone:
            judge_number(thing, out);
            return out;
        case Asked::app:
            judge_app(thing, out);
            return out;
        case Asked::chain_address:
            out.verdict = Verdict::unreadable;  // whose it is stands in an account and on no list
            return out;
        default:
            judge_name(thing, out);
            return out;
    }
    out.verdict = verdict_of(judgement.likeness);
    // "intent://ours.com#…" opens whatever it likes.
    if (out.verdict == Verdict::official && thing.link && !is_of_the_web(*thing.link)) out.verdict = Verdict::unreadable;
    out.why = std::move(judgement.tricks);
    out.advice = advice_for(out.verdict);
    if (auto const* const entry = imitated(judgement.of, thing.asked)) out.entry = *entry;
    if (out.verdict == Verdict::look_alike) out.imitates = std::move(judgement.of);
    // Whose it is depends on where: said without its network it is ours in one place and somebody else's in all others.
    bool const nowhere = thing.asked == Asked::handle && !thing.network;
    bool const elsewhere = judgement.likeness == safety::Likeness::not_ours && out.entry;
    if (nowhere && (elsewhere || out.why == std::vector{safety::Trick::same_name})) {
        out.verdict = Verdict::unproven;
        out.advice = Advice::say_network;
        out.why.clear();
        out.imitates.reset();
    }
    return out;
}

void Snapshot::judge_number(Thing const& thing, Finding& out) const {
    auto const asked = digits_of(thing.value);
    for (auto const& channel : channels_) {
        bool const whatsapp = channel.kind == Kind::handle && channel.network == Network::whatsapp;
        if (channel.kind != Kind::phone && !whatsapp) continue;
        auto const ours = digits_of(channel.value);
        bool const whole = ours == asked;
        // Without its country it may be a number of another one.
        bool const tail = !thing.value.starts_with('+') && asked.size() >= least_digits_in_common &&
                          (ours.ends_with(asked) || (asked.starts_with('0') && ours.ends_with(asked.substr(1))));
        if (!whole && !tail) continue;
        out.entry = channel;
        out.verdict = whole ? Verdict::official : Verdict::unproven;
        out.advice = whole ? Advice::fine : Advice::type_more;
        if (whole) return;
    }
}

void Snapshot::judge_app(Thing const& thing, Finding& out) const {
    auto const* const found = find(text_of(thing.network) + ":" + thing.value, thing.asked);
    if (found) {
        out.entry = *found;
        out.verdict = Verdict::official;
    } else if (lookalikes_.claims_us(thing.value)) {
        out.verdict = Verdict::look_alike;
        out.why = {safety::Trick::same_name};
    }
    out.advice = advice_for(out.verdict);
}

// Anybody may call themselves anything.
void Snapshot::judge_name(Thing const& thing, Finding& out) const {
    out.asked = Asked::name;
    auto const handle = lookalikes_.handle("", lower(thing.value));
    bool const imitates =
        handle.likeness == safety::Likeness::look_alike && handle.tricks != std::vector{safety::Trick::same_name};
    out.verdict = Verdict::unproven;
    out.advice = handle.of.empty() && !imitates ? Advice::ask_for_code : Advice::say_network;
}

Answer answer_of(std::vector<Finding> findings, bool secret_seen) {
    Answer out{.verdict = Verdict::unreadable, .advice = Advice::type_more, .findings = {}, .secret_seen = secret_seen};
    std::multimap<Verdict, Finding> by_weight;  // those of one weight stay in their order
    for (auto& finding : findings) by_weight.emplace(finding.verdict, std::move(finding));
    for (auto& [verdict, finding] : by_weight) out.findings.push_back(std::move(finding));
    if (!out.findings.empty()) {
        out.verdict = out.findings.front().verdict;
        out.advice = out.findings.front().advice;
    }
    return out;
}

// The list as it is typed ----------------------------------------------------------------------------------------------------

namespace {

[[noreturn]] void refuse(char const* field) {
    throw Problem{ProblemKind::invalid, std::string("channel.") + field, field};
}

std::string host_value(std::string_view typed) {
    auto const link = safety::read_link(typed);
    if (!link || !link->user_info.empty()) refuse("value");
    bool const www = link->host.ascii.starts_with("www.");
    return www ? link->host.ascii.substr(4) : link->host.ascii;
}

std::string address_value(std::string const& typed) {
    auto const things = things_in(typed, std::nullopt, 2);
    if (things.size() != 1 || things.front().asked != Asked::email) refuse("value");
    return things.front().value;
}

std::string handle_value(std::string const& typed, Network network) {
    if (network == Network::whatsapp)
        if (auto number = phone_number(typed)) return *number;
    if (auto const link = safety::read_link(typed))
        if (auto const thing = on_network(*link); thing && thing->network == network) return thing->value;
    auto const things = things_in(typed, network, 2);
    if (things.size() != 1 || things.front().asked != Asked::handle || things.front().network != network) refuse("value");
    return things.front().value;
}

std::string app_value(std::string const& typed, Network store) {
    if (auto const link = safety::read_link(typed))
        if (auto const thing = on_network(*link)) {
            if (thing->asked != Asked::app || thing->network != store) refuse("value");
            return thing->value;
        }
    auto id = lower(typed);
    if (id.starts_with("id") && std::ranges::all_of(id.substr(2), [](char c) { return c >= '0' && c <= '9'; })) id.erase(0, 2);
    bool const plain =
        std::ranges::all_of(id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_'; });
    if (id.empty() || !plain) refuse("value");
    return id;
}

std::string value_of(NewChannel const& channel) {
    bool const store = channel.network == Network::app_store || channel.network == Network::google_play;
    bool const wants = channel.kind == Kind::handle || channel.kind == Kind::app;
    if (wants != channel.network.has_value() || (wants && (channel.kind == Kind::app) != store)) refuse("network");
    auto const typed = text::clean_name(channel.value);
    if (!typed || channel.value.size() > value_bytes || safety::holds_secret(channel.value)) refuse("value");
    switch (channel.kind) {
        case Kind::site:
        case Kind::email_domain:
            return host_value(*typed);
        case Kind::email_address:
            return address_value(*typed);
        case Kind::handle:
            return handle_value(*typed, *channel.network);
        case Kind::app:
            return app_value(*typed, *channel.network);
        case Kind::phone: {
            auto number = phone_number(*typed);
            if (!number) refuse("value");
            return *number;
        }
        case Kind::brand: {
            if (typed->size() < 3 || text::count_code_points(*typed) > 40) refuse("value");
            return lower(*typed);
        }
    }
    refuse("kind");
}

std::optional<std::string> note_of(std::optional<std::string> const& typed, char const* field) {
    if (!typed) return std::nullopt;
    auto note = text::clean_lines(*typed);
    if (note.empty()) return std::nullopt;
    if (text::count_code_points(note) > note_letters || safety::holds_secret(note))
        throw Problem{ProblemKind::invalid, "channel.note", field};
    return note;
}

}  // namespace

NewChannel canonical(NewChannel typed) {
    typed.value = value_of(typed);
    auto const label = text::clean_name(typed.label);
    if (!label || safety::holds_secret(typed.label)) refuse("label");
    typed.label = *label;
    typed.with_below = typed.kind == Kind::site && typed.with_below.value_or(false);
    typed.note_zh = note_of(typed.note_zh, "note_zh");
    typed.note_en = note_of(typed.note_en, "note_en");
    if (typed.language && !text::is_language(*typed.language)) refuse("language");
    if (typed.region) {
        bool const code =
            typed.region->size() == 2 && std::ranges::all_of(*typed.region, [](char c) { return c >= 'A' && c <= 'Z'; });
        if (!code) refuse("region");
    }
    return typed;
}

}  // namespace ombud::official
