#include "site/verify_pages.hpp"

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "safety/hosts.hpp"
#include "site/fields.hpp"

namespace ombud::site {

namespace {

using Value = json::value;
using official::Asked;
using official::Verdict;

template <class E>
std::string name_of(E value) {
    return boost::describe::enum_to_string(value, "");
}

Value absent_or(std::optional<std::string> const& text) {
    return text && !text->empty() ? Value(*text) : Value(false);
}

// The site that the reader looks at, by whatever scheme and port.
bool is_own(official::Channel const& channel, std::string_view origin) {
    auto const link = safety::read_link(origin);
    return channel.kind == official::Kind::site && link && link->host.ascii == channel.value;
}

// Where an official thing is reached, when that is an address.
Value address_of(official::Channel const& channel, std::string const& origin) {
    if (is_own(channel, origin)) return Value(origin + "/");
    if (channel.kind == official::Kind::site) return Value("https://" + channel.value + "/");
    if (channel.kind == official::Kind::email_address) return Value("mailto:" + channel.value);
    if (channel.kind == official::Kind::phone) return Value("tel:" + channel.value);
    return false;
}

std::string shown_value(official::Channel const& channel) {
    if (channel.kind == official::Kind::handle) return "@" + channel.value;
    if (channel.kind == official::Kind::email_domain) return "…@" + channel.value;
    return channel.value;
}

// Of codes.channel_kind.
char const* group_of(official::Kind kind) {
    switch (kind) {
        case official::Kind::site:
            return "site";
        case official::Kind::email_address:
        case official::Kind::email_domain:
            return "email";
        case official::Kind::handle:
            return "handle";
        case official::Kind::phone:
            return "phone";
        default:
            return "app";
    }
}

std::string network_name(Words const& words, std::string const& name) {
    auto const* text = words.find("codes.network." + name);
    return text ? *text : name;
}

Value own_note(Words const& words, official::Channel const& channel) {
    return absent_or(words.language() == "en" ? channel.note_en : channel.note_zh);
}

// The list's name for it is in one language: where a note is in the reader's, the note names it.
Value label_of(Words const& words, official::Channel const& channel) {
    if (!own_note(words, channel).is_string()) return absent_or(channel.label);
    return channel.network ? Value(network_name(words, name_of(*channel.network))) : Value(false);
}

Value note_of(Words const& words, official::Channel const& channel) {
    auto note = own_note(words, channel);
    if (note.is_string() || !channel.network) return note;
    return Value(network_name(words, name_of(*channel.network)));
}

// Of codes.verdict and codes.verdict_text.
std::string verdict_name(official::Answer const& answer, official::Finding const* finding) {
    if (answer.secret_seen) return "secret";
    if (finding && finding->asked == Asked::message_code)
        return finding->verdict == Verdict::official ? "message" : "code_unknown";
    if (finding && finding->asked == Asked::chain_address) return "chain_address";
    if (finding && finding->asked == Asked::agent_code) return finding->verdict == Verdict::official ? "agent" : "agent_unknown";
    return name_of(answer.verdict);
}

char const* level_of(std::string_view verdict) {
    if (verdict == "official" || verdict == "message" || verdict == "agent") return "good";
    if (verdict == "look_alike" || verdict == "secret" || verdict == "agent_unknown" || verdict == "code_unknown")
        return "danger";
    return "wait";
}

std::vector<std::string> acts_of(std::string_view verdict) {
    if (verdict == "look_alike") return {"do_not_open", "changed_password", "freeze", "sent_money", "report"};
    if (verdict == "secret") return {"move_funds", "change_secret", "ask"};
    if (verdict == "official") return {"compare"};
    if (verdict == "message") return {"compare_message", "ask"};
    if (verdict == "agent") return {"compare_agent", "ask"};
    if (verdict == "agent_unknown" || verdict == "code_unknown") return {"report", "ask"};
    return {"ask"};
}

json::array texts_of(Words const& words, std::string const& place, std::vector<std::string> const& codes) {
    json::array out;
    for (auto const& code : codes)
        if (auto const* text = words.find(place + "." + code)) out.push_back({{"text", *text}});
    return out;
}

char const* level_of(official::LetterSign sign) {
    using enum official::LetterSign;
    switch (sign) {
        case from_look_alike:
        case display_name_claims_us:
        case link_look_alike:
        case link_text_differs:
        case code_copied:
        case code_wrong:
        case code_of_another_letter:
            return "danger";
        case from_official:
        case authentication_passed:
        case code_right:
            return "good";
        default:
            return "wait";
    }
}

}  // namespace

Task<http::Response> VerifyPages::front(Anyone, http::Request* request) {
    co_return moved_to("/" + std::string(preferred_language(*request)) + "/verify", 302);
}

Task<http::Response> VerifyPages::page(Viewer by, http::PathText language, http::Request* request) {
    Looker const looker{language.value, by, *request};
    auto asked = request->parameter("text").value_or("");  // a link of ours may bring the code
    if (asked.size() > limits::checked_text_bytes) asked.clear();
    co_return co_await show(looker, {.asked = std::move(asked)}, *request);
}

Task<http::Response> VerifyPages::check(Viewer by, http::PathText language, CheckForm form, http::Request* request) {
    Looker const looker{language.value, by, *request};
    Shown shown;
    try {
        auto const answer = co_await official_.check(Anyone{by.peer}, {.text = form.text, .network = {}});
        shown.verdict = verdict_of(Words::of(looker.language), answer);
        if (!answer.secret_seen) shown.asked = form.text;
        shown.report_open = answer.verdict == Verdict::look_alike;
        if (shown.report_open && !answer.findings.empty()) shown.report.what = answer.findings.front().read_as;
    } catch (Problem const& problem) {
        if (problem.kind != ProblemKind::invalid) throw;
        shown.problem = problem.code == "text.too_long" ? "text_too_long" : "field_missing";
    }
    co_return co_await show(looker, std::move(shown), *request);
}

Task<http::Response> VerifyPages::check_letter(Viewer by, http::PathText language, http::Request* request) {
    Looker const looker{language.value, by, *request};
    auto const& words = Words::of(looker.language);
    auto form = http::read_form_with_files(*request);
    Shown shown;
    if (form.files.empty()) {
        shown.letter_error = problem_text(words, "field_missing");
    } else {
        try {
            auto const answer = co_await official_.check_letter(Anyone{by.peer}, std::move(form.files.front().bytes));
            shown.letter = letter_of(words, answer);
        } catch (Problem const& problem) {
            if (problem.code != "letter.too_large" && problem.code != "letter.unreadable") throw;
            shown.letter_error = problem_text(words, problem.code == "letter.too_large" ? "letter_size" : "letter_kind");
        }
    }
    co_return co_await show(looker, std::move(shown), *request);
}

Task<http::Response> VerifyPages::report(Guest by, http::PathText language, ReportForm form, http::Request* request) {
    Looker const looker{language.value, by.viewer, *request};
    auto const& words = Words::of(looker.language);
    Shown shown{.report = form, .report_open = true};
    try {
        auto const reported = co_await official_.report(
            by, {.what = form.what, .where = form.where, .text = form.text, .language = looker.language});
        shown.reported = reported.conversation ? reported.conversation->reference : reported.id.text().substr(0, 8);
        shown.report = {};
    } catch (Problem const& problem) {
        if (problem.kind != ProblemKind::invalid) throw;
        shown.report_errors.push_back({{"id", "field-what"}, {"text", problem_text(words, "field_missing")}});
    }
    co_return co_await show(looker, std::move(shown), *request);
}

json::object VerifyPages::verdict_of(Words const& words, official::Answer const& answer) const {
    auto const* finding = answer.findings.empty() || answer.secret_seen ? nullptr : &answer.findings.front();
    auto const name = verdict_name(answer, finding);
    Value entry = false, agent = false, message = false;
    if (finding && finding->entry && name == "official")
        entry = {{"kind", words.text("codes.channel_kind." + std::string(group_of(finding->entry->kind)))},
                 {"label", label_of(words, *finding->entry)},
                 {"value", shown_value(*finding->entry)},
                 {"href", address_of(*finding->entry, frame_.settings().origin)},
                 {"note", note_of(words, *finding->entry)},
                 {"since", is_own(*finding->entry, frame_.settings().origin)
                               ? Value(false)
                               : Value(words.fill("official_since", {{"date", words.date(finding->entry->since)}}))}};
    if (finding && finding->agent) agent = {{"name", finding->agent->name}, {"since", Frame::day(words, finding->agent->since)}};
    if (finding && finding->sender)
        message = {{"by", finding->sender->agent.value_or(frame_.settings().name)},
                   {"channel", network_name(words, name_of(finding->sender->channel))},
                   {"at", frame_.moment(words, finding->sender->at, true)}};
    std::vector<std::string> why;
    if (finding)
        for (auto const trick : finding->why) why.push_back(name_of(trick));
    bool const bad = std::string_view(level_of(name)) == "danger" && name != "secret";
    return {{"level", level_of(name)},
            {"title", words.text("codes.verdict." + name)},
            {"asked", finding ? Value(finding->looks.value_or(finding->read_as)) : Value(false)},
            {"text", words.text("codes.verdict_text." + name)},
            {"entry", std::move(entry)},
            {"imitates", finding ? absent_or(finding->imitates) : Value(false)},
            {"reasons", texts_of(words, "codes.look_alike", why)},
            {"agent", std::move(agent)},
            {"message", std::move(message)},
            {"act", texts_of(words, "codes.what_to_do", acts_of(name))},
            {"offer_report", bad},
            {"stolen", name == "look_alike" ? Value{{"href", "/" + words.language() + "/answers/stolen"},
                                                    {"label", words.text("codes.topic.theft")}}
                                            : Value(false)}};
}

json::object VerifyPages::letter_of(Words const& words, official::LetterAnswer const& answer) const {
    using enum official::LetterVerdict;
    std::string const level = answer.verdict == ours ? "good" : answer.verdict == cannot_be_verified ? "wait" : "danger";
    json::array findings;
    for (auto const& each : answer.findings) {
        auto const place = "codes.finding." + name_of(each.sign);
        if (!words.find(place + ".title")) continue;
        auto detail = each.seen.value_or("");
        if (each.imitates && !each.imitates->empty()) detail += (detail.empty() ? "" : " ≠ ") + *each.imitates;
        findings.push_back({{"level", level_of(each.sign)},
                            {"title", words.text(place + ".title")},
                            {"text", words.text(place + ".text")},
                            {"detail", detail.empty() ? Value(false) : Value(detail)}});
    }
    Value sent = false;
    if (answer.sender && level != "danger")
        sent = {{"to", absent_or(answer.sender->to)},
                {"subject", absent_or(answer.sender->subject)},
                {"at", frame_.moment(words, answer.sender->at, true)}};
    auto const place = "codes.letter." + (answer.advice == official::Advice::compare ? "compare" : level);
    return {{"level", level},
            {"sent", std::move(sent)},
            {"title", words.text(place + ".title")},
            {"text", words.text(place + ".text")},
            {"findings", std::move(findings)}};
}

Task<json::array> VerifyPages::channels(Words const& words, std::string peer) {
    auto const all = co_await official_.list(Anyone{std::move(peer)});
    json::array out;
    for (char const* group : {"site", "email", "handle", "phone", "app"}) {
        json::array entries;
        for (auto const& channel : all.channels)
            if (std::string_view(group_of(channel.kind)) == group && channel.kind != official::Kind::brand)
                entries.push_back({{"value", shown_value(channel)},
                                   {"label", label_of(words, channel)},
                                   {"href", address_of(channel, frame_.settings().origin)},
                                   {"note", note_of(words, channel)}});
        if (!entries.empty())
            out.push_back({{"kind", group},
                           {"title", words.text("codes.channel_kind." + std::string(group))},
                           {"entries", std::move(entries)}});
    }
    co_return out;
}

Task<http::Response> VerifyPages::show(Looker looker, Shown shown, http::Request const& request) {
    auto const& words = Words::of(looker.language);
    auto const path = "/" + looker.language + "/verify";
    bool const plain = request.method == http::Method::get || request.method == http::Method::head;
    json::array report_fields{
        field(words, {.name = "what", .value = shown.report.what, .mono = true, .limit = limits::checked_text_bytes}),
        field(words, {.name = "where", .value = shown.report.where.value_or(""), .optional = true, .limit = 200}),
        field(words, {.name = "report_text",
                      .kind = "lines",
                      .value = shown.report.text.value_or(""),
                      .optional = true,
                      .limit = limits::case_field_letters,
                      .posted_as = "text"})};
    PageHead head{.name = "verify",
                  .title = words.text("verify.title"),
                  .description = words.text("verify.description"),
                  .path = "verify",
                  .indexed = plain};
    json::object context{{"check",
                          {{"action", path},
                           {"hidden", json::array{}},
                           {"field", field(words, {.name = "verify_text",
                                                   .value = std::move(shown.asked),
                                                   .error = shown.problem,
                                                   .mono = true,
                                                   .limit = limits::checked_text_bytes,
                                                   .posted_as = "text"})}}},
                         {"verdict", std::move(shown.verdict)},
                         {"letter",
                          {{"action", path + "/letter"},
                           {"hidden", json::array{}},
                           {"error", std::move(shown.letter_error)},
                           {"result", std::move(shown.letter)}}},
                         {"report",
                          {{"action", path + "/report"},
                           {"hidden", json::array{}},
                           {"fields", std::move(report_fields)},
                           {"sent", std::move(shown.reported)},
                           {"errors", std::move(shown.report_errors)},
                           {"open", shown.report_open}}}};
    context["channels"] = co_await channels(words, {});
    co_return answer_with(request, frame_.render("verify", looker, std::move(head), std::move(context)));
}

}  // namespace ombud::site
