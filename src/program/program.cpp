#include "program/program.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/url.hpp>
#include <fstream>
#include <iostream>
#include <list>

#include "audit/checkpoints.hpp"
#include "audit/stream.hpp"
#include "core/base64url.hpp"
#include "core/key_file.hpp"
#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/offload.hpp"
#include "credentials/breaches.hpp"
#include "customers/platform_signer.hpp"
#include "diagnosis/checker.hpp"
#include "diagnosis/kinds.hpp"
#include "edge/api.hpp"
#include "embedded/web.hpp"
#include "mail/smtp.hpp"
#include "postgres/migrations.hpp"
#include "postgres/private_cluster.hpp"
#include "program/article_files.hpp"
#include "program/demo.hpp"
#include "text/names.hpp"

namespace ombud {

namespace {

// The data folder, ours alone while we serve, and the database: the one that is named or a private one.
struct Ground {
    explicit Ground(Settings const& settings) {
        std::filesystem::create_directories(settings.data);
        if (settings.database_url.empty())
            cluster.emplace(postgres::ClusterSettings{.data = settings.data});  // which takes the folder's lock
        else
            lock.emplace(settings.data);
        url = cluster ? cluster->url() : settings.database_url;
        owner_url = cluster ? cluster->owner_url() : owner_of(settings);
        bring_up_to_date(owner_url, url);
    }

    // With one role for everything, the one that serves owns the schema, too.
    static std::string const& owner_of(Settings const& settings) {
        return settings.database_owner_url.empty() ? settings.database_url : settings.database_owner_url;
    }
    static void bring_up_to_date(std::string const& owner_url, std::string const& url) {
        for (auto const& name : postgres::migrate(owner_url)) log::info("database.migrated", {{"migration", name}});
        postgres::let_serve(owner_url, url);
    }

    std::optional<postgres::DataFolderLock> lock;
    std::optional<postgres::PrivateCluster> cluster;
    std::string url, owner_url;
};

// The database for a command that may be given while the server runs. It must be there: only who serves makes one.
class CommandDatabase {
public:
    explicit CommandDatabase(Settings const& settings) : url_(settings.database_url) {
        auto owner_url = Ground::owner_of(settings);
        if (auto running = url_.empty() ? postgres::running_cluster(settings.data) : std::nullopt)
            std::tie(url_, owner_url) = std::pair{running->url, running->owner_url};
        if (url_.empty() && !std::filesystem::exists(settings.data / "postgres"))
            throw Problem{
                ProblemKind::not_found,
                "database.none",
                {},
                "no database in " + std::filesystem::absolute(settings.data).string() + ": name one by --data or --config"};
        if (url_.empty())
            url_ = own_.emplace(settings).url;
        else
            Ground::bring_up_to_date(owner_url, url_);
    }
    [[nodiscard]] std::string const& url() const { return url_; }

private:
    std::optional<Ground> own_;
    std::string url_;
};

// Loops that run beside the work and end together.
class Background {
public:
    explicit Background(asio::io_context& io) : io_(io) {}

