// Fills an empty desk with the demo's people and conversations, and says how to sign in.
#pragma once
#include <string>
#include <string_view>

#include "accounts/sign_up.hpp"
#include "desk/desk.hpp"
#include "edge/gate.hpp"
#include "email/reception.hpp"
#include "official/official.hpp"
#include "program/demo_past.hpp"
#include "status/status.hpp"

namespace ombud {

struct DemoServices {
    customers::Customers& customers;
    staff::Staff& staff;
    desk::Desk& desk;
    edge::Gate& gate;
    accounts::SignUps& sign_ups;
    status::Status& status;
    official::Official& official;
    email::Letters& letters;
    DemoPast* past;  // null: a few samples are enough
};

// Does nothing to a desk that has people already.
Task<void> fill_demo(DemoServices services);

// Whom its letters come from, and where letters reach it.
std::string const& demo_mail_from();

// The list that the demo prints: pages and sign-ins.
std::string demo_guide(std::string const& url);

// The demo platform's users, by the name that its page asks for; nullopt for any other.
std::optional<std::string> demo_user_name(std::string_view user);

}  // namespace ombud
