// Markdown made ready for cmark: what would take too long is refused, and emphasis is marked where CommonMark misses it.
#pragma once
#include <string>
#include <string_view>
#include <unicode/umachine.h>

namespace ombud::markdown {

// Stands in the source where cmark shall see a letter, and nowhere else: whatever it gives back is to be freed from it.
inline constexpr std::string_view letter_mark = "\xef\xb7\x90";  // U+FDD0, which no text may hold

// Lines as cmark sees them: each ends in \n.
std::string with_plain_line_ends(std::string_view text);

// Of such lines. Throws Problem{too_large, "markdown.too_deep" | "markdown.too_many_parts", "markdown"} for what only an attack
// holds: cmark takes a time or memory for it that grows with its square.
void refuse_bombs(std::string_view source);

// The source with marks. CommonMark (issue 650) takes `**重要：**请看` for no emphasis, as 「：」 is punctuation and 「请」
// follows: it expects spaces between words. The rule here is that of "Markdown CJK Friendly": Chinese, Japanese and Korean
// punctuation counts as a letter, and other punctuation does beside a CJK character.
std::string with_marks(std::string_view source);

std::string without_marks(std::string_view text);

// Written without spaces between words: Han, kana, Hangul and their full-width punctuation.
bool is_cjk(UChar32 c);

}  // namespace ombud::markdown
