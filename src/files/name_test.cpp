#include "files/name.hpp"

#include <gtest/gtest.h>

#include "core/limits.hpp"

namespace ombud::files {

TEST(clean_name, keeps_an_ordinary_name_in_any_language) {
    EXPECT_EQ(clean_name("截图 2026-11-24.png", ".png"), "截图 2026-11-24.png");
    EXPECT_EQ(clean_name("Kontoauszug März.pdf", ".pdf"), "Kontoauszug März.pdf");
    EXPECT_EQ(clean_name("фото.JPG", ".jpg"), "фото.jpg");
    EXPECT_EQ(clean_name("2024.12", ".txt"), "2024.12.txt");
    EXPECT_EQ(clean_name("👨‍👩‍👧 ❤️.gif", ".gif"), "👨‍👩‍👧 ❤️.gif");
}

TEST(clean_name, ends_as_what_it_is_whatever_was_claimed) {
    EXPECT_EQ(clean_name("cat.exe", ".png"), "cat.png");
    EXPECT_EQ(clean_name("cat.png.exe", ".png"), "cat.png");
    EXPECT_EQ(clean_name("page.html", ".txt"), "page.txt");
    EXPECT_EQ(clean_name("photo.jpeg", ".jpg"), "photo.jpg");
    EXPECT_EQ(clean_name(".htaccess", ".txt"), "htaccess.txt");
    EXPECT_EQ(clean_name("cat", ".png"), "cat.png");
}

TEST(clean_name, leads_nowhere) {
    for (std::string_view path : {"../../etc/passwd", "/etc/passwd", "..\\..\\passwd", "C:\\Windows\\passwd", "a/../passwd"})
        EXPECT_EQ(clean_name(path, ".txt"), "passwd.txt") << path;
    for (std::string_view nothing : {"", ".", "..", "/", "../", "...", "  ", ". . .", "\\\\"})
        EXPECT_EQ(clean_name(nothing, ".png"), "file.png") << nothing;
}

TEST(clean_name, hides_nothing_and_turns_nothing_round) {
    EXPECT_EQ(clean_name("invoice\u202Egpj.exe", ".txt"), "invoicegpj.txt");
    EXPECT_EQ(clean_name("a\u200B\u2066b\u2069\uFEFF\u00ADc\u2028.txt", ".txt"), "abc.txt");
    EXPECT_EQ(clean_name("\u3164\u115F\u034F", ".txt"), "file.txt");
    EXPECT_EQ(clean_name("\u200D\uFE0F", ".txt"), "file.txt");
    EXPECT_EQ(clean_name(". \uFE0F.\u200D", ".txt"), "file.txt");
    EXPECT_EQ(clean_name(std::string_view("a\r\nSet-Cookie: b\t\x7f\0c", 20), ".txt"), "aSet-Cookie_ bc.txt");
    EXPECT_EQ(clean_name("\"; filename=\"evil.html", ".txt"), "_; filename=_evil.txt");
    EXPECT_EQ(clean_name("a\xff\xc3\x28\xed\xa0\x80 b.txt", ".txt"), "a( b.txt");
    EXPECT_EQ(clean_name("a \u00A0\u3000  b.txt", ".txt"), "a b.txt");
}

TEST(clean_name, is_short_and_ends_between_characters) {
    for (std::string_view letter : {"a", "é", "图", "🙂"}) {
        for (std::size_t shift = 0; shift < 4; ++shift) {
            std::string name(shift, 'x');
            while (name.size() < 1000) name += letter;
            auto const clean = clean_name(name + ".png", ".png");
            EXPECT_LE(clean.size(), limits::attachment_name_bytes);
            EXPECT_GT(clean.size() + letter.size(), limits::attachment_name_bytes);
            EXPECT_EQ((clean.size() - 4 - shift) % letter.size(), 0U);
        }
    }
}

}  // namespace ombud::files
