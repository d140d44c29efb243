#include "email/intake.hpp"

#include <algorithm>
#include <boost/algorithm/string.hpp>

#include "chains/address.hpp"
#include "chains/base58.hpp"
#include "core/json.hpp"
#include "embedded/mail.hpp"
#include "text/names.hpp"

namespace ombud::email {

namespace {

constexpr std::size_t read_bytes = 64 * 1024;  // of a letter's words: whoever says it after that says it to a person
constexpr std::size_t subject_counts = 3;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

// What content/mail says ------------------------------------------------------------------------------------------------------

// Found as whole words; between Chinese there are none.
struct Expression {
    std::string text;
    bool exact = false;         // upper case counts
    bool any_ending = false;    // "withdraw*"
    bool after_number = false;  // "0.5btc", too
};

struct Named {
    std::string name;
    std::vector<Expression> called;
};

struct Sentence {
    std::string sentence, between;
};
BOOST_DESCRIBE_STRUCT(Sentence, (), (sentence, between))

struct Content {
    std::vector<std::pair<diagnosis::Topic, std::vector<Expression>>> topics;  // the gravest first
    std::vector<Named> assets, networks;
    std::vector<Expression> withdrawal;
    std::map<std::string, diagnosis::Words, std::less<>> fields;  // in words
    Sentence en, zh;
};

void add_expressions(json::value const& list, std::vector<Expression>& into) {
    for (auto text : from_json<std::vector<std::string>>(list)) {
        bool const any_ending = text.ends_with('*');
        if (any_ending) text.pop_back();
        bool const exact = std::ranges::any_of(text, [](char c) { return lower(c) != c; });
        into.push_back({std::move(text), exact, any_ending});
    }
}

std::vector<Named> names_of(json::value const& map) {
    std::vector<Named> out;
    for (auto const& [name, called] : map.as_object()) add_expressions(called, out.emplace_back(std::string(name)).called);
    return out;
}

Content read_content() {
    Content out;
    json::value whole;
    for (auto const& file : embedded::mail()) whole = parse_json(file.bytes);
    for (auto const& each : whole.at("topics").as_array()) {
        auto& [topic, expressions] = out.topics.emplace_back();
        topic = from_json<diagnosis::Topic>(each.at("topic"));
        for (auto const language : diagnosis::languages) add_expressions(each.at(language), expressions);
    }
    out.assets = names_of(whole.at("assets"));
    for (auto& asset : out.assets)
        for (auto& each : asset.called) each.after_number = true;
    out.networks = names_of(whole.at("networks"));
    for (auto const language : diagnosis::languages) add_expressions(whole.at("withdrawal").at(language), out.withdrawal);
    for (auto const& [name, words] : whole.at("fields").as_object())
        out.fields.emplace(name, diagnosis::Words{.en = from_json<std::string>(words.at("en")),
                                                  .zh = from_json<std::string>(words.at("zh-CN"))});
    out.en = from_json<Sentence>(whole.at("ask").at("en"));
    out.zh = from_json<Sentence>(whole.at("ask").at("zh-CN"));
    return out;
}

Content const& content() {
    static auto const read = read_content();
    return read;
}

// A text, and how it reads when nobody minds capitals, apostrophes and line ends; both of one length.
struct Text {
    std::string as_written, plain;

    explicit Text(std::string_view text) {
        as_written.reserve(text.size());
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (text.substr(at).starts_with("\xe2\x80\x99") || text.substr(at).starts_with("\xe2\x80\x98")) {  // ’ ‘
                as_written += '\'';
                at += 2;
            } else if (text.substr(at).starts_with("\xc2\xa0")) {  // no break space
                as_written += ' ';
                at += 1;
            } else {
                as_written += text[at] == '\n' || text[at] == '\r' || text[at] == '\t' ? ' ' : text[at];
            }
        }
        auto const both_blank = [](char a, char b) { return a == ' ' && b == ' '; };
        as_written.erase(std::ranges::unique(as_written, both_blank).begin(), as_written.end());
        plain = as_written;
        std::ranges::transform(plain, plain.begin(), lower);
    }

