#include "desk/log.hpp"

#include <gmock/gmock.h>
#include <set>

#include "core/limits.hpp"
#include "desk/attachment_queries.hpp"
#include "desk/inbox_queries.hpp"
#include "desk/queries.hpp"
#include "desk/rating_queries.hpp"
#include "support/desk_people.hpp"

namespace ombud::desk {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Ear;
using ombud::testing::run;
using postgres::Affected;
using postgres::One;
using postgres::Query;

constexpr Query<Affected(std::vector<ConversationId>, CustomerId, Timestamp)> add_rooms{"test.add_rooms", R"sql(
    INSERT INTO conversations (id, reference, customer_id, client_id, language, created_at, updated_at)
    SELECT id, id::text, $2, id::text, 'en', $3, $3 FROM unnest($1::uuid[]) AS id)sql"};

struct LogTest : ombud::testing::PeopledDesk {
    // The same desk in another process.
    postgres::Database other_database{io, scratch.settings(), observer};
    realtime::Hub other_hub;
    customers::Vault other_vault{other_database, master, clock, random};
    Desk elsewhere{io, other_database, other_vault, ombud::testing::shared_guard(), other_hub, intake, store, clock, random};

    LogTest() { run(io, other_database.connect()); }
    ~LogTest() override { rest(other_database); }

    static json::value text_of(Entry const& entry) { return to_json(entry); }

    // Every connection of the program is cut off, as when PostgreSQL falls.
    static constexpr Query<One<std::int64_t>()> cut_off{"test.cut_off", R"sql(
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid())sql"};
};

TEST_F(LogTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::append, sql::entries_after, sql::entries_before, sql::open_conversation, sql::conversation, sql::conversations_of,
           sql::last_seq, sql::standing, sql::customer_saw, sql::staff_saw, sql::assignable, sql::queue_place, sql::waited,
           sql::queue, sql::inbox_mine, sql::inbox_unassigned, sql::inbox_all, sql::inbox_resolved, sql::inbox_resolved_mine,
           sql::inbox_rows, sql::inbox_snoozed, sql::add_attachment, sql::own_attachments, sql::attachment,
           sql::attachments_to_scan, sql::scanned, sql::active_standings, sql::standings, sql::fed, sql::is_followed,
           sql::passes_on_alone, sql::not_followed, sql::feed_faults, sql::snoozed_enough, sql::newest_case,
           sql::conversation_key, sql::plain_entries, sql::seal_entry, sql::ending);
    EXPECT_EQ(differs, "");
}

// As after a database that fell between its commit and our hearing of it, and nobody came back to ask: `elsewhere` stores, and we
// do not hear.
TEST_F(LogTest, what_was_stored_and_never_reported_is_counted_and_told_all_the_same) {
    auto const ana = agent("Ana");
    auto const asking = customer();
    auto const room = open(asking).id;
    Feed feed{database, clock};
    feed.tells(desk.live_inbox());
    auto const passed_on = [&] {
        run(io, feed.pass_on());
        settle();
        return run(io, desk.live_inbox().counts(ana.id)).all;
    };
    ASSERT_EQ(passed_on(), 1);
    run(io, elsewhere.change_status(ana, room, {"resolved", new_id()}));
    ASSERT_EQ(run(io, desk.live_inbox().counts(ana.id)).all, 1);
    EXPECT_EQ(passed_on(), 0);

    Ear const screen{hub, inbox_topic, realtime::Audience::staff};
    run(io, elsewhere.post(asking, room, words("It is back.")));
    ASSERT_EQ(run(io, desk.live_inbox().counts(ana.id)).all, 0);
    EXPECT_EQ(passed_on(), 1);
    EXPECT_EQ(screen.of("inbox_changed").size(), 1u);
    EXPECT_EQ(passed_on(), 1);
    EXPECT_EQ(screen.of("inbox_changed").size(), 1u) << "what was heard is not told again";
}

