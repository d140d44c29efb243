#include "email/standing.hpp"

#include "email/queries.hpp"
#include "postgres/database.hpp"

namespace ombud::email {

using namespace std::chrono_literals;

Task<MailState> Standing::state() {
    auto const now = clock_.now();
    auto const counts = co_await database_.run(sql::standing, now - 24h, now - 24h * 7);
    co_return MailState{.address = address_,
                        .authserv_id = authserv_id_,
                        .outgoing = {.configured = outbox_.delivers(),
                                     .queued = counts.queued,
                                     .deferred = counts.deferred,
                                     .oldest_at = counts.oldest_at,
                                     .bounced_today = counts.bounced_today,
                                     .suppressed = counts.suppressed},
                        .incoming = {.waiting = counts.waiting,
                                     .quarantined = counts.quarantined,
                                     .set_aside_week = counts.set_aside_week,
                                     .last_at = counts.last_at},
                        .mailboxes = co_await fetching_.list(),
                        .brands = co_await database_.run(sql::brands)};
}

Task<MailState> Standing::look(Agent) {
    return state();
}

Task<json::object> Standing::health(bool with_names) {
    auto const now = co_await state();
    json::array mailboxes;
    bool well = true;
    for (auto const& box : now.mailboxes) {
        bool const ok = !box.fault;
        well = well && ok;
        json::object line{{"ok", ok}, {"looked_at", to_json(box.looked_at)}, {"letter_at", to_json(box.letter_at)}};
        if (box.fault) line["fault"] = *box.fault;
        if (with_names) line["name"] = box.name;
        mailboxes.push_back(std::move(line));
    }
    co_return json::object{{"ok", well},
                           {"waiting", now.incoming.waiting},
                           {"quarantined", now.incoming.quarantined},
                           {"last_letter_at", to_json(now.incoming.last_at)},
                           {"queued", now.outgoing.queued},
                           {"deferred", now.outgoing.deferred},
                           {"mailboxes", std::move(mailboxes)}};
}

}  // namespace ombud::email
