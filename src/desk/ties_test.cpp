#include "desk/ties.hpp"

#include <gmock/gmock.h>

#include "audit/chain.hpp"
#include "core/limits.hpp"
#include "desk/followers.hpp"
#include "desk/planned.hpp"
#include "desk/queries.hpp"
#include "desk/tie_queries.hpp"
#include "support/desk_people.hpp"

namespace ombud::desk {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Ear;
using ombud::testing::run;
using realtime::Audience;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

struct TiesTest : ombud::testing::PeopledDesk {
    audit::Log audit{database, clock};
    Ties ties{database, desk, audit, clock, random};
    Feed feed{database, clock};
    Customer asking = customer(), somebody = customer();
    Agent ana = agent("Ana"), ben = agent("Ben");
    Conversation first = open(asking, "Where is my withdrawal?");
    Conversation second = open(asking, "It is still not there.");
    Conversation foreign = open(somebody, "I cannot sign in.");

    TiesTest() { feed.tells(ties); }

    MakeTie wanted(std::string kind, Conversation const& other) { return {new_id(), std::move(kind), other.reference}; }
    Tie make(Conversation const& of, std::string kind, Conversation const& other) {
        return run(io, ties.make(ana, of.id, wanted(std::move(kind), other)));
    }
    std::string refused(Conversation const& of, std::string kind, Conversation const& other) {
        return code(ties.make(ana, of.id, wanted(std::move(kind), other)));
    }
    std::vector<Tie> tied(Conversation const& of) { return run(io, ties.list(ben, of.id)).ties; }
    Conversation now(Conversation const& of) { return read(ana, of.id); }
    // "act role reference" of each tie in the log.
    std::vector<std::string> links(Conversation const& of) {
        std::vector<std::string> out;
        for (auto const& entry : log(ana, of.id)) {
            if (entry.kind != EntryKind::link) continue;
            EXPECT_TRUE(entry.internal);
            auto const word = [&](char const* name) { return std::string(entry.data.at(name).as_string()); };
            out.push_back(word("act") + " " + word("role") + " " +
                          std::string(entry.data.at("other").at("reference").as_string()));
        }
        return out;
    }
    std::optional<Timestamp> waits_since(Conversation const& of) {
        static constexpr postgres::Query<postgres::One<std::optional<Timestamp>>(ConversationId)> since{
            "test.waits_since", "SELECT waiting_since FROM conversations WHERE id = $1"};
        return run(io, database.run(since, of.id));
    }
    void pass_on() {
        while (run(io, feed.pass_on()) > 0) {
        }
    }
    std::vector<Entry> shown(Conversation const& of) { return log(asking, of.id); }
};

TEST_F(TiesTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::tie, sql::ties, sql::conversation_by_reference, sql::hold_tied, sql::tied, sql::are_related, sql::known_tie,
           sql::add_tie, sql::set_merged_into, sql::end_tie, sql::said_since, sql::said_at, sql::open_split, sql::contact_of,
           sql::reach_as, sql::wrote_in_merged, sql::followers, sql::add_follower, sql::remove_follower, sql::mentionable);
    EXPECT_EQ(differs, "");
}

