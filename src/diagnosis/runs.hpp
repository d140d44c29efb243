// Runs of flows: begun, answered, proved, acted in, gone back in, handed over; stored step by step.
#pragma once
#include <memory>
#include <set>
#include <variant>

#include "core/random.hpp"
#include "core/rate_limit.hpp"
#include "diagnosis/flows.hpp"
#include "diagnosis/proofs.hpp"
#include "diagnosis/registry.hpp"
#include "diagnosis/views.hpp"

namespace ombud::postgres {
class Database;
}
namespace ombud::audit {
class Log;
}

namespace ombud::diagnosis {

inline constexpr std::string_view run_prefix = "omr1_";
inline constexpr auto address_proof_life = std::chrono::minutes{30};

struct Looker;
class Walk;
struct StoredRun;

class Runs {
public:
    Runs(postgres::Database& database, Flows& flows, Registry const& registry, AddressProofs& proofs, audit::Log& audit,
         Clock& clock, Random& random);

    // All of these throw Problem{not_found, "run.unknown"} for a token that is none; those that move a run {conflict, "run.over"}
    // for one that is handed over or has expired, {conflict, "run.moved"} for a step that is not the current one,
    // {conflict, "run.too_long"} after limits::run_steps.

    // Problem{not_found, "flow.unknown"}, {invalid, "field.choice", "language" | "channel"}, {too_many, "rate.limited"}.
    Task<StartedRun> start(Viewer who, StartRun what);
    // Goes on by itself when what was to be proved is proved by now (somebody signed in and came back).
    Task<RunView> read(Viewer who, RunToken run);
    // The same answer twice is one. Problem{invalid, "answer.unknown", "answer"}, {invalid, "answer.empty" | "answer.too_long" |
    // "answer.email" | "answer.date" | "answer.lines", "text"}.
    Task<RunView> answer(Viewer who, AnswerRun what);
    // {conflict, "run.cannot_go_back"} where there is nothing that can be taken back.
    Task<RunView> back(Viewer who, BackInRun what);
    // What AddressProofs throws; {conflict, "proof.not_asked"}, {too_many, "proof.too_many"}.
    Task<RunView> prove_address(Viewer who, ProveAddress what);
    // What AddressProofs throws; {conflict, "proof.not_sent"}, {forbidden, "proof.no_account" | "proof.other_account"}.
    Task<RunView> prove_code(Viewer who, ProveCode what);
    // "I can't". {conflict, "proof.not_asked"}.
    Task<RunView> cannot_prove(Viewer who, RunToken run);
    // A yes without the proof that the act needs asks for it first; after it, the yes is given again. What `answer` throws for a
    // text; {conflict, "run.busy"} while the same act is under way.
    Task<RunView> act(Viewer who, ActInRun what);
    // Whether it helped; may be said again. {conflict, "run.not_ended"}.
    Task<RunView> solved(Viewer who, SolvedRun what);
    // On another channel, or in another language.
    Task<RunView> resume(Viewer who, ResumeRun what);

    // For a person to take over, at whatever step: the diagnosis is what this viewer may see; then the run is marked as being
    // part of a conversation. Both may be repeated; {conflict, "run.handed_over"} for another conversation.
    Task<RunView> whole(Viewer who, RunToken run) { return read(std::move(who), std::move(run)); }
    Task<RunView> hand_over(Viewer who, RunToken run, ConversationId to);

    // What every viewer may choose from.
    FlowList list(std::string_view language) const;

    // Staff ---------------------------------------------------------------------------------------------------------------
    // All that is known, in the wording for staff. Whoever calls has checked that the case lets this agent look.
    Task<RunView> read_as_staff(Agent by, RunId run, std::string language);
    // The same facts of the account, as far as the customer of the case has proved who they are.
    Task<RunView> start_for(Agent by, CustomerId account, Assurance proved, StartRun what,
                            std::optional<ConversationId> conversation);
    // In a run that staff began (the token is left empty); {forbidden, "run.of_customer"} in another. {forbidden,
    // "act.customer_only"} for a yes to an act.
    Task<RunView> answer_as_staff(Agent by, RunId run, AnswerRun what);
    Task<RunView> back_as_staff(Agent by, RunId run, BackInRun what);
    Task<RunView> act_as_staff(Agent by, RunId run, ActInRun what);

    // For the program itself, which writes outcomes into the conversations of letters: a run that began by one, ended and was
    // left so; how staff read it; and that it is written.
    Task<std::optional<RunId>> untold(Timestamp stood_since);
    Task<RunView> read_for_note(RunId run);
    Task<void> is_told(RunId run);

    // What links to articles say; a name without a title is no link.
    void names_articles(TitleOf how) { article_title_ = std::move(how); }

    // Marks what nobody went on with; runs for ever.
    Task<void> look_after();
    Task<void> expire_old();

private:
    // A run by its token, or that of staff by its id.
    using Key = std::variant<RunToken, RunId>;

    Task<std::unique_ptr<Walk>> fetch(Key key, Looker who);
    // Fetches, changes and stores; again when somebody else was first. Change: Task<void>(Walk&), run once or more.
    template <class Change>
    Task<RunView> move(Key key, Looker who, Change change);
    Task<bool> store(Walk& walk);
    [[nodiscard]] RunView shown(Walk const& walk, std::optional<std::string> language = std::nullopt) const;
    Task<std::unique_ptr<Walk>> begin(StartRun what, Looker who, StoredRun run, std::optional<std::string> token);

    Task<RunView> answer_in(Key key, Looker who, AnswerRun what);
    Task<RunView> back_in(Key key, Looker who, BackInRun what);
    Task<RunView> act_in(Key key, Looker who, ActInRun what);
    Task<bool> carry_out(Walk& walk, ActKind const& kind, std::optional<std::string> text);
    Task<void> record(std::string act, Walk const& walk, json::object details = {});

    postgres::Database& database_;
    Flows& flows_;
    Registry const& registry_;
    AddressProofs& proofs_;
    audit::Log& audit_;
    Clock& clock_;
    Random& random_;
    RateLimit starts_;
    TitleOf article_title_ = [](std::string const& name, std::string const&) { return name; };
    std::set<RunId> acting_;  // an act of these is under way here
};

}  // namespace ombud::diagnosis
