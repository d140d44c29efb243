// The whole house behind its interface, without sockets: requests go in as the transport has read them, answers come out.
#pragma once
#include "credentials/tokens.hpp"
#include "customers/platform_signer.hpp"
#include "edge/api.hpp"
#include "edge/problems.hpp"
#include "support/desk_world.hpp"

namespace ombud::testing {

inline constexpr char widget_origin[] = "https://www.exchange.example";
inline constexpr char own_origin[] = "https://desk.example";

// What a client asks.
struct Asked {
    http::Method method = http::Method::get;
    std::string target;  // path?query
    std::string token{};
    std::optional<json::value> body{};
    std::string bytes{};  // instead of a body in JSON
    std::vector<http::Field> fields{};
    std::string peer = "203.0.113.7";
    bool secure = true;
};

struct Answer {
    unsigned status{};
    std::vector<http::Field> fields;
    std::string body;

    [[nodiscard]] std::string field(std::string_view name) const {
        std::string out;
        for (auto const& each : fields)
            if (each.name == name) out += (out.empty() ? "" : ", ") + each.value;
        return out;
    }
    [[nodiscard]] json::value json() const { return json::parse(body); }
    [[nodiscard]] std::string code() const {
        return field("Content-Type") == edge::problem_type ? std::string(json().at("code").as_string()) : std::string{};
    }
};

struct EdgeWorld : DeskWorld {
    edge::Metrics metrics;
    customers::DemoPlatformSigner platform{folder.path() / "platform", clock};
    customers::Customers customers{
        database, vault, customers::TokenKeys::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"), platform.settings(),
        clock,    random};
    sessions::Sessions sessions{database, clock, random};
    audit::Log audit{database, clock};
    approvals::Approvals approvals{database, audit, clock, random};
    factors::Factors factors{database,
                             clock,
                             random,
                             sessions::Owner::staff,
                             {.id = "desk.example", .name = "Ombud", .origins = {own_origin}},
                             std::vector<std::byte>(32, std::byte{7})};
    credentials::Passwords passwords;
    staff::Staff staff{database, sessions, factors, passwords, clock, random, staff::SecondFactor::required};
    // No other server can be reached.
    struct Unreachable final : fetch::Client {
        Task<fetch::Answer> send(fetch::Request) override {
            throw Problem{ProblemKind::unavailable, "remote.unreachable"};
            co_return fetch::Answer{};
        }
    } client;
    oidc::SignIn oidc{{{"example", "Example", "https://id.example", "ombud", "secret"}},
                      std::string(own_origin) + edge::oidc_return_path,
                      client,
                      clock,
                      random,
                      std::vector<std::byte>(32, std::byte{8})};
    outbox::Outbox outbox{
        database, clock, random, Seal{Seal::Key{}}, {{"Desk", "support@desk.example"}, "bounces@desk.example", true}, nullptr};
    staff::Roles roles{database, staff, audit, clock, random};
    staff::Keys keys{database, staff, audit, clock, random};
    edge::Gate gate{customers, sessions, staff, keys, clock};
    edge::RoleDoors role_doors{roles};
    edge::People people{customers, staff, gate, desk.presence(), clock, audit, outbox, own_origin};
    edge::StaffSecurity staff_security{staff, gate, audit, clock};
    edge::StaffOidc staff_oidc{oidc, staff, audit, clock};
    edge::Uploads uploads{desk};
    std::vector<EmbeddedFile> bundle{
        {"widget.js", "plain widget"},
        {"widget.js.gz", "gzip widget"},
        {"widget.js.br", "brotli widget"},
        {"assets/app-1a2b.css", "plain style"},
        {"assets/app-1a2b.css.gz", "gzip style"},
        {"assets/logo-3c4d.png", "picture"},
        {"desk/index.html", "<!doctype html>desk"},
        {"me/index.html", "<!doctype html><title>Ombud</title><meta name=\"application-name\" content=\"Ombud 安席\">me"},
        {"demo/index.html", "<!doctype html>demo"},
    };
    edge::Pages pages{bundle, "Pai & Wallet", [this](std::string const& user) { return platform.sign(user, "Li Wei"); }};
    std::size_t waiting_posts = 0;
    edge::Operations operations{database, metrics, folder.path(), [this] { return waiting_posts; }};
    edge::Records records{audit, staff};
    factors::Factors account_factors{database,
                                     clock,
                                     random,
                                     sessions::Owner::account,
                                     {.id = "desk.example", .name = "Ombud", .origins = {own_origin}},
                                     std::vector<std::byte>(32, std::byte{9})};
    accounts::Ground ground{database, outbox, audit, passwords, account_factors, sessions, clock, random};
    accounts::Accounts accounts{ground, {.link_key = std::vector<std::byte>(32, std::byte{10}), .public_url = own_origin}};
    accounts::WaysBack ways_back{ground, accounts, approvals};
    places::Places places{std::nullopt};
    edge::Origins origins{places};
    edge::AccountDoors account_doors{accounts, passwords, origins, clock, std::chrono::milliseconds{0}};
    edge::AccountRecovery account_recovery{ways_back, accounts.profiles, origins, clock, std::chrono::milliseconds{0}};
    edge::Letters letters{outbox};
    asio::thread_pool help_workers{1};
    edge::HelpCentre help{{io, database, audit, approvals, accounts, ways_back, account_factors, sessions, outbox, intake, store,
                           help_workers, desk, clock, random},
                          {.site = {.name = "Pai", .origin = own_origin, .security_contact = "mailto:security@desk.example"},
                           .assets = {"/assets/site-1a2b.css", "/assets/site-1a2b.js", "/assets/icons-1a2b.svg"},
                           .even_time = std::chrono::milliseconds{0}}};
    edge::MailRoom mail{{database, shared_guard(), audit, desk, outbox, store, client, help_workers, help, clock, random},
                        {.address = "support@desk.example",
                         .authserv_id = "mx.desk.example",
                         .portal = "https://desk.example",
                         .seal = Seal{Seal::Key{}},
                         .reply_key = {},
                         .hook_key = std::string(32, 'k'),
                         .folder = folder.path() / "mailboxes"}};
    edge::WorkRoom work{
        {io, database, hub, shared_guard(), audit, desk, staff, client, approvals, intake, mail.ratings, clock, random},
        {.webhooks_allow = {"127.0.0.1"}, .webhook_seal = Seal{Seal::Key{}}, .webhook_patience = std::chrono::milliseconds{400}}};
    edge::House house{gate,      desk,          people,           staff_security, staff_oidc, uploads, pages, operations, records,
                      approvals, account_doors, account_recovery, letters,        help,       mail,    work,  role_doors, keys};
    edge::Api api{io, house, hub, metrics, clock, {widget_origin}};

