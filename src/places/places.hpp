// Where a network address is, from the operator's GeoIP file, and the distance between two places.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ombud::places {

struct Place {
    std::string country;              // ISO 3166: "CN"
    std::optional<std::string> city;  // in English: "Hangzhou"
    std::optional<double> latitude, longitude;

    [[nodiscard]] std::string label() const;  // "Hangzhou, CN"
};

class Places {
public:
    // Without a file nothing is known. Throws Problem{invalid, "geoip.unreadable"}.
    explicit Places(std::optional<std::filesystem::path> const& file);
    ~Places();
    [[nodiscard]] std::optional<Place> find(std::string_view address) const;

private:
    struct Reader;
    std::unique_ptr<Reader> reader_;
};

// Great-circle kilometres; nullopt when either is not known to that detail.
std::optional<double> kilometres_between(Place const& one, Place const& other);

}  // namespace ombud::places
