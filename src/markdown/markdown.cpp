#include "markdown/markdown.hpp"

#include <algorithm>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <memory>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unordered_map>

#include "core/limits.hpp"
#include "core/markup.hpp"
#include "core/problem.hpp"
#include "markdown/source.hpp"
#include "markdown/targets.hpp"

namespace ombud::markdown {

namespace {

constexpr std::size_t id_bytes = 80;

enum class Kind {
    document,
    quote,
    list,
    item,
    code_block,
    html_block,
    paragraph,
    heading,
    rule,
    table,
    table_head,
    table_row,
    table_cell,
    text,
    soft_break,
    hard_break,
    code,
    html,
    emphasis,
    strong,
    strike,
    link,
    picture,
    other,
};

Kind kind_of(cmark_node* node) {
    static std::unordered_map<std::string_view, Kind> const kinds{{"document", Kind::document},
                                                                  {"block_quote", Kind::quote},
                                                                  {"list", Kind::list},
                                                                  {"item", Kind::item},
                                                                  {"tasklist", Kind::item},
                                                                  {"code_block", Kind::code_block},
                                                                  {"html_block", Kind::html_block},
                                                                  {"paragraph", Kind::paragraph},
                                                                  {"heading", Kind::heading},
                                                                  {"thematic_break", Kind::rule},
                                                                  {"table", Kind::table},
                                                                  {"table_header", Kind::table_head},
                                                                  {"table_row", Kind::table_row},
                                                                  {"table_cell", Kind::table_cell},
                                                                  {"text", Kind::text},
                                                                  {"softbreak", Kind::soft_break},
                                                                  {"linebreak", Kind::hard_break},
                                                                  {"code", Kind::code},
                                                                  {"html_inline", Kind::html},
                                                                  {"emph", Kind::emphasis},
                                                                  {"strong", Kind::strong},
                                                                  {"strikethrough", Kind::strike},
                                                                  {"link", Kind::link},
                                                                  {"image", Kind::picture}};
    auto const found = kinds.find(cmark_node_get_type_string(node));
    return found == kinds.end() ? Kind::other : found->second;
}

struct Free {
    void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
    void operator()(cmark_node* node) const { cmark_node_free(node); }
    void operator()(cmark_iter* iter) const { cmark_iter_free(iter); }
};
using Node = std::unique_ptr<cmark_node, Free>;
using Iterator = std::unique_ptr<cmark_iter, Free>;

Node parse(std::string const& source) {
    static bool const registered = (cmark_gfm_core_extensions_ensure_registered(), true);
    static_cast<void>(registered);
    std::unique_ptr<cmark_parser, Free> const parser{
        cmark_parser_new(CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE)};
    for (auto const* name : {"table", "strikethrough", "tasklist"})
        cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension(name));
    cmark_parser_feed(parser.get(), source.data(), source.size());
    Node document{cmark_parser_finish(parser.get())};
    cmark_consolidate_text_nodes(document.get());
    return document;
}

// What `visit` is told of each node below and with `top`: entering or leaving. Leaves are entered only.
template <class Visit>
void walk(cmark_node* top, Visit visit) {
    Iterator const iterator{cmark_iter_new(top)};
    for (;;) {
        auto const event = cmark_iter_next(iterator.get());
        if (event == CMARK_EVENT_DONE) return;
        visit(iterator.get(), cmark_iter_get_node(iterator.get()), event == CMARK_EVENT_ENTER);
    }
}

std::string owned(char const* text) {
    return text ? without_marks(text) : std::string{};
}

bool nests(Kind kind) {
    return kind == Kind::quote || kind == Kind::item;
}
bool nests_inline(Kind kind) {
    return kind == Kind::emphasis || kind == Kind::strong || kind == Kind::strike || kind == Kind::link || kind == Kind::picture;
}

void check_shape(cmark_node* document) {
    std::size_t nodes = 0, depth = 0, inline_depth = 0;
    auto const refuse = [](char const* code) { throw Problem{ProblemKind::too_large, code, "markdown"}; };
    walk(document, [&](cmark_iter*, cmark_node* node, bool entering) {
        if (entering && ++nodes > limits::markdown_nodes) refuse("markdown.too_many_parts");
        auto const kind = kind_of(node);
        if (nests(kind)) depth += entering ? 1 : std::size_t(-1);
        if (nests_inline(kind)) inline_depth += entering ? 1 : std::size_t(-1);
        if (std::max(depth, inline_depth) > limits::markdown_depth) refuse("markdown.too_deep");
    });
}

// The words below a node, a space where a line ends.
std::string words_of(cmark_node* top) {
    std::string out;
    walk(top, [&](cmark_iter*, cmark_node* node, bool entering) {
        if (!entering) return;
        auto const kind = kind_of(node);
        if (kind == Kind::text || kind == Kind::code) out += owned(cmark_node_get_literal(node));
        if (kind == Kind::soft_break || kind == Kind::hard_break) out.push_back(' ');
    });
    return out;
}

// Letters and digits of any script in lower case, everything else a dash.
std::string slug_of(std::string_view words) {
    std::string out;
    bool gap = false;
    for (std::int32_t at = 0, size = std::int32_t(words.size()); at < size && out.size() < id_bytes;) {
        UChar32 c = 0;
        U8_NEXT(reinterpret_cast<std::uint8_t const*>(words.data()), at, size, c);  // NOLINT(bugprone-inc-dec-in-conditions)
        auto const mark = c >= 0 && (U_MASK(u_charType(c)) & U_GC_M_MASK) != 0;
        if (c < 0 || (u_isalnum(c) == 0 && !mark)) {
            gap = true;
            continue;
        }
        if (gap && !out.empty()) out.push_back('-');
        gap = false;
        c = u_tolower(c);
        std::uint8_t bytes[U8_MAX_LENGTH];
        std::int32_t length = 0;
        U8_APPEND_UNSAFE(bytes, length, c);
        out.append(reinterpret_cast<char const*>(bytes), std::size_t(length));
    }
    return out.empty() ? "section" : out;
}

// As the value of href or src.
std::string escaped_target(std::string_view target) {
    std::string out;
    for (char const c : target) {
        if (c == ' ')
            out += "%20";
        else
            out.push_back(c);
    }
    return escaped_markup(out);
}

// The text's first or last character below a node; 0: there is none.
UChar32 edge_of(cmark_node* node, bool first) {
    while (node && cmark_node_first_child(node)) node = first ? cmark_node_first_child(node) : cmark_node_last_child(node);
    if (!node || kind_of(node) != Kind::text) return 0;
    auto const text = owned(cmark_node_get_literal(node));
    UChar32 c = 0;
    auto const* bytes = reinterpret_cast<std::uint8_t const*>(text.data());
    std::int32_t at = first ? 0 : std::int32_t(text.size());
    if (text.empty()) return 0;
    if (first)
        U8_NEXT(bytes, at, std::int32_t(text.size()), c);
    else
        U8_PREV(bytes, 0, at, c);
    return c;
}

// A comment stands for nobody; what follows it in the same piece does.
std::string without_comment(std::string html) {
    auto const begin = html.find_first_not_of(" \t\n");
    if (begin == html.npos || !std::string_view(html).substr(begin).starts_with("<!--")) return html;
    auto const end = html.find("-->", begin + 4);
    return end == html.npos ? std::string{} : html.substr(end + 3);
}

std::int64_t line_of(cmark_node* node) {
    return cmark_node_get_start_line(node);
}

bool is_line_break(std::string_view html) {
    return html == "<br>" || html == "<br/>" || html == "<br />";
}

class Writer {
public:
    Writer(cmark_node* document, Links const& links) : document_(document), links_(links) {}

