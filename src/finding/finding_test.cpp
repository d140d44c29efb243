// Finding conversations as agents do: in both languages, by what identifies a matter, page by page, with nothing shown or kept
// that should not be.
#include "finding/finding.hpp"

#include <gmock/gmock.h>

#include "audit/chain.hpp"
#include "core/limits.hpp"
#include "finding/queries.hpp"
#include "finding/words.hpp"
#include "support/desk_people.hpp"

namespace ombud::finding {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char hash[] = "4e3a3754410177e6937ef1f84bba68ea139e8d1a2258c5f85db9f1cd715a1bdd";
constexpr char address[] = "0x52908400098527886E0F7030069857D2E4169EE7";

struct FindingTest : ombud::testing::PeopledDesk {
    audit::Log audit{database, clock};
    desk::Feed feed{database, clock};
    Index index{database, desk.words(), clock};
    std::set<ConversationId> opened;  // by whoever asks
    Finding finding{
        database, desk, index, audit, [this](StaffId, std::vector<ConversationId> ids) { return open_of(std::move(ids)); },
        clock};
    Agent ana = agent("Ana");

    FindingTest() {
        feed.tells(index);
        run(io, desk.board().load());
    }
    Task<std::vector<ConversationId>> open_of(std::vector<ConversationId> ids) {
        std::erase_if(ids, [&](auto const& id) { return !opened.contains(id); });
        co_return ids;
    }
    void pass_on() {
        while (run(io, feed.pass_on()) > 0) {
        }
        clock.advance(1s);
    }
    // A conversation of somebody new that says this.
    ConversationId said(std::string words) {
        clock.advance(31s);
        auto const id = open(customer(), std::move(words)).id;
        pass_on();
        return id;
    }
    Found page(SearchFor wanted) {
        clock.advance(1s);
        return run(io, finding.search(ana, std::move(wanted)));
    }
    Found ask(std::string q) { return page({.q = std::move(q)}); }
    std::vector<ConversationId> find(SearchFor wanted) {
        std::vector<ConversationId> out;
        for (auto const& row : page(std::move(wanted)).rows) out.push_back(row.row.conversation.id);
        return out;
    }
    std::vector<ConversationId> find(std::string q) { return find({.q = std::move(q)}); }
    std::string refused(SearchFor wanted) { return code(finding.search(ana, std::move(wanted))); }
    // "…the [deposit] that"
    static std::string written(std::vector<Piece> const& pieces) {
        std::string out;
        for (auto const& piece : pieces) out += piece.marked ? "[" + piece.text + "]" : piece.text;
        return out;
    }
    std::string snippet(std::string q) {
        auto const found = ask(std::move(q));
        return found.rows.size() == 1 && found.rows[0].match.snippet ? written(*found.rows[0].match.snippet) : "none";
    }
    template <class... P>
    std::int64_t count(postgres::Query<postgres::One<std::int64_t>(P...)> const& query, P... values) {
        return run(io, database.run(query, values...));
    }
    std::int64_t indexed() {
        static constexpr postgres::Query<postgres::One<std::int64_t>()> all{"test.indexed",
                                                                            "SELECT count(*) FROM search_entries"};
        return count(all);
    }
};

TEST_F(FindingTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::entries, sql::add, sql::forget, sql::catch_up_place, sql::next_conversations, sql::not_in_index,
           sql::caught_up_to, sql::days, sql::walk, sql::customer_of, sql::others_of, sql::last_entries,
           sql::of_the_same_incident, sql::sharing);
    EXPECT_EQ(differs, "");
}

