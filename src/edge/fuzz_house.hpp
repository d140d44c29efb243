// The house for fuzzing: everything is real, but the database has just been closed.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <cstdlib>
#include <filesystem>

#include "core/log.hpp"
#include "edge/api.hpp"
#include "http/decode.hpp"

namespace ombud::edge {

struct FuzzHouse {
    FuzzHouse() {
        log::set_level("off");
        run(database.close());
    }

    asio::io_context io{1};
    ManualClock clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    SeededRandom random{1};
    Metrics metrics;
    postgres::Database database{io, {.url = "host=/nowhere"}, metrics};
    safety::SecretGuard guard = safety::shipped_secret_guard();
    realtime::Hub hub;
    customers::TokenKeys keys = customers::TokenKeys::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
    customers::Customers customers{database, vault, keys, std::nullopt, clock, random};
    sessions::Sessions sessions{database, clock, random};
    audit::Log audit{database, clock};
    approvals::Approvals approvals{database, audit, clock, random};
    factors::Factors factors{database,
                             clock,
                             random,
                             sessions::Owner::staff,
                             {.id = "desk.example", .name = "Ombud", .origins = {"https://desk.example"}},
                             std::vector<std::byte>(32)};
    credentials::Passwords passwords;
    staff::Staff staff{database, sessions, factors, passwords, clock, random, staff::SecondFactor::required};
    // Nobody answers: fuzzing asks no other server.
    struct NoClient final : fetch::Client {
        Task<fetch::Answer> send(fetch::Request) override {
            throw Problem{ProblemKind::unavailable, "remote.unreachable"};
            co_return fetch::Answer{};
        }
    } client;
    oidc::SignIn oidc{{{"example", "Example", "https://id.example", "ombud", "secret"}},
                      "https://desk.example/api/v1/staff/oidc/callback",
                      client,
                      clock,
                      random,
                      std::vector<std::byte>(32)};
    outbox::Outbox outbox{
        database, clock, random, Seal{Seal::Key{}}, {{"Desk", "support@desk.example"}, "bounces@desk.example", true}, nullptr};
    staff::Roles roles{database, staff, audit, clock, random};
    staff::Keys keys{database, staff, audit, clock, random};
    RoleDoors role_doors{roles};
    Gate gate{customers, sessions, staff, keys, clock};
    asio::thread_pool workers{1};
    files::Store store{std::filesystem::temp_directory_path() / "ombud-fuzz-files"};
    files::Pictures pictures{io, workers, clock, files::helper_beside_server()};
    files::Intake intake{store, pictures, nullptr, workers};
    customers::Vault vault{database, Seal{Seal::Key{}}, clock, random};
    desk::Desk desk{io, database, vault, guard, hub, intake, store, clock, random};
    People people{customers, staff, gate, desk.presence(), clock, audit, outbox, "https://desk.example"};
    StaffSecurity staff_security{staff, gate, audit, clock};
    StaffOidc staff_oidc{oidc, staff, audit, clock};
    Uploads uploads{desk};
    std::vector<EmbeddedFile> bundle{
        {"widget.js", "plain"}, {"widget.js.br", "brotli"}, {"widget.js.gz", "gzip"}, {"desk/index.html", "page"}};
    Pages pages{bundle, "Pai Wallet", [](std::string const&) { return std::string("token"); }};
    Operations operations{database, metrics, store_folder(), [] { return std::size_t{0}; }};
    Records records{audit, staff};
    factors::Factors account_factors{database,
                                     clock,
                                     random,
                                     sessions::Owner::account,
                                     {.id = "desk.example", .name = "Ombud", .origins = {"https://desk.example"}},
                                     std::vector<std::byte>(32, std::byte{9})};
    accounts::Ground ground{database, outbox, audit, passwords, account_factors, sessions, clock, random};
    accounts::Accounts accounts{ground,
                                {.link_key = std::vector<std::byte>(32, std::byte{10}), .public_url = "https://desk.example"}};
    accounts::WaysBack ways_back{ground, accounts, approvals};
    places::Places places{std::nullopt};
    Origins origins{places};
    AccountDoors account_doors{accounts, passwords, origins, clock, std::chrono::milliseconds{0}};
    AccountRecovery account_recovery{ways_back, accounts.profiles, origins, clock, std::chrono::milliseconds{0}};
    Letters letters{outbox};
    HelpCentre help{
        {io, database, audit, approvals, accounts, ways_back, account_factors, sessions, outbox, intake, store, workers, desk,
         clock, random},
        {.site = {.name = "Pai", .origin = "https://desk.example"}, .assets = {}, .even_time = std::chrono::milliseconds{0}}};
    MailRoom mail{{database, guard, audit, desk, outbox, store, client, workers, help, clock, random},
                  {.address = "support@desk.example",
                   .authserv_id = "mx.desk.example",
                   .portal = "https://desk.example",
                   .seal = Seal{Seal::Key{}},
                   .reply_key = {},
                   .hook_key = std::string(32, 'k'),
                   .folder = store_folder()}};
    edge::WorkRoom work{{io, database, hub, guard, audit, desk, staff, client, approvals, intake, mail.ratings, clock, random},
                        {.webhooks_allow = {}, .webhook_seal = Seal{Seal::Key{}}}};
    House house{gate,      desk,          people,           staff_security, staff_oidc, uploads, pages, operations, records,
                approvals, account_doors, account_recovery, letters,        help,       mail,    work,  role_doors, keys};
    Api api{io, house, hub, metrics, clock, {"https://www.exchange.example"}};

