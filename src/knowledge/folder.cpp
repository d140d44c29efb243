#include "knowledge/folder.hpp"

#include <algorithm>
#include <map>

#include "core/limits.hpp"
#include "core/number.hpp"
#include "knowledge/model.hpp"
#include "knowledge/words.hpp"
#include "knowledge/yaml_head.hpp"
#include "safety/typed.hpp"
#include "text/names.hpp"

namespace ombud::knowledge {

namespace {

constexpr std::size_t head_bytes = 16 * 1024;
constexpr std::size_t file_bytes = limits::article_bytes + head_bytes;

// What to do, by code, for whoever runs an import; the desk has words of its own.
std::string_view advice(std::string_view code) {
    static std::map<std::string_view, std::string_view> const advices{
        {"file.name", "name it <slug>/en.md or <slug>/zh-CN.md; a slug is small letters, digits and single dashes"},
        {"file.too_large", "cut it: an article's file holds at most 144 KiB"},
        {"file.repeated", "keep one of the files of this name"},
        {"file.not_text", "save it as UTF-8"},
        {"head.missing", "begin the file with a line --- and the head in YAML"},
        {"head.not_closed", "end the head with a line ---"},
        {"head.too_large", "shorten the head: it holds at most 16 KiB"},
        {"head.yaml", "mend the YAML: quote a text that holds a colon or a bracket"},
        {"head.shape", "write each name with one text or one flat list of texts"},
        {"head.alias", "write the value out: anchors and aliases are not read"},
        {"head.repeated", "keep one line for this name"},
        {"head.unknown",
         "remove this name, or look for a slip: title, summary, category, position, keywords, flow, related, review_by"},
        {"head.missing_name", "add the name: title, summary, category, position and keywords are needed"},
        {"head.list", "write a list: [one, two]"},
        {"head.text", "write one text, not a list"},
        {"article.incomplete", "write a text: it is empty"},
        {"article.text", "save it as UTF-8 text"},
        {"article.too_long", "shorten it"},
        {"article.secret", "take out what looks like a real key, code, phrase or card number"},
        {"article.keywords_too_many", "keep the 50 keywords that matter most"},
        {"article.category_unknown", "choose one of the categories that the README of the folder names"},
        {"article.flow_unknown", "choose sign-in, security, withdrawal, deposit or stolen, or leave it out"},
        {"article.position", "write a whole number from 1 to 9999"},
        {"article.date", "write a date like 2026-12-31"},
        {"article.related_unknown",
         "name the slug of an article that is in the folder or already there, and not the article itself"},
        {"article.related_too_many", "keep the 8 that matter most"},
        {"article.differs", "write the same category, position, flow, related and review_by in every language of an article"},
        {"article.slug_redirects", "choose another slug: a renamed article leads from this one"},
        {"article.language_missing", "write it: until then readers of that language are shown the other one"},
        {"html.not_shown", "write it as Markdown: readers see HTML as the text that it is written with"},
        {"link.nowhere",
         "name an article that is there (../<slug>/), a page of this site, a picture in media/, or an https, mailto or tel "
         "address: readers see its words alone"},
        {"picture.name", "name it with letters, digits, dashes and dots, like media/withdrawal-queue.png"},
        {"picture.type", "save it as PNG, JPEG or WebP"},
        {"picture.missing", "put the picture into the folder's media/, under the name that the article gives it"},
        {"picture.gone", "add the picture again: this article shows one that is not there"},
        {"attachment.empty", "save it again: it is empty"},
        {"attachment.too_large", "make it smaller: a picture holds at most 10 MiB"},
        {"attachment.too_many_pixels", "make it smaller: it has too many pixels"},
        {"attachment.undecodable", "save it again: it cannot be read"},
        {"attachment.infected", "leave it out: the virus scanner found something in it"},
        {"attachment.try_again", "try again: there was no room on the disk, or no time, for it"},
        {"markdown.too_large", "shorten the text"},
        {"markdown.too_deep", "take lists and quotations out of each other"},
        {"markdown.too_many_parts", "split the article"}};
    auto const found = advices.find(code);
    return found == advices.end() ? "mend it" : found->second;
}

// Where in a file the head and the text stand.
struct Parts {
    std::string_view head, text;
    std::int64_t text_line{};  // of the text's first line
};

class FileReader {
public:
    FileReader(File const& file, std::vector<FileProblem>& problems) : file_(file), problems_(problems) {}

