// Routes of mail, and of whoever runs the program.
#include "edge/house.hpp"
#include "edge/routes.hpp"

namespace ombud::edge {

namespace {

using enum http::Method;
using enum staff::Permission;

// clang-format off: one line a route
constexpr Route table[] = {
    // Mail
    {get, "/api/v1/mail", agent(see_mail), 200, "read_mail_state", endpoint<&email::Standing::look>},
    {post, "/api/v1/mail/mailboxes", fresh_agent(manage_mail), 201, "add_mailbox", endpoint<&email::Fetching::add>},
    {delete_, "/api/v1/mail/mailboxes/{}", fresh_agent(manage_mail), 204, "remove_mailbox", endpoint<&email::Fetching::remove>},
    {post, "/api/v1/mail/brands", fresh_agent(manage_mail), 201, "add_brand", endpoint<&email::Brands::add>},
    {put, "/api/v1/mail/brands/{}", fresh_agent(manage_mail), 200, "change_brand", endpoint<&email::Brands::change>},
    {delete_, "/api/v1/mail/brands/{}", fresh_agent(manage_mail), 204, "remove_brand", endpoint<&email::Brands::remove>},
    {post, "/api/v1/mail/brands/preview", agent(manage_mail), 200, "preview_brand", endpoint<&email::Brands::preview>},
    {post, "/api/v1/mail/rounds", agent(manage_mail), 201, "send_letter_round", endpoint<&email::Rounds::start>},
    {get, "/api/v1/mail/rounds/{}", agent(see_mail), 200, "read_letter_round", endpoint<&email::Rounds::read>},
    {get, "/api/v1/mail/letters", agent(see_mail), 200, "list_received_letters", endpoint<&email::Received::list>},
    {get, "/api/v1/mail/letters/{}", agent(see_mail), 200, "read_received_letter", endpoint<&email::Received::read>},
    {get, "/api/v1/mail/letters/{}/page", agent(see_mail), 200, "show_received_letter", endpoint<&MailDoors::page>},
    {post, "/api/v1/mail/letters/{}/read", agent(see_mail), 200, "read_letter_again", endpoint<&email::Received::read_again>},
    {post, "/api/v1/mail/letters/{}/dismiss", agent(see_mail), 200, "dismiss_letter", endpoint<&email::Received::dismiss>},
    {get, "/api/v1/conversations/{}/letters/{}", agent(read_conversations), 200, "read_letter_of_conversation", endpoint<&email::Received::read_in>},
    {get, "/api/v1/conversations/{}/letters/{}/page", agent(read_conversations), 200, "show_letter_of_conversation", endpoint<&MailDoors::page_in>},
    {get, "/api/v1/conversations/{}/deliveries", agent(read_conversations), 200, "read_deliveries", endpoint<&email::Answers::deliveries>},
    {post, "/hooks/mail", anyone(), 204, "take_letter", endpoint<&MailDoors::take>, Body::letter},

    // Operations
    {get, "/healthz", anyone(), 200, "read_health", endpoint<&Operations::health>},
    {get, "/metrics", anyone(), 200, "read_metrics", endpoint<&Operations::metrics>},
    {get, "/api/v1/openapi.json", anyone(), 200, "read_openapi", endpoint<&Operations::openapi>},
};
// clang-format on

}  // namespace

std::span<Route const> routes_of_mail() {
    return table;
}

}  // namespace ombud::edge
