// The secret guard beside a bare RE2::Set of the same patterns, and its check of recovery phrases: lines of a file, again and
// again.
#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "embedded/safety_rules.hpp"
#include "embedded/word_lists.hpp"
#include "safety/phrases.hpp"

namespace {

using namespace ombud;

std::vector<std::string> lines_of(char const* file) {
    std::ifstream in{file};
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(std::move(line));
    if (lines.empty()) throw std::runtime_error("nothing to read");
    return lines;
}

// How often per second `work` can be done with all of the lines; it gives back something so that it cannot be left out.
template <class Work>
double rounds_per_second(Work work) {
    std::size_t rounds = 0, kept = 0;
    auto const began = std::chrono::steady_clock::now();
    std::chrono::duration<double> took{};
    do {
        kept += work();
        ++rounds;
        took = std::chrono::steady_clock::now() - began;
    } while (took.count() < 1);
    asm volatile("" : : "r"(kept));
    return double(rounds) / took.count();
}

boost::json::object messages(std::vector<std::string> const& lines) {
    auto const guard = safety::shipped_secret_guard();
    safety::RuleBook const book{embedded::safety_rules().front().bytes};
    std::size_t bytes = 0;
    for (auto const& line : lines) bytes += line.size();

    auto const guarded = rounds_per_second([&] {
        std::size_t removed = 0;
        for (auto const& line : lines) removed += guard.redact(line).removed.size();
        return removed;
    });
    auto const matched = rounds_per_second([&] {
        std::size_t found = 0;
        std::vector<int> which;
        for (auto const& line : lines) found += book.any->Match(line, &which);
        return found;
    });
    auto const megabytes = double(bytes) / 1e6;
    return {{"guard_mb_per_second", guarded * megabytes},
            {"set_mb_per_second", matched * megabytes},
            {"bytes_per_message", double(bytes) / double(lines.size())}};
}

boost::json::object phrases(std::vector<std::string> const& lines) {
    safety::RuleBook const book{embedded::safety_rules().front().bytes};
    safety::WordLists const lists{embedded::word_lists().front().bytes, {}, {}, book.text.words.at("common")};
    auto const rounds = rounds_per_second([&] {
        std::size_t found = 0;
        for (auto const& line : lines) found += safety::find_phrases(line, lists, book).size();
        if (found != lines.size()) throw std::runtime_error("a phrase was not found");
        return found;
    });
    return {{"per_second", rounds * double(lines.size())}};
}

}  // namespace

int main(int count, char** words) {
    try {
        if (count != 3) throw std::runtime_error("usage: bench_guard messages|phrases FILE");
        auto const lines = lines_of(words[2]);
        std::cout << boost::json::serialize(std::string_view(words[1]) == "messages" ? messages(lines) : phrases(lines)) << '\n';
        return 0;
    } catch (std::exception const& error) {
        std::cerr << "guard: " << error.what() << '\n';
        return 1;
    }
}
