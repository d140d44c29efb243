#include "core/base64url.hpp"

#include <gtest/gtest.h>

#include "core/random.hpp"

namespace ombud {
namespace {

std::string encoded(std::string_view text) {
    return base64url(std::as_bytes(std::span{text}));
}

TEST(Base64Url, agrees_with_rfc_4648) {
    EXPECT_EQ(encoded(""), "");
    EXPECT_EQ(encoded("f"), "Zg");
    EXPECT_EQ(encoded("fo"), "Zm8");
    EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
    EXPECT_EQ(encoded("\xfb\xff\xfe"), "-__-");
}

TEST(Base64Url, what_is_written_is_read_back) {
    SeededRandom random{3};
    for (std::size_t size = 0; size < 100; ++size) {
        std::vector<std::byte> bytes(size);
        random.fill(bytes);
        EXPECT_EQ(from_base64url(base64url(bytes)), bytes);
    }
}

TEST(Base64Url, bytes_have_one_text_only) {
    for (std::string_view text : {"Zg==", "Zh", "Z", "Zm9v\n", " Zm9v", "Zm9v YmFy", "+//+", "Zm9vY", "Zm=v"})
        EXPECT_EQ(from_base64url(text), std::nullopt) << text;
    for (int letter = 0; letter < 256; ++letter) {
        std::string const text{'A', 'A', char(letter), 'A'};
        auto const bytes = from_base64url(text);
        if (bytes) EXPECT_EQ(base64url(*bytes), text) << letter;
    }
}

}  // namespace
}  // namespace ombud