    std::optional<ArticleFile> read() {
        auto const before = problems_.size();
        read_name();
        auto const source = plain();
        if (source.size() > file_bytes)
            problem(0, "file.too_large");
        else if (source.contains('\0') || !text::composed(source))
            problem(0, "file.not_text");
        if (problems_.size() > before) return std::nullopt;
        if (auto const parts = split(source)) read_parts(*parts);
        return problems_.size() > before ? std::nullopt : std::optional{std::move(out_)};
    }

private:
    void problem(std::int64_t line, std::string code) { add_problem(problems_, out_.path, line, std::move(code)); }

    void read_name() {
        out_.path = file_.path;
        std::string_view const path = file_.path;
        auto const slash = path.find('/');
        out_.slug = path.substr(0, slash);
        auto const name = slash == path.npos ? std::string_view{} : path.substr(slash + 1);
        if (name.ends_with(".md")) out_.language = name.substr(0, name.size() - 3);
        if (!is_slug(out_.slug) || !is_among(out_.language, languages())) problem(0, "file.name");
    }

    // Without a byte order mark, lines as Unix ends them.
    std::string plain() const {
        std::string_view bytes = file_.bytes;
        if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
        std::string out(bytes);
        std::erase(out, '\r');
        return out;
    }

    std::optional<Parts> split(std::string_view source) {
        constexpr std::string_view fence = "---\n";
        if (!source.starts_with(fence)) return problem(1, "head.missing"), std::nullopt;
        std::string_view const rest = source.substr(fence.size());
        auto const end = rest.starts_with(fence) ? 0 : rest.find("\n---\n");
        if (end == rest.npos) return problem(1, "head.not_closed"), std::nullopt;
        auto const head = end == 0 ? std::string_view{} : rest.substr(0, end + 1);
        auto const text = rest.substr(head.size() + fence.size());
        if (head.size() > head_bytes) return problem(1, "head.too_large"), std::nullopt;
        return Parts{.head = head, .text = text, .text_line = 3 + std::ranges::count(head, '\n')};
    }

    void read_parts(Parts const& parts) {
        head_ = read_head(parts.head);
        if (head_.error) return problem(head_.error_line + 2, *head_.error);
        check_names();
        out_.title = line("title", limits::article_title_letters);
        out_.summary = line("summary", limits::article_summary_letters);
        out_.category = checked("category", require_category);
        out_.position = position();
        out_.keywords = keywords();
        if (head_.fields.contains("flow")) out_.flow = checked("flow", require_flow);
        if (head_.fields.contains("review_by")) out_.review_by = checked("review_by", require_date);
        read_related();
        read_text(parts);
    }

    void check_names() {
        static constexpr std::string_view known[] = {"title",    "summary", "category", "position",
                                                     "keywords", "flow",    "related",  "review_by"};
        for (auto const& [name, field] : head_.fields)
            if (!is_among(name, known)) problem(field.line + 2, "head.unknown");
        for (std::string_view const name : {"title", "summary", "category", "position", "keywords"})
            if (!head_.fields.contains(name)) problem(1, "head.missing_name");
    }

    // nullptr: there is none, or it is no single text.
    HeadField const* single(std::string_view name) {
        auto const found = head_.fields.find(name);
        if (found == head_.fields.end()) return nullptr;
        auto const& field = found->second;
        if (field.list) return problem(field.line + 2, "head.text"), nullptr;
        if (field.values.empty() || field.values[0].empty()) return problem(field.line + 2, "article.incomplete"), nullptr;
        return &field;
    }

    std::vector<std::string> list(std::string_view name) {
        auto const found = head_.fields.find(name);
        if (found == head_.fields.end()) return {};
        if (!found->second.list) return problem(found->second.line + 2, "head.list"), std::vector<std::string>{};
        return found->second.values;
    }

    // Runs a check that throws a Problem; its code becomes one of the file.
    template <class Check>
    auto attempt(std::int64_t line, Check check) -> std::optional<std::invoke_result_t<Check>> {
        try {
            return check();
        } catch (Problem const& found) {
            problem(line, found.code);
            return std::nullopt;
        }
    }

    std::string line(std::string_view name, std::size_t letters) {
        auto const* field = single(name);
        if (!field) return {};
        auto out = attempt(field->line + 2, [&] { return kept_line(field->values[0], letters, "head"); });
        if (out && out->empty()) problem(field->line + 2, "article.incomplete");
        return out.value_or("");
    }

    std::string checked(std::string_view name, void (*require)(std::string_view)) {
        auto const* field = single(name);
        if (!field) return {};
        return attempt(field->line + 2, [&] { return require(field->values[0]), field->values[0]; }).value_or("");
    }

