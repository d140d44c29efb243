// The page behind the link of a letter that asks how it went, and an agent's own figures: what each shows, and to whom.
#include <gmock/gmock.h>
#include <regex>

#include "core/limits.hpp"
#include "support/edge_world.hpp"

namespace ombud::edge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Answer;
using ombud::testing::run;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char phrase[] = "legal winner thank year wave sausage worth useful legal winner thank yellow";

struct RatingTest : ombud::testing::EdgeWorld {
    StaffId ana_id = employ(staff::Role::agent), ben_id = employ(staff::Role::agent, "Ben");
    std::string ana = session_of(ana_id), ben = session_of(ben_id), lead = work_as(staff::Role::supervisor, "Ming");
    std::string conversation;

    RatingTest() { run(io, work.load()); }

    void follow() {
        while (run(io, work.feed.pass_on()) > 0) {
        }
    }
    void take(std::string const& subject, std::string const& words) {
        run(io, mail.letters.take("Authentication-Results: mx.desk.example; dmarc=pass header.from=mail.example\r\nFrom: Li Wei "
                                  "<li@mail.example>\r\nTo: support@desk.example\r\nSubject: " +
                                  subject + "\r\nMessage-ID: <" + new_id() + "@mail.example>\r\n\r\n" + words + "\r\n"));
        run(io, mail.reception.read_waiting());
    }
    void set_status(std::string const& status) {
        auto const path = "/api/v1/conversations/" + conversation + "/status";
        EXPECT_EQ(post(path, ana, {{"client_id", new_id()}, {"status", status}}).status, 201u);
    }
    // The path of the link in the letter that asks.
    std::string asked(std::string const& words = "My withdrawal is stuck.") {
        take("Withdrawal", words);
        auto const rows = get("/api/v1/inbox?view=all", ana).json();
        conversation = rows.at("rows").at(0).at("conversation").at("id").as_string();
        say(ana, conversation, "It is on its way.");
        set_status("resolved");
        follow();
        clock.advance(24h);
        ana = session_of(ana_id), lead = work_as(staff::Role::supervisor, "Lu");
        EXPECT_EQ(run(io, mail.ratings.send_due()), 1u);
        std::smatch found;
        auto const text = run(io, outbox.read(run(io, outbox.list({}, 1)).letters.at(0).id)).text;
        return std::regex_search(text, found, std::regex{R"(https://desk\.example(/\S+/rate/\S+))"}) ? found[1].str() : "";
    }
    Answer send(std::string const& path, std::string form) {
        return ask({.method = http::Method::post,
                    .target = path,
                    .bytes = std::move(form),
                    .fields = {{"Content-Type", "application/x-www-form-urlencoded"}}});
    }
    // Of the conversation's log.
    std::vector<json::value> ratings() {
        std::vector<json::value> out;
        auto const log = get("/api/v1/conversations/" + conversation + "/entries", ana).json();
        for (auto const& entry : log.at("entries").as_array())
            if (entry.at("kind").as_string() == "rating") out.push_back(entry);
        return out;
    }
};

TEST_F(RatingTest, looking_says_nothing_and_what_is_sent_counts_until_it_is_changed) {
    auto const path = asked();
    auto const page = get(path);
    EXPECT_EQ(page.status, 200u);
    EXPECT_THAT(page.body, AllOf(HasSubstr("How did it go?"), HasSubstr("method=\"post\""), HasSubstr("Very good")));
    EXPECT_THAT(page.body, Not(HasSubstr("stuck"))) << "nothing of what was said";
    EXPECT_THAT(page.body, HasSubstr("noindex"));
    EXPECT_THAT(page.field("Content-Security-Policy"), AllOf(HasSubstr("default-src 'none'"), Not(HasSubstr("unsafe"))));
    EXPECT_THAT(page.field("Cache-Control"), HasSubstr("no-store"));
    EXPECT_EQ(get(path + "?score=5").status, 200u);
    EXPECT_EQ(ratings().size(), 0u) << "programs that check mail follow links";

    auto const sent = send(path, "score=4&words=Quick%2C+thanks.");
    EXPECT_EQ(sent.status, 303u);
    EXPECT_EQ(sent.field("Location"), path);
    auto const thanks = get(path);
    EXPECT_THAT(thanks.body, AllOf(HasSubstr("Thank you"), HasSubstr("<strong>Good</strong>"), HasSubstr("Quick, thanks.")));
    EXPECT_EQ(send(path, "score=4&words=Quick%2C+thanks.").status, 303u);
    ASSERT_EQ(ratings().size(), 1u) << "the same again is the same";
    EXPECT_EQ(ratings()[0].at("data").at("score"), 4);
    EXPECT_EQ(ratings()[0].at("author").at("kind"), "customer");

    clock.advance(24h * 20);
    ana = session_of(ana_id), lead = work_as(staff::Role::supervisor, "Mei");
    EXPECT_EQ(send(path, "score=2&words=").status, 303u);
    EXPECT_EQ(send(path, "score=4&words=Quick%2C+thanks.").status, 303u) << "and back";
    ASSERT_EQ(ratings().size(), 3u);
    follow();
    auto const report = get("/api/v1/reports", lead).json();
    EXPECT_EQ(report.at("total").at("rated"), 1) << "of several for one resolution the newest counts";
    EXPECT_EQ(report.at("scores").at(3), 1);
    EXPECT_EQ(get("/api/v1/conversations/" + conversation, ana).json().at("status"), "resolved") << "it reopens nothing";
}

