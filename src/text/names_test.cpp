#include "text/names.hpp"

#include <gtest/gtest.h>

namespace ombud::text {
namespace {

TEST(CleanName, keeps_the_names_of_people_everywhere) {
    for (auto const* name : {"李伟", "Emma O’Brien-Smith", "Nguyễn Thị Minh Khai", "محمد", "می‌خواهم", "עדי", "Łukasz",
                             "👩‍👩‍👧 Team", "𠮷野家"})
        EXPECT_EQ(clean_name(name), name);
}

TEST(CleanName, takes_out_what_can_only_deceive) {
    EXPECT_EQ(clean_name("  Li \t\r\n Wei\u3000 "), "Li Wei");
    EXPECT_EQ(clean_name("Emma\u202Egnp.exe"), "Emmagnp.exe");
    EXPECT_EQ(clean_name("\u2066Li\u2069\u200F\uFEFF\u200B\u2028Wei\u0007"), "Li Wei");
    EXPECT_EQ(clean_name("e\u0301"), "\u00E9");
}

TEST(CleanName, nothing_visible_is_no_name) {
    for (auto const* name : {"", " ", "\u3000", "\u200D\u200C", "\u202E", "\u3164", "\xff", "\xc3\x28"})
        EXPECT_EQ(clean_name(name), std::nullopt);
}

TEST(CleanName, is_at_most_eighty_code_points_and_never_cut_inside_one) {
    std::string many;
    for (int i = 0; i < 200; ++i) many += "𠮷";
    auto const name = clean_name(many);
    ASSERT_TRUE(name);
    EXPECT_EQ(count_code_points(*name), name_letters);
    EXPECT_EQ(name->size(), 4 * name_letters);
    EXPECT_EQ(clean_name(std::string(79, 'a') + " b"), std::string(79, 'a'));
}

TEST(CleanLines, keeps_lines_and_every_script_and_takes_out_what_turns_them) {
    EXPECT_EQ(clean_lines("a\tb\nc"), "a\tb\nc");
    EXPECT_EQ(clean_lines("שלום \u200Fעולם 您好 e\u0301"), "שלום \u200Fעולם 您好 \u00E9");
    EXPECT_EQ(clean_lines("pay \u202Egnp.exe\u202C \u2066now\u2069\x07"), "pay gnp.exe now");
    EXPECT_EQ(clean_lines("\xff"), "");
}

TEST(EmailKey, one_address_in_any_case_is_one) {
    EXPECT_EQ(email_key("Emma.Jones+desk@Example.COM"), "emma.jones+desk@example.com");
    EXPECT_EQ(email_key("a@xn--fiqs8s.cn"), "a@xn--fiqs8s.cn");
}

TEST(EmailKey, refuses_what_is_no_plain_address_and_every_look_alike_letter) {
    for (auto const* text : {"",
                             "@",
                             "a@",
                             "@b.c",
                             "a",
                             "a@b",
                             "a b@c.de",
                             "a@b..de",
                             "a@-b.de",
                             "a@b-.de",
                             ".a@b.de",
                             "a.@b.de",
                             "a..b@c.de",
                             "a@b.de\n",
                             "a@b@c.de",
                             "\"a\"@b.de",
                             "a@b.de.",
                             "еmma@example.com" /* Cyrillic е */,
                             "emma＠example.com",
                             "a@中国.cn",
                             "a@[127.0.0.1]"})
        EXPECT_EQ(email_key(text), std::nullopt) << text;
    EXPECT_EQ(email_key(std::string(65, 'a') + "@b.de"), std::nullopt);
    EXPECT_EQ(email_key("a@" + std::string(300, 'b') + ".de"), std::nullopt);
    EXPECT_EQ(email_key("a@" + std::string(64, 'b') + ".de"), std::nullopt);
}

TEST(Composed, one_text_however_it_was_typed) {
    EXPECT_EQ(composed("Zu\u0308rich"), composed("Z\u00FCrich"));
    EXPECT_EQ(composed("\xed\xa0\x80"), std::nullopt);
    EXPECT_EQ(composed(std::string_view("a\0b", 3)), std::string("a\0b", 3));
}

}  // namespace
}  // namespace ombud::text
