// The page of service status, and its feed.
#pragma once
#include "site/frame.hpp"
#include "status/status.hpp"

namespace ombud::site {

class StatusPage {
public:
    StatusPage(Frame& frame, status::Status const& status) : frame_(frame), status_(status) {}

    Task<http::Response> page(Viewer by, http::PathText language, http::Request* request);
    Task<http::Response> feed(Anyone by, http::PathText language);

private:
    [[nodiscard]] json::object notice_of(Words const& words, status::Notice const& notice, std::string_view state) const;

    Frame& frame_;
    status::Status const& status_;
};

}  // namespace ombud::site
