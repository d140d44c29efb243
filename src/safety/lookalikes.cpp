// Compares the parts of a name with each brand: as they stand, as they look, with words around them, with a letter or two wrong.
#include "safety/lookalikes.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <boost/container/static_vector.hpp>
#include <cstdint>
#include <set>
#include <unordered_set>

#include "core/json.hpp"
#include "embedded/lookalike_words.hpp"
#include "safety/eye.hpp"

namespace ombud::safety {

namespace {

constexpr std::size_t label_bytes = 64;  // longer parts are cut: no name in the DNS has them
constexpr std::size_t displayed_bytes = 256;
constexpr std::size_t distinct_letters = 7;  // a brand so long stands in no other word by chance
constexpr std::size_t roomy_letters = 10;    // and one so long is known even with two letters wrong
constexpr std::size_t shortest_brand = 3;

// Costs of an edit, in halves: taking one letter for a similar one is half a mistake.
constexpr int whole = 2, half = 1;
using Tricks = std::bitset<16>;

struct WordsText {
    std::vector<std::string> key_words;  // what impostors put beside a brand
    std::vector<std::string> ordinary;   // words that are near to some brand and mean nothing by it
};
BOOST_DESCRIBE_STRUCT(WordsText, (), (key_words, ordinary))

struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using WordSet = std::unordered_set<std::string, Hash, std::equal_to<>>;

struct Words {
    WordSet key, ordinary;
    std::size_t longest = 0;

    Words() {
        auto text = from_json<WordsText>(parse_json(embedded::lookalike_words().front().bytes));
        for (auto& word : text.key_words) {
            longest = std::max(longest, word.size());
            key.insert(std::move(word));
        }
        ordinary.insert(text.ordinary.begin(), text.ordinary.end());
    }
    [[nodiscard]] bool known(std::string_view word) const { return key.contains(word) || ordinary.contains(word); }
};
Words const& words() {
    static Words const shipped;
    return shipped;
}

// One word that only we go by.
struct Brand {
    std::string word;  // as seen, in one piece
    std::string folded;
    std::string of;  // what is named when somebody imitates it
    bool latin = false;

