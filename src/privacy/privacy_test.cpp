#include "privacy/privacy.hpp"

#include <boost/asio/co_spawn.hpp>
#include <deque>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <typeinfo>

#include "audit/checkpoints.hpp"
#include "core/limits.hpp"
#include "customers/queries.hpp"
#include "privacy/clearing_queries.hpp"
#include "privacy/export_queries.hpp"
#include "privacy/queries.hpp"
#include "support/desk_people.hpp"

namespace ombud::privacy {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char reason[] = "A court asked us to keep it";
constexpr char file_text[] = "The passport of Li Wei, born in May";

struct PrivacyTest : ombud::testing::PeopledDesk {
    audit::Log audit{database, clock};
    approvals::Approvals approvals{database, audit, clock, random};
    Privacy privacy{{database, desk, ombud::testing::shared_guard(), audit, approvals, intake, clock, random}};
    Agent ana = agent("Ana"), ben = agent("Ben"), carl = agent("Carl");
    FreshAgent fresh_ana = edge::Gate::fresh(ana), fresh_ben = edge::Gate::fresh(ben), fresh_carl = edge::Gate::fresh(carl);
    Customer li = customer();

    // A conversation with all that support keeps of somebody.
    ConversationId whole() {
        auto const id = open(li, "My name is Li Wei").id;
        run(io, vault.keep_name(li.id, "Li Wei"));
        auto const file = run(io, desk.attach(li, id, "passport of Li Wei.txt", file_text));
        run(io, desk.post(li, id, {.client_id = new_id(), .body = "Here it is", .attachments = std::vector{file.id}}));
        note(ana, id, "Li Wei called");
        run(io, desk.note(id, "automatic", "", {{"automatic", "li@wei.example"}}));
        auto const key = run(io, desk.words().key_of(id)).value();
        execute(
            "INSERT INTO conversation_contacts (conversation_id, reach, email, subject) VALUES ('{}', 'email', '\\x{}', '\\x{}')",
            id.text(), hex(key.close("li@wei.example", random).data), hex(key.close("Li Wei asks", random).data));
        execute("INSERT INTO correspondents (address_key, refuted, customer_id) VALUES ('\\x{}', false, '{}')",
                hex(vault.address_key("li@wei.example").data), li.id.text());
        execute(
            "INSERT INTO letters (id, letter, language, recipient, state, changed_at, next_try_at, created_at) VALUES "
            "('{}', 'mail_answer', 'en', 'li@wei.example', 'queued', now(), now(), now())",
            letter.text());
        execute(
            "INSERT INTO received_letters (sha256, sealed, received_at, state, conversation_id, plain_sender, plain_subject) "
            "VALUES ('ab', 'x', now(), 'read', '{}', 'li@wei.example', 'Li Wei asks')",
            id.text());
        execute(
            "INSERT INTO received_letters (sha256, sealed, received_at, state, about, sender_key) "
            "VALUES ('cd', 'x', now(), 'set_aside', 'sealed', '\\x{}')",
            hex(vault.address_key("li@wei.example").data));
        execute("INSERT INTO conversation_letters (message_id, conversation_id, at) VALUES ('Li Wei@wei.example', '{}', now())",
                id.text());
        execute("INSERT INTO diagnosis_flows (hash, name, version, source, loaded_at) VALUES ('x', 'deposit', 1, '', now())");
        execute(
            "INSERT INTO diagnosis_runs (id, token_hash, flow, version, flow_hash, language, channel, state, step, proof_masked, "
            "conversation_id, created_at, moved_at) VALUES ('{}', 'hash', 'deposit', 1, 'x', 'en', 'chat', 'ended', 'end', "
            "'l@w', '{}', now(), "
            "now())",
            letter.text(), id.text());
        execute(
            "INSERT INTO diagnosis_steps (run_id, seq, kind, step, branch, goes_to, answer, fields, at) VALUES "
            "('{}', 1, 'answered', 'name', 'next', 'end', 'Li Wei', '{{\"to\": \"Li Wei\"}}', now())",
            letter.text());
        execute("UPDATE conversations SET fields = '{{\"who\": \"Li Wei\"}}', tags = '{{Li Wei}}' WHERE id = '{}'", id.text());
        execute(
            "INSERT INTO webhooks (id, name, url, events, notes, words, sealed_secret, made_at, made_by, changed_at) VALUES "
            "('{}', 'platform', 'https://platform.example', '{{}}', 'told', 'told', '', now(), '{}', now())",
            letter.text(), ana.id.text());
        for (auto const* state : {"waiting", "delivered"}) {
            auto const call = StaffId::make(clock, random).text();
            execute(
                "INSERT INTO webhook_deliveries (id, webhook_id, conversation_id, seq, event, body, state, made_at, "
                "counted_from, "
                "due_at) VALUES ('{}', '{}', '{}', 1, '{}', '{{\"data\": {{\"conversation\": {{\"tags\": [\"Li Wei\"]}}}}}}', "
                "'{}', now(), now(), now())",
                call, letter.text(), id.text(), state, state);
            execute(
                "INSERT INTO webhook_tries (delivery_id, number, at, milliseconds, answer) VALUES ('{}', 1, now(), 1, 'Li Wei?')",
                call);
        }
        return id;
    }
    template <class... A>
    void execute(fmt::format_string<A...> text, A&&... arguments) {
        run(io, database.run(query_of<postgres::Affected>(fmt::format(text, std::forward<A>(arguments)...))));
    }
    // Each has a name of its own, and outlives the connection that knows it.
    static char const* kept(std::string text) {
        static std::deque<std::string> all;
        return all.emplace_back(std::move(text)).c_str();
    }
    template <class R>
    static postgres::Query<R()> query_of(std::string text) {
        auto const* whole = kept(std::move(text));
        static int count = 0;
        return {kept(fmt::format("test.{}_{}", typeid(R).name(), ++count)), whole};
    }
    static std::string hex(std::string_view bytes) {
        std::string out;
        for (unsigned char c : bytes) out += fmt::format("{:02x}", c);
        return out;
    }
    // Every row of every table, as text.
    std::string everything() {
        static constexpr postgres::Query<postgres::Many<std::string>()> tables{
            "test.tables", "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"};
        std::string out;
        for (auto const& table : run(io, database.run(tables))) {
            auto const rows = "SELECT coalesce(string_agg(t::text, ' '), '') FROM " + table + " t";
            out += run(io, database.run(query_of<postgres::One<std::string>>(rows))) + "\n";
        }
        return out;
    }
    int files_kept() {
        int out = 0;
        for (auto const& each : std::filesystem::recursive_directory_iterator(folder.path()))
            out += each.is_regular_file() ? 1 : 0;
        return out;
    }
    std::vector<std::string> acts() {
        std::vector<std::string> out;
        for (auto const& record : run(io, audit.read(std::nullopt, std::nullopt, 100))) out.push_back(record.act);
        return out;
    }
    approvals::Approval waiting() {
        for (auto& each : run(io, approvals.list(ana)).approvals)
            if (each.state == approvals::State::waiting) return each;
        throw std::logic_error("nothing waits");
    }
    void agree() {
        auto const id = waiting().id;
        run(io, approvals.decide(fresh_ben, id, {true, "They asked in writing"}));
        run(io, approvals.decide(fresh_carl, id, {true, "I checked who asks"}));
    }
    void finish() {
        while (run(io, privacy.work_once())) {
        }
    }
    std::vector<std::string> bodies(ConversationId id) {
        std::vector<std::string> out;
        for (auto& entry : log(ana, id)) out.push_back(std::move(entry.body));
        return out;
    }
    Job erasure_of(ConversationId id) {
        for (auto& each : run(io, privacy.kept(ana, id)).jobs)
            if (each.kind == "erasure") return each;
        throw std::logic_error("no erasure");
    }

