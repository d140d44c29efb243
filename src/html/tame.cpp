#include "html/tame.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

#include "core/limits.hpp"
#include "html/tags.hpp"

namespace ombud::html {

namespace {

constexpr std::size_t attributes_kept = 8, attribute_bytes = 4 * limits::kibibyte;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? char(c + 32) : c;
}
bool is_letter(char c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
}
bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

struct Attribute {
    std::string name;
    std::string_view value;  // as written
};

struct Markup {
    std::string name;
    bool closes{};
    std::vector<Attribute> attributes;
};

bool is_kept(std::string_view name) {
    static constexpr std::array<std::string_view, 11> names{"href",   "src",     "data-cid", "alt", "title", "width",
                                                            "height", "colspan", "rowspan",  "dir", "start"};
    return std::ranges::find(names, name) != names.end();
}

// What it sees, in order: markup(Markup) and text(string_view), the latter with its entities unless it is `raw`.
template <class Sink>
class Reader {
public:
    Reader(std::string_view html, Sink& sink) : html_(html), sink_(sink) {}

    void read() {
        while (at_ < html_.size() && !sink_.is_full()) {
            auto const open = std::min(html_.find('<', at_), html_.size());
            if (open > at_) sink_.text(html_.substr(at_, open - at_), false);
            at_ = open;
            if (at_ < html_.size()) read_markup();
        }
    }

private:
    void read_markup() {
        auto const left = html_.substr(at_);
        bool const closes = left.starts_with("</");
        auto const begin = at_ + (closes ? 2 : 1);
        if (left.starts_with("<!--")) {
            skip_comment();
        } else if (begin < html_.size() && is_letter(html_[begin])) {
            at_ = begin;
            read_tag(closes);
        } else if (left.starts_with("<!") || left.starts_with("<?") || (closes && begin < html_.size())) {
            at_ = std::min(html_.find('>', at_), html_.size() - 1) + 1;
        } else {
            sink_.text("<", true);
            ++at_;
        }
    }

    // "<!-->" and "<!--->" are comments, too, and "--!>" ends one.
    void skip_comment() {
        if (html_.substr(at_ + 4).starts_with('>') || html_.substr(at_ + 4).starts_with("->")) {
            at_ = html_.find('>', at_) + 1;
            return;
        }
        for (auto end = html_.find("--", at_ + 4); end != html_.npos; end = html_.find("--", end + 1)) {
            auto const rest = html_.substr(end + 2);
            if (!rest.starts_with('>') && !rest.starts_with("!>")) continue;
            at_ = end + (rest.starts_with('>') ? 3 : 4);
            return;
        }
        at_ = html_.size();
    }

    void read_tag(bool closes) {
        Markup markup{.name = read_name(), .closes = closes, .attributes = {}};
        if (!read_attributes(markup)) return;  // never ended: no tag
        auto const fate = tag_of(markup.name).fate;
        if (fate == Fate::keep) {
            sink_.markup(markup);
        } else if (!closes && fate != Fate::drop) {
            auto const end = markup.name == "plaintext" ? html_.size() : end_of(markup.name);
            if (fate == Fate::words) {
                sink_.line();
                sink_.text(html_.substr(at_, end - at_), true);
                sink_.line();
            }
            at_ = end;
        }
    }

    std::string read_name() {
        auto const begin = at_;
        while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '/' && html_[at_] != '>') ++at_;
        std::string out{html_.substr(begin, std::min<std::size_t>(at_ - begin, 40))};
        std::ranges::transform(out, out.begin(), lower);
        return out;
    }

    // Behind ">", true; false when the text ended before.
    bool read_attributes(Markup& markup) {
        while (at_ < html_.size()) {
            char const c = html_[at_];
            if (c == '>') {
                ++at_;
                return true;
            }
            if (is_space(c) || c == '/')
                ++at_;
            else
                read_attribute(markup);
        }
        return false;
    }