    [[nodiscard]] bool distinct() const { return !latin || folded.size() >= distinct_letters; }
    [[nodiscard]] bool roomy() const { return latin && folded.size() >= roomy_letters; }
    // The most that a name, in one piece, may differ and still be taken for this one. An eye forgives less at the beginning.
    [[nodiscard]] int tolerance(std::string_view name) const {
        if (!latin) return 0;
        if (folded.size() < 5) return half;
        if (folded.size() < 9) return whole;
        return roomy() && name.front() == folded.front() ? 2 * whole : whole + half;
    }
};

bool is_latin(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string joined(std::string_view text, std::string_view separators) {
    std::string out;
    std::ranges::copy_if(text, std::back_inserter(out), [&](char c) { return !separators.contains(c); });
    return out;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        auto const end = std::min(text.find_first_of(separators), text.size());
        if (end > 0) out.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

// Edits between two short words, neighbours swapped counting as one; anything above `most` is as good as another.
int distance(std::string_view a, std::string_view b, int most) {
    if (a.size() > label_bytes || b.size() > label_bytes) return most + 1;
    auto const apart = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
    if (int(apart) * whole > most) return most + 1;
    std::array<std::array<int, label_bytes + 1>, 3> rows;
    for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = int(j) * whole;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto& row = rows[i % 3];
        auto const& above = rows[(i + 2) % 3];
        row[0] = int(i) * whole;
        int least = row[0];
        for (std::size_t j = 1; j <= b.size(); ++j) {
            int const change = a[i - 1] == b[j - 1] ? 0 : easily_confused(a[i - 1], b[j - 1]) ? half : whole;
            row[j] = std::min({above[j] + whole, row[j - 1] + whole, above[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], rows[(i + 1) % 3][j - 2] + whole);
            least = std::min(least, row[j]);
        }
        if (least > most) return most + 1;
    }
    return rows[a.size() % 3][b.size()];
}

// The fewest edits that make `word` stand somewhere in `text` (Sellers).
int distance_within(std::string_view word, std::string_view text) {
    if (word.size() > label_bytes || text.size() > 256) return int(word.size()) * whole;
    std::array<int, 257> above{}, row{};
    for (std::size_t i = 1; i <= word.size(); ++i) {
        row[0] = int(i) * whole;
        for (std::size_t j = 1; j <= text.size(); ++j) {
            int const change = word[i - 1] == text[j - 1] ? 0 : easily_confused(word[i - 1], text[j - 1]) ? half : whole;
            row[j] = std::min({above[j] + whole, row[j - 1] + whole, above[j - 1] + change});
        }
        std::swap(above, row);
    }
    return *std::ranges::min_element(above.begin(), above.begin() + std::ptrdiff_t(text.size()) + 1);
}

// What is left of a name in one piece when key words and digits at its ends are taken off, in every way.
struct Core {
    std::string_view text;
    std::size_t taken_off;  // letters
};
using Cores = std::vector<Core>;
constexpr std::size_t word_to_take_off = 3;  // less than that is a mistake rather than a word: it must not hide another one
Cores cores_of(std::string_view text) {
    auto const size = text.size();
    std::bitset<label_bytes + 1> before, after;  // whether what ends there, or begins there, is key words alone
    auto const is_word = [&](std::size_t from, std::size_t to) {
        return (to == from + 1 && is_digit(text[from])) || words().key.contains(text.substr(from, to - from));
    };
    before[0] = after[size] = true;
    for (std::size_t to = 1; to <= size; ++to)
        for (std::size_t length = 1; length <= std::min(words().longest, to) && !before[to]; ++length)
            before[to] = before[to - length] && is_word(to - length, to);
    for (std::size_t from = size; from-- > 0;)
        for (std::size_t length = 1; length <= std::min(words().longest, size - from) && !after[from]; ++length)
            after[from] = after[from + length] && is_word(from, from + length);
    Cores out;
    for (std::size_t from = 0; from < size; ++from)
        for (std::size_t to = from + shortest_brand; before[from] && to <= size; ++to)
            if (after[to]) out.push_back({text.substr(from, to - from), size - (to - from)});
    return out;
}

// One part of a name, ready to be compared: what stands between two dots, or a handle.
struct Part {
    std::string seen;           // separators and all
    std::string piece, folded;  // without separators
    bool disguised;             // it has letters that are not what they look like
    bool parted;                // it has separators
    std::vector<std::string_view> tokens;

    Part(std::string_view typed, std::string_view separators)
        : seen(seen_as(typed.substr(0, 4 * label_bytes))), piece(joined(seen, separators).substr(0, label_bytes)) {
        folded = safety::folded(piece);
        disguised = std::ranges::any_of(typed, [](char c) { return static_cast<unsigned char>(c) > 0x7f; });
        parted = piece.size() < std::min(seen.size(), label_bytes);
        tokens = split(seen, separators);
    }
    Part(Part const&) = delete;
    Part& operator=(Part const&) = delete;
};

struct Match {
    Brand const* brand;
    Tricks tricks;
};

struct Marks {
    Tricks bits;
    Marks& add(Trick trick, bool when = true) {
        if (when) bits.set(std::size_t(trick));
        return *this;
    }
};

// Nothing but this brand, whatever it is written with.
std::optional<Match> same(Brand const& brand, Part const& part, Trick plainly) {
    bool const spelled = !part.disguised && part.piece == brand.word;
    if (!spelled && part.folded != brand.folded) return std::nullopt;
    Marks marks;
    marks.add(Trick::confusable, !spelled && (part.disguised ? brand.latin || part.piece != brand.word : true));
    marks.add(Trick::hyphen, part.parted);
    if (marks.bits.none()) marks.add(plainly);
    return Match{&brand, marks.bits};
}

// The brand as it stands or looks, among other words.
std::optional<Match> among_words(Brand const& brand, Part const& part, Cores const& cores) {
    if (brand.distinct()) {
        bool const spelled = part.piece.find(brand.word) != part.piece.npos;
        if (!spelled && part.folded.find(brand.folded) == part.folded.npos) return std::nullopt;
        return Match{&brand,
                     Marks{}.add(Trick::combosquat).add(Trick::confusable, !spelled || (part.disguised && brand.latin)).bits};
    }
    for (auto const& core : cores)
        if (core.text == brand.word || folded(core.text) == brand.folded)
            return Match{&brand, Marks{}.add(Trick::combosquat).add(Trick::confusable, core.text != brand.word).bits};
    return std::nullopt;
}

// The brand with a mistake or two, alone or among other words.
std::optional<Match> nearly(Brand const& brand, Part const& part, Cores const& cores) {
    auto const marks = [&](bool alone) {
        return Match{
            &brand, Marks{}.add(Trick::edit_distance).add(Trick::confusable, part.disguised).add(Trick::combosquat, !alone).bits};
    };
    for (auto const& core : cores) {
        if (words().known(core.text) || (core.taken_off > 0 && core.taken_off < word_to_take_off)) continue;
        auto const name = folded(core.text);
        auto const tolerance = brand.tolerance(name);
        if (distance(name, brand.folded, tolerance) <= tolerance) return marks(core.text.size() == part.piece.size());
    }
    if (brand.roomy() && distance_within(brand.folded, part.folded) <= whole + half) return marks(false);
    return std::nullopt;
}

void add_cores(Cores& out, std::string_view text) {
    if (text.size() > label_bytes) return;
    for (auto const& core : cores_of(text)) out.push_back(core);
}

// The nearest brand first: the same, then among words, then nearly.
std::optional<Match> match(std::vector<Brand> const& brands, Part const& part, Trick plainly, bool with_mistakes) {
    if (part.piece.size() < shortest_brand) return std::nullopt;
    for (auto const& brand : brands)
        if (auto found = same(brand, part, plainly)) return found;
    Cores cores;
    add_cores(cores, part.piece);
    if (part.tokens.size() > 1)
        for (auto const& token : part.tokens) add_cores(cores, token);
    for (auto const& brand : brands)
        if (auto found = among_words(brand, part, cores)) return found;
    if (!with_mistakes) return std::nullopt;
    for (auto const& brand : brands)
        if (auto found = nearly(brand, part, cores)) return found;
    return std::nullopt;
}

// A number of the network, or this machine itself: nobody imitates those.
bool is_no_name(std::string_view host) {
    auto const dot = host.rfind('.');
    return host == "localhost" || host.contains(':') || (dot != host.npos && std::ranges::all_of(host.substr(dot + 1), is_digit));
}

bool is_or_below(std::string_view host, std::string_view above) {
    return host == above || (host.size() > above.size() && host.ends_with(above) && host[host.size() - above.size() - 1] == '.');
}
std::string_view without_www(std::string_view host) {
    return host.starts_with("www.") ? host.substr(4) : host;
}
std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c; });
    return out;
}

// A host taken apart, in the spelling that an eye sees.
struct Labels {
    std::vector<std::string_view> below;  // in front of what was registered
    std::string_view name;                // what was registered, without its ending
};
Labels labels_of(Host const& host) {
    auto const all = split(host.unicode, ".");
    auto const registered = std::size_t(std::ranges::count(host.registered, '.')) + 1;
    Labels out;
    if (all.size() < registered || registered == 0) return out;
    auto const at = all.size() - registered;
    out.below.assign(all.begin(), all.begin() + std::ptrdiff_t(at));
    out.name = all[at];
    return out;
}

}  // namespace