    Uuid letter = LetterId::make(clock, random).uuid;
};

TEST_F(PrivacyTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::classes, sql::change_class, sql::class_done, sql::conversations_over, sql::conversations_still_over,
           sql::lock_conversations, sql::files_over, sql::files_still_over, sql::files_of, sql::file_is_gone,
           sql::clear_diagnoses, sql::clear_letters, sql::clear_received, sql::clear_conversations, sql::holds, sql::hold,
           sql::hold_on, sql::lock_customer, sql::end_past_holds, sql::place_hold, sql::lift_hold, sql::owner,
           sql::conversations_of, sql::jobs, sql::jobs_of, sql::job, sql::add_job, sql::take_over, sql::waiting_erasure,
           sql::decide_job, sql::take_job, sql::job_moved, sql::export_done, sql::erasure_done, sql::job_fell,
           sql::export_fetched, sql::export_gone, sql::exports_over, sql::exports_of, sql::person, sql::told,
           sql::contact_address, sql::clear_letters_of, sql::clear_diagnoses_of, sql::clear_person, sql::fresh_start,
           sql::agreed);
    EXPECT_EQ(differs, "");
}

TEST_F(PrivacyTest, whom_two_people_erase_is_nowhere_and_the_log_stays_whole) {
    auto const id = whole();
    auto const before = log(ana, id).size();
    std::int64_t told = 0;
    privacy.forgets("index", [&](CustomerId who) -> Task<std::int64_t> {
        EXPECT_EQ(who, li.id);
        co_return ++told;
    });
    auto const job = run(io, privacy.ask_erasure(fresh_ana, id, {Basis::asked}));
    EXPECT_EQ(job.state, JobState::waiting);
    EXPECT_EQ(code(privacy.ask_erasure(fresh_ana, id, {Basis::asked})), "erasure.under_way");
    finish();
    EXPECT_THAT(everything(), HasSubstr("li@wei.example"))
        << "nothing happens before two agreed, and the test looks in the right place";
    run(io, approvals.decide(fresh_ben, waiting().id, {true, "They asked in writing"}));
    finish();
    EXPECT_EQ(erasure_of(id).state, JobState::waiting) << "one is not two";
    run(io, approvals.decide(fresh_carl, waiting().id, {true, "I checked who asks"}));
    EXPECT_EQ(code(privacy.place_hold(fresh_ana, id, {reason, {}})), "erasure.under_way") << "it began";
    finish();

    auto const done = erasure_of(id);
    EXPECT_EQ(done.state, JobState::done);
    EXPECT_EQ(done.done, done.total);
    EXPECT_EQ(told, 1);
    auto const rows = everything();
    for (auto const* word : {"Li Wei", "wei.example", "passport", "l@w"}) {
        EXPECT_THAT(rows, Not(HasSubstr(word)));
        EXPECT_THAT(rows, Not(HasSubstr(hex(word))));
    }
    EXPECT_EQ(files_kept(), 0);
    static constexpr postgres::Query<postgres::One<std::int64_t>()> aside{
        "test.aside", "SELECT count(coalesce(sealed, about, sender_key)) FROM received_letters"};
    EXPECT_EQ(run(io, database.run(aside)), 0) << "nor in a letter of theirs that never became a conversation";
    static constexpr postgres::Query<postgres::One<std::string>()> letters{"test.letters", "SELECT state FROM letters"};
    EXPECT_EQ(run(io, database.run(letters)), "suppressed") << "what was on its way is stopped";

    auto const entries = log(ana, id);
    EXPECT_EQ(entries.size(), before + 1) << "and one that says that it is resolved";
    EXPECT_EQ(entries[0].body, desk::erased_words);
    EXPECT_EQ(entries[1].attachments.at(0).name, desk::erased_words);
    EXPECT_EQ(code(desk.attachment(ana, entries[1].attachments.at(0).id, false)), "attachment.unknown");
    EXPECT_EQ(code(desk.post(li, id, words("It is me"))), "customer.erased");
    EXPECT_TRUE(run(io, privacy.kept(ana, id)).erased);
    EXPECT_EQ(code(privacy.ask_erasure(fresh_ana, id, {Basis::asked})), "customer.erased") << "once is enough";
    EXPECT_EQ(code(privacy.ask_export(fresh_ana, id)), "customer.erased");

    auto const proof = run(io, privacy.proof(ana, done.id));
    EXPECT_EQ(files::Sha256::of(proof.statement).text(), proof.sha256);
    auto const statement = parse_json(proof.statement);
    EXPECT_EQ(statement.at("counts").at("files").as_int64(), 1);
    EXPECT_EQ(statement.at("counts").at("letters").as_int64(), 1);
    EXPECT_EQ(statement.at("agreed_by").as_array().size(), 2u);
    auto const last = run(io, audit.read(std::nullopt, "privacy.erased", 1)).at(0);
    EXPECT_THAT(last.body, HasSubstr(proof.sha256)) << "the audit log vouches for it";
}

