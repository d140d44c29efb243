// Articles as a folder of files: in, out, what is wrong with them, and what readers will not see as it is written.
#include <gmock/gmock.h>

#include "core/limits.hpp"
#include "embedded/articles.hpp"
#include "knowledge/knowledge_world.hpp"
#include "knowledge/words.hpp"

namespace ombud::knowledge {
namespace {

using ombud::testing::run;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

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

// What an import warns of: "path:line:code of what", in order.
std::vector<std::string> warnings(ImportReport const& report) {
    std::vector<std::string> out;
    for (auto const& each : report.warnings) {
        auto const named = each.detail.starts_with('"') ? " " + each.detail.substr(0, each.detail.find('"', 1) + 1) : "";
        EXPECT_EQ(each.detail.find("mend it"), std::string::npos) << each.code;
        out.push_back(each.path + ":" + std::to_string(each.line) + ":" + each.code + named);
    }
    return out;
}

TEST_F(KnowledgeTest, what_readers_will_not_see_as_it_is_written_is_told_by_line_and_taken_in) {
    publish("old");
    auto const id = run(io, articles.list(ana, {})).articles[0].id;
    run(io, articles.rename(ana, id, {"there", {}}));
    publish("gone");
    run(io, articles.withdraw(ana, run(io, articles.list(ana, {.title = "gone"})).articles[0].id, {"en"}));

    std::string const text =
        "\n"                                                                           // line 8
        "See [one](../two/), [another](/en/articles/two), [moved](../old/) and\n"      // 9
        "[gone](../gone/) or [none](/en/articles/none) or <b>bold</b>.\n"              // 10
        "\n"                                                                           // 11
        "<!-- A note\n"                                                                // 12
        "-->\n"                                                                        // 13
        "\n"                                                                           // 14
        "- [ours](/help/en/answers/stolen), [flow](/help/en/answers/none)\n"           // 15
        "- ![elsewhere](https://a.example/b.png) <br>\n"                               // 16
        "- [list](/verify), [paper](notes.md), `<i>`, ![queue](../media/queue.png)\n"  // 17
        "\n"                                                                           // 18
        "<div class=\"x\">\n"                                                          // 19
        "</div>\n";                                                                    // 20
    std::vector<File> const files{{"media/queue.png", one_pixel()},
                                  {"one/en.md", file("One", "", text)},
                                  {"two/en.md", file("Two", "", "![Queue](../media/queue.png)")},
                                  {"two/zh-CN.md", file("二")}};
    auto const told = ElementsAre("one/en.md:0:article.language_missing \"one/zh-CN.md\"", "one/en.md:10:html.not_shown",
                                  "one/en.md:10:link.nowhere \"../gone/\"", "one/en.md:10:link.nowhere \"/en/articles/none\"",
                                  "one/en.md:15:link.nowhere \"/help/en/answers/none\"",
                                  "one/en.md:16:link.nowhere \"https://a.example/b.png\"",
                                  "one/en.md:17:link.nowhere \"notes.md\"", "one/en.md:19:html.not_shown");
    auto const checked = run(io, article_folder.check(files));
    EXPECT_THAT(warnings(checked), told);
    EXPECT_THAT(checked.problems, IsEmpty());
    auto const taken = run(io, article_folder.take_in(files));
    EXPECT_THAT(warnings(taken), told);
    run(io, library.refresh());
    ASSERT_NE(page("one"), nullptr);
    EXPECT_THAT(page("one")->body->refused, SizeIs(5)) << "the warnings say what the page does";

    // What the folder lacks may be there already.
    std::vector<File> const more{{"one/zh-CN.md", file("一", "", "[二](../two/)")}};
    EXPECT_THAT(warnings(run(io, article_folder.check(more))), IsEmpty());
}

TEST_F(KnowledgeTest, nothing_that_comes_with_the_program_is_warned_of) {
    EXPECT_THAT(warnings(run(io, article_folder.check(shipped()))), IsEmpty());
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

}  // namespace
}  // namespace ombud::knowledge
