#include "knowledge/yaml_head.hpp"

#include <algorithm>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace ombud::knowledge {

namespace {

struct Refused {
    std::string code;
    std::int64_t line;
};

// Hears the parser: a tree is never built.
class Reader final : public YAML::EventHandler {
public:
    explicit Reader(Head& head) : head_(head) {}

    void OnDocumentStart(YAML::Mark const&) override {}
    void OnDocumentEnd() override {}
    void OnNull(YAML::Mark const& mark, YAML::anchor_t anchor) override { scalar(mark, anchor, {}); }
    void OnAlias(YAML::Mark const& mark, YAML::anchor_t) override { throw Refused{"head.alias", mark.line}; }
    void OnScalar(YAML::Mark const& mark, std::string const&, YAML::anchor_t anchor, std::string const& value) override {
        scalar(mark, anchor, value);
    }
    void OnSequenceStart(YAML::Mark const& mark, std::string const&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
        refuse_anchor(mark, anchor);
        if (!in_map_ || !field_ || in_list_) throw Refused{"head.shape", mark.line};
        in_list_ = field_->list = true;
    }
    void OnSequenceEnd() override {
        in_list_ = false;
        field_ = nullptr;
    }
    void OnMapStart(YAML::Mark const& mark, std::string const&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
        refuse_anchor(mark, anchor);
        if (in_map_) throw Refused{"head.shape", mark.line};
        in_map_ = true;
    }
    void OnMapEnd() override {}

private:
    static void refuse_anchor(YAML::Mark const& mark, YAML::anchor_t anchor) {
        if (anchor != 0) throw Refused{"head.alias", mark.line};
    }
    void scalar(YAML::Mark const& mark, YAML::anchor_t anchor, std::string value) {
        refuse_anchor(mark, anchor);
        if (!in_map_) throw Refused{"head.shape", mark.line};
        if (!field_) {
            auto const [place, fresh] =
                head_.fields.emplace(std::move(value), HeadField{.line = mark.line, .list = false, .values = {}});
            if (!fresh) throw Refused{"head.repeated", mark.line};
            field_ = &place->second;
            return;
        }
        field_->values.push_back(std::move(value));
        if (!in_list_) field_ = nullptr;
    }

    Head& head_;
    HeadField* field_ = nullptr;  // whose value comes next
    bool in_map_ = false, in_list_ = false;
};

bool is_plain(std::string_view text) {
    if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
    if (std::string_view("-?:,[]{}#&*!|>'\"%@`~=<.").contains(text.front())) return false;
    auto const special = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || std::string_view(",[]{}").contains(c);
    };
    if (std::ranges::any_of(text, special) || text.contains(": ") || text.contains(" #")) return false;
    if (text.contains("\xe2\x80\xa8") || text.contains("\xe2\x80\xa9") || text.contains("\xef\xbb\xbf")) return false;
    return text != "null" && text != "Null" && text != "NULL";
}

}  // namespace

Head read_head(std::string_view yaml) {
    Head head;
    auto const fail = [&](std::string code, std::int64_t line) {
        head.error = std::move(code);
        head.error_line = std::max<std::int64_t>(line, 0);
    };
    try {
        std::istringstream stream{std::string(yaml)};
        YAML::Parser parser{stream};
        Reader reader{head};
        parser.HandleNextDocument(reader);
        if (parser.HandleNextDocument(reader)) fail("head.shape", 0);  // a second document in one head
    } catch (Refused const& refused) {
        fail(refused.code, refused.line);
    } catch (YAML::Exception const& error) {
        fail("head.yaml", error.mark.line);
    }
    return head;
}

std::string yaml_text(std::string_view text) {
    if (is_plain(text)) return std::string(text);
    std::string out = "\"";
    for (std::size_t at = 0; at < text.size(); ++at) {
        char const c = text[at];
        auto const rest = text.substr(at);
        if (c == '"' || c == '\\') {
            out += {'\\', c};
        } else if (rest.starts_with("\xe2\x80\xa8") || rest.starts_with("\xe2\x80\xa9")) {
            out += c == '\xe2' && rest[2] == '\xa8' ? "\\L" : "\\P";
            at += 2;
        } else if (rest.starts_with("\xef\xbb\xbf")) {
            out += "\\uFEFF";
            at += 2;
        } else {
            out.push_back(c);
        }
    }
    return out + '"';
}

std::string yaml_list(std::vector<std::string> const& texts) {
    std::string out = "[";
    for (auto const& each : texts) out += (out.size() > 1 ? ", " : "") + yaml_text(each);
    return out + "]";
}

}  // namespace ombud::knowledge