struct Lookalikes::Known {
    struct Site {
        std::string host, registered;
        bool with_below;
    };
    std::vector<Site> sites;
    std::vector<std::string> mail_domains;
    std::set<std::string, std::less<>> addresses;
    std::set<NetworkName> handles;
    std::vector<Brand> brands;

    explicit Known(OfficialNames const& names) {
        for (auto const& site : names.sites)
            if (auto const host = read_host(site.host)) {
                sites.push_back({std::string(without_www(host->ascii)), host->registered, site.with_below});
                if (site.with_below || without_www(host->ascii) == host->registered)
                    add_brand(labels_of(*host).name, host->registered);
            }
        for (auto const& domain : names.mail_domains)
            if (auto const host = read_host(domain)) {
                mail_domains.push_back(host->ascii);
                if (host->ascii == host->registered) add_brand(labels_of(*host).name, host->registered);
            }
        for (auto const& address : names.addresses) addresses.insert(lower(address));
        for (auto const& handle : names.handles) handles.insert({handle.network, lower(handle.name)});
        for (auto const& brand : names.brands) add_brand(brand, brand);
    }

    void add_brand(std::string_view name, std::string_view of) {
        auto word = joined(seen_as(name.substr(0, label_bytes)), " -_.'");
        bool const latin = is_latin(word);
        if (word.size() < shortest_brand || words().known(word) || is_no_name(of)) return;
        if (std::ranges::find(brands, word, &Brand::word) != brands.end()) return;
        auto fold = folded(word);
        brands.push_back({.word = std::move(word), .folded = std::move(fold), .of = std::string(of), .latin = latin});
    }

