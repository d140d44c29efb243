// One function for each kind of proof; the table at the end names them for the rules.
#include "safety/checks.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "chains/address.hpp"
#include "chains/base58.hpp"
#include "chains/keys.hpp"
#include "core/problem.hpp"

namespace ombud::safety {
namespace {

using chains::Bytes;
using chains::ByteView;

constexpr std::size_t derivations_per_text = 512;  // a key costs some 60 µs; more keys than this are no message
constexpr std::size_t addresses_per_text = 256;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c;
}

std::string lower_case(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), lower);
    return out;
}

std::string_view without_0x(std::string_view hex) {
    return hex.size() > 1 && hex[0] == '0' && lower(hex[1]) == 'x' ? hex.substr(2) : hex;
}

re2::StringPiece piece(std::string_view text) {
    return {text.data(), text.size()};
}

bool found_in(std::unique_ptr<RE2 const> const& pattern, std::string_view text) {
    return pattern && RE2::PartialMatch(piece(text), *pattern);
}

// The part of a line that a context may stand in: no marker, no half character.
std::string_view window_before(std::string_view text, std::size_t at, std::size_t size) {
    auto begin = at > size ? at - size : 0;
    while (begin < at && (std::uint8_t(text[begin]) & 0xc0) == 0x80) ++begin;
    constexpr std::size_t longest_marker = 48;  // one that begins before the window may reach into it
    auto const reach = begin > longest_marker ? begin - longest_marker : 0;
    auto const marker = text.substr(reach, at - reach).rfind("[removed:");
    if (marker != text.npos) begin = std::max(begin, std::min(at, behind_marker(text, reach + marker)));
    return text.substr(begin, at - begin);
}

std::string_view window_after(std::string_view text, std::size_t at, std::size_t size) {
    auto end = std::min(text.size(), at + size);
    while (end > at && end < text.size() && (std::uint8_t(text[end]) & 0xc0) == 0x80) --end;
    auto const window = text.substr(at, end - at);
    return window.substr(0, window.find("[removed:"));
}

template <std::size_t N>
std::array<std::uint8_t, N> first_bytes(ByteView data) {
    std::array<std::uint8_t, N> out;
    std::copy_n(data.begin(), N, out.begin());
    return out;
}

// --- keys whose checksum suffices ---

void always(Scene&, Span candidate, std::string_view, std::vector<Span>& out) {
    out.push_back(candidate);
}

void wif(Scene&, Span candidate, std::string_view value, std::vector<Span>& out) {
    auto const data = chains::base58check_decode(value);
    if (data && (data->size() == 33 || (data->size() == 34 && data->back() == 1))) out.push_back(candidate);
}

void base58check(Scene&, Span candidate, std::string_view value, std::vector<Span>& out) {
    if (chains::base58check_decode(value)) out.push_back(candidate);
}

void stellar_seed(Scene&, Span candidate, std::string_view value, std::vector<Span>& out) {
    constexpr std::uint8_t seed = 18 << 3;
    auto const data = chains::strkey_decode(value);
    if (data && data->size() == 33 && (*data)[0] == seed) out.push_back(candidate);
}

void xrp_seed(Scene&, Span candidate, std::string_view value, std::vector<Span>& out) {
    auto const data = chains::base58check_decode(value, chains::Base58Alphabet::ripple);
    if (!data) return;
    bool const family = data->size() == 17 && (*data)[0] == 0x21;
    bool const ed25519 = data->size() == 19 && (*data)[0] == 0x01 && (*data)[1] == 0xe1 && (*data)[2] == 0x4b;
    if (family || ed25519) out.push_back(candidate);
}

// --- keys with the shape of something harmless ---

void hex_key(Scene& scene, Span candidate, std::string_view value, std::vector<Span>& out) {
    chains::Hash256 secret;
    if (!chains::decode_hex(without_0x(value), secret) || scene.known_transaction(value)) return;
    bool const called_key = scene.called("key", candidate) && !scene.called("number", candidate);
    if (called_key || !scene.may_be_a_transaction() || scene.owns_an_address(secret)) out.push_back(candidate);
}

void pair_of(Scene& scene, Span candidate, std::string_view value, ByteView data, std::vector<Span>& out) {
    if (data.size() != 64 || scene.known_transaction(value)) return;
    if (scene.is_key_pair(data) || (scene.called("key", candidate) && !scene.called("number", candidate)))
        out.push_back(candidate);
}

void hex_pair(Scene& scene, Span candidate, std::string_view value, std::vector<Span>& out) {
    std::array<std::uint8_t, 64> data;
    if (chains::decode_hex(without_0x(value), data)) pair_of(scene, candidate, value, data, out);
}

