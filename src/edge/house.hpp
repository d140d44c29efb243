// All services that the routes call, by reference; main.cpp makes them.
#pragma once
#include "desk/desk.hpp"
#include "edge/operations.hpp"
#include "edge/pages.hpp"
#include "edge/people.hpp"
#include "edge/route.hpp"
#include "edge/uploads.hpp"

namespace ombud::edge {

struct House {
    Gate& gate;
    desk::Desk& desk;
    People& people;
    Uploads& uploads;
    Pages& pages;
    Operations& operations;
};

template <>
inline desk::Desk& service_of(House& house) {
    return house.desk;
}
template <>
inline People& service_of(House& house) {
    return house.people;
}
template <>
inline Uploads& service_of(House& house) {
    return house.uploads;
}
template <>
inline Pages& service_of(House& house) {
    return house.pages;
}
template <>
inline Operations& service_of(House& house) {
    return house.operations;
}

}  // namespace ombud::edge
