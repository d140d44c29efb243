// A note is for staff: no door, number or sign tells a customer that there is one.
#include <gmock/gmock.h>

#include "desk/desk.hpp"
#include "support/desk_people.hpp"

namespace ombud::desk {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Ear;
using ombud::testing::run;
using realtime::Audience;
using ::testing::IsEmpty;

constexpr std::int64_t newest = 9'007'199'254'740'991;

struct PrivacyTest : ombud::testing::PeopledDesk {
    Customer asking = customer();
    Agent ana = agent("Ana"), ben = agent("Ben");

    // All that the customer can ask about a conversation.
    std::string view(ConversationId id) {
        json::array doors{to_json(read(asking, id)), to_json(run(io, desk.own(asking))),
                          to_json(run(io, desk.waiting_now({"here"})))};
        for (EntryRange const& range : {EntryRange{0, {}, 200}, EntryRange{{}, newest, 200}, EntryRange{{}, newest, 1},
                                        EntryRange{{}, 3, 2}, EntryRange{1, {}, 1}, EntryRange{}})
            doors.push_back(to_json(run(io, desk.entries(asking, id, range))));
        doors.push_back(to_json(run(io, desk.entries_after(asking, id, 0, 200))));
        return json::serialize(doors);
    }
};

TEST_F(PrivacyTest, a_note_changes_nothing_that_a_customer_can_ask_or_hear) {
    auto const id = open(asking).id;
    Ear const phone{hub, id.uuid, Audience::customer}, desk_side{hub, id.uuid, Audience::staff};
    for (auto const* status : {"", "open", "waiting", "resolved"}) {
        if (*status) set(ana, id, status);
        if (std::string_view(status) == "waiting") say(ana, id, "Looking.");
        settle();
        auto const heard = phone.all.size();
        clock.advance(10min);

        auto const remark = note(ben, id, "zq-secret-remark");
        note(ana, id, "zq-another");
        desk.presence().typing(ben, id, true, true);
        // Staff read it; and a customer's own reading goes no further than what they see.
        run(io, desk.seen(ana, id, {remark.seq}));
        run(io, desk.seen(ben, id, {newest}));
        settle();
        run(io, desk.seen(asking, id, {newest}));
        settle();

        EXPECT_EQ(view(id).find("zq-"), std::string::npos);
        auto const now = read(asking, id);
        auto const entries = log(asking, id);
        EXPECT_EQ(now.last_seq, entries.back().seq) << status;
        EXPECT_EQ(now.customer_seen_seq, entries.back().seq);
        EXPECT_LE(now.staff_seen_seq, entries.back().seq);
        EXPECT_LT(now.last_seq, read(ana, id).last_seq);
        for (auto const& each : std::span(phone.all).subspan(heard)) {
            EXPECT_EQ(each.seq, 0);
            auto const type = each.news.at("type").as_string();
            EXPECT_TRUE(type == "seen" || type == "queue") << each.news;  // of what was there before the note
            if (type == "seen") EXPECT_LE(each.news.at("seq").as_int64(), entries.back().seq);
        }
        // Once staff have read what the customer sees, a further note moves nothing at all.
        auto const settled = view(id);
        auto const quiet = phone.all.size();
        note(ana, id);
        run(io, desk.seen(ben, id, {newest}));
        run(io, desk.seen(asking, id, {newest}));
        settle();
        EXPECT_EQ(view(id), settled);
        EXPECT_EQ(phone.all.size(), quiet);
    }
    EXPECT_GE(desk_side.of("entry_posted").size(), 12u);
    EXPECT_EQ(desk_side.of("typing").size(), 4u);
}

TEST_F(PrivacyTest, how_the_desk_handles_it_is_told_to_no_customer_by_any_door_number_or_sign) {
    auto const id = open(asking).id;
    say(ana, id, "Looking.");
    settle();
    run(io, desk.seen(ana, id, {newest}));
    run(io, desk.seen(ben, id, {newest}));
    settle();
    Ear const phone{hub, id.uuid, Audience::customer}, desk_side{hub, id.uuid, Audience::staff};
    auto const before = view(id);
    clock.advance(10min);
    for (ChangeHandling wanted :
         {ChangeHandling{.priority = "urgent"}, ChangeHandling{.add_tags = std::vector<std::string>{"zq-fraud"}},
          ChangeHandling{.fields = json::object{{"suspicion", "zq-mule"}}}, ChangeHandling{.snoozed_until = clock.now() + 1h},
          ChangeHandling{.clear = std::vector<std::string>{"snoozed_until"}}}) {
        wanted.client_id = new_id();
        run(io, desk.change(ben, id, wanted));
    }
    run(io, desk.change_as({.kind = "rule", .id = {}, .name = "zq-rule"}, id, {.client_id = new_id(), .priority = "low"}));
    run(io, desk.seen(ben, id, {newest}));
    settle();
    EXPECT_EQ(view(id), before);
    EXPECT_THAT(phone.all, IsEmpty());
    EXPECT_EQ(desk_side.of("entry_posted").size(), 6u);
    EXPECT_FALSE(read(asking, id).handling.has_value());
    EXPECT_EQ(read(ana, id).handling->tags, std::vector<std::string>{"zq-fraud"});
    // Its topic is what the customer is asked about, so they may know it.
    run(io, desk.change(ben, id, {.client_id = new_id(), .topic = "theft"}));
    EXPECT_EQ(read(asking, id).topic, "theft");
    EXPECT_EQ(view(id).find("zq-"), std::string::npos);
}

TEST_F(PrivacyTest, a_note_on_a_waiting_conversation_leaves_its_place_and_its_age) {
    auto const id = open(asking).id;
    auto const before = view(id);
    clock.advance(3s);
    note(ana, id);
    settle();
    EXPECT_EQ(view(id), before);
}

TEST_F(PrivacyTest, the_file_of_a_note_is_no_file_to_the_customer) {
    auto const id = open(asking).id;
    auto const file = run(io, desk.attach(ana, id, "statement.txt", "internal statement"));
    EXPECT_EQ(code(desk.attachment(asking, file.id, false)), "attachment.unknown") << "not yet in any entry";
    run(io, desk.post(ana, id, {"with-file", "see", std::vector{file.id}, true}));
    EXPECT_EQ(code(desk.attachment(asking, file.id, false)), "attachment.unknown");
    EXPECT_EQ(code(desk.attachment(ben, file.id, false)), "fine");
    EXPECT_EQ(view(id).find("statement"), std::string::npos);
    // Told openly, it is theirs too.
    run(io, desk.post(ana, id, {"open", "Here is your statement", std::vector{file.id}}));
    EXPECT_EQ(code(desk.attachment(asking, file.id, false)), "fine");
}

TEST_F(PrivacyTest, the_inbox_of_staff_shows_the_note_and_nobody_else_hears_it) {
    auto const id = open(asking).id;
    Ear const staff{hub, inbox_topic, Audience::staff}, nosy{hub, inbox_topic, Audience::customer};
    note(ana, id, "zq-secret-remark");
    until([&] { return !staff.of("inbox_changed").empty(); });
    EXPECT_EQ(staff.of("inbox_changed").back().at_pointer("/row/preview/body").as_string(), "zq-secret-remark");
    EXPECT_THAT(nosy.all, IsEmpty());
}

TEST_F(PrivacyTest, what_belongs_to_others_is_as_unknown_as_what_is_not_there) {
    auto const theirs = open(asking).id;
    auto const file = run(io, desk.attach(asking, theirs, "a.txt", "hello"));
    auto const stranger = customer();
    auto const own = open(stranger).id;
    for (auto const& id : {theirs, ConversationId::make(clock, random), ConversationId{}}) {
        EXPECT_EQ(code(desk.read(stranger, id)), "conversation.unknown");
        EXPECT_EQ(code(desk.entries(stranger, id, {})), "conversation.unknown");
        EXPECT_EQ(code(desk.entries(stranger, id, {{}, newest, {}})), "conversation.unknown");
        EXPECT_EQ(code(desk.entries_after(stranger, id, 0, 10)), "conversation.unknown");
        EXPECT_EQ(code(desk.post(stranger, id, words("hello"))), "conversation.unknown");
        EXPECT_EQ(code(desk.seen(stranger, id, {1})), "conversation.unknown");
        EXPECT_EQ(code(desk.before_upload(stranger, id)), "conversation.unknown");
        EXPECT_EQ(code(desk.attach(stranger, id, "a.txt", "hello")), "conversation.unknown");
    }
    EXPECT_EQ(log(ana, theirs).size(), 1u);
    EXPECT_EQ(code(desk.attachment(stranger, file.id, false)), "attachment.unknown");
    EXPECT_EQ(code(desk.attachment(stranger, AttachmentId::make(clock, random), false)), "attachment.unknown");
    EXPECT_EQ(code(desk.post(stranger, own, {"steal", "x", std::vector{file.id}})), "attachment.unknown");
    EXPECT_EQ(code(desk.post(stranger, own, {"note", "x", {}, true})), "permission.missing");
    // Staff may read, but not speak with the customer's files, nor with files of another conversation.
    EXPECT_EQ(code(desk.post(ana, theirs, {"borrow", "x", std::vector{file.id}})), "attachment.unknown");
    EXPECT_EQ(code(desk.read(ana, ConversationId::make(clock, random))), "conversation.unknown");
    EXPECT_EQ(code(desk.post(ana, ConversationId::make(clock, random), words("x"))), "conversation.unknown");
}

TEST_F(PrivacyTest, secrets_never_reach_the_table_the_news_or_the_answer) {
    std::string const secret = "hunter2-zq-77";
    Ear const inbox{hub, inbox_topic, Audience::staff};
    auto const id = open(asking, "my password is " + secret).id;
    Ear const staff{hub, id.uuid, Audience::staff};
    auto const entry = say(asking, id, "again, password: " + secret);
    ASSERT_EQ(entry.removed.size(), 1u);
    EXPECT_EQ(entry.removed[0].kind, safety::SecretKind::password);
    EXPECT_EQ(entry.body.substr(std::size_t(entry.removed[0].at)).find("[removed:password]"), 0u);
    run(io, desk.open(asking, {"topic", "en", "password: " + secret, "x"}));
    auto const file = run(io, desk.attach(asking, id, "password is " + secret + ".txt", "x"));
    EXPECT_EQ(file.name.find(secret), std::string::npos) << file.name;
    settle();

    static constexpr postgres::Query<postgres::One<std::int64_t>(std::string)> stored{"test.stored", R"sql(
        SELECT (SELECT count(*) FROM entries e WHERE e::text LIKE '%' || $1 || '%') + (SELECT count(*) FROM conversations c WHERE c::text LIKE '%' || $1 || '%')
             + (SELECT count(*) FROM attachments a WHERE a::text LIKE '%' || $1 || '%'))sql"};
    EXPECT_EQ(run(io, database.run(stored, secret)), 0);
    EXPECT_EQ(run(io, database.run(stored, "again")), 0) << "it is sealed";
    EXPECT_EQ(run(io, database.run(stored, file.id.text())), 1) << "the question itself works";
    for (auto const* ear : {&inbox, &staff})
        for (auto const& each : ear->all) EXPECT_EQ(json::serialize(each.news).find(secret), std::string::npos);
}

}  // namespace
}  // namespace ombud::desk
