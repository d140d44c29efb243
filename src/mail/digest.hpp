// The words of a letter as one number: the same however a mail program broke its lines.
#pragma once
#include <string>
#include <string_view>

namespace ombud::mail {

// SHA-256 in hexadecimal of all but the white space.
std::string digest_of_words(std::string_view words);

}  // namespace ombud::mail
