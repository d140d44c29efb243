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

constexpr Access participant_access = edge::participant(staff::Permission::read_conversations);

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

LiveConnection::~LiveConnection() {
    api_.live_.erase(this);
}

void LiveConnection::is(Identity who) {
    who_ = std::make_shared<Identity const>(std::move(who));
}

void LiveConnection::send(json::value const& message) {
    socket_->send(realtime::make_frame(json::serialize(message)));
}

bool LiveConnection::wants(realtime::Audience audience) const {
    if (audience == realtime::Audience::everyone) return true;
    return (audience == realtime::Audience::staff) == who_->staff.has_value();
}

LiveConnection::Following* LiveConnection::following(Uuid const& id) {
    auto found = std::ranges::find(following_, id, [](auto const& each) { return each.id.uuid; });
    return found == following_.end() ? nullptr : &*found;
}

LiveConnection::Following* LiveConnection::reading(Reading const& reading) {
    auto* at = following(reading.id.uuid);
    return at && at->round == reading.round && socket_->open() ? at : nullptr;
}

Participant LiveConnection::participant() const {
    return Gate::let_in<Participant>(*who_, participant_access);
}

std::string LiveConnection::person() const {
    return who_->staff ? who_->staff->staff.id.text() : who_->customer->id.text();
}

Task<void> LiveConnection::received(std::string text) {
    auto self = shared_from_this();
    // Whoever says too much is not refused, only heard later: the next frame is read when this one is done.
    while (auto const wait = who_ ? api_.frames_.take(person()) : std::nullopt) {
        if (!socket_->open()) co_return;
        co_await api_.clock_.sleep_for(*wait);
    }
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
    if (!wrong) co_return;
    send(problem_news(*wrong, message.if_object()));
    // The database is away: whoever comes back resumes, and misses nothing.
    if (wrong->kind == ProblemKind::unavailable) socket_->close(1013, wrong->code);
}

Task<void> LiveConnection::authenticate(json::object const& message) {
    // A browser sends its cookies along unasked: what the page itself says counts, as long as it says it first.
    if (said_who_ || !following_.empty() || inbox_) throw Problem{ProblemKind::conflict, "session.known"};
    who_.reset();
    is(co_await api_.house_.gate.identify_token(field<std::string>(message, "token"), peer_, true));
    said_who_ = true;
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
        auto const* at = following(id.uuid);
        if (!at) throw Problem{ProblemKind::not_found, "conversation.unknown"};
        bool const internal = message.contains("internal") && field<bool>(message, "internal");
        api_.house_.desk.presence().typing(at->by, id, field<bool>(message, "typing"), internal);
    } else if (type == "seen") {
        auto const id = field<ConversationId>(message, "conversation_id");
        auto const seq = field<std::int64_t>(message, "seq");
        auto const by = participant();
        if (auto const who = who_; who->staff) co_await api_.house_.work.insiders.opens(*who->staff, id);
        co_await api_.house_.desk.seen(by, id, {seq});
    } else {
        throw Problem{ProblemKind::invalid, "type.unknown", "type"};
    }
}

Task<void> LiveConnection::subscribe(ConversationId id, std::int64_t after) {
    if (after < 0) throw Problem{ProblemKind::invalid, "field.range", "after"};
    auto by = participant();
    if (auto const who = who_; who->staff) co_await api_.house_.work.insiders.opens(*who->staff, id);
    auto conversation = co_await api_.house_.desk.read(by, id);
    if (!socket_->open()) co_return;
    auto* known = following(id.uuid);
    if (!known && following_.size() >= limits::subscriptions_per_socket)
        throw Problem{ProblemKind::too_many, "subscriptions.too_many"};
    Following fresh{.id = id, .by = by, .sent = after, .round = ++rounds_};
    if (known)
        *known = std::move(fresh);
    else
        following_.push_back(std::move(fresh));
    send(json::object{{"type", "subscribed"}, {"conversation_id", id.text()}, {"last_seq", conversation.last_seq}});
    // At once, or it would stand after the news of a later place.
    if (conversation.queue && by.customer()) send(to_json(desk::QueueNews{.conversation_id = id, .queue = conversation.queue}));
    // From here nothing is missed: what comes while we read only says that there is more to read.
    api_.hub_.join(id.uuid, *this);
    if (!known) api_.house_.desk.presence().arrived(by, id);
    co_await catch_up({id, rounds_});
    if (following(id.uuid)) hear(id.uuid, api_.house_.desk.presence().news(id));
}

