#include "files/sniff.hpp"

#include <algorithm>
#include <magic.h>
#include <memory>
#include <set>
#include <unicode/ucnv.h>

#include "core/problem.hpp"

namespace ombud::files {

namespace {

std::string magic_type(std::string_view bytes) {
    // A database for each thread: libmagic's handle is not to be shared.
    struct Close {
        void operator()(magic_set* set) const { magic_close(set); }
    };
    thread_local std::unique_ptr<magic_set, Close> const set = [] {
        std::unique_ptr<magic_set, Close> made{magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR)};
        if (!made || magic_load(made.get(), nullptr) != 0) throw std::runtime_error("libmagic has no database");
        return made;
    }();
    auto const* type = magic_buffer(set.get(), bytes.data(), bytes.size());
    return type ? type : "";
}

bool plain_text(std::string_view text) {
    return std::ranges::none_of(text, [](unsigned char c) { return (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f') || c == 0x7f; });
}

// Through UTF-16 and back, refusing what the charset does not allow.
std::optional<std::string> convert(std::string_view bytes, char const* charset) {
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<UConverter, decltype(&ucnv_close)> const from{ucnv_open(charset, &error), ucnv_close};
    if (U_FAILURE(error)) return std::nullopt;
    ucnv_setToUCallBack(from.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
    std::u16string wide(bytes.size() + 1, u'\0');
    auto const size = ucnv_toUChars(from.get(), wide.data(), std::int32_t(wide.size()), bytes.data(), std::int32_t(bytes.size()), &error);
    if (U_FAILURE(error)) return std::nullopt;
    std::unique_ptr<UConverter, decltype(&ucnv_close)> const to{ucnv_open("UTF-8", &error), ucnv_close};
    std::string out(std::size_t(size) * 3 + 1, '\0');
    auto const written = ucnv_fromUChars(to.get(), out.data(), std::int32_t(out.size()), wide.data(), size, &error);
    if (U_FAILURE(error)) return std::nullopt;
    out.resize(std::size_t(written));
    return out;
}

}  // namespace

std::optional<std::string> as_utf8(std::string_view bytes) {
    if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
    if (!plain_text(bytes)) return std::nullopt;
    if (auto utf8 = convert(bytes, "UTF-8")) return utf8;
    return convert(bytes, "GB18030");
}

bool looks_like_mail(std::string_view bytes) {
    std::set<std::string> names;
    for (int lines = 0; lines < 500 && !bytes.empty(); ++lines) {
        auto const end = std::min(bytes.find('\n'), bytes.size());
        auto line = bytes.substr(0, end);
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) break;
        if (line.front() == ' ' || line.front() == '\t') {
            if (names.empty()) return false;
            continue;
        }
        auto const colon = line.find(':');
        if (colon == line.npos || colon == 0) return false;
        std::string name;
        for (unsigned char c : line.substr(0, colon)) {
            if (c <= 0x20 || c >= 0x7f) return false;
            name.push_back(char(std::tolower(c)));
        }
        names.insert(std::move(name));
    }
    return names.contains("from") && names.contains("date");
}

Kind sniff(std::string_view bytes) {
    auto const type = magic_type(bytes);
    if (type == "image/png" && bytes.starts_with("\x89PNG\r\n\x1a\n")) return png;
    if (type == "image/jpeg" && bytes.starts_with("\xff\xd8\xff")) return jpeg;
    if (type == "image/webp" && bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP")) return webp;
    if (type == "image/gif" && (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a"))) return gif;
    if (bytes.starts_with("%PDF-")) return pdf;
    // What is left must read as text, whatever it is called; it is served as plain text and nothing else.
    if (looks_like_mail(bytes) && bytes.find('\0') == bytes.npos) return mail;
    if (as_utf8(bytes)) return text;
    throw Problem{ProblemKind::unsupported, "attachment.type", "file"};
}

}  // namespace ombud::files
