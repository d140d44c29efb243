// Decides from the bytes alone what a file is, and accepts only what people need to send.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ombud::files {

struct Kind {
    std::string media_type;  // for text always "text/plain; charset=utf-8": the house stores text as UTF-8
    std::string extension;   // with its dot
    bool picture{};
    bool operator==(Kind const&) const = default;
};

inline Kind const png{"image/png", ".png", true};
inline Kind const jpeg{"image/jpeg", ".jpg", true};
inline Kind const webp{"image/webp", ".webp", true};
inline Kind const gif{"image/gif", ".gif", true};
inline Kind const pdf{"application/pdf", ".pdf", false};
inline Kind const text{"text/plain; charset=utf-8", ".txt", false};
inline Kind const mail{"message/rfc822", ".eml", false};

// Throws Problem{unsupported, "attachment.type"} for anything but the kinds above. May be called from any thread.
Kind sniff(std::string_view bytes);

// Text in UTF-8 or GB18030, without control characters, as UTF-8 without a byte-order mark.
std::optional<std::string> as_utf8(std::string_view bytes);
// Begins with the header of an RFC 5322 message that names its author and its date.
bool looks_like_mail(std::string_view bytes);

}  // namespace ombud::files
