#include "factors/factors.hpp"

#include <sodium.h>
#include <stdexcept>

#include "core/limits.hpp"
#include "core/tokens.hpp"
#include "credentials/recovery_codes.hpp"
#include "credentials/totp.hpp"
#include "factors/queries.hpp"
#include "postgres/database.hpp"
#include "safety/typed.hpp"

namespace ombud::factors {

namespace {

constexpr std::string_view challenge_prefix = "omc1_";
constexpr char const* duplicate_key = "23505";
constexpr std::int32_t told_from = 5;  // wrong ones in a row: more than a slip of the finger
constexpr auto forgotten_after = std::chrono::days{90};

[[noreturn]] void refuse_unknown_passkey() {
    throw Problem{ProblemKind::not_found, "passkey.unknown"};
}

postgres::Bytes stored(std::vector<std::byte> const& bytes) {
    return {{reinterpret_cast<char const*>(bytes.data()), bytes.size()}};
}

std::vector<std::byte> bytes_of(std::string_view text) {
    auto const raw = std::as_bytes(std::span{text});
    return {raw.begin(), raw.end()};
}

// What a passkey remembers of its owner.
std::vector<std::byte> handle_of(Uuid owner) {
    auto const raw = std::as_bytes(std::span{owner.bytes});
    return {raw.begin(), raw.end()};
}

unsigned char* raw(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}
unsigned char const* raw(auto const& bytes) {
    return reinterpret_cast<unsigned char const*>(bytes.data());
}

// Who was proved, or nobody: passkey problems become "wrong".
template <class Work>
auto or_nothing(Work work) -> std::optional<std::invoke_result_t<Work&>> {
    try {
        return work();
    } catch (Problem const&) {
        return std::nullopt;
    }
}

}  // namespace

std::vector<Kind> Held::methods() const {
    std::vector<Kind> methods;
    if (!passkeys.empty()) methods.push_back(Kind::passkey);
    if (totp) methods.push_back(Kind::totp);
    if (any() && recovery_codes_left > 0) methods.push_back(Kind::recovery_code);
    return methods;
}

Factors::Factors(postgres::Database& database, Clock& clock, Random& random, sessions::Owner kind,
                 credentials::RelyingParty party, std::vector<std::byte> sealing_key)
    : database_(database),
      clock_(clock),
      random_(random),
      kind_(kind),
      party_(std::move(party)),
      sealing_key_(std::move(sealing_key)) {
    if (sealing_key_.size() != crypto_secretbox_KEYBYTES) throw std::logic_error("a sealing key has 32 bytes");
}

Task<Held> Factors::of(Uuid owner) {
    auto const codes = co_await database_.run(sql::count_codes, kind_, owner);
    auto passkeys = co_await database_.run(sql::list_passkeys, kind_, owner);
    co_return Held{codes.totp, std::move(passkeys), codes.recovery_codes_left};
}

Task<void> Factors::remove_all(Uuid owner) {
    co_await database_.run(sql::remove_all, kind_, owner);
}

// Sealing -----------------------------------------------------------------------------------------------------------------

// The owner stands inside the seal, so that a secret copied to another row opens nothing.
std::string Factors::seal(Uuid owner, std::vector<std::byte> const& secret) {
    auto const nonce = random_.bytes<crypto_secretbox_NONCEBYTES>();
    auto plain = handle_of(owner);
    plain.insert(plain.end(), secret.begin(), secret.end());
    std::string sealed(nonce.size() + crypto_secretbox_MACBYTES + plain.size(), '\0');
    std::ranges::transform(nonce, sealed.begin(), [](std::byte byte) { return char(byte); });
    crypto_secretbox_easy(raw(sealed) + nonce.size(), raw(plain), plain.size(), raw(nonce), raw(sealing_key_));
    sodium_memzero(plain.data(), plain.size());
    return sealed;
}

std::vector<std::byte> Factors::unseal(Uuid owner, std::string const& sealed) const {
    auto const handle = handle_of(owner);
    constexpr std::size_t head = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    if (sealed.size() < head + handle.size()) throw std::runtime_error("a sealed secret is cut short");
    std::vector<std::byte> plain(sealed.size() - head);
    auto const* box = raw(sealed) + crypto_secretbox_NONCEBYTES;
    if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(plain.data()), box,
                                   sealed.size() - crypto_secretbox_NONCEBYTES, raw(sealed), raw(sealing_key_)) != 0 ||
        !std::equal(handle.begin(), handle.end(), plain.begin()))
        throw std::runtime_error("a sealed secret does not open: another sealing key, or somebody changed it");
    plain.erase(plain.begin(), plain.begin() + std::ptrdiff_t(handle.size()));
    return plain;
}

// Authenticators ------------------------------------------------------------------------------------------------------------

