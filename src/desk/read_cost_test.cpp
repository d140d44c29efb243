#include <fmt/format.h>
#include <gmock/gmock.h>
#include <libpq-fe.h>

#include "desk/attachment_queries.hpp"
#include "desk/inbox_queries.hpp"
#include "desk/queries.hpp"
#include "support/desk_people.hpp"

namespace ombud::desk {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct ReadCostTest : ombud::testing::PeopledDesk {
    Agent ana = agent("Ana"), ben = agent("Ben");
};

// Every read finds its rows by an index, however much the desk has grown.
TEST_F(ReadCostTest, no_read_walks_through_a_whole_table) {
    std::unique_ptr<PGconn, decltype(&PQfinish)> session{PQconnectdb(scratch.url().c_str()), &PQfinish};
    auto ask = [&](std::string const& text) {
        std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(session.get(), text.c_str()), &PQclear};
        std::string out = PQresultErrorMessage(result.get());
        for (int i = 0; i < PQntuples(result.get()); ++i) out += std::string(PQgetvalue(result.get(), i, 0)) + "\n";
        return out;
    };
    ask(fmt::format(R"sql(
        INSERT INTO customers (id, kind, created_at, last_seen_at) SELECT gen_random_uuid(), 'visitor', now(), now() FROM generate_series(1, 500);
        INSERT INTO conversations (id, reference, customer_id, client_id, language, status, assignee_id, last_seq, last_shown_seq, waiting_since, created_at, updated_at)
        SELECT gen_random_uuid(), 'R' || n, c.id, 'c' || n, 'en', CASE WHEN n % 10 < 8 THEN 'resolved' ELSE 'open' END,
               CASE n % 3 WHEN 0 THEN '{0}'::uuid WHEN 1 THEN '{1}'::uuid END, 5, 5, CASE WHEN n % 10 = 9 THEN now() - n * interval '1 second' END,
               now() - n * interval '1 minute', now() - n * interval '1 minute'
        FROM (SELECT id, row_number() OVER () AS k FROM customers) c JOIN generate_series(1, 6000) n ON n % 500 = c.k - 1;
        INSERT INTO entries (conversation_id, seq, kind, author_kind, author_id, client_id, body, internal, status, waited, posted_at)
        SELECT c.id, s, 'message', 'customer', c.customer_id, 'e' || s, 'text', s = 3, 'open', CASE WHEN s = 2 THEN 30 END, c.updated_at
        FROM conversations c, generate_series(1, 5) s;
        INSERT INTO staff_seen SELECT id, '{0}', 2 FROM conversations WHERE status = 'open';
        INSERT INTO attachments (id, conversation_id, author_id, name, media_type, bytes, sha256, scan, created_at)
        SELECT gen_random_uuid(), id, customer_id, 'a', 'text/plain', 1, 'x', CASE WHEN random() < 0.001 THEN 'pending' ELSE 'clean' END, now() FROM conversations;
        ANALYZE customers, conversations, entries, staff_seen, attachments)sql",
                    ana.id.text(), ben.id.text()));
    ASSERT_EQ(ask("SELECT count(*) FROM entries"), "30000\n");
    // Small tables are walked through because that is quick; what counts is that there is another way.
    ask("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off");

    auto const one = ask("SELECT id FROM conversations LIMIT 1").substr(0, 36),
               owner = ask("SELECT customer_id FROM conversations LIMIT 1").substr(0, 36),
               file = ask("SELECT id FROM attachments LIMIT 1").substr(0, 36);
    auto walks = [&](auto const& query, std::string const& arguments) {
        std::string types;
        for (auto oid : postgres::statement_of(query).parameter_types)
            types += (types.empty() ? "" : ", ") + ask(fmt::format("SELECT {}::regtype", oid));
        std::erase(types, '\n');
        auto const failed = ask(fmt::format("PREPARE plan{} AS {}", types.empty() ? "" : "(" + types + ")", query.text));
        EXPECT_EQ(failed, "") << query.name;
        auto plan = ask(fmt::format("EXPLAIN EXECUTE plan{}", arguments));
        ask("DEALLOCATE plan");
        EXPECT_THAT(plan, HasSubstr("cost=")) << query.name;
        for (auto const* table : {"conversations", "entries", "attachments", "customers", "staff_seen"})
            EXPECT_THAT(plan, Not(HasSubstr(fmt::format("Seq Scan on {}", table)))) << query.name << "\n" << plan;
        return plan;
    };
    auto const q = [](std::string const& text) { return "'" + text + "'"; };
    auto const room = q(one), who = q(owner), agent_id = q(ana.id.text());
    walks(sql::entries_after, "(" + room + ", 1, 50, false)");
    walks(sql::entries_before, "(" + room + ", 4, 50, false)");
    walks(sql::conversation, "(" + room + ", " + who + ")");
    walks(sql::conversations_of, "(" + who + ", 50)");
    walks(sql::last_seq, "(" + room + ", NULL)");
    walks(sql::standing, "(" + room + ", NULL)");
    walks(sql::customer_saw, "(" + room + ", " + who + ", 5)");
    walks(sql::staff_saw, "(" + room + ", " + agent_id + ", 5)");
    walks(sql::queue_place, "(" + room + ", now())");
    walks(sql::waited, "(now())");
    walks(sql::queue, "(500)");
    walks(sql::own_attachments, "(" + room + ", " + who + ", ARRAY[" + q(file) + "]::uuid[])");
    walks(sql::attachment, "(" + q(file) + ", " + who + ")");
    walks(sql::attachments_to_scan, "(100)");
    walks(sql::append,
          "(ARRAY[" + room + "]::uuid[], '{message}', '{customer}', ARRAY[" + who +
              "]::uuid[], '{NULL}', '{x}', '{x}', '{f}', '{\"{}\"}', '{\"[]\"}', '{NULL}', '{NULL}', ARRAY[now()], '{NULL}')");
    walks(sql::conversation_key, "(" + room + ")");
    walks(sql::plain_entries, "(200)");
    walks(sql::snoozed_enough, "(now(), 100)");
    // A page of the inbox reads as many rows as it shows, in the order of its index.
    std::string const page = "(" + agent_id + ", '9999-01-01', '00000000-0000-0000-0000-000000000000', 51)";
    for (auto const& [view, index] : {std::pair{&sql::inbox_mine, "conversations_of_assignee"},
                                      {&sql::inbox_unassigned, "conversations_unassigned"},
                                      {&sql::inbox_all, "conversations_active"},
                                      {&sql::inbox_resolved, "conversations_resolved"},
                                      {&sql::inbox_resolved_mine, "conversations_resolved_of_assignee"}}) {
        auto const plan = walks(*view, page);
        EXPECT_THAT(plan, HasSubstr(fmt::format("Index Scan using {} on", index)));
        EXPECT_THAT(plan, HasSubstr("(ROW(updated_at, id) < ROW($2, $3))"));
    }
    walks(sql::inbox_rows, "(NULL, ARRAY[" + room + "]::uuid[])");
}

}  // namespace
}  // namespace ombud::desk
