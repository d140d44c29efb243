#include "program/parts.hpp"

#include <boost/url.hpp>
#include <cstdio>
#include <fstream>

#include "core/base64url.hpp"
#include "core/key_file.hpp"
#include "embedded/web.hpp"

namespace ombud {

namespace {

// What a command of the operator's prints, without asking anybody; a key, hence short.
std::string output_of(std::string const& command) {
    std::unique_ptr<FILE, decltype(&pclose)> pipe{popen(command.c_str(), "r"), &pclose};
    std::string out(1'024, '\0');
    if (pipe) out.resize(std::fread(out.data(), 1, out.size(), pipe.get()));
    if (!pipe || pclose(pipe.release()) != 0) throw Problem{ProblemKind::invalid, "setting.unreadable", "keys.master_command"};
    return out;
}

}  // namespace

std::optional<customers::PlatformTokenSettings> platform_of(Settings const& settings) {
    if (settings.platform_keys.empty()) return std::nullopt;
    if (settings.platform_audience.empty()) throw Problem{ProblemKind::invalid, "setting.empty", "platform.audience"};
    return customers::PlatformTokenSettings{
        .keys = {},
        .keys_file = settings.platform_keys,
        .audience = settings.platform_audience,
        .issuer = settings.platform_issuer.empty() ? std::nullopt : std::optional{settings.platform_issuer}};
}

std::vector<std::byte> secret_of(std::filesystem::path const& file, Random& random) {
    auto text = read_or_create_key_file(file, [&] { return base64url(random.bytes<32>()) + "\n"; });
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    auto bytes = from_base64url(text);
    if (!bytes || bytes->size() != 32) throw Problem{ProblemKind::invalid, "key_file.invalid", {}, file.filename().string()};
    return {bytes->begin(), bytes->end()};
}

credentials::RelyingParty party_of(std::string const& public_url) {
    auto const url = boost::urls::parse_uri(public_url);
    if (!url) throw Problem{ProblemKind::invalid, "setting.invalid", "server.public_url"};
    auto host = std::string(url->host());
    if (host != "127.0.0.1" && host != "[::1]") return {.id = std::move(host), .name = "Ombud", .origins = {public_url}};
    auto named = boost::urls::url{*url};
    named.set_host("localhost");
    return {.id = "localhost", .name = "Ombud", .origins = {std::string(named.buffer())}};
}

std::string first_line_of(std::filesystem::path const& file, std::string const& setting) {
    std::ifstream in{file};
    std::string line;
    if (!std::getline(in, line) || line.empty()) throw Problem{ProblemKind::invalid, "setting.unreadable", setting};
    return line;
}

std::unique_ptr<mail::SmtpClient> mail_server_of(Settings const& settings) {
    if (settings.smtp_url.empty()) return nullptr;
    mail::SmtpSettings smtp{.url = settings.smtp_url, .user = settings.smtp_user};
    if (!settings.smtp_password_file.empty())
        smtp.password = first_line_of(settings.smtp_password_file, "mail.smtp_password_file");
    if (!settings.smtp_authorities.empty()) smtp.authorities = settings.smtp_authorities;
    auto const from = mail::read_mailbox(settings.mail_from);
    return std::make_unique<mail::SmtpClient>(std::move(smtp), std::string(mail::domain_of(from.address)));
}

outbox::Settings letters_of(Settings const& settings, Mode mode) {
    auto from = mail::read_mailbox(settings.mail_from);
    auto bounces = settings.mail_bounces.empty() ? from.address : settings.mail_bounces;
    return {.from = std::move(from), .return_path = std::move(bounces), .shown_in_desk = mode == Mode::demo};
}

std::optional<email::SettledMailbox> mailbox_of(Settings const& settings) {
    if (settings.imap_url.empty()) return std::nullopt;
    email::SettledMailbox out{.server = {.url = settings.imap_url, .folder = settings.imap_folder, .user = settings.imap_user},
                              .done = settings.imap_done_folder};
    if (!settings.imap_password_file.empty())
        out.server.password = first_line_of(settings.imap_password_file, "mail_in.imap_password_file");
    if (!settings.imap_authorities.empty()) out.server.authorities = settings.imap_authorities;
    if (settings.imap_oauth_url.empty()) return out;
    out.oauth = email::OAuth{
        .token_url = settings.imap_oauth_url,
        .client_id = settings.imap_oauth_client,
        .client_secret = {},
        .refresh_token = first_line_of(settings.imap_oauth_refresh_token_file, "mail_in.imap_oauth_refresh_token_file"),
        .scope = settings.imap_oauth_scope};
    if (auto const& file = settings.imap_oauth_client_secret_file; !file.empty())
        out.oauth->client_secret = first_line_of(file, "mail_in.imap_oauth_client_secret_file");
    return out;
}

std::string address_of_letters(Settings const& settings) {
    return settings.mail_in_address.empty() ? mail::read_mailbox(settings.mail_from).address : settings.mail_in_address;
}

Seal letter_seal(Settings const& settings, Random& random) {
    return Seal::load_or_create(settings.data / "keys" / "letters.key", random);
}

Seal master_key_of(Settings const& settings, Random& random) {
    if (!settings.master_key.empty()) return Seal{Seal::parse_key(settings.master_key)};
    if (!settings.master_key_command.empty()) return Seal{Seal::parse_key(output_of(settings.master_key_command))};
    auto const& file = settings.master_key_file;
    return Seal::load_or_create(file.empty() ? settings.data / "keys" / "master.key" : std::filesystem::path{file}, random);
}

Seal webhook_seal(Settings const& settings, Random& random) {
    return Seal::load_or_create(settings.data / "keys" / "webhooks.key", random);
}

std::optional<std::filesystem::path> path_of(std::string const& setting) {
    return setting.empty() ? std::nullopt : std::optional<std::filesystem::path>{setting};
}

std::vector<oidc::Provider> providers_of(Settings const& settings) {
    std::vector<oidc::Provider> out;
    for (auto const& each : settings.oidc)
        out.push_back({each.id, each.name, each.issuer, each.client_id,
                       first_line_of(each.client_secret_file, "oidc." + each.id + ".client_secret_file")});
    return out;
}

std::optional<files::VirusScanner> scanner_of(Settings const& settings, Clock& clock) {
    if (settings.clamd.empty()) return std::nullopt;
    return std::make_optional<files::VirusScanner>(settings.clamd, clock);
}

site::Assets site_assets() {
    for (auto const& file : embedded::web())
        if (file.name == "site/assets.json") return from_json<site::Assets>(parse_json(file.bytes));
    throw std::logic_error("the front end was built without the help centre");
}

email::ReplyAddresses::Key reply_key(Settings const& settings, Random& random) {
    auto const secret = secret_of(settings.data / "keys" / "replies.key", random);
    email::ReplyAddresses::Key key;
    std::ranges::copy(secret, key.begin());
    return key;
}

std::filesystem::path audit_key_file(Settings const& settings) {
    return settings.data / "keys" / "audit.key";
}
std::filesystem::path audit_kept_file(Settings const& settings) {
    return settings.data / "audit.last";
}

}  // namespace ombud
