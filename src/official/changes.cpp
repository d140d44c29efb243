// The list as staff keep it: what they propose, what two people agreed to, and what there was before.
#include "audit/audit.hpp"
#include "core/limits.hpp"
#include "core/problem.hpp"
#include "official/official.hpp"
#include "official/queries.hpp"
#include "postgres/database.hpp"
#include "text/names.hpp"

namespace ombud::official {

namespace {

constexpr char act[] = "official.change";
constexpr std::int64_t channels_listed = 2'000, changes_listed = 100;

NewChannel described(Channel const& channel) {
    return {.kind = channel.kind,
            .network = channel.network,
            .value = channel.value,
            .with_below = channel.with_below,
            .label = channel.label,
            .note_zh = channel.note_zh,
            .note_en = channel.note_en,
            .language = channel.language,
            .region = channel.region};
}

Change change_of(sql::ChangeRow row) {
    return {.id = row.id,
            .ends = row.ends,
            .channel = from_json<NewChannel>(row.channel),
            .channel_id = row.channel_id,
            .state = row.state,
            .by = row.staff_id,
            .by_name = std::move(row.by_name),
            .at = row.at,
            .decided_at = row.decided_at,
            .approval = row.approval_id};
}

char const* name_of(Kind kind) {
    return boost::describe::enum_to_string(kind, "");
}

// Of a thing, whether it is to come or to go: one change at a time.
std::string about(NewChannel const& channel) {
    auto const* const network = channel.network ? boost::describe::enum_to_string(*channel.network, "") : "";
    return std::string(name_of(channel.kind)) + "\n" + network + "\n" + channel.value;
}

// Approvals judge it again; here it is judged before anything is stored.
void require_reason(std::string const& reason) {
    auto const length = std::ptrdiff_t(text::count_code_points(reason));
    if (length < limits::shortest_reason) fail_field("reason", "reason.too_short", "says too little");
    if (length > limits::longest_reason) fail_field("reason", "reason.too_long", "is too long");
}

json::object facts_of(NewChannel const& channel, bool ends, std::string const& by) {
    json::object facts{{"change", ends ? "end" : "add"}, {"by", by}};
    for (auto const& [name, value] : to_json(channel).as_object())
        if (!value.is_null()) facts[name] = value;
    return facts;
}

template <class Where>
Task<std::int64_t> add_to_list(Where& where, ChannelId id, NewChannel channel, Timestamp now) {
    co_return co_await where.run(sql::add_channel, id, channel.kind, channel.network, channel.value,
                                 channel.with_below.value_or(false), channel.label, channel.note_zh, channel.note_en,
                                 channel.language, channel.region, now);
}

}  // namespace

Task<ChannelBook> Official::book(Agent) {
    ChannelBook out;
    out.channels = co_await database_.run(sql::all_channels, channels_listed);
    for (auto& row : co_await database_.run(sql::changes, changes_listed)) out.changes.push_back(change_of(std::move(row)));
    co_return out;
}

Task<NewChannel> Official::required_addition(NewChannel typed) {
    auto channel = canonical(std::move(typed));
    if (co_await database_.run(sql::is_listed, channel.kind, channel.network, channel.value))
        throw Problem{ProblemKind::conflict, "channel.listed"};
    if (co_await database_.run(sql::count_channels) >= std::int64_t(limits::official_channels))
        throw Problem{ProblemKind::conflict, "channel.too_many"};
    co_return channel;
}

Task<Channel> Official::required_end(ChannelId id) {
    auto channel = co_await database_.run(sql::find_channel, id);
    if (!channel) throw Problem{ProblemKind::not_found, "channel.unknown"};
    if (channel->ended_at) throw Problem{ProblemKind::conflict, "channel.ended"};
    co_return std::move(*channel);
}

Task<Change> Official::propose(FreshAgent by, Proposal proposal) {
    if (proposal.add.has_value() == proposal.end.has_value()) throw Problem{ProblemKind::invalid, "channel.change", "add"};
    require_reason(proposal.reason);
    co_await approvals_.require_not_new(by.id);
    NewChannel channel;
    if (proposal.add)
        channel = co_await required_addition(std::move(*proposal.add));
    else
        channel = described(co_await required_end(*proposal.end));
    auto const key = about(channel);
    if (co_await database_.run(sql::is_waiting, key)) throw Problem{ProblemKind::conflict, "channel.change_waiting"};

    bool const ends = proposal.end.has_value();
    auto const id = ChangeId::make(clock_, random_);
    auto const approval = co_await approvals_.ask(act, id.uuid, facts_of(channel, ends, by.name), limits::official_change_time);
    auto stored = to_json(channel);
    auto const stands =
        co_await database_.run(sql::propose, id, ends, stored, proposal.end, key, by.id, by.name, approval, clock_.now());
    if (stands == 0) {
        co_await approvals_.withdraw(approval);
        throw Problem{ProblemKind::conflict, "channel.change_waiting"};
    }
    approvals::Decision consent{.agrees = true, .reason = std::move(proposal.reason)};
    co_await approvals_.decide(by, approval, std::move(consent));
    co_return change_of((co_await database_.run(sql::find_change, id)).value());
}

// By the second person's consent. A change that was decided, or whose thing has come or gone since, changes nothing.
Task<void> Official::carry_out(postgres::Transaction& transaction, approvals::Approved approved) {
    auto const now = clock_.now();
    auto const added = ChannelId::make(clock_, random_);
    auto row = co_await transaction.run(sql::decide_change, ChangeId{approved.subject}, ChangeState::done, now, added);
    if (!row) co_return;
    auto const change = change_of(std::move(*row));
    auto const changed = co_await change_list(transaction, change);
    if (!changed) co_return;
    co_await transaction.run(sql::raise_revision);
    co_await audit_.record(transaction, {.act = change.ends ? "official.ended" : "official.added",
                                         .actor_kind = audit::ActorKind::program,
                                         .actor = std::nullopt,
                                         .subject = changed->uuid,
                                         .details = {{"approval", approved.id.text()},
                                                     {"kind", name_of(change.channel.kind)},
                                                     {"value", change.channel.value},
                                                     {"proposed_by", change.by.text()}}});
}

// Which channel it was; none: nothing changed.
Task<std::optional<ChannelId>> Official::change_list(postgres::Transaction& transaction, Change const& change) {
    auto const id = change.channel_id.value();
    auto const now = clock_.now();
    std::int64_t changed = 0;
    if (change.ends)
        changed = co_await transaction.run(sql::end_channel, id, now);
    else
        changed = co_await add_to_list(transaction, id, change.channel, now);
    co_return changed > 0 ? std::optional{id} : std::nullopt;
}

Task<void> Official::refused(postgres::Transaction& transaction, approvals::Approval approval) {
    co_await transaction.run(sql::decide_change, ChangeId{approval.subject}, ChangeState::refused, clock_.now(), std::nullopt);
}

Task<void> Official::establish(std::vector<NewChannel> channels) {
    for (auto& channel : channels) channel = canonical(std::move(channel));
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        std::int64_t added = 0;
        for (auto const& channel : channels)
            added += co_await add_to_list(transaction, ChannelId::make(clock_, random_), channel, clock_.now());
        if (added == 0) co_return;
        co_await transaction.run(sql::raise_revision);
        co_await audit_.record(transaction, {.act = "official.established",
                                             .actor_kind = audit::ActorKind::program,
                                             .actor = std::nullopt,
                                             .subject = std::nullopt,
                                             .details = {{"channels", added}}});
    });
    co_await load();
}

}  // namespace ombud::official