    // Where it stands first, from `from` on.
    [[nodiscard]] std::size_t find(Expression const& wanted, std::size_t from = 0) const {
        auto const& text = wanted.exact ? as_written : plain;
        for (auto at = text.find(wanted.text, from); at != text.npos; at = text.find(wanted.text, at + 1)) {
            auto const end = at + wanted.text.size();
            bool const begins = !is_word(wanted.text.front()) || at == 0 || !is_word(text[at - 1]) ||
                                (wanted.after_number && is_digit(text[at - 1]));
            bool const ends = wanted.any_ending || !is_word(wanted.text.back()) || end == text.size() || !is_word(text[end]);
            if (begins && ends) return at;
        }
        return text.npos;
    }
    [[nodiscard]] bool holds(Expression const& wanted) const { return find(wanted) != std::string::npos; }
};

// Topics ------------------------------------------------------------------------------------------------------------------------

// Each expression counts once, by its length: who repeats one word says no more by it.
std::optional<diagnosis::Topic> topic_in(Text const& subject, Text const& words) {
    std::optional<diagnosis::Topic> best;
    std::size_t most = 0;
    for (auto const& [topic, expressions] : content().topics) {
        std::size_t weight = 0;
        for (auto const& each : expressions)
            weight += each.text.size() * (subject.holds(each) ? subject_counts : words.holds(each) ? 1 : 0);
        if (weight > most) {
            most = weight;
            best = topic;
        }
        if (best == diagnosis::Topic::theft) break;
    }
    return best;
}

// What it names -----------------------------------------------------------------------------------------------------------------

constexpr std::size_t shortest_id = 25, longest_id = 128;
constexpr std::size_t hash_digits = 64, signature_bytes = 64;

bool is_hex(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f'); });
}

bool is_transaction(std::string_view word) {
    if (word.starts_with("0x") || word.starts_with("0X")) word.remove_prefix(2);
    if (word.size() == hash_digits) return is_hex(word);
    // Solana signs its transactions, and calls them by that.
    if (word.size() < 86 || word.size() > 88) return false;
    auto const signature = chains::base58_decode(word);
    return signature && signature->size() == signature_bytes;
}

// By its checksum; two forms have none, and are unmistakable each in its own way.
std::optional<chains::AddressForm> address_form(std::string_view word, bool about_solana) {
    auto const verdict = chains::recognise_address(word);
    if (!verdict) return std::nullopt;
    bool const sure = verdict->check == chains::AddressCheck::proved || verdict->form == chains::AddressForm::evm ||
                      (verdict->form == chains::AddressForm::solana && about_solana);
    return sure ? std::optional{verdict->form} : std::nullopt;
}

// A network that only such addresses have.
char const* network_of(chains::AddressForm form) {
    using enum chains::AddressForm;
    switch (form) {
        case tron:
            return "TRON";
        case solana:
            return "Solana";
        case xrp:
            return "XRP Ledger";
        case stellar:
            return "Stellar";
        case ton:
            return "TON";
        case cardano:
            return "Cardano";
        case polkadot:
            return "Polkadot";
        default:
            return nullptr;
    }
}

// Stretches that may be an id: what stands between other characters.
std::vector<std::string_view> long_words(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto const begin = at;
        while (at < text.size() && (is_word(text[at]) || text[at] == '_' || text[at] == '-')) ++at;
        auto const size = at - begin;
        if (size >= shortest_id && size <= longest_id) out.push_back(text.substr(begin, size));
    }
    return out;
}

// The one that is named first.
Named const* first_named(Text const& text, std::vector<Named> const& all) {
    Named const* first = nullptr;
    auto place = std::string::npos;
    for (auto const& named : all)
        for (auto const& each : named.called)
            if (auto const at = text.find(each); at < place) {
                place = at;
                first = &named;
            }
    return first;
}

// "0.5" of "0.5 BTC" or of "BTC 0.5"; empty without.
std::string_view number_beside(std::string_view text, std::size_t at, std::size_t end) {
    auto const is_part = [](char c) { return is_digit(c) || c == '.' || c == ','; };
    constexpr std::size_t longest = 40;
    auto const number = [&](std::size_t from, std::size_t to) {
        while (from < to && !is_digit(text[from])) ++from;
        while (from < to && !is_digit(text[to - 1])) --to;
        bool const apart = (from == 0 || !is_word(text[from - 1])) && (to == text.size() || !is_word(text[to]) || to == at);
        return apart && to - from <= longest ? text.substr(from, to - from) : std::string_view{};
    };
    auto before = at;
    if (before > 0 && text[before - 1] == ' ') --before;
    auto from = before;
    while (from > 0 && is_part(text[from - 1])) --from;
    if (auto const found = number(from, before); !found.empty()) return found;
    auto after = end;
    while (after < text.size() && after < end + 3 && (text[after] == ' ' || text[after] == ':' || text[after] == '=')) ++after;
    auto to = after;
    while (to < text.size() && is_part(text[to])) ++to;
    return number(after, to);
}

