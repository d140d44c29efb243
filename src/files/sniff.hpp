// Decides from the bytes alone what a file is, and accepts only what people need to send.
#pragma once
#include <string>
#include <string_view>

namespace ombud::files {

struct Kind {
    std::string media_type;
    std::string extension;  // with its dot
    bool picture{};
    bool operator==(Kind const&) const = default;
};

inline Kind const png{"image/png", ".png", true};
inline Kind const jpeg{"image/jpeg", ".jpg", true};
inline Kind const webp{"image/webp", ".webp", true};
inline Kind const gif{"image/gif", ".gif", true};
inline Kind const pdf{"application/pdf", ".pdf", false};
inline Kind const text{"text/plain; charset=utf-8", ".txt", false};
inline Kind const older_text{"text/plain", ".txt", false};  // GB18030 or Big5: which of them nobody can be sure
inline Kind const mail{"message/rfc822", ".eml", false};

// Throws Problem{unsupported, "attachment.type"} for anything but the kinds above. May be called from any thread.
Kind sniff(std::string_view bytes);

}  // namespace ombud::files
