// A flow as it is run: its steps, where each leads, and the texts of both languages.
#pragma once
#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/model.hpp"
#include "diagnosis/phrase.hpp"

namespace ombud::diagnosis {

struct Answer {
    std::string id;
    Words label;
    std::optional<Words> hint;
    std::string go;
    std::int64_t line{};
};

// One line of `when`: any of the values, or a bound of a number.
struct When {
    std::vector<std::string> is;
    std::optional<std::int64_t> at_least, under;
    std::string go;
    std::int64_t line{};

    [[nodiscard]] bool fits(std::string_view value) const;
    [[nodiscard]] std::string branch() const;  // "is:locked,waiting", "at_least:3", "under:3"
};

struct Link {
    std::optional<std::string> to, article, flow;
    std::optional<Words> label;
    std::int64_t line{};
};

struct Step {
    std::string id;
    StepKind kind{};
    std::int64_t line{};
    BothPhrases says;  // the question, the explanation, the words of handing over
    std::optional<BothPhrases> help, staff;

    std::vector<Answer> answers;  // of a choice
    InputKind input{};            // of a typed question
    bool optional = false;
    std::string name;        // of a fact or an act
    std::string of;          // the question that it is about
    std::vector<When> when;  // of a fact
    std::optional<std::string> otherwise, unknown, unproved;
    Words yes, no;  // of an act
    std::string on_no, on_failed;
    std::optional<std::string> go;  // of a typed question, an explanation; of an act when it is done
    std::vector<Link> links;
    std::optional<Outcome> outcome;  // of an end
    bool urgent = false;
    std::vector<IntakeField> intake;

    [[nodiscard]] bool is_question() const { return kind == StepKind::choice || kind == StepKind::typed; }
    [[nodiscard]] bool is_end() const { return kind == StepKind::hand_over || (kind == StepKind::explain && !go); }
    // Where somebody must do something before it goes on.
    [[nodiscard]] bool stops() const { return kind != StepKind::look_up; }
    [[nodiscard]] Answer const* answer(std::string_view answer_id) const;
};

// From one step to another, by the answer's id, "is:locked", "otherwise", "unknown", "unproved", "yes", "no", "failed",
// "continue", "typed".
struct Edge {
    std::string branch;
    std::string to;
    std::int64_t line{};
};
std::vector<Edge> edges_of(Step const& step);

struct Flow {
    std::string name;
    std::int64_t version{};
    Topic topic{};
    Words title, summary;
    std::string start;
    std::vector<Step> steps;
    std::string source;                                             // the file's text
    std::string hash;                                               // of that
    std::map<std::string, std::int64_t, std::less<>> screens_left;  // on the shortest way to an end

    [[nodiscard]] Step const* find(std::string_view id) const;
    [[nodiscard]] Step const& step(std::string_view id) const;  // throws logic_error

private:
    friend void index_steps(Flow& flow);
    std::map<std::string, std::size_t, std::less<>> places_;
};
// Once the steps are all there.
void index_steps(Flow& flow);

// Where a fact's value leads, by which branch. nullopt: the fact is unknown.
Edge edge_for_value(Step const& look_up, std::optional<std::string> const& value);

}  // namespace ombud::diagnosis
