// The page behind the link of a letter that asks how it went: five faces, a few words, and what was said so far.
#pragma once
#include "site/frame.hpp"

namespace ombud::site {

enum class RatingState {
    ask,
    given,   // it can be changed
    open,    // the matter is open again
    unknown  // there is no such link, or no longer
};

struct RatingShown {
    RatingState state = RatingState::unknown;
    std::string reference{};
    std::int64_t score{};  // chosen; 0: none yet
    std::string words{};
    Timestamp until{};                                        // when the link ends
    std::optional<std::string> wrong_score{}, wrong_words{};  // codes of codes.problem
};

http::Response rating_page(Frame& frame, std::string const& language, RatingShown const& shown, http::Request const& request);

}  // namespace ombud::site
