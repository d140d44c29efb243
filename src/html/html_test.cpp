// HTML of strangers: what a reader keeps of it, and what never comes through.
#include "html/html.hpp"

#include <gmock/gmock.h>
#include <regex>

#include "core/limits.hpp"

namespace ombud::html {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string html_of(std::string_view html) {
    return make_safe(html).html;
}
std::string text_of(std::string_view html) {
    return make_safe(html).text;
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    out.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

TEST(Html, keeps_what_a_letter_says) {
    EXPECT_EQ(html_of("<html><body><p style='color:red' class=x id=y>你好 <b>world</b><br>second</body>"),
              "<p>你好 <strong>world</strong><br>second</p>");
    EXPECT_EQ(html_of("<table><tr><td colspan=2>a</td><td width=9>b</table>"),
              "<table><tbody><tr><td colspan=\"2\">a</td><td>b</td></tr></tbody></table>");
    EXPECT_EQ(html_of("<ol start=3><li>one<li>two</ol><ul><li>x</ul>"),
              "<ol start=\"3\"><li>one</li><li>two</li></ol><ul><li>x</li></ul>");
    EXPECT_EQ(html_of("<pre>\n\n  a &lt;b&gt;\n</pre>"), "<pre>\n\n  a &lt;b&gt;\n</pre>");
    EXPECT_EQ(html_of("<center><font color=red size=7>SALE &amp; more</font></center>"), "<div>SALE &amp; more</div>");
    EXPECT_EQ(html_of("<div dir=rtl>שלום</div><span>a</span><o:p>b</o:p>"), "<div dir=\"rtl\">שלום</div>ab");
    EXPECT_EQ(html_of("3 < 4 && 5 > 4"), "3 &lt; 4 &amp;&amp; 5 &gt; 4");
}

TEST(Html, words_are_read_a_line_a_block) {
    EXPECT_EQ(text_of("<div>你好</div><div><br></div><div>我的  提现\n没到</div>"), "你好\n\n我的 提现 没到");
    EXPECT_EQ(text_of("<p>Steps</p><ol><li>one<ul><li>deep</ul><li>two</ol>end"), "Steps\n1. one\n  - deep\n2. two\nend");
    EXPECT_EQ(text_of("<table><tr><th>币</th><th>数量</th></tr><tr><td>BTC</td><td>0.5</td></tr></table>"),
              "币 | 数量\nBTC | 0.5");
    EXPECT_EQ(text_of("thanks<blockquote>old words<blockquote>older</blockquote></blockquote>"), "thanks\n> old words\n>> older");
    EXPECT_EQ(text_of("<pre>a\n  b\n</pre>c"), "a\n  b\nc");
    EXPECT_EQ(text_of("a&nbsp;b&#x4f60;"), "a b你");
    EXPECT_EQ(text_of("<title>no</title><style>p{}</style><script>x</script>yes<!-- no -->"), "yes");
}

TEST(Html, a_link_says_where_it_leads) {
    auto const safe = make_safe(
        "<a href='https://evil.example/login?a=1&amp;b=2' onclick=x title=t>Ombud</a>, <a "
        "href=mailto:li@customer.example>li@customer.example</a> and <a href='HTTP://x.example'>x.example/</a>");
    EXPECT_THAT(safe.html, HasSubstr("<a href=\"https://evil.example/login?a=1&amp;b=2\" "
                                     "title=\"https://evil.example/login?a=1&amp;b=2\" rel=\"noopener noreferrer nofollow\" "
                                     "target=\"_blank\">Ombud</a>"));
    EXPECT_EQ(safe.text, "Ombud (https://evil.example/login?a=1&b=2), li@customer.example and x.example/");
    ASSERT_EQ(safe.links.size(), 3u);
    EXPECT_EQ(safe.links[0].target, "https://evil.example/login?a=1&b=2");
    EXPECT_EQ(safe.links[0].words, "Ombud");
    EXPECT_EQ(safe.links[1].target, "mailto:li@customer.example");
}

TEST(Html, a_target_that_runs_or_hides_is_no_link) {
    for (auto const* target : {"javascript:alert(1)",
                               "JaVaScRiPt:alert(1)",
                               "java\nscript:alert(1)",
                               "java&#x09;script:alert(1)",
                               " &#1;javascript:alert(1)",
                               "&#106;&#97;vascript:alert(1)",
                               "data:text/html,<script>1</script>",
                               "vbscript:x",
                               "file:///etc/passwd",
                               "blob:https://x/1",
                               "//evil.example",
                               "/path",
                               "?q",
                               "#a",
                               "",
                               "https:evil.example",
                               "https:\\\\evil.example",
                               "https://\\evil",
                               "http://",
                               "https:///evil.example",
                               "ftp://x.example",
                               "cid:a",
                               "about:blank",
                               "view-source:https://x",
                               "intent://x#Intent;end",
                               "javascript&colon;alert(1)",
                               "x-javascript:alert(1)",
                               "https\t:\n",
                               "&#x0000106avascript:alert(1)"}) {
        auto const safe = make_safe("<a href=\"" + std::string(target) + "\">words</a>");
        EXPECT_EQ(safe.html, "words") << target;
        EXPECT_THAT(safe.links, IsEmpty()) << target;
    }
    EXPECT_THAT(html_of("<a href=' https://a.example/x\ny '>w</a>"), HasSubstr("href=\"https://a.example/xy\""))
        << "as browsers read it";
}

TEST(Html, pictures_of_the_letter_stay_and_others_are_counted) {
    auto const safe = make_safe(
        "<img src='cid:截图'><img src='CID:part1%40mail' alt='截图 \"1\"' width=20 height=99999 onerror=x>"
        "<img src=https://track.example/p.gif width=1><img src='//t.example/2' alt='Logo'><img src=data:image/png;base64,AAAA>"
        "<img srcset='https://x 2x'><image src=http://x.example/a>");
    EXPECT_EQ(safe.html, "<img data-cid=\"part1@mail\" alt=\"截图 &quot;1&quot;\" width=\"20\">Logo");
    EXPECT_EQ(safe.remote, 3u);
    EXPECT_THAT(safe.cids, ElementsAre("part1@mail"));
    EXPECT_EQ(safe.text, "[截图 \"1\"] Logo");
}

TEST(Html, bytes_that_are_no_text_do_no_harm) {
    EXPECT_EQ(html_of(""), "");
    EXPECT_EQ(html_of(std::string_view("a\0b<scr\0ipt>x</script>", 22)), "abx");
    EXPECT_EQ(html_of("\xff\xfe<p>\xc3"), "\xef\xbf\xbd\xef\xbf\xbd<p>\xef\xbf\xbd</p>");
    EXPECT_EQ(html_of("<a href=\"https://x.example/\xff\">y</a>").find('\xff'), std::string::npos);
    EXPECT_EQ(html_of("&#0;&#13;&#x1b;&#127;."), "\xef\xbf\xbd.");
}

// Tags of what came out: only ours, and in each only attributes of ours.
void expect_safe(std::string_view from) {
    auto const safe = make_safe(from);
    static std::regex const tag{
        R"(</?(p|br|hr|strong|em|u|del|ins|sub|sup|q|mark|code|abbr|h[1-6]|blockquote|pre|div|ul|ol|li|dl|dt|dd|table|caption|thead|tbody|tfoot|tr|td|th|figure|figcaption)>|)"
        R"(</a>|<a href="(https?://|mailto:|tel:)[^"<>]*" title="[^"<>]*" rel="noopener noreferrer nofollow" target="_blank">|)"
        R"(<img data-cid="[^"<>]*" alt="[^"<>]*"( width="\d+")?( height="\d+")?>|)"
        R"(<(abbr|td|th|ol|div|p|ul|table)( (title|dir|colspan|rowspan|start)="[^"<>]*")*>)",
        std::regex::icase};
    EXPECT_THAT(std::regex_replace(safe.html, tag, ""), Not(::testing::AnyOf(HasSubstr("<"), HasSubstr(">")))) << from << "\n"
                                                                                                               << safe.html;
    EXPECT_EQ(make_safe(safe.html).html, safe.html) << from;
}

TEST(Html, nothing_runs_or_loads) {
    for (auto const* attack : {
             "<script>alert(1)</script>",
             "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
             "<scr<script>ipt>alert(1)</scr</script>ipt>",
             "<img src=x onerror=alert(1)>",
             "<img src='cid:x' onload=alert(1) style=background:url(https://x)>",
             "<svg onload=alert(1)><script>alert(1)</script></svg>",
             "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
             "<svg><style><img src=x onerror=alert(1)></style></svg>",
             "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
             "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
             "<math><annotation-xml encoding='text/html'><style><img src=x onerror=alert(1)></style>",
             "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src>'>",
             "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
             "<noembed><img title=\"</noembed><img src=1 onerror=alert(1)>\"></noembed>",
             "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
             "<title><a href=\"</title><img src=x onerror=alert(1)>\">",
             "<xmp><p title=\"</xmp><svg/onload=alert(1)>\">",
             "<plaintext><script>alert(1)</script>",
             "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
             "<iframe srcdoc='<script>alert(1)</script>'></iframe><iframe src=javascript:alert(1)>",
             "<object data=javascript:alert(1)><embed src=x><param name=x></object>",
             "<applet code=x></applet><base href=https://evil.example/><link rel=stylesheet href=https://x>",
             "<meta http-equiv=refresh content=0>",
             "<template><script>alert(1)</script></template>",
             "<form action=https://evil.example><input name=password><button formaction=javascript:alert(1)>Sign in</button>",
             "<form><select autofocus onfocus=alert(1)><option>x</select></form>",
             "<isindex type=image src=1 onerror=alert(1)>",
             "<a href=https://x.example onmouseover=alert(1)//>x</a>",
             "<a/href=\"https://x.example\"onclick=\"alert(1)\">x</a>",
             "<p/onclick=alert(1)//>x",
             "<table background=https://x><tr><td background=javascript:alert(1)>x",
             "<div style=\"width:expression(alert(1))\">x</div><div style='position:fixed;inset:0'>over all</div>",
             "<style>@import 'https://x';</style><b>",
             "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
             "<![CDATA[<script>alert(1)</script>]]>",
             "<?xml version=\"1.0\"?><script>alert(1)</script>",
             "<!--><script>alert(1)</script>-->",
             "<!-- --!><img src=x onerror=alert(1)> -->",
             "<a href='https://x.example/\"><script>alert(1)</script>'>x</a>",
             "<a href=\"https://x.example/`onmouseover=alert(1)`\">x</a>",
             "<img src='cid:x\" onerror=\"alert(1)'>",
             "<img src=cid:a alt='\"><script>alert(1)</script>'>",
             "<img data-cid='x\"><script>' src=x>",
             "<body onload=alert(1) background=https://x><frameset onload=alert(1)><frame src=javascript:alert(1)>",
             "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)></audio>",
             "<marquee onstart=alert(1)>x</marquee>",
             "<details open ontoggle=alert(1)><summary>x</summary></details><dialog open>x</dialog>",
             "<x-custom onclick=alert(1)>x</x-custom><p is=x-evil slot=y>x",
             "<input autofocus onfocus=alert(1)><keygen autofocus onfocus=alert(1)>",
             "<a name=body id=cookie>clobber</a><form id=test name=forms><input name=attributes>",
             "<table><a href=https://a.example>1<table><a href=https://b.example>2",
             "<p><b><i></p><p></b></i><table><p>x</table><li>y",
             "<a href=https://a.example><div><a href=https://b.example>x</div></a>",
             "<<img src=x onerror=alert(1)>>",
             "<img src=x onerror=alert(1)",
             "<img \n/src=x\x0conerror=alert(1)>",
             "&lt;script&gt;alert(1)&lt;/script&gt;",
             "<b title='&lt;script&gt;'>x</b><abbr title='\"><script>'>y</abbr>",
             "<div><h1><p><pre><table><ul><dl><dd><li><td>x",
         })
        expect_safe(attack);
}

TEST(Html, what_no_letter_holds_is_shown_as_words_in_good_time) {
    for (auto const& [bomb, plain] : std::vector<std::pair<std::string, bool>>{
             {repeated("<div>", 300'000) + "deep", true},
             {repeated("<b><p>", 200'000) + "deep", true},
             {repeated("<table><td>", 100'000) + "deep", true},
             {repeated("<table><td>", 150) + "deeper than browsers go", true},
             {repeated("<p>many", 100'000), true},
             {repeated("<strong><table><td></strong>", 10'000) + "deep", true},
             {repeated("<div><table><td></div>", 10'000) + "deep", true},
             {repeated("<b><i><u><code><b><i><u><code><b><i><u><code>", 30) + repeated("<p>x", 30'000) + "deep", true},
             {"<p><a href='https://x.example/" + std::string(3'900, 'a') + "'>" + repeated("<p>x", 15'000), true},
             {repeated("</p>", 300'000) + "ends", true},
             {"<b " + repeated("a ", 500'000) + ">attributes", false},
             {"<b " + repeated("<a ", 300'000) + ">names", false},
             {repeated("<font color=1>", 100'000) + "fonts", false},
             {repeated("<!--", 500'000) + "comments", false},
             {repeated("<style>", 200'000) + "styles", false},
             {repeated("<a href=\"", 200'000) + "quotes", false},
             {repeated("&", 300'000) + "signs", false},
             {std::string(limits::html_bytes + 1, 'x'), true}}) {
        auto const safe = make_safe(bomb);
        EXPECT_EQ(safe.is_plain, plain) << bomb.substr(0, 20);
        EXPECT_LE(safe.html.size(), limits::html_bytes);
        EXPECT_EQ(make_safe(safe.html).html, safe.html) << bomb.substr(0, 20);
    }
    EXPECT_EQ(html_of(repeated("<div>", 300'000) + "a &amp; b &lt; 3"), "<pre>a &amp; b &lt; 3</pre>");
    EXPECT_FALSE(make_safe(repeated("<div>", 100) + "a newsletter" + repeated("</div>", 100)).is_plain);
    EXPECT_FALSE(make_safe("<table>" + repeated("<tr><td><p>row", 5'000)).is_plain);
}

}  // namespace
}  // namespace ombud::html
