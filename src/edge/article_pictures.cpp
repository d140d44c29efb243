#include "edge/article_pictures.hpp"

namespace ombud::edge {

Task<knowledge::Picture> ArticlePictures::add(Agent by, http::Request* request) {
    return articles_.add_picture(std::move(by), std::move(request->body), request->parameter("name").value_or("picture"));
}

Task<http::Response> ArticlePictures::show(Anyone by, knowledge::PictureId id, http::Request* request) {
    auto const picture = co_await articles_.picture(std::move(by), id);
    auto const tag = "\"" + picture.tag + "\"";
    std::vector<http::Field> const kept{{"ETag", tag}, {"Cache-Control", "public, max-age=31536000, immutable"}};
    if (request->field("if-none-match").contains(tag))
        co_return http::Response{.status = 304, .fields = kept, .body = std::string_view{}};
    http::Response out{.status = 200,
                       .fields = kept,
                       .body = http::FileRange{.path = picture.path.string(), .offset = 0, .size = picture.bytes}};
    out.fields.push_back({"Content-Type", picture.media_type});
    out.fields.push_back({"Content-Security-Policy", "default-src 'none'; sandbox"});
    co_return out;
}

}  // namespace ombud::edge
