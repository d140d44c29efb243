#include "accounts/phrase.hpp"

#include <set>

#include "accounts/protection_queries.hpp"
#include "accounts/queries.hpp"
#include "core/problem.hpp"
#include "postgres/database.hpp"
#include "safety/typed.hpp"
#include "text/names.hpp"

namespace ombud::accounts {

namespace {

constexpr std::size_t letters_at_least = 4, letters_at_most = 40;

[[noreturn]] void refuse_secret() {
    fail_field("phrase", "phrase.secret", "looks like a secret");
}

std::string cleaned(std::string_view typed) {
    if (safety::holds_secret(typed)) refuse_secret();
    auto phrase = text::clean_name(typed);
    if (!phrase || text::count_code_points(*phrase) < letters_at_least)
        fail_field("phrase", "phrase.too_short", "has too few letters");
    if (text::count_code_points(*phrase) > letters_at_most) fail_field("phrase", "phrase.too_long", "has too many letters");
    return std::move(*phrase);
}

}  // namespace

Task<void> Phrases::set(CustomerId who, SetPhrase wanted, Origin from) {
    if (wanted.phrase) {
        auto const account = co_await database_.run(sql::find_account, who);
        auto const hash = account ? std::optional{account->password_hash} : std::nullopt;
        auto phrase = cleaned(*wanted.phrase);
        for (auto const& each : std::set{*wanted.phrase, phrase})  // as it was typed, and as it would stand in letters
            if ((co_await passwords_.verify(each, hash, credentials::Lane::owner)).right) refuse_secret();
        wanted.phrase = std::move(phrase);
    }
    co_await database_.run(sql::set_phrase, who, std::move(wanted.phrase));
    co_await traces_.leave({.account = who, .what = EventKind::phrase_changed, .from = std::move(from)});
}

}  // namespace ombud::accounts
