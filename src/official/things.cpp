#include "official/things.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "chains/address.hpp"

namespace ombud::official {

namespace {

constexpr std::size_t handle_bytes = 64, bare_bytes = 64, chain_address_bytes = 128;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c; });
    return out;
}

std::string_view trimmed(std::string_view text, std::string_view of) {
    auto const first = text.find_first_not_of(of);
    return first == text.npos ? std::string_view{} : text.substr(first, text.find_last_not_of(of) - first + 1);
}

// Han, kana, Hangul and their punctuation: people write them right beside a link. Wide Latin letters, digits and stops may be
// part of one.
bool begins_wide(std::string_view text, std::size_t at) {
    auto const byte = [&](std::size_t ahead) {
        return at + ahead < text.size() ? static_cast<unsigned char>(text[at + ahead]) : 0U;
    };
    auto const within = [](unsigned value, unsigned first, unsigned last) { return value >= first && value <= last; };
    if (byte(0) == 0xe2) return byte(1) >= 0xba;
    if (byte(0) == 0xef && byte(1) == 0xbc)
        return !within(byte(2), 0x90, 0x99) && !within(byte(2), 0xa1, 0xba) && byte(2) != 0x8e;
    if (byte(0) == 0xef && byte(1) == 0xbd) return !within(byte(2), 0x81, 0x9a);
    return within(byte(0), 0xe3, 0xef);
}
std::size_t length_at(std::string_view text, std::size_t at) {
    auto const lead = static_cast<unsigned char>(text[at]);
    return std::min<std::size_t>(lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4, text.size() - at);
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < text.size();) {
        auto const begin = at;
        while (at < text.size() && !is_space(text[at])) ++at;
        if (at > begin) out.push_back(text.substr(begin, at - begin));
        ++at;
    }
    return out;
}

// The parts of a word that are not wide, when it has wide ones.
std::vector<std::string_view> narrow_runs(std::string_view word) {
    std::vector<std::string_view> out;
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= word.size();) {
        bool const ends = at == word.size() || begins_wide(word, at);
        if (ends && at > begin) out.push_back(word.substr(begin, at - begin));
        if (at == word.size()) break;
        at += length_at(word, at);
        if (ends) begin = at;
    }
    return out;
}

// Where a network's names stand in its links, and what people call it.
struct Place {
    Network network;
    std::string_view host;
    std::string_view before;  // what stands in the path in front of the name
};
constexpr std::array places{
    Place{Network::telegram, "t.me", "s/"},
    Place{Network::telegram, "t.me", ""},
    Place{Network::telegram, "telegram.me", ""},
    Place{Network::x, "x.com", ""},
    Place{Network::x, "twitter.com", ""},
    Place{Network::messenger, "m.me", ""},
    Place{Network::facebook, "facebook.com", ""},
    Place{Network::facebook, "fb.com", ""},
    Place{Network::instagram, "instagram.com", ""},
    Place{Network::whatsapp, "wa.me", ""},
    Place{Network::weibo, "weibo.com", ""},
    Place{Network::line, "line.me", "R/ti/p/"},
    Place{Network::line, "line.me", "ti/p/"},
    Place{Network::youtube, "youtube.com", "channel/"},
    Place{Network::youtube, "youtube.com", "user/"},
    Place{Network::youtube, "youtube.com", "c/"},
    Place{Network::youtube, "youtube.com", ""},
    Place{Network::discord, "discord.gg", ""},
    Place{Network::discord, "discord.com", "invite/"},
    Place{Network::tiktok, "tiktok.com", ""},
    Place{Network::reddit, "reddit.com", "r/"},
    Place{Network::reddit, "reddit.com", "user/"},
    Place{Network::reddit, "reddit.com", "u/"},
    Place{Network::linkedin, "linkedin.com", "company/"},
    Place{Network::linkedin, "linkedin.com", "in/"},
    Place{Network::github, "github.com", ""},
    Place{Network::medium, "medium.com", ""},
};

// As they are typed, not as they are shown to anybody.
constexpr std::pair<std::string_view, Network> called[] = {
    {"telegram", Network::telegram},
    {"电报", Network::telegram},
    {"纸飞机", Network::telegram},
    {"twitter", Network::x},
    {"推特", Network::x},
    {"facebook", Network::facebook},
    {"脸书", Network::facebook},
    {"messenger", Network::messenger},
    {"instagram", Network::instagram},
    {"whatsapp", Network::whatsapp},
    {"wechat", Network::wechat},
    {"weixin", Network::wechat},
    {"微信", Network::wechat},
    {"weibo", Network::weibo},
    {"微博", Network::weibo},
    {"youtube", Network::youtube},
    {"discord", Network::discord},
    {"tiktok", Network::tiktok},
    {"reddit", Network::reddit},
    {"linkedin", Network::linkedin},
    {"github", Network::github},
};

