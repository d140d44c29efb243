#include "oidc/oidc.hpp"

#include <algorithm>
#include <array>
#include <boost/url.hpp>
#include <sodium.h>

#include "core/base64url.hpp"
#include "core/json.hpp"
#include "core/problem.hpp"

namespace ombud::oidc {

using namespace std::chrono_literals;
namespace urls = boost::urls;

// What the browser keeps for us while it is away.
struct SignIn::Memory {
    std::string provider, state, nonce, verifier;
    Timestamp until;
};

namespace {

// The same members, described: it travels as JSON inside the seal.
struct Sealed {
    std::string provider, state, nonce, verifier;
    Timestamp until;
};
BOOST_DESCRIBE_STRUCT(Sealed, (), (provider, state, nonce, verifier, until))

constexpr auto metadata_known_for = 1h;
constexpr auto keys_fetched_every = 1min;  // at most, or a stranger's token could make us ask for ever
constexpr auto token_life = 24h;
constexpr std::size_t memory_bytes = 2'048;
constexpr std::size_t code_bytes = 2'048;

[[noreturn]] void refuse(char const* code) {
    throw Problem{ProblemKind::unauthenticated, code};
}
[[noreturn]] void away() {
    throw Problem{ProblemKind::unavailable, "oidc.provider_away"};
}

std::string secret(Random& random) {
    return base64url(random.bytes<32>());
}

std::string encoded(std::string_view text) {
    return urls::encode(text, urls::unreserved_chars);
}

std::string form(std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
    std::string out;
    for (auto const& [name, value] : members) out += (out.empty() ? "" : "&") + std::string(name) + "=" + encoded(value);
    return out;
}

// RFC 7636: the provider learns the hash first, and the verifier only with the code.
std::string challenge_of(std::string_view verifier) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<unsigned char const*>(verifier.data()), verifier.size());
    return base64url(std::as_bytes(std::span{hash}));
}

bool same(std::string_view left, std::string_view right) {
    return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

json::object object_of(fetch::Answer const& answer) try {
    if (answer.status != 200) away();
    return parse_json(answer.body).as_object();
} catch (std::exception const&) {
    away();
}

std::string text_member(json::object const& object, std::string_view name) {
    auto const* member = object.if_contains(name);
    return member && member->is_string() ? std::string(member->get_string()) : std::string{};
}

bool names(json::object const& object, std::string_view list, std::string_view item) {
    auto const* member = object.if_contains(list);
    return member && member->is_array() && std::ranges::any_of(member->get_array(), [&](auto const& each) {
               return each.is_string() && each.get_string() == item;
           });
}

// Only encrypted, but for a provider on this very machine.
bool is_safe(std::string const& url) {
    auto const parsed = urls::parse_uri(url);
    if (!parsed) return false;
    if (parsed->scheme_id() == urls::scheme::https) return true;
    auto const host = parsed->host();
    return parsed->scheme_id() == urls::scheme::http && (host == "127.0.0.1" || host == "localhost" || host == "[::1]");
}

// RFC 8176: values that say that more than something known was asked.
bool asked_two_factors(json_t const* claims) {
    static constexpr std::array strong{"mfa", "otp", "hwk", "swk", "sc", "fpt", "face", "iris", "retina", "vbm"};
    std::size_t index{};
    json_t const* item{};
    json_array_foreach(json_object_get(claims, "amr"), index, item) {
        auto const said = jwt::string_value(item);
        if (said && std::ranges::find(strong, *said) != strong.end()) return true;
    }
    return false;
}

}  // namespace

SignIn::SignIn(std::vector<Provider> providers, std::string redirect_uri, fetch::Client& client, Clock const& clock,
               Random& random, std::vector<std::byte> sealing_key)
    : providers_(std::move(providers)),
      redirect_uri_(std::move(redirect_uri)),
      client_(client),
      clock_(clock),
      random_(random),
      sealing_key_(std::move(sealing_key)) {
    if (sealing_key_.size() != crypto_secretbox_KEYBYTES) throw std::logic_error("a sealing key has 32 bytes");
    for (auto const& each : providers_)
        if (!is_safe(each.issuer))
            throw Problem{ProblemKind::invalid, "setting.oidc_issuer", each.id, "expected an https:// address"};
}