TEST_F(TiesTest, related_ones_say_so_in_both_logs_and_change_nothing_else) {
    Ear phone{hub, first.id.uuid, Audience::customer}, screen{hub, foreign.id.uuid, Audience::staff};
    auto const before = now(first), other = now(foreign);
    auto const tie = make(first, "related", foreign);
    EXPECT_EQ(tie.role, "with");
    EXPECT_EQ(tie.other.reference, foreign.reference);
    EXPECT_FALSE(tie.other.same_customer);
    EXPECT_EQ(tie.made_by.name, "Ana");
    EXPECT_THAT(links(first), ElementsAre("linked with " + foreign.reference));
    EXPECT_THAT(links(foreign), ElementsAre("linked with " + first.reference));
    ASSERT_THAT(tied(foreign), SizeIs(1));
    EXPECT_EQ(tied(foreign)[0].other.id, first.id);
    EXPECT_EQ(now(first).status, before.status);
    EXPECT_EQ(now(first).updated_at, before.updated_at);
    EXPECT_EQ(now(foreign).status, other.status);
    EXPECT_THAT(screen.of("entry_posted"), SizeIs(1));
    EXPECT_THAT(phone.all, IsEmpty()) << "no customer hears of it";
    EXPECT_THAT(shown(first), SizeIs(1));

    EXPECT_EQ(refused(foreign, "related", first), "tie.exists") << "in whichever direction";
    auto const ended = run(io, ties.end(ben, foreign.id, tie.id));
    EXPECT_TRUE(ended.ended_at);
    EXPECT_EQ(run(io, ties.end(ben, foreign.id, tie.id)).ended_at, ended.ended_at) << "a second time is the same";
    EXPECT_THAT(tied(first), IsEmpty());
    EXPECT_THAT(links(first), ElementsAre("linked with " + foreign.reference, "unlinked with " + foreign.reference));
    make(foreign, "related", first);
    EXPECT_THAT(tied(first), SizeIs(1));
}

TEST_F(TiesTest, the_same_act_again_is_the_same_tie) {
    auto again = wanted("merged", second);
    again.message = "We go on in your other conversation.";
    auto const tie = run(io, ties.make(ana, first.id, again));
    EXPECT_EQ(run(io, ties.make(ana, first.id, again)).id, tie.id);
    EXPECT_THAT(links(first), SizeIs(1));
    EXPECT_THAT(links(second), SizeIs(1));
    again.reference = foreign.reference;
    EXPECT_EQ(code(ties.make(ana, first.id, again)), "client_id.reused");
}

TEST_F(TiesTest, the_other_one_is_opened_before_anything_of_it_is_shown_or_done) {
    ties.asks_before([&](StaffId who, ConversationId id) -> Task<void> {
        EXPECT_EQ(who, ana.id);
        if (id == foreign.id) throw Problem{ProblemKind::forbidden, "budget.spent"};
        co_return;
    });
    EXPECT_EQ(code(ties.look(ana, first.id, {foreign.reference})), "budget.spent");
    EXPECT_EQ(refused(first, "related", foreign), "budget.spent");
    EXPECT_THAT(links(foreign), IsEmpty());
    auto const tie = make(first, "related", second);
    run(io, ties.end(ana, first.id, tie.id));
    make(first, "merged", second);
    std::vector<std::string> acts;
    for (auto const& record : run(io, audit.read({}, {}, 10))) acts.push_back(record.act);
    EXPECT_THAT(acts, ElementsAre("desk.merged", "desk.unlinked", "desk.linked"));
}

TEST_F(TiesTest, what_makes_no_sense_is_refused) {
    EXPECT_EQ(refused(first, "related", first), "tie.self");
    EXPECT_EQ(refused(first, "merged", first), "tie.self");
    EXPECT_EQ(refused(first, "swallowed", second), "field.choice");
    EXPECT_EQ(code(ties.make(ana, first.id, {new_id(), "related", "OM-0000-0000"})), "reference.unknown");
    EXPECT_EQ(code(ties.make(ana, ConversationId::make(clock, random), wanted("related", first))), "conversation.unknown");
    EXPECT_EQ(code(ties.list(ana, ConversationId::make(clock, random))), "conversation.unknown");
    EXPECT_EQ(code(ties.end(ana, first.id, TieId::make(clock, random))), "tie.unknown");
    auto const tie = make(first, "related", second);
    EXPECT_EQ(code(ties.end(ana, foreign.id, tie.id)), "tie.unknown") << "of another";
    EXPECT_EQ(run(io, ties.make(ana, first.id, {new_id(), "related", " om" + foreign.reference.substr(2) + " "})).other.id,
              foreign.id)
        << "as people type it";
}

