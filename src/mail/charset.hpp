// The bytes that a mail program wrote as UTF-8, whatever it called them.
#pragma once
#include <string>
#include <string_view>

namespace ombud::mail {

// `label` is a charset's name as it stands in a letter: it may be empty, unknown or wrong. What is valid UTF-8 with letters of
// several bytes is taken for UTF-8; GB2312 and GBK are read as GB18030; UTF-7 stays as it is. Unlabelled bytes are UTF-8 if they
// can be, else GB18030 if they look like Chinese, else Windows-1252. The outcome is valid UTF-8 without NUL.
std::string to_utf8(std::string_view bytes, std::string_view label);

// Of one line: control characters become spaces, those at its ends are gone.
std::string one_line(std::string_view text);

// Not longer than `bytes`, cut between two characters.
std::string_view cut_utf8(std::string_view text, std::size_t bytes);

}  // namespace ombud::mail
