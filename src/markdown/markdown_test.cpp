#include "markdown/markdown.hpp"

#include <gmock/gmock.h>

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "markdown/source.hpp"
#include "markdown/targets.hpp"

namespace ombud::markdown {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string html(std::string_view markdown, Links const& links = {}) {
    return render(markdown, links).html;
}
std::string words(std::string_view markdown) {
    return render(markdown, {}).text;
}

std::string code(std::string_view markdown) {
    try {
        render(markdown, {});
        return "fine";
    } catch (Problem const& problem) {
        return problem.code;
    }
}

std::string repeated(std::string_view piece, std::size_t bytes) {
    std::string out;
    while (out.size() + piece.size() <= bytes) out += piece;
    return out;
}

TEST(Markdown, what_articles_are_made_of) {
    EXPECT_EQ(html("Press **Freeze**, *not* ~~Lock~~ `now`."),
              "<p>Press <strong>Freeze</strong>, <em>not</em> <del>Lock</del> <code>now</code>.</p>\n");
    EXPECT_EQ(html("1. One\n2. Two\n"), "<ol>\n<li>One</li>\n<li>Two</li>\n</ol>\n");
    EXPECT_EQ(html("3. One\n\n4. Two\n"), "<ol start=\"3\">\n<li><p>One</p>\n</li>\n<li><p>Two</p>\n</li>\n</ol>\n");
    EXPECT_EQ(html("> Never\\\n> share it.\n\n---"), "<blockquote>\n<p>Never<br>\nshare it.</p>\n</blockquote>\n<hr>\n");
    EXPECT_EQ(html("- [x] done\n- [ ] open"), "<ul>\n<li class=\"task\">☑ done</li>\n<li class=\"task\">☐ open</li>\n</ul>\n");
    EXPECT_EQ(html("```json\n{\"a\": 1}\n```"),
              "<pre tabindex=\"0\"><code class=\"language-json\">{&quot;a&quot;: 1}\n</code></pre>\n");
    EXPECT_EQ(html(""), "");
}

TEST(Markdown, tables_scroll_by_keyboard_have_names_of_their_own_and_no_style) {
    auto const table = "| Status | What |\n| --- | ---: |\n| “Sent” | It left. |\n";
    auto const out = html(std::string(table) + "\n" + table);
    EXPECT_THAT(out,
                HasSubstr("<div class=\"table\" role=\"region\" aria-label=\"Status, What\" tabindex=\"0\"><table>\n"
                          "<thead><tr><th scope=\"col\">Status</th><th scope=\"col\" class=\"right\">What</th></tr></thead>\n"
                          "<tbody><tr><td>“Sent”</td><td class=\"right\">It left.</td></tr>\n</tbody></table></div>\n"));
    EXPECT_THAT(out, HasSubstr("aria-label=\"Status, What (2)\""));
    EXPECT_THAT(out, Not(HasSubstr("style")));
    EXPECT_EQ(words(table), "Status What\n“Sent” It left.");
    EXPECT_THAT(html("|   |\n|---|\n"), HasSubstr("aria-label=\"(1)\""));
}

TEST(Markdown, emphasis_beside_chinese_punctuation) {
    EXPECT_EQ(html("**重要：**请看"), "<p><strong>重要：</strong>请看</p>\n");
    EXPECT_EQ(html("请看**（注意）**这里"), "<p>请看<strong>（注意）</strong>这里</p>\n");
    EXPECT_EQ(html("在**“设置”**里打开"), "<p>在<strong>“设置”</strong>里打开</p>\n");
    EXPECT_EQ(html("*提示。*请*看*"), "<p><em>提示。</em>请<em>看</em></p>\n");
    EXPECT_EQ(html("**`代码`**中"), "<p><strong><code>代码</code></strong>中</p>\n");
    EXPECT_EQ(html("这是**[链接](https://a.example)**吗"),
              "<p>这是<strong><a href=\"https://a.example\" rel=\"nofollow noopener noreferrer\">链接</a></strong>吗</p>\n");
    EXPECT_EQ(html("~~旧的，~~新的"), "<p><del>旧的，</del>新的</p>\n");
    EXPECT_EQ(html("> **重要：**请看"), "<blockquote>\n<p><strong>重要：</strong>请看</p>\n</blockquote>\n");
    EXPECT_EQ(html(">**重要：**请看"), "<blockquote>\n<p><strong>重要：</strong>请看</p>\n</blockquote>\n");
    EXPECT_EQ(html("**スター。**です **한국어(영어)**는"),
              "<p><strong>スター。</strong>です <strong>한국어(영어)</strong>는</p>\n");
    EXPECT_THAT(html("|甲|\n|-|\n|**重要：**请看|\n"), HasSubstr("<td><strong>重要：</strong>请看</td>"));
}

TEST(Markdown, what_commonmark_says_stays_where_no_chinese_is) {
    EXPECT_EQ(html("a**\"b\"**c"), "<p>a**&quot;b&quot;**c</p>\n");
    EXPECT_EQ(html("a * b * c"), "<p>a * b * c</p>\n");
    EXPECT_EQ(html("** a **"), "<p>** a **</p>\n");
    EXPECT_EQ(html("\\*重要：\\*请"), "<p>*重要：*请</p>\n");
    EXPECT_EQ(html("`**重要：**请`"), "<p><code>**重要：**请</code></p>\n");
    EXPECT_EQ(html("3~5 天，8~10 次"), "<p>3~5 天，8~10 次</p>\n");
    EXPECT_EQ(html("5 * 3 ** 2 = 45，2 * 2"), "<p>5 * 3 ** 2 = 45，2 * 2</p>\n");
    // Where no emphasis was to be mended, nothing is left of how it was looked for.
    EXPECT_EQ(html("[文](https://a.example/**：**文)"),
              "<p><a href=\"https://a.example/**：**文\" rel=\"nofollow noopener noreferrer\">文</a></p>\n");
}

TEST(Markdown, chinese_lines_join_without_a_space) {
    EXPECT_EQ(html("请先冻结，\n再联系我们"), "<p>请先冻结，再联系我们</p>\n");
    EXPECT_EQ(html("请先\n**冻结**\nfirst"), "<p>请先<strong>冻结</strong>\nfirst</p>\n");
    EXPECT_EQ(html("one\ntwo"), "<p>one\ntwo</p>\n");
}

TEST(Markdown, headings_have_lasting_ids_in_any_script) {
    auto const out = render("# Top\n## What the page *says*\n## 下一步\n## 下一步\n## 下一步 2\n### !?\n#### Ünïcode Ä1\n", {});
    EXPECT_THAT(out.headings, ElementsAre(Heading{2, "s-top", "Top"}, Heading{2, "s-what-the-page-says", "What the page says"},
                                          Heading{2, "s-下一步", "下一步"}, Heading{2, "s-下一步-2", "下一步"},
                                          Heading{2, "s-下一步-2-2", "下一步 2"}, Heading{3, "s-section", "!?"},
                                          Heading{4, "s-ünïcode-ä1", "Ünïcode Ä1"}));
    EXPECT_THAT(out.html, HasSubstr("<h2 id=\"s-what-the-page-says\">What the page <em>says</em></h2>\n"));
    EXPECT_THAT(out.html, Not(HasSubstr("<h1")));
}

TEST(Markdown, links_go_where_the_caller_says_or_nowhere) {
    Links const links{.link = [](std::string_view target) -> std::optional<std::string> {
                          if (target.starts_with("../")) return "/en/articles/" + std::string(target.substr(3));
                          if (target == "evil") return "javascript:alert(1)";
                          return target.starts_with("https:") ? std::optional{std::string(target)} : std::nullopt;
                      },
                      .picture = {}};
    auto const out = render("[a](../x) [b](/nowhere) [c](evil) [d](https://e.example \"T\") <https://f.example>", links);
    EXPECT_EQ(out.html,
              "<p><a href=\"/en/articles/x\">a</a> b c <a href=\"https://e.example\" rel=\"nofollow noopener noreferrer\" "
              "title=\"T\">d</a> <a href=\"https://f.example\" rel=\"nofollow noopener noreferrer\">https://f.example</a></p>\n");
    EXPECT_THAT(out.links, ElementsAre("../x", "https://e.example", "https://f.example"));
    EXPECT_THAT(out.refused, ElementsAre("/nowhere", "evil"));
    EXPECT_EQ(html("## 下一步\n[看](#下一步) [see](#%E4%B8%8B%E4%B8%80%E6%AD%A5) [no](#there)"),
              "<h2 id=\"s-下一步\">下一步</h2>\n<p><a href=\"#s-下一步\">看</a> <a href=\"#s-下一步\">see</a> no</p>\n");
}

TEST(Markdown, bare_addresses_end_where_chinese_goes_on) {
    EXPECT_EQ(html("见https://a.example/x?y=1。谢谢"),
              "<p>见<a href=\"https://a.example/x?y=1\" rel=\"nofollow noopener "
              "noreferrer\">https://a.example/x?y=1</a>。谢谢</p>\n");
    EXPECT_EQ(html("(https://a.example/b_(c)_d)."),
              "<p>(<a href=\"https://a.example/b_(c)_d\" rel=\"nofollow noopener "
              "noreferrer\">https://a.example/b_(c)_d</a>).</p>\n");
    EXPECT_EQ(html("Write to help@a.example."), "<p>Write to <a href=\"mailto:help@a.example\">help@a.example</a>.</p>\n");
    EXPECT_EQ(html("`https://a.example` xhttps://b https:// a@b @c.de"),
              "<p><code>https://a.example</code> xhttps://b https:// a@b @c.de</p>\n");
    EXPECT_EQ(html("[https://a.example](/x)"), "<p><a href=\"/x\">https://a.example</a></p>\n");
}

TEST(Markdown, no_scheme_that_runs_anything) {
    for (auto const* target : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)",
                               "java&Tab;script:alert(1)", "java&NewLine;script:x", "\\javascript:x", "data:text/html,x",
                               "vbscript:x", "file:///etc/passwd", "//evil.example", "/\\evil.example", "\\\\evil.example",
                               "&#1;javascript:x", "blob:x", "ftp://a.example", "javascript&colon;alert(1)", "intent://x"}) {
        auto const link = "[x](" + std::string(target) + ")", picture = "![x](" + std::string(target) + ")";
        EXPECT_THAT(html(link + " " + picture + " <" + target + ">"), Not(HasSubstr(" href"))) << target;
        EXPECT_THAT(html(link + " " + picture), Not(HasSubstr("src="))) << target;
        EXPECT_THAT(html("[x]\n\n[x]: " + std::string(target)), Not(HasSubstr(" href"))) << target;
    }
    EXPECT_TRUE(is_safe_target("mailto:a@b.example"));
    EXPECT_TRUE(is_safe_target("tel:+8613800138000"));
    EXPECT_TRUE(is_safe_target("../a/?x=1:2#y:z"));
    EXPECT_FALSE(is_safe_target(" javascript:x"));
    EXPECT_FALSE(is_safe_target(""));
}

