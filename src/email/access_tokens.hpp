// Tokens by which a mail server lets a program into a mailbox (OAuth 2.0, RFC 6749 section 6), asked for with a refresh token.
#pragma once
#include <boost/describe.hpp>
#include <functional>
#include <optional>
#include <string>

#include "core/task.hpp"
#include "fetch/fetch.hpp"

namespace ombud::email {

struct OAuth {
    std::string token_url;  // https, or http on the machine itself
    std::string client_id, client_secret;
    std::string refresh_token;
    std::optional<std::string> scope;
};
BOOST_DESCRIBE_STRUCT(OAuth, (), (token_url, client_id, client_secret, refresh_token, scope))

class AccessTokens {
public:
    // Told of the refresh token that takes the place of the one before it, where the server gives another.
    using Keep = std::function<Task<void>(OAuth)>;

    // Throws Problem{invalid, "mail.oauth_url"}.
    AccessTokens(fetch::Client& client, OAuth how, Keep keep = {});

    // Another one each time: a connection is made seldom. Problem{unavailable, "mail.oauth_refused" | "mail.oauth_away"} with the
    // server's words as its detail.
    Task<std::string> get();

private:
    fetch::Client& client_;
    OAuth how_;
    Keep keep_;
};

}  // namespace ombud::email