TEST_F(TiesTest, no_customer_is_merged_into_another) {
    EXPECT_EQ(refused(first, "merged", foreign), "merge.other_customer");
    EXPECT_THAT(links(first), IsEmpty());
    auto const look = run(io, ties.look(ana, first.id, {foreign.reference}));
    EXPECT_EQ(look.why_not_merged, "merge.other_customer");
    EXPECT_FALSE(look.why_not_related);
    EXPECT_FALSE(look.other.same_customer);
    EXPECT_FALSE(run(io, ties.look(ana, first.id, {second.reference})).why_not_merged);
}

TEST_F(TiesTest, what_is_merged_ends_and_is_answered_where_it_went) {
    clock.advance(1min);
    say(ana, second.id, "We are looking into it.");
    clock.advance(1min);
    auto again = wanted("merged", second);
    again.message = "We go on in your other conversation.";
    auto const tie = run(io, ties.make(ana, first.id, again));
    EXPECT_EQ(tie.role, "into");
    EXPECT_EQ(now(first).status, "resolved");
    EXPECT_FALSE(waits_since(first));
    EXPECT_EQ(now(second).status, "open") << "whoever waited there waits here";
    EXPECT_EQ(waits_since(second), first.created_at) << "as long as before";
    EXPECT_THAT(links(first), ElementsAre("merged into " + second.reference));
    EXPECT_THAT(links(second), ElementsAre("merged from " + first.reference));
    EXPECT_EQ(shown(first).back().body, "We go on in your other conversation.");

    EXPECT_EQ(code(desk.post(ana, first.id, words("And?"))), "conversation.merged");
    EXPECT_EQ(code(desk.change_status(ana, first.id, {"open", new_id()})), "conversation.merged");
    EXPECT_FALSE(run(io, desk.change_status_as({"rule", {}, {}}, first.id, {"open", new_id()})));
    note(ana, first.id);  // notes are not answers
    say(ana, second.id, "It was sent at noon.");
    EXPECT_EQ(now(second).status, "waiting");
}

TEST_F(TiesTest, a_circle_and_a_second_merge_are_refused) {
    auto third = open(asking, "Hello?");
    make(first, "merged", second);
    EXPECT_EQ(refused(first, "merged", third), "conversation.merged");
    EXPECT_EQ(refused(second, "merged", first), "merge.target_merged");
    EXPECT_EQ(refused(third, "merged", first), "merge.target_merged");
    make(second, "merged", third);  // all the way
    EXPECT_EQ(now(second).status, "resolved");
}

TEST_F(TiesTest, of_two_agents_who_merge_at_once_exactly_one_wins) {
    auto third = open(asking, "Hello?");
    std::vector<Task<Tie>> both;
    both.push_back(ties.make(ana, first.id, wanted("merged", second)));
    both.push_back(ties.make(ben, first.id, wanted("merged", third)));
    std::vector<std::string> codes;
    for (auto const& outcome : all(std::move(both))) codes.push_back(outcome.code);
    EXPECT_THAT(codes, UnorderedElementsAre("", "conversation.merged"));
    EXPECT_THAT(links(first), SizeIs(1));
    EXPECT_EQ(links(second).size() + links(third).size(), 1u);
}

TEST_F(TiesTest, of_two_who_merge_the_same_two_crosswise_exactly_one_wins) {
    std::vector<Task<Tie>> both;
    both.push_back(ties.make(ana, first.id, wanted("merged", second)));
    both.push_back(ties.make(ben, second.id, wanted("merged", first)));
    int fine = 0;
    for (auto const& outcome : all(std::move(both))) fine += outcome.code.empty();
    EXPECT_EQ(fine, 1);
    EXPECT_THAT(links(first), SizeIs(1));
    EXPECT_THAT(links(second), SizeIs(1));
}