void base58_pair(Scene& scene, Span candidate, std::string_view value, std::vector<Span>& out) {
    if (auto const data = chains::base58_decode(value)) pair_of(scene, candidate, value, *data, out);
}

// A Solana address is 32 bytes too: here only a label directly at the value counts.
void base58_key(Scene& scene, Span candidate, std::string_view value, std::vector<Span>& out) {
    auto const data = chains::base58_decode(value);
    if (!data || data->size() != 32 || scene.known_address(value) || scene.known_transaction(value)) return;
    bool const labelled =
        scene.called("key", candidate) && !scene.called("address", candidate) && !scene.called("number", candidate);
    if (labelled || scene.owns_an_address(first_bytes<32>(*data))) out.push_back(candidate);
}

void byte_array(Scene& scene, Span candidate, std::string_view value, std::vector<Span>& out) {
    Bytes data;
    for (std::size_t at = 0; at < value.size();) {
        if (!is_digit(value[at])) {
            ++at;
            continue;
        }
        unsigned number = 0;
        auto const [end, error] = std::from_chars(value.data() + at, value.data() + value.size(), number);
        if (error != std::errc{} || number > 255) return;
        data.push_back(std::uint8_t(number));
        at = std::size_t(end - value.data());
    }
    if (data.size() == 64)
        pair_of(scene, candidate, value, data, out);
    else if (data.size() == 32 && scene.called("key", candidate))
        out.push_back(candidate);
}

// --- keystore files ---

// Every {…} with the keys that stand in it; whatever a quoted text says is no brace.
struct Braces {
    struct Object {
        std::size_t begin;
        std::size_t end;
        std::size_t parent;
        std::set<std::string, std::less<>> keys;
        bool named_crypto = false;  // its parent holds it as "crypto"
    };
    static constexpr std::size_t none = ~std::size_t(0);
    static constexpr std::size_t longest_key = 16;
    static constexpr std::size_t most_objects = 16'384;

    explicit Braces(std::string_view text) {
        auto open = none;
        std::string last_key;
        for (std::size_t at = 0; at < text.size() && objects.size() < most_objects; ++at) {
            if (text[at] == '{') {
                objects.push_back({at, text.size(), open, {}, last_key == "crypto"});
                open = objects.size() - 1;
                last_key.clear();
            } else if (text[at] == '}' && open != none) {
                objects[open].end = at + 1;
                open = objects[open].parent;
            } else if (is_letter(text[at])) {
                auto const begin = at;
                while (at < text.size() && is_letter(text[at])) ++at;
                auto const word = text.substr(begin, at - begin);
                if (word.size() <= longest_key && is_key(text, at)) {
                    last_key = lower_case(word);
                    if (open != none) objects[open].keys.insert(last_key);
                }
                --at;
            }
        }
    }

    // A name, the quote that closes it in whatever style, and a colon.
    static bool is_key(std::string_view text, std::size_t at) {
        constexpr std::string_view between = "\\\"' \t\r\n\xe2\x80\x9c\x9d\x98\x99";
        auto const colon = text.find_first_not_of(between, at);
        if (colon == text.npos || colon - at > 12) return false;
        return text[colon] == ':' || text.substr(colon, 3) == "：";
    }

    std::vector<Object> objects;
};

void keystore(Scene& scene, Span, std::string_view, std::vector<Span>& out) {
    for (Braces const braces(scene.plain()); auto const& object : braces.objects) {
        auto const holds = [&](std::vector<std::string> const& keys) {
            return std::ranges::all_of(keys, [&](auto const& key) { return object.keys.contains(key); });
        };
        if (!std::ranges::any_of(scene.rules().text.keystore, holds)) continue;
        bool const within = object.named_crypto && object.parent != Braces::none;
        auto const& whole = within ? braces.objects[object.parent] : object;
        out.push_back({whole.begin, whole.end});
    }
}

// --- numbers ---

