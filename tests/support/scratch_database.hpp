// A fresh, migrated PostgreSQL database for each test, in one private cluster per test program.
#pragma once
#include <string>

#include "postgres/database.hpp"
#include "support/run.hpp"

namespace ombud::testing {

class SilentObserver final : public postgres::QueryObserver {
public:
    void observed(std::string_view, std::chrono::nanoseconds, bool) override {}
};

// Dropped at the end. Close every Database on it before.
class ScratchDatabase {
public:
    ScratchDatabase();
    ~ScratchDatabase();
    ScratchDatabase(ScratchDatabase const&) = delete;
    ScratchDatabase& operator=(ScratchDatabase const&) = delete;

    // As the role that serves; as the one that owns the schema; as the superuser.
    [[nodiscard]] std::string const& url() const { return url_; }
    [[nodiscard]] std::string const& owner_url() const { return owner_url_; }
    [[nodiscard]] std::string const& admin_url() const { return admin_url_; }
    [[nodiscard]] postgres::DatabaseSettings settings() const { return {.url = url_, .connections = 3}; }

private:
    std::string name_;
    std::string url_, owner_url_, admin_url_;
};

}  // namespace ombud::testing
