// The chain as it stands in the tables, its signed checkpoints, and the eye that finds where it was tampered with.
#pragma once
#include <boost/describe.hpp>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/audit.hpp"
#include "core/random.hpp"
#include "postgres/codec.hpp"

namespace ombud::audit {

using postgres::Bytes;

struct Record {
    std::int64_t seq;
    Timestamp at;
    std::string act;
    std::string actor_kind;  // as text: what was tampered with may be none
    std::optional<Uuid> actor;
    std::optional<Uuid> subject;
    std::string body;
    Bytes previous;
    Bytes hash;
};
BOOST_DESCRIBE_STRUCT(Record, (), (seq, at, act, actor_kind, actor, subject, body, previous, hash))

struct Checkpoint {
    std::int64_t number;
    std::int64_t seq;
    Bytes hash;
    Timestamp at;
    Bytes signature;
};
BOOST_DESCRIBE_STRUCT(Checkpoint, (), (number, seq, hash, at, signature))

// Where a chain ends: the number and the hash of its last record.
struct End {
    std::int64_t seq = 0;
    Bytes hash{std::string(32, '\0')};
};
BOOST_DESCRIBE_STRUCT(End, (), (seq, hash))

// What is signed is text, so that anybody can check it: a title, number, seq, hash in hex and time, a line each.
std::string signed_text(Checkpoint const& checkpoint);

// Ed25519; as text it is base64url.
struct PublicKey {
    std::string bytes;

    // Problem{invalid, "audit_key.invalid"}.
    static PublicKey parse(std::string_view text);
    [[nodiscard]] std::string text() const;
    [[nodiscard]] bool vouches_for(Checkpoint const& checkpoint) const;
};

class SigningKey {
public:
    // Problem{invalid, "audit_key.invalid"}, and what a key file throws.
    static SigningKey load_or_create(std::filesystem::path const& file, Random& random);
    static SigningKey parse(std::string_view text);

    [[nodiscard]] PublicKey public_key() const { return public_; }
    void sign(Checkpoint& checkpoint) const;

private:
    SigningKey(std::string secret, PublicKey open) : secret_(std::move(secret)), public_(std::move(open)) {}
    std::string secret_;
    PublicKey public_;
};

std::string hex(std::string_view bytes);
// What the act's details say; null where they cannot be read.
json::value details_of(Record const& record);

// One line of JSON each, for export and for a second place. The bytes of `body` are those that were hashed.
std::string line_of(Record const& record);
std::string line_of(Checkpoint const& checkpoint);
// Nullopt for anything that line_of(Checkpoint) does not write.
std::optional<Checkpoint> checkpoint_of(std::string_view line);

BOOST_DEFINE_ENUM_CLASS(FaultKind,
                        deleted,             // records are missing up to this one
                        changed,             // its hash is not that of what it says
                        unlinked,            // it does not follow from the record before it
                        moved,               // it says that it was another number
                        column_changed,      // a column says something else than what was hashed
                        unreadable,          // what was hashed is no act in canonical JSON
                        rewritten,           // it differs from what a checkpoint has vouched for
                        tail_cut,            // the chain goes on beyond its last record, says a checkpoint or the table's own end
                        head_changed,        // the table's own end is not the last record
                        checkpoint_forged,   // the key did not sign it
                        checkpoint_deleted)  // checkpoints are missing up to this number

struct Fault {
    FaultKind kind;
    std::int64_t at;  // the record's seq, or the checkpoint's number
    auto operator<=>(Fault const&) const = default;
};

// What a walk along the chain found.
struct Verified {
    std::int64_t records = 0;
    std::int64_t checkpoints = 0;
    std::int64_t vouched_for = 0;  // up to this record by a signature
    std::vector<Fault> faults;     // the first of each kind
};

// Takes the checkpoints, then the records in order, then the ends; keeps the first fault of each kind.
class Verifier {
public:
    // `from`: where the part that is verified begins.
    explicit Verifier(PublicKey key, End from = {}) : key_(std::move(key)), end_(std::move(from)) {}

    void take(Checkpoint checkpoint);
    void take(Record const& record);
    // `head`: as the table says; `kept`: the last checkpoint that was ever made, as remembered outside of the database.
    void finish(std::optional<End> const& head, std::optional<Checkpoint> const& kept);

    [[nodiscard]] End const& end() const { return end_; }
    [[nodiscard]] std::int64_t last_checkpoint() const { return last_number_; }
    [[nodiscard]] Verified verified() const;

private:
    void found(FaultKind kind, std::int64_t at) { faults_.try_emplace(kind, at); }
    void read_body(Record const& record);

    PublicKey key_;
    End end_;
    std::multimap<std::int64_t, Checkpoint> vouchers_;  // by the record that they vouch for
    std::map<FaultKind, std::int64_t> faults_;
    std::int64_t records_ = 0, checkpoints_ = 0, last_number_ = 0, vouched_for_ = 0;
};

}  // namespace ombud::audit
