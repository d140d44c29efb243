// Letters that ask how it went: who gets one, when, in whose name, and who never does.
#include "email/rating_letters.hpp"

#include <gmock/gmock.h>
#include <regex>

#include "core/limits.hpp"
#include "desk/ratings.hpp"
#include "email/rating_queries.hpp"
#include "support/email_world.hpp"

namespace ombud::email {

namespace {

using ::testing::HasSubstr;
using testing::li;
using ::testing::Not;
using testing::run;
using ::testing::StartsWith;
using namespace std::chrono_literals;

constexpr auto proof = "Authentication-Results: mx.exchange.example; dmarc=pass header.from=mail.example\r\n";

struct RatingLettersTest : testing::EmailWorld {
    RatingLetters ratings{database, desk.words(), outbox, addresses, {"https://desk.example", "Pai Wallet", 24h}, clock, random};
    desk::Feed feed{database, clock};

    RatingLettersTest() { feed.tells(ratings); }

    ConversationId wrote(Raw letter = {}, std::string const& authentication = proof) {
        letter.headers += authentication;
        arrive(std::move(letter));
        return only().id;
    }
    std::string only_reference() {
        static constexpr postgres::Query<postgres::One<std::string>()> reference{"test.reference",
                                                                                 "SELECT reference FROM conversations"};
        return run(io, database.run(reference));
    }
    CustomerId only_customer() {
        static constexpr postgres::Query<postgres::One<CustomerId>()> customer{"test.customer",
                                                                               "SELECT customer_id FROM conversations"};
        return run(io, database.run(customer));
    }
    void resolve(ConversationId id) { set(ana, id, "resolved"); }
    void write_again(ConversationId id) { arrive({.to = addresses.make(id, clock.now()), .body = "Thanks!", .headers = proof}); }
    // How many are asked when so much time has passed.
    std::size_t asked_after(std::chrono::minutes time) {
        while (run(io, feed.pass_on()) > 0) {
        }
        clock.advance(time);
        return run(io, ratings.send_due());
    }
    std::string link_in(outbox::WholeLetter const& letter) {
        std::smatch found;
        static std::regex const link{R"(https://desk\.example/(?:en|zh-CN)/rate/(\S+))"};
        return std::regex_search(letter.text, found, link) ? found[1].str() : "";
    }
    void change(char const* sql) {
        postgres::Query<postgres::Affected()> const query{sql, sql};
        EXPECT_GT(run(io, database.run(query)), 0);
    }
};

}  // namespace

TEST_F(RatingLettersTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::may_ask_about, sql::rating_to_ask, sql::do_not_ask, sql::is_asked, sql::asking_belongs, sql::asked_by,
           sql::forget_asked);
    EXPECT_EQ(differs, "");
}

TEST_F(RatingLettersTest, who_wrote_is_asked_once_after_a_day_and_the_letter_stands_in_their_thread) {
    auto const id = wrote({.id = "first@mail.example"});
    answer(id, "It is on its way.");
    resolve(id);
    EXPECT_EQ(asked_after(23h), 0u) << "it may be opened again";
    EXPECT_EQ(asked_after(1h), 1u);
    auto const letter = read_sent(0);
    EXPECT_EQ(letter.letter, "rating");
    EXPECT_EQ(letter.to, li);
    EXPECT_THAT(letter.text, HasSubstr("Pai Wallet"));
    EXPECT_THAT(letter.text, HasSubstr(only_reference()));
    EXPECT_THAT(letter.text, Not(HasSubstr("withdrawal"))) << "none of their words";
    EXPECT_THAT(letter.text, HasSubstr("https://desk.example/en/letters/stop/"));
    auto const token = link_in(letter);
    EXPECT_THAT(token, StartsWith("omr1_"));
    auto const link = run(io, ratings.link(token));
    ASSERT_TRUE(link);
    EXPECT_EQ(link->id, id);
    EXPECT_EQ(link->until, clock.now() + limits::rating_letter_life);

    auto const count = sent().size();
    EXPECT_EQ(asked_after(24h * 20), 0u) << "one for each resolution";
    EXPECT_EQ(sent().size(), count);
    write_again(id);
    EXPECT_EQ(entries(id).back().body, "Thanks!") << "what answers it stands in the same conversation";
}

TEST_F(RatingLettersTest, it_speaks_the_language_of_the_letter_and_the_brands_name) {
    change(
        "INSERT INTO brands (id, address, name_en, name_zh, changed_at) VALUES (gen_random_uuid(), "
        "'card@exchange.example', "
        "'Pai Card', '派卡', now())");
    auto const id = wrote({.to = "card@exchange.example", .subject = "卡", .body = "我的卡被冻结了，请帮我看看"});
    answer(id, "已经恢复。");
    resolve(id);
    EXPECT_EQ(asked_after(24h), 1u);
    auto const letter = read_sent(0);
    EXPECT_EQ(letter.language, "zh-CN");
    EXPECT_THAT(letter.text, HasSubstr("派卡"));
    EXPECT_THAT(letter.text, HasSubstr("https://desk.example/zh-CN/rate/omr1_"));
}

