// Files over HTTP: taken in as raw bytes, served so that a browser runs nothing in them.
#pragma once
#include <unordered_map>

#include "desk/desk.hpp"
#include "edge/route.hpp"

namespace ombud::edge {

class Uploads {
public:
    explicit Uploads(desk::Desk& desk) : desk_(desk) {}

    // Before a file is read: whether it may come at all, and a place for it in memory as long as the answer is held. An id that
    // is none is Problem{not_found, "path.unknown"}; when all places are taken, Problem{unavailable, "attachment.try_again"}.
    Task<std::shared_ptr<void>> make_room(Participant by, std::string const& conversation, std::string const& peer);
    // The same for a picture of an article.
    std::shared_ptr<void> make_picture_room(std::string const& peer);
    // The same for a form with files of whoever; Problem{unavailable, "form.try_again"}.
    std::shared_ptr<void> make_form_room(std::string const& peer);
    // `?name=` is the file's name; the body is the file.
    Task<desk::Attachment> attach(Participant by, ConversationId to, http::Request* request);
    Task<http::Response> file(Participant by, AttachmentId id, http::Request* request) {
        return serve(std::move(by), id, false, *request);
    }
    Task<http::Response> thumbnail(Participant by, AttachmentId id, http::Request* request) {
        return serve(std::move(by), id, true, *request);
    }

private:
    struct Held;
    std::shared_ptr<void> take_place(std::string network, char const* busy_code);
    Task<http::Response> serve(Participant by, AttachmentId id, bool thumbnail, http::Request const& request);

    desk::Desk& desk_;
    std::unordered_map<std::string, std::size_t> running_;  // by network
    std::size_t all_running_ = 0;
};

}  // namespace ombud::edge