    void read_attribute(Markup& markup) {
        auto const begin = at_++;  // an "=" in front is part of the name
        while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '/' && html_[at_] != '>' && html_[at_] != '=') ++at_;
        std::string name{html_.substr(begin, std::min<std::size_t>(at_ - begin, 20))};
        std::ranges::transform(name, name.begin(), lower);
        skip_space();
        std::string_view value;
        if (at_ < html_.size() && html_[at_] == '=') {
            ++at_;
            skip_space();
            value = read_value();
        }
        bool const again = std::ranges::find(markup.attributes, name, &Attribute::name) != markup.attributes.end();
        if (is_kept(name) && !again && markup.attributes.size() < attributes_kept)
            markup.attributes.push_back({std::move(name), value.substr(0, attribute_bytes)});
    }

    std::string_view read_value() {
        if (at_ >= html_.size()) return {};
        char const quote = html_[at_];
        if (quote != '"' && quote != '\'') {
            auto const begin = at_;
            while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '>') ++at_;
            return html_.substr(begin, at_ - begin);
        }
        auto const begin = ++at_;
        at_ = std::min(html_.find(quote, begin), html_.size());
        auto const value = html_.substr(begin, at_ - begin);
        if (at_ < html_.size()) ++at_;
        return value;
    }

    void skip_space() {
        while (at_ < html_.size() && is_space(html_[at_])) ++at_;
    }

    // Where "</name" begins, or the end: there is none behind it either, so this is not asked again.
    [[nodiscard]] std::size_t end_of(std::string_view name) const {
        for (auto at = html_.find("</", at_); at != html_.npos; at = html_.find("</", at + 2)) {
            auto const tag = html_.substr(at + 2, name.size() + 1);
            if (tag.size() > name.size() && std::ranges::equal(tag.substr(0, name.size()), name, {}, lower) &&
                (is_space(tag.back()) || tag.back() == '/' || tag.back() == '>'))
                return at;
        }
        return html_.size();
    }

    std::string_view html_;
    Sink& sink_;
    std::size_t at_ = 0;
};

// Writes it down again.
class Writer {
public:
    void text(std::string_view text, bool raw) {
        for (char c : text) {
            if (c == '<')
                out_ += "&lt;";
            else if (raw && c == '&')
                out_ += "&amp;";
            else if (c != '\0')
                out_.push_back(c);
        }
    }

    void line() { out_ += "<br>"; }

    void markup(Markup const& markup) {
        auto const& tag = tag_of(markup.name);
        if (++tags_ > limits::html_tags) return;
        if (markup.closes) {
            leave(tag);
            out_.append("</").append(tag.name).push_back('>');
            return;
        }
        enter(tag);
        out_.append("<").append(tag.name);
        for (auto const& [name, value] : markup.attributes) {
            out_.append(" ").append(name).append("=\"");
            for (char c : value) {
                if (c == '"')
                    out_ += "&quot;";
                else if (c != '\0')
                    out_.push_back(c);
            }
            out_.push_back('"');
        }
        out_.push_back('>');
    }

    [[nodiscard]] bool is_full() const { return tags_ > limits::html_tags || deepest_ > limits::html_depth; }
    std::string out() { return std::move(out_); }

private:
    // Deeper than a parser would say, never much less: elements whose end is left out cannot stand in each other without a table
    // or list between them, which counts.
    void enter(Tag const& tag) {
        if (tag.empty || tag.closed_by_next) return;
        ++open_[tag.name];
        deepest_ = std::max(deepest_, ++depth_);
    }

    void leave(Tag const& tag) {
        auto& open = open_[tag.name];
        if (open == 0) return;
        --open;
        --depth_;
    }

    std::string out_;
    std::unordered_map<std::string_view, std::size_t> open_;
    std::size_t tags_ = 0, depth_ = 0, deepest_ = 0;
};

// Keeps the words.
class Words {
public:
    explicit Words(std::size_t most) : most_(most) {}

    void text(std::string_view text, bool) {
        for (char c : text)
            if (c != '\0' && out_.size() < most_) out_.push_back(c);
    }
    void line() {
        if (!out_.empty() && out_.back() != '\n') out_.push_back('\n');
    }
    void markup(Markup const& markup) {
        if (tag_of(markup.name).block || markup.name == "br") line();
    }
    [[nodiscard]] bool is_full() const { return out_.size() >= most_; }
    std::string out() { return std::move(out_); }

private:
    std::size_t most_;
    std::string out_;
};

}  // namespace

std::optional<std::string> tamed(std::string_view html) {
    Writer writer;
    Reader{html, writer}.read();
    if (writer.is_full()) return std::nullopt;
    return writer.out();
}

std::string words_of(std::string_view html, std::size_t most) {
    Words words{most};
    Reader{html, words}.read();
    return words.out();
}

}  // namespace ombud::html