    static std::filesystem::path store_folder() { return std::filesystem::temp_directory_path(); }

    // A customer's token that holds: the clock stands still.
    [[nodiscard]] std::string customer_token() const {
        auto const until = clock.now() + std::chrono::hours{24 * 365 * 100};
        return customers::CustomerTokens{keys, clock}.issue({CustomerId{}, customers::CustomerKind::visitor, until});
    }
    static Identity admin() {
        staff::Profile profile{.role = staff::Role::admin, .permissions = staff::permissions_of(staff::Role::admin)};
        return {.customer = {},
                .holder = {},
                .staff = staff::Session{std::move(profile), {}, true},
                .token = "none",
                .peer = "203.0.113.7"};
    }

    // Problems are answers; anything else that is thrown is a fault.
    template <class T>
    void run(Task<T> work) {
        bool done = false;
        io.restart();
        asio::co_spawn(io, std::move(work), [&](std::exception_ptr const& error, auto&&...) {
            done = true;
            try {
                if (error) std::rethrow_exception(error);
            } catch (Problem const& problem) {
                if (problem.kind == ProblemKind::internal) std::abort();
            }
        });
        while (!done && io.run_one() > 0) {
        }
        if (!done) std::abort();
    }

    static FuzzHouse& get() {
        static FuzzHouse house;
        return house;
    }
};

// "GET /path?query", fields, an empty line, a body; nullopt for a path that the transport would refuse.
inline std::optional<http::Request> request_of(std::string_view text) {
    auto line = [&] {
        auto out = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), out.size() + 1));
        return out;
    };
    http::Request request;
    auto const first = line();
    auto const blank = std::min(first.find(' '), first.size());
    for (auto const method : {http::Method::get, http::Method::head, http::Method::post, http::Method::put, http::Method::patch,
                              http::Method::delete_, http::Method::options})
        if (name_of(method) == first.substr(0, blank)) request.method = method;
    auto const target = first.substr(std::min(blank + 1, first.size()));
    auto const question = std::min(target.find('?'), target.size());
    auto path = http::decode_path(target.substr(0, question));
    if (!path) return std::nullopt;
    request.path = std::move(*path);
    request.query = target.substr(std::min(question + 1, target.size()));
    for (auto field = line(); !field.empty(); field = line()) {
        auto const colon = std::min(field.find(':'), field.size());
        request.fields.push_back(
            {std::string(field.substr(0, colon)), std::string(field.substr(std::min(colon + 1, field.size())))});
    }
    request.body = text;
    request.peer = "203.0.113.7";
    request.secure = true;
    return request;
}

}  // namespace ombud::edge