TEST_F(FindingTest, words_are_found_however_they_are_spelt) {
    auto const deposit = said("My deposits of 500 USDT were never credited, naïve as I am.");
    auto const chinese = said("我的充值没有到账，已经三天了");
    auto const mixed = said("提币到Binance一直显示處理中");
    EXPECT_THAT(find("deposit credited"), ElementsAre(deposit));
    EXPECT_THAT(find("DEPOSITING"), ElementsAre(deposit)) << "by its stem";
    EXPECT_THAT(find("ｕｓｄｔ ５００"), ElementsAre(deposit)) << "full width";
    EXPECT_THAT(find("naive"), ElementsAre(deposit));
    EXPECT_THAT(find("deposit Binance"), IsEmpty()) << "all words stand in one entry";
    EXPECT_THAT(find("充值到账"), ElementsAre(chinese)) << "other words may stand between";
    EXPECT_THAT(find("充值沒有到賬"), ElementsAre(chinese)) << "traditional writing";
    EXPECT_THAT(find("充值 三天"), ElementsAre(chinese));
    EXPECT_THAT(find("处理中"), ElementsAre(mixed)) << "simplified finds traditional";
    EXPECT_THAT(find("binance 提币"), ElementsAre(mixed));
    EXPECT_THAT(find("三 充值"), ElementsAre(chinese)) << "one letter is enough";
    EXPECT_THAT(find("币"), ElementsAre(mixed));
    EXPECT_THAT(find("狗 充值"), IsEmpty());
    EXPECT_THAT(find("充到值账"), IsEmpty()) << "each letter stands beside its neighbour";
    EXPECT_THAT(find("已经三天没有到账"), ElementsAre(chinese)) << "in whatever order";
}

TEST_F(FindingTest, what_identifies_a_matter_is_found_whole) {
    auto const one = said("Transaction 0x" + std::string(hash) + " is mine.");
    auto const other = said("我转到" + std::string(address) + "了，li.wei+a@mail.example 是我的邮箱");
    auto const reference = read(ana, other).reference;
    auto const third = said("As I said in " + reference + ": nothing came.");
    EXPECT_THAT(find(hash), ElementsAre(one)) << "with or without 0x";
    EXPECT_THAT(find("https://etherscan.io/tx/0x" + std::string(hash)), IsEmpty()) << "nobody wrote that site's name";
    EXPECT_THAT(find("0x52908400098527886e0f7030069857d2e4169ee7"), ElementsAre(other));
    EXPECT_THAT(find("0x52908400098527886e0f7030069857d2e4169ee8"), IsEmpty());
    EXPECT_THAT(find("Li.Wei+a@mail.example"), ElementsAre(other));
    EXPECT_THAT(find(reference), ElementsAre(third, other)) << "its own, and who mentions it";
    EXPECT_EQ(identifiers_in("(" + std::string(address) + ").").at(0).kind, "address");
    EXPECT_THAT(identifiers_in("internationalisation-of-everything 12 OM-1-2 a@b @c. --"), IsEmpty());
}

TEST_F(FindingTest, a_quote_is_found_letter_by_letter) {
    auto const right = said("They froze my account without a word.");
    said("Is my account what they froze? I have no word.");
    auto const han = said("提现已经到账");
    said("已经到账的不是提现");
    EXPECT_THAT(find("froze account"), SizeIs(2));
    EXPECT_THAT(find("\"froze my account\""), ElementsAre(right));
    EXPECT_THAT(find("“FROZE my” word"), ElementsAre(right));
    EXPECT_THAT(find("「提现已经到账」"), ElementsAre(han));
    EXPECT_THAT(find("\"froze my"), ElementsAre(right)) << "a quote that nobody ends";
    EXPECT_THAT(find("\"frozen my account\""), IsEmpty()) << "no stems";
}

TEST_F(FindingTest, a_newer_entry_without_the_quote_does_not_hide_the_older_one) {
    auto const li = customer();
    auto const id = open(li, "Error seven of nine: sign in failed").id;
    clock.advance(1min);
    say(li, id, "It failed: nine, then seven, an error of mine in the sign.");
    pass_on();
    auto const found = ask("\"seven of nine\" failed");
    ASSERT_THAT(found.rows, SizeIs(1));
    EXPECT_EQ(found.rows[0].match.seq, 1);
}

