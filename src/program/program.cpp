#include "program/program.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <iostream>
#include <list>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "customers/platform_signer.hpp"
#include "edge/api.hpp"
#include "embedded/web.hpp"
#include "postgres/migrations.hpp"
#include "postgres/private_cluster.hpp"
#include "program/demo.hpp"

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
        bring_up_to_date(cluster ? cluster->owner_url() : owner_of(settings), url);
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
    std::string url;
};

// The database for a command that may be given while the server runs.
class CommandDatabase {
public:
    explicit CommandDatabase(Settings const& settings) : url_(settings.database_url) {
        auto owner_url = Ground::owner_of(settings);
        if (auto running = url_.empty() ? postgres::running_cluster(settings.data) : std::nullopt)
            std::tie(url_, owner_url) = std::pair{running->url, running->owner_url};
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
          customers_(database_, customers::TokenKeys::load_or_create(settings_.data / "keys" / "customer_tokens.key", random_),
                     signer_ ? std::make_optional(signer_->settings()) : platform_of(settings_), clock_, random_),
          sessions_(database_, clock_, random_),
          staff_(database_, clock_, random_),
          gate_(customers_, sessions_, staff_, clock_),
          store_(settings_.data / "files"),
          pictures_(io_, workers_, clock_, files::helper_beside_server()),
          scanner_(settings_.clamd.empty() ? std::nullopt : std::make_optional<files::VirusScanner>(settings_.clamd, clock_)),
          intake_(store_, pictures_, scanner_ ? &*scanner_ : nullptr, workers_),
          desk_(io_, database_, guard_, hub_, intake_, store_, clock_, random_),
          people_(customers_, staff_, gate_, desk_.presence(), clock_, public_url()),
          uploads_(desk_),
          pages_(embedded::web(), demo_platform()),
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
    }

    void serve() {
        if (ground_.cluster) background_.run(ground_.cluster->supervise());
        std::exception_ptr error;
        asio::co_spawn(io_, live(), [&](std::exception_ptr failed) { error = failed; });
        io_.run();
        if (error) std::rethrow_exception(error);
    }

private:
    [[nodiscard]] std::string public_url() const {
        if (!settings_.public_url.empty()) return settings_.public_url;
        return (settings_.certificate.empty() ? "http://" : "https://") + settings_.listen.front();
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
        if (mode_ == Mode::demo) co_await fill_demo({customers_, staff_, desk_, gate_});
        server_.listen();
        log::info("server.listening", {{"listen", json::value_from(settings_.listen)}, {"port", server_.port()}});
        background_.run(sessions_.follow_endings());
        background_.run(api_.watch_sessions());
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
        background_.end();
        co_await database_.close();
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
    staff::Staff staff_;
    edge::Gate gate_;
    files::Store store_;
    files::Pictures pictures_;
    std::optional<files::VirusScanner> scanner_;
    files::Intake intake_;
    desk::Desk desk_;
    edge::People people_;
    edge::Uploads uploads_;
    edge::Pages pages_;
    edge::Operations operations_;
    edge::House house_{gate_, desk_, people_, uploads_, pages_, operations_};
    edge::Api api_;
    http::Server server_;
    asio::basic_signal_set<Executor> signals_;
};

}  // namespace

void run(Settings settings, Mode mode) {
    log::set_level(settings.log_level);
    log::want_requests(settings.log_requests);
    Program{std::move(settings), mode}.serve();
}

void migrate(Settings const& settings) {
    CommandDatabase const database{settings};
    std::cout << "The database is up to date.\n";
}

void add_staff(Settings const& settings, NewPerson const& person) {
    CommandDatabase const found{settings};
    SystemClock clock;
    SystemRandom random;
    asio::io_context io{1};
    edge::Metrics metrics;
    postgres::Database database{io, {.url = found.url()}, metrics};
    staff::Staff staff{database, clock, random};
    staff::Role role{};
    if (!boost::describe::enum_from_string(person.role.c_str(), role))
        throw Problem{ProblemKind::invalid, "field.choice", "role"};

    auto work = [&]() -> Task<void> {
        co_await database.connect();
        auto added = co_await staff.add_from_command_line({person.email, person.name, person.public_name, role});
        auto const url = settings.public_url.empty() ? "http://" + settings.listen.front() : settings.public_url;
        std::cout << "A one-time link to choose a password, valid until " << to_rfc3339(added.setup_link.expires_at) << ":\n  "
                  << url << "/desk/setup#token=" << added.setup_link.token << "\n";
        co_await database.close();
    };
    std::exception_ptr error;
    asio::co_spawn(io, work(), [&](std::exception_ptr failed) { error = failed; });
    io.run();
    if (error) std::rethrow_exception(error);
}

}  // namespace ombud