TEST_F(RatingLettersTest, what_was_opened_again_is_not_asked_about_and_nobody_is_asked_twice_a_week) {
    auto const id = wrote();
    answer(id, "It is on its way.");
    resolve(id);
    EXPECT_EQ(asked_after(2h), 0u);
    write_again(id);
    EXPECT_EQ(asked_after(24h), 0u);
    resolve(id);
    EXPECT_EQ(asked_after(24h), 1u) << "one, for the newer resolution";
    write_again(id);
    resolve(id);
    EXPECT_EQ(asked_after(24h), 0u) << "asked already this week";
    clock.advance(24h * 7);
    write_again(id);
    resolve(id);
    EXPECT_EQ(asked_after(24h), 1u);
}

TEST_F(RatingLettersTest, nobody_is_asked_about_what_nobody_answered) {
    resolve(wrote());
    EXPECT_EQ(asked_after(24h), 0u);
}

TEST_F(RatingLettersTest, senders_that_nothing_proves_are_not_asked) {
    auto const id = wrote({}, "");
    answer(id, "Which network?");
    resolve(id);
    EXPECT_EQ(asked_after(24h), 0u);
}

TEST_F(RatingLettersTest, whoever_ended_letters_is_not_asked_about_anything) {
    auto const id = wrote();
    answer(id, "It is on its way.");
    run(io, answers.stop(addresses.token(id, clock.now())));
    resolve(id);
    EXPECT_EQ(asked_after(24h), 0u);
    arrive({.subject = "Another matter", .headers = proof});
    for (auto const& row : inbox()) {
        answer(row.conversation.id, "It is there.");
        resolve(row.conversation.id);
    }
    EXPECT_EQ(asked_after(24h), 0u) << "nor about the next";
}

TEST_F(RatingLettersTest, complaints_letters_from_the_quarantine_and_what_an_incident_resolved_are_not_asked_about) {
    auto const id = wrote();
    answer(id, "It is on its way.");
    resolve(id);
    change("UPDATE conversations SET topic = 'complaint'");
    EXPECT_EQ(asked_after(24h), 0u);

    change("UPDATE conversations SET topic = NULL");
    run(io, desk.change_status(ana, id, {.status = "open", .client_id = "again"}));
    run(io, desk.change_status_as({.kind = "incident", .id = Uuid::make_v7(clock.now(), random), .name = {}}, id,
                                  {.status = "resolved", .client_id = "over"}));
    EXPECT_EQ(asked_after(24h), 0u);

    run(io, desk.change_status(ana, id, {.status = "open", .client_id = "once-more"}));
    resolve(id);
    change("UPDATE received_letters SET taken_as_person = true");
    EXPECT_EQ(asked_after(24h), 0u);
}

TEST_F(RatingLettersTest, who_said_it_already_is_not_asked) {
    auto const id = wrote();
    answer(id, "It is on its way.");
    resolve(id);
    run(io, desk.rate_by_link(Correspondents::of_conversation(only_customer()), id, 5, {}));
    EXPECT_EQ(asked_after(24h), 0u);
}

TEST_F(RatingLettersTest, links_end_with_their_time_and_with_whom_they_are_about) {
    auto const id = wrote();
    answer(id, "It is on its way.");
    resolve(id);
    EXPECT_EQ(asked_after(24h), 1u);
    auto const token = link_in(read_sent(0));
    EXPECT_FALSE(run(io, ratings.link(token.substr(0, token.size() - 1) + (token.ends_with('A') ? "B" : "A"))));
    EXPECT_FALSE(run(io, ratings.link("")));
    static constexpr postgres::Query<postgres::One<std::string>()> kept{"test.kept", "SELECT token_hash FROM rating_letters"};
    EXPECT_THAT(token, Not(HasSubstr(run(io, database.run(kept))))) << "only its hash";
    clock.advance(limits::rating_letter_life - 1s);
    EXPECT_TRUE(run(io, ratings.link(token)));
    clock.advance(1s);
    EXPECT_FALSE(run(io, ratings.link(token)));
}

TEST_F(RatingLettersTest, a_link_about_somebody_who_was_erased_shows_nothing_and_nobody_erased_is_asked) {
    auto const id = wrote();
    answer(id, "It is on its way.");
    resolve(id);
    EXPECT_EQ(asked_after(24h), 1u);
    auto const token = link_in(read_sent(0));
    change("DELETE FROM customer_keys");
    EXPECT_FALSE(run(io, ratings.link(token)));
    change("UPDATE rating_letters SET look_at = asked_at, asked_at = NULL, token_hash = NULL, expires_at = NULL");
    EXPECT_EQ(run(io, ratings.send_due()), 0u);
}

TEST_F(RatingLettersTest, where_it_is_turned_off_nobody_is_asked) {
    RatingLetters off{database, desk.words(), outbox, addresses, {"https://desk.example", "Pai Wallet", 0min}, clock, random};
    desk::Feed other{database, clock};
    other.tells(off);
    auto const id = wrote();
    answer(id, "It is on its way.");
    resolve(id);
    while (run(io, other.pass_on()) > 0) {
    }
    clock.advance(24h * 30);
    EXPECT_EQ(run(io, off.send_due()), 0u);
}

}  // namespace ombud::email
