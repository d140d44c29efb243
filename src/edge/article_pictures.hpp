// The pictures of articles over HTTP: staff add them as raw bytes, everybody sees them.
#pragma once
#include "edge/route.hpp"
#include "knowledge/articles.hpp"

namespace ombud::edge {

class ArticlePictures {
public:
    explicit ArticlePictures(knowledge::Articles& articles) : articles_(articles) {}

    // `?name=` is the file's name; the body is the file.
    Task<knowledge::Picture> add(Agent by, http::Request* request);
    Task<http::Response> show(Anyone by, knowledge::PictureId id, http::Request* request);

private:
    knowledge::Articles& articles_;
};

}  // namespace ombud::edge
