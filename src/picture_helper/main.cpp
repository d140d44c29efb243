// The picture helper: reads one picture from its socket (standard input), answers with it re-encoded, and exits.
#include <cstdlib>
#include <unistd.h>
#include <vips/vips8>

#include "picture_helper/convert.hpp"
#include "picture_helper/sandbox.hpp"

namespace {

using namespace ombud;

bool read_all(void* data, std::size_t size) {
    auto* at = static_cast<char*>(data);
    while (size > 0) {
        auto const got = ::read(STDIN_FILENO, at, size);
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
        if (sent <= 0) return false;
        at += sent;
        size -= std::size_t(sent);
    }
    return true;
}

}  // namespace

int main(int, char** words) {
    if (VIPS_INIT(words[0]) != 0) return EXIT_FAILURE;
    vips_block_untrusted_set(TRUE);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    try {
        picture_helper::enter_sandbox();
    } catch (std::exception const&) {
        return EXIT_FAILURE;
    }
    if (!write_all(&files::picture_helper_ready, 1)) return EXIT_FAILURE;

    files::wire::Header<files::PictureRequest::wire_size> head;
    if (!read_all(head.data(), head.size())) return EXIT_FAILURE;
    auto const request = files::decode_request(head);
    if (!request) return EXIT_FAILURE;
    std::string bytes(request->bytes, '\0');
    if (!read_all(bytes.data(), bytes.size())) return EXIT_FAILURE;
    auto const made = picture_helper::convert(request->format, bytes);
    auto const answer = encode(made.answer);
    bool const sent = write_all(answer.data(), answer.size()) && write_all(made.picture.data(), made.picture.size()) &&
                      write_all(made.thumbnail.data(), made.thumbnail.size());
    // Without the destructors of libraries: they have nothing left to save, and the sandbox would be in their way.
    _exit(sent ? EXIT_SUCCESS : EXIT_FAILURE);
}