TEST_F(TiesTest, of_two_who_link_the_same_two_exactly_one_wins) {
    std::vector<Task<Tie>> both;
    both.push_back(ties.make(ana, first.id, wanted("related", foreign)));
    both.push_back(ties.make(ben, foreign.id, wanted("related", first)));
    std::vector<std::string> codes;
    for (auto const& outcome : all(std::move(both))) codes.push_back(outcome.code);
    EXPECT_THAT(codes, UnorderedElementsAre("", "tie.exists"));
}

TEST_F(TiesTest, what_its_customer_writes_in_a_merged_one_is_kept_there_and_marked_where_it_went) {
    auto third = open(asking, "Hello?");
    make(first, "merged", second);
    make(second, "merged", third);
    pass_on();
    EXPECT_THAT(links(third), ElementsAre("merged from " + second.reference)) << "what was said before is no news";
    say(ana, third.id, "It was sent at noon.");
    set(ana, third.id, "resolved");
    clock.advance(1min);
    auto const said = say(asking, first.id, "It never came.");
    EXPECT_EQ(said.status, "resolved");
    EXPECT_EQ(shown(first).back().body, "It never came.");
    pass_on();
    EXPECT_THAT(links(third), ElementsAre("merged from " + second.reference, "wrote from " + first.reference));
    EXPECT_THAT(links(second), Not(::testing::Contains(HasSubstr("wrote"))));
    EXPECT_EQ(log(ana, third.id).back().data.at("seq").as_int64(), said.seq);
    EXPECT_EQ(now(third).status, "open") << "nobody who writes is overlooked";
    EXPECT_EQ(waits_since(third), said.posted_at);

    // Whoever falls in between hears it again, and marks it once.
    static constexpr postgres::Query<postgres::Affected(ConversationId, std::int64_t)> again{
        "test.feed_again", "INSERT INTO entry_feed (conversation_id, seq) VALUES ($1, $2)"};
    run(io, database.run(again, first.id, said.seq));
    pass_on();
    EXPECT_THAT(links(third), SizeIs(2));
}

TEST_F(TiesTest, a_merge_that_is_undone_leaves_both_as_they_were) {
    say(ana, second.id, "We are looking into it.");
    auto const before = now(first), other = now(second);
    auto const tie = make(first, "merged", second);
    clock.advance(1min);
    run(io, ties.end(ben, first.id, tie.id));
    EXPECT_EQ(now(first).status, before.status);
    EXPECT_EQ(waits_since(first), first.created_at) << "its customer has not lost their place";
    EXPECT_EQ(now(second).status, other.status);
    EXPECT_FALSE(waits_since(second));
    EXPECT_THAT(links(first), ElementsAre("merged into " + second.reference, "unmerged into " + second.reference));
    EXPECT_THAT(tied(second), IsEmpty());
    say(ana, first.id, "It was sent at noon.");
    make(second, "merged", first);  // and the other way round
}

TEST_F(TiesTest, a_merge_is_undone_without_losing_what_was_said_meanwhile) {
    say(ana, first.id, "We are looking into it.");
    auto const tie = make(first, "merged", second);
    clock.advance(1min);
    auto const said = say(asking, first.id, "It never came.");
    pass_on();
    say(ana, second.id, "It was sent at noon.");
    run(io, ties.end(ana, second.id, tie.id));
    EXPECT_EQ(now(first).status, "open");
    EXPECT_EQ(waits_since(first), said.posted_at);
    EXPECT_EQ(now(second).status, "waiting") << "what happened there since then stands";
}

TEST_F(TiesTest, of_two_who_undo_a_merge_one_does_it_and_both_find_it_done) {
    auto const tie = make(first, "merged", second);
    std::vector<Task<Tie>> both;
    both.push_back(ties.end(ana, first.id, tie.id));
    both.push_back(ties.end(ben, second.id, tie.id));
    for (auto const& outcome : all(std::move(both))) EXPECT_EQ(outcome.code, "");
    EXPECT_THAT(links(first), ElementsAre("merged into " + second.reference, "unmerged into " + second.reference));
    EXPECT_THAT(links(second), SizeIs(2));
}

