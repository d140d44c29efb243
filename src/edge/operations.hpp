// What operators and programmers ask: health, metrics, and the description of the interface.
#pragma once
#include <filesystem>
#include <functional>

#include "callers/callers.hpp"
#include "edge/metrics.hpp"
#include "edge/route.hpp"
#include "postgres/database.hpp"

namespace ombud::edge {

class Operations {
public:
    // `waiting_posts`: how many entries wait to be stored at this moment.
    Operations(postgres::Database& database, Metrics& metrics, std::filesystem::path data,
               std::function<std::size_t()> waiting_posts)
        : database_(database), metrics_(metrics), data_(std::move(data)), waiting_posts_(std::move(waiting_posts)) {}

    // How mail stands; names of mailboxes only when asked for.
    using MailHealth = std::function<Task<json::object>(bool with_names)>;
    void watches_mail(MailHealth how) { mail_ = std::move(how); }

    // 200 when all is well or only mail is not ("degraded"), else 503; either way it says what was checked.
    Task<http::Response> health(Anyone by);
    // For the machine itself: a proxy in front must not pass it on.
    Task<http::Response> metrics(Anyone by);
    Task<http::Response> openapi(Anyone by);

private:
    postgres::Database& database_;
    Metrics& metrics_;
    std::filesystem::path data_;
    std::function<std::size_t()> waiting_posts_;
    MailHealth mail_;
};

// The interface as OpenAPI 3.1, made from the route table and the described shapes.
json::value describe_interface();

}  // namespace ombud::edge
