// The links of letters: each connects one run to its conversation, whoever holds it, however often and at whatever time it comes.
#include "diagnosis/offers.hpp"

#include "core/limits.hpp"
#include "core/tokens.hpp"
#include "diagnosis/runs_world.hpp"

namespace ombud::diagnosis {
namespace {

struct OffersTest : RunsTest {
    Offers offers{database, clock, random};
    ConversationId const letters = conversation();

    std::string offer(std::string flow = "door") {
        std::string out;
        run(io, database.transaction([&](postgres::Transaction& transaction) -> Task<void> {
            out = co_await offers.make(transaction, letters, std::move(flow));
        }));
        return out;
    }
    bool open(std::string const& letter, std::string flow = "door") { return run(io, offers.is_open(letter, std::move(flow))); }
    RunView begin(std::string letter, std::optional<Channel> channel = {}) {
        auto started =
            run(io, runs.start(nobody, {.flow = "door", .language = "en", .channel = channel, .letter = std::move(letter)}));
        token = started.token;
        return started.run;
    }
    // As it is stored; whoever holds the run is not shown it.
    std::optional<ConversationId> conversation_of(RunView const& at) {
        EXPECT_EQ(at.conversation_id, std::nullopt);
        return run(io, database.run(sql::by_id, at.id))->conversation_id;
    }
};

TEST_F(OffersTest, the_first_run_by_a_link_belongs_to_its_conversation) {
    auto const letter = offer();
    EXPECT_TRUE(open(letter));
    EXPECT_TRUE(open(letter)) << "looking is not using";
    auto const first = begin(letter, Channel::chat);
    EXPECT_EQ(first.channel, Channel::mail);
    EXPECT_EQ(conversation_of(first), letters);
    clock.advance(11s);
    EXPECT_FALSE(open(letter));
    auto const second = begin(letter, Channel::chat);
    EXPECT_EQ(second.channel, Channel::chat);
    EXPECT_EQ(conversation_of(second), std::nullopt);
    EXPECT_EQ(second.step->id, "what") << "it begins all the same";
}

TEST_F(OffersTest, only_its_hash_is_kept) {
    static constexpr postgres::Query<postgres::Many<std::string>()> all{"test.offers", "SELECT o::text FROM diagnosis_offers o"};
    auto const letter = offer();
    auto const rows = run(io, database.run(all));
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_THAT(rows[0], ::testing::HasSubstr(token_hash(letter)));
    EXPECT_THAT(rows[0], ::testing::Not(::testing::HasSubstr(letter.substr(offer_prefix.size()))));
}

TEST_F(OffersTest, two_that_begin_at_once_both_begin_and_the_link_is_used_up) {
    auto const letter = offer();
    std::size_t done = 0;
    for (int i = 0; i < 8; ++i)
        asio::co_spawn(io, runs.start(nobody, {.flow = "door", .language = "en", .channel = {}, .letter = letter}),
                       [&](std::exception_ptr error, StartedRun started) {
                           ++done;
                           EXPECT_FALSE(error);
                           EXPECT_EQ(started.run.state, State::asking);
                       });
    io.restart();
    while (done < 8) io.run_one();
    clock.advance(11s);
    EXPECT_FALSE(open(letter));
}

TEST_F(OffersTest, an_old_an_altered_and_another_answers_link_connect_nothing) {
    auto const letter = offer(), of_another = offer("window");
    EXPECT_FALSE(open(of_another));
    EXPECT_EQ(conversation_of(begin(of_another)), std::nullopt);
    auto altered = letter;
    altered[10] = altered[10] == 'x' ? 'y' : 'x';
    for (auto const& each : {altered, letter + "=", letter.substr(0, 20), std::string{}, std::string(100'000, 'o'),
                             std::string("omg1_"), std::string("omr1_") + letter.substr(5), std::string(48, '\0')}) {
        EXPECT_FALSE(open(each));
        EXPECT_EQ(conversation_of(begin(each)), std::nullopt);
        clock.advance(1min);
    }
    clock.advance(limits::mail_link_life - 10min);
    EXPECT_TRUE(open(letter));
    clock.advance(11min);
    EXPECT_FALSE(open(letter));
    EXPECT_EQ(conversation_of(begin(letter)), std::nullopt);
}

TEST_F(OffersTest, what_began_by_a_letter_stays_of_it_on_every_channel_until_it_is_told) {
    auto const began = begin(offer());
    EXPECT_EQ(run(io, runs.resume(nobody, {.token = token, .channel = Channel::chat, .language = "zh-CN"})).channel,
              Channel::mail);
    EXPECT_EQ(run(io, runs.untold(clock.now() + 1h)), std::nullopt) << "it has not ended";
    choose(nobody, "what", "guests");
    run(io, runs.cannot_prove(nobody, {token}));
    ASSERT_EQ(look(nobody).state, State::ended);
    EXPECT_EQ(run(io, runs.untold(clock.now() - 1s)), std::nullopt) << "it has only just";
    EXPECT_EQ(run(io, runs.untold(clock.now())), began.id);
    EXPECT_EQ(run(io, runs.read_for_note(began.id)).conversation_id, letters);
    run(io, runs.is_told(began.id));
    EXPECT_EQ(run(io, runs.untold(clock.now())), std::nullopt);
}

TEST_F(OffersTest, a_customer_cannot_name_a_conversation_by_the_channel_alone) {
    auto const at = run(io, runs.start(nobody, {.flow = "door", .language = "en", .channel = Channel::mail}));
    token = at.token;
    EXPECT_EQ(conversation_of(at.run), std::nullopt);
    choose(nobody, "what", "guests");
    run(io, runs.cannot_prove(nobody, {token}));
    EXPECT_EQ(run(io, runs.untold(clock.now() + 1h)), std::nullopt);
}

}  // namespace
}  // namespace ombud::diagnosis
