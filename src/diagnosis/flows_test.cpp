// The flows that are served: the shipped ones, and the operator's own in their place.
#include "diagnosis/flows.hpp"

#include <fstream>
#include <gmock/gmock.h>

#include "diagnosis/kinds.hpp"
#include "support/module_test.hpp"

namespace ombud::diagnosis {
namespace {

using ombud::testing::run;

using FlowsOfAFolder = testing::ModuleTest;

TEST_F(FlowsOfAFolder, take_the_place_of_shipped_ones_and_mistakes_are_refused) {
    auto const registry = registry_of_shapes();
    auto const folder = std::filesystem::temp_directory_path() /
                        ("flows-" + Uuid::make_v7(clock.now(), *std::make_unique<SystemRandom>()).text());
    std::filesystem::create_directory(folder);
    auto const write = [&](std::string_view text) { std::ofstream{folder / "sign-in.yaml"} << text; };

    Flows shipped{database, registry, clock};
    run(io, shipped.load());
    EXPECT_EQ(shipped.all().size(), 5u);
    write(
        "flow: sign-in\nversion: 77\ntopic: sign_in\ntitle: {en: a, zh-CN: b}\nsummary: {en: a, zh-CN: b}\nstart: x\nsteps:\n"
        "  x: {explain: {en: a, zh-CN: b}, outcome: answered}\n");
    Flows own{database, registry, clock, folder};
    run(io, own.load());
    EXPECT_EQ(own.find("sign-in")->version, 77);
    EXPECT_EQ(own.all().size(), 5u);
    write("flow: sign-in\n");
    Flows broken{database, registry, clock, folder};
    try {
        run(io, broken.load());
        ADD_FAILURE() << "a broken flow was taken";
    } catch (Problem const& problem) {
        EXPECT_EQ(problem.code, "flows.invalid");
        EXPECT_THAT(problem.detail, ::testing::HasSubstr("sign-in.yaml:1: field.missing"));
    }
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace ombud::diagnosis
