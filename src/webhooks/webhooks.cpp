#include "webhooks/webhooks.hpp"

#include "core/limits.hpp"
#include "core/log.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"
#include "safety/typed.hpp"
#include "text/names.hpp"
#include "webhooks/events.hpp"
#include "webhooks/queries.hpp"
#include "webhooks/signature.hpp"

namespace ombud::webhooks {

using namespace std::chrono_literals;

namespace {

constexpr auto looked_every = 200ms;
constexpr auto tidied_every = 60s;
constexpr auto lease = 2min;  // much longer than one try takes
constexpr unsigned gone_status = 410;

[[noreturn]] void refuse(ProblemKind kind, char const* code, char const* field = "") {
    throw Problem{kind, code, field};
}

// Checked and put in order.
WebhookWish in_order(WebhookWish wanted, fetch::AllowedInside const& allowed) {
    wanted.name = safety::typed_name(wanted.name, "name");
    fetch::require_outward_url(wanted.url, allowed);
    if (wanted.events.empty()) refuse(ProblemKind::invalid, "events.empty", "events");
    if (!std::ranges::all_of(wanted.events, is_event)) refuse(ProblemKind::invalid, "event.unknown", "events");
    std::ranges::sort(wanted.events);
    wanted.events.erase(std::ranges::unique(wanted.events).begin(), wanted.events.end());
    return wanted;
}

json::object details_of(WebhookWish const& wanted) {
    return {{"events", to_json(wanted.events)},
            {"notes", to_json(wanted.notes.value_or(Telling::left_out))},
            {"words", to_json(wanted.words.value_or(Telling::left_out))}};
}

std::string sealed_under(WebhookId id) {
    return "webhook " + id.text();
}

// Cut within a letter, it loses that one only.
std::string readable(std::string answer) {
    for (int cut = 0; cut < 4; ++cut) {
        if (auto clean = text::clean_lines(answer); !clean.empty()) return clean;
        if (!answer.empty()) answer.pop_back();
    }
    return {};
}

bool went_well(fetch::Outcome const& outcome) {
    return outcome.status && *outcome.status >= 200 && *outcome.status < 300;
}

}  // namespace

// Endpoints -----------------------------------------------------------------------------------------------------------

Task<WebhookList> Webhooks::list(Agent) {
    co_return WebhookList{co_await on_.database.run(sql::list)};
}

Task<Webhook> Webhooks::read(WebhookId id) {
    auto found = co_await on_.database.run(sql::find, id);
    if (!found) refuse(ProblemKind::not_found, "webhook.unknown");
    co_return std::move(*found);
}

Task<void> Webhooks::note(char const* act, std::optional<StaffId> by, WebhookId id, json::object details) {
    co_await on_.audit.record({.act = act,
                               .actor_kind = by ? audit::ActorKind::staff : audit::ActorKind::program,
                               .actor = by ? std::optional{by->uuid} : std::nullopt,
                               .subject = id.uuid,
                               .details = std::move(details)});
}

Task<MadeWebhook> Webhooks::add(FreshAgent by, WebhookWish wished) {
    auto const wanted = in_order(std::move(wished), on_.client.allowed());
    auto const id = WebhookId::make(on_.clock, on_.random);
    auto secret = new_secret(on_.random);
    postgres::Bytes const sealed{on_.seal.close(secret.key, sealed_under(id), on_.random)};
    auto const made = co_await on_.database.run(
        sql::add, id, wanted.name, wanted.url, wanted.events, wanted.notes.value_or(Telling::left_out),
        wanted.words.value_or(Telling::left_out), sealed, on_.clock.now(), by.id, std::int64_t(limits::webhooks_at_most));
    if (made == 0) refuse(ProblemKind::conflict, "webhook.too_many");
    co_await note("webhook.added", by.id, id, details_of(wanted));
    co_return MadeWebhook{co_await read(id), std::move(secret.text)};
}

Task<Webhook> Webhooks::change(FreshAgent by, WebhookId id, WebhookWish wished) {
    auto const wanted = in_order(std::move(wished), on_.client.allowed());
    auto const before = co_await read(id);
    co_await on_.database.run(sql::change, id, wanted.name, wanted.url, wanted.events, wanted.notes.value_or(Telling::left_out),
                              wanted.words.value_or(Telling::left_out), on_.clock.now());
    auto details = details_of(wanted);
    details["url_changed"] = before.url != wanted.url;
    co_await note("webhook.changed", by.id, id, std::move(details));
    co_return co_await read(id);
}

Task<void> Webhooks::end(FreshAgent by, WebhookId id) {
    if (co_await on_.database.run(sql::end, id, on_.clock.now()) == 0) refuse(ProblemKind::not_found, "webhook.unknown");
    co_await note("webhook.ended", by.id, id, {});
}

Task<Webhook> Webhooks::pause(Agent by, WebhookId id) {
    co_await read(id);
    if (co_await on_.database.run(sql::pause, id, on_.clock.now(), Pause::by_person) == 0)
        refuse(ProblemKind::conflict, "webhook.paused");
    co_await note("webhook.paused", by.id, id, {{"why", to_json(Pause::by_person)}});
    co_return co_await read(id);
}

Task<Webhook> Webhooks::resume(Agent by, WebhookId id) {
    co_await read(id);
    if (co_await on_.database.run(sql::resume, id, on_.clock.now()) == 0) refuse(ProblemKind::conflict, "webhook.not_paused");
    co_await note("webhook.resumed", by.id, id, {});
    co_return co_await read(id);
}

Task<Delivery> Webhooks::test(Agent, WebhookId id) {
    auto const id_of_test = DeliveryId::make(on_.clock, on_.random);
    auto test = test_of(id, on_.clock.now());
    if (co_await on_.database.run(sql::tell_test, id_of_test, id, test.name, std::move(test.body), on_.clock.now()) == 0)
        refuse(ProblemKind::not_found, "webhook.unknown");
    auto made = co_await on_.database.run(sql::delivery, id, id_of_test);
    co_return std::move(made.value());
}

// What staff see ------------------------------------------------------------------------------------------------------

Task<DeliveryPage> Webhooks::deliveries(Agent, WebhookId id, DeliveryRange range) {
    State state{};
    if (range.state && !boost::describe::enum_from_string(range.state->c_str(), state))
        refuse(ProblemKind::invalid, "field.choice", "state");
    co_await read(id);
    DeliveryPage page{co_await on_.database.run(sql::deliveries, id, std::move(range.state), range.before, limits::webhook_page),
                      {}};
    if (std::int64_t(page.deliveries.size()) == limits::webhook_page) page.next = page.deliveries.back().place;
    co_return page;
}

Task<WholeDelivery> Webhooks::delivery(Agent, WebhookId id, DeliveryId which) {
    auto found = co_await on_.database.run(sql::delivery, id, which);
    if (!found) refuse(ProblemKind::not_found, "delivery.unknown");
    auto body = co_await on_.database.run(sql::body, which);
    co_return WholeDelivery{std::move(*found), std::move(body), co_await on_.database.run(sql::tries, which)};
}

Task<Delivery> Webhooks::send_again(Agent by, WebhookId id, DeliveryId which) {
    auto found = co_await on_.database.run(sql::delivery, id, which);
    if (!found) refuse(ProblemKind::not_found, "delivery.unknown");
    if (co_await on_.database.run(sql::send_again, id, which, on_.clock.now()) == 0)
        refuse(ProblemKind::conflict, "delivery.under_way");
    co_await note("webhook.sent_again", by.id, id, {{"deliveries", 1}});
    found = co_await on_.database.run(sql::delivery, id, which);
    if (!found) refuse(ProblemKind::not_found, "delivery.unknown");
    co_return std::move(*found);
}

Task<SentAgain> Webhooks::send_dead_again(Agent by, WebhookId id) {
    co_await read(id);
    auto const count = co_await on_.database.run(sql::send_again, id, std::nullopt, on_.clock.now());
    if (count > 0) co_await note("webhook.sent_again", by.id, id, {{"deliveries", count}});
    co_return SentAgain{count};
}

// What is told --------------------------------------------------------------------------------------------------------

Task<void> Webhooks::follow(std::vector<desk::Followed> const& entries) {
    if (!co_await on_.database.run(sql::has_any)) co_return;
    std::vector<ConversationId> of, conversations;
    std::vector<std::int64_t> at, seqs;
    for (auto const& entry : entries) of.push_back(entry.standing.id), at.push_back(entry.seq);
    std::map<std::pair<ConversationId, std::int64_t>, std::string> before;
    for (auto& each : co_await on_.database.run(sql::before, of, at))
        before.emplace(std::pair{each.conversation_id, each.seq}, std::move(each.status));

    std::vector<std::string> names, kinds;
    std::vector<Timestamp> times;
    std::vector<json::value> bodies;
    for (auto const& entry : entries) {
        auto const earlier = before.find({entry.standing.id, entry.seq});
        for (auto& event : events_of(entry, earlier == before.end() ? std::nullopt : std::optional{earlier->second})) {
            conversations.push_back(entry.standing.id);
            seqs.push_back(entry.seq);
            names.push_back(std::move(event.name));
            kinds.emplace_back(boost::describe::enum_to_string(entry.kind, ""));
            times.push_back(entry.posted_at);
            bodies.push_back(std::move(event.body));
        }
    }
    auto const now = on_.clock.now();
    co_await on_.database.run(sql::tell, std::move(conversations), std::move(seqs), std::move(names), std::move(kinds),
                              std::move(times), std::move(bodies), now, now - limits::webhook_life);
}

// Sending -------------------------------------------------------------------------------------------------------------

Task<void> Webhooks::work() {
    return postgres::keep_doing(on_.clock, "webhooks", looked_every, [this]() -> Task<void> {
        co_await send_due();
        if (on_.clock.now() >= tidied_at_ + tidied_every) co_await tidy();
    });
}

Task<std::size_t> Webhooks::send_due() {
    auto const now = on_.clock.now();
    auto taken =
        co_await on_.database.run(sql::take, now, now + lease, limits::webhook_sends_each, limits::webhook_failures_in_a_row);
    for (auto& due : taken) {
        ++under_way_;
        spawn(on_.io, deliver(std::move(due)));
    }
    co_return taken.size();
}

Task<void> Webhooks::deliver(sql::Due due) {
    try {
        co_await try_once(due);
    } catch (Problem const& problem) {  // it is tried again when its lease ends
        log::warning("webhooks.not_sent", {{"code", problem.code}});
    } catch (std::exception const& error) {
        log::error("webhooks.not_sent", {{"kind", typeid(error).name()}});
    }
    done();
}

void Webhooks::done() {
    if (--under_way_ > 0) return;
    for (auto& each : std::exchange(waiting_for_rest_, {})) each->deliver(true);
}

Task<void> Webhooks::rest() {
    while (under_way_ > 0) {
        auto bell = std::make_shared<Promise<bool>>(on_.io.get_executor());
        waiting_for_rest_.push_back(bell);
        co_await Promise<bool>::wait(bell);
    }
}

// The words of an entry are added as it leaves: they are kept in one place only, and go with their customer.
Task<std::string> Webhooks::payload_of(sql::Due const& due) {
    if (due.words == Telling::left_out || due.event != posted_event || !due.conversation_id || !due.seq)
        co_return canonical_json(due.body);
    auto const key = co_await on_.words.key_of(*due.conversation_id);
    auto const words = co_await on_.database.run(sql::words_of, *due.conversation_id, *due.seq);
    auto body = due.body;
    if (key && words) body.at("data").at("entry").as_object()["body"] = key->open(words->body, words->plain);
    co_return canonical_json(body);
}

Task<void> Webhooks::try_once(sql::Due const& due) {
    auto body = co_await payload_of(due);
    auto const id = due.id.text();
    auto const time = timestamp_of(on_.clock.now());
    auto const key = on_.seal.open(due.sealed_secret.data, sealed_under(due.webhook_id));
    auto signature = sign(key, id, time, body);
    auto const outcome = co_await on_.client.send({.method = "POST",
                                                   .url = due.url,
                                                   .fields = {{"Content-Type", "application/json"},
                                                              {"Webhook-Id", id},
                                                              {"Webhook-Timestamp", time},
                                                              {"Webhook-Signature", std::move(signature)}},
                                                   .body = std::move(body),
                                                   .timeout = on_.patience,
                                                   .bytes_at_most = limits::webhook_answer_bytes});
    co_await record(due, outcome);
}

Task<void> Webhooks::record(sql::Due const& due, fetch::Outcome const& outcome) {
    auto const now = on_.clock.now();
    auto const tries = due.tries + 1;
    // An endpoint that is told words may say them back: what went well needs no explanation.
    bool const keeps = due.words == Telling::left_out || !went_well(outcome);
    auto answer = keeps ? on_.guard.redact(readable(outcome.body)).text : std::string{};
    co_await on_.database.run(
        sql::note_try, due.id, tries, now, outcome.status ? std::optional<std::int64_t>{*outcome.status} : std::nullopt,
        outcome.fault.empty() ? std::nullopt : std::optional{outcome.fault}, outcome.took.count(), std::move(answer));
    if (went_well(outcome)) {
        co_await on_.database.run(sql::settle, due.id, State::delivered, tries, now, std::nullopt);
        co_await on_.database.run(sql::went_well, due.webhook_id, now);
        co_return;
    }
    auto const next = next_try(tries);
    auto const state = next > due.counted_from + limits::webhook_life ? State::dead : State::waiting;
    co_await on_.database.run(sql::settle, due.id, state, tries, now, next);
    co_await failed(due, outcome.status == gone_status);
}

// A whole endpoint that fails is asked less and less often, and is left in peace after a day.
Task<void> Webhooks::failed(sql::Due const& due, bool is_gone) {
    auto const now = on_.clock.now();
    auto const health = co_await on_.database.run(sql::went_wrong, due.webhook_id, now);
    if (!health) co_return;
    bool const for_long = now >= health->failing_since + limits::webhook_paused_after;
    if (is_gone || for_long) {
        auto const why = is_gone ? Pause::gone : Pause::failing;
        if (co_await on_.database.run(sql::pause, due.webhook_id, now, why) > 0)
            co_await note("webhook.paused", std::nullopt, due.webhook_id, {{"why", to_json(why)}});
        co_return;
    }
    auto const over = health->failures - limits::webhook_failures_in_a_row;
    if (over < 0) co_return;
    std::chrono::seconds const rest = limits::webhook_retry_first * (std::int64_t{1} << std::min<std::int64_t>(over, 10));
    co_await on_.database.run(sql::rest, due.webhook_id,
                              now + std::min<std::chrono::seconds>(rest, limits::webhook_rest_longest));
}

Timestamp Webhooks::next_try(std::int64_t tries) {
    std::chrono::milliseconds const doubled =
        limits::webhook_retry_first * (std::int64_t{1} << std::min<std::int64_t>(tries - 1, 16));
    std::chrono::milliseconds const longest = limits::webhook_retry_longest;
    auto const pause = std::min(doubled, longest);
    // Up to a fifth more, so that those that failed together do not come back together.
    auto const more = on_.random.below(std::uint32_t(pause.count() / 5));
    return on_.clock.now() + pause + std::chrono::milliseconds{more};
}

Task<void> Webhooks::tidy() {
    auto const now = on_.clock.now();
    tidied_at_ = now;
    co_await on_.database.run(sql::give_up, now, now - limits::webhook_life);
    co_await on_.database.run(sql::sweep, now - limits::webhook_delivered_kept, now - limits::webhook_dead_kept);
}

}  // namespace ombud::webhooks
