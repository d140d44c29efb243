#include "desk/words.hpp"

#include <fstream>
#include <gmock/gmock.h>

#include "customers/queries.hpp"
#include "desk/attachment_queries.hpp"
#include "desk/queries.hpp"
#include "support/desk_people.hpp"

namespace ombud::desk {
namespace {

using ombud::testing::run;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct WordsTest : ombud::testing::PeopledDesk {
    Customer asking = customer();
    Agent ana = agent("Ana");

    // All that the database holds of conversations, as text.
    std::string everything() {
        static constexpr postgres::Query<postgres::One<std::string>()> all{"test.everything", R"sql(
            SELECT concat((SELECT string_agg(e::text, ' ') FROM entries e), (SELECT string_agg(p::text, ' ') FROM planned_answers p),
                          (SELECT string_agg(c::text, ' ') FROM conversations c)))sql"};
        return run(io, database.run(all));
    }
    static std::string hex(std::string_view text) {
        std::string out;
        for (unsigned char c : text) out += fmt::format("{:02x}", c);
        return out;
    }
    // Stored files whose bytes hold these words.
    int files_that_hold(std::string_view words) {
        int out = 0;
        for (auto const& each : std::filesystem::recursive_directory_iterator(folder.path())) {
            if (!each.is_regular_file()) continue;
            std::ifstream in{each.path(), std::ios::binary};
            out += std::string{std::istreambuf_iterator<char>{in}, {}}.find(words) == std::string::npos ? 0 : 1;
        }
        return out;
    }
    void expect_unreadable(std::string_view words) {
        auto const all = everything();
        EXPECT_THAT(all, Not(HasSubstr(std::string(words))));
        EXPECT_THAT(all, Not(HasSubstr(hex(words))));
    }
};

TEST_F(WordsTest, what_anybody_says_stands_nowhere_in_the_database) {
    auto const id = open(asking, "My name is Li Wei").id;
    say(ana, id, "Dear Li Wei");
    note(ana, id, "Li Wei called before");
    TellCase told{.client_id = "case", .body = "I am Li Wei", .attachments = {}, .told = {.topic = "withdrawal"}, .email = {}};
    told.told.fields.push_back({"exact_error", "Li Wei may not withdraw"});
    run(io, desk.tell_case(asking, id, told));
    run(io, desk.post_letter(asking, id,
                             {.client_id = "letter",
                              .body = "Li Wei writes",
                              .quoted = "Li Wei wrote",
                              .attachments = {},
                              .letter = {{"subject", "From Li Wei"}}}));
    expect_unreadable("Li Wei");

    auto const entries = log(ana, id);
    ASSERT_EQ(entries.size(), 5u);
    EXPECT_EQ(entries[0].body, "My name is Li Wei");
    EXPECT_EQ(entries[2].body, "Li Wei called before");
    EXPECT_EQ(entries[3].data.at("fields").at(0).at("value").as_string(), "Li Wei may not withdraw");
    EXPECT_EQ(entries[4].data.at("letter").at("quoted").as_string(), "Li Wei wrote");
    EXPECT_EQ(run(io, desk.read_case(ana, id)).told->fields.at(0).value, "Li Wei may not withdraw");
    EXPECT_EQ(run(io, desk.inbox(ana, {})).rows.at(0).preview->body, "Li Wei writes");
}

TEST_F(WordsTest, what_lies_under_another_key_is_as_good_as_erased) {
    auto const id = open(asking, "My name is Li Wei").id;
    auto const other = open(customer(), "Somebody else").id;
    auto const key = run(io, desk.words().key_of(id)).value();
    auto const sealed = run(io, desk.words().key_of(other)).value().close("{}", random);
    EXPECT_EQ(key.open(sealed), erased_words);
    EXPECT_EQ(key.open_json(sealed), std::nullopt);
}

TEST_F(WordsTest, a_key_that_is_erased_takes_the_words_and_leaves_the_log) {
    auto const id = open(asking, "My name is Li Wei").id;
    say(ana, id, "Dear Li Wei");
    auto const other = customer();
    auto const elsewhere = open(other, "Somebody else").id;
    EXPECT_TRUE(run(io, vault.erase(asking.id)));
    desk.words().forget();
    EXPECT_FALSE(run(io, vault.erase(asking.id))) << "once is enough";

    auto const entries = log(ana, id);
    ASSERT_EQ(entries.size(), 2u) << "the log stays whole";
    EXPECT_EQ(entries[0].body, erased_words);
    EXPECT_EQ(entries[1].body, erased_words);
    EXPECT_EQ(entries[1].author.name, "Ana");
    EXPECT_FALSE(run(io, desk.read_case(ana, id)).told);
    EXPECT_EQ(code(desk.post(ana, id, words("Hello?"))), "customer.erased");
    EXPECT_EQ(code(desk.open(asking, {"again", "en", {}, "It is me"})), "customer.erased");
    EXPECT_EQ(log(ana, elsewhere).at(0).body, "Somebody else");
}

TEST_F(WordsTest, a_post_to_somebody_erased_fails_alone) {
    auto const gone = open(asking).id;
    auto const other = customer();
    std::vector<ConversationId> rooms;
    for (int i = 0; i < 12; ++i) rooms.push_back(open(other).id);
    run(io, vault.erase(asking.id));
    desk.words().forget();
    // Posts that come together are stored together.
    std::vector<Task<Entry>> posts;
    for (auto const& room : rooms) {
        posts.push_back(desk.post(ana, gone, words("Hello?")));
        posts.push_back(desk.post(ana, room, words("Hello!")));
    }
    auto const ended = all(std::move(posts));
    for (std::size_t i = 0; i < ended.size(); ++i) EXPECT_EQ(ended[i].code, i % 2 == 0 ? "customer.erased" : "") << i;
}

TEST_F(WordsTest, a_retry_finds_its_words_and_no_other_ones) {
    auto const id = open(asking).id;
    PostEntry const draft{.client_id = "once", .body = "The same"};
    auto const first = run(io, desk.post(asking, id, draft));
    EXPECT_EQ(run(io, desk.post(asking, id, draft)).seq, first.seq);
    EXPECT_EQ(code(desk.post(asking, id, {.client_id = "once", .body = "Another"})), "client_id.reused");
    EXPECT_EQ(run(io, desk.open(asking, {"opened", "en", {}, "First"})).id,
              run(io, desk.open(asking, {"opened", "en", {}, "First"})).id);
    EXPECT_EQ(code(desk.open(asking, {"opened", "en", {}, "Second"})), "client_id.reused");
}

TEST_F(WordsTest, words_of_one_conversation_open_in_no_other) {
    auto const one = open(asking, "one").id, two = open(asking, "two").id;
    static constexpr postgres::Query<postgres::Affected(ConversationId, ConversationId)> swap{"test.swap", R"sql(
        UPDATE entries e SET body = (SELECT body FROM entries WHERE conversation_id = $2 AND seq = 1) WHERE conversation_id = $1 AND seq = 1)sql"};
    run(io, database.run(swap, one, two));
    EXPECT_EQ(log(ana, one).at(0).body, erased_words) << "and the rest of the log is read";
    EXPECT_EQ(log(ana, two).at(0).body, "two");
}

TEST_F(WordsTest, what_is_older_than_the_vault_is_read_and_then_sealed) {
    auto const id = open(asking, {}).id;
    static constexpr postgres::Query<postgres::Affected(ConversationId, CustomerId)> old{"test.old", R"sql(
        WITH said AS (
            INSERT INTO entries (conversation_id, seq, kind, author_kind, author_id, client_id, plain, internal, data, status, posted_at)
            SELECT $1, n, CASE n WHEN 1 THEN 'message' ELSE 'intake' END, 'customer', $2, 'old' || n, 'Said long ago', false,
                   CASE n WHEN 2 THEN '{"topic": "deposit", "urgent": false, "fields": [], "missing": [], "assurance": "nobody", "reach": null,
                                        "email": "l•••@q•.com", "diagnosis": null}'::jsonb END, 'new', now()
            FROM generate_series(1, 2) n)
        UPDATE conversations SET last_seq = 2, last_shown_seq = 2 WHERE id = $1)sql"};
    run(io, database.run(old, id, asking.id));
    EXPECT_EQ(log(ana, id).at(0).body, "Said long ago");
    EXPECT_EQ(run(io, desk.read_case(ana, id)).told->topic, "deposit");
    run(io, desk.words().seal_old_entries());
    expect_unreadable("Said long ago");
    expect_unreadable("deposit");
    EXPECT_EQ(log(ana, id).at(0).body, "Said long ago");
    EXPECT_EQ(run(io, desk.read_case(ana, id)).told->topic, "deposit");
}

TEST_F(WordsTest, a_file_and_its_name_lie_under_their_customers_key) {
    auto const id = open(asking, "See the picture").id;
    auto const file = run(io, desk.attach(asking, id, "passport of Li Wei.txt", "Li Wei, born in May"));
    run(io, desk.post(asking, id, {.client_id = "with", .body = "Here", .attachments = std::vector{file.id}}));
    EXPECT_EQ(run(io, desk.attachment(ana, file.id, false)).bytes, "Li Wei, born in May");
    EXPECT_EQ(log(ana, id).at(1).attachments.at(0).name, "passport of Li Wei.txt");
    EXPECT_EQ(files_that_hold("Li Wei"), 0);
    static constexpr postgres::Query<postgres::One<std::string>()> row{"test.row", "SELECT a::text FROM attachments a"};
    EXPECT_THAT(run(io, database.run(row)), AllOf(Not(HasSubstr("passport")), Not(HasSubstr(hex("passport")))));

    auto const stranger = customer();
    auto const elsewhere = open(stranger).id;
    auto const same = run(io, desk.attach(stranger, elsewhere, "a.txt", "Li Wei, born in May"));
    run(io, vault.erase(asking.id));
    desk.words().forget();
    EXPECT_EQ(code(desk.attachment(ana, file.id, false)), "attachment.unknown");
    EXPECT_EQ(log(ana, id).at(1).attachments.at(0).name, erased_words);
    EXPECT_EQ(run(io, desk.attachment(ana, same.id, false)).bytes, "Li Wei, born in May") << "everybody has their own";
}

TEST_F(WordsTest, files_and_contacts_older_than_the_vault_are_sealed_once) {
    auto const one = open(asking).id, two = open(customer()).id;
    auto const stored = store.put("Li Wei, born in May");
    static constexpr postgres::Query<postgres::Affected(AttachmentId, ConversationId, Uuid, std::string)> old{"test.old_file",
                                                                                                              R"sql(
        INSERT INTO attachments (id, conversation_id, author_id, plain_name, media_type, bytes, sha256, scan, created_at)
        VALUES ($1, $2, $3, 'passport of Li Wei.txt', 'text/plain', 19, $4, 'clean', now()))sql"};
    static constexpr postgres::Query<postgres::Affected(ConversationId)> contact{"test.old_contact", R"sql(
        INSERT INTO conversation_contacts (conversation_id, reach, plain_email, plain_subject) VALUES ($1, 'email', 'li@wei.example', 'Li Wei asks'))sql"};
    auto const first = AttachmentId::make(clock, random), second = AttachmentId::make(clock, random);
    run(io, database.run(old, first, one, asking.id.uuid, stored.text()));
    run(io, database.run(old, second, two, asking.id.uuid, stored.text()));
    run(io, database.run(contact, one));
    run(io, desk.seal_old_rows());
    run(io, desk.seal_old_rows());

    EXPECT_EQ(files_that_hold("Li Wei"), 0) << "nor what two had in common";
    for (auto const& id : {first, second}) {
        auto const served = run(io, desk.attachment(ana, id, false));
        EXPECT_EQ(served.bytes, "Li Wei, born in May");
        EXPECT_EQ(served.name, "passport of Li Wei.txt");
    }
    static constexpr postgres::Query<postgres::One<std::string>()> rows{"test.rows", R"sql(
        SELECT concat((SELECT string_agg(a::text, ' ') FROM attachments a), (SELECT string_agg(k::text, ' ') FROM conversation_contacts k)))sql"};
    auto const all = run(io, database.run(rows));
    for (auto const* word : {"Li Wei", "passport", "wei.example"}) EXPECT_THAT(all, Not(HasSubstr(word)));
    static constexpr postgres::Query<postgres::One<postgres::Bytes>()> email{"test.email",
                                                                             "SELECT email FROM conversation_contacts"};
    EXPECT_EQ(run(io, desk.words().key_of(one))->open(run(io, database.run(email))), "li@wei.example");
}

TEST_F(WordsTest, a_plain_file_that_a_start_was_killed_over_is_removed_by_the_next) {
    auto const id = open(asking).id;
    auto const shared = store.put("Li Wei, born in May"), own = store.put("A small picture of Li Wei");
    static constexpr postgres::Query<postgres::Affected(AttachmentId, ConversationId, Uuid, std::string, std::string)> old{
        "test.killed_file", R"sql(
        INSERT INTO attachments (id, conversation_id, author_id, plain_name, media_type, bytes, sha256, thumbnail_sha256, scan, created_at)
        VALUES ($1, $2, $3, 'passport.png', 'image/png', 19, $4, $5, 'clean', now()))sql"};
    auto const first = AttachmentId::make(clock, random), second = AttachmentId::make(clock, random);
    run(io, database.run(old, first, id, asking.id.uuid, shared.text(), own.text()));
    run(io, database.run(old, second, id, asking.id.uuid, shared.text(), own.text()));
    // As far as a start comes before it is killed: the row names what is sealed, and nothing was removed.
    auto const key = run(io, desk.words().key_of(id)).value();
    auto const sealed = run(io, intake.keep_sealed("Li Wei, born in May", key.seal().value(), random));
    EXPECT_EQ(run(io, database.run(sql::seal_attachment, first, key.close("passport.png", random), sealed.text(), std::nullopt)),
              1);
    EXPECT_EQ(run(io, database.run(sql::seal_attachment, first, key.close("again", random), "", std::nullopt)), 0) << "once";
    run(io, database.run(sql::file_is_removed, shared.text()));
    run(io, database.run(sql::seal_attachment, second, key.close("passport.png", random), sealed.text(), std::nullopt));
    EXPECT_EQ(files_that_hold("Li Wei"), 2);
    run(io, desk.seal_old_rows());
    EXPECT_EQ(files_that_hold("Li Wei"), 0);
    EXPECT_EQ(run(io, desk.attachment(ana, first, false)).bytes, "Li Wei, born in May");
}

TEST_F(WordsTest, what_is_older_and_of_somebody_erased_keeps_nothing_else_from_being_sealed) {
    auto const id = open(asking, {}).id, other = open(customer(), {}).id;
    static constexpr postgres::Query<postgres::Affected(ConversationId, CustomerId)> old{"test.old_of_erased", R"sql(
        WITH said AS (
            INSERT INTO entries (conversation_id, seq, kind, author_kind, author_id, client_id, plain, internal, status, posted_at)
            VALUES ($1, 1, 'message', 'customer', $2, 'old', 'Said long ago', false, 'new', now()))
        UPDATE conversations SET last_seq = 1, last_shown_seq = 1 WHERE id = $1)sql"};
    for (auto const& each : {id, other}) run(io, database.run(old, each, asking.id));
    run(io, vault.erase(asking.id));
    desk.words().forget();
    run(io, desk.words().seal_old_entries());
    expect_unreadable("Said long ago");
    EXPECT_EQ(log(ana, id).at(0).body, erased_words);
    EXPECT_EQ(log(ana, other).at(0).body, "Said long ago");
}

TEST_F(WordsTest, two_that_open_a_customers_first_conversation_at_once_make_one_key) {
    std::vector<Task<Conversation>> tasks;
    for (int i = 0; i < 8; ++i)
        tasks.push_back(desk.open(asking, {.client_id = new_id(), .language = "en", .topic = {}, .body = "Hello"}));
    for (auto const& outcome : all(std::move(tasks))) {
        ASSERT_TRUE(outcome.value) << outcome.code;
        desk.words().forget();
        EXPECT_EQ(log(ana, outcome.value->id).at(0).body, "Hello");
    }
}

TEST_F(WordsTest, every_query_of_the_vault_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::plain_attachments, sql::seal_attachment, sql::file_is_named, sql::plain_contacts, sql::seal_contact,
           sql::files_left, sql::file_is_removed, sql::attachment_stored_as, sql::keep_contact, customers::sql::customer_key,
           customers::sql::add_customer_key, customers::sql::erase_customer_key);
    EXPECT_EQ(differs, "");
}

}  // namespace
}  // namespace ombud::desk
