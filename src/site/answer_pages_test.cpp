// What the pages of guided answers say of each problem that a run can meet.
#include "site/answer_pages.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <regex>
#include <sstream>

#include "site/fields.hpp"

namespace ombud::site {
namespace {

// As the headers document them, and as they are thrown.
std::set<std::string> codes_of_runs() {
    static std::regex const told{R"re("([a-z_]+\.(?!hpp)[a-z_]+)")re"}, thrown{R"re(ProblemKind::\w+, "([a-z_.]+)")re"};
    std::set<std::string> out;
    auto const read = [&out](std::string const& file, std::regex const& code) {
        std::stringstream text;
        text << std::ifstream("src/diagnosis/" + file).rdbuf();
        auto const all = std::move(text).str();
        EXPECT_NE(all, "") << file;
        for (std::sregex_iterator each{all.begin(), all.end(), code}, end; each != end; ++each) out.insert(each->str(1));
    };
    for (std::string const name : {"runs", "walk"}) {
        read(name + ".hpp", told);
        read(name + ".cpp", thrown);
    }
    read("proofs.hpp", told);
    return out;
}

TEST(ProblemsOfRuns, are_each_told_in_both_languages) {
    std::set<std::string> const on_pages_of_their_own{"run.unknown", "run.over", "flow.unknown", "field.choice"};
    auto const codes = codes_of_runs();
    EXPECT_THAT(codes, ::testing::IsSupersetOf({"run.busy", "run.too_long", "proof.required", "answer.date", "code.wrong"}));
    for (auto const& code : codes) {
        auto const* said = said_of(code);
        EXPECT_EQ(said == nullptr, on_pages_of_their_own.contains(code)) << code;
        for (auto const& language : page_languages)
            if (said) EXPECT_FALSE(problem_text(Words::of(language), said).empty()) << code << " in " << language;
    }
}

}  // namespace
}  // namespace ombud::site
