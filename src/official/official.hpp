// What is officially ours: the list that two people change, the answer to "is it us?", codes that prove a sender, and reports.
#pragma once
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "approvals/approvals.hpp"
#include "callers/callers.hpp"
#include "core/random.hpp"
#include "core/rate_limit.hpp"
#include "core/task.hpp"
#include "core/time.hpp"
#include "official/letter_check.hpp"
#include "official/model.hpp"
#include "official/own_codes.hpp"
#include "official/snapshot.hpp"

namespace ombud::postgres {
class Database;
class Transaction;
}  // namespace ombud::postgres
namespace ombud::audit {
class Log;
}

namespace ombud::official {

class Official {
public:
    // Opens a conversation from a report, after it was stored; whatever it throws leaves the report as it is.
    using OpenConversation = std::function<Task<Opened>(Guest, Report)>;

    Official(postgres::Database& database, audit::Log& audit, approvals::Approvals& approvals, Clock& clock, Random& random);
    ~Official();

    // The site that this program is reached at is ours by construction, listed or not. Before `load`.
    void stands_at(std::string_view origin);

    // Reads the list at once, then twice a second what other processes changed, and writes down which look-alikes were asked
    // about; runs for ever. Before `load` nothing is official.
    Task<void> follow();
    Task<void> load();
    // One round of following.
    Task<void> catch_up();

    // Is it us? From memory, but for codes. Problem{too_many, "rate.limited"}, {invalid, "text.empty" | "text.too_long", "text"}.
    Task<Answer> check(Anyone by, Question question);
    // A letter as a file (EML). Nothing of it is kept. {too_large, "letter.too_large"}, {invalid, "letter.unreadable"}.
    Task<LetterAnswer> check_letter(Anyone by, std::string raw);
    // What holds now, for the page that lists it.
    Task<ChannelList> list(Anyone by);
    // The same without a limit: for pages, letters and facts that are made here.
    [[nodiscard]] std::shared_ptr<Snapshot const> snapshot() const { return snapshot_; }

    // {invalid, "what.empty"} and the rate limit of reports.
    Task<Reported> report(Guest by, NewReport report);
    void opens_conversations(OpenConversation how) { open_conversation_ = std::move(how); }

    // Staff ----------------------------------------------------------------------------------------------------------------
    Task<ChannelBook> book(Agent by);
    // The proposer's consent counts as the first of two. {invalid, "channel.…", field}, {conflict, "channel.listed" |
    // "channel.change_waiting" | "channel.ended"}, {not_found, "channel.unknown"}, {conflict, "channel.too_many"}; as approvals
    // for the reason.
    Task<Change> propose(FreshAgent by, Proposal proposal);
    Task<ReportList> reports(Agent by);
    // {not_found, "report.unknown"}, {conflict, "report.decided"}.
    Task<Report> decide_report(Agent by, ReportId id, ReportDecision decision);
    Task<SeenLookalikes> lookalikes(Agent by);
    // One's own code; made at the first asking.
    Task<OwnCode> own_code(Agent by);

    // For the house ----------------------------------------------------------------------------------------------------------
    // "VK7F-3Q9D-M2XA", the same again for the same conversation and agent, or the same letter.
    Task<std::string> code_for(Sent what);
    Task<std::string> code_for(postgres::Transaction& transaction, Sent what);
    // What is official from the first start on, or in a demo, without two people; what is listed already stays as it is.
    Task<void> establish(std::vector<NewChannel> channels);

private:
    struct Seen {
        std::string imitates;
        std::vector<safety::Trick> why;
        std::int64_t times = 0;
        Timestamp first_at, last_at;
    };

    template <class Where>
    Task<std::string> code_in(Where& where, Sent what);
    Task<std::optional<Finding>> judge_code(CodeKind kind, std::string code);
    Task<std::optional<CodeOfLetter>> code_of_letter(std::string code, std::vector<std::string> const& to);
    Task<void> carry_out(postgres::Transaction& transaction, approvals::Approved approved);
    Task<std::optional<ChannelId>> change_list(postgres::Transaction& transaction, Change const& change);
    Task<void> refused(postgres::Transaction& transaction, approvals::Approval approval);
    Task<NewChannel> required_addition(NewChannel typed);
    Task<Channel> required_end(ChannelId id);
    void count(Finding const& finding);
    Task<void> write_down();

    postgres::Database& database_;
    audit::Log& audit_;
    approvals::Approvals& approvals_;
    Clock& clock_;
    Random& random_;
    RateLimit checks_, letters_, reports_;
    std::shared_ptr<Snapshot const> snapshot_;
    std::optional<Channel> own_site_;
    std::int64_t revision_ = -1;
    std::map<std::pair<Asked, std::string>, Seen> seen_;  // since they were last written down
    OpenConversation open_conversation_;
    asio::thread_pool readers_;  // of letters: a large one takes a while
};

}  // namespace ombud::official
