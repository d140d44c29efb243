// Hosts by UTS 46 (ICU) and the public suffix list (libpsl); links as browsers read them, not as RFC 3986 would like them.
#include "safety/hosts.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <libpsl.h>
#include <memory>
#include <unicode/bytestream.h>
#include <unicode/idna.h>

namespace ombud::safety {

namespace {

constexpr std::size_t host_bytes = 253;            // as the DNS has it
constexpr std::size_t typed_host_bytes = 4 * 253;  // before it is brought into ASCII

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c;
}
bool stands_in_host(char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
}

icu::IDNA const& idna() {
    static auto const instance = [] {
        UErrorCode error = U_ZERO_ERROR;
        return std::unique_ptr<icu::IDNA const>(icu::IDNA::createUTS46Instance(
            UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE | UIDNA_CHECK_BIDI, error));
    }();
    return *instance;
}

// What people put around a link, and how they make it harmless.
std::string without_wrapping(std::string_view text) {
    constexpr std::string_view around = " \t\r\n\"'`<>()[]{},;";
    auto const first = text.find_first_not_of(around);
    if (first == text.npos) return {};
    text = text.substr(first, text.find_last_not_of(around) - first + 1);
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto const rest = text.substr(at);
        bool const dot = rest.starts_with("[.]") || rest.starts_with("(.)") || rest.starts_with("{.}");
        out += dot ? '.' : text[at];
        if (dot) at += 2;
    }
    if (out.size() > 4 && (out.starts_with("hxxp") || out.starts_with("hXXp"))) out.replace(1, 2, "tt");
    return out;
}

// "https" of "https://…", also of "https:\\…"; empty when the text begins with the host.
std::string_view scheme_of(std::string_view text) {
    auto const colon = text.find(':');
    if (colon == text.npos || colon == 0 || !is_letter(text[0])) return {};
    auto const named = text.substr(0, colon);
    if (!std::ranges::all_of(named, [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; }))
        return {};
    auto const behind = text.substr(colon + 1);
    return behind.starts_with('/') || behind.starts_with('\\') ? named : std::string_view{};
}

std::string percent_decoded(std::string_view text) {
    auto const value = [](char c) {
        return is_digit(c) ? c - '0' : lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
    };
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '%' && at + 2 < text.size() && value(text[at + 1]) >= 0 && value(text[at + 2]) >= 0) {
            out += char(value(text[at + 1]) * 16 + value(text[at + 2]));
            at += 2;
        } else {
            out += text[at];
        }
    }
    return out;
}

std::string_view without_port(std::string_view authority) {
    auto const colon = authority.rfind(':');
    if (colon == authority.npos || authority.ends_with(']')) return authority;
    return std::ranges::all_of(authority.substr(colon + 1), is_digit) ? authority.substr(0, colon) : authority;
}

std::optional<std::string> ascii_of(std::string_view typed) {
    bool const plain = std::ranges::all_of(typed, stands_in_host);
    std::string out;
    if (!plain || typed.find("xn--") != typed.npos) {
        icu::StringByteSink<std::string> sink(&out);
        icu::IDNAInfo info;
        UErrorCode error = U_ZERO_ERROR;
        idna().nameToASCII_UTF8(icu::StringPiece(typed.data(), int32_t(typed.size())), sink, info, error);
        if (U_SUCCESS(error) && !info.hasErrors()) return out;
        if (!plain) return std::nullopt;
        out.clear();
    }
    std::ranges::transform(typed, std::back_inserter(out), lower);
    return out;
}

std::string unicode_of(std::string const& ascii) {
    if (ascii.find("xn--") == ascii.npos) return ascii;
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    icu::IDNAInfo info;
    UErrorCode error = U_ZERO_ERROR;
    idna().nameToUnicodeUTF8(ascii, sink, info, error);
    return U_SUCCESS(error) && !info.hasErrors() ? out : ascii;
}

bool is_ipv4(std::string_view host) {
    return std::ranges::count(host, '.') == 3 && std::ranges::all_of(host, [](char c) { return is_digit(c) || c == '.'; });
}

