#include "audit/chain.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include "core/base64url.hpp"
#include "core/key_file.hpp"
#include "core/problem.hpp"

namespace ombud::audit {

namespace {

unsigned char const* bytes_of(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

std::optional<std::string> from_hex(std::string_view text, std::size_t size) {
    std::string out(size, '\0');
    std::size_t got = 0;
    if (text.size() != 2 * size || sodium_hex2bin(bytes_of(out), size, text.data(), text.size(), nullptr, &got, nullptr) != 0)
        return std::nullopt;
    return got == size ? std::optional{std::move(out)} : std::nullopt;
}

std::string hash_of(std::string_view previous, std::string_view body) {
    std::string out(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, bytes_of(previous), previous.size());
    crypto_hash_sha256_update(&state, bytes_of(body), body.size());
    crypto_hash_sha256_final(&state, bytes_of(out));
    return out;
}

[[noreturn]] void refuse_key() {
    throw Problem{ProblemKind::invalid, "audit_key.invalid", {}, "expected 32 bytes in base64url"};
}

std::string key_bytes(std::string_view text) {
    while (text.ends_with('\n')) text.remove_suffix(1);
    auto bytes = from_base64url(text);
    if (!bytes || bytes->size() != crypto_sign_SEEDBYTES) refuse_key();
    return {reinterpret_cast<char const*>(bytes->data()), bytes->size()};
}

// The act as it was hashed, field by field.
struct Said {
    std::string act;
    std::optional<Uuid> actor;
    std::string actor_kind;
    Timestamp at;
    json::value details;
    std::int64_t seq;
    std::optional<Uuid> subject;
};
BOOST_DESCRIBE_STRUCT(Said, (), (act, actor, actor_kind, at, details, seq, subject))

std::optional<Said> said_in(std::string const& body) try {
    auto const value = parse_json(body);
    if (canonical_json(value) != body) return std::nullopt;
    return from_json<Said>(value);
} catch (Problem const&) {
    return std::nullopt;
}

struct CheckpointLine {
    Timestamp at;
    std::string hash;
    std::int64_t number, seq;
    std::string signature;
};
BOOST_DESCRIBE_STRUCT(CheckpointLine, (), (at, hash, number, seq, signature))

}  // namespace

std::string hex(std::string_view bytes) {
    std::string out;
    out.reserve(2 * bytes.size());
    for (auto const byte : bytes) fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned char>(byte));
    return out;
}

json::value details_of(Record const& record) {
    auto said = said_in(record.body);
    return said ? std::move(said->details) : json::value();
}

std::string signed_text(Checkpoint const& checkpoint) {
    return fmt::format("ombud audit checkpoint\n{}\n{}\n{}\n{}\n", checkpoint.number, checkpoint.seq, hex(checkpoint.hash.data),
                       to_rfc3339(checkpoint.at));
}

PublicKey PublicKey::parse(std::string_view text) {
    return {key_bytes(text)};
}

std::string PublicKey::text() const {
    return base64url(std::as_bytes(std::span{bytes}));
}

bool PublicKey::vouches_for(Checkpoint const& checkpoint) const {
    auto const text = signed_text(checkpoint);
    return checkpoint.signature.data.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(bytes_of(std::string_view(checkpoint.signature.data)), bytes_of(std::string_view(text)),
                                       text.size(), bytes_of(std::string_view(bytes))) == 0;
}

SigningKey SigningKey::parse(std::string_view text) {
    auto seed = key_bytes(text);
    std::string secret(crypto_sign_SECRETKEYBYTES, '\0'), open(crypto_sign_PUBLICKEYBYTES, '\0');
    crypto_sign_seed_keypair(bytes_of(open), bytes_of(secret), bytes_of(std::string_view(seed)));
    sodium_memzero(seed.data(), seed.size());
    return {std::move(secret), {std::move(open)}};
}

SigningKey SigningKey::load_or_create(std::filesystem::path const& file, Random& random) {
    return parse(read_or_create_key_file(file, [&] { return base64url(random.bytes<crypto_sign_SEEDBYTES>()); }));
}

void SigningKey::sign(Checkpoint& checkpoint) const {
    auto const text = signed_text(checkpoint);
    checkpoint.signature.data.assign(crypto_sign_BYTES, '\0');
    crypto_sign_detached(bytes_of(checkpoint.signature.data), nullptr, bytes_of(std::string_view(text)), text.size(),
                         bytes_of(std::string_view(secret_)));
}

std::string line_of(Record const& record) {
    // What was tampered with may be no JSON, or hold a line's end: then it goes as a string.
    auto const body = said_in(record.body) ? record.body : canonical_json(json::string(record.body));
    return fmt::format(R"({{"body":{},"hash":"{}","previous":"{}","seq":{}}})", body, hex(record.hash.data),
                       hex(record.previous.data), record.seq);
}

std::string line_of(Checkpoint const& checkpoint) {
    return canonical_json({{"checkpoint", to_json(CheckpointLine{checkpoint.at, hex(checkpoint.hash.data), checkpoint.number,
                                                                 checkpoint.seq, hex(checkpoint.signature.data)})}});
}

std::optional<Checkpoint> checkpoint_of(std::string_view line) try {
    auto const value = parse_json(line);
    auto const* inner = value.is_object() ? value.get_object().if_contains("checkpoint") : nullptr;
    if (!inner) return std::nullopt;
    auto const read = from_json<CheckpointLine>(*inner);
    auto hash = from_hex(read.hash, crypto_hash_sha256_BYTES), signature = from_hex(read.signature, crypto_sign_BYTES);
    if (!hash || !signature) return std::nullopt;
    return Checkpoint{read.number, read.seq, {std::move(*hash)}, read.at, {std::move(*signature)}};
} catch (Problem const&) {
    return std::nullopt;
}

void Verifier::take(Checkpoint checkpoint) {
    if (checkpoint.number != last_number_ + 1) found(FaultKind::checkpoint_deleted, last_number_ + 1);
    last_number_ = checkpoint.number;
    ++checkpoints_;
    if (key_.vouches_for(checkpoint))
        vouchers_.emplace(checkpoint.seq, std::move(checkpoint));
    else
        found(FaultKind::checkpoint_forged, checkpoint.number);
}

void Verifier::take(Record const& record) {
    ++records_;
    if (record.seq != end_.seq + 1)
        found(FaultKind::deleted, end_.seq + 1);
    else if (record.previous != end_.hash)
        found(FaultKind::unlinked, record.seq);
    if (record.hash.data != hash_of(record.previous.data, record.body)) found(FaultKind::changed, record.seq);
    read_body(record);
    auto const [first, last] = vouchers_.equal_range(record.seq);
    for (auto at = first; at != last; ++at) {
        if (at->second.hash != record.hash) found(FaultKind::rewritten, record.seq);
        vouched_for_ = record.seq;
    }
    end_ = {record.seq, record.hash};
}

void Verifier::read_body(Record const& record) {
    auto const said = said_in(record.body);
    if (!said) return found(FaultKind::unreadable, record.seq);
    if (said->seq != record.seq) found(FaultKind::moved, record.seq);
    if (said->act != record.act || said->actor != record.actor || said->actor_kind != record.actor_kind ||
        said->at != record.at || said->subject != record.subject)
        found(FaultKind::column_changed, record.seq);
}

void Verifier::finish(std::optional<End> const& head, std::optional<Checkpoint> const& kept) {
    auto const beyond = end_.seq + 1;
    if (vouchers_.lower_bound(beyond) != vouchers_.end()) found(FaultKind::tail_cut, beyond);
    if (kept && key_.vouches_for(*kept)) {
        if (kept->number > last_number_) found(FaultKind::checkpoint_deleted, last_number_ + 1);
        if (kept->seq > end_.seq) found(FaultKind::tail_cut, beyond);
    }
    if (head && head->seq > end_.seq)
        found(FaultKind::tail_cut, beyond);
    else if (!head || head->seq != end_.seq || head->hash != end_.hash)
        found(FaultKind::head_changed, end_.seq);
}

Verified Verifier::verified() const {
    Verified out{.records = records_, .checkpoints = checkpoints_, .vouched_for = vouched_for_, .faults = {}};
    out.faults.reserve(faults_.size());
    for (auto const& [kind, at] : faults_) out.faults.push_back({kind, at});
    return out;
}

}  // namespace ombud::audit
