// The command line: what each command takes, and how a failure is told.
#include <CLI/CLI.hpp>
#include <iostream>

#include "core/problem.hpp"
#include "program/program.hpp"

namespace {

struct Options {
    std::optional<std::filesystem::path> config;
    std::string data, listen;
    ombud::NewPerson person;
};

ombud::Settings settings_from(Options const& options) {
    auto settings = ombud::read_settings(options.config);
    if (!options.data.empty()) settings.data = options.data;
    if (!options.listen.empty()) settings.listen = {options.listen};
    return settings;
}

void add_common(CLI::App& command, Options& options) {
    command.add_option("--config", options.config, "Settings file (default: ombud.toml when it is there)");
    command.add_option("--data", options.data, "Data folder (setting data.folder)");
    command.add_option("--listen", options.listen, "Address and port (setting server.listen)");
}

}  // namespace

int main(int count, char** words) {
    CLI::App app{"Ombud 安席: the support desk for digital-asset platforms"};
    app.require_subcommand(1);
    Options options;

    auto* serve = app.add_subcommand("serve", "Serve the desk");
    auto* demo = app.add_subcommand("demo", "Serve a demo with sample data: a fresh folder is filled, an existing one goes on as it stands");
    auto* migrate = app.add_subcommand("migrate", "Bring the database to this program's schema");
    auto* staff = app.add_subcommand("staff", "The desk's people")->require_subcommand(1);
    auto* add = staff->add_subcommand("add", "Add a member of staff and print a one-time link");
    for (auto* command : {serve, demo, migrate, add}) add_common(*command, options);
    add->add_option("--email", options.person.email, "Address to sign in with")->required();
    add->add_option("--name", options.person.name, "Full name, for colleagues")->required();
    add->add_option("--public-name", options.person.public_name, "First name, for customers")->required();
    add->add_option("--role", options.person.role, "agent, supervisor or admin")->default_val("agent");

    CLI11_PARSE(app, count, words);
    try {
        auto settings = settings_from(options);
        if (*serve) ombud::run(std::move(settings), ombud::Mode::serve);
        if (*demo) ombud::run(std::move(settings), ombud::Mode::demo);
        if (*migrate) ombud::migrate(settings);
        if (*add) ombud::add_staff(settings, options.person);
        return 0;
    } catch (ombud::Problem const& problem) {
        std::cerr << "ombud: " << problem.code << (problem.field.empty() ? "" : " (" + problem.field + ")")
                  << (problem.detail.empty() ? "" : ": " + problem.detail) << '\n';
    } catch (std::exception const& error) {
        std::cerr << "ombud: " << error.what() << '\n';
    }
    return 1;
}
