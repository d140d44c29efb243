#include "mail/header.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "core/limits.hpp"
#include "core/number.hpp"
#include "mail/charset.hpp"
#include "mail/gmime.hpp"

namespace ombud::mail {

namespace {

constexpr std::size_t fields_read = 1'000, value_bytes = 64 * limits::kibibyte, name_bytes = 200, address_bytes = 320,
                      id_bytes = 998, parameters_read = 100;

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_fold(std::string_view line) {
    return line.starts_with(' ') || line.starts_with('\t');
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

// Of a field's line; empty: it is none.
std::string_view field_name(std::string_view line) {
    auto const colon = line.substr(0, name_bytes).find(':');
    if (colon == line.npos) return {};
    auto const name = trimmed(line.substr(0, colon));
    bool const fine = !is_blank(line.front()) && std::ranges::all_of(name, [](char c) { return c > 32 && c < 127; });
    return fine ? name : std::string_view{};
}

// What a mail program writes: text does not happen to begin so.
bool is_known(std::string_view name) {
    static constexpr std::array<std::string_view, 12> names{"from",       "to",          "subject",    "date",
                                                            "message-id", "received",    "cc",         "mime-version",
                                                            "reply-to",   "in-reply-to", "references", "return-path"};
    auto const word = lower(name);
    return std::ranges::find(names, word) != names.end() || word.starts_with("content-") || word.starts_with("x-");
}

// "From li@example.com Mon Jan…", as mailbox files have it.
bool is_postmark(std::string_view line) {
    return line.starts_with("From ") || line.starts_with(">From ");
}

std::string unfolded(std::string_view value) {
    std::string out;
    for (char c : value.substr(0, value_bytes))
        if (c != '\r' && c != '\n') out.push_back(c == '\t' ? ' ' : c);
    return out;
}

std::string from_base64(std::string_view text) {
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, GMIME_CONTENT_ENCODING_BASE64);
    std::string out(g_mime_encoding_outlen(&state, text.size()), '\0');
    out.resize(g_mime_encoding_flush(&state, text.data(), text.size(), out.data()));
    return out;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    auto const small = char(c | 0x20);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// "=E4" or "%E4" as the byte; what is none stays.
std::string from_hex(std::string_view text, char mark) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == mark && at + 2 < text.size() && hex_digit(text[at + 1]) >= 0 && hex_digit(text[at + 2]) >= 0) {
            out.push_back(char(hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2])));
            at += 2;
        } else {
            out.push_back(text[at]);
        }
    }
    return out;
}

struct EncodedWord {
    std::string_view charset, text;
    bool base64{};
    std::size_t end{};
};

// "=?charset?B?text?=" at `at`; blanks in the text are a mistake that many make.
std::optional<EncodedWord> encoded_word(std::string_view line, std::size_t at) {
    auto const charset = line.substr(at + 2, 64);
    auto const mark = charset.find_first_of("? ");
    if (mark == charset.npos || mark == 0 || charset[mark] != '?') return std::nullopt;
    auto const kind = at + 2 + mark + 1;
    if (kind + 1 >= line.size() || line[kind + 1] != '?') return std::nullopt;
    auto const letter = char(line[kind] | 0x20);
    if (letter != 'b' && letter != 'q') return std::nullopt;
    auto const end = line.find("?=", kind + 2);
    if (end == line.npos) return std::nullopt;
    auto name = charset.substr(0, mark);
    return EncodedWord{.charset = name.substr(0, name.find('*')),  // a language may follow (RFC 2231)
                       .text = line.substr(kind + 2, end - kind - 2),
                       .base64 = letter == 'b',
                       .end = end + 2};
}

std::string bytes_of(EncodedWord const& word) {
    if (word.base64) return from_base64(word.text);
    std::string text{word.text};
    std::ranges::replace(text, '_', ' ');
    return from_hex(text, '=');
}

