#include "support/dovecot.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace ombud::testing {

namespace {

using namespace std::chrono_literals;

int loopback(std::uint16_t port, auto act) {
    int const number = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    int const out = act(number, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::close(number);
    return out;
}

std::uint16_t free_port() {
    return std::uint16_t(loopback(0, [](int number, sockaddr* address, socklen_t size) {
        if (::bind(number, address, size) != 0 || ::getsockname(number, address, &size) != 0) throw std::runtime_error("no port");
        return ntohs(reinterpret_cast<sockaddr_in*>(address)->sin_port);
    }));
}

bool greets(std::uint16_t port) {
    return loopback(port, [](int number, sockaddr* address, socklen_t size) {
               std::array<char, 4> greeting{};
               timeval const patience{.tv_sec = 5, .tv_usec = 0};
               ::setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
               return ::connect(number, address, size) == 0 && ::read(number, greeting.data(), greeting.size()) == 4;
           }) != 0;
}

pid_t spawn(std::vector<std::string> words, std::string const& output = "/dev/null") {
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::string path = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
    std::array<char*, 2> environment{path.data(), nullptr};
    posix_spawn_file_actions_t silence;
    posix_spawn_file_actions_init(&silence);
    posix_spawn_file_actions_addopen(&silence, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT, 0600);
    posix_spawn_file_actions_addopen(&silence, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_t own_group;
    posix_spawnattr_init(&own_group);
    posix_spawnattr_setflags(&own_group, POSIX_SPAWN_SETPGROUP);
    pid_t process{};
    int const error = ::posix_spawnp(&process, arguments.front(), &silence, &own_group, arguments.data(), environment.data());
    posix_spawnattr_destroy(&own_group);
    posix_spawn_file_actions_destroy(&silence);
    if (error != 0) throw std::runtime_error("no " + words.front() + ": ./dev setup installs what tests need");
    return process;
}

void run(std::vector<std::string> const& words, std::string const& output = "/dev/null") {
    int status = 0;
    ::waitpid(spawn(words, output), &status, 0);
    if (status != 0) throw std::runtime_error(words.front() + " failed");
}

std::string text_of(std::filesystem::path const& file) {
    std::ostringstream out;
    out << std::ifstream{file}.rdbuf();
    return out.str();
}

bool is_root() {
    return ::geteuid() == 0;
}

// Whom letters belong to: never root.
struct Owner {
    uid_t user = ::geteuid();
    gid_t group = ::getegid();
    std::string name, group_name;
    Owner() {
        std::array<char, 4096> space{};
        passwd person{}, *found = nullptr;
        if (is_root())
            ::getpwnam_r("nobody", &person, space.data(), space.size(), &found);
        else
            ::getpwuid_r(user, &person, space.data(), space.size(), &found);
        if (!found) throw std::runtime_error("nobody of that number");
        name = person.pw_name;
        if (is_root()) user = person.pw_uid, group = person.pw_gid;
        ::group all{}, *it = nullptr;
        ::getgrgid_r(group, &all, space.data(), space.size(), &it);
        if (it) group_name = all.gr_name;
    }
};

void give(std::filesystem::path const& path) {
    if (!is_root()) return;
    static Owner const owner;
    if (::chown(path.c_str(), owner.user, owner.group) != 0) throw std::runtime_error("chown");
}

void make_folder(std::filesystem::path const& path) {
    if (std::filesystem::create_directory(path)) give(path);
}

}  // namespace

Dovecot::Dovecot(std::filesystem::path folder) : folder_(std::move(folder)), port_(free_port()), clear_port_(free_port()) {
    std::filesystem::create_directories(folder_);
    std::filesystem::permissions(folder_, std::filesystem::perms{0711});
    make_folder(folder_ / "mail");
    run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", (folder_ / "server.key").string(), "-out",
         authorities().string()});
    run({"dovecot", "--version"}, (folder_ / "version").string());
    std::ofstream{folder_ / "passwords"} << user << ":{PLAIN}" << password << '\n';
    std::ofstream{folder_ / "tokens"} << user << ":{PLAIN}" << token << '\n';
    fill("", 1, {});
    configure();
    start();
}

