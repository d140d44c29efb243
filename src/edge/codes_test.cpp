// Codes that prove the sender, from the letter and the chat that show them to the page that judges them; reports of impostors.
#include <gmock/gmock.h>
#include <regex>

#include "support/edge_world.hpp"

namespace ombud::edge {
namespace {

using ombud::testing::Answer;
using ombud::testing::own_origin;
using ombud::testing::run;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr char const* li = "li@customer.example";

struct CodesTest : ombud::testing::EdgeWorld {
    CodesTest() {
        auto const channel = [](official::Kind kind, std::string value) {
            return official::NewChannel{.kind = kind,
                                        .network = {},
                                        .value = std::move(value),
                                        .with_below = false,
                                        .label = "Desk",
                                        .note_zh = {},
                                        .note_en = {},
                                        .language = {},
                                        .region = {}};
        };
        run(io, help.load(HelpCentre::Shipped::left_out));
        run(io, help.official.establish({channel(official::Kind::site, "desk.example"),
                                         channel(official::Kind::email_address, "support@desk.example")}));
    }

    json::value check(std::string const& text) {
        clock.advance(std::chrono::seconds{1});
        auto const answer = post("/api/v1/official/check", {}, {{"text", text}});
        EXPECT_EQ(answer.status, 200u) << answer.body;
        return answer.json();
    }
    std::string verdict(std::string const& text) { return std::string(check(text).at("verdict").as_string()); }
    json::value sender(std::string const& text) {
        auto const found = check(text);
        return found.at("findings").as_array().empty() ? json::value() : found.at("findings").at(0).at("sender");
    }

    // Letters
    outbox::WholeLetter write(std::string language) {
        auto const id = run(
            io,
            outbox.post({.letter = "sign_up_code", .language = std::move(language), .to = li, .values = {{"code", "48151623"}}}));
        return run(io, outbox.read(id));
    }
    static std::string code_in(std::string const& text) {
        std::smatch found;
        std::regex const code{"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}"};
        return std::regex_search(text, found, code) ? found.str() : std::string{};
    }
    // A form of the page, as a browser sends it.
    Answer send(std::string target, std::string type, std::string body) {
        return ask(
            {.method = http::Method::post,
             .target = std::move(target),
             .bytes = std::move(body),
             .fields = {
                 {"Accept", "text/html"}, {"Accept-Language", "en"}, {"Origin", own_origin}, {"Content-Type", std::move(type)}}});
    }
    static constexpr char const* vouched = "Authentication-Results: mx.customer.example; dkim=pass header.d=desk.example\r\n";
    std::string verify_letter(std::string const& to, std::string const& body, std::string const& header = vouched,
                              std::string const& language = "en") {
        clock.advance(std::chrono::minutes{1});
        return send("/" + language + "/verify/letter", "multipart/form-data; boundary=b",
                    "--b\r\nContent-Disposition: form-data; name=\"letter\"; filename=\"a.eml\"\r\n\r\n" + header +
                        "From: Desk <support@desk.example>\r\nTo: " + to +
                        "\r\nSubject: Hello\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body +
                        "\r\n--b--\r\n")
            .body;
    }