    void run(Task<void> loop) {
        asio::co_spawn(io_, std::move(loop), asio::bind_cancellation_slot(ends_.emplace_back().slot(), asio::detached));
    }
    void end() {
        for (auto& each : ends_) each.emit(asio::cancellation_type::terminal);
    }

private:
    asio::io_context& io_;
    std::list<asio::cancellation_signal> ends_;
};

std::optional<customers::PlatformTokenSettings> platform_of(Settings const& settings) {
    if (settings.platform_keys.empty()) return std::nullopt;
    if (settings.platform_audience.empty()) throw Problem{ProblemKind::invalid, "setting.empty", "platform.audience"};
    return customers::PlatformTokenSettings{
        .keys = {},
        .keys_file = settings.platform_keys,
        .audience = settings.platform_audience,
        .issuer = settings.platform_issuer.empty() ? std::nullopt : std::optional{settings.platform_issuer}};
}

// 32 random bytes that only this installation knows.
std::vector<std::byte> secret_of(std::filesystem::path const& file, Random& random) {
    auto text = read_or_create_key_file(file, [&] { return base64url(random.bytes<32>()) + "\n"; });
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    auto bytes = from_base64url(text);
    if (!bytes || bytes->size() != 32) throw Problem{ProblemKind::invalid, "key_file.invalid", {}, file.filename().string()};
    return {bytes->begin(), bytes->end()};
}

// What passkeys are bound to: the host of our public address. A number is no name that they take; on one's own machine the same
// pages stand under localhost.
credentials::RelyingParty party_of(std::string const& public_url) {
    auto const url = boost::urls::parse_uri(public_url);
    if (!url) throw Problem{ProblemKind::invalid, "setting.invalid", "server.public_url"};
    auto host = std::string(url->host());
    if (host != "127.0.0.1" && host != "[::1]") return {.id = std::move(host), .name = "Ombud", .origins = {public_url}};
    auto named = boost::urls::url{*url};
    named.set_host("localhost");
    return {.id = "localhost", .name = "Ombud", .origins = {std::string(named.buffer())}};
}

// The first line of a file that holds a secret and nothing else.
std::string first_line_of(std::filesystem::path const& file, std::string const& setting) {
    std::ifstream in{file};
    std::string line;
    if (!std::getline(in, line) || line.empty()) throw Problem{ProblemKind::invalid, "setting.unreadable", setting};
    return line;
}

// The mail server that takes our letters, where there is one.
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

// The mailbox that is fetched, where there is one.
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

// What a command of the operator's prints, without asking anybody; a key, hence short.
std::string output_of(std::string const& command) {
    std::unique_ptr<FILE, decltype(&pclose)> pipe{popen(command.c_str(), "r"), &pclose};
    std::string out(1'024, '\0');
    if (pipe) out.resize(std::fread(out.data(), 1, out.size(), pipe.get()));
    if (!pipe || pclose(pipe.release()) != 0) throw Problem{ProblemKind::invalid, "setting.unreadable", "keys.master_command"};
    return out;
}

// What customers' own keys are sealed under: named by a setting, or given out by a command (of a key service), or a file of ours.
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

// The names that the build gave to what the help centre's pages load.
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

// Every service of the house, wired; the only place that knows them all.
class Program {
public:
    Program(Settings settings, Mode mode)
        : settings_(std::move(settings)),
          mode_(mode),
          ground_(settings_),
          signer_(mode == Mode::demo ? std::make_optional<customers::DemoPlatformSigner>(settings_.data / "demo", clock_)
                                     : std::nullopt),
          database_(io_, {.url = ground_.url}, metrics_),
          guard_(safety::shipped_secret_guard()),
          customers_(database_, vault_,
                     customers::TokenKeys::load_or_create(settings_.data / "keys" / "customer_tokens.key", random_),
                     signer_ ? std::make_optional(signer_->settings()) : platform_of(settings_), clock_, random_),
          sessions_(database_, clock_, random_),
          audit_(database_, clock_),
          checkpoints_(database_, audit::SigningKey::load_or_create(audit_key_file(settings_), random_),
                       audit_kept_file(settings_), clock_),
          approvals_(database_, audit_, clock_, random_),
          breaches_(settings_.breach_url.empty()
                        ? std::nullopt
                        : std::make_optional<credentials::BreachRanges>(clock_, client_, settings_.breach_url)),
          passwords_(breaches_ ? &*breaches_ : nullptr),
          staff_factors_(factors_of(sessions::Owner::staff)),
          account_factors_(factors_of(sessions::Owner::account)),
          staff_(database_, sessions_, staff_factors_, passwords_, clock_, random_,
                 mode == Mode::demo ? staff::SecondFactor::waived : staff::SecondFactor::required),
          oidc_(providers_of(settings_), public_url() + edge::oidc_return_path, client_, clock_, random_,
                secret_of(settings_.data / "keys" / "oidc.key", random_)),
          mail_server_(mail_server_of(settings_)),
          outbox_(database_, clock_, random_, letter_seal(settings_, random_), letters_of(settings_, mode_), mail_server_.get()),
          accounts_(ground_of_accounts(), {.link_key = secret_of(settings_.data / "keys" / "links.key", random_),
                                           .public_url = public_url(),
                                           .hold = settings_.hold}),
          ways_back_(ground_of_accounts(), accounts_, approvals_, settings_.recovery_wait),
          places_(path_of(settings_.geoip)),
          gate_(customers_, sessions_, staff_, keys_, clock_),
          store_(settings_.data / "files"),
          pictures_(io_, workers_, clock_, files::helper_beside_server()),
          scanner_(scanner_of(settings_, clock_)),
          intake_(store_, pictures_, scanner_ ? &*scanner_ : nullptr, workers_),
          vault_(database_, master_key_of(settings_, random_), clock_, random_),
          desk_(io_, database_, vault_, guard_, hub_, intake_, store_, clock_, random_),
          help_({io_, database_, audit_, approvals_, accounts_, ways_back_, account_factors_, sessions_, outbox_, intake_, store_,
                 workers_, desk_, clock_, random_},
                help_settings()),
          mail_({database_, guard_, audit_, desk_, outbox_, store_, client_, workers_, help_, clock_, random_}, mail_settings()),
          people_(customers_, staff_, gate_, desk_.presence(), clock_, audit_, outbox_, public_url()),
          staff_security_(staff_, gate_, audit_, clock_),
          staff_oidc_(oidc_, staff_, audit_, clock_),
          account_doors_(accounts_, passwords_, origins_, clock_, limits::even_time),
          account_recovery_(ways_back_, accounts_.profiles, origins_, clock_, limits::even_time),
          uploads_(desk_),
          pages_(embedded::web(), site_name(), demo_platform()),
          operations_(database_, metrics_, settings_.data, [this] { return desk_.posts_waiting(); }),
          api_(io_, house_, hub_, metrics_, clock_, settings_.widget_origins),
          server_(io_,
                  {.listen = settings_.listen,
                   .certificate = settings_.certificate,
                   .key = settings_.key,
                   .trusted_proxies = settings_.trusted_proxies},
                  api_, clock_, random_),
          signals_(io_, SIGTERM, SIGINT) {
        if (mode_ == Mode::demo && settings_.widget_origins.empty()) log::want_requests(false);
        metrics_.watch(server_);
        work_.privacy.tidies([this](std::vector<std::string> tables) -> Task<void> {
            co_await offload(workers_, [&] { return postgres::tidy(ground_.owner_url, tables), true; });
        });
        operations_.watches_mail([this](bool with_names) { return mail_.standing.health(with_names); });
        if (auto const& file = settings_.audit_stream_file; !file.empty())
            pass_audit_on("file", audit::file_place(file, workers_));
        if (auto const& server = settings_.audit_stream_syslog; !server.empty())
            pass_audit_on("syslog", audit::syslog_place(io_, server, clock_));
    }

    void serve() {
        if (ground_.cluster) background_.run(ground_.cluster->supervise());
        std::exception_ptr error;
        asio::co_spawn(io_, live(), [&](std::exception_ptr const& failed) { error = failed; });
        io_.run();
        if (error) std::rethrow_exception(error);
    }

private:
    factors::Factors factors_of(sessions::Owner kind) {
        return {database_,
                clock_,
                random_,
                kind,
                party_of(public_url()),
                secret_of(settings_.data / "keys" / "factors.key", random_)};
    }
    accounts::Ground ground_of_accounts() {
        return {database_, outbox_, audit_, passwords_, account_factors_, sessions_, clock_, random_};
    }

    void pass_audit_on(char const* name, std::unique_ptr<audit::Place> place) {
        audit_streams_.push_back(std::make_unique<audit::Stream>(database_, name, std::move(place), clock_));
    }

    [[nodiscard]] std::string public_url() const {
        if (!settings_.public_url.empty()) return settings_.public_url;
        return (settings_.certificate.empty() ? "http://" : "https://") + settings_.listen.front();
    }

    [[nodiscard]] std::string site_name() const {
        return settings_.site_name.empty() && mode_ == Mode::demo ? "Pai Wallet" : settings_.site_name;
    }

    [[nodiscard]] edge::HelpSettings help_settings() const {
        return {
            .site = {.name = site_name(), .origin = public_url(), .security_contact = settings_.security_contact, .chat = true},
            .assets = site_assets(),
            .flows = settings_.flows};
    }

    edge::MailSettings mail_settings() {
        auto const& hook = settings_.mail_in_hook_secret_file;
        return {.address = address_of_letters(settings_),
                .authserv_id = settings_.mail_in_authserv_id,
                .portal = public_url(),
                .seal = letter_seal(settings_, random_),
                .reply_key = reply_key(settings_, random_),
                .mailbox = mailbox_of(settings_),
                .hook_key = hook.empty() ? std::nullopt
                                         : std::optional{edge::read_hook_secret(first_line_of(hook, "mail_in.hook_secret_file"))},
                .folder = settings_.data / "mailboxes"};
    }

    edge::DemoPlatform demo_platform() {
        if (!signer_) return {};
        return [this](std::string const& user) {
            auto name = demo_user_name(user);
            if (!name) throw Problem{ProblemKind::not_found, "demo.user_unknown", "user"};
            return signer_->sign(user, name);
        };
    }

    Task<void> live() {
        std::exception_ptr error;
        try {
            co_await start();
            co_await signals_.async_wait(use_task);
        } catch (...) {
            error = std::current_exception();
        }
        co_await stop();
        if (error) std::rethrow_exception(error);
    }

    Task<void> start() {
        co_await database_.connect();
        help_.official.stands_at(public_url());
        co_await help_.load();
        co_await desk_.words().seal_old_entries();
        co_await vault_.seal_old_names();
        co_await mail_.reception.correspondents().hide_old_addresses();
        co_await desk_.seal_old_rows();
        co_await work_.load();
        if (mode_ == Mode::demo && !only_few_samples())
            past_.emplace(PastGround{io_, database_, vault_, guard_, intake_, store_, settings_.data, staff_, gate_, desk_, work_,
                                     clock_, random_});
        if (mode_ == Mode::demo)
            co_await fill_demo({customers_, staff_, desk_, gate_, accounts_.sign_ups, help_.status, help_.official, mail_.letters,
                                past_ ? &*past_ : nullptr});
        server_.listen();
        log::info("server.listening", {{"listen", json::value_from(settings_.listen)}, {"port", server_.port()}});
        background_.run(sessions_.follow_endings());
        background_.run(api_.watch_sessions());
        background_.run(checkpoints_.keep_signing());
        for (auto& stream : audit_streams_) background_.run(stream->pass_on());
        background_.run(approvals_.look_after());
        background_.run(accounts_.locks.look_after());
        for (auto& loop : help_.loops()) background_.run(std::move(loop));
        background_.run(ways_back_.recoveries.look_after());
        background_.run(ways_back_.unfreezes.look_after());
        if (outbox_.has_server())
            for (std::size_t i = 0; i < limits::letters_at_once; ++i) background_.run(outbox_.deliver());
        for (auto& loop : mail_.loops()) background_.run(std::move(loop));
        for (auto& loop : work_.loops()) background_.run(std::move(loop));
        background_.run(reload_certificate_on_hangup());
        if (scanner_) background_.run(desk_.scan_pending());
        if (mode_ == Mode::demo)
            std::cout << demo_guide(public_url()) << std::flush;
        else if (auto link = co_await staff_.first_setup_link())
            std::cout << "\nNobody works here yet. Make the first administrator (once, within 24 hours):\n  "
                      << people_.setup_url(*link) << "\n\n"
                      << std::flush;
    }

    Task<void> reload_certificate_on_hangup() {
        asio::basic_signal_set<Executor> hangup{io_, SIGHUP};
        for (;;) {
            co_await hangup.async_wait(use_task);
            try {
                server_.reload_certificate();
                log::info("tls.reloaded");
            } catch (Problem const& problem) {  // the old one goes on
                log::error("tls.not_reloaded", {{"code", problem.code}});
            }
        }
    }

    // Everything comes to its own end, so that nothing of it outlives the services that it uses.
    Task<void> stop() {
        log::info("server.stopping");
        co_await server_.drain(std::chrono::duration_cast<std::chrono::seconds>(limits::drain_time));
        mail_.fetching.stop();
        background_.end();
        co_await outbox_.end();
        co_await work_.end();
        co_await write_down_searches();
        co_await sign_what_is_left();
        co_await database_.close();
    }

    Task<void> write_down_searches() try { co_await help_.searches.write_down(); } catch (std::exception const& error) {
        log::warning("searches.not_written", {{"kind", typeid(error).name()}});
    }

    Task<void> sign_what_is_left() try { co_await checkpoints_.sign(); } catch (std::exception const&) {
        log::error("audit.not_signed");  // the next start does
    }

    Settings settings_;
    Mode mode_;
    SystemClock clock_;
    SystemRandom random_;
    Ground ground_;
    asio::io_context io_{1};
    Background background_{io_};
    asio::thread_pool workers_{2};
    edge::Metrics metrics_;
    std::optional<customers::DemoPlatformSigner> signer_;
    postgres::Database database_;
    safety::SecretGuard guard_;
    realtime::Hub hub_;
    customers::Customers customers_;
    sessions::Sessions sessions_;
    audit::Log audit_;
    audit::Checkpoints checkpoints_;
    std::vector<std::unique_ptr<audit::Stream>> audit_streams_;
    approvals::Approvals approvals_;
    fetch::CurlClient client_;
    std::optional<credentials::BreachRanges> breaches_;
    credentials::Passwords passwords_;
    factors::Factors staff_factors_, account_factors_;
    staff::Staff staff_;
    oidc::SignIn oidc_;
    std::unique_ptr<mail::SmtpClient> mail_server_;
    outbox::Outbox outbox_;
    accounts::Accounts accounts_;
    accounts::WaysBack ways_back_;
    places::Places places_;
    edge::Origins origins_{places_};
    staff::Roles roles_{database_, staff_, audit_, clock_, random_};
    staff::Keys keys_{database_, staff_, audit_, clock_, random_};
    edge::Gate gate_;
    files::Store store_;
    files::Pictures pictures_;
    std::optional<files::VirusScanner> scanner_;
    files::Intake intake_;
    customers::Vault vault_;
    desk::Desk desk_;
    edge::HelpCentre help_;
    edge::MailRoom mail_;
    edge::WorkRoom work_{{io_, database_, hub_, guard_, audit_, desk_, staff_, client_, approvals_, intake_, clock_, random_},
                         {.webhooks_allow = settings_.webhooks_allow, .webhook_seal = webhook_seal(settings_, random_)}};
    std::optional<DemoPast> past_;
    edge::RoleDoors role_doors_{roles_};
    edge::People people_;
    edge::StaffSecurity staff_security_;
    edge::StaffOidc staff_oidc_;
    edge::AccountDoors account_doors_;
    edge::AccountRecovery account_recovery_;
    edge::Uploads uploads_;
    edge::Pages pages_;
    edge::Operations operations_;
    edge::Records records_{audit_, staff_};
    edge::Letters letters_{outbox_};
    edge::House house_{gate_,    desk_,       people_,  staff_security_, staff_oidc_,    uploads_,
                       pages_,   operations_, records_, approvals_,      account_doors_, account_recovery_,
                       letters_, help_,       mail_,    work_,           role_doors_,    keys_};
    edge::Api api_;
    http::Server server_;
    asio::basic_signal_set<Executor> signals_;
};

}  // namespace

void run(Settings settings, Mode mode) {
    log::set_level(settings.log_level);
    log::want_requests(settings.log_requests);
    if (mode == Mode::demo && settings.mail_from == Settings{}.mail_from) settings.mail_from = demo_mail_from();
    Program{std::move(settings), mode}.serve();
}

void migrate(Settings const& settings) {
    CommandDatabase const database{settings};
    std::cout << "The database is up to date.\n";
}

namespace {

// What a command does on the database, from its beginning to its end. `work`: Task<void>(postgres::Database&).
template <class Work>
void with_database_at(std::string const& url, Work work) {
    asio::io_context io{1};
    edge::Metrics metrics;
    postgres::Database database{io, {.url = url}, metrics};
    auto whole = [&]() -> Task<void> {
        std::exception_ptr failed;
        try {
            co_await database.connect();
            co_await work(database);
        } catch (...) {
            failed = std::current_exception();
        }
        co_await database.close();  // else its loops would never end
        if (failed) std::rethrow_exception(failed);
    };
    std::exception_ptr error;
    asio::co_spawn(io, whole(), [&](std::exception_ptr const& failed) { error = failed; });
    io.run();
    if (error) std::rethrow_exception(error);
}
template <class Work>
void with_database(Settings const& settings, Work work) {
    CommandDatabase const found{settings};
    with_database_at(found.url(), std::move(work));
}

std::string text_of(std::filesystem::path const& file) {
    std::ifstream in{file};
    if (!in) throw Problem{ProblemKind::not_found, "audit_key.missing", {}, file.string()};
    std::string line;
    std::getline(in, line);
    return line;
}

audit::PublicKey audit_key_of(Settings const& settings) {
    return audit::SigningKey::parse(text_of(audit_key_file(settings))).public_key();
}

}  // namespace

void add_staff(Settings const& settings, NewPerson const& person) {
    SystemClock clock;
    SystemRandom random;
    staff::Role role{};
    if (!boost::describe::enum_from_string(person.role.c_str(), role))
        throw Problem{ProblemKind::invalid, "field.choice", "role"};
    with_database(settings, [&](postgres::Database& database) -> Task<void> {
        sessions::Sessions sessions{database, clock, random};
        factors::Factors factors{database,
                                 clock,
                                 random,
                                 sessions::Owner::staff,
                                 party_of("https://localhost"),
                                 std::vector<std::byte>(32)};  // nothing is sealed or opened here
        credentials::Passwords passwords;
        staff::Staff staff{database, sessions, factors, passwords, clock, random, staff::SecondFactor::required};
        audit::Log log{database, clock};
        auto const added =
            co_await staff.add_from_command_line({person.email, person.name, person.public_name, role}, person.resets_factors);
        co_await log.record({.act = "staff.setup_link_made",
                             .actor_kind = audit::ActorKind::command_line,
                             .actor = {},
                             .subject = added.staff.id.uuid,
                             .details = {{"role", to_json(added.staff.role)}, {"resets_factors", person.resets_factors}}});
        auto const url = settings.public_url.empty() ? "http://" + settings.listen.front() : settings.public_url;
        std::cout << "A one-time link to choose a password, valid until " << to_rfc3339(added.setup_link.expires_at) << ":\n  "
                  << url << "/desk/setup#token=" << added.setup_link.token << "\n";
    });
}

void take_mail(Settings const& settings) {
    std::string raw(limits::received_letter_bytes + 1, '\0');
    std::cin.read(raw.data(), std::streamsize(raw.size()));
    raw.resize(std::size_t(std::cin.gcount()));
    SystemClock clock;
    SystemRandom random;
    // No database is started for one letter: the mail server keeps it until the desk is back.
    auto url = settings.database_url;
    if (auto const running = url.empty() ? postgres::running_cluster(settings.data) : std::nullopt) url = running->url;
    if (url.empty()) throw Problem{ProblemKind::unavailable, "database.away"};
    auto const seal = letter_seal(settings, random);
    with_database_at(url, [&](postgres::Database& database) -> Task<void> {
        email::Letters letters{database, clock, random, seal};
        co_await letters.take(std::move(raw));
    });
}

void reparse_mail(Settings const& settings, std::string const& letter) {
    auto const only = letter.empty() ? std::nullopt : LetterId::parse(letter);
    if (!letter.empty() && !only) throw Problem{ProblemKind::invalid, "field.id", "letter"};
    with_database(settings, [&](postgres::Database& database) -> Task<void> {
        auto const count = co_await email::reparse(database, only);
        std::cout << count << (count == 1 ? " letter is read again.\n" : " letters are read again.\n");
    });
}

void allow_mail(Settings const& settings, std::string const& address) {
    auto const email = text::email_key(address);
    if (!email) throw Problem{ProblemKind::invalid, "email.invalid", "address"};
    SystemClock clock;
    with_database(settings, [&](postgres::Database& database) -> Task<void> {
        bool const was_kept_back = co_await outbox::allow_address(database, *email);
        if (was_kept_back) {
            audit::Log log{database, clock};
            co_await log.record({.act = "letters.address_allowed",
                                 .actor_kind = audit::ActorKind::command_line,
                                 .actor = {},
                                 .subject = {},
                                 .details = {}});
        }
        std::cout << (was_kept_back ? "Letters go there again.\n" : "Nothing kept letters from that address.\n");
    });
}

bool check_flows(std::filesystem::path const& folder) {
    auto const mistakes = diagnosis::check_folder(folder, diagnosis::registry_of_shapes());
    for (auto const& mistake : mistakes) std::cout << diagnosis::as_line(mistake) << "\n";
    if (mistakes.empty()) std::cout << "in order\n";
    return mistakes.empty();
}

namespace {

// The articles without a server. `work`: Task<void>(knowledge::ArticleFolder&).
template <class Work>
void with_articles(Settings const& settings, Work work) {
    SystemClock clock;
    SystemRandom random;
    with_database(settings, [&](postgres::Database& database) -> Task<void> {
        auto executor = co_await asio::this_coro::executor;
        asio::thread_pool workers{2};
        files::Store const store{settings.data / "files"};
        files::Pictures pictures{executor.context(), workers, clock, files::helper_beside_server()};
        auto scanner = scanner_of(settings, clock);
        files::Intake intake{store, pictures, scanner ? &*scanner : nullptr, workers};
        audit::Log audit{database, clock};
        knowledge::ArticleFolder articles{database, audit, intake, store, workers, clock, random};
        co_await work(articles);
    });
}

}  // namespace

bool export_articles(Settings const& settings, std::filesystem::path const& folder) {
    knowledge::ExportedFolder out;
    with_articles(settings, [&](knowledge::ArticleFolder& articles) -> Task<void> { out = co_await articles.take_out(); });
    auto const left = write_files(folder, out.files);
    for (auto const& problem : out.problems) std::cout << as_line(problem);
    for (auto const& path : left) std::cout << path << ": was there before and is not of what is published\n";
    std::cout << out.files.size() << " files written\n";
    return out.problems.empty();
}

bool import_articles(Settings const& settings, std::filesystem::path const& folder, Import how) {
    bool const only_check = how == Import::to_check;
    auto files = read_files(folder);
    knowledge::ImportReport report;
    with_articles(settings, [&](knowledge::ArticleFolder& articles) -> Task<void> {
        report = co_await (only_check ? articles.check(std::move(files)) : articles.take_in(std::move(files)));
    });
    std::cout << as_text(report, only_check);
    return report.problems.empty();
}

bool verify_audit(Settings const& settings, std::string const& key_file) {
    auto const key = key_file.empty() ? audit_key_of(settings) : audit::PublicKey::parse(text_of(key_file));
    auto const kept = audit::kept_checkpoint(audit_kept_file(settings));
    audit::Verified found;
    with_database(settings,
                  [&](postgres::Database& database) -> Task<void> { found = co_await audit::verify(database, key, kept); });
    std::cout << found.records << " records, " << found.checkpoints << " checkpoints, signed up to record " << found.vouched_for
              << "\n";
    for (auto const& fault : found.faults)
        std::cout << "fault: " << boost::describe::enum_to_string(fault.kind, "") << " at " << fault.at << "\n";
    if (found.faults.empty()) std::cout << "no fault\n";
    return found.faults.empty();
}

void export_audit(Settings const& settings, std::int64_t after) {
    with_database(settings, [&](postgres::Database& database) {
        return audit::export_lines(database, after, [](std::string const& line) { std::cout << line << '\n'; });
    });
    std::cout << std::flush;
}

void print_audit_key(Settings const& settings) {
    std::cout << audit_key_of(settings).text() << "\n";
}

}  // namespace ombud
