#include "program/commands.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fstream>
#include <iostream>

#include "audit/checkpoints.hpp"
#include "audit/stream.hpp"
#include "core/limits.hpp"
#include "diagnosis/checker.hpp"
#include "diagnosis/kinds.hpp"
#include "edge/metrics.hpp"
#include "files/pictures.hpp"
#include "knowledge/article_folder.hpp"
#include "postgres/private_cluster.hpp"
#include "program/article_files.hpp"
#include "program/ground.hpp"
#include "program/parts.hpp"
#include "staff/staff.hpp"
#include "text/names.hpp"

namespace ombud {

void migrate(Settings const& settings) {
    CommandDatabase const database{settings};
    std::cout << "The database is up to date.\n";
}

namespace {

// What a command does on the database, from its beginning to its end. `work`: Task<void>(postgres::Database&).
template <class Work>
void with_database_at(std::string const& url, Work work) {
    asio::io_context io{1};
    edge::Metrics metrics;
    postgres::Database database{io, {.url = url}, metrics};
    auto whole = [&]() -> Task<void> {
        std::exception_ptr failed;
        try {
            co_await database.connect();
            co_await work(database);
        } catch (...) {
            failed = std::current_exception();
        }
        co_await database.close();  // else its loops would never end
        if (failed) std::rethrow_exception(failed);
    };
    std::exception_ptr error;
    asio::co_spawn(io, whole(), [&](std::exception_ptr const& failed) { error = failed; });
    io.run();
    if (error) std::rethrow_exception(error);
}
template <class Work>
void with_database(Settings const& settings, Work work) {
    CommandDatabase const found{settings};
    with_database_at(found.url(), std::move(work));
}

std::string text_of(std::filesystem::path const& file) {
    std::ifstream in{file};
    if (!in) throw Problem{ProblemKind::not_found, "audit_key.missing", {}, file.string()};
    std::string line;
    std::getline(in, line);
    return line;
}

audit::PublicKey audit_key_of(Settings const& settings) {
    return audit::SigningKey::parse(text_of(audit_key_file(settings))).public_key();
}

}  // namespace

void add_staff(Settings const& settings, NewPerson const& person) {
    SystemClock clock;
    SystemRandom random;
    staff::Role role{};
    if (!boost::describe::enum_from_string(person.role.c_str(), role))
        throw Problem{ProblemKind::invalid, "field.choice", "role"};
    with_database(settings, [&](postgres::Database& database) -> Task<void> {
        sessions::Sessions sessions{database, clock, random};
        factors::Factors factors{database,
                                 clock,
                                 random,
                                 sessions::Owner::staff,
                                 party_of("https://localhost"),
                                 std::vector<std::byte>(32)};  // nothing is sealed or opened here
        credentials::Passwords passwords;
        staff::Staff staff{database, sessions, factors, passwords, clock, random, staff::SecondFactor::required};
        audit::Log log{database, clock};
        auto const added =
            co_await staff.add_from_command_line({person.email, person.name, person.public_name, role}, person.resets_factors);
        co_await log.record({.act = "staff.setup_link_made",
                             .actor_kind = audit::ActorKind::command_line,
                             .actor = {},
                             .subject = added.staff.id.uuid,
                             .details = {{"role", to_json(added.staff.role)}, {"resets_factors", person.resets_factors}}});
        auto const url = settings.public_url.empty() ? "http://" + settings.listen.front() : settings.public_url;
        std::cout << "A one-time link to choose a password, valid until " << to_rfc3339(added.setup_link.expires_at) << ":\n  "
                  << url << "/desk/setup#token=" << added.setup_link.token << "\n";
    });
}

void take_mail(Settings const& settings) {
    std::string raw(limits::received_letter_bytes + 1, '\0');
    std::cin.read(raw.data(), std::streamsize(raw.size()));
    raw.resize(std::size_t(std::cin.gcount()));
    SystemClock clock;
    SystemRandom random;
    // No database is started for one letter: the mail server keeps it until the desk is back.
    auto url = settings.database_url;
    if (auto const running = url.empty() ? postgres::running_cluster(settings.data) : std::nullopt) url = running->url;
    if (url.empty()) throw Problem{ProblemKind::unavailable, "database.away"};
    auto const seal = letter_seal(settings, random);
    with_database_at(url, [&](postgres::Database& database) -> Task<void> {
        email::Letters letters{database, clock, random, seal};
        co_await letters.take(std::move(raw));
    });
}

void reparse_mail(Settings const& settings, std::string const& letter) {
    auto const only = letter.empty() ? std::nullopt : LetterId::parse(letter);
    if (!letter.empty() && !only) throw Problem{ProblemKind::invalid, "field.id", "letter"};
    with_database(settings, [&](postgres::Database& database) -> Task<void> {
        auto const count = co_await email::reparse(database, only);
        std::cout << count << (count == 1 ? " letter is read again.\n" : " letters are read again.\n");
    });
}

void allow_mail(Settings const& settings, std::string const& address) {
    auto const email = text::email_key(address);
    if (!email) throw Problem{ProblemKind::invalid, "email.invalid", "address"};
    SystemClock clock;
    with_database(settings, [&](postgres::Database& database) -> Task<void> {
        bool const was_kept_back = co_await outbox::allow_address(database, *email);
        if (was_kept_back) {
            audit::Log log{database, clock};
            co_await log.record({.act = "letters.address_allowed",
                                 .actor_kind = audit::ActorKind::command_line,
                                 .actor = {},
                                 .subject = {},
                                 .details = {}});
        }
        std::cout << (was_kept_back ? "Letters go there again.\n" : "Nothing kept letters from that address.\n");
    });
}

bool check_flows(std::filesystem::path const& folder) {
    auto const mistakes = diagnosis::check_folder(folder, diagnosis::registry_of_shapes());
    for (auto const& mistake : mistakes) std::cout << diagnosis::as_line(mistake) << "\n";
    if (mistakes.empty()) std::cout << "in order\n";
    return mistakes.empty();
}

namespace {

// The articles without a server. `work`: Task<void>(knowledge::ArticleFolder&).
template <class Work>
void with_articles(Settings const& settings, Work work) {
    SystemClock clock;
    SystemRandom random;
    with_database(settings, [&](postgres::Database& database) -> Task<void> {
        auto executor = co_await asio::this_coro::executor;
        asio::thread_pool workers{2};
        files::Store const store{settings.data / "files"};
        files::Pictures pictures{executor.context(), workers, clock, files::helper_beside_server()};
        auto scanner = scanner_of(settings, clock);
        files::Intake intake{store, pictures, scanner ? &*scanner : nullptr, workers};
        audit::Log audit{database, clock};
        knowledge::ArticleFolder articles{database, audit, intake, store, workers, clock, random};
        co_await work(articles);
    });
}

}  // namespace

bool export_articles(Settings const& settings, std::filesystem::path const& folder) {
    knowledge::ExportedFolder out;
    with_articles(settings, [&](knowledge::ArticleFolder& articles) -> Task<void> { out = co_await articles.take_out(); });
    auto const left = write_files(folder, out.files);
    for (auto const& problem : out.problems) std::cout << as_line(problem);
    for (auto const& path : left) std::cout << path << ": was there before and is not of what is published\n";
    std::cout << out.files.size() << " files written\n";
    return out.problems.empty();
}

bool import_articles(Settings const& settings, std::filesystem::path const& folder, Import how) {
    bool const only_check = how == Import::to_check;
    auto files = read_files(folder);
    knowledge::ImportReport report;
    with_articles(settings, [&](knowledge::ArticleFolder& articles) -> Task<void> {
        report = co_await (only_check ? articles.check(std::move(files)) : articles.take_in(std::move(files)));
    });
    std::cout << as_text(report, only_check);
    return report.problems.empty();
}

bool verify_audit(Settings const& settings, std::string const& key_file) {
    auto const key = key_file.empty() ? audit_key_of(settings) : audit::PublicKey::parse(text_of(key_file));
    auto const kept = audit::kept_checkpoint(audit_kept_file(settings));
    audit::Verified found;
    with_database(settings,
                  [&](postgres::Database& database) -> Task<void> { found = co_await audit::verify(database, key, kept); });
    std::cout << found.records << " records, " << found.checkpoints << " checkpoints, signed up to record " << found.vouched_for
              << "\n";
    for (auto const& fault : found.faults)
        std::cout << "fault: " << boost::describe::enum_to_string(fault.kind, "") << " at " << fault.at << "\n";
    if (found.faults.empty()) std::cout << "no fault\n";
    return found.faults.empty();
}

void export_audit(Settings const& settings, std::int64_t after) {
    with_database(settings, [&](postgres::Database& database) {
        return audit::export_lines(database, after, [](std::string const& line) { std::cout << line << '\n'; });
    });
    std::cout << std::flush;
}

void print_audit_key(Settings const& settings) {
    std::cout << audit_key_of(settings).text() << "\n";
}

}  // namespace ombud
