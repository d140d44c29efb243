// Text whose lines a mail program broke for the way (RFC 3676), as it was typed.
#pragma once
#include <string>
#include <string_view>

namespace ombud::mail {

// Lines end in \n. `delete_space`: the blank that marks a soft break was not typed (DelSp=yes, for Chinese and Japanese).
std::string unflowed(std::string_view text, bool delete_space);

}  // namespace ombud::mail
