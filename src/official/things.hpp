// Takes what can be checked out of a text: links, hosts, addresses, names on networks, numbers.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "official/model.hpp"
#include "safety/hosts.hpp"

namespace ombud::official {

struct Thing {
    Asked asked{};
    std::string value{};               // an address in lower case, a handle without "@", a number as "+…" or digits, an app's id
    std::optional<Network> network{};  // of a handle or an app, where it is known
    std::optional<safety::Link> link{};  // of a site
};

// In the order of the text, each once, at most `most`. A text that is one bare word or name becomes a handle or a name.
std::vector<Thing> things_in(std::string_view text, std::optional<Network> network, std::size_t most);

// What a whole link leads to, with nothing taken for words around it.
std::optional<Thing> led_to(std::string_view target);

// What a link into a network names: "https://t.me/name" is a handle on Telegram. nullopt for every other link.
std::optional<Thing> on_network(safety::Link const& link);

// "+85212345678", or digits alone where no country was said; nullopt for what is no number. Letters make it none.
std::optional<std::string> phone_number(std::string_view text);

}  // namespace ombud::official
