#include "support/clamd.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iomanip>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace ombud::testing {

namespace {

using namespace std::chrono_literals;

bool answers(std::string const& path) {
    int const number = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{.sun_family = AF_UNIX};
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    std::array<char, 4> answer{};
    bool const fine = ::connect(number, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                      ::write(number, "zPING", 6) == 6 && ::read(number, answer.data(), answer.size()) == 4 &&
                      std::memcmp(answer.data(), "PONG", 4) == 0;
    ::close(number);
    return fine;
}

std::string hex(std::string const& text) {
    std::ostringstream out;
    for (unsigned char const byte : text) out << std::hex << std::setw(2) << std::setfill('0') << int(byte);
    return out.str();
}

}  // namespace

Clamd::Clamd(std::filesystem::path const& folder, std::string const& settings) : socket_((folder / "clamd.sock").string()) {
    std::filesystem::create_directories(folder / "signatures");
    // Extended signature: name, any kind of file, anywhere in it.
    std::ofstream{folder / "signatures" / "test.ndb"} << "Eicar-Test-Signature:0:*:" << hex(eicar()) << '\n';
    auto const configuration = (folder / "clamd.conf").string();
    std::ofstream{configuration} << "Foreground yes\nDatabaseDirectory " << (folder / "signatures").string() << "\nLocalSocket "
                                 << socket_ << "\nTemporaryDirectory " << folder.string() << '\n'
                                 << (::geteuid() == 0 ? "User root\n" : "") << settings;

    std::string program = "clamd", option = "--config-file=" + configuration, path = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
    std::array<char*, 3> arguments{program.data(), option.data(), nullptr};
    std::array<char*, 2> environment{path.data(), nullptr};
    posix_spawn_file_actions_t silence;
    posix_spawn_file_actions_init(&silence);
    for (int number : {STDOUT_FILENO, STDERR_FILENO})
        posix_spawn_file_actions_addopen(&silence, number, "/dev/null", O_WRONLY, 0);
    int const error = ::posix_spawn(&process_, "/usr/sbin/clamd", &silence, nullptr, arguments.data(), environment.data());
    posix_spawn_file_actions_destroy(&silence);
    if (error != 0) throw std::runtime_error("no clamd: install clamav-daemon");
    try {
        wait_until_it_answers();
    } catch (...) {
        end();
        throw;
    }
}

void Clamd::wait_until_it_answers() const {
    for (auto const end = std::chrono::steady_clock::now() + 60s; !answers(socket_);) {
        if (std::chrono::steady_clock::now() > end) throw std::runtime_error("clamd does not answer");
        std::this_thread::sleep_for(20ms);
    }
}

void Clamd::end() const {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
}

}  // namespace ombud::testing
