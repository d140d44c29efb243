#include "status/status.hpp"

#include "audit/audit.hpp"
#include "core/limits.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"
#include "safety/typed.hpp"
#include "status/queries.hpp"
#include "text/names.hpp"

namespace ombud::status {

namespace {

using namespace std::chrono_literals;

constexpr auto past_shown = 24h * 14;
constexpr auto looked_at_every = 1s;
constexpr std::size_t symbol_letters = 20;
constexpr std::size_t networks_offered = 2'000;
constexpr std::int64_t notices_read = 1'000;

constexpr Component all_components[] = {Component::sign_in, Component::email, Component::chat, Component::deposits,
                                        Component::withdrawals};

Notice notice_of(sql::NoticeRow row) {
    return {.id = row.id,
            .components = std::move(row.components),
            .asset = std::move(row.asset),
            .network = std::move(row.network),
            .state = row.state,
            .text = {std::move(row.text_en), std::move(row.text_zh)},
            .starts_at = row.starts_at,
            .ends_at = row.ends_at,
            .ended_at = row.ended_at,
            .changed_at = row.changed_at};
}

bool is_over(Notice const& notice, Timestamp now) {
    return notice.ended_at && *notice.ended_at <= now;
}
bool is_about(Notice const& notice, Component component) {
    return std::ranges::find(notice.components, component) != notice.components.end();
}
bool is_scoped(Notice const& notice) {
    return notice.asset || notice.network;
}
bool is_about(Notice const& notice, std::string_view asset, std::string_view network) {
    return (!notice.asset || *notice.asset == asset) && (!notice.network || *notice.network == network);
}

StateOf worse(StateOf so_far, Notice const& notice, Timestamp now) {
    auto const state = notice.starts_at > now ? State::planned : notice.state;
    return state > so_far.state ? StateOf{state, notice} : so_far;
}

std::string required_text(std::string_view typed, char const* field) {
    if (safety::holds_secret(typed)) throw Problem{ProblemKind::invalid, "notice.secret", field};
    auto text = text::clean_lines(typed);
    auto const blank = " \t\r\n";
    text.erase(text.find_last_not_of(blank) + 1);
    text.erase(0, std::min(text.size(), text.find_first_not_of(blank)));
    if (text.empty()) throw Problem{ProblemKind::invalid, "text.empty", field};
    if (text::count_code_points(text) > limits::status_text_letters) throw Problem{ProblemKind::invalid, "text.too_long", field};
    return text;
}

Text required_texts(Text const& typed) {
    return {required_text(typed.en, "text.en"), required_text(typed.zh, "text.zh")};
}

// "USDT", "TRON": one word as it is written everywhere.
std::string required_symbol(std::string_view typed, char const* field) {
    auto const name = text::clean_name(typed);
    if (!name || text::count_code_points(*name) > symbol_letters) throw Problem{ProblemKind::invalid, "symbol.invalid", field};
    return *name;
}

void require_state(State state) {
    if (state == State::working || state == State::planned) throw Problem{ProblemKind::invalid, "field.choice", "state"};
}

// Letters and digits alone, in capitals: how people write a network differs in all else.
std::string bare(std::string_view text) {
    std::string out;
    for (char const c : text)
        if (std::isalnum(static_cast<unsigned char>(c))) out.push_back(char(std::toupper(static_cast<unsigned char>(c))));
    return out;
}

}  // namespace

Status::Status(postgres::Database& database, audit::Log& audit, Clock& clock, Random& random)
    : database_(database), audit_(audit), clock_(clock), random_(random) {}

Task<void> Status::load() {
    auto next = std::make_shared<Known>();
    next->revision = co_await database_.run(sql::revision);  // first: what changes in between is read again
    for (auto& row : co_await database_.run(sql::notices, clock_.now() - past_shown, notices_read))
        next->notices.push_back(notice_of(std::move(row)));
    next->networks = co_await database_.run(sql::networks);
    if (next->revision >= known_->revision) known_ = std::move(next);  // of two at once the older one may end last
}

Task<void> Status::keep_up() {
    return postgres::keep_doing(clock_, "status", looked_at_every, [this]() -> Task<void> {
        if (co_await database_.run(sql::revision) != known_->revision) co_await load();
    });
}

Task<Overview> Status::read(Anyone) {
    co_return overview();
}

Overview Status::overview() const {
    auto const now = clock_.now();
    Overview out{.state = State::working, .components = {}, .networks = {}, .current = {}, .planned = {}, .past = {}, .at = now};
    for (auto const& [asset, network] : known_->networks)
        out.networks.push_back(
            {asset, network, of(asset, network, Component::deposits)->state, of(asset, network, Component::withdrawals)->state});
    for (auto const component : all_components) {
        auto const state = of(component).state;
        auto const affected = std::ranges::count_if(out.networks, [&](NetworkState const& each) {
            return (component == Component::deposits && each.deposits > state) ||
                   (component == Component::withdrawals && each.withdrawals > state);
        });
        out.components.push_back({component, state, affected});
        out.state = std::max(out.state, state);
    }
    for (auto const& notice : known_->notices)
        (is_over(notice, now) ? out.past : notice.starts_at > now ? out.planned : out.current).push_back(notice);
    std::ranges::sort(out.planned, {}, &Notice::starts_at);
    std::ranges::sort(out.past, std::ranges::greater{}, &Notice::ended_at);
    return out;
}

StateOf Status::of(Component component) const {
    auto const now = clock_.now();
    StateOf out{State::working, {}};
    for (auto const& notice : known_->notices)
        if (!is_over(notice, now) && !is_scoped(notice) && is_about(notice, component)) out = worse(std::move(out), notice, now);
    return out;
}

std::optional<StateOf> Status::of(std::string_view asset, std::string_view network, std::optional<Component> component) const {
    auto const offered = std::ranges::any_of(known_->networks,
                                             [&](Network const& each) { return each.asset == asset && each.network == network; });
    if (!offered) return std::nullopt;
    auto const now = clock_.now();
    StateOf out{State::working, {}};
    for (auto const& notice : known_->notices) {
        bool const fits = component ? is_about(notice, *component)
                                    : is_about(notice, Component::deposits) || is_about(notice, Component::withdrawals);
        if (!is_over(notice, now) && fits && is_about(notice, asset, network)) out = worse(std::move(out), notice, now);
    }
    return out;
}

std::optional<Network> Status::find_network(std::string_view typed) const {
    auto const wanted = bare(typed);
    if (wanted.empty()) return std::nullopt;
    std::optional<Network> found;
    for (auto const& each : known_->networks) {
        auto const whole = bare(each.asset) + bare(each.network);
        if (wanted == whole || wanted == bare(each.network) + bare(each.asset)) return each;
        if (wanted != bare(each.asset) && wanted != bare(each.network)) continue;
        if (found) return std::nullopt;  // "USDT" alone says not which network
        found = each;
    }
    return found;
}

Task<void> Status::record(postgres::Transaction& transaction, std::string act, Agent by, NoticeId id) {
    co_await audit_.record(
        transaction,
        {.act = std::move(act), .actor_kind = audit::ActorKind::staff, .actor = by.id.uuid, .subject = id.uuid, .details = {}});
}

// About something that is not offered it would stand nowhere.
void Status::require_offered(Notice const& notice) const {
    auto const fits = [&](Network const& each) { return is_about(notice, each.asset, each.network); };
    if (!is_scoped(notice) || std::ranges::any_of(known_->networks, fits)) return;
    auto const has_asset = [&](Network const& each) { return each.asset == notice.asset; };
    bool const knows_asset = !notice.asset || std::ranges::any_of(known_->networks, has_asset);
    throw Problem{ProblemKind::invalid, "notice.scope", knows_asset ? "network" : "asset"};
}

Task<Notice> Status::announce(Agent by, NewNotice wanted) {
    require_state(wanted.state);
    if (wanted.components.empty()) throw Problem{ProblemKind::invalid, "field.required", "components"};
    std::ranges::sort(wanted.components);
    auto const repeated = std::ranges::unique(wanted.components);
    wanted.components.erase(repeated.begin(), repeated.end());
    auto const now = clock_.now();
    Notice notice{.id = NoticeId::make(clock_, random_),
                  .components = std::move(wanted.components),
                  .asset = {},
                  .network = {},
                  .state = wanted.state,
                  .text = required_texts(wanted.text),
                  .starts_at = wanted.starts_at.value_or(now),
                  .ends_at = wanted.ends_at,
                  .ended_at = {},
                  .changed_at = now};
    if (wanted.asset) notice.asset = required_symbol(*wanted.asset, "asset");
    if (wanted.network) notice.network = required_symbol(*wanted.network, "network");
    // Signing in, e-mail and chat know no asset.
    if (is_scoped(notice) && notice.components.front() < Component::deposits)
        throw Problem{ProblemKind::invalid, "notice.scope", "components"};
    require_offered(notice);
    if (notice.ends_at && *notice.ends_at <= std::max(notice.starts_at, now))
        throw Problem{ProblemKind::invalid, "notice.times", "ends_at"};
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        if (co_await transaction.run(sql::count_open) >= std::int64_t(limits::status_notices))
            throw Problem{ProblemKind::conflict, "notice.too_many"};
        co_await transaction.run(sql::add, notice.id, notice.components, notice.asset, notice.network, notice.state,
                                 notice.text.en, notice.text.zh, notice.starts_at, notice.ends_at, by.id, now);
        co_await transaction.run(sql::raise_revision);
        co_await record(transaction, "status.announced", by, notice.id);
    });
    co_await load();
    co_return notice;
}

