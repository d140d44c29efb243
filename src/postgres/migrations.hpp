// Brings a database to the schema of this program: numbered files, forward only, each in its own transaction.
#pragma once
#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ombud::postgres {

struct Migration {
    int version;
    std::string_view name;  // "0001_people.sql"
    std::string_view text;
};

// Those in db/migrations, embedded in the program, in order.
std::vector<Migration> const& shipped_migrations();

// Waits for any other process that migrates, applies what is missing and returns the names of what it applied. Blocks: run it
// before the event loop. Throws Problem{conflict, "migration.changed"} when an applied file differs, Problem{conflict,
// "migration.newer"} when the database knows a migration that this program does not, Problem{unavailable, "database.unavailable"}
// when it cannot be reached.
std::vector<std::string> migrate(std::string const& url, std::span<Migration const> migrations = shipped_migrations());

// Lets the role of `serving_url` work with what the role of `owner_url` has made: rows yes, the schema and the past of the audit
// log no. Nothing to do when they are one role. Throws Problem{unavailable, "database.unavailable"}.
void let_serve(std::string const& owner_url, std::string const& serving_url);

// Has a table of the owner's written anew without what was overwritten in it; where it is too large or too busy to be locked for
// that, its place is free for new rows. Blocks, for `at_most` so long. Throws DatabaseError when it is not done by then, Problem
// {unavailable, "database.unavailable"}.
void tidy(std::string const& owner_url, std::string const& table, std::chrono::milliseconds at_most);
// Begins the log of writes anew, where the owner may. Blocks. Throws Problem{unavailable, "database.unavailable"}.
void begin_new_log(std::string const& owner_url);

}  // namespace ombud::postgres
