// The house of the edge's tests as it is put up, asked and left, compiled once for all of them.
#include "support/edge_world.hpp"

#include <cstring>
#include <fstream>
#include <sodium.h>

namespace ombud::testing {

EdgeWorld::EdgeWorld() = default;

EdgeWorld::~EdgeWorld() {
    help_workers.join();
    settle();
}

Answer EdgeWorld::ask(Asked asked) {
    http::Request request = head_of(asked);
    http::Response response;
    auto answered = [&]() -> Task<void> {
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
    run(io, answered());
    return {response.status, response.fields, text_of(response.body)};
}

http::Request EdgeWorld::head_of(Asked const& asked) {
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

std::string EdgeWorld::text_of(decltype(http::Response::body) const& body) {
    if (auto const* file = std::get_if<http::FileRange>(&body)) {
        std::ifstream stream{file->path, std::ios::binary};
        return {std::istreambuf_iterator<char>{stream}, {}};
    }
    if (auto const* shared = std::get_if<std::shared_ptr<std::string const>>(&body)) return **shared;
    if (auto const* text = std::get_if<std::string_view>(&body)) return std::string(*text);
    return std::get<std::string>(body);
}

EdgeWorld::AccountSession EdgeWorld::hold_account(sessions::Assurance assurance) {
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

EdgeWorld::AccountSession EdgeWorld::account_session(CustomerId id, sessions::Assurance assurance) {
    auto opened = run(io, sessions.open(sessions::Owner::account, id.uuid, assurance,
                                        {.label = "Chrome, Android", .network = "203.0.113.7", .place = {}}));
    return {id, opened.session.id, std::move(opened.token)};
}

std::string EdgeWorld::cheap_hash() {
    static auto const hash = [] {
        std::array<char, crypto_pwhash_STRBYTES> out{};
        if (crypto_pwhash_str(out.data(), password, std::strlen(password), 1, 8 << 20) != 0) throw std::bad_alloc{};
        return std::string(out.data());
    }();
    return hash;
}

StaffId EdgeWorld::employ(staff::Role role, std::string name) {
    static constexpr postgres::Query<postgres::Affected(StaffId, std::string, std::string, staff::Role, Timestamp, std::string)>
        add{"test.employ",
            "INSERT INTO staff (id, email, name, public_name, role, password_hash, created_at) VALUES ($1, $2, $3, $3, $4, "
            "$6, $5)"};
    auto const id = StaffId::make(clock, random);
    run(io, database.run(add, id, id.text() + "@desk.test", std::move(name), role, clock.now(), cheap_hash()));
    return id;
}

std::string EdgeWorld::session_of(StaffId id, sessions::Assurance assurance) {
    return run(io, sessions.open(sessions::Owner::staff, id.uuid, assurance,
                                 {.label = "Firefox, Windows", .network = "203.0.113.7", .place = {}}))
        .token;
}

std::string EdgeWorld::add_picture(StaffId by) {
    static constexpr postgres::Query<postgres::Affected(knowledge::PictureId, std::string, std::int64_t, StaffId, Timestamp)> add{
        "test.add_picture",
        "INSERT INTO article_pictures (id, sha256, media_type, bytes, width, height, made_by, made_at) "
        "VALUES ($1, $2, 'image/png', $3, 1, 1, $4, $5)"};
    auto const id = knowledge::PictureId::make(clock, random);
    std::string_view const bytes = picture_bytes;
    run(io, database.run(add, id, store.put(bytes).text(), std::int64_t(bytes.size()), by, clock.now()));
    return id.text();
}

std::string EdgeWorld::open(std::string const& token, std::string body) {
    auto const answer =
        post("/api/v1/conversations", token, {{"client_id", new_id()}, {"language", "en"}, {"body", std::move(body)}});
    EXPECT_EQ(answer.status, 201u) << answer.body;
    return std::string(answer.json().at("id").as_string());
}

json::value EdgeWorld::say(std::string const& token, std::string const& conversation, std::string body, bool internal) {
    auto const answer = post("/api/v1/conversations/" + conversation + "/entries", token,
                             {{"client_id", new_id()}, {"body", std::move(body)}, {"internal", internal}});
    EXPECT_EQ(answer.status, 201u) << answer.body;
    return answer.json();
}

}  // namespace ombud::testing
