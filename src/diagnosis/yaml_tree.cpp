#include "diagnosis/yaml_tree.hpp"

#include <istream>
#include <spanstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "core/limits.hpp"
#include "text/names.hpp"

namespace ombud::diagnosis {

namespace {

constexpr std::size_t deepest = 16;  // a flow needs eight
constexpr std::size_t most_nodes = 100'000;

// Thrown out of the parser at the first thing that makes the rest worthless.
struct Stop {
    std::int64_t line;
    char const* code;
    char const* what;
};

class Builder final : public YAML::EventHandler {
public:
    std::optional<Tree> root;

    void OnDocumentStart(YAML::Mark const& mark) override {
        if (root)
            throw Stop{line_of(mark), "yaml.documents", "a second document begins here; write each flow into a file of its own"};
    }
    void OnDocumentEnd() override {}
    void OnNull(YAML::Mark const& mark, YAML::anchor_t anchor) override {
        refuse(mark, "", anchor);
        put({.kind = Tree::Kind::nothing, .line = line_of(mark)});
    }
    void OnAlias(YAML::Mark const& mark, YAML::anchor_t) override {
        throw Stop{line_of(mark), "yaml.anchor", "anchors and aliases (& and *) are not read; write the value out"};
    }
    void OnScalar(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor, std::string const& value) override {
        refuse(mark, tag, anchor);
        put({.kind = Tree::Kind::text, .line = line_of(mark), .text = value});
    }
    void OnSequenceStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Tree::Kind::list);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Tree::Kind::map);
    }
    void OnMapEnd() override { close(); }

private:
    static std::int64_t line_of(YAML::Mark const& mark) { return std::max(0, mark.line) + 1; }

    static void refuse(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor) {
        if (anchor) throw Stop{line_of(mark), "yaml.anchor", "anchors and aliases (& and *) are not read; write the value out"};
        if (!tag.empty() && tag != "?" && tag != "!")
            throw Stop{line_of(mark), "yaml.tag", "tags (!!name) are not read; leave it out"};
    }
    void open(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor, Tree::Kind kind) {
        refuse(mark, tag, anchor);
        if (open_.size() >= deepest)
            throw Stop{line_of(mark), "yaml.deep", "nested too deeply; a flow needs no more than eight levels"};
        open_.push_back({.kind = kind, .line = line_of(mark)});
    }
    void close() {
        auto done = std::move(open_.back());
        open_.pop_back();
        put(std::move(done));
    }
    // A map's keys and values come in turns.
    void put(Tree node) {
        if (++nodes_ > most_nodes) throw Stop{node.line, "yaml.too_large", "too many values; split the flow"};
        if (open_.empty()) {
            root = std::move(node);
            return;
        }
        auto& parent = open_.back();
        if (parent.kind == Tree::Kind::list || parent.keys.size() > parent.items.size()) {
            if (node.kind == Tree::Kind::nothing && !parent.keys.empty())
                node.line = parent.keys.back().line;  // not the next one
            parent.items.push_back(std::move(node));
            return;
        }
        if (node.kind != Tree::Kind::text)
            throw Stop{node.line, "yaml.key", "a key must be a plain word; quote a text that begins with { or ["};
        if (parent.key(node.text)) throw Stop{node.line, "yaml.twice", "this key stands here a second time; keep one of them"};
        parent.keys.push_back(std::move(node));
    }

    std::vector<Tree> open_;
    std::size_t nodes_ = 0;
};

}  // namespace

Tree const* Tree::key(std::string_view name) const {
    auto const found = std::ranges::find(keys, name, &Tree::text);
    return found == keys.end() ? nullptr : &*found;
}

Tree const* Tree::find(std::string_view name) const {
    auto const* found = key(name);
    return found ? &items[std::size_t(found - keys.data())] : nullptr;
}

std::optional<Tree> read_yaml(std::string const& file, std::string_view text, std::vector<Mistake>& mistakes) {
    auto const stop = [&](std::int64_t line, std::string code, std::string what) {
        mistakes.push_back({file, line, std::move(code), std::move(what)});
        return std::nullopt;
    };
    if (text.size() > limits::flow_bytes) return stop(1, "yaml.too_large", "larger than 512 KiB; split the flow");
    if (!text::composed(text) || text.contains('\0')) return stop(1, "yaml.utf8", "not UTF-8; save the file as UTF-8");
    Builder builder;
    try {
        std::ispanstream stream{std::span<char const>{text}};
        YAML::Parser parser{stream};
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (Stop const& found) {
        return stop(found.line, found.code, found.what);
    } catch (YAML::Exception const& error) {
        return stop(std::max(0, error.mark.line) + 1, "yaml.broken",
                    "no YAML from here on (" + error.msg +
                        "); look at indentation, colons and brackets, and put a text with ? : # or a comma into quotes");
    }
    if (!builder.root || builder.root->kind == Tree::Kind::nothing) return stop(1, "yaml.empty", "the file is empty");
    return std::move(builder.root);
}

}  // namespace ombud::diagnosis
