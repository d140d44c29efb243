// Queries on guided answers that began by a letter.
#pragma once
#include "diagnosis/model.hpp"
#include "postgres/query.hpp"

namespace ombud::email::sql {

struct RunPlaceRow {
    ConversationId id;
    CustomerId customer_id;
    bool theirs;                                                     // nobody's account was proved in it, or the customer's
    std::optional<postgres::Bytes> email;                            // where answers to the conversation go, sealed
    std::optional<std::string> account_email, account_second_email;  // of the account that was proved in it
};
BOOST_DESCRIBE_STRUCT(RunPlaceRow, (), (id, customer_id, theirs, email, account_email, account_second_email))

inline constexpr postgres::Query<postgres::Maybe<RunPlaceRow>(diagnosis::RunId)> place_of_run{"email.place_of_run", R"sql(
    SELECT c.id, c.customer_id,
           r.account_id IS NULL OR r.account_id = c.customer_id AS theirs, k.email, a.email AS account_email,
           a.second_email AS account_second_email
    FROM diagnosis_runs r JOIN conversations c ON c.id = r.conversation_id
    LEFT JOIN conversation_contacts k ON k.conversation_id = c.id LEFT JOIN accounts a ON a.id = r.account_id
    WHERE r.id = $1 AND r.channel = 'mail')sql",
                                                                                              postgres::Retry::on_conflict};

}  // namespace ombud::email::sql
