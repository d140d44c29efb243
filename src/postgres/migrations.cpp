#include "postgres/migrations.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <map>
#include <memory>
#include <sodium.h>

#include "core/problem.hpp"
#include "embedded/migrations.hpp"
#include "postgres/query.hpp"

namespace ombud::postgres {

namespace {

// "ombud" in ASCII: one program at a time brings a database forward.
constexpr auto advisory_lock = "SELECT pg_advisory_lock(478576538980)";

constexpr auto ledger = R"sql(
    SET client_min_messages = 'error';
    CREATE TABLE IF NOT EXISTS schema_migrations (
        version    integer PRIMARY KEY,
        name       text NOT NULL,
        sha256     text NOT NULL,
        applied_at timestamptz NOT NULL
    ))sql";

// A blocking session: nothing else runs while the schema changes.
class Session {
public:
    explicit Session(std::string const& url) : handle_(PQconnectdb(url.c_str()), &PQfinish) {
        if (PQstatus(handle_.get()) != CONNECTION_OK)
            throw Problem{ProblemKind::unavailable, "database.unavailable", {}, PQerrorMessage(handle_.get())};
        PQsetNoticeProcessor(handle_.get(), [](void*, char const*) {}, nullptr);
    }

    Result run(std::string_view name, std::string const& text, std::vector<std::string> const& values = {}) {
        std::vector<char const*> pointers;
        pointers.reserve(values.size());
        for (auto const& value : values) pointers.push_back(value.c_str());
        Result result{values.empty() ? PQexec(handle_.get(), text.c_str())
                                     : PQexecParams(handle_.get(), text.c_str(), int(values.size()), nullptr, pointers.data(),
                                                    nullptr, nullptr, 0)};
        auto const status = PQresultStatus(result.raw());
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) refuse(name, text, result);
        return result;
    }

private:
    [[noreturn]] static void refuse(std::string_view name, std::string_view text, Result const& result) {
        auto const* sqlstate = PQresultErrorField(result.raw(), PG_DIAG_SQLSTATE);
        if (!sqlstate) throw Problem{ProblemKind::unavailable, "database.unavailable"};
        std::string where{name};
        if (auto const* position = PQresultErrorField(result.raw(), PG_DIAG_STATEMENT_POSITION)) {
            auto const before = text.substr(0, std::size_t(std::atol(position)));  // in characters; comments may hold wider ones
            where += fmt::format(":{}", 1 + std::ranges::count(before, '\n'));
        }
        throw DatabaseError(where, sqlstate);
    }

    std::unique_ptr<PGconn, decltype(&PQfinish)> handle_;
};

std::string sha256(std::string_view text) {
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, reinterpret_cast<unsigned char const*>(text.data()), text.size());
    std::string hex;
    for (auto byte : digest) hex += fmt::format("{:02x}", byte);
    return hex;
}

int version_of(std::string_view name) {
    int version = 0;
    auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), version);
    if (error != std::errc{} || *stop != '_') throw std::logic_error("a migration's name starts with its number");
    return version;
}

}  // namespace

std::vector<Migration> const& shipped_migrations() {
    static std::vector<Migration> const migrations = [] {
        std::vector<Migration> all;
        for (auto const& file : embedded::migrations()) all.push_back({version_of(file.name), file.name, file.bytes});
        return all;
    }();
    return migrations;
}

std::vector<std::string> migrate(std::string const& url, std::span<Migration const> migrations) {
    Session session{url};
    session.run("migrations.lock", advisory_lock);
    session.run("migrations.ledger", ledger);

    auto const rows = session.run("migrations.applied", "SELECT version, sha256 FROM schema_migrations");
    std::map<int, std::string> applied;
    for (std::size_t i = 0; i < rows.rows(); ++i)
        applied.emplace(Text<std::int32_t>::read(*rows.cell(i, 0)), std::string(*rows.cell(i, 1)));

    std::vector<std::string> done;
    auto unknown = applied;
    for (auto const& migration : migrations) {
        unknown.erase(migration.version);
        auto const found = applied.find(migration.version);
        if (found != applied.end() && found->second != sha256(migration.text))
            throw Problem{ProblemKind::conflict, "migration.changed", {}, std::string(migration.name)};
    }
    if (!unknown.empty()) throw Problem{ProblemKind::conflict, "migration.newer", {}, std::to_string(unknown.rbegin()->first)};

    for (auto const& migration : migrations) {
        if (applied.contains(migration.version)) continue;
        session.run("migrations.begin", "BEGIN");
        session.run(migration.name, std::string(migration.text));
        session.run("migrations.record", "INSERT INTO schema_migrations VALUES ($1, $2, $3, now())",
                    {std::to_string(migration.version), std::string(migration.name), sha256(migration.text)});
        session.run("migrations.commit", "COMMIT");
        done.emplace_back(migration.name);
    }
    return done;
}

void let_serve(std::string const& owner_url, std::string const& serving_url) {
    constexpr auto who = "SELECT current_user";
    Session owner{owner_url};
    auto const server = std::string(*Session{serving_url}.run("migrations.who", who).cell(0, 0));
    if (*owner.run("migrations.who", who).cell(0, 0) == server) return;
    owner.run("migrations.lock", advisory_lock);
    owner.run("migrations.let_serve", "SELECT let_serve(quote_ident($1)::regrole)", {server});
}

namespace {

// Whether it could be done.
bool try_to(Session& session, std::string const& text) {
    try {
        session.run("migrations.tidy", text);
        return true;
    } catch (DatabaseError const&) {
        return false;
    }
}

}  // namespace

void tidy(std::string const& owner_url, std::string const& table, std::chrono::milliseconds at_most) {
    Session owner{owner_url};
    constexpr auto is_small = "SELECT pg_total_relation_size($1::regclass) < 256 * 1024 * 1024";
    bool const small = *owner.run("migrations.is_small", is_small, {table}).cell(0, 0) == "t";
    owner.run("migrations.tidy", "SET lock_timeout = '2s'");
    auto const allow = [&](std::chrono::milliseconds time) {
        owner.run("migrations.tidy", "SET statement_timeout = " + std::to_string(time.count()));
    };
    auto const for_full =
        std::min<std::chrono::milliseconds>(at_most / 10, std::chrono::seconds{30});  // nobody reads or writes it meanwhile
    allow(for_full);
    if (small && try_to(owner, "VACUUM (FULL) " + table)) return;
    allow(at_most - for_full);
    owner.run("migrations.tidy", "VACUUM " + table);
}

void begin_new_log(std::string const& owner_url) {
    Session owner{owner_url};
    try_to(owner, "SELECT pg_switch_wal()");
    try_to(owner, "CHECKPOINT");
}

}  // namespace ombud::postgres
