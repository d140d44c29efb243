// Writes a large desk as SQL for psql: customers with keys of their own, conversations, and entries sealed as the program seals
// them. The same from the same seed, save keys and seals.
#include <CLI/CLI.hpp>
#include <array>
#include <fmt/format.h>
#include <iostream>

#include "core/ids.hpp"
#include "core/seal.hpp"
#include "desk/words.hpp"
#include "words.hpp"

namespace {

using namespace ombud;
using namespace std::chrono_literals;

struct Options {
    std::string key;
    std::vector<std::string> staff;
    std::size_t conversations = 0, active = 0, entries = 10, texts = 0;
    std::uint64_t seed = 1;
};

constexpr std::size_t copied_at_once = 5'000;  // conversations
constexpr std::size_t customers_held = 4'000;  // of whom somebody comes back
constexpr auto past = std::chrono::days{730};
constexpr std::array<std::string_view, 7> topics{"withdrawal", "withdrawal", "deposit", "sign_in", "security", "theft", "other"};
constexpr std::string_view reference_letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view none = "\\N";

// A message is about twenty words long.
std::size_t words_of_one(Random& random) {
    return 4 + random.below(12) + random.below(12) + random.below(12);
}

struct Customer {
    CustomerId id;
    Seal::Key key;
};

struct Agent {
    std::string id, name;
};

// Rows of one COPY in its text format. None of our texts holds a tab, a backslash or a line's end.
class Table {
public:
    explicit Table(std::string columns) : columns_(std::move(columns)) {}

    template <class... Values>
    void row(Values const&... values) {
        std::string_view between;
        ((rows_ += between, add(values), between = "\t"), ...);
        rows_ += '\n';
    }
    void flush() {
        std::cout << "COPY " << columns_ << " FROM stdin;\n" << rows_ << "\\.\n";
        rows_.clear();
    }

private:
    void add(std::string_view text) { rows_ += text; }
    void add(std::size_t number) { rows_ += std::to_string(number); }
    void add(Timestamp at) { rows_ += to_rfc3339(at); }
    void add(postgres::Bytes const& bytes) {
        rows_ += "\\\\x";
        for (auto const byte : bytes.data) fmt::format_to(std::back_inserter(rows_), "{:02x}", static_cast<unsigned char>(byte));
    }
    template <class Tag>
    void add(Id<Tag> id) {
        rows_ += id.text();
    }
    template <class T>
    void add(std::optional<T> const& value) {
        value ? add(*value) : add(none);
    }

    std::string columns_, rows_;
};

// One conversation while it is told.
struct Telling {
    ConversationId id;
    Customer customer;
    bool chinese;
    std::optional<Agent> agent{};
    std::string status = "new";
    std::size_t seq = 0, last_customer = 0, last_answer = 0, last_shown = 0;
    std::optional<Timestamp> waiting_since{};
    Timestamp began, at;
};

class Filling {
public:
    Filling(Options options, Seal master, std::vector<Agent> agents, Timestamp now)
        : options_(std::move(options)),
          master_(std::move(master)),
          agents_(std::move(agents)),
          now_(now),
          random_(options_.seed) {}

    void run() {
        // Ours are in order already: nothing need be looked up for each of ten million rows.
        std::cout << "SET session_replication_role = replica;\nSET synchronous_commit = off;\n";
        for (std::size_t number = 0; number < options_.conversations; ++number) {
            tell(number);
            if ((number + 1) % copied_at_once == 0 || number + 1 == options_.conversations)
                for (auto* table : {&customers_, &keys_, &conversations_, &entries_}) table->flush();
        }
        std::cout << "UPDATE search_catch_up SET done = false, after = '00000000-0000-0000-0000-000000000000';\nANALYZE;\n";
    }

private:
    void tell(std::size_t number);
    Customer somebody(Timestamp at);
    void say(Telling& talk, std::string_view kind, bool by_customer, std::string const& words, std::string_view data = none);
    void keep(Telling const& talk, std::size_t number);
    std::string words(Telling const& talk) { return (talk.chinese ? chinese_ : english_).text(random_, words_of_one(random_)); }

