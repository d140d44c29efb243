// Every query on the record of acts and its checkpoints.
#pragma once
#include "audit/audit.hpp"
#include "postgres/query.hpp"

namespace ombud::audit::sql {

using postgres::Affected;
using postgres::Bytes;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

inline constexpr Query<One<std::int64_t>(Timestamp, std::string, ActorKind, std::optional<Uuid>, std::optional<Uuid>, std::string,
                                         std::string)>
    append{"audit.append", "SELECT append_audit_record($1, $2, $3, $4, $5, $6, $7)"};

}  // namespace ombud::audit::sql