Task<Notice> Status::change(Agent by, NoticeId id, ChangeNotice change) {
    if (change.state) require_state(*change.state);
    std::optional<Text> texts;
    if (change.text) texts = required_texts(*change.text);
    auto const now = clock_.now();
    auto changed = co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<Notice> {
        auto row = co_await transaction.run(sql::hold, id);
        if (!row) throw Problem{ProblemKind::not_found, "notice.unknown"};
        auto notice = notice_of(std::move(*row));
        if (is_over(notice, now)) throw Problem{ProblemKind::conflict, "notice.over"};
        if (change.state) notice.state = *change.state;
        if (texts) notice.text = *texts;
        if (change.ends_at) notice.ends_at = change.ends_at;
        if (change.ends_at && *change.ends_at <= std::max(notice.starts_at, now))
            throw Problem{ProblemKind::invalid, "notice.times", "ends_at"};
        if (change.over.value_or(false)) notice.ended_at = now;
        notice.changed_at = now;
        if (notice.ended_at && notice.starts_at > now)
            co_await transaction.run(sql::remove, id);
        else
            co_await transaction.run(sql::change, id, notice.state, notice.text.en, notice.text.zh, notice.ends_at,
                                     notice.ended_at, now);
        co_await transaction.run(sql::raise_revision);
        co_await record(transaction, notice.ended_at ? "status.ended" : "status.changed", by, id);
        co_return notice;
    });
    co_await load();
    co_return changed;
}