    // Conversations
    json::value conversation(std::string const& id, std::string const& token) {
        return get("/api/v1/conversations/" + id, token).json();
    }
    std::string code_of(std::string const& id, std::string const& token) {
        auto const whole = conversation(id, token);
        auto const& who = whole.at("assignee");
        return who.is_null() || who.at("code").is_null() ? std::string{} : std::string(who.at("code").as_string());
    }
};

TEST_F(CodesTest, a_letter_is_proved_by_the_code_that_it_ends_with) {
    for (std::string const language : {"en", "zh-CN"}) {
        auto const letter = write(language);
        auto const code = code_in(letter.text);
        ASSERT_NE(code, "") << letter.text;
        EXPECT_THAT(letter.text, HasSubstr(std::string(own_origin) + "/verify"));
        EXPECT_THAT(letter.html, AllOf(HasSubstr(code), HasSubstr("href=\"" + std::string(own_origin) + "/verify\"")));
        EXPECT_EQ(verdict(code), "official");
        auto const proved = sender(code);
        EXPECT_EQ(proved.at("channel").as_string(), "email");
        EXPECT_EQ(proved.at("at").as_string(), to_rfc3339(letter.at));
        EXPECT_EQ(proved.at("to").as_string(), "l…@customer.example") << "no more of whose it is";
        EXPECT_THAT(verify_letter(li, letter.text), HasSubstr("This letter is ours"));
        EXPECT_THAT(verify_letter("wei@customer.example", letter.text), HasSubstr("This letter is not from us")) << "copied";
    }
    EXPECT_NE(code_in(write("en").text), code_in(write("en").text)) << "each has its own";
    EXPECT_EQ(verdict("VK7F-3Q9D-M2XA"), "not_ours");
    EXPECT_THAT(send("/en/verify", "application/x-www-form-urlencoded", "text=VK7F-3Q9D-M2XA").body,
                HasSubstr("This code is not from us"));
}

TEST_F(CodesTest, a_code_in_a_letter_that_we_never_wrote_proves_nothing) {
    auto const letter = write("en");
    auto const code = code_in(letter.text);
    EXPECT_THAT(verify_letter(li, letter.text), AllOf(HasSubstr("This letter is ours"), HasSubstr("Your sign-up code")));
    for (auto const& said :
         {"Reply with your recovery phrase. " + letter.text, letter.text + "\r\nCall +1 555 0100", "x" + letter.text})
        EXPECT_THAT(verify_letter(li, said),
                    AllOf(HasSubstr("Compare it with what we sent"), Not(HasSubstr("This letter is ours"))))
            << "leads nowhere, and is not what we wrote";

    auto const lures = verify_letter(li, "Confirm at HTTP://evil.example now. " + code);
    EXPECT_THAT(lures,
                AllOf(HasSubstr("This letter is not from us"), HasSubstr("The code was copied from a letter of ours"),
                      HasSubstr("evil.example"), Not(HasSubstr("This letter is ours")), Not(HasSubstr("Your sign-up code"))));

    for (std::string const header : {"", "Authentication-Results: mx; none (dkim=pass header.d=desk.example)\r\n",
                                     "Authentication-Results: mx; dkim=pass (header.d=desk.example) header.d=evil.example\r\n"}) {
        EXPECT_THAT(verify_letter(li, "Call us at once. " + code, header),
                    AllOf(HasSubstr("Compare it with what we sent"), HasSubstr("l…@customer.example"), HasSubstr("Headed"),
                          HasSubstr("Your sign-up code"), Not(HasSubstr("This letter is ours"))))
            << header;
        EXPECT_THAT(verify_letter(li, "请马上来电。" + code, header, "zh-CN"),
                    AllOf(HasSubstr("请和我们发出的邮件核对"), HasSubstr("l…@customer.example"), HasSubstr("标题"),
                          HasSubstr("Your sign-up code"), Not(HasSubstr("这封邮件是我们发的"))))
            << header;
    }
    EXPECT_TRUE(sender(code).at("subject").is_null()) << "a code alone tells nobody what the letter said";
}

TEST_F(CodesTest, a_page_says_what_is_no_name_of_anybody) {
    auto const asked = [&](std::string const& language, std::string const& text) {
        return send("/" + language + "/verify", "application/x-www-form-urlencoded", "text=" + text).body;
    };
    EXPECT_EQ(verdict("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"), "unreadable");
    EXPECT_EQ(check("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t").at("findings").at(0).at("asked").as_string(), "chain_address");
    EXPECT_THAT(asked("en", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"), HasSubstr("An address of a chain"));
    EXPECT_THAT(asked("zh-CN", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), HasSubstr("这是一个链上地址"));
    EXPECT_EQ(check("http://2130706433/").at("findings").at(0).at("asked").as_string(), "site");
}

TEST_F(CodesTest, whoever_answers_a_chat_shows_a_code_that_both_sides_see) {
    auto const visitor = this->visitor();
    auto const ana = work_as(staff::Role::agent, "Ana");
    auto const id = open(visitor);
    EXPECT_TRUE(conversation(id, visitor).at("assignee").is_null());
    say(ana, id, "A note", true);
    EXPECT_EQ(code_of(id, visitor), "") << "nobody has answered";

    auto const answer = say(ana, id, "It is on its way.");
    auto const code = code_of(id, visitor);
    EXPECT_THAT(code, MatchesRegex("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}"));
    EXPECT_EQ(answer.at("data").at("assignee").at("code").as_string(), code) << "a chat that is open learns it at once";
    EXPECT_EQ(get("/api/v1/conversations", visitor).json().at("conversations").at(0).at("assignee").at("code").as_string(), code);
    EXPECT_EQ(code_of(id, ana), code);
    EXPECT_EQ(
        get("/api/v1/inbox?view=mine", ana).json().at("rows").at(0).at("conversation").at("assignee").at("code").as_string(),
        code);
    auto const told = "My code in this chat is " + code;
    EXPECT_EQ(say(ana, id, told).at("body").as_string(), told) << "no secret: it may be said";
    EXPECT_TRUE(say(ana, id, "Anything else?").at("data").is_null());
    EXPECT_EQ(code_of(id, visitor), code);

    EXPECT_EQ(verdict("Is " + code + " you?"), "official");
    EXPECT_EQ(sender(code).at("channel").as_string(), "chat");
    EXPECT_EQ(sender(code).at("agent").as_string(), "Ana");
    EXPECT_THAT(send("/en/verify", "application/x-www-form-urlencoded", "text=" + code).body,
                AllOf(HasSubstr("This message came from us"), HasSubstr("Ana")));

    auto const ben = employ(staff::Role::agent, "Ben");
    auto const handed =
        post("/api/v1/conversations/" + id + "/assignee", ana, {{"client_id", new_id()}, {"assignee_id", ben.text()}});
    ASSERT_EQ(handed.status, 201u) << handed.body;
    auto const bens = code_of(id, visitor);
    EXPECT_NE(bens, code);
    EXPECT_EQ(handed.json().at("data").at("assignee").at("code").as_string(), bens);
    EXPECT_EQ(sender(bens).at("agent").as_string(), "Ben");
    EXPECT_EQ(sender(code).at("agent").as_string(), "Ana") << "what was said under it stays true";
    EXPECT_NE(code_of(open(visitor), visitor), bens) << "of another conversation";
}

TEST_F(CodesTest, a_chat_that_was_taken_before_there_were_codes_gets_one) {
    static constexpr postgres::Query<postgres::Affected(ConversationId, StaffId)> take{
        "test.take", "UPDATE conversations SET assignee_id = $2, status = 'open' WHERE id = $1"};
    auto const visitor = this->visitor();
    auto const id = open(visitor);
    run(io, database.run(take, ConversationId::parse(id).value(), employ(staff::Role::agent, "Ana")));
    auto const listed = get("/api/v1/conversations", visitor).json();
    EXPECT_EQ(listed.at("conversations").at(0).at("assignee").at("code").as_string(), code_of(id, visitor));
    EXPECT_EQ(verdict(code_of(id, visitor)), "official");
}

TEST_F(CodesTest, nothing_is_made_for_a_conversation_that_there_is_not) {
    static constexpr postgres::Query<postgres::One<std::int64_t>()> count{"test.count", "SELECT count(*) FROM official_codes"};
    auto const nowhere = "/api/v1/conversations/" + ConversationId::make(clock, random).text();
    auto const ana = work_as(staff::Role::agent);
    EXPECT_EQ(post(nowhere + "/entries", ana, {{"client_id", "a"}, {"body", "Hello"}}).code(), "conversation.unknown");
    EXPECT_EQ(post(nowhere + "/assignee", ana, {{"client_id", "b"}, {"assignee_id", employ(staff::Role::agent).text()}}).code(),
              "conversation.unknown");
    EXPECT_EQ(run(io, database.run(count)), 0);
}

TEST_F(CodesTest, a_report_of_an_impostor_becomes_a_case_in_the_queue) {
    auto const visitor = this->visitor();
    auto const told =
        post("/api/v1/official/reports", visitor,
             {{"what", "desk-example.top"}, {"where", "Telegram"}, {"text", "They want a fee."}, {"language", "zh-CN"}});
    ASSERT_EQ(told.status, 201u) << told.body;
    auto const id = std::string(told.json().at("conversation").at("id").as_string());

    auto const ana = work_as(staff::Role::agent);
    auto const row = get("/api/v1/inbox?view=unassigned", ana).json().at("rows").at(0).at("conversation");
    EXPECT_EQ(row.at("id").as_string(), id);
    EXPECT_EQ(row.at("topic").as_string(), "security");
    EXPECT_EQ(row.at("language").as_string(), "zh-CN");
    auto const entry = get("/api/v1/conversations/" + id + "/entries", visitor).json().at("entries").at(0);
    EXPECT_EQ(entry.at("kind").as_string(), "intake");
    EXPECT_EQ(entry.at("body").as_string(), "They want a fee.");
    auto const whole = get("/api/v1/conversations/" + id + "/case", ana).json().at("told");
    EXPECT_EQ(whole.at("fields").at(0).at("name").as_string(), "impostor");
    EXPECT_EQ(whole.at("fields").at(0).at("value").as_string(), "desk-example.top\nTelegram");
    auto const report = get("/api/v1/official/reports", ana).json().at("reports").at(0);
    EXPECT_EQ(report.at("conversation").as_string(), id);
    EXPECT_EQ(report.at("id").as_string(), told.json().at("id").as_string());
}

TEST_F(CodesTest, a_stranger_who_reports_is_known_again_and_told_the_reference) {
    auto const page = send("/en/verify/report", "application/x-www-form-urlencoded", "what=t.me%2Fdesk_help&where=Telegram");
    EXPECT_EQ(page.status, 200u);
    EXPECT_THAT(page.field("Set-Cookie"), HasSubstr("ombud_visitor"));
    auto const row = get("/api/v1/inbox?view=unassigned", work_as(staff::Role::agent)).json().at("rows").at(0).at("conversation");
    auto const thanks = page.body.find(std::string(row.at("reference").as_string()));
    EXPECT_LT(thanks, page.body.find("<h1")) << "what was done is read first";
    EXPECT_EQ(row.at("customer").at("kind").as_string(), "visitor");
    EXPECT_EQ(send("/en/verify/report", "application/x-www-form-urlencoded", "what=").status, 200u);
    EXPECT_EQ(get("/api/v1/official/reports", work_as(staff::Role::agent)).json().at("reports").as_array().size(), 1u);
}

TEST_F(CodesTest, a_change_of_the_list_is_proposed_by_its_own_permission_and_decided_by_another) {
    json::object const proposal{{"add", {{"kind", "site"}, {"value", "help.example"}, {"label", "Help centre"}}},
                                {"reason", "We moved the help centre"}};
    auto const propose = [&](std::string const& token) { return post("/api/v1/official/changes", token, proposal); };
    EXPECT_EQ(propose(work_as(staff::Role::agent)).code(), "permission.missing");
    static constexpr postgres::Query<postgres::Affected(StaffId, Timestamp)> given{
        "test.given", "UPDATE staff SET role_since = $2 WHERE id = $1"};
    auto const newcomer = employ(staff::Role::supervisor, "Noor");
    run(io, database.run(given, newcomer, clock.now()));
    EXPECT_EQ(propose(session_of(newcomer)).code(), "approval.too_new");
    auto const proposer = work_as(staff::Role::supervisor, "Ana");
    auto const made = propose(proposer);
    ASSERT_EQ(made.status, 201u) << made.body;
    auto const approval = "/api/v1/approvals/" + std::string(made.json().at("approval").as_string());
    json::object const yes{{"agrees", true}, {"reason", "Checked with marketing"}};
    EXPECT_EQ(post(approval, proposer, yes).code(), "approval.already_voted");
    EXPECT_EQ(post(approval, work_as(staff::Role::agent), yes).code(), "permission.missing");
    EXPECT_EQ(verdict("help.example"), "not_ours");
    EXPECT_EQ(post(approval, work_as(staff::Role::supervisor, "Ben"), yes).status, 200u);
    run(io, help.official.load());
    EXPECT_EQ(verdict("help.example"), "official");
}

}  // namespace
}  // namespace ombud::edge
