// What the server that received a letter says of its sender (Authentication-Results, RFC 8601), without comments and quoted
// words: those the sender may have had a hand in.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ombud::mail {

// "dkim=pass header.d=exchange.example header.i=@exchange.example", in lower case.
struct AuthenticationMethod {
    std::string name, result;
    std::vector<std::pair<std::string, std::string>> properties;

    // The first of that name; empty: there is none.
    [[nodiscard]] std::string get(std::string_view property) const;
};

struct Authentication {
    std::string server;  // its authserv-id; empty: it says nothing
    std::vector<AuthenticationMethod> methods;
};

Authentication read_authentication(std::string_view header);

}  // namespace ombud::mail
