#include "edge/uploads.hpp"

#include "core/limits.hpp"
#include "core/rate_limit.hpp"

namespace ombud::edge {

namespace {

// RFC 6266 and RFC 8187: a plain name for old clients, the real one percent-encoded.
std::string disposition(std::string_view kind, std::string const& name) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string plain, encoded;
    for (char c : name) {
        auto const byte = static_cast<unsigned char>(c);
        bool const simple = std::isalnum(byte) != 0 || c == '.' || c == '-' || c == '_';
        plain.push_back(simple ? c : '_');
        if (simple) {
            encoded.push_back(c);
        } else {
            encoded += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return std::string(kind) + "; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded;
}

}  // namespace

// A file on its way out: whole in memory, and so it takes one of the places.
struct Uploads::Held {
    std::string bytes;
    std::shared_ptr<void> place;
};

Task<std::shared_ptr<void>> Uploads::make_room(Participant by, std::string const& conversation, std::string const& peer) {
    auto const id = ConversationId::parse(conversation);
    if (!id) throw Problem{ProblemKind::not_found, "path.unknown"};
    co_await desk_.before_upload(std::move(by), *id);
    co_return take_place(network_of(peer), "attachment.try_again");
}

std::shared_ptr<void> Uploads::take_place(std::string network, char const* busy_code) {
    if (all_running_ >= limits::uploads_at_once || running_[network] >= limits::uploads_from_one_network) {
        Problem busy{ProblemKind::unavailable, busy_code};
        busy.retry_after = std::chrono::seconds{2};
        throw busy;
    }
    ++all_running_;
    ++running_[network];
    return {this, [this, network](void*) {
                --all_running_;
                if (--running_[network] == 0) running_.erase(network);
            }};
}

std::shared_ptr<void> Uploads::make_picture_room(std::string const& peer) {
    return take_place(network_of(peer), "attachment.try_again");
}

std::shared_ptr<void> Uploads::make_form_room(std::string const& peer) {
    return take_place(network_of(peer), "form.try_again");
}

Task<desk::Attachment> Uploads::attach(Participant by, ConversationId to, http::Request* request) {
    co_return co_await desk_.attach(std::move(by), to, request->parameter("name").value_or("file"), std::move(request->body));
}

Task<http::Response> Uploads::serve(Participant by, AttachmentId id, bool thumbnail, http::Request const& request) {
    auto place = take_place(network_of(request.peer), "attachment.try_again");
    auto file = co_await desk_.attachment(std::move(by), id, thumbnail);
    bool const picture = file.media_type.starts_with("image/");
    auto const tag = "\"" + file.tag + "\"";
    if (request.field("if-none-match").contains(tag))
        co_return http::Response{
            .status = 304, .fields = {{"ETag", tag}, {"Cache-Control", "private, no-cache"}}, .body = std::string_view{}};
    auto const held = std::make_shared<Held>(std::move(file.bytes), std::move(place));
    co_return http::Response{.status = 200,
                             .fields = {{"Content-Type", file.media_type},
                                        {"Content-Disposition", disposition(picture ? "inline" : "attachment", file.name)},
                                        {"Content-Security-Policy", "default-src 'none'; sandbox"},
                                        {"ETag", tag},
                                        {"Cache-Control", "private, no-cache"}},
                             .body = std::shared_ptr<std::string const>{held, &held->bytes}};
}

}  // namespace ombud::edge
