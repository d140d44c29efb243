// Says what is wrong in a file of flows or labels: where, and what to do about it.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/registry.hpp"

namespace ombud::diagnosis {

struct Mistake {
    std::string file;
    std::int64_t line{};  // from 1
    std::string code;     // "step.unreachable": stable
    std::string what;     // what is wrong and what to do, in English, for whoever writes flows
};
BOOST_DESCRIBE_STRUCT(Mistake, (), (file, line, code, what))

// "sign-in.yaml:12: step.unreachable: …"
std::string as_line(Mistake const& mistake);

struct FlowFile {
    std::string name;  // "sign-in.yaml"
    std::string text;
};

// For `ombud flows check FOLDER`: every *.yaml of the folder, with facts.yaml where there is one (else the shipped one).
// Problem{not_found, "flows.no_folder" | "flows.none"}, and those of read_plain_file.
std::vector<Mistake> check_folder(std::filesystem::path const& folder, Registry const& registry);
std::vector<Mistake> check_files(std::vector<FlowFile> const& files, Registry const& registry);

}  // namespace ombud::diagnosis