// Of a line in UTF-8. Neighbours in one charset are one text: programs break words in the middle of a character.
std::string with_words_decoded(std::string_view line) {
    std::string out, bytes, charset;
    auto const finish = [&] {
        out += to_utf8(bytes, charset);
        bytes.clear();
    };
    std::size_t done = 0;
    auto const last = line.rfind("?=");
    for (auto at = line.find("=?"); at != line.npos && last != line.npos && at < last;) {
        auto const word = encoded_word(line, at);
        if (!word) {
            at = line.find("=?", at + 2);
            continue;
        }
        auto const between = line.substr(done, at - done);
        bool const neighbours = done > 0 && trimmed(between).empty();
        if (!neighbours || !same_word(word->charset, charset)) finish();
        if (!neighbours) out += between;
        charset = word->charset;
        bytes += bytes_of(*word);
        done = word->end;
        at = line.find("=?", done);
    }
    finish();
    out += line.substr(done);
    return out;
}

// Reads addresses as people and programs write them: quoted or not, with comments, in groups, with a comma too many.
class MailboxReader {
public:
    MailboxReader(std::string_view line, std::size_t most) : line_(line), most_(most) {}

    std::vector<Mailbox> read() {
        for (; at_ < line_.size() && out_.size() < most_; ++at_) read_letter(line_[at_]);
        finish();
        return std::move(out_);
    }

private:
    void read_letter(char c) {
        switch (c) {
            case '"':
                read_quoted();
                break;
            case '(':
                read_comment();
                break;
            case '<':
                read_address();
                break;
            case ':':
                begin_group();
                break;
            case ';':
                finish();
                break;
            case ',':
                end_of_one();
                break;
            default:
                words_.push_back(c);
        }
    }

    void read_quoted() {
        auto const begin = words_.size();
        for (++at_; at_ < line_.size() && line_[at_] != '"'; ++at_) {
            if (line_[at_] == '\\' && at_ + 1 < line_.size()) ++at_;
            words_.push_back(line_[at_]);
            if (line_[at_] == '@') quoted_at_ = true;
        }
        if (line_.substr(at_).starts_with("\"@")) {  // "li wei"@example.com
            words_.insert(begin, 1, '"');
            words_.push_back('"');
            quoted_at_ = false;
        }
    }

    void read_comment() {
        int depth = 1;
        for (++at_; at_ < line_.size(); ++at_) {
            if (line_[at_] == '\\' && at_ + 1 < line_.size()) {
                ++at_;
            } else if (line_[at_] == '(') {
                ++depth;
            } else if (line_[at_] == ')' && --depth == 0) {
                break;
            }
            comment_.push_back(line_[at_]);
        }
    }

    void read_address() {
        address_.emplace();
        for (++at_; at_ < line_.size() && line_[at_] != '>'; ++at_)
            if (!is_blank(line_[at_])) address_->push_back(line_[at_]);
        if (auto const route = address_->rfind(':'); address_->starts_with('@') && route != address_->npos)
            address_->erase(0, route + 1);
    }

    void begin_group() {
        if (address_ || words_.contains('@'))
            words_.push_back(':');
        else
            words_.clear();
    }

    // "Li, Wei <li@x>" is one person whose name nobody quoted.
    void end_of_one() {
        bool const only_name = !address_ && words_.size() <= name_bytes && !words_.contains('@') && !trimmed(words_).empty();
        bool const goes_on = only_name && line_.substr(at_, name_bytes).contains('<');
        if (goes_on)
            words_.push_back(',');
        else
            finish();
    }

    void finish() {
        auto name = one_line(with_words_decoded(words_));
        if (!address_ && !quoted_at_ && name.contains('@')) {
            address_ = std::move(name);
            if (!address_->contains('"')) std::erase_if(*address_, is_blank);
            name = one_line(with_words_decoded(comment_));
        }
        auto address = one_line(address_.value_or(""));
        if (!name.empty() || !address.empty())
            out_.push_back({std::string(cut_utf8(name, 2 * name_bytes)), std::string(cut_utf8(address, address_bytes))});
        words_.clear();
        comment_.clear();
        address_.reset();
        quoted_at_ = false;
    }

    std::string_view line_;
    std::size_t most_, at_ = 0;
    std::string words_, comment_;
    std::optional<std::string> address_;
    bool quoted_at_ = false;
    std::vector<Mailbox> out_;
};

