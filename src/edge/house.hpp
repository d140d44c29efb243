// All services that the routes call, by reference; main.cpp makes them.
#pragma once
#include "approvals/approvals.hpp"
#include "desk/desk.hpp"
#include "edge/account_doors.hpp"
#include "edge/account_recovery.hpp"
#include "edge/letters.hpp"
#include "edge/operations.hpp"
#include "edge/pages.hpp"
#include "edge/people.hpp"
#include "edge/records.hpp"
#include "edge/route.hpp"
#include "edge/staff_oidc.hpp"
#include "edge/staff_security.hpp"
#include "edge/uploads.hpp"

namespace ombud::edge {

struct House {
    Gate& gate;
    desk::Desk& desk;
    People& people;
    StaffSecurity& staff_security;
    StaffOidc& staff_oidc;
    Uploads& uploads;
    Pages& pages;
    Operations& operations;
    Records& records;
    approvals::Approvals& approvals;
    AccountDoors& account_doors;
    AccountRecovery& account_recovery;
    Letters& letters;
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
inline StaffSecurity& service_of(House& house) {
    return house.staff_security;
}
template <>
inline StaffOidc& service_of(House& house) {
    return house.staff_oidc;
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
template <>
inline Records& service_of(House& house) {
    return house.records;
}
template <>
inline approvals::Approvals& service_of(House& house) {
    return house.approvals;
}
template <>
inline AccountDoors& service_of(House& house) {
    return house.account_doors;
}
template <>
inline AccountRecovery& service_of(House& house) {
    return house.account_recovery;
}
template <>
inline Letters& service_of(House& house) {
    return house.letters;
}

}  // namespace ombud::edge
