#include "places/places.hpp"

#include <cmath>
#include <maxminddb.h>
#include <numbers>

#include "core/problem.hpp"

namespace ombud::places {

namespace {

template <class... Path>
std::optional<MMDB_entry_data_s> value_at(MMDB_entry_s& entry, std::uint32_t type, Path... path) {
    MMDB_entry_data_s data{};
    if (MMDB_get_value(&entry, &data, path..., nullptr) != MMDB_SUCCESS || !data.has_data || data.type != type)
        return std::nullopt;
    return data;
}

template <class... Path>
std::optional<std::string> text_at(MMDB_entry_s& entry, Path... path) {
    auto const data = value_at(entry, MMDB_DATA_TYPE_UTF8_STRING, path...);
    return data ? std::optional{std::string(data->utf8_string, data->data_size)} : std::nullopt;
}

template <class... Path>
std::optional<double> number_at(MMDB_entry_s& entry, Path... path) {
    auto const data = value_at(entry, MMDB_DATA_TYPE_DOUBLE, path...);
    return data ? std::optional{data->double_value} : std::nullopt;
}

}  // namespace

struct Places::Reader {
    explicit Reader(std::filesystem::path const& file) {
        if (auto const status = MMDB_open(file.c_str(), MMDB_MODE_MMAP, &database); status != MMDB_SUCCESS)
            throw Problem{ProblemKind::invalid, "geoip.unreadable", {}, MMDB_strerror(status)};
    }
    ~Reader() { MMDB_close(&database); }
    Reader(Reader const&) = delete;
    Reader& operator=(Reader const&) = delete;

    MMDB_s database{};
};

Places::Places(std::optional<std::filesystem::path> const& file) : reader_(file ? std::make_unique<Reader>(*file) : nullptr) {}
Places::~Places() = default;

std::optional<Place> Places::find(std::string_view address) const {
    if (!reader_) return std::nullopt;
    int unreadable = 0, status = MMDB_SUCCESS;
    auto found = MMDB_lookup_string(&reader_->database, std::string(address).c_str(), &unreadable, &status);
    if (unreadable != 0 || status != MMDB_SUCCESS || !found.found_entry) return std::nullopt;
    auto country = text_at(found.entry, "country", "iso_code");
    if (!country) return std::nullopt;
    return Place{.country = std::move(*country),
                 .city = text_at(found.entry, "city", "names", "en"),
                 .latitude = number_at(found.entry, "location", "latitude"),
                 .longitude = number_at(found.entry, "location", "longitude")};
}

std::string Place::label() const {
    return city ? *city + ", " + country : country;
}

std::optional<double> kilometres_between(Place const& one, Place const& other) {
    if (!one.latitude || !one.longitude || !other.latitude || !other.longitude) return std::nullopt;
    constexpr double earth_radius = 6371.0, radian = std::numbers::pi / 180;
    auto const half_square = [](double angle) { return std::pow(std::sin(angle / 2), 2); };
    // The haversine formula: exact enough for near and far alike.
    auto const chord = half_square((*other.latitude - *one.latitude) * radian) +
                       std::cos(*one.latitude * radian) * std::cos(*other.latitude * radian) *
                           half_square((*other.longitude - *one.longitude) * radian);
    return 2 * earth_radius * std::asin(std::min(1.0, std::sqrt(chord)));
}

}  // namespace ombud::places
