// How Chinese letters sound, without tones: what pinyin and homophones are found by.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ombud::search {

using Sound = std::uint16_t;  // a syllable; 0 is none

struct Syllables {
    std::vector<Sound> list;
    std::string_view rest;  // the beginning of one more, as somebody types
};

class Sounds {
public:
    static Sounds const& shipped();

    // `readings`: lines of a letter and how else it is read.
    explicit Sounds(std::string_view readings);

    // The first is the usual one; empty for what has none.
    std::span<Sound const> of(char32_t han) const;

    // "chongzhi" is chong, zhi. Nothing when it is no pinyin.
    Syllables split(std::string_view latin) const;

    // The syllables that begin so.
    std::vector<Sound> beginning(std::string_view letters) const;

    // zh and z, ang and an are told apart by few: one sound for all that are taken for each other.
    Sound blurred(Sound sound) const { return blurred_[sound]; }

private:
    static constexpr char32_t first = 0x4e00, last = 0x9fff;

    Sound number(std::string_view syllable) const;
    void read_usual();
    void read_others(std::string_view readings);
    void blur();

    std::vector<std::string> names_{""};  // sorted
    std::vector<Sound> blurred_;
    std::vector<std::array<Sound, 3>> readings_;
};

}  // namespace ombud::search
