// The page behind the link of a letter that asks how it went. Looking says nothing: programs that check mail follow links, too.
#pragma once
#include "desk/desk.hpp"
#include "email/rating_letters.hpp"
#include "http/server.hpp"
#include "site/frame.hpp"

namespace ombud::edge {

struct RatingForm {
    std::optional<std::string> score, words;
};
BOOST_DESCRIBE_STRUCT(RatingForm, (), (score, words))

class RatingDoor {
public:
    RatingDoor(email::RatingLetters& letters, desk::Desk& desk, site::Frame& frame)
        : letters_(letters), desk_(desk), frame_(frame) {}

    Task<http::Response> page(Anyone by, http::PathText language, http::PathText token, http::Request* request);
    Task<http::Response> rate(Anyone by, http::PathText language, http::PathText token, RatingForm form, http::Request* request);

private:
    email::RatingLetters& letters_;
    desk::Desk& desk_;
    site::Frame& frame_;
};

}  // namespace ombud::edge
