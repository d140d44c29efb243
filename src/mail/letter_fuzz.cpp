// Any bytes as a letter: it ends, what it gives is UTF-8 without NUL and bounded, and the folds are the text.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <glib.h>

#include "core/limits.hpp"
#include "mail/folded.hpp"
#include "mail/letter.hpp"

namespace {

using namespace ombud;

void require(bool fine) {
    if (!fine) std::abort();
}

void check(std::string const& text) {
    require(g_utf8_validate(text.data(), gssize(text.size()), nullptr));  // which NUL is not
}

void check_line(std::string const& text) {
    check(text);
    require(std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const letter = mail::read_letter({reinterpret_cast<char const*>(data), size});
    if (!letter) return 0;
    for (auto const* list : {&letter->from, &letter->reply_to, &letter->to, &letter->cc}) {
        require(list->size() <= limits::letter_mailboxes);
        for (auto const& each : *list) check_line(each.name), check_line(each.address);
    }
    check_line(letter->subject);
    check_line(letter->message_id);
    check_line(letter->loop);
    for (auto const* list : {&letter->references, &letter->delivered_to, &letter->authentication_results}) {
        require(list->size() <= 100);
        for (auto const& each : *list) check_line(each);
    }
    check(letter->text);
    check(letter->html);
    require(letter->files.size() <= limits::letter_files);
    std::size_t bytes = 0;
    for (auto const& file : letter->files) {
        check_line(file.name);
        check_line(file.media_type);
        check_line(file.content_id);
        bytes += file.bytes.size();
    }
    require(bytes <= size);
    std::string whole;
    for (auto const& each : mail::fold(letter->text)) whole += each.text;
    require(whole == letter->text);
    return 0;
}