    Rendered write() {
        find_headings();
        walk(document_, [&](cmark_iter* iterator, cmark_node* node, bool entering) { visit(iterator, node, entering); });
        auto const end = out_.text.find_last_not_of(" \n\t");
        out_.text.erase(end == std::string::npos ? 0 : end + 1);
        return std::move(out_);
    }

private:
    void find_headings() {
        std::unordered_map<std::string, std::size_t> taken;
        walk(document_, [&](cmark_iter*, cmark_node* node, bool entering) {
            if (!entering || kind_of(node) != Kind::heading) return;
            auto words = words_of(node);
            auto const slug = slug_of(words);
            auto id = slug;
            for (auto& next = taken[slug]; next > 0 && taken.contains(id);) id = slug + "-" + std::to_string(++next);
            taken[id] = std::max<std::size_t>(taken[id], 1);
            out_.headings.push_back(
                {std::clamp<std::int64_t>(cmark_node_get_heading_level(node), 2, 6), "s-" + id, std::move(words)});
        });
    }

    void visit(cmark_iter* iterator, cmark_node* node, bool entering) {
        switch (auto const kind = kind_of(node)) {
            case Kind::text:
                return text(node);
            case Kind::soft_break:
            case Kind::hard_break:
                return line_break(node, kind == Kind::hard_break);
            case Kind::code:
                return put_code(node);
            case Kind::html:
                return put_raw(node);
            case Kind::code_block:
                return code_block(node);
            case Kind::html_block:
                return raw_block(node);
            case Kind::rule:
                out_.html += "<hr>\n";
                return;
            case Kind::link:
                return link(node, entering);
            case Kind::picture:
                // Its words are its description; they are not walked through again.
                if (entering) picture(node);
                cmark_iter_reset(iterator, node, CMARK_EVENT_EXIT);
                return;
            case Kind::emphasis:
                return tag("em", entering);
            case Kind::strong:
                return tag("strong", entering);
            case Kind::strike:
                return tag("del", entering);
            default:
                return block(kind, node, entering);
        }
    }

