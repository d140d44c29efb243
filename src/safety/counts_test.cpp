// Counts what the guard misses and what it takes wrongly, and prints the figures that the README gives.
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <iostream>
#include <sstream>
#include <unicode/unistr.h>

#include "chains/address.hpp"
#include "chains/base58.hpp"
#include "core/random.hpp"
#include "embedded/word_lists.hpp"
#include "safety/secret_guard.hpp"

namespace ombud::safety {
namespace {

namespace fs = std::filesystem;

SecretGuard const& guard() {
    static auto const shipped = shipped_secret_guard();
    return shipped;
}

std::string read_file(fs::path const& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("the test needs " + path.string());
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at <= text.size();) {
        auto const end = std::min(text.find(separator, at), text.size());
        out.emplace_back(text.substr(at, end - at));
        at = end + separator.size();
    }
    return out;
}

// --- misses ---

struct Language {
    std::string name;
    std::vector<std::string> words;
};

std::vector<Language> const& language_lists() {
    static auto const read = [] {
        std::vector<Language> out;
        for (auto& line : split(embedded::word_lists().front().bytes, "\n")) {
            if (line.empty()) continue;
            auto words = split(line, " ");
            auto name = words.front();
            words.erase(words.begin());
            out.push_back({std::move(name), std::move(words)});
        }
        return out;
    }();
    return read;
}

using Phrase = std::vector<std::string>;

// As BIP-39 says: entropy, then the first bits of its SHA-256, eleven bits a word.
Phrase phrase_of(Language const& language, chains::Bytes entropy) {
    auto const words = entropy.size() * 3 / 4;
    entropy.push_back(chains::sha256(entropy)[0]);
    Phrase out;
    for (std::size_t word = 0; word < words; ++word) {
        std::size_t index = 0;
        for (std::size_t bit = word * 11; bit < word * 11 + 11; ++bit)
            index = index << 1 | (entropy[bit / 8] >> (7 - bit % 8) & 1);
        out.push_back(language.words.at(index));
    }
    return out;
}

Phrase random_phrase(Language const& language, Random& random) {
    chains::Bytes entropy(16 + 4 * random.below(5));
    random.fill(std::as_writable_bytes(std::span(entropy)));
    return phrase_of(language, std::move(entropy));
}

bool is_chinese(Language const& language) {
    return language.name.ends_with("chinese");
}

std::string joined(Phrase const& phrase, std::string_view separator) {
    return fmt::format("{}", fmt::join(phrase, separator));
}

std::string numbered(Phrase const& phrase, std::string_view format) {
    std::string out;
    for (std::size_t i = 0; i < phrase.size(); ++i) out += fmt::format(fmt::runtime(format), i + 1, phrase[i]);
    return out;
}

std::string in_capitals(Phrase const& phrase) {
    std::string out;
    icu::UnicodeString::fromUTF8(joined(phrase, " ")).toUpper().toUTF8String(out);
    return out;
}

// The ways in which people write a phrase down.
std::vector<std::function<std::string(Phrase const&)>> const& spellings() {
    static std::vector<std::function<std::string(Phrase const&)>> const all{
        [](auto const& phrase) { return joined(phrase, " "); },
        [](auto const& phrase) { return joined(phrase, "\u3000"); },
        [](auto const& phrase) { return joined(phrase, ", "); },
        [](auto const& phrase) { return joined(phrase, "，"); },
        [](auto const& phrase) { return joined(phrase, "\n"); },
        [](auto const& phrase) { return numbered(phrase, "{}. {} "); },
        [](auto const& phrase) { return numbered(phrase, "{}、{}\n"); },
        [](auto const& phrase) { return in_capitals(phrase); },
    };
    return all;
}

struct Frame {
    std::string_view before;
    std::string_view after;
};
constexpr std::array<Frame, 4> frames{{{"", ""},
                                       {"Hi, my wallet shows nothing, these were my backups: ", ". Thanks!"},
                                       {"您好，钱包打不开了。助记词：", "。麻烦尽快处理"},
                                       {"帮忙看看：\n", "\n谢谢🙏"}}};

std::string without_markers(std::string text) {
    constexpr std::string_view marker = "[removed:recovery_phrase]";
    for (auto at = text.find(marker); at != text.npos; at = text.find(marker)) text.erase(at, marker.size());
    return text;
}

// What is left of the phrase and the words around it.
std::string rest_of(std::string const& spelled, Frame const& frame) {
    auto redacted = guard().redact(fmt::format("{}{}{}", frame.before, spelled, frame.after));
    for (auto const& removed : redacted.removed) EXPECT_EQ(removed.kind, SecretKind::recovery_phrase);
    return without_markers(std::move(redacted.text));
}

// Nothing is left but the number in front of its first word, and nothing else is taken.
bool is_just_gone(std::string const& spelled, Frame const& frame) {
    constexpr std::size_t number_in_front = 5;
    auto const rest = rest_of(spelled, frame);
    return rest.starts_with(frame.before) && rest.ends_with(frame.after) &&
           rest.size() <= frame.before.size() + frame.after.size() + number_in_front;
}

constexpr int phrases_per_language = 2000;

void report(std::string const& line) {
    std::cout << "secret guard: " << line << "\n";
}

TEST(SecretGuardCounts, no_well_formed_phrase_is_missed) {
    for (auto const& language : language_lists()) {
        SeededRandom random(39);
        int missed = 0;
        for (int i = 0; i < phrases_per_language; ++i) {
            auto const phrase = random_phrase(language, random);
            auto const spelled = spellings()[std::size_t(i) % spellings().size()](phrase);
            if (is_just_gone(spelled, frames[random.below(frames.size())])) continue;
            ++missed;
            ADD_FAILURE() << language.name << ": " << spelled;
        }
        report(fmt::format("{}: {} well-formed phrases, {} missed", language.name, phrases_per_language, missed));
    }
}

TEST(SecretGuardCounts, few_chinese_phrases_without_spaces_are_missed) {
    for (auto const& language : language_lists()) {
        if (!is_chinese(language)) continue;
        SeededRandom random(39);
        int missed = 0;
        for (int i = 0; i < phrases_per_language; ++i)
            missed += !is_just_gone(joined(random_phrase(language, random), ""), frames[random.below(frames.size())]);
        report(fmt::format("{}: {} phrases without any space, {} missed", language.name, phrases_per_language, missed));
        EXPECT_LE(missed, phrases_per_language / 100);
    }
}

// One letter other, more, less, or swapped with the next; of a Chinese word, another character.
std::string mistyped(std::string const& word, Language const& language, Random& random) {
    auto text = icu::UnicodeString::fromUTF8(word);
    auto const any = icu::UnicodeString::fromUTF8(language.words[random.below(2048)]);
    auto const other = any[std::int32_t(random.below(std::uint32_t(any.length())))];
    auto const at = std::int32_t(random.below(std::uint32_t(text.length())));
    if (is_chinese(language)) {
        text.setCharAt(at, char16_t(0x4e00 + random.below(0x51a5)));
    } else if (auto const how = random.below(4); how == 0) {
        text.setCharAt(at, other);
    } else if (how == 1) {
        text.insert(at, other);
    } else if (how == 2 && text.length() > 1) {
        text.remove(at, 1);
    } else if (at + 1 < text.length()) {
        auto const first = text[at];
        text.setCharAt(at, text[at + 1]).setCharAt(at + 1, first);
    }
    std::string out;
    text.toUTF8String(out);
    return out;
}

TEST(SecretGuardCounts, most_phrases_with_a_mistyped_word_are_found) {
    constexpr int tries = 2000;
    for (auto const& language : language_lists()) {
        SeededRandom random(40);
        int found = 0;
        for (int i = 0; i < tries; ++i) {
            auto phrase = random_phrase(language, random);
            auto& word = phrase[random.below(std::uint32_t(phrase.size()))];
            word = mistyped(word, language, random);
            auto const& frame = frames[random.below(frames.size())];  // a word of it that looks mistyped may go as well
            auto const left = rest_of(joined(phrase, " "), frame).size();
            found += left <= frame.before.size() + frame.after.size() + word.size() + 2;
        }
        report(fmt::format("{}: {} phrases with a mistyped word, {:.1f} % found", language.name, tries, found * 100.0 / tries));
        EXPECT_GE(found, tries * 99 / 100) << language.name;
    }
}

// --- false alarms ---

std::string digits(Random& random, std::size_t count) {
    return random.text(1, "123456789") + random.text(count - 1, "0123456789");
}

chains::Bytes bytes(Random& random, std::size_t count) {
    chains::Bytes out(count);
    random.fill(std::as_writable_bytes(std::span(out)));
    return out;
}

std::string with_version(std::uint8_t version, chains::Bytes payload, chains::Base58Alphabet alphabet) {
    payload.insert(payload.begin(), version);
    return chains::base58check_encode(payload, alphabet);
}

constexpr std::string_view hex_digits = "0123456789abcdef";

// What stands in ordinary texts and looks like a secret to a careless eye.
std::string drawn(std::string_view what, Random& random) {
    if (what.starts_with('#')) return digits(random, std::stoul(std::string(what.substr(1))));
    if (what == "amount") return fmt::format("{}.{}", random.below(30'000), random.text(2 + random.below(7), "0123456789"));
    if (what == "date") return fmt::format("202{}-{:02}-{:02}", random.below(7), 1 + random.below(12), 1 + random.below(28));
    if (what == "time") return fmt::format("{:02}:{:02}:{:02}", random.below(24), random.below(60), random.below(60));
    if (what == "phone") return "+86 13" + digits(random, 9);
    if (what == "ip")
        return fmt::format("{}.{}.{}.{}", 1 + random.below(223), random.below(256), random.below(256), random.below(256));
    if (what == "mail") return random.text(8, "abcdefghijklmnopqrstuvwxyz") + digits(random, 3) + "@example.com";
    if (what == "ref")
        return "OM-" + random.text(4, "23456789ABCDEFGHJKMNPQRSTVWXYZ") + "-" + random.text(4, "23456789ABCDEFGHJKMNPQRSTVWXYZ");
    if (what == "uuid")
        return fmt::format("{}-{}-7{}-a{}-{}", random.text(8, hex_digits), random.text(4, hex_digits), random.text(3, hex_digits),
                           random.text(3, hex_digits), random.text(12, hex_digits));
    if (what == "hash") return random.text(64, hex_digits);
    if (what == "0xhash") return "0x" + random.text(64, hex_digits);
    if (what == "evm") return "0x" + chains::eip55(random.text(40, hex_digits));
    if (what == "tron") return with_version(0x41, bytes(random, 20), chains::Base58Alphabet::bitcoin);
    if (what == "xrp") return with_version(0, bytes(random, 20), chains::Base58Alphabet::ripple);
    if (what == "stellar") return "G" + random.text(55, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    if (what == "solana") return chains::base58_encode(bytes(random, 32));
    if (what == "signature") return chains::base58_encode(bytes(random, 64));
    throw std::runtime_error("the text asks for what is not known here: " + std::string(what));
}

// "… hash {hash}, {amount} USDT" with a new value for each name.
std::string draw_values(std::string_view text, Random& random) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto const close = text[at] == '{' && at + 1 < text.size() && text[at + 1] != '"' ? text.find('}', at) : text.npos;
        if (close == text.npos) {
            out += text[at++];
            continue;
        }
        out += drawn(text.substr(at + 1, close - at - 1), random);
        at = close + 1;
    }
    return out;
}

std::string_view without_leading(std::string_view characters, std::string_view text) {
    return text.substr(std::min(text.find_first_not_of(characters), text.size()));
}

// The prose of a Markdown file, of a file of translations, or of the comments in a source: no examples of code.
std::string prose_of(fs::path const& path) {
    bool const source = path.extension() == ".ts";
    bool example = false;
    std::string out;
    for (std::string_view line : split(read_file(path), "\n")) {
        auto text = without_leading(" \t", line);
        bool const comment = text.starts_with('/') || text.starts_with('*');
        if (source) text = line = comment ? without_leading("/* ", text) : "";
        bool const fence = text.starts_with("```");
        example = example != fence;
        if (!example && !fence) out.append(line).append("\n");
    }
    return out;
}

std::vector<fs::path> files_under(fs::path const& folder, std::string_view extension) {
    std::vector<fs::path> out;
    for (auto const& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && entry.path().extension() == extension) out.push_back(entry.path());
    std::ranges::sort(out);
    return out;
}

class Alarms {
public:
    void read(std::string const& message) {
        bytes_ += message.size();
        auto const redacted = guard().redact(message);
        count_ += redacted.removed.size();
        if (!redacted.removed.empty()) std::cout << "taken: " << message << "\n  => " << redacted.text << "\n";
    }

    void read_prose(fs::path const& path) {
        for (auto const& paragraph : split(prose_of(path), "\n\n")) read(paragraph);
    }

    void expect_at_most_one_per_megabyte(std::string const& what) const {
        report(fmt::format("{}: {:.2f} MB, {} false alarms", what, megabytes(), count_));
        EXPECT_GE(megabytes(), 1.0) << what;
        EXPECT_LE(double(count_), megabytes()) << what;
    }

private:
    [[nodiscard]] double megabytes() const { return double(bytes_) / 1e6; }
    std::size_t bytes_ = 0;
    std::size_t count_ = 0;
};

// Our own support talk, full of ids, drawn anew until it is a megabyte; then what packages bring along in that language.
using Files = std::vector<fs::path> (*)();
class FalseAlarms : public testing::TestWithParam<std::pair<std::string, Files>> {};

TEST_P(FalseAlarms, in_support_talk_are_none) {
    auto const& language = GetParam().first;
    auto const messages = split(read_file("tests/corpus/secret_guard/ordinary_" + language + ".txt"), "\n\n");
    SeededRandom random(41);
    Alarms alarms;
    for (int round = 0; round < 70; ++round) {
        std::string talk;
        for (auto const& message : messages) {
            alarms.read(draw_values(message, random));
            talk += draw_values(message, random) + "\n\n";
        }
        alarms.read(talk);  // a mail with all of it
    }
    alarms.expect_at_most_one_per_megabyte(language + ", support talk");
}

TEST_P(FalseAlarms, in_other_prose_are_rare) {
    Alarms alarms;
    for (auto const& path : GetParam().second()) alarms.read_prose(path);
    alarms.expect_at_most_one_per_megabyte(GetParam().first + ", prose of packages");
}

std::vector<fs::path> chinese_prose() {
    auto out = files_under("tests/node_modules/miniprogram-api-typings/types", ".ts");
    for (auto const* language : {"zh-cn", "zh-tw"})
        out.emplace_back(fs::path("web/node_modules/typescript/lib") / language / "diagnosticMessages.generated.json");
    return out;
}

std::vector<fs::path> english_prose() {
    auto out = files_under("web/node_modules", ".md");
    out.emplace_back("web/node_modules/typescript/lib/lib.dom.d.ts");
    return out;
}

INSTANTIATE_TEST_SUITE_P(InBothLanguages, FalseAlarms,
                         testing::Values(std::pair("zh", &chinese_prose), std::pair("en", &english_prose)),
                         [](auto const& info) { return info.param.first; });

}  // namespace
}  // namespace ombud::safety
