// Fuzzes the reading of clamd's answer: only its exact word makes a file clean.
#include <cstdint>
#include <cstdlib>

#include "core/log.hpp"
#include "files/virus_scanner.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud;
    log::set_level("off");
    std::string_view const answer{reinterpret_cast<char const*>(data), size};
    auto const verdict = files::read_clamd_answer(answer);
    if ((verdict == files::Verdict::clean) != (answer == "stream: OK")) std::abort();
    if (verdict == files::Verdict::infected && !answer.ends_with("FOUND")) std::abort();
    return 0;
}
