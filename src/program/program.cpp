#include "program/program.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <iostream>
#include <list>

#include "audit/checkpoints.hpp"
#include "audit/stream.hpp"
#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/offload.hpp"
#include "credentials/breaches.hpp"
#include "customers/platform_signer.hpp"
#include "edge/api.hpp"
#include "embedded/web.hpp"
#include "postgres/migrations.hpp"
#include "program/demo.hpp"
#include "program/ground.hpp"
#include "program/parts.hpp"

namespace ombud {

namespace {

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
        work_.privacy.tidies(
            [this](std::string table) -> Task<void> {
                co_await offload(workers_, [&] { return postgres::tidy(ground_.owner_url, table, privacy::tidying_life), true; });
            },
            [this]() -> Task<void> {
                co_await offload(workers_, [this] { return postgres::begin_new_log(ground_.owner_url), true; });
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
                .folder = settings_.data / "mailboxes",
                .rating_after = settings_.rating_after};
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
        co_await mail_.reception.correspondents().hide_old_addresses();
        co_await desk_.seal_old_rows();
        co_await customers_.learn_erased();
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
        background_.run(seal_what_is_older());
        if (mode_ == Mode::demo)
            std::cout << demo_guide(public_url()) << std::flush;
        else if (auto link = co_await staff_.first_setup_link())
            std::cout << "\nNobody works here yet. Make the first administrator (once, within 24 hours):\n  "
                      << people_.setup_url(*link) << "\n\n"
                      << std::flush;
    }

    // Beside the work: until then it is read as it lies there.
    Task<void> seal_what_is_older() {
        for (;;) {
            try {
                co_await desk_.words().seal_old_entries();
                co_await vault_.seal_old_names();
                co_await work_.insiders.seal_old_reasons();
                co_await mail_.letters.seal_old_asides(vault_);
                co_return;
            } catch (boost::system::system_error const&) {
                throw;                               // the program ends
            } catch (std::exception const& error) {  // the database is away, or somebody was erased meanwhile
                log::warning("sealing.waits", {{"kind", typeid(error).name()}});
            }
            co_await clock_.sleep_for(std::chrono::minutes{1});
        }
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
    edge::WorkRoom work_{
        {io_, database_, hub_, guard_, audit_, desk_, staff_, client_, approvals_, intake_, mail_.ratings, clock_, random_},
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

}  // namespace ombud
