// How a failure looks to a person: what happened, what is safe, what to do. Needs no database.
#pragma once
#include "core/problem.hpp"
#include "site/frame.hpp"

namespace ombud::site {

// Whether whoever asks is a person before a page, and no program.
bool wants_page(http::Request const& request);
http::Response problem_page(Frame& frame, Problem const& problem, unsigned status, http::Request const& request);

}  // namespace ombud::site
