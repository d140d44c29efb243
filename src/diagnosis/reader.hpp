// Reads what a file says, as far as it says it well; each thing that it does not is a mistake.
#pragma once
#include "diagnosis/checker.hpp"
#include "diagnosis/flow.hpp"
#include "diagnosis/labels.hpp"
#include "diagnosis/yaml_tree.hpp"

namespace ombud::diagnosis {

// The shape and the texts of one flow; nullopt when so little is there that nothing more can be said.
std::optional<Flow> read_flow(FlowFile const& file, Registry const& registry, std::vector<Mistake>& mistakes);
// Whether its branches end, what it never reaches, what it shows without having looked it up.
void check_flow(Flow const& flow, std::string const& file, Registry const& registry, std::vector<Mistake>& mistakes);
// What content/flows/flow.schema.json says of it.
void check_schema(Tree const& root, std::string const& file, std::vector<Mistake>& mistakes);

// "otherwise" where "otherwize" was written, for "did you mean": the nearest within two letters, else empty.
std::string nearest(std::string_view written, std::vector<std::string> const& known);

// The words for every kind of the registry.
Labels read_labels(FlowFile const& file, Registry const& registry, std::vector<Mistake>& mistakes);

// A map of texts by language as Words; `need` says whether both must be there.
Words read_words(Tree const* tree, std::string const& file, std::string const& what, std::int64_t line,
                 std::vector<Mistake>& mistakes);

// Everything of a folder; flows with mistakes are left out.
struct Loaded {
    std::vector<Flow> flows;
    std::optional<Labels> labels;
    std::vector<Mistake> mistakes;
};
Loaded read_all(std::vector<FlowFile> const& files, Registry const& registry);
std::vector<FlowFile> shipped_files();
// Problem{not_found, "flows.no_folder"}, and those of read_plain_file.
std::vector<FlowFile> files_of(std::filesystem::path const& folder);

// One loaded flow or the reasons why not: everything above, in order. For flows that are kept and for those that are tried.
std::optional<Flow> load_flow(FlowFile const& file, Registry const& registry, std::vector<Mistake>& mistakes);

bool is_step_name(std::string_view text);  // a_to_z_0_9
bool is_slug(std::string_view text);       // a-to-z-0-9

}  // namespace ombud::diagnosis