    EdgeWorld();
    ~EdgeWorld() override;

    // As the transport does it.
    Answer ask(Asked asked);
    Answer get(std::string target, std::string token = {}) {
        return ask({.target = std::move(target), .token = std::move(token)});
    }
    Answer post(std::string target, std::string token, json::value body) {
        return ask(
            {.method = http::Method::post, .target = std::move(target), .token = std::move(token), .body = std::move(body)});
    }

    static http::Request head_of(Asked const& asked);

    static std::string text_of(decltype(http::Response::body) const& body);

    std::string visitor() { return run(io, customers.new_visitor("en")).token; }

    // Whoever holds an account, in a session of theirs; with two factors it is freshly stepped up.
    struct AccountSession {
        CustomerId id;
        SessionId session;
        std::string token;
    };
    AccountSession hold_account(sessions::Assurance assurance = sessions::Assurance::two_factors);
    AccountSession account_session(CustomerId id, sessions::Assurance assurance);

    static constexpr char const* password = "plum teapot walks north";  // of everybody who works here
    static std::string cheap_hash();
    // Somebody who works here.
    StaffId employ(staff::Role role, std::string name = "Ana");
    // A session of theirs, freshly stepped up, without the slow hash of signing in.
    std::string session_of(StaffId id, sessions::Assurance assurance = sessions::Assurance::two_factors);
    std::string work_as(staff::Role role, std::string name = "Ana") { return session_of(employ(role, std::move(name))); }

    // A picture of an article, as if it had been cleaned.
    static constexpr char const* picture_bytes = "\x89PNG and the rest of it";
    std::string add_picture(StaffId by);

    std::string new_id() { return "c" + std::to_string(++ids_); }
    // The id of a new conversation.
    std::string open(std::string const& token, std::string body = "Where is my withdrawal?");
    json::value say(std::string const& token, std::string const& conversation, std::string body, bool internal = false);
    Answer upload(std::string const& token, std::string const& conversation, std::string bytes) {
        return ask({.method = http::Method::post,
                    .target = "/api/v1/conversations/" + conversation + "/attachments?name=a.txt",
                    .token = token,
                    .bytes = std::move(bytes)});
    }

private:
    int ids_ = 0;
};

}  // namespace ombud::testing
