#include "accounts/own_factors.hpp"

#include "accounts/queries.hpp"
#include "postgres/database.hpp"

namespace ombud::accounts {

OwnFactors::OwnFactors(postgres::Database& database, Codes& codes, Traces& traces, Holds& holds, Profiles& profiles,
                       credentials::Passwords& passwords, factors::Factors& factors, sessions::Sessions& sessions, Clock& clock)
    : database_(database),
      codes_(codes),
      traces_(traces),
      holds_(holds),
      profiles_(profiles),
      passwords_(passwords),
      factors_(factors),
      sessions_(sessions),
      clock_(clock) {}

Task<Account> OwnFactors::account_of(CustomerId id) {
    auto account = co_await database_.run(sql::find_account, id);
    if (!account) throw Problem{ProblemKind::unauthenticated, "session.expired"};
    co_return std::move(*account);
}

Task<void> OwnFactors::changed(Holder who, EventKind what, Others others, Origin from) {
    if (others == Others::end) co_await sessions_.end_all(who.id.uuid, sessions::Ending::factors_changed, who.session);
    // Whoever is half inside by what has just changed begins again.
    co_await codes_.void_all(who.id, Purpose::second_factor);
    co_await codes_.void_all(who.id, Purpose::email_code);
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        auto const until = co_await holds_.start(transaction, who.id, "factors_changed");
        co_await traces_.leave(transaction,
                               {.account = who.id, .what = what, .from = from, .values = {{"ends_at", letter_time(until)}}});
    });
}

// The password ----------------------------------------------------------------------------------------------------------

Task<Profile> OwnFactors::change_password(FreshHolder who, NewPassword choice, Origin from) {
    auto const account = co_await account_of(who.id);
    auto hash =
        co_await passwords_.choose(std::move(choice.password), words_about(account.email, account.name), account.password_hash);
    auto const ended = co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<std::vector<SessionId>> {
        co_await transaction.run(sql::change_password, who.id, hash, clock_.now());
        auto sessions = co_await sessions_.end_all(transaction, who.id.uuid, sessions::Ending::password_changed, who.session);
        auto const until = co_await holds_.start(transaction, who.id, "password_changed");
        co_await traces_.leave(
            transaction,
            {.account = who.id, .what = EventKind::password_changed, .from = from, .values = {{"ends_at", letter_time(until)}}});
        co_return sessions;
    });
    sessions_.forget(ended);
    co_await factors_.forgive(who.id.uuid);  // whoever guessed the second factor knew the old one
    for (auto const purpose : {Purpose::reset_link, Purpose::second_factor, Purpose::email_code})
        co_await codes_.void_all(who.id, purpose);
    co_return co_await profiles_.read(who);
}

// Passkeys --------------------------------------------------------------------------------------------------------------

Task<factors::Challenge> OwnFactors::offer_passkey(FreshHolder who) {
    auto const account = co_await account_of(who.id);
    co_return co_await factors_.offer_passkey(who.id.uuid, account.email, account.name.value_or(account.email));
}

Task<Profile> OwnFactors::add_passkey(FreshHolder who, NewPasskey made, Origin from) {
    bool const first = !(co_await factors_.of(who.id.uuid)).any();
    co_await factors_.add_passkey(who.id.uuid, std::move(made.challenge_id), std::move(made.credential), std::move(made.name));
    co_await sessions_.step_up(who.session, sessions::Assurance::passkey);  // whoever has just made it has just proved it
    co_await changed(who, EventKind::passkey_added, first ? Others::end : Others::stay, std::move(from));
    co_return co_await profiles_.read(who);
}

Task<Profile> OwnFactors::rename_passkey(Holder who, PasskeyId id, PasskeyName name) {
    co_await factors_.rename_passkey(who.id.uuid, id, std::move(name.name));
    co_return co_await profiles_.read(who);
}

Task<Profile> OwnFactors::remove_passkey(FreshHolder who, PasskeyId id, Origin from) {
    co_await factors_.remove_passkey(who.id.uuid, id);
    co_await changed(who, EventKind::passkey_removed, Others::end, std::move(from));
    co_return co_await profiles_.read(who);
}

// The authenticator and recovery codes ------------------------------------------------------------------------------------

Task<factors::TotpOffer> OwnFactors::offer_totp(FreshHolder who) {
    auto const account = co_await account_of(who.id);
    co_return co_await factors_.offer_totp(who.id.uuid, account.email);
}

Task<RecoveryCodes> OwnFactors::confirm_totp(FreshHolder who, TotpCode proof, Origin from) {
    bool const first = !(co_await factors_.of(who.id.uuid)).any();
    auto codes = co_await factors_.confirm_totp(who.id.uuid, std::move(proof.code));
    co_await sessions_.step_up(who.session, sessions::Assurance::two_factors);  // its code was right
    co_await changed(who, EventKind::totp_added, first ? Others::end : Others::stay, std::move(from));
    co_return RecoveryCodes{std::move(codes)};
}

Task<Profile> OwnFactors::remove_totp(FreshHolder who, Origin from) {
    co_await factors_.remove_totp(who.id.uuid);
    co_await changed(who, EventKind::totp_removed, Others::end, std::move(from));
    co_return co_await profiles_.read(who);
}

Task<RecoveryCodes> OwnFactors::new_recovery_codes(FreshHolder who, Origin from) {
    if (!(co_await factors_.of(who.id.uuid)).any()) throw Problem{ProblemKind::conflict, "factor.none"};
    auto codes = co_await factors_.new_recovery_codes(who.id.uuid);
    co_await traces_.leave({.account = who.id, .what = EventKind::recovery_codes_made, .from = std::move(from)});
    co_return RecoveryCodes{std::move(codes)};
}

}  // namespace ombud::accounts
