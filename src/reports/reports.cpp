#include "reports/reports.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "core/cursor.hpp"
#include "core/limits.hpp"
#include "reports/course.hpp"
#include "reports/csv.hpp"
#include "reports/queries.hpp"
#include "text/languages.hpp"

namespace ombud::reports {

namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using Day = std::chrono::sys_days;

constexpr auto usual_span = days{28};
constexpr auto own_span = days{30};
constexpr auto here_lately = 60s;  // whoever has the desk open is noted more often than that
constexpr std::array<std::string_view, 5> groupings{"topic", "channel", "language", "queue", "agent"};

std::string text_of(Day day) {
    return to_rfc3339(Timestamp{day}).substr(0, 10);
}

// Both days are in it.
struct Span {
    Day from, to;
    [[nodiscard]] days length() const { return to - from + days{1}; }
    [[nodiscard]] Day before() const { return from - length(); }
};

Day day_of(std::string const& text, char const* field) {
    auto const at = text.size() == 10 ? from_rfc3339(text + "T00:00:00Z") : std::nullopt;
    if (!at || text < "2000-01-01" || text > "2999-12-31") throw Problem{ProblemKind::invalid, "field.range", field};
    return std::chrono::floor<days>(*at);
}

Span span_of(std::optional<std::string> const& from, std::optional<std::string> const& to, Timestamp now) {
    auto const last = to ? day_of(*to, "to") : std::chrono::floor<days>(now);
    Span const out{from ? day_of(*from, "from") : last - usual_span + days{1}, last};
    if (out.length() < days{1} || out.length() > days{limits::report_days})
        throw Problem{ProblemKind::invalid, "field.range", "from"};
    return out;
}

template <class Choices>
void require_choice(std::optional<std::string> const& value, Choices const& choices, char const* field) {
    if (value && std::ranges::find(choices, *value) == choices.end()) throw Problem{ProblemKind::invalid, "field.choice", field};
}

template <class Range>
void check(Range const& range) {
    require_choice(range.channel, desk::choices::channels, "channel");
    require_choice(range.language, text::languages, "language");
    if (range.topic && *range.topic != "none" && !desk::is_topic(*range.topic))
        throw Problem{ProblemKind::invalid, "field.choice", "topic"};
    for (auto const& [value, field] : {std::pair{&range.queue, "queue"}, std::pair{&range.agent, "agent"}})
        if (*value && **value != "none" && !Uuid::parse(**value)) throw Problem{ProblemKind::invalid, "field.choice", field};
}

std::optional<std::int64_t> seconds_of(std::optional<std::int64_t> step) {
    return step ? std::optional<std::int64_t>{reports::span_of(*step).count()} : std::nullopt;
}

void add(Figures& to, sql::SumRow const& row) {
    switch (row.kind) {
        case FactKind::opened:
            to.opened = row.count;
            break;
        case FactKind::first_answer:
            to.first_answers = row.count;
            to.first_answer_middle = seconds_of(row.middle);
            to.first_answer_most = seconds_of(row.most);
            break;
        case FactKind::answer:
            to.answers = row.count;
            to.answer_middle = seconds_of(row.middle);
            to.answer_most = seconds_of(row.most);
            break;
        case FactKind::resolved:
            to.resolved = row.count;
            to.resolution_middle = seconds_of(row.middle);
            to.resolution_most = seconds_of(row.most);
            break;
        case FactKind::reopened:
            to.reopened = row.count;
            break;
        case FactKind::rated:
            to.rated = row.count;
            if (row.count > 0) to.score = double(row.total) / double(row.count);
            break;
    }
}

bool did_nothing(Figures const& of) {
    return of.first_answers + of.answers + of.resolved + of.reopened + of.rated == 0;
}

// What one asks of the sums again and again.
struct Asked {
    postgres::Database& database;
    ReportRange const& range;

    [[nodiscard]] Task<std::vector<sql::SumRow>> sums(std::string by, Day from, Day to) const {
        return database.run(sql::sums, std::move(by), range.topic, range.channel, range.language, range.queue, range.agent,
                            text_of(from), text_of(to));
    }
    [[nodiscard]] Task<std::vector<sql::OpenRow>> open_before(std::string by, Day day) const {
        return database.run(sql::open_before, std::move(by), range.topic, range.channel, range.language, range.queue, range.agent,
                            text_of(day));
    }
    // Nobody's in particular: one who answers opens none and leaves none open.
    [[nodiscard]] bool of_agents() const { return range.agent.has_value(); }

