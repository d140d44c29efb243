#include "credentials/passwords.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <zxcvbn.h>

#include "core/json.hpp"
#include "core/offload.hpp"
#include "core/problem.hpp"
#include "text/names.hpp"

namespace ombud::credentials {

using namespace std::chrono_literals;

namespace {

// Eight decimal digits of guesses: what zxcvbn scores 3 of 4, "safely unguessable" behind a slow hash.
constexpr double bits_at_least = 26.6;
// zxcvbn's work grows with the square of the length, and what is weak shows early.
constexpr std::size_t bytes_judged = 100;

// What its English dictionary does not know: ourselves, the trade, and the pinyin and number words that Chinese passwords lean
// on.
constexpr char const* trade_words[] = {"ombud",     "anxi",       "kefu",     "support",   "helpdesk", "paiwallet",  "paiqianbao",
                                       "qianbao",   "binance",    "bitcoin",  "ethereum",  "crypto",   "blockchain", "jiaoyisuo",
                                       "bite",      "bitebi",     "woaini",   "woaiwojia", "wobuaini", "aini",       "nihao",
                                       "mima",      "zhongguo",   "beijing",  "shanghai",  "shenzhen", "guangzhou",  "wangyou",
                                       "baobei",    "laopo",      "laogong",  "tianshi",   "xiaoxin",  "woshishui",  "wodemima",
                                       "denglu",    "guanliyuan", "1314",     "520",       "5201314",  "521",        "1314520",
                                       "7758521",   "7758258",    "888888",   "666666",    "168168",   "147258369",  "woaini1314",
                                       "woaini520", "a123456",    "q1w2e3r4", "1qaz2wsx",  "zaq12wsx", "qazwsxedc"};

bool is_common(std::string password, std::vector<std::string> const& about) {
    if (password.size() > bytes_judged) password.resize(bytes_judged);
    std::vector<char const*> words{std::begin(trade_words), std::end(trade_words)};
    for (auto const& word : about) words.push_back(word.c_str());
    words.push_back(nullptr);
    return ZxcvbnMatch(password.c_str(), words.data(), nullptr) < bits_at_least;
}

std::string reckon_hash(std::string const& password) {
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str(out.data(), password.data(), password.size(), Passwords::passes, Passwords::memory_bytes) != 0)
        throw std::runtime_error("no memory for a password's hash");
    return out.data();
}

// A hash of today's costs that no password fits: for whom we do not know, the same work is done.
std::string const& nobodys_hash() {
    static std::string const hash = fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", Passwords::memory_bytes / 1024,
                                                Passwords::passes, std::string(22, 'A'), std::string(43, 'A'));
    return hash;
}

// A password typed on another keyboard is the same one.
std::string one_form(std::string password) {
    auto composed = text::composed(password);
    return composed ? std::move(*composed) : std::move(password);
}

}  // namespace

Passwords::Passwords() : pool_(threads) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not start");
}
Passwords::~Passwords() {
    pool_.join();
}

template <class Work>
Task<std::invoke_result_t<Work&>> Passwords::reckon(Work work) {
    if (waiting_ >= waiting_at_most) {
        Problem busy{ProblemKind::too_many, "rate.limited"};
        busy.retry_after = 2s;
        throw busy;
    }
    struct Place {
        std::size_t& taken;
        explicit Place(std::size_t& waiting) : taken(waiting) { ++taken; }
        ~Place() { --taken; }
    } const place{waiting_};
    ++reckoned_;
    co_return co_await offload(pool_, std::move(work));
}

Task<std::string> Passwords::choose(std::string password, std::vector<std::string> about) {
    if (password.size() > bytes_at_most) fail_field("password", "password.too_long", "at most 1024 bytes");
    password = one_form(std::move(password));
    if (text::count_code_points(password) < letters_at_least)
        fail_field("password", "password.too_short", "at least 15 characters");
    auto judge_and_hash = [password = std::move(password), about = std::move(about)] {
        if (is_common(password, about)) fail_field("password", "password.common", "too easy to guess");
        return reckon_hash(password);
    };
    co_return co_await reckon(std::move(judge_and_hash));
}

Task<std::string> Passwords::hash(std::string password) {
    auto work = [password = one_form(std::move(password))] { return reckon_hash(password); };
    co_return co_await reckon(std::move(work));
}

Task<Passwords::Verdict> Passwords::verify(std::string password, std::optional<std::string> hash) {
    auto work = [password = one_form(std::move(password)), hash = std::move(hash)]() -> Verdict {
        auto const& expected = hash ? *hash : nobodys_hash();
        bool const right = crypto_pwhash_str_verify(expected.c_str(), password.data(), password.size()) == 0 && hash;
        return {right, right && crypto_pwhash_str_needs_rehash(expected.c_str(), passes, memory_bytes) != 0};
    };
    co_return co_await reckon(std::move(work));
}

}  // namespace ombud::credentials
