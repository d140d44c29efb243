// The page on which somebody ends the letters about a conversation: asked first, then done.
#pragma once
#include "site/frame.hpp"

namespace ombud::site {

enum class StopState { ask, done, unknown };

// `action`: where the form goes while it is asked.
http::Response stop_page(Frame& frame, std::string const& language, StopState state, std::string action,
                         http::Request const& request);

}  // namespace ombud::site
