// Tells whether a site, an address or a handle is official, imitates something official, or is neither, and by which trick.
#pragma once
#include <boost/describe.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "safety/hosts.hpp"

namespace ombud::safety {

BOOST_DEFINE_ENUM_CLASS(Likeness, official, look_alike, not_ours)

BOOST_DEFINE_ENUM_CLASS(Trick,
                        user_info,      // https://ours.com@theirs.com
                        subdomain,      // ours.com.theirs.com
                        path,           // theirs.com/ours.com
                        confusable,     // letters of another script, or digits, that look like ours: b1nance
                        hyphen,         // bin-ance.com
                        edit_distance,  // a letter or two more, less, other or swapped: binnance.com
                        combosquat,     // our name with other words: binance-support.com
                        other_ending,   // binance.top
                        same_name)      // our name where it is not ours: another network, a mailbox anywhere

// Somebody's name on a social network.
struct NetworkName {
    std::string network;  // telegram, x, …
    std::string name;     // without "@"
    auto operator<=>(NetworkName const&) const = default;
};

// What a platform calls its own.
struct OfficialNames {
    struct Site {
        std::string host;         // "paiwallet.com"; "www." needs no line of its own
        bool with_below = false;  // and every name below it
    };
    std::vector<Site> sites;
    std::vector<std::string> mail_domains;  // every address there is official
    std::vector<std::string> addresses;     // these are
    std::vector<NetworkName> handles;
    std::vector<std::string> brands;  // words that only we go by; the names of the domains are such without being listed
};

struct Judgement {
    Likeness likeness = Likeness::not_ours;
    std::string of{};             // what it is or imitates, as it is listed: a host, an address, "network:name", a brand
    std::vector<Trick> tricks{};  // each once, in the order above
};

// Knows one list of official names; any number of threads may ask it at once. Any bytes are safe, and each answer takes
// microseconds.
class Lookalikes {
public:
    explicit Lookalikes(OfficialNames const& names);
    Lookalikes(Lookalikes&&) noexcept;
    Lookalikes& operator=(Lookalikes&&) noexcept;
    ~Lookalikes();

    [[nodiscard]] Judgement site(Link const& link) const;
    [[nodiscard]] Judgement site(std::string_view host_or_link) const;
    // "local@domain"
    [[nodiscard]] Judgement address(std::string_view address) const;
    // Without a network (empty) a name that is official on one is `not_ours` without a trick, and `of` says which.
    [[nodiscard]] Judgement handle(std::string_view network, std::string_view name) const;
    // A name as it is displayed ("Paiwallet Support"): whether it claims to be us.
    [[nodiscard]] bool claims_us(std::string_view displayed) const;

private:
    struct Known;
    std::unique_ptr<Known const> known_;
};

}  // namespace ombud::safety
