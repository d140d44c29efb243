#include "diagnosis/checker.hpp"

#include <fstream>
#include <gmock/gmock.h>

#include "core/limits.hpp"
#include "diagnosis/kinds.hpp"
#include "diagnosis/reader.hpp"

namespace ombud::diagnosis {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view good = R"(flow: lost-key
version: 1
topic: sign_in
title: {en: I lost my key, zh-CN: 钥匙丢了}
summary: {en: What to do about it., zh-CN: 该怎么办。}
start: where
steps:
  where:
    ask: {en: "Where?", zh-CN: 在哪里？}
    answers:
      - {id: home, label: {en: At home, zh-CN: 在家}, go: which_error}
      - {id: away, label: {en: Elsewhere, zh-CN: 别处}, go: is_locked}
  which_error:
    ask: {en: "What does it say?", zh-CN: 提示什么？}
    input: error_text
    optional: true
    go: is_locked
  is_locked:
    look_up: account.lock
    when:
      - {is: locked, go: tell_lock}
      - {is: [none, waiting], go: how_many}
    otherwise: person
    unknown: person
    unproved: person
  how_many:
    look_up: test.count
    when:
      - {at_least: 3, go: person}
    otherwise: which_site
  which_site:
    ask: {en: "Which site?", zh-CN: 哪个网站？}
    input: site_or_handle
    go: is_it_us
  is_it_us:
    look_up: official.check
    of: which_site
    otherwise: freeze
  freeze:
    act: account.freeze
    ask: {en: "Freeze?", zh-CN: 冻结？}
    yes: {en: Freeze it, zh-CN: 冻结}
    no: {label: {en: Not now, zh-CN: 先不}, go: person}
    done: told
    failed: person
  told:
    explain: {en: It is frozen., zh-CN: 已冻结。}
    links: [{to: /me/freeze, label: {en: Your account, zh-CN: 账户}}, {article: account-frozen}, {flow: stolen}]
    outcome: solved
  tell_lock:
    explain: {en: "Ends {account.lock.until}: {account.lock}.", zh-CN: "{account.lock}，{account.lock.until} 结束。"}
    go: told
  person:
    hand_over: {en: A person comes., zh-CN: 马上转人工。}
    intake: [exact_error, since]
)";

Registry test_registry() {
    auto out = registry_of_shapes();
    out.add(FactKind{{"test.count", Assurance::nobody, {}}, [](Asked) -> Task<std::optional<Fact>> { co_return std::nullopt; }});
    return out;
}

std::string changed(std::string_view from, std::string_view to) {
    std::string text{good};
    auto const at = text.find(from);
    if (at == text.npos) throw std::logic_error("the test changes nothing: " + std::string(from));
    return text.replace(at, from.size(), to);
}

std::vector<Mistake> check(std::string text, std::string name = "lost-key.yaml") {
    auto const registry = test_registry();
    return check_files({{std::move(name), std::move(text)}}, registry);
}

std::string all(std::vector<Mistake> const& mistakes) {
    std::string out;
    for (auto const& mistake : mistakes) out += as_line(mistake) + "\n";
    return out;
}

std::int64_t line_of(std::string_view text, std::string_view needle) {
    auto const at = text.find(needle);
    return at == text.npos ? 0 : 1 + std::count(text.begin(), text.begin() + std::ptrdiff_t(at), '\n');
}

TEST(Checker, a_good_flow_has_no_mistake) {
    EXPECT_EQ(all(check(std::string(good))), "");
}

// What is written wrongly, the code that it must give, and a piece of the line at which it must be told.
struct Wrong {
    char const* from;
    char const* to;
    char const* code;
    char const* line;
};

void PrintTo(Wrong const& wrong, std::ostream* out) {
    *out << wrong.code << ": " << wrong.to;
}

class EveryMistake : public ::testing::TestWithParam<Wrong> {};

TEST_P(EveryMistake, is_told_with_its_line_and_what_to_do) {
    auto const& wrong = GetParam();
    auto const text = changed(wrong.from, wrong.to);
    auto const mistakes = check(text);
    auto const found = std::ranges::find(mistakes, wrong.code, &Mistake::code);
    ASSERT_NE(found, mistakes.end()) << all(mistakes);
    EXPECT_EQ(found->line, line_of(text, wrong.line)) << all(mistakes);
    EXPECT_EQ(found->file, "lost-key.yaml");
    EXPECT_GT(found->what.size(), 15u);
}

