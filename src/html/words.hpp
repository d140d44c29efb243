// The words of a page as plain text, written while its elements go by.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "html/tags.hpp"

namespace ombud::html {

class WordsWriter {
public:
    void enter(Tag const& tag, std::size_t start);  // `start`: an ordered list's first number
    void leave(Tag const& tag);
    void add(std::string_view words);
    void add_target(std::string_view words, std::string_view target);
    std::string take();

private:
    void fresh_line();
    void end_line();
    void put(std::string_view words);

    struct List {
        std::size_t next;  // 0: its items have no numbers
    };
    std::string out_;
    bool begun_ = false;  // something stands in the line
    bool space_ = false, cell_ = false;
    std::size_t quotes_ = 0, pres_ = 0, empty_lines_ = 0;
    std::vector<List> lists_;
};

}  // namespace ombud::html
