// From a letter to a guided answer and back: what is offered, what the link connects, and what it never shows or allows.
#include <gmock/gmock.h>
#include <regex>

#include "email/outcome_queries.hpp"
#include "support/browsed_world.hpp"

namespace ombud::edge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Answer;
using ombud::testing::run;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto li = "li.wei@mail.example";
constexpr auto hash = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b";

struct RunRow {
    std::string channel, state;
    std::optional<ConversationId> conversation_id;
};
BOOST_DESCRIBE_STRUCT(RunRow, (), (channel, state, conversation_id))

struct ByLetterTest : ombud::testing::BrowsedWorld {
    ByLetterTest() { run(io, help.load(HelpCentre::Shipped::left_out)); }

    std::string const supervisor = work_as(staff::Role::supervisor);
    int count = 0;

    struct Raw {
        std::string subject = "Deposit missing", body = "I sent 250 USDT, it is not in my balance.", headers{}, from = li,
                    to = "support@desk.example";
    };
    void arrive(Raw wanted) {
        auto const number = std::to_string(++count);
        run(io,
            mail.letters.take("Received: from mail.example by mx.desk.example; " + number + "\r\nFrom: Li Wei <" + wanted.from +
                              ">\r\nTo: <" + wanted.to + ">\r\nSubject: " + wanted.subject + "\r\nMessage-ID: <m" + number +
                              "@mail.example>\r\nContent-Type: text/plain; charset=utf-8\r\n" + wanted.headers + "\r\n" +
                              wanted.body + "\r\n"));
        run(io, mail.reception.read_waiting());
    }
    json::array inbox() { return get("/api/v1/inbox?view=all", supervisor).json().at("rows").as_array(); }
    ConversationId only() {
        auto const rows = inbox();
        EXPECT_EQ(rows.size(), 1u);
        return *ConversationId::parse(std::string(rows.at(0).at("conversation").at("id").as_string()));
    }
    json::value conversation() { return inbox().at(0).at("conversation"); }
    json::value told() { return get("/api/v1/conversations/" + only().text() + "/case", supervisor).json().at("told"); }
    std::vector<desk::Entry> entries() {
        return from_json<desk::EntryPage>(get("/api/v1/conversations/" + only().text() + "/entries", supervisor).json()).entries;
    }
    std::vector<json::value> outcomes() {
        std::vector<json::value> out;
        for (auto const& entry : entries())
            if (entry.data.is_object() && entry.data.as_object().contains("diagnosis") && entry.kind == desk::EntryKind::note) {
                EXPECT_TRUE(entry.internal);
                out.push_back(entry.data.at("diagnosis"));
            }
        return out;
    }
    static std::string field(json::value const& told, std::string_view name) {
        for (auto const& each : told.at("fields").as_array())
            if (each.at("name").as_string() == name) return std::string(each.at("value").as_string());
        return "";
    }
    std::vector<outbox::LetterLine> sent() { return run(io, outbox.list({}, 50)).letters; }
    outbox::WholeLetter acknowledgement() { return run(io, outbox.read(sent().at(0).id)); }
    // Where the letter's button leads, as a path; empty where it leads to no guided answer.
    std::string link() {
        std::smatch found;
        auto const text = acknowledgement().text;
        return std::regex_search(text, found, std::regex{"https://desk\\.example(/\\S+\\?letter=\\S+)"}) ? found[1].str() : "";
    }
    static std::string path_of(std::string const& target) { return target.substr(0, target.find('?')); }
    std::string letter_in(Answer const& page) { return hidden(page, "letter"); }

    // The shortest way through the shipped flow: nothing is looked up, and it ends.
    Answer end_at_once(std::string const& target) {
        auto const page = look(target);
        return send(path_of(target), "step=how_far&answer=not_sent&letter=" + letter_in(page));
    }
    std::size_t tell() {
        clock.advance(61s);
        return run(io, help.outcomes.tell_due());
    }
    std::vector<RunRow> runs() {
        static constexpr postgres::Query<postgres::Many<RunRow>()> all{
            "test.runs", "SELECT channel, state, conversation_id FROM diagnosis_runs ORDER BY id"};
        return run(io, database.run(all));
    }
    std::int64_t offers() {
        static constexpr postgres::Query<postgres::One<std::int64_t>()> all{"test.offers",
                                                                            "SELECT count(*) FROM diagnosis_offers"};
        return run(io, database.run(all));
    }
    void change(char const* sql) {
        postgres::Query<postgres::Affected()> const query{"test.change", sql};
        EXPECT_GT(run(io, database.run(query)), 0);
    }
};

