// The folder of articles on the disk: read whole, written whole, and what became of it in words for a terminal.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "knowledge/folder.hpp"

namespace ombud {

// Every file in it, but those that are hidden and its README.md. Problem{not_found, "articles.no_folder" | "articles.none"}, and
// those of read_plain_file.
std::vector<knowledge::File> read_files(std::filesystem::path const& folder);

// What lies there under the same names is written anew; returns what else of articles and pictures lies there and was left.
// Nothing is written through a link. Problem{unavailable, "articles.not_written"}.
std::vector<std::string> write_files(std::filesystem::path const& folder, std::vector<knowledge::File> const& files);

// "account-locked/en.md:12: article.date: write a date like 2026-12-31"
std::string as_line(knowledge::FileProblem const& problem);
// A line for each warning and each file that is new or changed, or for each problem.
std::string as_text(knowledge::ImportReport const& report, bool only_checked);

}  // namespace ombud