TEST_F(RatingTest, the_page_speaks_both_languages_whichever_the_letter_had) {
    auto const path = asked("我的提现卡住了，请帮我看看");
    EXPECT_THAT(path, ::testing::StartsWith("/zh-CN/rate/omr1_"));
    EXPECT_THAT(get(path).body, AllOf(HasSubstr("这次服务怎么样？"), HasSubstr("/en" + path.substr(6))));
    EXPECT_THAT(get("/en" + path.substr(6)).body, HasSubstr("How did it go?"));
    EXPECT_EQ(get("/fr" + path.substr(6)).status, 404u);
}

TEST_F(RatingTest, what_is_wrong_is_said_and_kept_and_no_secret_is) {
    auto const path = asked();
    auto const none = send(path, "words=It+took+a+while");
    EXPECT_EQ(none.status, 200u);
    EXPECT_THAT(none.body, AllOf(HasSubstr("id=\"errors\""), HasSubstr("It took a while")));
    auto const absurd = send(path, "score=9");
    EXPECT_THAT(absurd.body, HasSubstr("id=\"errors\""));
    auto const long_one = send(path, "score=3&words=" + std::string(limits::rating_words_letters + 1, 'x'));
    EXPECT_THAT(long_one.body, HasSubstr("That is too long"));
    EXPECT_EQ(ratings().size(), 0u);

    EXPECT_EQ(send(path, "score=1&words=" + std::regex_replace(std::string(phrase), std::regex(" "), "+")).status, 303u);
    ASSERT_EQ(ratings().size(), 1u);
    EXPECT_THAT(json::serialize(ratings()[0]), AllOf(HasSubstr("[removed:"), Not(HasSubstr("sausage"))));
    EXPECT_THAT(get(path).body, AllOf(HasSubstr("We took out something"), Not(HasSubstr("sausage"))));
    EXPECT_GE(send(path, "score=1&name=x").status, 400u);
}

TEST_F(RatingTest, a_matter_that_is_open_again_is_rated_once_it_is_over) {
    auto const path = asked();
    set_status("open");
    EXPECT_THAT(get(path).body, AllOf(HasSubstr("open again"), Not(HasSubstr("method=\"post\""))));
    EXPECT_EQ(send(path, "score=5").status, 303u);
    EXPECT_EQ(ratings().size(), 0u);
    set_status("resolved");
    EXPECT_EQ(send(path, "score=5").status, 303u);
    EXPECT_EQ(ratings().size(), 1u);
}

TEST_F(RatingTest, links_that_are_none_or_too_old_or_about_somebody_erased_get_a_page_that_says_so) {
    auto const path = asked();
    auto const gone = [&](std::string const& where) {
        auto const page = get(where);
        EXPECT_EQ(page.status, 404u) << where;
        EXPECT_THAT(page.body, AllOf(HasSubstr("not good any more"), HasSubstr("/en/contact"), Not(HasSubstr("OM-"))));
        auto const sent = send(where, "score=5");
        EXPECT_EQ(sent.status, 404u);
        EXPECT_THAT(sent.body, HasSubstr("not good any more"));
    };
    gone("/en/rate/" + std::string(48, 'x'));
    gone("/en/rate/%00");
    gone(path + "x");
    clock.advance(limits::rating_letter_life);
    gone(path);
    clock.advance(-limits::rating_letter_life);
    EXPECT_EQ(get(path).status, 200u);
    static constexpr postgres::Query<postgres::Affected()> erase{"test.erase", "DELETE FROM customer_keys"};
    run(io, database.run(erase));
    desk.words().forget();
    gone(path);
}

TEST_F(RatingTest, whoever_answers_sees_their_own_figures_and_nobody_elses) {
    auto const path = asked();
    EXPECT_EQ(send(path, "score=4").status, 303u);
    follow();
    auto const own = get("/api/v1/reports/own", ana);
    ASSERT_EQ(own.status, 200u) << own.body;
    EXPECT_EQ(own.json().at("days").as_array().size(), 30u);
    EXPECT_EQ(own.json().at("total").at("answers"), 1);
    EXPECT_EQ(own.json().at("total").at("resolved"), 1);
    EXPECT_EQ(own.json().at("total").at("rated"), 1);
    EXPECT_EQ(own.json().at("scores").at(3), 1);
    EXPECT_TRUE(own.json().at("total").at("backlog").is_null()) << "what is open is the desk's";

    ben = session_of(ben_id);
    EXPECT_EQ(get("/api/v1/reports/own", ben).json().at("total").at("answers"), 0);
    EXPECT_THAT(get("/api/v1/reports/own?agent=" + ana_id.text(), ben).body, Not(HasSubstr("\"answers\":1")))
        << "there is nobody to name";
    EXPECT_EQ(get("/api/v1/reports?agent=" + ana_id.text(), ben).code(), "permission.missing");
    EXPECT_EQ(get("/api/v1/reports/own", visitor()).code(), "permission.missing");
    EXPECT_EQ(get("/api/v1/reports/own").status, 401u);
}

}  // namespace
}  // namespace ombud::edge
