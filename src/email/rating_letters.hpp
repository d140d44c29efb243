// Letters that ask somebody who wrote to us how it went, once their matter has stood resolved for a while; and their links.
#pragma once
#include "callers/callers.hpp"
#include "core/random.hpp"
#include "desk/feed.hpp"
#include "desk/words.hpp"
#include "email/reply_address.hpp"
#include "outbox/outbox.hpp"
#include "postgres/database.hpp"

namespace ombud::email {

namespace sql {
struct RatingToAsk;
}

inline constexpr std::string_view rating_prefix = "omr1_";

struct RatingSettings {
    std::string portal;          // "https://desk.example"
    std::string name;            // ours, where no brand spoke
    std::chrono::minutes after;  // so long it stands resolved before anybody is asked; none: nobody is
};

class RatingLetters final : public desk::Follower {
public:
    RatingLetters(postgres::Database& database, desk::Words const& said, outbox::Outbox& outbox, ReplyAddresses const& addresses,
                  RatingSettings settings, Clock& clock, Random& random)
        : database_(database),
          said_(said),
          outbox_(outbox),
          addresses_(addresses),
          settings_(std::move(settings)),
          clock_(clock),
          random_(random) {}

    [[nodiscard]] std::string_view name() const override { return "rating_letters"; }
    Task<void> follow(std::vector<desk::Followed> const& entries) override;

    // Sends what is due and forgets links whose time is over, again and again; runs for ever.
    Task<void> work();
    // What is due now; how many letters were ordered. One for each resolution at most, and for a conversation one a week.
    Task<std::size_t> send_due();

    struct Link {
        ConversationId id;
        Customer customer;
        std::string reference;
        Timestamp until;
    };
    // Which conversation a link is about; looking changes nothing. nullopt: there is none, it is too old, or what it was about
    // is erased.
    Task<std::optional<Link>> link(std::string token);

private:
    Task<void> ask(sql::RatingToAsk about, std::string to);

    postgres::Database& database_;
    desk::Words const& said_;
    outbox::Outbox& outbox_;
    ReplyAddresses const& addresses_;
    RatingSettings settings_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::email
