#include "postgres/private_cluster.hpp"

#include <algorithm>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <libpq-fe.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "core/log.hpp"
#include "core/number.hpp"
#include "core/problem.hpp"
#include "postgres/child_process.hpp"

namespace ombud::postgres {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t longest_socket_path = 106;  // sockaddr_un holds 108 bytes with the closing zero; one to spare
constexpr auto socket_name = "/.s.PGSQL.5432";

[[noreturn]] void fail(std::string_view code, std::string detail) {
    throw Problem{ProblemKind::unavailable, std::string(code), {}, std::move(detail)};
}

// An open file that is closed with us.
class File {
public:
    explicit File(int descriptor) : descriptor_(descriptor) {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(File const&) = delete;
    File& operator=(File const&) = delete;
    [[nodiscard]] int get() const { return descriptor_; }

private:
    int descriptor_;
};

// What a child said before it failed, for the operator.
std::string tail_of(File const& output) {
    std::string text(4096, '\0');
    auto const size = lseek(output.get(), 0, SEEK_END);
    auto const count = pread(output.get(), text.data(), text.size(), std::max<off_t>(0, size - off_t(text.size())));
    text.resize(std::size_t(std::max<ssize_t>(0, count)));
    return text;
}

std::string first_line(fs::path const& file) {
    std::ifstream in{file};
    std::string line;
    std::getline(in, line);
    return line;
}

void sync_file_system(fs::path const& folder) {
    File const opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (opened.get() < 0 || syncfs(opened.get()) != 0) throw std::system_error(errno, std::generic_category(), folder.string());
}

bool holds_programs(fs::path const& folder) {
    return access((folder / "initdb").c_str(), X_OK) == 0 && access((folder / "postgres").c_str(), X_OK) == 0;
}

// Debian's folders, newest first, then PATH. A cluster that exists needs the programs of its own major version.
fs::path find_programs(fs::path const& cluster) {
    auto const major = first_line(cluster / "PG_VERSION");
    std::vector<std::pair<int, fs::path>> found;
    std::error_code none;
    for (auto const& entry : fs::directory_iterator("/usr/lib/postgresql", none))
        if (holds_programs(entry.path() / "bin"))
            found.emplace_back(std::atoi(entry.path().filename().c_str()), entry.path() / "bin");
    std::ranges::sort(found, std::greater{});
    for (auto const& [version, folder] : found)
        if (major.empty() || std::to_string(version) == major) return folder;
    auto const* searched = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nobody here changes the environment
    std::string_view path = searched ? searched : "";
    while (!path.empty() && found.empty()) {
        auto const folder = path.substr(0, path.find(':'));
        if (holds_programs(folder)) return folder;
        path.remove_prefix(std::min(path.size(), folder.size() + 1));
    }
    fail("cluster.programs_missing", major.empty() ? "install PostgreSQL 15 or newer, or set database.url"
                                                   : "install PostgreSQL " + major + ", which made this data folder");
}

// In a libpq "key=value" text.
std::string conninfo_quoted(std::string_view value) {
    std::string out = "'";
    for (char c : value) {
        if (c == '\'' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
    return out + "'";
}

std::string url_at(fs::path const& socket_folder, std::string_view role, std::string_view database) {
    return fmt::format("host={} port=5432 user={} dbname={}", conninfo_quoted(socket_folder.string()), role, database);
}

// The processes that stand in the cluster's folder: its postmaster and everything it started.
std::vector<pid_t> processes_in(fs::path const& cluster) {
    std::vector<pid_t> found;
    std::error_code gone;
    for (auto const& entry : fs::directory_iterator("/proc", gone)) {
        auto const process = number_in<pid_t>(entry.path().filename().string());
        if (!process) continue;
        std::error_code unreadable;
        if (fs::read_symlink(entry.path() / "cwd", unreadable) != cluster) continue;
        if (first_line(entry.path() / "comm").starts_with("postgres")) found.push_back(*process);
    }
    return found;
}

void signal_all(std::vector<pid_t> const& processes, int signal) {
    for (auto process : processes) kill(process, signal);
}

}  // namespace

DataFolderLock::DataFolderLock(fs::path const& folder) {
    if (fs::create_directories(folder)) fs::permissions(folder, fs::perms(0711));  // the cluster's user passes through it
    file_ = ::open((folder / "ombud.lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (file_ < 0) throw std::system_error(errno, std::generic_category(), "the data folder's lock");
    if (flock(file_, LOCK_EX | LOCK_NB) == 0) return;
    ::close(file_);
    throw Problem{ProblemKind::conflict, "data.in_use", {}, "another Ombud serves from this data folder"};
}

DataFolderLock::~DataFolderLock() {
    ::close(file_);
}

class PrivateCluster::Server : public std::enable_shared_from_this<Server> {
public:
    explicit Server(ClusterSettings settings);

    void start();
    void stop();
    Task<void> supervise();

    [[nodiscard]] std::string url(std::string_view role, std::string_view database) const {
        return url_at(socket_folder_, role, database);
    }
    [[nodiscard]] pid_t process() const { return process_; }

private:
    using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

    Task<void> death(Timer& timer);
    Task<void> end_orphans(Timer& timer);
    void make_folder(fs::path const& folder) const;
    void make_cluster();
    fs::path choose_socket_folder() const;
    void clear_away_predecessor();
    void launch();
    void wait_until_it_accepts();
    void make_roles_and_database();

    ClusterSettings settings_;
    fs::path cluster_;
    fs::path programs_;
    ChildUser user_;
    fs::path socket_folder_;
    std::unique_ptr<File> output_;  // what the postmaster says before its own log begins
    pid_t process_ = 0;
    bool stopping_ = false;
};

PrivateCluster::Server::Server(ClusterSettings settings) : settings_(std::move(settings)) {
    settings_.data = fs::canonical(settings_.data);
    cluster_ = settings_.data / "postgres";
    programs_ = settings_.programs.empty() ? find_programs(cluster_) : settings_.programs;
    if (geteuid() == 0) user_ = child_user("postgres");
    if (auto const folder = first_impassable(settings_.data, user_); !folder.empty())
        fail("cluster.folder_unreachable", "the user postgres cannot enter " + folder.string());
}

void PrivateCluster::Server::make_folder(fs::path const& folder) const {
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);
    if (user_.change && chown(folder.c_str(), user_.user, user_.group) != 0)
        throw std::system_error(errno, std::generic_category(), "the cluster's folder");
}

// Made beside its place and then moved: a half-made cluster is never taken for a whole one.
void PrivateCluster::Server::make_cluster() {
    if (fs::exists(cluster_ / "PG_VERSION")) return;
    auto const draft = settings_.data / "postgres.new";
    fs::remove_all(draft);
    make_folder(draft);
    File const output{memfd_create("initdb", MFD_CLOEXEC)};
    std::vector<std::string> const command{programs_ / "initdb",  "--pgdata",          draft,
                                           "--username=postgres", "--auth=trust",      "--encoding=UTF8",
                                           "--locale=C.UTF-8",    "--no-instructions", "--no-sync"};
    if (wait_for(start_child(command, user_, output.get())) != 0) fail("cluster.not_started", tail_of(output));
    std::ofstream(draft / "pg_hba.conf") << "# Whoever may enter the socket's folder is let in.\nlocal all all trust\n";
    if (settings_.durable) sync_file_system(draft);  // instead of initdb's thousand fsyncs
    fs::rename(draft, cluster_);
    if (settings_.durable) sync_file_system(settings_.data);
}

fs::path PrivateCluster::Server::choose_socket_folder() const {
    auto own = cluster_ / "socket";
    bool const fits = own.string().size() + std::string_view(socket_name).size() <= longest_socket_path;
    if (fits && own.string().find_first_of(",\"") == std::string::npos) {
        make_folder(own);
        return own;
    }
    unsigned char digest[crypto_hash_sha256_BYTES];
    auto const path = cluster_.string();
    crypto_hash_sha256(digest, reinterpret_cast<unsigned char const*>(path.data()), path.size());
    auto const owner = user_.change ? user_.user : geteuid();
    auto const brief = fs::path(user_.change && fs::is_directory("/run") ? "/run" : "/tmp") /
                       fmt::format("ombud-{}-{:02x}{:02x}{:02x}{:02x}{:02x}{:02x}", owner, digest[0], digest[1], digest[2],
                                   digest[3], digest[4], digest[5]);
    // In /tmp anyone may have made it before us: it must be a folder, and ours alone.
    if (mkdir(brief.c_str(), 0700) == 0 && user_.change && chown(brief.c_str(), user_.user, user_.group) != 0)
        throw std::system_error(errno, std::generic_category(), "the socket's folder");
    struct stat found{};
    if (lstat(brief.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) || found.st_uid != owner || (found.st_mode & 0777) != 0700)
        fail("cluster.folder_unreachable", brief.string() + " belongs to somebody else");
    return brief;
}

// A server left by an Ombud that was killed stops by itself (its parent is gone); orphans of a killed postmaster mostly do.
void PrivateCluster::Server::clear_away_predecessor() {
    auto const began = std::chrono::steady_clock::now();
    for (auto left = processes_in(cluster_); !left.empty(); left = processes_in(cluster_)) {
        auto const waited = std::chrono::steady_clock::now() - began;
        if (waited > 15s) fail("cluster.not_started", "an older PostgreSQL does not leave the data folder");
        if (waited > 10s)
            signal_all(left, SIGKILL);
        else if (waited > 5s)
            signal_all(left, SIGQUIT);
        else if (waited > 1s)
            signal_all(left, SIGINT);
        std::this_thread::sleep_for(20ms);
    }
    // Nobody stands in the folder, so the file is stale, even if its number now belongs to another program.
    fs::remove(cluster_ / "postmaster.pid");
}

void PrivateCluster::Server::launch() {
    std::vector<std::string> settings{
        "listen_addresses=", "unix_socket_directories=" + socket_folder_.string(), "unix_socket_permissions=0700", "port=5432",
        "shared_buffers=128MB", "huge_pages=off", "max_connections=100", "jit=off", "timezone=UTC",
        // A log of writes that is needed no more is gone, not kept under another name with what stands in it.
        "wal_recycle=off",
        // One sync instead of a thousand, to be back soon after a crash.
        "recovery_init_sync_method=syncfs",
        // Errors name values that customers sent: the program reports them by code, this log stays silent.
        "log_min_messages=log", "log_min_error_statement=panic", "log_error_verbosity=terse",
        // A file for each day of the week.
        "logging_collector=on", "log_directory=log", "log_filename=postgresql-%a.log", "log_truncate_on_rotation=on",
        "log_rotation_age=1d", "log_rotation_size=0", "log_timezone=UTC"};
    if (!settings_.durable)
        for (auto const* text : {"fsync=off", "synchronous_commit=off", "full_page_writes=off"}) settings.emplace_back(text);
    std::vector<std::string> command{programs_ / "postgres", "-D", cluster_};
    for (auto& setting : settings) {
        command.emplace_back("-c");
        command.push_back(std::move(setting));
    }
    output_ = std::make_unique<File>(memfd_create("postgres", MFD_CLOEXEC));
    process_ = start_child(command, user_, output_->get());
}

void PrivateCluster::Server::wait_until_it_accepts() {
    for (;;) {
        if (PQping(url("postgres", "postgres").c_str()) == PQPING_OK) return;
        int status = 0;
        if (waitpid(process_, &status, WNOHANG) == process_) {
            process_ = 0;
            fail("cluster.not_started", tail_of(*output_));
        }
        std::this_thread::sleep_for(10ms);  // as long as it lives it makes progress: recovery may take minutes
    }
}

void PrivateCluster::Server::make_roles_and_database() {
    auto run = [&](char const* database, char const* text) {
        std::unique_ptr<PGconn, decltype(&PQfinish)> session{PQconnectdb(url("postgres", database).c_str()), &PQfinish};
        std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(session.get(), text), &PQclear};
        auto const status = PQresultStatus(result.get());
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail("cluster.not_started", PQerrorMessage(session.get()));
        return PQntuples(result.get()) > 0;
    };
    if (!run("postgres", "SELECT FROM pg_roles WHERE rolname = 'ombud'")) run("postgres", "CREATE ROLE ombud LOGIN");
    if (!run("postgres", "SELECT FROM pg_roles WHERE rolname = 'ombud_owner'")) run("postgres", "CREATE ROLE ombud_owner LOGIN");
    if (!run("postgres", "SELECT FROM pg_database WHERE datname = 'ombud'"))
        run("postgres", "CREATE DATABASE ombud OWNER ombud_owner");
    else if (run("postgres", "SELECT FROM pg_database WHERE datname = 'ombud' AND datdba = 'ombud'::regrole"))
        run("ombud", "REASSIGN OWNED BY ombud TO ombud_owner");  // made before the roles were parted
    // What was erased leaves the write-ahead log, too.
    if (run("postgres", "SELECT FROM pg_roles WHERE rolname = 'pg_checkpoint'"))
        run("postgres", "GRANT pg_checkpoint TO ombud_owner");
    run("ombud", "GRANT EXECUTE ON FUNCTION pg_switch_wal() TO ombud_owner");
}

void PrivateCluster::Server::start() {
    make_cluster();
    socket_folder_ = choose_socket_folder();
    clear_away_predecessor();
    launch();
    try {
        wait_until_it_accepts();
        make_roles_and_database();
    } catch (...) {
        stop();
        throw;
    }
}

void PrivateCluster::Server::stop() {
    stopping_ = true;
    auto const began = std::chrono::steady_clock::now();
    auto signal = SIGINT;  // fast, then immediate, then none asked
    for (; process_ > 0; std::this_thread::sleep_for(5ms)) {
        auto const waited = std::chrono::steady_clock::now() - began;
        if (signal == SIGINT)
            kill(process_, std::exchange(signal, SIGQUIT));
        else if (signal == SIGQUIT && waited > 30s)
            kill(process_, std::exchange(signal, SIGKILL));
        else if (signal == SIGKILL && waited > 40s)
            kill(process_, SIGKILL);
        int status = 0;
        if (waitpid(process_, &status, WNOHANG) != 0) process_ = 0;
    }
    // A folder of its own outside the data folder is not left behind.
    std::error_code ignored;
    if (socket_folder_.parent_path() != cluster_) fs::remove(socket_folder_, ignored);
}

// On the process's descriptor; where that is not to be had (no descriptors left), by asking twice a second.
Task<void> PrivateCluster::Server::death(Timer& timer) {
    while (!stopping_ && waitpid(process_, nullptr, WNOHANG) == 0) {
        if (int const life = int(syscall(SYS_pidfd_open, process_, 0)); life >= 0) {
            asio::posix::basic_stream_descriptor<Executor> descriptor{timer.get_executor(), life};
            co_await descriptor.async_wait(descriptor.wait_read, use_task);
        } else {
            timer.expires_after(500ms);
            co_await timer.async_wait(use_task);
        }
    }
}

// Without a postmaster they can only do harm.
Task<void> PrivateCluster::Server::end_orphans(Timer& timer) {
    for (auto left = processes_in(cluster_); !left.empty() && !stopping_; left = processes_in(cluster_)) {
        signal_all(left, SIGKILL);
        timer.expires_after(10ms);
        co_await timer.async_wait(use_task);
    }
}

// Starts the postmaster anew whenever it dies, with longer pauses while it dies young.
Task<void> PrivateCluster::Server::supervise() {
    auto self = shared_from_this();
    Timer timer{co_await asio::this_coro::executor};
    constexpr std::chrono::milliseconds first_pause = 20ms, longest_pause = 5s;
    for (auto pause = first_pause;; pause = std::min(pause * 2, longest_pause)) {
        auto const began = std::chrono::steady_clock::now();
        co_await death(timer);
        if (stopping_) co_return;
        process_ = 0;
        log::error("cluster.died", {{"said", tail_of(*output_)}});
        if (std::chrono::steady_clock::now() - began > 60s) pause = first_pause;
        while (process_ == 0) {
            timer.expires_after(pause);
            co_await timer.async_wait(use_task);
            co_await end_orphans(timer);
            if (stopping_) co_return;
            std::error_code ignored;
            fs::remove(cluster_ / "postmaster.pid", ignored);
            try {
                launch();
            } catch (std::exception const& error) {
                log::error("cluster.not_started", {{"reason", error.what()}});
            }
        }
        log::info("cluster.restarted");
    }
}

PrivateCluster::PrivateCluster(ClusterSettings settings)
    : lock_(settings.data), server_(std::make_shared<Server>(std::move(settings))) {
    server_->start();
}

PrivateCluster::~PrivateCluster() {
    stop();
}

Task<void> PrivateCluster::supervise() {
    return server_->supervise();
}

void PrivateCluster::stop() {
    server_->stop();
}

std::string PrivateCluster::url() const {
    return server_->url("ombud", "ombud");
}
std::string PrivateCluster::owner_url() const {
    return server_->url("ombud_owner", "ombud");
}
std::string PrivateCluster::admin_url() const {
    return server_->url("postgres", "postgres");
}
int PrivateCluster::process() const {
    return server_->process();
}

std::optional<RunningCluster> running_cluster(fs::path const& data) {
    constexpr int socket_line = 5;  // of postmaster.pid, by PostgreSQL's miscadmin.h
    std::ifstream in{data / "postgres" / "postmaster.pid"};
    std::string folder;
    for (int line = 0; line < socket_line; ++line)
        if (!std::getline(in, folder)) return std::nullopt;
    RunningCluster found{url_at(folder, "ombud", "ombud"), url_at(folder, "ombud_owner", "ombud")};
    if (PQping(found.url.c_str()) != PQPING_OK) return std::nullopt;
    return found;
}

}  // namespace ombud::postgres
