#include <gmock/gmock.h>

#include "core/limits.hpp"
#include "knowledge/knowledge_world.hpp"
#include "knowledge/queries.hpp"
#include "knowledge/words.hpp"
#include "text/names.hpp"

namespace ombud::knowledge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

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
           sql::markdown, sql::redirects, sql::withdrawn, sql::hold_all, sql::all, sql::published_texts, sql::picture,
           sql::add_picture, sql::picture_sizes, sql::add_salt, sql::say, sql::feedback, sql::feedback_reasons,
           sql::feedback_comments, sql::forget_feedback, sql::forget_salts, sql::write_searches, sql::searches,
           sql::forget_searches);
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
    spawn(io, elsewhere.keep_up());
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
