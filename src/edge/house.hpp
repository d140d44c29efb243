// All services that the routes call, by reference; main.cpp makes them.
#pragma once
#include "approvals/approvals.hpp"
#include "desk/desk.hpp"
#include "desk/planned.hpp"
#include "edge/account_doors.hpp"
#include "edge/account_recovery.hpp"
#include "edge/help_centre.hpp"
#include "edge/letters.hpp"
#include "edge/mail_room.hpp"
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
    desk::Planned& planned;
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
    HelpCentre& help;
    MailRoom& mail;
};

template <>
inline desk::Desk& service_of(House& house) {
    return house.desk;
}
template <>
inline desk::Planned& service_of(House& house) {
    return house.planned;
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
template <>
inline status::Status& service_of(House& house) {
    return house.help.status;
}
template <>
inline official::Official& service_of(House& house) {
    return house.help.official;
}
template <>
inline knowledge::Articles& service_of(House& house) {
    return house.help.articles;
}
template <>
inline ArticlePictures& service_of(House& house) {
    return house.help.article_pictures;
}
template <>
inline knowledge::Feedback& service_of(House& house) {
    return house.help.feedback;
}
template <>
inline knowledge::SearchReport& service_of(House& house) {
    return house.help.searches;
}
template <>
inline diagnosis::Runs& service_of(House& house) {
    return house.help.runs;
}
template <>
inline diagnosis::Flows& service_of(House& house) {
    return house.help.flows;
}
template <>
inline diagnosis::Diagrams& service_of(House& house) {
    return house.help.diagrams;
}
template <>
inline Guided& service_of(House& house) {
    return house.help.guided;
}
template <>
inline site::SearchBox& service_of(House& house) {
    return house.help.search_box;
}
template <>
inline site::HelpPages& service_of(House& house) {
    return house.help.help_pages;
}
template <>
inline site::StatusPage& service_of(House& house) {
    return house.help.status_page;
}
template <>
inline site::ContactPages& service_of(House& house) {
    return house.help.contact_pages;
}
template <>
inline site::AnswerPages& service_of(House& house) {
    return house.help.answer_pages;
}
template <>
inline site::VerifyPages& service_of(House& house) {
    return house.help.verify_pages;
}

template <>
inline email::Received& service_of(House& house) {
    return house.mail.received;
}
template <>
inline email::Fetching& service_of(House& house) {
    return house.mail.fetching;
}
template <>
inline email::Brands& service_of(House& house) {
    return house.mail.brands;
}
template <>
inline email::Rounds& service_of(House& house) {
    return house.mail.rounds;
}
template <>
inline email::Standing& service_of(House& house) {
    return house.mail.standing;
}
template <>
inline email::Answers& service_of(House& house) {
    return house.mail.answers;
}
template <>
inline MailDoors& service_of(House& house) {
    return house.mail.doors;
}

}  // namespace ombud::edge
