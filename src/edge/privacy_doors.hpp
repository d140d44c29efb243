// The export of a customer's data as a file to save: the one answer about privacy that is no JSON of ours.
#pragma once
#include "http/server.hpp"
#include "privacy/privacy.hpp"

namespace ombud::edge {

class PrivacyDoors {
public:
    explicit PrivacyDoors(privacy::Privacy& privacy) : privacy_(privacy) {}

    Task<http::Response> fetch_export(FreshAgent by, privacy::JobId id) {
        auto document = co_await privacy_.fetch_export(std::move(by), id);
        co_return http::Response{.status = 200,
                                 .fields = {{"Content-Type", "application/json"},
                                            {"Content-Disposition", "attachment; filename=\"export-" + id.text() + ".json\""},
                                            {"Content-Security-Policy", "default-src 'none'; sandbox"},
                                            {"Cache-Control", "no-store"}},
                                 .body = std::move(document)};
    }

private:
    privacy::Privacy& privacy_;
};

}  // namespace ombud::edge
