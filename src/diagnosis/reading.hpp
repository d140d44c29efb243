// What reading flows and reading labels have in common: telling mistakes, taking values out of a tree.
#pragma once

#include "core/number.hpp"
#include "diagnosis/reader.hpp"
#include "text/names.hpp"

namespace ombud::diagnosis {

inline std::string in_quotes(std::string_view text) {
    constexpr std::size_t shown = 60;
    return "\"" + std::string(text.substr(0, shown)) + (text.size() > shown ? "…\"" : "\"");
}

template <DescribedEnum E>
std::vector<std::string> names_of() {
    std::vector<std::string> out;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto one) { out.emplace_back(one.name); });
    return out;
}

inline std::string one_of(std::vector<std::string> const& words) {
    std::string out;
    for (auto const& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

template <class Map>
std::vector<std::string> keys_of(Map const& map) {
    std::vector<std::string> out;
    for (auto const& [name, value] : map) out.push_back(name);
    return out;
}

class Reading {
public:
    Reading(std::string file, Registry const& registry, std::vector<Mistake>& mistakes)
        : file_(std::move(file)), registry_(registry), mistakes_(mistakes) {}

protected:
    void say(std::int64_t line, std::string code, std::string what) {
        mistakes_.push_back({file_, line, std::move(code), std::move(what)});
    }

    // Every key that is not in the list is one too many.
    void only_keys(Tree const& map, std::vector<std::string> const& known) {
        for (auto const& key : map.keys) {
            if (std::ranges::find(known, key.text) != known.end()) continue;
            auto const near = nearest(key.text, known);
            say(key.line, "field.unknown",
                in_quotes(key.text) + " is not read here; " +
                    (near.empty() ? "use one of: " + one_of(known) : "did you mean " + in_quotes(near) + "?"));
        }
    }
    std::string text(Tree const& map, std::string_view key) {
        auto const* found = map.find(key);
        if (!found) {
            say(map.line, "field.missing", "\"" + std::string(key) + "\" is missing; add it");
            return {};
        }
        return scalar(*found, key);
    }
    std::optional<std::string> optional_text(Tree const& map, std::string_view key) {
        auto const* found = map.find(key);
        if (!found) return std::nullopt;
        return scalar(*found, key);
    }
    std::string scalar(Tree const& tree, std::string_view key) {
        if (tree.kind == Tree::Kind::text && !tree.text.empty()) return tree.text;
        say(tree.line, tree.kind == Tree::Kind::nothing || tree.kind == Tree::Kind::text ? "field.empty" : "field.type",
            "\"" + std::string(key) + "\" must be a word or a text; write one behind the colon");
        return {};
    }
    bool flag(Tree const& map, std::string_view key) {
        auto const* found = map.find(key);
        if (!found) return false;
        if (found->text != "true" && found->text != "false")
            say(found->line, "field.type", "\"" + std::string(key) + "\" must be true or false");
        return found->text == "true";
    }
    std::optional<std::int64_t> number(Tree const& tree, std::string_view key) {
        if (auto const number = number_in(tree.text); number && tree.kind == Tree::Kind::text) return number;
        say(tree.line, "field.type", "\"" + std::string(key) + "\" must be a whole number");
        return std::nullopt;
    }
    template <DescribedEnum E>
    std::optional<E> choice(Tree const& tree, std::string_view key, std::string code) {
        E out{};
        if (tree.kind == Tree::Kind::text && boost::describe::enum_from_string(tree.text.c_str(), out)) return out;
        say(tree.line, std::move(code), "\"" + std::string(key) + "\" must be one of: " + one_of(names_of<E>()));
        return std::nullopt;
    }
    // A map or nothing, said once.
    Tree const* map(Tree const& parent, std::string_view key, bool required) {
        auto const* found = parent.find(key);
        if (!found && required) say(parent.line, "field.missing", "\"" + std::string(key) + "\" is missing; add it");
        if (!found) return nullptr;
        if (found->kind == Tree::Kind::map) return found;
        say(found->line, "field.type", "\"" + std::string(key) + "\" must be a map; write its keys below it, indented");
        return nullptr;
    }
    Tree const* list(Tree const& parent, std::string_view key) {
        auto const* found = parent.find(key);
        if (!found) return nullptr;
        if (found->kind == Tree::Kind::list && !found->items.empty()) return found;
        say(found->line, "field.type",
            "\"" + std::string(key) + "\" must be a list with something in it: [ … ] or lines that begin with -");
        return nullptr;
    }
    Words words(Tree const* tree, std::string const& what, std::int64_t line) {
        return read_words(tree, file_, what, line, mistakes_);
    }
    Words label(Tree const& parent, std::string_view key) {
        constexpr std::size_t label_letters = 200;
        auto out = words(parent.find(key), std::string(key), parent.line);
        for (auto const* one : {&out.en, &out.zh})
            if (text::count_code_points(*one) > label_letters)
                say(parent.line, "text.long", "\"" + std::string(key) + "\" has more than 200 letters; make it shorter");
        return out;
    }

    std::string file_;
    Registry const& registry_;
    std::vector<Mistake>& mistakes_;
};

}  // namespace ombud::diagnosis
