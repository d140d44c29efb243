// Queries on guided answers that began by a letter.
#pragma once
#include "diagnosis/model.hpp"
#include "postgres/query.hpp"

namespace ombud::email::sql {

struct RunPlaceRow {
    ConversationId id;
    CustomerId customer_id;
    bool theirs;  // nobody's account was proved in it, or one that is reached where answers to the conversation go
};
BOOST_DESCRIBE_STRUCT(RunPlaceRow, (), (id, customer_id, theirs))

inline constexpr postgres::Query<postgres::Maybe<RunPlaceRow>(diagnosis::RunId)> place_of_run{"email.place_of_run", R"sql(
    SELECT c.id, c.customer_id,
           r.account_id IS NULL OR r.account_id = c.customer_id OR EXISTS (
               SELECT FROM accounts a JOIN conversation_contacts k ON k.conversation_id = c.id
               WHERE a.id = r.account_id AND k.email IN (a.email, a.second_email)) AS theirs
    FROM diagnosis_runs r JOIN conversations c ON c.id = r.conversation_id
    WHERE r.id = $1 AND r.channel = 'mail')sql",
                                                                                              postgres::Retry::on_conflict};

}  // namespace ombud::email::sql