TEST_F(LogTest, two_programs_number_what_everybody_says_at_once_without_a_gap) {
    auto const ana = agent("Ana"), ben = agent("Ben");
    for (int round = 0; round < 3; ++round) {
        auto const asking = customer();
        std::vector<ConversationId> rooms;
        rooms.reserve(3);
        for (int i = 0; i < 3; ++i) rooms.push_back(open(asking).id);
        std::deque<Ear> ears;
        for (auto const& room : rooms) {
            ears.emplace_back(hub, room.uuid, realtime::Audience::staff);
            ears.emplace_back(other_hub, room.uuid, realtime::Audience::staff);
        }

        std::vector<Task<Entry>> posts;
        for (int i = 0; i < 120; ++i) {
            auto& where = random.below(2) == 0 ? desk : elsewhere;
            auto const room = rooms[random.below(3)];
            auto const by = std::vector<Participant>{asking, ana, ben}[random.below(3)];
            auto draft = by.agent() && random.below(3) == 0 ? remark("note") : words("message");
            posts.push_back(where.post(by, room, std::move(draft)));
        }
        auto const outcomes = all(std::move(posts));

        std::map<std::string, Entry> told;
        for (auto const& outcome : outcomes) {
            ASSERT_EQ(outcome.code, "");
            told.emplace(outcome.value->client_id, *outcome.value);
        }
        std::size_t stored = 0;
        for (auto const& room : rooms) {
            auto const entries = log(ana, room);
            for (std::size_t i = 0; i < entries.size(); ++i) EXPECT_EQ(entries[i].seq, std::int64_t(i) + 1);
            for (auto const& entry : std::span(entries).subspan(1)) EXPECT_EQ(text_of(entry), text_of(told.at(entry.client_id)));
            EXPECT_EQ(read(ana, room).last_seq, std::int64_t(entries.size()));
            stored += entries.size() - 1;
        }
        EXPECT_EQ(stored, told.size());
        // Each program tells what it stored, in the order of the log.
        std::size_t heard = 0;
        for (auto const& ear : ears) {
            EXPECT_TRUE(std::ranges::is_sorted(ear.all, std::ranges::less{}, &Ear::Heard::seq));
            heard += ear.of("entry_posted").size();
        }
        EXPECT_EQ(heard, told.size());
    }
}

TEST_F(LogTest, a_retry_answers_the_same_entry_wherever_and_however_often_it_arrives) {
    auto const asking = customer();
    auto const ana = agent("Ana"), ben = agent("Ben");
    auto const room = open(asking).id;
    auto const draft = words("Is it lost? My code is 123456, the password is hunter2hunter2");
    std::vector<Task<Entry>> posts;
    posts.reserve(16);
    for (int i = 0; i < 16; ++i) posts.push_back((i % 2 == 0 ? desk : elsewhere).post(asking, room, draft));
    for (auto const& outcome : all(std::move(posts))) {
        ASSERT_EQ(outcome.code, "");
        EXPECT_EQ(outcome.value->seq, 2);
        EXPECT_EQ(text_of(*outcome.value), text_of(log(asking, room)[1]));
    }
    EXPECT_EQ(log(asking, room).size(), 2u);

    // Later too, when time has passed, others have spoken and the agent has another name.
    auto const answer = words("It is on its way.");
    auto const first = run(io, desk.post(ana, room, answer));
    clock.advance(1h);
    say(asking, room, "Thanks");
    auto const renamed = edge::Gate::agent(ana.id, "Ana Maria");
    EXPECT_EQ(text_of(run(io, elsewhere.post(renamed, room, answer))), text_of(first));

    Assign const hand_over{ben.id, "hand-over"};
    auto const handed = run(io, desk.assign(ana, room, hand_over));
    EXPECT_EQ(text_of(run(io, elsewhere.assign(ana, room, hand_over))), text_of(handed));
    ChangeStatus const done{"resolved", "done"};
    auto const resolved = run(io, desk.change_status(ana, room, done));
    EXPECT_EQ(text_of(run(io, desk.change_status(ana, room, done))), text_of(resolved));
    EXPECT_EQ(resolved.seq, 6);
    EXPECT_EQ(read(ana, room).last_seq, 6);
}