// One "name*1*=value" and its like, as written.
struct Section {
    std::string name;
    int number = -1;
    bool extended{};
    std::string value;
};

Section section_of(std::string_view name, std::string value) {
    Section out{.value = std::move(value)};
    if (name.ends_with('*')) {
        out.extended = true;
        name.remove_suffix(1);
    }
    if (auto const star = name.find('*'); star != name.npos) {
        out.number = std::max(number_in<int>(name.substr(star + 1)).value_or(-1), -1);
        name = name.substr(0, star);
    }
    out.name = lower(name);
    return out;
}

class ParameterReader {
public:
    explicit ParameterReader(std::string_view line) : line_(line) {}

    std::string value() {
        auto const end = std::min(line_.find(';'), line_.size());
        auto out = lower(trimmed(line_.substr(0, end)));
        at_ = end;
        return out.substr(0, out.find_first_of(" \t("));
    }

    std::optional<Section> next() {
        while (at_ < line_.size() && (line_[at_] == ';' || is_blank(line_[at_]))) ++at_;
        if (at_ >= line_.size()) return std::nullopt;
        auto const end = std::min(line_.find_first_of("=;", at_), line_.size());
        auto const name = trimmed(line_.substr(at_, end - at_));
        at_ = end;
        if (at_ >= line_.size() || line_[at_] == ';') return section_of(name, {});
        ++at_;
        while (at_ < line_.size() && is_blank(line_[at_])) ++at_;
        return section_of(name, at_ < line_.size() && line_[at_] == '"' ? quoted() : plain());
    }

private:
    std::string quoted() {
        std::string out;
        for (++at_; at_ < line_.size() && line_[at_] != '"'; ++at_) {
            if (line_[at_] == '\\' && at_ + 1 < line_.size() && (line_[at_ + 1] == '"' || line_[at_ + 1] == '\\')) ++at_;
            out.push_back(line_[at_]);
        }
        at_ = std::min(line_.find(';', at_), line_.size());
        return out;
    }

    // Names with spaces in them come unquoted, too.
    std::string plain() {
        auto const end = std::min(line_.find(';', at_), line_.size());
        std::string out{trimmed(line_.substr(at_, end - at_))};
        at_ = end;
        return out;
    }

    std::string_view line_;
    std::size_t at_ = 0;
};

// "charset'language'text" with its percents undone.
std::string extended_value(std::vector<Section> const& sections) {
    std::string charset, bytes;
    for (std::size_t i = 0; i < sections.size(); ++i) {
        std::string_view value = sections[i].value;
        if (i == 0 && sections[i].extended) {
            auto const first = value.find('\''), second = first == value.npos ? first : value.find('\'', first + 1);
            if (second != value.npos) {
                charset = value.substr(0, first);
                value.remove_prefix(second + 1);
            }
        }
        bytes += sections[i].extended ? from_hex(value, '%') : std::string(value);
    }
    return to_utf8(bytes, charset);
}

}  // namespace

bool same_word(std::string_view left, std::string_view right) {
    return std::ranges::equal(
        left, right, {}, [](unsigned char c) { return std::tolower(c); }, [](unsigned char c) { return std::tolower(c); });
}

std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return out;
}

std::string_view line_at(std::string_view text, std::size_t at) {
    return text.substr(at, std::min(text.find('\n', at), text.size() - 1) + 1 - at);
}

std::string_view Head::first(std::string_view name) const {
    auto const found = std::ranges::find_if(fields, [&](Field const& each) { return same_word(each.name, name); });
    return found == fields.end() ? std::string_view{} : found->value;
}

std::vector<std::string_view> Head::all(std::string_view name) const {
    std::vector<std::string_view> out;
    for (auto const& each : fields)
        if (same_word(each.name, name)) out.push_back(each.value);
    return out;
}

bool Head::has(std::string_view name) const {
    return std::ranges::any_of(fields, [&](Field const& each) { return same_word(each.name, name); });
}

