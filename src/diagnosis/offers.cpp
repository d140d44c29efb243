#include "diagnosis/offers.hpp"

#include "core/limits.hpp"
#include "core/tokens.hpp"
#include "diagnosis/queries.hpp"
#include "postgres/database.hpp"

namespace ombud::diagnosis {

Task<std::string> Offers::make(postgres::Transaction& transaction, ConversationId conversation, std::string flow) {
    auto token = new_token(offer_prefix, random_);
    auto const now = clock_.now();
    co_await transaction.run(sql::offer, token_hash(token), conversation, std::move(flow), now, now + limits::mail_link_life);
    co_return token;
}

Task<bool> Offers::is_open(std::string token, std::string flow) {
    if (!looks_like_token(offer_prefix, token)) co_return false;
    co_return co_await database_.run(sql::offer_is_open, token_hash(token), std::move(flow), clock_.now());
}

}  // namespace ombud::diagnosis
