#include "credentials/webauthn.hpp"

#include <sodium.h>

#include "core/base64url.hpp"
#include "core/problem.hpp"
#include "credentials/cbor.hpp"
#include "credentials/cose.hpp"

namespace ombud::credentials {

namespace {

using cbor::Bytes;

constexpr std::size_t credential_id_bytes_at_most = 1023;
constexpr std::size_t user_handle_bytes_at_most = 64;
constexpr std::size_t hash_bytes = 32, aaguid_bytes = 16;
constexpr std::int64_t asked_for_milliseconds = 300'000;

// What is wrong in whatever way: whoever asks is told no more than this.
struct Invalid {};

void require(bool holds) {
    if (!holds) throw Invalid{};
}

[[noreturn]] void refuse() {
    throw Problem{ProblemKind::unauthenticated, "passkey.invalid"};
}

template <class Work>
auto or_invalid(Work work) {
    try {
        return work();
    } catch (Invalid const&) {
        refuse();
    } catch (cbor::Unreadable const&) {
        refuse();
    } catch (Problem const&) {  // no JSON
        refuse();
    }
}

using Hash = std::array<std::byte, hash_bytes>;

Hash sha256(Bytes bytes) {
    Hash hash;
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()), reinterpret_cast<unsigned char const*>(bytes.data()),
                       bytes.size());
    return hash;
}

Bytes bytes_of(std::string_view text) {
    return std::as_bytes(std::span{text});
}

// JSON that a browser made -------------------------------------------------------------------------------------------------

json::object const& object_at(json::value const& value, std::string_view name) {
    auto const* object = value.if_object();
    require(object != nullptr);
    auto const* member = object->if_contains(name);
    require(member != nullptr && member->is_object());
    return member->get_object();
}

std::string_view text_at(json::object const& object, std::string_view name) {
    auto const* member = object.if_contains(name);
    require(member != nullptr && member->is_string());
    return member->get_string();
}

std::vector<std::byte> bytes_at(json::object const& object, std::string_view name) {
    auto bytes = from_base64url(text_at(object, name));
    require(bytes.has_value());
    return std::move(*bytes);
}

std::vector<std::byte> credential_id_of(json::value const& credential) {
    auto const* object = credential.if_object();
    require(object != nullptr && text_at(*object, "type") == "public-key");
    auto id = bytes_at(*object, "rawId");
    require(!id.empty() && id.size() <= credential_id_bytes_at_most && text_at(*object, "id") == text_at(*object, "rawId"));
    return id;
}

// Checks what the browser says it did, and gives the hash of exactly what it said.
Hash check_client_data(RelyingParty const& party, Bytes challenge, std::string_view ceremony, Bytes client_data) {
    auto const said = parse_json({reinterpret_cast<char const*>(client_data.data()), client_data.size()});
    require(said.is_object());
    auto const& object = said.get_object();
    require(text_at(object, "type") == ceremony);
    require(!challenge.empty() && text_at(object, "challenge") == base64url(challenge));
    require(std::ranges::find(party.origins, text_at(object, "origin")) != party.origins.end());
    auto const* cross = object.if_contains("crossOrigin");
    require(cross == nullptr || (cross->is_bool() && !cross->get_bool()));
    require(!object.contains("topOrigin"));  // we are never shown inside another page
    return sha256(client_data);
}

// What the authenticator signs ---------------------------------------------------------------------------------------------

struct Flags {
    bool present, verified, backup_eligible, backed_up, attested, extended;
};

struct AuthenticatorData {
    Flags flags;
    std::int64_t sign_count;
    Bytes credential_id, public_key;  // only when attested
};

Bytes take(Bytes& rest, std::size_t count) {
    require(rest.size() >= count);
    auto const taken = rest.first(count);
    rest = rest.subspan(count);
    return taken;
}

std::uint32_t take_number(Bytes& rest, std::size_t bytes) {
    std::uint32_t number = 0;
    for (auto const byte : take(rest, bytes)) number = number << 8 | std::to_integer<std::uint32_t>(byte);
    return number;
}

AuthenticatorData read_authenticator_data(RelyingParty const& party, Bytes data) {
    require(std::ranges::equal(take(data, hash_bytes), sha256(bytes_of(party.id))));
    auto const bits = take_number(data, 1);
    auto const bit = [&](unsigned place) { return (bits >> place & 1) != 0; };
    AuthenticatorData read{{bit(0), bit(2), bit(3), bit(4), bit(6), bit(7)}, take_number(data, 4), {}, {}};
    if (read.flags.attested) {
        take(data, aaguid_bytes);
        auto const size = take_number(data, 2);
        require(size > 0 && size <= credential_id_bytes_at_most);
        read.credential_id = take(data, size);
        auto after = data;
        cbor::skip(after);
        read.public_key = take(data, data.size() - after.size());
    }
    if (read.flags.extended) {
        auto after = data;
        cbor::take_map(after);
        cbor::skip(data);
    }
    require(data.empty());
    return read;
}

void require_person(Flags const& flags) {
    require(flags.present && flags.verified && (flags.backup_eligible || !flags.backed_up));
}

std::vector<std::byte> signed_message(Bytes authenticator_data, Hash const& client_data_hash) {
    std::vector<std::byte> message{authenticator_data.begin(), authenticator_data.end()};
    message.insert(message.end(), client_data_hash.begin(), client_data_hash.end());
    return message;
}

// How a passkey was attested ------------------------------------------------------------------------------------------------

struct Attestation {
    std::string_view format;
    Bytes statement, authenticator_data;
};

