#include "official/html_links.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

namespace ombud::official {

namespace {

constexpr std::size_t links_read = 1'000, text_bytes = 1024 * 1024, link_text_bytes = 1'024, target_bytes = 4'096,
                      named_bytes = 4 * target_bytes;
constexpr std::string_view unread = "…";  // for an address without end

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c;
}
bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}
bool is_letter(char c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
}

void append_utf8(std::string& out, std::uint32_t c) {
    if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) c = 0xfffd;
    if (c < 0x80) {
        out += char(c);
    } else if (c < 0x800) {
        out += {char(0xc0 | (c >> 6)), char(0x80 | (c & 0x3f))};
    } else if (c < 0x10000) {
        out += {char(0xe0 | (c >> 12)), char(0x80 | ((c >> 6) & 0x3f)), char(0x80 | (c & 0x3f))};
    } else {
        out += {char(0xf0 | (c >> 18)), char(0x80 | ((c >> 12) & 0x3f)), char(0x80 | ((c >> 6) & 0x3f)), char(0x80 | (c & 0x3f))};
    }
}

// "&#x2e;" and the named ones that can stand in a link. Gives how long it was, 0 for none.
std::size_t append_entity(std::string_view from, std::string& out) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 16> named{{{"amp", "&"},
                                                                                   {"lt", "<"},
                                                                                   {"gt", ">"},
                                                                                   {"quot", "\""},
                                                                                   {"apos", "'"},
                                                                                   {"nbsp", " "},
                                                                                   {"colon", ":"},
                                                                                   {"sol", "/"},
                                                                                   {"bsol", "\\"},
                                                                                   {"period", "."},
                                                                                   {"commat", "@"},
                                                                                   {"num", "#"},
                                                                                   {"quest", "?"},
                                                                                   {"Tab", ""},
                                                                                   {"NewLine", ""},
                                                                                   {"shy", ""}}};
    if (from.size() > 2 && from[1] == '#') {
        bool const hex = lower(from[2]) == 'x';
        std::size_t const begin = hex ? 3 : 2;
        auto const limited = from.substr(0, 12);
        std::uint32_t value = 0;
        auto const [stop, error] = std::from_chars(limited.data() + std::min(begin, limited.size()),
                                                   limited.data() + limited.size(), value, hex ? 16 : 10);
        if (error != std::errc{}) return 0;
        append_utf8(out, value);
        auto const length = std::size_t(stop - limited.data());
        return length + (length < from.size() && from[length] == ';' ? 1 : 0);
    }
    for (auto const& [name, value] : named)
        if (from.substr(1).starts_with(name) && from.substr(1 + name.size()).starts_with(';')) {
            out += value;
            return name.size() + 2;
        }
    return 0;
}

std::string unescaped(std::string_view text, std::size_t most) {
    std::string out;
    for (std::size_t at = 0; at < text.size() && out.size() < most;) {
        auto const length = text[at] == '&' ? append_entity(text.substr(at), out) : 0;
        if (length == 0) out += text[at];
        at += std::max<std::size_t>(length, 1);
    }
    return out;
}

// Of an attribute whose name ends at `at`; afterwards that is behind the value.
std::string_view read_value(std::string_view html, std::size_t& at) {
    while (at < html.size() && is_space(html[at])) ++at;
    if (at >= html.size() || html[at] != '=') return {};
    ++at;
    while (at < html.size() && is_space(html[at])) ++at;
    if (at >= html.size()) return {};
    char const quote = html[at];
    if (quote == '"' || quote == '\'') {
        auto const begin = ++at;
        auto const end = std::min(html.find(quote, begin), html.size());
        at = std::min(end + 1, html.size());
        return html.substr(begin, end - begin);
    }
    auto const begin = at;
    while (at < html.size() && !is_space(html[at]) && html[at] != '>') ++at;
    return html.substr(begin, at - begin);
}

// A page that sends its reader on says so in "http-equiv"; what else stands there is harmless.
bool is_harmless(std::string_view attribute, std::string_view value) {
    return attribute == "http-equiv" && (std::ranges::equal(value, std::string_view("content-type"), {}, lower) ||
                                         std::ranges::equal(value, std::string_view("x-ua-compatible"), {}, lower));
}

std::vector<std::string> addresses_named(std::string_view html) {
    constexpr std::array<std::string_view, 8> attributes{"href", "xlink:href", "action",     "formaction",
                                                         "src",  "srcset",     "background", "http-equiv"};
    constexpr std::string_view before = " \t\r\n\f/\"'";
    std::string small{html};
    std::ranges::transform(small, small.begin(), lower);
    std::vector<std::string> out;
    for (auto const attribute : attributes)
        for (auto at = small.find(attribute); at != small.npos && out.size() < links_read; at = small.find(attribute, at + 1)) {
            if (at == 0 || !before.contains(html[at - 1])) continue;
            auto const behind = html.substr(at + attribute.size());
            auto const near = behind.substr(0, named_bytes);
            std::size_t end = 0;
            auto const value = read_value(near, end);
            if (end == near.size() && near.size() < behind.size())
                out.emplace_back(unread);
            else if (!value.empty() && !is_harmless(attribute, value))
                out.push_back(unescaped(value, target_bytes));
        }
    return out;
}

