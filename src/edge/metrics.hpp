// Counts and times for Prometheus: requests by route, queries by name, connections, sockets, posts.
#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "http/server.hpp"
#include "postgres/database.hpp"

namespace prometheus {
class Registry;
class Histogram;
class Counter;
class Gauge;
template <class T>
class Family;
}  // namespace prometheus

namespace ombud::edge {

class Metrics final : public postgres::QueryObserver {
public:
    Metrics();
    ~Metrics() override;

    void observed(std::string_view query, std::chrono::nanoseconds took, bool ok) override;
    void request(std::string_view route, unsigned status, std::chrono::nanoseconds took);
    // The transport's counters are read when the text is made.
    void watch(http::Server const& server) { server_ = &server; }
    // Prometheus text format 0.0.4.
    std::string text();

private:
    prometheus::Histogram& histogram(std::map<std::string, prometheus::Histogram*, std::less<>>& known,
                                     prometheus::Family<prometheus::Histogram>& family, char const* label, std::string_view name);

    std::unique_ptr<prometheus::Registry> registry_;
    prometheus::Family<prometheus::Histogram>& requests_;
    prometheus::Family<prometheus::Histogram>& queries_;
    prometheus::Family<prometheus::Counter>& statuses_;
    prometheus::Family<prometheus::Counter>& failures_;
    prometheus::Family<prometheus::Gauge>& transport_;
    std::map<std::string, prometheus::Histogram*, std::less<>> by_route_, by_query_;
    http::Server const* server_ = nullptr;
};

}  // namespace ombud::edge