INSTANTIATE_TEST_SUITE_P(Yaml, EveryMistake,
                         ::testing::Values(Wrong{"ask: {en: \"Where?\",", "ask: {en: Where?,", "yaml.broken", "ask: {en: Where?"},
                                           Wrong{"start: where", "start: &a where", "yaml.anchor", "start:"},
                                           Wrong{"start: where", "start: *a", "yaml.broken", "start:"},
                                           Wrong{"start: where", "start: !!str where", "yaml.tag", "start:"},
                                           Wrong{"topic: sign_in", "topic: sign_in\ntopic: other", "yaml.twice", "topic: other"},
                                           Wrong{"start: where", "start: where\n? [a]\n: b", "yaml.key", "? [a]"},
                                           Wrong{"version: 1", "version: [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]", "yaml.deep",
                                                 "version:"},
                                           Wrong{"    intake: [exact_error, since]\n",
                                                 "    intake: [exact_error, since]\n---\na: b\n", "yaml.documents", "---"}));

INSTANTIATE_TEST_SUITE_P(
    Shape, EveryMistake,
    ::testing::Values(
        Wrong{"flow: lost-key", "flow: found-key", "flow.name", "flow: found"},
        Wrong{"version: 1", "version: one", "field.type", "version:"},
        Wrong{"version: 1", "version: 0", "flow.version", "version:"},
        Wrong{"version: 1\n", "", "field.missing", "flow: lost-key"},
        Wrong{"topic: sign_in", "topic: keys", "flow.topic", "topic:"},
        Wrong{"summary: {en: What to do about it., zh-CN: 该怎么办。}", "summary: {en: What to do about it.}", "language.missing",
              "summary:"},
        Wrong{"zh-CN: 在哪里？", "zh-CN: ''", "language.missing", "Where?"},
        Wrong{"zh-CN: 在哪里？", "zh-CN: 在哪里？, de: Wo", "language.unknown", "Where?"},
        Wrong{"title: {en: I lost my key, zh-CN: 钥匙丢了}", "title: I lost my key", "field.type", "title:"},
        Wrong{"start: where", "start: where\nstrat: where", "field.unknown", "strat:"},
        Wrong{"  which_site:", "  Which-Site:", "step.id", "  Which-Site:"},
        Wrong{"    input: site_or_handle\n", "    input: site_or_handle\n    look_up: account.lock\n", "step.kind",
              "  which_site:"},
        Wrong{"    input: site_or_handle\n", "", "step.kind", "  which_site:"},
        Wrong{"input: site_or_handle", "input: website", "input.unknown", "input: website"},
        Wrong{"optional: true", "optional: maybe", "field.type", "optional:"},
        Wrong{"      - {id: home, label: {en: At home, zh-CN: 在家}, go: which_error}\n", "", "answers.few", "- {id: away"},
        Wrong{"{id: away,", "{id: home,", "answer.twice", "en: Elsewhere"},
        Wrong{"{id: away,", "{id: Far Away,", "answer.id", "en: Elsewhere"},
        Wrong{"- {id: away,", "- {ID: away,", "field.missing", "en: Elsewhere"},
        Wrong{"    intake: [exact_error, since]\n", "", "field.missing", "  person:"},
        Wrong{"intake: [exact_error, since]", "intake: [exact_error, sinse]", "intake.unknown", "intake:"},
        Wrong{"intake: [exact_error, since]", "intake: [since, since]", "intake.twice", "intake:"},
        Wrong{"    outcome: solved\n", "", "outcome.missing", "  told:"},
        Wrong{"outcome: solved", "outcome: person", "outcome.unknown", "outcome: person"},
        Wrong{"    go: told\n", "    go: told\n    outcome: waiting\n", "outcome.useless", "outcome: waiting"},
        Wrong{"{to: /me/freeze, label", "{to: https://elsewhere.example, label", "link.form", "elsewhere"},
        Wrong{"{to: /me/freeze, label", "{to: //elsewhere.example, label", "link.form", "elsewhere"},
        Wrong{"{article: account-frozen}", "{article: account-frozen, flow: stolen}", "link.form", "links:"},
        Wrong{"{to: /me/freeze, label: {en: Your account, zh-CN: 账户}}", "{to: /me/freeze}", "link.label", "links:"},
        Wrong{"{flow: stolen}", "{flow: stoln}", "link.flow", "links:"},
        Wrong{"It is frozen.", "\"[It](javascript:alert) is frozen.\"", "link.form", "javascript"}));

