#include "files/sniff.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <magic.h>
#include <memory>
#include <optional>
#include <stdexcept>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf16.h>

#include "core/problem.hpp"

namespace ombud::files {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t looked_at = std::size_t{256} * 1024;  // libmagic decides from the beginning
constexpr std::size_t mail_header_bytes = std::size_t{64} * 1024;

struct CloseMagic {
    void operator()(magic_set* set) const { magic_close(set); }
};
using Magic = std::unique_ptr<magic_set, CloseMagic>;

Magic open_magic() {
    // Nothing that unpacks or walks containers: we accept none.
    Magic magic{
        magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF | MAGIC_NO_CHECK_CDF)};
    if (!magic || magic_load(magic.get(), nullptr) != 0) throw std::runtime_error("libmagic has no database");
    return magic;
}

std::string magic_type(std::string_view bytes) {
    thread_local Magic const magic = open_magic();  // one cookie must not be shared by threads
    auto const* type = magic_buffer(magic.get(), bytes.data(), std::min(bytes.size(), looked_at));
    return type ? type : "";
}

// A ZIP archive is read from its end, so it can hide behind any beginning; its last record stands before a comment of 64 KiB
// at most.
bool ends_as_zip(std::string_view bytes) {
    constexpr std::size_t record = 22, comment = 0xffff;
    return bytes.substr(bytes.size() - std::min(bytes.size(), record + comment)).contains("PK\5\6"sv);
}

std::optional<icu::UnicodeString> decode(std::string_view bytes, char const* charset) {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<UConverter, decltype(&ucnv_close)> converter{ucnv_open(charset, &status), &ucnv_close};
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU lacks a converter");
    icu::UnicodeString out;
    auto* buffer = out.getBuffer(std::int32_t(bytes.size() + 1));  // no character takes more units than it has bytes
    if (!buffer) throw std::bad_alloc();
    auto length = ucnv_toUChars(converter.get(), buffer, out.getCapacity(), bytes.data(), std::int32_t(bytes.size()), &status);
    out.releaseBuffer(U_SUCCESS(status) ? length : 0);
    return U_SUCCESS(status) ? std::optional{std::move(out)} : std::nullopt;
}

bool is_plain(icu::UnicodeString const& text) {
    for (std::int32_t at = 0; at < text.length();) {
        auto character = text.char32At(at);
        at += U16_LENGTH(character);
        bool control = u_charType(character) == U_CONTROL_CHAR && "\t\n\r\f"sv.find(char(character)) == "\t\n\r\f"sv.npos;
        if (control || (character > 0x7f && character < 0xa0) || U_IS_UNICODE_NONCHAR(character)) return false;
    }
    return true;
}

// Most random bytes above 0x7f make some GB18030 or Big5; real text uses assigned characters.
bool is_assigned(icu::UnicodeString const& text) {
    for (std::int32_t at = 0; at < text.length();) {
        auto character = text.char32At(at);
        at += U16_LENGTH(character);
        if (!u_isdefined(character) || u_charType(character) == U_PRIVATE_USE_CHAR) return false;
    }
    return true;
}

std::string_view take_line(std::string_view& rest) {
    auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

bool is_field_name(std::string_view name) {
    return !name.empty() && name.size() <= 76 && std::ranges::all_of(name, [](char c) { return c > ' ' && c < '\x7f'; });
}

bool same_name(std::string_view left, std::string_view right) {
    auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; };
    return std::ranges::equal(left, right, {}, lower, lower);
}

// Begins with the header of an RFC 5322 message that names its author and its date.
bool is_mail(std::string_view bytes) {
    if (bytes.find('\0') != bytes.npos) return false;
    auto rest = bytes.substr(0, mail_header_bytes);
    bool author = false, date = false, first = true;
    while (!rest.empty()) {
        auto line = take_line(rest);
        if (line.empty()) return author && date;
        bool folded = line.front() == ' ' || line.front() == '\t';
        if (!folded) {
            auto colon = line.find(':');
            auto name = line.substr(0, colon);
            if (colon == line.npos || !is_field_name(name)) return false;
            author |= same_name("from", name);
            date |= same_name("date", name);
        } else if (first) {
            return false;
        }
        first = false;
    }
    return author && date && bytes.size() <= mail_header_bytes;
}

struct Signature {
    Kind const& kind;
    std::string_view start;
    std::string_view at_eight;  // further bytes at offset 8
};

}  // namespace

Kind sniff(std::string_view bytes) {
    static std::array const signatures{Signature{png, "\x89PNG\r\n\x1a\n"sv, ""},
                                       Signature{jpeg, "\xff\xd8\xff"sv, ""},
                                       Signature{gif, "GIF87a"sv, ""},
                                       Signature{gif, "GIF89a"sv, ""},
                                       Signature{webp, "RIFF"sv, "WEBP"},
                                       Signature{pdf, "%PDF-"sv, ""}};
    Problem const refused{ProblemKind::unsupported, "attachment.type", "file"};

    auto type = magic_type(bytes);
    for (auto const& signature : signatures) {
        if (!bytes.starts_with(signature.start)) continue;
        if (!signature.at_eight.empty() && (bytes.size() < 12 || bytes.substr(8, 4) != signature.at_eight)) continue;
        bool agreed = type == signature.kind.media_type || (signature.kind == png && type == "image/apng");
        // Pictures are encoded anew, which drops what hides behind them; a PDF is kept as it came.
        if (!agreed || (signature.kind == pdf && ends_as_zip(bytes))) throw refused;
        return signature.kind;
    }
    if (is_mail(bytes)) return mail;
    // Stored and served as plain text, scripts and data are harmless; markup has no business here.
    if (type.contains("html") || type.contains("xml") || type.contains("svg")) throw refused;
    if (auto decoded = decode(bytes, "UTF-8")) {
        if (!is_plain(*decoded)) throw refused;
        return text;
    }
    for (char const* charset : {"GB18030", "Big5"})
        if (auto decoded = decode(bytes, charset); decoded && is_plain(*decoded) && is_assigned(*decoded)) return older_text;
    throw refused;
}

}  // namespace ombud::files
