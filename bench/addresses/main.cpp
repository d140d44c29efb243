// How many addresses per second are read: lines of a file, again and again, each of which must be an address with a good
// checksum.
#include <chrono>
#include <fstream>
#include <iostream>

#include "chains/address.hpp"

int main(int count, char** words) {
    using namespace ombud::chains;
    std::ifstream in{count == 2 ? words[1] : ""};
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(std::move(line));

    std::size_t read = 0;
    auto const began = std::chrono::steady_clock::now();
    std::chrono::duration<double> took{};
    while (!lines.empty() && took.count() < 1) {
        for (auto const& line : lines) {
            auto const verdict = recognise_address(line);
            if (!verdict || verdict->check != AddressCheck::proved) {
                std::cerr << "addresses: one was not recognised\n";
                return 1;
            }
            ++read;
        }
        took = std::chrono::steady_clock::now() - began;
    }
    std::cout << "{\"per_second\":" << double(read) / took.count() << "}\n";
    return lines.empty();
}
