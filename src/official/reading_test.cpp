// What is taken out of a text, a code, a letter in HTML, before anything is judged.
#include <gmock/gmock.h>

#include "core/problem.hpp"
#include "official/html_links.hpp"
#include "official/own_codes.hpp"
#include "official/snapshot.hpp"
#include "official/things.hpp"

namespace ombud::official {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

std::vector<std::string> read(std::string_view text, std::optional<Network> network = {}) {
    std::vector<std::string> out;
    for (auto const& thing : things_in(text, network, 10)) {
        std::string line = boost::describe::enum_to_string(thing.asked, "");
        if (thing.network) line += std::string(" ") + boost::describe::enum_to_string(*thing.network, "");
        out.push_back(line + " " + thing.value);
    }
    return out;
}

TEST(Things, one_thing_in_every_spelling) {
    EXPECT_THAT(read("https://PaiWallet.example/login"), ElementsAre("site paiwallet.example"));
    EXPECT_THAT(read(" paiwallet.example "), ElementsAre("site paiwallet.example"));
    EXPECT_THAT(read("paiwallet。example"), ElementsAre("site paiwallet.example"));
    EXPECT_THAT(read("派钱包.example"), ElementsAre("site xn--uir132dw21a.example"));
    EXPECT_THAT(read("<Help@PaiWallet.example>"), ElementsAre("email help@paiwallet.example"));
    EXPECT_THAT(read("mailto:help@paiwallet.example?subject=x"), ElementsAre("email help@paiwallet.example"));
    EXPECT_THAT(read("@PaiWallet_Help"), ElementsAre("handle paiwallet_help"));
    EXPECT_THAT(read("@PaiWallet_Help", Network::x), ElementsAre("handle x paiwallet_help"));
    EXPECT_THAT(read("https://t.me/PaiWallet_Help?start=1"), ElementsAre("handle telegram paiwallet_help"));
    EXPECT_THAT(read("t.me/s/paiwallet"), ElementsAre("handle telegram paiwallet"));
    EXPECT_THAT(read("tg://resolve?domain=paiwallet"), ElementsAre("handle telegram paiwallet"));
    EXPECT_THAT(read("https://www.youtube.com/@paiwallet"), ElementsAre("handle youtube paiwallet"));
    EXPECT_THAT(read("https://wa.me/85212345678"), ElementsAre("handle whatsapp +85212345678"));
    EXPECT_THAT(read("https://apps.apple.com/hk/app/pai/id123456789?l=en"), ElementsAre("app app_store 123456789"));
    EXPECT_THAT(read("https://play.google.com/store/apps/details?id=com.Pai.Wallet&hl=en"),
                ElementsAre("app google_play com.pai.wallet"));
    EXPECT_THAT(read("+852 1234-5678"), ElementsAre("phone +85212345678"));
    EXPECT_THAT(read("0085212345678"), ElementsAre("phone +85212345678"));
    EXPECT_THAT(read("95588"), ElementsAre("phone 95588"));
    EXPECT_THAT(read("Grace"), ElementsAre("name Grace"));
    EXPECT_THAT(read("林晓"), ElementsAre("name 林晓"));
    EXPECT_THAT(read("paiwallet_help"), ElementsAre("handle paiwallet_help"));
    EXPECT_THAT(read("x.com"), ElementsAre("site x.com"));
}

TEST(Things, numbers_of_the_network_are_sites_and_numbers_to_call_are_not) {
    EXPECT_THAT(read("192.0.2.7"), ElementsAre("site 192.0.2.7"));
    EXPECT_THAT(read("http://192.0.2.7:8080/login"), ElementsAre("site 192.0.2.7"));
    EXPECT_THAT(read("127.1"), ElementsAre("site 127.0.0.1"));
    EXPECT_THAT(read("http://2130706433/"), ElementsAre("site 127.0.0.1"));
    EXPECT_THAT(read("http://0x7f.1"), ElementsAre("site 127.0.0.1"));
    EXPECT_THAT(read("打开 http://3232235777/x 登录"), ElementsAre("site 192.168.1.1"));
    EXPECT_THAT(read("2130706433"), ElementsAre("phone 2130706433"));
    EXPECT_THAT(read("138 0013 8000"), ElementsAre("phone 13800138000"));
    EXPECT_THAT(read("555.123.4567"), ElementsAre("phone 5551234567"));
}

TEST(Things, an_address_of_a_chain_is_no_name) {
    for (std::string const address : {"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                                      "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"}) {
        EXPECT_THAT(read(address), ElementsAre("chain_address " + address));
        EXPECT_THAT(read("转到 " + address + " 吗？"), ElementsAre("chain_address " + address));
    }
    EXPECT_THAT(read("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"), ElementsAre("handle 1a1zp1ep5qgefi2dmptftl5slmv7divfnb"));
}

TEST(Things, a_link_that_shows_one_name_and_leads_to_another_is_neither) {
    EXPECT_THAT(read("https://t.me/paiwallet/../evil_help"), ElementsAre("site t.me"));
    EXPECT_THAT(read("https://t.me/paiwallet/%2e%2E/evil_help"), ElementsAre("site t.me"));
    EXPECT_THAT(read("https://apps.apple.com/us/app/x/id666?from=/id123456789"), ElementsAre("app app_store 666"));
    EXPECT_THAT(read("https://play.google.com/store/apps/details?xid=com.pai&id=com.evil"),
                ElementsAre("app google_play com.evil"));
}

TEST(Things, several_in_a_message_in_either_language) {
    EXPECT_THAT(read("他让我打开https://pai-wallet.top/x，还有客服邮箱help@paiwallet.top，是真的吗？"),
                ElementsAre("site pai-wallet.top", "email help@paiwallet.top"));
    EXPECT_THAT(read("Is https://paiwallet.top (or www.paiwallet.top) yours? They wrote from help@paiwallet.top."),
                ElementsAre("site paiwallet.top", "site www.paiwallet.top", "email help@paiwallet.top"));
    EXPECT_THAT(read("电报 @paiwallet_help 是官方吗"), ElementsAre("handle telegram paiwallet_help"));
    EXPECT_THAT(read("微信 paiwallet_help"), ElementsAre("handle wechat paiwallet_help"));
    EXPECT_THAT(read("somebody called from +852 1234 5678 today"), ElementsAre("phone +85212345678"));
}

TEST(Things, disguises_do_not_split_a_name) {
    EXPECT_THAT(read("p\u0430iwallet.com"), ElementsAre("site xn--piwallet-16g.com"));
    EXPECT_THAT(read("ｐａｉwallet.com"), ElementsAre("site paiwallet.com"));
    EXPECT_THAT(read("paiwallet.com@evil.top"), ElementsAre("email paiwallet.com@evil.top"));
    EXPECT_THAT(read("https://paiwallet.com@evil.top"), ElementsAre("site evil.top"));
}

TEST(Things, nothing_in_particular) {
    for (char const* text :
         {"", "   ", "????", "。。。", "<script>alert(1)</script>", "'; DROP TABLE staff; --", "a", "javascript:alert(1)"})
        EXPECT_THAT(read(text), IsEmpty()) << text;
    EXPECT_THAT(read(std::string(2'000, 'a')), IsEmpty());
}

TEST(OwnCodes, are_found_as_people_type_them) {
    auto const first = [](std::string_view text) {
        auto const codes = codes_in(text, 3);
        return codes.empty() ? std::string{} : codes.front().code;
    };
    EXPECT_EQ(first("VK7F-3Q9D-M2XA"), "VK7F-3Q9D-M2XA");
    EXPECT_EQ(first(" vk7f-3q9d-m2xa "), "VK7F-3Q9D-M2XA");
    EXPECT_EQ(first("vk7f 3q9d m2xa"), "VK7F-3Q9D-M2XA");
    EXPECT_EQ(first("vk7f3q9dm2xa"), "VK7F-3Q9D-M2XA");
    EXPECT_EQ(first("VK7F-3Q9D-M2X0"), first("vk7f-3q9d-m2xo"));
    EXPECT_EQ(first("VK11-3Q9D-M2XA"), first("VKil-3q9d-m2xa"));
    EXPECT_EQ(first("代码是VK7F-3Q9D-M2XA，对吗"), "VK7F-3Q9D-M2XA");
    EXPECT_EQ(first("7KQ4-M2XA"), "7KQ4-M2XA");
    for (char const* none : {"", "help-desk", "1234-5678", "2024-2025", "0234l678", "help-desk.com",
                             "019a2b3c-4d5e-6f70-8190-a1b2c3d4e5f6", "paiwalletcom", "VK7F-3Q9D-M2XA-9999"})
        EXPECT_EQ(first(none), "") << none;
}

TEST(OwnCodes, are_drawn_evenly_and_never_alike) {
    SeededRandom random{5};
    std::set<std::string> made;
    for (int i = 0; i < 1'000; ++i) {
        auto const code = new_message_code(random);
        EXPECT_EQ(codes_in(code, 1).front().code, code);
        made.insert(code);
        auto const agent = new_agent_code(random);
        ASSERT_EQ(codes_in(agent, 1).size(), 1u) << agent;
        EXPECT_EQ(codes_in(agent, 1).front().kind, CodeKind::agent);
    }
    EXPECT_EQ(made.size(), 1'000u);
}

TEST(Html, links_are_found_however_they_are_written) {
    auto const words = read_html(
        "<!-- <a href=hidden.example> --><A\nHREF='https://evil.top/?a=1&amp;b=2'>https://paiwallet.example</A>"
        "<a class=x href=//two.example/>Two<b>!</b></a><a title=\"href=no\" "
        "href=\"h&#116;tp&colon;&sol;&#x2f;three&period;example\">3</a>"
        "<form action=https://four.example><script>var x = '<a href=five.example>';</script><area href=six.example>"
        "<a href='seven.example' href='eight.example'>7 < 8<a href=nine.example>");
    std::vector<std::string> targets;
    for (auto const& link : words.links) targets.push_back(link.target);
    EXPECT_THAT(targets, ElementsAre("https://evil.top/?a=1&b=2", "//two.example/", "http://three.example",
                                     "https://four.example", "six.example", "seven.example", "nine.example"));
    EXPECT_EQ(words.links[0].text, "https://paiwallet.example");
    EXPECT_THAT(words.text, HasSubstr("7 < 8"));
    EXPECT_THAT(words.text, Not(HasSubstr("var x")));
    EXPECT_THAT(words.named, IsSupersetOf({"hidden.example", "http://three.example", "five.example", "eight.example"}));
}

TEST(Html, a_comment_ends_where_a_browser_ends_it) {
    for (std::string const comment : {"<!-->", "<!--->", "<!-- x --!>", "<!---->", "<!-- x -->"})
        EXPECT_EQ(read_html(comment + "<a href=x>y</a> -->").links.size(), 1u) << comment;
}

TEST(Html, whatever_names_an_address_is_told) {
    for (std::string const html :
         {"<base href='x.example'>", "<button formaction=x.example>", "<FORM\nACTION = \"x.example\">",
          "<svg><a xlink:href=x.example>", "<title><a href=x.example></title>", "<!--[if mso]><a href=x.example><![endif]-->",
          "<img/src=x.example>", "<select><style></select><a href=x.example>", "<area alt=''href=x.example>"})
        EXPECT_THAT(read_html(html).named, ElementsAre("x.example")) << html;
    EXPECT_THAT(read_html("<meta http-equiv=refresh content='0;x.example'><meta HTTP-EQUIV=\"Content-Type\">").named,
                ElementsAre("refresh"));
    EXPECT_THAT(read_html("<p class=x>https://pai.example/?action=1&href=2").named, IsEmpty());
    EXPECT_THAT(read_html("<a href" + std::string(20'000, ' ') + "=x.example>").named, ElementsAre("…"));
}

TEST(Html, hostile_bytes_end_and_stay_small) {
    std::string nested;
    for (int i = 0; i < 50'000; ++i) nested += "<b><a href=x.example>";
    EXPECT_EQ(read_html(nested).links.size(), 1'000u);
    for (std::string const text : {"<", "<a", "<a href", "<a href=", "<a href='", "</", "<!--", "<!", "<a/", "<a =>", "&#",
                                   "&#x;", "&#99999999999;", "<script", "<form action"})
        static_cast<void>(read_html(text));
    EXPECT_LE(read_html(std::string(2'000'000, '&')).text.size(), 1024u * 1024);
    std::string comments;
    for (int i = 0; i < 500'000; ++i) comments += i % 2 ? "<!---->" : "<!----!>";
    EXPECT_EQ(read_html(comments + "<a href=x>").links.size(), 1u);
}

// As staff type the list --------------------------------------------------------------------------------------------------------

NewChannel channel(Kind kind, std::string value, std::optional<Network> network = {}) {
    return {.kind = kind,
            .network = network,
            .value = std::move(value),
            .with_below = {},
            .label = "Label",
            .note_zh = {},
            .note_en = {},
            .language = {},
            .region = {}};
}

TEST(Canonical, every_kind_has_one_spelling) {
    EXPECT_EQ(canonical(channel(Kind::site, "https://www.PaiWallet.example/x")).value, "paiwallet.example");
    EXPECT_EQ(canonical(channel(Kind::email_domain, "PaiWallet.example")).value, "paiwallet.example");
    EXPECT_EQ(canonical(channel(Kind::email_address, "Help@PaiWallet.example")).value, "help@paiwallet.example");
    EXPECT_EQ(canonical(channel(Kind::handle, "@PaiWallet", Network::telegram)).value, "paiwallet");
    EXPECT_EQ(canonical(channel(Kind::handle, "https://t.me/PaiWallet", Network::telegram)).value, "paiwallet");
    EXPECT_EQ(canonical(channel(Kind::handle, "+852 1234 5678", Network::whatsapp)).value, "+85212345678");
    EXPECT_EQ(canonical(channel(Kind::phone, "+852 1234 5678")).value, "+85212345678");
    EXPECT_EQ(canonical(channel(Kind::app, "id123456789", Network::app_store)).value, "123456789");
    EXPECT_EQ(canonical(channel(Kind::app, "https://play.google.com/store/apps/details?id=com.pai", Network::google_play)).value,
              "com.pai");
    EXPECT_EQ(canonical(channel(Kind::brand, "PaiWallet")).value, "paiwallet");
}

TEST(Canonical, what_cannot_be_listed_is_refused) {
    auto const refusal = [](NewChannel typed) {
        try {
            canonical(std::move(typed));
            return std::string("fine");
        } catch (Problem const& problem) {
            return problem.code;
        }
    };
    EXPECT_EQ(refusal(channel(Kind::site, "not a host")), "channel.value");
    EXPECT_EQ(refusal(channel(Kind::site, "https://a@b.example")), "channel.value");
    EXPECT_EQ(refusal(channel(Kind::email_address, "paiwallet.example")), "channel.value");
    EXPECT_EQ(refusal(channel(Kind::handle, "@pai")), "channel.network");
    EXPECT_EQ(refusal(channel(Kind::handle, "@pai", Network::app_store)), "channel.network");
    EXPECT_EQ(refusal(channel(Kind::handle, "https://x.com/pai", Network::telegram)), "channel.value");
    EXPECT_EQ(refusal(channel(Kind::app, "x", Network::telegram)), "channel.network");
    EXPECT_EQ(refusal(channel(Kind::site, "pai.example", Network::x)), "channel.network");
    EXPECT_EQ(refusal(channel(Kind::phone, "call us")), "channel.value");
    EXPECT_EQ(refusal(channel(Kind::brand, "x")), "channel.value");
    auto unlabelled = channel(Kind::site, "pai.example");
    unlabelled.label = " ";
    EXPECT_EQ(refusal(unlabelled), "channel.label");
    auto foreign = channel(Kind::site, "pai.example");
    foreign.language = "fr";
    EXPECT_EQ(refusal(foreign), "channel.language");
}

}  // namespace
}  // namespace ombud::official