void Dovecot::configure() const {
    Owner const owner;
    auto const at = [&](char const* name) { return (folder_ / name).string(); };
    std::ostringstream out;
    // From 2.4 the file begins with the version it is written for, and some settings have other names.
    auto const version = text_of(folder_ / "version").substr(0, 3);
    bool const fresh = version >= "2.4";
    if (fresh) out << "dovecot_config_version = " << version << ".0\ndovecot_storage_version = " << version << ".0\n";
    out << "base_dir = " << at("run") << "\nstate_dir = " << at("run") << "\nlog_path = " << at("dovecot.log")
        << "\nprotocols = imap\nlisten = 127.0.0.1\nfirst_valid_uid = 1\nssl = yes\nauth_mechanisms = plain login xoauth2\n"
        << "mail_fsync = never\nauth_failure_delay = 0\n"
        << (fresh ? "ssl_server_cert_file = " : "ssl_cert = <") << authorities().string() << '\n'
        << (fresh ? "ssl_server_key_file = " : "ssl_key = <") << at("server.key") << '\n'
        << (fresh ? "mail_driver = maildir\nmail_path = " : "mail_location = maildir:") << at("mail") << "/inbox\n";
    for (auto const& [file, ways] : {std::pair{"passwords", "plain login"}, {"tokens", "xoauth2"}})
        out << "passdb " << (fresh ? file : "") << " {\n  driver = passwd-file\n  "
            << (fresh ? "mechanisms_filter" : "mechanisms") << " = " << ways << "\n  "
            << (fresh ? "passwd_file_path = " : "args = ") << at(file) << "\n}\n";
    auto const all = "uid=" + std::to_string(owner.user) + " gid=" + std::to_string(owner.group) + " home=" + at("mail");
    auto lines = all;
    std::ranges::replace(lines, ' ', '\n');
    out << "userdb "
        << (fresh ? "static {\n  fields {\n" + lines + "\n  }\n}\n" : "{\n  driver = static\n  args = " + all + "\n}\n")
        << "service imap-login {\n  inet_listener imap {\n    port = " << clear_port_
        << "\n  }\n  inet_listener imaps {\n    port = " << port_ << "\n    ssl = yes\n  }\n"
        << (is_root() ? "" : "  chroot =\n") << "}\n";
    if (!is_root())
        out << "default_internal_user = " << owner.name << "\ndefault_login_user = " << owner.name
            << "\ndefault_internal_group = " << owner.group_name << "\nservice anvil {\n  chroot =\n}\n";
    // A wrong password makes nobody wait here.
    out << "service anvil {\n  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n}\n";
    std::ofstream{folder_ / "dovecot.conf"} << out.str();
}

void Dovecot::start() {
    process_ = spawn({"dovecot", "-F", "-c", (folder_ / "dovecot.conf").string()});
    for (auto const last = std::chrono::steady_clock::now() + 30s; !greets(clear_port_); std::this_thread::sleep_for(20ms)) {
        if (::waitpid(process_, nullptr, WNOHANG) == process_) process_ = 0;
        if (process_ != 0 && std::chrono::steady_clock::now() < last) continue;
        end();
        throw std::runtime_error("Dovecot does not answer: " + text_of(folder_ / "dovecot.log"));
    }
}

void Dovecot::end() {
    if (process_ == 0) return;
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
    // Those who serve a connection may live a little longer than their master.
    while (::kill(-process_, SIGKILL) == 0) std::this_thread::sleep_for(5ms);
    process_ = 0;
}

std::filesystem::path Dovecot::maildir(std::string const& name) const {
    auto const inbox = folder_ / "mail" / "inbox";
    return name.empty() ? inbox : inbox / ("." + name);
}

void Dovecot::fill(std::string const& name, std::uint32_t uid_validity, std::vector<Letter> const& letters) const {
    auto const folder = maildir(name);
    if (name.empty())
        for (auto const* part : {"cur", "new", "tmp"}) std::filesystem::remove_all(folder / part);
    else
        std::filesystem::remove_all(folder);
    make_folder(folder);
    for (auto const* part : {"cur", "new", "tmp"}) make_folder(folder / part);
    for (auto const* known :
         {"dovecot.index", "dovecot.index.log", "dovecot.index.cache", "dovecot.list.index", "dovecot.list.index.log"})
        std::filesystem::remove(folder / known);
    auto const list = folder / "dovecot-uidlist";
    std::ofstream numbers{list};
    numbers << "3 V" << uid_validity << " N" << (letters.empty() ? 1 : letters.back().uid + 1)
            << " G00000000000000000000000000000001\n";
    for (auto const& [uid, raw] : letters) {
        auto const file = folder / "cur" / (std::to_string(uid) + ".test:2,");
        std::ofstream{file, std::ios::binary} << raw;
        give(file);
        numbers << uid << " :" << uid << ".test\n";
    }
    give(list);
}

void Dovecot::remove(std::string const& name, std::uint32_t uid) const {
    for (auto const& file : std::filesystem::directory_iterator{maildir(name) / "cur"})
        if (file.path().filename().string().starts_with(std::to_string(uid) + ".")) std::filesystem::remove(file);
}

std::vector<std::string> Dovecot::letters(std::string const& name) const {
    std::vector<std::pair<std::uint64_t, std::string>> found;
    for (auto const* part : {"cur", "new"})
        for (auto const& file : std::filesystem::directory_iterator{maildir(name) / part}) {
            auto const called = file.path().filename().string();
            auto const flags = called.find(",");
            found.emplace_back(std::strtoull(called.c_str(), nullptr, 10), flags == called.npos ? "" : called.substr(flags + 1));
        }
    std::ranges::sort(found);
    std::vector<std::string> out;
    for (auto const& [uid, flags] : found) out.push_back(std::to_string(uid) + ":" + flags);
    return out;
}

}  // namespace ombud::testing