std::optional<Network> network_called(std::string_view text) {
    auto const small = lower(text);
    for (auto const& [word, network] : called)
        if (small.contains(word)) return network;
    return std::nullopt;
}

std::string_view first_part(std::string_view path) {
    return path.substr(0, path.find_first_of("/?#"));
}

std::string handle_value(std::string_view text) {
    auto value = lower(trimmed(text, "@ \t"));
    value.resize(std::min(value.size(), handle_bytes));
    return value;
}

std::optional<Thing> in_store(safety::Link const& link) {
    auto const& host = link.host.ascii;
    std::string_view const rest = link.rest;
    auto const app = [](std::string_view id, Network store) -> std::optional<Thing> {
        if (id.empty()) return std::nullopt;
        return Thing{.asked = Asked::app, .value = lower(id.substr(0, handle_bytes)), .network = store};
    };
    auto const path = rest.substr(0, rest.find_first_of("?#"));
    if (host == "play.google.com") {
        auto const query = rest.substr(path.size(), rest.find('#', path.size()) - path.size());
        auto const id = std::min(query.find("?id="), query.find("&id="));
        return id == query.npos ? std::nullopt
                                : app(query.substr(id + 4, query.find('&', id + 4) - id - 4), Network::google_play);
    }
    if (host == "apps.apple.com" || host == "itunes.apple.com") {
        auto const id = path.rfind("/id");
        return id == path.npos ? std::nullopt : app(first_part(path.substr(id + 3)), Network::app_store);
    }
    return std::nullopt;
}

bool is_address(std::string_view word) {
    auto const at = word.find('@');
    if (at == 0 || at == word.npos || word.find('@', at + 1) != word.npos || word.size() > 254) return false;
    if (!std::ranges::all_of(word.substr(0, at),
                             [](char c) { return is_letter(c) || is_digit(c) || std::string_view("._%+-'").contains(c); }))
        return false;
    return safety::read_host(word.substr(at + 1)).has_value();
}

bool is_name_on_network(std::string_view text) {
    return text.size() >= 2 && text.size() <= handle_bytes && std::ranges::all_of(text, [](char c) {
               return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
           });
}

std::optional<Thing> thing_of(std::string_view typed, std::optional<Network> network) {
    auto word = trimmed(typed, " \t\r\n\"'`<>()[]{},;:!?*");
    if (lower(word.substr(0, 7)) == "mailto:")
        word = word.substr(7, word.find('?') == word.npos ? word.npos : word.find('?') - 7);
    if (lower(word.substr(0, 4)) == "tel:") {
        auto number = phone_number(word.substr(4));
        if (number) return Thing{.asked = Asked::phone, .value = std::move(*number)};
    }
    if (lower(word.substr(0, 20)) == "tg://resolve?domain=") {
        auto name = handle_value(word.substr(20, word.find('&') - 20));
        if (name.empty()) return std::nullopt;
        return Thing{.asked = Asked::handle, .value = std::move(name), .network = Network::telegram};
    }
    if (word.size() <= chain_address_bytes && chains::recognise_address(word))
        return Thing{.asked = Asked::chain_address, .value = std::string(word)};
    if (is_address(word)) {
        auto const at = word.find('@');
        return Thing{.asked = Asked::email,
                     .value = lower(word.substr(0, at)) + "@" + safety::read_host(word.substr(at + 1))->ascii};
    }
    if (word.starts_with('@')) {
        auto const name = trimmed(word.substr(1), ".");
        if (!is_name_on_network(name)) return std::nullopt;
        return Thing{.asked = Asked::handle, .value = handle_value(name), .network = network};
    }
    auto link = safety::read_link(word);
    if (!link) return std::nullopt;
    if (auto named = on_network(*link)) return named;
    auto value = link->host.ascii;
    return Thing{.asked = Asked::site, .value = std::move(value), .link = std::move(link)};
}

// Digits with what stands between them, of any word or of several in a row.
void add_numbers(std::string_view text, std::vector<Thing>& out, std::size_t most) {
    for (std::size_t at = 0; at < text.size() && out.size() < most;) {
        bool const begins =
            (text[at] == '+' || is_digit(text[at])) && (at == 0 || (!is_letter(text[at - 1]) && !is_digit(text[at - 1]) &&
                                                                    !std::string_view(".@/_-+:").contains(text[at - 1])));
        if (!begins) {
            ++at;
            continue;
        }
        auto end = at + 1;
        while (end < text.size() && (is_digit(text[end]) || std::string_view(" -()").contains(text[end]))) ++end;
        while (!is_digit(text[end - 1]) && end > at + 1) --end;
        bool const goes_on = end < text.size() && (is_letter(text[end]) || std::string_view(".@/_").contains(text[end]));
        auto number = goes_on ? std::nullopt : phone_number(text.substr(at, end - at));
        if (number && (number->size() >= 7)) out.push_back({.asked = Asked::phone, .value = std::move(*number)});
        at = end;
    }
}