Task<TotpOffer> Factors::offer_totp(Uuid owner, std::string name) {
    auto const secret = credentials::new_totp_secret(random_);
    co_await database_.run(sql::offer_totp, kind_, owner, postgres::Bytes{seal(owner, secret)}, clock_.now());
    auto uri = credentials::totp_uri(secret, party_.name, name);
    auto qr = credentials::qr_svg(uri);
    co_return TotpOffer{credentials::base32(secret), std::move(uri), std::move(qr)};
}

Task<std::optional<std::vector<std::string>>> Factors::confirm_totp(Uuid owner, std::string code) {
    auto const offered = co_await database_.run(sql::find_offer, kind_, owner, clock_.now() - limits::totp_offer_time);
    if (!offered) throw Problem{ProblemKind::conflict, "totp.not_offered"};
    auto const step = credentials::totp_step(unseal(owner, offered->data), code, clock_.now());
    if (!step) throw Problem{ProblemKind::unauthenticated, "code.wrong"};
    if (co_await database_.run(sql::confirm_totp, kind_, owner, *offered, *step) == 0)
        throw Problem{ProblemKind::conflict, "totp.not_offered"};  // confirmed or offered anew meanwhile
    auto const codes = co_await database_.run(sql::count_codes, kind_, owner);
    if (codes.recovery_codes_left > 0) co_return std::nullopt;
    co_return co_await new_recovery_codes(owner);
}

Task<void> Factors::remove_totp(Uuid owner) {
    co_await database_.run(sql::remove_totp, kind_, owner);
}

Task<bool> Factors::proves_totp(Uuid owner, std::string code, std::string lane) {
    bool const open = co_await count_guess(owner, lane);
    auto const sealed = co_await database_.run(sql::find_totp, kind_, owner);
    if (!open || !sealed) co_return false;
    auto const step = credentials::totp_step(unseal(owner, sealed->data), code, clock_.now());
    if (!step || co_await database_.run(sql::use_totp, kind_, owner, *sealed, *step) == 0) co_return false;
    co_await database_.run(sql::forget_guesses, kind_, owner, std::move(lane));
    co_return true;
}

// Recovery codes ------------------------------------------------------------------------------------------------------------

Task<std::vector<std::string>> Factors::new_recovery_codes(Uuid owner) {
    auto codes = credentials::new_recovery_codes(random_);
    std::vector<std::string> hashes;
    hashes.reserve(codes.size());
    for (auto const& code : codes) hashes.push_back(credentials::recovery_code_hash(code).value());
    co_await database_.run(sql::replace_recovery_codes, kind_, owner, std::move(hashes), clock_.now());
    co_return codes;
}

Task<bool> Factors::proves_recovery_code(Uuid owner, std::string code, std::string lane) {
    co_await count_guess(owner, std::move(lane));
    auto hash = credentials::recovery_code_hash(code);
    if (!hash || co_await database_.run(sql::use_recovery_code, kind_, owner, std::move(*hash)) == 0) co_return false;
    co_await forgive(owner);
    co_return true;
}

// Guesses -------------------------------------------------------------------------------------------------------------------

Task<bool> Factors::count_guess(Uuid owner, std::string lane) {
    auto const now = clock_.now();
    co_return co_await database_.run(sql::count_guess, kind_, owner, std::move(lane), now, now - forgotten_after) > 0;
}

Task<bool> Factors::should_tell(Uuid owner, std::string lane) {
    auto const now = clock_.now();
    co_return co_await database_.run(sql::note_told, kind_, owner, std::move(lane), told_from, now, now - std::chrono::days{1}) >
        0;
}

Task<void> Factors::forgive(Uuid owner) {
    co_await database_.run(sql::forget_all_guesses, kind_, owner);
}

// Passkeys ------------------------------------------------------------------------------------------------------------------

// Only their ids are told to a browser.
Task<std::vector<credentials::PasskeyKey>> Factors::keys_of(Uuid owner) {
    auto const ids = co_await database_.run(sql::list_credentials, kind_, owner);
    std::vector<credentials::PasskeyKey> keys;
    keys.reserve(ids.size());
    for (auto const& id : ids) keys.push_back({bytes_of(id.data), {}});
    co_return keys;
}

Task<std::string> Factors::open_challenge(std::optional<Uuid> owner, bool enrols, std::vector<std::byte> challenge) {
    auto id = new_token(challenge_prefix, random_);
    auto const now = clock_.now();
    co_await database_.run(sql::open_challenge, token_hash(id), kind_, owner, enrols ? sql::Purpose::enrol : sql::Purpose::answer,
                           stored(challenge), now + limits::passkey_challenge_time, now);
    co_return id;
}