// What is offered -----------------------------------------------------------------------------------------------------------

TEST_F(ByLetterTest, every_query_agrees_with_the_schema) {
    EXPECT_EQ(run(io, postgres::check(database, email::sql::place_of_run)), "");
}

TEST_F(ByLetterTest, an_acknowledgement_offers_the_answer_and_says_what_is_missing_and_nothing_of_the_letter) {
    arrive({.body = "I sent 250 USDT to you yesterday, sweetheart. TxID " + std::string(hash)});
    auto const letter = acknowledgement();
    EXPECT_EQ(letter.letter, "mail_received_guided");
    EXPECT_EQ(letter.to, li);
    EXPECT_THAT(link(), StartsWith("/en/answers/deposit?letter=omg1_"));
    EXPECT_THAT(letter.text, HasSubstr("Where is my deposit?"));
    EXPECT_THAT(letter.text, AllOf(HasSubstr("the receiving address"), HasSubstr("which network"), Not(HasSubstr("TxID"))));
    for (std::string const said : {"sweetheart", "250", "USDT", "4a5e1e4b", "Deposit missing"}) {
        EXPECT_THAT(letter.text, Not(HasSubstr(said))) << said;
        EXPECT_THAT(letter.html, Not(HasSubstr(said))) << said;
    }
    EXPECT_THAT(letter.html, Not(HasSubstr("<p></p>")));
    EXPECT_THAT(letter.text, AllOf(HasSubstr("Just reply to this letter"), Not(HasSubstr("do not reply"))));
}

TEST_F(ByLetterTest, a_letter_in_chinese_is_offered_it_in_chinese) {
    arrive({.subject = "", .body = "我昨天提币，现在还没收到"});
    auto const letter = acknowledgement();
    EXPECT_THAT(link(), StartsWith("/zh-CN/answers/withdrawal?letter="));
    EXPECT_THAT(letter.text, AllOf(HasSubstr("币种、网络、数量"), HasSubstr("一次")));
    EXPECT_EQ(look(link()).status, 200u);
}

TEST_F(ByLetterTest, staff_find_the_matter_in_the_case_and_the_letter_counts_once) {
    arrive({.body = "I sent 250 USDT with TRC20. TxID " + std::string(hash)});
    EXPECT_EQ(conversation().at("topic").as_string(), "deposit");
    auto const first = told();
    EXPECT_EQ(first.at("topic").as_string(), "deposit");
    EXPECT_EQ(first.at("assurance").as_string(), "nobody");
    EXPECT_EQ(std::string(first.at("email").as_string()), "li•••@m•••.example") << "masked";
    EXPECT_EQ(field(first, "transaction_id"), hash);
    EXPECT_EQ(field(first, "amount"), "250 USDT");
    EXPECT_EQ(field(first, "network"), "TRON");
    EXPECT_EQ(json::serialize(first.at("missing")), R"(["address"])");
    EXPECT_EQ(entries().size(), 1u);
    EXPECT_EQ(inbox().at(0).at("last_customer_seq").as_int64(), 1);

    arrive({.body = "To TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", .to = mail.addresses.make(only(), clock.now())});
    arrive({.body = "Hello? Anybody?", .to = mail.addresses.make(only(), clock.now())});
    auto const more = told();
    EXPECT_EQ(field(more, "address"), "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t");
    EXPECT_EQ(field(more, "transaction_id"), hash) << "what was told stays";
    EXPECT_THAT(more.at("missing").as_array(), IsEmpty());
    EXPECT_EQ(entries().size(), 3u);
    EXPECT_EQ(sent().size(), 1u) << "replies are not acknowledged";
}