Task<void> LiveConnection::catch_up(Reading which) {
    auto self = shared_from_this();
    while (auto* at = reading(which)) {
        at->behind = false;
        auto const page = co_await api_.house_.desk.entries_after(at->by, which.id, at->sent, std::int64_t(limits::entries_page));
        for (auto const& entry : page.entries) {
            // A long log is sent no faster than the other side takes it.
            while (socket_->open() && socket_->queued_bytes() > limits::socket_outbox_bytes / 2)
                co_await api_.clock_.sleep_for(limits::outbox_looked_at_every);
            at = reading(which);
            if (!at) co_return;
            socket_->send(realtime::make_frame(to_json_text(desk::EntryNews{.entry = entry})));
            at->sent = entry.seq;
        }
        at = reading(which);
        if (!at) co_return;
        bool const whole = page.entries.size() < limits::entries_page;
        if (whole) at->sent = std::max(at->sent, page.last_seq);
        if (whole && !at->behind) {
            at->catching_up = false;
            co_return;
        }
    }
}

void LiveConnection::hear(realtime::Topic const& topic, realtime::Event const& event) {
    if (event.seq == 0) {
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
        api_.io_,
        [](auto self, Reading which) -> Task<void> { co_await self->catch_up(which); }(shared_from_this(),
                                                                                       Reading{at->id, at->round}),
        [self = shared_from_this()](std::exception_ptr const& error) {
            if (error) self->socket_->close(1011, "log.unreadable");  // it comes back and reads again
        });
}

void LiveConnection::unsubscribe(ConversationId id) {
    auto* at = following(id.uuid);
    if (!at) return;
    auto const by = at->by;
    std::erase_if(following_, [&](auto const& each) { return each.id == id; });
    api_.hub_.leave(id.uuid, *this);
    api_.house_.desk.presence().left(by, id);
}

Task<void> LiveConnection::subscribe_inbox() {
    auto by = Gate::let_in<Agent>(*who_, agent(staff::Permission::read_conversations));
    if (!inbox_) {
        inbox_ = true;
        api_.hub_.join(desk::inbox_topic, *this);
        api_.hub_.join(notices::topic_of(by.id), *this);  // what is for them only
        api_.house_.desk.presence().agent_online(by.id);
    }
    told_counts_.clear();
    co_await tell_counts();
}

Task<void> LiveConnection::tell_counts() {
    auto self = shared_from_this();
    if (!inbox_ || !socket_->open()) co_return;
    auto const me = who_->staff->staff.id;
    auto const counts = co_await api_.house_.desk.live_inbox().counts(me);
    auto& views = api_.house_.work.views;
    auto frame = json::serialize(json::object{
        {"type", "counts"}, {"counts", to_json(counts)}, {"views", views.counts(me)}, {"views_version", views.version()}});
    if (!socket_->open() || frame == told_counts_) co_return;
    told_counts_ = frame;
    socket_->send(realtime::make_frame(std::move(frame)));
}

void LiveConnection::check_time() {
    auto const now = api_.clock_.now();
    if (!who_ && now - since_ > limits::socket_authentication_time) socket_->close(4003, "session.required");
    if (who_ && who_->customer && who_->customer->expires_at <= now) socket_->close(4001, "session.ended");
    // An account goes on after its holder's data is erased: their session says whether it ended.
    if (who_ && who_->customer && !who_->holder && api_.house_.gate.was_erased(who_->customer->id)) end_for(who_->customer->id);
}

void LiveConnection::end_for(CustomerId id) {
    if (who_ && who_->customer && who_->customer->id == id) socket_->close(4001, "session.ended");
}

Task<void> LiveConnection::check_session() {
    auto const who = who_;
    if (!who || !(who->staff || who->holder) || !socket_->open()) co_return;
    std::optional<Identity> now;
    try {
        now = co_await api_.house_.gate.identify_token(who->token, peer_, false);
        Gate::check(*now, participant_access);
    } catch (Problem const& problem) {
        if (problem.kind == ProblemKind::unavailable) throw;
        now.reset();
    }
    if (who != who_) co_return;
    if (!now) {
        socket_->close(4001, "session.ended");
        co_return;
    }
    is(std::move(*now));
    if (who_->staff) co_await check_openings(who_->staff.value());
}

// Whoever may not open a conversation any more hears no more of it: their shift began anew, or it went to the archive.
Task<void> LiveConnection::check_openings(staff::Session by) {
    std::vector<ConversationId> ids;
    for (auto const& each : following_) ids.push_back(each.id);
    for (auto const id : ids) {
        std::optional<Problem> refused;
        try {
            co_await api_.house_.work.insiders.opens(by, id);
        } catch (Problem const& problem) {
            if (problem.kind == ProblemKind::unavailable) throw;
            refused = problem;
        }
        if (!refused || !following(id.uuid)) continue;
        unsubscribe(id);
        json::object const about{{"conversation_id", id.text()}};
        send(problem_news(*refused, &about));
    }
}

void LiveConnection::closed() {
    while (!following_.empty()) unsubscribe(following_.back().id);
    if (inbox_) {
        api_.hub_.leave(desk::inbox_topic, *this);
        api_.hub_.leave(notices::topic_of(who_->staff->staff.id), *this);
        api_.house_.desk.presence().agent_offline(who_->staff->staff.id);
        inbox_ = false;
    }
    api_.live_.erase(this);
}

}  // namespace ombud::edge
