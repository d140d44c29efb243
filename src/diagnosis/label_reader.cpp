// Reads the words of facts and acts.
#include "diagnosis/reading.hpp"

namespace ombud::diagnosis {

namespace {

class LabelReading : public Reading {
public:
    using Reading::Reading;

    Labels read(Tree const& root) {
        Labels out;
        if (root.kind != Tree::Kind::map) {
            say(root.line, "field.type", "the file is a map with \"facts\" and \"acts\"");
            return out;
        }
        only_keys(root, {"facts", "acts"});
        if (auto const* facts = map(root, "facts", true)) {
            only_keys(*facts, keys_of(registry_.facts()));
            for (auto const& [name, kind] : registry_.facts()) {
                auto const* body = map(*facts, name, false);
                if (body)
                    out.facts.emplace(name, fact(*body, kind.shape));
                else if (!facts->find(name))
                    say(facts->line, "label.missing", "the fact " + in_quotes(name) + " has no words; add it");
            }
        }
        if (auto const* acts = map(root, "acts", true)) {
            only_keys(*acts, keys_of(registry_.acts()));
            for (auto const& [name, kind] : registry_.acts()) {
                auto const* body = map(*acts, name, false);
                if (body) {
                    only_keys(*body, {"label"});
                    out.acts.emplace(name, label(*body, "label"));
                } else if (!acts->find(name)) {
                    say(acts->line, "label.missing", "the act " + in_quotes(name) + " has no words; add it");
                }
            }
        }
        return out;
    }

private:
    FactLabels fact(Tree const& body, FactShape const& shape) {
        only_keys(body, {"label", "values", "fields", "words"});
        FactLabels out;
        out.label = label(body, "label");
        std::vector<std::string> fields;
        for (auto const& field : shape.fields) fields.push_back(field.name);
        all_of(body, "values", shape.values, out.values);
        all_of(body, "fields", fields, out.fields);
        auto const* by_field = map(body, "words", false);
        if (!by_field) return out;
        only_keys(*by_field, fields);
        for (auto const& key : by_field->keys)
            if (auto const* words_of = map(*by_field, key.text, false))
                for (auto const& word : words_of->keys) out.words[key.text].emplace(word.text, label(*words_of, word.text));
        return out;
    }
    void all_of(Tree const& body, std::string_view key, std::vector<std::string> const& needed,
                std::map<std::string, Words, std::less<>>& out) {
        if (needed.empty() && !body.find(key)) return;
        auto const* found = map(body, key, true);
        if (!found) return;
        only_keys(*found, needed);
        for (auto const& name : needed) {
            if (found->find(name))
                out.emplace(name, label(*found, name));
            else
                say(found->line, "label.missing", in_quotes(name) + " has no words; add it");
        }
    }
};

}  // namespace

Labels read_labels(FlowFile const& file, Registry const& registry, std::vector<Mistake>& mistakes) {
    auto const tree = read_yaml(file.name, file.text, mistakes);
    if (!tree) return {};
    return LabelReading{file.name, registry, mistakes}.read(*tree);
}

}  // namespace ombud::diagnosis
