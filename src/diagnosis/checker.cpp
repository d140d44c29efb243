#include "diagnosis/checker.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <set>

#include "core/limits.hpp"
#include "core/plain_file.hpp"
#include "core/problem.hpp"
#include "diagnosis/reader.hpp"
#include "embedded/flows.hpp"

namespace ombud::diagnosis {

namespace {

constexpr std::string_view labels_file = "facts.yaml";

// What surely happened before a step, whichever way led there.
struct Before {
    std::set<std::string, std::less<>> facts;  // known
    std::set<std::string, std::less<>> asked;  // questions answered
    bool operator==(Before const&) const = default;

    void keep_common(Before const& other) {
        std::erase_if(facts, [&](auto const& name) { return !other.facts.contains(name); });
        std::erase_if(asked, [&](auto const& name) { return !other.asked.contains(name); });
    }
};

class FlowCheck {
public:
    FlowCheck(Flow const& flow, std::string const& file, Registry const& registry, std::vector<Mistake>& mistakes)
        : flow_(flow), file_(file), registry_(registry), mistakes_(mistakes) {}

    void run() {
        if (!targets_exist()) return;  // nothing more can be said of what leads nowhere
        walk();
        for (auto const& step : flow_.steps) {
            auto const before = before_.find(step.id);
            if (before == before_.end())
                say(step.line, "step.unreachable", "nothing leads to \"" + step.id + "\"; name it in a \"go\" or take it out");
            else if (!flow_.screens_left.contains(step.id))
                say(step.line, "branch.endless",
                    "from \"" + step.id +
                        "\" no end can be reached; let a branch lead to an explanation without \"go\" or to a hand_over");
            if (before != before_.end()) known_before(step, before->second);
        }
        silent_loops();
    }

private:
    void say(std::int64_t line, std::string code, std::string what) {
        mistakes_.push_back({file_, line, std::move(code), std::move(what)});
    }

    bool targets_exist() {
        std::vector<std::string> names;
        for (auto const& step : flow_.steps) names.push_back(step.id);
        bool all = true;
        auto const exists = [&](std::string const& target, std::int64_t line, char const* code, std::string const& from) {
            if (flow_.find(target)) return;
            all = false;
            if (target.empty()) return;  // said already
            auto const near = nearest(target, names);
            say(line, code,
                from + " leads to \"" + target.substr(0, limits::slug_bytes) + "\", which is no step; " +
                    (near.empty() ? "write that step or name another" : "did you mean \"" + near + "\"?"));
        };
        exists(flow_.start, 1, "start.unknown", "the start");
        for (auto const& step : flow_.steps)
            for (auto const& edge : edges_of(step)) exists(edge.to, edge.line, "go.unknown", "\"" + step.id + "\"");
        return all;
    }

    // Until nothing changes; what is surely known only shrinks, so it ends.
    void walk() {
        before_.emplace(flow_.start, Before{});
        std::deque<std::string> open{flow_.start};
        while (!open.empty()) {
            auto const& step = flow_.step(open.front());
            open.pop_front();
            for (auto const& edge : edges_of(step)) {
                auto after = before_.at(step.id);
                if (step.is_question()) after.asked.insert(step.id);
                bool const known = step.kind == StepKind::look_up && edge.branch != "unknown" && edge.branch != "unproved" &&
                                   (edge.branch != "otherwise" || step.unknown);
                if (known) after.facts.insert(step.name);
                auto const [place, fresh] = before_.try_emplace(edge.to, after);
                auto const was = place->second;
                place->second.keep_common(after);
                if (fresh || !(place->second == was)) open.push_back(edge.to);
            }
        }
    }

    void known_before(Step const& step, Before const& before) {
        auto const check = [&](BothPhrases const& texts) {
            for (auto const& hole : texts.en.holes())  // the same in both languages
                if (registry_.fact(hole.fact) && !before.facts.contains(hole.fact))
                    say(step.line, "placeholder.not_looked_up",
                        "\"" + step.id + "\" shows {" + hole.fact +
                            "}, but not every way here has looked it up; look it up before, give the look-up an \"unknown\" "
                            "branch, or leave it out");
        };
        check(step.says);
        if (step.help) check(*step.help);
        if (step.staff) check(*step.staff);
        if (step.of.empty()) return;
        auto const* question = flow_.find(step.of);
        if (!question)
            say(step.line, "of.unknown", "\"of\" names no step; name the question whose answer this is about");
        else if (!question->is_question())
            say(step.line, "of.not_a_question", "\"" + step.of + "\" asks nothing; name the question whose answer this is about");
        else if (!before.asked.contains(step.of))
            say(step.line, "of.not_asked", "not every way to \"" + step.id + "\" has asked \"" + step.of + "\"; ask it before");
    }

