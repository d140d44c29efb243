#include "staff/staff.hpp"

#include "core/limits.hpp"
#include "credentials/tokens.hpp"
#include "postgres/database.hpp"
#include "safety/typed.hpp"
#include "staff/queries.hpp"
#include "staff/roles.hpp"
#include "text/languages.hpp"
#include "text/names.hpp"

namespace ombud::staff {

using namespace std::chrono_literals;
using credentials::looks_like_token;
using credentials::new_token;
using credentials::setup_prefix;
using credentials::token_hash;

namespace {

constexpr auto link_life = 24h;
constexpr auto names_known_for = 5s;  // what another process changed shows after so long
constexpr std::size_t people_known = 4'096;

[[noreturn]] void refuse_credentials() {
    throw Problem{ProblemKind::unauthenticated, "credentials.wrong"};
}
[[noreturn]] void refuse_link() {
    throw Problem{ProblemKind::unauthenticated, "setup_link.invalid"};
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
    if (change.name) change.name = safety::typed_name(*change.name, "name");
    if (change.public_name) change.public_name = safety::typed_name(*change.public_name, "public_name");
    if (change.language && !text::is_language(*change.language)) fail_field("language", "field.choice", "expected zh-CN or en");
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

Profile profile_of(sql::Credentials const& row) {
    return {row.id,           row.email,    row.name,
            row.public_name,  row.role,     row.role_name_en,
            row.role_name_zh, row.language, permissions_of(row.role, row.role_permissions)};
}

Person person_of(sql::Credentials const& row) {
    return {row.id,           row.email,        row.name,     row.public_name, row.role,
            row.role_name_en, row.role_name_zh, row.language, row.active,      row.created_at};
}

}  // namespace

Staff::Staff(postgres::Database& database, sessions::Sessions& sessions, factors::Factors& factors,
             credentials::Passwords& passwords, Clock& clock, Random& random, SecondFactor second_factor)
    : database_(database),
      sessions_(sessions),
      factors_(factors),
      passwords_(passwords),
      clock_(clock),
      random_(random),
      waived_(second_factor == SecondFactor::waived),
      challenges_(clock, limits::challenges_at_once, limits::one_challenge_each),
      guard_(clock) {}

// Signing in and out --------------------------------------------------------------------------------------------------

Task<SignedIn> Staff::sign_in(SignIn who, From from) {
    // An address that is none is nobody's; it takes the same path and the same time.
    auto const account = text::email_key(who.email).value_or("");
    guard_.attempt(account, from.peer);
    auto known = co_await database_.run(sql::find_credentials, account);
    auto hash = known ? known->password_hash : std::nullopt;
    auto const verdict = co_await passwords_.verify(who.password, hash);
    if (!verdict.right || !known->active) refuse_credentials();
    if (verdict.outdated) {
        auto renewed = co_await passwords_.hash(who.password);
        if (co_await database_.run(sql::renew_hash, known->id, *hash, renewed) > 0) hash = renewed;
    }
    guard_.succeeded(account, from.peer);
    co_return co_await open_session(person_of(*known), std::move(hash), sessions::Assurance::password, std::move(from));
}

Task<SignedIn> Staff::open_session(Person person, std::optional<std::string> password_hash, sessions::Assurance proved,
                                   From from) {
    auto opened = co_await sessions_.open(sessions::Owner::staff, person.id.uuid, proved,
                                          {.label = std::move(from.device), .network = network_of(from.peer), .place = {}});
    // Only now looked at: whoever was deactivated or chose another password meanwhile ends this session, or is seen here.
    auto const now = co_await database_.run(sql::find_credentials_by_id, person.id);
    if (!now || !now->active || now->password_hash != password_hash) {
        co_await sessions_.end(opened.session.id, sessions::Ending::deactivated);
        refuse_credentials();
    }
    co_return co_await signed_in(profile_of(*now), std::move(opened));
}

Task<SignedIn> Staff::signed_in(Profile profile, sessions::Opened opened) {
    SignedIn out{std::move(profile), std::move(opened.token), opened.session.expires_at, {}, {}};
    if (is_complete(opened.session)) co_return out;
    auto const held = co_await factors_.of(out.staff.id.uuid);
    out.needs = held.any() ? Needs::second_factor : Needs::enrolment;
    out.methods = held.methods();
    co_return out;
}

bool Staff::is_complete(sessions::Session const& session) const {
    return waived_ || session.assurance > sessions::Assurance::password;
}

Task<void> Staff::sign_out(SessionId session) {
    co_await sessions_.end(session, sessions::Ending::signed_out);
    known_.erase(session);
}

Task<std::optional<Session>> Staff::person_in(sessions::Session session) {
    auto const now = clock_.now();
    auto const at = known_.find(session.id);
    if (at != known_.end() && now >= at->second.read_at && now < at->second.read_at + names_known_for)
        co_return Session{at->second.profile, session, is_complete(session)};
    std::optional<sql::Credentials> person;
    std::uint64_t before{};
    do {  // an answer that was under way while somebody was changed here may be stale
        before = changes_;
        person = co_await database_.run(sql::find_credentials_by_id, StaffId{session.owner});
    } while (before != changes_);
    if (!person || !person->active) co_return std::nullopt;
    if (known_.size() >= people_known) known_.clear();
    auto& known = known_.insert_or_assign(session.id, Known{profile_of(*person), now}).first->second;
    co_return Session{known.profile, session, is_complete(session)};
}

void Staff::forget(StaffId id) {
    std::erase_if(known_, [&](auto const& each) { return each.second.profile.id == id; });
    ++changes_;
}

void Staff::forget(RoleName const& role) {
    std::erase_if(known_, [&](auto const& each) { return each.second.profile.role == role; });
    ++changes_;
}

Task<Permissions> Staff::permissions_now(StaffId id) {
    auto const person = co_await database_.run(sql::find_credentials_by_id, id);
    if (!person || !person->active) co_return Permissions{};
    co_return permissions_of(person->role, person->role_permissions);
}

Task<RoleName> Staff::role_now(StaffId id) {
    auto const person = co_await database_.run(sql::find_person, id);
    co_return person ? person->role : RoleName{};
}

Task<void> Staff::require_may_give(Permissions held, RoleName role) {
    auto const row = co_await database_.run(sql::find_role, role);
    if (!row || row->ended_at) throw Problem{ProblemKind::invalid, "role.unknown", "role"};
    require_holds(held, permissions_of(row->key, row->permissions), "role");
}

Task<void> Staff::require_may_change(Permissions held, StaffId whom) {
    for (auto const each : co_await permissions_of_anybody(whom))
        if (!holds(held, each)) throw Problem{ProblemKind::forbidden, "staff.may_more"};
}

Task<Permissions> Staff::permissions_of_anybody(StaffId id) {
    auto const person = co_await database_.run(sql::find_credentials_by_id, id);
    if (!person) throw Problem{ProblemKind::not_found, "staff.unknown"};
    co_return permissions_of(person->role, person->role_permissions);
}

Task<std::map<Uuid, std::string>> Staff::names() {
    std::map<Uuid, std::string> out;
    for (auto& each : co_await database_.run(sql::list_names)) out.emplace(each.id.uuid, std::move(each.public_name));
    co_return out;
}

// People --------------------------------------------------------------------------------------------------------------

Task<Added> Staff::add(AddPerson person) {
    return store(std::move(person), clock_.now());
}

Task<Added> Staff::store(AddPerson person, std::optional<Timestamp> role_since) {
    auto email = required_email(person.email);
    auto name = safety::typed_name(person.name, "name");
    auto public_name = safety::typed_name(person.public_name, "public_name");
    auto link = new_link();
    auto added = co_await database_.run(sql::add_person, StaffId::make(clock_, random_), std::move(email), std::move(name),
                                        std::move(public_name), person.role, clock_.now(), token_hash(link.token),
                                        link.expires_at, role_since);
    if (!added && !co_await has_role(person.role)) throw Problem{ProblemKind::invalid, "role.unknown", "role"};
    if (!added) throw Problem{ProblemKind::conflict, "email.taken", "email"};
    co_return Added{std::move(*added), std::move(link)};
}

Task<Added> Staff::add_from_command_line(AddPerson person, bool resets_factors) {
    auto link = new_link();
    auto known = co_await database_.run(sql::relink, required_email(person.email), token_hash(link.token), link.expires_at,
                                        resets_factors);
    if (known) co_return Added{std::move(*known), std::move(link)};
    co_return co_await store(std::move(person), std::nullopt);
}

Task<bool> Staff::has_role(RoleName role) {
    auto const row = co_await database_.run(sql::find_role, std::move(role));
    co_return row && !row->ended_at;
}

Task<std::vector<Person>> Staff::list() {
    return database_.run(sql::list_people);
}

Task<Person> Staff::change(StaffId id, ChangePerson change) {
    clean(change);
    auto const before = co_await database_.run(sql::find_person, id);
    auto changed = co_await database_.run(sql::change_person, id, change.role, change.active, std::move(change.name),
                                          std::move(change.public_name), std::move(change.language), clock_.now());
    if (!changed) {
        auto const role = change.role || !before ? change.role : std::optional{before->role};
        if (before && role && !co_await has_role(*role)) throw Problem{ProblemKind::conflict, "role.unknown", "role"};
        if (before) throw Problem{ProblemKind::conflict, "staff.last_admin"};
        throw Problem{ProblemKind::not_found, "staff.unknown"};
    }
    forget(id);
    if (!changed->active)
        co_await sessions_.end_all(id.uuid, sessions::Ending::deactivated);
    else if (!before || changed->role != before->role)
        co_await sessions_.end_all(id.uuid, sessions::Ending::role_changed);
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

Task<SignedIn> Staff::complete_setup(CompleteSetup choice, From from) {
    if (!looks_like_token(setup_prefix, choice.token)) refuse_link();
    auto const hash = token_hash(choice.token);
    auto link = co_await database_.run(sql::find_link, hash, clock_.now());
    if (!link) refuse_link();
    if (!link->staff_id) {
        link->email = required_email(given(choice.email, "email"));
        link->name = safety::typed_name(given(choice.name, "name"), "name");
        link->public_name = choice.public_name ? safety::typed_name(*choice.public_name, "public_name") : *link->name;
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
    forget(person->id);
    co_await factors_.forgive(person->id.uuid);  // whoever guessed the second factor knew the old password
    if (link->resets_factors) co_await factors_.remove_all(person->id.uuid);
    co_await sessions_.end_all(person->id.uuid, sessions::Ending::password_changed);
    co_return co_await open_session(std::move(*person), std::move(password_hash), sessions::Assurance::password, std::move(from));
}

}  // namespace ombud::staff
