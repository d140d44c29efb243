#include "program/demo.hpp"

#include "embedded/demo.hpp"
#include "embedded/demo_letters.hpp"

namespace ombud {

namespace {

struct DemoPerson {
    std::string email, name, public_name;
    staff::Role role;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(DemoPerson, (), (email, name, public_name, role, password))

struct DemoHolder {
    std::string email, name, language, password;
};
BOOST_DESCRIBE_STRUCT(DemoHolder, (), (email, name, language, password))

struct DemoLine {
    std::string by;  // "customer", or an address of the staff
    std::optional<bool> note;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(DemoLine, (), (by, note, text))

struct DemoConversation {
    std::string language, topic;
    std::optional<std::string> resolve;  // who resolves it at the end
    std::vector<DemoLine> lines;
};
BOOST_DESCRIBE_STRUCT(DemoConversation, (), (language, topic, resolve, lines))

struct DemoContent {
    std::string mail_from;
    std::vector<status::Network> networks;
    std::vector<official::NewChannel> channels;
    std::vector<DemoPerson> staff;
    std::vector<DemoHolder> accounts;
    json::value users;  // {"li-wei": "李伟", …}
    std::vector<DemoConversation> conversations;
};
BOOST_DESCRIBE_STRUCT(DemoContent, (), (mail_from, networks, channels, staff, accounts, users, conversations))

DemoContent const& content() {
    static auto const read = from_json<DemoContent>(parse_json(embedded::demo()[0].bytes));
    return read;
}

using Sessions = std::map<std::string, edge::Identity>;  // by address

Task<Sessions> add_people(DemoServices services) {
    Sessions sessions;
    for (auto const& person : content().staff) {
        auto added = co_await services.staff.add_from_command_line({person.email, person.name, person.public_name, person.role});
        auto signed_in = co_await services.staff.complete_setup(
            {.token = added.setup_link.token, .password = person.password, .email = {}, .name = {}, .public_name = {}}, {"demo"});
        sessions[person.email] = co_await services.gate.identify_token(signed_in.token, "demo", false);
    }
    co_return sessions;
}

constexpr edge::Access by_staff = edge::agent(staff::Permission::reply);

Task<void> add_conversation(DemoServices services, DemoConversation const& wanted, Sessions const& sessions) {
    auto visitor = co_await services.customers.new_visitor(wanted.language);
    auto const who = co_await services.gate.identify_token(visitor.token, "demo", false);
    auto const customer = edge::Gate::let_in<Customer>(who, edge::customer());
    auto const opened = co_await services.desk.open(
        customer,
        {.client_id = "opening", .language = wanted.language, .topic = wanted.topic, .body = wanted.lines.front().text});
    int number = 1;
    for (auto const& line : std::span(wanted.lines).subspan(1)) {
        auto by = line.by == "customer" ? Participant{customer}
                                        : Participant{edge::Gate::let_in<Agent>(sessions.at(line.by), by_staff)};
        co_await services.desk.post(by, opened.id,
                                    {.client_id = "line-" + std::to_string(++number),
                                     .body = line.text,
                                     .attachments = {},
                                     .internal = line.note,
                                     .answering = {}});
    }
    if (wanted.resolve)
        co_await services.desk.change_status(edge::Gate::let_in<Agent>(sessions.at(*wanted.resolve), by_staff), opened.id,
                                             {.status = "resolved", .client_id = "resolved"});
}

}  // namespace

Task<void> fill_demo(DemoServices services) {
    if (!(co_await services.staff.list()).empty()) co_return;
    auto const sessions = co_await add_people(services);
    for (auto const& holder : content().accounts)
        co_await services.sign_ups.establish({holder.email, holder.language}, holder.name, holder.password);
    co_await services.status.establish(content().networks);
    co_await services.official.establish(content().channels);
    for (auto const& conversation : content().conversations) co_await add_conversation(services, conversation, sessions);
    // They are read as all letters are, a moment after the start.
    for (auto const& letter : embedded::demo_letters()) co_await services.letters.take(std::string(letter.bytes));
    if (services.past) co_await services.past->fill(sessions);
}

std::string const& demo_mail_from() {
    return content().mail_from;
}

std::string demo_guide(std::string const& url) {
    auto guide = "\nOmbud demo · 安席演示\n\n  Help centre · 帮助中心                   " + url +
                 "/\n  Customer page with the chat · 客户页面   " + url + "/demo/\n  Customer account · 客户账户               " +
                 url + "/me/\n  Desk · 客服台                            " + url +
                 "/desk/\n\n  Sign-ins for the desk · 客服台登录:\n";
    for (auto const& person : content().staff)
        guide +=
            "    " + person.email + "   " + person.password + "   (" + boost::describe::enum_to_string(person.role, "") + ")\n";
    guide +=
        "\n  Sign-ins for customer accounts · 客户账户登录 (codes arrive in the desk, under Outbox · "
        "验证码见客服台「发件箱」):\n";
    for (auto const& holder : content().accounts) guide += "    " + holder.email + "   " + holder.password + "   (customer)\n";
    return guide +
           "\n  Passkeys need a name for an address · 通行密钥请用域名访问:  localhost instead of 127.0.0.1"
           "\n  Sample data only; listens on this machine only. Ctrl-C stops it. · 仅为示例数据，仅限本机访问，按 Ctrl-C "
           "停止。\n\n";
}

std::optional<std::string> demo_user_name(std::string_view user) {
    auto const* name = content().users.as_object().if_contains(user);
    if (!name) return std::nullopt;
    return std::string(name->as_string());
}

}  // namespace ombud
