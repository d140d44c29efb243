// Conversations tied to each other, and notices, through the doors that an agent's own program would use.
#include <gmock/gmock.h>

#include "support/live_window.hpp"

namespace ombud::edge {
namespace {

using ombud::testing::run;
using ombud::testing::Window;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

struct TiesDoorsTest : ombud::testing::EdgeWorld {
    std::string customer = visitor();
    StaffId ben = employ(staff::Role::agent, "Ben");
    std::string ana = work_as(staff::Role::agent, "Ana"), bens = session_of(ben);
    std::string first = open(customer), second = open(customer), foreign = open(visitor());

    std::string path(std::string const& id, std::string const& rest = {}) { return "/api/v1/conversations/" + id + rest; }
    std::string reference(std::string const& id) { return std::string(get(path(id), ana).json().at("reference").as_string()); }
    json::object wanted(std::string const& kind, std::string const& other) {
        return {{"client_id", new_id()}, {"kind", kind}, {"reference", reference(other)}};
    }
    void pass_on() {
        while (run(io, work.feed.pass_on()) > 0) {
        }
    }
};

TEST_F(TiesDoorsTest, two_of_one_customer_are_merged_and_taken_apart_again) {
    auto const look = get(path(first, "/tie-preview?reference=" + reference(second)), ana);
    ASSERT_EQ(look.status, 200u) << look.body;
    EXPECT_TRUE(look.json().at("why_not_merged").is_null());
    EXPECT_EQ(get(path(first, "/tie-preview?reference=" + reference(foreign)), ana).json().at("why_not_merged").as_string(),
              "merge.other_customer");
    EXPECT_EQ(post(path(first, "/ties"), ana, wanted("merged", foreign)).code(), "merge.other_customer");

    auto const made = post(path(first, "/ties"), ana, wanted("merged", second));
    ASSERT_EQ(made.status, 201u) << made.body;
    EXPECT_EQ(get(path(first), ana).json().at("status").as_string(), "resolved");
    auto const refused = post(path(first, "/entries"), ana, {{"client_id", new_id()}, {"body", "Hello"}});
    EXPECT_EQ(refused.status, 409u);
    EXPECT_EQ(refused.code(), "conversation.merged");
    EXPECT_THAT(get(path(second, "/ties"), bens).json().at("ties").as_array(), SizeIs(1));
    EXPECT_THAT(get(path(first, "/entries"), customer).body, Not(HasSubstr("merged"))) << "its customer reads no trace of it";

    auto const ended = ask({.method = http::Method::delete_,
                            .target = path(second, "/ties/" + std::string(made.json().at("id").as_string())),
                            .token = bens});
    EXPECT_EQ(ended.status, 200u) << ended.body;
    EXPECT_EQ(get(path(first), ana).json().at("status").as_string(), "new");
    EXPECT_EQ(get(path(first, "/ties"), customer).code(), "permission.missing");
}

TEST_F(TiesDoorsTest, a_customer_finds_what_was_split_off_with_our_words_in_it) {
    auto const made = post(path(first, "/split"), ana,
                           {{"client_id", new_id()}, {"seqs", {1}}, {"message", "We answer that here."}, {"answered", false}});
    ASSERT_EQ(made.status, 201u) << made.body;
    auto const fresh = std::string(made.json().at("other").at("id").as_string());
    auto const seen = get(path(fresh, "/entries"), customer).json().at("entries").as_array();
    ASSERT_THAT(seen, SizeIs(1));
    EXPECT_EQ(seen[0].at("body").as_string(), "We answer that here.");
    EXPECT_EQ(get(path(fresh), visitor()).status, 404u);
}

TEST_F(TiesDoorsTest, whoever_is_named_hears_of_it_on_their_own_socket_only) {
    Window anas{*this, ana}, at_bens{*this, bens}, phone{*this, customer};
    anas.send({{"type", "subscribe_inbox"}});
    at_bens.send({{"type", "subscribe_inbox"}});
    phone.follow(first);
    auto const noted = post(path(first, "/entries"), ana,
                            {{"client_id", new_id()}, {"body", "@Ben?"}, {"internal", true}, {"mentions", {ben.text()}}});
    ASSERT_EQ(noted.status, 201u) << noted.body;
    pass_on();
    ASSERT_THAT(at_bens.of("notices_changed"), SizeIs(1));
    EXPECT_EQ(at_bens.of("notices_changed")[0].at("unread").as_int64(), 1);
    EXPECT_THAT(anas.of("notices_changed"), IsEmpty());
    EXPECT_THAT(phone.of("notices_changed"), IsEmpty());
    auto const told = get("/api/v1/notices?unread=1", bens);
    ASSERT_THAT(told.json().at("notices").as_array(), SizeIs(1)) << told.body;
    EXPECT_EQ(told.json().at("notices").at(0).at("why").as_string(), "mentioned");
    EXPECT_THAT(told.body, Not(HasSubstr("@Ben?"))) << "no words in notices";
    EXPECT_EQ(post("/api/v1/notices/read", bens, {{"conversation_id", first}}).json().at("unread").as_int64(), 0);
    EXPECT_THAT(at_bens.of("notices_changed"), SizeIs(2));
}

TEST_F(TiesDoorsTest, following_is_ones_own_to_begin_and_end_and_others_need_a_permission) {
    auto follow = [&](http::Method method, std::string const& rest, std::string const& token) {
        return ask({.method = method, .target = path(first, rest), .token = token});
    };
    EXPECT_THAT(follow(http::Method::put, "/following", bens).json().at("followers").as_array(), SizeIs(1));
    EXPECT_THAT(get(path(first, "/followers"), ana).json().at("followers").as_array(), SizeIs(1));
    EXPECT_THAT(follow(http::Method::delete_, "/following", bens).json().at("followers").as_array(), IsEmpty());
    EXPECT_EQ(follow(http::Method::put, "/followers/" + ben.text(), ana).status, 200u);
    EXPECT_EQ(follow(http::Method::put, "/following", customer).code(), "permission.missing");
}

}  // namespace
}  // namespace ombud::edge
