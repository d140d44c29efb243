#include "html/html.hpp"

#include <algorithm>
#include <gumbo.h>
#include <memory>
#include <optional>

#include "core/limits.hpp"
#include "core/markup.hpp"
#include "core/number.hpp"
#include "html/tags.hpp"
#include "html/tame.hpp"
#include "html/targets.hpp"
#include "html/words.hpp"

namespace ombud::html {

namespace {

constexpr std::size_t plain_bytes = limits::html_bytes / 8, link_words_bytes = 1'000;

// Without control characters, which entities may have brought in.
std::string printable(std::string_view text) {
    std::string out{text};
    std::ranges::replace(out, '\f', ' ');
    std::erase_if(out, [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f; });
    return out;
}

std::string one_line(std::string_view text) {
    auto out = printable(text);
    std::ranges::replace(out, '\n', ' ');
    std::ranges::replace(out, '\t', ' ');
    return out;
}

std::optional<std::size_t> number_of(std::string_view text, std::size_t most) {
    auto const value = number_in<std::size_t>(text);
    return value && *value <= most ? value : std::nullopt;
}

struct Free {
    void operator()(GumboOutput* output) const { gumbo_destroy_output(&kGumboDefaultOptions, output); }
};

// Writes the tree that a parser made as a page of ours, and its words beside it. Without recursion: a tree may be deep.
class Serialiser {
public:
    // nullopt: it became too long or too deep.
    std::optional<Safe> write(std::string const& tame) {
        auto const page = "<!DOCTYPE html>" + tame;
        std::unique_ptr<GumboOutput, Free> const parsed{
            gumbo_parse_with_options(&kGumboDefaultOptions, page.data(), page.size())};
        if (!walk(parsed->root)) return std::nullopt;
        out_.text = words_.take();
        return std::move(out_);
    }

private:
    struct Place {
        GumboNode const* node;
        std::string_view close;  // the tag that we opened for it; empty: none
        std::size_t next = 0;
    };

    // false: beyond what browsers keep as it is.
    bool walk(GumboNode const* root) {
        std::vector<Place> path{{root, {}}};
        while (!path.empty()) {
            if (out_.html.size() > limits::html_bytes || path.size() > limits::html_depth) return false;
            auto& place = path.back();
            auto const& children = place.node->v.element.children;
            if (place.next == children.length) {
                leave(place);
                path.pop_back();
                continue;
            }
            auto const* const child = static_cast<GumboNode const*>(children.data[place.next++]);
            if (child->type == GUMBO_NODE_TEXT || child->type == GUMBO_NODE_WHITESPACE)
                add_text(child->v.text.text);
            else if (child->type == GUMBO_NODE_ELEMENT)
                path.push_back({child, enter(child->v.element)});
        }
        return true;
    }

    // The tag to close it with.
    std::string_view enter(GumboElement const& element) {
        auto const& tag = tag_of(gumbo_normalized_tagname(element.tag));
        if (element.tag_namespace != GUMBO_NAMESPACE_HTML || tag.fate != Fate::keep) return {};
        begins_pre_ = false;
        if (tag.name == "img") {
            add_picture(element);
            return {};
        }
        if (tag.name == "a") return enter_link(element) ? tag.name : std::string_view{};
        words_.enter(tag, number_of(attribute(element, "start"), 1'000'000).value_or(1));
        out_.html.append("<").append(tag.name);
        write_attributes(element, tag.name);
        out_.html.push_back('>');
        begins_pre_ = tag.name == "pre";
        return tag.empty ? std::string_view{} : tag.name;
    }

    void leave(Place const& place) {
        if (place.close.empty()) return;
        begins_pre_ = false;
        if (place.close == "a") leave_link();
        words_.leave(tag_of(place.close));
        out_.html.append("</").append(place.close).push_back('>');
    }

    void add_text(std::string_view raw) {
        auto const text = printable(raw);
        // A parser drops the first line end of a <pre>.
        if (begins_pre_ && text.starts_with('\n')) out_.html.push_back('\n');
        if (!text.empty()) begins_pre_ = false;
        out_.html += escaped_markup(text);
        auto words = text;
        for (auto at = words.find("\xc2\xa0"); at != words.npos; at = words.find("\xc2\xa0", at)) words.replace(at, 2, " ");
        words_.add(words);
        if (in_link_ && link_words_.size() < link_words_bytes) link_words_ += words.substr(0, link_words_bytes);
    }

    static std::string_view attribute(GumboElement const& element, char const* name) {
        auto const* const found = gumbo_get_attribute(&element.attributes, name);
        return found ? std::string_view{found->value} : std::string_view{};
    }