    std::int64_t position() {
        auto const* field = single("position");
        if (!field) return 0;
        auto const number = number_in(field->values[0]).value_or(0);
        return attempt(field->line + 2, [&] { return require_position(number), number; }).value_or(0);
    }

    std::vector<std::string> keywords() {
        auto const typed = list("keywords");
        if (typed.empty()) return {};
        return attempt(head_.fields.find("keywords")->second.line + 2, [&] { return kept_keywords(typed); })
            .value_or(std::vector<std::string>{});
    }

    void read_related() {
        auto const typed = list("related");
        if (typed.empty()) return;
        out_.related_line = head_.fields.find("related")->second.line + 2;
        if (typed.size() > limits::articles_related) return problem(out_.related_line, "article.related_too_many");
        for (auto const& slug : typed) {
            if (!is_slug(slug) || slug == out_.slug) return problem(out_.related_line, "article.related_unknown");
            if (!is_among(slug, out_.related)) out_.related.push_back(slug);
        }
    }

    void read_text(Parts const& parts) {
        try {
            out_.markdown = kept_markdown(parts.text);
            if (out_.markdown.empty()) return problem(parts.text_line, "article.incomplete");
            auto const blank = parts.text.substr(0, parts.text.find_first_not_of(" \t\n"));
            out_.text_line = parts.text_line + std::ranges::count(blank, '\n');
            markdown::render(out_.markdown, {});
        } catch (Problem const& found) {
            problem(found.code == "article.secret" ? line_of_secret(parts) : parts.text_line, found.code);
        }
    }

    // Of the first line that holds one alone; else where the text begins.
    static std::int64_t line_of_secret(Parts const& parts) {
        auto line = parts.text_line;
        for (std::size_t at = 0; at < parts.text.size(); ++line) {
            auto const end = std::min(parts.text.find('\n', at), parts.text.size());
            if (safety::holds_secret(parts.text.substr(at, end - at))) return line;
            at = end + 1;
        }
        return parts.text_line;
    }

    File const& file_;
    std::vector<FileProblem>& problems_;
    ArticleFile out_;
    Head head_;
};

bool agree(ArticleFile const& a, ArticleFile const& b) {
    return a.category == b.category && a.position == b.position && a.flow == b.flow && a.related == b.related &&
           a.review_by == b.review_by;
}

}  // namespace

void add_problem(std::vector<FileProblem>& problems, std::string path, std::int64_t line, std::string code,
                 std::string_view about) {
    auto const named = text::clean_name(about);
    auto detail = (named ? "\"" + *named + "\": " : "") + std::string(advice(code));
    problems.push_back({.path = std::move(path), .line = line, .code = std::move(code), .detail = std::move(detail)});
}

std::optional<ArticleFile> read_article(File const& file, std::vector<FileProblem>& problems) {
    return FileReader{file, problems}.read();
}

std::vector<ArticleFile> read_folder(std::vector<File> const& files, std::vector<FileProblem>& problems) {
    std::vector<ArticleFile> out;
    for (auto const& file : files) {
        if (file.path == "README.md") continue;
        if (auto article = read_article(file, problems)) out.push_back(std::move(*article));
    }
    std::ranges::sort(out, {},
                      [](auto const& each) { return std::pair{std::string_view(each.slug), std::string_view(each.language)}; });
    for (std::size_t i = 1; i < out.size(); ++i) {
        if (out[i].slug != out[i - 1].slug) continue;
        if (out[i].language == out[i - 1].language)
            add_problem(problems, out[i].path, 0, "file.repeated");
        else if (!agree(out[i], out[i - 1]))
            add_problem(problems, out[i].path, 1, "article.differs");
    }
    return out;
}

File write_article(ArticleFile const& article) {
    auto head = "---\ntitle: " + yaml_text(article.title) + "\nsummary: " + yaml_text(article.summary) +
                "\ncategory: " + article.category + "\nposition: " + std::to_string(article.position) +
                "\nkeywords: " + yaml_list(article.keywords) + "\n";
    if (article.flow) head += "flow: " + *article.flow + "\n";
    if (!article.related.empty()) head += "related: " + yaml_list(article.related) + "\n";
    if (article.review_by) head += "review_by: " + *article.review_by + "\n";
    return {.path = article.slug + "/" + article.language + ".md", .bytes = head + "---\n" + article.markdown + "\n"};
}

}  // namespace ombud::knowledge
