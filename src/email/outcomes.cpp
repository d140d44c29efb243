#include "email/outcomes.hpp"

#include "core/log.hpp"
#include "email/correspondents.hpp"
#include "email/outcome_queries.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"

namespace ombud::email {

namespace {

using namespace std::chrono_literals;

constexpr auto looked_every = 5s;
constexpr auto stands_for = 1min;  // so long somebody may still go back, or ask for a person

}  // namespace

Task<void> Outcomes::work() {
    return postgres::keep_doing(clock_, "email.outcomes", looked_every, [this]() -> Task<void> { co_await tell_due(); });
}

Task<std::size_t> Outcomes::tell_due() {
    std::size_t count = 0;
    while (auto const run = co_await runs_.untold(clock_.now() - stands_for)) {
        try {
            co_await tell(*run);
            ++count;
        } catch (Problem const& problem) {
            if (problem.kind == ProblemKind::unavailable) throw;
            // It is written already, a little differently; or it cannot be read, and shall not hold up the others.
            log::warning("email.outcome_not_told", {{"run", run->text()}, {"code", problem.code}});
        }
        co_await runs_.is_told(*run);
    }
    co_return count;
}

Task<void> Outcomes::tell(diagnosis::RunId id) {
    auto const place = co_await place_of(id);
    if (!place) co_return;
    auto const run = co_await runs_.read_for_note(id);
    if (!run.ending) co_return;  // its flow can be read no longer
    json::object diagnosis{
        {"flow", run.flow}, {"title", run.title}, {"outcome", to_json(run.ending->outcome)}, {"run_id", id.text()}};
    co_await desk_.note(place->id, "diagnosis-" + id.text(), place->theirs ? run.ending->text : std::string{},
                        {{"diagnosis", std::move(diagnosis)}});
}

Task<std::optional<Outcomes::Place>> Outcomes::place_of(diagnosis::RunId run) {
    auto const row = co_await database_.run(sql::place_of_run, run);
    if (!row) co_return std::nullopt;
    auto told = co_await desk_.told_case(row->id);
    auto const key = row->email ? co_await desk_.words().key_of(row->id) : std::nullopt;
    auto const reached = key && !key->erased() ? std::optional{key->open(row->email)} : std::nullopt;
    bool const there = reached && (reached == row->account_email || reached == row->account_second_email);
    co_return Place{row->id, Correspondents::of_conversation(row->customer_id), row->theirs || there,
                    told ? std::move(told->fields) : std::vector<desk::CaseField>{}};
}

}  // namespace ombud::email