    void block(Kind kind, cmark_node* node, bool entering) {
        switch (kind) {
            case Kind::quote:
                return block_tag("blockquote", entering);
            case Kind::list:
                return list(node, entering);
            case Kind::item:
                return item(node, entering);
            case Kind::paragraph:
                return paragraph(node, entering);
            case Kind::heading:
                return heading(entering);
            case Kind::table:
                return table(node, entering);
            case Kind::table_head:
            case Kind::table_row:
                return row(kind == Kind::table_head, entering);
            case Kind::table_cell:
                return cell(node, entering);
            default:
                return;
        }
    }

    void put(std::string_view words) {
        out_.html += escaped_markup(words);
        out_.text += words;
    }
    void tag(char const* name, bool entering) { out_.html.append(entering ? "<" : "</").append(name).append(">"); }
    void block_tag(char const* name, bool entering) {
        tag(name, entering);
        out_.html.push_back('\n');
    }
    void end_line() {
        if (!out_.text.empty() && out_.text.back() != '\n') out_.text.push_back('\n');
    }

    void text(cmark_node* node) {
        auto const words = owned(cmark_node_get_literal(node));
        if (open_links_ > 0) return put(words);
        for (auto const& stretch : bare_addresses(words)) {
            bool const opened = !stretch.target.empty() && open_link(node, stretch.target, {});
            put(stretch.text);
            if (opened) out_.html += "</a>";
        }
    }

    void line_break(cmark_node* node, bool hard) {
        if (hard) {
            out_.html += "<br>\n";
            out_.text.push_back('\n');
            return;
        }
        // Browsers show a line's end as a space, which Chinese does not have.
        if (is_cjk(edge_of(cmark_node_previous(node), false)) && is_cjk(edge_of(cmark_node_next(node), true))) return;
        put("\n");
    }

    void put_code(cmark_node* node) {
        out_.html += "<code>";
        put(owned(cmark_node_get_literal(node)));
        out_.html += "</code>";
    }

    void put_raw(cmark_node* node) {
        auto const html = without_comment(owned(cmark_node_get_literal(node)));
        if (is_line_break(html)) {
            out_.html += "<br>";
            out_.text.push_back('\n');
        } else if (!html.empty()) {
            put_as_text(html, line_of(node));
        }
    }

