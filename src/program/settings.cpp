#include "program/settings.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fmt/format.h>
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
    // A whole number of its unit, from one to a year.
    void read(std::string const& name, std::chrono::hours& into) { read_number(name, into, std::chrono::hours{1}); }
    // The same, or none.
    void read(std::string const& name, std::chrono::minutes& into) { read_number(name, into, std::chrono::minutes{0}); }
    void read(std::string const& name, std::vector<std::string>& into) {
        if (auto const node = find(name)) {
            into.clear();
            auto const* array = node.as_array();
            if (!array) fail(name, "setting.type");
            for (auto const& item : *array) into.push_back(text(name, toml::node_view<toml::node const>{item}));
        }
        if (auto const* value = environment(name)) into = split(value);
    }
    // The names of the sections below one: `google` of [oidc.google].
    std::vector<std::string> sections(std::string const& name) const {
        std::vector<std::string> out;
        auto const* table = file_[name].as_table();
        if (!table) return out;
        for (auto const& [key, value] : *table) {
            auto const id = std::string(key.str());
            bool const usable = std::ranges::all_of(id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
            if (!value.is_table() || id.empty() || id.size() > 32 || !usable)
                fail(fmt::format("{}.{}", name, id), "setting.unknown");
            out.push_back(id);
        }
        return out;
    }
    // A misspelt setting must not be silently without effect.
    void refuse_unknown() const {
        for (auto const& [section, node] : file_) {
            auto const* table = node.as_table();
            if (!table) fail(std::string(section.str()), "setting.unknown");
            refuse_unknown(std::string(section.str()), *table);
        }
    }

private:
    template <class Span>
    void read_number(std::string const& name, Span& into, Span shortest) {
        std::int64_t number = into.count();
        if (auto const node = find(name)) {
            if (!node.is_integer()) fail(name, "setting.type");
            number = node.value<std::int64_t>().value();
        }
        if (auto const* value = environment(name)) {
            auto const text = std::string_view(value);
            auto const [stop, error] = std::from_chars(text.begin(), text.end(), number);
            if (error != std::errc{} || stop != text.end()) fail(name, "setting.type");
        }
        if (number < shortest.count() || number > Span{std::chrono::days{365}}.count()) fail(name, "setting.range");
        into = Span{number};
    }
    void refuse_unknown(std::string const& above, toml::table const& table) const {
        for (auto const& [key, value] : table) {
            auto name = above;
            name.append(".").append(key.str());
            if (auto const* below = value.as_table(); below && above == "oidc")
                refuse_unknown(name, *below);
            else if (!known_.contains(name))
                fail(name, "setting.unknown");
        }
    }
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
        // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody here changes the environment
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
    reader.read("site.name", out.site_name);
    reader.read("site.security_contact", out.security_contact);
    reader.read("site.flows", out.flows);
    reader.read("platform.keys", out.platform_keys);
    reader.read("platform.audience", out.platform_audience);
    reader.read("platform.issuer", out.platform_issuer);
    for (auto const& id : reader.sections("oidc")) {
        auto& provider = out.oidc.emplace_back();
        provider.id = id;
        reader.read("oidc." + id + ".issuer", provider.issuer);
        reader.read("oidc." + id + ".client_id", provider.client_id);
        reader.read("oidc." + id + ".client_secret_file", provider.client_secret_file);
        reader.read("oidc." + id + ".name", provider.name);
        for (auto const& [name, value] : {std::pair{".issuer", &provider.issuer},
                                          {".client_id", &provider.client_id},
                                          {".client_secret_file", &provider.client_secret_file},
                                          {".name", &provider.name}})
            if (value->empty()) throw Problem{ProblemKind::invalid, "setting.empty", "oidc." + id + name};
    }
    reader.read("mail.smtp_url", out.smtp_url);
    reader.read("mail.smtp_user", out.smtp_user);
    reader.read("mail.smtp_password_file", out.smtp_password_file);
    reader.read("mail.smtp_authorities", out.smtp_authorities);
    auto const nobody = out.mail_from;
    reader.read("mail.from", out.mail_from);
    reader.read("mail.bounces", out.mail_bounces);
    reader.read("mail.rating_after_minutes", out.rating_after);
    reader.read("mail_in.address", out.mail_in_address);
    reader.read("mail_in.authserv_id", out.mail_in_authserv_id);
    reader.read("mail_in.imap_url", out.imap_url);
    reader.read("mail_in.imap_user", out.imap_user);
    reader.read("mail_in.imap_password_file", out.imap_password_file);
    reader.read("mail_in.imap_folder", out.imap_folder);
    reader.read("mail_in.imap_authorities", out.imap_authorities);
    reader.read("mail_in.imap_done_folder", out.imap_done_folder);
    reader.read("mail_in.imap_oauth_url", out.imap_oauth_url);
    reader.read("mail_in.imap_oauth_client", out.imap_oauth_client);
    reader.read("mail_in.imap_oauth_client_secret_file", out.imap_oauth_client_secret_file);
    reader.read("mail_in.imap_oauth_refresh_token_file", out.imap_oauth_refresh_token_file);
    reader.read("mail_in.imap_oauth_scope", out.imap_oauth_scope);
    reader.read("mail_in.hook_secret_file", out.mail_in_hook_secret_file);
    reader.read("accounts.hold_hours", out.hold);
    reader.read("accounts.recovery_wait_hours", out.recovery_wait);
    reader.read("accounts.geoip", out.geoip);
    reader.read("accounts.breach_url", out.breach_url);
    reader.read("files.clamd", out.clamd);
    reader.read("webhooks.allow", out.webhooks_allow);
    reader.read("keys.master", out.master_key);
    reader.read("keys.master_file", out.master_key_file);
    reader.read("keys.master_command", out.master_key_command);
    reader.read("audit.stream_file", out.audit_stream_file);
    reader.read("audit.stream_syslog", out.audit_stream_syslog);
    reader.read("log.level", out.log_level);
    reader.read("log.requests", out.log_requests);
    reader.refuse_unknown();
    if (out.listen.empty()) throw Problem{ProblemKind::invalid, "setting.empty", "server.listen"};
    if (!out.smtp_url.empty() && out.mail_from == nobody) throw Problem{ProblemKind::invalid, "setting.empty", "mail.from"};
    return out;
}

}  // namespace ombud