TEST_F(LogTest, another_content_under_a_known_name_is_refused) {
    auto const asking = customer();
    auto const ana = agent("Ana"), ben = agent("Ben");
    auto const room = open(asking).id;
    run(io, desk.post(asking, room, {"one", "Hello"}));
    EXPECT_EQ(code(desk.post(asking, room, {"one", "Hello!"})), "client_id.reused");
    run(io, desk.post(ana, room, {"note", "Hm", {}, true}));
    EXPECT_EQ(code(desk.post(ana, room, {"note", "Hm"})), "client_id.reused");  // a note must not become an answer
    run(io, desk.assign(ana, room, {ben.id, "to"}));
    EXPECT_EQ(code(desk.assign(ana, room, {std::nullopt, "to"})), "client_id.reused");
    EXPECT_EQ(code(desk.assign(ana, room, {ana.id, "to"})), "client_id.reused");
    run(io, desk.change_status(ana, room, {"resolved", "state"}));
    EXPECT_EQ(code(desk.change_status(ana, room, {"open", "state"})), "client_id.reused");
    EXPECT_EQ(code(desk.assign(ana, room, {std::nullopt, "state"})), "client_id.reused");
    // Names are each author's own.
    EXPECT_EQ(code(desk.post(ben, room, {"one", "Hello!"})), "fine");
    EXPECT_EQ(code(desk.post(asking, open(asking).id, {"one", "Hello!"})), "fine");
}

TEST_F(LogTest, a_conversation_is_opened_once_by_many_tries) {
    auto const asking = customer();
    OpenConversation const wanted{.client_id = "try", .language = "zh-CN", .topic = "提现", .body = "您好"};
    std::vector<Task<Conversation>> tries;
    tries.reserve(12);
    for (int i = 0; i < 12; ++i) tries.push_back((i % 2 == 0 ? desk : elsewhere).open(asking, wanted));
    std::set<std::string> ids;
    for (auto const& outcome : all(std::move(tries))) {
        ASSERT_EQ(outcome.code, "");
        ids.insert(outcome.value->id.text());
    }
    EXPECT_EQ(ids.size(), 1u);
    auto other = wanted;
    other.body = "再见";
    EXPECT_EQ(code(desk.open(asking, other)), "client_id.reused");
    EXPECT_EQ(run(io, desk.own(asking)).conversations.size(), 1u);
}

TEST_F(LogTest, what_was_stored_by_a_program_that_never_told_is_told_when_it_is_posted_again) {
    auto const asking = customer();
    auto const room = open(asking).id;
    Ear const ear{hub, room.uuid, realtime::Audience::staff};
    Ear const inbox{hub, inbox_topic, realtime::Audience::staff};
    auto const draft = words("Anybody?");
    run(io, elsewhere.post(asking, room, draft));
    EXPECT_TRUE(ear.all.empty());
    run(io, desk.post(asking, room, draft));
    ASSERT_EQ(ear.of("entry_posted").size(), 1u);
    EXPECT_EQ(ear.all.front().seq, 2);
    until([&] { return !inbox.of("inbox_changed").empty(); });

    OpenConversation const wanted{.client_id = "unheard", .language = "en", .topic = {}, .body = "Hello?"};
    auto const opened = run(io, elsewhere.open(asking, wanted));
    clock.advance(1s);
    run(io, desk.open(asking, wanted));
    until([&] {
        auto const news = inbox.of("inbox_changed");
        return std::ranges::any_of(
            news, [&](auto const& each) { return each.at_pointer("/row/conversation/id").as_string() == opened.id.text(); });
    });
}

TEST_F(LogTest, one_entry_that_postgresql_refuses_takes_no_neighbour_with_it) {
    auto const asking = customer();
    std::vector<ConversationId> rooms;
    for (int i = 0; i < 12; ++i) rooms.push_back(open(asking).id), clock.advance(30s);
    std::vector<std::int64_t> heard;
    Log log{io, database, desk.words(), [&](Entry const& entry) { heard.push_back(entry.seq); }};
    auto draft = [&](ConversationId room, std::string client_id) {
        return Draft{.conversation_id = room,
                     .kind = EntryKind::message,
                     .author_kind = AuthorKind::customer,
                     .author_id = asking.id.uuid,
                     .author_name = {},
                     .client_id = std::move(client_id),
                     .body = "fine",
                     .posted_at = clock.now()};
    };
    std::vector<Task<std::optional<Entry>>> posts;
    posts.reserve(2 * rooms.size() + 1);
    for (auto const& room : rooms) posts.push_back(log.append(draft(room, new_id())));
    posts.push_back(log.append(draft(rooms[3], "\xff is no text")));
    for (auto const& room : rooms) posts.push_back(log.append(draft(room, new_id())));
    auto const outcomes = all(std::move(posts));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (i == rooms.size())
            EXPECT_THAT(outcomes[i].code, ::testing::HasSubstr("22021")) << "not text";
        else
            EXPECT_TRUE(outcomes[i].value && *outcomes[i].value) << i << " " << outcomes[i].code;
    }
    for (auto const& room : rooms) EXPECT_EQ(this->log(asking, room).size(), 3u);
    EXPECT_EQ(heard.size(), 2 * rooms.size());
}