Provider const& SignIn::provider(std::string_view id) const {
    auto const found = std::ranges::find(providers_, id, &Provider::id);
    if (found == providers_.end()) throw Problem{ProblemKind::not_found, "oidc.provider_unknown", "provider"};
    return *found;
}

// The memory of the browser -------------------------------------------------------------------------------------------

std::string SignIn::seal(Memory const& memory) {
    auto const plain = to_json_text(Sealed{memory.provider, memory.state, memory.nonce, memory.verifier, memory.until});
    auto const nonce = random_.bytes<crypto_secretbox_NONCEBYTES>();
    std::vector<std::byte> box(nonce.begin(), nonce.end());
    box.resize(nonce.size() + crypto_secretbox_MACBYTES + plain.size());
    crypto_secretbox_easy(reinterpret_cast<unsigned char*>(box.data() + nonce.size()),
                          reinterpret_cast<unsigned char const*>(plain.data()), plain.size(),
                          reinterpret_cast<unsigned char const*>(nonce.data()),
                          reinterpret_cast<unsigned char const*>(sealing_key_.data()));
    return base64url(box);
}

SignIn::Memory SignIn::unseal(std::string_view text) const {
    constexpr std::size_t overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    auto const box = text.size() <= memory_bytes ? from_base64url(text) : std::nullopt;
    if (!box || box->size() < overhead) refuse("oidc.state_invalid");
    std::string plain(box->size() - overhead, '\0');
    auto const* bytes = reinterpret_cast<unsigned char const*>(box->data());
    if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(plain.data()), bytes + crypto_secretbox_NONCEBYTES,
                                   box->size() - crypto_secretbox_NONCEBYTES, bytes,
                                   reinterpret_cast<unsigned char const*>(sealing_key_.data())) != 0)
        refuse("oidc.state_invalid");
    auto sealed = from_json<Sealed>(parse_json(plain));
    if (sealed.until <= clock_.now()) refuse("oidc.state_invalid");
    return {std::move(sealed.provider), std::move(sealed.state), std::move(sealed.nonce), std::move(sealed.verifier),
            sealed.until};
}

// What the provider says of itself ------------------------------------------------------------------------------------

Task<fetch::Answer> SignIn::ask(fetch::Request request) {
    std::optional<fetch::Answer> answer;
    try {
        answer = co_await client_.send(std::move(request));
    } catch (Problem const&) {
        answer.reset();
    }
    if (!answer) away();
    co_return std::move(*answer);
}

Task<SignIn::Metadata> SignIn::metadata(Provider const& provider) {
    auto const now = clock_.now();
    if (auto const known = metadata_.find(provider.id);
        known != metadata_.end() && now < known->second.read_at + metadata_known_for)
        co_return known->second;
    auto const separator = provider.issuer.ends_with('/') ? "" : "/";
    auto const document = object_of(co_await ask({.url = provider.issuer + separator + ".well-known/openid-configuration"}));
    Metadata read{.authorization_endpoint = text_member(document, "authorization_endpoint"),
                  .token_endpoint = text_member(document, "token_endpoint"),
                  .jwks_uri = text_member(document, "jwks_uri"),
                  .read_at = now};
    if (auto const* says = document.if_contains("authorization_response_iss_parameter_supported"))
        read.says_issuer = says->is_bool() && says->get_bool();
    // client_secret_basic is what a provider takes that names nothing.
    read.secret_in_body = document.contains("token_endpoint_auth_methods_supported") &&
                          !names(document, "token_endpoint_auth_methods_supported", "client_secret_basic");
    bool const safe = is_safe(read.authorization_endpoint) && is_safe(read.token_endpoint) && is_safe(read.jwks_uri);
    if (text_member(document, "issuer") != provider.issuer || !safe) away();
    metadata_.insert_or_assign(provider.id, read);
    co_return read;
}

// A key that we do not know may be a new one: the set is fetched again, but not for everybody who makes one up.
Task<jwt::KeySet const*> SignIn::keys_for(Provider const& provider, Metadata const& metadata, std::optional<std::string> key_id) {
    auto const now = clock_.now();
    auto const known = keys_.find(provider.id);
    if (known != keys_.end()) {
        bool const has = key_id ? known->second.set.has(*key_id) : now < known->second.read_at + metadata_known_for;
        if (has || now < known->second.read_at + keys_fetched_every) co_return &known->second.set;
    }
    auto const answer = co_await ask({.url = metadata.jwks_uri});
    jwt::KeySet fresh{answer.status == 200 ? answer.body : std::string{}};
    fresh.keep_public_only();
    if (fresh.empty()) away();
    co_return &keys_.insert_or_assign(provider.id, Keys{std::move(fresh), now}).first->second.set;
}

