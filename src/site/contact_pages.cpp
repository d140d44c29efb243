#include "site/contact_pages.hpp"

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "text/names.hpp"

namespace ombud::site {

namespace {

using Value = json::value;

constexpr std::string_view form_letters = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t form_length = 24;

char const* flow_of(std::string_view topic) {
    if (topic == "sign_in") return "sign-in";
    if (topic == "security") return "security";
    if (topic == "withdrawal") return "withdrawal";
    if (topic == "deposit") return "deposit";
    if (topic == "theft") return "stolen";
    return nullptr;
}

bool is_form_id(std::string_view text) {
    return text.size() == form_length && text.find_first_not_of(form_letters) == text.npos;
}

}  // namespace

ContactPages::ContactPages(Frame& frame, desk::Desk& desk, HelpPages const& help, Clock& clock, Random& random)
    : frame_(frame),
      desk_(desk),
      help_(help),
      random_(random),
      rate_(clock, limits::page_posts_at_once, limits::one_page_post_each) {}

std::string ContactPages::new_form() {
    return random_.text(form_length, form_letters);
}

Assurance ContactPages::assurance_of(Viewer const& by) {
    return by.fresh_holder() ? Assurance::step_up : by.holder() ? Assurance::session : Assurance::nobody;
}

Task<json::object> ContactPages::waiting(Words const& words) {
    auto const now = co_await desk_.waiting_now(Anyone{});
    auto const minutes = [](std::int64_t seconds) { return std::max<std::int64_t>(1, (seconds + 59) / 60); };
    std::string text = words.text("with_values.waiting_unknown");
    if (now.waiting.known && now.waiting.low_seconds && now.waiting.high_seconds) {
        auto const from = minutes(*now.waiting.low_seconds), to = minutes(*now.waiting.high_seconds);
        text =
            from == to ? words.fill("waiting_soon", {{"minutes", to}}) : words.fill("waiting_now", {{"from", from}, {"to", to}});
    }
    co_return json::object{{"level", now.agents_online ? "good" : "wait"}, {"text", std::move(text)}, {"hours", false}};
}

Task<http::Response> ContactPages::page(Viewer by, http::PathText language, http::Request* request) {
    Looker const looker{language.value, by, *request};
    if (auto const topic = request->parameter("topic"); topic && desk::is_topic(*topic)) {
        IntakeForm form;
        form.id = new_form();
        co_return co_await show(looker, by, ask_for(*topic), std::move(form), {}, *request);
    }
    auto const& words = Words::of(looker.language);
    json::array topics;
    for (auto const each : desk::choices::topics) {
        std::string const topic(each);
        topics.push_back({{"id", topic},
                          {"href", "/" + looker.language + "/contact?topic=" + topic},
                          {"label", words.text("codes.topic." + topic)},
                          {"hint", words.text("codes.topic_hint." + topic)},
                          {"urgent", topic == "theft"}});
    }
    json::object context{{"choose", {{"topics", std::move(topics)}}}, {"form", false}, {"sent", false}};
    context["waiting"] = co_await waiting(words);
    co_return answer_with(*request, frame_.render("contact", looker,
                                                  {.name = "contact",
                                                   .title = words.text("contact.title"),
                                                   .description = words.text("contact.description"),
                                                   .path = "contact"},
                                                  std::move(context)));
}

Task<http::Response> ContactPages::show(Looker looker, Viewer by, IntakeAsk ask, IntakeForm form, IntakeErrors errors,
                                        http::Request const& request) {
    auto const& words = Words::of(looker.language);
    auto const path = "/" + looker.language + "/contact";
    IntakeProof proof{.assurance = assurance_of(by)};
    if (!by.holder())
        proof.sign_in = {{"href", "/me/?next=" + path + "?topic=" + ask.topic}, {"label", words.text("contact.sign_in")}};
    auto intake = intake_of(words, path, ask, form, errors, proof, "send");
    intake["topic"] = words.text("codes.topic." + ask.topic);
    intake["other_topics"] = path;
    auto const* flow = flow_of(ask.topic);
    auto const card = flow ? help_.flow_card(flow, looker.language) : Value(false);
    intake["flow"] = card.is_object() ? Value{{"href", card.at("href")}, {"label", card.at("title")}} : Value(false);
    json::object context{{"choose", false}, {"form", std::move(intake)}, {"sent", false}};
    context["waiting"] = co_await waiting(words);
    co_return answer_with(
        request,
        frame_.render("contact", looker,
                      {.name = "contact", .title = words.text("contact.title"), .path = "contact", .indexed = false},
                      std::move(context)),
        errors.empty() ? 200 : 422);
}

Task<ContactPages::Sent> ContactPages::take(Guest by, std::string language, IntakeAsk const& ask, IntakeForm form,
                                            json::value diagnosis, Assurance assurance, std::optional<Place> place) {
    rate_.require(network_of(by.viewer.peer));
    auto const id = is_form_id(form.id) ? form.id : new_form();
    auto const who = place ? place->customer : by.customer;
    auto const opened =
        place ? co_await desk_.read(who, place->id)
              : co_await desk_.open_for_form(who, {.client_id = id, .language = language, .topic = ask.topic, .body = {}});
    desk::TellCase told{.client_id = id + "-case",
                        .body = text::clean_lines(form.get("what_happened")),
                        .attachments = {},
                        .told = case_of(ask, form, assurance),
                        .email = {}};
    told.told.diagnosis = std::move(diagnosis);
    if (place) add_known(told.told, place->known);
    if (told.told.reach == "email") told.email = text::email_key(form.get("email"));
    // Already told: a second sending of the same form adds nothing, not even its pictures.
    if (!form.pictures.empty() && !co_await desk_.has_posted(who, opened.id, told.client_id))
        for (auto& picture : form.pictures) {
            auto const attached = co_await desk_.attach(who, opened.id, picture.name, std::move(picture.bytes));
            told.attachments.push_back(attached.id);
        }
    auto const kept = co_await desk_.tell_case(who, opened.id, std::move(told));
    Sent sent{opened.id, opened.reference, kept.body, from_json<desk::Case>(kept.data).fields, {}};
    for (auto const& picture : kept.attachments) sent.pictures.push_back(picture.name);
    co_return sent;
}

bool ContactPages::Sent::lacks_a_secret() const {
    constexpr std::string_view marker = "[removed:";
    return what_happened.contains(marker) ||
           std::ranges::any_of(fields, [&](auto const& field) { return field.value.contains(marker); });
}

Task<official::Opened> ContactPages::take_report(Guest by, official::Report report) {
    IntakeForm form;
    form.fields = {{"impostor", report.where.empty() ? report.what : report.what + "\n" + report.where},
                   {"what_happened", report.text}};
    auto sent = co_await take(by, report.language.value_or("en"), {.topic = "security", .fields = {"impostor"}}, std::move(form),
                              nullptr, assurance_of(by.viewer));
    co_return official::Opened{sent.id, std::move(sent.reference)};
}

Task<http::Response> ContactPages::send(Guest by, http::PathText language, http::Request* request) {
    Looker const looker{language.value, by.viewer, *request};
    auto form = read_intake(*request);
    auto const topic = form.get("topic");
    if (!desk::is_topic(topic)) throw Problem{ProblemKind::invalid, "field.choice", "topic"};
    auto const ask = ask_for(topic);
    auto errors = errors_of(ask, form);
    if (!errors.empty()) co_return co_await show(looker, by.viewer, ask, std::move(form), std::move(errors), *request);
    auto const& words = Words::of(looker.language);
    bool const by_mail = form.get("reach") == "email";
    auto const email = form.get("email");
    auto const sent = co_await take(by, looker.language, ask, std::move(form), nullptr, assurance_of(by.viewer));
    json::array saved;
    auto const add = [&](std::string const& name, std::string const& value) {
        if (!value.empty()) saved.push_back({{"label", words.text("codes.field." + name + ".label")}, {"text", value}});
    };
    add("what_happened", sent.what_happened);
    for (auto const& each : sent.fields) add(each.name, each.value);
    for (auto const& name : sent.pictures) add("pictures", name);
    auto wait = co_await waiting(words);
    auto const when = wait.at("text");
    json::object context{{"waiting", std::move(wait)},
                         {"choose", false},
                         {"form", false},
                         {"sent",
                          {{"reference", sent.reference},
                           {"when", when},
                           {"reach", by_mail ? words.fill("reach_email", {{"address", email}}) : words.text("codes.reach.chat")},
                           {"secret_removed", sent.lacks_a_secret()},
                           {"follow", false},
                           {"conversation", true},
                           {"saved", std::move(saved)}}}};
    co_return answer_with(
        *request, frame_.render("contact", looker,
                                {.name = "contact", .title = words.text("contact.sent"), .path = "contact", .indexed = false},
                                std::move(context)));
}

}  // namespace ombud::site
