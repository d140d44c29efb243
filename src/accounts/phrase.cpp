#include "accounts/phrase.hpp"

#include "accounts/protection_queries.hpp"
#include "core/problem.hpp"
#include "postgres/database.hpp"
#include "text/names.hpp"

namespace ombud::accounts {

namespace {

constexpr std::size_t letters_at_least = 4, letters_at_most = 40;

std::string cleaned(std::string_view typed, safety::SecretGuard const& guard) {
    auto phrase = text::clean_name(typed);
    if (!phrase || text::count_code_points(*phrase) < letters_at_least)
        fail_field("phrase", "phrase.too_short", "has too few letters");
    if (text::count_code_points(*phrase) > letters_at_most) fail_field("phrase", "phrase.too_long", "has too many letters");
    if (!guard.redact(*phrase).removed.empty())  // it will stand in mails: no place for a password or a key
        fail_field("phrase", "phrase.secret", "looks like a secret");
    return std::move(*phrase);
}

}  // namespace

Task<void> Phrases::set(CustomerId who, SetPhrase wanted, Origin from) {
    if (wanted.phrase) wanted.phrase = cleaned(*wanted.phrase, guard_);
    co_await database_.run(sql::set_phrase, who, std::move(wanted.phrase));
    co_await traces_.leave({.account = who, .what = EventKind::phrase_changed, .from = std::move(from)});
}

}  // namespace ombud::accounts
