// Fuzzes the finding out of what a file is: any bytes are a kind that we take or the one problem, and pictures begin as such.
#include <cstdint>
#include <cstdlib>

#include "core/problem.hpp"
#include "files/sniff.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud;
    std::string_view const bytes{reinterpret_cast<char const*>(data), size};
    try {
        auto const kind = files::sniff(bytes);
        if (kind.picture != kind.media_type.starts_with("image/")) std::abort();
        bool const is_text = kind == files::text || kind == files::older_text || kind == files::mail;
        if (is_text && bytes.contains('\0')) std::abort();
        if (kind == files::pdf && !bytes.starts_with("%PDF-")) std::abort();
    } catch (Problem const& problem) {
        if (problem.code != "attachment.type") std::abort();
    }
    return 0;
}