TEST_F(PrivacyTest, an_erasure_that_was_cut_off_goes_on_at_any_step) {
    auto const id = whole();
    run(io, privacy.ask_erasure(fresh_ana, id, {Basis::order}));
    agree();
    // Each round a step fails behind the one before: whatever forgets says so, then the work is taken up by another.
    int fails = 3;
    privacy.forgets("shaky", [&](CustomerId) -> Task<std::int64_t> {
        if (--fails > 0) throw Problem{ProblemKind::unavailable, "database.unavailable"};
        co_return 0;
    });
    for (int round = 0; round < 4; ++round) {
        run(io, privacy.work_once());
        clock.advance(3min);
    }
    EXPECT_EQ(erasure_of(id).state, JobState::done);
    for (std::int64_t step = 0; step < erasure_steps; ++step) {  // dead after the work and before it was written down
        execute(
            "UPDATE privacy_jobs SET state = 'running', done = {}, lease_until = NULL, statement = NULL WHERE kind = 'erasure'",
            step);
        finish();
        EXPECT_EQ(erasure_of(id).state, JobState::done) << step;
    }
    EXPECT_THAT(everything(), Not(HasSubstr("Li Wei")));
}

TEST_F(PrivacyTest, a_table_that_cannot_be_tidied_is_told_and_tried_again_and_keeps_no_other_waiting) {
    auto const id = whole();
    std::vector<std::string> tidied;
    int fails = 1, logs = 0;
    privacy.tidies(
        [&](std::string table) -> Task<void> {
            if (table == "letters" && fails-- > 0) throw postgres::DatabaseError{"migrations.tidy", "57014"};
            tidied.push_back(table);
            co_return;
        },
        [&]() -> Task<void> {
            ++logs;
            co_return;
        });
    run(io, privacy.ask_erasure(fresh_ana, id, {Basis::asked}));
    agree();
    finish();
    EXPECT_EQ(erasure_of(id).state, JobState::running);
    EXPECT_EQ(erasure_of(id).why, "database.refused");
    EXPECT_THAT(tidied, ::testing::AllOf(::testing::Contains("entries"), Not(::testing::Contains("letters"))));
    EXPECT_THAT(everything(), Not(HasSubstr("Li Wei"))) << "nobody waits for that to be forgotten";
    clock.advance(3min);
    finish();
    EXPECT_EQ(erasure_of(id).state, JobState::done);
    EXPECT_THAT(tidied, ::testing::Contains("letters"));
    EXPECT_EQ(logs, 2);
}

