#include "mail/imap_wire.hpp"

#include <algorithm>
#include <charconv>
#include <glib.h>
#include <limits>

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "mail/gmime.hpp"

namespace ombud::mail {

namespace {

[[noreturn]] void odd(char const* what, ProblemKind kind = ProblemKind::unavailable) {
    throw Problem{kind, "mail.imap_odd", {}, what};
}

bool same(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, g_ascii_toupper, g_ascii_toupper);
}

template <class Number>
std::optional<Number> number(std::string_view digits) {
    Number out{};
    auto const* const end = digits.data() + digits.size();
    auto const [stop, error] = std::from_chars(digits.data(), end, out);
    return error == std::errc{} && stop == end ? std::optional{out} : std::nullopt;
}

// "* LIST () "/" {5}" announces five bytes; "* OK we like {5}" does not. `piece` is what came after the last literal of the
// answer.
std::optional<std::uint64_t> announced_literal(std::string_view answer, std::string_view piece) {
    if (!piece.ends_with('}') || !answer.starts_with("* ")) return {};
    for (auto const* status : {"OK", "NO", "BAD", "BYE", "PREAUTH"})
        if (starts_with_word(answer.substr(2), status)) return {};
    auto const open = piece.rfind('{');
    if (open == piece.npos) return {};
    auto const digits = piece.substr(open + 1, piece.size() - open - 2);
    if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) return {};
    return number<std::uint64_t>(digits).value_or(std::numeric_limits<std::uint64_t>::max());
}

// Reads what stands within an answer, from left to right.
class Cursor {
public:
    Cursor(std::string_view rest, std::vector<std::string>& literals) : rest_(rest), literals_(literals) {}

