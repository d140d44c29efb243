// What an article is: its words in each language, their versions, and how staff ask for and change them.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "markdown/markdown.hpp"

namespace ombud::knowledge {

using ArticleId = Id<struct ArticleTag>;
using PictureId = Id<struct ArticlePictureTag>;  // a picture that articles show

// The lists that are fixed, in the order in which people see them.
std::span<std::string_view const> languages();   // en, zh-CN
std::span<std::string_view const> categories();  // signing-in, security, …
std::span<std::string_view const> flows();       // the guided answers that an article may end in
std::string_view other_language(std::string_view language);

// Versions ----------------------------------------------------------------------------------------------------------

// One language's text as it once stood; its number counts from 1 and it never changes.
struct Version {
    std::int64_t version{};
    std::string title, summary;
    std::vector<std::string> keywords;
    std::string markdown;
    std::optional<std::int64_t> translated_from;  // the version of the other language that it says the same as
    std::optional<std::string> note;              // what changed, in the words of whoever made it
    std::optional<StaffId> made_by;               // nobody: it came with the program or out of a folder
    std::optional<std::string> made_by_name;
    Timestamp made_at;
    std::optional<Timestamp> published_at;  // when first; never: a plan that was given up
};
BOOST_DESCRIBE_STRUCT(Version, (),
                      (version, title, summary, keywords, markdown, translated_from, note, made_by, made_by_name, made_at,
                       published_at))

// The same without its words.
struct VersionLine {
    std::int64_t version{};
    std::string title;
    std::optional<std::int64_t> translated_from;
    std::optional<std::string> note;
    std::optional<StaffId> made_by;
    std::optional<std::string> made_by_name;
    Timestamp made_at;
    std::optional<Timestamp> published_at;
};
BOOST_DESCRIBE_STRUCT(VersionLine, (), (version, title, translated_from, note, made_by, made_by_name, made_at, published_at))

struct VersionList {
    std::vector<VersionLine> versions;  // newest first
};
BOOST_DESCRIBE_STRUCT(VersionList, (), (versions))

// What staff see ----------------------------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(TextState, unpublished, published)

struct Draft {
    std::string title, summary;
    std::vector<std::string> keywords;
    std::string markdown;
    std::optional<std::int64_t> translated_from;
    std::optional<StaffId> by;
    std::optional<std::string> by_name;
    Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Draft, (), (title, summary, keywords, markdown, translated_from, by, by_name, at))

struct Plan {
    std::int64_t version{};
    Timestamp at;
    std::optional<StaffId> by;
    std::optional<std::string> by_name;
};
BOOST_DESCRIBE_STRUCT(Plan, (), (version, at, by, by_name))

// One language of an article.
struct ArticleText {
    std::string language;
    std::int64_t revision{};  // to name as `base` of the next change
    TextState state{};
    std::optional<Draft> draft;                   // none: nothing was changed since it was published
    std::optional<Version> published;             // what people read now
    std::optional<Plan> plan;                     // what they will read at a time
    std::optional<std::int64_t> checked_against;  // the newest version of the other language that it is known to say the same as
    std::optional<Timestamp> out_of_date_since;   // when the other language first said more
};
BOOST_DESCRIBE_STRUCT(ArticleText, (), (language, revision, state, draft, published, plan, checked_against, out_of_date_since))

struct Article {
    ArticleId id;
    std::int64_t revision{};  // of the details, to name as `base` of their next change
    std::string slug;
    std::vector<std::string> old_slugs;  // that still lead here
    std::string category;
    std::int64_t position{};
    std::optional<std::string> flow;
    std::vector<std::string> related;  // slugs
    std::optional<StaffId> owner;
    std::optional<std::string> owner_name;
    std::optional<std::string> review_by;  // 2026-12-31
    std::optional<Timestamp> reviewed_at;  // when somebody last said that it is still right
    bool was_published{};                  // once, in any language: it can be withdrawn, never removed
    std::vector<ArticleText> texts;
};
BOOST_DESCRIBE_STRUCT(Article, (),
                      (id, revision, slug, old_slugs, category, position, flow, related, owner, owner_name, review_by,
                       reviewed_at, was_published, texts))

// One language of an article in a list.
struct TextLine {
    std::string language;
    std::string title;  // of the draft, where there is one
    TextState state{};
    bool has_draft{};
    std::optional<Timestamp> changed_at;
    std::optional<Timestamp> published_at;
    std::optional<Timestamp> publish_at;
    std::optional<Timestamp> out_of_date_since;
};
BOOST_DESCRIBE_STRUCT(TextLine, (), (language, title, state, has_draft, changed_at, published_at, publish_at, out_of_date_since))

struct ArticleLine {
    ArticleId id;
    std::string slug;
    std::string category;
    std::int64_t position{};
    std::optional<std::string> flow;
    std::optional<StaffId> owner;
    std::optional<std::string> owner_name;
    std::optional<std::string> review_by;
    bool review_due{};
    std::vector<TextLine> texts;
};
BOOST_DESCRIBE_STRUCT(ArticleLine, (), (id, slug, category, position, flow, owner, owner_name, review_by, review_due, texts))

struct ArticleList {
    std::vector<ArticleLine> articles;
    bool more{};  // ask again with `after`, the last one's slug
};
BOOST_DESCRIBE_STRUCT(ArticleList, (), (articles, more))

// What staff ask ----------------------------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(StateFilter, published, unpublished, draft, planned)
BOOST_DEFINE_ENUM_CLASS(ReviewFilter, due)
BOOST_DEFINE_ENUM_CLASS(TranslationFilter, out_of_date, missing)

// With a language, `state`, `translation` and `title` look at that one only; else at any.
struct ListArticles {
    std::optional<StateFilter> state;
    std::optional<std::string> category;
    std::optional<std::string> language;
    std::optional<ReviewFilter> review;
    std::optional<TranslationFilter> translation;
    std::optional<StaffId> owner;
    std::optional<std::string> title;  // part of it, or of the slug
    std::optional<std::string> after;
};
BOOST_DESCRIBE_STRUCT(ListArticles, (), (state, category, language, review, translation, owner, title, after))

struct CreateArticle {
    std::string slug;
    std::string category;
    std::optional<std::int64_t> position;  // the last of its category, if nothing is said
    std::optional<std::string> flow;
    std::optional<std::vector<std::string>> related;
    std::optional<StaffId> owner;
    std::optional<std::string> review_by;
    std::optional<bool> replace_redirect;  // a renamed article leads from this slug now: true takes it away from that one
};
BOOST_DESCRIBE_STRUCT(CreateArticle, (), (slug, category, position, flow, related, owner, review_by, replace_redirect))

// All of them anew; what is left out is empty.
struct ChangeDetails {
    std::int64_t base{};
    std::string category;
    std::int64_t position{};
    std::optional<std::string> flow;
    std::vector<std::string> related;
    std::optional<StaffId> owner;
    std::optional<std::string> review_by;
};
BOOST_DESCRIBE_STRUCT(ChangeDetails, (), (base, category, position, flow, related, owner, review_by))

struct Rename {
    std::string slug;
    std::optional<bool> replace_redirect;
};
BOOST_DESCRIBE_STRUCT(Rename, (), (slug, replace_redirect))

struct SaveDraft {
    std::string language;
    std::int64_t base{};  // the revision that was changed; 0 where there is no text yet
    std::string title, summary;
    std::vector<std::string> keywords;
    std::string markdown;
    std::optional<std::int64_t> translated_from;  // the version of the other language beside which it was written
};
BOOST_DESCRIBE_STRUCT(SaveDraft, (), (language, base, title, summary, keywords, markdown, translated_from))

struct PublishDraft {
    std::string language;
    std::int64_t base{};
    std::optional<Timestamp> at;  // now, if nothing is said
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(PublishDraft, (), (language, base, at, note))

struct WhichText {
    std::string language;
};
BOOST_DESCRIBE_STRUCT(WhichText, (), (language))

struct DiscardDraft {
    std::string language;
    std::int64_t base{};
};
BOOST_DESCRIBE_STRUCT(DiscardDraft, (), (language, base))

struct WhichVersion {
    std::string language;
    std::optional<std::int64_t> version;  // what is published, if nothing is said
};
BOOST_DESCRIBE_STRUCT(WhichVersion, (), (language, version))

struct RestoreVersion {
    std::string language;
    std::int64_t version{};
    std::int64_t base{};
};
BOOST_DESCRIBE_STRUCT(RestoreVersion, (), (language, version, base))

struct ConfirmReview {
    std::optional<std::string> review_by;  // the next time
};
BOOST_DESCRIBE_STRUCT(ConfirmReview, (), (review_by))

struct AskPreview {
    std::string language;
    std::string markdown;
};
BOOST_DESCRIBE_STRUCT(AskPreview, (), (language, markdown))

struct Preview {
    std::string html;
    std::vector<markdown::Heading> headings;
    std::vector<std::string> refused;  // links and pictures that lead nowhere (yet), as written
};
BOOST_DESCRIBE_STRUCT(Preview, (), (html, headings, refused))

struct Picture {
    PictureId id;
    std::string address;  // what Markdown names: ../media/<id>.png
    std::string media_type;
    std::int64_t bytes{};
    std::int32_t width{}, height{};
};
BOOST_DESCRIBE_STRUCT(Picture, (), (id, address, media_type, bytes, width, height))

}  // namespace ombud::knowledge
