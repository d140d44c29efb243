#include "complaints/letters.hpp"

#include <map>
#include <stdexcept>

#include "complaints/common.hpp"
#include "embedded/complaints.hpp"
#include "text/masked.hpp"
#include "text/names.hpp"

namespace ombud::complaints {

namespace {

using Values = std::map<std::string, std::string, std::less<>>;

json::value const& words_of(std::string_view language) {
    static auto const all = [] {
        std::map<std::string, json::value, std::less<>> out;
        for (auto const& file : embedded::complaints())
            out.emplace(std::string(file.name.substr(0, file.name.find(".json"))), parse_json(file.bytes));
        return out;
    }();
    auto const found = all.find(language);
    if (found == all.end()) throw std::logic_error("no letters in that language");
    return found->second;
}

std::string word(json::value const& words, char const* name) {
    return std::string(words.at(name).as_string());
}

// Values stay text: a brace in one of them means nothing.
std::string fill(std::string_view pattern, Values const& values) {
    std::string out;
    for (;;) {
        auto const open = pattern.find('{');
        out += pattern.substr(0, open);
        if (open == pattern.npos) return out;
        auto const close = pattern.find('}', open);
        auto const value = values.find(pattern.substr(open + 1, close - open - 1));
        if (value == values.end()) throw std::logic_error("a letter names what there is not");
        out += value->second;
        pattern.remove_prefix(close + 1);
    }
}

// "2026-11-30" as people of that language write it.
std::string day(json::value const& words, std::string const& date) {
    if (date.size() != 10) return date;
    auto const month = std::stoul(date.substr(5, 2));
    auto const& name = words.at("months").as_array().at(month - 1).as_string();
    return fill(
        word(words, "date"),
        {{"year", date.substr(0, 4)}, {"month", std::string(name)}, {"day", std::to_string(std::stoul(date.substr(8, 2)))}});
}

// What nobody fills in leaves no empty lines behind.
std::string without_gaps(std::string letter) {
    for (auto gap = letter.find("\n\n\n"); gap != letter.npos; gap = letter.find("\n\n\n", gap)) letter.erase(gap, 1);
    return letter;
}

bool chinese(std::string_view language) {
    return language == "zh-CN";
}

std::string names_of(std::vector<Document> const& documents) {
    std::string out;
    for (auto const& each : documents) out += (out.empty() ? "" : ", ") + each.name;
    return out;
}

std::string decision_of(json::value const& words, LetterFacts const& facts, std::string const& remedies) {
    auto const& decision = words.at("decision");
    if (!facts.admissible) return word(decision, "open");
    if (*facts.admissible) return word(decision, "admissible");
    return fill(word(decision, "inadmissible"), {{"reasons", facts.reasons}, {"remedies", remedies}});
}

std::string points_of(json::value const& words, std::vector<Point> const& points) {
    std::string out;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (i > 0) out += "\n\n";
        out += fill(word(words, "point"), {{"number", std::to_string(i + 1)},
                                           {"claim", points[i].claim},
                                           {"position", word(words.at("position"), name_of(points[i].position.value()).c_str())},
                                           {"reasons", points[i].reasons}});
    }
    return out;
}

// The beginning of what nobody else should read whole.
std::string hidden(std::string const& value) {
    return text::masked_name(value);
}

template <class Has>
void mask(Has& has) {
    if (has.address) has.address = hidden(*has.address);
    if (has.phone) has.phone = hidden(*has.phone);
    if (has.email) has.email = text::masked(*has.email);
}

}  // namespace

Details masked(Details details) {
    mask(details);
    if (details.representative) mask(*details.representative);
    return details;
}

std::string copy_of(LetterFacts const& facts) {
    auto const& words = words_of(facts.language);
    auto const details = masked(facts.details);
    std::string out;
    auto const add = [&](char const* field, std::string const& value) {
        if (value.empty()) return;
        if (!out.empty()) out += '\n';
        out += fill(word(words, "line"), {{"label", word(words.at("field"), field)}, {"value", value}});
    };
    add("name", details.name.value_or(""));
    add("client_reference", details.client_reference.value_or(""));
    add("address", details.address.value_or(""));
    add("phone", details.phone.value_or(""));
    add("email", details.email.value_or(""));
    if (details.representative) {
        add("representative", details.representative->name);
        add("address", details.representative->address.value_or(""));
        add("phone", details.representative->phone.value_or(""));
        add("email", details.representative->email.value_or(""));
        add("power", names_of(details.representative->power));
    }
    add("service", word(words.at("service"), name_of(facts.service).c_str()));
    add("service_reference", details.service_reference.value_or(""));
    add("topic", word(words.at("topic"), name_of(facts.topic).c_str()));
    add("written_in", details.written_in.value_or(""));
    add("subject", details.subject);
    add("event_dates", details.event_dates.value_or(""));
    add("description", details.description);
    add("damage", details.damage.value_or(""));
    add("comments", details.comments.value_or(""));
    add("documents", names_of(details.documents));
    return out;
}

std::string letter_of(StepKind kind, LetterFacts const& facts) {
    auto const& words = words_of(facts.language);
    auto const& terms = facts.terms;
    auto const& remedies = chinese(facts.language) ? terms.remedies_zh : terms.remedies_en;
    bool const refused = facts.admissible && !*facts.admissible;
    Values values{{"reference", facts.reference},
                  {"received_on", day(words, facts.received_on)},
                  {"due_on", day(words, facts.due_on)},
                  {"contact", chinese(facts.language) ? terms.contact_zh : terms.contact_en},
                  {"reasons", facts.reasons}};
    switch (kind) {
        case StepKind::acknowledged:
        case StepKind::decided:
            values["decision"] = decision_of(words, facts, remedies);
            values["until"] = refused ? "" : fill(word(words, facts.late ? "until_passed" : "until"), values);
            if (kind != StepKind::acknowledged) break;
            values["copy"] = copy_of(facts);
            values["language"] =
                facts.details.written_in ? fill(word(words, "language"), {{"written_in", *facts.details.written_in}}) : "";
            break;
        case StepKind::extended:
            values["before"] = day(words, facts.before);
            break;
        case StepKind::answered:
            values["outcome"] = word(words.at("outcome"), name_of(facts.outcome.value()).c_str());
            values["points"] = points_of(words, facts.points);
            values["remedies"] = facts.outcome == Outcome::upheld ? "" : fill(word(words, "remedies"), {{"remedies", remedies}});
            break;
        case StepKind::closed:
            break;
        default:
            throw std::logic_error("a step without a letter");
    }
    auto const name = kind == StepKind::extended && facts.late ? "extended_late" : name_of(kind);
    return without_gaps(fill(word(words, name.c_str()), values));
}

std::vector<std::string> in_parts(std::string letter, std::size_t bytes) {
    std::vector<std::string> out;
    while (letter.size() > bytes) {
        auto part = text::cut(letter, bytes);
        if (auto const line = part.rfind('\n'); line != part.npos && line > bytes / 2) part.resize(line + 1);
        letter.erase(0, part.size());
        out.push_back(std::move(part));
    }
    if (letter.find_first_not_of(" \n") != letter.npos) out.push_back(std::move(letter));
    return out;
}

}  // namespace ombud::complaints
