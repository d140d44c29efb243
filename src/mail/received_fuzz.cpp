// Any bytes as a letter that somebody else wrote: it ends, and what it gives is UTF-8 and bounded.
#include <cstdint>
#include <cstdlib>
#include <glib.h>

#include "mail/received.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud;
    auto const letter = mail::read_received({reinterpret_cast<char const*>(data), size});
    if (!letter) return 0;
    auto const check = [](std::string const& text) {
        if (!g_utf8_validate(text.data(), gssize(text.size()), nullptr)) std::abort();
    };
    for (auto const* list : {&letter->from, &letter->reply_to, &letter->to}) {
        if (list->size() > 50) std::abort();
        for (auto const& each : *list) check(each.name), check(each.address);
    }
    if (letter->texts.size() + letter->htmls.size() > 100) std::abort();
    for (auto const* words : {&letter->texts, &letter->htmls, &letter->authentication_results})
        for (auto const& each : *words) check(each);
    check(letter->subject);
    check(letter->return_path);
    return 0;
}