    // A loop of explanations and facts would turn for ever with nobody deciding anything.
    void silent_loops() {
        std::set<std::string> done, on_the_way;
        auto const visit = [&](auto const& self, Step const& step) -> void {
            if (step.is_question() || step.kind == StepKind::act || done.contains(step.id)) return;
            on_the_way.insert(step.id);
            for (auto const& edge : edges_of(step)) {
                if (on_the_way.contains(edge.to))
                    say(edge.line, "loop.silent",
                        "\"" + step.id + "\" leads back to \"" + edge.to +
                            "\" with no question on the way; ask something, or end it");
                else
                    self(self, flow_.step(edge.to));
            }
            on_the_way.erase(step.id);
            done.insert(step.id);
        };
        for (auto const& step : flow_.steps) visit(visit, step);
    }

    Flow const& flow_;
    std::string const& file_;
    Registry const& registry_;
    std::vector<Mistake>& mistakes_;
    std::map<std::string, Before, std::less<>> before_;
};

void check_flow_links(Flow const& flow, std::string const& file, std::set<std::string> const& names,
                      std::vector<Mistake>& mistakes) {
    for (auto const& step : flow.steps)
        for (auto const& link : step.links)
            if (link.flow && !names.contains(*link.flow))
                mistakes.push_back({file, link.line, "link.flow",
                                    "there is no flow \"" + *link.flow + "\"; name one of the folder or a shipped one"});
}

}  // namespace

std::string as_line(Mistake const& mistake) {
    return mistake.file + ":" + std::to_string(mistake.line) + ": " + mistake.code + ": " + mistake.what;
}

void check_flow(Flow const& flow, std::string const& file, Registry const& registry, std::vector<Mistake>& mistakes) {
    FlowCheck{flow, file, registry, mistakes}.run();
}

std::vector<FlowFile> files_of(std::filesystem::path const& folder) {
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error)) throw Problem{ProblemKind::not_found, "flows.no_folder"};
    std::vector<FlowFile> out;
    for (auto const& entry : std::filesystem::directory_iterator{folder, error})
        if (entry.path().extension() == ".yaml")
            out.push_back({entry.path().filename().string(), read_plain_file(entry.path(), limits::flow_bytes + 1)});
    if (error) throw Problem{ProblemKind::not_found, "flows.no_folder"};
    std::ranges::sort(out, {}, &FlowFile::name);
    return out;
}

std::vector<FlowFile> shipped_files() {
    std::vector<FlowFile> out;
    for (auto const& file : embedded::flows()) out.push_back({std::string(file.name), std::string(file.bytes)});
    return out;
}

std::vector<Mistake> check_files(std::vector<FlowFile> const& files, Registry const& registry) {
    return read_all(files, registry).mistakes;
}

Loaded read_all(std::vector<FlowFile> const& files, Registry const& registry) {
    Loaded out;
    std::set<std::string> names;
    for (auto const& file : shipped_files()) names.insert(file.name.substr(0, file.name.rfind('.')));
    for (auto const& file : files) names.insert(file.name.substr(0, file.name.rfind('.')));
    for (auto const& file : files) {
        if (file.name == labels_file) {
            out.labels = read_labels(file, registry, out.mistakes);
            continue;
        }
        auto const before = out.mistakes.size();
        auto flow = read_flow(file, registry, out.mistakes);
        if (!flow) continue;
        check_flow(*flow, file.name, registry, out.mistakes);
        check_flow_links(*flow, file.name, names, out.mistakes);
        if (out.mistakes.size() == before) out.flows.push_back(std::move(*flow));
    }
    std::ranges::sort(out.mistakes, {}, [](Mistake const& one) { return std::tie(one.file, one.line, one.code, one.what); });
    return out;
}

std::vector<Mistake> check_folder(std::filesystem::path const& folder, Registry const& registry) {
    auto const files = files_of(folder);
    if (files.empty()) throw Problem{ProblemKind::not_found, "flows.none", {}, "no *.yaml in " + folder.string()};
    return check_files(files, registry);
}

}  // namespace ombud::diagnosis
