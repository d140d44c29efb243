// The whole house behind its interface, without sockets: requests go in as the transport has read them, answers come out.
#pragma once
#include <cstring>
#include <fstream>
#include <sodium.h>

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
        {io, database, hub, shared_guard(), audit, desk, staff, client, approvals, intake, clock, random},
        {.webhooks_allow = {"127.0.0.1"}, .webhook_seal = Seal{Seal::Key{}}, .webhook_patience = std::chrono::milliseconds{400}}};
    edge::House house{gate,      desk,          people,           staff_security, staff_oidc, uploads, pages, operations, records,
                      approvals, account_doors, account_recovery, letters,        help,       mail,    work,  role_doors, keys};
    edge::Api api{io, house, hub, metrics, clock, {widget_origin}};

    ~EdgeWorld() override {
        help_workers.join();
        settle();
    }

    // As the transport does it.
    Answer ask(Asked asked) {
        http::Request request = head_of(asked);
        http::Response response;
        auto work = [&]() -> Task<void> {
            std::optional<Problem> wrong;
            try {
                auto const admission = co_await api.admit(request);
                request.body = asked.body ? json::serialize(*asked.body) : asked.bytes;
                if (request.body.size() > admission.body_limit) throw Problem{ProblemKind::too_large, "body.too_large"};
                response = co_await api.handle(request);
            } catch (Problem const& problem) {
                wrong = problem;
            } catch (std::exception const& error) {
                api.failed(request, error);
                wrong = Problem{ProblemKind::internal, "internal"};
            }
            if (wrong) response = api.problem(*wrong, &request);
            api.finished(request, response.status, 0, {});
        };
        run(io, work());
        return {response.status, response.fields, text_of(response.body)};
    }
    Answer get(std::string target, std::string token = {}) {
        return ask({.target = std::move(target), .token = std::move(token)});
    }
    Answer post(std::string target, std::string token, json::value body) {
        return ask(
            {.method = http::Method::post, .target = std::move(target), .token = std::move(token), .body = std::move(body)});
    }

    static http::Request head_of(Asked const& asked) {
        http::Request request;
        request.method = asked.method;
        auto const question = std::min(asked.target.find('?'), asked.target.size());
        request.path = asked.target.substr(0, question);
        request.query = asked.target.substr(std::min(question + 1, asked.target.size()));
        request.fields = asked.fields;
        request.fields.push_back({"Host", "desk.example"});
        if (!asked.token.empty()) request.fields.push_back({"Authorization", "Bearer " + asked.token});
        request.peer = asked.peer;
        request.id = "00000000-0000-7000-8000-000000000000";
        request.secure = asked.secure;
        return request;
    }

    static std::string text_of(decltype(http::Response::body) const& body) {
        if (auto const* file = std::get_if<http::FileRange>(&body)) {
            std::ifstream stream{file->path, std::ios::binary};
            return {std::istreambuf_iterator<char>{stream}, {}};
        }
        if (auto const* shared = std::get_if<std::shared_ptr<std::string const>>(&body)) return **shared;
        if (auto const* text = std::get_if<std::string_view>(&body)) return std::string(*text);
        return std::get<std::string>(body);
    }

    std::string visitor() { return run(io, customers.new_visitor("en")).token; }

    // Whoever holds an account, in a session of theirs; with two factors it is freshly stepped up.
    struct AccountSession {
        CustomerId id;
        SessionId session;
        std::string token;
    };
    AccountSession hold_account(sessions::Assurance assurance = sessions::Assurance::two_factors) {
        static constexpr postgres::Query<postgres::Affected(CustomerId, std::string, Timestamp)> add{
            "test.hold_account",
            "WITH one AS (INSERT INTO customers (id, kind, name, language, created_at, last_seen_at) VALUES ($1, 'account', "
            "'Lin', "
            "'en', $3, $3) RETURNING id) INSERT INTO accounts (id, email, password_hash, password_changed_at, created_at) "
            "SELECT id, $2, 'none', $3, $3 FROM one"};
        auto const id = CustomerId::make(clock, random);
        run(io, database.run(add, id, id.text() + "@customer.test", clock.now()));
        return account_session(id, assurance);
    }
    AccountSession account_session(CustomerId id, sessions::Assurance assurance) {
        auto opened = run(io, sessions.open(sessions::Owner::account, id.uuid, assurance,
                                            {.label = "Chrome, Android", .network = "203.0.113.7", .place = {}}));
        return {id, opened.session.id, std::move(opened.token)};
    }

    static constexpr char const* password = "plum teapot walks north";  // of everybody who works here
    static std::string cheap_hash() {
        static auto const hash = [] {
            std::array<char, crypto_pwhash_STRBYTES> out{};
            if (crypto_pwhash_str(out.data(), password, std::strlen(password), 1, 8 << 20) != 0) throw std::bad_alloc{};
            return std::string(out.data());
        }();
        return hash;
    }
    // Somebody who works here.
    StaffId employ(staff::Role role, std::string name = "Ana") {
        static constexpr postgres::Query<postgres::Affected(StaffId, std::string, std::string, staff::Role, Timestamp,
                                                            std::string)>
            add{"test.employ",
                "INSERT INTO staff (id, email, name, public_name, role, password_hash, created_at) VALUES ($1, $2, $3, $3, $4, "
                "$6, $5)"};
        auto const id = StaffId::make(clock, random);
        run(io, database.run(add, id, id.text() + "@desk.test", std::move(name), role, clock.now(), cheap_hash()));
        return id;
    }
    // A session of theirs, freshly stepped up, without the slow hash of signing in.
    std::string session_of(StaffId id, sessions::Assurance assurance = sessions::Assurance::two_factors) {
        return run(io, sessions.open(sessions::Owner::staff, id.uuid, assurance,
                                     {.label = "Firefox, Windows", .network = "203.0.113.7", .place = {}}))
            .token;
    }
    std::string work_as(staff::Role role, std::string name = "Ana") { return session_of(employ(role, std::move(name))); }

    // A picture of an article, as if it had been cleaned.
    static constexpr char const* picture_bytes = "\x89PNG and the rest of it";
    std::string add_picture(StaffId by) {
        static constexpr postgres::Query<postgres::Affected(knowledge::PictureId, std::string, std::int64_t, StaffId, Timestamp)>
            add{"test.add_picture",
                "INSERT INTO article_pictures (id, sha256, media_type, bytes, width, height, made_by, made_at) "
                "VALUES ($1, $2, 'image/png', $3, 1, 1, $4, $5)"};
        auto const id = knowledge::PictureId::make(clock, random);
        std::string_view const bytes = picture_bytes;
        run(io, database.run(add, id, store.put(bytes).text(), std::int64_t(bytes.size()), by, clock.now()));
        return id.text();
    }

    std::string new_id() { return "c" + std::to_string(++ids_); }
    // The id of a new conversation.
    std::string open(std::string const& token, std::string body = "Where is my withdrawal?") {
        auto const answer =
            post("/api/v1/conversations", token, {{"client_id", new_id()}, {"language", "en"}, {"body", std::move(body)}});
        EXPECT_EQ(answer.status, 201u) << answer.body;
        return std::string(answer.json().at("id").as_string());
    }
    json::value say(std::string const& token, std::string const& conversation, std::string body, bool internal = false) {
        auto const answer = post("/api/v1/conversations/" + conversation + "/entries", token,
                                 {{"client_id", new_id()}, {"body", std::move(body)}, {"internal", internal}});
        EXPECT_EQ(answer.status, 201u) << answer.body;
        return answer.json();
    }
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
