#include "markdown/source.hpp"

#include <algorithm>
#include <optional>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "core/limits.hpp"
#include "core/problem.hpp"

namespace ombud::markdown {

namespace {

constexpr std::size_t longest_expansion = 16 * 1024 * 1024;  // of link definitions at all places that may name them

[[noreturn]] void refuse(char const* code) {
    throw Problem{ProblemKind::too_large, code, "markdown"};
}

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t\r>") == line.npos;
}

// The bytes of one marker of a list at the start of `rest`, without what follows; 0: there is none.
std::size_t list_marker(std::string_view rest) {
    auto const ends = [&](std::size_t at) { return at >= rest.size() || rest[at] == ' ' || rest[at] == '\t'; };
    if (rest.starts_with('-') || rest.starts_with('*') || rest.starts_with('+')) return ends(1) ? 1 : 0;
    std::size_t digits = 0;
    while (digits < rest.size() && digits < 9 && rest[digits] >= '0' && rest[digits] <= '9') ++digits;
    if (digits == 0 || digits == rest.size() || (rest[digits] != '.' && rest[digits] != ')')) return 0;
    return ends(digits + 1) ? digits + 1 : 0;
}

// How deep a line may lie at most: its own markers, and what stands further left because of the lines above.
void check_depth(std::string_view line) {
    std::size_t markers = 0, indent = 0;
    while (!line.empty()) {
        if (line[0] == ' ' || line[0] == '\t') {
            indent += line[0] == '\t' ? 4 : 1;
            line.remove_prefix(1);
        } else if (auto const size = line[0] == '>' ? 1 : list_marker(line); size > 0) {
            ++markers;
            line.remove_prefix(size);
        } else {
            break;
        }
    }
    bool const deep = markers > limits::markdown_depth || (markers > 0 && indent > 8 * limits::markdown_depth);
    if (deep) refuse("markdown.too_deep");
}

// The columns of a line that may stand below the head of a table: cmark fills every row below to as many.
std::size_t columns(std::string_view line) {
    if (line.find_first_not_of("|:- \t\r>*+") != line.npos || !line.contains('-')) return 0;
    return std::size_t(std::ranges::count(line, '|')) + 1;
}

// The first byte after the block that `at` is in.
std::size_t block_end(std::string_view source, std::size_t at) {
    for (;;) {
        auto const end = source.find('\n', at);
        if (end == source.npos) return source.size();
        auto const next = source.find('\n', end + 1);
        if (is_blank(source.substr(end + 1, next == source.npos ? next : next - end - 1))) return end;
        at = end + 1;
    }
}

// A definition is copied to each place that names it.
void check_definitions(std::string_view source) {
    std::size_t longest = 0;
    for (auto at = source.find("]:"); at != source.npos; at = source.find("]:", at + 2)) {
        auto const end = block_end(source, at);
        longest = std::max(longest, end - at);
        at = end;  // what else is defined in this block is shorter
        if (at >= source.size()) break;
    }
    if (longest * std::size_t(std::ranges::count(source, '[')) > longest_expansion) refuse("markdown.too_many_parts");
}

bool is_space(UChar32 c) {
    return c == '\t' || c == '\n' || c == '\f' || c == '\r' || u_charType(c) == U_SPACE_SEPARATOR;
}

bool is_punctuation(UChar32 c) {
    if (c < 0x80) return c > 0x20 && c != 0x7f && !u_isalnum(c);
    return u_ispunct(c) != 0;
}

UChar32 character_before(std::string_view text, std::size_t at) {
    if (at == 0) return '\n';
    UChar32 c = 0;
    auto place = std::int32_t(at);
    U8_PREV(reinterpret_cast<std::uint8_t const*>(text.data()), 0, place, c);
    return c < 0 ? 0xfffd : c;
}

UChar32 character_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) return '\n';
    UChar32 c = 0;
    auto place = std::int32_t(at);
    U8_NEXT(reinterpret_cast<std::uint8_t const*>(text.data()), place, std::int32_t(text.size()), c);
    return c < 0 ? 0xfffd : c;
}

// Only what opens a line of a quotation stands before `at`.
bool opens_line(std::string_view text, std::size_t at) {
    while (at > 0 && (text[at - 1] == '>' || text[at - 1] == ' ')) --at;
    return at == 0 || text[at - 1] == '\n';
}

// The `*` and `~` of text[begin, end), with marks where a letter shall stand beside them.
void add_run(std::string& out, std::string_view text, std::size_t begin, std::size_t end) {
    auto const before = character_before(text, begin), after = character_at(text, end);
    // A bar may be the edge of a cell, which is as good as a space.
    auto const edge = [](UChar32 c) { return is_space(c) || c == '|'; };
    bool const beside_cjk = is_cjk(before) || is_cjk(after);
    bool const mark_before = beside_cjk && !edge(before) && is_punctuation(before) && !(before == '>' && opens_line(text, begin));
    bool const mark_after = beside_cjk && !edge(after) && is_punctuation(after);
    if (mark_before) out += letter_mark;
    out.append(text, begin, end - begin);
    if (mark_after) out += letter_mark;
}

}  // namespace

bool is_cjk(UChar32 c) {
    if (c < 0x1100) return false;
    auto const width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    if (width != U_EA_WIDE && width != U_EA_FULLWIDTH && width != U_EA_HALFWIDTH) return false;
    return !u_hasBinaryProperty(c, UCHAR_EMOJI_PRESENTATION);
}

std::string with_plain_line_ends(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\r')
            out.push_back(text[at]);
        else if (at + 1 == text.size() || text[at + 1] != '\n')
            out.push_back('\n');
    }
    return out;
}

void refuse_bombs(std::string_view source) {
    std::size_t cells = 0, columns_now = 0;
    for (std::size_t at = 0; at < source.size();) {
        auto const end = std::min(source.find('\n', at), source.size());
        auto const line = source.substr(at, end - at);
        check_depth(line);
        columns_now = is_blank(line) ? 0 : std::max(columns_now, columns(line));
        cells += columns_now;
        if (cells > limits::markdown_nodes) refuse("markdown.too_many_parts");
        at = end + 1;
    }
    check_definitions(source);
}

std::string with_marks(std::string_view source) {
    auto const clean = without_marks(source);
    std::string_view const text{clean};
    std::string out;
    out.reserve(text.size() + text.size() / 16);
    bool escaped = false;
    for (std::size_t at = 0; at < text.size();) {
        char const c = text[at];
        if ((c == '*' || c == '~') && !escaped) {
            auto const end = std::min(text.find_first_not_of(c, at), text.size());
            add_run(out, text, at, end);
            at = end;
            continue;
        }
        out.push_back(c);
        // Raw HTML is shown as text anyway, and cmark looks for the end of these again and again.
        if (c == '<' && at + 1 < text.size() &&
            (text[at + 1] == '?' || (text[at + 1] == '!' && !text.substr(at).starts_with("<!--"))))
            out += letter_mark;
        escaped = c == '\\' && !escaped;
        ++at;
    }
    return out;
}

std::string without_marks(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0;;) {
        auto const mark = text.find(letter_mark, at);
        out.append(text, at, mark == text.npos ? mark : mark - at);
        if (mark == text.npos) return out;
        at = mark + letter_mark.size();
    }
}

}  // namespace ombud::markdown
