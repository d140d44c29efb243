#include "knowledge/knowledge.hpp"

#include <boost/asio/detached.hpp>
#include <gmock/gmock.h>

#include "audit/audit.hpp"
#include "core/base64url.hpp"
#include "core/limits.hpp"
#include "embedded/articles.hpp"
#include "knowledge/queries.hpp"
#include "knowledge/words.hpp"
#include "postgres/database.hpp"
#include "support/module_test.hpp"
#include "text/names.hpp"

namespace ombud::knowledge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class TemporaryFolder {
public:
    TemporaryFolder() {
        auto pattern = (std::filesystem::temp_directory_path() / "ombud-articles-XXXXXX").string();
        if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
        path = pattern;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;

    std::filesystem::path path;
};

std::string one_pixel() {
    auto const bytes =
        from_base64url("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk-M9QDwADhgGAWjR9awAAAABJRU5ErkJggg").value();
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

struct KnowledgeTest : ombud::testing::ModuleTest {
    asio::thread_pool workers{1};
    TemporaryFolder folder;
    files::Store store{folder.path};
    files::Pictures pictures{io, workers, clock, OMBUD_PICTURES};
    files::Intake intake{store, pictures, nullptr, workers};
    audit::Log log{database, clock};
    Library library{database, log, workers, clock};
    Library elsewhere{database, log, workers, clock};  // the same in another process
    Articles articles{database, log, library, intake, store, workers, clock, random};
    ArticleFolder article_folder{database, log, intake, store, workers, clock, random};
    Agent const ana = agent("Ana"), ben = agent("Ben");

    Article create(std::string slug, std::string category = "deposits") {
        return run(io, articles.create(ana, {.slug = std::move(slug), .category = std::move(category)}));
    }
    static ArticleText text(Article const& article, std::string_view language) {
        for (auto const& each : article.texts)
            if (each.language == language) return each;
        return {};
    }
    static SaveDraft draft_of(std::string language, std::string title, std::string markdown) {
        return {.language = std::move(language),
                .base = 0,
                .title = std::move(title),
                .summary = "What it says in short.",
                .keywords = {"one"},
                .markdown = std::move(markdown),
                .translated_from = {}};
    }
    // Whatever was there before.
    Article save(ArticleId id, SaveDraft draft) {
        draft.base = text(run(io, articles.read(ana, id)), draft.language).revision;
        return run(io, articles.save_draft(ana, id, std::move(draft)));
    }
    Article write(ArticleId id, std::string language, std::string title = "A title", std::string markdown = "Some words.",
                  std::optional<std::int64_t> translated_from = {}) {
        auto draft = draft_of(std::move(language), std::move(title), std::move(markdown));
        draft.translated_from = translated_from;
        return save(id, std::move(draft));
    }
    PublishDraft publishing(ArticleId id, std::string language, std::optional<Timestamp> at = {}) {
        auto const base = text(run(io, articles.read(ana, id)), language).revision;
        return {.language = std::move(language), .base = base, .at = at, .note = {}};
    }
    Article publish(ArticleId id, std::string language, std::optional<Timestamp> at = {}) {
        return run(io, articles.publish(ana, id, publishing(id, std::move(language), at)));
    }
    Article publish(std::string slug, std::string category = "deposits", std::string markdown = "Some words.") {
        auto const id = create(std::move(slug), std::move(category)).id;
        write(id, "en", "A title", std::move(markdown));
        return publish(id, "en");
    }
    std::shared_ptr<Page const> page(std::string_view slug, std::string_view language = "en") {
        return library.now()->find(slug, language);
    }

    // How it ended, and at which field.
    template <class T>
    std::string code(Task<T> task) {
        try {
            run(io, std::move(task));
            return "fine";
        } catch (Problem const& problem) {
            return problem.code + (problem.field.empty() ? "" : " " + problem.field);
        }
    }
    std::vector<std::string> recorded() {
        static constexpr postgres::Query<postgres::Many<std::string>()> acts{"test.acts",
                                                                             "SELECT act FROM audit_records ORDER BY seq"};
        return run(io, database.run(acts));
    }
    std::vector<std::string> slugs(ListArticles wanted) {
        std::vector<std::string> out;
        for (auto const& line : run(io, articles.list(ana, std::move(wanted))).articles) out.push_back(line.slug);
        return out;
    }
};

TEST_F(KnowledgeTest, every_query_agrees_with_the_schema) {
    auto agrees = [&](auto const&... queries) {
        std::string differs;
        ((differs += run(io, postgres::check(database, queries))), ...);
        EXPECT_EQ(differs, "");
    };
    agrees(sql::find_article, sql::hold_article, sql::ids_of, sql::redirect, sql::add_redirect, sql::remove_redirect,
           sql::is_staff, sql::add_article, sql::change_article, sql::rename_article, sql::remove_article, sql::confirm_review,
           sql::list, sql::text_lines, sql::texts, sql::held_texts, sql::add_text, sql::save_draft, sql::clear_draft,
           sql::add_version, sql::find_version, sql::versions, sql::note_published, sql::publish, sql::mark, sql::plan,
           sql::give_up_plan, sql::withdraw, sql::due, sql::revision, sql::something_changed, sql::first_look, sql::pages,
           sql::markdown, sql::redirects, sql::hold_all, sql::all, sql::published_texts, sql::picture, sql::add_picture,
           sql::picture_sizes, sql::add_salt, sql::say, sql::feedback, sql::feedback_reasons, sql::feedback_comments,
           sql::forget_feedback, sql::forget_salts, sql::write_searches, sql::searches, sql::forget_searches);
}

// Writing -----------------------------------------------------------------------------------------------------------

TEST_F(KnowledgeTest, a_draft_is_seen_by_nobody_until_it_is_published_and_every_act_is_on_record) {
    auto const made = create("where-is-it");
    EXPECT_EQ(made.position, 1);
    auto const drafted = write(made.id, "en", "Where is it?", "## Steps\n\n1. Wait.");
    EXPECT_EQ(text(drafted, "en").draft->title, "Where is it?");
    EXPECT_EQ(text(drafted, "en").draft->by_name, "Ana");
    EXPECT_EQ(page("where-is-it"), nullptr);

    auto const shown = publish(made.id, "en");
    EXPECT_EQ(text(shown, "en").state, TextState::published);
    EXPECT_FALSE(text(shown, "en").draft);
    EXPECT_EQ(text(shown, "en").published->version, 1);
    EXPECT_EQ(text(shown, "en").published->made_by, ana.id);
    ASSERT_NE(page("where-is-it"), nullptr);
    EXPECT_EQ(page("where-is-it")->title, "Where is it?");
    EXPECT_THAT(page("where-is-it")->body->html, HasSubstr("<h2 id=\"s-steps\">Steps</h2>"));
    EXPECT_EQ(page("where-is-it", "zh-CN"), nullptr);

    run(io, articles.withdraw(ana, made.id, {"en"}));
    EXPECT_EQ(page("where-is-it"), nullptr);
    publish(made.id, "en");  // what was withdrawn is the draft again
    EXPECT_EQ(page("where-is-it")->version, 2);
    EXPECT_THAT(recorded(), ElementsAre("article.created", "article.draft_begun", "article.published", "article.withdrawn",
                                        "article.published"));
}

TEST_F(KnowledgeTest, nobody_overwrites_what_they_have_not_seen) {
    auto const id = create("one").id;
    auto const first = write(id, "en");
    auto const base = text(first, "en").revision;
    auto bens = draft_of("en", "Ben's", "Ben's words.");
    bens.base = base;
    run(io, articles.save_draft(ben, id, bens));
    auto anas = draft_of("en", "Ana's", "Ana's words.");
    anas.base = base;
    EXPECT_EQ(code(articles.save_draft(ana, id, anas)), "article.changed");
    EXPECT_EQ(code(articles.publish(ana, id, {.language = "en", .base = base})), "article.changed");
    EXPECT_EQ(code(articles.discard_draft(ana, id, {"en", base})), "article.changed");
    EXPECT_EQ(text(run(io, articles.read(ana, id)), "en").draft->title, "Ben's");
    auto const revision = run(io, articles.read(ana, id)).revision;
    ChangeDetails change{
        .base = revision, .category = "safety", .position = 3, .flow = {}, .related = {}, .owner = {}, .review_by = {}};
    run(io, articles.change(ana, id, change));
    EXPECT_EQ(code(articles.change(ben, id, change)), "article.changed");
}

TEST_F(KnowledgeTest, versions_stay_and_an_old_one_comes_back_as_a_draft) {
    auto const id = create("one").id;
    for (auto const* title : {"First", "Second", "Third"}) {
        write(id, "en", title, std::string(title) + " words.");
        auto wanted = publishing(id, "en");
        wanted.note = std::string(title) + " note";
        run(io, articles.publish(ana, id, wanted));
    }
    auto const list = run(io, articles.versions(ana, id, {"en"})).versions;
    ASSERT_THAT(list, SizeIs(3));
    EXPECT_EQ(list[0].title, "Third");
    EXPECT_EQ(list[2].note, "First note");
    EXPECT_EQ(run(io, articles.version(ana, id, {"en", 1})).markdown, "First words.");
    EXPECT_EQ(run(io, articles.version(ana, id, {"en", {}})).version, 3);
    EXPECT_EQ(code(articles.version(ana, id, {"en", 9})), "article.version_unknown");
    EXPECT_EQ(code(articles.version(ana, id, {"zh-CN", {}})), "article.version_unknown");

    auto const base = text(run(io, articles.read(ana, id)), "en").revision;
    auto const restored = run(io, articles.restore(ana, id, {"en", 1, base}));
    EXPECT_EQ(text(restored, "en").draft->markdown, "First words.");
    EXPECT_EQ(page("one")->title, "Third");
    publish(id, "en");
    EXPECT_EQ(page("one")->title, "First");
    EXPECT_EQ(page("one")->version, 4);

    static constexpr postgres::Query<postgres::Affected()> rewrite{"test.rewrite",
                                                                   "UPDATE article_versions SET title = 'Never said'"};
    EXPECT_THROW(run(io, database.run(rewrite)), postgres::DatabaseError);
}

TEST_F(KnowledgeTest, what_an_article_may_not_say) {
    auto const id = create("one").id;
    auto const says = [&](auto change) {
        auto draft = draft_of("en", "Title", "Words.");
        change(draft);
        return code(articles.save_draft(ana, id, draft));
    };
    EXPECT_EQ(says([](auto& d) { d.markdown = "Card 4111 1111 1111 1111, thank you."; }), "article.secret markdown");
    EXPECT_EQ(says([](auto& d) { d.title = "5Kb8kLf9zgWQnogidDA76MzPL6TsZZY36hWXMssSzNydYXYB9KF"; }), "article.secret title");
    EXPECT_EQ(says([](auto& d) { d.keywords = {"5Kb8kLf9zgWQnogidDA76MzPL6TsZZY36hWXMssSzNydYXYB9KF"}; }),
              "article.secret keywords");
    EXPECT_EQ(says([](auto& d) { d.title = std::string(limits::article_title_letters + 1, 'x'); }), "article.too_long title");
    EXPECT_EQ(says([](auto& d) { d.summary = std::string(limits::article_summary_letters + 1, 'x'); }),
              "article.too_long summary");
    EXPECT_EQ(says([](auto& d) { d.keywords.assign(limits::article_keywords + 1, "x"); }), "article.keywords_too_many keywords");
    EXPECT_EQ(says([](auto& d) { d.markdown = std::string(limits::article_bytes + 1, 'x'); }), "article.too_long markdown");
    EXPECT_EQ(says([](auto& d) { d.markdown = std::string(200, '>'); }), "markdown.too_deep markdown");
    EXPECT_EQ(says([](auto& d) { d.markdown = "\xff\xfe"; }), "article.text markdown");
    EXPECT_EQ(says([](auto& d) { d.translated_from = 1; }), "article.version_unknown translated_from");
    EXPECT_EQ(says([](auto& d) { d.language = "fr"; }), "language.unknown language");
    EXPECT_EQ(code(articles.save_draft(ana, ArticleId::make(clock, random), draft_of("en", "a", "b"))), "article.unknown");

    write(id, "en", "", "Words.");
    EXPECT_EQ(code(articles.publish(ana, id, publishing(id, "en"))), "article.incomplete title");
    EXPECT_EQ(code(articles.publish(ana, id, publishing(id, "zh-CN"))), "article.no_draft");
}

TEST_F(KnowledgeTest, what_details_an_article_may_not_have) {
    auto const makes = [&](CreateArticle wanted) { return code(articles.create(ana, std::move(wanted))); };
    create("one");
    EXPECT_EQ(makes({.slug = "one", .category = "deposits"}), "article.slug_taken slug");
    for (auto const* slug : {"", "Big", "a b", "-a", "a-", "a--b", "../x", "é"})
        EXPECT_EQ(makes({.slug = slug, .category = "deposits"}), "article.slug slug") << slug;
    EXPECT_EQ(makes({.slug = "two", .category = "other"}), "article.category_unknown category");
    EXPECT_EQ(makes({.slug = "two", .category = "deposits", .position = 0}), "article.position position");
    EXPECT_EQ(makes({.slug = "two", .category = "deposits", .flow = "none"}), "article.flow_unknown flow");
    EXPECT_EQ(makes({.slug = "two", .category = "deposits", .related = {{"nowhere"}}}), "article.related_unknown related");
    EXPECT_EQ(makes({.slug = "two", .category = "deposits", .owner = StaffId::make(clock, random)}),
              "article.owner_unknown owner");
    for (auto const* date : {"2026-02-30", "2026-2-3", "tomorrow", "", "2026-13-01", "20260101"})
        EXPECT_EQ(makes({.slug = "two", .category = "deposits", .review_by = date}), "article.date review_by") << date;
    EXPECT_EQ(makes({.slug = "two", .category = "deposits", .related = {{"one"}}, .owner = ana.id, .review_by = "2027-02-28"}),
              "fine");
}

TEST_F(KnowledgeTest, only_what_nobody_ever_saw_is_removed) {
    auto const seen = publish("seen");
    run(io, articles.withdraw(ana, seen.id, {"en"}));
    EXPECT_EQ(code(articles.remove(ana, seen.id)), "article.was_published");
    EXPECT_TRUE(run(io, articles.read(ana, seen.id)).was_published);
    auto const unseen = create("unseen");
    EXPECT_FALSE(unseen.was_published);
    write(unseen.id, "en");
    auto const names_it = run(io, articles.create(ana, {.slug = "names-it", .category = "safety", .related = {{"unseen"}}}));
    run(io, articles.remove(ana, unseen.id));
    EXPECT_EQ(code(articles.read(ana, unseen.id)), "article.unknown");
    EXPECT_THAT(run(io, articles.read(ana, names_it.id)).related, IsEmpty());
}

// At a time ---------------------------------------------------------------------------------------------------------

TEST_F(KnowledgeTest, a_plan_comes_when_its_time_does_and_says_what_it_said_when_it_was_made) {
    auto const id = create("planned").id;
    write(id, "en", "As planned");
    publish(id, "en", clock.now() + 1h);
    write(id, "en", "Written later");
    EXPECT_EQ(page("planned"), nullptr);
    auto const waiting = run(io, articles.read(ana, id));
    EXPECT_EQ(text(waiting, "en").plan->version, 1);
    EXPECT_EQ(text(waiting, "en").plan->by_name, "Ana");
    EXPECT_EQ(slugs({.state = StateFilter::planned}), std::vector<std::string>{"planned"});

    clock.advance(59min);
    run(io, library.refresh());
    EXPECT_EQ(page("planned"), nullptr);
    clock.advance(1min);
    run(io, elsewhere.refresh());
    run(io, library.refresh());
    EXPECT_EQ(page("planned")->title, "As planned");
    EXPECT_EQ(page("planned")->published_at, clock.now());
    auto const after = run(io, articles.read(ana, id));
    EXPECT_EQ(text(after, "en").draft->title, "Written later");
    EXPECT_FALSE(text(after, "en").plan);
    EXPECT_THAT(recorded(), ElementsAre("article.created", "article.draft_begun", "article.planned", "article.draft_begun",
                                        "article.published"));
}

TEST_F(KnowledgeTest, a_plan_can_be_given_up_and_is_overtaken_by_what_comes_at_once) {
    auto const id = create("planned").id;
    write(id, "en", "As planned");
    EXPECT_EQ(code(articles.publish(ana, id, publishing(id, "en", clock.now()))), "article.past at");
    publish(id, "en", clock.now() + 1h);
    auto const without = run(io, articles.give_up_plan(ana, id, {"en"}));
    EXPECT_EQ(text(without, "en").draft->title, "As planned");
    EXPECT_EQ(code(articles.give_up_plan(ana, id, {"en"})), "article.no_plan");

    publish(id, "en", clock.now() + 1h);
    write(id, "en", "Urgent");
    publish(id, "en");
    clock.advance(2h);
    run(io, library.refresh());
    EXPECT_EQ(page("planned")->title, "Urgent");
}

TEST_F(KnowledgeTest, the_library_keeps_up_by_itself) {
    auto const id = create("later").id;
    write(id, "en");
    publish(id, "en", clock.now() + 10s);
    int told = 0;
    elsewhere.when_changed([&] { ++told; });
    asio::co_spawn(io, elsewhere.keep_up(), asio::detached);
    auto const a_second = [&] {
        clock.advance(1s);
        for (int i = 0; i < 50; ++i) run(io, database.run(sql::revision));
    };
    auto const knows = [&](char const* slug) {
        auto const patience = std::chrono::steady_clock::now() + 20s;
        while (!elsewhere.now()->find(slug, "en") && std::chrono::steady_clock::now() < patience) a_second();
        return elsewhere.now()->find(slug, "en") != nullptr;
    };
    for (int i = 0; i < 5; ++i) a_second();
    EXPECT_EQ(elsewhere.now()->find("later", "en"), nullptr);
    EXPECT_TRUE(knows("later"));
    EXPECT_GE(told, 1);
    publish("another-process");
    EXPECT_TRUE(knows("another-process"));
    io.stop();
}

// Names -------------------------------------------------------------------------------------------------------------

TEST_F(KnowledgeTest, old_names_lead_to_the_newest_without_chains_or_circles) {
    auto const id = publish("a").id;
    auto const named = [&](std::string slug) { return run(io, articles.rename(ana, id, {std::move(slug), {}})); };
    named("b");
    EXPECT_EQ(library.now()->redirect("a"), "b");
    EXPECT_EQ(page("a"), nullptr);
    named("c");
    EXPECT_EQ(library.now()->redirect("a"), "c");
    EXPECT_EQ(library.now()->redirect("b"), "c");
    auto const back = named("a");
    EXPECT_THAT(back.old_slugs, ElementsAre("b", "c"));
    EXPECT_EQ(library.now()->redirect("a"), std::nullopt);
    EXPECT_EQ(library.now()->redirect("b"), "a");
    EXPECT_NE(page("a"), nullptr);

    EXPECT_EQ(code(articles.create(ana, {.slug = "b", .category = "safety"})), "article.slug_redirects slug");
    auto const other = create("other");
    EXPECT_EQ(code(articles.rename(ana, other.id, {"c", {}})), "article.slug_redirects slug");
    EXPECT_EQ(code(articles.rename(ana, other.id, {"a", {}})), "article.slug_taken slug");
    run(io, articles.rename(ana, other.id, {"c", true}));
    EXPECT_EQ(library.now()->redirect("c"), std::nullopt);
    run(io, articles.create(ana, {.slug = "b", .category = "safety", .replace_redirect = true}));
    EXPECT_EQ(library.now()->redirect("b"), std::nullopt);
}

TEST_F(KnowledgeTest, a_name_that_nobody_saw_leaves_nothing_behind) {
    auto const id = create("typo").id;
    EXPECT_THAT(run(io, articles.rename(ana, id, {"right", {}})).old_slugs, IsEmpty());
    create("typo");
}

TEST_F(KnowledgeTest, links_follow_names_and_lead_nowhere_else) {
    auto const target = publish("target");
    publish("names-it", "deposits",
            "[t](../target/) [s](../target#s-x) [v](/verify) [f](/help/zh-CN/answers/sign-in) [me](/me/security) "
            "[no](../nowhere/) [flow](/help/en/answers/none) [rel](elsewhere) [out](https://a.example)");
    auto const html = [&] { return page("names-it")->body->html; };
    EXPECT_THAT(html(), AllOf(HasSubstr("href=\"/en/articles/target\""), HasSubstr("href=\"/en/articles/target#s-x\""),
                              HasSubstr("href=\"/en/verify\""), HasSubstr("href=\"/zh-CN/answers/sign-in\""),
                              HasSubstr("href=\"/me/security\""), HasSubstr("href=\"https://a.example\" rel=")));
    EXPECT_THAT(page("names-it")->body->refused, ElementsAre("../nowhere/", "/help/en/answers/none", "elsewhere"));
    run(io, articles.rename(ana, target.id, {"renamed", {}}));
    EXPECT_THAT(html(), HasSubstr("href=\"/en/articles/renamed\""));
    publish("nowhere");
    EXPECT_THAT(html(), HasSubstr("href=\"/en/articles/nowhere\""));
    run(io, articles.withdraw(ana, target.id, {"en"}));
    EXPECT_THAT(html(), Not(HasSubstr("renamed")));
    EXPECT_EQ(library.now()->redirect("target"), std::nullopt);
}

// Two languages -----------------------------------------------------------------------------------------------------

struct TranslationTest : KnowledgeTest {
    ArticleId id = create("both").id;

    std::optional<Timestamp> behind(std::string_view language) {
        return text(run(io, articles.read(ana, id)), language).out_of_date_since;
    }
    void say(std::string language, std::string title, std::optional<std::int64_t> translated_from = {}) {
        write(id, language, std::move(title), "Words.", translated_from);
        publish(id, language);
        clock.advance(1h);
    }
};

TEST_F(TranslationTest, a_newer_source_leaves_the_translation_behind_since_that_moment) {
    say("en", "One");
    say("zh-CN", "一");
    EXPECT_EQ(behind("zh-CN"), std::nullopt);
    EXPECT_EQ(behind("en"), std::nullopt);
    auto const then = clock.now();
    say("en", "Two");
    say("en", "Three");
    EXPECT_EQ(behind("zh-CN"), then);
    EXPECT_EQ(behind("en"), std::nullopt);
    EXPECT_EQ(page("both", "zh-CN")->out_of_date_since, then);
    EXPECT_EQ(slugs({.language = "zh-CN", .translation = TranslationFilter::out_of_date}), std::vector<std::string>{"both"});
    EXPECT_THAT(slugs({.language = "en", .translation = TranslationFilter::out_of_date}), IsEmpty());
}

TEST_F(TranslationTest, a_translation_that_follows_sets_both_right) {
    say("en", "One");
    say("zh-CN", "一");
    auto const then = clock.now();
    say("en", "Two");
    say("en", "Three");
    say("zh-CN", "二", 2);  // of one that is old already
    EXPECT_EQ(behind("zh-CN"), then);
    say("zh-CN", "三", 3);
    EXPECT_EQ(behind("zh-CN"), std::nullopt);
    EXPECT_EQ(behind("en"), std::nullopt);
    EXPECT_EQ(text(run(io, articles.read(ana, id)), "zh-CN").checked_against, 3);
    auto const chinese_first = clock.now();
    say("zh-CN", "四");
    EXPECT_EQ(behind("en"), chinese_first);
    run(io, articles.mark_checked(ana, id, {"en"}));
    EXPECT_EQ(behind("en"), std::nullopt);
    EXPECT_EQ(page("both")->out_of_date_since, std::nullopt);
}

TEST_F(TranslationTest, both_planned_for_one_moment_are_of_one_mind) {
    say("en", "One");
    say("zh-CN", "一");
    auto const at = clock.now() + 1h;
    write(id, "en", "Two");
    publish(id, "en", at);
    write(id, "zh-CN", "二", "Words.", 2);
    publish(id, "zh-CN", at);
    clock.advance(2h);
    run(io, library.refresh());
    EXPECT_EQ(page("both", "zh-CN")->title, "二");
    EXPECT_EQ(behind("en"), std::nullopt);
    EXPECT_EQ(behind("zh-CN"), std::nullopt);
}

TEST_F(TranslationTest, nobody_is_behind_what_nobody_reads) {
    say("en", "One");
    EXPECT_EQ(code(articles.mark_checked(ana, id, {"en"})), "article.unpublished");
    EXPECT_EQ(slugs({.translation = TranslationFilter::missing}), std::vector<std::string>{"both"});
    say("zh-CN", "一");
    EXPECT_THAT(slugs({.translation = TranslationFilter::missing}), IsEmpty());
    say("en", "Two");
    EXPECT_NE(behind("zh-CN"), std::nullopt);
    run(io, articles.withdraw(ana, id, {"en"}));
    EXPECT_EQ(behind("zh-CN"), std::nullopt);
    EXPECT_EQ(code(articles.withdraw(ana, id, {"en"})), "article.unpublished");
}

// Lists -------------------------------------------------------------------------------------------------------------

TEST_F(KnowledgeTest, lists_show_what_is_asked_for) {
    create("empty", "safety");
    auto const drafted = create("drafted");
    write(drafted.id, "zh-CN", "充值没有到账");
    publish("shown");
    run(io, articles.create(ben, {.slug = "due", .category = "contact", .owner = ben.id, .review_by = "2026-11-24"}));
    run(io, articles.create(ben, {.slug = "not-due", .category = "contact", .owner = ana.id, .review_by = "2026-11-25"}));
    using Slugs = std::vector<std::string>;
    EXPECT_EQ(slugs({}), (Slugs{"drafted", "shown", "empty", "due", "not-due"}));
    EXPECT_EQ(slugs({.state = StateFilter::published}), Slugs{"shown"});
    EXPECT_EQ(slugs({.state = StateFilter::draft}), Slugs{"drafted"});
    EXPECT_EQ(slugs({.state = StateFilter::draft, .language = "en"}), Slugs{});
    EXPECT_EQ(slugs({.state = StateFilter::unpublished, .category = "deposits"}), Slugs{"drafted"});
    EXPECT_EQ(slugs({.category = "contact"}), (Slugs{"due", "not-due"}));
    EXPECT_EQ(slugs({.review = ReviewFilter::due}), Slugs{"due"});
    EXPECT_EQ(slugs({.owner = ana.id}), Slugs{"not-due"});
    EXPECT_EQ(slugs({.title = "没有"}), Slugs{"drafted"});
    EXPECT_EQ(slugs({.title = "title"}), Slugs{"shown"});
    EXPECT_EQ(slugs({.title = "%"}), Slugs{});
    EXPECT_EQ(slugs({.after = "shown"}), (Slugs{"empty", "due", "not-due"}));
    EXPECT_EQ(code(articles.list(ana, {.category = "x"})), "article.category_unknown category");
    auto const due = run(io, articles.list(ana, {.review = ReviewFilter::due})).articles[0];
    EXPECT_TRUE(due.review_due);
    EXPECT_EQ(due.owner_name, "Ben");

    auto const confirmed = run(io, articles.confirm_review(ben, due.id, {"2027-11-24"}));
    EXPECT_EQ(confirmed.reviewed_at, clock.now());
    EXPECT_THAT(slugs({.review = ReviewFilter::due}), IsEmpty());
}

TEST_F(KnowledgeTest, pages_stand_in_the_order_of_people) {
    publish("later", "contact");
    publish("first");
    publish("second");
    auto const id = publish("third").id;
    auto details = run(io, articles.read(ana, id));
    run(io, articles.change(ana, id,
                            {.base = details.revision,
                             .category = "deposits",
                             .position = 1,
                             .flow = "deposit",
                             .related = {"second", "later"},
                             .owner = {},
                             .review_by = {}}));
    std::vector<std::string> order;
    for (auto const& each : library.now()->pages()) order.push_back(each->slug);
    EXPECT_THAT(order, ElementsAre("first", "third", "second", "later"));
    EXPECT_THAT(library.now()->in_category("deposits", "en"), SizeIs(3));
    EXPECT_THAT(library.now()->in_category("deposits", "zh-CN"), IsEmpty());
    EXPECT_THAT(page("third")->related, ElementsAre("second", "later"));
    EXPECT_EQ(page("third")->flow, "deposit");
}

TEST_F(KnowledgeTest, titles_of_any_script_and_length_come_through_as_they_are) {
    auto const id = create("one").id;
    auto const longest = std::string(limits::article_title_letters, 'W');
    for (auto const& title : {std::string("كيف أسترد حسابي؟"), std::string("ما هو SegWit؟ (bc1…)"), longest,
                              std::string("<b>\"&'"), std::string("“提示：账户已冻结”")}) {
        write(id, "en", title);
        publish(id, "en");
        EXPECT_EQ(page("one")->title, title);
    }
    write(id, "en", "  two\nlines\u202E ");
    publish(id, "en");
    EXPECT_EQ(page("one")->title, "two lines");
}

TEST_F(KnowledgeTest, hostile_markdown_is_shown_as_words) {
    publish("hostile", "safety",
            "<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://evil.example/p.png) <img src=x onerror=y>");
    auto const html = page("hostile")->body->html;
    EXPECT_THAT(html, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<img")), Not(HasSubstr("href"))));
    auto const preview = run(io, articles.preview(ana, {"en", "## A\n\n[x](../hostile/) [y](../none/)"}));
    EXPECT_THAT(preview.html, HasSubstr("/en/articles/hostile"));
    EXPECT_THAT(preview.headings, ElementsAre(markdown::Heading{2, "s-a", "A"}));
    EXPECT_THAT(preview.refused, ElementsAre("../none/"));
}

TEST_F(KnowledgeTest, pictures_are_decoded_and_shown_with_their_size) {
    auto const picture = run(io, articles.add_picture(ana, one_pixel(), "page.png"));
    EXPECT_EQ(picture.media_type, "image/png");
    publish("with-picture", "safety",
            "![The page](" + picture.address + ") ![none](/media/" + ArticleId::make(clock, random).text() + ")");
    EXPECT_EQ(picture.address, "../media/" + picture.id.text() + ".png");
    EXPECT_THAT(page("with-picture")->body->html,
                HasSubstr("<p><img src=\"/media/" + picture.id.text() + "\" alt=\"The page\" width=\"1\" height=\"1\""));
    EXPECT_THAT(page("with-picture")->body->refused, SizeIs(1));
    auto const served = run(io, articles.picture({"203.0.113.7"}, picture.id));
    EXPECT_EQ(served.bytes, std::filesystem::file_size(served.path));
    EXPECT_EQ(code(articles.picture({"203.0.113.7"}, PictureId::make(clock, random))), "picture.unknown");
    EXPECT_EQ(code(articles.add_picture(ana, "%PDF-1.7\n", "x.png")), "picture.type file");
    EXPECT_EQ(code(articles.add_picture(ana, "GIF89a" + std::string(40, '\0'), "x.gif")), "picture.type file");
}

// Folders -----------------------------------------------------------------------------------------------------------

std::vector<File> shipped() {
    std::vector<File> out;
    for (auto const& file : embedded::articles())
        if (file.name != "README.md") out.push_back({std::string(file.name), std::string(file.bytes)});
    return out;
}

TEST_F(KnowledgeTest, the_first_start_brings_the_articles_that_come_with_the_program_once) {
    EXPECT_TRUE(run(io, article_folder.take_in_shipped()));
    EXPECT_FALSE(run(io, article_folder.take_in_shipped()));
    run(io, library.load());
    EXPECT_EQ(library.now()->pages().size(), shipped().size());
    EXPECT_GE(shipped().size(), 60u);
    for (auto const& each : library.now()->pages()) {
        EXPECT_THAT(each->body->refused, IsEmpty()) << each->language << "/" << each->slug;
        EXPECT_EQ(each->out_of_date_since, std::nullopt);
        EXPECT_NE(library.now()->find(each->slug, other_language(each->language)), nullptr) << each->slug;
        for (auto const& related : each->related) EXPECT_NE(library.now()->find(related, each->language), nullptr) << related;
    }
    EXPECT_THAT(recorded(), ElementsAre("article.shipped"));
}

TEST_F(KnowledgeTest, what_goes_out_as_a_folder_comes_in_unchanged) {
    run(io, article_folder.take_in_shipped());
    auto const out = run(io, article_folder.take_out()).files;
    std::vector<FileProblem> problems;
    auto const before = read_folder(shipped(), problems), after = read_folder(out, problems);
    ASSERT_THAT(problems, IsEmpty());
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(write_article(before[i]), write_article(after[i]));

    auto const again = run(io, article_folder.take_in(out));
    EXPECT_THAT(again.problems, IsEmpty());
    for (auto const& line : again.articles) EXPECT_EQ(line.outcome, ImportOutcome::unchanged) << line.slug;
    EXPECT_EQ(run(io, article_folder.take_out()).files, out);
}

std::string file(std::string_view title, std::string_view more = "", std::string_view text = "Words.") {
    return "---\ntitle: " + std::string(title) + "\nsummary: In short\ncategory: safety\nposition: 1\nkeywords: [a, b]\n" +
           std::string(more) + "---\n" + std::string(text) + "\n";
}

TEST_F(KnowledgeTest, an_import_makes_versions_only_where_something_changed) {
    auto const takes = [&](std::vector<File> files) {
        auto report = run(io, article_folder.take_in(std::move(files)));
        run(io, library.refresh());  // as a server that runs does all the time
        return report;
    };
    std::vector<File> const first{
        {"one/en.md", file("One")}, {"one/zh-CN.md", file("一")}, {"two/en.md", file("Two", "related: [one]\n")}};
    auto const made = takes(first);
    ASSERT_THAT(made.problems, IsEmpty());
    EXPECT_THAT(made.articles, ElementsAre(Field(&ImportLine::outcome, ImportOutcome::created),
                                           Field(&ImportLine::outcome, ImportOutcome::created)));
    EXPECT_EQ(page("one")->title, "One");
    EXPECT_THAT(page("two")->related, ElementsAre("one"));

    auto const second = run(io, article_folder.check({{"one/en.md", file("Uno")}}));
    run(io, library.refresh());
    EXPECT_EQ(second.articles[0].outcome, ImportOutcome::changed);
    EXPECT_EQ(page("one")->title, "One");

    auto const third = takes({{"one/en.md", file("Uno")}, {"one/zh-CN.md", file("一")}});
    ASSERT_THAT(third.articles, SizeIs(1));
    EXPECT_THAT(third.articles[0].languages, ElementsAre("en"));
    EXPECT_EQ(page("one")->version, 2);
    EXPECT_EQ(page("one", "zh-CN")->version, 1);
    EXPECT_EQ(page("one", "zh-CN")->out_of_date_since, clock.now());
    EXPECT_NE(page("two"), nullptr);

    takes({{"one/en.md", file("Eins")}, {"one/zh-CN.md", file("壹")}});
    EXPECT_EQ(page("one", "zh-CN")->out_of_date_since, std::nullopt);
    EXPECT_EQ(page("one")->out_of_date_since, std::nullopt);

    auto const owned = run(io, articles.list(ana, {.title = "two"})).articles[0].id;
    run(io, articles.change(ana, owned,
                            {.base = 2,
                             .category = "safety",
                             .position = 1,
                             .flow = {},
                             .related = {"one"},
                             .owner = ben.id,
                             .review_by = "2027-01-01"}));
    takes({{"two/en.md", file("Two", "flow: stolen\n")}});
    auto const two = run(io, articles.read(ana, owned));
    EXPECT_EQ(two.owner, ben.id);
    EXPECT_EQ(two.review_by, "2027-01-01");
    EXPECT_EQ(two.flow, "stolen");
    EXPECT_THAT(two.related, IsEmpty());
    EXPECT_EQ(text(two, "en").published->version, 1);
}

TEST_F(KnowledgeTest, an_import_takes_in_all_or_nothing) {
    auto const report =
        run(io, article_folder.take_in({{"fine/en.md", file("Fine")}, {"bad/en.md", file("Bad", "related: [nowhere]\n")}}));
    ASSERT_THAT(report.problems, SizeIs(1));
    EXPECT_EQ(report.problems[0].code, "article.related_unknown");
    EXPECT_EQ(report.problems[0].line, 7);
    EXPECT_THAT(slugs({}), IsEmpty());
    publish("old");
    auto const id = run(io, articles.list(ana, {})).articles[0].id;
    run(io, articles.rename(ana, id, {"new", {}}));
    auto const redirecting = run(io, article_folder.take_in({{"old/en.md", file("Old")}}));
    ASSERT_THAT(redirecting.problems, SizeIs(1));
    EXPECT_EQ(redirecting.problems[0].code, "article.slug_redirects");
}

TEST_F(KnowledgeTest, pictures_travel_with_the_articles_that_show_them) {
    auto const picture = run(io, articles.add_picture(ana, one_pixel(), "page.png"));
    run(io, articles.add_picture(ana, one_pixel(), "shown-nowhere.png"));
    publish("with-picture", "safety", "![The page](" + picture.address + ")");
    auto const out = run(io, article_folder.take_out());
    EXPECT_THAT(out.problems, IsEmpty());
    ASSERT_THAT(out.files,
                ElementsAre(Field(&File::path, "media/" + picture.id.text() + ".png"), Field(&File::path, "with-picture/en.md")));
    EXPECT_THAT(run(io, article_folder.take_in(out.files)).pictures, IsEmpty()) << "it is there already";

    // The same of a picture that nobody here has heard of.
    auto const other = PictureId::make(clock, random);
    auto files = out.files;
    for (auto* text : {&files[0].path, &files[1].bytes}) text->replace(text->find(picture.id.text()), 36, other.text());
    EXPECT_THAT(run(io, article_folder.check(files)).pictures, ElementsAre("media/" + other.text() + ".png"));
    EXPECT_EQ(code(articles.picture({"203.0.113.7"}, other)), "picture.unknown") << "only looked at";
    run(io, article_folder.take_in(files));
    run(io, library.refresh());
    EXPECT_THAT(page("with-picture")->body->html, HasSubstr("<img src=\"/media/" + other.text() + "\""));
    EXPECT_EQ(code(articles.picture({"203.0.113.7"}, other)), "fine");
}

TEST_F(KnowledgeTest, a_picture_of_any_name_is_found_by_the_articles_of_its_folder) {
    std::vector<File> const files{
        {"media/queue.png", one_pixel()},
        {"one/en.md", file("One", "", "![Queue](../media/queue.png) and ![again](../media/queue.png).")}};
    auto const first = run(io, article_folder.take_in(files));
    ASSERT_THAT(first.problems, IsEmpty());
    EXPECT_THAT(first.pictures, ElementsAre("media/queue.png"));
    run(io, library.refresh());
    EXPECT_THAT(page("one")->body->html, HasSubstr("<img src=\"/media/"));
    EXPECT_THAT(page("one")->body->refused, IsEmpty());
    auto const again = run(io, article_folder.take_in(files));
    EXPECT_THAT(again.pictures, IsEmpty());
    EXPECT_EQ(again.articles[0].outcome, ImportOutcome::unchanged);
}

TEST_F(KnowledgeTest, a_picture_that_cannot_be_is_told_by_its_file) {
    auto const told = [&](std::vector<File> files) {
        std::string out;
        for (auto const& each : run(io, article_folder.check(std::move(files))).problems) {
            EXPECT_NE(each.detail, "mend it") << each.code;
            out += each.path + ":" + std::to_string(each.line) + ":" + each.code + " ";
        }
        return out;
    };
    EXPECT_EQ(told({{"one/en.md", file("One", "", "Look:\n\n![Queue](../media/none.png)")}}), "one/en.md:10:picture.missing ");
    EXPECT_EQ(told({{"one/en.md", file("One", "", "![Q](/media/" + PictureId::make(clock, random).text() + ")")}}),
              "one/en.md:8:picture.missing ");
    EXPECT_EQ(told({{"one/en.md", file("One", "", "See https://other.example/media/none.png")}}), "");
    EXPECT_EQ(told({{"media/a b.png", one_pixel()}}), "media/a b.png:0:picture.name ");
    EXPECT_EQ(told({{"media/a.gif", "GIF89a" + std::string(40, '\0')}}), "media/a.gif:0:picture.type ");
    EXPECT_EQ(told({{"media/a.png", one_pixel().substr(0, 40)}}), "media/a.png:0:attachment.undecodable ");
    EXPECT_EQ(told({{"media/a.png", one_pixel()}}), "");
}

TEST(Folder, what_is_wrong_is_told_with_file_and_line_and_what_to_do) {
    auto const told = [](std::string bytes, std::string path = "slug/en.md") {
        std::vector<FileProblem> problems;
        read_article({std::move(path), std::move(bytes)}, problems);
        std::string out;
        for (auto const& each : problems) {
            EXPECT_NE(each.detail, "") << each.code;
            EXPECT_NE(each.detail, "mend it") << each.code;
            out += (out.empty() ? "" : " ") + std::to_string(each.line) + ":" + each.code;
        }
        return out;
    };
    EXPECT_EQ(told(file("Fine")), "");
    EXPECT_EQ(told("\xef\xbb\xbf" + file("Fine")), "");
    EXPECT_EQ(told(file("Fine"), "slug/fr.md"), "0:file.name");
    EXPECT_EQ(told(file("Fine"), "Slug/en.md"), "0:file.name");
    EXPECT_EQ(told(file("Fine"), "../en.md"), "0:file.name");
    EXPECT_EQ(told(file("Fine"), "en.md"), "0:file.name");
    EXPECT_EQ(told(file("Fine"), "a/b/en.md"), "0:file.name");
    EXPECT_EQ(told("Only text\n"), "1:head.missing");
    EXPECT_EQ(told("---\ntitle: a\n"), "1:head.not_closed");
    EXPECT_EQ(told("---\n---\nText\n"),
              "1:head.missing_name 1:head.missing_name 1:head.missing_name 1:head.missing_name 1:head.missing_name");
    EXPECT_EQ(told(file("a: b: c")), "2:head.yaml");
    EXPECT_EQ(told(file("\"open\" then")), "2:head.yaml");
    EXPECT_EQ(told(file("&x A")), "2:head.alias");
    EXPECT_EQ(told(file("A", "related: *x\n")), "7:head.yaml");
    EXPECT_EQ(told(file("[A]")), "2:head.text");
    EXPECT_EQ(told(file("{a: b}")), "2:head.shape");
    EXPECT_EQ(told(file("~")), "2:article.incomplete");
    EXPECT_EQ(told(file("A", "related: one\n")), "7:head.list");
    EXPECT_EQ(told(file("A", "related: [[a]]\n")), "7:head.shape");
    EXPECT_EQ(told(file("A", "title: B\n")), "7:head.repeated");
    EXPECT_EQ(told(file("A", "colour: red\n")), "7:head.unknown");
    EXPECT_EQ(told(file("A", "flow: none\nreview_by: soon\n")), "7:article.flow_unknown 8:article.date");
    EXPECT_EQ(told(file("A", "related: [slug]\n")), "7:article.related_unknown");
    EXPECT_EQ(told(file(std::string(limits::article_title_letters + 1, 'x'))), "2:article.too_long");
    EXPECT_EQ(told(file("A", "", "One.\n\nCard 4111 1111 1111 1111.\n")), "10:article.secret");
    EXPECT_EQ(told(file("A", "", std::string(100, '>'))), "8:markdown.too_deep");
    EXPECT_EQ(told(file("A", "", "  \n")), "8:article.incomplete");
    EXPECT_EQ(told(file("A", "", "\xff")), "0:file.not_text");
    EXPECT_EQ(told(file("A", "", std::string(300'000, 'a'))), "0:file.too_large");
    EXPECT_EQ(told("---\n" + std::string(20'000, '#') + "\n---\nText\n"), "1:head.too_large");
    EXPECT_EQ(told("---\ntitle: " + std::string(8'000, '[') + "\n---\nText\n"), "2:head.shape");

    std::vector<FileProblem> problems;
    auto moved = file("A");
    moved.replace(moved.find("position: 1"), 11, "position: 2");
    read_folder({{"slug/en.md", file("A")}, {"slug/zh-CN.md", moved}, {"slug/en.md", file("A")}, {"README.md", "none"}},
                problems);
    ASSERT_THAT(problems, SizeIs(2));
    EXPECT_EQ(problems[0].code, "file.repeated");
    EXPECT_EQ(problems[1].code, "article.differs");
    EXPECT_EQ(problems[1].path, "slug/zh-CN.md");
}

TEST(Folder, any_words_come_through_the_head) {
    for (std::string const& word : {"plain", "null", "~",   "true",        "- a", "a: b", "a #b", "#a",  "a, b", "[a]", "{a}",
                                    "\"q\"", "'q'",  "\\n", "*a",          "&a",  "!a",   "|",    ">",   "%a",   "@a",  "`a",
                                    "a:",    "?",    "1",   "“中文：”，#", "é",   "a\tb", "---",  "...", "=",    "<<",  "😀"}) {
        ArticleFile article{.slug = "s",
                            .language = "en",
                            .title = word,
                            .summary = word,
                            .category = "safety",
                            .position = 1,
                            .keywords = {word, "x"},
                            .markdown = "T"};
        article.title = article.summary = article.keywords[0] = kept_line(word, 100, "x");
        std::vector<FileProblem> problems;
        auto const read = read_article(write_article(article), problems);
        ASSERT_TRUE(read) << word << problems[0].code;
        EXPECT_EQ(read->title, article.title);
        EXPECT_EQ(read->summary, article.summary);
        EXPECT_EQ(read->keywords, article.keywords);
    }
}

TEST_F(KnowledgeTest, a_thousand_articles_and_one_change) {
    std::vector<File> files;
    for (int i = 0; i < 1'000; ++i)
        files.push_back(
            {"article-" + std::to_string(i) + "/en.md",
             file("Article " + std::to_string(i), "", "## Part\n\nSee [next](../article-" + std::to_string(i / 2) + "/).")});
    auto const report = run(io, article_folder.take_in(files));
    ASSERT_THAT(report.problems, IsEmpty());
    run(io, library.refresh());
    auto const before = library.now();
    EXPECT_EQ(before->pages().size(), 1'000u);
    auto const id = page("article-7")->id;
    write(id, "en", "Changed");
    publish(id, "en");
    EXPECT_EQ(page("article-7")->title, "Changed");
    // What did not change is not rendered again, and who holds the old state keeps it.
    EXPECT_EQ(page("article-8")->body, before->find("article-8", "en")->body);
    EXPECT_NE(page("article-7")->body, before->find("article-7", "en")->body);
    auto const list = run(io, articles.list(ana, {}));
    EXPECT_EQ(list.articles.size(), limits::articles_page);
    EXPECT_TRUE(list.more);
}

// Feedback ----------------------------------------------------------------------------------------------------------

struct FeedbackTest : KnowledgeTest {
    Feedback feedback{database, library, clock};
    void say(std::string peer, std::string slug, Helped helped, std::optional<NoHelp> reason = {},
             std::optional<std::string> words = {}) {
        run(io, feedback.say({std::move(peer)}, {std::move(slug), "en", helped, reason, std::move(words)}));
    }
    FeedbackReport report() { return run(io, feedback.report(ana, {})); }
};

TEST_F(FeedbackTest, one_network_has_one_voice_a_day_and_its_last_word_counts) {
    publish("one");
    say("203.0.113.7", "one", Helped::yes);
    say("203.0.113.7", "one", Helped::no);
    say("203.0.113.7", "one", Helped::no, NoHelp::not_clear, "What is a memo?");
    say("2001:db8::1", "one", Helped::yes);
    say("2001:db8::2", "one", Helped::yes);  // the same network
    auto const out = report().articles;
    ASSERT_THAT(out, SizeIs(1));
    EXPECT_EQ(out[0].helped, 1);
    EXPECT_EQ(out[0].not_helped, 1);
    EXPECT_EQ(out[0].share, 0.5);
    EXPECT_EQ(out[0].title, "A title");
    ASSERT_THAT(out[0].comments, SizeIs(1));
    EXPECT_EQ(out[0].comments[0].text, "What is a memo?");
    EXPECT_EQ(out[0].reasons[0].reason, NoHelp::not_clear);
    clock.advance(24h);
    say("203.0.113.7", "one", Helped::yes);
    EXPECT_EQ(report().articles[0].helped, 2);
}

TEST_F(FeedbackTest, the_worst_come_first_and_many_voices_weigh_more_than_one) {
    publish("one-voice");
    publish("many-voices");
    publish("loved");
    say("203.0.113.1", "one-voice", Helped::no);
    for (int i = 0; i < 30; ++i) {
        say("203.0.113." + std::to_string(i), "many-voices", i % 5 == 0 ? Helped::yes : Helped::no, NoHelp::did_not_work);
        say("198.51.100." + std::to_string(i), "loved", Helped::yes);
    }
    std::vector<std::string> order;
    for (auto const& each : report().articles) order.push_back(each.slug);
    EXPECT_THAT(order, ElementsAre("many-voices", "one-voice", "loved"));
}

TEST_F(FeedbackTest, secrets_and_floods_stay_outside) {
    auto const id = publish("one").id;
    say("203.0.113.7", "one", Helped::no, NoHelp::wrong, "my card 4111 1111 1111 1111 was");
    EXPECT_THAT(report().articles[0].comments[0].text, AllOf(HasSubstr("[removed:card_number]"), Not(HasSubstr("4111"))));
    auto const says = [&](std::string slug, std::string words) {
        return code(feedback.say({"203.0.113.8"}, {std::move(slug), "en", Helped::no, NoHelp::other, std::move(words)}));
    };
    EXPECT_EQ(says("nowhere", ""), "article.unknown");
    EXPECT_EQ(says("one", std::string(limits::feedback_letters + 1, 'x')), "feedback.too_long text");
    run(io, articles.rename(ana, id, {"two", {}}));
    EXPECT_EQ(says("one", "by its old name"), "fine");
    std::string last;
    for (std::uint32_t i = 0; i < limits::feedback_at_once; ++i) last = says("two", "again");
    EXPECT_EQ(last, "rate.limited");
}

TEST_F(FeedbackTest, who_said_it_cannot_be_found_out_a_day_later) {
    publish("one");
    say("203.0.113.7", "one", Helped::yes);
    clock.advance(24h);
    run(io, feedback.tidy());
    static constexpr postgres::Query<postgres::One<std::int64_t>()> salts{"test.salts", "SELECT count(*) FROM feedback_salts"};
    EXPECT_EQ(run(io, database.run(salts)), 0);
    EXPECT_EQ(report().articles[0].helped, 1);
    clock.advance(24h * 500);
    run(io, feedback.tidy());
    EXPECT_THAT(run(io, feedback.report(ana, {.language = {}, .days = 365})).articles, IsEmpty());
}

// Searches ----------------------------------------------------------------------------------------------------------

TEST(KeptQuery, says_what_was_meant_and_not_who) {
    EXPECT_EQ(kept_query("  Where  is\tMY Deposit? "), "where is my deposit?");
    EXPECT_EQ(kept_query("ＵＳＤＴ 充值没到"), "usdt 充值没到");
    EXPECT_EQ(kept_query("lin@qq.com cannot log in"), "… cannot log in");
    EXPECT_EQ(kept_query("call +86 138-0013-8000 now"), "call +… now");
    EXPECT_EQ(kept_query("tx 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), "tx …");
    EXPECT_EQ(kept_query("TJRabPrwbZy45sbavfcjinPJC18kjpRTv8 没到账"), "… 没到账");
    EXPECT_EQ(kept_query("error 10017"), "error 10017");
    EXPECT_EQ(kept_query("erc20 to bep20"), "erc20 to bep20");
    EXPECT_EQ(kept_query("my code is 482913"), "my code is [removed:one_time_code]");
    EXPECT_EQ(kept_query("order 48291377 gone"), "order … gone");
    EXPECT_THAT(kept_query("card 4111 1111 1111 1111"), Not(HasSubstr("4111")));
    EXPECT_EQ(kept_query("?!  …"), "");
    EXPECT_EQ(kept_query("\xff\xfe"), "");
    EXPECT_EQ(kept_query("'; DROP TABLE searches; --"), "'; drop table searches; --");
    EXPECT_LE(text::count_code_points(kept_query(std::string(10'000, 'a'))), 120u);
    std::string chinese;
    while (chinese.size() < 10'000) chinese += "充";
    EXPECT_EQ(kept_query(chinese).size(), 360u);
}

struct SearchReportTest : KnowledgeTest {
    SearchReport report{database, clock};
    std::vector<std::string> queries(SearchList list) {
        std::vector<std::string> out;
        for (auto const& each : list.searches) out.push_back(each.query + " " + std::to_string(each.searches));
        return out;
    }
    std::vector<std::string> unanswered() { return queries(run(io, report.unanswered(ana, {}))); }
    std::vector<std::string> unwanted() { return queries(run(io, report.unwanted(ana, {}))); }
};

TEST_F(SearchReportTest, tells_what_was_not_found_and_what_nobody_chose) {
    for (int i = 0; i < 3; ++i) report.searched("Moon base", "en", 0);
    report.searched("月球", "zh-CN", 0);
    report.searched("withdraw", "en", 4);
    report.clicked("Withdraw", "en");
    report.searched("fees", "en", 2);
    report.searched("x", "fr", 0);
    EXPECT_THAT(unanswered(), IsEmpty());  // not yet written down
    run(io, report.write_down());
    EXPECT_THAT(unanswered(), ElementsAre("moon base 3", "月球 1"));
    EXPECT_THAT(unwanted(), ElementsAre("fees 1"));
    clock.advance(24h);
    report.searched("MOON BASE", "en", 0);
    run(io, report.write_down());
    EXPECT_THAT(unanswered(), ElementsAre("moon base 4", "月球 1"));
    EXPECT_EQ(run(io, report.unanswered(ana, {"en"})).searches[0].last_at, clock.now());
    clock.advance(1h);
    report.searched("moon base", "en", 1);  // somebody wrote the article
    run(io, report.write_down());
    EXPECT_THAT(unanswered(), ElementsAre("月球 1"));
}

TEST_F(SearchReportTest, forgets_after_thirty_days_and_never_grows_without_end) {
    report.searched("old", "en", 0);
    run(io, report.write_down());
    clock.advance(24h * 31);
    report.searched("new", "en", 0);
    run(io, report.write_down());
    EXPECT_THAT(unanswered(), ElementsAre("new 1"));
    run(io, report.tidy());
    static constexpr postgres::Query<postgres::One<std::int64_t>()> rows{"test.rows", "SELECT count(*) FROM searches"};
    EXPECT_EQ(run(io, database.run(rows)), 1);
    for (std::size_t i = 0; i < limits::searches_remembered + 100; ++i)
        report.searched("q" + std::to_string(i % 100'000), "en", 0);
    run(io, report.write_down());
    EXPECT_EQ(run(io, database.run(rows)), std::int64_t(limits::searches_remembered) + 1);
}

}  // namespace
}  // namespace ombud::knowledge