    void add_attribute(std::string_view name, std::string_view value) {
        out_.html.append(" ").append(name).append("=\"");
        out_.html += escaped_markup(value);
        out_.html.push_back('"');
    }

    void add_number(GumboElement const& element, char const* name, std::size_t most) {
        if (auto const number = number_of(attribute(element, name), most); number && *number > 0)
            add_attribute(name, std::to_string(*number));
    }

    void write_attributes(GumboElement const& element, std::string_view name) {
        auto const direction = attribute(element, "dir");
        if (direction == "rtl" || direction == "ltr" || direction == "auto") add_attribute("dir", direction);
        if (name == "td" || name == "th") {
            add_number(element, "colspan", 100);
            add_number(element, "rowspan", 100);
        }
        if (name == "ol") add_number(element, "start", 1'000'000);
        if (auto const title = attribute(element, "title"); name == "abbr" && !title.empty())
            add_attribute("title", one_line(title));
    }

    bool enter_link(GumboElement const& element) {
        auto const target = safe_target(printable(attribute(element, "href")));
        if (!target) return false;
        out_.html += "<a";
        add_attribute("href", *target);
        add_attribute("title", *target);  // where it leads, whatever its words say
        out_.html += R"( rel="noopener noreferrer nofollow" target="_blank">)";
        target_ = *target;
        link_words_.clear();
        in_link_ = true;
        return true;
    }

    void leave_link() {
        in_link_ = false;
        auto const first = link_words_.find_first_not_of(" \n\t");
        auto words = first == link_words_.npos ? std::string{}
                                               : link_words_.substr(first, link_words_.find_last_not_of(" \n\t") - first + 1);
        if (!words.empty()) words_.add_target(words, target_);
        if (out_.links.size() < limits::html_links) out_.links.push_back({target_, std::move(words)});
    }

    // One of the letter's own keeps its place; of the others the words that stand for them are left.
    void add_picture(GumboElement const& element) {
        auto const alt = one_line(attribute(element, "alt"));
        auto const source = attribute(element, "src"), carried = attribute(element, "data-cid");
        auto const id = is_content_id(carried) ? std::optional{std::string(carried)} : content_id(source);
        if (!id) {
            out_.remote += is_remote(source) ? 1 : 0;
            add_text(alt);
            return;
        }
        if (out_.cids.size() < limits::html_links) out_.cids.push_back(*id);
        out_.html += "<img";
        add_attribute("data-cid", *id);
        add_attribute("alt", alt);
        add_number(element, "width", 9'999);
        add_number(element, "height", 9'999);
        out_.html.push_back('>');
        if (!alt.empty()) words_.add(" [" + alt + "] ");
    }

    Safe out_;
    WordsWriter words_;
    bool begins_pre_ = false, in_link_ = false;
    std::string target_, link_words_;
};

// What a parser mends may read otherwise the second time: only what stays the same is given out.
std::optional<Safe> settled(std::string_view html) {
    auto const tame = tamed(html);
    auto out = tame ? Serialiser{}.write(*tame) : std::nullopt;
    for (int i = 0; out && i < 4; ++i) {
        auto const again = tamed(out->html);
        auto next = again ? Serialiser{}.write(*again) : std::nullopt;
        if (!next) return std::nullopt;
        if (next->html == out->html) return out;
        out->html = std::move(next->html);
    }
    return std::nullopt;
}

Safe plain(std::string_view html) {
    std::string page = "<pre>\n";
    for (char c : words_of(html, plain_bytes)) {
        if (c == '<')
            page += "&lt;";
        else
            page.push_back(c);
    }
    auto out = settled(page + "</pre>").value_or(Safe{});
    out.is_plain = true;
    return out;
}

}  // namespace

Safe make_safe(std::string_view html) {
    if (html.size() <= limits::html_bytes)
        if (auto out = settled(html)) return std::move(*out);
    return plain(html);
}

std::string with_pictures(std::string_view safe, std::map<std::string, std::string, std::less<>> const& sources) {
    // Words hold no quotes here: this stands in tags alone.
    static constexpr std::string_view mark = " data-cid=\"";
    std::string out;
    for (auto at = safe.find(mark); at != safe.npos; at = safe.find(mark)) {
        auto const begin = at + mark.size(), end = safe.find('"', begin);
        out.append(safe.substr(0, at));
        if (auto const source = sources.find(safe.substr(begin, end - begin)); source != sources.end())
            out.append(" src=\"").append(source->second).append("\"");
        safe.remove_prefix(end + 1);
    }
    return out.append(safe);
}

}  // namespace ombud::html
