// Every query on what protects an account fits the schema.
#include "accounts/protection_queries.hpp"

#include "support/account_holders.hpp"

namespace ombud::accounts {
namespace {

using ProtectionQueries = testing::AccountHolders;

TEST_F(ProtectionQueries, fit_the_schema) {
    auto agrees = [&](auto const& query) { EXPECT_EQ(run(postgres::check(database, query)), ""); };
    agrees(sql::letter_reader);
    agrees(sql::start_hold);
    agrees(sql::last_reset_letter);
    agrees(sql::note_on_ticket);
    agrees(sql::reset_password);
    agrees(sql::freeze);
    agrees(sql::undo_email_changes);
    agrees(sql::new_recovery);
    agrees(sql::find_recovery);
    agrees(sql::recovery_proved);
    agrees(sql::recovery_asked);
    agrees(sql::recoveries_to_ask);
    agrees(sql::recovery_agreed);
    agrees(sql::recovery_refused);
    agrees(sql::recoveries_to_tell);
    agrees(sql::recovery_told);
    agrees(sql::recoveries_due);
    agrees(sql::recovery_done);
    agrees(sql::familiarity);
    agrees(sql::new_unfreeze);
    agrees(sql::find_unfreeze);
    agrees(sql::unfreeze_proved);
    agrees(sql::unfreeze_asked);
    agrees(sql::unfreezes_to_ask);
    agrees(sql::unfreeze);
    agrees(sql::unfreeze_refused);
    agrees(sql::change_email);
    agrees(sql::remove_second_email);
    agrees(sql::email_changed_at);
    agrees(sql::set_phrase);
    agrees(sql::hold_account);
    agrees(sql::api_keys);
    agrees(sql::add_api_key);
    agrees(sql::end_api_key);
    agrees(sql::addresses);
    agrees(sql::add_address);
    agrees(sql::remove_address);
    agrees(sql::checkup_facts);
}

}  // namespace
}  // namespace ombud::accounts
