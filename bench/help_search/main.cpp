// The help centre's search alone: answers questions, or says how long it takes. Documents and questions are lines of JSON.
#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "search/index.hpp"

namespace {

using namespace ombud;
namespace json = boost::json;

std::vector<json::object> objects_of(char const* file) {
    std::ifstream in{file};
    std::vector<json::object> objects;
    for (std::string line; std::getline(in, line);) objects.push_back(json::parse(line).as_object());
    if (objects.empty()) throw std::runtime_error("nothing to read");
    return objects;
}

std::vector<search::Document> documents_of(char const* file) {
    std::vector<search::Document> documents;
    for (auto const& object : objects_of(file)) {
        auto const text = [&](char const* name) { return std::string(object.at(name).as_string()); };
        auto const texts = [&](char const* name) { return json::value_to<std::vector<std::string>>(object.at(name)); };
        documents.push_back({text("id"), text("language"), text("title"), text("summary"), texts("keywords"), texts("headings"),
                             text("body"), texts("related")});
    }
    return documents;
}

double milliseconds_since(std::chrono::steady_clock::time_point began) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
}

// For each question the ids, best first.
json::value answers(search::Index const& index, std::vector<json::object> const& questions) {
    json::array all;
    for (auto const& question : questions) {
        json::array ids;
        for (auto const& hit : index.find(question.at("question").as_string(), question.at("language").as_string(), 5))
            ids.emplace_back(hit.id);
        all.push_back(std::move(ids));
    }
    return all;
}

json::value speed(search::Index const& index, std::vector<json::object> const& questions) {
    constexpr int rounds = 5;
    std::vector<double> took;
    for (int round = 0; round < rounds; ++round)
        for (auto const& question : questions) {
            auto const began = std::chrono::steady_clock::now();
            if (index.find(question.at("question").as_string(), question.at("language").as_string(), 10).size() > 10)
                throw std::runtime_error("too many");
            if (round > 0) took.push_back(1000 * milliseconds_since(began));
        }
    std::ranges::sort(took);
    return json::object{{"p50", took[took.size() / 2]}, {"p99", took[took.size() * 99 / 100]}};
}

}  // namespace

int main(int count, char** words) {
    try {
        if (count != 4) throw std::runtime_error("usage: bench_help_search answers|speed DOCUMENTS QUESTIONS");
        auto documents = documents_of(words[2]);
        auto const questions = objects_of(words[3]);
        search::Index const warmed{std::vector<search::Document>{}};  // tables that a program makes once
        auto const began = std::chrono::steady_clock::now();
        search::Index const index{std::move(documents)};
        auto const built = milliseconds_since(began);
        auto result = std::string_view(words[1]) == "answers" ? answers(index, questions) : speed(index, questions);
        if (result.is_object()) result.as_object()["build"] = built / 1000;
        std::cout << result << '\n';
        return 0;
    } catch (std::exception const& error) {
        std::cerr << "help_search: " << error.what() << '\n';
        return 1;
    }
}