TEST_F(FindingTest, each_conversation_stands_once_by_its_newest_match) {
    auto const li = customer();
    auto const id = open(li, "My withdrawal is late").id;
    clock.advance(15 * 24h);
    note(ana, id, "Withdrawal is in review");
    clock.advance(15 * 24h);
    say(li, id, "Hello?");
    auto const other = said("withdrawal please");
    auto const found = ask("withdrawal");
    ASSERT_THAT(found.rows, SizeIs(2));
    EXPECT_EQ(found.rows[0].row.conversation.id, other);
    EXPECT_EQ(found.rows[1].match.seq, 2);
    EXPECT_EQ(found.rows[1].match.kind, desk::EntryKind::note);
    EXPECT_FALSE(found.next);
}

TEST_F(FindingTest, cases_letters_and_facts_are_found) {
    auto const li = customer();
    auto const id = open(li, std::nullopt).id;
    desk::Case told{.topic = "deposit", .fields = {{"exact_error", "Vault sealed"}}, .missing = {}};
    told.diagnosis = {{"facts", {{{"name", "deposit"}, {"value", {{"txid", hash}, {"state", "pending secretly"}}}}}}};
    run(io,
        desk.tell_case(li, id, {.client_id = new_id(), .body = "Nothing came", .attachments = {}, .told = told, .email = {}}));
    auto const letter = run(io, desk.open_for_letter(customer(), {.client_id = new_id(), .language = "en"})).id;
    auto const writer = edge::Gate::customer(CustomerId{run(io, desk.read(ana, letter)).customer.id});
    run(io, desk.post_letter(writer, letter,
                             {.client_id = new_id(),
                              .body = "Dear all",
                              .quoted = "",
                              .attachments = {},
                              .letter = {{"subject", "Missing memo"}, {"id", "x"}}}));
    pass_on();
    EXPECT_THAT(find("vault sealed nothing"), ElementsAre(id));
    EXPECT_THAT(find(hash), ElementsAre(id));
    EXPECT_THAT(find("secretly"), IsEmpty()) << "what else was looked up is in nobody's words";
    EXPECT_THAT(find("memo dear"), ElementsAre(letter));
}

TEST_F(FindingTest, filters_narrow_it) {
    auto const open_one = said("deposit one");
    auto const mine = said("deposit two");
    assign(ana, mine, ana.id);
    run(io, desk.change(ana, mine, {.client_id = new_id(), .topic = "deposit", .add_tags = {{"vip"}}}));
    auto const over = said("deposit three");
    set(ana, over, "resolved");
    auto const before = clock.now();
    clock.advance(20 * 24h);
    auto const late = said("deposit four");
    pass_on();
    auto const with = [&](auto change) {
        SearchFor wanted{.q = "deposit"};
        change(wanted);
        return find(std::move(wanted));
    };
    EXPECT_THAT(with([](auto& w) { w.status = "active"; }), ElementsAre(late, mine, open_one));
    EXPECT_THAT(with([](auto& w) { w.status = "resolved"; }), ElementsAre(over));
    EXPECT_THAT(with([](auto& w) { w.assignee = "me"; }), ElementsAre(mine));
    EXPECT_THAT(with([](auto& w) {
                    w.assignee = "nobody";
                    w.status = "new";
                }),
                ElementsAre(late, open_one));
    EXPECT_THAT(with([](auto& w) { w.topic = "deposit"; }), ElementsAre(mine));
    EXPECT_THAT(with([](auto& w) { w.tag = "vip"; }), ElementsAre(mine));
    EXPECT_THAT(with([](auto& w) { w.language = "zh-CN"; }), IsEmpty());
    EXPECT_THAT(with([](auto& w) { w.channel = "chat"; }), SizeIs(4));
    EXPECT_THAT(with([&](auto& w) { w.from = before; }), ElementsAre(late));
    EXPECT_THAT(with([&](auto& w) { w.to = before; }), ElementsAre(over, mine, open_one));
    for (auto const& wrong : {SearchFor{.q = "a1", .status = "gone"},
                              {.q = "a1", .topic = "gone"},
                              {.q = "a1", .channel = "fax"},
                              {.q = "a1", .language = "fr"},
                              {.q = "a1", .assignee = "Ana"}})
        EXPECT_EQ(refused(wrong), "field.choice");
}

