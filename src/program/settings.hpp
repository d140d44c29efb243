// The program's settings: from a file (ombud.toml), each of them also by an environment variable OMBUD_SECTION_NAME.
#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ombud {

struct Settings {
    // [server]
    std::vector<std::string> listen{"127.0.0.1:8080"};
    std::string public_url;                    // where people reach it; empty: http://<first listener>
    std::string certificate, key;              // PEM files; both or none
    std::vector<std::string> trusted_proxies;  // whose X-Forwarded-For counts
    // [data]
    std::filesystem::path data = "data";  // files, keys, the private database
    // [database]
    std::string database_url;        // empty: a private PostgreSQL in the data folder
    std::string database_owner_url;  // as the role that owns the schema and migrates it; empty: database.url's does
    // [widget]
    std::vector<std::string> widget_origins;  // sites that may embed the chat
    // [site]: the help centre
    std::string site_name;         // the platform's name, as its customers know it
    std::string security_contact;  // of /.well-known/security.txt: "mailto:security@exchange.example"; empty: there is none
    std::filesystem::path flows;   // guided answers of one's own, in place of shipped ones of the same name
    // [platform]
    std::string platform_keys;      // file with the JWK set of the platform's server
    std::string platform_audience;  // what its tokens must name
    std::string platform_issuer;
    // [oidc.<id>]: providers by which staff may sign in
    struct OidcProvider {
        std::string id, issuer, client_id, client_secret_file, name;
    };
    std::vector<OidcProvider> oidc;
    // [mail]: letters that we send
    std::string smtp_url;  // smtp://host:587 or smtps://host:465; empty: letters wait
    std::string smtp_user, smtp_password_file;
    std::string smtp_authorities;                             // PEM file that vouches for the mail server
    std::string mail_from = "Ombud <support@ombud.invalid>";  // must be set with smtp_url
    std::string mail_bounces;                                 // where a bounce goes; empty: to mail_from's address
    std::chrono::minutes rating_after{24 * 60};               // how long a matter stands resolved before a letter asks how it
                                                              // went; none: nobody is asked by letter
    // [mail_in]: letters that come to us
    std::string mail_in_address;      // where they reach us: "support@exchange.example"; empty: mail_from's address
    std::string mail_in_authserv_id;  // the name in our mail server's Authentication-Results; empty: nobody's word is taken
    std::string imap_url;             // a mailbox to fetch: imaps://host:993 or imap://host:143; empty: none
    std::string imap_user, imap_password_file, imap_folder = "INBOX";
    // In place of a password: where tokens are asked for (OAuth 2.0, XOAUTH2), and with what.
    std::string imap_oauth_url, imap_oauth_client, imap_oauth_client_secret_file, imap_oauth_refresh_token_file, imap_oauth_scope;
    std::string imap_done_folder;          // where letters are moved once they are stored; empty: they stay as they are
    std::string imap_authorities;          // PEM file that vouches for its server
    std::string mail_in_hook_secret_file;  // key of signed letters by HTTP ("whsec_…"); empty: there is no such door
    // [accounts]: of the built-in platform
    std::chrono::hours hold{24};           // no withdrawal for so long after a change of password, address or factor
    std::chrono::hours recovery_wait{48};  // between two people's consent and a lost factor's removal
    std::string geoip;                     // MaxMind file that knows where networks are; empty: places are not known
    std::string breach_url;                // range service of breached passwords; empty: only the packaged list
    // [files]
    std::string clamd;  // socket of the virus scanner; empty: none
    // [webhooks]
    std::vector<std::string> webhooks_allow;  // hosts and networks inside that webhooks may reach; empty: none
    // [keys]: what customers' own keys are sealed under; one of the three, else keys/master.key of the data folder
    std::string master_key;  // base64url; for the environment rather than a file
    std::string master_key_file;
    std::string master_key_command;  // prints it
    // [audit]
    std::string audit_stream_file;    // a second place for the record of acts
    std::string audit_stream_syslog;  // unix:/path, udp:host:port or tcp:host:port
    // [log]
    std::string log_level = "info";
    bool log_requests = true;
};

// `file` may be missing unless it was asked for by name. Throws Problem{invalid, "setting.…"}, the field naming the setting.
Settings read_settings(std::optional<std::filesystem::path> const& file);

}  // namespace ombud
