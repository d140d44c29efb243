#include "credentials/totp.hpp"

#include <gmock/gmock.h>

namespace ombud::credentials {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

// The seed of RFC 6238, appendix B (SHA-1).
std::vector<std::byte> rfc_secret() {
    std::string_view const ascii = "12345678901234567890";
    auto const* first = reinterpret_cast<std::byte const*>(ascii.data());
    return {first, first + ascii.size()};
}

Timestamp at(std::int64_t seconds) {
    return Timestamp{std::chrono::seconds{seconds}};
}

struct Vector {
    std::int64_t time;
    char const* code;
};
constexpr Vector rfc_vectors[] = {{59, "94287082"},
                                  {1'111'111'109, "07081804"},
                                  {1'111'111'111, "14050471"},
                                  {1'234'567'890, "89005924"},
                                  {2'000'000'000, "69279037"},
                                  {20'000'000'000, "65353130"}};

TEST(Totp, gives_the_codes_of_rfc_6238) {
    for (auto const& [time, code] : rfc_vectors) {
        EXPECT_EQ(totp_code(rfc_secret(), totp_step_at(at(time)), 8), code) << time;
        // Six digits are the last of the eight.
        EXPECT_EQ(totp_step(rfc_secret(), std::string_view(code).substr(2), at(time)), time / 30) << time;
    }
}

TEST(Totp, a_code_fits_one_step_before_and_after_its_own_and_no_further) {
    auto const code = totp_code(rfc_secret(), 41'152'263);
    auto const begins = 41'152'263 * 30;
    for (auto const fits : {begins - 30, begins, begins + 29, begins + 59})
        EXPECT_EQ(totp_step(rfc_secret(), code, at(fits)), 41'152'263) << fits - begins;
    for (auto const fits_not : {begins - 31, begins + 60}) EXPECT_EQ(totp_step(rfc_secret(), code, at(fits_not)), std::nullopt);
}

TEST(Totp, what_is_not_the_code_fits_never) {
    auto const now = at(59);
    EXPECT_EQ(totp_step(rfc_secret(), "287 082", now), 1);
    for (std::string_view const wrong : {"287083", "", "28708", "2870820", "94287082", "      ", "28708x", "-87082", "+287082"})
        EXPECT_EQ(totp_step(rfc_secret(), wrong, now), std::nullopt) << wrong;
    EXPECT_EQ(totp_step(rfc_secret(),
                        std::string_view("287\0"
                                         "082",
                                         7),
                        now),
              std::nullopt);
    EXPECT_EQ(totp_step(rfc_secret(), std::string(100'000, ' ') + "287082", now), std::nullopt);
}

TEST(Totp, a_secret_has_160_bits_and_is_another_each_time) {
    SeededRandom random{1};
    auto const secret = new_totp_secret(random);
    EXPECT_EQ(secret.size(), 20u);
    EXPECT_NE(secret, new_totp_secret(random));
    EXPECT_EQ(base32(secret).size(), 32u);
    EXPECT_EQ(base32(rfc_secret()), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

TEST(Totp, its_link_survives_any_name) {
    EXPECT_EQ(totp_uri(rfc_secret(), "安席", "li&wei?=:/ %@exchange.example"),
              "otpauth://totp/%E5%AE%89%E5%B8%AD:li%26wei%3F%3D%3A%2F%20%25%40exchange.example"
              "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E5%AE%89%E5%B8%AD");
}

TEST(Totp, its_picture_is_a_plain_svg_with_a_quiet_zone) {
    auto const svg = qr_svg("otpauth://totp/<script>&\"'");
    EXPECT_THAT(svg, testing::StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    EXPECT_THAT(svg, Not(HasSubstr("script")));
    // A finder pattern stands four modules from the corner, seven modules wide.
    EXPECT_THAT(svg, HasSubstr("d=\"M4 4h7v1h-7z"));
    EXPECT_NE(svg, qr_svg("otpauth://totp/another"));
    EXPECT_THROW(qr_svg(std::string(5'000, 'x')), std::runtime_error);
}

}  // namespace
}  // namespace ombud::credentials