Attestation read_attestation(Bytes object) {
    Attestation read{};
    require(cbor::take_map(object) == 3);
    unsigned seen = 0;
    for (int i = 0; i < 3; ++i) {
        auto const name = cbor::take_text(object);
        if (name == "fmt") {
            read.format = cbor::take_text(object), seen |= 1;
        } else if (name == "authData") {
            read.authenticator_data = cbor::take_bytes(object), seen |= 2;
        } else if (name == "attStmt") {
            auto after = object;
            cbor::skip(after);
            read.statement = take(object, object.size() - after.size()), seen |= 4;
        }
    }
    require(seen == 7 && object.empty());
    return read;
}

// We ask for no attestation: browsers then send none, or a signature by the new key itself.
void check_attestation(Attestation const& attestation, Bytes public_key, Hash const& client_data_hash) {
    auto statement = attestation.statement;
    auto const pairs = cbor::take_map(statement);
    if (attestation.format == "none") return require(pairs == 0);
    require(attestation.format == "packed" && pairs == 2);
    std::optional<std::int64_t> algorithm;
    std::optional<Bytes> signature;
    for (int i = 0; i < 2; ++i) {
        auto const name = cbor::take_text(statement);
        if (name == "alg")
            algorithm = cbor::take_integer(statement);
        else if (name == "sig")
            signature = cbor::take_bytes(statement);
        else
            throw Invalid{};
    }
    require(signature && algorithm == cose::algorithm_of(public_key));
    require(cose::fits(public_key, signed_message(attestation.authenticator_data, client_data_hash), *signature));
}

json::array descriptors(std::vector<PasskeyKey> const& keys) {
    json::array out;
    out.reserve(keys.size());
    for (auto const& key : keys) out.push_back({{"type", "public-key"}, {"id", base64url(key.credential_id)}});
    return out;
}

}  // namespace

std::vector<std::byte> new_challenge(Random& random) {
    auto const drawn = random.bytes<32>();
    return {drawn.begin(), drawn.end()};
}

json::value creation_options(RelyingParty const& party, std::vector<std::byte> const& challenge,
                             std::vector<std::byte> const& user_handle, std::string_view name, std::string_view display_name,
                             std::vector<PasskeyKey> const& known) {
    json::array algorithms;
    for (auto const algorithm : {cose::es256, cose::eddsa, cose::rs256})
        algorithms.push_back({{"type", "public-key"}, {"alg", algorithm}});
    return {
        {"rp", {{"id", party.id}, {"name", party.name}}},
        {"user", {{"id", base64url(user_handle)}, {"name", name}, {"displayName", display_name}}},
        {"challenge", base64url(challenge)},
        {"pubKeyCredParams", std::move(algorithms)},
        {"timeout", asked_for_milliseconds},
        {"excludeCredentials", descriptors(known)},
        {"authenticatorSelection", {{"residentKey", "required"}, {"requireResidentKey", true}, {"userVerification", "required"}}},
        {"attestation", "none"}};
}

json::value request_options(RelyingParty const& party, std::vector<std::byte> const& challenge,
                            std::vector<PasskeyKey> const& allowed) {
    return {{"rpId", party.id},
            {"challenge", base64url(challenge)},
            {"timeout", asked_for_milliseconds},
            {"allowCredentials", descriptors(allowed)},
            {"userVerification", "required"}};
}

PasskeyKey verify_registration(RelyingParty const& party, std::vector<std::byte> const& challenge,
                               json::value const& credential) {
    return or_invalid([&] {
        auto const id = credential_id_of(credential);
        auto const& response = object_at(credential, "response");
        auto const client_data_hash =
            check_client_data(party, challenge, "webauthn.create", bytes_at(response, "clientDataJSON"));
        auto const object = bytes_at(response, "attestationObject");
        auto const attestation = read_attestation(object);
        auto const data = read_authenticator_data(party, attestation.authenticator_data);
        require_person(data.flags);
        require(data.flags.attested && std::ranges::equal(data.credential_id, id));
        cose::algorithm_of(data.public_key);
        check_attestation(attestation, data.public_key, client_data_hash);
        return PasskeyKey{id,
                          {data.public_key.begin(), data.public_key.end()},
                          data.sign_count,
                          data.flags.backup_eligible,
                          data.flags.backed_up};
    });
}

PasskeyAnswer read_answer(json::value const& credential) {
    return or_invalid([&] {
        PasskeyAnswer answer{credential_id_of(credential), {}};
        auto const& response = object_at(credential, "response");
        auto const* handle = response.if_contains("userHandle");
        if (handle != nullptr && !handle->is_null()) answer.user_handle = bytes_at(response, "userHandle");
        require(answer.user_handle.size() <= user_handle_bytes_at_most);
        return answer;
    });
}

PasskeyKey verify_answer(RelyingParty const& party, std::vector<std::byte> const& challenge, PasskeyKey key,
                         json::value const& credential) {
    return or_invalid([&] {
        require(credential_id_of(credential) == key.credential_id);
        auto const& response = object_at(credential, "response");
        auto const client_data_hash = check_client_data(party, challenge, "webauthn.get", bytes_at(response, "clientDataJSON"));
        auto const signed_data = bytes_at(response, "authenticatorData");
        auto const data = read_authenticator_data(party, signed_data);
        require_person(data.flags);
        require(data.flags.backup_eligible == key.backup_eligible);
        require(cose::fits(key.public_key, signed_message(signed_data, client_data_hash), bytes_at(response, "signature")));
        require(data.sign_count > key.sign_count || (data.sign_count == 0 && key.sign_count == 0));
        key.sign_count = data.sign_count;
        key.backed_up = data.flags.backed_up;
        return key;
    });
}

}  // namespace ombud::credentials
