#include "outbox/letters.hpp"

#include <algorithm>
#include <boost/algorithm/string.hpp>
#include <kainjow/mustache.hpp>
#include <stdexcept>

#include "core/json.hpp"
#include "embedded/letter_layout.hpp"
#include "embedded/letters.hpp"

namespace ombud::outbox {

namespace {

namespace mustache = kainjow::mustache;

// One language of a letter.
struct Text {
    std::string subject;
    std::vector<std::string> text;
    std::optional<std::string> button;
    std::optional<std::vector<std::string>> after;
};
BOOST_DESCRIBE_STRUCT(Text, (), (subject, text, button, after))

// What all letters share.
struct Frame {
    std::string phrase, no_phrase, freeze, code, check, footer, answer, left_out, colon;
};
BOOST_DESCRIBE_STRUCT(Frame, (), (phrase, no_phrase, freeze, code, check, footer, answer, left_out, colon))

struct Template {
    bool security = false;
    bool replies = false;  // it may be answered
    std::map<std::string, Text, std::less<>> languages;
};

struct Content {
    std::map<std::string, Template, std::less<>> letters;
    std::map<std::string, Frame, std::less<>> frames;
    std::string_view html, text;
};

constexpr std::string_view languages[] = {"zh-CN", "en"};
constexpr std::string_view json_end = ".json";

Content read_content() {
    Content out;
    for (auto const& file : embedded::letter_layout()) (file.name == "layout.html" ? out.html : out.text) = file.bytes;
    for (auto const& file : embedded::letters()) {
        auto const whole = parse_json(file.bytes);
        auto const name = file.name.substr(0, file.name.size() - json_end.size());
        for (auto language : languages) {
            auto const& words = whole.as_object().at(language);
            if (name == "layout")
                out.frames.emplace(language, from_json<Frame>(words, std::string(name)));
            else
                out.letters[std::string(name)].languages.emplace(language, from_json<Text>(words, std::string(name)));
        }
        if (name == "layout") continue;
        out.letters[std::string(name)].security = whole.at("security").as_bool();
        out.letters[std::string(name)].replies = whole.as_object().contains("replies");
    }
    return out;
}

Content const& content() {
    static auto const read = read_content();
    return read;
}

struct Found {
    Template const& letter;
    Text const& words;
    Frame const& frame;
};

Found find(std::string_view name, std::string_view language) {
    auto const letter = content().letters.find(name);
    if (letter == content().letters.end()) throw std::logic_error("no such letter");
    auto const words = letter->second.languages.find(language);
    if (words == letter->second.languages.end()) throw std::logic_error("no such language");
    return {letter->second, words->second, content().frames.find(language)->second};
}

void name_values(std::string_view text, std::set<std::string>& into) {
    for (auto at = text.find("{{"); at != text.npos; at = text.find("{{", at)) {
        auto const end = text.find("}}", at);
        if (end == text.npos) throw std::logic_error("an open placeholder");
        into.emplace(text.substr(at + 2, end - at - 2));
        at = end;
    }
}

std::set<std::string> values_of(Found const& found) {
    std::set<std::string> out;
    name_values(found.words.subject, out);
    for (auto const& each : found.words.text) name_values(each, out);
    for (auto const& each : found.words.after.value_or(std::vector<std::string>{})) name_values(each, out);
    if (found.words.button) out.emplace("link");
    if (found.letter.security) out.emplace("freeze_link");
    return out;
}

std::string as_it_is(std::string const& text) {
    return text;
}

// One line of words with its values, not yet escaped for anything.
std::string fill(std::string const& words, mustache::data const& values) {
    mustache::mustache line{words};
    line.set_custom_escape(as_it_is);
    return line.render(values);
}

mustache::data clean(std::map<std::string, std::string> const& values) {
    mustache::data out;
    for (auto [name, value] : values) {
        std::ranges::replace_if(value, [](unsigned char letter) { return letter < 0x20 || letter == 0x7f; }, ' ');
        out.set(name, value);
    }
    return out;
}

std::vector<std::string> lines_of(std::string const& text) {
    std::vector<std::string> out;
    boost::split(out, text, boost::is_any_of("\n"));
    for (auto& line : out) boost::trim_right(line);
    return out;
}

// A paragraph a piece: what a person wrote, with its line ends.
mustache::data paragraphs(std::string const& body) {
    mustache::data out{mustache::data::type::list};
    mustache::data lines{mustache::data::type::list};
    bool any = false;
    auto const end = [&] {
        if (any) out.push_back(mustache::data{"lines", lines});
        lines = mustache::data{mustache::data::type::list};
        any = false;
    };
    for (auto const& line : lines_of(body)) {
        if (line.empty()) {
            end();
            continue;
        }
        mustache::data each{"line", line};
        each.set("first", any ? mustache::data::type::bool_false : mustache::data::type::bool_true);
        lines.push_back(each);
        any = true;
    }
    end();
    return out;
}

mustache::data list(std::vector<std::string> const& lines, mustache::data const& values, std::string const& brand = {}) {
    mustache::data out{mustache::data::type::list};
    for (auto const& words : lines) {
        if (words == "{{brand}}") {  // its lines stay lines
            for (auto const& own : lines_of(brand))
                if (!own.empty()) out.push_back(mustache::data{"words", fill("{{line}}", clean({{"line", own}}))});
            continue;
        }
        auto filled = fill(words, values);
        if (filled.empty()) continue;  // a value that may be absent, and is
        mustache::data line{"words", std::move(filled)};
        line.set("large", words == "{{code}}" ? mustache::data::type::bool_true : mustache::data::type::bool_false);
        out.push_back(line);
    }
    return out;
}

std::string as_html(mustache::data const& filled) {
    return mustache::mustache{std::string(content().html)}.render(filled);
}

// What is absent leaves empty lines behind: one between two paragraphs is enough.
std::string as_text(mustache::data const& filled) {
    mustache::mustache page{std::string(content().text)};
    page.set_custom_escape(as_it_is);
    auto const written = page.render(filled);
    std::string out;
    for (char letter : written)
        if (letter != '\n' || (!out.empty() && !out.ends_with("\n\n"))) out.push_back(letter);
    return out;
}

}  // namespace

std::vector<std::string> letter_names() {
    std::vector<std::string> out;
    out.reserve(content().letters.size());
    for (auto const& [name, letter] : content().letters) out.push_back(name);
    return out;
}

std::set<std::string> values_of(std::string_view letter, std::string_view language) {
    return values_of(find(letter, language));
}

std::optional<std::string> subject_of(std::string_view letter, std::string_view language) {
    auto const found = content().letters.find(letter);
    if (found == content().letters.end() || !found->second.languages.contains(language)) return std::nullopt;
    auto const& words = found->second.languages.find(language)->second.subject;
    std::set<std::string> names;
    name_values(words, names);
    std::map<std::string, std::string> hidden;
    for (auto const& name : names) hidden.emplace(name, "…");
    return fill(words, clean(hidden));
}

Written write_letter(Wanted const& wanted) {
    auto const found = find(wanted.letter, wanted.language);
    for (auto const& name : values_of(found))
        if (!wanted.values.contains(name)) throw std::logic_error("a letter lacks a value");
    auto values = clean(wanted.values);
    auto const subject = wanted.words ? wanted.words->subject : fill(found.words.subject, values);

    mustache::data filled;
    filled.set("language", wanted.language);
    filled.set("subject", subject);
    if (wanted.phrase)
        filled.set("phrase", fill(found.frame.phrase, clean({{"phrase", *wanted.phrase}})));
    else if (wanted.has_account)
        filled.set("no_phrase", found.frame.no_phrase);
    if (wanted.words) {
        filled.set("body", paragraphs(wanted.words->body));
        filled.set("answer", found.frame.answer);
        if (!wanted.words->left_out.empty())
            filled.set("left_out", fill(found.frame.left_out, clean({{"names", wanted.words->left_out}})));
        if (!wanted.words->quoted.empty()) {
            mustache::data quoted{"heading", wanted.words->quoted_heading};
            quoted.set("paragraphs", paragraphs(wanted.words->quoted));
            mustache::data lines{mustache::data::type::list};
            for (auto const& line : lines_of(wanted.words->quoted)) lines.push_back(mustache::data{"line", line});
            quoted.set("lines", lines);
            filled.set("quoted", quoted);
        }
    } else {
        filled.set("heading", subject);
        filled.set("footer", found.letter.replies ? found.frame.answer : found.frame.footer);
    }
    auto const brand = wanted.values.find("brand");
    filled.set("text", list(found.words.text, values, brand == wanted.values.end() ? std::string{} : brand->second));
    filled.set("after", list(found.words.after.value_or(std::vector<std::string>{}), values));
    if (found.words.button) {
        filled.set("button", *found.words.button);
        filled.set("colon", found.frame.colon);
        filled.set("link", fill("{{link}}", values));
    }
    if (found.letter.security) {
        filled.set("freeze", found.frame.freeze);
        filled.set("freeze_link", fill("{{freeze_link}}", values));
    }
    if (wanted.proof) {
        mustache::data proof{"words", fill(found.frame.code, clean({{"code", wanted.proof->code}}))};
        proof.set("check", found.frame.check);
        proof.set("check_at", wanted.proof->check_at);
        filled.set("proof", proof);
    }
    return {subject, as_text(filled), as_html(filled)};
}

}  // namespace ombud::outbox
