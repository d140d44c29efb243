// The shipped articles answer the judged questions that nobody tuned on. Read from the folder, so that every change of an article
// is measured.
#include <boost/json.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <yaml-cpp/yaml.h>

#include "search/asked.hpp"
#include "search/index.hpp"

namespace ombud::search {
namespace {

constexpr std::size_t shown = 5;

std::vector<std::string> texts_of(YAML::Node const& list) {
    std::vector<std::string> texts;
    for (auto const& text : list) texts.push_back(text.as<std::string>());
    return texts;
}

// Roughly what a reader sees.
std::string plain(std::string const& markdown) {
    static std::regex const marks{R"(\]\([^)]*\)|[*`|\[]|^#+ |^\|?[ :|-]+\|?$|^ *([-*]|[0-9]+\.) )", std::regex::multiline};
    return std::regex_replace(markdown, marks, " ");
}

Document document_of(std::filesystem::path const& file) {
    std::ifstream in{file};
    std::string head, body;
    std::vector<std::string> headings;
    int rules = 0;
    for (std::string line; std::getline(in, line);) {
        if (line == "---" && rules < 2)
            ++rules;
        else if (rules < 2)
            head += line + "\n";
        else if (line.starts_with('#'))
            headings.push_back(line.substr(line.find(' ') + 1));
        else
            body += line + "\n";
    }
    auto const fields = YAML::Load(head);
    return {file.parent_path().filename(),
            file.stem(),
            fields["title"].as<std::string>(),
            fields["summary"].as<std::string>(),
            texts_of(fields["keywords"]),
            headings,
            plain(body),
            texts_of(fields["related"])};
}

std::vector<Document> articles() {
    std::vector<Document> documents;
    for (auto const& folder : std::filesystem::directory_iterator("content/articles"))
        if (folder.is_directory())
            for (auto const& file : std::filesystem::directory_iterator(folder)) documents.push_back(document_of(file));
    return documents;
}

struct Judgement {
    double ndcg = 0, success = 0;
    int questions = 0;
};

double gain(double grade, std::size_t place) {
    return (std::exp2(grade) - 1) / std::log2(double(place) + 2);
}

void judge(boost::json::object const& question, Index const& index, Judgement& judgement) {
    auto const& relevant = question.at("relevant").as_object();
    auto const hits = index.find(question.at("question").as_string(), question.at("language").as_string(), shown);
    double reached = 0, possible = 0;
    for (std::size_t place = 0; place < hits.size(); ++place) {
        auto const* grade = relevant.if_contains(hits[place].id);
        if (grade) reached += gain(double(grade->as_int64()), place);
        if (place == 0 && grade && grade->as_int64() == 3) ++judgement.success;
    }
    std::size_t place = 0;
    for (auto const& [slug, grade] : relevant)  // best first
        if (place < shown) possible += gain(double(grade.as_int64()), place++);
    judgement.ndcg += reached / possible;
    ++judgement.questions;
}

Judgement judge(std::string_view half) {
    static Index const index{articles()};
    Judgement judgement;
    std::ifstream in{"bench/help_search/questions.jsonl"};
    for (std::string line; std::getline(in, line);) {
        auto const question = boost::json::parse(line).as_object();
        if (question.at("half").as_string() == half) judge(question, index, judgement);
    }
    judgement.ndcg /= judgement.questions;
    judgement.success /= judgement.questions;
    std::cout << half << ": nDCG@5 " << judgement.ndcg << ", success@1 " << judgement.success << " of " << judgement.questions
              << '\n';
    return judgement;
}

TEST(JudgedQuestions, AreAnsweredInTheHalfThatNobodyTunedOn) {
    auto const kept = judge("kept");
    EXPECT_GE(kept.questions, 100);
    EXPECT_GE(kept.ndcg, .85);
    EXPECT_GE(kept.success, .80);
}

TEST(JudgedQuestions, AreAnsweredInTheOtherHalf) {
    auto const tuning = judge("tuning");
    EXPECT_GE(tuning.questions, 100);
    EXPECT_GE(tuning.ndcg, .85);
    EXPECT_GE(tuning.success, .80);
}

TEST(AskedQuestions, AreKnownForEveryShippedArticleInBothLanguages) {
    for (auto const& document : articles())
        EXPECT_FALSE(asked_of(document.id, document.language).empty()) << document.id << ' ' << document.language;
    EXPECT_TRUE(asked_of("no-such-article", "en").empty());
}

}  // namespace
}  // namespace ombud::search