TEST_F(ByLetterTest, a_letter_about_nothing_that_we_answer_leads_to_the_help_centre) {
    for (std::string const subject : {"Hello", "Formal complaint"}) arrive({.subject = subject, .body = "You are nice people."});
    ASSERT_EQ(sent().size(), 2u);
    for (auto const& line : sent()) EXPECT_EQ(line.letter, "mail_received");
    EXPECT_THAT(acknowledgement().text, HasSubstr("https://desk.example/en/"));
    EXPECT_EQ(offers(), 0);
}

TEST_F(ByLetterTest, whoever_forges_a_sender_is_offered_nothing) {
    arrive({.headers = "Authentication-Results: mx.desk.example; dmarc=fail header.from=mail.example\r\n"});
    EXPECT_THAT(sent(), IsEmpty());
    EXPECT_EQ(offers(), 0);
    EXPECT_EQ(inbox().size(), 1u) << "staff see it all the same";
}

TEST_F(ByLetterTest, a_key_in_a_letter_is_neither_a_transaction_nor_kept) {
    arrive({.body = "My private key: " + std::string(hash) + " please find my deposit"});
    EXPECT_EQ(field(told(), "transaction_id"), "");
    EXPECT_THAT(json::serialize(told()), Not(HasSubstr("4a5e1e4b")));
}

// What the link connects ----------------------------------------------------------------------------------------------------

TEST_F(ByLetterTest, the_outcome_is_written_into_the_conversation_once) {
    arrive({});
    auto const page = end_at_once(link());
    ASSERT_EQ(page.status, 200u);
    EXPECT_THAT(page.body, HasSubstr("still with the sender"));
    EXPECT_EQ(run(io, help.outcomes.tell_due()), 0u) << "they may go back yet";
    EXPECT_EQ(tell(), 1u);
    EXPECT_EQ(tell(), 0u);
    ASSERT_EQ(outcomes().size(), 1u);
    auto const told = outcomes().front();
    EXPECT_EQ(told.at("flow").as_string(), "deposit");
    EXPECT_EQ(told.at("title").as_string(), "Where is my deposit?");
    EXPECT_EQ(told.at("outcome").as_string(), "answered");
    EXPECT_THAT(entries().back().body, HasSubstr("still with the sender"));
    EXPECT_EQ(conversation().at("status").as_string(), "new") << "what becomes of it is for people to say";

    change("UPDATE diagnosis_runs SET told_at = NULL");  // it was written, and the program killed before it knew
    EXPECT_EQ(tell(), 1u);
    EXPECT_EQ(outcomes().size(), 1u);
}

TEST_F(ByLetterTest, several_programs_write_it_once) {
    arrive({});
    end_at_once(link());
    clock.advance(61s);
    std::vector<Task<std::size_t>> both;
    both.push_back(help.outcomes.tell_due());
    both.push_back(help.outcomes.tell_due());
    for (auto const& each : all(std::move(both))) EXPECT_EQ(each.code, "");
    EXPECT_EQ(outcomes().size(), 1u);
}

TEST_F(ByLetterTest, looking_at_the_link_uses_nothing_up) {
    arrive({});
    for (int i = 0; i < 5; ++i) {
        auto const page = look(link());
        EXPECT_EQ(page.status, 200u);
        EXPECT_THAT(page.field("Cache-Control"), HasSubstr("no-store"));
        EXPECT_THAT(page.body, HasSubstr("href=\"/zh-CN/answers/deposit?letter=" + letter_in(page)))
            << "in the other language, too";
    }
    EXPECT_THAT(runs(), IsEmpty());
    end_at_once(link());
    EXPECT_EQ(runs().at(0).channel, "mail");
    EXPECT_EQ(runs().at(0).conversation_id, only());
}

TEST_F(ByLetterTest, whoever_was_here_before_begins_anew_by_the_letter) {
    arrive({});
    end_at_once("/en/answers/deposit");
    clock.advance(1s);
    end_at_once(link());
    ASSERT_EQ(runs().size(), 2u);
    EXPECT_EQ(runs()[0].channel, "site");
    EXPECT_EQ(runs()[1].channel, "mail");
}