INSTANTIATE_TEST_SUITE_P(
    Meaning, EveryMistake,
    ::testing::Values(Wrong{"start: where", "start: nowhere", "start.unknown", "flow: lost-key"},
                      Wrong{"go: which_error}", "go: wich_error}", "go.unknown", "wich_error"},
                      Wrong{"- {is: locked, go: tell_lock}", "- {is: locked, go: told}", "step.unreachable", "  tell_lock:"},
                      Wrong{"    go: told\n", "    go: is_locked\n", "loop.silent", "  tell_lock:"},
                      Wrong{"otherwise: person\n    unknown: person", "otherwise: is_locked\n    unknown: person", "loop.silent",
                            "  is_locked:"},
                      Wrong{"look_up: account.lock\n", "look_up: account.locks\n", "fact.unknown", "look_up: account.locks"},
                      Wrong{"{is: locked,", "{is: lokced,", "value.unknown", "lokced"},
                      Wrong{"{is: [none, waiting],", "{is: [none, locked],", "value.twice", "[none, locked]"},
                      Wrong{"{at_least: 3,", "{is: three,", "when.number", "three"},
                      Wrong{"{is: locked,", "{at_least: 3,", "when.words", "at_least: 3, go: tell_lock"},
                      Wrong{"{at_least: 3,", "{at_least: 3, under: 5,", "when.test", "under: 5"},
                      Wrong{"    otherwise: which_site\n", "", "otherwise.missing", "  how_many:"},
                      Wrong{"    otherwise: person\n    unknown: person\n", "    unknown: person\n", "otherwise.missing",
                            "  is_locked:"},
                      Wrong{"    unproved: person\n", "", "unproved.missing", "  is_locked:"},
                      Wrong{"    otherwise: which_site\n", "    otherwise: which_site\n    unproved: person\n",
                            "unproved.useless", "unproved: person\n  which_site"},
                      Wrong{"    of: which_site\n", "", "of.missing", "  is_it_us:"},
                      Wrong{"look_up: test.count\n", "look_up: test.count\n    of: where\n", "of.not_wanted", "of: where"},
                      Wrong{"    of: which_site\n", "    of: who\n", "of.unknown", "  is_it_us:"},
                      Wrong{"    of: which_site\n", "    of: is_locked\n", "of.not_a_question", "  is_it_us:"},
                      Wrong{"    of: which_site\n", "    of: which_error\n", "of.not_asked", "  is_it_us:"},
                      Wrong{"act: account.freeze", "act: account.frieze", "act.unknown", "account.frieze"},
                      Wrong{"{account.lock.until}: {account.lock}.", "{account.lock.untl}: {account.lock}.",
                            "placeholder.unknown", "    explain: {en: \"Ends"},
                      Wrong{"It is frozen., zh-CN: 已冻结。", "\"{account.sate}\", zh-CN: \"{account.sate}\"",
                            "placeholder.unknown", "account.sate"},
                      Wrong{"A person comes., zh-CN: 马上转人工。", "\"{account.lock}\", zh-CN: \"{account.lock}\"",
                            "placeholder.not_looked_up", "  person:"},
                      Wrong{"It is frozen., zh-CN: 已冻结。", "\"It is {\", zh-CN: \"已冻结\"", "placeholder.broken", "It is {"},
                      Wrong{"{account.lock.until}: {account.lock}.", "[x](/me/{account.lock.until}) {account.lock}.",
                            "placeholder.place", "[x](/me/"},
                      Wrong{"{account.lock.until}: {account.lock}.", "{account.lock.until}.", "placeholder.one_language",
                            "Ends {account.lock.until}."}));

TEST(Checker, suggests_what_was_meant) {
    auto const mistakes = check(changed("go: which_error}", "go: wich_error}"));
    ASSERT_FALSE(mistakes.empty());
    EXPECT_THAT(mistakes.front().what, ::testing::HasSubstr("which_error"));
}

TEST(Checker, a_branch_that_never_ends_is_found) {
    auto text = changed("    go: told\n", "    go: again\n");
    text +=
        "  again:\n    ask: {en: \"Again?\", zh-CN: 再来？}\n    answers:\n"
        "      - {id: a, label: {en: Yes, zh-CN: 是}, go: again}\n      - {id: b, label: {en: No, zh-CN: 否}, go: tell_lock}\n";
    auto const mistakes = check(text);
    auto const found = std::ranges::find(mistakes, "branch.endless", &Mistake::code);
    ASSERT_NE(found, mistakes.end()) << all(mistakes);
    EXPECT_EQ(found->line, line_of(text, "  tell_lock:"));
}

TEST(Checker, every_mistake_of_a_file_is_told_at_once) {
    auto text = changed("topic: sign_in", "topic: keys");
    text.replace(text.find("optional: true"), 14, "optional: soon");
    auto const mistakes = check(text);
    EXPECT_EQ(mistakes.size(), 2u) << all(mistakes);
}