// Leaving and coming back ---------------------------------------------------------------------------------------------

Task<Departure> SignIn::depart(std::string id) {
    auto const& to = provider(id);
    auto const about = co_await metadata(to);
    Memory const memory{to.id, secret(random_), secret(random_), secret(random_), clock_.now() + longest_absence};
    auto const question = form({{"response_type", "code"},
                                {"client_id", to.client_id},
                                {"redirect_uri", redirect_uri_},
                                {"scope", "openid email"},
                                {"state", memory.state},
                                {"nonce", memory.nonce},
                                {"code_challenge", challenge_of(memory.verifier)},
                                {"code_challenge_method", "S256"}});
    auto const separator = about.authorization_endpoint.contains('?') ? "&" : "?";
    co_return Departure{about.authorization_endpoint + separator + question, seal(memory)};
}

Task<Identity> SignIn::arrive(std::string text, Return with) {
    auto const memory = unseal(text);
    if (!with.state || !same(*with.state, memory.state)) refuse("oidc.state_invalid");
    auto const& from = provider(memory.provider);
    auto const about = co_await metadata(from);
    // RFC 9207: an answer of another provider must not be taken for this one's.
    if (with.iss ? *with.iss != from.issuer : about.says_issuer) refuse("oidc.state_invalid");
    if (with.error || !with.code || with.code->size() > code_bytes) refuse("oidc.refused");

    auto const claims = co_await believed(from, about, co_await id_token(from, about, *with.code, memory.verifier));
    auto const nonce = claims.text("nonce");
    if (!nonce || !same(*nonce, memory.nonce)) refuse("oidc.token_invalid");
    auto const* party = json_object_get(claims.object.get(), "azp");
    if (party && jwt::string_value(party) != from.client_id) refuse("oidc.token_invalid");
    auto const email = claims.text("email");
    bool const verified = json_is_true(json_object_get(claims.object.get(), "email_verified"));
    co_return Identity{.provider = from.id,
                       .issuer = claims.issuer,
                       .subject = claims.subject,
                       .email = email && verified ? std::optional<std::string>{*email} : std::nullopt,
                       .second_factor = asked_two_factors(claims.object.get())};
}

Task<std::string> SignIn::id_token(Provider const& provider, Metadata const& metadata, std::string const& code,
                                   std::string const& verifier) {
    fetch::Request request{.method = "POST", .url = metadata.token_endpoint};
    request.fields = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
    request.body = form({{"grant_type", "authorization_code"},
                         {"code", code},
                         {"redirect_uri", redirect_uri_},
                         {"client_id", provider.client_id},
                         {"code_verifier", verifier}});
    if (metadata.secret_in_body) {
        request.body += "&client_secret=" + encoded(provider.client_secret);
    } else {
        auto const pair = encoded(provider.client_id) + ":" + encoded(provider.client_secret);
        std::string basic(sodium_base64_ENCODED_LEN(pair.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
        sodium_bin2base64(basic.data(), basic.size(), reinterpret_cast<unsigned char const*>(pair.data()), pair.size(),
                          sodium_base64_VARIANT_ORIGINAL);
        basic.resize(basic.size() - 1);  // its zero
        request.fields.emplace_back("Authorization", "Basic " + basic);
    }
    auto const answer = co_await ask(std::move(request));
    if (answer.status >= 400 && answer.status < 500) refuse("oidc.refused");  // a code that is used up or was not ours
    auto token = text_member(object_of(answer), "id_token");
    if (token.empty()) away();
    co_return token;
}

Task<jwt::Claims> SignIn::believed(Provider const& provider, Metadata const& metadata, std::string token) {
    auto const* keys = co_await keys_for(provider, metadata, jwt::key_id_of(token));
    std::optional<jwt::Claims> claims;
    try {
        claims = jwt::verify(*keys, token, {provider.client_id, provider.issuer, token_life}, clock_.now());
    } catch (jwt::Refused const&) {
        claims.reset();
    }
    if (!claims) refuse("oidc.token_invalid");
    co_return std::move(*claims);
}

}  // namespace ombud::oidc
