#include "webhooks/webhooks.hpp"

#include <gtest/gtest.h>

#include "support/desk_world.hpp"
#include "webhooks/events.hpp"
#include "webhooks/queries.hpp"
#include "webhooks/signature.hpp"

namespace ombud::webhooks {
namespace {

// The example of the specification's own libraries.
constexpr char key_text[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr char id[] = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr char timestamp[] = "1614265330";
constexpr char payload[] = R"({"test": 2432232314})";
constexpr char signature[] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

TEST(Signature, is_that_of_standard_webhooks) {
    auto const key = read_secret(key_text).value();
    EXPECT_EQ(sign(key, id, timestamp, payload), signature);
    EXPECT_TRUE(is_signed(signature, key, id, timestamp, payload));
    EXPECT_TRUE(is_signed(std::string("v1,AAAA v2,x ") + signature, key, id, timestamp, payload)) << "while keys are changed";
    EXPECT_FALSE(is_signed(signature, key, id, timestamp, "{}"));
    EXPECT_FALSE(is_signed(signature, key, "msg_other", timestamp, payload));
    EXPECT_FALSE(is_signed(signature, key, id, "1614265331", payload));
    EXPECT_FALSE(is_signed("", key, id, timestamp, payload));
    EXPECT_EQ(read_secret("whsec_c2hvcnQ="), std::nullopt);
    EXPECT_EQ(read_secret("whsec_!"), std::nullopt);
}

TEST(Signature, of_a_new_secret_is_read_by_its_text) {
    SeededRandom random{7};
    auto const secret = new_secret(random);
    EXPECT_EQ(read_secret(secret.text), secret.key);
    EXPECT_NE(new_secret(random).key, secret.key);
}

struct WebhooksTest : ombud::testing::DeskWorld {};

TEST_F(WebhooksTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) {
        ((differs += ombud::testing::run(io, postgres::check(database, queries))), ...);
    };
    agrees(sql::list, sql::find, sql::add, sql::change, sql::end, sql::pause, sql::resume, sql::before, sql::has_any, sql::tell,
           sql::tell_test, sql::take, sql::words_of, sql::note_try, sql::settle, sql::went_well, sql::went_wrong, sql::rest,
           sql::give_up, sql::sweep, sql::deliveries, sql::delivery, sql::body, sql::tries, sql::send_again);
    EXPECT_EQ(differs, "");
}

desk::Followed entry_of(desk::EntryKind kind, json::value data = nullptr) {
    desk::Followed out{};
    out.standing.reference = "OM-7F3K-92QD";
    out.standing.status = out.status = "open";
    out.standing.fields = json::object{};
    out.seq = 5;
    out.kind = kind;
    out.author_kind = desk::AuthorKind::customer;
    out.author_name = "Li Wei";
    out.data = std::move(data);
    return out;
}

std::vector<std::string> names_of(std::vector<Event> const& events) {
    std::vector<std::string> out;
    for (auto const& each : events) out.push_back(each.name);
    return out;
}
using Names = std::vector<std::string>;

TEST(Events, say_what_an_entry_did_and_nothing_that_it_did_not) {
    using desk::EntryKind;
    EXPECT_EQ(names_of(events_of(entry_of(EntryKind::message), "open")), Names{posted_event});
    EXPECT_EQ(names_of(events_of(entry_of(EntryKind::message), "waiting")), (Names{posted_event, status_event}));
    EXPECT_EQ(names_of(events_of(entry_of(EntryKind::message, {{"assignee", {{"id", "a"}}}}), "new")),
              (Names{posted_event, assigned_event, status_event}));
    EXPECT_EQ(names_of(events_of(entry_of(EntryKind::note), "open")), Names{posted_event});
    EXPECT_EQ(names_of(events_of(entry_of(EntryKind::assignment), "open")), Names{assigned_event});
    EXPECT_EQ(names_of(events_of(entry_of(EntryKind::state), "resolved")), Names{status_event});
    EXPECT_EQ(names_of(events_of(entry_of(EntryKind::handling), "open")), Names{handling_event});
    auto first = entry_of(EntryKind::message);
    first.seq = 1;
    EXPECT_EQ(names_of(events_of(first, std::nullopt)), (Names{opened_event, posted_event}));
}

TEST(Events, hold_nothing_personal) {
    auto const told = events_of(entry_of(desk::EntryKind::intake, {{"fields", "my seed"}}), "open");
    auto const text = json::serialize(told.front().body);
    EXPECT_EQ(text.find("my seed"), text.npos);
    EXPECT_EQ(text.find("Li Wei"), text.npos) << "a customer's name";
    auto const handled = events_of(
        entry_of(desk::EntryKind::handling,
                 {{"set", {{"priority", "high"}, {"fields", {{"bank", "Ping An 6222"}}}}}, {"before", {{"priority", "low"}}}}),
        "open");
    auto const& data = handled.front().body.at("data");
    EXPECT_EQ(data.at("set"), (json::object{{"priority", "high"}, {"fields", {"bank"}}})) << "which fields, not what they hold";
    EXPECT_EQ(data.at("before"), (json::object{{"priority", "low"}}));
}

}  // namespace
}  // namespace ombud::webhooks
