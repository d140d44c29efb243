#include "email/fetching.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <fstream>
#include <set>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/problem.hpp"
#include "email/queries.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"
#include "text/names.hpp"

namespace ombud::email {

namespace {

using namespace std::chrono_literals;

constexpr auto matched_every = 5s;

std::string name_of(std::string const& user, std::string const& url, std::string const& folder) {
    return user + " " + url + " " + folder;
}

std::string clean(std::string const& typed, char const* field) {
    auto out = text::clean_name(typed);
    if (!out) throw Problem{ProblemKind::invalid, "name.empty", field};
    return *out;
}

// Which field of the form a server's answer is about.
char const* field_of(std::string_view code) {
    if (code == "mail.imap_refused") return "user";
    if (code == "mail.imap_declined" || code == "mail.imap_folder") return "folder";
    return code.starts_with("mail.oauth") ? "oauth" : "url";
}

}  // namespace

struct Fetching::Followed {
    Followed(postgres::Database& database, mail::ImapSettings settings, std::string name, std::string done, Letters letters,
             Clock& clock)
        : server(std::move(settings)), mailbox(database, server, std::move(name), std::move(done), letters, clock) {}

    void end() {
        server.stop();
        ends.emit(asio::cancellation_type::terminal);
    }

    mail::ImapMailbox server;
    Mailbox mailbox;
    asio::cancellation_signal ends;
};

Fetching::Fetching(Ground on, std::optional<SettledMailbox> settled) : on_(std::move(on)), settled_(std::move(settled)) {
    if (settled_ && settled_->oauth)
        settled_->server.access_token = [tokens = std::make_shared<AccessTokens>(on_.client, *settled_->oauth)] {
            return tokens->get();
        };
}
Fetching::~Fetching() = default;

void Fetching::stop() {
    for (auto& [name, followed] : followed_) followed->end();
}

SignInToMailbox Fetching::sign_in_of(sql::FetchedMailbox const& box) const {
    return from_json<SignInToMailbox>(parse_json(on_.seal.open(box.sealed.data, box.id.text())));
}

mail::ImapSettings Fetching::server_of(sql::FetchedMailbox const& box, SignInToMailbox const& how) {
    mail::ImapSettings out{.url = box.url, .folder = box.folder, .user = box.username};
    if (how.password) out.password = *how.password;
    if (how.oauth) {
        auto keep = [this, id = box.id, kept = SignInToMailbox{how}](OAuth now) mutable -> Task<void> {
            kept.oauth = std::move(now);
            postgres::Bytes sealed{on_.seal.close(to_json_text(kept), id.text(), on_.random)};
            co_await on_.database.run(sql::reseal_mailbox, id, std::move(sealed));
        };
        out.access_token = [tokens = std::make_shared<AccessTokens>(on_.client, *how.oauth, std::move(keep))] {
            return tokens->get();
        };
    }
    if (how.authorities) {
        std::filesystem::create_directories(on_.folder);
        auto const file = on_.folder / (box.id.text() + ".pem");
        std::ofstream{file} << *how.authorities;
        out.authorities = file;
    }
    return out;
}

std::string Fetching::kind_of(sql::FetchedMailbox const& box) const {
    try {
        return sign_in_of(box).oauth ? "xoauth2" : "password";
    } catch (std::exception const&) {  // sealed under another key: it is not followed, and says so
        return "unreadable";
    }
}

// Begins to follow what is new, and ends what is gone.
Task<void> Fetching::match() {
    std::set<std::string> wanted;
    auto const executor = co_await asio::this_coro::executor;
    auto const follow = [&](std::string name, std::string done, auto make_settings) {
        wanted.insert(name);
        if (followed_.contains(name)) return;
        try {
            auto followed =
                std::make_shared<Followed>(on_.database, make_settings(), name, std::move(done), on_.letters, on_.clock);
            followed_.emplace(std::move(name), followed);
            asio::co_spawn(executor, followed->mailbox.follow(),
                           asio::bind_cancellation_slot(followed->ends.slot(), [followed](std::exception_ptr const&) {}));
        } catch (std::exception const& error) {  // sealed under another key, or no address of a server
            log::error("email.mailbox_not_followed", {{"fault", error.what()}});
        }
    };
    if (settled_)
        follow(name_of(settled_->server.user, settled_->server.url, settled_->server.folder), settled_->done,
               [&] { return settled_->server; });
    for (auto const& box : co_await on_.database.run(sql::fetched_mailboxes))
        follow(box.name, {}, [&] { return server_of(box, sign_in_of(box)); });
    std::erase_if(followed_, [&](auto const& each) {
        bool const gone = !wanted.contains(each.first);
        if (gone) each.second->end();
        return gone;
    });
}

Task<void> Fetching::keep_up() {
    return postgres::keep_doing(on_.clock, "email.mailboxes", matched_every, [this] { return match(); });
}

Task<std::vector<MailboxView>> Fetching::list() {
    auto const standings = co_await on_.database.run(sql::mailbox_standings);
    std::vector<MailboxView> out;
    if (settled_) {
        auto const& server = settled_->server;
        out.push_back({.id = std::nullopt,
                       .name = name_of(server.user, server.url, server.folder),
                       .url = server.url,
                       .folder = server.folder,
                       .user = server.user,
                       .sign_in = settled_->oauth ? "xoauth2" : "password"});
    }
    for (auto const& box : co_await on_.database.run(sql::fetched_mailboxes))
        out.push_back({.id = box.id,
                       .name = box.name,
                       .url = box.url,
                       .folder = box.folder,
                       .user = box.username,
                       .sign_in = kind_of(box)});
    for (auto& view : out) {
        auto const standing = std::ranges::find(standings, view.name, &sql::MailboxStanding::name);
        if (standing == standings.end()) continue;
        view.looked_at = standing->looked_at;
        view.letter_at = standing->letter_at;
        view.fault = standing->fault;
        view.fault_at = standing->fault_at;
    }
    co_return out;
}

Task<MailboxView> Fetching::add(FreshAgent by, AddMailbox wanted) {
    if (wanted.password.has_value() == wanted.oauth.has_value())
        throw Problem{ProblemKind::invalid, "mailbox.no_sign_in", "password"};
    sql::FetchedMailbox box{.id = MailboxId::make(on_.clock, on_.random),
                            .name = {},
                            .url = wanted.url,
                            .folder = clean(wanted.folder.value_or("INBOX"), "folder"),
                            .username = clean(wanted.user, "user"),
                            .sealed = {}};
    box.name = name_of(box.username, box.url, box.folder);
    auto const known = co_await list();
    if (std::ranges::find(known, box.name, &MailboxView::name) != known.end())
        throw Problem{ProblemKind::conflict, "mailbox.known", "user"};
    if (known.size() >= limits::mailboxes_at_most) throw Problem{ProblemKind::conflict, "mailbox.too_many"};
    SignInToMailbox const how{std::move(wanted.password), std::move(wanted.oauth), std::move(wanted.authorities)};
    std::optional<Problem> refused;
    try {
        mail::ImapMailbox server{server_of(box, how)};
        co_await server.look();
    } catch (Problem const& problem) {
        refused = problem;
    }
    if (refused) {
        refused->kind = ProblemKind::invalid;
        refused->field = field_of(refused->code);
        throw std::move(*refused);
    }
    box.sealed = {on_.seal.close(to_json_text(how), box.id.text(), on_.random)};
    if (co_await on_.database.run(sql::add_mailbox, box.id, box.name, box.url, box.folder, box.username, box.sealed,
                                  on_.clock.now(), by.id) == 0)
        throw Problem{ProblemKind::conflict, "mailbox.known", "user"};
    co_await on_.audit.record({.act = "mail.mailbox_added",
                               .actor_kind = audit::ActorKind::staff,
                               .actor = by.id.uuid,
                               .subject = box.id.uuid,
                               .details = {{"sign_in", how.oauth ? "xoauth2" : "password"}}});
    co_return MailboxView{.id = box.id,
                          .name = box.name,
                          .url = box.url,
                          .folder = box.folder,
                          .user = box.username,
                          .sign_in = how.oauth ? "xoauth2" : "password"};
}

Task<void> Fetching::remove(FreshAgent by, MailboxId id) {
    auto const name = co_await on_.database.run(sql::remove_mailbox, id);
    if (!name) throw Problem{ProblemKind::not_found, "mailbox.unknown"};
    std::error_code ignored;
    std::filesystem::remove(on_.folder / (id.text() + ".pem"), ignored);
    co_await on_.audit.record({.act = "mail.mailbox_removed",
                               .actor_kind = audit::ActorKind::staff,
                               .actor = by.id.uuid,
                               .subject = id.uuid,
                               .details = {}});
}

}  // namespace ombud::email
