#include "program/settings.hpp"

#include <cstdlib>
#include <functional>
#include <set>
#include <toml++/toml.h>

#include "core/problem.hpp"

namespace ombud {

namespace {

std::vector<std::string> split(std::string const& text) {
    std::vector<std::string> out;
    std::string item;
    for (char c : text + ",") {
        if (c != ',') {
            if (c != ' ') item.push_back(c);
        } else if (!item.empty()) {
            out.push_back(std::move(item));
            item.clear();
        }
    }
    return out;
}

// Reads one setting after the other from file and environment, and remembers which exist.
class Reader {
public:
    explicit Reader(toml::table file) : file_(std::move(file)) {}

    void read(std::string const& name, std::string& into) {
        if (auto const node = find(name)) into = text(name, node);
        if (auto const* value = environment(name)) into = value;
    }
    void read(std::string const& name, std::filesystem::path& into) {
        auto text = into.string();
        read(name, text);
        into = text;
    }
    void read(std::string const& name, bool& into) {
        if (auto const node = find(name)) {
            if (!node.is_boolean()) fail(name, "setting.type");
            into = node.value<bool>().value();
        }
        if (auto const* value = environment(name)) into = std::string_view(value) == "true" || std::string_view(value) == "1";
    }
    void read(std::string const& name, std::vector<std::string>& into) {
        if (auto const node = find(name)) {
            into.clear();
            auto const* array = node.as_array();
            if (!array) fail(name, "setting.type");
            for (auto const& item : *array) into.push_back(text(name, toml::node_view<toml::node const>{item}));
        }
        if (auto const* value = environment(name)) into = split(value);
    }
    // A misspelt setting must not be silently without effect.
    void refuse_unknown() const {
        for (auto const& [section, node] : file_) {
            auto const* table = node.as_table();
            if (!table) fail(std::string(section.str()), "setting.unknown");
            for (auto const& [key, value] : *table) {
                auto const name = std::string(section.str()) + "." + std::string(key.str());
                if (!known_.contains(name)) fail(name, "setting.unknown");
            }
        }
    }

private:
    [[noreturn]] static void fail(std::string const& name, std::string code) {
        throw Problem{ProblemKind::invalid, std::move(code), name, "see docs/settings.md"};
    }
    static std::string text(std::string const& name, toml::node_view<toml::node const> node) {
        if (!node.is_string()) fail(name, "setting.type");
        return node.value<std::string>().value();
    }
    toml::node_view<toml::node const> find(std::string const& name) {
        known_.insert(name);
        return std::as_const(file_).at_path(name);
    }
    static char const* environment(std::string name) {
        for (auto& c : name) c = c == '.' ? '_' : char(std::toupper(static_cast<unsigned char>(c)));
        return std::getenv(("OMBUD_" + name).c_str());
    }

    toml::table file_;
    std::set<std::string> known_;
};

toml::table parse(std::optional<std::filesystem::path> const& file) {
    auto const path = file.value_or("ombud.toml");
    if (!file && !std::filesystem::exists(path)) return {};
    try {
        return toml::parse_file(path.string());
    } catch (toml::parse_error const& error) {
        throw Problem{ProblemKind::invalid, "setting.unreadable", path.string(), std::string(error.description())};
    }
}

}  // namespace

Settings read_settings(std::optional<std::filesystem::path> const& file) {
    Reader reader{parse(file)};
    Settings out;
    reader.read("server.listen", out.listen);
    reader.read("server.public_url", out.public_url);
    reader.read("server.certificate", out.certificate);
    reader.read("server.key", out.key);
    reader.read("server.trusted_proxies", out.trusted_proxies);
    reader.read("data.folder", out.data);
    reader.read("database.url", out.database_url);
    reader.read("database.owner_url", out.database_owner_url);
    reader.read("widget.origins", out.widget_origins);
    reader.read("platform.keys", out.platform_keys);
    reader.read("platform.audience", out.platform_audience);
    reader.read("platform.issuer", out.platform_issuer);
    reader.read("files.clamd", out.clamd);
    reader.read("log.level", out.log_level);
    reader.read("log.requests", out.log_requests);
    reader.refuse_unknown();
    if (out.listen.empty()) throw Problem{ProblemKind::invalid, "setting.empty", "server.listen"};
    return out;
}

}  // namespace ombud
