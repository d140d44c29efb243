// The command line: what each command takes, and how a failure is told.
#include <CLI/CLI.hpp>
#include <iostream>

#include "core/problem.hpp"
#include "program/commands.hpp"
#include "program/program.hpp"

namespace {

struct Options {
    std::optional<std::filesystem::path> config;
    std::string data, listen;
    ombud::NewPerson person;
    std::string key, address, letter;
    std::filesystem::path folder;
    bool only_check = false;
    std::int64_t after = 0;
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

// For a mail server's pipe, by the exit codes of sysexits.h: whatever is wrong here, the letter is to be kept and offered again;
// only one that is too large never gets in.
int take_mail_from_pipe(Options const& options) {
    constexpr int bad_data = 65, try_again = 75;
    try {
        ombud::take_mail(settings_from(options));
        return 0;
    } catch (ombud::Problem const& problem) {
        std::cerr << "ombud: " << problem.code << (problem.field.empty() ? "" : " (" + problem.field + ")") << '\n';
        return problem.kind == ombud::ProblemKind::too_large ? bad_data : try_again;
    } catch (std::exception const& error) {
        std::cerr << "ombud: " << error.what() << '\n';
        return try_again;
    }
}

}  // namespace

int main(int count, char** words) {
    CLI::App app{"Ombud 安席: the support desk for digital-asset platforms"};
    app.require_subcommand(1);
    Options options;

    auto* serve = app.add_subcommand("serve", "Serve the desk");
    auto* demo = app.add_subcommand(
        "demo", "Serve a demo with sample data: a fresh folder is filled, an existing one goes on as it stands");
    auto* migrate = app.add_subcommand("migrate", "Bring the database to this program's schema");
    auto* staff = app.add_subcommand("staff", "The desk's people")->require_subcommand(1);
    auto* add = staff->add_subcommand("add", "Add a member of staff and print a one-time link");
    auto* audit = app.add_subcommand("audit", "The record of security-relevant acts")->require_subcommand(1);
    auto* verify =
        audit->add_subcommand("verify", "Find every change, deletion and reorder; the exit code is 1 when there is one");
    auto* exported = audit->add_subcommand("export", "Print it as JSON Lines");
    auto* key = audit->add_subcommand("key", "Print the public key of its checkpoints");
    auto* flows = app.add_subcommand("flows", "Guided answers")->require_subcommand(1);
    auto* check = flows->add_subcommand("check", "Check a folder of flows; the exit code is 1 when there is a mistake");
    auto* articles = app.add_subcommand("articles", "The help centre's articles")->require_subcommand(1);
    auto* articles_out =
        articles->add_subcommand("export", "Write what is published into a folder, as Markdown with its pictures");
    auto* articles_in = articles->add_subcommand(
        "import", "Publish the articles of a folder, all or none; the exit code is 1 when one cannot be taken in");
    for (auto* command : {articles_out, articles_in}) command->add_option("folder", options.folder, "The folder")->required();
    articles_in->add_flag("--check", options.only_check, "Change nothing: only say what would happen");
    check->add_option("folder", options.folder, "The folder with the YAML files")->required();
    verify->add_option("--key", options.key, "File with the public key (default: of the key in the data folder)");
    exported->add_option("--after", options.after, "Only what comes after this record");
    auto* mail_in = app.add_subcommand("mail-in", "Take one letter from standard input (exit code 75: try again later)");
    auto* mail_allow = app.add_subcommand("mail-allow", "Write again to an address that bounced for good");
    mail_allow->add_option("address", options.address, "The address")->required();
    auto* mail = app.add_subcommand("mail", "Letters that came")->require_subcommand(1);
    auto* reparse = mail->add_subcommand("reparse", "Read again what was set aside, as the program reads letters now");
    reparse->add_option("--letter", options.letter, "Only this one, by its id");
    for (auto* command :
         {serve, demo, migrate, add, articles_out, articles_in, mail_in, mail_allow, reparse, verify, exported, key})
        add_common(*command, options);
    add->add_option("--email", options.person.email, "Address to sign in with")->required();
    add->add_option("--name", options.person.name, "Full name, for colleagues")->required();
    add->add_option("--public-name", options.person.public_name, "First name, for customers")->required();
    add->add_flag("--reset-factors", options.person.resets_factors,
                  "For somebody who lost their second factor: the link lets them set up a new one");
    add->add_option("--role", options.person.role, "agent, supervisor or admin")->default_val("agent");

    CLI11_PARSE(app, count, words);
    if (*mail_in) return take_mail_from_pipe(options);
    try {
        if (*check) return ombud::check_flows(options.folder) ? 0 : 1;
        auto settings = settings_from(options);
        if (*migrate)
            ombud::migrate(settings);
        else if (*add)
            ombud::add_staff(settings, options.person);
        else if (*articles_out)
            return ombud::export_articles(settings, options.folder) ? 0 : 1;
        else if (*articles_in)
            return ombud::import_articles(settings, options.folder,
                                          options.only_check ? ombud::Import::to_check : ombud::Import::for_good)
                       ? 0
                       : 1;
        else if (*mail_allow)
            ombud::allow_mail(settings, options.address);
        else if (*reparse)
            ombud::reparse_mail(settings, options.letter);
        else if (*verify)
            return ombud::verify_audit(settings, options.key) ? 0 : 1;
        else if (*exported)
            ombud::export_audit(settings, options.after);
        else if (*key)
            ombud::print_audit_key(settings);
        else
            ombud::run(std::move(settings), *demo ? ombud::Mode::demo : ombud::Mode::serve);
        return 0;
    } catch (ombud::Problem const& problem) {
        std::cerr << "ombud: " << problem.code << (problem.field.empty() ? "" : " (" + problem.field + ")")
                  << (problem.detail.empty() ? "" : ": " + problem.detail) << '\n';
    } catch (std::exception const& error) {
        std::cerr << "ombud: " << error.what() << '\n';
    }
    return 1;
}
