// Notes behind the wall: what they hold is read by whoever may, and stands nowhere else.
#include "compliance/compliance.hpp"

#include <gmock/gmock.h>

#include "audit/chain.hpp"
#include "compliance/queries.hpp"
#include "core/limits.hpp"
#include "desk/feed.hpp"
#include "support/desk_people.hpp"

namespace ombud::compliance {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr auto suspicion = "Structuring below the threshold, seen in March";

struct ComplianceTest : ombud::testing::PeopledDesk {
    audit::Log audit{database, clock};
    Compliance compliance{database, desk.words(), shared_guard(), audit, clock, random};
    Customer li = customer();
    Agent officer = agent("Noor"), ana = agent("Ana");
    ConversationId id = open(li).id;

    static safety::SecretGuard const& shared_guard() { return ombud::testing::shared_guard(); }
    Note write(std::string body, std::optional<NoteId> corrects = {}) {
        clock.advance(1s);
        return run(io, compliance.write(officer, id, {new_id(), std::move(body), corrects}));
    }
    NotePage page(std::optional<std::string> cursor = {}) { return run(io, compliance.read(officer, id, {std::move(cursor)})); }
    // Every row of every table, as text, but for the notes' own.
    std::string everything_else() {
        static constexpr postgres::Query<postgres::Many<std::string>()> tables{"test.tables", R"sql(
            SELECT table_xml::text FROM (SELECT table_to_xml(c.oid::regclass, true, false, '') AS table_xml FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname <> 'compliance_notes') every)sql"};
        std::string out;
        for (auto const& each : run(io, database.run(tables))) out += each;
        return out;
    }
    std::string rows() {
        static constexpr postgres::Query<postgres::One<std::string>()> all{
            "test.rows", "SELECT coalesce(string_agg(n::text, ' '), '') FROM compliance_notes n"};
        return run(io, database.run(all));
    }
    static std::string hex(std::string_view text) {
        std::string out;
        for (unsigned char c : text) out += fmt::format("{:02x}", c);
        return out;
    }
};

TEST_F(ComplianceTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::notes, sql::note_made, sql::note_of, sql::add);
    EXPECT_EQ(differs, "");
}

TEST_F(ComplianceTest, a_note_is_read_again_and_corrected_by_a_later_one) {
    auto const first = write(suspicion);
    auto const second = write("It was April", first.id);
    auto const notes = page().notes;
    ASSERT_THAT(notes, SizeIs(2));
    EXPECT_EQ(notes[0].body, "It was April");
    EXPECT_EQ(notes[0].corrects, first.id);
    EXPECT_EQ(notes[1].body, suspicion) << "nothing is ever changed";
    EXPECT_EQ(notes[1].author.name, "Noor");
    EXPECT_EQ(second.conversation_id, id);
}

TEST_F(ComplianceTest, nothing_else_in_the_house_knows_that_there_is_one) {
    struct Ears final : desk::Follower {
        [[nodiscard]] std::string_view name() const override { return "ears"; }
        Task<void> follow(std::vector<desk::Followed> const& entries) override {
            heard += entries.size();
            co_return;
        }
        std::size_t heard = 0;
    } ears;
    desk::Feed feed{database, clock};
    feed.tells(ears);
    while (run(io, feed.pass_on()) > 0) {
    }
    run(io, desk.board().load());
    ombud::testing::Ear staff{hub, id.uuid, realtime::Audience::staff};
    auto const heard_before = ears.heard;
    auto const log_before = json::serialize(to_json(log(ana, id)));
    auto const seen_before = json::serialize(to_json(read(ana, id)));
    auto const inbox_before = json::serialize(to_json(run(io, desk.inbox(ana, {.view = "all"}))));
    auto const standing_before = json::serialize(to_json(*desk.board().find(id)));

    write(suspicion);
    page();
    run(io, feed.pass_on());
    run(io, desk.board().catch_up());
    EXPECT_EQ(ears.heard, heard_before) << "no follower: no rule, clock, webhook, index, report";
    EXPECT_THAT(staff.all, IsEmpty()) << "no live news";
    EXPECT_EQ(json::serialize(to_json(log(ana, id))), log_before);
    EXPECT_EQ(json::serialize(to_json(read(ana, id))), seen_before);
    EXPECT_EQ(json::serialize(to_json(run(io, desk.inbox(ana, {.view = "all"})))), inbox_before);
    EXPECT_EQ(json::serialize(to_json(*desk.board().find(id))), standing_before);
    auto const all = everything_else();
    EXPECT_THAT(all, HasSubstr("compliance.noted")) << "the record is looked through, too";
    EXPECT_THAT(all, Not(HasSubstr("Structuring")));
    EXPECT_THAT(all, Not(HasSubstr(hex("Structuring"))));
    EXPECT_THAT(rows(), Not(HasSubstr("Structuring")));
    EXPECT_THAT(rows(), Not(HasSubstr(hex("Structuring"))));
}

