#include "mail/parts.hpp"

#include <algorithm>

#include "mail/gmime.hpp"

namespace ombud::mail {

namespace {

constexpr std::size_t parts_read = 1'000, depth_read = 30;

std::string_view without_blanks_behind(std::string_view line) {
    auto const last = line.find_last_not_of(" \t\r\n");
    return last == line.npos ? std::string_view{} : line.substr(0, last + 1);
}

class Splitter {
public:
    explicit Splitter(std::string_view raw) : raw_(raw) {}

    Parts read() {
        at_ = begin_part(0);
        while (at_ < raw_.size() && !full_) {
            auto const line = line_at(raw_, at_);
            if (line.starts_with("--") && read_boundary(without_blanks_behind(line).substr(2))) continue;
            at_ += line.size();
        }
        close_until(0, raw_.size());
        for (auto& part : out_.all)
            if (part.type.value.starts_with("multipart/") && part.children == 0) part.type.value = "text/plain";
        return std::move(out_);
    }

private:
    struct Open {
        int part;
        std::size_t begin;
        std::string boundary;  // empty: none was named, the first line that could be one is
    };

    // Gives where its content begins.
    std::size_t begin_part(std::size_t at) {
        auto const number = int(out_.all.size());
        auto& part = out_.all.emplace_back();
        part.head = read_head(raw_.substr(at));
        part.type = read_parameters(part.head.first("Content-Type"));
        part.disposition = read_parameters(part.head.first("Content-Disposition"));
        auto const content = at + part.head.size;
        if (!open_.empty()) {
            part.parent = open_.back().part;
            auto& holder = out_.all[std::size_t(part.parent)];
            ++holder.children;
            if (part.type.value.empty() && holder.type.value == "multipart/digest") part.type.value = "message/rfc822";
        }
        auto& type = part.type.value;
        if (!type.contains('/')) type = "text/plain";
        bool const holds = type.starts_with("multipart/");
        if (holds && open_.size() < depth_read) {
            open_.push_back({.part = number, .begin = content, .boundary = part.type.get("boundary")});
            current_ = -1;
        } else {
            if (holds) {
                type = "application/octet-stream";
                out_.cut = true;
            }
            current_ = number;
            begin_ = content;
        }
        return content;
    }

    // Whether the line parts something; then at_ is behind it.
    bool read_boundary(std::string_view name) {
        if (!open_.empty() && open_.back().boundary.empty()) open_.back().boundary = name;
        for (auto i = open_.size(); i-- > 0;) {
            auto const& boundary = open_[i].boundary;
            if (!name.starts_with(boundary) || boundary.empty()) continue;
            auto const rest = name.substr(boundary.size());
            if (!rest.empty() && rest != "--") continue;
            cross(i, rest == "--");
            return true;
        }
        return false;
    }

    void cross(std::size_t level, bool last) {
        finish_current(at_);
        close_until(level + (last ? 0 : 1), at_);
        auto const next = at_ + line_at(raw_, at_).size();
        if (last) {
            at_ = next;
        } else if (out_.all.size() >= parts_read) {
            out_.cut = full_ = true;
        } else {
            at_ = begin_part(next);
        }
    }

    // The line end before a boundary belongs to the boundary.
    [[nodiscard]] std::string_view between(std::size_t begin, std::size_t end) const {
        if (end > begin && end < raw_.size() && raw_[end - 1] == '\n') --end;
        if (end > begin && end < raw_.size() && raw_[end - 1] == '\r') --end;
        return raw_.substr(begin, end - begin);
    }

    void finish_current(std::size_t end) {
        if (current_ >= 0) out_.all[std::size_t(current_)].content = between(begin_, std::max(begin_, end));
        current_ = -1;
    }

    void close_until(std::size_t level, std::size_t end) {
        finish_current(end);
        for (; open_.size() > level; open_.pop_back())
            out_.all[std::size_t(open_.back().part)].content = between(open_.back().begin, std::max(open_.back().begin, end));
    }

    std::string_view raw_;
    std::size_t at_ = 0, begin_ = 0;
    int current_ = -1;
    bool full_ = false;
    std::vector<Open> open_;
    Parts out_;
};

bool is_base64(std::string_view line) {
    return std::ranges::all_of(without_blanks_behind(line), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
    });
}

// How much of it is base64: nothing of what is only called so, and not the footer that a list put behind an empty line.
std::size_t base64_bytes(std::string_view content) {
    bool empty_line = true;
    for (std::size_t at = 0; at < content.size();) {
        auto const line = line_at(content, at);
        if (empty_line && !is_base64(line)) return at;
        empty_line = without_blanks_behind(line).empty();
        at += line.size();
    }
    return content.size();
}

std::string decoded(std::string_view content, GMimeContentEncoding encoding) {
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, encoding);
    std::string out(g_mime_encoding_outlen(&state, content.size()), '\0');
    out.resize(g_mime_encoding_flush(&state, content.data(), content.size(), out.data()));
    return out;
}

}  // namespace

Parts take_apart(std::string_view raw) {
    return Splitter{raw}.read();
}

std::string decoded(Part const& part) {
    auto const name = lower(part.head.first("Content-Transfer-Encoding"));
    if (name.starts_with("quoted-printable")) return decoded(part.content, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    if (!name.starts_with("base64")) return std::string(part.content);
    bool const words = part.type.value.starts_with("text/");
    auto const size = words ? base64_bytes(part.content) : part.content.size();
    auto out = decoded(part.content.substr(0, size), GMIME_CONTENT_ENCODING_BASE64);
    if (size > 0 && size < part.content.size()) out += "\r\n\r\n";
    return out.append(part.content.substr(size));
}

}  // namespace ombud::mail