TEST(Markdown, raw_html_is_words) {
    auto const out = html(
        "<script>alert(1)</script>\n\nHello <b onclick=\"x()\">you</b><img src=x onerror=alert(1)> a<br>b\n\n"
        "<!-- a note -->\n\nEnd <!-- inner --> <?php x ?> <![CDATA[ y ]]> <!DOCTYPE z>\n\n<style>*{}</style>");
    EXPECT_THAT(out, HasSubstr("<p>&lt;script&gt;alert(1)&lt;/script&gt;\n</p>"));
    EXPECT_THAT(out, HasSubstr("Hello &lt;b onclick=&quot;x()&quot;&gt;you&lt;/b&gt;&lt;img src=x onerror=alert(1)&gt; a<br>b"));
    EXPECT_THAT(out, HasSubstr("<p>End  &lt;?php x ?&gt; &lt;![CDATA[ y ]]&gt; &lt;!DOCTYPE z&gt;</p>"));
    EXPECT_THAT(out, Not(HasSubstr("note")));
    EXPECT_THAT(out, Not(HasSubstr("inner")));
    EXPECT_THAT(html("[a\"onclick=x](/b\"c 'd\"e<f>')"), HasSubstr("<a href=\"/b&quot;c\" title=\"d&quot;e&lt;f&gt;\">"));
    EXPECT_THAT(html("```\" onclick=\"x\na\n```"), HasSubstr("<pre tabindex=\"0\"><code>a\n"));
    EXPECT_THAT(html("## \"><script>x</script>"), HasSubstr("<h2 id=\"s-x\">&quot;&gt;&lt;script&gt;x"));
    EXPECT_THAT(html("|\"><i>|\n|-|\n"), HasSubstr("aria-label=\"&quot;&gt;\""));
}

