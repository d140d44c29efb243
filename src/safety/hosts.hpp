// Takes a link or a host out of what somebody typed or pasted, and says which part of it somebody registered.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ombud::safety {

// A host as it is compared and shown.
struct Host {
    std::string ascii;       // lower case, punycode
    std::string unicode;     // as an eye sees it
    std::string registered;  // what somebody registered: "theirs.co.uk" of "www.theirs.co.uk", in punycode
};

// A link as a browser would follow it; a bare host is one without a scheme.
struct Link {
    std::string scheme{};     // lower case
    std::string user_info{};  // before an "@"
    Host host{};
    std::string rest{};  // path, query and fragment
};

// nullopt: there is no host in it. Reads "hxxps://evil[.]com", too, as people pass such links on.
std::optional<Link> read_link(std::string_view text);
std::optional<Host> read_host(std::string_view text);
// It ends as names on the internet do: "evil.top", and not "notes.txt".
bool ends_like_a_site(Host const& host);

}  // namespace ombud::safety
