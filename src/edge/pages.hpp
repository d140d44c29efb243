// Pages and assets from the bundle inside the program: pre-compressed, cached for ever where their name holds a hash.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <span>

#include "callers/callers.hpp"
#include "core/embedded.hpp"
#include "edge/route.hpp"

namespace ombud::edge {

// Plays the platform's own server for the demo: a token for one of its users.
using DemoPlatform = std::function<std::string(std::string const& user)>;

struct DemoUser {
    std::string user;
};
BOOST_DESCRIBE_STRUCT(DemoUser, (), (user))

struct DemoToken {
    std::string token;
};
BOOST_DESCRIBE_STRUCT(DemoToken, (), (token))

class Pages {
public:
    // The account's page carries the platform's name; where that is empty it keeps Ombud's. Without a demo platform there is no
    // demo.
    Pages(std::span<EmbeddedFile const> bundle, std::string_view site_name, DemoPlatform demo);

    // An app's address as people type it, without its last slash.
    Task<http::Response> add_slash(Anyone by, http::Request* request);
    Task<http::Response> widget(Anyone by, http::Request* request);
    Task<http::Response> asset(Anyone by, http::Request* request);
    Task<http::Response> desk(Anyone by, http::Request* request);
    Task<http::Response> me(Anyone by, http::Request* request);
    Task<http::Response> demo(Anyone by, http::Request* request);
    Task<DemoToken> demo_token(Anyone by, DemoUser who);

private:
    struct File {
        std::string_view plain, gzip, brotli;
        std::string tag;
    };
    [[nodiscard]] http::Response serve(http::Request const& request, std::string const& name, char const* caching) const;
    [[nodiscard]] http::Response page(http::Request const& request, std::string const& name) const;

    std::map<std::string, File, std::less<>> files_;
    std::shared_ptr<std::string const> me_;  // with the name
    DemoPlatform demo_;
};

}  // namespace ombud::edge