struct Amount {
    std::string asset, amount;
};

// An asset with its number, else the first asset alone.
std::optional<Amount> amount_in(Text const& text) {
    constexpr std::size_t looked_at = 50;  // places of one expression
    for (auto const& named : content().assets)
        for (auto const& each : named.called) {
            if (each.any_ending) continue;
            auto at = text.find(each);
            for (std::size_t i = 0; i < looked_at && at != std::string::npos; ++i, at = text.find(each, at + 1))
                if (auto const number = number_beside(text.as_written, at, at + each.text.size()); !number.empty())
                    return Amount{named.name, std::string(number) + " " + named.name};
        }
    auto const* named = first_named(text, content().assets);
    return named ? std::optional{Amount{named->name, {}}} : std::nullopt;
}

// What stands right after the words for it.
std::optional<std::string> withdrawal_in(Text const& text) {
    constexpr std::size_t shortest = 4, longest = 40;
    for (auto const& each : content().withdrawal) {
        auto const found = text.find(each);
        if (found == std::string::npos) continue;
        auto const& all = text.as_written;
        auto at = found + each.text.size();
        for (std::string_view const between : {" ", "is ", "是", "为", "：", ":", "#", " "})
            if (std::string_view{all}.substr(at).starts_with(between)) at += between.size();
        auto end = at;
        while (end < all.size() && (is_word(all[end]) || all[end] == '-')) ++end;
        auto const id = std::string_view{all}.substr(at, end - at);
        if (id.size() >= shortest && id.size() <= longest && std::ranges::any_of(id, is_digit)) return std::string(id);
    }
    return std::nullopt;
}

std::vector<desk::CaseField> fields_in(Text const& text) {
    std::optional<std::string> transaction, address, network;
    auto const* named = first_named(text, content().networks);
    if (named) network = named->name;
    for (auto const word : long_words(text.as_written)) {
        if (transaction && address) break;
        if (!transaction && is_transaction(word)) {
            transaction = word;
        } else if (auto const form = address ? std::nullopt : address_form(word, network == "Solana")) {
            address = word;
            if (auto const* only = network_of(*form); only && !network) network = only;
        }
    }
    auto amount = amount_in(text);
    std::vector<desk::CaseField> out;
    auto const add = [&](char const* name, std::optional<std::string> value) {
        if (value && !value->empty()) out.push_back({name, std::move(*value)});
    };
    add("withdrawal_id", withdrawal_in(text));
    add("transaction_id", std::move(transaction));
    add("address", std::move(address));
    if (amount) {
        add("asset", std::move(amount->asset));
        add("amount", std::move(amount->amount));
    }
    add("network", std::move(network));
    return out;
}

}  // namespace

Matter matter_in(std::string_view subject, std::string_view words) {
    Text const head{text::cut(std::string(subject), read_bytes)};
    Text const body{text::cut(std::string(words), read_bytes)};
    return {topic_in(head, body), fields_in(Text{head.as_written + " \n " + body.as_written})};
}

std::vector<std::string> missing_of(diagnosis::Flow const& flow, std::vector<desk::CaseField> const& told) {
    std::size_t persons = 0;
    std::map<std::string, std::size_t> asked;
    std::vector<std::string> in_order;
    for (auto const& step : flow.steps) {
        if (step.kind != diagnosis::StepKind::hand_over) continue;
        ++persons;
        for (auto const field : step.intake) {
            std::string const name = boost::describe::enum_to_string(field, "");
            if (asked[name]++ == 0) in_order.push_back(name);
        }
    }
    std::erase_if(in_order, [&](auto const& name) {
        bool const mostly = 2 * asked[name] >= persons;
        return !mostly || !content().fields.contains(name) || std::ranges::find(told, name, &desk::CaseField::name) != told.end();
    });
    return in_order;
}

std::string sentence_for(std::vector<std::string> const& missing, std::string_view language) {
    if (missing.empty()) return {};
    auto const& [sentence, between] = language == "en" ? content().en : content().zh;
    std::vector<std::string> names;
    for (auto const& name : missing) names.push_back(content().fields.find(name)->second.in(language));
    return boost::replace_all_copy(sentence, "{{fields}}", boost::join(names, between));
}

}  // namespace ombud::email
