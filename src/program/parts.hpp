// What the settings say of each service: its keys, servers, addresses and files.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "credentials/webauthn.hpp"
#include "customers/platform_tokens.hpp"
#include "edge/mail_room.hpp"
#include "files/virus_scanner.hpp"
#include "mail/smtp.hpp"
#include "oidc/oidc.hpp"
#include "outbox/outbox.hpp"
#include "program/program.hpp"

namespace ombud {

std::optional<customers::PlatformTokenSettings> platform_of(Settings const& settings);
// 32 random bytes that only this installation knows.
std::vector<std::byte> secret_of(std::filesystem::path const& file, Random& random);
// What passkeys are bound to: the host of our public address. A number is no name that they take; on one's own machine the same
// pages stand under localhost.
credentials::RelyingParty party_of(std::string const& public_url);
// The first line of a file that holds a secret and nothing else.
std::string first_line_of(std::filesystem::path const& file, std::string const& setting);
// The mail server that takes our letters, where there is one.
std::unique_ptr<mail::SmtpClient> mail_server_of(Settings const& settings);
outbox::Settings letters_of(Settings const& settings, Mode mode);
// The mailbox that is fetched, where there is one.
std::optional<email::SettledMailbox> mailbox_of(Settings const& settings);
std::string address_of_letters(Settings const& settings);
Seal letter_seal(Settings const& settings, Random& random);
// What customers' own keys are sealed under: named by a setting, or given out by a command (of a key service), or a file of ours.
Seal master_key_of(Settings const& settings, Random& random);
Seal webhook_seal(Settings const& settings, Random& random);
std::optional<std::filesystem::path> path_of(std::string const& setting);
std::vector<oidc::Provider> providers_of(Settings const& settings);
std::optional<files::VirusScanner> scanner_of(Settings const& settings, Clock& clock);
// The names that the build gave to what the help centre's pages load.
site::Assets site_assets();
email::ReplyAddresses::Key reply_key(Settings const& settings, Random& random);
std::filesystem::path audit_key_file(Settings const& settings);
std::filesystem::path audit_kept_file(Settings const& settings);

}  // namespace ombud
