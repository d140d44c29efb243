// The tags of HTML as far as we let them be: what each becomes, and how it stands on a page.
#pragma once
#include <string_view>

namespace ombud::html {

enum class Fate {
    drop,     // the tag goes, what it holds stays
    silence,  // the tag goes with what it holds, which is not for reading
    words,    // the tag goes, what it holds is text whatever it looks like
    keep,
};

struct Tag {
    std::string_view name;  // as we write it
    Fate fate = Fate::drop;
    bool block{};           // begins a line of its own
    bool empty{};           // holds nothing
    bool closed_by_next{};  // its end is often left out
};

// By its name in lower case.
Tag const& tag_of(std::string_view name);

}  // namespace ombud::html