TEST_F(FindingTest, pages_show_each_once_while_new_ones_come) {
    std::vector<ConversationId> all;
    for (int i = 0; i < 23; ++i) {
        all.push_back(said("my coins are gone " + std::to_string(i)));
        clock.advance(i % 5 == 0 ? std::chrono::hours{24 * 9} : 1h);
    }
    auto const writer = customer();
    auto const chatty = open(writer, "coins").id;
    for (int i = 0; i < 12; ++i) clock.advance(2min), say(writer, chatty, "coins again " + std::to_string(i));
    pass_on();
    all.push_back(chatty);
    std::ranges::reverse(all);
    std::vector<ConversationId> seen;
    std::optional<std::string> cursor;
    do {
        auto const found = page({.q = "coins", .cursor = cursor, .limit = 4});
        EXPECT_LE(found.rows.size(), 4u);
        for (auto const& row : found.rows) seen.push_back(row.row.conversation.id);
        cursor = found.next;
        said("coins came in between");
        clock.advance(1min);
        say(writer, chatty, "coins still");
        pass_on();
    } while (cursor);
    EXPECT_EQ(seen, all);
}

TEST_F(FindingTest, a_cursor_belongs_to_its_question) {
    for (int i = 0; i < 3; ++i) said("coins " + std::to_string(i));
    auto const next = page({.q = "coins", .cursor = {}, .limit = 1}).next.value();
    EXPECT_EQ(refused({.q = "coins", .cursor = next}), "fine");
    EXPECT_EQ(refused({.q = "coin", .cursor = next}), "cursor.invalid");
    EXPECT_EQ(refused({.q = "coins", .status = "new", .cursor = next}), "cursor.invalid");
    for (auto const& bad : {std::string("x"), std::string(), next + "0", "0" + next, next + "_", std::string(500, '1'),
                            "9223372036854775807_" + next.substr(next.find('_') + 1)})
        EXPECT_EQ(refused({.q = "coins", .cursor = bad}), "cursor.invalid") << bad;
    EXPECT_EQ(refused({.q = "coins", .limit = 0}), "field.range");
    EXPECT_EQ(refused({.q = "coins", .limit = limits::search_page + 1}), "field.range");
    EXPECT_EQ(refused({.q = " \"\" …"}), "query.empty");
    EXPECT_EQ(refused({.q = std::string(limits::search_letters + 1, 'a')}), "query.too_long");
    EXPECT_EQ(refused({.q = std::string("\xff\xfe\xc3", 3)}), "query.empty");
}

TEST_F(FindingTest, more_words_than_the_index_is_asked_for_count_all_the_same) {
    std::string words, others;
    for (int i = 0; i < 20; ++i) words += " zq" + std::to_string(i), others += i == 3 ? "" : " zq" + std::to_string(i);
    auto const right = said(words);
    said(others);
    EXPECT_THAT(find(words), ElementsAre(right));
    EXPECT_THAT(find(others), SizeIs(2));
}

TEST_F(FindingTest, words_are_shown_only_of_what_is_open) {
    auto const long_text = "To begin with, " + std::string(40 * 5, 'x') + " and then my memo was wrong, " + std::string(700, 'y');
    auto const id = said(long_text);
    auto const found = ask("memo");
    ASSERT_THAT(found.rows, SizeIs(1));
    EXPECT_FALSE(found.rows[0].match.snippet);
    opened.insert(id);
    auto const shown = snippet("memo");
    EXPECT_THAT(shown, HasSubstr("my [memo] was wrong"));
    EXPECT_TRUE(shown.starts_with("…")) << shown;
    EXPECT_LT(shown.size(), 330u);
    EXPECT_THAT(snippet("\"memo was\""), HasSubstr("[memo was]"));
    opened.insert(said("充值没有到账"));
    EXPECT_EQ(snippet("充值"), "[充值]没有到账");
    EXPECT_EQ(snippet("没有到账"), "充值[没有到账]");
}