Task<Challenge> Factors::offer_passkey(Uuid owner, std::string name, std::string display_name) {
    auto const challenge = credentials::new_challenge(random_);
    auto const known = co_await keys_of(owner);
    auto id = co_await open_challenge(owner, true, challenge);
    co_return Challenge{std::move(id),
                        credentials::creation_options(party_, challenge, handle_of(owner), name, display_name, known)};
}

Task<Passkey> Factors::add_passkey(Uuid owner, std::string challenge_id, json::value credential, std::string name) {
    auto const clean = safety::typed_name(name, "name");
    auto const now = clock_.now();
    auto const challenge = co_await database_.run(sql::take_challenge, token_hash(challenge_id), kind_, sql::Purpose::enrol, now);
    if (!challenge || !challenge->holds || challenge->owner != owner)
        throw Problem{ProblemKind::unauthenticated, "challenge.expired"};
    auto const key = credentials::verify_registration(party_, bytes_of(challenge->challenge.data), credential);
    Passkey passkey{PasskeyId::make(clock_, random_), clean, now, std::nullopt};
    std::int64_t added{};
    try {
        added = co_await database_.run(sql::add_passkey, passkey.id, kind_, owner, clean, stored(key.credential_id),
                                       stored(key.public_key), key.sign_count, key.backup_eligible, key.backed_up, now,
                                       std::int64_t(limits::passkeys_per_owner));
    } catch (postgres::DatabaseError const& error) {
        if (error.sqlstate != duplicate_key) throw;
        throw Problem{ProblemKind::conflict, "passkey.known"};
    }
    if (added == 0) throw Problem{ProblemKind::conflict, "passkeys.too_many"};
    co_return passkey;
}

Task<void> Factors::rename_passkey(Uuid owner, PasskeyId id, std::string name) {
    if (co_await database_.run(sql::rename_passkey, kind_, owner, id, safety::typed_name(name, "name")) == 0)
        refuse_unknown_passkey();
}

Task<void> Factors::remove_passkey(Uuid owner, PasskeyId id) {
    if (co_await database_.run(sql::remove_passkey, kind_, owner, id) == 0) refuse_unknown_passkey();
}

Task<Challenge> Factors::challenge(std::optional<Uuid> owner) {
    auto const challenge = credentials::new_challenge(random_);
    std::vector<credentials::PasskeyKey> allowed;
    if (owner) allowed = co_await keys_of(*owner);
    auto id = co_await open_challenge(owner, false, challenge);
    co_return Challenge{std::move(id), credentials::request_options(party_, challenge, allowed)};
}

Task<std::optional<Uuid>> Factors::owner_of(PasskeyProof proof) {
    auto const now = clock_.now();
    auto const challenge =
        co_await database_.run(sql::take_challenge, token_hash(proof.challenge_id), kind_, sql::Purpose::answer, now);
    auto const answer = or_nothing([&] { return credentials::read_answer(proof.credential); });
    if (!challenge || !challenge->holds || !answer) co_return std::nullopt;
    auto const row = co_await database_.run(sql::find_key, kind_, stored(answer->credential_id));
    if (!row || (challenge->owner && *challenge->owner != row->owner)) co_return std::nullopt;
    // Some security keys name no owner when they were asked for one passkey; a discoverable one always does.
    bool const nameless = answer->user_handle.empty() && challenge->owner;
    if (!nameless && answer->user_handle != handle_of(row->owner)) co_return std::nullopt;
    credentials::PasskeyKey const key{answer->credential_id, bytes_of(row->public_key.data), row->sign_count,
                                      row->backup_eligible, row->backed_up};
    auto const proved = or_nothing(
        [&] { return credentials::verify_answer(party_, bytes_of(challenge->challenge.data), key, proof.credential); });
    if (!proved || co_await database_.run(sql::use_passkey, row->id, proved->sign_count, proved->backed_up, now) == 0)
        co_return std::nullopt;
    co_await forgive(row->owner);
    co_return row->owner;
}

Task<std::optional<Kind>> Factors::verify(Uuid owner, Proof proof, std::string lane) {
    if (int(proof.totp.has_value()) + int(proof.recovery_code.has_value()) + int(proof.passkey.has_value()) != 1)
        throw Problem{ProblemKind::invalid, "factor.one"};
    std::optional<Kind> proved;
    if (proof.totp) {
        if (co_await proves_totp(owner, std::move(*proof.totp), std::move(lane))) proved = Kind::totp;
    } else if (proof.recovery_code) {
        if (co_await proves_recovery_code(owner, std::move(*proof.recovery_code), std::move(lane))) proved = Kind::recovery_code;
    } else if (auto const whose = co_await owner_of(std::move(*proof.passkey)); whose == owner) {
        proved = Kind::passkey;
    }
    co_return proved;
}

}  // namespace ombud::factors
