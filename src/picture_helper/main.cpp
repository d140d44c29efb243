// The picture helper: reads one picture from its socket (standard input), answers with it encoded anew, and exits.
#include <cerrno>
#include <cstdlib>
#include <exception>
#include <string>
#include <unistd.h>

#include "picture_helper/convert.hpp"
#include "picture_helper/sandbox.hpp"

namespace {

using namespace ombud;

bool read_all(void* data, std::size_t size) {
    auto* at = static_cast<char*>(data);
    while (size > 0) {
        auto const got = ::read(STDIN_FILENO, at, size);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        at += got;
        size -= std::size_t(got);
    }
    return true;
}

bool write_all(void const* data, std::size_t size) {
    auto const* at = static_cast<char const*>(data);
    while (size > 0) {
        auto const sent = ::write(STDIN_FILENO, at, size);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        at += sent;
        size -= std::size_t(sent);
    }
    return true;
}

bool serve_one() {
    files::wire::Header<files::PictureRequest::wire_size> head;
    if (!read_all(head.data(), head.size())) return false;
    auto const request = files::decode_request(head);
    if (!request) return false;
    std::string bytes(request->bytes, '\0');
    if (!read_all(bytes.data(), bytes.size())) return false;
    auto const made = picture_helper::convert(request->format, bytes);
    auto const answer = encode(made.answer);
    return write_all(answer.data(), answer.size()) && write_all(made.picture.data(), made.picture.size()) &&
           write_all(made.thumbnail.data(), made.thumbnail.size());
}

bool run() try {
    auto const start = picture_helper::start_decoders() ? picture_helper::enter_sandbox() : files::HelperStart::no_decoder;
    return write_all(&start, sizeof start) && start == files::HelperStart::ready && serve_one();
} catch (std::exception const&) {
    return false;
}

}  // namespace

int main() {
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
    bool const served = run();
    // Without the destructors of libraries: they have nothing left to save, and the sandbox would be in their way.
    ::_exit(served ? EXIT_SUCCESS : EXIT_FAILURE);
}