TEST(Markdown, what_is_shown_otherwise_than_it_is_written_is_told_by_its_line) {
    Links const nowhere{.link = [](std::string_view) { return std::optional<std::string>{}; }, .picture = {}};
    auto const out = render(
        "Fine: `<b>`, a<br>b, <!-- a note --> and\n"  // line 1
        "[a](/a), **<i>\n"                            // 2
        "![b](b.png)</i>** <u>\n"                     // 3
        "\n"                                          // 4
        "- one\n"                                     // 5
        "- https://c.example <u>\n"                   // 6
        "\n"                                          // 7
        "<!-- a\n"                                    // 8
        "note --> <div>\n"                            // 9
        "\n"                                          // 10
        "| h |\n"                                     // 11
        "| - |\n"                                     // 12
        "| [d](d) <s> |\n",                           // 13
        nowhere);
    EXPECT_THAT(out.html_lines, ElementsAre(2, 3, 6, 9, 13));
    EXPECT_THAT(out.refused, ElementsAre("/a", "b.png", "https://c.example", "d"));
    EXPECT_THAT(out.refused_lines, ElementsAre(2, 3, 6, 13));
}

TEST(Markdown, pictures_are_our_own) {
    Links const links{.link = {}, .picture = [](std::string_view target) -> std::optional<Picture> {
                          if (target == "elsewhere") return Picture{"https://evil.example/x.png", {}, {}};
                          if (!target.starts_with("/media/")) return std::nullopt;
                          return Picture{std::string(target), 640, 480};
                      }};
    auto const out = render("![The *page*](/media/7) ![away](https://a.example/b.png) ![b](elsewhere)", links);
    EXPECT_EQ(out.html,
              "<p><img src=\"/media/7\" alt=\"The page\" width=\"640\" height=\"480\" loading=\"lazy\" "
              "decoding=\"async\"> away b</p>\n");
    EXPECT_THAT(out.refused, ElementsAre("https://a.example/b.png", "elsewhere"));
    EXPECT_EQ(html("![only words](/media/7)"), "<p>only words</p>\n");
}

