// Has pictures decoded and encoded anew by `ombud-pictures`, one sandboxed process for each picture.
#pragma once
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/task.hpp"
#include "core/time.hpp"
#include "files/picture_protocol.hpp"

namespace ombud::files {

struct Picture {
    std::string bytes;  // in the format that came, without metadata
    std::int32_t width{};
    std::int32_t height{};
    std::string thumbnail;  // WebP
    std::int32_t thumbnail_width{};
    std::int32_t thumbnail_height{};
};

class Pictures {
public:
    // `program` is ombud-pictures; see helper_beside_server(). limits::pictures_at_once run, more wait their turn.
    Pictures(asio::io_context& loop, asio::thread_pool& workers, Clock& clock, std::filesystem::path program,
             std::chrono::microseconds time_limit = std::chrono::seconds{30});

    // Problems: attachment.undecodable, attachment.too_many_pixels, and attachment.try_again when the machine is to blame.
    Task<Picture> convert(PictureFormat format, std::string_view bytes);

private:
    struct Slots;

    asio::thread_pool& workers_;
    Clock& clock_;
    std::filesystem::path program_;
    std::chrono::microseconds time_limit_;
    std::shared_ptr<Slots> slots_;
};

// Where the program is installed: in the folder of the running server.
std::filesystem::path helper_beside_server();

}  // namespace ombud::files
