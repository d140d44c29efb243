// What the guard promises about one text: the shared cases, what is known of a case, places, and any bytes whatever.
#include <fstream>
#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <sstream>
#include <unicode/ustring.h>

#include "core/json.hpp"
#include "safety/secret_guard.hpp"

namespace ombud::safety {

struct GuardCase {
    std::string name;
    std::string text;
    std::vector<SecretKind> removed;
};
BOOST_DESCRIBE_STRUCT(GuardCase, (), (name, text, removed))

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SecretGuard const& guard() {
    static auto const shipped = shipped_secret_guard();
    return shipped;
}

std::vector<SecretKind> kinds_of(Redacted const& redacted) {
    std::vector<SecretKind> out(redacted.removed.size());
    std::ranges::transform(redacted.removed, out.begin(), &Removed::kind);
    return out;
}

std::string marker(SecretKind kind) {
    return std::string("[removed:") + boost::describe::enum_to_string(kind, "?") + "]";
}

std::vector<GuardCase> const& cases() {
    static auto const read = [] {
        std::ifstream file("tests/corpus/secret_guard/cases.json");
        std::stringstream text;
        text << file.rdbuf();
        return from_json<std::vector<GuardCase>>(parse_json(text.str()));
    }();
    return read;
}

bool is_utf8(std::string_view text) {
    UErrorCode error = U_ZERO_ERROR;
    u_strFromUTF8(nullptr, 0, nullptr, text.data(), std::int32_t(text.size()), &error);
    return error != U_INVALID_CHAR_FOUND;
}

std::string from_code_point(std::string_view text, std::int64_t count) {
    std::size_t at = 0;
    for (; at < text.size(); ++at)
        if ((std::uint8_t(text[at]) & 0xc0) != 0x80 && count-- == 0) break;
    return std::string(text.substr(at));
}

// What holds for each answer, whatever was asked.
bool is_consistent(Redacted const& redacted) {
    std::int64_t last = -1;
    bool const has_places = is_utf8(redacted.text);
    for (auto const& [kind, at] : redacted.removed) {
        if (at <= last || (has_places && !from_code_point(redacted.text, at).starts_with(marker(kind)))) return false;
        last = at;
    }
    auto const again = guard().redact(redacted.text);
    return again.text == redacted.text && again.removed.empty();
}

TEST(SecretGuard, decides_each_case_as_the_case_file_says) {
    ASSERT_GT(cases().size(), 250U);
    for (auto const& [name, text, removed] : cases()) {
        SCOPED_TRACE(name);
        auto const redacted = guard().redact(text);
        EXPECT_EQ(kinds_of(redacted), removed) << redacted.text;
        EXPECT_EQ(redacted.text == text, removed.empty());
        EXPECT_TRUE(is_consistent(redacted)) << redacted.text;
    }
}

TEST(SecretGuard, finds_the_same_within_a_longer_message) {
    for (auto const& [name, text, removed] : cases()) {
        SCOPED_TRACE(name);
        auto const redacted = guard().redact("Hello 👋 thanks for reading:\n\n" + text + "\n\n能尽快处理吗？谢谢！");
        EXPECT_EQ(kinds_of(redacted), removed) << redacted.text;
        EXPECT_THAT(redacted.text, testing::StartsWith("Hello 👋 thanks for reading:\n\n"));
        EXPECT_THAT(redacted.text, testing::EndsWith("\n\n能尽快处理吗？谢谢！"));
    }
}

TEST(SecretGuard, names_kinds_and_places_in_code_points) {
    auto const redacted = guard().redact("🙏🏽密码：hello2024，👨‍👩‍👧 验证码是 483920 e\u0301!");
    EXPECT_EQ(redacted.text,
              "🙏🏽密码：[removed:password]，👨‍👩‍👧 验证码是 [removed:one_time_code] e\u0301!");
    EXPECT_THAT(redacted.removed, ElementsAre(Removed{SecretKind::password, 5}, Removed{SecretKind::one_time_code, 35}));
}

TEST(SecretGuard, keeps_nothing_of_the_value_and_all_of_the_rest) {
    auto const redacted = guard().redact("before – L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1 – after");
    EXPECT_EQ(redacted.text, "before – [removed:private_key] – after");
}

constexpr auto known_key = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

TEST(SecretGuard, takes_a_key_that_owns_an_address_of_the_case) {
    for (std::string const& owned : {"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
                                     "TYBNgWfhGuNzdLtjKtxXTfskAhTbMcqbaG"}) {
        std::vector const addresses{owned};
        auto const redacted = guard().redact(known_key, {.addresses = addresses, .transactions = {}});
        EXPECT_EQ(redacted.text, "[removed:private_key]") << owned;
    }
    std::vector<std::string> const foreign{"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "no address at all"};
    EXPECT_THAT(guard().redact(known_key, {.addresses = foreign, .transactions = {}}).removed, IsEmpty());
}

TEST(SecretGuard, never_takes_what_a_chain_knows_as_a_transaction) {
    std::string const said = std::string("my private key is 0x") + known_key;
    EXPECT_THAT(kinds_of(guard().redact(said)), ElementsAre(SecretKind::private_key));
    for (std::string const& spelling : {std::string(known_key), std::string("0x") + known_key}) {
        std::vector const transactions{spelling};
        EXPECT_EQ(guard().redact(said, {.addresses = {}, .transactions = transactions}).text, said);
    }
}

TEST(SecretGuard, takes_what_may_be_a_key_where_no_transaction_is_looked_for) {
    EXPECT_THAT(guard().redact(known_key).removed, IsEmpty()) << "by its shape alone it may be a transaction";
    EXPECT_EQ(guard().redact(known_key, {.addresses = {}, .transactions = {}, .no_transaction = true}).text,
              "[removed:private_key]");
}

TEST(SecretGuard, reads_a_quarter_megabyte_of_anything) {
    auto const repeated = [](std::string_view part) {
        std::string out;
        while (out.size() < 250'000) out += part;
        return out;
    };
    for (auto const* part : {"abandon ",
                             "abandon zoo 的 ",
                             "的",
                             "助记词",
                             "助记词是",
                             "seed phrase is ",
                             "密码",
                             "password: ",
                             "my private key is ",
                             "code ",
                             "0",
                             "4111 ",
                             "a1",
                             "5K",
                             "f00d",
                             "0xf00d ",
                             "[",
                             "{",
                             "{\"kdf\":",
                             "[1,2,3,",
                             "-----BEGIN PRIVATE KEY-----",
                             "\xcc\x81",
                             "\xe1\x85\xa1",
                             "ﾞ",
                             "Ａ",
                             "\xff",
                             "\xe4",
                             "[removed:",
                             "[removed:password]",
                             "\n",
                             "xprv9",
                             "é",
                             "あいこくしん "}) {
        SCOPED_TRACE(part);
        auto const redacted = guard().redact(repeated(part));
        EXPECT_TRUE(guard().redact(redacted.text).text == redacted.text);  // too long to print
    }
}

// What texts are made of that try the guard: secrets, labels, markers, and what breaks them apart.
rc::Gen<std::string> fragment() {
    auto const of_a_case = rc::gen::map(rc::gen::elementOf(cases()), [](GuardCase const& any) { return any.text; });
    auto const cut = rc::gen::mapcat(of_a_case, [](std::string const& text) {
        return rc::gen::map(
            rc::gen::pair(rc::gen::inRange<std::size_t>(0, text.size() + 1), rc::gen::inRange<std::size_t>(0, 80)),
            [text](auto const& range) { return text.substr(range.first, range.second); });
    });
    auto const piece = rc::gen::element<std::string>(
        " ", "\n", "，", "。", ": ", "：", "[", "]", "[removed:", "[removed:password]", "[removed:one_time_code]", "密码",
        "password is ", "验证码", "the code ", "order number ", "订单号", "my private key ", "私钥", "助记词是",
        "txid: ", "card ", "123456", "hunter2", "\"", "🔑", "\u200b", "\u3000", "\xff", "\xe5", "abandon ", "12. ");
    return rc::gen::weightedOneOf<std::string>({{4, piece}, {2, cut}, {1, of_a_case}, {1, rc::gen::arbitrary<std::string>()}});
}

rc::Gen<std::string> text_of(rc::Gen<std::string> const& fragments) {
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(fragments), [](std::vector<std::string> const& parts) {
        std::string out;
        for (auto const& part : parts) out += part;
        return out;
    });
}

// The same texts on each run.
class SecretGuardProperties : public testing::Test {
protected:
    static void SetUpTestSuite() {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread
        setenv("RC_PARAMS", "seed=20261124 max_success=400", 0);
    }
};

TEST_F(SecretGuardProperties, a_second_pass_changes_nothing_and_places_are_right) {
    EXPECT_TRUE(rc::check([] { RC_ASSERT(is_consistent(guard().redact(*text_of(fragment())))); }));
}

TEST_F(SecretGuardProperties, what_was_utf8_stays_utf8) {
    EXPECT_TRUE(rc::check([] { RC_ASSERT(is_utf8(guard().redact(*text_of(rc::gen::suchThat(fragment(), is_utf8))).text)); }));
}

TEST_F(SecretGuardProperties, any_bytes_are_safe) {
    EXPECT_TRUE(rc::check([](std::vector<std::uint8_t> const& bytes) {
        RC_ASSERT(is_consistent(guard().redact(std::string(bytes.begin(), bytes.end()))));
    }));
}

std::string code_of(auto make) {
    try {
        make();
    } catch (Problem const& problem) {
        return problem.code;
    }
    return "no problem";
}

TEST(SecretGuardRules, that_cannot_be_used_are_refused) {
    EXPECT_EQ(code_of([] { SecretGuard("{", ""); }), "json.malformed");
    EXPECT_EQ(code_of([] { SecretGuard("{}", ""); }), "field.required");
    constexpr std::string_view empty =
        R"({"words": {}, "spans": {}, "contexts": {}, "patterns": [%], "keystore": [], "cards": {"separators": [], "issuers": []},
            "phrases": {"lengths": [12], "at_least": 12, "distinct": 8}, "window": 160})";
    auto const with = [&](std::string const& pattern) { return std::string(empty).replace(empty.find('%'), 1, pattern); };
    EXPECT_EQ(code_of([&] { SecretGuard(with(R"({"name": "x", "kind": "password", "match": "("})"), ""); }), "rules.pattern");
    EXPECT_EQ(code_of([&] { SecretGuard(with(""), "english abandon\n"); }), "rules.word_lists");
    EXPECT_EQ(code_of([&] { SecretGuard(with(""), ""); }), "rules.word_lists");
}

}  // namespace
}  // namespace ombud::safety