    Options options_;
    Seal master_;
    std::vector<Agent> agents_;
    Timestamp now_;
    SeededRandom random_;
    SystemRandom chance_;  // for what must be a secret
    bench::Vocabulary english_ = bench::english(), chinese_ = bench::chinese();
    std::vector<Customer> known_;
    Table customers_{"customers (id, kind, created_at, last_seen_at)"}, keys_{"customer_keys (customer_id, sealed, made_at)"},
        conversations_{
            "conversations (id, reference, customer_id, client_id, language, topic, status, assignee_id, last_seq, "
            "last_customer_seq, last_answer_seq, last_answer_by, customer_seen_seq, last_shown_seq, waiting_since, "
            "created_at, updated_at)"},
        entries_{
            "entries (conversation_id, seq, kind, author_kind, author_id, author_name, client_id, internal, body, data, "
            "status, posted_at)"};
};

// Six of ten have written before.
Customer Filling::somebody(Timestamp at) {
    if (known_.size() > customers_held / 2 && random_.below(10) < 6) return known_[random_.below(std::uint32_t(known_.size()))];
    Customer const fresh{CustomerId{Uuid::make_v7(at, random_)}, chance_.bytes<sizeof(Seal::Key)>()};
    customers_.row(fresh.id, "visitor", at, at);
    // As customers::Vault keeps it.
    std::string_view const bytes{reinterpret_cast<char const*>(fresh.key.data()), fresh.key.size()};
    keys_.row(fresh.id, postgres::Bytes{master_.close(bytes, fresh.id.text(), chance_)}, at);
    if (known_.size() < customers_held)
        known_.push_back(fresh);
    else
        known_[random_.below(customers_held)] = fresh;
    return fresh;
}

void Filling::say(Telling& talk, std::string_view kind, bool by_customer, std::string const& words, std::string_view data) {
    ++talk.seq;
    bool const note = kind == "note";
    if (!note) talk.last_shown = talk.seq;
    auto const author = by_customer ? talk.customer.id.text() : talk.agent->id;
    auto const name = by_customer ? std::string(none) : talk.agent->name;
    desk::WordsKey const key{talk.id, Seal{talk.customer.key}};
    entries_.row(talk.id, talk.seq, kind, by_customer ? "customer" : "agent", author, name, fmt::format("fill-{}", talk.seq),
                 note ? "t" : "f", key.close(words, chance_), data, talk.status, talk.at);
    talk.at += 20s + std::chrono::seconds{random_.below(300)};
}

void Filling::tell(std::size_t number) {
    bool const active = number + options_.active >= options_.conversations;
    // What is over lies evenly in the past, what is under way in the last two days.
    auto const share =
        active ? double(number + options_.active - options_.conversations) / double(std::max<std::size_t>(1, options_.active))
               : double(number) / double(options_.conversations);
    auto const from = active ? now_ - 48h : now_ - past, until = active ? now_ - 3h : now_ - 72h;
    auto const at = from + std::chrono::floor<std::chrono::microseconds>(share * (until - from));
    Telling talk{
        .id = {Uuid::make_v7(at, random_)}, .customer = somebody(at), .chinese = random_.below(10) < 6, .began = at, .at = at};
    auto const length = 2 + random_.below(std::uint32_t(2 * options_.entries - 3));

    auto const customer_says = [&](std::string const& said) {
        if (talk.status != "new") talk.status = "open";
        if (!talk.waiting_since) talk.waiting_since = talk.at;
        say(talk, "message", true, said);
        talk.last_customer = talk.seq;
    };
    // A third names an order, each its own: what is looked for and stands in one conversation only.
    customer_says(words(talk) + (number % 3 == 0 ? fmt::format(" WD-{}", 1'000'000 + number) : ""));
    talk.agent = agents_[random_.below(std::uint32_t(agents_.size()))];
    bool const left_waiting = active && random_.below(3) == 0;
    if (left_waiting && random_.below(2) == 0) talk.agent.reset();
    if (!left_waiting || talk.agent) {
        talk.status = "open";
        auto const data = fmt::format(R"({{"assignee": {{"id": "{}", "name": "{}", "code": null}}, "previous": null}})",
                                      talk.agent->id, talk.agent->name);
        say(talk, "assignment", false, "", data);
    }
    while (talk.agent && talk.seq + 1 < length) {
        if (random_.below(5) == 0) {
            say(talk, "note", false, words(talk));
        } else if (talk.waiting_since) {
            talk.status = "waiting";
            talk.waiting_since.reset();
            say(talk, "message", false, words(talk));
            talk.last_answer = talk.seq;
        } else {
            customer_says(words(talk));
        }
    }
    if (left_waiting && !talk.waiting_since) customer_says(words(talk));
    if (!active) {
        auto const data = fmt::format(R"({{"from": "{}", "to": "resolved"}})", talk.status);
        talk.status = "resolved";
        talk.waiting_since.reset();
        say(talk, "state", false, "", data);
    }
    keep(talk, number);
}

void Filling::keep(Telling const& talk, std::size_t number) {
    std::string reference = "OM-";
    for (std::size_t i = 0, rest = number; i < 8; ++i, rest /= 32) {
        if (i == 4) reference += '-';
        reference += reference_letters[rest % 32];
    }
    std::optional<std::string> const agent = talk.agent ? std::optional{talk.agent->id} : std::nullopt;
    conversations_.row(talk.id, reference, talk.customer.id, fmt::format("fill-{}", number), talk.chinese ? "zh-CN" : "en",
                       topics[number % topics.size()], talk.status, agent, talk.seq, talk.last_customer, talk.last_answer,
                       talk.last_answer > 0 ? agent : std::nullopt, talk.last_customer, talk.last_shown, talk.waiting_since,
                       talk.began, talk.at);
}

// The same talk for a peer, a text on each line.
void print_texts(Options const& options) {
    SeededRandom random{options.seed};
    auto const english = bench::english(), chinese = bench::chinese();
    for (std::size_t number = 0; number < options.texts; ++number)
        std::cout << (random.below(10) < 6 ? chinese : english).text(random, words_of_one(random)) << '\n';
}

std::vector<Agent> agents_of(std::vector<std::string> const& words) {
    std::vector<Agent> out;
    for (auto const& each : words) {
        auto const split = each.find('=');
        out.push_back({each.substr(0, split), each.substr(split + 1)});
    }
    return out;
}

}  // namespace

int main(int count, char** words) {
    CLI::App app{"Writes a large desk as SQL"};
    Options options;
    app.add_option("--key", options.key, "The program's master key file");
    app.add_option("--staff", options.staff, "Who answered: id=public name");
    app.add_option("--conversations", options.conversations);
    app.add_option("--active", options.active, "Of them, the youngest");
    app.add_option("--entries", options.entries, "Of each, on average; at least 3");
    app.add_option("--seed", options.seed);
    app.add_option("--texts", options.texts, "Only so many texts instead");
    CLI11_PARSE(app, count, words);
    try {
        std::ios::sync_with_stdio(false);
        if (options.texts > 0) {
            print_texts(options);
            return 0;
        }
        if (options.staff.empty()) throw std::runtime_error("nobody to answer");
        SystemRandom random;
        Filling{options, Seal::load_or_create(options.key, random), agents_of(options.staff), SystemClock{}.now()}.run();
        return 0;
    } catch (std::exception const& error) {
        std::cerr << "fill: " << error.what() << '\n';
        return 1;
    }
}