    // What was open when the day began.
    [[nodiscard]] Task<std::int64_t> open_at(Day day) const {
        std::int64_t out = 0;
        if (!of_agents())
            for (auto const& row : co_await open_before("all", day)) out = row.count;
        co_return out;
    }
    // With how many ratings there were of each score.
    [[nodiscard]] Task<std::pair<Figures, std::vector<std::int64_t>>> all(Day from, Day to, std::int64_t open) const {
        std::pair<Figures, std::vector<std::int64_t>> out{{}, {0, 0, 0, 0, 0}};
        auto& [figures, scores] = out;
        for (auto const& row : co_await sums("all", from, to)) {
            add(figures, row);
            if (!row.scores) continue;
            for (auto const& [score, count] : row.scores->as_object())
                scores.at(std::stoul(std::string(score)) - 1) = count.to_number<std::int64_t>();
        }
        finish(figures, open);
        co_return out;
    }
    [[nodiscard]] Task<std::vector<DayFigures>> each_day(Span span, std::int64_t open) const {
        std::map<std::string, Figures> by_day;
        for (auto const& row : co_await sums("day", span.from, span.to)) add(by_day[row.key.value_or("")], row);
        std::vector<DayFigures> out;
        for (auto day = span.from; day <= span.to; day += days{1}) {
            auto& figures = out.emplace_back(text_of(day), by_day[text_of(day)]).figures;
            open += figures.opened.value_or(0) + figures.reopened - figures.resolved;
            finish(figures, open);
        }
        co_return out;
    }
    // `open` at its end.
    void finish(Figures& figures, std::int64_t open) const {
        if (of_agents()) {
            figures.opened.reset();
        } else {
            figures.opened = figures.opened.value_or(0);
            figures.backlog = open;
        }
    }
    [[nodiscard]] Task<std::vector<GroupFigures>> groups(std::string by, Span span) const {
        bool const people = by == "agent" || of_agents();
        std::map<std::optional<std::string>, Figures> found;
        for (auto const& row : co_await sums(by, span.from, span.to)) add(found[row.key], row);
        if (!people)
            for (auto const& row : co_await open_before(by, span.to + days{1}))
                if (row.count != 0 || found.contains(row.key)) found[row.key].backlog = row.count;
        std::map<std::string, sql::NameRow> names;
        if (by == "queue" || by == "agent")
            for (auto& row : co_await database.run(by == "queue" ? sql::queue_names : sql::agent_names)) names[row.key] = row;
        std::vector<GroupFigures> out;
        for (auto& [key, figures] : found) {
            if (people && !key && did_nothing(figures)) continue;  // what was opened is nobody's
            if (people)
                figures.opened.reset();
            else
                figures.opened = figures.opened.value_or(0), figures.backlog = figures.backlog.value_or(0);
            auto const name = key ? names.find(*key) : names.end();
            bool const named = name != names.end();
            out.push_back({.key = key,
                           .name_en = named ? std::optional{name->second.name_en} : std::nullopt,
                           .name_zh = named ? std::optional{name->second.name_zh} : std::nullopt,
                           .figures = figures});
        }
        std::ranges::sort(out, std::ranges::greater{}, [](auto const& each) {
            return std::tuple{each.figures.opened.value_or(0), each.figures.answers, each.key};
        });
        if (std::int64_t(out.size()) > limits::report_rows) out.resize(std::size_t(limits::report_rows));
        co_return out;
    }
};

GuidedFigures only_of(std::vector<GuidedFigures> rows) {
    return rows.empty() ? GuidedFigures{} : std::move(rows.front());
}

constexpr Timestamp end_of_time{Day{std::chrono::year{9999} / 1 / 1}};

}  // namespace

Task<Report> Reports::read(Agent, ReportRange range) {
    check(range);
    require_choice(range.by, groupings, "by");
    co_return co_await figures(std::move(range));
}

Task<OwnReport> Reports::own(Agent by) {
    auto const from = std::chrono::floor<days>(clock_.now()) - own_span + days{1};
    auto all = co_await figures({.from = text_of(from), .agent = by.id.text()});
    co_return OwnReport{.from = std::move(all.from),
                        .to = std::move(all.to),
                        .before_from = std::move(all.before_from),
                        .complete = all.complete,
                        .total = all.total,
                        .before = all.before,
                        .scores = std::move(all.scores),
                        .days = std::move(all.days)};
}

Task<Report> Reports::figures(ReportRange range) {
    auto const span = span_of(range.from, range.to, clock_.now());
    Asked const asked{database_, range};
    Report out{.from = text_of(span.from), .to = text_of(span.to), .before_from = text_of(span.before())};
    out.complete = (co_await database_.run(sql::progress)).complete;
    auto const open = co_await asked.open_at(span.from);
    out.days = co_await asked.each_day(span, open);
    std::tie(out.total, out.scores) = co_await asked.all(span.from, span.to, out.days.back().figures.backlog.value_or(0));
    out.before = (co_await asked.all(span.before(), span.from - days{1}, open)).first;
    if (range.by) out.rows = co_await asked.groups(*range.by, span);
    co_return out;
}

Task<void> Reports::record(char const* act, StaffId by, json::object details) {
    co_await audit_.record({.act = act,
                            .actor_kind = audit::ActorKind::staff,
                            .actor = by.uuid,
                            .subject = std::nullopt,
                            .details = std::move(details)});
}

