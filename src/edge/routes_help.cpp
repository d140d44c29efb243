// Routes of the help centre: its pages, articles as staff write them, status, guided answers, what is official.
#include "edge/house.hpp"
#include "edge/routes.hpp"

namespace ombud::edge {

namespace {

using enum http::Method;
using enum staff::Permission;

// clang-format off: one line a route
constexpr Route table[] = {
    // Articles, as staff write them
    {get, "/api/v1/articles", agent(write_articles), 200, "list_articles", endpoint<&knowledge::Articles::list>},
    {post, "/api/v1/articles", agent(write_articles), 201, "create_article", endpoint<&knowledge::Articles::create>},
    {post, "/api/v1/articles/preview", agent(write_articles), 200, "preview_article", endpoint<&knowledge::Articles::preview>, Body::article},
    {post, "/api/v1/articles/pictures", agent(write_articles), 201, "add_article_picture", endpoint<&ArticlePictures::add>, Body::picture},
    {get, "/api/v1/articles/feedback", agent(write_articles), 200, "read_feedback", endpoint<&knowledge::Feedback::report>},
    {get, "/api/v1/articles/searches/unanswered", agent(write_articles), 200, "read_unanswered_searches", endpoint<&knowledge::SearchReport::unanswered>},
    {get, "/api/v1/articles/searches/unwanted", agent(write_articles), 200, "read_unwanted_searches", endpoint<&knowledge::SearchReport::unwanted>},
    {get, "/api/v1/articles/{}", agent(write_articles), 200, "read_article", endpoint<&knowledge::Articles::read>},
    {patch, "/api/v1/articles/{}", agent(write_articles), 200, "change_article", endpoint<&knowledge::Articles::change>},
    {delete_, "/api/v1/articles/{}", agent(publish_articles), 204, "remove_article", endpoint<&knowledge::Articles::remove>},
    {get, "/api/v1/articles/{}/versions", agent(write_articles), 200, "list_article_versions", endpoint<&knowledge::Articles::versions>},
    {get, "/api/v1/articles/{}/version", agent(write_articles), 200, "read_article_version", endpoint<&knowledge::Articles::version>},
    {post, "/api/v1/articles/{}/draft", agent(write_articles), 200, "save_article_draft", endpoint<&knowledge::Articles::save_draft>, Body::article},
    {post, "/api/v1/articles/{}/discard", agent(write_articles), 200, "discard_article_draft", endpoint<&knowledge::Articles::discard_draft>},
    {post, "/api/v1/articles/{}/restore", agent(write_articles), 200, "restore_article_version", endpoint<&knowledge::Articles::restore>},
    {post, "/api/v1/articles/{}/checked", agent(write_articles), 200, "mark_article_checked", endpoint<&knowledge::Articles::mark_checked>},
    {post, "/api/v1/articles/{}/reviewed", agent(write_articles), 200, "confirm_article_review", endpoint<&knowledge::Articles::confirm_review>},
    {post, "/api/v1/articles/{}/publish", agent(publish_articles), 200, "publish_article", endpoint<&knowledge::Articles::publish>},
    {post, "/api/v1/articles/{}/plan/give-up", agent(publish_articles), 200, "give_up_article_plan", endpoint<&knowledge::Articles::give_up_plan>},
    {post, "/api/v1/articles/{}/withdraw", agent(publish_articles), 200, "withdraw_article", endpoint<&knowledge::Articles::withdraw>},
    {post, "/api/v1/articles/{}/rename", agent(publish_articles), 200, "rename_article", endpoint<&knowledge::Articles::rename>},
    {get, "/api/v1/help/search", anyone(), 200, "search_articles", endpoint<&site::SearchBox::suggest>},

    // Service status
    {get, "/api/v1/status", anyone(), 200, "read_status", endpoint<&status::Status::read>},
    {post, "/api/v1/status/notices", agent(set_status), 201, "announce_status", endpoint<&status::Status::announce>},
    {patch, "/api/v1/status/notices/{}", agent(set_status), 200, "change_status_notice", endpoint<&status::Status::change>},
    {get, "/api/v1/status/networks", agent(see_people), 200, "list_networks", endpoint<&status::Status::list_networks>},
    {put, "/api/v1/status/networks", agent(set_status), 200, "offer_networks", endpoint<&status::Status::offer>},

    // Is it us?
    {post, "/api/v1/official/check", anyone(), 200, "check_official", endpoint<&official::Official::check>},
    {get, "/api/v1/official/channels", anyone(), 200, "list_official_channels", endpoint<&official::Official::list>},
    {get, "/api/v1/official/book", agent(see_people), 200, "read_official_book", endpoint<&official::Official::book>},
    {post, "/api/v1/official/changes", fresh_agent(change_official), 201, "propose_official_change", endpoint<&official::Official::propose>},
    {post, "/api/v1/official/reports", guest(), 201, "report_impostor", endpoint<&official::Official::report>},
    {get, "/api/v1/official/reports", agent(read_conversations), 200, "list_impostor_reports", endpoint<&official::Official::reports>},
    {post, "/api/v1/official/reports/{}", agent(read_conversations), 200, "decide_impostor_report", endpoint<&official::Official::decide_report>},
    {get, "/api/v1/official/lookalikes", agent(read_conversations), 200, "list_lookalikes", endpoint<&official::Official::lookalikes>},
    {get, "/api/v1/official/my-code", agent(reply), 200, "read_own_code", endpoint<&official::Official::own_code>},

    // Guided answers
    {get, "/api/v1/flows", anyone(), 200, "list_flows", endpoint<&Guided::flows>},
    {get, "/api/v1/flows/{}", agent(read_conversations), 200, "read_flow", endpoint<&Guided::flow>},
    {post, "/api/v1/flows/replay", agent(write_articles), 200, "replay_flow", endpoint<&diagnosis::Diagrams::replay>, Body::article},
    {post, "/api/v1/diagnoses", viewer(), 201, "start_diagnosis", endpoint<&diagnosis::Runs::start>},
    {post, "/api/v1/diagnoses/read", viewer(), 200, "read_diagnosis", endpoint<&diagnosis::Runs::read>},
    {post, "/api/v1/diagnoses/answer", viewer(), 200, "answer_diagnosis", endpoint<&diagnosis::Runs::answer>},
    {post, "/api/v1/diagnoses/back", viewer(), 200, "go_back_in_diagnosis", endpoint<&diagnosis::Runs::back>},
    {post, "/api/v1/diagnoses/prove-address", viewer(), 200, "prove_address_in_diagnosis", endpoint<&diagnosis::Runs::prove_address>},
    {post, "/api/v1/diagnoses/prove-code", viewer(), 200, "prove_code_in_diagnosis", endpoint<&diagnosis::Runs::prove_code>},
    {post, "/api/v1/diagnoses/cannot-prove", viewer(), 200, "skip_proof_in_diagnosis", endpoint<&diagnosis::Runs::cannot_prove>},
    {post, "/api/v1/diagnoses/act", viewer(), 200, "act_in_diagnosis", endpoint<&diagnosis::Runs::act>},
    {post, "/api/v1/diagnoses/solved", viewer(), 200, "say_diagnosis_solved", endpoint<&diagnosis::Runs::solved>},
    {post, "/api/v1/diagnoses/resume", viewer(), 200, "resume_diagnosis", endpoint<&diagnosis::Runs::resume>},

    {post, "/api/v1/diagnoses/hand-over", guest(), 201, "hand_over_diagnosis", endpoint<&Guided::hand_over>},
    {post, "/api/v1/conversations/{}/diagnoses", agent(reply), 201, "start_diagnosis_for_customer", endpoint<&Guided::start>},
    {get, "/api/v1/diagnoses/{}", agent(read_conversations), 200, "read_diagnosis_as_staff", endpoint<&Guided::read>},
    {post, "/api/v1/diagnoses/{}/answer", agent(reply), 200, "answer_diagnosis_as_staff", endpoint<&Guided::answer>},
    {post, "/api/v1/diagnoses/{}/back", agent(reply), 200, "go_back_in_diagnosis_as_staff", endpoint<&Guided::back>},
    {post, "/api/v1/diagnoses/{}/act", agent(reply), 200, "act_in_diagnosis_as_staff", endpoint<&Guided::act>},

    // The help centre for programs
    {get, "/sitemap.xml", anyone(), 200, "sitemap", endpoint<&site::HelpPages::sitemap>},
    {get, "/.well-known/security.txt", anyone(), 200, "security_txt", endpoint<&site::HelpPages::security_txt>},
    {get, "/robots.txt", anyone(), 200, "robots", endpoint<&site::HelpPages::robots>},

    // Pages
    {get, "/media/{}", anyone(), 200, "article_picture", endpoint<&ArticlePictures::show>},
    {get, "/", anyone(), 302, "front_page", endpoint<&site::HelpPages::front>},
    {get, "/verify", anyone(), 302, "verify_front", endpoint<&site::VerifyPages::front>},
    {get, "/widget.js", anyone(), 200, "widget_script", endpoint<&Pages::widget>},
    {get, "/assets/{*}", anyone(), 200, "asset", endpoint<&Pages::asset>},
    {get, "/desk/{*}", anyone(), 200, "desk_page", endpoint<&Pages::desk>},
    {get, "/me/{*}", anyone(), 200, "account_page", endpoint<&Pages::me>},
    {get, "/desk", anyone(), 308, "desk_address", endpoint<&Pages::add_slash>},
    {get, "/me", anyone(), 308, "account_address", endpoint<&Pages::add_slash>},
    {get, "/demo/{*}", anyone(), 200, "demo_page", endpoint<&Pages::demo>},
    {post, "/demo/platform/token", anyone(), 200, "demo_platform_token", endpoint<&Pages::demo_token>},

    // The help centre, in the language that the path names
    {get, "/{}", anyone(), 308, "help_address", endpoint<&site::HelpPages::add_slash>},
    {get, "/{}/", viewer(), 200, "help_home", endpoint<&site::HelpPages::home>},
    {get, "/{}/categories/{}", viewer(), 200, "help_category", endpoint<&site::HelpPages::category>},
    {get, "/{}/articles/{}", viewer(), 200, "help_article", endpoint<&site::HelpPages::article>},
    {post, "/{}/articles/{}/helped", anyone(), 303, "help_helped", endpoint<&site::HelpPages::helped>},
    {get, "/{}/search", viewer(), 200, "help_search", endpoint<&site::HelpPages::search>},
    {get, "/{}/feed.xml", anyone(), 200, "help_feed", endpoint<&site::HelpPages::feed>},
    {get, "/{}/status", viewer(), 200, "help_status", endpoint<&site::StatusPage::page>},
    {get, "/{}/status.xml", anyone(), 200, "help_status_feed", endpoint<&site::StatusPage::feed>},
    {get, "/{}/answers/{}", viewer(), 200, "help_answer", endpoint<&site::AnswerPages::page>},
    {post, "/{}/answers/{}", viewer(), 303, "help_answer_step", endpoint<&site::AnswerPages::step>},
    {get, "/{}/answers/{}/person", viewer(), 200, "help_answer_person", endpoint<&site::AnswerPages::person>},
    {post, "/{}/answers/{}/person", guest(), 200, "help_hand_over", endpoint<&site::AnswerPages::hand_over>, Body::form},
    {get, "/{}/contact", viewer(), 200, "help_contact", endpoint<&site::ContactPages::page>},
    {post, "/{}/contact", guest(), 200, "help_contact_sent", endpoint<&site::ContactPages::send>, Body::form},
    {get, "/{}/letters/stop/{}", anyone(), 200, "ask_to_stop_letters", endpoint<&MailDoors::ask_to_stop>},
    {post, "/{}/letters/stop/{}", anyone(), 200, "stop_letters", endpoint<&MailDoors::stop>},
    {get, "/{}/verify", viewer(), 200, "help_verify", endpoint<&site::VerifyPages::page>},
    {post, "/{}/verify", viewer(), 200, "help_verify_check", endpoint<&site::VerifyPages::check>},
    {post, "/{}/verify/letter", viewer(), 200, "help_verify_letter", endpoint<&site::VerifyPages::check_letter>, Body::form},
    {post, "/{}/verify/report", guest(), 200, "help_verify_report", endpoint<&site::VerifyPages::report>},
};
// clang-format on

}  // namespace

std::span<Route const> routes_of_help() {
    return table;
}

}  // namespace ombud::edge
