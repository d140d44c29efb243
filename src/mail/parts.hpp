// A letter taken apart: which parts it has and which stands in which, without reading what they hold.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mail/header.hpp"

namespace ombud::mail {

struct Part {
    Head head;
    Parameters type;  // "text/plain" when nothing better is said
    Parameters disposition;
    std::string_view content;  // as it was sent
    int parent = -1;           // the part that it stands in, by number
    int children = 0;
};

struct Parts {
    std::vector<Part> all;  // in their order; the first is the letter itself
    bool cut{};             // more or deeper ones were left out
};

// Views into `raw`. A letter in a letter is one part. What holds no part although it says so is a part of words.
Parts take_apart(std::string_view raw);

// The bytes that a part stands for: base64 or quoted-printable undone.
std::string decoded(Part const& part);

}  // namespace ombud::mail