// Names with a dot, none of whose parts is empty; a last part of digits is an address that is none.
bool has_shape_of_host(std::string_view ascii) {
    if (ascii == "localhost") return true;
    if (ascii.empty() || ascii.size() > host_bytes || ascii.front() == '.' || ascii.back() == '.') return false;
    auto const dot = ascii.rfind('.');
    if (dot == ascii.npos || ascii.find("..") != ascii.npos || !std::ranges::all_of(ascii, stands_in_host)) return false;
    if (is_ipv4(ascii)) return true;
    auto const ending = ascii.substr(dot + 1);
    return ending.size() >= 2 && std::ranges::any_of(ending, is_letter) && !ending.contains('_');
}

std::string registered_of(std::string const& ascii) {
    if (is_ipv4(ascii)) return ascii;
    static psl_ctx_t const* const list = psl_builtin();
    auto const* const found = list ? psl_registrable_domain(list, ascii.c_str()) : nullptr;
    return found ? found : ascii;
}

std::optional<Host> ipv6(std::string_view text) {
    std::string out;
    for (char c : text.substr(1, text.size() - 2)) {
        if (!is_digit(c) && !(lower(c) >= 'a' && lower(c) <= 'f') && c != ':' && c != '.') return std::nullopt;
        out += lower(c);
    }
    if (out.size() < 2 || out.size() > 45 || std::ranges::count(out, ':') < 2) return std::nullopt;
    return Host{.ascii = out, .unicode = out, .registered = out};
}

}  // namespace

std::optional<Host> read_host(std::string_view text) {
    if (text.size() > typed_host_bytes) return std::nullopt;
    if (text.size() > 2 && text.front() == '[' && text.back() == ']') return ipv6(text);
    if (text.ends_with('.')) text.remove_suffix(1);
    auto ascii = ascii_of(text);
    if (!ascii || !has_shape_of_host(*ascii)) return std::nullopt;
    auto unicode = unicode_of(*ascii);
    // Each part must have its partner, or the two spellings could not be compared part by part.
    if (std::ranges::count(unicode, '.') != std::ranges::count(*ascii, '.')) unicode = *ascii;
    auto registered = registered_of(*ascii);
    return Host{.ascii = std::move(*ascii), .unicode = std::move(unicode), .registered = std::move(registered)};
}

namespace {

// "127.1" and "2130706433": numbers that a browser takes for an address.
std::optional<Host> numbered_host(std::string const& text) {
    bool const plain = std::ranges::all_of(text, [](char c) { return is_digit(c) || is_letter(c) || c == '.'; });
    in_addr address{};
    if (!plain || inet_aton(text.c_str(), &address) == 0) return std::nullopt;
    return read_host(inet_ntoa(address));
}

}  // namespace

bool ends_like_a_site(Host const& host) {
    static psl_ctx_t const* const list = psl_builtin();
    auto const dot = host.ascii.rfind('.');
    return list && dot != host.ascii.npos &&
           psl_is_public_suffix2(list, host.ascii.c_str() + dot + 1, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) != 0;
}

std::optional<Link> read_link(std::string_view text) {
    auto const typed = without_wrapping(text);
    std::string_view left = typed;
    Link out;
    auto const scheme = scheme_of(left);
    std::ranges::transform(scheme, std::back_inserter(out.scheme), lower);
    if (!scheme.empty()) left.remove_prefix(scheme.size() + 1);
    if (!scheme.empty() || left.starts_with("//")) left.remove_prefix(std::min(left.find_first_not_of("/\\"), left.size()));

    auto const end = std::min(left.find_first_of("/\\?# \t\r\n"), left.size());
    auto authority = left.substr(0, end);
    out.rest = left.substr(end);
    if (auto const at = authority.rfind('@'); at != authority.npos) {
        out.user_info = percent_decoded(authority.substr(0, at));
        authority.remove_prefix(at + 1);
    }
    auto const named = percent_decoded(without_port(authority));
    auto host = read_host(named);
    if (!host && !scheme.empty()) host = numbered_host(named);
    if (!host) return std::nullopt;
    out.host = std::move(*host);
    return out;
}

}  // namespace ombud::safety
