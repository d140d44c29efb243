// All services that the routes call, by reference; main.cpp makes them.
#pragma once
#include <type_traits>
#include <utility>

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
#include "edge/role_doors.hpp"
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
    RoleDoors& roles;
    staff::Keys& keys;
};

// Whatever answers a route, found by its type.
#define OMBUD_ANSWERS(member)                                                                                                \
    inline auto& answering(House& house, std::type_identity<std::remove_cvref_t<decltype(std::declval<House&>().member)>>) { \
        return house.member;                                                                                                 \
    }
OMBUD_ANSWERS(desk)
OMBUD_ANSWERS(work.insiders)
OMBUD_ANSWERS(work.complaints)
OMBUD_ANSWERS(work.complaint_register)
OMBUD_ANSWERS(work.privacy)
OMBUD_ANSWERS(work.privacy_doors)
OMBUD_ANSWERS(work.finding)
OMBUD_ANSWERS(work.incidents)
OMBUD_ANSWERS(work.compliance)
OMBUD_ANSWERS(work.views)
OMBUD_ANSWERS(work.fields)
OMBUD_ANSWERS(work.bulk)
OMBUD_ANSWERS(roles)
OMBUD_ANSWERS(keys)
OMBUD_ANSWERS(work.webhooks)
OMBUD_ANSWERS(work.planned)
OMBUD_ANSWERS(work.ties)
OMBUD_ANSWERS(work.followers)
OMBUD_ANSWERS(work.notices)
OMBUD_ANSWERS(work.saved_replies)
OMBUD_ANSWERS(work.macros)
OMBUD_ANSWERS(work.rules)
OMBUD_ANSWERS(work.trials)
OMBUD_ANSWERS(work.agreements)
OMBUD_ANSWERS(work.clocks)
OMBUD_ANSWERS(work.queues)
OMBUD_ANSWERS(work.routing)
OMBUD_ANSWERS(work.reports)
OMBUD_ANSWERS(people)
OMBUD_ANSWERS(staff_security)
OMBUD_ANSWERS(staff_oidc)
OMBUD_ANSWERS(uploads)
OMBUD_ANSWERS(pages)
OMBUD_ANSWERS(operations)
OMBUD_ANSWERS(records)
OMBUD_ANSWERS(approvals)
OMBUD_ANSWERS(account_doors)
OMBUD_ANSWERS(account_recovery)
OMBUD_ANSWERS(letters)
OMBUD_ANSWERS(help.status)
OMBUD_ANSWERS(help.official)
OMBUD_ANSWERS(help.articles)
OMBUD_ANSWERS(help.article_pictures)
OMBUD_ANSWERS(help.feedback)
OMBUD_ANSWERS(help.searches)
OMBUD_ANSWERS(help.runs)
OMBUD_ANSWERS(help.flows)
OMBUD_ANSWERS(help.diagrams)
OMBUD_ANSWERS(help.guided)
OMBUD_ANSWERS(help.search_box)
OMBUD_ANSWERS(help.help_pages)
OMBUD_ANSWERS(help.status_page)
OMBUD_ANSWERS(help.contact_pages)
OMBUD_ANSWERS(help.answer_pages)
OMBUD_ANSWERS(help.complaint_pages)
OMBUD_ANSWERS(help.verify_pages)
OMBUD_ANSWERS(mail.received)
OMBUD_ANSWERS(mail.fetching)
OMBUD_ANSWERS(mail.brands)
OMBUD_ANSWERS(mail.rounds)
OMBUD_ANSWERS(mail.standing)
OMBUD_ANSWERS(mail.answers)
OMBUD_ANSWERS(mail.doors)
OMBUD_ANSWERS(mail.rating_door)
#undef OMBUD_ANSWERS

template <class Service>
Service& service_of(House& house) {
    return answering(house, std::type_identity<Service>{});
}

}  // namespace ombud::edge
