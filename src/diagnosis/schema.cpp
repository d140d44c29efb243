// Holds a flow against content/flows/flow.schema.json, the same that editors use.
#include <charconv>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "core/number.hpp"
#include "diagnosis/reader.hpp"
#include "embedded/flow_schema.hpp"

namespace ombud::diagnosis {

namespace {

valijson::Schema const& schema() {
    static auto const read = [] {
        auto out = std::make_unique<valijson::Schema>();
        auto const text = parse_json(embedded::flow_schema().front().bytes);
        valijson::SchemaParser{}.populateSchema(valijson::adapters::BoostJsonAdapter{text}, *out);
        return out;
    }();
    return *read;
}

// YAML's plain words carry no type; these keys say theirs.
json::value typed(std::string_view key, Tree const& tree) {
    if (key == "version" || key == "at_least" || key == "under") {
        if (auto const number = number_in(tree.text)) return *number;
    }
    if ((key == "optional" || key == "urgent") && (tree.text == "true" || tree.text == "false")) return tree.text == "true";
    return json::value(tree.text);
}

json::value as_json(std::string_view key, Tree const& tree) {
    switch (tree.kind) {
        case Tree::Kind::nothing:
            return nullptr;
        case Tree::Kind::text:
            return typed(key, tree);
        case Tree::Kind::list: {
            json::array out;
            for (auto const& item : tree.items) out.push_back(as_json(key, item));
            return out;
        }
        case Tree::Kind::map: {
            json::object out;
            for (std::size_t i = 0; i < tree.items.size(); ++i)
                out.emplace(tree.keys[i].text, as_json(tree.keys[i].text, tree.items[i]));
            return out;
        }
    }
    return nullptr;
}

// "[steps]", "[what_happens]", "[answers]", "[0]": the line of the last that is there.
std::int64_t line_of(Tree const& root, std::vector<std::string> const& context) {
    auto const* at = &root;
    for (auto const& part : context) {
        if (part.size() < 2 || part.front() != '[') continue;
        auto const name = part.substr(1, part.size() - 2);
        Tree const* next = nullptr;
        if (at->kind == Tree::Kind::map) {
            next = at->find(name);
        } else if (at->kind == Tree::Kind::list) {
            std::size_t index = 0;
            std::from_chars(name.data(), name.data() + name.size(), index);
            if (index < at->items.size()) next = &at->items[index];
        }
        if (!next) break;
        at = next;
    }
    return at->line;
}

}  // namespace

void check_schema(Tree const& root, std::string const& file, std::vector<Mistake>& mistakes) {
    auto const value = as_json({}, root);
    valijson::ValidationResults results;
    valijson::Validator validator;
    valijson::adapters::BoostJsonAdapter const adapter{value};
    if (validator.validate(schema(), adapter, &results)) return;
    // The first says it best; those after it follow from it.
    valijson::ValidationResults::Error error;
    if (results.popError(error))
        mistakes.push_back({file, line_of(root, error.context), "schema", error.description + " See flow.schema.json."});
}

}  // namespace ombud::diagnosis
