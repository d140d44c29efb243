// What an IMAP server says, byte by byte: it ends, in whatever pieces it comes the same is read, and nothing is larger than
// allowed.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "mail/imap_wire.hpp"

namespace {

using namespace ombud;

constexpr std::size_t literal_bytes = 1'000;

std::vector<std::string> read(std::string_view bytes, std::size_t piece) {
    std::vector<std::string> out;
    mail::ImapReader reader;
    mail::Folder folder;
    try {
        while (!bytes.empty()) {
            reader.take(bytes.substr(0, piece));
            bytes.remove_prefix(std::min(bytes.size(), piece));
            while (auto answer = reader.next(literal_bytes)) {
                std::size_t sum = 0;
                for (auto const& literal : answer->literals) sum += literal.size();
                if (sum > literal_bytes || answer->line.size() > limits::imap_line_bytes) std::abort();
                if (mail::printable(answer->line).size() > limits::smtp_answer_bytes) std::abort();
                mail::read_into(folder, answer->line);
                out.push_back(answer->line);
                auto const fetched = mail::read_fetch(std::move(*answer));
                if (!fetched) continue;
                if (fetched->uid == 0u) std::abort();
                out.push_back(std::to_string(fetched->uid.value_or(0)) + " " + std::to_string(fetched->size.value_or(0)) + " " +
                              fetched->body.value_or(""));
            }
        }
    } catch (Problem const& problem) {
        out.push_back(problem.detail);
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes{reinterpret_cast<char const*>(data), size};
    if (read(bytes, size) != read(bytes, 1)) std::abort();
    try {
        auto const name = mail::folder_on_the_wire(bytes);
        for (unsigned char const letter : name)
            if (letter < 0x20 || letter >= 0x7f) std::abort();
    } catch (Problem const&) {
    }
    return 0;
}
