// The ways back into an account over HTTP, freezing it, and what holders keep: addresses, phrase, keys; limits on how often.
#pragma once
#include "accounts/profile.hpp"
#include "accounts/ways_back.hpp"
#include "core/rate_limit.hpp"
#include "edge/origins.hpp"
#include "edge/route.hpp"

namespace ombud::edge {

class AccountRecovery {
public:
    // `even_time`: what an answer about an address takes at least.
    AccountRecovery(accounts::WaysBack& ways, accounts::Profiles& profiles, Origins const& origins, Clock& clock,
                    std::chrono::milliseconds even_time);

    // By anyone
    Task<accounts::ResetAsked> ask_reset(Anyone by, accounts::AskByEmail who, http::Request* request);
    Task<accounts::ResetStatus> reset_status(Anyone by, accounts::Tracking which);
    Task<accounts::ResetAsked> resend_reset(Anyone by, accounts::Tracking which);
    Task<WithFields<accounts::ResetDone>> complete_reset(Anyone by, accounts::ResetChoice choice, http::Request* request);
    Task<accounts::TicketGiven> ask_freeze(Anyone by, accounts::AskByEmail who);
    Task<accounts::Frozen> freeze_by_code(Anyone by, accounts::TicketCode proof, http::Request* request);
    Task<accounts::Frozen> freeze_by_link(Anyone by, accounts::LinkToken link, http::Request* request);
    Task<accounts::NotMe> not_me(Anyone by, accounts::LinkToken link, http::Request* request);
    Task<accounts::Recovery> ask_recovery(Anyone by, accounts::AskRecovery wanted, http::Request* request);
    Task<accounts::Recovery> confirm_recovery(Anyone by, accounts::TrackingCode proof, http::Request* request);
    Task<accounts::Recovery> recovery_status(Anyone by, accounts::Tracking which);
    Task<accounts::Unfreeze> ask_unfreeze(Anyone by, accounts::AskUnfreeze wanted, http::Request* request);
    Task<accounts::Unfreeze> confirm_unfreeze(Anyone by, accounts::TrackingCode proof, http::Request* request);
    Task<accounts::Unfreeze> unfreeze_status(Anyone by, accounts::Tracking which);

    // By the holder
    Task<accounts::CheckupResult> check_up(Holder by);
    Task<accounts::Frozen> freeze(Holder by, http::Request* request);
    Task<accounts::ApiKeyList> api_keys(Holder by);
    Task<void> end_api_key(Holder by, accounts::ApiKeyId id, http::Request* request);
    Task<accounts::AddressList> addresses(Holder by);

    // By the holder, freshly stepped up
    Task<accounts::Profile> set_phrase(FreshHolder by, accounts::SetPhrase wanted, http::Request* request);
    Task<accounts::TicketGiven> change_email(FreshHolder by, accounts::ChangeEmail wanted);
    Task<accounts::Profile> confirm_email(FreshHolder by, accounts::TicketCode proof, http::Request* request);
    Task<accounts::Profile> remove_second_email(FreshHolder by, http::Request* request);
    Task<accounts::MadeApiKey> make_api_key(FreshHolder by, accounts::NewApiKey wanted, http::Request* request);
    Task<accounts::Address> add_address(FreshHolder by, accounts::NewAddress wanted, http::Request* request);
    Task<void> remove_address(FreshHolder by, accounts::AddressId id, http::Request* request);

private:
    void admit(Anyone const& by) { doors_.require(network_of(by.peer)); }

    accounts::WaysBack& ways_;
    accounts::Profiles& profiles_;
    Origins const& origins_;
    Clock& clock_;
    std::chrono::milliseconds even_time_;
    RateLimit doors_;    // by the network of whoever is not signed in
    RateLimit letters_;  // that a holder has sent
};

}  // namespace ombud::edge
