// Articles as a folder of Markdown: `<slug>/<language>.md`, a head in YAML above the text. Read, checked and written in memory.
// Pictures lie beside them in `media/`: knowledge/pictures.hpp.
#pragma once
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"

namespace ombud::knowledge {

struct File {
    std::string path;  // "account-locked/en.md", "media/queue.png"
    std::string bytes;
    bool operator==(File const&) const = default;
};

// What is wrong with a file, where, and what to do about it.
struct FileProblem {
    std::string path;
    std::int64_t line{};  // from 1; 0: the file as a whole
    std::string code;     // "head.missing_title"
    std::string detail;   // what to do, in English, for whoever runs the import
    bool operator==(FileProblem const&) const = default;
};
BOOST_DESCRIBE_STRUCT(FileProblem, (), (path, line, code, detail))

// One file, read.
struct ArticleFile {
    std::string path, slug, language;
    std::string title, summary, category;
    std::int64_t position{};
    std::vector<std::string> keywords;
    std::optional<std::string> flow;
    std::optional<std::string> review_by;
    std::vector<std::string> related;
    std::string markdown;
    std::int64_t related_line{}, text_line{};
};

BOOST_DEFINE_ENUM_CLASS(ImportOutcome, created, changed, unchanged)

struct ImportLine {
    std::string slug;
    ImportOutcome outcome{};
    std::vector<std::string> languages;  // that got a new version
};
BOOST_DESCRIBE_STRUCT(ImportLine, (), (slug, outcome, languages))

struct ImportReport {
    std::vector<ImportLine> articles;
    std::vector<std::string> pictures;  // paths of those that were not there before
    std::vector<FileProblem> problems;  // any: nothing was taken in
    std::vector<FileProblem> warnings;  // what is taken in, and not shown to readers as it is written
};
BOOST_DESCRIBE_STRUCT(ImportReport, (), (articles, pictures, problems, warnings))

// Any bytes are safe. What is wrong goes to `problems`; nullopt when anything is.
std::optional<ArticleFile> read_article(File const& file, std::vector<FileProblem>& problems);
// All of them, by slug and language, with what only shows when files are seen together. README.md of the folder is passed over.
std::vector<ArticleFile> read_folder(std::vector<File> const& files, std::vector<FileProblem>& problems);
// Adds one with its advice, and the words that it is about.
void add_problem(std::vector<FileProblem>& problems, std::string path, std::int64_t line, std::string code,
                 std::string_view about = {});
// The one spelling that we write; reading it gives the same article.
File write_article(ArticleFile const& article);

}  // namespace ombud::knowledge