TEST_F(ByLetterTest, the_link_works_once_and_pressing_twice_is_once) {
    arrive({});
    auto const by = letter_in(look(link()));
    auto const pressed = "step=how_far&answer=not_sent&letter=" + by;
    browse(http::Method::post, "/en/answers/deposit", pressed);
    cookies.clear();  // the browser gave up on that answer, and asks again
    browse(http::Method::post, "/en/answers/deposit", pressed);
    clock.advance(11s);
    cookies.clear();
    EXPECT_EQ(letter_in(look(link())), "") << "somebody else who opens it later begins as everybody does";
    EXPECT_EQ(send("/en/answers/deposit", pressed).status, 200u);
    ASSERT_EQ(runs().size(), 3u);
    EXPECT_EQ(runs()[0].conversation_id, only());
    EXPECT_EQ(runs()[1].conversation_id, only());
    EXPECT_EQ(runs()[2].conversation_id, std::nullopt);
    EXPECT_EQ(runs()[2].channel, "site");
}

TEST_F(ByLetterTest, a_link_that_was_altered_or_is_old_or_of_another_answer_connects_nothing) {
    arrive({});
    auto const by = letter_in(look(link()));
    auto altered = by;
    altered.back() = altered.back() == 'A' ? 'B' : 'A';
    for (auto const& letter : {altered, by.substr(1), by + "A", std::string(48, 'x'), std::string("omg1_") + std::string(43, '-'),
                               std::string("' OR 1=1 --"), std::string("<script>")}) {
        cookies.clear();
        auto const page = look("/en/answers/deposit?letter=" + letter);
        EXPECT_EQ(page.status, 200u);
        EXPECT_EQ(letter_in(page), "");
        EXPECT_EQ(send("/en/answers/deposit", "step=how_far&answer=not_sent&letter=" + letter).status, 200u);
    }
    cookies.clear();
    EXPECT_EQ(letter_in(look("/en/answers/withdrawal?letter=" + by)), "");
    send("/en/answers/withdrawal", "do=continue&letter=" + by);
    clock.advance(7 * 24h + 1s);
    cookies.clear();
    EXPECT_EQ(letter_in(look(link())), "") << "a week has passed";
    send("/en/answers/deposit", "step=how_far&answer=not_sent&letter=" + by);
    for (auto const& each : runs()) EXPECT_EQ(each.conversation_id, std::nullopt);
    EXPECT_EQ(tell(), 0u);
}

// A person takes over ---------------------------------------------------------------------------------------------------------

TEST_F(ByLetterTest, a_person_takes_over_in_the_letters_conversation_and_the_browser_sees_nothing_of_it) {
    arrive({.body = "My name is Sesame and my deposit is missing: " + std::string(hash)});
    auto const path = path_of(link());
    send(path, "do=person&letter=" + letter_in(look(link())));
    auto const intake = look(path + "/person");
    EXPECT_THAT(intake.body, HasSubstr("name=\"what_happened\""));
    EXPECT_THAT(intake.body, AllOf(Not(HasSubstr("name=\"reach\"")), Not(HasSubstr("name=\"email\"")), Not(HasSubstr("Sesame")),
                                   Not(HasSubstr(hash))));
    auto const form = [&](std::string const& what) {
        return Parts{{"form", hidden(intake, "form")}, {"topic", "deposit"}, {"do", "hand_over"},
                     {"what_happened", what},          {"reach", "email"},   {"email", "mallory@evil.example"}};
    };
    auto const handed = send_parts(path + "/person", form("It was on Monday"));
    ASSERT_EQ(handed.status, 200u) << handed.body;
    EXPECT_THAT(handed.body, AllOf(Not(HasSubstr("Sesame")), Not(HasSubstr(hash))));
    EXPECT_EQ(send_parts(path + "/person", form("It was on Monday")).status, 200u) << "sent twice";
    EXPECT_EQ(inbox().size(), 1u);
    auto const all = entries();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[1].kind, desk::EntryKind::intake);
    EXPECT_EQ(all[1].author.id, all[0].author.id) << "as its customer";
    EXPECT_EQ(all[1].body, "It was on Monday");
    EXPECT_EQ(told().at("diagnosis").at("flow").as_string(), "deposit");
    EXPECT_EQ(field(told(), "transaction_id"), hash) << "staff need not look back for it";
    EXPECT_THAT(json::serialize(told().at("missing")), Not(HasSubstr("transaction_id")));
    EXPECT_EQ(runs().at(0).state, "handed_over");
    EXPECT_EQ(tell(), 0u) << "the case says it";

    static constexpr postgres::Query<postgres::One<postgres::Bytes>()> contact{
        "test.contact", "SELECT email FROM conversation_contacts WHERE reach = 'email'"};
    EXPECT_EQ(run(io, desk.words().key_of(only()))->open(run(io, database.run(contact))), li) << "answers go where they went";

    for (auto const& held : cookies) EXPECT_THAT(held.first, Not(HasSubstr("letter")));
    auto const own = get("/api/v1/conversations", visitor());
    EXPECT_THAT(own.body, Not(HasSubstr(only().text())));
}

