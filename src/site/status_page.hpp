// The page of service status, and its feed.
#pragma once
#include "site/frame.hpp"
#include "status/status.hpp"

namespace ombud::site {

class StatusPage {
public:
    StatusPage(Frame& frame, status::Status const& status) : frame_(frame), status_(status) {}

    Task<http::Response> page(Viewer by, http::PathText language, http::Request* request);
    Task<http::Response> feed(Anyone by, http::PathText language, http::Request* request);

private:
    [[nodiscard]] json::object notice_of(Words const& words, status::Notice const& notice, std::string_view state) const;

    [[nodiscard]] std::string make(Looker const& looker, status::Overview const& overview) const;
    [[nodiscard]] std::string make_feed(std::string const& language, status::Overview const& overview) const;
    [[nodiscard]] std::string state_at(status::Overview const& overview) const;

    Frame& frame_;
    status::Status const& status_;
    Kept kept_;
};

}  // namespace ombud::site
