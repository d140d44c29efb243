// Answers, letters, reports, and keeping the list in memory up to date; proposals and codes have files of their own.
#include "official/official.hpp"

#include "audit/audit.hpp"
#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/offload.hpp"
#include "core/problem.hpp"
#include "official/queries.hpp"
#include "official/things.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"
#include "safety/typed.hpp"
#include "text/languages.hpp"
#include "text/names.hpp"

namespace ombud::official {

namespace {

using namespace std::chrono_literals;

constexpr auto looked_at_every = 500ms;
constexpr std::size_t things_read = 10, codes_read = 3, lookalikes_held = 4'096;
constexpr std::int64_t lookalikes_kept = 20'000, lookalikes_listed = 200, reports_listed = 200;
// Each letter may keep a thread busy for a while; a report may open a case.
constexpr std::uint32_t letters_at_once = 10, reports_at_once = 10;
constexpr auto one_letter_each = 30s, one_report_each = 60s;
constexpr std::size_t report_letters = 2'000;

std::string trimmed(std::string text) {
    auto const blank = " \t\r\n";
    auto const last = text.find_last_not_of(blank);
    text.erase(last == std::string::npos ? 0 : last + 1);
    text.erase(0, std::min(text.size(), text.find_first_not_of(blank)));
    return text;
}

// Our own codes are taken out first: they look like codes that nobody should pass on.
std::string without_codes(std::string text, std::vector<ReadCode> const& codes) {
    for (auto const& code : codes)
        if (code.certain) text.replace(code.begin, code.end - code.begin, code.end - code.begin, ' ');
    return text;
}

std::string typed_part(std::optional<std::string> const& typed, char const* field) {
    auto text = trimmed(safety::typed_text(typed.value_or("")));
    if (text::count_code_points(text) > report_letters) throw Problem{ProblemKind::invalid, "text.too_long", field};
    return text;
}

Report report_of(sql::ReportRow row) {
    return {.id = row.id,
            .what = std::move(row.what),
            .where = std::move(row.place),
            .text = std::move(row.text),
            .language = std::move(row.language),
            .verdict = row.verdict,
            .imitates = std::move(row.imitates),
            .customer = row.customer_id,
            .conversation = row.conversation_id,
            .state = row.state,
            .at = row.at,
            .decided_at = row.decided_at,
            .decided_by = std::move(row.decided_by)};
}

}  // namespace

Official::Official(postgres::Database& database, audit::Log& audit, approvals::Approvals& approvals, Clock& clock, Random& random)
    : database_(database),
      audit_(audit),
      approvals_(approvals),
      clock_(clock),
      random_(random),
      checks_(clock, limits::checks_at_once, limits::one_check_each),
      letters_(clock, letters_at_once, one_letter_each),
      reports_(clock, reports_at_once, one_report_each),
      snapshot_(std::make_shared<Snapshot const>(std::vector<Channel>{})),
      readers_(1) {
    approvals_.carries_out("official.change", std::bind_front(&Official::carry_out, this));
    approvals_.when_refused("official.change", std::bind_front(&Official::refused, this));
}

Official::~Official() {
    readers_.join();
}

// The list in memory -----------------------------------------------------------------------------------------------------------

void Official::stands_at(std::string_view origin) {
    auto const link = safety::read_link(origin);
    if (!link) return;
    own_site_ = Channel{.id = ChannelId::make(clock_, random_),
                        .kind = Kind::site,
                        .network = {},
                        .value = link->host.ascii,
                        .with_below = false,
                        .label = {},
                        .note_zh = {},
                        .note_en = {},
                        .language = {},
                        .region = {},
                        .since = clock_.now(),
                        .ended_at = {}};
}

Task<void> Official::load() {
    auto const revision = co_await database_.run(sql::revision);  // first: what changes in between is read again
    auto channels = co_await database_.run(sql::channels);
    if (revision < revision_) co_return;  // of two at once the older one may end last
    revision_ = revision;
    bool const listed = own_site_ && std::ranges::any_of(channels, [&](Channel const& each) {
                            return each.kind == Kind::site && each.value == own_site_->value;
                        });
    if (own_site_ && !listed) channels.push_back(*own_site_);
    snapshot_ = std::make_shared<Snapshot const>(std::move(channels));
}

Task<void> Official::catch_up() {
    co_await write_down();
    if (co_await database_.run(sql::revision) != revision_) co_await load();
}

Task<void> Official::follow() {
    return postgres::keep_doing(clock_, "official", looked_at_every, [this] { return catch_up(); });
}

// Is it us? --------------------------------------------------------------------------------------------------------------------

Task<Answer> Official::check(Anyone by, Question question) {
    checks_.require(network_of(by.peer));
    if (question.text.size() > limits::checked_text_bytes) throw Problem{ProblemKind::invalid, "text.too_long", "text"};
    auto const typed = trimmed(text::clean_lines(question.text));
    if (typed.empty()) throw Problem{ProblemKind::invalid, "text.empty", "text"};
    auto const codes = codes_in(typed, codes_read);
    auto rest = without_codes(typed, codes);
    bool const secret_seen = safety::holds_secret(rest);
    if (secret_seen) rest = safety::typed_text(rest);

    std::vector<Finding> findings;
    bool whole_is_code = false;
    for (auto const& code : codes) {
        auto found = co_await judge_code(code.kind, code.code);
        if (!found) continue;
        bool const known = found->verdict == Verdict::official;
        if (!code.certain && !known) continue;  // a name that could be read as a code
        whole_is_code = whole_is_code || !code.certain;
        findings.push_back(std::move(*found));
    }
    auto const list = snapshot_;
    auto const things =
        whole_is_code || trimmed(rest).empty() ? std::vector<Thing>{} : things_in(rest, question.network, things_read);
    for (auto const& thing : things) {
        if (thing.asked == Asked::name && !findings.empty()) continue;  // words around a code
        findings.push_back(list->judge(thing));
        count(findings.back());
    }
    co_return answer_of(std::move(findings), secret_seen);
}

Task<ChannelList> Official::list(Anyone) {
    ChannelList out;
    for (auto const& channel : snapshot_->channels())
        if (channel.kind != Kind::brand) out.channels.push_back(channel);
    co_return out;
}

Task<LetterAnswer> Official::check_letter(Anyone by, std::string raw) {
    letters_.require(network_of(by.peer));
    if (raw.size() > limits::checked_letter_bytes) throw Problem{ProblemKind::too_large, "letter.too_large"};
    auto const list = snapshot_;
    auto work = [&raw, &list] { return read_letter(raw, *list); };
    auto reading = co_await offload(readers_, std::move(work));
    if (!reading) throw Problem{ProblemKind::invalid, "letter.unreadable"};
    std::vector<std::optional<CodeOfLetter>> codes;
    for (auto const& code : reading->codes) codes.push_back(co_await code_of_letter(code, reading->to));
    co_return conclude(std::move(*reading), codes);
}

// Look-alikes that strangers asked about ---------------------------------------------------------------------------------------

void Official::count(Finding const& finding) {
    bool const public_thing = finding.asked == Asked::site || finding.asked == Asked::email || finding.asked == Asked::handle ||
                              finding.asked == Asked::app;
    if (finding.verdict != Verdict::look_alike || !public_thing) return;
    auto value = finding.network ? *finding.network + ":" + finding.read_as : finding.read_as;
    if (finding.asked == Asked::email) {
        // The name in front of an imitated domain may be the asker's business; a name that imitates us is not.
        auto const domain = value.substr(value.rfind('@') + 1);
        if (snapshot_->lookalikes().site(domain).likeness == safety::Likeness::look_alike) value = domain;
    }
    auto const now = clock_.now();
    auto const key = std::pair{finding.asked, std::move(value)};
    auto const at = seen_.find(key);
    if (at != seen_.end()) {
        ++at->second.times;
        at->second.last_at = now;
    } else if (seen_.size() < lookalikes_held) {
        seen_.emplace(
            key,
            Seen{.imitates = finding.imitates.value_or(""), .why = finding.why, .times = 1, .first_at = now, .last_at = now});
    }
}

Task<void> Official::write_down() {
    if (seen_.empty()) co_return;
    auto const taken = std::exchange(seen_, {});
    json::array rows;
    for (auto const& [key, seen] : taken)
        rows.push_back(
            to_json(SeenLookalike{key.first, key.second, seen.imitates, seen.why, seen.times, seen.first_at, seen.last_at}));
    std::exception_ptr error;
    try {
        co_await database_.run(sql::note_lookalikes, json::value(std::move(rows)));
        co_await database_.run(sql::forget_lookalikes, lookalikes_kept);
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) co_return;
    for (auto const& [key, seen] : taken)
        if (auto const [at, fresh] = seen_.emplace(key, seen); !fresh) {
            at->second.times += seen.times;
            at->second.first_at = seen.first_at;
        }
    std::rethrow_exception(error);
}

Task<SeenLookalikes> Official::lookalikes(Agent) {
    SeenLookalikes out;
    for (auto& row : co_await database_.run(sql::lookalikes, lookalikes_listed))
        out.lookalikes.push_back({.asked = row.asked,
                                  .value = std::move(row.value),
                                  .imitates = std::move(row.imitates),
                                  .why = from_json<std::vector<safety::Trick>>(row.why),
                                  .times = row.times,
                                  .first_at = row.first_at,
                                  .last_at = row.last_at});
    co_return out;
}

// Reports ----------------------------------------------------------------------------------------------------------------------

Task<Reported> Official::report(Guest by, NewReport typed) {
    auto const network = network_of(by.viewer.peer);
    reports_.require(network);
    Report report{.id = ReportId::make(clock_, random_),
                  .what = typed_part(typed.what, "what"),
                  .where = typed_part(typed.where, "where"),
                  .text = typed_part(typed.text, "text"),
                  .language = typed.language && text::is_language(*typed.language) ? typed.language : std::nullopt,
                  .customer = by.customer.id,
                  .state = ReportState::waiting,
                  .at = clock_.now()};
    if (report.what.empty()) throw Problem{ProblemKind::invalid, "what.empty", "what"};
    std::vector<Finding> findings;
    for (auto const& thing : things_in(report.what.substr(0, limits::checked_text_bytes), std::nullopt, things_read)) {
        findings.push_back(snapshot_->judge(thing));
        count(findings.back());
    }
    auto const answer = answer_of(std::move(findings), false);
    report.verdict = answer.verdict;
    if (!answer.findings.empty()) report.imitates = answer.findings.front().imitates;
    co_await database_.run(sql::add_report, report.id, report.what, report.where, report.text, report.language, report.verdict,
                           report.imitates, report.customer, report.at);
    co_await audit_.record_noise({.act = "official.impostor_reported",
                                  .actor_kind = audit::ActorKind::customer,
                                  .actor = by.customer.id.uuid,
                                  .subject = report.id.uuid,
                                  .details = {{"network", network}}},
                                 network);
    Reported out{report.id, std::nullopt};
    if (!open_conversation_) co_return out;
    try {
        out.conversation = co_await open_conversation_(by, report);
        co_await database_.run(sql::report_opened, report.id, out.conversation->id);
    } catch (std::exception const& error) {
        log::error("official.report_unopened", {{"report", report.id.text()}, {"what", error.what()}});
    }
    co_return out;
}

Task<ReportList> Official::reports(Agent) {
    ReportList out;
    for (auto& row : co_await database_.run(sql::reports, reports_listed)) out.reports.push_back(report_of(std::move(row)));
    co_return out;
}

Task<Report> Official::decide_report(Agent by, ReportId id, ReportDecision decision) {
    if (decision.state == ReportState::waiting) throw Problem{ProblemKind::invalid, "field.choice", "state"};
    auto const decided = co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<bool> {
        auto const row = co_await transaction.run(sql::decide_report, id, decision.state, clock_.now(), by.name);
        if (!row) co_return false;
        auto const* const state = boost::describe::enum_to_string(decision.state, "");
        co_await audit_.record(transaction, {.act = "official.report_decided",
                                             .actor_kind = audit::ActorKind::staff,
                                             .actor = by.id.uuid,
                                             .subject = id.uuid,
                                             .details = {{"state", state}}});
        co_return true;
    });
    auto row = co_await database_.run(sql::find_report, id);
    if (!row) throw Problem{ProblemKind::not_found, "report.unknown"};
    if (!decided) throw Problem{ProblemKind::conflict, "report.decided"};
    co_return report_of(std::move(*row));
}

}  // namespace ombud::official
