#include "edge/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace ombud::edge {

namespace {

prometheus::Histogram::BucketBoundaries const& seconds() {
    static prometheus::Histogram::BucketBoundaries const bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                                0.1,    0.25,  0.5,    1,     2.5,  5};
    return bounds;
}

double in_seconds(std::chrono::nanoseconds took) {
    return std::chrono::duration<double>(took).count();
}

}  // namespace

Metrics::Metrics()
    : registry_(std::make_unique<prometheus::Registry>()),
      requests_(prometheus::BuildHistogram().Name("ombud_request_seconds").Help("Time to answer a request").Register(*registry_)),
      queries_(prometheus::BuildHistogram().Name("ombud_query_seconds").Help("Time of a named query").Register(*registry_)),
      statuses_(prometheus::BuildCounter().Name("ombud_responses_total").Help("Responses by status").Register(*registry_)),
      failures_(
          prometheus::BuildCounter().Name("ombud_query_failures_total").Help("Failed queries by name").Register(*registry_)),
      transport_(prometheus::BuildGauge()
                     .Name("ombud_transport")
                     .Help("Connections and sockets of the transport")
                     .Register(*registry_)) {}

Metrics::~Metrics() = default;

prometheus::Histogram& Metrics::histogram(std::map<std::string, prometheus::Histogram*, std::less<>>& known,
                                          prometheus::Family<prometheus::Histogram>& family, char const* label,
                                          std::string_view name) {
    auto found = known.find(name);
    if (found == known.end())
        found = known.emplace(std::string(name), &family.Add({{label, std::string(name)}}, seconds())).first;
    return *found->second;
}

void Metrics::observed(std::string_view query, std::chrono::nanoseconds took, bool ok) {
    histogram(by_query_, queries_, "query", query).Observe(in_seconds(took));
    if (!ok) failures_.Add({{"query", std::string(query)}}).Increment();
}

void Metrics::request(std::string_view route, unsigned status, std::chrono::nanoseconds took) {
    histogram(by_route_, requests_, "route", route).Observe(in_seconds(took));
    statuses_.Add({{"status", std::to_string(status)}}).Increment();
}

std::string Metrics::text() {
    if (server_) {
        auto const now = server_->counters();
        auto set = [&](char const* what, double value) { transport_.Add({{"what", what}}).Set(value); };
        set("connections", double(now.connections));
        set("sockets", double(now.sockets));
        set("accepted_total", double(now.accepted));
        set("refused_total", double(now.refused));
        set("timed_out_total", double(now.timed_out));
        set("slow_readers_dropped_total", double(now.slow_readers_dropped));
        set("dead_peers_dropped_total", double(now.dead_peers_dropped));
    }
    return prometheus::TextSerializer{}.Serialize(registry_->Collect());
}

}  // namespace ombud::edge