Task<http::Response> Reports::csv(Agent by, ReportRange range) {
    bool const by_group = range.by.has_value();
    auto const report = co_await read(by, std::move(range));
    co_await record("report.taken", by.id, {{"from", report.from}, {"to", report.to}});
    co_return http::Response{
        .status = 200,
        .fields = {{"Content-Type", "text/csv; charset=utf-8"},
                   {"Content-Disposition", "attachment; filename=\"ombud-" + report.from + "-" + report.to + ".csv\""}},
        .body = csv_of(report, by_group)};
}

Task<FactPage> Reports::facts(Agent by, FactRange range) {
    check(range);
    auto const span = span_of(range.from, range.to, clock_.now());
    auto const end = Timestamp{span.to + days{1}};
    Timestamp from{span.from}, open_at{span.from};
    std::vector<FactKind> kinds;
    if (range.figure == "backlog") {
        kinds = {FactKind::opened, FactKind::reopened};
        from = Timestamp{Day{std::chrono::year{2000} / 1 / 1}};
        open_at = end;
    } else {
        kinds = {from_json<FactKind>(json::value(range.figure.value_or("")), "figure")};
    }
    auto const [at, id, seq] = range.cursor ? read_cursor<Timestamp, ConversationId, std::int64_t>(*range.cursor)
                                            : std::tuple{end_of_time, ConversationId{}, std::int64_t{0}};
    if (!range.cursor)
        co_await record("report.looked_behind", by.id,
                        {{"figure", range.figure.value_or("")}, {"from", text_of(span.from)}, {"to", text_of(span.to)}});
    FactPage out;
    for (auto const kind : kinds)  // each in the order of its index
        std::ranges::move(
            co_await database_.run(sql::facts, kind, range.topic, range.channel, range.language, range.queue, range.agent, from,
                                   end, open_at, range.score, at, id, seq, limits::report_conversations_page + 1),
            std::back_inserter(out.rows));
    std::ranges::sort(out.rows, std::ranges::greater{},
                      [](auto const& row) { return std::tuple{row.at, row.conversation_id, row.seq}; });
    if (std::int64_t(out.rows.size()) > limits::report_conversations_page) {
        out.rows.resize(std::size_t(limits::report_conversations_page));
        auto const& last = out.rows.back();
        out.next = cursor_of(last.at, last.conversation_id, last.seq);
    }
    co_return out;
}

Task<GuidedReport> Reports::guided(Agent, GuidedRange range) {
    require_choice(range.language, text::languages, "language");
    auto const span = span_of(range.from, range.to, clock_.now());
    auto const of = [&](char const* by, Day from, Day to) {
        return database_.run(sql::guided, std::string(by), range.language, text_of(from), text_of(to));
    };
    GuidedReport out{.from = text_of(span.from), .to = text_of(span.to), .before_from = text_of(span.before())};
    out.total = only_of(co_await of("all", span.from, span.to));
    out.before = only_of(co_await of("all", span.before(), span.from - days{1}));
    out.flows = co_await of("flow", span.from, span.to);
    std::map<std::string, GuidedFigures> by_day;
    for (auto& row : co_await of("day", span.from, span.to)) by_day[row.key] = row;
    for (auto day = span.from; day <= span.to; day += days{1}) {
        auto& each = out.days.emplace_back(by_day[text_of(day)]);
        each.key = text_of(day);
    }
    co_return out;
}

// One for all who look: it is made anew after a moment only.
Task<Wall> Reports::wall(Agent) {
    auto const now = clock_.now();
    if (wall_ && wall_->at <= now && now - wall_->at < limits::live_wall_each) co_return *wall_;
    co_await desk_.board().catch_up();
    Wall out{.at = now};
    std::map<std::optional<Uuid>, WallQueue> queues;
    std::vector<ConversationId> active;
    auto const sooner = [](std::optional<Timestamp>& kept, Timestamp at) { kept = kept ? std::min(*kept, at) : at; };
    for (auto const& [id, standing] : desk_.board().active()) {
        active.push_back(id);
        std::optional<Uuid> of;
        if (standing.queue_id) of = standing.queue_id->uuid;
        auto& queue = queues[of];
        ++out.open, ++queue.open;
        if (!standing.waiting_since) continue;
        ++out.waiting, ++queue.waiting;
        if (!standing.assignee_id) ++out.unassigned;
        sooner(out.waiting_since, *standing.waiting_since);
        sooner(queue.waiting_since, *standing.waiting_since);
    }
    auto const lately = co_await database_.run(sql::lately, now - 24h, now - here_lately, std::move(active));
    out.opened = lately.opened, out.answered = lately.answered, out.resolved = lately.resolved;
    out.agents = lately.agents, out.overdue = lately.overdue;
    for (auto const& name : co_await database_.run(sql::queue_names)) {
        auto const queue = queues.find(Uuid::parse(name.key));
        if (queue == queues.end()) continue;
        queue->second.id = queue->first;
        queue->second.name_en = name.name_en, queue->second.name_zh = name.name_zh;
        out.queues.push_back(queue->second);
    }
    if (auto const none = queues.find(std::nullopt); none != queues.end()) out.queues.push_back(none->second);
    wall_ = out;
    co_return out;
}

}  // namespace ombud::reports