TEST_F(PrivacyTest, who_takes_a_proof_along_is_on_the_record) {
    auto const id = whole();
    auto const job = run(io, privacy.ask_erasure(fresh_ana, id, {Basis::asked}));
    EXPECT_EQ(code(privacy.proof(ben, job.id)), "job.unknown");
    agree();
    finish();
    run(io, privacy.proof(ben, job.id));
    auto const records = run(io, audit.read(std::nullopt, "privacy.proof_fetched", 2));
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].actor, ben.id.uuid);
    EXPECT_EQ(records[0].subject, li.id.uuid);
}

TEST_F(PrivacyTest, guided_answers_that_were_cleared_are_looked_at_again_only_when_they_went_on) {
    whole();
    auto const answer = [&](char const* what) { execute("UPDATE diagnosis_steps SET answer = '{}'", what); };
    auto const answers = [&] {
        static constexpr postgres::Query<postgres::One<std::int64_t>()> all{"test.answers",
                                                                            "SELECT count(answer) FROM diagnosis_steps"};
        return run(io, database.run(all));
    };
    auto const year_passes = [&] {
        clock.advance(std::chrono::days{400});
        run(io, privacy.retain_once());
    };
    execute("UPDATE diagnosis_runs SET moved_at = '{}'", to_rfc3339(clock.now()));
    year_passes();
    EXPECT_EQ(answers(), 0);
    answer("put back by nobody");  // were it walked again it would go
    run(io, privacy.retain_once());
    EXPECT_EQ(answers(), 1);
    execute("UPDATE diagnosis_runs SET moved_at = '{}'", to_rfc3339(clock.now() + 1min));
    answer("Li Wei went on");
    run(io, privacy.retain_once());
    EXPECT_EQ(answers(), 1) << "its time begins anew";
    year_passes();
    EXPECT_EQ(answers(), 0);
}

