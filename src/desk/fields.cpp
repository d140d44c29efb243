#include "desk/fields.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "core/limits.hpp"
#include "desk/view_queries.hpp"
#include "postgres/keep_doing.hpp"
#include "safety/typed.hpp"
#include "text/names.hpp"

namespace ombud::desk {

namespace {

bool is_field_name(std::string_view text) {
    auto const letter = [](char c) { return c >= 'a' && c <= 'z'; };
    auto const rest = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; };
    return !text.empty() && text.size() <= limits::field_name_bytes && letter(text.front()) && std::ranges::all_of(text, rest);
}

bool is_kind(std::string_view text) {
    return text == "text" || text == "number" || text == "date" || text == "choice" || text == "yes_no";
}

// 2026-12-31
bool is_date(std::string_view text) {
    int year{}, month{}, day{};
    auto const read = [&](std::size_t at, std::size_t length, int& into) {
        auto const* const end = text.data() + at + length;
        auto const [stopped, error] = std::from_chars(text.data() + at, end, into);
        return error == std::errc{} && stopped == end && into >= 0;
    };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    return read(0, 4, year) && read(5, 2, month) && read(8, 2, day) && year > 0 &&
           std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{unsigned(month)},
                                       std::chrono::day{unsigned(day)}}
               .ok();
}

bool fits(Field const& field, json::value const& value) {
    if (field.kind == "number") return value.is_int64() || (value.is_double() && std::isfinite(value.get_double()));
    if (field.kind == "yes_no") return value.is_bool();
    if (!value.is_string() || value.get_string().empty()) return false;
    std::string_view const words = value.get_string();
    if (field.kind == "date") return is_date(words);
    return field.kind == "text" || std::ranges::find(field.choices, words, &FieldChoice::value) != field.choices.end();
}

std::vector<FieldChoice> clean_choices(std::vector<FieldChoice> wanted, std::string const& kind) {
    if ((kind == "choice") != !wanted.empty() || wanted.size() > limits::field_choices)
        throw Problem{ProblemKind::invalid, "field.choices", "choices"};
    std::set<std::string> seen;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        auto const at = "choices." + std::to_string(i);
        auto& choice = wanted[i];
        choice.label_en = safety::typed_name(choice.label_en, at.c_str());
        choice.label_zh = safety::typed_name(choice.label_zh, at.c_str());
        if (!is_field_name(choice.value) || !seen.insert(choice.value).second)
            throw Problem{ProblemKind::invalid, "field.choices", at};
    }
    return wanted;
}

std::vector<std::string> clean_topics(std::vector<std::string> wanted) {
    std::ranges::sort(wanted);
    auto const repeated = std::ranges::unique(wanted);
    wanted.erase(repeated.begin(), repeated.end());
    if (!std::ranges::all_of(wanted, is_topic)) throw Problem{ProblemKind::invalid, "field.choice", "topics"};
    return wanted;
}

Field field_of(sql::FieldRow row) {
    return {.name = std::move(row.name),
            .label_en = std::move(row.label_en),
            .label_zh = std::move(row.label_zh),
            .kind = std::move(row.kind),
            .choices = from_json<std::vector<FieldChoice>>(row.choices),
            .topics = std::move(row.topics),
            .ended = row.ended};
}

audit::Act act_on(char const* act, Agent const& by, std::string const& name) {
    return {.act = act, .actor_kind = audit::ActorKind::staff, .actor = by.id.uuid, .subject = {}, .details = {{"field", name}}};
}

}  // namespace

Fields::Fields(postgres::Database& database, Desk& desk, audit::Log& audit, Clock& clock)
    : database_(database), desk_(desk), audit_(audit), clock_(clock) {
    desk.checks_fields([this](json::object const& values) { check(values); });
}

Task<void> Fields::load() {
    std::vector<Field> now;
    for (auto& row : co_await database_.run(sql::field_definitions)) now.push_back(field_of(std::move(row)));
    fields_ = std::move(now);
}

Task<void> Fields::work() {
    return postgres::keep_doing(clock_, "desk.fields", limits::shared_work_read_every, [this] { return load(); });
}

