#include "site/complaint_pages.hpp"

#include <fmt/format.h>

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "files/sniff.hpp"
#include "text/names.hpp"

namespace ombud::site {

namespace {

using Value = json::value;

constexpr std::string_view form_letters = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t form_length = 24;
constexpr std::size_t line_letters = 300;

// Each of these is a case with a term of law: whoever has no account files few from one network.
constexpr std::uint32_t strangers_at_once = 10;
constexpr auto one_stranger_each = std::chrono::minutes{2};
constexpr auto same_form_within = std::chrono::minutes{10};
constexpr std::size_t forms_remembered = 4'096;

constexpr std::string_view services[] = {"custody",      "trading_platform", "exchange",  "execution", "placing",
                                         "transmission", "advice",           "portfolio", "transfer",  "other"};
constexpr std::string_view topics[] = {"delay",   "access",     "security",    "fees",    "execution",
                                       "deposit", "withdrawal", "information", "conduct", "other"};

struct Asked {
    std::string_view name;
    char const* kind;
    std::size_t letters = line_letters;
    bool needed = false;
    bool held = false;  // by us, of whoever is signed in: not asked again
    char const* autocomplete = nullptr;
};
struct Group {
    char const* title;  // of codes.complaint_group
    std::vector<Asked> fields;
};

std::vector<Group> const& groups() {
    static std::vector<Group> const all{
        {"matter",
         {{"complaint_service", "select", line_letters, true},
          {"complaint_topic", "select", line_letters, true},
          {"complaint_reference", "line"},
          {"complaint_subject", "line", line_letters, true},
          {"complaint_description", "lines", limits::complaint_text_letters, true},
          {"complaint_dates", "line"},
          {"complaint_damage", "lines", limits::complaint_text_letters},
          {"complaint_comments", "lines", limits::complaint_text_letters},
          {"complaint_documents", "files"}}},
        {"you",
         {{"complaint_name", "line", line_letters, true, false, "name"},
          {"complaint_client_reference", "line", line_letters, false, true},
          {"complaint_address", "lines", line_letters, false, false, "street-address"},
          {"complaint_phone", "line", line_letters, false, false, "tel"},
          {"reach", "choice"},
          {"email", "email", text::email_bytes, false, false, "email"}}},
        {"representative",
         {{"complaint_rep_name", "line"},
          {"complaint_rep_address", "lines"},
          {"complaint_rep_phone", "line"},
          {"complaint_rep_email", "line"},
          {"complaint_power", "files"}}},
    };
    return all;
}

Asked const* asked(std::string_view name) {
    for (auto const& group : groups())
        for (auto const& field : group.fields)
            if (field.name == name) return &field;
    return nullptr;
}

bool one_of(std::span<std::string_view const> all, std::string_view name) {
    return std::ranges::find(all, name) != all.end();
}

ComplaintForm read(http::Request const& request, std::string const& language) {
    ComplaintForm out;
    out.language = language;
    auto whole = http::read_form_with_files(request);
    for (auto& [name, value] : whole.fields) {
        if (!asked(name) && name != "form" && name != "do")
            throw Problem{ProblemKind::invalid, "field.unknown", {}, "the form has an unknown field"};
        if (!out.fields.emplace(name, std::move(value)).second) throw Problem{ProblemKind::invalid, "field.repeated"};
    }
    out.id = out.get("form");
    for (auto& file : whole.files) {
        if (file.field == "complaint_documents")
            out.documents.push_back(std::move(file));
        else if (file.field == "complaint_power")
            out.power.push_back(std::move(file));
    }
    return out;
}

bool can_be_read(std::string_view bytes) try {
    static_cast<void>(files::sniff(bytes));
    return true;
} catch (Problem const&) {
    return false;
}

// Whoever comes with none of our cookies became somebody with this very form.
bool is_new(http::Request const& request) {
    return request.field("cookie").find("ombud") == std::string_view::npos && request.field("authorization").empty();
}

// A link that holds the text itself, so that it can be kept without another request. Everything but letters and digits is
// escaped: no text can leave the attribute.
std::string as_file(std::string_view text) {
    std::string out = "data:text/plain;charset=utf-8,";
    for (char const c : text) {
        bool const plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::string date_of(Words const& words, std::string const& day) {
    auto const when = from_rfc3339(day + "T12:00:00Z");
    return when ? words.date(*when) : day;
}

}  // namespace

std::span<std::string_view const> complaint_services() {
    return services;
}
std::span<std::string_view const> complaint_topics() {
    return topics;
}

std::string ComplaintForm::get(std::string_view name) const {
    auto const found = fields.find(name);
    return found == fields.end() ? std::string{} : found->second;
}

ComplaintPages::ComplaintPages(Frame& frame, Clock& clock, Random& random)
    : frame_(frame),
      clock_(clock),
      random_(random),
      rate_(clock, limits::page_posts_at_once, limits::one_page_post_each),
      strangers_(clock, strangers_at_once, one_stranger_each) {}

std::string ComplaintPages::new_form() {
    return random_.text(form_length, form_letters);
}

ComplaintPages::Errors ComplaintPages::errors_of(ComplaintForm const& form) {
    Errors out;
    for (auto const& group : groups())
        for (auto const& field : group.fields) {
            auto const value = form.get(field.name);
            if (field.needed && text::is_blank(value)) out.emplace(field.name, "field_missing");
            if (text::count_code_points(value) > field.letters) out.emplace(field.name, "text_too_long");
        }
    if (!one_of(services, form.get("complaint_service"))) out["complaint_service"] = "choice_missing";
    if (!one_of(topics, form.get("complaint_topic"))) out["complaint_topic"] = "choice_missing";
    if (auto const email = form.get("email"); (form.get("reach") == "email" || !text::is_blank(email)) && !text::email_key(email))
        out["email"] = "email_form";
    bool const any = !form.documents.empty() || !form.power.empty();
    for (auto const& [files, name] : {std::pair{&form.documents, "complaint_documents"}, {&form.power, "complaint_power"}})
        for (auto const& file : *files) {
            if (file.bytes.size() > limits::attachment_bytes) out[name] = "file_size";
            if (!can_be_read(file.bytes)) out[name] = "file_kind";
        }
    if (form.documents.size() + form.power.size() > limits::attachments_per_entry) out["complaint_documents"] = "too_many_files";
    // The browser sends no file twice.
    if (!out.empty() && any) out.emplace(form.documents.empty() ? "complaint_power" : "complaint_documents", "files_again");
    return out;
}

Task<http::Response> ComplaintPages::page(Viewer by, http::PathText language, http::Request* request) {
    Looker const looker{language.value, by, *request};
    ComplaintForm form;
    form.id = new_form();
    if (by.holder() && knows_) {
        auto const known = co_await knows_(*by.holder());
        form.fields = {{"complaint_name", known.name.value_or("")}, {"email", known.email}, {"reach", "email"}};
    }
    co_return show(looker, by, form, {}, *request);
}

http::Response ComplaintPages::show(Looker const& looker, Viewer const& by, ComplaintForm const& form, Errors const& errors,
                                    http::Request const& request) {
    auto const& words = Words::of(looker.language);
    bool const known = by.holder().has_value();
    json::array shown, faults;
    for (auto const& group : groups()) {
        json::array fields;
        for (auto const& each : group.fields) {
            if (each.held && known) continue;
            std::string const name{each.name};
            auto const wrong = errors.find(name);
            FieldWanted wanted{.name = name,
                               .kind = each.kind,
                               .value = form.get(name),
                               .error = wrong == errors.end() ? std::nullopt : std::optional{wrong->second},
                               .optional = !each.needed,
                               // Cut where it is pasted, a key would be known for one no more: too long is said, not made short.
                               .limit = std::max(each.letters, limits::case_field_letters)};
            if (each.autocomplete) wanted.autocomplete = each.autocomplete;
            if (name == "complaint_documents" || name == "complaint_power")
                wanted.accept = "application/pdf,image/png,image/jpeg,image/webp,text/plain";
            if (name == "reach") {
                wanted.optional = false;
                if (wanted.value.empty()) wanted.value = "chat";
                for (char const* way : {"chat", "email"})
                    wanted.options.emplace_back(way, words.text("codes.option.reach." + std::string(way)));
            }
            if (std::string_view const kind = each.kind; kind == "select") {
                wanted.options.emplace_back("", words.text("complaint.choose"));
                auto const all = name == "complaint_service" ? complaint_services() : complaint_topics();
                for (auto const option : all)
                    wanted.options.emplace_back(option, words.text("codes.option." + name + "." + std::string(option)));
            }
            fields.push_back(field(words, std::move(wanted)));
            if (wrong != errors.end())
                faults.push_back({{"id", "field-" + name},
                                  {"text", words.fill("field_error", {{"label", words.text("codes.field." + name + ".label")},
                                                                      {"problem", problem_text(words, wrong->second)}})}});
        }
        auto const place = "codes.complaint_group." + std::string(group.title);
        shown.push_back({{"id", group.title},
                         {"title", words.text(place + ".title")},
                         {"text", words.text(place + ".text")},
                         {"fields", std::move(fields)}});
    }
    json::object whole{{"action", "/" + looker.language + "/complaint"},
                       {"hidden", json::array{{{"name", "form"}, {"value", form.id}}}},
                       {"groups", std::move(shown)},
                       {"errors", std::move(faults)},
                       {"known", known},
                       {"sign_in", known ? Value(false)
                                         : Value{{"href", "/me/?next=/" + looker.language + "/complaint"},
                                                 {"label", words.text("contact.sign_in")}}}};
    json::object context{{"form", std::move(whole)}, {"sent", false}};
    return answer_with(request,
                       frame_.render("complaint", looker,
                                     {.name = "complaint",
                                      .title = words.text("complaint.title"),
                                      .description = words.text("complaint.description"),
                                      .path = "complaint",
                                      .indexed = errors.empty()},
                                     std::move(context)),
                       errors.empty() ? 200 : 422);
}

Task<http::Response> ComplaintPages::send(Guest by, http::PathText language, http::Request* request) {
    Looker const looker{language.value, by.viewer, *request};
    auto form = read(*request, looker.language);
    if (form.id.size() != form_length || form.id.find_first_not_of(form_letters) != form.id.npos) form.id = new_form();
    auto const errors = errors_of(form);
    if (!errors.empty()) co_return show(looker, by.viewer, form, errors, *request);
    rate_.require(network_of(by.viewer.peer));
    if (!by.viewer.holder()) strangers_.require(network_of(by.viewer.peer));
    auto const customer = is_new(*request) ? first_sender(by, form.id) : by.customer;
    form.assurance = by.viewer.fresh_holder() ? Assurance::step_up : by.viewer.holder() ? Assurance::session : Assurance::nobody;
    if (by.viewer.holder()) form.fields["complaint_client_reference"] = customer.id.text();
    bool const by_mail = form.get("reach") == "email";
    auto const filed = co_await files_(customer, std::move(form));
    auto answer = thank(looker, filed, by_mail, *request);
    if (customer.id != by.customer.id && reminds_) answer.fields.push_back(co_await reminds_(customer, request->secure));
    co_return answer;
}

Customer ComplaintPages::first_sender(Guest const& by, std::string const& form) {
    auto const network = network_of(by.viewer.peer);
    auto const now = clock_.now();
    std::erase_if(sent_, [&](auto const& each) { return each.second.at + same_form_within <= now; });
    auto const name = form + ' ' + network;
    if (auto const known = sent_.find(name); known != sent_.end()) return known->second.by;
    if (sent_.size() >= forms_remembered) sent_.clear();
    sent_.emplace(name, Sent{by.customer, now});
    return by.customer;
}

http::Response ComplaintPages::thank(Looker const& looker, ComplaintFiled const& filed, bool by_mail,
                                     http::Request const& request) {
    auto const& words = Words::of(looker.language);
    auto const received = date_of(words, filed.received_on), due = date_of(words, filed.due_on);
    auto const heading = words.fill("complaint_copy", {{"reference", filed.reference}, {"received", received}});
    json::object context{
        {"form", false},
        {"sent",
         {{"reference", filed.reference},
          {"received", received},
          {"due", due},
          {"reach", words.text(by_mail ? "complaint.reach_email" : "codes.reach.chat")},
          {"secret_removed", filed.copy.contains("[removed:")},
          {"copy", filed.copy},
          {"file", {{"href", as_file(heading + "\n\n" + filed.copy + "\n")}, {"name", filed.reference + ".txt"}}}}}};
    return answer_with(
        request,
        frame_.render("complaint", looker,
                      {.name = "complaint", .title = words.text("complaint.sent"), .path = "complaint", .indexed = false},
                      std::move(context)));
}

}  // namespace ombud::site
