// All services that the routes call, by reference; main.cpp makes them.
#pragma once
#include <tuple>

#include "approvals/approvals.hpp"
#include "desk/desk.hpp"
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
#include "edge/work_room.hpp"

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
    HelpCentre& help;
    MailRoom& mail;
    WorkRoom& work;
};

// Whatever answers a route, found by its type.
template <class Service>
Service& service_of(House& house) {
    auto all = std::tie(house.desk, house.work.planned, house.people, house.staff_security, house.staff_oidc, house.uploads, house.pages, house.operations, house.records, house.approvals, house.account_doors, house.account_recovery, house.letters, house.help.status, house.help.official, house.help.articles, house.help.article_pictures, house.help.feedback, house.help.searches, house.help.runs, house.help.flows, house.help.diagrams, house.help.guided, house.help.search_box, house.help.help_pages, house.help.status_page, house.help.contact_pages, house.help.answer_pages, house.help.verify_pages, house.mail.received, house.mail.fetching, house.mail.brands, house.mail.rounds, house.mail.standing, house.mail.answers, house.mail.doors);
    return std::get<Service&>(all);
}

}  // namespace ombud::edge