Task<Networks> Status::list_networks(Agent) {
    co_return Networks{known_->networks};
}

Task<void> Status::replace_networks(postgres::Transaction& transaction, std::vector<Network> networks) {
    std::vector<std::string> assets, names;
    for (auto& each : networks) {
        assets.push_back(std::move(each.asset));
        names.push_back(std::move(each.network));
    }
    co_await transaction.run(sql::forget_networks);
    co_await transaction.run(sql::offer_networks, assets, names);
    co_await transaction.run(sql::raise_revision);
}

Task<Networks> Status::offer(Agent by, Networks wanted) {
    if (wanted.networks.size() > networks_offered) throw Problem{ProblemKind::invalid, "networks.too_many", "networks"};
    Networks cleaned;
    for (auto const& [asset, network] : wanted.networks) {
        Network const each{required_symbol(asset, "networks"), required_symbol(network, "networks")};
        bool const known = std::ranges::any_of(
            cleaned.networks, [&](Network const& other) { return other.asset == each.asset && other.network == each.network; });
        if (known) throw Problem{ProblemKind::invalid, "networks.repeated", "networks"};
        cleaned.networks.push_back(each);
    }
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        co_await replace_networks(transaction, cleaned.networks);
        co_await audit_.record(transaction, {.act = "status.networks_changed",
                                             .actor_kind = audit::ActorKind::staff,
                                             .actor = by.id.uuid,
                                             .subject = {},
                                             .details = {{"networks", std::int64_t(cleaned.networks.size())}}});
    });
    co_await load();
    co_return cleaned;
}

Task<void> Status::establish(std::vector<Network> networks) {
    co_await database_.transaction(
        [&](postgres::Transaction& transaction) -> Task<void> { co_await replace_networks(transaction, networks); });
    co_await load();
}

}  // namespace ombud::status
