#include "text/masked.hpp"

#include <algorithm>

namespace ombud::text {

namespace {

constexpr std::string_view dots = "•••";

// The first letters of a part; of a short one, one.
std::string begin_of(std::string_view part) {
    return std::string(part.substr(0, part.size() > 4 ? 2 : 1)) + std::string(dots);
}

}  // namespace

std::string masked(std::string_view email) {
    auto const at = std::min(email.rfind('@'), email.size());
    auto const domain = email.substr(std::min(at + 1, email.size()));
    auto const dot = std::min(domain.rfind('.'), domain.size());
    return begin_of(email.substr(0, at)) + "@" + begin_of(domain.substr(0, dot)) + std::string(domain.substr(dot));
}

}  // namespace ombud::text
