// What is kept of customers and how it ends: classes of retention, legal holds, and the asking for exports and erasures; the jobs
// themselves are in export.cpp and erasure.cpp.
#pragma once
#include <functional>

#include "approvals/approvals.hpp"
#include "audit/audit.hpp"
#include "callers/callers.hpp"
#include "core/random.hpp"
#include "desk/desk.hpp"
#include "files/intake.hpp"
#include "privacy/clearing_queries.hpp"
#include "privacy/queries.hpp"

namespace ombud::privacy {

inline constexpr char shorter_act[] = "retention.shorter";
inline constexpr std::chrono::seconds people_have = std::chrono::days{7};
inline constexpr std::int64_t erasure_steps = 9;                                // the last is the statement
inline constexpr std::chrono::seconds tidying_life = std::chrono::minutes{30};  // of one table

RetentionClass class_of(sql::ClassRow const& row);

// What it builds on.
struct Ground {
    postgres::Database& database;
    desk::Desk& desk;
    safety::SecretGuard const& guard;
    audit::Log& audit;
    approvals::Approvals& approvals;
    files::Intake& files;
    Clock& clock;
    Random& random;
};

class Privacy {
public:
    explicit Privacy(Ground on);

    // What another module keeps of a customer it forgets in this way, as often as it is asked; how much there was.
    using Forgetting = std::function<Task<std::int64_t>(CustomerId)>;
    void forgets(std::string what, Forgetting how) { forgettings_.emplace_back(std::move(what), std::move(how)); }
    // What another module keeps of a conversation comes into its customer's export; null: nothing.
    using Telling = std::function<Task<json::value>(ConversationId)>;
    void tells(std::string what, Telling how) { tellings_.emplace_back(std::move(what), std::move(how)); }
    // Whoever may has the database let go of what was overwritten in a table, within `tidying_life`. Until somebody says
    // how, that is the database's own business.
    using Tidying = std::function<Task<void>(std::string table)>;
    // `at_last`: when that was done for all.
    void tidies(Tidying how, std::function<Task<void>()> at_last) {
        tidying_ = std::move(how);
        tidied_ = std::move(at_last);
    }

    Task<Overview> overview(Agent by);
    // A shorter time waits for two people: what it clears does not come back. Problem{invalid, "field.choice" or "field.range"},
    // {conflict, "retention.change_waiting" or "retention.changed"}.
    Task<RetentionClass> change_class(FreshAgent by, ChangeClass wanted);

    // All of the following: Problem{not_found, "conversation.unknown"}, {conflict, "customer.erased"}.
    Task<Kept> kept(Agent by, ConversationId of);
    // Problem{conflict, "hold.stands" or "erasure.under_way"}, {invalid, "hold.until", "until"}. What was asked before and
    // waits for its second person stops when that person agrees.
    Task<Hold> place_hold(FreshAgent by, ConversationId of, PlaceHold wanted);
    // Problem{not_found, "hold.unknown"}, {conflict, "hold.lifted"}.
    Task<void> lift_hold(FreshAgent by, HoldId id);
    // Problem{conflict, "export.under_way"}.
    Task<Job> ask_export(FreshAgent by, ConversationId of);
    // Problem{conflict, "hold.stands" or "erasure.under_way"}.
    Task<Job> ask_erasure(FreshAgent by, ConversationId of, AskErasure wanted);

    // The export as JSON, once, for whoever asked for it. Problem{not_found, "job.unknown"}, {forbidden, "export.own"},
    // {conflict, "export.gone"}.
    Task<std::string> fetch_export(FreshAgent by, JobId id);
    // Problem{not_found, "job.unknown"}.
    Task<Proof> proof(Agent by, JobId id);

    // Jobs; runs for ever. Any number of processes may.
    Task<void> work();
    // One job as far as it goes; whether there was one.
    Task<bool> work_once();
    // Clears what is over, each hour; runs for ever.
    Task<void> retain();
    Task<void> retain_once();

private:
    Task<sql::OwnerRow> owner_of(ConversationId id);
    Task<Hold> shown(sql::HoldRow row);
    static Job shown(sql::JobRow row);
    Task<Job> job(JobId id);
    Task<void> record(char const* act, StaffId who, std::optional<Uuid> subject, json::object details);

    Task<void> agreed(postgres::Transaction& transaction, approvals::Approved approved);
    Task<void> refused(postgres::Transaction& transaction, approvals::Approval approval);
    Task<void> shorten(postgres::Transaction& transaction, approvals::Approved approved);

    Task<std::int64_t> clear_class(std::string const& name, Timestamp before, Timestamp complaints_before);
    Task<std::int64_t> clear_files(std::vector<sql::FileRow> rows);
    Task<void> remove_stored(std::vector<sql::FileRow> const& rows);
    Task<std::int64_t> clear_files_over(Timestamp over);
    Task<std::int64_t> clear_conversations_over(Timestamp over, Timestamp complaints_over);

    Task<void> run_export(sql::JobRow job);
    Task<void> run_erasure(sql::JobRow job);
    Task<json::object> erase(std::int64_t step, sql::JobRow const& job);
    Task<json::object> close_conversations(sql::JobRow const& job);
    Task<json::object> clear_letters(sql::JobRow const& job);
    Task<json::object> clear_all_files(CustomerId customer);
    Task<json::object> clear_words(CustomerId customer);
    Task<json::object> forget_elsewhere(CustomerId customer);
    Task<void> prove(sql::JobRow const& job);
    Task<void> drop_file(sql::JobRow const& job);
    Task<std::vector<ConversationId>> conversations_of(CustomerId id);
    Task<void> tidy(JobId id);
    Task<void> keep_lease(JobId id);
    [[nodiscard]] Timestamp lease() const;

    Ground on_;
    std::vector<std::pair<std::string, Forgetting>> forgettings_;
    std::vector<std::pair<std::string, Telling>> tellings_;
    Tidying tidying_;
    std::function<Task<void>()> tidied_;
};

}  // namespace ombud::privacy