TEST_F(PrivacyTest, a_hold_stops_what_waits_and_what_is_over) {
    auto const id = whole();
    run(io, privacy.ask_erasure(fresh_ana, id, {Basis::asked}));
    auto const hold = run(io, privacy.place_hold(fresh_ben, id, {reason, {}}));
    EXPECT_EQ(hold.reason, reason);
    EXPECT_EQ(code(privacy.place_hold(fresh_ana, id, {reason, {}})), "hold.stands");
    EXPECT_THAT(everything(), Not(HasSubstr(reason))) << "it is said of somebody, and sealed as all of that";
    agree();
    finish();
    auto const stopped = erasure_of(id);
    EXPECT_EQ(stopped.state, JobState::stopped);
    EXPECT_EQ(stopped.why, "hold.stands");
    EXPECT_EQ(code(privacy.ask_erasure(fresh_ana, id, {Basis::asked})), "hold.stands");

    set(ana, id, "resolved");
    clock.advance(std::chrono::days{2'000});
    run(io, privacy.retain_once());
    EXPECT_EQ(log(ana, id).at(0).body, "My name is Li Wei");
    EXPECT_EQ(files_kept(), 1);

    run(io, privacy.lift_hold(fresh_carl, hold.id));
    EXPECT_EQ(code(privacy.lift_hold(fresh_carl, hold.id)), "hold.lifted");
    run(io, privacy.retain_once());
    EXPECT_EQ(log(ana, id).at(0).body, desk::erased_words);
    EXPECT_EQ(files_kept(), 0);
    EXPECT_THAT(everything(), Not(HasSubstr("Li Wei")));
    EXPECT_EQ(run(io, privacy.overview(ana)).classes.at(0).cleared, 1);
    EXPECT_THAT(acts(), ::testing::IsSupersetOf(
                            {"privacy.hold_placed", "privacy.hold_lifted", "privacy.erasure_stopped", "privacy.cleared"}));
    // The key stands: they may write again.
    EXPECT_EQ(code(desk.post(li, id, words("I am back"))), "fine");
    EXPECT_EQ(log(ana, id).back().body, "I am back");
    set(ana, id, "resolved");
    run(io, privacy.retain_once());
    EXPECT_THAT(bodies(id), ::testing::Contains("I am back")) << "its time begins anew";
    clock.advance(std::chrono::days{2'000});
    run(io, privacy.retain_once());
    EXPECT_THAT(bodies(id), Not(::testing::Contains("I am back"))) << "cleared once is not kept for ever";
}

TEST_F(PrivacyTest, a_hold_that_comes_while_it_clears_keeps_what_it_holds) {
    auto const id = whole();
    set(ana, id, "resolved");
    clock.advance(std::chrono::days{2'000});
    bool over = false;
    run(io, database.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        co_await transaction.run(sql::lock_customer, li.id);
        auto const key = (co_await desk.words().key_of(id)).value();
        co_await transaction.run(sql::place_hold, HoldId::make(clock, random), li.id, id, key.close(reason, random), clock.now(),
                                 ana.id, std::nullopt);
        asio::co_spawn(io, privacy.retain_once(), [&](std::exception_ptr const&) { over = true; });
        static constexpr postgres::Query<postgres::One<std::int64_t>()> meanwhile{"test.meanwhile",
                                                                                  "SELECT 1::bigint FROM pg_sleep(0.3)"};
        co_await transaction.run(meanwhile);  // it has found what is over, and cannot know of the hold
    }));
    until([&] { return over; });
    EXPECT_EQ(log(ana, id).at(0).body, "My name is Li Wei");
    EXPECT_EQ(files_kept(), 1);
}

TEST_F(PrivacyTest, a_hold_with_an_end_ends) {
    auto const id = whole();
    EXPECT_EQ(code(privacy.place_hold(fresh_ana, id, {reason, clock.now()})), "hold.until");
    EXPECT_EQ(code(privacy.place_hold(fresh_ana, id, {"short", {}})), "reason.too_short");
    run(io, privacy.place_hold(fresh_ana, id, {reason, clock.now() + 24h}));
    clock.advance(25h);
    EXPECT_EQ(run(io, privacy.kept(ana, id)).hold, std::nullopt);
    EXPECT_EQ(code(privacy.place_hold(fresh_ana, id, {reason, {}})), "fine") << "there is room for another";
}

TEST_F(PrivacyTest, what_is_kept_ends_when_its_time_is_over_and_not_before) {
    auto const id = whole();
    auto const active = open(customer(), "Still here").id;
    set(ana, id, "resolved");
    EXPECT_EQ(code(privacy.change_class(fresh_ana, {"conversations", 0})), "field.range");
    EXPECT_EQ(code(privacy.change_class(fresh_ana, {"received_letters", 31})), "field.range");
    EXPECT_EQ(code(privacy.change_class(fresh_ana, {"everything", 5})), "field.choice");
    EXPECT_EQ(run(io, privacy.change_class(fresh_ana, {"conversations", 10})).wanted, 10);
    agree();
    EXPECT_EQ(run(io, privacy.overview(ana)).classes.at(0).days, 10);
    clock.advance(std::chrono::days{9});
    run(io, privacy.retain_once());
    EXPECT_EQ(log(ana, id).at(0).body, "My name is Li Wei");
    clock.advance(std::chrono::days{2});
    execute(
        "INSERT INTO complaints (id, conversation_id, year, number, received_at, registered_at, by_form, language, service, "
        "topic, "
        "received_on, limit_on, due_on, due_at, details) VALUES ('{}', '{}', 2026, 1, now(), now(), true, 'en', 'x', 'y', now(), "
        "now(), now(), "
        "now(), 'z')",
        letter.text(), id.text());
    run(io, privacy.retain_once());
    EXPECT_EQ(log(ana, id).at(0).body, "My name is Li Wei") << "a complaint stands open";
    execute("UPDATE complaints SET stage = 'answered', answered_at = now()");
    run(io, privacy.retain_once());
    EXPECT_EQ(log(ana, id).at(0).body, "My name is Li Wei") << "its own five years are not over";
    execute("UPDATE complaints SET answered_at = now() - interval '99 years'");
    run(io, privacy.retain_once());
    EXPECT_EQ(log(ana, id).at(0).body, desk::erased_words);
    EXPECT_EQ(log(ana, active).at(0).body, "Still here");
    EXPECT_THAT(everything(), Not(HasSubstr("Li Wei asks")));
}

TEST_F(PrivacyTest, nobody_alone_shortens_what_is_kept) {
    auto const id = whole();
    set(ana, id, "resolved");
    clock.advance(std::chrono::days{100});
    EXPECT_EQ(run(io, privacy.change_class(fresh_ana, {"conversations", 1})).days, 1'825);
    EXPECT_EQ(code(privacy.change_class(fresh_ben, {"conversations", 2})), "retention.change_waiting");
    run(io, approvals.decide(fresh_ben, waiting().id, {true, "We keep it too long"}));
    run(io, privacy.retain_once());
    EXPECT_EQ(log(ana, id).at(0).body, "My name is Li Wei") << "one is not two";
    run(io, approvals.decide(fresh_carl, waiting().id, {false, "A rule asks for more"}));
    run(io, privacy.retain_once());
    EXPECT_EQ(log(ana, id).at(0).body, "My name is Li Wei");

    run(io, privacy.change_class(fresh_ana, {"conversations", 1}));
    EXPECT_EQ(run(io, privacy.change_class(fresh_ana, {"conversations", 2'000})).days, 2'000) << "longer needs nobody";
    agree();
    EXPECT_EQ(run(io, privacy.overview(ana)).classes.at(0).days, 2'000) << "they agreed to another step than this";

    run(io, privacy.change_class(fresh_ana, {"conversations", 1}));
    agree();
    run(io, privacy.retain_once());
    EXPECT_EQ(log(ana, id).at(0).body, desk::erased_words);
}

TEST_F(PrivacyTest, an_export_holds_all_that_they_said_and_none_of_what_staff_note) {
    auto const id = whole();
    privacy.tells("complaint", [&](ConversationId of) -> Task<json::value> {
        EXPECT_EQ(of, id);
        co_return json::object{{"reference", "C-2026-0001"}};
    });
    privacy.tells("nothing", [&](ConversationId) -> Task<json::value> { co_return nullptr; });
    auto const job = run(io, privacy.ask_export(fresh_ana, id));
    EXPECT_EQ(code(privacy.ask_export(fresh_ben, id)), "export.under_way");
    EXPECT_EQ(code(privacy.fetch_export(fresh_ana, job.id)), "export.gone") << "not yet";
    finish();
    auto const done = run(io, privacy.kept(ana, id)).jobs.at(0);
    EXPECT_EQ(done.state, JobState::done);
    EXPECT_EQ(done.done, 1);
    EXPECT_EQ(code(privacy.fetch_export(fresh_ben, job.id)), "export.own");
    for (auto const& each : std::filesystem::recursive_directory_iterator(folder.path())) {
        if (!each.is_regular_file()) continue;
        std::ifstream in{each.path(), std::ios::binary};
        EXPECT_THAT((std::string{std::istreambuf_iterator<char>{in}, {}}), Not(HasSubstr("Li Wei")));
    }
    auto const text = run(io, privacy.fetch_export(fresh_ana, job.id));
    auto const whole = parse_json(text);
    EXPECT_EQ(whole.at("customer").at("name").as_string(), "Li Wei");
    auto const& conversation = whole.at("conversations").at(0);
    EXPECT_EQ(conversation.at("entries").at(0).at("text").as_string(), "My name is Li Wei");
    EXPECT_EQ(conversation.at("email").as_string(), "li@wei.example");
    EXPECT_EQ(conversation.at("complaint").at("reference"), "C-2026-0001") << "and what other modules keep of it";
    EXPECT_FALSE(conversation.as_object().contains("nothing"));
    EXPECT_EQ(conversation.at("files").at(0).at("name").as_string(), "passport of Li Wei.txt");
    EXPECT_EQ(conversation.at("files").at(0).at("base64").as_string(), "VGhlIHBhc3Nwb3J0IG9mIExpIFdlaSwgYm9ybiBpbiBNYXk=");
    EXPECT_EQ(conversation.at("diagnoses").at(0).at("steps").at(0).at("answer").as_string(), "Li Wei");
    EXPECT_THAT(text, Not(HasSubstr("Li Wei called")));
    EXPECT_EQ(code(privacy.fetch_export(fresh_ana, job.id)), "export.gone") << "once";
    finish();
    EXPECT_EQ(files_kept(), 1) << "their own file";
    EXPECT_EQ(log(li, id).back().kind, desk::EntryKind::reveal) << "they see who asked for it";
}

TEST_F(PrivacyTest, an_export_that_nobody_fetches_is_gone_in_time) {
    auto const id = whole();
    auto const job = run(io, privacy.ask_export(fresh_ana, id));
    finish();
    EXPECT_EQ(files_kept(), 2);
    clock.advance(limits::export_life + 1min);
    finish();
    EXPECT_EQ(files_kept(), 1);
    EXPECT_EQ(code(privacy.fetch_export(fresh_ana, job.id)), "export.gone");
}

TEST_F(PrivacyTest, the_holder_of_an_account_may_ask_for_support_again) {
    execute("UPDATE customers SET kind = 'account', name = 'Holder' WHERE id = '{}'", li.id.text());
    auto const id = open(li, "My name is Li Wei").id;
    auto const late = run(io, desk.words().key_of(id)).value().close("Too late", random);
    privacy.forgets("late", [&](CustomerId) -> Task<std::int64_t> {
        auto const* store = kept(fmt::format("UPDATE entries SET body = '\\x{}' WHERE seq = 1", hex(late.data)));
        co_await database.run(postgres::Query<postgres::Affected()>{"test.late", store});
        co_return 0;
    });
    run(io, privacy.ask_erasure(fresh_ana, id, {Basis::asked}));
    agree();
    finish();
    EXPECT_EQ(log(ana, id).at(0).body, desk::erased_words);
    EXPECT_THAT(everything(), Not(HasSubstr(hex(late.data)))) << "nor what was stored while the key ended";
    auto const again = open(li, "It is me").id;
    EXPECT_EQ(log(ana, again).at(0).body, "It is me");
    desk.words().forget();
    EXPECT_EQ(log(ana, id).at(0).body, desk::erased_words) << "the new key opens nothing of the old";
    auto const proof = run(io, privacy.proof(ana, erasure_of(id).id));
    EXPECT_TRUE(parse_json(proof.statement).at("account_stays").as_bool());
    static constexpr postgres::Query<postgres::Maybe<std::string>(CustomerId)> name{
        "test.name", "SELECT name FROM customers WHERE id = $1 AND name IS NOT NULL"};
    EXPECT_EQ(run(io, database.run(name, li.id)), "Holder") << "the platform's own record stays";
}

TEST_F(PrivacyTest, what_a_dead_program_left_waiting_is_gone_on_with) {
    auto const id = whole();
    for (auto const* kind : {"export", "erasure"})
        execute(
            "INSERT INTO privacy_jobs (id, kind, customer_id, conversation_id, basis, state, asked_at, asked_by) VALUES "
            "('{}', '{}', '{}', '{}', 'asked', 'waiting', now(), '{}')",
            JobId::make(clock, random).text(), kind, li.id.text(), id.text(), ben.id.text());
    auto const job = run(io, privacy.ask_export(fresh_ana, id));
    finish();
    EXPECT_EQ(code(privacy.fetch_export(fresh_ana, job.id)), "fine");
    EXPECT_EQ(code(privacy.ask_erasure(fresh_ana, id, {Basis::order})), "fine");
    EXPECT_EQ(code(privacy.ask_erasure(fresh_ben, id, {Basis::order})), "erasure.under_way");
    agree();
    finish();
    EXPECT_EQ(erasure_of(id).state, JobState::done);
}

TEST_F(PrivacyTest, what_fails_in_a_way_nobody_thought_of_ends_no_loop) {
    auto const id = whole();
    int fails = 1;
    privacy.forgets("broken", [&](CustomerId) -> Task<std::int64_t> {
        if (fails-- > 0) throw std::runtime_error("no such folder");
        co_return 0;
    });
    run(io, privacy.ask_erasure(fresh_ana, id, {Basis::asked}));
    agree();
    finish();
    EXPECT_EQ(erasure_of(id).why, "internal");
    clock.advance(3min);
    finish();
    EXPECT_EQ(erasure_of(id).state, JobState::done);
}

TEST_F(PrivacyTest, a_class_that_cannot_be_cleared_keeps_no_other_waiting) {
    auto const id = whole();
    set(ana, id, "resolved");
    clock.advance(std::chrono::days{2'000});
    for (auto const& each : std::filesystem::recursive_directory_iterator(folder.path()))
        if (each.is_regular_file()) {  // what cannot be removed
            std::filesystem::remove(each.path());
            std::filesystem::create_directories(each.path() / "inside");
            break;
        }
    EXPECT_ANY_THROW(run(io, privacy.retain_once()));
    auto const classes = run(io, privacy.overview(ana)).classes;
    EXPECT_EQ(classes.at(0).looked_at, std::nullopt);
    EXPECT_NE(classes.at(5).looked_at, std::nullopt);
}

TEST_F(PrivacyTest, a_topic_in_their_own_words_is_cleared_with_the_rest) {
    auto const id = whole();
    auto const topic = [&] { return read(ana, id).topic; };
    execute("UPDATE conversations SET topic = 'Li Wei lost a phone' WHERE id = '{}'", id.text());
    run(io, desk.change(ana, id, {.client_id = new_id(), .topic = "theft"}));
    execute("UPDATE conversations SET topic = 'Li Wei asks again' WHERE id = '{}'", id.text());
    run(io, privacy.ask_erasure(fresh_ana, id, {Basis::asked}));
    agree();
    finish();
    EXPECT_EQ(topic(), "other");
    EXPECT_THAT(everything(), Not(HasSubstr("Li Wei")));
}

TEST_F(PrivacyTest, unknown_ones_are_unknown) {
    auto const nobody = ConversationId::make(clock, random);
    EXPECT_EQ(code(privacy.kept(ana, nobody)), "conversation.unknown");
    EXPECT_EQ(code(privacy.place_hold(fresh_ana, nobody, {reason, {}})), "conversation.unknown");
    EXPECT_EQ(code(privacy.ask_export(fresh_ana, nobody)), "conversation.unknown");
    EXPECT_EQ(code(privacy.ask_erasure(fresh_ana, nobody, {Basis::other})), "conversation.unknown");
    EXPECT_EQ(code(privacy.lift_hold(fresh_ana, HoldId::make(clock, random))), "hold.unknown");
    EXPECT_EQ(code(privacy.proof(ana, JobId::make(clock, random))), "job.unknown");
    EXPECT_EQ(code(privacy.fetch_export(fresh_ana, JobId::make(clock, random))), "job.unknown");
}

}  // namespace
}  // namespace ombud::privacy