    bool take(char letter) {
        if (!rest_.starts_with(letter)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    // "BODY[HEADER.FIELDS (FROM TO)]<0>" is one name.
    std::string_view name() {
        auto end = rest_.find_first_of(" ()\"{");
        if (auto const open = rest_.find('['); open < end) end = rest_.find_first_of(" )", rest_.find(']', open));
        return cut(end);
    }
    [[nodiscard]] bool at_text() const { return rest_.starts_with('"') || rest_.starts_with('{'); }
    // What a list says is passed over.
    std::optional<std::string> value() {
        std::string out;
        std::size_t depth = 0;
        do {
            if (take('('))
                ++depth;
            else if (depth > 0 && take(')'))
                --depth;
            else if (depth > 0 && take(' '))
                continue;
            else if (auto one = text())
                out = std::move(*one);
            else
                return {};
        } while (depth > 0);
        return out;
    }

private:
    std::string_view cut(std::size_t end) {
        auto const out = rest_.substr(0, end);
        rest_.remove_prefix(out.size());
        return out;
    }
    std::optional<std::string> text() {
        if (take('"')) return quoted();
        if (take('{')) return literal();
        auto const atom = cut(rest_.find_first_of(" ()\"{"));
        return atom.empty() ? std::nullopt : std::optional<std::string>{atom};
    }
    std::optional<std::string> quoted() {
        std::string out;
        while (!rest_.empty() && rest_.front() != '"') {
            if (rest_.front() == '\\') rest_.remove_prefix(1);
            if (rest_.empty()) return {};
            out.push_back(rest_.front());
            rest_.remove_prefix(1);
        }
        return take('"') ? std::optional{std::move(out)} : std::nullopt;
    }
    std::optional<std::string> literal() {
        auto const size = number<std::size_t>(cut(rest_.find('}')));
        if (!take('}') || next_ == literals_.size() || size != literals_[next_].size()) return {};
        return std::move(literals_[next_++]);
    }

    std::string_view rest_;
    std::vector<std::string>& literals_;
    std::size_t next_ = 0;
};

}  // namespace

void ImapReader::take(std::string_view bytes) {
    buffer_.erase(0, std::exchange(at_, 0));
    buffer_ += bytes;
}

std::optional<ImapAnswer> ImapReader::next(std::size_t literal_bytes) {
    for (;;) {
        auto const come = std::min<std::uint64_t>(missing_, buffer_.size() - at_);
        if (come > 0) answer_.literals.back().append(buffer_, at_, come);
        at_ += come;
        if ((missing_ -= come) > 0) return {};
        auto const end = buffer_.find('\n', at_);
        auto line = std::string_view{buffer_}.substr(at_, end - at_);
        if (answer_.line.size() + line.size() > limits::imap_line_bytes) odd("a line without end");
        if (end == buffer_.npos) return {};
        at_ = end + 1;
        if (line.ends_with('\r')) line.remove_suffix(1);
        answer_.line += line;
        auto const literal = announced_literal(answer_.line, line);
        if (!literal) return std::exchange(answer_, {});
        auto left = literal_bytes;
        for (auto const& one : answer_.literals) left -= std::min(left, one.size());
        if (*literal > left) odd("a literal too long", ProblemKind::too_large);
        missing_ = *literal;
        answer_.literals.emplace_back();
    }
}

std::optional<ImapFetch> read_fetch(ImapAnswer answer) {
    Cursor cursor{answer.line, answer.literals};
    if (!cursor.take('*') || !cursor.take(' ') || !number<std::uint32_t>(cursor.name()) || !cursor.take(' ') ||
        !same(cursor.name(), "FETCH") || !cursor.take(' ') || !cursor.take('('))
        return {};
    ImapFetch out;
    while (!cursor.take(')')) {
        cursor.take(' ');
        auto const name = cursor.name();
        bool const spaced = cursor.take(' '), is_text = cursor.at_text();
        auto value = cursor.value();
        if (name.empty() || !spaced || !value) return {};
        if (same(name, "UID")) {
            out.uid = number<Uid>(*value);
            if (!out.uid || *out.uid == 0) return {};
        } else if (same(name, "RFC822.SIZE")) {
            out.size = number<std::uint64_t>(*value);
        } else if (same(name.substr(0, 5), "BODY[") && is_text) {
            out.body = std::move(value);
        }
    }
    return out;
}

void read_into(Folder& folder, std::string_view line) {
    if (!line.starts_with("* ")) return;
    line.remove_prefix(2);
    auto const space = line.find(' ');
    if (auto const exists = number<std::uint32_t>(line.substr(0, space)); exists && same(line.substr(space + 1), "EXISTS"))
        folder.exists = *exists;
    if (space == line.npos || !line.substr(space + 1).starts_with('[')) return;
    auto const code = line.substr(space + 2, line.find(']') - space - 2);
    if (same(code, "UIDNOTSTICKY")) odd("its numbers do not last");
    auto const value = number<std::uint32_t>(code.substr(std::min(code.find(' '), code.size() - 1) + 1)).value_or(0);
    if (starts_with_word(code, "UIDVALIDITY")) folder.uid_validity = value;
    if (starts_with_word(code, "UIDNEXT")) folder.uid_next = value;
}

bool starts_with_word(std::string_view line, std::string_view word) {
    return same(line.substr(0, word.size()), word) && (line.size() == word.size() || line[word.size()] == ' ');
}

std::string folder_on_the_wire(std::string_view name) {
    bool const well = !name.empty() && name.size() <= limits::imap_folder_name_bytes &&
                      g_utf8_validate(name.data(), gssize(name.size()), nullptr) &&
                      std::ranges::none_of(name, [](char letter) { return g_ascii_iscntrl(letter); });
    if (!well) throw Problem{ProblemKind::invalid, "mail.imap_folder", "mail.imap_folder"};
    auto const is_ascii = [](char letter) { return static_cast<unsigned char>(letter) < 0x80; };
    std::string out = "\"";
    while (!name.empty()) {
        auto const plain = std::ranges::find_if_not(name, is_ascii);
        for (char const letter : std::string_view{name.begin(), plain}) {
            if (letter == '"' || letter == '\\') out.push_back('\\');
            out.push_back(letter);
            if (letter == '&') out.push_back('-');
        }
        auto const shifted = std::find_if(plain, name.end(), is_ascii);
        glong units = 0;
        std::unique_ptr<gunichar2, Free> const utf16{g_utf8_to_utf16(plain, shifted - plain, nullptr, &units, nullptr)};
        std::string bytes;
        for (glong at = 0; at < units; ++at) bytes += {char(utf16.get()[at] >> 8), char(utf16.get()[at] & 0xff)};
        if (!bytes.empty()) {
            Text const base64{g_base64_encode(reinterpret_cast<guchar const*>(bytes.data()), bytes.size())};
            std::string coded = base64.get();
            std::erase(coded, '=');
            std::ranges::replace(coded, '/', ',');
            out += "&" + coded + "-";
        }
        name.remove_prefix(std::size_t(shifted - name.begin()));
    }
    return out + "\"";
}

std::string printable(std::string_view words) {
    std::string out;
    for (char letter : words.substr(0, limits::smtp_answer_bytes))
        if (letter >= 0x20 && letter < 0x7f && (letter != ' ' || !out.empty())) out.push_back(letter);
    return out;
}

}  // namespace ombud::mail
