// Asks ICU once for the sound of every letter; a file of ours adds the second readings that support talk needs.
#include "search/sounds.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>
#include <unicode/translit.h>

#include "search/letters.hpp"
#include "search/lines.hpp"

namespace ombud::search {
namespace {

constexpr std::size_t longest_syllable = 6;  // zhuang

std::string sound_of_all(char32_t first, char32_t last) {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> const rules{
        icu::Transliterator::createInstance("Han-Latin; NFD; [:Mn:] Remove", UTRANS_FORWARD, status)};
    if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
    icu::UnicodeString letters;
    for (auto code = first; code <= last; ++code) letters.append(char16_t(code)).append(u'\n');
    rules->transliterate(letters);
    std::string sounds;
    letters.toUTF8String(sounds);
    return sounds;
}

bool is_syllable(std::string_view text) {
    return !text.empty() && text.size() <= longest_syllable &&
           std::ranges::all_of(text, [](char letter) { return letter >= 'a' && letter <= 'z'; });
}

std::string blurred_name(std::string name) {
    if (name.size() > 1 && name[1] == 'h') name.erase(1, 1);
    if (name.ends_with("ang") || name.ends_with("eng") || name.ends_with("ing")) name.pop_back();
    return name;
}

}  // namespace

Sounds const& Sounds::shipped() {
    static Sounds const sounds{embedded_words("readings.txt")};
    return sounds;
}

Sounds::Sounds(std::string_view readings) {
    read_usual();
    read_others(readings);
    blur();
}

void Sounds::read_usual() {
    auto const all = sound_of_all(first, last);
    std::vector<std::string_view> of_letters;
    for (std::string_view rest = all; !rest.empty();) {
        auto const end = rest.find('\n');
        of_letters.push_back(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    for (auto const sound : of_letters)
        if (is_syllable(sound)) names_.emplace_back(sound);
    std::ranges::sort(names_);
    names_.erase(std::ranges::unique(names_).begin(), names_.end());
    readings_.resize(of_letters.size());
    for (std::size_t letter = 0; letter < of_letters.size(); ++letter) readings_[letter][0] = number(of_letters[letter]);
}

void Sounds::read_others(std::string_view readings) {
    for (auto const line : lines_of(readings)) {
        auto const space = line.find(' ');
        auto const letters = fold(line.substr(0, space));
        auto const sound = space == line.npos ? Sound{0} : number(line.substr(space + 1));
        if (letters.size() != 1 || letters[0].code < first || letters[0].code > last || sound == 0)
            throw std::logic_error("readings: " + std::string(line));
        auto& known = readings_[letters[0].code - first];
        known[known[1] == 0 ? 1 : 2] = sound;
    }
}

void Sounds::blur() {
    std::map<std::string, Sound> seen;
    for (Sound sound = 0; sound < names_.size(); ++sound)
        blurred_.push_back(seen.try_emplace(blurred_name(names_[sound]), sound).first->second);
}

Sound Sounds::number(std::string_view syllable) const {
    auto const found =
        std::ranges::lower_bound(names_, syllable, std::less<>{}, [](std::string const& name) { return std::string_view(name); });
    return found != names_.end() && *found == syllable ? Sound(found - names_.begin()) : Sound{0};
}

std::span<Sound const> Sounds::of(char32_t han) const {
    if (han < first || han > last) return {};
    auto const& known = readings_[han - first];
    return {known.data(), std::size_t(std::ranges::find(known, Sound{0}) - known.begin())};
}

// The fewest syllables; among equals the longer first. What is left over may be the beginning of one more.
Syllables Sounds::split(std::string_view latin) const {
    constexpr std::size_t too_long = 40, never = 1'000;
    if (latin.empty() || latin.size() > too_long) return {};
    struct Step {
        std::size_t cost = never, length = 0;
        Sound sound = 0;
    };
    std::vector<Step> steps(latin.size() + 1);
    steps.back().cost = 0;
    for (auto at = latin.size(); at-- > 0;) {
        for (std::size_t length = std::min(longest_syllable, latin.size() - at); length > 0; --length) {
            auto const part = latin.substr(at, length);
            auto const sound = number(part);
            auto const cost = steps[at + length].cost + 1;
            if (sound != 0 && cost < steps[at].cost) steps[at] = {cost, length, sound};
        }
        auto const left = latin.size() - at;
        if (at > 0 && left < longest_syllable && steps[at].cost == never && !beginning(latin.substr(at)).empty())
            steps[at] = {2, left, 0};
    }
    if (steps.front().cost >= never) return {};
    Syllables syllables;
    for (std::size_t at = 0; at < latin.size(); at += steps[at].length) {
        if (steps[at].sound == 0)
            syllables.rest = latin.substr(at);
        else
            syllables.list.push_back(steps[at].sound);
    }
    return syllables;
}

std::vector<Sound> Sounds::beginning(std::string_view letters) const {
    std::vector<Sound> found;
    auto at =
        std::ranges::lower_bound(names_, letters, std::less<>{}, [](std::string const& name) { return std::string_view(name); });
    for (; at != names_.end() && at->starts_with(letters); ++at) found.push_back(Sound(at - names_.begin()));
    return found;
}

}  // namespace ombud::search
