#include "mail/folded.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "mail/header.hpp"

namespace ombud::mail {

namespace {

constexpr std::size_t attribution_lines = 4, attribution_bytes = 400, block_lines = 8, short_line = 120;

std::string_view trimmed(std::string_view line) {
    constexpr std::string_view blanks = " \t\r\n";
    auto const first = line.find_first_not_of(blanks);
    if (first == line.npos) return {};
    return line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

bool starts_any(std::string_view text, auto const& heads) {
    return std::ranges::any_of(heads, [&](std::string_view head) { return text.starts_with(head); });
}

bool ends_any(std::string_view text, auto const& ends) {
    return std::ranges::any_of(ends, [&](std::string_view end) { return text.ends_with(end); });
}

bool is_quoted(std::string_view line) {
    return trimmed(line).starts_with('>');
}

// "-----Original Message-----", "------------------ 原始邮件 ------------------": dashes around words that mean so.
bool is_separator(std::string_view line) {
    constexpr std::string_view frame = "-_=*— \t";
    static constexpr std::array<std::string_view, 12> words{
        "original message", "original email", "reply message", "replied message", "原始邮件", "原邮件",
        "回复的原邮件",     "邮件原件",       "原始郵件",      "原郵件",          "回复邮件", "original"};
    auto const text = trimmed(line);
    if (text.size() > short_line || !(text.starts_with("--") || text.starts_with("==") || text.starts_with("__"))) return false;
    std::string inner = lower(text);
    for (std::string_view const blank : {"&nbsp;", "\xc2\xa0"})  // QQ leaves them in
        for (auto at = inner.find(blank); at != inner.npos; at = inner.find(blank, at)) inner.replace(at, blank.size(), " ");
    auto const first = inner.find_first_not_of(frame);
    if (first == inner.npos || !text.ends_with(text.substr(0, 2))) return false;
    inner = inner.substr(first, inner.find_last_not_of(frame) - first + 1);
    return std::ranges::find(words, inner) != words.end();
}

// "---------- Forwarded message ---------", "开始转发邮件：": what follows is sent on.
bool is_forward(std::string_view line) {
    auto const text = lower(trimmed(line));
    bool const framed = text.starts_with("--") || text.ends_with(':') || text.ends_with("：");
    return framed && text.size() <= short_line &&
           (text.contains("forwarded message") || text.contains("转发") || text.contains("轉寄"));
}

enum class Label { none, from, other };

// "发件人：", "*From:*", "Sent:", as mail programs copy a header above what they quote.
Label label_of(std::string_view line) {
    static constexpr std::array<std::string_view, 7> from{"from", "发件人", "寄件者", "寄件人", "發件人", "差出人", "von"};
    static constexpr std::array<std::string_view, 26> other{
        "sent",   "date",   "to",       "cc",   "subject",  "发送时间", "发送日期", "发件日期", "日期",
        "时间",   "收件人", "抄送",     "主题", "傳送日期", "寄件日期", "收件者",   "副本",     "主旨",
        "收件人", "時間",   "發送時間", "主題", "件名",     "送信日時", "宛先",     "抄送人"};
    auto text = trimmed(line);
    while (!text.empty() && (text.front() == '*' || text.front() == ' ')) text.remove_prefix(1);
    auto const colon = std::min(text.find(':'), text.find("："));
    if (colon > 30) return Label::none;
    auto name = lower(trimmed(text.substr(0, colon)));
    std::erase_if(name, [](char c) { return c == '*' || c == ' '; });
    if (std::ranges::find(from, name) != from.end()) return Label::from;
    return std::ranges::find(other, name) != other.end() ? Label::other : Label::none;
}

bool has_digit(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "On Tue, 3 Jun 2025 at 10:00, Li <li@example.com> wrote:" and "在 2025年6月3日，李 写道："; it may be broken into lines.
bool is_attribution(std::string_view text) {
    static constexpr std::array<std::string_view, 7> ends{"wrote:", "写道：", "写道:", "寫道：", "寫道:", "写到：", "寫："};
    static constexpr std::array<std::string_view, 9> begins{"On ", "At ", "在", "于", "於", "2", "1", "\"", "<"};
    static constexpr std::array<std::string_view, 2> chinese{"道：", "道:"};
    if (!ends_any(text, ends)) return false;
    bool const address = text.contains('@');
    return has_digit(text) && (starts_any(text, begins) || address || ends_any(text, chinese));
}

// A line that a mail program adds, or that says who writes from which telephone.
bool is_mobile_signature(std::string_view line) {
    static constexpr std::array<std::string_view, 16> begins{"sent from my ",
                                                             "sent from mail for ",
                                                             "sent from outlook",
                                                             "sent from yahoo",
                                                             "sent with proton",
                                                             "get outlook for ",
                                                             "发自我的",
                                                             "发自 我的",
                                                             "从我的",
                                                             "來自我的",
                                                             "来自我的",
                                                             "發自我的",
                                                             "发送自 windows",
                                                             "发自网易邮箱",
                                                             "從我的",
                                                             "傳送自我的"};
    auto const text = lower(trimmed(line));
    return text.size() <= short_line && starts_any(text, begins) && !text.contains("？") && !text.contains("。");
}

bool is_signature_mark(std::string_view line) {
    auto const text = line.substr(0, line.find_last_not_of("\r\n") + 1);
    return text == "-- " || text == "--";
}

class Folder {
public:
    explicit Folder(std::string_view text) : text_(text) {
        for (std::size_t at = 0; at < text.size(); at += lines_.back().size()) lines_.push_back(line_at(text, at));
    }

    std::vector<Stretch> fold() {
        while (line_ < lines_.size()) read_line();
        return std::move(out_);
    }

private:
    void read_line() {
        auto const line = lines_[line_];
        if (!out_.empty() && trimmed(line).empty()) {
            add(out_.back().kind, 1);
        } else if (begins_history()) {
            add(StretchKind::quoted, lines_.size() - line_);
        } else if (auto const lines = attribution(); lines > 0) {
            auto const behind = next_with_words(line_ + lines);
            bool const marked = behind < lines_.size() && is_quoted(lines_[behind]);
            add(StretchKind::quoted, marked ? behind - line_ : lines_.size() - line_);
        } else if (is_quoted(line)) {
            add_quoted();
        } else if (is_signature_mark(line) && next_with_words(line_ + 1) < lines_.size()) {
            in_signature_ = true;
            add(StretchKind::signature, 1);
        } else if (is_mobile_signature(line)) {
            add(StretchKind::signature, 1);
        } else {
            add(in_signature_ ? StretchKind::signature : StretchKind::words, 1);
        }
    }

    // Empty lines within it are part of it.
    void add_quoted() {
        auto end = line_ + 1;
        for (;;) {
            auto const next = next_with_words(end);
            if (next == lines_.size() || !is_quoted(lines_[next])) break;
            end = next + 1;
        }
        in_signature_ = false;
        add(StretchKind::quoted, end - line_);
    }

    // From here on everything is what was written before.
    [[nodiscard]] bool begins_history() {
        auto const line = lines_[line_];
        if (is_forward(line)) forward_until_ = line_ + block_lines;
        if (line_ < forward_until_) return false;
        if (is_separator(line)) return true;
        bool const rule = trimmed(line).size() >= 5 && trimmed(line).find_first_not_of("_-") == std::string_view::npos;
        if (rule) {
            auto const next = next_with_words(line_ + 1);
            return next <= line_ + 2 && begins_block(next) && has_words();
        }
        return begins_block(line_) && has_words();
    }

    // "From:" and at least two of "Sent:", "To:", "Subject:" right behind it.
    [[nodiscard]] bool begins_block(std::size_t at) const {
        if (at >= lines_.size()) return false;
        auto const first = label_of(lines_[at]);
        if (first == Label::none) return false;
        bool from = first == Label::from;
        int others = from ? 0 : 1;
        for (auto i = at + 1; i < std::min(lines_.size(), at + block_lines); ++i) {
            auto const label = label_of(lines_[i]);
            if (label == Label::from) from = true;
            if (label == Label::other) ++others;
        }
        return from && others >= 2;
    }

    // How many lines it takes; 0: none begins here.
    [[nodiscard]] std::size_t attribution() const {
        static constexpr std::array<std::string_view, 4> begins{"On ", "At ", "在", "于"};
        std::string together;
        bool const may_go_on = starts_any(trimmed(lines_[line_]), begins);
        for (std::size_t i = 0; i < attribution_lines && line_ + i < lines_.size(); ++i) {
            auto const line = trimmed(lines_[line_ + i]);
            if (line.empty() || line.starts_with('>') || together.size() + line.size() > attribution_bytes) return 0;
            if (i > 0) together.push_back(' ');
            together += line;
            if (is_attribution(together)) return i + 1;
            if (!may_go_on) return 0;
        }
        return 0;
    }

    [[nodiscard]] std::size_t next_with_words(std::size_t at) const {
        while (at < lines_.size() && trimmed(lines_[at]).empty()) ++at;
        return at;
    }

    // A letter that is nothing but a copied header and what follows says what it says there.
    [[nodiscard]] bool has_words() const {
        return std::ranges::any_of(
            out_, [](Stretch const& each) { return each.kind == StretchKind::words && !trimmed(each.text).empty(); });
    }

    void add(StretchKind kind, std::size_t lines) {
        auto const begin = std::size_t(lines_[line_].data() - text_.data());
        line_ += lines;
        auto const end = line_ < lines_.size() ? std::size_t(lines_[line_].data() - text_.data()) : text_.size();
        if (!out_.empty() && out_.back().kind == kind)
            out_.back().text = {out_.back().text.data(), out_.back().text.size() + end - begin};
        else
            out_.push_back({kind, text_.substr(begin, end - begin)});
    }

    std::string_view text_;
    std::vector<std::string_view> lines_;
    std::size_t line_ = 0;
    std::size_t forward_until_ = 0;
    bool in_signature_ = false;
    std::vector<Stretch> out_;
};

}  // namespace

std::vector<Stretch> fold(std::string_view text) {
    return Folder{text}.fold();
}

}  // namespace ombud::mail