TEST_F(TiesTest, an_answer_that_waits_is_not_posted_in_a_merged_one) {
    Planned planned{database, desk, hub, clock};
    run(io,
        planned.plan(ana, first.id, {.client_id = new_id(), .body = "Soon.", .attachments = {}, .due_at = {}, .seen_seq = 1}));
    make(first, "merged", second);
    clock.advance(limits::answer_stands_for);
    run(io, planned.post_due());
    auto const waiting = run(io, planned.list(ana, first.id)).planned;
    ASSERT_THAT(waiting, SizeIs(1));
    EXPECT_TRUE(waiting[0].held) << "somebody looks at it";
    EXPECT_THAT(shown(first), SizeIs(1));
}

TEST_F(TiesTest, another_matter_becomes_a_conversation_of_its_own) {
    auto const matter = say(asking, first.id, "And my card was charged twice.");
    clock.advance(1min);
    Ear phone{hub, first.id.uuid, Audience::customer};
    Split const wanted{.client_id = new_id(),
                       .seqs = {matter.seq, matter.seq},
                       .message = "We answer your question about the card here.",
                       .topic = "security",
                       .answered = false};
    auto const tie = run(io, ties.split(ana, first.id, wanted));
    EXPECT_EQ(tie.kind, "split");
    EXPECT_EQ(tie.role, "to");
    auto const fresh = now({.id = tie.other.id});
    EXPECT_EQ(fresh.customer.id, asking.id);
    EXPECT_EQ(fresh.topic, "security");
    EXPECT_EQ(fresh.language, "en");
    EXPECT_EQ(fresh.status, "open");
    EXPECT_EQ(waits_since(fresh), matter.posted_at) << "since they said it";
    auto const seen = shown(fresh);
    ASSERT_THAT(seen, SizeIs(1)) << "their customer finds our first words, and nothing said twice";
    EXPECT_EQ(seen[0].body, "We answer your question about the card here.");
    auto const quote = log(ana, fresh.id).back();
    EXPECT_EQ(quote.kind, EntryKind::link);
    EXPECT_EQ(quote.data.at("quoted").at(0).at("body").as_string(), "And my card was charged twice.");
    EXPECT_EQ(quote.data.at("quoted").at(0).at("seq").as_int64(), matter.seq);
    EXPECT_THAT(links(first), ElementsAre("split to " + fresh.reference));
    EXPECT_THAT(links(fresh), ElementsAre("split from " + first.reference));
    EXPECT_THAT(phone.of("entry_posted"), IsEmpty());
    EXPECT_THAT(run(io, desk.own(asking)).conversations, SizeIs(3));

    static constexpr postgres::Query<postgres::One<std::string>(ConversationId)> clear{
        "test.clear", "SELECT string_agg(data::text, ' ') FROM entries WHERE conversation_id = $1"};
    EXPECT_THAT(run(io, database.run(clear, fresh.id)), Not(HasSubstr("card"))) << "what was said lies sealed";

    EXPECT_EQ(run(io, ties.split(ana, first.id, wanted)).id, tie.id) << "the same act again";
    EXPECT_EQ(code(ties.end(ana, first.id, tie.id)), "tie.split");
    EXPECT_EQ(run(io, ties.make(ana, fresh.id, {new_id(), "merged", first.reference})).role, "into") << "which undoes it";
}

TEST_F(TiesTest, a_split_that_answers_at_once_leaves_nobody_waiting) {
    auto const tie = run(io, ties.split(ana, first.id, {new_id(), {1}, "Your card was charged once.", {}, true}));
    auto const fresh = now({.id = tie.other.id});
    EXPECT_EQ(fresh.status, "waiting");
    EXPECT_FALSE(waits_since(fresh));
    EXPECT_EQ(fresh.assignee->id, ana.id.uuid);
}

