// The parts of the route table, each in a file of its own: routes_people.cpp and so on.
#pragma once
#include "edge/route.hpp"

namespace ombud::edge {

std::span<Route const> routes_of_people();
std::span<Route const> routes_of_accounts();
std::span<Route const> routes_of_conversations();
std::span<Route const> routes_of_work();
std::span<Route const> routes_of_mail();
std::span<Route const> routes_of_incidents();
std::span<Route const> routes_of_complaints();
std::span<Route const> routes_of_help();
std::span<Route const> routes_of_finding();
std::span<Route const> routes_of_privacy();
std::span<Route const> routes_of_reports();

}  // namespace ombud::edge