bool luhn(std::string_view digits) {
    int sum = 0;
    bool twice = false;
    for (auto c = digits.rbegin(); c != digits.rend(); ++c, twice = !twice) {
        int const value = (*c - '0') * (twice ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

Issuer const* issuer_of(CardRules const& cards, std::string_view digits) {
    for (auto const& issuer : cards.issuers) {
        if (std::ranges::find(issuer.lengths, std::int64_t(digits.size())) == issuer.lengths.end()) continue;
        std::int64_t prefix = 0;
        auto const width = std::to_string(issuer.from).size();
        std::from_chars(digits.data(), digits.data() + width, prefix);
        if (prefix >= issuer.from && prefix <= issuer.to) return &issuer;
    }
    return nullptr;
}

// A run of digits in groups: each group alone, and each sequence of groups that cards are printed in.
void card(Scene& scene, Span candidate, std::string_view value, std::vector<Span>& out) {
    std::vector<Span> groups;
    for (std::size_t at = 0; at < value.size(); ++at) {
        if (!is_digit(value[at])) continue;
        if (groups.empty() || groups.back().end != at) groups.push_back({at, at});
        groups.back().end = at + 1;
    }
    auto const try_groups = [&](std::size_t first, std::size_t count) {
        std::string digits;
        for (auto i = first; i < first + count; ++i) digits += value.substr(groups[i].begin, groups[i].end - groups[i].begin);
        auto const* issuer = issuer_of(scene.rules().text.cards, digits);
        if (!issuer || !luhn(digits) || digits.find_first_not_of(digits[0]) == digits.npos) return false;
        Span const span{candidate.begin + groups[first].begin, candidate.begin + groups[first + count - 1].end};
        if (scene.called("number", span) && !scene.called("card", span)) return false;
        if (issuer->needs_label.value_or(false) && !scene.called("card", span)) return false;
        out.push_back(span);
        return true;
    };
    for (std::size_t first = 0; first < groups.size(); ++first) {
        if (try_groups(first, 1)) continue;
        for (auto const& shape : scene.rules().text.cards.separators) {
            auto const fits = [&](std::size_t i) {
                return std::int64_t(groups[first + i].end - groups[first + i].begin) == shape[i];
            };
            bool all = first + shape.size() <= groups.size();
            for (std::size_t i = 0; all && i < shape.size(); ++i) all = fits(i);
            if (all && try_groups(first, shape.size())) break;
        }
    }
}

// GB 11643: seventeen digits weighted, and a check character.
void identity(Scene& scene, Span candidate, std::string_view value, std::vector<Span>& out) {
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    if (value.size() != 18) return;
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (value[i] - '0') * weights[i];
    bool const holds = "10X98765432"[sum % 11] == (value[17] == 'x' ? 'X' : value[17]);
    if (holds && scene.called("identity", candidate)) out.push_back(candidate);
}

// "2009-2010", "20240131"
bool is_date(std::string_view digits) {
    constexpr auto is_year = [](std::string_view year) { return year.starts_with("19") || year.starts_with("20"); };
    if (digits.size() == 9) return is_year(digits) && is_year(digits.substr(5));
    return digits.size() == 8 && is_year(digits) && digits.substr(4) >= "0101" && digits.substr(4) <= "1231" &&
           digits.substr(6) <= "31";
}

void code(Scene& scene, Span candidate, std::string_view value, std::vector<Span>& out) {
    if (is_date(value)) return;
    if (scene.called("code", candidate) && !scene.called("unit", candidate)) out.push_back(candidate);
}

// --- passwords ---

struct Password {
    Password(Scene const& scene, Span span, std::string_view value) : value(value) {
        std::size_t letters = 0;
        std::size_t digits = 0;
        for (char c : value) {
            letters += is_letter(c);
            digits += is_digit(c);
        }
        only_letters =
            letters + std::size_t(value.ends_with('.') || value.ends_with('!') || value.ends_with('?')) == value.size();
        has_digit = digits > 0;
        only_digits = digits == value.size();
        auto const rest = window_after(scene.plain(), span.end, 64);
        auto const next = rest.find_first_not_of(" \t\"'");
        ends_clause = value.size() > 1 && !is_letter(value.back()) && !is_digit(value.back());
        ends_clause = ends_clause || next == rest.npos || !(is_letter(rest[next]) || is_digit(rest[next]));
        counted = only_digits && scene.called("unit", span);
    }

    // Words that follow "password" in any help text, places, masks and addresses are no passwords.
    [[nodiscard]] bool is_something_else(Scene const& scene) const {
        auto word = lower_case(value);
        while (!word.empty() && !is_letter(word.back()) && !is_digit(word.back())) word.pop_back();
        auto const& words = scene.rules().text.words;
        auto const refused = words.find("not_a_password");
        if (word.empty() || (refused != words.end() && std::ranges::find(refused->second, word) != refused->second.end()))
            return true;
        if (word.starts_with("http") || value.starts_with("${") || value.starts_with("{{") || value.starts_with("%")) return true;
        if (value.find_first_not_of(value[0]) == value.npos && !is_digit(value[0])) return true;
        for (auto ending : {"ed", "ing", "able", "ly"})
            if (only_letters && word.ends_with(ending)) return true;
        bool const address = value.size() >= 26 && chains::recognise_address(value).has_value();
        return counted || address || scene.known_address(value) || scene.known_transaction(value);
    }

    std::string_view value;
    bool only_letters = false;
    bool only_digits = false;
    bool has_digit = false;
    bool ends_clause = false;
    bool counted = false;  // "8 characters"
};

void password_labelled(Scene& scene, Span candidate, std::string_view value, std::vector<Span>& out) {
    Password const found(scene, candidate, value);
    if (!found.is_something_else(scene) && (!found.only_letters || found.ends_clause)) out.push_back(candidate);
}

// Without a colon the value itself must look like one: a digit in it, or a lone word at the end of a clause.
void password_spoken(Scene& scene, Span candidate, std::string_view value, std::vector<Span>& out) {
    Password const found(scene, candidate, value);
    auto const before = window_before(scene.plain(), candidate.begin, 24);
    bool const said = before.find_first_of("'\"") != before.npos || before.ends_with("is ") || before.ends_with("was ") ||
                      before.ends_with("是") || before.ends_with("是 ") || before.ends_with("为") || before.ends_with("為");
    bool const looks_made_up = found.has_digit && (!found.only_digits || said || value.size() >= 4);
    bool const date =
        value.size() >= 8 && value.size() <= 10 && value.find_first_not_of("0123456789-/.") == value.npos && !found.only_digits;
    bool const lone_word = said && found.only_letters && found.ends_clause && value.size() >= 6;
    bool const mail = value.find('@') != value.npos && value.find('.', value.find('@')) != value.npos && !said;
    if ((looks_made_up || lone_word) && !date && !mail && !found.is_something_else(scene)) out.push_back(candidate);
}

std::string payload_hex(std::string_view value) {
    return lower_case(without_0x(value));
}

}  // namespace

bool Scene::called(std::string_view name, Span value) const {
    auto const context = rules_.contexts.find(name);
    if (context == rules_.contexts.end()) return false;
    auto const window = std::size_t(rules_.text.window);
    auto const before = window_before(plain_, value.begin, window);
    if (found_in(context->second.unless, before)) return false;
    return found_in(context->second.before, before) || found_in(context->second.after, window_after(plain_, value.end, window));
}

bool Scene::known_transaction(std::string_view value) const {
    auto const same = [&](std::string const& known) { return payload_hex(known) == payload_hex(value); };
    return !known_.transactions.empty() && std::ranges::any_of(known_.transactions, same);
}

bool Scene::known_address(std::string_view value) const {
    return std::ranges::find(known_.addresses, value) != known_.addresses.end();
}

void Scene::gather_addresses() {
    payloads_.emplace();
    auto const add = [&](std::string_view text) {
        if (auto address = chains::recognise_address(text)) payloads_->insert(std::move(address->payload));
    };
    for (auto const& address : known_.addresses) add(address);
    for (std::size_t at = 0; at < plain_.size() && payloads_->size() < addresses_per_text;) {
        auto const begin = at;
        while (at < plain_.size() && (is_letter(plain_[at]) || is_digit(plain_[at]))) ++at;
        if (at - begin >= 26 && at - begin <= 110) add(plain_.substr(begin, at - begin));
        if (at == begin) ++at;
    }
}

bool Scene::is_key_pair(chains::ByteView data) {
    return ++derivations_ <= derivations_per_text && chains::is_ed25519_pair(data);
}

bool Scene::owns_an_address(chains::Hash256 const& secret) {
    if (!payloads_) gather_addresses();
    if (payloads_->empty() || ++derivations_ > derivations_per_text) return false;
    auto const owned = chains::owned_by(secret);
    auto const has = [&](auto const& payload) { return payloads_->contains(Bytes(payload.begin(), payload.end())); };
    if (has(owned.ed25519)) return true;
    return owned.on_curve &&
           (has(owned.compressed) || has(owned.uncompressed) || has(owned.nested) || has(owned.evm) || has(owned.taproot));
}

Check const& check_named(std::string_view name) {
    static std::map<std::string_view, Check> const checks{
        {"", {always}},
        {"wif", {wif}},
        {"base58check", {base58check}},
        {"stellar_seed", {stellar_seed}},
        {"xrp_seed", {xrp_seed}},
        {"hex_key", {hex_key}},
        {"hex_pair", {hex_pair}},
        {"base58_pair", {base58_pair}},
        {"base58_key", {base58_key}},
        {"byte_array", {byte_array}},
        {"keystore", {keystore, true}},
        {"card", {card}},
        {"identity", {identity}},
        {"code", {code}},
        {"password_labelled", {password_labelled}},
        {"password_spoken", {password_spoken}},
    };
    auto const check = checks.find(name);
    if (check == checks.end()) throw Problem{ProblemKind::invalid, "rules.check", std::string(name)};
    return check->second;
}

}  // namespace ombud::safety
