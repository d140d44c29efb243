#include "site/intake.hpp"

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "files/sniff.hpp"
#include "site/fields.hpp"
#include "text/names.hpp"

namespace ombud::site {

namespace {

using Value = json::value;

struct Shape {
    std::string_view name;
    char const* kind;
    bool mono = false;
    bool needed = false;
    std::size_t letters = limits::case_field_letters;
};
constexpr Shape shapes[] = {
    {"what_happened", "lines", false, true, 4'000},
    {"exact_error", "lines"},
    {"since", "line", false, false, 100},
    {"steps", "lines"},
    {"transaction_id", "line", true, false, 200},
    {"address", "line", true, false, 200},
    {"asset", "line", false, false, 40},
    {"network", "line", false, false, 60},
    {"amount", "line", false, false, 60},
    {"memo", "line", true, false, 120},
    {"device", "line", false, false, 200},
    {"impostor", "lines"},
    {"pictures", "files"},
    {"reach", "choice"},
    {"email", "email", false, false, 254},
};

Shape const* shape_of(std::string_view name) {
    auto const found = std::ranges::find(shapes, name, &Shape::name);
    return found == std::end(shapes) ? nullptr : found;
}

bool is_picture(std::string_view bytes) try { return files::sniff(bytes).picture; } catch (Problem const&) {
    return false;  // nothing that people need to send
}

bool counts_as_told(IntakeForm const& form, std::string_view name) {
    return name == "pictures" ? !form.pictures.empty() : !text::is_blank(form.get(name));
}

std::vector<std::string> all_fields(IntakeAsk const& ask) {
    std::vector<std::string> out{"what_happened"};
    for (auto const& name : ask.fields) {
        auto const known_as = name == "contact" ? std::string{"reach"} : name;
        if (ask.by_letter && known_as == "reach") continue;
        if (std::ranges::find(out, known_as) == out.end()) out.push_back(known_as);
    }
    if (ask.by_letter) return out;
    for (char const* name : {"reach", "email"})
        if (std::ranges::find(out, name) == out.end()) out.emplace_back(name);
    return out;
}

json::object meter_of(Words const& words, IntakeAsk const& ask, IntakeForm const& form) {
    std::int64_t told = 0, all = 0;
    json::array missing;
    for (auto const& name : all_fields(ask)) {
        if (name == "email" || name == "reach") continue;  // how to answer is no part of the matter
        ++all;
        // A form that is shown holds no pictures, whatever was sent with it before.
        if (name != "pictures" && counts_as_told(form, name))
            ++told;
        else
            missing.push_back({{"id", "field-" + name}, {"label", words.text("codes.field." + name + ".label")}});
    }
    return {{"value", std::to_string(told)},
            {"max", std::to_string(all)},
            {"text", words.fill("meter", {{"done", std::to_string(told)}, {"all", std::to_string(all)}})},
            {"complete", told == all},
            {"missing", std::move(missing)}};
}

}  // namespace

std::string IntakeForm::get(std::string_view name) const {
    auto const found = fields.find(name);
    return found == fields.end() ? std::string{} : found->second;
}

IntakeForm read_intake(http::Request const& request) {
    IntakeForm out;
    auto whole = http::read_form_with_files(request);
    for (auto& [name, value] : whole.fields) {
        if (!shape_of(name) && name != "form" && name != "topic" && name != "do" && name != "language" && name != "step")
            throw Problem{ProblemKind::invalid, "field.unknown", {}, "the form has an unknown field"};
        if (!out.fields.emplace(name, std::move(value)).second) throw Problem{ProblemKind::invalid, "field.repeated"};
    }
    out.id = out.get("form");
    for (auto& file : whole.files)
        if (file.field == "pictures") out.pictures.push_back(std::move(file));
    return out;
}

IntakeAsk ask_for(std::string_view topic) {
    IntakeAsk out{.topic = std::string(topic), .fields = {}, .urgent = topic == "theft"};
    if (topic == "sign_in")
        out.fields = {"exact_error", "since", "steps", "device", "pictures"};
    else if (topic == "security")
        out.fields = {"since", "device", "impostor", "pictures"};
    else if (topic == "withdrawal")
        out.fields = {"asset", "network", "amount", "address", "transaction_id", "since", "exact_error", "pictures"};
    else if (topic == "deposit")
        out.fields = {"asset", "network", "amount", "transaction_id", "address", "memo", "since", "pictures"};
    else if (topic == "theft")
        out.fields = {"since", "transaction_id", "address", "impostor", "pictures"};
    else
        out.fields = {"since", "pictures"};
    return out;
}

IntakeErrors errors_of(IntakeAsk const& ask, IntakeForm const& form) {
    IntakeErrors out;
    for (auto const& name : all_fields(ask)) {
        auto const& shape = *shape_of(name);
        auto const value = form.get(name);
        if (shape.needed && text::is_blank(value)) out[name] = "field_missing";
        if (text::count_code_points(value) > shape.letters || value.size() > limits::entry_body_bytes)
            out[name] = "text_too_long";
    }
    if (!ask.by_letter && form.get("reach") == "email" && !text::email_key(form.get("email"))) out["email"] = "email_form";
    if (form.pictures.size() > limits::case_pictures) out["pictures"] = "too_many_pictures";
    for (auto const& picture : form.pictures) {
        if (picture.bytes.size() > limits::attachment_bytes) out["pictures"] = "picture_size";
        if (!is_picture(picture.bytes)) out["pictures"] = "picture_kind";
    }
    if (!out.empty() && !form.pictures.empty()) out.emplace("pictures", "pictures_again");
    return out;
}

json::object intake_of(Words const& words, std::string action, IntakeAsk const& ask, IntakeForm const& form,
                       IntakeErrors const& errors, IntakeProof const& proof, std::string_view submit) {
    json::array fields, faults;
    for (auto const& name : all_fields(ask)) {
        auto const& shape = *shape_of(name);
        auto const wrong = errors.find(name);
        FieldWanted wanted{.name = name,
                           .kind = shape.kind,
                           .value = form.get(name),
                           .error = wrong == errors.end() ? std::nullopt : std::optional{wrong->second},
                           .optional = !shape.needed,
                           .mono = shape.mono,
                           // Cut where it is pasted, a key would be known for one no more: too long is said, not made short.
                           .limit = std::max(shape.letters, limits::case_field_letters)};
        if (name == "email") wanted.autocomplete = "email";
        if (name == "pictures") wanted.accept = "image/png,image/jpeg,image/webp";
        if (name == "reach") {
            if (wanted.value.empty()) wanted.value = "chat";
            for (char const* way : {"chat", "email"})
                wanted.options.emplace_back(way, words.text("codes.option.reach." + std::string(way)));
        }
        fields.push_back(field(words, std::move(wanted)));
        if (wrong != errors.end())
            faults.push_back({{"id", "field-" + name},
                              {"text", words.fill("field_error", {{"label", words.text("codes.field." + name + ".label")},
                                                                  {"problem", problem_text(words, wrong->second)}})}});
    }
    json::array hidden{{{"name", "topic"}, {"value", ask.topic}}, {{"name", "form"}, {"value", form.id}}};
    auto const assurance = std::string(boost::describe::enum_to_string(proof.assurance, ""));
    bool const known = proof.assurance >= Assurance::session;
    return {{"action", std::move(action)},
            {"submit", {{"value", submit}, {"label", words.text(submit == "send" ? "contact.send" : "answer.send")}}},
            {"hidden", std::move(hidden)},
            {"fields", std::move(fields)},
            {"errors", std::move(faults)},
            {"limits", words.fill("pictures_limit", {{"count", std::int64_t(limits::case_pictures)}, {"size", "10 MB"}})},
            {"proof",
             {{"level", known ? "good" : "plain"},
              {"text", words.text("codes.assurance." + assurance)},
              {"sign_in", proof.sign_in},
              {"code", false}}},
            {"meter", meter_of(words, ask, form)}};
}

desk::Case case_of(IntakeAsk const& ask, IntakeForm const& form, Assurance assurance) {
    desk::Case out{.topic = ask.topic,
                   .urgent = ask.urgent,
                   .fields = {},
                   .missing = {},
                   .assurance = assurance,
                   .reach = std::nullopt,
                   .email = {},
                   .diagnosis = nullptr};
    if (!ask.by_letter) out.reach = form.get("reach") == "email" ? "email" : "chat";
    for (auto const& name : all_fields(ask)) {
        if (name == "what_happened" || name == "reach" || name == "email") continue;  // these have places of their own
        if (!counts_as_told(form, name))
            out.missing.push_back(name);
        else if (name != "pictures")
            out.fields.push_back({name, text::clean_lines(form.get(name))});
    }
    return out;
}

void add_known(desk::Case& told, std::vector<desk::CaseField> const& known) {
    if (told.assurance != Assurance::nobody) return;
    for (auto const& field : known) {
        if (std::ranges::find(told.fields, field.name, &desk::CaseField::name) != told.fields.end()) continue;
        std::erase(told.missing, field.name);
        told.fields.push_back(field);
    }
}

}  // namespace ombud::site