TEST_F(FindingTest, names_are_masked) {
    static constexpr postgres::Query<postgres::Affected(CustomerId, std::string)> call{
        "test.name", "UPDATE customers SET name = $2 WHERE id = $1"};
    auto const li = customer();
    run(io, database.run(call, li.id, std::string("Li Wei")));
    open(li, "memo");
    pass_on();
    auto const found = ask("memo");
    ASSERT_THAT(found.rows, SizeIs(1));
    EXPECT_THAT(to_json_text(found), Not(HasSubstr("Li Wei")));
}

TEST_F(FindingTest, the_index_holds_no_word_and_nothing_that_returns) {
    std::string const text = "penguin penguin 充值 " + std::string(hash);
    auto const first = said(text);
    clock.advance(40 * 24h);
    auto const second = said(text);
    static constexpr postgres::Query<postgres::One<std::string>()> dump{"test.dump", R"sql(
        SELECT concat((SELECT jsonb_agg(to_jsonb(s)) FROM search_entries s), (SELECT jsonb_agg(to_jsonb(w)) FROM search_days w)))sql"};
    auto const all = run(io, database.run(dump));
    for (auto const* word : {"penguin", "充值", hash, "4e3a"}) EXPECT_THAT(all, Not(HasSubstr(word)));
    static constexpr postgres::Query<postgres::One<std::int64_t>(ConversationId, ConversationId)> shared{"test.shared", R"sql(
        SELECT count(*) FROM search_entries a, search_entries b, unnest(a.terms) t
        WHERE a.conversation_id = $1 AND b.conversation_id = $2 AND t = ANY (b.terms))sql"};
    EXPECT_EQ(count(shared, first, second), 0);
    EXPECT_THAT(find("penguin"), ElementsAre(second, first));
    // Under another key it is another index.
    EXPECT_NE(Hashes{Seal::Key{}}.of("wpenguin", 1), index.hashes().of("wpenguin", 1));
}

TEST_F(FindingTest, whoever_is_erased_is_not_found_nor_put_in_again) {
    auto const li = customer();
    auto const id = open(li, "penguin").id;
    said("penguin of another");
    EXPECT_THAT(find("penguin"), SizeIs(2));
    say(li, id, "penguin, once more");
    run(io, vault.erase(li.id));
    desk.words().forget();
    EXPECT_EQ(run(io, index.forget(li.id)), 1);
    pass_on();
    EXPECT_THAT(find("penguin"), SizeIs(1));
    static constexpr postgres::Query<postgres::Affected()> anew{"test.anew", "UPDATE search_catch_up SET done = false"};
    run(io, database.run(anew));
    while (run(io, index.catch_up())) {
    }
    EXPECT_THAT(find("penguin"), SizeIs(1));
}

// What had read the words before they were erased, and stores after: nothing of them may stay.
TEST_F(FindingTest, what_was_read_before_an_erasure_is_not_stored_after_it) {
    auto const li = customer();
    auto const id = open(li, "penguin").id;
    run(io, vault.erase(li.id));
    EXPECT_EQ(run(io, database.run(sql::add, {id}, {1}, {li.id}, {day_of(clock.now())}, {clock.now()}, {"{1,2}"})), 0);
    EXPECT_EQ(indexed(), 0);
}

TEST_F(FindingTest, an_entry_told_twice_stands_once) {
    auto const id = said("penguin");
    static constexpr postgres::Query<postgres::Affected(ConversationId)> again{
        "test.again", "INSERT INTO entry_feed (conversation_id, seq) VALUES ($1, 1)"};
    run(io, database.run(again, id));
    pass_on();
    EXPECT_EQ(indexed(), 1);
    EXPECT_THAT(find("penguin"), ElementsAre(id));
}

TEST_F(FindingTest, what_is_older_than_the_index_is_put_in_a_part_at_a_time) {
    for (int i = 0; i < 60; ++i) said("penguin " + std::to_string(i));
    static constexpr postgres::Query<postgres::Affected()> empty{"test.empty", "DELETE FROM search_entries"};
    static constexpr postgres::Query<postgres::Affected()> begin{"test.begin", "UPDATE search_catch_up SET done = false"};
    run(io, database.run(empty));
    EXPECT_FALSE(run(io, index.catch_up())) << "all was done";
    EXPECT_EQ(indexed(), 0);
    run(io, database.run(begin));
    EXPECT_TRUE(run(io, index.catch_up()));
    EXPECT_EQ(indexed(), 50);
    // The program falls here; another one goes on.
    Index after_fall{database, desk.words(), clock};
    EXPECT_FALSE(run(io, after_fall.catch_up()));
    EXPECT_EQ(indexed(), 60);
    EXPECT_THAT(find("penguin"), SizeIs(limits::search_page));
}