TEST_F(TiesTest, only_what_its_customer_said_can_be_split_off) {
    auto const ours = say(ana, first.id, "We are looking into it.");
    auto split = [&](std::vector<std::int64_t> seqs, std::string message = "Here.") {
        return code(ties.split(ana, first.id, {new_id(), std::move(seqs), std::move(message), {}, false}));
    };
    EXPECT_EQ(split({ours.seq}), "split.entries");
    EXPECT_EQ(split({99}), "split.entries");
    EXPECT_EQ(split({}), "field.range");
    EXPECT_EQ(split({1}, " "), "body.empty") << "no customer finds an empty conversation";
    EXPECT_EQ(code(ties.split(ana, ConversationId::make(clock, random), {new_id(), {1}, "Here.", {}, false})),
              "conversation.unknown");
    make(first, "merged", second);
    EXPECT_EQ(split({1}), "conversation.merged");
    EXPECT_THAT(run(io, desk.own(asking)).conversations, SizeIs(2)) << "what is refused opens nothing";
}

TEST_F(TiesTest, a_note_names_colleagues_who_are_there) {
    auto named = remark("@Ben, have you seen this?");
    named.mentions = {ben.id, ben.id};
    auto const entry = run(io, desk.post(ana, first.id, named));
    ASSERT_THAT(entry.data.at("mentions").as_array(), SizeIs(1));
    EXPECT_EQ(entry.data.at("mentions").at(0).at("name").as_string(), "Ben");
    EXPECT_EQ(run(io, desk.post(ana, first.id, named)).seq, entry.seq);
    auto said = words("@Ben");
    said.mentions = {ben.id};
    EXPECT_EQ(code(desk.post(ana, first.id, said)), "mentions.in_note") << "customers hear of no colleague";
    named.client_id = new_id();
    named.mentions = {StaffId::make(clock, random)};
    EXPECT_EQ(code(desk.post(ana, first.id, named)), "mentions.unknown");
    named.mentions = std::vector<StaffId>(limits::mentions_each + 1, ben.id);
    EXPECT_EQ(code(desk.post(ana, first.id, named)), "field.range");
}

TEST_F(TiesTest, whoever_wants_to_follows_a_conversation) {
    Followers followers{database, hub, clock};
    Ear phone{hub, first.id.uuid, Audience::customer}, screen{hub, first.id.uuid, Audience::staff};
    auto names = [&] {
        std::vector<std::string> out;
        for (auto const& each : run(io, followers.list(ana, first.id)).followers) out.push_back(each.name.value());
        return out;
    };
    run(io, followers.follow(ben, first.id));
    run(io, followers.follow(ben, first.id));
    run(io, followers.add(ben, first.id, ana.id));
    EXPECT_THAT(names(), ElementsAre("Ana", "Ben"));
    run(io, followers.unfollow(ben, first.id));
    run(io, followers.unfollow(ben, first.id));
    EXPECT_THAT(names(), ElementsAre("Ana"));
    EXPECT_THAT(screen.of("followers_changed"), SizeIs(4)) << "what changes nothing may be told, too, but not what was gone";
    EXPECT_THAT(phone.all, IsEmpty());
    EXPECT_EQ(code(followers.add(ben, first.id, StaffId::make(clock, random))), "staff.unknown");
    EXPECT_EQ(code(followers.follow(ben, ConversationId::make(clock, random))), "conversation.unknown");
    EXPECT_EQ(code(followers.unfollow(ben, ConversationId::make(clock, random))), "conversation.unknown");
    for (int i = 1; i < limits::followers_each; ++i) run(io, followers.add(ana, first.id, agent("A" + std::to_string(i)).id));
    EXPECT_EQ(code(followers.follow(ben, first.id)), "followers.too_many");
}

}  // namespace
}  // namespace ombud::desk
