// Which lines of a letter its writer wrote now, and which are history that a mail program put below, or a signature.
#pragma once
#include <string_view>
#include <vector>

namespace ombud::mail {

enum class StretchKind { words, quoted, signature };

struct Stretch {
    StretchKind kind{};
    std::string_view text;
};

// Stretches of whole lines that together are the text; nothing is lost, neighbours differ in kind. Understands ">" and the
// ways of Gmail, Outlook, Apple Mail, Thunderbird, QQ, Foxmail and NetEase in Chinese and English. What somebody forwards is
// what they want to say: it counts as words.
std::vector<Stretch> fold(std::string_view text);

}  // namespace ombud::mail
