// The look-alike check alone: how many names of a list it flags for the platforms of another, and how long one answer takes.
#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "safety/lookalikes.hpp"

namespace {

using namespace ombud::safety;

std::vector<std::string> lines_of(char const* file) {
    std::ifstream in{file};
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(std::move(line));
    if (lines.empty()) throw std::runtime_error("nothing to read");
    return lines;
}

}  // namespace

int main(int count, char const* const* words) {
    if (count != 3) {
        std::cerr << "bench_lookalikes OFFICIAL NAMES: two files of domains, one a line\n";
        return 2;
    }
    OfficialNames official;
    for (auto& domain : lines_of(words[1])) official.sites.push_back({.host = std::move(domain), .with_below = true});
    Lookalikes const ours{official};
    auto const names = lines_of(words[2]);
    std::size_t flagged = 0, asked = 0;
    for (auto const& name : names) flagged += ours.site(name).likeness == Likeness::look_alike;
    auto const began = std::chrono::steady_clock::now();
    std::chrono::duration<double> took{};
    do {
        for (auto const& name : names) asked += 1 + (ours.site(name).likeness == Likeness::official);
        took = std::chrono::steady_clock::now() - began;
    } while (took.count() < 1);
    std::cout << boost::json::serialize(boost::json::value{
                     {"flagged", flagged}, {"names", names.size()}, {"per_second", double(asked) / took.count()}})
              << '\n';
}