TEST_F(LogTest, what_was_acknowledged_is_stored_once_while_the_database_falls_again_and_again) {
    auto const asking = customer();
    std::vector<ConversationId> rooms;
    rooms.reserve(4);
    for (int i = 0; i < 4; ++i) rooms.push_back(open(asking).id);
    std::deque<Ear> ears;
    for (auto const& room : rooms) ears.emplace_back(hub, room.uuid, realtime::Audience::customer);

    std::map<std::string, std::int64_t> acknowledged;
    std::size_t finished = 0, failed = 0;
    auto write = [&](std::size_t writer) -> Task<void> {
        for (int number = 0; number < 25; ++number) {
            PostEntry const draft{"w" + std::to_string(writer) + "-" + std::to_string(number), "message"};
            for (bool stored = false; !stored;) {
                try {
                    auto const entry = co_await desk.post(asking, rooms[writer % rooms.size()], draft);
                    acknowledged[draft.client_id] = entry.seq;
                    stored = true;
                } catch (Problem const& problem) {
                    EXPECT_EQ(problem.code, "database.unavailable");
                    ++failed;
                }
            }
        }
        ++finished;
    };
    for (std::size_t writer = 0; writer < 12; ++writer) spawn(io, write(writer));
    auto fall = [&]() -> Task<std::int64_t> { co_return co_await other_database.run(cut_off); };
    for (int i = 0; i < 8 && finished < 12; ++i) {
        auto const before = acknowledged.size();
        until([&] { return acknowledged.size() >= before + 5 || finished == 12; });
        run(io, fall());
    }
    until([&] { return finished == 12; });

    ASSERT_EQ(acknowledged.size(), 12u * 25u);
    for (std::size_t i = 0; i < rooms.size(); ++i) {
        auto const entries = log(asking, rooms[i]);
        EXPECT_EQ(entries.size(), 1u + 3u * 25u);
        std::set<std::int64_t> heard;
        for (auto const& each : ears[i].all) heard.insert(each.seq);
        for (std::size_t at = 0; at < entries.size(); ++at) {
            EXPECT_EQ(entries[at].seq, std::int64_t(at) + 1);
            if (at == 0) continue;
            EXPECT_EQ(acknowledged.at(entries[at].client_id), entries[at].seq);
            EXPECT_TRUE(heard.contains(entries[at].seq)) << "nobody looking on was told of " << entries[at].seq;
        }
    }
}

TEST_F(LogTest, a_desk_that_cannot_keep_up_says_so_at_once) {
    auto const asking = customer();
    Log log{io, database, desk.words(), [](Entry const&) {}};
    std::vector<ConversationId> rooms;
    for (std::size_t i = 0; i < limits::posts_waiting + 10; ++i) {
        rooms.push_back(ConversationId::make(clock, random));
        rooms.back().uuid.bytes[8] = 0x80;  // all of them in one line
    }
    run(io, database.run(add_rooms, rooms, asking.id, clock.now()));
    for (auto const& room : rooms) ASSERT_TRUE(run(io, desk.words().key_of(room)));
    auto const stranger = customer();
    auto refused = [&](ConversationId room) {
        return Draft{.conversation_id = room,
                     .kind = EntryKind::message,
                     .author_kind = AuthorKind::customer,
                     .author_id = stranger.id.uuid,
                     .author_name = {},
                     .client_id = "x",
                     .body = "x",
                     .posted_at = clock.now()};
    };
    std::size_t busy = 0, answered = 0;
    for (auto const& room : rooms)
        asio::co_spawn(io, log.append(refused(room)), [&](std::exception_ptr const& error, std::optional<Entry> const& entry) {
            ++answered;
            EXPECT_FALSE(entry);
            try {
                if (error) std::rethrow_exception(error);
            } catch (Problem const& problem) {
                EXPECT_EQ(problem.code, "desk.busy");
                EXPECT_TRUE(problem.retry_after);
                ++busy;
            }
        });
    until([&] { return answered == limits::posts_waiting + 10; });
    EXPECT_GE(busy, 9u);  // one is on its way already when the others queue up
    EXPECT_EQ(log.waiting(), 0u);
}

}  // namespace
}  // namespace ombud::desk
