// Files over HTTP: taken in as raw bytes, served so that a browser runs nothing in them.
#pragma once
#include "desk/desk.hpp"
#include "edge/route.hpp"

namespace ombud::edge {

class Uploads {
public:
    explicit Uploads(desk::Desk& desk) : desk_(desk) {}

    // `?name=` is the file's name; the body is the file.
    Task<desk::Attachment> attach(Participant by, ConversationId to, http::Request* request);
    Task<http::Response> file(Participant by, AttachmentId id, http::Request* request) {
        return serve(std::move(by), id, false, *request);
    }
    Task<http::Response> thumbnail(Participant by, AttachmentId id, http::Request* request) {
        return serve(std::move(by), id, true, *request);
    }

private:
    Task<http::Response> serve(Participant by, AttachmentId id, bool thumbnail, http::Request const& request);

    desk::Desk& desk_;
    std::size_t running_ = 0;
};

}  // namespace ombud::edge
