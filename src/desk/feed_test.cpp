// The feed: whoever follows all conversations hears each entry, in order, however the program falls.
#include "desk/feed.hpp"

#include <deque>
#include <gmock/gmock.h>

#include "core/limits.hpp"
#include "support/desk_people.hpp"

namespace ombud::desk {
namespace {

using ombud::testing::run;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Fault {
    Uuid conversation;
    std::int64_t seq;
    std::string why;
};

// Keeps what it heard, and takes some entries badly.
struct Listening final : Follower {
    explicit Listening(std::string called) : name_(std::move(called)) {}

    [[nodiscard]] std::string_view name() const override { return name_; }
    Task<void> follow(std::vector<Followed> const& entries) override {
        batches.push_back(entries.size());
        for (auto const& entry : entries)
            if (refuses && refuses(entry)) throw Problem{refusal, "listening.refuses"};
        heard.insert(heard.end(), entries.begin(), entries.end());
        co_return;
    }

    std::vector<std::int64_t> seqs(ConversationId id) const {
        std::vector<std::int64_t> out;
        for (auto const& each : heard)
            if (each.standing.id == id) out.push_back(each.seq);
        return out;
    }

    std::string name_;
    std::vector<Followed> heard;
    std::vector<std::size_t> batches;
    std::function<bool(Followed const&)> refuses;
    ProblemKind refusal = ProblemKind::conflict;
};

struct FeedTest : ombud::testing::PeopledDesk {
    Customer asking = customer();
    Agent ana = agent("Ana"), ben = agent("Ben");
    Feed feed{database, clock};
    Listening rules{"rules"}, clocks{"clocks"};

