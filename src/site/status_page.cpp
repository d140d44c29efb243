#include "site/status_page.hpp"

#include "core/problem.hpp"
#include "site/feed.hpp"
#include "site/help_pages.hpp"

namespace ombud::site {

namespace {

using Value = json::value;

template <class E>
std::string name_of(E value) {
    return boost::describe::enum_to_string(value, "");
}

char const* level_of(status::State state) {
    switch (state) {
        case status::State::working:
        case status::State::planned:
            return "good";
        case status::State::degraded:
        case status::State::maintenance:
            return "wait";
        case status::State::down:
            break;
    }
    return "danger";
}

json::object state_of(Words const& words, status::State state) {
    return {{"level", level_of(state)}, {"state", words.text("codes.service." + name_of(state))}};
}

std::string const& text_in(Words const& words, status::Text const& text) {
    return words.language() == "en" ? text.en : text.zh;
}

// The words of a notice as a title and the rest.
std::pair<std::string, std::string> parted(std::string const& text) {
    auto const end = text.find('\n');
    if (end == std::string::npos) return {text, ""};
    return {text.substr(0, end), text.substr(text.find_first_not_of("\r\n", end))};
}

}  // namespace

json::object StatusPage::notice_of(Words const& words, status::Notice const& notice, std::string_view state) const {
    auto const [title, rest] = parted(text_in(words, notice.text));
    json::array affects;
    auto const scope =
        (notice.asset ? " " + *notice.asset : std::string{}) + (notice.network ? " " + *notice.network : std::string{});
    for (auto const component : notice.components)
        affects.push_back({{"name", words.text("codes.component." + name_of(component)) + (scope.empty() ? "" : " ·" + scope)}});
    auto const ends = notice.ended_at ? notice.ended_at : notice.ends_at;
    return {{"id", notice.id.text()},
            {"level", state == "over" ? "plain" : level_of(notice.state)},
            {"title", title},
            {"text", rest.empty() ? Value(false) : Value(rest)},
            {"state", words.text("codes.notice_state." + std::string(state))},
            {"affects", std::move(affects)},
            {"from", frame_.moment(words, notice.starts_at, state != "over")},
            {"until", ends ? Value(frame_.moment(words, *ends, state != "over")) : Value(false)}};
}

Task<http::Response> StatusPage::page(Viewer by, http::PathText language, http::Request* request) {
    Looker const looker{language.value, by, *request};
    auto const overview = status_.overview();
    auto const state = state_at(overview);
    co_return answer_with(*request, *kept_.get(looker.key_of("status"), state, [&] { return make(looker, overview); }));
}

std::string StatusPage::state_at(status::Overview const& overview) const {
    // It says when it was made, to the minute; what begins or ends by its own time may do so within one.
    auto const minute = std::chrono::floor<std::chrono::minutes>(overview.at).time_since_epoch().count();
    return fmt::format("{} {} {} {} {}", status_.revision(), minute, overview.current.size(), overview.planned.size(),
                       overview.past.size());
}

std::string StatusPage::make(Looker const& looker, status::Overview const& overview) const {
    auto const& words = Words::of(looker.language);
    json::array components, networks, now, planned, past;
    for (auto const& each : overview.components) {
        auto row = state_of(words, each.state);
        auto const notice = status_.of(each.component).notice;
        row["label"] = words.text("codes.component." + name_of(each.component));
        row["note"] = notice ? Value(parted(text_in(words, notice->text)).first) : Value(false);
        row["until"] = notice && notice->ends_at ? Value(frame_.moment(words, *notice->ends_at, true)) : Value(false);
        components.push_back(std::move(row));
    }
    for (auto const& each : overview.networks) {
        auto const worse = status_.of(each.asset, each.network);
        auto const notice = worse ? worse->notice : std::nullopt;
        networks.push_back(
            {{"network", each.network},
             {"asset", each.asset},
             {"deposits", state_of(words, each.deposits)},
             {"withdrawals", state_of(words, each.withdrawals)},
             {"note", notice ? Value(parted(text_in(words, notice->text)).first) : Value(false)},
             {"until", notice && notice->ends_at ? Value(frame_.moment(words, *notice->ends_at, true)) : Value(false)}});
    }
    for (auto const& each : overview.current) now.push_back(notice_of(words, each, "under_way"));
    for (auto const& each : overview.planned) planned.push_back(notice_of(words, each, "planned"));
    for (auto const& each : overview.past) past.push_back(notice_of(words, each, "over"));
    auto const feed = "/" + looker.language + "/status.xml";
    PageHead head{
        .name = "status", .title = words.text("status.title"), .description = words.text("status.description"), .path = "status"};
    head.feeds.push_back({{"href", feed}, {"title", words.text("status.title")}});
    return frame_.render("status", looker, std::move(head),
                         {{"overall", overall_of(words, overview)},
                          {"checked", frame_.moment(words, overview.at, false)},
                          {"components", std::move(components)},
                          {"networks", std::move(networks)},
                          {"now", std::move(now)},
                          {"planned", std::move(planned)},
                          {"past", std::move(past)},
                          {"feed", {{"href", feed}, {"label", words.text("status.feed")}}}});
}

Task<http::Response> StatusPage::feed(Anyone, http::PathText language, http::Request* request) {
    if (std::ranges::find(page_languages, language.value) == std::end(page_languages))
        throw Problem{ProblemKind::not_found, "path.unknown"};
    auto const overview = status_.overview();
    auto const made =
        kept_.get("feed " + language.value, state_at(overview), [&] { return make_feed(language.value, overview); });
    co_return answer_with(*request, *made, atom_type);
}

std::string StatusPage::make_feed(std::string const& language, status::Overview const& overview) const {
    auto const& words = Words::of(language);
    std::vector<status::Notice> all = overview.current;
    all.insert(all.end(), overview.planned.begin(), overview.planned.end());
    all.insert(all.end(), overview.past.begin(), overview.past.end());
    std::ranges::stable_sort(all, std::ranges::greater{}, &status::Notice::changed_at);
    std::vector<FeedEntry> entries;
    for (auto const& notice : all) {
        auto const [title, rest] = parted(text_in(words, notice.text));
        entries.push_back({.id = "urn:uuid:" + notice.id.text(),
                           .title = title,
                           .summary = rest.empty() ? title : rest,
                           .path = "/" + language + "/status#" + notice.id.text(),
                           .at = notice.changed_at});
    }
    return atom(frame_.settings(), words,
                {words.text("status.title"), "/" + language + "/status.xml", "/" + language + "/status"}, entries);
}

}  // namespace ombud::site
