// How a name looks to an eye: accents, foreign letters and digits that pass for Latin letters become those.
#pragma once
#include <string>
#include <string_view>

namespace ombud::safety {

// Lower case; letters of other scripts as the Latin ones that they look like (UTS 39), without accents. What looks like no Latin
// letter stays. Empty for what is no UTF-8.
std::string seen_as(std::string_view text);

// Coarser, for comparing two of the above: 0 is o; 1 and i are l; "rn" is m; "vv" is w; "cl" and "ci" are d; …
std::string folded(std::string_view seen);

// Whether two folded letters are easily taken for each other.
bool easily_confused(char a, char b);

}  // namespace ombud::safety
