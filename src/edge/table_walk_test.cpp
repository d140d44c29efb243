// Every line of the route table, as everybody: whoever may not is refused in the same words, and nothing happens.
#include "edge/table_walk.hpp"

namespace ombud::edge {
namespace {

using ::testing::HasSubstr;

TEST_F(TableWalk, nobody_gets_in_where_somebody_is_asked_for) {
    lets_in = false;
    auto const before = everything();
    for (auto const& route : routes()) {
        if (is_open(route)) continue;
        auto const answer = ask(call_of(route, {}));
        EXPECT_EQ(answer.status, 401u) << route.name;
        EXPECT_EQ(answer.code(), "session.required") << route.name;
        EXPECT_EQ(answer.field("WWW-Authenticate"), "Bearer");
        for (std::string const& token :
             {std::string("x"), customer + "A", customer.substr(0, customer.size() - 1),
              std::string("omc1_") + std::string(76, 'A'), credentials::new_token(credentials::session_prefix, random),
              std::string(8'000, 'A'), std::string("null")})
            EXPECT_EQ(ask(call_of(route, token)).code(), "session.expired") << route.name << " " << token.substr(0, 20);
    }
    EXPECT_EQ(everything(), before);
}

TEST_F(TableWalk, no_session_outlives_its_time) {
    lets_in = false;
    auto const agent = session_of(boss);
    auto const before = everything();
    clock.advance(90 * 24h);
    for (auto const& route : routes())
        if (!is_open(route))
            for (auto const& token : {customer, holder.token, agent})
                EXPECT_EQ(ask(call_of(route, token)).code(), "session.expired") << route.name;
    EXPECT_EQ(everything(), before);
}

TEST_F(TableWalk, another_customer_is_told_what_whoever_asks_for_nothing_is_told) {
    lets_in = false;
    auto const before = everything();
    for (auto const& route : routes()) {
        bool const about_one = route.path.contains("{}");
        for (auto const& token : {stranger, other_holder.token}) {
            if (!is_for_staff(route)) continue;
            auto const answer = ask(call_of(route, token));
            EXPECT_EQ(answer.status, 403u) << route.name;
            EXPECT_EQ(answer.code(), "permission.missing") << route.name;
        }
        if (is_for_holders(route)) {
            EXPECT_EQ(ask(call_of(route, stranger)).code(), "session.required") << route.name;
        }
        if (is_for(route, CallerKind::participant)) {
            ASSERT_TRUE(about_one) << route.name << ": which one?";
        }
        for (auto const& token : {stranger, other_holder.token}) {
            bool const visitor = token == stranger;
            bool const lets_in = is_for(route, CallerKind::participant) || (is_for_holders(route) && !visitor);
            if (!about_one || !lets_in) continue;
            auto const theirs = ask(call_of(route, token));
            auto const nothing = ask(call_of(route, token, ConversationId::make(clock, random).text()));
            EXPECT_EQ(theirs.status, 404u) << route.name << theirs.body;
            EXPECT_EQ(theirs.body, nothing.body) << route.name;
            for (std::string const& no_id : {"1", "abc", "%00", "..", "' OR 1=1", "00000000000000000000000000000000", ""})
                EXPECT_EQ(ask(call_of(route, token, no_id.empty() ? " " : no_id)).status, 404u) << route.name << " " << no_id;
        }
    }
    EXPECT_EQ(everything(), before);
}

TEST_F(TableWalk, staff_without_the_permission_are_refused_and_so_are_they_at_the_customers_doors) {
    lets_in = false;
    for (auto const role : {staff::Role::agent, staff::Role::supervisor, staff::Role::admin}) {
        auto const token = work_as(role);
        auto const before = everything();
        for (auto const& route : routes()) {
            if (is_open(route)) continue;
            bool const for_customers = is_for(route, CallerKind::customer) || is_for_holders(route);
            if (is_for(route, CallerKind::password_session)) continue;
            if (!for_customers && staff::may(role, route.access.permission)) continue;
            auto const answer = ask(call_of(route, token));
            EXPECT_EQ(answer.status, 403u) << route.name;
            EXPECT_EQ(answer.code(), "permission.missing") << route.name;
        }
        EXPECT_EQ(everything(), before);
    }
}

TEST_F(TableWalk, whoever_has_not_stepped_up_a_moment_ago_is_asked_to) {
    lets_in = false;
    auto const stale_holder = stale(account_session(holder.id, sessions::Assurance::two_factors).token);
    auto const stale_boss = stale(session_of(boss));
    auto const before = everything();
    for (auto const& route : routes()) {
        bool const by_staff = is_for(route, CallerKind::fresh_agent);
        if (!is_for(route, CallerKind::fresh_holder) && !by_staff) continue;
        auto const answer = ask(call_of(route, by_staff ? stale_boss : stale_holder));
        EXPECT_EQ(answer.status, 403u) << route.name;
        EXPECT_EQ(answer.code(), "step_up.required") << route.name;
    }
    EXPECT_EQ(everything(), before);
}

TEST_F(TableWalk, a_password_alone_opens_no_desk) {
    lets_in = false;
    auto const half = session_of(boss, sessions::Assurance::password);
    auto const before = everything();
    for (auto const& route : routes()) {
        if (!asks_permission(route) && !is_for(route, CallerKind::participant)) continue;
        auto const answer = ask(call_of(route, half));
        EXPECT_EQ(answer.status, 403u) << route.name;
        EXPECT_EQ(answer.code(), "second_factor.required") << route.name;
    }
    EXPECT_EQ(everything(), before);
}

TEST_F(TableWalk, a_locked_session_opens_nothing) {
    lets_in = false;
    auto const agent = session_of(boss);
    run(io, sessions.lock(holder.session));
    run(io, sessions.lock(run(io, sessions.find(agent, sessions::Sessions::Use::looks))->id));
    auto const before = everything();
    for (auto const& route : routes()) {
        bool const either = is_for(route, CallerKind::participant);
        auto refused = [&](std::string const& token) {
            auto const answer = ask(call_of(route, token));
            EXPECT_EQ(answer.status, 403u) << route.name;
            EXPECT_EQ(answer.code(), "session.locked") << route.name;
        };
        if (is_for_holders(route) || is_for(route, CallerKind::customer) || either) refused(holder.token);
        if (asks_permission(route) || either) refused(agent);
    }
    EXPECT_EQ(everything(), before);
}

TEST_F(TableWalk, the_holder_of_an_account_is_a_customer_too) {
    auto const own = open(holder.token);
    auto const entries = "/api/v1/conversations/" + own + "/entries";
    EXPECT_EQ(get(entries, holder.token).status, 200u);
    EXPECT_EQ(get(entries, other_holder.token).status, 404u);
    EXPECT_EQ(get(entries, customer).status, 404u);
    EXPECT_EQ(get(entries, account_session(holder.id, sessions::Assurance::password).token).status, 200u) << "on another device";
    auto const by_cookies = [&](std::string const& cookies) {
        return ask({.method = http::Method::get, .target = "/api/v1/conversations", .fields = {{"Cookie", cookies}}})
            .json()
            .at("conversations")
            .as_array()
            .size();
    };
    auto const account = "__Host-ombud_account=" + holder.token, visitor = "__Host-ombud_visitor=" + stranger,
               desk = "__Host-ombud_staff=" + session_of(boss);
    EXPECT_EQ(by_cookies(visitor), 0u);
    EXPECT_EQ(by_cookies(visitor + "; " + account), 1u) << "an account before a visitor";
    EXPECT_EQ(by_cookies(desk + "; " + account), 1u) << "at a customer's door staff may be customers";
    run(io, sessions.end(holder.session, sessions::Ending::signed_out));
    EXPECT_EQ(get(entries, holder.token).code(), "session.expired");
    EXPECT_EQ(by_cookies(visitor + "; " + account), 0u) << "an old cookie is as good as none";
}

TEST_F(TableWalk, whoever_may_is_let_in_and_told_of_what_is_not_there) {
    auto const added = run(io, staff.add({"ana@desk.test", "Ana", "Ana", staff::Role::agent}));
    run(io, staff.complete_setup({added.setup_link.token, the_password}, {"203.0.113.7"}));
    for (auto const& route : routes()) {
        auto good = [&](Answer const& answer) {
            if (proofs.contains(route.name)) return;
            auto const expected = route.path == "/" ? 302 : route.status;
            EXPECT_EQ(answer.status, expected) << route.name << " " << answer.body;
        };
        bool const by_customer = is_for(route, CallerKind::customer) || is_for(route, CallerKind::participant);
        bool const by_staff = is_for_staff(route) || is_for(route, CallerKind::participant);
        if (is_open(route)) good(ask(call_of(route, {})));
        if (is_for_holders(route)) good(ask(call_of(route, right_token(route))));
        if (by_customer) good(ask(call_of(route, customer)));
        for (auto const role : {staff::Role::agent, staff::Role::supervisor, staff::Role::admin}) {
            bool const may = is_for(route, CallerKind::password_session) || staff::may(role, route.access.permission);
            if (!by_staff || !may) continue;
            auto const token = work_as(role);
            good(ask(call_of(route, token)));
            if (route.path.contains("{}") && route.name != "sign_out_staff") {
                auto const unknown = ask(call_of(route, token, ConversationId::make(clock, random).text()));
                EXPECT_EQ(unknown.status, 404u) << route.name;
                EXPECT_THAT(unknown.code(), HasSubstr(".unknown")) << route.name;
            }
        }
    }
}

TEST_F(TableWalk, a_cookie_of_ours_serves_our_own_pages_only) {
    for (auto const& route : routes()) {
        if (is_open(route)) continue;
        bool const by_visitor = is_for(route, CallerKind::customer);
        auto const staff_token = session_of(boss);
        auto const cookie = is_for_holders(route) ? "__Host-ombud_account=" + right_token(route)
                            : by_visitor          ? "__Host-ombud_visitor=" + customer
                                                  : "__Host-ombud_staff=" + staff_token;
        auto with = [&](std::vector<http::Field> fields) {
            auto asked = call_of(route, {});
            asked.fields = std::move(fields);
            asked.fields.push_back({"Cookie", "other=1; " + cookie});
            return asked;
        };
        bool const safe = route.method == http::Method::get;
        if (!safe) {
            lets_in = false;
            auto const before = everything();
            for (std::vector<http::Field> const& fields : {std::vector<http::Field>{},
                                                           {{"Origin", "https://evil.example"}},
                                                           {{"Origin", "null"}},
                                                           {{"Origin", "http://desk.example"}},
                                                           {{"Origin", "https://desk.example.evil.example"}},
                                                           {{"Origin", ombud::testing::widget_origin}},
                                                           {{"Sec-Fetch-Site", "cross-site"}},
                                                           {{"Sec-Fetch-Site", "same-site"}, {"Origin", own_origin}},
                                                           {{"Sec-Fetch-Site", "none"}},
                                                           {{"Sec-Fetch-Site", "Same-Origin"}}})
                EXPECT_EQ(ask(with(fields)).code(), "origin.foreign") << route.name;
            EXPECT_EQ(everything(), before) << route.name;
        }
        lets_in = true;
        if (once.contains(route.name) || proofs.contains(route.name)) continue;
        EXPECT_EQ(ask(with({{"Origin", own_origin}})).status, route.status) << route.name;
        EXPECT_EQ(ask(with({{"Sec-Fetch-Site", "same-origin"}})).status, route.status) << route.name;
    }
}

TEST_F(TableWalk, a_foreign_page_changes_nothing_even_where_anybody_may) {
    for (auto const& route : routes()) {
        if (route.method == http::Method::get) continue;
        for (http::Field const& field :
             {http::Field{"Origin", "https://evil.example"}, http::Field{"Sec-Fetch-Site", "cross-site"}}) {
            auto asked = call_of(route, right_token(route));
            auto const sum = everything();
            asked.fields.push_back(field);
            auto const answer = ask(asked);
            EXPECT_EQ(answer.code(), "origin.foreign") << route.name;
            EXPECT_EQ(answer.field("Set-Cookie"), "") << route.name;
            EXPECT_EQ(answer.field("Access-Control-Allow-Origin"), "");
            EXPECT_EQ(everything(), sum) << route.name;
        }
    }
}

}  // namespace
}  // namespace ombud::edge
