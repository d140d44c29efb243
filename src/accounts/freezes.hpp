// Freezing an account in one act: by its holder, by a signed link, by a mailed code; and "this was not me".
#pragma once
#include "accounts/codes.hpp"
#include "accounts/model.hpp"
#include "accounts/protection_model.hpp"
#include "accounts/traces.hpp"
#include "approvals/approvals.hpp"
#include "core/rate_limit.hpp"
#include "sessions/sessions.hpp"

namespace ombud::accounts {

class Freezes {
public:
    Freezes(postgres::Database& database, Codes& codes, Notices& notices, Traces& traces, sessions::Sessions& sessions,
            approvals::Approvals& approvals, Clock& clock);

    // The same for every address: a letter with a code and a link, or one that says that there is no account. An address that was
    // written to often gets no further letter for a while.
    Task<TicketGiven> send_code(AskByEmail who);
    Task<Frozen> by_code(TicketCode proof, Origin from);
    // Problem{unauthenticated, "link.invalid"} for what we did not sign, what has expired, and what was mailed before the account
    // was last given back.
    // Whether we signed this link, in time: that costs nothing to tell, so whoever holds one is never kept waiting.
    [[nodiscard]] bool is_ours(LinkToken const& link) const { return notices_.verify(link.token).has_value(); }
    Task<Frozen> by_link(LinkToken link, Origin from);
    // Freezes, and stops or undoes what the letter was about.
    Task<NotMe> not_me(LinkToken link, Origin from);
    Task<Frozen> by_holder(CustomerId who, Origin from);

private:
    enum class Also { nothing, what_is_under_way };
    struct Outcome {
        Timestamp frozen_at;
        std::int64_t recoveries, email_changes;
    };
    Task<LinkClaims> claims_of(std::string token);
    Task<Outcome> freeze(CustomerId account, Also stops, Origin from, audit::ActorKind by, std::string how);

    postgres::Database& database_;
    Codes& codes_;
    Notices& notices_;
    Traces& traces_;
    sessions::Sessions& sessions_;
    approvals::Approvals& approvals_;
    Clock& clock_;
    RateLimit letters_;  // to one address
};

}  // namespace ombud::accounts