TEST(Markdown, words_for_the_search) {
    EXPECT_EQ(words("## Title\n\nSome **bold** [link](/a), `code`.\n\n- one\n- two\n\n> quoted\n\n```\nplain\n```\n"),
              "Title\nSome bold link, code.\none\ntwo\nquoted\nplain");
    EXPECT_EQ(words("请先冻结，\n再联系**我们：**谢谢"), "请先冻结，再联系我们：谢谢");
}

TEST(Markdown, right_to_left_and_long_words_pass_as_they_are) {
    auto const longest = repeated("Donaudampfschifffahrt", 4'000);
    EXPECT_EQ(html("مرحبا **بكم** שלום"), "<p>مرحبا <strong>بكم</strong> שלום</p>\n");
    auto const out = render("## " + longest + "\n\n" + longest, {});
    EXPECT_EQ(out.headings[0].text, longest);
    EXPECT_LE(out.headings[0].id.size(), 90u);
}

TEST(Markdown, everything_has_an_end) {
    EXPECT_EQ(code(std::string(limits::article_bytes + 1, 'a')), "markdown.too_large");
    EXPECT_EQ(code(repeated("> ", 60)), "fine");
    EXPECT_EQ(code(repeated("> ", 100)), "markdown.too_deep");
    std::string staircase, emphasis;
    for (int i = 0; i < 40; ++i) staircase += std::string(2 * i, ' ') + "- a\n";
    EXPECT_EQ(code(staircase), "markdown.too_deep");
    for (int i = 0; i < 60; ++i) emphasis += "*a **b ";
    for (int i = 0; i < 60; ++i) emphasis += "b** a*";
    EXPECT_EQ(code(emphasis), "markdown.too_deep");
    EXPECT_EQ(code(repeated("- a\n", 60'000)), "markdown.too_many_parts");
}

// Each of them takes cmark alone from seconds to hours, or all of the memory.
TEST(Markdown, bombs_are_refused_or_harmless) {
    constexpr auto all = limits::article_bytes;
    EXPECT_EQ(code(std::string(all / 2, '>') + "a\n" + repeated("b\n", all / 3)), "markdown.too_deep");
    EXPECT_EQ(code(repeated("- ", all / 2) + "x\n" + std::string(all / 3, '\n')), "markdown.too_deep");
    EXPECT_EQ(code(repeated("1. ", all / 2) + "x"), "markdown.too_deep");
    EXPECT_EQ(code("[a]: " + std::string(all / 2, 'x') + "\n\n" + repeated("[a] ", all / 3)), "markdown.too_many_parts");
    EXPECT_EQ(code("> [a]: x '\r\n" + repeated("> yyyyyyyyy\r\n", all / 2) + ">'\r\n\r\n" + repeated("[a]", all / 3)),
              "markdown.too_many_parts");
    EXPECT_EQ(code(repeated("|a", 2'000) + "\r\n" + repeated("|-", 2'000) + "\r\n" + repeated("|x\r\n", all / 2)),
              "markdown.too_many_parts");
    EXPECT_EQ(code(repeated("a <?", all)), "fine");
    EXPECT_EQ(code(repeated("a<![CDATA[", all)), "fine");
    EXPECT_EQ(code(repeated("<!A", all)), "fine");
    for (std::string_view const piece :
         {"[",  "![l",     "[a](",     "*a_ ", "**x", "_a*", "`",  "``a",    "<",  "<!--", "&amp",  "|-\n", "~~",
          "a@", "http://", "[a]: b\n", "](",   "\\",  "\r",  "\t", "重**：", "**", "<a ",  "0. \n", "- \n"})
        code(repeated(piece, all / 4));
}

TEST(Markdown, bytes_that_are_no_text) {
    EXPECT_EQ(html(std::string_view("a\0b", 3)),
              "<p>a\xef\xbf\xbd"
              "b</p>\n");
    EXPECT_EQ(html("a\xff**\xe9\x87**b"), "<p>a\xef\xbf\xbd<strong>\xef\xbf\xbd</strong>b</p>\n");
    EXPECT_EQ(html("a" + std::string(letter_mark) + "b"), "<p>ab</p>\n");
}

}  // namespace
}  // namespace ombud::markdown
