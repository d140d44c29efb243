#include "staff/staff.hpp"

#include "credentials/tokens.hpp"
#include "postgres/database.hpp"
#include "staff/queries.hpp"
#include "text/names.hpp"

namespace ombud::staff {

using namespace std::chrono_literals;
using credentials::looks_like_token;
using credentials::new_token;
using credentials::session_prefix;
using credentials::setup_prefix;
using credentials::token_hash;

namespace {

constexpr auto session_life = 12h;
constexpr auto session_idle = 1h;
constexpr auto use_written_every = 1min;
constexpr auto checked_every = 1s;
constexpr auto link_life = 24h;
constexpr std::size_t sessions_remembered = 4'096;

// A session may be used in memory a minute longer than the database knows; this is safely more.
constexpr auto swept_when_idle = 2 * session_idle;

[[noreturn]] void refuse_credentials() {
    throw Problem{ProblemKind::unauthenticated, "credentials.wrong"};
}
[[noreturn]] void refuse_link() {
    throw Problem{ProblemKind::unauthenticated, "setup_link.invalid"};
}

std::string required_name(std::string_view typed, char const* field) {
    auto name = text::clean_name(typed);
    if (!name) fail_field(field, "name.empty", "nothing visible is left");
    return std::move(*name);
}

std::string required_email(std::string_view typed) {
    auto email = text::email_key(typed);
    if (!email) fail_field("email", "email.invalid", "expected a plain ASCII address");
    return std::move(*email);
}

std::string const& given(std::optional<std::string> const& value, char const* field) {
    if (!value) fail_field(field, "field.required", "is required");
    return *value;
}

void clean(ChangePerson& change) {
    if (change.name) change.name = required_name(*change.name, "name");
    if (change.public_name) change.public_name = required_name(*change.public_name, "public_name");
    if (change.language && *change.language != "zh-CN" && *change.language != "en")
        fail_field("language", "field.choice", "expected zh-CN or en");
}

// What somebody who knows the person tries first.
std::vector<std::string> words_about(std::initializer_list<std::string_view> texts) {
    std::vector<std::string> words;
    for (auto text : texts) {
        words.emplace_back(text);
        std::string word;
        for (char c : text) {
            bool const separates = std::string_view(" @.-_+").contains(c);
            if (!separates) word.push_back(c);
            if (separates && word.size() > 2) words.push_back(word);
            if (separates) word.clear();
        }
        if (word.size() > 2) words.push_back(word);
    }
    return words;
}

template <class Row>
Profile profile_of(Row const& row) {
    return {row.id, row.email, row.name, row.public_name, row.role, row.language, permissions_of(row.role)};
}

Person person_of(sql::Credentials const& row) {
    return {row.id, row.email, row.name, row.public_name, row.role, row.language, row.active, row.created_at};
}

}  // namespace

Staff::Staff(postgres::Database& database, Clock& clock, Random& random)
    : database_(database), clock_(clock), random_(random), guard_(clock) {}

// Signing in and out --------------------------------------------------------------------------------------------------

Task<SignedIn> Staff::sign_in(SignIn who, std::string peer) {
    // An address that is none is nobody's; it takes the same path and the same time.
    auto const account = text::email_key(who.email).value_or("");
    guard_.attempt(account, peer);
    auto known = co_await database_.run(sql::find_credentials, account);
    auto hash = known ? known->password_hash : std::nullopt;
    auto const verdict = co_await passwords_.verify(who.password, hash);
    if (!verdict.right || !known->active) refuse_credentials();
    if (verdict.outdated) {
        auto renewed = co_await passwords_.hash(who.password);
        if (co_await database_.run(sql::renew_hash, known->id, *hash, renewed) > 0) hash = renewed;
    }
    guard_.succeeded(account, peer);
    co_return co_await open_session(person_of(*known), *hash);
}

Task<SignedIn> Staff::open_session(Person person, std::string password_hash) {
    auto const now = clock_.now();
    auto token = new_token(session_prefix, random_);
    auto const expires_at = co_await database_.run(sql::open_session, token_hash(token), person.id, std::move(password_hash), now,
                                                   now + session_life, now - swept_when_idle);
    if (!expires_at) refuse_credentials();  // deactivated, or another password, since it was proved
    co_return SignedIn{profile_of(person), std::move(token), *expires_at};
}

Task<void> Staff::sign_out(std::string token) {
    if (!looks_like_token(session_prefix, token)) co_return;
    auto const hash = token_hash(token);
    co_await database_.run(sql::end_session, hash);
    sessions_.erase(hash);
    ++endings_;
}

void Staff::forget_sessions_of(StaffId id) {
    std::erase_if(sessions_, [&](auto const& cached) { return cached.second.session.staff.id == id; });
    ++endings_;
}

Task<std::optional<Session>> Staff::look_up(std::string token, bool use) {
    if (!looks_like_token(session_prefix, token)) co_return std::nullopt;
    auto const hash = token_hash(token);
    auto const now = clock_.now();
    auto const holds = [&](Timestamp used_at, Timestamp expires_at) { return now < expires_at && now < used_at + session_idle; };

    if (auto const found = sessions_.find(hash); found != sessions_.end()) {
        auto& cached = found->second;
        bool const fresh = now >= cached.checked_at && now < cached.checked_at + checked_every;
        bool const write_due = use && now >= cached.written_at + use_written_every;
        if (fresh && !write_due && holds(cached.used_at, cached.session.expires_at)) {
            if (use) cached.used_at = std::max(cached.used_at, now);
            co_return cached.session;
        }
    }

    std::optional<sql::SessionRow> row;
    std::uint64_t before{};
    do {  // an answer that was under way while a session ended here may be stale
        before = endings_;
        row = co_await database_.run(sql::find_session, hash);
    } while (before != endings_);

    auto const remembered = sessions_.find(hash);
    auto used_at = row ? row->used_at : Timestamp{};
    if (remembered != sessions_.end()) used_at = std::max(used_at, remembered->second.used_at);
    if (!row || !holds(used_at, row->expires_at)) {
        sessions_.erase(hash);
        co_return std::nullopt;
    }
    if (sessions_.size() >= sessions_remembered) sessions_.clear();
    bool const write = use && now >= row->used_at + use_written_every;
    Session session{profile_of(*row), row->expires_at};
    sessions_.insert_or_assign(hash, Cached{session, use ? std::max(used_at, now) : used_at, write ? now : row->used_at, now});
    if (write) co_await database_.run(sql::use_session, hash, now);
    co_return session;
}

// People --------------------------------------------------------------------------------------------------------------

Task<Added> Staff::add(AddPerson person) {
    auto email = required_email(person.email);
    auto name = required_name(person.name, "name");
    auto public_name = required_name(person.public_name, "public_name");
    auto link = new_link();
    auto added =
        co_await database_.run(sql::add_person, StaffId::make(clock_, random_), std::move(email), std::move(name),
                               std::move(public_name), person.role, clock_.now(), token_hash(link.token), link.expires_at);
    if (!added) throw Problem{ProblemKind::conflict, "email.taken", "email"};
    co_return Added{std::move(*added), std::move(link)};
}

Task<Added> Staff::add_from_command_line(AddPerson person) {
    auto link = new_link();
    auto known = co_await database_.run(sql::relink, required_email(person.email), token_hash(link.token), link.expires_at);
    if (known) co_return Added{std::move(*known), std::move(link)};
    co_return co_await add(std::move(person));
}

Task<std::vector<Person>> Staff::list() {
    return database_.run(sql::list_people);
}

Task<Person> Staff::change(StaffId id, ChangePerson change) {
    clean(change);
    auto changed = co_await database_.run(sql::change_person, id, change.role, change.active, std::move(change.name),
                                          std::move(change.public_name), std::move(change.language));
    if (!changed) {
        if (co_await database_.run(sql::find_person, id)) throw Problem{ProblemKind::conflict, "staff.last_admin"};
        throw Problem{ProblemKind::not_found, "staff.unknown"};
    }
    forget_sessions_of(id);
    co_return std::move(*changed);
}

// Setup links ---------------------------------------------------------------------------------------------------------

SetupLink Staff::new_link() {
    return {new_token(setup_prefix, random_), clock_.now() + link_life};
}

Task<std::optional<SetupLink>> Staff::first_setup_link() {
    auto link = new_link();
    auto const stored = co_await database_.run(sql::first_link, token_hash(link.token), link.expires_at);
    co_return stored ? std::optional{std::move(link)} : std::nullopt;
}

Task<SignedIn> Staff::complete_setup(CompleteSetup choice) {
    if (!looks_like_token(setup_prefix, choice.token)) refuse_link();
    auto const hash = token_hash(choice.token);
    auto link = co_await database_.run(sql::find_link, hash, clock_.now());
    if (!link) refuse_link();
    if (!link->staff_id) {
        link->email = required_email(given(choice.email, "email"));
        link->name = required_name(given(choice.name, "name"), "name");
        link->public_name = choice.public_name ? required_name(*choice.public_name, "public_name") : *link->name;
    }
    auto about = words_about({*link->email, *link->name, *link->public_name});
    auto password_hash = co_await passwords_.choose(std::move(choice.password), std::move(about));
    std::optional<Person> person;
    if (link->staff_id)
        person = co_await database_.run(sql::use_link, hash, clock_.now(), password_hash);
    else
        person = co_await database_.run(sql::use_first_link, hash, clock_.now(), password_hash, StaffId::make(clock_, random_),
                                        *link->email, *link->name, *link->public_name);
    if (!person) refuse_link();
    forget_sessions_of(person->id);
    co_return co_await open_session(std::move(*person), std::move(password_hash));
}

}  // namespace ombud::staff