    void put_as_text(std::string const& html, std::int64_t line) {
        if (out_.html_lines.empty() || out_.html_lines.back() != line) out_.html_lines.push_back(line);
        put(html);
    }

    void code_block(cmark_node* node) {
        auto const info = owned(cmark_node_get_fence_info(node));
        auto const name = std::string_view(info).substr(0, info.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-"));
        out_.html += "<pre tabindex=\"0\"><code";
        if (!name.empty()) out_.html.append(" class=\"language-").append(name).append("\"");
        out_.html.push_back('>');
        put(owned(cmark_node_get_literal(node)));
        out_.html += "</code></pre>\n";
        end_line();
    }

    void raw_block(cmark_node* node) {
        auto const whole = owned(cmark_node_get_literal(node));
        auto const html = without_comment(whole);
        auto const blank = html.find_first_not_of(" \t\n");
        if (blank == html.npos) return;
        auto const before = std::string_view(whole).substr(0, whole.size() - html.size() + blank);
        out_.html += "<p>";
        put_as_text(html, line_of(node) + std::ranges::count(before, '\n'));
        out_.html += "</p>\n";
        end_line();
    }

    void list(cmark_node* node, bool entering) {
        if (cmark_node_get_list_type(node) != CMARK_ORDERED_LIST) return block_tag("ul", entering);
        auto const start = cmark_node_get_list_start(node);
        if (entering && start != 1)
            out_.html += "<ol start=\"" + std::to_string(start) + "\">\n";
        else
            block_tag("ol", entering);
    }

    void item(cmark_node* node, bool entering) {
        if (!entering) {
            out_.html += "</li>\n";
            return end_line();
        }
        bool const task = cmark_node_get_type_string(node) == std::string_view("tasklist");
        out_.html += task ? "<li class=\"task\">" : "<li>";
        if (task) put(cmark_gfm_extensions_get_tasklist_item_checked(node) ? "☑ " : "☐ ");
    }

    void paragraph(cmark_node* node, bool entering) {
        auto* const list = cmark_node_parent(cmark_node_parent(node));
        bool const tight = list && kind_of(list) == Kind::list && cmark_node_get_list_tight(list) != 0;
        if (!tight) {
            tag("p", entering);
            if (!entering) out_.html.push_back('\n');
        }
        if (!entering) end_line();
    }

    void heading(bool entering) {
        auto const& here = out_.headings[headings_done_];
        if (entering) {
            out_.html += "<h" + std::to_string(here.level) + " id=\"" + escaped_markup(here.id) + "\">";
        } else {
            out_.html += "</h" + std::to_string(here.level) + ">\n";
            ++headings_done_;
            end_line();
        }
    }

    // A wide table scrolls by itself, by keyboard too; so it needs a name, and no two on a page the same.
    void table(cmark_node* node, bool entering) {
        if (!entering) {
            out_.html += in_body_ ? "</tbody></table></div>\n" : "</table></div>\n";
            in_body_ = false;
            return end_line();
        }
        std::string name;
        for (auto* each = cmark_node_first_child(cmark_node_first_child(node)); each; each = cmark_node_next(each)) {
            auto const words = words_of(each);
            if (!words.empty()) name += (name.empty() ? "" : ", ") + words;
        }
        auto const times = ++table_names_[name];
        if (times > 1 || name.empty()) name += (name.empty() ? "" : " ") + ("(" + std::to_string(times) + ")");
        out_.html += "<div class=\"table\" role=\"region\" aria-label=\"" + escaped_markup(name) + "\" tabindex=\"0\"><table>\n";
        auto const* alignments = cmark_gfm_extensions_get_table_alignments(node);
        alignments_.assign(alignments, alignments + (alignments ? cmark_gfm_extensions_get_table_columns(node) : 0));
    }

    void row(bool head, bool entering) {
        if (entering) {
            if (head) out_.html += "<thead>";
            if (!head && !in_body_) {
                out_.html += "<tbody>";
                in_body_ = true;
            }
            out_.html += "<tr>";
            column_ = 0;
            in_head_ = head;
        } else {
            out_.html += head ? "</tr></thead>\n" : "</tr>\n";
            end_line();
        }
    }

    void cell(cmark_node* node, bool entering) {
        // An empty head would be one that names nothing.
        bool const is_head = in_head_ && cmark_node_first_child(node);
        if (entering) {
            auto const side = column_ < alignments_.size() ? alignments_[column_] : 0;
            out_.html += is_head ? "<th scope=\"col\"" : "<td";
            if (side != 0)
                out_.html.append(" class=\"").append(side == 'l' ? "left" : side == 'r' ? "right" : "center").append("\"");
            out_.html.push_back('>');
            ++column_;
        } else {
            out_.html += is_head ? "</th>" : "</td>";
            if (cmark_node_next(node)) out_.text.push_back(' ');
        }
    }

    std::optional<std::string> place_on_page(std::string_view target) const {
        auto const wanted = unescaped(target.substr(1));
        auto const named = [&](Heading const& heading) {
            return heading.id == wanted || std::string_view(heading.id).substr(2) == wanted;
        };
        auto const found = std::ranges::find_if(out_.headings, named);
        return found == out_.headings.end() ? std::nullopt : std::optional{"#" + found->id};
    }

    std::optional<std::string> address_of(std::string const& target) const {
        if (!is_safe_target(target)) return std::nullopt;
        if (target[0] == '#') return place_on_page(target);
        auto address = links_.link ? links_.link(target) : std::optional{target};
        return address && is_safe_target(*address) ? address : std::nullopt;
    }

    void refuse(cmark_node* node, std::string const& target) {
        out_.refused.push_back(target);
        out_.refused_lines.push_back(line_of(node));
    }

    bool open_link(cmark_node* node, std::string const& target, std::string const& title) {
        auto const address = address_of(target);
        if (!address) return refuse(node, target), false;
        out_.links.push_back(target);
        out_.html += "<a href=\"" + escaped_target(*address) + "\"";
        if (is_elsewhere(*address)) out_.html += " rel=\"nofollow noopener noreferrer\"";
        if (!title.empty()) out_.html += " title=\"" + escaped_markup(title) + "\"";
        out_.html.push_back('>');
        return true;
    }

    void link(cmark_node* node, bool entering) {
        if (entering) {
            opened_.push_back(open_link(node, owned(cmark_node_get_url(node)), owned(cmark_node_get_title(node))));
            ++open_links_;
        } else {
            if (opened_.back()) out_.html += "</a>";
            opened_.pop_back();
            --open_links_;
        }
    }

    void picture(cmark_node* node) {
        auto const target = owned(cmark_node_get_url(node));
        auto const words = words_of(node);
        auto const shown = links_.picture && is_safe_target(target) ? links_.picture(target) : std::nullopt;
        bool const fine = shown && is_own_path(shown->address);
        if (!fine) return refuse(node, target), put(words);
        out_.links.push_back(target);
        out_.html += "<img src=\"" + escaped_target(shown->address) + "\" alt=\"" + escaped_markup(words) + "\"";
        if (shown->width && shown->height)
            out_.html += " width=\"" + std::to_string(*shown->width) + "\" height=\"" + std::to_string(*shown->height) + "\"";
        out_.html += " loading=\"lazy\" decoding=\"async\">";
        out_.text += words;
    }

    cmark_node* document_;
    Links const& links_;
    Rendered out_;
    std::size_t headings_done_ = 0;
    std::vector<bool> opened_;
    std::size_t open_links_ = 0;
    std::unordered_map<std::string, std::size_t> table_names_;
    std::vector<std::uint8_t> alignments_;
    std::size_t column_ = 0;
    bool in_head_ = false, in_body_ = false;
};

}  // namespace

Rendered render(std::string_view markdown, Links const& links) {
    if (markdown.size() > limits::article_bytes) throw Problem{ProblemKind::too_large, "markdown.too_large", "markdown"};
    auto const source = with_plain_line_ends(markdown);
    refuse_bombs(source);
    auto const document = parse(with_marks(source));
    check_shape(document.get());
    return Writer{document.get(), links}.write();
}

}  // namespace ombud::markdown
