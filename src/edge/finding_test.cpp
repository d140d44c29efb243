// Finding conversations through the doors that an agent's own program would use: what may be seen of whom.
#include <gmock/gmock.h>

#include "support/edge_world.hpp"

namespace ombud::edge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::HasSubstr;
using ::testing::Not;

struct FindingDoorsTest : ombud::testing::EdgeWorld {
    StaffId ana = employ(staff::Role::agent, "Ana"), ben = employ(staff::Role::agent, "Ben");
    std::string ana_token = session_of(ana), ben_token = session_of(ben);
    int ids = 0;

    std::string opened_by(std::string const& token, std::string const& body) {
        auto const answer = post("/api/v1/conversations", token,
                                 {{"client_id", "id" + std::to_string(++ids)}, {"language", "en"}, {"body", body}});
        EXPECT_EQ(answer.status, 201u) << answer.body;
        while (run(io, work.feed.pass_on()) > 0) {
        }
        clock.advance(1s);
        return std::string(answer.json().at("id").as_string());
    }
    // Somebody whom the platform signs in by name.
    std::string named(std::string const& subject, std::string const& name) {
        auto const answer = post("/api/v1/customers/sessions", {}, {{"token", platform.sign(subject, name)}});
        EXPECT_EQ(answer.status, 201u) << answer.body;
        return std::string(answer.json().at("token").as_string());
    }
    ombud::testing::Answer search(std::string const& token, std::string const& q) {
        return get("/api/v1/conversations/search?q=" + q, token);
    }
    static json::array rows(ombud::testing::Answer const& answer) { return answer.json().at("rows").as_array(); }
};

TEST_F(FindingDoorsTest, words_are_shown_once_the_conversation_was_opened_and_counted) {
    auto const room = opened_by(visitor(), "My penguin coins are gone");
    auto const before = search(ana_token, "penguin");
    ASSERT_EQ(before.status, 200u) << before.body;
    ASSERT_EQ(rows(before).size(), 1u);
    EXPECT_TRUE(rows(before)[0].at("match").at("snippet").is_null());

    EXPECT_EQ(get("/api/v1/conversations/" + room, ana_token).status, 200u);
    auto const after = search(ana_token, "penguin");
    EXPECT_EQ(rows(after)[0].at("match").at("snippet").at(1), (json::object{{"text", "penguin"}, {"marked", true}}));
    EXPECT_TRUE(rows(search(ben_token, "penguin"))[0].at("match").at("snippet").is_null()) << "to others it is not open";
    clock.advance(13h);
    ana_token = session_of(ana);
    EXPECT_TRUE(rows(search(ana_token, "penguin"))[0].at("match").at("snippet").is_null()) << "a new shift begins";
}

TEST_F(FindingDoorsTest, lists_say_of_a_resolved_conversation_no_more_than_that_it_is) {
    auto const room = opened_by(visitor(), "My penguin coins are gone");
    EXPECT_EQ(post("/api/v1/conversations/" + room + "/status", ana_token, {{"client_id", "r"}, {"status", "resolved"}}).status,
              201u);
    auto const says = [&](std::string const& token) {
        return !rows(get("/api/v1/inbox?view=all&status=resolved", token)).at(0).at("preview").is_null();
    };
    EXPECT_TRUE(says(ana_token));
    EXPECT_FALSE(says(ben_token));
}

TEST_F(FindingDoorsTest, lists_name_nobody_in_full) {
    auto const room = opened_by(named("li-wei", "Li Wei"), "My penguin coins are gone");
    for (auto const* path : {"/api/v1/inbox", "/api/v1/conversations/search?q=penguin"}) {
        auto const answer = get(path, ana_token);
        EXPECT_EQ(answer.status, 200u) << path;
        EXPECT_THAT(answer.body, Not(HasSubstr("Li Wei"))) << path;
        EXPECT_THAT(answer.body, HasSubstr("L•••")) << path;
    }
    EXPECT_THAT(get("/api/v1/conversations/" + room, ana_token).body, HasSubstr("Li Wei"));
}

TEST_F(FindingDoorsTest, customers_do_not_search_and_search_is_no_conversation) {
    auto const customer = visitor();
    opened_by(customer, "My penguin coins are gone");
    EXPECT_EQ(search(customer, "penguin").status, 403u);
    EXPECT_EQ(search(ana_token, "%20").code(), "query.empty");
    EXPECT_EQ(get("/api/v1/conversations/search", ana_token).code(), "field.required");
    EXPECT_EQ(get("/api/v1/conversations/" + ConversationId::make(clock, random).text() + "/related", ana_token).code(),
              "conversation.unknown");
}

TEST_F(FindingDoorsTest, what_is_related_is_masked_as_lists_are) {
    std::string const hash(64, '7');
    auto const mine = opened_by(visitor(), "Where is " + hash + "?");
    opened_by(named("li-wei", "Li Wei"), "I wait for 0x" + hash);
    auto const answer = get("/api/v1/conversations/" + mine + "/related", ana_token);
    ASSERT_EQ(rows(answer).size(), 1u) << answer.body;
    EXPECT_EQ(rows(answer)[0].at("reasons").at(0).at("kind").as_string(), "transaction");
    EXPECT_THAT(answer.body, Not(HasSubstr("Li Wei")));
}

}  // namespace
}  // namespace ombud::edge