Head read_head(std::string_view raw) {
    Head out;
    std::size_t value_begin = 0;
    bool open = false;
    auto const finish = [&](std::size_t end) {
        if (open) out.fields.back().value = trimmed(raw.substr(value_begin, end - value_begin));
        open = false;
    };
    auto const next_is = [&](std::size_t at, auto const& kind) { return at < raw.size() && kind(field_name(line_at(raw, at))); };
    // Behind a line of blanks: another field, or the empty line that ends them all.
    auto const goes_on = [&](std::size_t at) {
        return at < raw.size() && (trimmed(line_at(raw, at)).empty() || !field_name(line_at(raw, at)).empty());
    };
    std::size_t at = 0;
    while (at < raw.size()) {
        auto const line = line_at(raw, at);
        auto const next = at + line.size();
        auto const words = trimmed(line);
        if (auto const name = field_name(line); !name.empty()) {
            finish(at);
            if (out.fields.size() < fields_read) {
                out.fields.push_back({name, {}});
                value_begin = at + line.find(':') + 1;
                open = true;
            } else {
                out.cut = true;
            }
        } else if (words.empty() && !(is_fold(line) && goes_on(next))) {
            finish(at);
            at = next;
            break;
        } else if (!words.empty() && !is_fold(line) && !is_postmark(line) &&
                   (line.starts_with("--") || !next_is(next, is_known))) {
            finish(at);  // somebody forgot the empty line
            break;
        }
        at = next;
    }
    finish(at);
    out.size = at;
    return out;
}

std::string decoded_words(std::string_view value) {
    return one_line(with_words_decoded(to_utf8(unfolded(value), {})));
}

std::vector<Mailbox> read_mailboxes(std::string_view value, std::size_t most) {
    return MailboxReader{to_utf8(unfolded(value), {}), most}.read();
}

std::vector<std::string> read_ids(std::string_view value, std::size_t most) {
    std::vector<std::string> out;
    auto const add = [&](std::string_view text) {
        std::string id;
        for (char c : text)
            if (c > 32 && c < 127 && c != '<' && c != '>') id.push_back(c);
        if (!id.empty() && id.size() <= id_bytes) out.push_back(std::move(id));
    };
    auto const line = unfolded(value);
    std::string_view left = line;
    for (auto open = left.find('<'); open != left.npos && out.size() < most; open = left.find('<')) {
        left.remove_prefix(open + 1);
        auto const end = std::min(left.find_first_of("<>"), left.size());
        add(left.substr(0, end));
        left.remove_prefix(end);
    }
    // Without brackets: each word with an @ is one, or the only one.
    if (out.empty() && !line.contains('<')) {
        for (std::size_t at = 0; at < line.size() && out.size() < most;) {
            auto const end = std::min(line.find_first_of(" ,", at), line.size());
            auto const word = std::string_view{line}.substr(at, end - at);
            if (word.contains('@') || word.size() == trimmed(line).size()) add(word);
            at = end + 1;
        }
    }
    return out;
}

std::string Parameters::get(std::string const& name) const {
    auto const found = named.find(name);
    return found == named.end() ? std::string{} : found->second;
}

Parameters read_parameters(std::string_view value) {
    // Raw bytes of a name are read once, whole: a GB18030 character may hold what looks like a quote's end.
    auto const line = to_utf8(unfolded(value), {});
    ParameterReader reader{line};
    Parameters out{.value = reader.value(), .named = {}};
    std::map<std::string, std::vector<Section>> split;
    for (std::size_t i = 0; i < parameters_read; ++i) {
        auto section = reader.next();
        if (!section) break;
        if (section->name.empty()) continue;
        if (section->extended || section->number >= 0)
            split[section->name].push_back(std::move(*section));
        else
            out.named.try_emplace(section->name, one_line(with_words_decoded(section->value)));
    }
    for (auto& [name, sections] : split) {
        std::ranges::sort(sections, {}, &Section::number);
        // A name given whole beats one in pieces.
        if (sections.front().number < 0) sections.resize(1);
        out.named[name] = one_line(extended_value(sections));
    }
    return out;
}

}  // namespace ombud::mail