    // What lies under a domain of ours that is registered as a whole: not listed perhaps, but nobody else's.
    [[nodiscard]] std::string const* owner(Host const& host) const {
        for (auto const& site : sites)
            if (site.registered == host.registered && site.host == site.registered) return &site.host;
        for (auto const& domain : mail_domains)
            if (domain == host.registered) return &domain;
        return nullptr;
    }
    [[nodiscard]] std::optional<Match> in_name(Host const& host) const;
    [[nodiscard]] std::optional<Match> in_names_below(Labels const& labels) const;
    [[nodiscard]] std::optional<Match> around_host(Link const& link) const;
};

std::optional<Match> Lookalikes::Known::in_name(Host const& host) const {
    auto const labels = labels_of(host);
    Part const name{labels.name, "-_"};
    auto found = match(brands, name, Trick::other_ending, true);
    auto const below = in_names_below(labels);
    if (!found) return below;
    if (below) found->tricks |= below->tricks;
    return found;
}

// binance.com.theirs.net, and binan.ce.net.
std::optional<Match> Lookalikes::Known::in_names_below(Labels const& labels) const {
    std::string all;
    for (auto const& label : labels.below) {
        all += label;
        if (label == "www") continue;
        Part const part{label, "-_"};
        auto found = match(brands, part, Trick::subdomain, false);
        if (!found) continue;
        found->tricks.set(std::size_t(Trick::subdomain));
        return found;
    }
    if (labels.below.empty()) return std::nullopt;
    Part const together{all + std::string(labels.name), "-_"};
    for (auto const& brand : brands)
        if (same(brand, together, Trick::subdomain)) return Match{&brand, Marks{}.add(Trick::subdomain).bits};
    return std::nullopt;
}

// Before an "@", and right behind the host.
std::optional<Match> Lookalikes::Known::around_host(Link const& link) const {
    auto const first = split(std::string_view(link.rest).substr(0, 512), "/\\?#");
    auto const names = [&](std::string_view text, Trick trick) -> std::optional<Match> {
        auto const host = read_host(text.substr(0, text.find_first_of(":@")));
        if (!host) return std::nullopt;
        auto const labels = labels_of(*host);
        Part const name{labels.name, "-_"};
        for (auto const& brand : brands)
            if (same(brand, name, trick)) return Match{&brand, Marks{}.add(trick).bits};
        return std::nullopt;
    };
    if (auto found = names(link.user_info, Trick::user_info)) return found;
    if (first.empty()) return std::nullopt;
    return names(first.front(), Trick::path);
}