TEST(Checker, files_that_are_no_text_or_too_large_are_refused) {
    EXPECT_EQ(check("").front().code, "yaml.empty");
    EXPECT_EQ(check("flow: \xff\xfe").front().code, "yaml.utf8");
    EXPECT_EQ(check("- a").front().code, "field.type");
    EXPECT_EQ(check(std::string(limits::flow_bytes + 1, 'a')).front().code, "yaml.too_large");
    EXPECT_EQ(check(std::string(100'000, '[')).front().code, "yaml.deep");
    std::string many = "flow: lost-key\nsteps:\n";
    for (int i = 0; i < 301; ++i) many += "  s" + std::to_string(i) + ": {}\n";
    auto const mistakes = check(many);
    EXPECT_NE(std::ranges::find(mistakes, "steps.many", &Mistake::code), mistakes.end());
}

// What the reader lets pass, the schema lets pass; what only the schema says is said, too.
TEST(Checker, the_schema_agrees_with_the_reader) {
    std::vector<Mistake> mistakes;
    auto const tree = read_yaml("lost-key.yaml", good, mistakes);
    ASSERT_TRUE(tree);
    check_schema(*tree, "lost-key.yaml", mistakes);
    EXPECT_EQ(all(mistakes), "");
    for (auto const& [from, to] : std::initializer_list<std::pair<char const*, char const*>>{
             {"version: 1", "version: one"},
             {"topic: sign_in", "topic: keys"},
             {"input: site_or_handle", "input: website"},
             {"start: where", "start: where\nstrat: where"},
             {"    outcome: solved\n", ""},
             {"{at_least: 3,", "{at_least: 3, under: 5,"},
             {"intake: [exact_error, since]", "intake: []"},
             {"{to: /me/freeze, label: {en: Your account, zh-CN: 账户}}", "{to: /me/freeze}"}}) {
        mistakes.clear();
        auto const wrong = read_yaml("lost-key.yaml", changed(from, to), mistakes);
        ASSERT_TRUE(wrong);
        check_schema(*wrong, "lost-key.yaml", mistakes);
        EXPECT_EQ(mistakes.size(), 1u) << to;
    }
}

TEST(Checker, facts_without_words_are_told) {
    Registry registry;
    registry.add(FactKind{{"door.state", Assurance::nobody, {"open", "shut"}, {{"since", FieldType::time}}}, {}});
    registry.add(ActKind{{"door.shut", Assurance::nobody}, {}});
    std::string const whole =
        "facts:\n  door.state:\n    label: {en: Door, zh-CN: 门}\n    values:\n      open: {en: open, zh-CN: 开}\n"
        "      shut: {en: shut, zh-CN: 关}\n    fields:\n      since: {en: Since, zh-CN: 时间}\nacts:\n"
        "  door.shut: {label: {en: Shut it, zh-CN: 关上}}\n";
    EXPECT_EQ(all(check_files({{"facts.yaml", whole}}, registry)), "");
    auto without = [&](std::string_view piece) {
        auto text = whole;
        text.erase(text.find(piece), piece.size());
        return check_files({{"facts.yaml", text}}, registry);
    };
    EXPECT_EQ(without("      shut: {en: shut, zh-CN: 关}\n").at(0).code, "label.missing");
    EXPECT_EQ(without(", zh-CN: 门").at(0).code, "language.missing");
    EXPECT_EQ(without("    fields:\n      since: {en: Since, zh-CN: 时间}\n").at(0).code, "field.missing");
    EXPECT_EQ(without("  door.shut: {label: {en: Shut it, zh-CN: 关上}}\n").at(0).line, 9);
    auto more = whole;
    more.insert(more.rfind("acts:"), "  door.colour: {label: {en: Colour, zh-CN: 颜色}}\n");
    EXPECT_EQ(check_files({{"facts.yaml", more}}, registry).at(0).code, "field.unknown");
}

// The flows that ship, against the facts that there are. What is shown to people stands or falls with it.
TEST(Checker, every_shipped_flow_is_without_a_mistake) {
    auto const registry = registry_of_shapes();
    auto const loaded = read_all(files_of("content/flows"), registry);
    EXPECT_EQ(all(loaded.mistakes), "");
    std::vector<std::string> names;
    for (auto const& flow : loaded.flows) names.push_back(flow.name);
    EXPECT_THAT(names, ::testing::UnorderedElementsAre("sign-in", "security", "withdrawal", "deposit", "stolen"));
    EXPECT_TRUE(loaded.labels);
    EXPECT_EQ(all(check_folder("content/flows", registry)), "");
    EXPECT_THROW(check_folder("content/no-such-folder", registry), Problem);
}

TEST(Checker, the_shipped_flows_are_inside_the_program) {
    for (auto const& file : shipped_files()) {
        std::ifstream in{"content/flows/" + file.name, std::ios::binary};
        std::string const text{std::istreambuf_iterator<char>{in}, {}};
        EXPECT_EQ(file.text, text) << file.name;
    }
    EXPECT_GE(shipped_files().size(), 6u);
}

}  // namespace
}  // namespace ombud::diagnosis
