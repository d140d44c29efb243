#include "files/sniff.hpp"

#include <gtest/gtest.h>

#include "core/problem.hpp"
#include "support/pictures.hpp"

namespace ombud::files {

namespace {

using namespace std::string_literals;
using testing::draw;
using testing::Format;

std::string type_of(std::string_view bytes) {
    try {
        return sniff(bytes).media_type;
    } catch (Problem const& problem) {
        return problem.code;
    }
}

constexpr auto refused = "attachment.type";
std::string const some_pdf = "%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
std::string const some_mail =
    "Received: from a.test\r\n by b.test;\r\n\tTue, 24 Nov 2026 08:00:00 +0000\r\nFROM: Ana <ana@a.test>\r\n"
    "Date: Tue, 24 Nov 2026 08:00:00 +0000\r\nSubject: hi\r\n\r\n<script>alert(1)</script>\r\n";
std::string const zip_end = "PK\5\6"s + std::string(18, '\0');

}  // namespace

TEST(sniff, knows_what_people_need_to_send) {
    EXPECT_EQ(type_of(draw(Format::png)), "image/png");
    EXPECT_EQ(type_of(draw(Format::jpeg)), "image/jpeg");
    EXPECT_EQ(type_of(draw(Format::webp)), "image/webp");
    EXPECT_EQ(type_of(draw(Format::webp_lossless)), "image/webp");
    EXPECT_EQ(type_of(draw(Format::gif)), "image/gif");
    EXPECT_EQ(type_of(draw(Format::gif, {.frames = 3})), "image/gif");
    EXPECT_EQ(type_of(some_pdf), "application/pdf");
    EXPECT_EQ(type_of(some_mail), "message/rfc822");
    EXPECT_EQ(type_of("from:a\ndate:b\n\nbody"), "message/rfc822");
}

TEST(sniff, takes_text_in_the_charsets_that_people_use) {
    for (std::string_view utf8 :
         {"plain\n", "提现没有到账 🙏\r\n", "\xef\xbb\xbfwith a mark", "{\"a\": 1}", "#!/bin/sh\nrm -rf /\n", "x"})
        EXPECT_EQ(type_of(utf8), "text/plain; charset=utf-8") << utf8;
    EXPECT_EQ(type_of("\xcc\xe1\xcf\xd6\xc3\xbb\xd3\xd0\xb5\xbd\xd5\xcb\n"), "text/plain");  // 提现没有到账 in GB18030
    EXPECT_EQ(type_of("\xb4\xa3\xb9\xf4\xa8\x53\xa6\xb3\xa8\xec\xb1\x62\n"), "text/plain");  // the same in Big5
}

TEST(sniff, refuses_the_rest) {
    for (std::string const& bytes :
         {"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"s, "<?xml version=\"1.0\"?><svg/>"s,
          "<!doctype html><html><script>alert(1)</script></html>"s, "MZ"s + std::string(400, '\0'),
          "\x7f"
          "ELF\2\1\1"s +
              std::string(100, '\0'),
          "PK\3\4"s + std::string(60, '\0') + zip_end, "\x1f\x8b\x08"s + std::string(30, '\0'), "Rar!\x1a\7\0 something"s,
          "\0\1\2\3"s, "text with \0 inside"s, "text with \x1b[31m colours"s,
          "\xff\xfe"
          "h\0i\0"s,
          std::string(64, '\xfe'), "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"s + std::string(600, '\0'),
          "\0\0\0\x18"
          "ftypheic\0\0\0\0mif1heic"s,
          "BM"s + std::string(60, '\0'), "II*\0\x08\0\0\0\0\0"s})
        EXPECT_EQ(type_of(bytes), refused) << bytes.substr(0, 12);
}

TEST(sniff, is_not_fooled_by_a_beginning) {
    EXPECT_EQ(type_of("\x89PNG\r\n\x1a\n"), refused);
    EXPECT_EQ(type_of("\xff\xd8\xff"), refused);
    EXPECT_EQ(type_of("RIFF\x10\0\0\0WAVEfmt "s), refused);
    EXPECT_EQ(type_of(" " + draw(Format::png)), refused);
}

TEST(sniff, a_document_with_an_archive_inside_is_no_document) {
    EXPECT_EQ(type_of(some_pdf + zip_end), refused);
    EXPECT_EQ(type_of(some_pdf + zip_end + std::string(60'000, 'x')), refused);
    EXPECT_EQ(type_of(some_mail + "PK\3\4" + zip_end), refused);
    EXPECT_EQ(type_of("text" + zip_end), refused);
    // Too far from the end for anybody to find it.
    EXPECT_EQ(type_of(some_pdf + zip_end + std::string(70'000, 'x')), "application/pdf");
}

TEST(sniff, a_mail_names_its_author_and_its_date) {
    EXPECT_EQ(type_of("From: a@b.test\r\nSubject: no date\r\n\r\nx"), "text/plain; charset=utf-8");
    EXPECT_EQ(type_of("Note\nFrom: a\nDate: b\n\n"), "text/plain; charset=utf-8");
    EXPECT_EQ(type_of(" From: a\nDate: b\n\n"), "text/plain; charset=utf-8");
    EXPECT_EQ(type_of("From: a\nDate: b\nHeader without an end"), "text/plain; charset=utf-8");
    EXPECT_EQ(type_of("From: a\nDate: b\n\n\0"s), refused);
}

}  // namespace ombud::files