namespace {

Judgement judged(std::optional<Match> const& match) {
    if (!match) return {};
    Judgement out{.likeness = Likeness::look_alike, .of = match->brand->of};
    for (std::size_t bit = 0; bit < match->tricks.size(); ++bit)
        if (match->tricks[bit]) out.tricks.push_back(Trick(bit));
    return out;
}

}  // namespace

Lookalikes::Lookalikes(OfficialNames const& names) : known_(std::make_unique<Known const>(names)) {}
Lookalikes::Lookalikes(Lookalikes&&) noexcept = default;
Lookalikes& Lookalikes::operator=(Lookalikes&&) noexcept = default;
Lookalikes::~Lookalikes() = default;

Judgement Lookalikes::site(Link const& link) const {
    auto const host = without_www(link.host.ascii);
    for (auto const& site : known_->sites)
        if (host == site.host || (site.with_below && is_or_below(host, site.host))) return {Likeness::official, site.host};
    if (auto const* const ours = known_->owner(link.host)) return {Likeness::not_ours, *ours};
    if (auto const found = known_->in_name(link.host)) return judged(found);
    return judged(known_->around_host(link));
}

Judgement Lookalikes::site(std::string_view host_or_link) const {
    auto const link = read_link(host_or_link);
    return link ? site(*link) : Judgement{};
}

Judgement Lookalikes::address(std::string_view address) const {
    auto const at = address.rfind('@');
    auto const host = at == address.npos ? std::nullopt : read_host(address.substr(at + 1));
    if (!host) return {};
    auto const local = lower(address.substr(0, at));
    auto const whole_address = local + "@" + host->ascii;
    if (known_->addresses.contains(whole_address)) return {Likeness::official, whole_address};
    for (auto const& domain : known_->mail_domains)
        if (domain == host->ascii) return {Likeness::official, domain};
    if (auto const* const ours = known_->owner(*host)) return {Likeness::not_ours, *ours};
    if (auto const found = known_->in_name(*host)) return judged(found);
    Part const name{local, "-_.+"};
    return judged(match(known_->brands, name, Trick::same_name, true));
}

Judgement Lookalikes::handle(std::string_view network, std::string_view typed) const {
    auto const name = lower(typed.starts_with('@') ? typed.substr(1) : typed);
    auto const listed = [](NetworkName const& handle) { return handle.network + ":" + handle.name; };
    if (auto const found = known_->handles.find({std::string(network), name}); found != known_->handles.end())
        return {Likeness::official, listed(*found)};
    Part const part{name, "-_."};
    for (auto const& handle : known_->handles) {
        Part const ours{handle.name, "-_."};
        if (handle.name == name) {
            if (network.empty()) return {Likeness::not_ours, listed(handle)};
            return {Likeness::look_alike, listed(handle), {Trick::same_name}};
        }
        if (ours.folded != part.folded) continue;
        bool const respaced = ours.piece == part.piece && !part.disguised;
        return {Likeness::look_alike, listed(handle), {respaced ? Trick::hyphen : Trick::confusable}};
    }
    return judged(match(known_->brands, part, Trick::same_name, true));
}

bool Lookalikes::claims_us(std::string_view displayed) const {
    Part const part{displayed.substr(0, displayed_bytes), " -_.,'\"()[]<>:|/\\\t"};
    for (auto const& brand : known_->brands) {
        if (brand.distinct() && part.folded.find(brand.folded) != part.folded.npos) return true;
        if (std::ranges::any_of(part.tokens, [&](auto token) { return folded(token) == brand.folded; })) return true;
    }
    return false;
}

}  // namespace ombud::safety
