#include "mail/charset.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <unicode/ucnv.h>
#include <unicode/utf8.h>

namespace ombud::mail {

namespace {

// What stands for a byte that means nothing.
constexpr std::string_view wrong_mark = "\xef\xbf\xbd";

struct Close {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};

struct Converted {
    std::string text;
    std::size_t wrong{};  // marks in it
};

std::optional<Converted> convert(std::string_view bytes, char const* charset) {
    auto status = U_ZERO_ERROR;
    std::unique_ptr<UConverter, Close> const from{ucnv_open(charset, &status)};
    if (U_FAILURE(status)) return std::nullopt;
    Converted out;
    out.text.resize(3 * bytes.size() + 16);
    auto const size = ucnv_toAlgorithmic(UCNV_UTF8, from.get(), out.text.data(), std::int32_t(out.text.size()), bytes.data(),
                                         std::int32_t(bytes.size()), &status);
    if (U_FAILURE(status)) return std::nullopt;
    out.text.resize(std::size_t(size));
    // ICU has a second mark, for a single byte.
    if (!bytes.contains('\x1a')) out.wrong = std::size_t(std::ranges::count(out.text, '\x1a'));
    std::ranges::replace(out.text, '\x1a', '?');
    for (auto at = out.text.find(wrong_mark); at != out.text.npos; at = out.text.find(wrong_mark, at + 3)) ++out.wrong;
    return out;
}

struct Utf8 {
    std::size_t two{}, longer{}, wrong{};  // letters of two bytes, of three and four, and what is none
    [[nodiscard]] bool is_sure() const { return wrong == 0 && two + longer > 0; }
};

// A letter cut short by the end is no mistake.
Utf8 read_as_utf8(std::string_view bytes) {
    Utf8 out;
    auto const size = std::int32_t(bytes.size());
    for (std::int32_t at = 0; at < size;) {
        auto const begin = at;
        UChar32 letter{};
        U8_NEXT(bytes.data(), at, size, letter);  // NOLINT(bugprone-inc-dec-in-conditions)
        if (letter < 0) {
            if (at < size || size - begin > 3 || U8_IS_TRAIL(bytes[std::size_t(begin)])) ++out.wrong;
        } else if (at - begin == 2) {
            ++out.two;
        } else if (at - begin > 2) {
            ++out.longer;
        }
    }
    return out;
}

// The rows that everyday Chinese is written with come in pairs of two high bytes; a western text has its high bytes alone.
bool looks_like_gb(std::string_view bytes) {
    std::size_t common = 0, rare = 0;
    auto const byte = [&](std::size_t at) { return static_cast<unsigned char>(at < bytes.size() ? bytes[at] : 0); };
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        if (byte(at) < 0x80) continue;
        bool const everyday = byte(at) >= 0xa1 && byte(at) <= 0xf7 && byte(at + 1) >= 0xa1;
        ++(everyday ? common : rare);
        ++at;
    }
    return common > 0 && common >= 2 * rare;
}

std::string as_utf8(std::string_view bytes) {
    auto out = convert(bytes, "UTF-8");
    return out ? std::move(out->text) : std::string{};
}

std::string guessed(std::string_view bytes, bool named_utf8 = false) {
    if (bytes.contains("\x1b$") || bytes.contains("\x1b("))
        if (auto japanese = convert(bytes, "ISO-2022-JP-2"); japanese && japanese->wrong == 0) return std::move(japanese->text);
    auto const utf8 = read_as_utf8(bytes);
    if (utf8.wrong == 0 || utf8.longer > (named_utf8 ? 1 : 4) * utf8.wrong) return as_utf8(bytes);
    if (looks_like_gb(bytes))
        if (auto chinese = convert(bytes, "gb18030"); chinese && chinese->wrong == 0) return std::move(chinese->text);
    auto western = convert(bytes, "windows-1252");
    return western ? std::move(western->text) : std::string{};
}

struct Charset {
    std::string name;    // as ICU knows it; empty: none that we read
    bool several{};      // a letter has several bytes
    bool often_wrong{};  // written by programs that do not know better
};

// Only charsets that people write letters in: no UTF-7, no EBCDIC, nothing that hides ASCII.
Charset charset_of(std::string_view label) {
    std::string name;
    for (char c : label.substr(0, 40))
        if (c > ' ' && c != '"' && c != '\'') name.push_back(c >= 'A' && c <= 'Z' ? char(c + 32) : c);
    auto const is_any = [&](auto const& names) { return std::ranges::find(names, name) != std::end(names); };
    auto const starts_any = [&](auto const& heads) {
        return std::ranges::any_of(heads, [&](std::string_view head) { return name.starts_with(head); });
    };
    static constexpr std::array<std::string_view, 8> chinese{"gb2312", "gb_2312", "gbk",      "gb18030",
                                                             "x-gbk",  "euc-cn",  "x-euc-cn", "chinese"};
    static constexpr std::array<std::string_view, 5> taiwanese{"big5", "x-x-big5", "x-big5", "cn-big5", "cp950"};
    static constexpr std::array<std::string_view, 5> korean{"ks_c_5601", "euc-kr", "ks_c5601", "ksc5601", "x-windows-949"};
    static constexpr std::array<std::string_view, 6> western{"us-ascii",  "ascii",        "iso-8859-1",
                                                             "iso8859-1", "windows-1252", "latin1"};
    static constexpr std::array<std::string_view, 9> others{"iso-8859-", "windows-125", "windows-874", "koi8-", "tis-620",
                                                            "iso-2022-", "macintosh",   "viscii",      "cp125"};
    static constexpr std::array<std::string_view, 6> wide{"utf-16", "utf-16le", "utf-16be", "utf-32", "utf-32le", "utf-32be"};
    if (name == "utf-8" || name == "utf8") return {.name = "UTF-8"};
    if (starts_any(chinese) || name == "cp936" || name == "ms936" || name == "windows-936")
        return {.name = "gb18030", .several = true};
    if (starts_any(taiwanese) || name == "windows-950") return {.name = "Big5-HKSCS", .several = true};
    if (starts_any(korean) || name == "cp949" || name == "windows-949") return {.name = "windows-949", .several = true};
    if (name == "shift_jis" || name == "x-sjis" || name == "sjis" || name == "cp932" || name == "windows-31j")
        return {.name = "windows-31j", .several = true};
    if (name == "iso-2022-jp" || name == "iso-2022-jp-2" || name == "csiso2022jp")
        return {.name = "ISO-2022-JP-2", .several = true};
    if (name == "euc-jp" || name == "euc-tw" || name == "hz-gb-2312") return {.name = name, .several = true};
    if (is_any(western)) return {.name = "windows-1252", .often_wrong = true};
    if (name.ends_with("-i") || name.ends_with("-e")) name.resize(name.size() - 2);  // ISO-8859-8-I: Hebrew in logical order
    if (is_any(wide) || starts_any(others)) return {.name = name};
    return {};
}

std::string read(std::string_view bytes, Charset const& charset) {
    if (charset.name.empty() || charset.name == "UTF-8") return guessed(bytes, !charset.name.empty());
    auto const utf8 = read_as_utf8(bytes);
    // Two Chinese characters in GBK can be two Latin ones in UTF-8: only longer letters prove it.
    if (utf8.is_sure() && (!charset.several || utf8.longer > 0)) return as_utf8(bytes);
    if (charset.often_wrong && looks_like_gb(bytes)) return guessed(bytes);
    auto labelled = convert(bytes, charset.name.c_str());
    if (!labelled || (labelled->wrong > 0 && charset.name != "gb18030" && looks_like_gb(bytes)))
        if (auto chinese = convert(bytes, "gb18030"); chinese && (!labelled || chinese->wrong == 0))
            return std::move(chinese->text);
    return labelled ? std::move(labelled->text) : guessed(bytes);
}

}  // namespace

std::string to_utf8(std::string_view bytes, std::string_view label) {
    auto out = read(bytes, charset_of(label));
    std::erase(out, '\0');
    if (out.starts_with("\xef\xbb\xbf")) out.erase(0, 3);
    return out;
}

std::string one_line(std::string_view text) {
    std::string out{text};
    std::ranges::replace_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    auto const first = out.find_first_not_of(' ');
    if (first == out.npos) return {};
    out.erase(out.find_last_not_of(' ') + 1);
    out.erase(0, first);
    return out;
}

std::string_view cut_utf8(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    auto end = bytes;
    while (end > 0 && U8_IS_TRAIL(text[end])) --end;
    return text.substr(0, end);
}

}  // namespace ombud::mail