Field const* Fields::find(std::string const& name) const {
    auto const found = std::ranges::find(fields_, name, &Field::name);
    return found == fields_.end() ? nullptr : &*found;
}

void Fields::check(json::object const& values) const {
    for (auto const& [name, value] : values) {
        auto const* field = find(name);
        if (value.is_null()) continue;
        if (!field || field->ended) throw Problem{ProblemKind::invalid, "field.unknown", "fields." + std::string(name)};
        if (!fits(*field, value)) throw Problem{ProblemKind::invalid, "field.type", "fields." + std::string(name)};
    }
}

Task<FieldList> Fields::list(Agent) {
    co_return FieldList{fields_};
}

Task<Field> Fields::add(Agent by, NewField wanted) {
    if (!is_field_name(wanted.name)) throw Problem{ProblemKind::invalid, "field.name", "name"};
    if (!is_kind(wanted.kind)) throw Problem{ProblemKind::invalid, "field.choice", "kind"};
    auto const label_en = safety::typed_name(wanted.label_en, "label_en"),
               label_zh = safety::typed_name(wanted.label_zh, "label_zh");
    auto const choices = clean_choices(std::move(wanted.choices), wanted.kind);
    auto const topics = clean_topics(std::move(wanted.topics));
    std::int64_t added = 0;
    try {
        added = co_await database_.run(sql::add_field_definition, wanted.name, label_en, label_zh, wanted.kind, to_json(choices),
                                       topics, clock_.now(), std::int64_t(limits::fields_each));
    } catch (postgres::DatabaseError const& error) {
        if (error.sqlstate == "23505") throw Problem{ProblemKind::conflict, "field.taken", "name"};
        throw;
    }
    if (added == 0) throw Problem{ProblemKind::conflict, "field.too_many"};
    co_await audit_.record(act_on("desk.field_added", by, wanted.name));
    co_await load();
    auto const* field = find(wanted.name);
    if (!field) throw Problem{ProblemKind::not_found, "field.gone"};
    co_return *field;
}

Task<Field> Fields::change(Agent by, ChangeField wanted) {
    auto const name = wanted.name;
    co_await load();
    auto const* known = find(name);
    if (!known) throw Problem{ProblemKind::not_found, "field.gone"};
    auto field = *known;
    if (wanted.label_en) field.label_en = safety::typed_name(*wanted.label_en, "label_en");
    if (wanted.label_zh) field.label_zh = safety::typed_name(*wanted.label_zh, "label_zh");
    if (wanted.choices) field.choices = clean_choices(std::move(*wanted.choices), field.kind);
    if (wanted.topics) field.topics = clean_topics(std::move(*wanted.topics));
    field.ended = wanted.ended.value_or(field.ended);
    co_await database_.run(sql::change_field_definition, field.name, field.label_en, field.label_zh, to_json(field.choices),
                           field.topics, field.ended, clock_.now());
    if (wanted.move) co_await move(name, *wanted.move);
    co_await audit_.record(act_on("desk.field_changed", by, name));
    co_await load();
    known = find(name);
    co_return known ? *known : field;
}

Task<void> Fields::move(std::string name, std::string where) {
    if (where != "up" && where != "down") throw Problem{ProblemKind::invalid, "field.choice", "move"};
    auto const at = std::ranges::find(fields_, name, &Field::name);
    if (at == fields_.end() || (where == "up" ? at == fields_.begin() : at + 1 == fields_.end())) co_return;
    auto const other = (where == "up" ? at - 1 : at + 1)->name;
    co_await database_.run(sql::swap_field_definitions, name, other);
}

Task<TagList> Fields::tags(Agent) {
    co_await desk_.board().catch_up();
    std::map<std::string_view, std::int64_t> counted;
    for (auto const& [id, standing] : desk_.board().active())
        for (auto const& tag : standing.tags) ++counted[tag];
    TagList out;
    for (auto const& [tag, number] : counted) out.tags.push_back({std::string(tag), number});
    std::ranges::sort(out.tags, {},
                      [](TagCount const& each) { return std::pair{-each.conversations, std::string_view(each.tag)}; });
    if (out.tags.size() > limits::tags_listed) out.tags.resize(limits::tags_listed);
    co_return out;
}

}  // namespace ombud::desk