TEST_F(ComplianceTest, each_reading_and_writing_is_on_record) {
    write(suspicion);
    page();
    page();
    EXPECT_THAT(run(io, audit.read({}, "compliance.noted", 10)), SizeIs(1));
    auto const readings = run(io, audit.read({}, "compliance.read", 10));
    ASSERT_THAT(readings, SizeIs(2));
    EXPECT_EQ(audit::details_of(readings[0]).at("shown").to_number<int>(), 1);
}

TEST_F(ComplianceTest, it_goes_with_its_customers_key) {
    write(suspicion);
    run(io, vault.erase(li.id));
    desk.words().forget();
    auto const notes = page().notes;
    ASSERT_THAT(notes, SizeIs(1));
    EXPECT_EQ(notes[0].body, desk::erased_words);
    EXPECT_EQ(code(compliance.write(officer, id, {new_id(), "More", {}})), "customer.erased");
}

TEST_F(ComplianceTest, a_secret_in_it_is_taken_out) {
    auto const note =
        write("They sent abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about");
    EXPECT_THAT(note.body, HasSubstr("[removed:recovery_phrase]"));
    EXPECT_THAT(page().notes.at(0).removed, SizeIs(1));
}

TEST_F(ComplianceTest, a_retry_writes_nothing_twice_and_what_cannot_be_is_refused) {
    NewNote const wanted{"once", suspicion, {}};
    auto const first = run(io, compliance.write(officer, id, wanted));
    EXPECT_EQ(run(io, compliance.write(officer, id, wanted)).id, first.id);
    EXPECT_EQ(code(compliance.write(officer, id, {"once", "Something else", {}})), "client_id.reused");
    EXPECT_THAT(page().notes, SizeIs(1));
    EXPECT_EQ(code(compliance.write(officer, id, {new_id(), " \n ", {}})), "body.empty");
    EXPECT_EQ(code(compliance.write(officer, id, {new_id(), std::string(limits::compliance_note_letters + 1, 'a'), {}})),
              "body.too_large");
    EXPECT_EQ(code(compliance.write(officer, {}, {new_id(), suspicion, {}})), "conversation.unknown");
    EXPECT_EQ(code(compliance.read(officer, {}, {})), "conversation.unknown");
    EXPECT_EQ(code(compliance.read(officer, id, {"x"})), "cursor.invalid");
    auto const elsewhere = open(li).id;
    EXPECT_EQ(code(compliance.write(officer, elsewhere, {new_id(), suspicion, first.id})), "compliance.note_unknown");
}

TEST_F(ComplianceTest, pages_hold_each_note_once) {
    for (int i = 0; i < limits::compliance_notes_page + 5; ++i) write("Note " + std::to_string(i));
    auto const first = page();
    EXPECT_THAT(first.notes, SizeIs(limits::compliance_notes_page));
    auto const second = page(first.next->text());
    EXPECT_THAT(second.notes, SizeIs(5));
    EXPECT_EQ(second.notes.back().body, "Note 0");
    EXPECT_FALSE(second.next);
}

}  // namespace
}  // namespace ombud::compliance
