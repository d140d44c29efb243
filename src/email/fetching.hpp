// The mailboxes that are fetched: that of the settings and those that staff added, each followed for itself.
#pragma once
#include <boost/asio/cancellation_signal.hpp>
#include <map>
#include <memory>

#include "audit/audit.hpp"
#include "callers/callers.hpp"
#include "core/seal.hpp"
#include "email/access_tokens.hpp"
#include "email/mailboxes.hpp"
#include "email/model.hpp"
#include "postgres/database.hpp"

namespace ombud::email {

namespace sql {
struct FetchedMailbox;
}

// How a mailbox is signed in to: a password or OAuth, one of them.
struct SignInToMailbox {
    std::optional<std::string> password;
    std::optional<OAuth> oauth;
    std::optional<std::string> authorities;  // PEM text that vouches for the server
};
BOOST_DESCRIBE_STRUCT(SignInToMailbox, (), (password, oauth, authorities))

struct AddMailbox {
    std::string url;  // imaps://host:993 or imap://host:143
    std::optional<std::string> folder;
    std::string user;
    std::optional<std::string> password;
    std::optional<OAuth> oauth;
    std::optional<std::string> authorities;
};
BOOST_DESCRIBE_STRUCT(AddMailbox, (), (url, folder, user, password, oauth, authorities))

struct MailboxView {
    std::optional<MailboxId> id;  // none: it stands in the settings
    std::string name, url, folder, user;
    std::string sign_in;  // password, xoauth2, or unreadable under the key that we have
    std::optional<Timestamp> looked_at, letter_at;
    std::optional<std::string> fault;  // a code of mail::ImapMailbox or AccessTokens
    std::optional<Timestamp> fault_at;
};
BOOST_DESCRIBE_STRUCT(MailboxView, (), (id, name, url, folder, user, sign_in, looked_at, letter_at, fault, fault_at))

// The mailbox of the settings.
struct SettledMailbox {
    mail::ImapSettings server;
    std::optional<OAuth> oauth{};
    std::string done{};  // the folder that letters are moved to once they are stored; empty: they stay
};

class Fetching {
public:
    struct Ground {
        postgres::Database& database;
        Letters letters;
        Seal seal;
        fetch::Client& client;
        audit::Log& audit;
        std::filesystem::path folder;  // where the authorities of mailboxes are written for the TLS library
        Clock& clock;
        Random& random;
    };
    Fetching(Ground on, std::optional<SettledMailbox> settled);
    ~Fetching();
    Fetching(Fetching const&) = delete;
    Fetching& operator=(Fetching const&) = delete;

    // Follows what there is to follow, and what comes and goes; runs for ever.
    Task<void> keep_up();
    // What is being fetched ends within a second.
    void stop();

    Task<std::vector<MailboxView>> list();
    // Tried before it is kept: Problem{invalid, "mail.imap_…" | "mail.oauth_…", field} with the server's words as detail;
    // {invalid, "mailbox.no_sign_in"}, {conflict, "mailbox.known"}, {conflict, "mailbox.too_many"}.
    Task<MailboxView> add(FreshAgent by, AddMailbox wanted);
    Task<void> remove(FreshAgent by, MailboxId id);

private:
    struct Followed;

    mail::ImapSettings server_of(sql::FetchedMailbox const& box, SignInToMailbox const& how);
    SignInToMailbox sign_in_of(sql::FetchedMailbox const& box) const;
    [[nodiscard]] std::string kind_of(sql::FetchedMailbox const& box) const;
    Task<void> match();

    Ground on_;
    std::optional<SettledMailbox> settled_;
    std::map<std::string, std::shared_ptr<Followed>> followed_;
};

}  // namespace ombud::email