TEST_F(FindingTest, it_is_on_the_record_that_somebody_searched_and_not_for_what) {
    said("penguin");
    ask("penguin");
    for (int i = 1; i < 15; ++i) ask("penguin");
    auto const records = run(io, audit.read({}, "desk.searched", 50));
    ASSERT_THAT(records, SizeIs(15)) << "each, however many";
    EXPECT_THAT(json::serialize(audit::details_of(records[0])), Not(HasSubstr("penguin")));
}

TEST_F(FindingTest, who_searches_without_end_is_slowed) {
    for (std::uint32_t i = 0; i < limits::searches_at_once; ++i) EXPECT_EQ(refused({.q = "penguin"}), "fine");
    EXPECT_EQ(refused({.q = "penguin"}), "rate.limited");
}

TEST_F(FindingTest, related_are_those_of_the_customer_and_those_that_name_the_same) {
    auto const li = customer();
    auto const first = open(li, "I sent 0x" + std::string(hash) + " to " + address).id;
    clock.advance(31s);
    auto const own = open(li, "Another matter").id;
    auto const same_hash = said("Where is " + std::string(hash) + "?");
    clock.advance(40 * 24h);
    auto const same_both = said(std::string(address) + " got " + hash);
    auto const in_incident = said("Nothing of that"), left = said("Nor of that");
    static constexpr postgres::Query<postgres::Affected(Uuid, StaffId, Timestamp)> declare{"test.declare", R"sql(
        INSERT INTO incidents (id, client_id, kind, title_en, title_zh, state, declared_by, declared_at, changed_at)
        VALUES ($1, 'x', 'network', 'Halt', '暂停', 'open', $2, $3, $3))sql"};
    static constexpr postgres::Query<postgres::Affected(Uuid, std::vector<ConversationId>, Timestamp, bool)> join{"test.join",
                                                                                                                  R"sql(
        INSERT INTO incident_conversations (incident_id, conversation_id, how, joined_at, told, left_at)
        SELECT $1, id, 'hand', $3, 0, CASE WHEN $4 THEN $3 END FROM unnest($2::uuid[]) AS o (id))sql"};
    auto const incident = Uuid::make_v7(clock.now(), random);
    run(io, database.run(declare, incident, ana.id, clock.now()));
    run(io, database.run(join, incident, {first, own, in_incident}, clock.now(), false));
    run(io, database.run(join, incident, {left}, clock.now(), true));
    auto const related = run(io, finding.related(ana, first));
    std::vector<ConversationId> ids;
    for (auto const& row : related.rows) ids.push_back(row.row.conversation.id);
    ASSERT_THAT(ids, ElementsAre(same_both, same_hash, own, in_incident));
    std::string const folded = "0x52908400098527886e0f7030069857d2e4169ee7";
    EXPECT_THAT(related.rows[0].reasons, UnorderedElementsAre(Reason{"transaction", hash}, Reason{"address", folded}));
    EXPECT_THAT(related.rows[1].reasons, ElementsAre(Reason{"transaction", hash}));
    EXPECT_THAT(related.rows[2].reasons, ElementsAre(Reason{"customer", {}}, Reason{"incident", {}}));
    EXPECT_THAT(related.rows[3].reasons, ElementsAre(Reason{"incident", {}}));
    EXPECT_EQ(code(finding.related(ana, ConversationId::make(clock, random))), "conversation.unknown");
    EXPECT_THAT(run(io, finding.related(ana, same_hash)).rows, SizeIs(2)) << "none of its own, and in no incident";
}

}  // namespace
}  // namespace ombud::finding