    FeedTest() {
        feed.tells(rules);
        feed.tells(clocks);
    }
    void pass_all_on() {
        while (run(io, feed.pass_on()) > 0) {
        }
    }
};

TEST_F(FeedTest, everything_that_happens_is_told_to_each_in_its_conversations_order) {
    auto const one = open(asking).id, other = open(asking, "And my deposit?").id;
    say(ana, one, "Looking.");
    note(ben, one, "zq-note");
    assign(ana, other, ben.id);
    run(io, desk.change(ben, other, {.client_id = new_id(), .priority = "urgent"}));
    say(asking, one, "Thanks.");
    set(ana, one, "resolved");
    open(asking, std::nullopt);  // nothing was said: nothing to tell
    pass_all_on();
    for (auto const* each : {&rules, &clocks}) {
        EXPECT_THAT(each->seqs(one), ElementsAre(1, 2, 3, 4, 5)) << each->name_;
        EXPECT_THAT(each->seqs(other), ElementsAre(1, 2, 3)) << each->name_;
        EXPECT_THAT(each->heard, SizeIs(8));
    }
    auto const told = [&](ConversationId id, std::int64_t seq) {
        return *std::ranges::find_if(clocks.heard, [&](auto const& each) { return each.standing.id == id && each.seq == seq; });
    };
    EXPECT_EQ(told(one, 1).author_kind, AuthorKind::customer);
    EXPECT_EQ(told(one, 1).status, "new");
    EXPECT_EQ(told(one, 2).author_id, ana.id.uuid);
    EXPECT_EQ(told(one, 2).status, "waiting");
    EXPECT_TRUE(told(one, 2).waited.has_value());
    EXPECT_TRUE(told(one, 3).internal);
    EXPECT_EQ(told(one, 3).kind, EntryKind::note);
    EXPECT_EQ(told(one, 5).data.at("to").as_string(), "resolved");
    EXPECT_EQ(told(other, 3).data.at("set").at("priority").as_string(), "urgent");
    EXPECT_EQ(told(other, 3).standing.priority, "urgent");
    EXPECT_EQ(told(other, 1).standing.priority, "urgent") << "how it stands when it is told";
    EXPECT_EQ(run(io, feed.pass_on()), 0u) << "once";
}

TEST_F(FeedTest, more_than_fits_is_told_in_batches) {
    auto const id = open(asking).id;
    for (std::size_t i = 0; i < limits::entries_followed_at_once + 5; ++i) say(asking, id, "again");
    EXPECT_EQ(run(io, feed.pass_on()), limits::entries_followed_at_once);
    EXPECT_EQ(run(io, feed.pass_on()), 6u);
    auto const seqs = rules.seqs(id);
    EXPECT_TRUE(std::ranges::is_sorted(seqs));
    EXPECT_EQ(seqs.size(), limits::entries_followed_at_once + 6);
}

TEST_F(FeedTest, one_entry_that_cannot_be_taken_is_kept_as_a_fault_and_stops_no_other) {
    auto const one = open(asking).id, other = open(asking).id;
    say(asking, one, "two");
    say(asking, one, "three");
    rules.refuses = [&](Followed const& each) { return each.standing.id == one && each.seq == 2; };
    pass_all_on();
    EXPECT_THAT(rules.seqs(one), ElementsAre(1, 3));
    EXPECT_THAT(rules.seqs(other), ElementsAre(1));
    EXPECT_THAT(clocks.seqs(one), ElementsAre(1, 2, 3)) << "the other one heard it all";
    EXPECT_EQ(run(io, feed.faults()), 1);
    static constexpr postgres::Query<postgres::One<std::string>()> fault{
        "test.fault", "SELECT concat_ws(' ', follower, conversation_id, seq, why) FROM entry_feed_faults"};
    EXPECT_EQ(run(io, database.run(fault)), "rules " + one.text() + " 2 listening.refuses");
    say(asking, one, "four");
    pass_all_on();
    EXPECT_THAT(rules.seqs(one), ElementsAre(1, 3, 4));
    EXPECT_EQ(run(io, feed.faults()), 1);
}

TEST_F(FeedTest, whoever_may_only_wait_hears_the_same_again) {
    auto const id = open(asking).id;
    say(asking, id, "two");
    bool away = true;
    clocks.refuses = [&](Followed const&) { return away; };
    clocks.refusal = ProblemKind::unavailable;
    EXPECT_EQ(code(feed.pass_on()), "listening.refuses");
    EXPECT_EQ(code(feed.pass_on()), "listening.refuses");
    EXPECT_THAT(clocks.heard, IsEmpty());
    EXPECT_THAT(rules.seqs(id), ElementsAre(1, 2, 1, 2)) << "who heard it before hears it again: once for them";
    away = false;
    pass_all_on();
    EXPECT_THAT(clocks.seqs(id), ElementsAre(1, 2));
    EXPECT_EQ(run(io, feed.faults()), 0) << "waiting is no fault";
}

TEST_F(FeedTest, what_was_told_before_a_fall_is_told_again) {
    auto const id = open(asking).id;
    // The first has heard it; before the second has, and before anybody could say so, the ground falls away.
    clocks.refuses = [](Followed const&) { return true; };
    clocks.refusal = ProblemKind::unavailable;
    EXPECT_EQ(code(feed.pass_on()), "listening.refuses");
    EXPECT_THAT(rules.seqs(id), ElementsAre(1));
    Feed restarted{database, clock};
    Listening after{"rules"};
    restarted.tells(after);
    EXPECT_EQ(run(io, restarted.pass_on()), 1u);
    EXPECT_THAT(after.seqs(id), ElementsAre(1));
}

// Takes until it is let go.
struct Slow final : Follower {
    explicit Slow(Clock& at) : clock(at) {}
    [[nodiscard]] std::string_view name() const override { return "slow"; }
    Task<void> follow(std::vector<Followed> const& entries) override {
        ++begun;
        co_await clock.sleep_for(std::chrono::seconds{5});
        heard += entries.size();
    }
    Clock& clock;
    std::size_t begun = 0, heard = 0;
};

TEST_F(FeedTest, of_two_processes_one_tells_at_a_time) {
    open(asking);
    Feed first{database, clock}, second{database, clock};
    Slow slow{clock};
    Listening quick{"quick"};
    first.tells(slow);
    second.tells(quick);
    std::optional<std::size_t> told;
    asio::co_spawn(io, first.pass_on(), [&](std::exception_ptr const& error, std::size_t number) {
        ASSERT_FALSE(error);
        told = number;
    });
    until([&] { return slow.begun == 1; });
    EXPECT_EQ(run(io, second.pass_on()), 0u) << "the first is at it";
    EXPECT_THAT(quick.heard, IsEmpty());
    clock.advance(std::chrono::seconds{5});
    until([&] { return told.has_value(); });
    EXPECT_EQ(told, 1u);
    EXPECT_EQ(run(io, second.pass_on()), 0u) << "it was told";
    open(asking);
    EXPECT_EQ(run(io, second.pass_on()), 1u);
}

}  // namespace
}  // namespace ombud::desk
