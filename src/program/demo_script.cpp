#include "program/demo_script.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

#include "chains/address.hpp"
#include "chains/base58.hpp"

namespace ombud {

namespace {

using namespace std::chrono_literals;
using std::chrono::minutes;
using What = PastStep::What;

class Dice {
public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}

    std::int64_t between(std::int64_t low, std::int64_t high) {
        return low + std::int64_t(random_.below(std::uint32_t(high - low + 1)));
    }
    bool happens(int percent) { return between(1, 100) <= percent; }
    template <class T>
    T const& of(std::vector<T> const& all) {
        return all[std::size_t(between(0, std::int64_t(all.size()) - 1))];
    }
    chains::Bytes bytes(std::size_t count) {
        chains::Bytes out(count);
        random_.fill(std::as_writable_bytes(std::span{out}));
        return out;
    }
    std::string hex(std::size_t digits) { return random_.text(digits, "0123456789abcdef"); }
    template <class T>
    void shuffle(std::vector<T>& all) {
        for (auto left = all.size(); left > 1; --left)
            std::swap(all[left - 1], all[std::size_t(between(0, std::int64_t(left) - 1))]);
    }

private:
    SeededRandom random_;
};

// Coins and addresses ---------------------------------------------------------------------------------------------------------

enum class Chain { bitcoin, litecoin, evm, tron, solana, xrp };

struct Coin {
    std::string asset, network, chain_en, chain_zh;
    Chain chain;
    std::int64_t low, high;  // of an amount, in the units of its last digit
    int decimals;
};

std::vector<Coin> const& coins() {
    static std::vector<Coin> const all{{"USDT", "TRON", "TRC20", "TRC20", Chain::tron, 4'000, 950'000, 2},
                                       {"USDT", "Ethereum", "ERC20", "ERC20", Chain::evm, 9'000, 1'900'000, 2},
                                       {"USDT", "BSC", "BEP20", "BEP20", Chain::evm, 2'000, 400'000, 2},
                                       {"USDC", "Ethereum", "ERC20", "ERC20", Chain::evm, 5'000, 900'000, 2},
                                       {"USDC", "Solana", "Solana", "Solana", Chain::solana, 3'000, 600'000, 2},
                                       {"ETH", "Ethereum", "Ethereum", "以太坊", Chain::evm, 40, 14'000, 3},
                                       {"BTC", "Bitcoin", "Bitcoin", "比特币主网", Chain::bitcoin, 90, 16'000, 4},
                                       {"SOL", "Solana", "Solana", "Solana", Chain::solana, 10, 2'400, 1},
                                       {"XRP", "XRP Ledger", "XRP Ledger", "瑞波链", Chain::xrp, 60, 7'000, 0},
                                       {"LTC", "Litecoin", "Litecoin", "莱特币", Chain::litecoin, 100, 6'000, 2},
                                       {"TRX", "TRON", "TRON", "波场", Chain::tron, 500, 50'000, 0}};
    return all;
}

chains::Bytes with_version(std::uint8_t version, chains::Bytes payload) {
    payload.insert(payload.begin(), version);
    return payload;
}

// Its checksum holds; nobody has the key.
std::string address_on(Chain chain, Dice& dice) {
    auto const hash = dice.bytes(20);
    switch (chain) {
        case Chain::bitcoin:
            return chains::base58check_encode(with_version(0x00, hash));
        case Chain::litecoin:
            return chains::base58check_encode(with_version(0x30, hash));
        case Chain::tron:
            return chains::base58check_encode(with_version(0x41, hash));
        case Chain::xrp:
            return chains::base58check_encode(with_version(0x00, hash), chains::Base58Alphabet::ripple);
        case Chain::solana:
            return chains::base58_encode(dice.bytes(32));
        case Chain::evm:
            break;
    }
    return chains::eip55(dice.hex(40));
}

std::string transaction_on(Chain chain, Dice& dice) {
    if (chain == Chain::solana) return chains::base58_encode(dice.bytes(64));
    auto out = dice.hex(64);
    if (chain == Chain::evm) return "0x" + out;
    if (chain == Chain::xrp)
        for (char& letter : out) letter = char(std::toupper(letter));
    return out;
}

std::string amount_of(Coin const& coin, Dice& dice) {
    auto units = dice.between(coin.low, coin.high);
    std::int64_t one = 1;
    for (int i = 0; i < coin.decimals; ++i) one *= 10;
    // People send round sums, too.
    if (units > 20 * one && dice.happens(55)) units -= units % (units > 1'000 * one ? 100 * one : 10 * one);
    auto out = std::to_string(units / one);
    if (auto const rest = units % one; rest != 0) {
        auto digits = fmt::format("{:0{}}", rest, coin.decimals);
        digits.erase(digits.find_last_not_of('0') + 1);
        out += "." + digits;
    }
    return out;
}

// Words -----------------------------------------------------------------------------------------------------------------------

using Words = std::map<std::string, std::string, std::less<>>;

std::string filled(std::string_view text, Words const& words) {
    std::string out;
    while (!text.empty()) {
        auto const from = text.find('{');
        auto const to = from == text.npos ? from : text.find('}', from);
        if (to == text.npos) break;
        out += text.substr(0, from);
        auto const known = words.find(text.substr(from + 1, to - from - 1));
        out += known == words.end() ? text.substr(from, to + 1 - from) : std::string_view{known->second};
        text.remove_prefix(to + 1);
    }
    return out.append(text);
}

std::string first_name(std::string const& name, std::string const& language) {
    return language == "en" ? name.substr(0, name.find(' ')) : name;
}

Words words_of(PastConversation const& past, Coin const& coin, Dice& dice) {
    return {{"asset", coin.asset},
            {"chain", past.language == "en" ? coin.chain_en : coin.chain_zh},
            {"amount", amount_of(coin, dice)},
            {"address", address_on(coin.chain, dice)},
            {"tx", transaction_on(coin.chain, dice)},
            {"order", "WD-" + std::to_string(dice.between(20'000, 99'999))},
            {"n", std::to_string(dice.between(2, 9))},
            {"minutes", std::to_string(dice.between(12, 48))},
            {"time", fmt::format("{:02}:{:02}", dice.between(0, 23), 5 * dice.between(0, 11))},
            {"who", past.name ? first_name(*past.name, past.language) : "—"}};
}

desk::Case case_of(PastConversation const& past, Coin const& coin, Words const& words, std::string const& device, Timestamp start,
                   Dice& dice) {
    desk::Case out{.topic = past.topic,
                   .urgent = past.priority == "urgent",
                   .fields = {},
                   .missing = {"pictures"},
                   .reach = "chat",
                   .email = {},
                   .diagnosis = {}};
    out.assurance = !past.name ? Assurance::nobody : dice.happens(75) ? Assurance::session : Assurance::address;
    auto const add = [&](char const* name, std::string value) { out.fields.push_back({name, std::move(value)}); };
    auto const since = std::chrono::floor<minutes>(start - minutes{60 * dice.between(1, 9)});
    add("since", to_rfc3339(since).replace(10, 1, " ").substr(0, 16) + " UTC");
    bool const moves = past.topic == "withdrawal" || past.topic == "deposit" || past.topic == "theft";
    if (moves) {
        add("asset", coin.asset);
        add("network", coin.network);
        add("amount", words.at("amount"));
    }
    if (past.topic == "withdrawal") add("withdrawal_id", words.at("order"));
    if (past.topic == "deposit" || past.topic == "theft") add("transaction_id", words.at("tx"));
    if (past.topic == "sign_in" || past.topic == "security") add("device", device);
    if (moves && dice.happens(30)) out.missing.emplace_back("address");
    return out;
}

// Times -----------------------------------------------------------------------------------------------------------------------

// How much goes on at an hour of the day there.
constexpr std::array<int, 24> rhythm{20, 12, 8, 6, 6, 8, 18, 35, 60, 90, 100, 95, 75, 85, 95, 95, 90, 80, 75, 80, 85, 75, 55, 35};

Timestamp some_time(Timestamp now, std::string const& language, Dice& dice) {
    for (;;) {
        auto const at = now - std::chrono::seconds{dice.between(3 * 3'600, 30 * 86'400)};
        auto const there = at + (language == "en" ? 1h : 8h);
        auto const day = std::chrono::floor<std::chrono::days>(there);
        auto const hour = std::size_t(std::chrono::floor<std::chrono::hours>(there - day).count());
        bool const weekend = std::chrono::weekday{day}.iso_encoding() > 5;
        if (dice.happens(weekend ? rhythm[hour] / 2 : rhythm[hour])) return at;
    }
}

// How it stands now.
enum class Fate { resolved, as_written, live, unanswered, cut_at_words, cut_at_answer, snoozed };

class Told {
public:
    Told(PastContent const& content, PastConversation const& past, PastScript const& script, Words words, PastPromise promise,
         std::uint64_t seed)
        : content_(content), past_(past), script_(script), words_(std::move(words)), promise_(promise), seed_(seed) {}

    // The whole of it, from `start` to its end.
    std::vector<PastStep> from(Timestamp start, std::string const& opening) {
        dice_.emplace(seed_);
        steps_.clear();
        owed_.reset();
        answered_ = false;
        last_ = start;
        agent_ = somebody(false);
        says(start, filled(opening, words_));
        for (auto const& line : script_.lines) take(line.at(0), line.at(1));
        return steps_;
    }
    Timestamp after(Timestamp since, int percent) {
        return promise_.hours
            ->after(since, std::chrono::seconds{60 * (answered_ ? promise_.next_answer : promise_.first_answer) * percent / 100})
            .value_or(since);
    }
    [[nodiscard]] PastStep ending(What what) {
        // Whoever puts something off does so while they are at it.
        if (what == What::snoozes) return {what, last_ + minutes{dice_->between(2, 9)}, {}, agent_};
        return {what, std::max(last_ + 90s, after(last_, int(dice_->between(6, 60)))), {}, agent_};
    }
    // What comes after these is as if it had never been.
    void ends_after(std::vector<PastStep> const& steps) {
        last_ = steps.back().at;
        for (auto const& step : steps)
            if (step.what == What::answers || step.what == What::hands_over) agent_ = step.who;
    }

private:
    [[nodiscard]] bool quick() const { return past_.channel == "chat"; }

    std::size_t somebody(bool leads) {
        std::vector<std::size_t> able;
        for (std::size_t i = 0; i < content_.people.size(); ++i) {
            auto const& person = content_.people[i];
            bool const speaks = std::ranges::find(person.languages, past_.language) != person.languages.end();
            if (speaks && (!leads || person.leads) && (!leads || i != agent_)) able.push_back(i);
        }
        return able.empty() ? agent_ : dice_->of(able);
    }
    [[nodiscard]] std::string spoken(std::string const& text) const {
        auto words = words_;
        words["agent"] = *content_.people[agent_].public_name;
        return filled(text, words);
    }
    void says(Timestamp at, std::string text) {
        PastStep step{What::says, at, std::move(text), 0};
        if (!owed_) {
            owed_ = at;
            step.due = after(at, 100);
            step.first = !answered_;
        }
        steps_.push_back(std::move(step));
        last_ = at;
    }
    void take(std::string const& who, std::string const& text) {
        if (who == "they") return says(last_ + pause_of_customer(), spoken(text));
        auto at = last_ + minutes{dice_->between(1, 5)} + std::chrono::seconds{dice_->between(0, 59)};
        if (who == "we") at = std::max(last_ + 40s, time_of_answer());
        auto what = who == "note" ? What::notes : What::answers;
        if (who == "to") {
            agent_ = somebody(true);
            what = What::hands_over;
        }
        steps_.push_back({what, at, spoken(text), agent_});
        last_ = at;
        if (what != What::answers) return;
        owed_.reset();
        answered_ = true;
    }
    std::chrono::seconds pause_of_customer() {
        if (!quick()) return minutes{dice_->between(25, 900)};
        return dice_->happens(12) ? minutes{dice_->between(90, 600)} : std::chrono::seconds{dice_->between(25, 900)};
    }
    Timestamp time_of_answer() {
        if (!owed_) return last_ + (quick() ? minutes{dice_->between(9, 170)} : minutes{dice_->between(120, 1'500)});
        return after(*owed_, int(dice_->happens(7) ? dice_->between(105, 240) : dice_->between(5, 72)));
    }

    PastContent const& content_;
    PastConversation const& past_;
    PastScript const& script_;
    Words words_;
    PastPromise promise_;
    std::uint64_t seed_;
    std::optional<Dice> dice_;
    std::vector<PastStep> steps_;
    std::optional<Timestamp> owed_;
    bool answered_ = false;
    Timestamp last_{};
    std::size_t agent_ = 0;
};

// As much of it as has happened, or as its fate allows.
std::vector<PastStep> cut(std::vector<PastStep> steps, Fate fate, Dice& dice) {
    auto const keep = [&](What what) {
        std::vector<std::size_t> ends;
        for (std::size_t i = 1; i < steps.size(); ++i)
            if (steps[i].what == what) ends.push_back(i + 1);
        if (!ends.empty()) steps.resize(dice.of(ends));
    };
    if (fate == Fate::unanswered) steps.resize(1);
    if (fate == Fate::cut_at_words) keep(What::says);
    if (fate == Fate::cut_at_answer || fate == Fate::snoozed) keep(What::answers);
    return steps;
}

// How long ago the last thing happened in what is not done yet.
std::chrono::seconds age_of(Fate fate, PastConversation const& past, PastScript const& script, Dice& dice) {
    if (script.stays == "open" && past.topic != "complaint") fate = Fate::cut_at_words;
    bool const hurries = past.priority == "urgent";
    switch (fate) {
        case Fate::live:
            return std::chrono::seconds{dice.between(40, 900)};
        case Fate::unanswered:
            return std::chrono::seconds{hurries ? dice.between(60, 1'500) : dice.between(120, dice.happens(70) ? 5'400 : 36'000)};
        case Fate::cut_at_words:
            return std::chrono::seconds{hurries ? dice.between(60, 2'400) : dice.between(120, dice.happens(70) ? 4'500 : 30'000)};
        default:
            return std::chrono::seconds{dice.between(1'200, 4 * 86'400)};
    }
}

Fate fate_of(PastScript const& script, std::size_t place) {
    if (script.stays) return Fate::as_written;
    if (place < 8) return Fate::live;
    if (place < 26) return Fate::unanswered;
    if (place < 46) return Fate::cut_at_words;
    if (place < 62) return Fate::cut_at_answer;
    if (place < 68) return Fate::snoozed;
    return Fate::resolved;
}

struct Opening {
    std::string const* language;
    PastScript const* script;
    std::string const* words;
};

std::vector<Opening> openings_of(PastContent const& content) {
    std::vector<Opening> out;
    for (auto const& book : content.scripts)
        for (auto const& script : book.scripts)
            for (auto const& words : script.open) out.push_back({&book.language, &script, &words});
    return out;
}

Coin const& coin_for(PastScript const& script, Dice& dice) {
    std::vector<Coin const*> fit;
    for (auto const& coin : coins())
        if (!script.asset || coin.asset == *script.asset) fit.push_back(&coin);
    return *dice.of(fit);
}

json::object fields_of(PastConversation const& past, Dice& dice) {
    json::object out;
    if (dice.happens(26)) out["vip_tier"] = dice.happens(20) ? "black" : (dice.happens(45) ? "gold" : "silver");
    if (dice.happens(18)) out["contacts_before"] = dice.between(1, 6);
    if (past.priority == "high" && dice.happens(40)) out["call_back"] = true;
    if (past.topic == "theft" && dice.happens(50))
        out["police_reference"] = fmt::format("CR-2026-{:06}", dice.between(1'000, 999'999));
    return out;
}

PastConversation begun(PastContent const& content, Opening const& opening, std::size_t number, Dice& dice) {
    auto const& [language, script, words] = opening;
    PastConversation out{.language = *language,
                         .topic = script->topic,
                         .channel = script->by.value_or("chat"),
                         .priority = script->priority.value_or("normal"),
                         .tags = script->tags.value_or(std::vector<std::string>{}),
                         .name = {},
                         .number = std::to_string(number),
                         .told = {},
                         .fields = {},
                         .steps = {}};
    bool const named = out.channel == "email" || dice.happens(78);
    if (named) out.name = dice.of(out.language == "en" ? content.names_en : content.names_zh);
    out.fields = fields_of(out, dice);
    return out;
}

void end(std::vector<PastStep>& steps, Told& told, Fate fate, PastScript const& script) {
    if (fate == Fate::resolved) steps.push_back(told.ending(What::resolves));
    if (fate == Fate::snoozed || (fate == Fate::as_written && *script.stays == "snoozed"))
        steps.push_back(told.ending(What::snoozes));
}

void live_through(PastConversation& past, Told& told, Opening const& opening, Fate fate, Timestamp now, Dice& dice) {
    for (;;) {
        auto start = some_time(now, past.language, dice);
        past.steps = cut(told.from(start, *opening.words), fate, dice);
        told.ends_after(past.steps);
        if (fate == Fate::resolved) {
            end(past.steps, told, fate, *opening.script);
            if (past.steps.back().at < now - 30min) return;
            continue;
        }
        // Told again from so much later that what is last of it happened so long ago.
        auto const size = past.steps.size();
        start += now - age_of(fate, past, *opening.script, dice) - (fate == Fate::live ? start : past.steps.back().at);
        past.steps = told.from(start, *opening.words);
        if (fate != Fate::live) past.steps.resize(size);
        std::erase_if(past.steps, [&](auto const& step) { return step.at > now - 20s; });
        if (past.steps.empty()) continue;
        told.ends_after(past.steps);
        if (past.steps.size() == size) end(past.steps, told, fate, *opening.script);
        std::erase_if(past.steps, [&](auto const& step) { return step.at > now - 10s; });
        return;
    }
}

// Some say how it went, most of them soon. By dice of its own, so that all else is told as without it.
void end_with_rating(PastConversation& past, PastContent const& content, Timestamp now, std::uint64_t seed) {
    Dice dice{seed};
    auto const& ratings = past.language == "en" ? content.ratings_en : content.ratings_zh;
    auto const& end = past.steps.back();
    if (end.what != What::resolves || ratings.empty() || !dice.happens(40)) return;
    auto const at = end.at + minutes{dice.happens(70) ? dice.between(1, 40) : dice.between(60, 2'000)};
    auto const& rating = ratings[std::size_t(seed * 7 % ratings.size())];
    if (at < now - 10s) past.steps.push_back({.what = What::rates, .at = at, .text = rating.words, .score = rating.score});
}

}  // namespace

desk::Standing PastConversation::standing() const {
    auto all = tags;
    all.emplace_back("sample");
    std::ranges::sort(all);
    auto const first = steps.empty() ? Timestamp{} : steps.front().at;
    return {.id = {},
            .reference = {},
            .status = "new",
            .language = language,
            .topic = topic,
            .channel = channel,
            .priority = priority,
            .queue_id = {},
            .tags = std::move(all),
            .fields = fields,
            .assignee_id = {},
            .customer_id = {},
            .customer_kind = channel == "email" ? "correspondent" : (name ? "user" : "visitor"),
            .snoozed_until = {},
            .waiting_since = first,
            .created_at = first,
            .updated_at = first,
            .last_seq = 1,
            .last_customer_seq = 1,
            .last_answer_seq = 0};
}

std::vector<PastConversation> past_until(Timestamp now, PastContent const& content,
                                         std::function<PastPromise(desk::Standing const&)> const& promise_of) {
    Dice dice{20'261'129};
    auto openings = openings_of(content);
    dice.shuffle(openings);
    std::vector<PastConversation> out;
    std::size_t place = 0;
    for (auto const& opening : openings) {
        auto const fate = fate_of(*opening.script, place);
        if (!opening.script->stays) ++place;
        auto past = begun(content, opening, out.size() + 1, dice);
        auto const& coin = coin_for(*opening.script, dice);
        auto const words = words_of(past, coin, dice);
        Told told{content, past, *opening.script, words, promise_of(past.standing()), std::uint64_t(out.size()) + 1};
        live_through(past, told, opening, fate, now, dice);
        bool const asked = past.channel == "form" || (past.channel == "chat" && dice.happens(30));
        if (asked) past.told = case_of(past, coin, words, dice.of(content.devices), past.steps.front().at, dice);
        end_with_rating(past, content, now, 1'000 + std::uint64_t(out.size()));
        out.push_back(std::move(past));
    }
    std::ranges::sort(out, {}, [](PastConversation const& each) { return each.steps.front().at; });
    return out;
}

}  // namespace ombud
