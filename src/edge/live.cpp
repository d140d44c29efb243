#include "edge/live.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "core/limits.hpp"
#include "desk/inbox.hpp"

namespace ombud::edge {

namespace {

template <class T>
T field(json::object const& message, char const* name) {
    auto const* value = message.if_contains(name);
    if (!value) throw Problem{ProblemKind::invalid, "field.required", name};
    return from_json<T>(*value, name);
}

json::object problem_news(Problem const& problem, json::object const* about) {
    json::object news{{"type", "problem"}, {"code", problem.code}};
    if (!problem.field.empty()) news.emplace("field", problem.field);
    // Only an id is given back, never a text.
    if (about)
        if (auto const* id = about->if_contains("conversation_id"); id && id->is_string() && Uuid::parse(id->get_string()))
            news.emplace("conversation_id", *id);
    return news;
}

}  // namespace

LiveConnection::LiveConnection(Api& api, std::shared_ptr<http::Socket> socket, std::string peer)
    : api_(api), socket_(std::move(socket)), peer_(std::move(peer)), since_(api.clock_.now()) {
    api_.live_.insert(this);
}

LiveConnection::~LiveConnection() { api_.live_.erase(this); }

void LiveConnection::is(Identity who) { who_ = std::make_unique<Identity>(std::move(who)); }

void LiveConnection::send(json::value const& message) { socket_->send(realtime::make_frame(json::serialize(message))); }

bool LiveConnection::wants(realtime::Audience audience) const {
    if (audience == realtime::Audience::everyone) return true;
    return (audience == realtime::Audience::staff) == who_->staff.has_value();
}

LiveConnection::Following* LiveConnection::following(Uuid const& id) {
    auto found = std::ranges::find(following_, id, [](auto const& each) { return each.id.uuid; });
    return found == following_.end() ? nullptr : &*found;
}

Participant LiveConnection::participant(staff::Permission needed) const {
    return Gate::let_in<Participant>(*who_, {CallerKind::participant, needed});
}

Task<void> LiveConnection::received(std::string text) {
    auto self = shared_from_this();
    json::value message;
    std::optional<Problem> wrong;
    try {
        message = parse_json(text);
        if (!message.is_object()) throw Problem{ProblemKind::invalid, "field.type"};
        auto const type = field<std::string>(message.get_object(), "type");
        if (type == "authenticate") {
            co_await authenticate(message.get_object());
        } else if (type == "ping") {
            send(json::object{{"type", "pong"}});
        } else {
            if (!who_) throw Problem{ProblemKind::unauthenticated, "session.required"};
            co_await dispatch(type, message.get_object());
        }
    } catch (Problem const& problem) {
        wrong = problem;
    }
    if (wrong) send(problem_news(*wrong, message.if_object()));
}

Task<void> LiveConnection::authenticate(json::object const& message) {
    if (who_) throw Problem{ProblemKind::conflict, "session.known"};
    is(co_await api_.house_.gate.identify_token(field<std::string>(message, "token"), peer_, true));
    send(json::object{{"type", "authenticated"}});
}

Task<void> LiveConnection::dispatch(std::string const& type, json::object const& message) {
    if (type == "subscribe") {
        auto const after = message.contains("after") ? field<std::int64_t>(message, "after") : 0;
        co_await subscribe(field<ConversationId>(message, "conversation_id"), after);
    } else if (type == "unsubscribe") {
        unsubscribe(field<ConversationId>(message, "conversation_id"));
    } else if (type == "subscribe_inbox") {
        co_await subscribe_inbox();
    } else if (type == "typing") {
        auto const id = field<ConversationId>(message, "conversation_id");
        // Whoever follows was let in.
        if (!following(id.uuid)) throw Problem{ProblemKind::not_found, "conversation.unknown"};
        bool const internal = message.contains("internal") && field<bool>(message, "internal");
        api_.house_.desk.presence().typing(participant(staff::Permission::read_conversations), id, field<bool>(message, "typing"), internal);
    } else if (type == "seen") {
        co_await api_.house_.desk.seen(participant(staff::Permission::read_conversations), field<ConversationId>(message, "conversation_id"),
                                       {field<std::int64_t>(message, "seq")});
    } else {
        throw Problem{ProblemKind::invalid, "type.unknown", "type"};
    }
}

Task<void> LiveConnection::subscribe(ConversationId id, std::int64_t after) {
    if (after < 0) throw Problem{ProblemKind::invalid, "field.range", "after"};
    auto by = participant(staff::Permission::read_conversations);
    auto conversation = co_await api_.house_.desk.read(by, id);
    if (!socket_->open()) co_return;
    bool const again = following(id.uuid) != nullptr;
    if (!again && following_.size() >= limits::subscriptions_per_socket) throw Problem{ProblemKind::too_many, "subscriptions.too_many"};
    if (again)
        *following(id.uuid) = {.id = id, .sent = after};
    else
        following_.push_back({.id = id, .sent = after});
    send(json::object{{"type", "subscribed"}, {"conversation_id", id.text()}, {"last_seq", conversation.last_seq}});
    // From here nothing is missed: what comes while we read only says that there is more to read.
    api_.hub_.join(id.uuid, *this);
    if (!again) api_.house_.desk.presence().arrived(by, id);
    co_await catch_up(id);
    hear(id.uuid, api_.house_.desk.presence().news(id));
    if (conversation.queue && !who_->staff) send(to_json(desk::QueueNews{.conversation_id = id, .queue = conversation.queue}));
}

Task<void> LiveConnection::catch_up(ConversationId id) {
    auto self = shared_from_this();
    auto const by = participant(staff::Permission::read_conversations);
    for (;;) {
        auto* at = following(id.uuid);
        if (!at || !socket_->open()) co_return;
        at->behind = false;
        auto const page = co_await api_.house_.desk.entries_after(by, id, at->sent, std::int64_t(limits::entries_page));
        at = following(id.uuid);
        if (!at) co_return;
        for (auto const& entry : page.entries) {
            socket_->send(realtime::make_frame(to_json_text(desk::EntryNews{.entry = entry})));
            at->sent = entry.seq;
        }
        bool const whole = page.entries.size() < limits::entries_page;
        // Notes that this side may not see count as sent.
        if (whole) at->sent = std::max(at->sent, page.last_seq);
        if (whole && !at->behind) {
            at->catching_up = false;
            co_return;
        }
    }
}

void LiveConnection::hear(realtime::Topic const& topic, realtime::Event const& event) {
    if (event.seq == 0) {
        if (topic == desk::inbox_topic) counts_due_ = true;
        if (wants(event.audience)) socket_->send(event.frame);
        return;
    }
    auto* at = following(topic);
    if (!at || event.seq <= at->sent) return;
    if (at->catching_up) {
        at->behind = true;
        return;
    }
    if (event.seq == at->sent + 1) {
        at->sent = event.seq;
        if (wants(event.audience)) socket_->send(event.frame);
        return;
    }
    // Something was lost on the way: the log has it.
    at->catching_up = true;
    asio::co_spawn(
        api_.io_, [](auto self, ConversationId id) -> Task<void> { co_await self->catch_up(id); }(shared_from_this(), at->id),
        [self = shared_from_this()](std::exception_ptr error) {
            if (error) self->socket_->close(1011, "log.unreadable");  // it comes back and reads again
        });
}

void LiveConnection::unsubscribe(ConversationId id) {
    if (!following(id.uuid)) return;
    api_.hub_.leave(id.uuid, *this);
    std::erase_if(following_, [&](auto const& each) { return each.id == id; });
    api_.house_.desk.presence().left(participant(staff::Permission::read_conversations), id);
}

Task<void> LiveConnection::subscribe_inbox() {
    auto by = Gate::let_in<Agent>(*who_, agent(staff::Permission::read_conversations));
    if (!inbox_) {
        inbox_ = true;
        api_.hub_.join(desk::inbox_topic, *this);
        api_.house_.desk.presence().agent_online(by.id);
    }
    send(json::object{{"type", "counts"}, {"counts", to_json(co_await api_.house_.desk.live_inbox().counts(by.id))}});
}

Task<void> LiveConnection::recheck() {
    if (!who_) {
        if (api_.clock_.now() - since_ > limits::socket_authentication_time) socket_->close(4003, "session.required");
        co_return;
    }
    bool holds = true;
    try {
        if (who_->staff)
            co_await api_.house_.gate.identify_token(who_->token, peer_, false);
        else
            holds = who_->customer->expires_at > api_.clock_.now();
        if (counts_due_ && inbox_ && socket_->open()) {
            counts_due_ = false;
            auto const counts = co_await api_.house_.desk.live_inbox().counts(who_->staff->staff.id);
            send(json::object{{"type", "counts"}, {"counts", to_json(counts)}});
        }
    } catch (Problem const& problem) {
        holds = problem.kind != ProblemKind::unauthenticated;  // a database that is away ends nobody's session
    }
    if (!holds) socket_->close(4001, "session.ended");
}

void LiveConnection::closed() {
    while (!following_.empty()) unsubscribe(following_.back().id);
    if (inbox_) {
        api_.hub_.leave(desk::inbox_topic, *this);
        api_.house_.desk.presence().agent_offline(who_->staff->staff.id);
        inbox_ = false;
    }
    api_.live_.erase(this);
}

}  // namespace ombud::edge