class Scanner {
public:
    explicit Scanner(std::string_view html) : html_(html) {}

    HtmlWords read() {
        while (at_ < html_.size()) {
            if (html_[at_] == '<' && read_markup()) continue;
            read_text();
        }
        close_link();
        return std::move(out_);
    }

private:
    // Behind the tag or comment, true; false: the "<" is text.
    bool read_markup() {
        auto const left = html_.substr(at_);
        if (left.starts_with("<!--")) {
            at_ += end_of_comment(left);
            return true;
        }
        if (left.starts_with("<!") || left.starts_with("<?")) {
            at_ = std::min(html_.find('>', at_), html_.size() - 1) + 1;
            return true;
        }
        bool const closes = left.starts_with("</");
        auto const begin = at_ + (closes ? 2 : 1);
        if (begin >= html_.size() || !is_letter(html_[begin])) return false;
        at_ = begin;
        auto const name = read_name();
        auto const target = read_attributes(name == "form" ? "action" : "href");
        if (name == "a" || name == "area") close_link();
        add_text(" ");  // "<b>Hello</b><p>world" is two words
        if (name == "a" || name == "area") {
            if (!closes && target) open_link(*target);
        } else if (name == "form" && target && out_.links.size() < links_read) {
            out_.links.push_back({unescaped(*target, target_bytes), {}});
        } else if (!closes && (name == "script" || name == "style" || name == "textarea" || name == "title")) {
            skip_to_end_of(name);
        }
        return true;
    }

    // "<!-->" is a whole one.
    static std::size_t end_of_comment(std::string_view comment) {
        for (auto at = comment.find("--", 2); at != comment.npos; at = comment.find("--", at + 1)) {
            auto const behind = comment.substr(at + 2);
            if (behind.starts_with('>')) return at + 3;
            if (at >= 4 && behind.starts_with("!>")) return at + 4;
        }
        return comment.size();
    }

    std::string read_name() {
        std::string name;
        for (; at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '>' && html_[at_] != '/'; ++at_)
            if (name.size() < 16) name += lower(html_[at_]);
        return name;
    }

    // Of the wanted attribute, the first time that it stands there.
    std::optional<std::string_view> read_attributes(std::string_view wanted) {
        std::optional<std::string_view> found;
        while (at_ < html_.size()) {
            while (at_ < html_.size() && (is_space(html_[at_]) || html_[at_] == '/')) ++at_;
            if (at_ >= html_.size()) break;
            if (html_[at_] == '>') {
                ++at_;
                break;
            }
            auto const begin = at_;
            ++at_;  // a name may begin with "="
            while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '>' && html_[at_] != '/' && html_[at_] != '=')
                ++at_;
            auto const name = html_.substr(begin, at_ - begin);
            auto const value = read_value();
            if (!found && std::ranges::equal(name, wanted, {}, lower)) found = value;
        }
        return found;
    }

    std::string_view read_value() { return official::read_value(html_, at_); }

    void skip_to_end_of(std::string const& name) {
        for (auto end = html_.find("</", at_); end != html_.npos; end = html_.find("</", end + 2))
            if (std::ranges::equal(html_.substr(end + 2, name.size()), name, {}, lower)) {
                at_ = end;
                return;
            }
        at_ = html_.size();
    }

    void read_text() {
        auto const end = std::min(html_.find('<', at_ + 1), html_.size());
        add_text(unescaped(html_.substr(at_, end - at_), text_bytes));
        at_ = end;
    }

    void add_text(std::string_view text) {
        if (out_.text.size() < text_bytes) out_.text.append(text.substr(0, text_bytes - out_.text.size()));
        if (open_ && open_->text.size() < link_text_bytes)
            open_->text.append(text.substr(0, link_text_bytes - open_->text.size()));
    }
    void open_link(std::string_view target) { open_ = HtmlLink{unescaped(target, target_bytes), {}}; }
    void close_link() {
        if (open_ && out_.links.size() < links_read) out_.links.push_back(std::move(*open_));
        open_.reset();
    }

    std::string_view html_;
    std::size_t at_ = 0;
    HtmlWords out_;
    std::optional<HtmlLink> open_;
};

}  // namespace

HtmlWords read_html(std::string_view html) {
    auto out = Scanner{html}.read();
    out.named = addresses_named(html);
    return out;
}

}  // namespace ombud::official
