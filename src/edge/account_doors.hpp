// Accounts over HTTP: signing up and in, stepping up, and what holders keep of their own account; with the cookies for it.
#pragma once
#include "accounts/accounts.hpp"
#include "edge/origins.hpp"
#include "edge/route.hpp"

namespace ombud::edge {

struct PasskeyAsked {
    std::optional<std::string> ticket;
};
BOOST_DESCRIBE_STRUCT(PasskeyAsked, (), (ticket))

// A password as it is being typed, and words that its owner is known by.
struct TypedPassword {
    std::string password;
    std::optional<std::vector<std::string>> words;
};
BOOST_DESCRIBE_STRUCT(TypedPassword, (), (password, words))

class AccountDoors {
public:
    // `even_time`: what an answer about an address takes at least.
    AccountDoors(accounts::Accounts& accounts, credentials::Passwords& passwords, Origins const& origins, Clock& clock,
                 std::chrono::milliseconds even_time);

    // By anyone
    Task<accounts::TicketGiven> sign_up(Anyone by, accounts::AskAccount who, http::Request* request);
    Task<WithFields<accounts::SignedIn>> confirm(Anyone by, accounts::ConfirmAccount choice, http::Request* request);
    Task<credentials::Judgement> judge_password(Anyone by, TypedPassword typed);
    Task<WithFields<accounts::SignIn>> sign_in(Anyone by, accounts::Credentials who, http::Request* request);
    Task<WithFields<accounts::SignIn>> second_step(Anyone by, accounts::SecondStep step, http::Request* request);
    Task<factors::Challenge> ask_passkey(Anyone by, PasskeyAsked asked, http::Request* request);
    Task<WithFields<accounts::SignIn>> sign_in_by_passkey(Anyone by, factors::PasskeyProof proof, http::Request* request);

    // By the holder
    Task<accounts::Profile> read(Holder by);
    Task<accounts::Profile> change(Holder by, accounts::ChangeProfile change);
    Task<accounts::StepUpChallenge> ask_step_up(Holder by);
    Task<accounts::SteppedUp> step_up(Holder by, accounts::StepUpProof proof, http::Request* request);
    Task<accounts::SessionList> sessions(Holder by);
    Task<http::Response> end_session(Holder by, SessionId id, http::Request* request);
    Task<accounts::Ended> end_others(Holder by, http::Request* request);
    Task<http::Response> sign_out(Holder by, http::Request* request);
    Task<accounts::DeviceList> devices(Holder by, http::Request* request);
    Task<void> forget_device(Holder by, accounts::DeviceId id, http::Request* request);
    Task<accounts::EventPage> history(Holder by, accounts::HistoryAsked asked);
    Task<accounts::Profile> rename_passkey(Holder by, PasskeyId id, accounts::PasskeyName name);

    // By the holder, freshly stepped up
    Task<accounts::Profile> change_password(FreshHolder by, accounts::NewPassword choice, http::Request* request);
    Task<factors::Challenge> offer_passkey(FreshHolder by);
    Task<accounts::Profile> add_passkey(FreshHolder by, accounts::NewPasskey made, http::Request* request);
    Task<accounts::Profile> remove_passkey(FreshHolder by, PasskeyId id, http::Request* request);
    Task<factors::TotpOffer> offer_totp(FreshHolder by);
    Task<accounts::RecoveryCodes> confirm_totp(FreshHolder by, accounts::TotpCode proof, http::Request* request);
    Task<accounts::Profile> remove_totp(FreshHolder by, http::Request* request);
    Task<accounts::RecoveryCodes> new_recovery_codes(FreshHolder by, http::Request* request);

private:
    template <class Shape>
    WithFields<Shape> let_in(Shape shape, accounts::Entrance const& entrance, bool secure) const;

    accounts::Accounts& accounts_;
    credentials::Passwords& passwords_;
    Origins const& origins_;
    Clock& clock_;
    std::chrono::milliseconds even_time_;
    RateLimit judgements_;
};

}  // namespace ombud::edge
