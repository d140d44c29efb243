#include "credentials/totp.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <liboath/oath.h>
#include <qrencode.h>
#include <sodium.h>
#include <stdexcept>

namespace ombud::credentials {

namespace {

constexpr std::chrono::seconds step_length{30};
constexpr std::size_t secret_bytes = 20;
constexpr unsigned code_digits = 6;
constexpr int quiet_modules = 4;  // of white on each side, as the standard asks

char const* letters_of(std::vector<std::byte> const& bytes) {
    return reinterpret_cast<char const*>(bytes.data());
}

std::string percent_encoded(std::string_view text) {
    return boost::urls::encode(text, boost::urls::unreserved_chars);
}

}  // namespace

std::vector<std::byte> new_totp_secret(Random& random) {
    auto const drawn = random.bytes<secret_bytes>();
    return {drawn.begin(), drawn.end()};
}

std::string base32(std::vector<std::byte> const& secret) {
    char* encoded{};
    std::size_t length{};
    if (oath_base32_encode(letters_of(secret), secret.size(), &encoded, &length) != OATH_OK)
        throw std::runtime_error("no memory for base32");
    std::string text(encoded, length);
    free(encoded);
    return text;
}

std::string totp_uri(std::vector<std::byte> const& secret, std::string_view issuer, std::string_view name) {
    auto const encoded_issuer = percent_encoded(issuer);
    return "otpauth://totp/" + encoded_issuer + ":" + percent_encoded(name) + "?secret=" + base32(secret) +
           "&issuer=" + encoded_issuer;
}

std::string qr_svg(std::string_view text) {
    std::unique_ptr<QRcode, decltype(&QRcode_free)> const code{
        QRcode_encodeData(int(text.size()), reinterpret_cast<unsigned char const*>(text.data()), 0, QR_ECLEVEL_M), &QRcode_free};
    if (!code) throw std::runtime_error("a text too long for a QR code");
    int const width = code->width, side = width + 2 * quiet_modules;
    std::string path;
    for (int y = 0; y < width; ++y) {
        auto const is_dark = [&](int x) { return x < width && (code->data[y * width + x] & 1) != 0; };
        for (int x = 0; x < width; ++x) {
            if (!is_dark(x)) continue;
            int const from = x;
            while (is_dark(x + 1)) ++x;
            path += fmt::format("M{} {}h{}v1h-{}z", from + quiet_modules, y + quiet_modules, x + 1 - from, x + 1 - from);
        }
    }
    return fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" shape-rendering="crispEdges">)"
                       R"(<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path fill="#000" d="{1}"/></svg>)",
                       side, path);
}

std::string totp_code(std::vector<std::byte> const& secret, std::int64_t step, unsigned digits) {
    std::array<char, 9> code{};
    auto const moment = std::time_t(step * step_length.count());
    if (oath_totp_generate(letters_of(secret), secret.size(), moment, unsigned(step_length.count()), 0, digits, code.data()) !=
        OATH_OK)
        throw std::runtime_error("liboath reckoned no code");
    return code.data();
}

std::int64_t totp_step_at(Timestamp when) {
    return std::chrono::floor<std::chrono::seconds>(when).time_since_epoch() / step_length;
}

std::optional<std::int64_t> totp_step(std::vector<std::byte> const& secret, std::string_view code, Timestamp now) {
    std::string digits;
    for (char const c : code.substr(0, 32))
        if (c != ' ') digits.push_back(c);
    if (digits.size() != code_digits) return std::nullopt;
    std::optional<std::int64_t> fits;
    auto const here = totp_step_at(now);
    for (auto const step : {here - 1, here, here + 1}) {
        auto const expected = totp_code(secret, step);
        if (sodium_memcmp(expected.data(), digits.data(), code_digits) == 0) fits = step;
    }
    return fits;
}

}  // namespace ombud::credentials
