// Fields of the desk's own making: what conversations may be told by, besides what every desk knows; and the tags in use.
#pragma once
#include "audit/audit.hpp"
#include "desk/desk.hpp"
#include "desk/view_queries.hpp"

namespace ombud::desk {

struct FieldChoice {
    std::string value;  // kept; the labels may change
    std::string label_en, label_zh;
    bool operator==(FieldChoice const&) const = default;
};
BOOST_DESCRIBE_STRUCT(FieldChoice, (), (value, label_en, label_zh))

struct Field {
    std::string name;  // never changes: conversations keep their values under it
    std::string label_en, label_zh;
    std::string kind;  // text, number, date, choice or yes_no; never changes
    std::vector<FieldChoice> choices;
    std::vector<std::string> topics;  // for conversations about these; none: about anything
    bool ended;                       // nobody fills it in any more; what conversations have stays
};
BOOST_DESCRIBE_STRUCT(Field, (), (name, label_en, label_zh, kind, choices, topics, ended))

struct FieldList {
    std::vector<Field> fields;
};
BOOST_DESCRIBE_STRUCT(FieldList, (), (fields))

struct NewField {
    std::string name, label_en, label_zh, kind;
    std::vector<FieldChoice> choices;
    std::vector<std::string> topics;
};
BOOST_DESCRIBE_STRUCT(NewField, (), (name, label_en, label_zh, kind, choices, topics))

// What is not named stays as it is.
struct ChangeField {
    std::string name;
    std::optional<std::string> label_en, label_zh;
    std::optional<std::vector<FieldChoice>> choices;
    std::optional<std::vector<std::string>> topics;
    std::optional<bool> ended;
    std::optional<std::string> move;  // up or down, by one
};
BOOST_DESCRIBE_STRUCT(ChangeField, (), (name, label_en, label_zh, choices, topics, ended, move))

struct TagCount {
    std::string tag;
    std::int64_t conversations;
};
BOOST_DESCRIBE_STRUCT(TagCount, (), (tag, conversations))

struct TagList {
    std::vector<TagCount> tags;  // the most used first
};
BOOST_DESCRIBE_STRUCT(TagList, (), (tags))

class Fields {
public:
    // The desk takes no other fields from now on.
    Fields(postgres::Database& database, Desk& desk, audit::Log& audit, Clock& clock);

    // Before the first request.
    Task<void> load();
    // Reads what another process changed; runs for ever.
    Task<void> work();

    Task<FieldList> list(Agent by);
    Task<Field> add(Agent by, NewField wanted);
    Task<Field> change(Agent by, ChangeField wanted);
    // Of active conversations, from the board.
    Task<TagList> tags(Agent by);

    // Problem{invalid, "field.unknown" or "field.type", "fields.NAME"}. null clears any.
    void check(json::object const& values) const;

private:
    [[nodiscard]] Field const* find(std::string const& name) const;
    Task<void> move(std::string name, std::string where);

    postgres::Database& database_;
    Desk& desk_;
    audit::Log& audit_;
    Clock& clock_;
    std::vector<Field> fields_;
};

}  // namespace ombud::desk
