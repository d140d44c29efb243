#include "customers/platform_tokens.hpp"

#include <fstream>
#include <spdlog/spdlog.h>

#include "jwt/jwt.hpp"
#include "text/names.hpp"

namespace ombud::customers {

using namespace std::chrono_literals;

namespace {

constexpr auto longest_life = 24h;

[[noreturn]] void refuse(char const* why) {
    throw Problem{ProblemKind::unauthenticated, "platform_token.invalid", {}, why};
}

std::optional<std::string> name_of(json_t const* claims) {
    auto const* member = json_object_get(claims, "name");
    if (!member || json_is_null(member)) return std::nullopt;
    auto const name = jwt::string_value(member);
    if (!name) refuse("has a name that is no text");
    return text::clean_name(*name);
}

std::string read_keys_file(std::string const& file) {
    std::ifstream in{file, std::ios::binary};
    std::string text(jwt::keys_bytes + 1, '\0');
    in.read(text.data(), std::streamsize(text.size()));
    text.resize(std::size_t(in.gcount()));
    return text;
}

std::unique_ptr<jwt::KeySet> usable_keys(std::string_view text) {
    auto keys = std::make_unique<jwt::KeySet>(text);
    if (keys->empty())
        throw Problem{ProblemKind::invalid, "platform_keys.invalid", {}, "expected a JWK set with an ES256, RS256 or HS256 key"};
    return keys;
}

jwt::Claims believed(jwt::KeySet const& keys, std::string_view token, jwt::Expected const& expected, Timestamp now) try {
    return jwt::verify(keys, token, expected, now);
} catch (jwt::Refused const& refused) {
    if (refused.expired) throw Problem{ProblemKind::unauthenticated, "platform_token.expired"};
    refuse(refused.why);
}

}  // namespace

PlatformTokens::PlatformTokens(PlatformTokenSettings settings, Clock const& clock)
    : settings_(std::move(settings)), clock_(clock) {
    if (settings_.audience.empty()) throw Problem{ProblemKind::invalid, "platform_keys.invalid", {}, "the audience is not set"};
    if (settings_.keys_file.empty()) {
        keys_ = usable_keys(settings_.keys);
    } else {
        std::error_code unknown;
        read_at_ = std::filesystem::last_write_time(settings_.keys_file, unknown);
        keys_ = usable_keys(read_keys_file(settings_.keys_file));
    }
}
PlatformTokens::~PlatformTokens() = default;
PlatformTokens::PlatformTokens(PlatformTokens&&) noexcept = default;

void PlatformTokens::reread_keys() {
    if (settings_.keys_file.empty()) return;
    std::error_code unknown;
    auto const written = std::filesystem::last_write_time(settings_.keys_file, unknown);
    if (unknown || written == read_at_) return;
    read_at_ = written;
    try {
        keys_ = usable_keys(read_keys_file(settings_.keys_file));
    } catch (Problem const& problem) {
        spdlog::warn("the platform's keys changed to something unusable; the former ones stay: {}", problem.code);
    }
}

PlatformUser PlatformTokens::verify(std::string_view token) {
    reread_keys();
    auto claims = believed(*keys_, token, {settings_.audience, settings_.issuer, longest_life}, clock_.now());
    auto name = name_of(claims.object.get());
    return {.issuer = std::move(claims.issuer),
            .subject = std::move(claims.subject),
            .name = std::move(name),
            .expires_at = claims.expires_at};
}

}  // namespace ombud::customers
