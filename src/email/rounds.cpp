#include "email/rounds.hpp"

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "email/queries.hpp"
#include "postgres/database.hpp"
#include "text/languages.hpp"

namespace ombud::email {

Task<Round> Rounds::start(Agent by, StartRound how) {
    text::require_language(how.language);
    LetterId id;
    auto const now = clock_.now();
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        id = co_await outbox_.post(transaction, {.letter = "mail_round", .language = how.language, .to = address_, .values = {}});
        co_await transaction.run(sql::start_round, id, now, by.id);
    });
    co_return co_await read(std::move(by), id);
}

Task<Round> Rounds::read(Agent, LetterId id) {
    auto const row = co_await database_.run(sql::round, id);
    auto const delivery = row ? co_await outbox_.delivery(id) : std::nullopt;
    if (!delivery) throw Problem{ProblemKind::not_found, "round.unknown"};
    using Delivered = outbox::DeliveryState;
    bool const lost = clock_.now() > row->started_at + limits::round_trip_time;
    StepOfRound accepted{.step = RoundStep::accepted, .detail = delivery->reply};
    if (delivery->state == Delivered::accepted)
        accepted.state = StepState::done, accepted.at = delivery->at;
    else if (delivery->state == Delivered::bounced || delivery->state == Delivered::suppressed || lost)
        accepted.state = StepState::failed, accepted.at = delivery->at;
    StepOfRound returned{.step = RoundStep::returned, .at = row->returned_at, .detail = row->mailbox};
    if (row->returned_at)
        returned.state = StepState::done;
    else if (accepted.state == StepState::failed || lost)
        returned.state = StepState::failed;
    // It came back: whatever the answer was, somebody took it.
    if (row->returned_at && accepted.state != StepState::done) accepted.state = StepState::done, accepted.at = row->returned_at;
    bool const over = returned.state != StepState::waiting;
    co_return Round{.id = id,
                    .started_at = row->started_at,
                    .steps = {{.step = RoundStep::written, .state = StepState::done, .at = row->started_at, .detail = {}},
                              accepted,
                              returned},
                    .belief = row->belief,
                    .over = over};
}

}  // namespace ombud::email
