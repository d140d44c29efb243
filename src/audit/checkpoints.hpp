// The checkpoints: signs the chain every so often, and keeps the last one outside of the database, too.
#pragma once
#include <filesystem>
#include <functional>

#include "audit/chain.hpp"

namespace ombud::audit {

class Checkpoints {
public:
    // `kept`: the file that remembers the last one.
    Checkpoints(postgres::Database& database, SigningKey key, std::filesystem::path kept, Clock& clock);

    // Signs what nobody has signed yet; what is no whole chain from the last checkpoint on is not signed, and the log says where.
    Task<void> sign();
    // Signs when enough has come, or some of it some time ago; runs for ever.
    Task<void> keep_signing();

private:
    Task<bool> due();

    postgres::Database& database_;
    SigningKey key_;
    std::filesystem::path kept_;
    Clock& clock_;
};

// What the file remembers; nullopt where there is none. Problem{invalid, "audit_kept.invalid"}.
std::optional<Checkpoint> kept_checkpoint(std::filesystem::path const& file);

// Walks the whole chain in pages. `kept`: as the file remembers it.
Task<Verified> verify(postgres::Database& database, PublicKey key, std::optional<Checkpoint> kept);

// Every record after that number, in pages, each with the checkpoints that vouch for it.
Task<void> export_lines(postgres::Database& database, std::int64_t after, std::function<void(std::string const&)> put);

}  // namespace ombud::audit