// "微信 paiwallet_help": the word that is not the network's.
std::optional<Thing> named_beside(std::string_view word, Network network) {
    bool const plain =
        std::ranges::all_of(word, [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-'; });
    if (!plain || word.size() < 4 || word.size() > handle_bytes || network_called(word)) return std::nullopt;
    return Thing{.asked = Asked::handle, .value = handle_value(word), .network = network};
}

// One word, or a few that may be somebody's name.
std::optional<Thing> bare(std::string_view text, std::optional<Network> network) {
    text = trimmed(text, " \t\r\n\"'“”()，。,.:!?？！");
    if (text.empty() || text.size() > bare_bytes) return std::nullopt;
    if (network == Network::whatsapp)
        if (auto number = phone_number(text))
            return Thing{.asked = Asked::handle, .value = std::move(*number), .network = network};
    if (auto number = phone_number(text)) return Thing{.asked = Asked::phone, .value = std::move(*number)};
    if (text.contains('.') && std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.'; }))
        if (auto link = safety::read_link("http://" + std::string(text)))  // "127.1", as a browser takes it
            return Thing{.asked = Asked::site, .value = link->host.ascii, .link = link};
    if (network == Network::app_store || network == Network::google_play)
        return Thing{.asked = Asked::app, .value = lower(text), .network = network};
    if (network && is_name_on_network(text))
        return Thing{.asked = Asked::handle, .value = handle_value(text), .network = network};
    bool const one_word = is_name_on_network(text);
    bool const marked = std::ranges::any_of(text, [](char c) { return is_digit(c) || c == '_'; });
    if (one_word && marked) return Thing{.asked = Asked::handle, .value = handle_value(text)};
    bool const words = words_of(text).size() <= 5 &&
                       std::ranges::none_of(text, [](char c) { return std::string_view("/\\@#<>{}[]()=;:|").contains(c); });
    if (!words || text.size() < 2) return std::nullopt;
    return Thing{.asked = Asked::name, .value = std::string(text)};
}

}  // namespace

std::optional<std::string> phone_number(std::string_view text) {
    text = trimmed(text, " \t\r\n");
    std::string digits;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (is_digit(text[at]))
            digits += text[at];
        else if (!(text[at] == '+' && at == 0) && !std::string_view(" -().").contains(text[at]))
            return std::nullopt;
    }
    bool plus = text.starts_with('+');
    if (!plus && digits.starts_with("00") && digits.size() > 8) {
        digits.erase(0, 2);
        plus = true;
    }
    if (digits.size() < 5 || digits.size() > 15) return std::nullopt;
    return (plus ? "+" : "") + digits;
}

std::optional<Thing> on_network(safety::Link const& link) {
    if (link.scheme != "http" && link.scheme != "https" && !link.scheme.empty()) return std::nullopt;
    auto const small = lower(link.rest);
    if (small.contains("/..") || small.contains("%2e")) return std::nullopt;  // it leads to another name than it shows
    if (auto app = in_store(link)) return app;
    for (auto const& place : places) {
        auto const& host = link.host.ascii;
        if (host != place.host && host != "www." + std::string(place.host) && host != "m." + std::string(place.host)) continue;
        auto path = trimmed(std::string_view(small).substr(0, small.find_first_of("?#")), "/\\");
        if (!place.before.empty() && !path.starts_with(lower(place.before))) continue;
        auto const name = handle_value(first_part(path.substr(place.before.size())));
        if (name.empty()) return std::nullopt;
        auto number = place.network == Network::whatsapp ? phone_number("+" + name) : std::nullopt;
        return Thing{.asked = Asked::handle, .value = number ? *number : name, .network = place.network};
    }
    return std::nullopt;
}

std::optional<Thing> led_to(std::string_view target) {
    return thing_of(target, std::nullopt);
}

std::vector<Thing> things_in(std::string_view text, std::optional<Network> network, std::size_t most) {
    std::vector<Thing> out;
    auto const hint = network ? network : network_called(text);
    auto const add = [&](std::optional<Thing> thing) {
        if (!thing || out.size() >= most) return;
        auto const same = [&](Thing const& each) {
            return each.asked == thing->asked && each.value == thing->value && each.network == thing->network;
        };
        if (std::ranges::none_of(out, same)) out.push_back(std::move(*thing));
    };
    for (auto const word : words_of(text)) {
        auto const before = out.size();
        auto const runs = narrow_runs(word);
        if (runs.size() != 1 || runs.front().size() != word.size())
            for (auto const run : runs) add(thing_of(run, hint));
        if (out.size() == before) add(thing_of(word, hint));
    }
    if (out.empty()) add_numbers(text, out, most);
    if (out.empty() && hint && !network)
        for (auto const word : words_of(text)) add(named_beside(word, *hint));
    if (out.empty()) add(bare(text, network));
    return out;
}

}  // namespace ombud::official
