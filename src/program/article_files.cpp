#include "program/article_files.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

#include "core/limits.hpp"
#include "core/plain_file.hpp"
#include "core/problem.hpp"

namespace ombud {

namespace fs = std::filesystem;

namespace {

// Through a link in the folder something outside of it would be written.
bool goes_through_link(fs::path at, fs::path const& below) {
    return std::ranges::any_of(below, [&](auto const& part) { return fs::is_symlink(fs::symlink_status(at /= part)); });
}

void write_file(fs::path const& folder, fs::path const& below, std::string const& bytes) {
    auto const path = folder / below;
    if (goes_through_link(folder, below))
        throw Problem{ProblemKind::unavailable, "articles.not_written", {}, path.string() + " is a link or behind one"};
    std::error_code failed;
    fs::create_directories(path.parent_path(), failed);
    std::ofstream out{path, std::ios::binary | std::ios::trunc};
    out.write(bytes.data(), std::streamsize(bytes.size()));
    out.close();
    if (!out) throw Problem{ProblemKind::unavailable, "articles.not_written", {}, path.string()};
}

// The paths below it of all that is no folder, in order, without what is hidden: a folder of version control is no article.
std::vector<std::string> paths_in(fs::path const& folder) {
    std::vector<std::string> out;
    for (auto at = fs::recursive_directory_iterator{folder}; at != fs::recursive_directory_iterator{}; ++at) {
        bool const hidden = at->path().filename().string().starts_with('.');
        if (hidden && at->is_directory()) at.disable_recursion_pending();
        auto path = at->path().lexically_relative(folder).generic_string();
        if (!hidden && !fs::is_directory(at->symlink_status()) && path != "README.md") out.push_back(std::move(path));
    }
    std::ranges::sort(out);
    return out;
}

std::string counted(std::int64_t count, std::string_view one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

}  // namespace

std::vector<knowledge::File> read_files(fs::path const& folder) {
    if (!fs::is_directory(folder)) throw Problem{ProblemKind::not_found, "articles.no_folder", {}, folder.string()};
    std::vector<knowledge::File> out;
    for (auto& path : paths_in(folder)) {
        // A little more than any file may hold is enough to know that it holds too much.
        auto bytes = read_plain_file(folder / path, limits::attachment_bytes + 1);
        out.push_back({.path = std::move(path), .bytes = std::move(bytes)});
    }
    if (std::ranges::none_of(out, [](auto const& file) { return file.path.ends_with(".md"); }))
        throw Problem{ProblemKind::not_found, "articles.none", {}, "no <slug>/en.md or <slug>/zh-CN.md in " + folder.string()};
    return out;
}

std::vector<std::string> write_files(fs::path const& folder, std::vector<knowledge::File> const& files) {
    for (auto const& file : files) write_file(folder, file.path, file.bytes);
    auto left = fs::is_directory(folder) ? paths_in(folder) : std::vector<std::string>{};
    std::erase_if(left, [&](std::string const& path) {
        return !path.contains('/') || std::ranges::find(files, path, &knowledge::File::path) != files.end();
    });
    return left;
}

std::string as_line(knowledge::FileProblem const& problem) {
    auto const line = problem.line == 0 ? std::string{} : fmt::format(":{}", problem.line);
    return fmt::format("{}{}: {}: {}\n", problem.path, line, problem.code, problem.detail);
}

std::string as_text(knowledge::ImportReport const& report, bool only_checked) {
    std::string out;
    for (auto const& problem : report.problems) out += as_line(problem);
    if (!report.problems.empty()) return out + counted(std::ssize(report.problems), "problem") + "; nothing was taken in\n";
    for (auto const& warning : report.warnings) out += as_line(warning);
    std::int64_t created = 0, changed = 0;
    for (auto const& article : report.articles) {
        if (article.outcome == knowledge::ImportOutcome::unchanged) continue;
        bool const fresh = article.outcome == knowledge::ImportOutcome::created;
        ++(fresh ? created : changed);
        for (auto const& language : article.languages)
            out += fmt::format("{}: {}\n", article.slug + "/" + language + ".md", fresh ? "new" : "changed");
        if (article.languages.empty()) out += article.slug + ": changed in its place, not in its words\n";
    }
    for (auto const& path : report.pictures) out += path + ": new\n";
    auto const same = std::ssize(report.articles) - created - changed;
    auto const warnings = std::ssize(report.warnings);
    return out + fmt::format("{}: {} new, {} changed, {} as before; {} new{}\n", only_checked ? "would be taken in" : "taken in",
                             counted(created, "article"), changed, same, counted(std::ssize(report.pictures), "picture"),
                             warnings == 0 ? "" : "; " + counted(warnings, "warning"));
}

}  // namespace ombud