TEST_F(ByLetterTest, what_somebody_elses_account_shows_does_not_go_into_a_strangers_conversation) {
    arrive({.subject = "Cannot log in", .body = "I cannot log in.", .from = "mallory@evil.example"});
    auto const victim = hold_account();
    end_at_once("/en/answers/deposit");
    cookies.clear();
    auto const path = path_of(link());
    send(path, "do=person&letter=" + letter_in(look(link())));
    // Whoever was sent the link proved who they are.
    static constexpr postgres::Query<postgres::Affected(CustomerId)> prove{
        "test.prove", "UPDATE diagnosis_runs SET account_id = $1, state = 'asking' WHERE channel = 'mail'"};
    EXPECT_EQ(run(io, database.run(prove, victim.id)), 1);
    auto const intake = look(path + "/person");
    auto const handed = send_parts(
        path + "/person",
        {{"form", hidden(intake, "form")}, {"topic", "sign_in"}, {"do", "hand_over"}, {"what_happened", "Please help"}});
    ASSERT_EQ(handed.status, 200u) << handed.body;
    EXPECT_EQ(told().at("assurance").as_string(), "nobody");
    EXPECT_THAT(told().at("diagnosis").at("facts").as_array(), IsEmpty());
    EXPECT_THAT(told().at("diagnosis").at("trail").as_array(), IsEmpty());
}

TEST_F(ByLetterTest, an_outcome_says_no_more_than_its_kind_where_the_account_is_not_the_writers) {
    arrive({});
    end_at_once(link());
    auto const victim = hold_account();
    static constexpr postgres::Query<postgres::Affected(CustomerId)> prove{"test.prove",
                                                                           "UPDATE diagnosis_runs SET account_id = $1"};
    run(io, database.run(prove, victim.id));
    EXPECT_EQ(tell(), 1u);
    EXPECT_EQ(entries().back().body, "");
    EXPECT_EQ(outcomes().at(0).at("outcome").as_string(), "answered");
}

TEST_F(ByLetterTest, over_the_interface_a_run_by_letter_shows_no_conversation_and_is_handed_over_there) {
    arrive({});
    auto const by = letter_in(look(link()));
    auto const begun =
        post("/api/v1/diagnoses", "", {{"flow", "deposit"}, {"language", "en"}, {"channel", "chat"}, {"letter", by}});
    ASSERT_EQ(begun.status, 201u) << begun.body;
    auto const token = begun.json().at("token").as_string();
    EXPECT_TRUE(begun.json().at("run").at("conversation_id").is_null());
    auto const resumed = post("/api/v1/diagnoses/resume", "", {{"token", token}, {"channel", "chat"}});
    EXPECT_EQ(resumed.json().at("channel").as_string(), "mail") << "it is told there, wherever it goes on";
    auto const other = visitor();
    auto const opened = post("/api/v1/conversations", other, {{"client_id", "c1"}, {"language", "en"}, {"body", "Hello"}}).json();
    auto const handed = post("/api/v1/diagnoses/hand-over", other,
                             {{"token", token},
                              {"client_id", "h1"},
                              {"language", "en"},
                              {"conversation_id", opened.at("id")},
                              {"body", "Help"},
                              {"fields", json::array{}}});
    ASSERT_EQ(handed.status, 201u) << handed.body;
    auto const id = std::string(handed.json().at("conversation_id").as_string());
    EXPECT_NE(id, opened.at("id").as_string());
    EXPECT_EQ(get("/api/v1/conversations/" + id + "/entries", other).status, 404u) << "they may add, and read nothing";
}

}  // namespace
}  // namespace ombud::edge
